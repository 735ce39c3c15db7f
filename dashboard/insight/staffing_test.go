package insight_test

import (
	"context"
	"math"
	"testing"
	"time"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// person is a full-time roster line since 2020; options change it.
func person(id string, role caseload.Role, site caseload.SiteID, options ...func(*caseload.Appointment)) caseload.Appointment {
	a := caseload.Appointment{
		AppointmentKey: caseload.AppointmentKey{Staff: caseload.StaffID(id), Site: site, Role: role, From: calendar.DateOf(2020, time.January, 1)},
		FTE:            1, Status: caseload.StatusActive, ClinicalShare: 1, Employment: caseload.EmploymentStaff,
	}
	for _, option := range options {
		option(&a)
	}
	return a
}

func fte(v float64) func(*caseload.Appointment) {
	return func(a *caseload.Appointment) { a.FTE = v }
}

func since(year int, month time.Month, day int) func(*caseload.Appointment) {
	return func(a *caseload.Appointment) { a.From = calendar.DateOf(year, month, day) }
}

func until(year int, month time.Month, day int) func(*caseload.Appointment) {
	return func(a *caseload.Appointment) { last := calendar.DateOf(year, month, day); a.To = &last }
}

func status(v caseload.AppointmentStatus) func(*caseload.Appointment) {
	return func(a *caseload.Appointment) { a.Status = v }
}

func clinical(v float64) func(*caseload.Appointment) {
	return func(a *caseload.Appointment) { a.ClinicalShare = v }
}

// staffed returns a database with both sites' October and the roster.
func staffed(t *testing.T, people ...caseload.Appointment) *store.Store {
	t.Helper()
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	storetest.SeedRoster(t, s, month("2026-11"), people)
	return s
}

func roleOf(t *testing.T, o insight.Overview, role caseload.Role) insight.RoleStaffing {
	t.Helper()
	for _, r := range o.Staffing.Roles {
		if r.Role == role {
			return r
		}
	}
	t.Fatalf("no role %s in %+v", role, o.Staffing)
	return insight.RoleStaffing{}
}

func near(t *testing.T, what string, want float64, got insight.Number) {
	t.Helper()
	if math.Abs(want-float64(got)) > 1e-9 || got.IsMissing() != math.IsNaN(want) {
		t.Errorf("%s: want %v, got %v", what, want, got)
	}
}

func TestSomebodyAtTwoSitesIsOneHeadAndBothParts(t *testing.T) {
	s := staffed(t, person("N-1", caseload.Nurse, storetest.University, fte(0.6)), person("N-1", caseload.Nurse, storetest.VA, fte(0.4)),
		person("N-2", caseload.Nurse, storetest.VA))
	nurses := roleOf(t, overview(t, s, insight.View{}), caseload.Nurse)
	near(t, "heads", 2, nurses.Headcount)
	near(t, "FTE", 2, nurses.FTE)
	near(t, "per head", 702.0/2, nurses.PerHead)
	near(t, "baseline per head", 680.0/14, nurses.BaselinePerHead)
	says(t, "12 below the profile’s 14", nurses.Against)

	va := roleOf(t, overview(t, s, insight.View{Site: "va"}), caseload.Nurse)
	near(t, "VA heads", 2, va.Headcount)
	near(t, "VA FTE", 1.4, va.FTE)
	near(t, "no ratio of two people at one site", math.NaN(), va.PerHead)
	near(t, "no profile for one site", math.NaN(), va.Profile)
	near(t, "no baseline per head for one site", math.NaN(), va.BaselinePerHead)
	if !va.Few {
		t.Error("two people at one site are few")
	}
}

func TestFTECountsDaysEmployed(t *testing.T) {
	for name, test := range map[string]struct {
		line             func(*caseload.Appointment)
		month            string
		heads, fte, able float64
	}{
		"all month":                                 {fte(1), "2026-10", 1, 1, 1},
		"from the middle of the month":              {since(2026, time.October, 16), "2026-10", 1, 16.0 / 31, 16.0 / 31},
		"until the middle: no head on the last day": {until(2026, time.October, 15), "2026-10", 0, 15.0 / 31, 15.0 / 31},
		"a leap February has 29 days":               {since(2024, time.February, 15), "2024-02", 1, 15.0 / 29, 15.0 / 29},
		"vacant is nobody":                          {status(caseload.StatusVacant), "2026-10", 0, 0, 0},
		"accepted is nobody yet":                    {status(caseload.StatusAccepted), "2026-10", 0, 0, 0},
		"a long leave is filled, not available":     {status(caseload.StatusLeave), "2026-10", 1, 1, 0},
		"a part is clinical":                        {clinical(0.8), "2026-10", 1, 1, 0.8},
		"not yet employed":                          {since(2026, time.November, 2), "2026-10", 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			commit(t, s, row(test.month, "University", 500), row(test.month, "VA", 180))
			// The second line keeps the rosters speaking of the month, whatever the first does.
			storetest.SeedRoster(t, s, month("2026-11"), []caseload.Appointment{
				person("N-1", caseload.Nurse, storetest.University, test.line),
				person("T-1", caseload.Technologist, storetest.University), person("T-2", caseload.Technologist, storetest.VA)})
			nurses := roleOf(t, overview(t, s, at(test.month)), caseload.Nurse)
			near(t, "heads", test.heads, nurses.Headcount)
			near(t, "FTE", test.fte, nurses.FTE)
			near(t, "available", test.able, nurses.Available)
		})
	}
}

