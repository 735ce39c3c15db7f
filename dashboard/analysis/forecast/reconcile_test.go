package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// division is a total of two sites and of three groups; both sites and groups add up to it.
func division(n int, seed uint64) (members []Member, sums []Sum) {
	cells := [6]series.Monthly{}
	for i := range cells {
		level := []float64{180, 90, 12, 60, 40, 3}[i]
		cells[i] = noisy(n, seed*10+uint64(i), func(t int) float64 { return level * seasonal(t) / 600 })
	}
	add := func(parts ...int) Member {
		total := cells[parts[0]]
		for _, p := range parts[1:] {
			total = series.Add(total, cells[p])
		}
		return Member{Series: total}
	}
	members = []Member{add(0, 1, 2, 3, 4, 5), add(0, 1, 2), add(3, 4, 5), add(0, 3), add(1, 4), add(2, 5)}
	return members, []Sum{{0, []int{1, 2}}, {0, []int{3, 4, 5}}}
}

func forecastAll(members []Member, o Options) []Forecast {
	out := make([]Forecast, len(members))
	for i, m := range members {
		out[i] = Of(m.Series, o)
	}
	return out
}

func assertSumsHold(t *testing.T, forecasts []Forecast, sums []Sum) {
	t.Helper()
	for _, s := range sums {
		whole := forecasts[s.Whole]
		for _, m := range append(append([]Month(nil), whole.Months...), whole.Gaps...) {
			total := 0.0
			for _, p := range s.Parts {
				value, _, known := forecasts[p].stateAt(m.Month)
				if forecasts[p].Depth == DepthNone {
					value = impliedAt(forecasts[p], m.Month)
				}
				if !known || value < 0 {
					t.Errorf("%s: part %d is %v, known %v", m.Month, p, value, known)
				}
				total += value
			}
			if math.Abs(total-m.Point) > 1e-9 {
				t.Errorf("%s: want the sum %v, got %v", m.Month, total, m.Point)
			}
		}
	}
}

func impliedAt(f Forecast, at calendar.Month) float64 {
	for _, m := range f.Implied {
		if m.Month == at {
			return m.Point
		}
	}
	return f.Reported.At(at)
}

func TestReconciledForecastsAddUpAtEveryLevel(t *testing.T) {
	for seed := range uint64(20) {
		members, sums := division(72, seed)
		forecasts := Reconcile(forecastAll(members, Options{}), sums)
		assertSumsHold(t, forecasts, sums)
		whole, _ := forecasts[0].Landing(january2019+60, january2019+77)
		for _, s := range sums {
			total := 0.0
			for _, p := range s.Parts {
				landing, ok := forecasts[p].Landing(january2019+60, january2019+77)
				if !ok {
					t.Fatal("want a landing of every part")
				}
				total += landing.Total
			}
			if math.Abs(total-whole.Total) > 1e-9 {
				t.Errorf("landing: want %v, got %v", total, whole.Total)
			}
		}
	}
}

func TestReconciledComponentsStillAddUpAndBandsHoldTheirPoint(t *testing.T) {
	members, sums := division(72, 1)
	for i, f := range Reconcile(forecastAll(members, Options{}), sums) {
		for _, m := range f.Months {
			if math.Abs(m.Components.Sum()-m.Point) > 1e-9 || m.Lo80 > m.Point || m.Hi80 < m.Point || m.Lo95 > m.Lo80 || m.Hi95 < m.Hi80 {
				t.Errorf("member %d: %+v", i, m)
			}
		}
	}
}

func TestAPartNeverReachesBeyondItsWhole(t *testing.T) {
	members, sums := division(26, 3)
	forecasts := Reconcile(forecastAll(members, Options{Horizon: 24}), sums)
	for _, s := range sums {
		for _, p := range s.Parts {
			for i, m := range forecasts[p].Months {
				if whole := forecasts[s.Whole].Months[i]; m.Hi95 > whole.Hi95 || m.Hi80 > whole.Hi80 {
					t.Errorf("%s: part %d reaches %.0f of the whole's %.0f", m.Month, p, m.Hi95, whole.Hi95)
				}
			}
		}
	}
}

