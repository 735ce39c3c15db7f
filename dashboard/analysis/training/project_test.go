package training_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// plan has one trainee on IR at the University for a year, 60 drainages and 30 embolizations a month, logged
// up to the end of September: three months of twelve.
func plan() training.Plan {
	p := training.Plan{
		Service:    training.Service{Participation: map[caseload.GroupID]float64{drainage: 1, embolism: 1}},
		Categories: map[caseload.GroupID]string{drainage: "Drainage", embolism: "Embolization"},
		Logged: []training.Logged{
			{Trainee: "R-01", AsOf: calendar.DateOf(2026, time.September, 30), Category: "Drainage", Count: 110, Elsewhere: 20},
			{Trainee: "R-01", AsOf: calendar.DateOf(2026, time.August, 31), Category: "Embolization", Count: 3},
			{Trainee: "R-01", AsOf: calendar.DateOf(2026, time.September, 30), Category: "Embolization", Count: 27},
		},
		Minimums: []training.Minimum{
			{Path: training.Integrated, Category: "Drainage", Cases: 300, Source: "test", Set: true},
			{Path: training.Integrated, Category: "Embolization", Cases: 120, Source: "test", Set: true},
			{Path: training.Integrated, Cases: 400, Source: "test", Set: true},
		},
	}
	for m := july; m < july+12; m++ {
		p.Schedule = append(p.Schedule, onIR("R-01", m, university, 1))
		p.Volumes = append(p.Volumes, training.Volume{Month: m, Site: university, Group: drainage, Procedures: 60}, training.Volume{Month: m, Site: university, Group: embolism, Procedures: 30})
	}
	return p
}

func project(t *testing.T, p training.Plan) []training.Projection {
	t.Helper()
	projections, _, err := p.Project()
	if err != nil {
		t.Fatal(err)
	}
	return projections
}

func TestAProjectionCarriesTheTraineesOwnRateOn(t *testing.T) {
	got := project(t, plan())[0]
	drain, embo := got.Categories[0], got.Categories[1]
	near(t, "past", 180, drain.PastExposure)
	near(t, "future", 540, drain.FutureExposure)
	near(t, "rate without cases elsewhere", 0.5, *drain.CaptureRate)
	near(t, "projected", 110+540*0.5, *drain.Projected)
	// 1.2816 standard deviations; the variance is (90 + ½) ÷ 180 × 540 × (1 + 540 ÷ 180). Embolization: 108 ± 1.2816 × √330.
	spread := 1.2815515655446004 * math.Sqrt(90.5/180*540*4)
	near(t, "lower", 380-spread, *drain.Lo80)
	near(t, "upper", 380+spread, *drain.Hi80)
	near(t, "newest log", 27+270*27.0/90, *embo.Projected)
	near(t, "total", 380+108, *got.Total.Projected)
	if d := cmp.Diff("Embolization", got.Binding.Category); d != "" {
		t.Error(d)
	}
	near(t, "share of the binding minimum", 0.9, got.Binding.Share)
	if d := cmp.Diff("Embolization binds: 108 cases projected (85 to 131) against a minimum of 120.", got.Words()); d != "" {
		t.Error(d)
	}
	if reaches, known := got.Reaches(); reaches || !known {
		t.Error("a projection below a minimum reaches it")
	}
}

func TestALogWithinAMonthDividesTheMonth(t *testing.T) {
	p := plan()
	p.Logged = []training.Logged{{Trainee: "R-01", AsOf: calendar.DateOf(2026, time.September, 15), Category: "Drainage", Count: 75}}
	got := project(t, p)[0].Categories[0]
	near(t, "past", 150, got.PastExposure)
	near(t, "future", 570, got.FutureExposure)
}

func TestWithoutLoggedCasesNothingIsSaidAboutAMinimum(t *testing.T) {
	p := plan()
	p.Logged = nil
	got := project(t, p)[0]
	if got.Binding != nil || got.Total != nil || got.Categories != nil {
		t.Errorf("got %+v", got)
	}
	if d := cmp.Diff("No logged cases have been loaded for R-01: nothing is said about a minimum.", got.Words()); d != "" {
		t.Error(d)
	}
	if strings.Contains(got.Words(), "reach") {
		t.Error("a verdict")
	}
}

func TestACategoryThatCannotBeProjectedSaysWhy(t *testing.T) {
	p := plan()
	p.Logged = p.Logged[:1]
	got := project(t, p)[0]
	if d := cmp.Diff("Nothing has been loaded for Embolization, not even a 0.", got.Categories[1].Problem); d != "" {
		t.Error(d)
	}
	if got.Total != nil {
		t.Error("a total of half the categories")
	}
	p = plan()
	p.Logged = []training.Logged{{Trainee: "R-01", AsOf: calendar.DateOf(2026, time.June, 30), Category: "Drainage", Count: 4}}
	if d := cmp.Diff("There was no exposure before 30 June 2026 to learn a rate from.", project(t, p)[0].Categories[0].Problem); d != "" {
		t.Error(d)
	}
}

