//go:build !race

package main

import (
	"encoding/json"
	"math"
	"testing"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
)

// nextMonth returns the numbers of the sentence on the month after the focus: the Outlook's own first month, rounded
// as people say it. That the Outlook's month is right is held against a forecast of the total as the queries find it,
// before sites and groups are made to add up.
func (r recount) nextMonth(t *testing.T, outlook []byte) []string {
	t.Helper()
	var answer struct {
		Months []struct {
			Month             string
			Point, Lo80, Hi80 float64
		}
	}
	if err := json.Unmarshal(outlook, &answer); err != nil || len(answer.Months) != 12 {
		t.Fatalf("the outlook has %d months, %v", len(answer.Months), err)
	}
	next := answer.Months[0]
	total := series.New(r.first(), r.focus())
	for _, m := range r.complete() {
		total.Set(m, float64(r.total(m)))
	}
	days := series.New(r.first(), r.focus()+1)
	for m := days.First; m <= days.Last(); m++ {
		days.Set(m, float64(workdays(m)))
	}
	alone := forecast.Of(total, forecast.Options{Horizon: 1, WorkingDays: days}).Months[0]
	if next.Month != alone.Month.String() || math.Abs(next.Point-alone.Point) > 0.02*alone.Point {
		t.Errorf("the month after the focus: want about %.0f in %s, got %.0f in %s", alone.Point, alone.Month, next.Point, next.Month)
	}
	said := []string{year(alone.Month)}
	for _, v := range []float64{next.Point, next.Lo80, next.Hi80} {
		said = append(said, whole(10*int(math.Round(v/10))))
	}
	return append(said, "eight", "ten")
}

func (r recount) expectNext(s said) {
	s.at("headline › second", r.next...)
}
