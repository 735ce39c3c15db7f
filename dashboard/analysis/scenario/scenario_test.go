package scenario_test

import (
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/scenario"
	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

const (
	university caseload.SiteID      = 1
	va         caseload.SiteID      = 2
	ports      caseload.GroupID     = 2
	embolism   caseload.GroupID     = 3
	port       caseload.ProcedureID = 11
	picc       caseload.ProcedureID = 12
	embo       caseload.ProcedureID = 13
)

func confirmed() wisn.Confirmation {
	return wisn.Confirmation{Rooms: true, Hours: true, Minutes: true, Absence: true, Call: true, Recovery: true}
}

// today has the technologists of the spec, 8,160 procedures of 105 minutes in three kinds, and nurses.
func today() scenario.Today {
	room := func(minutes, people float64) []wisn.Activity {
		return []wisn.Activity{{Phase: wisn.Room, Minutes: minutes, People: people}}
	}
	time := wisn.WorkingTime{PossibleDays: 260, AnnualLeaveDays: 11, HolidayDays: 20, AbsenceDays: 8, TrainingDays: 4, HoursPerDay: 7.5}
	return scenario.Today{
		BaselinePerMonth: 680,
		Procedures: []scenario.Procedure{
			{ID: port, Group: ports, Name: "Port", PerYear: 4000},
			{ID: picc, Group: ports, Name: "PICC", PerYear: 2160},
			{ID: embo, Group: embolism, Name: "Embolization", PerYear: 2000},
		},
		Sites: []scenario.Site{
			{ID: university, Name: "University", Rooms: 4, HoursPerDay: 10, OpenDaysPerYear: 250},
			{ID: va, Name: "VA", Rooms: 2, HoursPerDay: 10, OpenDaysPerYear: 250},
		},
		Roles: []scenario.Role{
			{
				Role: caseload.Technologist, Time: time,
				Minutes:       map[caseload.ProcedureID][]wisn.Activity{port: room(105, 1), picc: room(105, 1), embo: room(105, 1)},
				Category:      []wisn.CategoryAllowance{{Name: "checks", Amount: 0.13, Per: wisn.ShareOfTime}},
				Individual:    []wisn.IndividualAllowance{{Name: "lead", People: 1, HoursPerYear: 900}},
				PeoplePerRoom: map[caseload.SiteID]float64{university: 1.5, va: 1.5},
				RosteredFTE:   15, Confirmed: confirmed(),
			},
			{
				Role: caseload.Nurse, Time: time,
				Minutes:       map[caseload.ProcedureID][]wisn.Activity{port: room(120, 1), picc: room(60, 1), embo: room(300, 1.5)},
				PeoplePerRoom: map[caseload.SiteID]float64{university: 1, va: 1},
				Recovery:      []wisn.RecoveryBays{{Name: "University", Bays: 6, PatientsPerNurse: 3, HoursPerDay: 10, OpenDaysPerYear: 250}},
				RosteredFTE:   14, Confirmed: confirmed(),
			},
		},
	}
}

func answer(t *testing.T, s scenario.Scenario, of scenario.Today) scenario.Answer {
	t.Helper()
	a, err := s.Answer(of)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func role(t *testing.T, a scenario.Answer, r caseload.Role) scenario.RoleAnswer {
	t.Helper()
	found, ok := a.Role(r)
	if !ok {
		t.Fatalf("no answer for %s", r)
	}
	return found
}

func near(t *testing.T, what string, want, got float64) {
	t.Helper()
	if !(math.Abs(want-got) <= 1e-6) {
		t.Errorf("%s: want %.7f, got %.7f", what, want, got)
	}
}

func TestTheNeutralScenarioIsToday(t *testing.T) {
	neutral := answer(t, scenario.Scenario{}, today())
	technologists := role(t, neutral, caseload.Technologist)
	near(t, "workload", 10.6382753, technologists.Workload.RequiredFTE) // spec, staffing, WISN
	near(t, "coverage", 13.8248848, technologists.Coverage.RequiredFTE) // spec, staffing, Coverage
	near(t, "a month", 680, *neutral.PerMonth)
	near(t, "from the baseline", 0, *neutral.PercentFromBaseline)

	// Package wisn asked directly, without a scenario in between.
	is := today()
	work := wisn.Work{Time: is.Roles[0].Time, Category: is.Roles[0].Category, Individual: is.Roles[0].Individual}
	for _, p := range is.Procedures {
		work.Procedures = append(work.Procedures, wisn.Procedures{Name: p.Name, PerYear: p.PerYear, Activities: is.Roles[0].Minutes[p.ID]})
	}
	direct, err := work.Required()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(direct, *technologists.Workload); d != "" {
		t.Error(d)
	}

	// Every slider standing where today stands.
	baseline := 680.0
	stands := scenario.Scenario{
		Growth:        scenario.Growth{Unit: scenario.Percent},
		GrowthByGroup: map[caseload.GroupID]scenario.Growth{ports: {}},
		PeoplePerRoom: map[caseload.Role]float64{caseload.Technologist: 1.5, caseload.Nurse: 1},
		Rooms:         map[caseload.SiteID]float64{university: 4, va: 2}, RoomHoursPerDay: map[caseload.SiteID]float64{university: 10, va: 10},
		LeaveDays: map[caseload.Role]float64{caseload.Technologist: 11, caseload.Nurse: 11},
		FTE:       map[caseload.Role]float64{caseload.Technologist: 15, caseload.Nurse: 14}, BaselinePerMonth: &baseline,
	}
	if d := cmp.Diff(neutral, answer(t, stands, today())); d != "" {
		t.Error(d)
	}
}

func TestAScenarioLeavesTodayAsItIs(t *testing.T) {
	is := today()
	answer(t, everything(), is)
	if d := cmp.Diff(today(), is); d != "" {
		t.Error(d)
	}
}

// everything is a scenario that changes every input.
func everything() scenario.Scenario {
	baseline := 700.0
	return scenario.Scenario{
		Growth:         scenario.Growth{Amount: 5.5, Unit: scenario.Percent},
		GrowthByGroup:  map[caseload.GroupID]scenario.Growth{embolism: {Amount: -10, Unit: scenario.ProceduresPerMonth}, ports: {Amount: 2, Unit: scenario.Percent}},
		MinutesPercent: -10, MinutesPercentByGroup: map[caseload.GroupID]float64{ports: 12.5},
		PeoplePerRoom: map[caseload.Role]float64{caseload.Nurse: 1.25},
		Rooms:         map[caseload.SiteID]float64{university: 5}, RoomHoursPerDay: map[caseload.SiteID]float64{va: 9},
		LeaveDays: map[caseload.Role]float64{caseload.Technologist: 20},
		FTE:       map[caseload.Role]float64{caseload.Nurse: 15.2}, BaselinePerMonth: &baseline,
	}
}

func TestEveryInputMovesWhatItShould(t *testing.T) {
	tech := func(s scenario.Scenario) scenario.RoleAnswer {
		return role(t, answer(t, s, today()), caseload.Technologist)
	}
	const n1, factor, individual = 8.7741935484, 1.1494252874, 0.5529953917
	for _, c := range []struct {
		name               string
		change             scenario.Scenario
		workload, coverage float64
	}{
		{"growth in percent", scenario.Scenario{Growth: scenario.Growth{Amount: 10, Unit: scenario.Percent}}, n1*1.1*factor + individual, 13.8248848},
		{"growth in procedures", scenario.Scenario{Growth: scenario.Growth{Amount: 68, Unit: scenario.ProceduresPerMonth}}, n1*1.1*factor + individual, 13.8248848},
		{"growth of a group", scenario.Scenario{GrowthByGroup: map[caseload.GroupID]scenario.Growth{embolism: {Amount: 68, Unit: scenario.ProceduresPerMonth}}}, n1*1.1*factor + individual, 13.8248848},
		{"growth of one and of the others", scenario.Scenario{
			Growth:        scenario.Growth{Amount: 10, Unit: scenario.Percent},
			GrowthByGroup: map[caseload.GroupID]scenario.Growth{embolism: {Amount: 50, Unit: scenario.Percent}},
		}, n1*(6160*1.1+2000*1.5)/8160*factor + individual, 13.8248848},
		{"minutes", scenario.Scenario{MinutesPercent: -50}, n1/2*factor + individual, 13.8248848},
		{"minutes of a group", scenario.Scenario{MinutesPercentByGroup: map[caseload.GroupID]float64{embolism: 20}}, n1*(6160+2400)/8160*factor + individual, 13.8248848},
		{"people per room", scenario.Scenario{PeoplePerRoom: map[caseload.Role]float64{caseload.Technologist: 2}}, 10.6382753, 6 * 2 * 2500 / 1627.5},
		{"rooms", scenario.Scenario{Rooms: map[caseload.SiteID]float64{va: 3}}, 10.6382753, 7 * 1.5 * 2500 / 1627.5},
		{"hours", scenario.Scenario{RoomHoursPerDay: map[caseload.SiteID]float64{va: 8}}, 10.6382753, (4*2500 + 2*2000) * 1.5 / 1627.5},
		{"leave", scenario.Scenario{LeaveDays: map[caseload.Role]float64{caseload.Technologist: 28}}, 10.6382753 * 217 / 200, 13.8248848 * 217 / 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := tech(c.change)
			near(t, "workload", c.workload, got.Workload.RequiredFTE)
			near(t, "coverage", c.coverage, got.Coverage.RequiredFTE)
			near(t, "rostered", 15, got.Need.RosteredFTE)
		})
	}
	baseline := 800.0
	got := answer(t, scenario.Scenario{BaselinePerMonth: &baseline}, today())
	near(t, "from the baseline", -15, *got.PercentFromBaseline)
}

func TestTheSmallestChangeRestoresBalance(t *testing.T) {
	// Nurses' workload: (4,000 × 120 + 2,160 × 60 + 2,000 × 450) ÷ 60 ÷ 1,627.5 = 15.459; coverage 9.217 + 3.072.
	for _, c := range []struct {
		name  string
		role  caseload.Role
		fte   float64
		words string
	}{
		{"coverage decides and has room", caseload.Technologist, 15, "1.2 FTE fewer, or 294 more procedures a month, would still be in balance."},
		{"coverage decides and is short", caseload.Technologist, 12, "1.8 FTE more would restore balance. No change of volume would: the rooms, bays and call need more people than are on hand."},
		{"workload decides and is short", caseload.Nurse, 14, "1.5 FTE more, or 65 fewer procedures a month, would restore balance."},
		{"workload decides and has room", caseload.Nurse, 18, "2.5 FTE fewer, or 111 more procedures a month, would still be in balance."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scenario.Scenario{FTE: map[caseload.Role]float64{c.role: c.fte}}
			change, err := role(t, answer(t, s, today()), c.role).SmallestChange()
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.words, change.Words()); d != "" {
				t.Error(d)
			}
			ratio := func(s scenario.Scenario) float64 {
				r, err := role(t, answer(t, s, today()), c.role).Need.Ratio()
				if err != nil {
					t.Fatal(err)
				}
				return r
			}
			near(t, "ratio with the people", 1, ratio(scenario.Scenario{FTE: map[caseload.Role]float64{c.role: c.fte + change.FTE}}))
			if change.PerMonth != nil {
				s.Growth = scenario.Growth{Amount: *change.PerMonth, Unit: scenario.ProceduresPerMonth}
				near(t, "ratio with the volume", 1, ratio(s))
			}
		})
	}
}