func TestALogOfNoneIsNotCertainty(t *testing.T) {
	p := plan()
	p.Logged[2].Count = 0
	got := project(t, p)[0].Categories[1]
	near(t, "projected", 0, *got.Projected)
	near(t, "lower", 0, *got.Lo80)
	if *got.Hi80 <= 1 {
		t.Errorf("the upper end is %v", *got.Hi80)
	}
}

func TestAHintIsNotAMinimum(t *testing.T) {
	p := plan()
	p.Minimums = training.Minimums()
	if got := project(t, p)[0]; got.Binding != nil {
		t.Errorf("compared with %+v", got.Binding)
	}
	for _, m := range training.Minimums() {
		if want := m.Path == training.ESIR; m.Set != want || m.Source == "" {
			t.Errorf("%+v", m)
		}
		if want := map[bool]float64{true: 500, false: 1000}[m.Set]; m.Cases != want {
			t.Errorf("want %v, got %+v", want, m)
		}
	}
	for i := range p.Schedule {
		p.Schedule[i].Path = training.ESIR
	}
	near(t, "488 of 500", 488.0/500, project(t, p)[0].Binding.Share)
}

func TestAMonthWithoutVolumeIsPointedOut(t *testing.T) {
	p := plan()
	p.Volumes[2].Procedures = math.NaN() // drainages of August
	got := project(t, p)[0]
	near(t, "past", 120, got.Categories[0].PastExposure)
	if d := cmp.Diff([]string{"The volume of August 2026 is not known: the exposure lacks it."}, got.Warnings); d != "" {
		t.Error(d)
	}
}

func TestTheNumberOfAllCasesCanBind(t *testing.T) {
	p := plan()
	p.Minimums[2].Cases = 1200 // 488 ± 1.2816 × √(1,086 + 330)
	if d := cmp.Diff("The number of all cases binds: 488 cases projected (440 to 536) against a minimum of 1,200.", project(t, p)[0].Words()); d != "" {
		t.Error(d)
	}
	p.Minimums = nil
	if d := cmp.Diff("No minimum is set that the projection could be compared with.", project(t, p)[0].Words()); d != "" {
		t.Error(d)
	}
	p.Minimums = []training.Minimum{{Path: training.ESIR, Set: true}}
	if _, _, err := p.Project(); err == nil || err.Error() != "A minimum for the ESIR path is not a number above 0." {
		t.Errorf("got %v", err)
	}
}

func TestMoreCasesThanExposureIsPointedOut(t *testing.T) {
	p := plan()
	p.Logged[2].Count = 200
	if d := cmp.Diff([]string{"More cases are logged in Embolization than there was exposure: check participation, and which groups belong to the category."}, project(t, p)[0].Warnings); d != "" {
		t.Error(d)
	}
}

func TestOneMoreTraineeSharesWhatIsToCome(t *testing.T) {
	p := plan()
	extra := p.Schedule.Like("R-01", "one more", july+6)
	got, err := p.OneMore(extra)
	if err != nil {
		t.Fatal(err)
	}
	e := got.Effects[0]
	near(t, "before", 6*90, e.ExposureBefore)
	near(t, "after", 3*90, e.ExposureAfter)
	near(t, "the added one", 3*90, got.Own)
	near(t, "drainages", 110+(180+180)*0.5, *e.After.Categories[0].Projected)
	near(t, "rate so far", *e.Before.Categories[0].CaptureRate, *e.After.Categories[0].CaptureRate)
	if e.FallsShort { // embolization was below its minimum before
		t.Error("falls short of what was not reached")
	}
	p.Minimums[1].Cases = 100
	if got, err = p.OneMore(extra); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("From January 2027 on the other trainees would have an exposure of 270 procedures instead of 540. Projected below a minimum then, and not before: R-01.", got.Words()); d != "" {
		t.Error(d)
	}
	p.Logged = nil
	if got, err = p.OneMore(extra); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("From January 2027 on the other trainees would have an exposure of 270 procedures instead of 540. Nothing is said about a minimum: that needs logged cases and a minimum.", got.Words()); d != "" {
		t.Error(d)
	}
}

func TestOneMoreTraineeWhoCannotBeIsRefusedInASentence(t *testing.T) {
	p := plan()
	for name, c := range map[string]struct {
		extra training.Schedule
		want  string
	}{
		"nobody":  {nil, "One more trainee needs a schedule of one trainee."},
		"known":   {p.Schedule[6:], "R-01 is on the schedule already."},
		"in past": {p.Schedule.Like("R-01", "x", july+2), "Cases are logged up to 30 September 2026: one more trainee can start the month after."},
	} {
		_, err := p.OneMore(c.extra)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: want %q, got %v", name, c.want, err)
		}
	}
	p.Logged[0].Elsewhere = 111
	if _, _, err := p.Project(); err == nil || err.Error() != "R-01 has logged 110 cases in Drainage, fewer than the 111 of them elsewhere." {
		t.Errorf("got %v", err)
	}
}
