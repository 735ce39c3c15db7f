package spc

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Episode is a rule that fired, over the months it covers: what a person would call one signal.
type Episode struct {
	Signal  Signal
	Points  []int // indices of the flagged points, oldest first
	Segment int

	chart  Kind
	span   int // points from the first flagged one to the last, excluded ones left out
	isOpen bool
	first  string // names of the first and last flagged months
	last   string
	value  float64 // of the last flagged point
	centre float64
	limit  float64 // on the signal's side; NaN where it differs within the segment
}

// First returns the index of the first flagged point.
func (e Episode) First() int { return e.Points[0] }

// Last returns the index of the last flagged point.
func (e Episode) Last() int { return e.Points[len(e.Points)-1] }

// IsOpen reports whether the episode reaches the newest point that has a value.
func (e Episode) IsOpen() bool { return e.isOpen }

// Episodes returns every rule that fired, the newest first; at the same end by precedence.
func (c Chart) Episodes() []Episode {
	newest := c.newestValue()
	all := make([]Episode, 0, len(c.stretches))
	for _, s := range c.stretches {
		all = append(all, c.episode(s, newest))
	}
	slices.SortStableFunc(all, func(a, b Episode) int {
		return cmp.Or(cmp.Compare(b.Last(), a.Last()), cmp.Compare(a.Signal.precedence(), b.Signal.precedence()))
	})
	return all
}

// episode tells of one stretch. newest is what newestValue returns.
func (c Chart) episode(s stretch, newest int) Episode {
	first, last := c.Points[s.points[0]], c.Points[s.points[len(s.points)-1]]
	return Episode{
		Signal: s.signal, Points: slices.Clone(s.points), Segment: last.Segment,
		chart: c.Kind, span: s.span, isOpen: s.points[len(s.points)-1] == newest,
		first: monthName(first.Label), last: monthName(last.Label),
		value: last.Value, centre: last.Centre, limit: c.limitOf(s),
	}
}

// limitOf returns the limit on the stretch's side: its point's own, or the segment's where it has several points.
func (c Chart) limitOf(s stretch) float64 {
	point := c.Points[s.points[0]]
	lower, upper := point.Lower, point.Upper
	if len(s.points) > 1 {
		lower, upper = c.Segments[point.Segment].Lower, c.Segments[point.Segment].Upper
	}
	if s.signal.IsHigh() {
		return upper
	}
	return lower
}

// newestValue returns the index of the newest point that has a value and is not excluded, -1 if none has.
func (c Chart) newestValue() int {
	for i, p := range slices.Backward(c.Points) {
		if !p.Excluded && !math.IsNaN(p.Value) {
			return i
		}
	}
	return -1
}

// Words returns the rule in words with its months: "8 months below the mean since March 2026", or, once it
// is over, "8 months below the mean, March 2026 to October 2026".
func (e Episode) Words() string { return e.words(nil) }

// WordsWith is Words with the numbers, written by format: "8 months below the mean of 28 since March 2026".
func (e Episode) WordsWith(format func(float64) string) string { return e.words(format) }

// limitBeside writes the limit so that it differs from the value beyond it: "10, below the lower limit of 10.4".
func (e Episode) limitBeside(format func(float64) string) string {
	text := format(e.limit)
	for decimals := 1; decimals <= 3 && text == format(e.value); decimals++ {
		text = strconv.FormatFloat(e.limit, 'f', decimals, 64)
	}
	return text
}

func (e Episode) words(format func(float64) string) string {
	of := func(x float64) string {
		if format == nil || math.IsNaN(x) { // undefined, or another one each month
			return ""
		}
		return " of " + format(x)
	}
	n, centre := len(e.Points), e.chart.centreName()+of(e.centre)
	switch e.Signal {
	case AboveUpper, BelowLower:
		side := "above the upper limit"
		if e.Signal == BelowLower {
			side = "below the lower limit"
		}
		switch {
		case n > 1:
			return fmt.Sprintf("%d months %s%s", n, side+of(e.limit), e.since())
		case format != nil:
			return fmt.Sprintf("%s is %s, %s of %s", e.last, format(e.value), side, e.limitBeside(format))
		}
		return fmt.Sprintf("%s is %s", e.last, side)
	case TrendIncreasing:
		return fmt.Sprintf("%d months rising%s", n, e.since())
	case TrendDecreasing:
		return fmt.Sprintf("%d months falling%s", n, e.since())
	case TwoInThreeAbove:
		return fmt.Sprintf("%d of %d months close to or above the upper limit%s%s", n, e.span, of(e.limit), e.since())
	case TwoInThreeBelow:
		return fmt.Sprintf("%d of %d months close to or below the lower limit%s%s", n, e.span, of(e.limit), e.since())
	case ShiftAbove:
		return fmt.Sprintf("%d months above the %s%s", n, centre, e.since())
	case ShiftBelow:
		return fmt.Sprintf("%d months below the %s%s", n, centre, e.since())
	}
	return ""
}

// since says when the episode began, and when it ended if it is over.
func (e Episode) since() string {
	if e.isOpen {
		return " since " + e.first
	}
	return ", " + e.first + " to " + e.last
}
