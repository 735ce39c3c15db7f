package dashboard

import (
	"net/http"
	"testing"

	"caseload/store/caseload"
)

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
