package main

import (
	"strconv"
	"testing"

	"caseload/store/calendar"
)

// A trainee logs between a fifth and three fifths of what the schedule offered.
func TestLogsAgreeWithWhatTheScheduleOffered(t *testing.T) {
	assigned := scheduleTable()[1:]
	offered := exposures(seed, assigned)
	number := func(text string) float64 {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	type log struct{ trainee, day string }
	here := map[log]float64{}
	for _, row := range caseTable(seed)[1:] {
		if number(row[4]) > number(row[3]) {
			t.Errorf("%v: more elsewhere than in all", row)
		}
		here[log{row[0], row[1]}] += number(row[3]) - number(row[4])
	}
	if len(here) < 12 {
		t.Fatalf("want the logs of every trainee, got %d", len(here))
	}
	for l, cases := range here {
		day, err := calendar.ParseDate(l.day)
		if err != nil {
			t.Fatal(err)
		}
		exposure := 0.0
		for o, n := range offered {
			if o.trainee == l.trainee && o.month <= day.Month() {
				exposure += n
			}
		}
		if exposure < 50 {
			continue // hardly on service yet
		}
		if share := cases / exposure; share < .2 || share > .6 {
			t.Errorf("%s, %s: %.0f of %.0f procedures logged", l.trainee, l.day, cases, exposure)
		}
	}
}
