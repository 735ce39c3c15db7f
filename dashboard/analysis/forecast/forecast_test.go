package forecast

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

var january2019 = calendar.MonthOf(2019, time.January)

// monthly is a series from January 2019 on.
func monthly(values ...float64) series.Monthly {
	return series.Monthly{First: january2019, Values: values}
}

// noisy returns n months around f, with the spread of a Poisson count, the same at every call.
func noisy(n int, seed uint64, f func(t int) float64) series.Monthly {
	random := rand.New(rand.NewPCG(seed, 1))
	values := make([]float64, n)
	for t := range values {
		level := f(t)
		values[t] = math.Max(math.Round(level+math.Sqrt(level)*random.NormFloat64()), 0)
	}
	return monthly(values...)
}

// seasonal is a level of 600 with 60 more in the middle of the year and 60 less around new year.
func seasonal(t int) float64 { return 600 - 60*math.Cos(2*math.Pi*float64(t%12)/12) }

func flat(level float64) func(int) float64 { return func(int) float64 { return level } }

func points(f Forecast) []float64 {
	out := make([]float64, len(f.Months))
	for i, m := range f.Months {
		out[i] = m.Point
	}
	return out
}

func TestFewerThanTwelveMonthsGetASentenceInsteadOfAForecast(t *testing.T) {
	for _, c := range []struct {
		name   string
		months int
		want   string
	}{
		{"none", 0, "No forecast: no month can be used, and it takes 12."},
		{"one", 1, "No forecast: only 1 month can be used, and it takes 12."},
		{"eleven", 11, "No forecast: only 11 months can be used, and it takes 12."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Of(noisy(c.months, 1, flat(50)), Options{})
			if got.Depth != DepthNone || len(got.Months) != 0 || got.Reason != c.want {
				t.Errorf("want %q and no months, got %q, %q and %d months", c.want, got.Depth, got.Reason, len(got.Months))
			}
		})
	}
}

func TestTwelveToTwentyThreeMonthsGiveALevelOnly(t *testing.T) {
	for _, n := range []int{12, 23} {
		got := Of(noisy(n, 1, seasonal), Options{})
		if got.Depth != DepthLevel || !strings.Contains(got.Reason, "Level only") || len(got.Months) != 12 {
			t.Fatalf("%d months: want a labelled level for 12 months, got %q, %q and %d", n, got.Depth, got.Reason, len(got.Months))
		}
		for _, m := range got.Months {
			want := Components{Level: m.Point}
			if diff := cmp.Diff(want, m.Components); diff != "" {
				t.Errorf("%d months, %s: -want +got\n%s", n, m.Month, diff)
			}
		}
	}
}

func TestMonthsContinueTheLastOneReported(t *testing.T) {
	s := noisy(36, 1, seasonal)
	s.Values = append([]float64{series.Missing()}, append(s.Values, series.Missing(), series.Missing())...)
	got := Of(s, Options{Horizon: 2})
	want := []calendar.Month{january2019 + 37, january2019 + 38}
	if diff := cmp.Diff(want, []calendar.Month{got.Months[0].Month, got.Months[1].Month}); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	until := Of(s, Options{Until: january2019 + 40})
	if len(until.Months) != 4 {
		t.Errorf("want 4 months up to the one asked for, got %d", len(until.Months))
	}
}

func TestTheSameInputGivesTheSameOutput(t *testing.T) {
	s := noisy(72, 1, seasonal)
	if diff := cmp.Diff(Of(s, Options{}), Of(s, Options{})); diff != "" {
		t.Errorf("-first +second\n%s", diff)
	}
}

func TestTheInputIsLeftAsItWas(t *testing.T) {
	s := noisy(72, 1, seasonal)
	want := append([]float64(nil), s.Values...)
	Of(s, Options{Excluded: []calendar.Month{january2019 + 5}, Shifts: []calendar.Month{january2019 + 40}})
	if diff := cmp.Diff(want, s.Values); diff != "" {
		t.Errorf("-before +after\n%s", diff)
	}
}

