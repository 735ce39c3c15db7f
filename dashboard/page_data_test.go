package dashboard

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/storetest"
)

func TestAnEmptyDatabaseAsksForTheFirstFile(t *testing.T) {
	d := newDivision(t)
	page := d.get("/data")
	d.says(page, "Drop the first monthly file here", "choose a file", "up to 8 MB", "Nothing has been sent yet.", "procedures.csv", "roster.csv")
	d.saysNot(page, "Closing a month")
}

func TestDataSaysWhichFileIsMissing(t *testing.T) {
	d := newDivision(t)
	storetest.SeedMonths(t, d.store, calendar.MonthOf(2026, time.August), 3, 2)
	storetest.Commit(t, d.store, []storetest.Row{{Month: "2026-09", Site: "University", Procedure: "Procedure 01", N: 4}}, true)
	storetest.Commit(t, d.store, []storetest.Row{{Month: "2026-10", Site: "University", Procedure: "Procedure 01", N: 4}}, true)
	page := d.get("/data")
	d.says(page, "Two files are missing: VA procedures for October 2026 and VA procedures for September 2026.",
		"VA procedures", "missing", "From 5 uploads.")
}

func TestAWaitingDraftIsTheFirstThingOnTheDataPage(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("va.csv", septemberVA, "everything", "yes"))
	path := d.mustSend("va.csv", octoberVA)
	page := d.get("/data")
	d.says(page, "VA procedures, October 2026 is read and waits for its review. Nothing of it is saved yet.", "Review", "in review")
	d.mustPost(path + "/discard")
	d.saysNot(d.get("/data"), "waits for its review") // a draft makes no revision: this page may not come from the cache
}

func TestAMonthIsClosedAndReopenedWithAReason(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("va.csv", octoberVA, "everything", "yes"))
	d.says(d.get("/data"), "VA, October 2026 complete, not closed", "Close")

	d.mustPost("/data/close", "site", "2", "month", "2026-10")
	page := d.get("/data?done=closed")
	d.says(page, "Closed. The month takes no change until somebody reopens it.", "Reopen")
	if status, _, page := d.post("/data/close", "site", "2", "month", "2026-10"); status != http.StatusConflict {
		t.Errorf("closing twice: status %d\n%s", status, page)
	}

	d.says(d.get("/data/reopen?site=2&month=2026-10"), "Reopen VA, October 2026?", "Why it has to change")
	status, _, page := d.post("/data/reopen", "site", "2", "month", "2026-10", "reason", "  ")
	if status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: status %d, want %d", status, http.StatusUnprocessableEntity)
	}
	d.says(page, "A closed month is reopened only with a reason.")
	status, _, page = d.post("/data/reopen", "site", "2", "month", "2026-10", "reason", strings.Repeat("late ", 300))
	if status != http.StatusUnprocessableEntity {
		t.Errorf("with an endless reason: status %d, want %d", status, http.StatusUnprocessableEntity)
	}
	d.says(page, "at most 1000 characters", "late late")

	if got := d.mustPost("/data/reopen", "site", "2", "month", "2026-10", "reason", "Two cases were posted late"); got != "/data?done=reopened#months" {
		t.Errorf("reopening leads to %s", got)
	}
	d.says(d.get("/data?done=reopened"), "Reopened.", "VA, October 2026 complete, not closed")
	d.says(d.get("/settings"), "Reopened VA, October 2026: Two cases were posted late")
}

func TestAMonthThatDoesNotExistCannotBeClosed(t *testing.T) {
	d := newDivision(t)
	for _, pairs := range [][]string{{"site", "2", "month", "2026-10"}, {"site", "x", "month", "2026-10"}, {"site", "2", "month", "October"}, {"site", "99", "month", "2026-10"}} {
		if status, _, _ := d.post("/data/close", pairs...); status != http.StatusNotFound {
			t.Errorf("%v: status %d, want %d", pairs, status, http.StatusNotFound)
		}
	}
}

func TestTemplatesAreReadAsFilesWithoutRows(t *testing.T) {
	d := newDivision(t)
	for path, want := range map[string]string{
		"/templates/procedures.csv": "month,site,procedure,count,setting,referral_state\r\n",
		"/templates/roster.csv":     "staff_id,name,role,site,fte,start_date,end_date,status,clinical_share,employment\r\n",
	} {
		response, body := get(t, d.Server, path)
		if body != want {
			t.Errorf("%s is %q, want %q", path, body, want)
		}
		if got := response.Header.Get(fiber.HeaderContentDisposition); !strings.Contains(got, "attachment") {
			t.Errorf("%s: disposition %q", path, got)
		}
		status, _, page := d.send("template.csv", body)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("the template sent back: status %d", status)
		}
		d.says(page, "has a header but no rows with data")
	}
	d.says(d.get(d.mustSend("filled.csv", "month,site,procedure,count,setting,referral_state\r\n2026-10,VA,Biopsy,3,,\r\n")), "Its only row is ready.")
}

func TestLongListsAreCutShortAndCanBeHadInFull(t *testing.T) {
	d := newDivision(t)
	storetest.SeedMonths(t, d.store, calendar.MonthOf(2026, time.October), uploadsShown+3, 1)
	page := d.get("/data")
	d.says(page, "All 15 uploads", "All 30 months")
	whole := d.get("/data?uploads=all&months=all")
	d.saysNot(whole, "All 15 uploads", "All 30 months")
	if got, want := strings.Count(whole, "complete, not closed"), 30; got != want {
		t.Errorf("%d months that can be closed, want %d", got, want)
	}
}

func TestAServerThatTakesNoFilesOffersNoDropZone(t *testing.T) {
	server, err := New(Config{Store: storetest.New(t), Now: storetest.Now})
	if err != nil {
		t.Fatal(err)
	}
	response, body := get(t, server, "/data")
	if response.StatusCode != http.StatusOK || strings.Contains(body, "data-dropzone") {
		t.Errorf("status %d; the page has a drop zone: %t", response.StatusCode, strings.Contains(body, "data-dropzone"))
	}
	if response, _ := get(t, server, "/uploads/x"); response.StatusCode != http.StatusNotFound {
		t.Errorf("an upload's page: status %d", response.StatusCode)
	}
}

func TestTheAddressOfUploadsLeadsToTheirList(t *testing.T) {
	d := newDivision(t)
	response, _ := get(t, d.Server, "/uploads")
	if got := response.Header.Get(fiber.HeaderLocation); response.StatusCode != http.StatusSeeOther || got != "/data" {
		t.Errorf("status %d to %q", response.StatusCode, got)
	}
}
