package dashboard

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestSettingsSayWhatIsSetAndWhatNobodyHasStated(t *testing.T) {
	d := newDivision(t)
	d.says(d.get("/settings"),
		"The division is held against about 680 procedures a month and 9 attendings, 3 advanced practice providers, 15 technologists and 14 nurses.",
		"Not stated yet: what the baseline counts as a procedure, which sites the staff cover and what University and VA count.",
		"January 2000 Jan 2000 The division about 680 University and VA not stated Division profile",
		"Attendings January 2000 Jan 2000 9 — not stated Division profile",
		"University not stated not stated July federal holidays, assumed the 10th from its first file",
		"VA not stated not stated October federal holidays the 10th from its first file",
		"Nothing has been changed yet.")
}

func TestABaselineIsAddedFromAMonthOn(t *testing.T) {
	d := newDivision(t)
	if got, want := d.mustPost("/settings/baselines/new", "from", "Oct 2026", "site", "0", "per_month", "1,700.5", "covered", "", "counts", "exam", "source", "Budget 2027"),
		"/settings?saved=baselines#baselines"; got != want {
		t.Errorf("saving leads to %s, want %s", got, want)
	}
	page := d.get("/settings?saved=baselines")
	d.says(page, "Saved. The baseline is as you left it, revision 1.", "held against 1,700.5 procedures a month",
		"October 2026 Oct 2026 The division 1,700.5 not stated Exams or accessions Budget 2027", "Baseline from October 2026")

	got, err := d.store.Baselines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := caseload.Baseline{ID: got[1].ID, From: calendar.MonthOf(2026, time.October), PerMonth: 1700.5, CountingUnit: caseload.UnitExam, Source: "Budget 2027"}
	if diff := cmp.Diff(want, got[1]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatWasTypedStaysWhenItIsWrong(t *testing.T) {
	d := newDivision(t)
	closedDay := "2026-11-27 Day after Thanksgiving\n27 November"
	for _, test := range []struct {
		name, path string
		pairs      []string
		want       []string
	}{
		{"a baseline", "/settings/baselines/new", []string{"from", "soon", "site", "0", "per_month", "many", "covered", "both", "counts", "", "source", "the dean"},
			[]string{"\"soon\" is not a month.", "\"many\" is not a number.", "[soon]", "[many]", "[both]", "[the dean]"}},
		{"a baseline of zero", "/settings/baselines/1", []string{"from", "2000-01", "site", "0", "per_month", "0", "counts", ""}, []string{"A baseline is above 0."}},
		{"a baseline for no site", "/settings/baselines/new", []string{"from", "2000-01", "site", "77", "per_month", "5", "counts", "cups"},
			[]string{"Choose the division or one of its sites.", "Choose one of the units."}},
		{"a month that is taken", "/settings/baselines/new", []string{"from", "2000-01", "site", "0", "per_month", "700", "counts", ""},
			[]string{"There is already a baseline from January 2000; change that one.", "[700]"}},
		{"staff", "/settings/staffing/new", []string{"role", "surgeon", "from", "", "heads", "8.5", "fte", "-1"},
			[]string{"Choose one of the four roles.", "A month is needed.", "\"8.5\" is not a whole number.", "The FTE is at least 0", "[8.5]"}},
		{"a site", "/settings/sites/new", []string{"name", " ", "counts", "", "basis", "", "fiscal", "13", "holidays", "lunar", "closed", closedDay, "due", "40"},
			[]string{"A site needs a name.", "Choose one of these.", "Line 2: \"27\" is not a day.", "The due day is a whole number from 1 to 31.", "Day after Thanksgiving 27 November", "[40]"}},
		{"a site with a taken name", "/settings/sites/new", []string{"name", "va", "counts", "", "basis", "", "fiscal", "1", "holidays", "none", "due", "10"},
			[]string{"There is already a site called \"va\".", "[va]"}},
		{"a group", "/settings/groups/new", []string{"name", "Ungrouped", "position", "5"}, []string{"There is already a group called \"Ungrouped\"."}},
		{"the division", "/settings/division", []string{"name", "", "calendar", "lunar"}, []string{"The division needs a name.", "Choose one of the three years."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d.t = t
			status, _, page := d.post(test.path, test.pairs...)
			if status != http.StatusUnprocessableEntity {
				t.Errorf("status %d, want %d", status, http.StatusUnprocessableEntity)
			}
			d.says(page, test.want...)
		})
	}
	d.t = t
	revision, err := d.store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if revision != 0 {
		t.Errorf("revision %d after refused forms, want 0", revision)
	}
}

func TestTheFirstWrongFieldTakesTheFocusAndNamesItsProblem(t *testing.T) {
	form := problems{"per_month": "Needed.", "from": "Needed."}.beside(baselineForm{}.page(nil))
	var focused []string
	for _, field := range form.Fields {
		if field.Focus {
			focused = append(focused, field.Name)
		}
	}
	if diff := cmp.Diff([]string{"from"}, focused); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestASiteKeepsItsOwnClosedDaysAndEnd(t *testing.T) {
	d := newDivision(t)
	d.says(d.get("/settings/sites/1"), "[University]", "[10] of the month after")
	d.mustPost("/settings/sites/1", "name", "University", "counts", "encounter", "basis", "performed", "fiscal", "7", "holidays", "federal",
		"closed", "2026-11-27 Day after Thanksgiving\r\n\r\n2026-12-24\r\n", "due", "8", "last", "2026-12")
	page := d.get("/settings")
	d.says(page, "University Encounters date performed July federal holidays and 2 days of its own the 8th until Dec 2026, no file yet",
		"which sites the staff cover and what VA count")
	sites, err := d.store.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []caseload.ClosedDay{
		{Date: calendar.DateOf(2026, time.November, 27), Name: "Day after Thanksgiving"},
		{Date: calendar.DateOf(2026, time.December, 24)},
	}
	if diff := cmp.Diff(want, sites[0].ClosedDays); diff != "" {
		t.Errorf("closed days (-want +got)\n%s", diff)
	}
	d.says(d.get("/settings/sites/1"), "2026-11-27 Day after Thanksgiving 2026-12-24", "[December 2026]")
}

func TestASiteCanBeAdded(t *testing.T) {
	d := newDivision(t)
	d.mustPost("/settings/sites/new", "name", " Children’s   Hospital ", "counts", "", "basis", "", "fiscal", "1", "holidays", "none", "due", "10")
	d.says(d.get("/settings"), "Children’s Hospital not stated not stated January no holidays the 10th")
}

func TestStaffingBaselineHasAnFTEOnceSomebodyStatesIt(t *testing.T) {
	d := newDivision(t)
	d.says(d.get("/settings/staffing/1"), "Attendings from January 2000", "[9] people")
	d.mustPost("/settings/staffing/1", "role", "attending", "from", "2000-01", "heads", "9", "fte", "8.6", "covered", "University and VA", "source", "Division profile")
	d.says(d.get("/settings"), "Attendings January 2000 Jan 2000 9 8.6 University and VA Division profile")
	d.says(d.get("/settings/history/1"), "Staffing baseline 1", "fte 8.6", "sites covered University and VA")
}

func TestProceduresMoveIntoGroupsWithOneRevision(t *testing.T) {
	d := newDivision(t)
	storetest.SeedMonths(t, d.store, calendar.MonthOf(2026, time.October), 1, 3)
	d.mustPost("/settings/groups/new", "name", "Biopsies", "position", "10")
	d.says(d.get("/settings/procedures"), "3 procedures", "Procedure 01", "[2] Biopsies")
	d.mustPost("/settings/procedures", "p1", "2", "p3", "2", "p2", "1")
	d.says(d.get("/settings?saved=procedures"), "Saved. The procedures are in their groups, revision 3.", "Biopsies Procedure 01 and Procedure 03 2")
	d.says(d.get("/settings/history/3"), "Procedure Procedure 01 group Ungrouped group Biopsies")
	page := d.get("/settings/procedures?group=2")
	d.says(page, "2 procedures", "Procedure 03")
	d.saysNot(page, "Procedure 02")

	if status, _, _ := d.post("/settings/procedures", "p1", "99"); status != http.StatusNotFound {
		t.Errorf("a group that is not there: status %d, want %d", status, http.StatusNotFound)
	}
}

func TestLongListsOfProceduresArePaged(t *testing.T) {
	var procedures []caseload.Procedure
	for i := range proceduresPerPage + 20 {
		procedures = append(procedures, caseload.Procedure{ID: caseload.ProcedureID(i + 1), Name: "P" + strings.Repeat("x", i%7), Group: 1})
	}
	second := procedureForm(procedureList{page: 2}, nil, procedures)
	if got, want := second.Shown, "101–120 of 120"; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	if second.Older != nil || second.Newer == nil {
		t.Error("the second page is the last and has one before it")
	}
	if got := len(procedureForm(procedureList{page: 900}, nil, procedures).Form.Rows.Rows); got != 0 {
		t.Errorf("a page beyond the end shows %d rows", got)
	}
}

func TestTheCalendarAndNameOfTheDivisionAreSaved(t *testing.T) {
	d := newDivision(t)
	d.mustPost("/settings/division", "name", "IR at State", "calendar", "academic")
	d.says(d.get("/settings"), "IR at State", "Academic year, July to June", "Setting calendar")
}

func TestTheHistoryNamesWhoWhenAndWhy(t *testing.T) {
	d := newDivision(t)
	for _, name := range []string{"One", "Two", "Three"} {
		d.mustPost("/settings/groups/new", "name", name, "position", "1")
	}
	d.says(d.get("/settings/history"), "3 Group Three 12 Nov 2026, 08:14 12 Nov 2026 Local user 1")
	d.says(d.get("/settings/history/2"), "Group Two", "Revision 2", "Local user", "name Two")
	response, _ := get(t, d.Server, "/settings/history/99")
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, want %d", response.StatusCode, http.StatusNotFound)
	}
}

func TestARevisionSaysItsChangesInWords(t *testing.T) {
	d := newDivision(t)
	info := storetest.Commit(t, d.store, []storetest.Row{{Month: "2026-10", Site: "VA", Procedure: "Biopsy", N: 5}}, true)
	roster := storetest.SeedRoster(t, d.store, calendar.MonthOf(2026, time.October), []caseload.Appointment{{
		AppointmentKey: caseload.AppointmentKey{Staff: "N-07", Site: storetest.VA, Role: caseload.Nurse, From: calendar.DateOf(2021, time.March, 1)},
		FTE:            0.625, Status: caseload.StatusActive, ClinicalShare: 1, Employment: caseload.EmploymentStaff,
	}})
	d.mustPost("/settings/sites/2", "name", "VA", "counts", "", "basis", "", "fiscal", "10", "holidays", "federal", "due", "10", "closed", "2026-11-27 Day after Thanksgiving")
	page := d.get(fmt.Sprintf("/settings/history/%d", info.Revision))
	d.says(page, "Site month VA, October 2026", "received at 12 Nov 2026, 08:14", "source upload 1")
	d.saysNot(page, "closed at")
	d.says(d.get(fmt.Sprintf("/settings/history/%d", roster.Revision)), "Appointment N-07", "fte 0.625", "Roster month VA, October 2026")
	d.says(d.get(fmt.Sprintf("/settings/history/%d", roster.Revision+1)), "closed days 2026-11-27 Day after Thanksgiving")
}

func TestSettingsThatDoNotExistAreNotFound(t *testing.T) {
	d := newDivision(t)
	for _, path := range []string{"/settings/baselines/99", "/settings/baselines/x", "/settings/sites/99", "/settings/groups/99", "/settings/staffing/0", "/settings/history/zero"} {
		response, _ := get(t, d.Server, path)
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d, want %d", path, response.StatusCode, http.StatusNotFound)
		}
	}
}

func TestMonthsAreReadAsPeopleTypeThem(t *testing.T) {
	want := calendar.MonthOf(2026, time.October)
	for _, text := range []string{"2026-10", "October 2026", "Oct 2026", " oct  2026", "10/2026", "Oct-2026"} {
		if got, ok := typedMonth(text); !ok || got != want {
			t.Errorf("%q is read as %s (%t), want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "2026", "26-10", "13/2026", "10/26", "0001-01", "2026-10-01"} {
		if got, ok := typedMonth(text); ok {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}