func TestVolumeIsNotOfferedWhereItCannotHelp(t *testing.T) {
	of := func(change func(*scenario.Role)) string {
		is := today()
		is.Sites = nil
		is.Roles[0].Call = []wisn.Call{{Name: "VA", TeamSize: 1, HoursCoveredPerWeek: 100, CallBackHoursPerWeek: 10, Takers: 5}} // 0.32 FTE
		change(&is.Roles[0])
		got, err := role(t, answer(t, scenario.Scenario{}, is), caseload.Technologist).SmallestChange()
		if err != nil {
			t.Fatal(err)
		}
		return got.Words()
	}
	for name, c := range map[string]struct {
		change func(*scenario.Role)
		want   string
	}{
		"work beside procedures": {func(r *scenario.Role) { r.RosteredFTE = 0.5 }, "10.1 FTE more would restore balance. No change of volume would: work beside procedures needs more people than are on hand."},
		"no part in procedures": {func(r *scenario.Role) {
			for _, activities := range r.Minutes {
				activities[0].People = 0
			}
			r.RosteredFTE = 2
		}, "1.4 FTE fewer would still be in balance."},
		"in balance": {func(r *scenario.Role) { r.RosteredFTE = 10.6382753 }, "In balance."},
	} {
		if d := cmp.Diff(c.want, of(c.change)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestNothingIsComparedUntilConfirmed(t *testing.T) {
	is := today()
	is.Roles[0].Confirmed.Minutes = false
	got := answer(t, everything(), is)
	technologists := role(t, got, caseload.Technologist)
	if _, err := technologists.SmallestChange(); err == nil {
		t.Error("a change is offered")
	}
	if d := cmp.Diff([]string{"minutes"}, technologists.Unconfirmed); d != "" {
		t.Error(d)
	}
	written, err := json.Marshal(technologists)
	if err != nil {
		t.Fatal(err)
	}
	for _, banned := range []string{"gap", "ratio", "decid", "verdict", "short"} {
		if strings.Contains(string(written), banned) {
			t.Errorf("the answer says %q: %s", banned, written)
		}
	}
}

func TestALensThatCannotBeWorkedOutSaysWhy(t *testing.T) {
	is := today()
	is.Roles[0].Minutes = nil
	delete(is.Roles[1].PeoplePerRoom, va)
	got := answer(t, scenario.Scenario{}, is)
	if d := cmp.Diff("No minutes have been entered for this role: its workload cannot be worked out.", role(t, got, caseload.Technologist).WorkloadProblem); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff("People per room, VA: no number has been entered.", role(t, got, caseload.Nurse).CoverageProblem); d != "" {
		t.Error(d)
	}
	if _, err := role(t, got, caseload.Technologist).SmallestChange(); err == nil {
		t.Error("a change is offered with one lens")
	}
}

func TestTheAddressReproducesAScenario(t *testing.T) {
	s := everything()
	want := "baseline=700&fte.nurse=15.2&growth_per_month.3=-10&growth_percent=5.5&growth_percent.2=2&leave_days.technologist=20" +
		"&minutes_percent=-10&minutes_percent.2=12.5&people_per_room.nurse=1.25&room_hours.2=9&rooms.1=5"
	for range 20 { // maps have no order of their own
		if d := cmp.Diff(want, s.Encode()); d != "" {
			t.Fatal(d)
		}
	}
	q, err := url.ParseQuery("month=2026-10&" + want + "&rooms.2=")
	if err != nil {
		t.Fatal(err)
	}
	back, err := scenario.Decode(q)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, back); d != "" {
		t.Error(d)
	}
	resting, err := scenario.Decode(url.Values{"growth_percent": {"0"}, "growth_per_month.3": {"-0"}, "minutes_percent.2": {"0"}})
	if d := cmp.Diff(scenario.Scenario{}, resting); d != "" || err != nil || !resting.IsNeutral() {
		t.Error(d, err)
	}
}

func TestAnAddressThatMakesNoSenseIsRefusedInASentence(t *testing.T) {
	for query, want := range map[string]string{
		"rooms.1=six":                         "\"six\" is not a number, as stated for \"rooms.1\".",
		"rooms.1=NaN":                         "\"NaN\" is not a number, as stated for \"rooms.1\".",
		"rooms.1=-1":                          "The number of rooms must be between 0 and 500.",
		"rooms=6":                             "\"rooms\" has to say which site or role it is of.",
		"rooms.University=6":                  "\"rooms.University\" does not name a site or a procedure group.",
		"fte.chief=6":                         "\"fte.chief\" does not name a role.",
		"fte.fellow=6":                        "\"fte.fellow\" does not name a role.",
		"fte.nurse=6&fte.nurse=7":             "The address states \"fte.nurse\" more than once.",
		"growth_percent=5&growth_per_month=5": "Growth is either in percent or in procedures a month, not in both.",
		"growth_percent=-101":                 "Growth in percent must be between −100 and 1,000.",
		"growth_percent.2=1e9":                "Growth of a group in percent must be between −100 and 1,000.",
		"minutes_percent=-100":                "A change of minutes in percent must be between −95 and 1,000.",
		"room_hours.1=25":                     "Room hours a day must be between 0 and 24.",
		"baseline=0":                          "The baseline, in procedures a month, must be between 1 and 1,000,000.",
		"baseline.1=600":                      "The baseline of a scenario is of everything in view, not of \"1\".",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = scenario.Decode(q)
		var said scenario.Error
		if !errors.As(err, &said) {
			t.Errorf("%s: want a sentence, got %v", query, err)
			continue
		}
		if d := cmp.Diff(want, said.Error()); d != "" {
			t.Errorf("%s: %s", query, d)
		}
	}
}

func TestGrowthThatCannotBeIsRefusedInASentence(t *testing.T) {
	_, err := scenario.Scenario{Growth: scenario.Growth{Amount: -700, Unit: scenario.ProceduresPerMonth}}.Answer(today())
	if err == nil || err.Error() != "700 fewer a month would be more than the 680 procedures a month there are." {
		t.Errorf("got %v", err)
	}
	is := today()
	is.Procedures = nil
	_, err = scenario.Scenario{Growth: scenario.Growth{Amount: 5, Unit: scenario.ProceduresPerMonth}}.Answer(is)
	if err != nil {
		t.Errorf("with nothing to grow there is nothing to refuse, got %v", err)
	}
	got := answer(t, scenario.Scenario{}, is)
	if d := cmp.Diff("There are no procedures in the year to work out a workload from.", got.Roles[0].WorkloadProblem); d != "" {
		t.Error(d)
	}
}

func TestWhatIsNotInViewIsSaid(t *testing.T) {
	got := answer(t, scenario.Scenario{
		Rooms: map[caseload.SiteID]float64{9: 3}, FTE: map[caseload.Role]float64{caseload.APP: 4}, MinutesPercentByGroup: map[caseload.GroupID]float64{9: 3},
	}, today())
	if d := cmp.Diff([]string{
		"The scenario changes a procedure group that is not in view: that part has no effect here.",
		"The scenario changes a site that is not in view: that part has no effect here.",
		"The scenario changes a role that is not in view: that part has no effect here.",
	}, got.Warnings); d != "" {
		t.Error(d)
	}
}

func TestAMissingVolumeIsNoNumberAnywhere(t *testing.T) {
	is := today()
	is.Procedures[1].PerYear = math.NaN()
	is.Roles[0].RosteredFTE = math.NaN()
	got := answer(t, scenario.Scenario{Growth: scenario.Growth{Amount: 5, Unit: scenario.Percent}}, is)
	if got.PerYear != nil || got.PercentFromBaseline != nil || got.BaselinePerMonth == nil {
		t.Errorf("got %+v", got)
	}
	if d := cmp.Diff("Procedures a year, PICC: no number has been entered.", got.Roles[0].WorkloadProblem); d != "" {
		t.Error(d)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
}

func TestASavedScenarioIsReadBackAsItWas(t *testing.T) {
	written, err := json.Marshal(everything())
	if err != nil {
		t.Fatal(err)
	}
	var back scenario.Scenario
	if err := json.Unmarshal(written, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(everything(), back); d != "" {
		t.Error(d)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("rooms.1=5&growth_percent=5&fte.nurse=14&baseline=680&minutes_percent.3=-4")
	f.Fuzz(func(t *testing.T, query string) {
		q, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		s, err := scenario.Decode(q)
		if err != nil {
			return
		}
		back, err := scenario.Decode(s.Query())
		if err != nil {
			t.Fatalf("%q is read, its own address %q is not: %v", query, s.Encode(), err)
		}
		if d := cmp.Diff(s, back); d != "" {
			t.Fatalf("%q: %s", query, d)
		}
		if _, err := s.Answer(today()); err != nil {
			var said scenario.Error
			if !errors.As(err, &said) {
				t.Fatalf("%q: %v", query, err)
			}
		}
	})
}
