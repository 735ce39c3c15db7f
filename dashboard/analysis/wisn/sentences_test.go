package wisn_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/calendar"
)

func TestWhatCannotBeAnsweredIsASentence(t *testing.T) {
	work := func(change func(*wisn.Work)) func() error {
		return func() error {
			w := technologists()
			change(&w)
			_, err := w.Required()
			return err
		}
	}
	cover := func(change func(*wisn.Cover)) func() error {
		return func() error {
			c := sixRooms()
			change(&c)
			_, err := c.Required()
			return err
		}
	}
	need := func(n wisn.Need) func() error {
		return func() error {
			_, err := n.Ratio()
			return err
		}
	}
	full := &wisn.Estimate{RequiredFTE: 10}
	for _, c := range []struct {
		name string
		try  func() error
		want string
	}{
		{"allowances of 100 %", work(func(w *wisn.Work) {
			w.Category = []wisn.CategoryAllowance{{Name: "a", Amount: 0.6, Per: wisn.ShareOfTime}, {Name: "b", Amount: 0.4, Per: wisn.ShareOfTime}}
		}), "The allowances take 100\u00a0% of working time: none is left for procedures."},
		{"allowances of more", work(func(w *wisn.Work) {
			w.Category = []wisn.CategoryAllowance{{Name: "a", Amount: 500, Per: wisn.MinutesADay}}
		}), "The allowances take 111.11\u00a0% of working time: none is left for procedures."},
		{"zero hours", work(func(w *wisn.Work) { w.Time.HoursPerDay = 0 }), "With 0 hours a day nobody has time to work: enter the hours of a working day."},
		{"25 hours", work(func(w *wisn.Work) { w.Time.HoursPerDay = 25 }), "A day has no 25 hours."},
		{"always away", work(func(w *wisn.Work) { w.Time.AbsenceDays = 240 }), "Leave, holidays, absence and training take 275 of 260 working days: no time is left to work."},
		{"long year", work(func(w *wisn.Work) { w.Time.PossibleDays = 400 }), "A year has no 400 working days."},
		{"no procedures", work(func(w *wisn.Work) { w.Procedures = nil }), "There are no procedures in the year to work out a workload from."},
		{"zero procedures", work(func(w *wisn.Work) { w.Procedures[0].PerYear = 0 }), "There are no procedures in the year to work out a workload from."},
		{"missing volume", work(func(w *wisn.Work) { w.Procedures[0].PerYear = math.NaN() }), "Procedures a year, all procedures: no number has been entered."},
		{"role without minutes", work(func(w *wisn.Work) { w.Procedures[0].Activities = nil }), "No minutes have been entered for this role: its workload cannot be worked out."},
		{"negative minutes", work(func(w *wisn.Work) { w.Procedures[0].Activities[0].Minutes = -5 }), "Minutes of all procedures, room cannot be −5."},
		{"endless minutes", work(func(w *wisn.Work) { w.Procedures[0].Activities[0].Minutes = math.Inf(1) }), "Minutes of all procedures, room cannot be +Inf."},
		{"overflowing minutes", work(func(w *wisn.Work) { w.Procedures[0].Activities[0].Minutes = 1e308 }), "The minutes, volume or allowances are too large to work with."},
		{"weekly allowance without a week", work(func(w *wisn.Work) { w.Category[0].Per = wisn.MinutesAWeek }), "The allowance for quality checks is in minutes a week: enter the hours of a working week."},
		{"allowance by nothing", work(func(w *wisn.Work) { w.Category[0].Per = "" }), "The allowance for quality checks does not say what it is counted by."},
		{"volume interval", work(func(w *wisn.Work) { w.Volume = wisn.VolumeInterval{LoShare: 1.1, HiShare: 1.2} }), "The interval of the volume does not hold the volume itself."},
		{"rounding", work(func(w *wisn.Work) { w.Rounding = "down" }), "\"down\" is not a way of rounding."},
		{"no coverage", cover(func(c *wisn.Cover) { c.Rooms = nil }), "No rooms, recovery bays or call have been entered for this role: its coverage cannot be worked out."},
		{"closed rooms", cover(func(c *wisn.Cover) { c.Rooms[0].HoursPerDay = 0 }), "The rooms of University are open for 0 hours: enter their hours and open days."},
		{"no patients per nurse", cover(func(c *wisn.Cover) { c.Recovery = []wisn.RecoveryBays{{Name: "VA", Bays: 2}} }), "Enter how many recovery patients of VA one nurse looks after: it cannot be 0."},
		{"nobody takes call", cover(func(c *wisn.Cover) { c.Call = []wisn.Call{{Name: "VA", TeamSize: 1, HoursCoveredPerWeek: 100}} }), "Nobody takes call at VA, though 1 at a time should."},
		{"too few take call", cover(func(c *wisn.Cover) { c.Call = []wisn.Call{{Name: "VA", TeamSize: 2, Takers: 1}} }), "Call at VA needs 2 at a time, but only 1 take it."},
		{"call-back beyond call", cover(func(c *wisn.Cover) {
			c.Call = []wisn.Call{{Name: "VA", TeamSize: 1, Takers: 4, HoursCoveredPerWeek: 10, CallBackHoursPerWeek: 11}}
		}), "Call-back at VA takes 11 hours a week, more than the 10 that the team is on call."},
		{"empty roster", need(wisn.Need{Workload: full, Coverage: full, Confirmed: true}), "Nobody is on the roster in this role, so there is nothing to compare."},
		{"no roster", need(wisn.Need{Workload: full, Coverage: full, RosteredFTE: math.NaN(), Confirmed: true}), "No roster has come for this role."},
		{"nobody required", need(wisn.Need{Workload: &wisn.Estimate{}, Coverage: &wisn.Estimate{}, RosteredFTE: 1, Confirmed: true}), "Nobody is required in this role, so there is no ratio."},
		{"one lens", need(wisn.Need{Workload: full, RosteredFTE: 1, Confirmed: true}), "Coverage cannot be worked out, so it is not known which of the two decides."},
		{"not confirmed", need(wisn.Need{Workload: full, Coverage: full, RosteredFTE: 15}), "No verdict: assumptions not confirmed."},
		{"all paid time is time off", func() error { _, err := wisn.PaidFTE(10, 1, wisn.OfPaidHours); return err }, "100\u00a0% of paid hours are time off: nobody is at work."},
		{"time off of nothing", func() error { _, err := wisn.PaidFTE(10, 0.1, ""); return err }, "Say whether the share of paid time off is of paid or of worked hours."},
		{"FTE without hours", func() error { _, err := wisn.WorkedFTE(10, 1, 0); return err }, "One FTE has to have more than 0 hours a year."},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.try()
			var said wisn.Error
			if !errors.As(err, &said) {
				t.Fatalf("want a sentence, got %v", err)
			}
			if d := cmp.Diff(c.want, said.Error()); d != "" {
				t.Error(d)
			}
		})
	}
}

