package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

func TestMonthIsReadOnlyInItsOwnForm(t *testing.T) {
	for _, test := range []struct {
		text  string
		month calendar.Month
		valid bool
	}{
		{"2026-09", calendar.MonthOf(2026, time.September), true},
		{"2000-01", calendar.MonthOf(2000, time.January), true},
		{"2026-12", calendar.MonthOf(2026, time.December), true},
		{"2026-00", 0, false},
		{"2026-13", 0, false},
		{"2026-9", 0, false},
		{"2026/09", 0, false},
		{"+026-09", 0, false},
		{"2026-+9", 0, false},
		{"2026-09-01", 0, false},
		{"٢٠٢٦-09", 0, false},
		{"", 0, false},
	} {
		t.Run(test.text, func(t *testing.T) {
			month, err := calendar.ParseMonth(test.text)
			if valid := err == nil; valid != test.valid {
				t.Fatalf("valid: want %v, got %v (%v)", test.valid, valid, err)
			}
			if diff := cmp.Diff(test.month, month); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestMonthArithmeticCrossesYears(t *testing.T) {
	december := calendar.MonthOf(2021, time.December)
	if diff := cmp.Diff("2022-01", (december + 1).String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(calendar.Month(94), calendar.MonthOf(2026, time.November)-calendar.MonthOf(2019, time.January)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestMonthPrintsThreeWays(t *testing.T) {
	month := calendar.MonthOf(2026, time.September)
	want := []string{"2026-09", "September 2026", "Sep 2026"}
	if diff := cmp.Diff(want, []string{month.String(), month.Long(), month.Short()}); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestMonthKnowsItsDays(t *testing.T) {
	for _, test := range []struct {
		year  int
		month time.Month
		days  int
		last  string
	}{
		{2026, time.October, 31, "2026-10-31"},
		{2026, time.February, 28, "2026-02-28"},
		{2024, time.February, 29, "2024-02-29"},
		{2000, time.February, 29, "2000-02-29"},
		{2100, time.February, 28, "2100-02-28"},
		{2026, time.December, 31, "2026-12-31"},
	} {
		month := calendar.MonthOf(test.year, test.month)
		t.Run(month.String(), func(t *testing.T) {
			if diff := cmp.Diff(test.days, month.Days()); diff != "" {
				t.Errorf("days (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(test.last, month.Last().String()); diff != "" {
				t.Errorf("last (-want +got)\n%s", diff)
			}
		})
	}
}

func TestMonthAndDateKeepTheirTextThroughJSON(t *testing.T) {
	type span struct {
		Month calendar.Month `json:"month"`
		Date  calendar.Date  `json:"date"`
	}
	want := span{calendar.MonthOf(2026, time.September), calendar.DateOf(2026, time.September, 30)}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"month":"2026-09","date":"2026-09-30"}`, string(text)); diff != "" {
		t.Errorf("text (-want +got)\n%s", diff)
	}
	var got span
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, bad := range []string{`{"month":"2026-13"}`, `{"date":"2026-02-30"}`} {
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s: want an error", bad)
		}
	}
}