func TestReconcileLeavesWhatIsReportedAndWhatItWasGiven(t *testing.T) {
	members, sums := division(72, 4)
	members[2].Series.Set(january2019+71, series.Missing()) // the second site has not reported its last month
	members[0].Series.Set(january2019+71, series.Missing())
	for i := 3; i < 6; i++ {
		members[i].Series.Set(january2019+71, series.Missing())
	}
	given := forecastAll(members, Options{Until: january2019 + 80})
	before := forecastAll(members, Options{Until: january2019 + 80})
	forecasts := Reconcile(given, sums)
	if diff := cmp.Diff(before, given); diff != "" {
		t.Errorf("the given forecasts changed: -want +got\n%s", diff)
	}
	assertSumsHold(t, forecasts, sums)
	total, _ := forecasts[0].At(january2019 + 71)
	late, _ := forecasts[2].At(january2019 + 71)
	if want := members[1].Series.At(january2019+71) + late.Point; math.Abs(total.Point-want) > 1e-9 {
		t.Errorf("want the first site's own number and the second's estimate, %v, got %v", want, total.Point)
	}
	if total.Hi80-total.Lo80 > late.Hi80-late.Lo80+1e-9 || total.StandardError > late.StandardError {
		t.Errorf("want a total as certain as the one site that is late, %+v, got %+v", late, total)
	}
}

func TestASeriesTooShortIsGivenWhatTheSumsLeave(t *testing.T) {
	members, sums := division(72, 5)
	members[5].Series = members[5].Series.Slice(january2019+66, january2019+71)
	forecasts := Reconcile(forecastAll(members, Options{}), sums)
	assertSumsHold(t, forecasts, sums)
	if f := forecasts[5]; f.Depth != DepthNone || len(f.Months) != 0 || len(f.Implied) != 12 {
		t.Errorf("want no forecast and 12 implied months, got %q, %d and %d", f.Depth, len(f.Months), len(f.Implied))
	}
}

func TestClosestIsTheNearestPointAtWhichTheSumsHold(t *testing.T) {
	// Two parts of 3 and 4 with variances 1 and 2 and a whole of 11 with variance 1: of the 4 too many each takes its
	// variance's share, a quarter, a half and a quarter.
	got := closest([]float64{11, 3, 4}, []float64{1, 1, 2}, []Sum{{0, []int{1, 2}}})
	if diff := cmp.Diff([]float64{10, 4, 6}, got, within(0, 1e-12)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// A reported whole stays, and its parts share what is missing by their variances.
	got = closest([]float64{11, 3, 4}, []float64{0, 1, 3}, []Sum{{0, []int{1, 2}}})
	if diff := cmp.Diff([]float64{11, 4, 7}, got, within(0, 1e-12)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// Without the floor the first part would be −1.
	got = closest([]float64{2, 1, 5}, []float64{0, 1, 1}, []Sum{{0, []int{1, 2}}})
	if diff := cmp.Diff([]float64{2, 0, 2}, got, within(0, 1e-12)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// The same sum told twice changes nothing.
	got = closest([]float64{11, 3, 4}, []float64{1, 1, 2}, []Sum{{0, []int{1, 2}}, {0, []int{2, 1}}})
	if diff := cmp.Diff([]float64{10, 4, 6}, got, within(0, 1e-12)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestClosestIsNeverNegativeAndAlwaysAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		values, variances := make([]float64, 9), make([]float64, 9)
		for i := range values {
			values[i] = random.Float64() * 100 * float64(random.IntN(2))
			variances[i] = 0.01 + random.Float64()*50
		}
		sums := []Sum{{0, []int{1, 2}}, {1, []int{3, 4, 5}}, {2, []int{6, 7, 8}}}
		got := closest(values, variances, sums)
		for _, s := range sums {
			rest := got[s.Whole]
			for _, p := range s.Parts {
				rest -= got[p]
			}
			if math.Abs(rest) > 1e-9 {
				t.Fatalf("%v: sum %v misses by %v", values, s, rest)
			}
		}
		for i, v := range got {
			if v < 0 {
				t.Fatalf("%v: value %d is %v", values, i, v)
			}
		}
	}
}
