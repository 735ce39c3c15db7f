package forecast

import (
	"math"
	"testing"

	"caseload/store/calendar"
)

func TestASeriesThatEndsIsForeseenToItsLastMonthAndIsNothingAfterIt(t *testing.T) {
	s := noisy(72, 1, seasonal)
	open, ended := Of(s, Options{}), Of(s, Options{Ends: january2019 + 75})
	if len(ended.Months) != 4 {
		t.Fatalf("want 4 months to the end, got %d", len(ended.Months))
	}
	for i, m := range ended.Months {
		if math.Abs(m.Point-open.Months[i].Point) > 1e-9 {
			t.Errorf("%s: want %v as without an end, got %v", m.Month, open.Months[i].Point, m.Point)
		}
	}
	landing, ok := ended.Landing(january2019+72, january2019+83)
	want := 0.0
	for _, m := range ended.Months {
		want += m.Point
	}
	if !ok || landing.MonthsAhead != 4 || math.Abs(landing.Total-want) > 1e-9 {
		t.Errorf("want a year of four months and %v, got %+v, %v", want, landing, ok)
	}
	if over := Of(s, Options{Ends: january2019 + 60}); len(over.Months) != 0 {
		t.Errorf("want nothing of a series that is over, got %d months", len(over.Months))
	}
}

func TestSumsHoldBeforeAndAfterAPartEnds(t *testing.T) {
	members, sums := division(72, 7)
	end := january2019 + 76
	alone := forecastAll(members, Options{})
	alone[2] = Of(members[2].Series, Options{Ends: end})
	// From the end on the whole and the groups are what the first site alone should bring: here simply less by a third.
	for _, i := range []int{0, 3, 4, 5} {
		rest := members[i].Series
		rest.Values = append([]float64(nil), rest.Values...)
		for k := range rest.Values {
			rest.Values[k] *= 2.0 / 3
		}
		alone[i] = alone[i].ThenFrom(end+1, Of(rest, Options{}))
	}
	forecasts := Reconcile(alone, sums)
	assertSumsHold(t, forecasts, sums)
	if got := len(forecasts[0].Months); got != 12 {
		t.Errorf("want 12 months of the whole, got %d", got)
	}
	for _, m := range forecasts[0].Months {
		site, _ := forecasts[1].At(m.Month)
		if m.Month > end && math.Abs(m.Point-site.Point) > 1e-9 {
			t.Errorf("%s: want the first site's %v, got %v", m.Month, site.Point, m.Point)
		}
	}
	whole, _ := forecasts[0].Landing(january2019+66, january2019+83)
	parts := 0.0
	for _, p := range []int{1, 2} {
		landing, ok := forecasts[p].Landing(january2019+66, january2019+83)
		if !ok {
			t.Fatal("want a landing of both sites")
		}
		parts += landing.Total
	}
	if math.Abs(whole.Total-parts) > 1e-9 {
		t.Errorf("landing: want %v, got %v", parts, whole.Total)
	}
}

func TestAPartTooShortToForecastIsNothingAfterItsEnd(t *testing.T) {
	members, sums := division(72, 8)
	end := january2019 + 73
	alone := forecastAll(members, Options{})
	alone[5] = Of(members[5].Series.Slice(january2019+66, january2019+71), Options{Ends: end})
	forecasts := Reconcile(alone, sums)
	assertSumsHold(t, forecasts, sums)
	var last calendar.Month
	for _, m := range forecasts[5].Implied {
		last = max(last, m.Month)
	}
	if last != end {
		t.Errorf("want something left for it until %s, got until %s", end, last)
	}
}
