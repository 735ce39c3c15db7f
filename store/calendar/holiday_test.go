package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

func observedDays(year int) []string {
	var days []string
	for _, holiday := range calendar.FederalHolidays(year) {
		days = append(days, holiday.Date.String()+" "+holiday.Name)
	}
	return days
}

// The dates are those that the Office of Personnel Management publishes as "Federal Holidays" for each year.
func TestFederalHolidaysAreThePublishedOnes(t *testing.T) {
	for _, test := range []struct {
		name string
		year int
		want []string
	}{
		{"2021: first Juneteenth, and New Year's Day of 2022 on its last day", 2021, []string{
			"2021-01-01 New Year's Day",
			"2021-01-18 Birthday of Martin Luther King, Jr.",
			"2021-02-15 Washington's Birthday",
			"2021-05-31 Memorial Day",
			"2021-06-18 Juneteenth National Independence Day",
			"2021-07-05 Independence Day",
			"2021-09-06 Labor Day",
			"2021-10-11 Columbus Day",
			"2021-11-11 Veterans Day",
			"2021-11-25 Thanksgiving Day",
			"2021-12-24 Christmas Day",
			"2021-12-31 New Year's Day",
		}},
		{"2022: ten, and three Mondays for Sundays", 2022, []string{
			"2022-01-17 Birthday of Martin Luther King, Jr.",
			"2022-02-21 Washington's Birthday",
			"2022-05-30 Memorial Day",
			"2022-06-20 Juneteenth National Independence Day",
			"2022-07-04 Independence Day",
			"2022-09-05 Labor Day",
			"2022-10-10 Columbus Day",
			"2022-11-11 Veterans Day",
			"2022-11-24 Thanksgiving Day",
			"2022-12-26 Christmas Day",
		}},
		{"2026: Independence Day on a Friday", 2026, []string{
			"2026-01-01 New Year's Day",
			"2026-01-19 Birthday of Martin Luther King, Jr.",
			"2026-02-16 Washington's Birthday",
			"2026-05-25 Memorial Day",
			"2026-06-19 Juneteenth National Independence Day",
			"2026-07-03 Independence Day",
			"2026-09-07 Labor Day",
			"2026-10-12 Columbus Day",
			"2026-11-11 Veterans Day",
			"2026-11-26 Thanksgiving Day",
			"2026-12-25 Christmas Day",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, observedDays(test.year)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestHolidaysBeginWithTheirLaws(t *testing.T) {
	named := func(year int, name string) bool {
		for _, holiday := range calendar.FederalHolidays(year) {
			if holiday.Name == name {
				return true
			}
		}
		return false
	}
	const king, juneteenth = "Birthday of Martin Luther King, Jr.", "Juneteenth National Independence Day"
	want := []bool{false, true, false, true}
	got := []bool{named(1985, king), named(1986, king), named(2020, juneteenth), named(2021, juneteenth)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFederalHolidaysAreWeekdaysInOrderWithinTheirYear(t *testing.T) {
	for year := 1986; year <= 2100; year++ {
		before := calendar.DateOf(year, time.January, 1) - 1
		for _, holiday := range calendar.FederalHolidays(year) {
			if holiday.Date <= before || holiday.Date.Year() != year {
				t.Errorf("%v: %s is out of order or out of its year", holiday.Date, holiday.Name)
			}
			if weekday := holiday.Date.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
				t.Errorf("%v: %s falls on a %v", holiday.Date, holiday.Name, weekday)
			}
			before = holiday.Date
		}
	}
}
