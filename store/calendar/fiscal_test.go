package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

func TestFiscalYearIsNamedForTheYearItEnds(t *testing.T) {
	for _, test := range []struct {
		name        string
		start       time.Month
		month       string
		label, long string
	}{
		{"federal, last month", time.October, "2026-09", "FFY2026", "federal fiscal year 2026, Oct 2025–Sep 2026"},
		{"federal, first month", time.October, "2026-10", "FFY2027", "federal fiscal year 2027, Oct 2026–Sep 2027"},
		{"academic, first months", time.July, "2026-09", "AY2026-27", "academic year 2026-27, Jul 2026–Jun 2027"},
		{"academic, last month", time.July, "2026-06", "AY2025-26", "academic year 2025-26, Jul 2025–Jun 2026"},
		{"academic across a century", time.July, "1999-12", "AY1999-00", "academic year 1999-00, Jul 1999–Jun 2000"},
		{"calendar", time.January, "2026-12", "2026", "calendar year 2026"},
		{"not set", 0, "2026-01", "2026", "calendar year 2026"},
		{"any other start", time.April, "2026-03", "FY ending Mar 2026", "fiscal year ending March 2026, Apr 2025–Mar 2026"},
	} {
		t.Run(test.name, func(t *testing.T) {
			month, err := calendar.ParseMonth(test.month)
			if err != nil {
				t.Fatal(err)
			}
			year := calendar.Calendar{FiscalStart: test.start}.FiscalYear(month)
			if diff := cmp.Diff([]string{test.label, test.long}, []string{year.Label(), year.Long()}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestEveryMonthFallsInExactlyItsOwnFiscalYear(t *testing.T) {
	for start := time.January; start <= time.December; start++ {
		c := calendar.Calendar{FiscalStart: start}
		for m := calendar.MonthOf(2019, time.January); m < calendar.MonthOf(2029, time.January); m++ {
			year := c.FiscalYear(m)
			if year.First.MonthOfYear() != start || year.Last-year.First != 11 || !year.Contains(m) {
				t.Fatalf("start %v, %v: got %v", start, m, year)
			}
			if c.FiscalYear(year.First-1).Contains(m) || c.FiscalYear(year.Last+1).Contains(m) {
				t.Fatalf("start %v, %v falls in a neighbouring year too", start, m)
			}
		}
	}
}

func TestYearToDateStopsAtTheMonth(t *testing.T) {
	year := federal().FiscalYear(calendar.MonthOf(2026, time.November))
	for _, test := range []struct {
		name  string
		month calendar.Month
		want  []calendar.Month
	}{
		{"before the year", year.First - 1, nil},
		{"its first month", year.First, []calendar.Month{year.First}},
		{"its second", year.First + 1, []calendar.Month{year.First, year.First + 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, year.YearToDate(test.month)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff(12, len(year.YearToDate(year.Last+5))); diff != "" {
		t.Errorf("after the year (-want +got)\n%s", diff)
	}
}
