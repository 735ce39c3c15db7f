package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// samplePage returns a page of the sample division as it is read, once a lead has confirmed all assumptions.
func samplePage(t *testing.T, path string) string {
	t.Helper()
	s, db := sampleServer(t)
	assumeSample(t, db)
	confirmSample(t, db)
	response, page := get(t, s, path)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", path, response.Status)
	}
	return readText(page)
}

func wantText(t *testing.T, page, want string) {
	t.Helper()
	if !strings.Contains(page, want) {
		t.Errorf("want %q on the page", want)
	}
}

func TestStaffingSaysSinceWhenARoleHasBeenShort(t *testing.T) {
	wantText(t, samplePage(t, "/staffing"), "Short already in October 2026, by 0.8 FTE, and by 1.8 in October 2027. "+
		"By what is required now the roster has been short since July 2026.") // a nurse left on 30 June 2026
}

func TestTheBriefSaysWhoIsKnownToLeave(t *testing.T) {
	const want = "Two leavers are known: one nurse in January 2027 and one technologist in April."
	wantText(t, samplePage(t, "/brief"), "The roster stands at the profile’s 9, 3, 15 and 14. "+want)
	wantText(t, samplePage(t, "/brief.txt"), want)
}

func TestAScenarioThatLeavesTheWorstRoleAsItIsSaysSo(t *testing.T) {
	wantText(t, samplePage(t, "/what-if?growth_percent=5"), "nurses need 14.6 FTE, 0.8 more than are on hand, as today.")
	if page := samplePage(t, "/what-if?fte.nurse=12"); strings.Contains(page, "than are on hand, as today") {
		t.Error("a scenario with fewer nurses says that they are as short as today")
	}
}

func TestARangeWithoutAMonthThatIsOverHasNoPanels(t *testing.T) {
	page := samplePage(t, "/volume?from=2026-11")
	wantText(t, page, "No month that is over lies in the range")
	if strings.Contains(page, "November 2026 to October 2026") {
		t.Error("the panels go from a month to one before it")
	}
}

func TestAnEventStartsAtTheMonthJudgedAndTakesSept(t *testing.T) {
	s, db := sampleServer(t)
	if _, form := get(t, s, "/signals/event?series=procedure-paracentesis"); !strings.Contains(form, `name="event_month" value="October 2026"`) {
		t.Error("want the month that is judged in the form")
	}
	values := url.Values{"series": {"procedure-paracentesis"}, "event_month": {"Sept. 2026"}, "text": {"Ward took over"}, "scope": {"series"}}
	if status, _, _ := postForm(t, s, "/signals/event", values); status != http.StatusSeeOther {
		t.Fatalf("want the event saved, got %d", status)
	}
	events, err := db.Annotations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range events {
		if event.Text == "Ward took over" && event.Month.String() == "2026-09" {
			return
		}
	}
	t.Errorf("want the event in September 2026, got %+v", events)
}

func TestAFileOfAMonthThatIsNotOverIsSaidToWantMore(t *testing.T) {
	d := newDivision(t)
	const want = "was not over when the file was sent, so more will follow unless all of it is done."
	d.says(d.get(d.mustSend("now.csv", "month,site,procedure,count\n2026-11,VA,PICC,4\n")), want)
	d.saysNot(d.get(d.mustSend("before.csv", "month,site,procedure,count\n2026-10,VA,PICC,4\n")), want)
}

func TestAClosedMonthIsSaidBeforeAnybodyIsAskedWhetherTheFileIsEverything(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("va.csv", octoberVA, "everything", "yes"))
	d.mustPost("/data/close", "site", "2", "month", "2026-10")
	path := d.mustSend("again.csv", strings.Replace(octoberVA, "Drainage,9", "Drainage,7", 1))
	page := d.get(path)
	d.says(page, "The file would change a closed month: VA, October 2026. Reopen it first; the reason is recorded.", "Reopen VA, October 2026")
	d.saysNot(page, "Answer what is asked above first.")
}

func TestRowsThatAreReadyAndStillWaitForAnAnswerAreNotCalledReadyAlone(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("split.csv", "month,site,procedure,count,setting\n2026-10,VA,PICC,4,inpatient\n", "everything", "yes"))
	d.says(d.get(d.mustSend("total.csv", "month,site,procedure,count\n2026-10,VA,PICC,5\n2026-10,VA,Port,x\n2026-10,VA,Stent,2\n")),
		"2 of 3 rows are ready and wait for 1 answer, 1 cannot be used.")
}

func TestTheAddressOfAScenarioHoldsNoEmptyBoxes(t *testing.T) {
	s, _ := sampleServer(t)
	response, _ := get(t, s, "/what-if?growth_percent=5&rooms.1=&fte.nurse=&site=va")
	if at := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || at != "/what-if?growth_percent=5&site=va" {
		t.Errorf("want the way to the scenario alone, got %s %q", response.Status, at)
	}
}

func TestSignalsOfOneGroupAreNotSaidOfAllSeries(t *testing.T) {
	wantText(t, samplePage(t, "/signals?series=procedure-paracentesis"), "No series of Paracentesis & thoracentesis carries a signal in October 2026.")
}

func TestRecentFilesOfSeveralMonthsKeepTheYearOrLoseItAtBothEnds(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("both.csv", "month,site,procedure,count\n2026-09,VA,PICC,4\n2026-10,VA,PICC,4\n", "everything", "yes"))
	path := d.mustSend("over.csv", "month,site,procedure,count\n2025-12,VA,PICC,4\n2026-01,VA,PICC,4\n", "everything", "yes")
	d.says(d.get(path), "VA procedures, September to October", "VA procedures, December 2025 to January 2026")
}
