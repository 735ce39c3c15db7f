package forecast

import (
	"testing"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

func TestABackTestJudgesOnlyByWhatWasLaterReported(t *testing.T) {
	s := noisy(72, 1, seasonal)
	got := Backtest(Member{Series: s}, Plan{Origins: 3, Horizon: 12})
	// From 3, 2 and 1 months before the last: 3 + 2 + 1 months can be compared.
	if got.Origins != 3 || got.Forecasts != 6 {
		t.Errorf("want 6 forecasts from 3 origins, got %d from %d", got.Forecasts, got.Origins)
	}
	s.Set(january2019+71, series.Missing())
	if got := Backtest(Member{Series: s}, Plan{Origins: 3, Horizon: 1, Last: january2019 + 71}); got.Forecasts != 3 {
		t.Errorf("want 3 forecasts of the months before the missing one, got %d", got.Forecasts)
	}
}

func TestTheForecastBeatsSeasonalNaiveOnNoiseAndAdmitsWhenItDoesNot(t *testing.T) {
	won := Backtest(Member{Series: noisy(84, 2, seasonal)}, Plan{})
	if won.NaiveWins() || won.MASE >= won.NaiveMASE || won.Within80 < 0.6 {
		t.Errorf("want a forecast that wins and bands that hold, got %+v", won)
	}
	exact := monthly()
	for i := range 72 {
		exact.Values = append(exact.Values, []float64{5, 90, 12, 40, 7, 77, 3, 60, 22, 8, 55, 31}[i%12])
	}
	if lost := Backtest(Member{Series: exact}, Plan{}); !lost.NaiveWins() || lost.NaiveAbsoluteError != 0 {
		t.Errorf("want seasonal naive to win on a year that repeats exactly, got %+v", lost)
	}
}

func TestABackTestOfAShortSeriesHasNoScore(t *testing.T) {
	if got := Backtest(Member{Series: noisy(20, 1, flat(30))}, Plan{}); got != (Score{}) {
		t.Errorf("want nothing, got %+v", got)
	}
	if got := Backtest(Member{}, Plan{}); got != (Score{}) {
		t.Errorf("want nothing of nothing, got %+v", got)
	}
}

func TestExcludedMonthsAreNotJudged(t *testing.T) {
	s := noisy(72, 3, seasonal)
	options := Options{Excluded: []calendar.Month{january2019 + 70}}
	before := Backtest(Member{s, options}, Plan{})
	s.Set(january2019+70, 1)
	if after := Backtest(Member{s, options}, Plan{}); after != before {
		t.Errorf("want %+v whatever the excluded month holds, got %+v", before, after)
	}
}

func TestSeasonalNaiveGoesBackToAYearThatWasKnown(t *testing.T) {
	s := noisy(40, 4, seasonal)
	origin := january2019 + 30
	if got := SeasonalNaive(s, january2019+35, origin); got != s.At(january2019+23) {
		t.Errorf("want %v, got %v", s.At(january2019+23), got)
	}
	if got := SeasonalNaive(s, january2019+45, origin); got != s.At(january2019+21) {
		t.Errorf("beyond a year: want %v, got %v", s.At(january2019+21), got)
	}
	s.Set(january2019+23, series.Missing())
	if got := SeasonalNaive(s, january2019+35, origin); got != s.At(january2019+11) {
		t.Errorf("after a gap: want %v, got %v", s.At(january2019+11), got)
	}
	if got := SeasonalNaive(s, january2019+5, january2019+4); !series.IsMissing(got) {
		t.Errorf("without a year before: want missing, got %v", got)
	}
}
