package insight_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/storetest"

	sampledata "caseload/sample_data"
)

func TestWhoMayNotSeeNamesGetsNoPersonAndNoDay(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	answer, err := service.Staffing(context.Background(), insight.StaffingView{})
	must(t, err)
	text, err := json.Marshal(answer)
	must(t, err)
	for _, secret := range []string{"R. O.", "N-10", "31 Jan 2027", "2027-01-31"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the answer holds %q", secret)
		}
	}
	if len(answer.Moves.Rows) != 2 || answer.Roster.Hidden == "" {
		t.Errorf("want two leavers by month and a word on what is hidden, got %v and %q", answer.Moves.Rows, answer.Roster.Hidden)
	}
	named, err := service.Staffing(context.Background(), insight.StaffingView{MaySeeNames: true, NamesAt: []caseload.SiteID{storetest.VA}})
	must(t, err)
	text, err = json.Marshal(named)
	must(t, err)
	if !strings.Contains(string(text), "T-09") || strings.Contains(string(text), "31 Jan 2027") {
		t.Error("a coordinator of the VA sees the VA's people and no other site's")
	}
}

func TestWarningsNamePeopleOnlyToThoseWhoMaySeeThem(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	away := func(a *caseload.Appointment) { a.Status = caseload.StatusLeave }
	storetest.SeedRoster(t, s, month("2026-11"), []caseload.Appointment{
		person("N-1", caseload.Nurse, storetest.University, away), person("N-2", caseload.Nurse, storetest.VA, away),
		person("T-1", caseload.Technologist, storetest.University), person("T-1", caseload.Technologist, storetest.VA),
	})
	service := insight.New(s, storetest.Now)
	for _, test := range []struct {
		who         string
		view        insight.StaffingView
		says, keeps []string
	}{
		{"a viewer", insight.StaffingView{}, []string{"One person has 2.00 FTE", "Two people are on leave"}, []string{"N-1", "N-2", "T-1"}},
		{"a coordinator of the VA", insight.StaffingView{MaySeeNames: true, NamesAt: []caseload.SiteID{storetest.VA}},
			[]string{"One person has 2.00 FTE", "(N-2)"}, []string{"N-1", "T-1"}},
		{"a lead", insight.StaffingView{MaySeeNames: true}, []string{"T-1 has 2.00 FTE", "(N-1 and N-2)"}, nil},
	} {
		answer, err := service.Staffing(context.Background(), test.view)
		must(t, err)
		text := strings.Join(answer.Warnings, " ")
		for _, said := range test.says {
			if !strings.Contains(text, said) {
				t.Errorf("%s is not told %q in %q", test.who, said, text)
			}
		}
		for _, kept := range test.keeps {
			if strings.Contains(text, kept) {
				t.Errorf("%s is told of %s in %q", test.who, kept, text)
			}
		}
	}
}

func TestStaffingSaysWhatIsMissing(t *testing.T) {
	ctx := context.Background()
	empty, err := insight.New(storetest.New(t), storetest.Now).Staffing(ctx, insight.StaffingView{})
	must(t, err)
	if empty.Empty == nil || empty.Empty.Action == "" {
		t.Error("a new database says nothing about what to do")
	}
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	one, err := insight.New(s, storetest.Now).Staffing(ctx, insight.StaffingView{})
	must(t, err)
	says(t, "What the work requires is illustrative: assumptions not confirmed.", one.Headline.String())
	says(t, "No roster lines have come", one.Roster.Title)
	if !strings.Contains(one.Year.Problem, "needs 12 complete months") {
		t.Errorf("one month: %q", one.Year.Problem)
	}
}

func TestSomebodyWithMoreThanFullTimeIsPointedOut(t *testing.T) {
	s := staffed(t, person("N-1", caseload.Nurse, storetest.University, fte(0.8)), person("N-1", caseload.Nurse, storetest.VA, fte(0.4)),
		person("N-2", caseload.Nurse, storetest.VA, status(caseload.StatusLeave)), person("N-3", caseload.Nurse, storetest.VA, status(caseload.StatusVacant)))
	answer, err := insight.New(s, storetest.Now).Staffing(context.Background(), insight.StaffingView{MaySeeNames: true})
	must(t, err)
	text := strings.Join(answer.Warnings, "\n")
	for _, wanted := range []string{"N-1 has 1.20 FTE", "leave of over 30 days", "is vacant"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("want a warning with %q, got %s", wanted, text)
		}
	}
}