func TestNoRatioDividesBothSitesProceduresByOneSitesStaff(t *testing.T) {
	s := staffed(t, person("N-1", caseload.Nurse, storetest.University), person("N-2", caseload.Nurse, storetest.University), person("N-3", caseload.Nurse, storetest.University))
	o := overview(t, s, insight.View{})
	near(t, "per head", math.NaN(), roleOf(t, o, caseload.Nurse).PerHead)
	says(t, "The roster of VA does not cover October 2026, its procedures do: no ratio is shown.", o.Staffing.Notes[0])
	near(t, "University's own", 173, roleOf(t, overview(t, s, insight.View{Site: "university"}), caseload.Nurse).PerHead)
}

func TestProfileSaysThatItsSitesAreNotStated(t *testing.T) {
	s := staffed(t, person("N-1", caseload.Nurse, storetest.University), person("N-2", caseload.Nurse, storetest.VA))
	o := overview(t, s, insight.View{})
	says(t, "Sites covered by 9/3/15/14: not stated.", o.Staffing.SitesCovered)
	says(t, "Attendings are 9 below the profile’s 9, advanced practice is 3 below the profile’s 3, technologists are 15 below the profile’s 15, nurses are 12 below the profile’s 14", o.Staffing.Title)
}

func TestWithoutARosterStaffingSaysWhatToDo(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	o := overview(t, s, insight.View{})
	if o.Staffing.Known || o.Staffing.Empty == nil {
		t.Fatal("staff are known without a roster")
	}
	says(t, "No roster of October 2026 has come.", o.Staffing.Empty.Title)
}

func TestARosterThatStoppedIsMissingFromItsDueDay(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	storetest.SeedRoster(t, s, month("2026-09"), []caseload.Appointment{
		person("N-1", caseload.Nurse, storetest.University), person("N-2", caseload.Nurse, storetest.VA)})
	d, err := insight.New(s, storetest.Now).DataStatus(context.Background(), insight.View{})
	must(t, err)
	says(t, "Two files since October 2026 are missing: University roster, October 2026; VA roster, October 2026", d.Title)
	f := figure(t, overview(t, s, insight.View{}), "completeness")
	if f.Value != "2 of 4" {
		t.Errorf("completeness is %s, want 2 of 4", f.Value)
	}
}
