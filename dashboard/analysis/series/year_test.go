package series_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// startingIn returns the first month of a month's year in each of the three calendars.
func startingIn(first time.Month) func(calendar.Month) calendar.Month {
	c := calendar.Calendar{FiscalStart: first}
	return func(m calendar.Month) calendar.Month { return c.FiscalYear(m).First }
}

func TestYearsOfThreeCalendarsHoldTheSameMonths(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 8))
	for range 100 {
		s := randomSeries(r, 1+r.IntN(60))
		for _, first := range []time.Month{time.January, time.July, time.October} {
			years := s.Years(startingIn(first))
			if years[0].First > s.First || years[0].First+12 <= s.First || years[len(years)-1].First+12 <= s.Last() {
				t.Fatalf("years from %s do not hold %s to %s", first, s.First, s.Last())
			}
			for _, y := range years {
				if y.First.MonthOfYear() != first {
					t.Fatalf("a year of the %s calendar starts in %s", first, y.First)
				}
				for i := range 12 {
					if d := diff(s.At(y.First+calendar.Month(i)), y.At(i)); d != "" {
						t.Fatalf("%s + %d: %s", y.First, i, d)
					}
				}
			}
		}
	}
}

func TestYearToDateOfThreeCalendars(t *testing.T) {
	values := make([]float64, 30)
	for i := range values {
		values[i] = float64(i + 1)
	}
	s := of(month(2024, time.January), values...) // to June 2026
	june := month(2026, time.June)
	for first, want := range map[time.Month]float64{
		time.January: 25 + 26 + 27 + 28 + 29 + 30,
		time.July:    19 + 20 + 21 + 22 + 23 + 24 + 25 + 26 + 27 + 28 + 29 + 30,
		time.October: 22 + 23 + 24 + 25 + 26 + 27 + 28 + 29 + 30,
	} {
		if got := s.YearToDate(startingIn(first)).At(june); got != want {
			t.Errorf("from %s: want %v, got %v", first, want, got)
		}
	}
}

func TestAYearHasASumOnlyWithAllItsMonths(t *testing.T) {
	years := of(month(2025, time.January), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, nan, 3).Years(startingIn(time.January))
	if len(years) != 2 || years[0].Sum() != 78 || !math.IsNaN(years[1].Sum()) || years[0].Between(9, 11) != 33 || !math.IsNaN(years[1].Between(0, 2)) {
		t.Errorf("%+v", years)
	}
	if got := (series.Monthly{}).Years(startingIn(time.January)); got != nil {
		t.Errorf("no months have years: %v", got)
	}
}

func TestOnlyTheSameMonthsAreCompared(t *testing.T) {
	s := series.New(month(2025, time.January), month(2026, time.March))
	for _, m := range []struct {
		month calendar.Month
		v     float64
	}{{month(2025, time.January), 10}, {month(2025, time.February), 20}, {month(2026, time.January), 13}, {month(2026, time.March), 99}} {
		s.Set(m.month, m.v)
	}
	now, before, months := s.SameMonths(month(2026, time.January), month(2026, time.March))
	if d := cmp.Diff([]calendar.Month{month(2026, time.January)}, months); d != "" || now != 13 || before != 10 {
		t.Errorf("%v against %v; %s", now, before, d)
	}
	if now, before, months := s.SameMonths(month(2026, time.February), month(2026, time.March)); !math.IsNaN(now) || !math.IsNaN(before) || months != nil {
		t.Errorf("without a common month: %v, %v, %v", now, before, months)
	}
}

func TestSeasonIsTheSameHoweverLargeTheYear(t *testing.T) {
	first := month(2024, time.January)
	values := make([]float64, 36)
	for i := range values {
		values[i] = 100 * float64(1+i/12)
		if i%12 == 6 {
			values[i] *= 0.5 // July is half an ordinary month
		}
	}
	index, whole := series.Season(of(first, values...).Years(startingIn(time.January)))
	if d := cmp.Diff(12*0.5/11.5, index[6], nearly); d != "" || whole != 3 {
		t.Errorf("July of %d years: %s", whole, d)
	}
	sum := 0.0
	for _, v := range index {
		sum += v
	}
	if d := cmp.Diff(12.0, sum, nearly); d != "" {
		t.Error("twelve months are not on average one: " + d)
	}
	values[3] = nan // the first year falls out, and nothing else changes
	again, whole := series.Season(of(first, values...).Years(startingIn(time.January)))
	if d := cmp.Diff(index, again, nearly); d != "" || whole != 2 {
		t.Errorf("of %d years: %s", whole, d)
	}
	if none, whole := series.Season(nil); whole != 0 || !math.IsNaN(none[0]) {
		t.Errorf("of no year: %v", none)
	}
}
