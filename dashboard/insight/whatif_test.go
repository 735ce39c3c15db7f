package insight_test

import (
	"context"
	"math"
	"net/url"
	"strings"
	"testing"

	"caseload/dashboard/analysis/wisn"
	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
)

// assume enters and confirms the assumptions of every role: enough for both lenses.
func assume(t testing.TB, s *store.Store, confirm bool) {
	t.Helper()
	ctx := context.Background()
	var lines []caseload.Assumption
	line := func(name insight.AssumptionName, role caseload.Role, site caseload.SiteID, value float64) {
		lines = append(lines, caseload.Assumption{Name: string(name), Role: role, Site: site, From: caseload.AlwaysFrom, Value: &value, Source: "local estimate"})
	}
	for _, role := range caseload.StaffRoles() {
		line(insight.PossibleDays, role, 0, 260)
		line(insight.AnnualLeaveDays, role, 0, 20)
		line(insight.HolidayDays, role, 0, 11)
		line(insight.AbsenceDays, role, 0, 8)
		line(insight.TrainingDays, role, 0, 4)
		line(insight.HoursPerDay, role, 0, 7.5)
		line(insight.PeoplePerRoom, role, 0, 1)
	}
	for site, rooms := range map[caseload.SiteID]float64{1: 4, 2: 2} {
		line(insight.RoomCount, "", site, rooms)
		line(insight.RoomHoursPerDay, "", site, 10)
		line(insight.OpenDaysPerYear, "", site, 250)
	}
	if err := s.SaveAssumptions(ctx, lines, caseload.LocalUser, nil); err != nil {
		t.Fatal(err)
	}
	procedures, err := s.Procedures(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var minutes []caseload.ProcedureMinutes
	for _, p := range procedures {
		for _, role := range caseload.StaffRoles() {
			for _, phase := range wisn.Phases() { // the sample's own minutes of the other phases would add to these
				one := caseload.ProcedureMinutes{Procedure: p.ID, Role: role, Phase: string(phase), From: caseload.AlwaysFrom, People: 1, Stated: "local estimate"}
				if phase == wisn.Room {
					one.Minutes = 80
				}
				minutes = append(minutes, one)
			}
		}
	}
	if err := s.SaveProcedureMinutes(ctx, minutes, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	if !confirm {
		return
	}
	for _, role := range caseload.StaffRoles() {
		if err := s.Confirm(ctx, role, []string{"rooms", "hours", "minutes", "absence", "call", "recovery"}, caseload.LocalUser); err != nil {
			t.Fatal(err)
		}
	}
}

func whatIf(t testing.TB, s *store.Store, query string, saved ...caseload.Scenario) insight.WhatIf {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	v, err := insight.ParseView(q)
	if err != nil {
		t.Fatal(err)
	}
	w, err := insight.New(s, sampledata.Now).WhatIf(context.Background(), insight.StaffingView{View: v.Shared()}, q, saved)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func closeTo(t *testing.T, name string, want, got float64) {
	t.Helper()
	if math.Abs(want-got) > 1e-9 {
		t.Errorf("%s: want %v, got %v", name, want, got)
	}
}

func TestWhatIfOfNothingIsTheStaffingPage(t *testing.T) {
	s := sample(t)
	assume(t, s, true)
	for _, query := range []string{"", "site=va", "site=university&month=2026-03", "growth_percent=0&rooms.1=4&room_hours.2=10"} {
		w := whatIf(t, s, query)
		if w.Query != "" || w.Problem != "" || len(w.Columns) != 1 {
			t.Errorf("%q: want today alone, got %q, %q and %d columns", query, w.Query, w.Problem, len(w.Columns))
		}
		q, _ := url.ParseQuery(query)
		v, err := insight.ParseView(q)
		if err != nil {
			t.Fatal(err)
		}
		page, err := insight.New(s, sampledata.Now).Staffing(context.Background(), insight.StaffingView{View: v.Shared()})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Roles) != 4 || len(w.Roles) != 4 {
			t.Fatalf("%q: want four roles, got %d and %d", query, len(page.Roles), len(w.Roles))
		}
		for i, role := range w.Roles {
			if page.Roles[i].Ratio.IsMissing() && role.Then.Ratio.IsMissing() { // missing is not equal to itself
				page.Roles[i].Ratio, role.Then.Ratio, role.Today.Ratio = 0, 0, 0
			}
			if page.Roles[i].Required != role.Then.Required || page.Roles[i].Gap != role.Then.Gap || page.Roles[i].Ratio != role.Then.Ratio || page.Roles[i].Lens != role.Then.Lens {
				t.Errorf("%q, %s: the page says %+v, the what-if %+v", query, role.Name, page.Roles[i].Required, role.Then)
			}
			if role.Then.Required.IsMissing() || role.Then != role.Today {
				t.Errorf("%q, %s: want today's numbers, got %+v and %+v", query, role.Name, role.Then, role.Today)
			}
		}
	}
}

func TestWhatIfWorksOutAScenarioByHand(t *testing.T) {
	s := sample(t)
	assume(t, s, true)
	w := whatIf(t, s, "growth_percent=10&rooms.2=3&fte.nurse=20")
	const hours = (260 - 20 - 11 - 8 - 4) * 7.5
	closeTo(t, "volume", float64(w.TodayPerMonth)*1.1, float64(w.PerMonth))
	for _, role := range w.Roles {
		closeTo(t, role.Name+" workload", float64(w.PerMonth)*12*80/60/hours, float64(role.Then.Workload))
		closeTo(t, role.Name+" coverage", 7*10*250/hours, float64(role.Then.Coverage))
		closeTo(t, role.Name+" coverage today", 6*10*250/hours, float64(role.Today.Coverage))
		closeTo(t, role.Name+" required", math.Max(float64(role.Then.Workload), float64(role.Then.Coverage)), float64(role.Then.Required))
		closeTo(t, role.Name+" change", float64(role.Then.Required-role.Today.Required), float64(role.Change))
		if role.Balance == "" {
			t.Errorf("%s: no smallest change", role.Name)
		}
	}
	nurse := w.Roles[3]
	closeTo(t, "nurses on hand", 20, float64(nurse.Then.Rostered))
	closeTo(t, "nurses' gap", 20-float64(nurse.Then.Required), float64(nurse.Then.Gap))
	for _, want := range []string{"With 10\u00a0% more procedures, 3 rooms at VA instead of 2 and 20 FTE of nurses instead of ", "attendings need "} {
		if !strings.Contains(w.Headline.String(), want) && !strings.Contains(w.Headline.String(), "advanced practice need") {
			t.Errorf("want %q in %q", want, w.Headline.String())
		}
	}
}

func TestWhatIfComparesNothingBeforeALeadHasConfirmed(t *testing.T) {
	s := sample(t)
	assume(t, s, false)
	w := whatIf(t, s, "growth_percent=10", caseload.Scenario{ID: 1, Name: "More", Query: "growth_percent=20"})
	for _, role := range w.Roles {
		if role.Then.Workload.IsMissing() || role.Then.Coverage.IsMissing() || role.Heading != "Illustrative" {
			t.Errorf("%s: want both lenses, illustrative: %+v", role.Name, role)
		}
		if role.Then.Gap.Known() || role.Then.Ratio.Known() || role.Then.Required.Known() || role.Change.Known() || role.Then.Lens != "" || role.Balance != "" {
			t.Errorf("%s: a comparison without confirmation: %+v", role.Name, role)
		}
	}
	for _, column := range w.Columns {
		for _, n := range column.Roles {
			if n.Gap.Known() || n.Ratio.Known() || n.Lens != "" {
				t.Errorf("%s: a comparison without confirmation: %+v", column.Name, n)
			}
		}
	}
	if !strings.Contains(w.Headline.String(), "cannot be said before a lead confirms") {
		t.Errorf("the headline says %q", w.Headline.String())
	}
}

func TestWhatIfPutsSavedScenariosOfTheSameSitesSideBySide(t *testing.T) {
	s := sample(t)
	assume(t, s, true)
	saved := []caseload.Scenario{
		{ID: 1, Name: "Third VA room", Query: "rooms.2=3", Shared: true},
		{ID: 2, Name: "VA alone", Query: "growth_percent=5&site=va"},
		{ID: 3, Name: "Too few", Query: "growth_per_month=-5000"},
	}
	w := whatIf(t, s, "growth_percent=5", saved...)
	var names []string
	for _, column := range w.Columns {
		names = append(names, column.Name)
		if len(column.Roles) != len(w.Roles) {
			t.Errorf("%s: want %d roles, got %d", column.Name, len(w.Roles), len(column.Roles))
		}
	}
	if got, want := strings.Join(names, ", "), "Today, This scenario, Third VA room, Too few"; got != want {
		t.Errorf("want columns %q, got %q", want, got)
	}
	if w.Columns[3].Problem == "" {
		t.Error("a scenario with less than no procedures has no problem")
	}
	if len(w.Elsewhere) != 1 || w.Elsewhere[0].URL != "/what-if?site=va&growth_percent=5" {
		t.Errorf("the scenario of another site: %+v", w.Elsewhere)
	}
	if again := whatIf(t, s, strings.TrimPrefix(w.Columns[2].URL, "/what-if?")); again.Roles[0].Then != w.Columns[2].Roles[0] {
		t.Errorf("the saved scenario's address answers %+v, the column %+v", again.Roles[0].Then, w.Columns[2].Roles[0])
	}
}

func TestWhatIfSaysWhatCannotBeAndShowsToday(t *testing.T) {
	s := sample(t)
	for _, query := range []string{"growth_percent=5&growth_per_month=5", "rooms.2=-1", "fte.pilot=3", "growth_percent=x", "rooms=3"} {
		w := whatIf(t, s, query)
		if w.Problem == "" || w.Query != "" {
			t.Errorf("%q: want a problem and today, got %q and %q", query, w.Problem, w.Query)
		}
	}
}