func technologistsNeed(t *testing.T, confirmed bool) wisn.Need {
	t.Helper()
	w, err := technologists().Required()
	if err != nil {
		t.Fatal(err)
	}
	c, err := sixRooms().Required()
	if err != nil {
		t.Fatal(err)
	}
	return wisn.Need{Workload: w.Estimate(), Coverage: c.Estimate(), RosteredFTE: 15, Confirmed: confirmed}
}

func TestTheDecidingLensIsNamedInASentence(t *testing.T) { // spec, staffing, Coverage
	n := technologistsNeed(t, true)
	if d := cmp.Diff("Workload needs 10.6, keeping the rooms covered needs 13.8: coverage decides. You have 15.", n.Sentence()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff("1.2 FTE above the 13.8 required (11.5 to 16.1); the roster lies within that range", n.Verdict()); d != "" {
		t.Error(d)
	}
	n.RosteredFTE = 9
	if d := cmp.Diff("4.8 FTE short of the 13.8 required (11.5 to 16.1)", n.Verdict()); d != "" {
		t.Error(d)
	}
	n.RosteredFTE = n.Coverage.RequiredFTE
	if d := cmp.Diff("As many as the 13.8 required (11.5 to 16.1); the roster lies within that range", n.Verdict()); d != "" {
		t.Error(d)
	}
}

func TestNothingIsComparedUntilConfirmed(t *testing.T) {
	n := technologistsNeed(t, false)
	if _, err := n.FTEGap(); err == nil {
		t.Error("a gap is given")
	}
	if _, _, err := n.Deciding(); err == nil {
		t.Error("a lens decides")
	}
	if _, err := wisn.Crosses([]wisn.MonthAhead{{RosteredFTE: 1}}, false); err == nil {
		t.Error("a crossing is given")
	}
	written, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"sentence": n.Sentence(), "verdict": n.Verdict(), "JSON": string(written)} {
		for _, banned := range []string{"decides", "short", "above", "You have", "ratio", "gap", "deciding", "surplus"} {
			if strings.Contains(text, banned) {
				t.Errorf("%s says %q: %s", what, banned, text)
			}
		}
	}
	if d := cmp.Diff("Illustrative, assumptions not confirmed: workload needs 10.6, keeping the rooms covered needs 13.8.", n.Sentence()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff("assumptions not confirmed", n.Verdict()); d != "" {
		t.Error(d)
	}
}

func TestAConfirmedNeedIsWrittenWithItsVerdict(t *testing.T) {
	written, err := json.Marshal(wisn.Need{
		Workload: &wisn.Estimate{RequiredFTE: 8, Range: wisn.Range{LoFTE: 6, HiFTE: 10}}, Coverage: &wisn.Estimate{RequiredFTE: 4, Range: wisn.Range{LoFTE: 3, HiFTE: 5}},
		RosteredFTE: 6, Confirmed: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"confirmed":true,"workload":{"required_fte":8,"range":{"lo_fte":6,"hi_fte":10}},"coverage":{"required_fte":4,"range":{"lo_fte":3,"hi_fte":5}},` +
		`"rostered_fte":6,"deciding":"workload","required_fte":8,"ratio":0.75,"fte_gap":-2,` +
		`"verdict":"2.0 FTE short of the 8.0 required (6.0 to 10.0); the roster lies within that range",` +
		`"sentence":"Workload needs 8.0, keeping the rooms covered needs 4.0: workload decides. You have 6."}`
	if d := cmp.Diff(want, string(written)); d != "" {
		t.Error(d)
	}
}

func TestOneLensAloneDecidesNothing(t *testing.T) {
	full := &wisn.Estimate{RequiredFTE: 10}
	for _, c := range []struct {
		need wisn.Need
		want string
	}{
		{wisn.Need{Workload: full, RosteredFTE: 9, Confirmed: true}, "Workload needs 10.0. Coverage cannot be worked out, so it is not known which of the two decides."},
		{wisn.Need{Coverage: full, RosteredFTE: 9, Confirmed: true}, "Keeping the rooms covered needs 10.0. Workload cannot be worked out, so it is not known which of the two decides."},
		{wisn.Need{RosteredFTE: 9, Confirmed: true}, "Neither workload nor coverage can be worked out."},
		{wisn.Need{RosteredFTE: 9}, "No verdict: assumptions not confirmed."},
		{wisn.Sum(), "No verdict: assumptions not confirmed."},
	} {
		if d := cmp.Diff(c.want, c.need.Sentence()); d != "" {
			t.Error(d)
		}
	}
}

func TestASumIsConfirmedOnlyWhereEverySiteIs(t *testing.T) {
	both := wisn.Sum(technologistsNeed(t, true), technologistsNeed(t, true))
	near(t, "coverage", 2*13.8248848, both.Coverage.RequiredFTE)
	near(t, "rostered", 30, both.RosteredFTE)
	if !both.Confirmed || wisn.Sum(technologistsNeed(t, true), technologistsNeed(t, false)).Confirmed {
		t.Error("the confirmation of the sum is not that of its parts")
	}
}

func TestAMissingRosterIsNullAndNotZero(t *testing.T) {
	n := technologistsNeed(t, true)
	n.RosteredFTE = math.NaN()
	written, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(written), `"rostered_fte":null`) || strings.Contains(string(written), "ratio") {
		t.Errorf("got %s", written)
	}
	if d := cmp.Diff("Workload needs 10.6, keeping the rooms covered needs 13.8: coverage decides. No roster has come for this role.", n.Sentence()); d != "" {
		t.Error(d)
	}
}

func TestConfirmationNamesWhatIsOpen(t *testing.T) {
	c := wisn.Confirmation{Rooms: true, Minutes: true, Absence: true, Call: true}
	if d := cmp.Diff([]string{"hours", "recovery"}, c.Open()); d != "" || c.Complete() {
		t.Error(d)
	}
	c.Hours, c.Recovery = true, true
	if !c.Complete() {
		t.Error("want complete")
	}
}

func TestAProcedureWithoutMinutesIsNamed(t *testing.T) {
	w := technologists()
	w.Procedures = append(w.Procedures, wisn.Procedures{Name: "Biopsy", PerYear: 1200})
	got, err := w.Required()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "required", 10.6382753, got.RequiredFTE)
	if d := cmp.Diff([]string{"No minutes have been entered for Biopsy: its 1,200 procedures a year are not in the workload."}, got.Warnings); d != "" {
		t.Error(d)
	}
}

func TestTheMonthOfCrossingIsNamed(t *testing.T) {
	month := func(i int) calendar.Month { return calendar.MonthOf(2026, 12) + calendar.Month(i) }
	ahead := func(rostered ...float64) []wisn.MonthAhead {
		var months []wisn.MonthAhead
		for i, r := range rostered {
			months = append(months, wisn.MonthAhead{Month: month(i), RequiredFTE: 10, Lo80FTE: 9, Hi80FTE: 11, RosteredFTE: r})
		}
		return months
	}
	for _, c := range []struct {
		name  string
		ahead []wisn.MonthAhead
		want  string
	}{
		{"carried", ahead(12, 12, 11), "The roster carries the forecast to February 2027, the upper end of its 80\u00a0% interval included."},
		{"upper end", ahead(12, 10.5, 10), "The roster carries the forecast to February 2027, but from January 2027 on not the upper end of its 80\u00a0% interval."},
		{"crossed", ahead(12, 10.5, 9), "From February 2027 on the forecast needs more people than the roster has."},
		{"everybody leaves", ahead(12, 12, 0), "From February 2027 on the forecast needs more people than the roster has."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := wisn.Crosses(c.ahead, true)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got.Words()); d != "" {
				t.Error(d)
			}
		})
	}
	if _, err := wisn.Crosses(ahead(0, 1), true); err == nil {
		t.Error("an empty roster crosses")
	}
}
