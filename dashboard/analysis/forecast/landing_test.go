package forecast

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

func TestALandingNamesReportedMissingAndComingMonths(t *testing.T) {
	s := noisy(72, 1, seasonal)
	s.Set(january2019+68, series.Missing())
	f := Of(s, Options{})
	got, ok := f.Landing(january2019+66, january2019+77)
	if !ok {
		t.Fatal("want a landing")
	}
	gap, _ := f.At(january2019 + 68)
	total := s.At(january2019+66) + s.At(january2019+67) + s.At(january2019+69) + s.At(january2019+70) + s.At(january2019+71)
	want := Landing{From: january2019 + 66, To: january2019 + 77, Reported: total, ReportedMonths: 5, Missing: []calendar.Month{january2019 + 68}, MonthsAhead: 6}
	estimated := gap.Point
	for _, m := range f.Months[:6] {
		estimated += m.Point
	}
	if math.Abs(got.Total-total-estimated) > 1e-9 {
		t.Errorf("want %v, got %v", total+estimated, got.Total)
	}
	got.Total, got.Lo80, got.Hi80, got.Lo95, got.Hi95, got.StandardError = 0, 0, 0, 0, 0, 0
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestALandingNeedsEveryMonth(t *testing.T) {
	f := Of(noisy(72, 1, seasonal), Options{Horizon: 3})
	for _, c := range []struct{ from, to calendar.Month }{{january2019 - 1, january2019 + 5}, {january2019 + 66, january2019 + 77}, {january2019 + 5, january2019 + 4}} {
		if _, ok := f.Landing(c.from, c.to); ok {
			t.Errorf("%s to %s: want none", c.from, c.to)
		}
	}
}

func TestAFinishedYearHasNoSpreadAndACertainAnswer(t *testing.T) {
	f := Of(noisy(72, 1, seasonal), Options{})
	l, _ := f.Landing(january2019+60, january2019+71)
	if l.Total != l.Reported || l.StandardError != 0 || l.Lo95 != l.Total || l.Hi95 != l.Total {
		t.Errorf("want the reported total, got %+v", l)
	}
	if l.ProbabilityAbove(l.Total-1) != 1 || l.ProbabilityAbove(l.Total) != 0 {
		t.Errorf("want certainty, got %v and %v", l.ProbabilityAbove(l.Total-1), l.ProbabilityAbove(l.Total))
	}
}

func TestProbabilityAndBandsOfALandingAgree(t *testing.T) {
	f := Of(noisy(72, 1, seasonal), Options{})
	l, _ := f.Landing(january2019+72, january2019+83)
	got := []float64{l.ProbabilityAbove(l.Lo80), l.ProbabilityAbove(l.Total), l.ProbabilityAbove(l.Hi95)}
	if diff := cmp.Diff([]float64{0.9, 0.5, 0.025}, got, within(0, 1e-9)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
