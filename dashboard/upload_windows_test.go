package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"caseload/store/caseload"
)

func TestTheSecondOfTwoCommitsIsToldWhatChangedAndOfferedTheNewPreview(t *testing.T) {
	d := newDivision(t)
	mine := d.mustSend("mine.csv", octoberVA, "everything", "yes")
	theirs := d.mustSend("theirs.csv", strings.Replace(octoberVA, "14", "15", 1), "everything", "yes")
	d.commit(theirs, "base", "0")

	status, _, page := d.post(mine+"/commit", "base", "0")
	if status != http.StatusConflict {
		t.Errorf("status %d, want %d", status, http.StatusConflict)
	}
	d.says(page, "Nothing was committed.", "theirs.csv", "Something was changed since this file was read", "Go on with these differences", "One stored number would change, by −1 in all")

	d.mustPost(mine+"/answer", "look", "again")
	d.says(d.get(mine), "Commit 3 numbers as revision 2.")
	d.saysNot(d.get(mine), "Something was changed since")
	status, _, page = d.post(mine+"/commit", "base", "0")
	if status != http.StatusConflict {
		t.Errorf("a page from before the new preview commits: status %d", status)
	}
	d.says(page, "This page showed an older preview")
	d.commit(mine, "base", "1")
}

func TestAPageFromBeforeAnotherWindowsAnswerDoesNotCommit(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("va.csv", octoberVA, "everything", "yes")
	upload := func() caseload.Upload {
		t.Helper()
		uploads, err := d.store.Uploads(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return uploads[0]
	}
	seen := choicesMark(upload())
	_, body := get(t, d.Server, path)
	d.says(body, `name="choices" value="`+seen+`"`)

	d.mustPost(path+"/answer", "everything", "no")
	status, _, page := d.post(path+"/commit", "base", "0", "choices", seen)
	if status != http.StatusConflict {
		t.Errorf("status %d, want %d", status, http.StatusConflict)
	}
	d.says(page, "Nothing was committed.", "This page showed an older preview")
	d.commit(path, "base", "0", "choices", choicesMark(upload()))
}
