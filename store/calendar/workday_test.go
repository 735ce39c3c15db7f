package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

func federal() calendar.Calendar {
	return calendar.Calendar{FiscalStart: time.October, Federal: true}
}

func TestFederalWorkingDaysMatchThePublishedYears(t *testing.T) {
	// Weekdays of the year less the holidays that the Office of Personnel Management publishes.
	want := map[int]int{2021: 249, 2022: 250, 2023: 249, 2024: 251, 2025: 250}
	got := map[int]int{}
	for year := range want {
		got[year] = federal().WorkingDaysInYear(year)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFederalWorkingDaysOfAMonth(t *testing.T) {
	for _, test := range []struct {
		month string
		want  int
		note  string
	}{
		{"2021-12", 21, "New Year's Day of 2022 is kept on Friday 31 December"},
		{"2022-01", 20, "so that January loses only one day"},
		{"2026-10", 21, "Columbus Day"},
		{"2026-11", 19, "Veterans Day and Thanksgiving"},
		{"2026-08", 21, "no holiday"},
		{"2021-06", 21, "first Juneteenth"},
		{"2020-06", 22, "the year before it"},
	} {
		t.Run(test.month, func(t *testing.T) {
			month, err := calendar.ParseMonth(test.month)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, federal().WorkingDays(month)); diff != "" {
				t.Errorf("%s (-want +got)\n%s", test.note, diff)
			}
		})
	}
}

// The count by arithmetic is held against asking every day in turn.
func TestWorkingDaysAreTheSumOfTheirDays(t *testing.T) {
	site := federal()
	site.Closed = map[calendar.Date]string{
		calendar.DateOf(2026, time.November, 27): "Day after Thanksgiving",
		calendar.DateOf(2026, time.November, 26): "Thanksgiving, entered again by hand",
		calendar.DateOf(2026, time.November, 28): "A Saturday",
		calendar.DateOf(2026, time.December, 24): "Christmas Eve",
	}
	for name, c := range map[string]calendar.Calendar{"none": {}, "federal": federal(), "federal and its own": site} {
		t.Run(name, func(t *testing.T) {
			for m := calendar.MonthOf(1969, time.November); m <= calendar.MonthOf(2031, time.January); m++ {
				closed := map[calendar.Date]bool{}
				for _, holiday := range c.HolidaysIn(m) {
					closed[holiday.Date] = true
				}
				want := 0
				for day := m.First(); day <= m.Last(); day++ {
					weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
					open := !weekend && !closed[day]
					if open != c.IsWorkingDay(day) {
						t.Fatalf("%v: want open %v", day, open)
					}
					if open {
						want++
					}
				}
				if got := c.WorkingDays(m); want != got {
					t.Fatalf("%v: want %d, got %d", m, want, got)
				}
			}
		})
	}
}

func TestWorkingDaysBetweenIncludesBothEnds(t *testing.T) {
	date := func(text string) calendar.Date {
		d, err := calendar.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, test := range []struct {
		name, from, to string
		want           int
	}{
		{"a partial month", "2026-11-01", "2026-11-12", 8},
		{"one working day", "2026-11-12", "2026-11-12", 1},
		{"a holiday", "2026-11-11", "2026-11-11", 0},
		{"a weekend", "2026-11-14", "2026-11-15", 0},
		{"across a year", "2021-12-30", "2022-01-03", 2},
		{"backwards", "2026-11-12", "2026-11-11", 0},
		{"a federal fiscal year", "2025-10-01", "2026-09-30", 250},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, federal().WorkingDaysBetween(date(test.from), date(test.to))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestHolidaysInListsEachClosedWeekdayOnce(t *testing.T) {
	c := federal()
	c.Closed = map[calendar.Date]string{
		calendar.DateOf(2026, time.November, 27): "Day after Thanksgiving",
		calendar.DateOf(2026, time.November, 26): "Thanksgiving, entered again by hand",
		calendar.DateOf(2026, time.November, 28): "A Saturday",
		calendar.DateOf(2026, time.December, 24): "Christmas Eve",
	}
	want := []calendar.Holiday{
		{Date: calendar.DateOf(2026, time.November, 11), Name: "Veterans Day"},
		{Date: calendar.DateOf(2026, time.November, 26), Name: "Thanksgiving Day"},
		{Date: calendar.DateOf(2026, time.November, 27), Name: "Day after Thanksgiving"},
	}
	if diff := cmp.Diff(want, c.HolidaysIn(calendar.MonthOf(2026, time.November))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func BenchmarkWorkingDaysOfAMonth(b *testing.B) {
	c := federal()
	first := calendar.MonthOf(2017, time.January)
	for i := 0; b.Loop(); i++ {
		c.WorkingDays(first + calendar.Month(i%120))
	}
}