// The ⅜ of the transform does not scale; for counts above 50 it is worth less than half a percent.
func TestScalingTheSeriesScalesTheForecast(t *testing.T) {
	s := noisy(72, 3, func(t int) float64 { return seasonal(t) / 8 })
	big := s.Map(func(_ calendar.Month, v float64) float64 { return v * 40 })
	for _, point := range []PointType{Mean, Median} {
		small, large := Of(s, Options{Point: point}), Of(big, Options{Point: point})
		for i, m := range small.Months {
			for name, pair := range map[string][2]float64{
				"point": {m.Point, large.Months[i].Point}, "lo80": {m.Lo80, large.Months[i].Lo80}, "hi95": {m.Hi95, large.Months[i].Hi95},
			} {
				if ratio := pair[1] / pair[0] / 40; math.Abs(ratio-1) > 0.005 {
					t.Errorf("%s %s: want 40 times %.3f, got %.3f", m.Month, name, pair[0], pair[1])
				}
			}
		}
	}
}

func TestAConstantSeriesGoesOnWithoutBandsAndAWarning(t *testing.T) {
	for _, value := range []float64{0, 17} {
		s := monthly(make([]float64, 40)...)
		for i := range s.Values {
			s.Values[i] = value
		}
		s.Values[7] = series.Missing()
		got := Of(s, Options{Horizon: 1})
		month := func(m calendar.Month) Month {
			return Month{Month: m, Point: value, Lo80: value, Hi80: value, Lo95: value, Hi95: value, Components: Components{Level: value}}
		}
		if diff := cmp.Diff([]Month{month(january2019 + 40)}, got.Months); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		if diff := cmp.Diff([]Month{month(january2019 + 7)}, got.Gaps); diff != "" {
			t.Errorf("gap: -want +got\n%s", diff)
		}
		if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "Every month is the same") {
			t.Errorf("want the warning that every month is the same, got %q", got.Warnings)
		}
	}
}

func TestNothingIsNegativeAndBandsHoldTheirPoint(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		s := noisy(12+random.IntN(100), seed, func(t int) float64 {
			return math.Max(random.Float64()*3+float64(t)*(random.Float64()-0.6)*0.1, 0)
		})
		for i := range s.Values {
			if random.Float64() < 0.1 {
				s.Values[i] = series.Missing()
			}
		}
		for _, point := range []PointType{Mean, Median} {
			f := Of(s, Options{Horizon: 24, Point: point})
			for _, m := range append(f.Months, f.Gaps...) {
				ordered := 0 <= m.Lo95 && m.Lo95 <= m.Lo80 && m.Lo80 <= m.Point && m.Point <= m.Hi80 && m.Hi80 <= m.Hi95
				if !ordered || math.IsInf(m.Hi95, 0) || m.StandardError < 0 {
					t.Fatalf("seed %d, %s: %+v", seed, point, m)
				}
			}
		}
	}
}

func TestComponentsAddUpToThePoint(t *testing.T) {
	for _, point := range []PointType{Mean, Median} {
		for _, m := range Of(noisy(72, 4, seasonal), Options{Point: point}).Months {
			if math.Abs(m.Components.Sum()-m.Point) > 1e-9 {
				t.Errorf("%s %s: want %v, got %v", point, m.Month, m.Point, m.Components.Sum())
			}
		}
	}
}

func TestMeansLieAboveMediansByTheSpread(t *testing.T) {
	s := noisy(72, 5, flat(7))
	mean, median := points(Of(s, Options{Point: Mean})), points(Of(s, Options{Point: Median}))
	for i := range mean {
		// In the square root a count's spread is near ½, so that the mean lies some ¼ above the median.
		if gap := mean[i] - median[i]; gap < 0.15 || gap > 0.6 {
			t.Errorf("month %d: want a mean about 0.3 above the median of %.2f, got %.2f", i+1, median[i], mean[i])
		}
	}
}

