package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

func TestDateRefusesDaysThatDoNotExist(t *testing.T) {
	for _, text := range []string{"2026-02-29", "2026-13-01", "2026-9-1", "30/09/2026", "2026-09-30T00:00:00Z", ""} {
		if date, err := calendar.ParseDate(text); err == nil {
			t.Errorf("%q: want an error, got %v", text, date)
		}
	}
}

func TestDateSurvivesItsOwnText(t *testing.T) {
	for date := calendar.DateOf(1969, time.December, 30); date < calendar.DateOf(2031, time.January, 1); date++ {
		got, err := calendar.ParseDate(date.String())
		if err != nil {
			t.Fatal(err)
		}
		if date != got {
			t.Fatalf("%v: want %d, got %d", date, date, got)
		}
	}
}

func TestDateKnowsItsParts(t *testing.T) {
	date := calendar.DateOf(2026, time.November, 12)
	type parts struct {
		Year, Day   int
		Month       calendar.Month
		Weekday     time.Weekday
		Long, Short string
	}
	want := parts{2026, 12, calendar.MonthOf(2026, time.November), time.Thursday, "12 November 2026", "12 Nov 2026"}
	got := parts{date.Year(), date.Day(), date.Month(), date.Weekday(), date.Long(), date.Short()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// An evening in Georgia is the next day in UTC; the month of the person's own clock is meant.
func TestInstantFallsOnTheDayOfItsOwnLocation(t *testing.T) {
	evening := time.Date(2026, time.October, 31, 22, 0, 0, 0, time.FixedZone("EDT", -4*60*60))
	if diff := cmp.Diff("2026-10-31", calendar.DateAt(evening).String()); diff != "" {
		t.Errorf("date (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff("2026-10", calendar.MonthAt(evening).String()); diff != "" {
		t.Errorf("month (-want +got)\n%s", diff)
	}
}
