package spc

import (
	"fmt"
	"math"
)

// Suggestion is a rebase that a person may accept, with a reason, or leave. Nothing rebases by itself: a
// shift is for the division to explain before its limits are drawn around it.
type Suggestion struct {
	At      string  // label of the month that would start the new segment
	Months  int     // points of the shift
	IsAbove bool    // the side of the centre line
	Before  float64 // mean of the segment's points before the shift
	Since   float64 // mean of its points since
	IsShort bool    // the new limits would be provisional

	centre string
}

// SuggestRebase offers a rebase where the newest months form a shift, from the month in which the shift
// began. A shift that is over, or that its segment begins with, gives none.
func (c Chart) SuggestRebase() (Suggestion, bool) {
	for _, e := range c.Episodes() {
		segment := len(c.Segments) - 1
		if !e.isOpen || e.Signal.Rule() != ShiftRule || e.Segment != segment {
			continue
		}
		start := c.Segments[segment].First
		before := mean(c.values(start, e.First()-1))
		if math.IsNaN(before) {
			continue
		}
		return Suggestion{
			At: c.Points[e.First()].Label, Months: len(e.Points), IsAbove: e.Signal.IsHigh(),
			Before: before, Since: mean(c.values(e.First(), e.Last())),
			IsShort: len(c.Points)-e.First() < ShortSegment,
			centre:  c.Kind.centreName(),
		}, true
	}
	return Suggestion{}, false
}

// Words asks: "The last 9 months sit above the mean: rebase from March 2026?"
func (s Suggestion) Words() string {
	side := "below"
	if s.IsAbove {
		side = "above"
	}
	return fmt.Sprintf("The last %d months sit %s the %s: rebase from %s?", s.Months, side, s.centre, monthName(s.At))
}

// values returns the values of the points from first to last, both included, without the excluded ones.
func (c Chart) values(first, last int) []float64 {
	var kept []float64
	for i := first; i <= last; i++ {
		if !c.Points[i].Excluded {
			kept = append(kept, c.Points[i].Value)
		}
	}
	return kept
}