func TestExcludedMonthsTeachNothing(t *testing.T) {
	s := noisy(72, 6, seasonal)
	closed := []calendar.Month{january2019 + 15, january2019 + 16, january2019 + 17}
	options := Options{Excluded: closed}
	want := points(Of(s, options))
	for _, m := range closed {
		s.Set(m, 3)
	}
	if diff := cmp.Diff(want, points(Of(s, options))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if gaps := Of(s, options).Gaps; len(gaps) != 0 {
		t.Errorf("want no gaps, for excluded months are reported, got %d", len(gaps))
	}
}

func TestAGapMovesTheForecastByLessThanItsBand(t *testing.T) {
	s := noisy(72, 7, seasonal)
	whole := Of(s, Options{})
	for at := range s.Values {
		months := append([]float64(nil), s.Values...)
		months[at] = series.Missing()
		for i, m := range Of(monthly(months...), Options{}).Months {
			if at == 71 { // then the months begin one earlier
				break
			}
			if reference := whole.Months[i]; math.Abs(m.Point-reference.Point) > (reference.Hi80-reference.Lo80)/4 {
				t.Errorf("without month %d, %s: want about %.0f, got %.0f", at, m.Month, reference.Point, m.Point)
			}
		}
	}
}

func TestAMissingSummerIsEstimatedAsASummer(t *testing.T) {
	s := noisy(72, 8, seasonal)
	want := append([]float64(nil), s.Values[41:44]...)
	for i := 41; i < 44; i++ {
		s.Values[i] = series.Missing()
	}
	got := Of(s, Options{}).Gaps
	if len(got) != 3 {
		t.Fatalf("want 3 gaps, got %d", len(got))
	}
	for i, m := range got {
		if math.Abs(m.Point-want[i]) > 90 || m.Point < 600 {
			t.Errorf("%s: want about %.0f, got %.0f", m.Month, want[i], m.Point)
		}
	}
}

func TestAMarkedShiftIsFollowedAtOnce(t *testing.T) {
	for _, since := range []int{2, 3, 8, 20} {
		at := 72 - since
		truth := func(t int) float64 {
			if t >= at {
				return seasonal(t) * 0.7
			}
			return seasonal(t)
		}
		var missed, missedUnmarked float64 // a month, over ten series
		for seed := range uint64(10) {
			s := noisy(72, seed, truth)
			marked := Of(s, Options{Shifts: []calendar.Month{january2019 + calendar.Month(at)}})
			unmarked := Of(s, Options{})
			for i, m := range marked.Months {
				missed += math.Abs(m.Point-truth(72+i)) / 120
				missedUnmarked += math.Abs(unmarked.Months[i].Point-truth(72+i)) / 120
			}
			if got := len(marked.Warnings) > 0; got != (since < 12) {
				t.Errorf("%d months after: warned %v", since, got)
			}
		}
		if missed > 20 || missed > 0.8*missedUnmarked {
			t.Errorf("%d months after: want within 20 a month and clearly nearer than without the mark (%.1f), got %.1f", since, missedUnmarked, missed)
		}
	}
}

func TestBandsAreWiderFurtherAheadAndAfterAShortHistory(t *testing.T) {
	s := noisy(96, 10, flat(300))
	width := func(f Forecast, h int) float64 { return f.Months[h].Hi80 - f.Months[h].Lo80 }
	long, short := Of(s, Options{}), Of(s.Slice(january2019, january2019+29), Options{})
	if width(short, 0) <= 1.3*width(long, 0) {
		t.Errorf("want clearly wider bands after 30 months than after 96 (%.0f), got %.0f", width(long, 0), width(short, 0))
	}
	if z := func(h int) float64 { return math.Sqrt(long.Months[h].Hi80) - math.Sqrt(long.Months[h].Lo80) }; z(11) <= z(0) {
		t.Errorf("want wider bands 12 months ahead than 1, got %.3f and %.3f", z(11), z(0))
	}
}
