package dashboard

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"caseload/store/caseload"
)

var seenField = regexp.MustCompile(`name="seen" value="([0-9]+)"`)

func TestALeadConfirmsOnlyTheNumbersOnThePage(t *testing.T) {
	d := newDivision(t)
	ctx := context.Background()
	d.commit(d.mustSend("first.csv", octoberVA, "everything", "yes"))
	db := d.config.Store
	minutes := func(role caseload.Role, n float64) {
		t.Helper()
		kinds, err := db.Procedures(ctx)
		noError(t, err)
		noError(t, db.SaveProcedureMinutes(ctx, []caseload.ProcedureMinutes{{Procedure: kinds[0].ID, Role: role, Phase: "room", From: caseload.AlwaysFrom, Minutes: n, People: 1, Stated: "local estimate"}}, caseload.LocalUser))
	}
	minutes(caseload.Nurse, 60)
	const path = "/settings/assumptions/nurse"
	opened := func() string {
		t.Helper()
		_, page := get(t, d.Server, path)
		found := seenField.FindStringSubmatch(page)
		if found == nil {
			t.Fatal("the form does not say which numbers it confirms")
		}
		return found[1]
	}
	seen := opened()
	minutes(caseload.Nurse, 90)
	status, _, page := d.post(path, "part-minutes", "yes", "do", "confirm", "seen", seen)
	if status != http.StatusConflict {
		t.Errorf("status %d, want %d", status, http.StatusConflict)
	}
	d.says(page, "The numbers were changed after you opened the page, so nothing was confirmed.")
	all, err := db.(interface {
		Confirmations(context.Context) ([]caseload.Confirmation, error)
	}).Confirmations(ctx)
	noError(t, err)
	if len(all) > 0 {
		t.Errorf("confirmed all the same: %v", all)
	}
	if status, _, page := d.post(path, "part-minutes", "yes", "do", "confirm"); status != http.StatusBadRequest || !strings.Contains(page, "Open the page again") {
		t.Errorf("a form that names no numbers: status %d, %s", status, page)
	}

	seen = opened()
	minutes(caseload.Technologist, 45) // of somebody else
	d.mustPost(path, "part-minutes", "yes", "do", "confirm", "seen", seen)
}

func TestTwoWhoSaveTheSameDivisionMakeOneRevision(t *testing.T) {
	d := newDivision(t)
	d.mustPost("/settings/division", "name", "First", "calendar", "federal")
	before, err := d.config.Store.Revision(context.Background())
	noError(t, err)
	for range 2 { // both opened the form at the first revision
		d.mustPost("/settings/division", "name", "Second", "calendar", "academic", "seen", "1")
	}
	if after, err := d.config.Store.Revision(context.Background()); err != nil || after != before+1 {
		t.Errorf("want revision %d, got %d (%v)", before+1, after, err)
	}
	// What the other has changed is not put back by a form that changes something else.
	if status, _, page := d.post("/settings/division", "name", "First", "calendar", "calendar", "seen", "1"); status != http.StatusUnprocessableEntity {
		t.Errorf("status %d: %s", status, page)
	}
}
