package forecast

import (
	"math"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// Member is a series with what is known beside it.
type Member struct {
	Series  series.Monthly
	Options Options
}

// Plan says how far back a back-test goes. The zero Plan looks 12 months ahead from each of the last 24 months
// that have a month after them and 24 before.
type Plan struct {
	Horizon int            // months ahead; 0 counts as 12
	Origins int            // how many months to forecast from; 0 counts as 24
	Least   int            // months of history at the first of them; 0 counts as 24
	Last    calendar.Month // last month to judge by; 0 counts as the last one that any member reports
}

func (p Plan) withDefaults() Plan {
	for _, d := range []struct {
		field *int
		value int
	}{{&p.Horizon, 12}, {&p.Origins, 24}, {&p.Least, monthsForFull}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return p
}

// Score is how good past forecasts would have been, by what was reported later. Shares are 0 to 1.
// Up to twelve months ahead the seasonal naive forecast is last year's same month.
type Score struct {
	Forecasts          int     `json:"forecasts"` // months judged, over all origins
	Origins            int     `json:"origins"`
	MASE               float64 `json:"mase"` // mean absolute error over that of the history's own year-on-year changes
	NaiveMASE          float64 `json:"naive_mase"`
	AbsoluteError      float64 `json:"absolute_error"` // mean, in procedures
	NaiveAbsoluteError float64 `json:"naive_absolute_error"`
	Within80           float64 `json:"within80"` // share of months inside the 80 % band
	Within95           float64 `json:"within95"`
}

// NaiveWins reports whether last year's same month would have been the better forecast.
func (s Score) NaiveWins() bool { return s.Forecasts > 0 && s.NaiveAbsoluteError < s.AbsoluteError }

// Backtest forecasts a series from each of its past months as if the later ones were not known yet, and compares.
func Backtest(m Member, p Plan) Score {
	scores, _ := BacktestTogether([]Member{m}, nil, p)
	return scores[0]
}

// BacktestTogether does the same for several series at once, and returns how good each forecast was on its own
// and how good after the sums were made to hold.
func BacktestTogether(members []Member, sums []Sum, p Plan) (alone, reconciled []Score) {
	p = p.withDefaults()
	first, last := span(members)
	if p.Last > 0 {
		last = min(last, p.Last)
	}
	tallies := [2][]tally{make([]tally, len(members)), make([]tally, len(members))}
	start := max(first+calendar.Month(p.Least)-1, last-calendar.Month(p.Origins))
	for origin := start; origin < last; origin++ {
		until := min(origin+calendar.Month(p.Horizon), last)
		forecasts := make([]Forecast, len(members))
		for i, m := range members {
			o := m.Options
			o.Until, o.Point = until, Mean
			forecasts[i] = Of(m.Series.Slice(first, origin), o)
		}
		together := forecasts
		if len(sums) > 0 {
			together = Reconcile(forecasts, sums)
		}
		for i, m := range members {
			tallies[0][i].judge(forecasts[i], m, origin, until)
			tallies[1][i].judge(together[i], m, origin, until)
		}
	}
	for i := range members {
		alone = append(alone, tallies[0][i].score())
		reconciled = append(reconciled, tallies[1][i].score())
	}
	return alone, reconciled
}

// span returns the first and the last month that any member reports.
func span(members []Member) (first, last calendar.Month) {
	found := false
	for _, m := range members {
		s := reported(m.Series)
		if s.Len() == 0 {
			continue
		}
		if !found {
			first, last, found = s.First, s.Last(), true
		}
		first, last = min(first, s.First), max(last, s.Last())
	}
	return first, last
}

// SeasonalNaive is the last value of the month's calendar month that was known at the origin, missing when there is none.
func SeasonalNaive(s series.Monthly, month, origin calendar.Month) float64 {
	for m := month - 12; m >= s.First; m -= 12 {
		if m <= origin && s.Has(m) {
			return s.At(m)
		}
	}
	return series.Missing()
}

// tally collects errors over origins.
type tally struct {
	origins, months, scaled   int
	errors, naive             float64
	scaledErrors, scaledNaive float64
	within80, within95        int
}

func (t *tally) judge(f Forecast, m Member, origin, until calendar.Month) {
	if f.Depth == DepthNone {
		return
	}
	ordinary := withoutMonths(m.Series, m.Options.Excluded)
	scale := yearOnYear(ordinary.Slice(ordinary.First, origin))
	judged := false
	for at := f.Reported.Last() + 1; at <= until; at++ {
		actual := ordinary.At(at)
		forecast, ok := f.At(at)
		naive := SeasonalNaive(ordinary, at, origin)
		// Both are judged by the same months, or the comparison says nothing.
		if at <= origin || !ok || series.IsMissing(actual) || series.IsMissing(naive) {
			continue
		}
		judged = true
		t.months++
		t.errors += math.Abs(actual - forecast.Point)
		t.naive += math.Abs(actual - naive)
		if scale > 0 {
			t.scaled++
			t.scaledErrors += math.Abs(actual-forecast.Point) / scale
			t.scaledNaive += math.Abs(actual-naive) / scale
		}
		if forecast.Lo80 <= actual && actual <= forecast.Hi80 {
			t.within80++
		}
		if forecast.Lo95 <= actual && actual <= forecast.Hi95 {
			t.within95++
		}
	}
	if judged {
		t.origins++
	}
}

func (t *tally) score() Score {
	if t.months == 0 {
		return Score{}
	}
	n, scaled := float64(t.months), math.Max(float64(t.scaled), 1)
	return Score{
		Forecasts: t.months, Origins: t.origins,
		MASE: t.scaledErrors / scaled, NaiveMASE: t.scaledNaive / scaled,
		AbsoluteError: t.errors / n, NaiveAbsoluteError: t.naive / n,
		Within80: float64(t.within80) / n, Within95: float64(t.within95) / n,
	}
}

// yearOnYear is the mean absolute change against the same month a year before: the scale of MASE (Hyndman & Koehler 2006).
func yearOnYear(s series.Monthly) float64 {
	sum, n := 0.0, 0.0
	for i := 12; i < s.Len(); i++ {
		if change := s.Values[i] - s.Values[i-12]; !series.IsMissing(change) {
			sum, n = sum+math.Abs(change), n+1
		}
	}
	return sum / max(n, 1)
}
