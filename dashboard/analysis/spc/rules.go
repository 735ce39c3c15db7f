package spc

import (
	"cmp"
	"slices"
)

// Rules say which rules are applied, and how.
type Rules struct {
	Outside    bool // strictly beyond a process limit
	Trend      bool // TrendLength points, each step strictly up, or each strictly down
	TwoInThree bool // of three points on one side of the mean, two or more beyond the near limit
	Shift      bool // ShiftLength points on one side of the mean

	TrendLength int
	ShiftLength int

	// OnlyWithinLimits leaves points outside the process limits out of the two-in-three rule, as
	// NHSRplotthedots 0.2.2 does. "Making Data Count" has counted them since November 2023.
	OnlyWithinLimits bool
}

// MakingDataCount returns the four rules of "Making Data Count" as of November 2023.
func MakingDataCount() Rules {
	return Rules{Outside: true, Trend: true, TwoInThree: true, Shift: true, TrendLength: 7, ShiftLength: 7}
}

// shortestRun keeps the lengths from calling chance a rule: three points rise by chance every sixth time.
const shortestRun = 3

func (r Rules) check() error {
	if r.Trend && r.TrendLength < shortestRun {
		return inputError("A trend needs at least %d points, not %d.", shortestRun, r.TrendLength)
	}
	if r.Shift && r.ShiftLength < shortestRun {
		return inputError("A shift needs at least %d points, not %d.", shortestRun, r.ShiftLength)
	}
	return nil
}

// place is where a point stands towards the lines.
type place struct {
	point   int     // index in the chart
	value   float64 // NaN where missing
	side    int     // of the centre: 1, 0 or -1
	outside int     // beyond a process limit: 1, 0 or -1
	near    int     // beyond a near limit: 1, 0 or -1
}

// stretch is a rule that fired over neighbouring points.
type stretch struct {
	signal Signal
	points []int // the points flagged, in order
	span   int   // the points looked at, from the first flagged to the last; excluded ones left out
}

// judge applies the rules to one part, whose points already have their lines.
func (r Rules) judge(p part, points []Point) []stretch {
	places := places(p, points)
	var found []stretch
	if r.Outside {
		found = append(found, outside(places)...)
	}
	if r.Trend {
		found = append(found, trends(places, r.TrendLength)...)
	}
	if r.TwoInThree {
		found = append(found, twoInThree(places, !r.OnlyWithinLimits)...)
	}
	if r.Shift {
		found = append(found, shifts(places, r.ShiftLength)...)
	}
	return found
}

// places returns the part's points that are not excluded, in order, so that neighbours are adjacent.
func places(p part, points []Point) []place {
	all := make([]place, 0, len(p.y))
	for i, y := range p.y {
		if p.excluded[i] {
			continue
		}
		x := points[p.first+i]
		at := place{point: p.first + i, value: y, side: sideOf(y, x.Centre)}
		if x.Lower < x.Upper { // limits without width, or without existence, judge nothing
			at.outside = beyond(y, x.Lower, x.Upper)
			at.near = beyond(y, x.NearLower, x.NearUpper)
		}
		all = append(all, at)
	}
	return all
}

// beyond returns 1 strictly above the upper line, -1 strictly below the lower one, else 0.
func beyond(y, lower, upper float64) int {
	switch {
	case y > upper:
		return 1
	case y < lower:
		return -1
	}
	return 0
}

// outside returns the points beyond a process limit, neighbours on the same side together.
func outside(places []place) []stretch {
	return sideways(places, 1, func(p place) int { return p.outside }, AboveUpper, BelowLower)
}

// pick returns the signal of a direction.
func pick(direction int, up, down Signal) Signal {
	if direction > 0 {
		return up
	}
	return down
}

// trends returns every longest run of strict steps in one direction that has enough points. A point at a
// peak or a trough can end one and start another.
func trends(places []place, length int) []stretch {
	var found []stretch
	step := func(i int) int { // from the point before; 0 over a gap, since nothing compares with NaN
		return sideOf(places[i].value, places[i-1].value)
	}
	for first := 0; first+1 < len(places); {
		direction, last := step(first+1), first+1
		for last+1 < len(places) && step(last+1) == direction {
			last++
		}
		if direction != 0 && last-first+1 >= length {
			found = append(found, whole(places[first:last+1], pick(direction, TrendIncreasing, TrendDecreasing)))
		}
		first = last
	}
	return found
}

// shifts returns every longest run of points on one side of the mean that has enough points.
func shifts(places []place, length int) []stretch {
	return sideways(places, length, func(p place) int { return p.side }, ShiftAbove, ShiftBelow)
}

// sideways returns every longest run of points on one side of something that has enough points.
func sideways(places []place, length int, side func(place) int, up, down Signal) []stretch {
	var found []stretch
	for first := 0; first < len(places); {
		direction, next := side(places[first]), first+1
		for next < len(places) && side(places[next]) == direction {
			next++
		}
		if direction != 0 && next-first >= length {
			found = append(found, whole(places[first:next], pick(direction, up, down)))
		}
		first = next
	}
	return found
}

// whole flags all of the places.
func whole(places []place, signal Signal) stretch {
	s := stretch{signal: signal, span: len(places), points: make([]int, len(places))}
	for i, p := range places {
		s.points[i] = p.point
	}
	return s
}

// twoInThree flags the points beyond the near limit in every window of three on one side with two or more
// of them. Windows that share a flagged point are one stretch.
func twoInThree(places []place, withOutside bool) []stretch {
	counts := func(p place) bool { return p.near != 0 && (withOutside || p.outside == 0) }
	var flagged []bool // once one is
	for i := 0; i+2 < len(places); i++ {
		window := places[i : i+3]
		n := 0
		for _, p := range window {
			if counts(p) {
				n++
			}
		}
		if side := window[0].side; side == 0 || window[1].side != side || window[2].side != side || n < 2 {
			continue
		}
		if flagged == nil {
			flagged = make([]bool, len(places))
		}
		for j, p := range window {
			flagged[i+j] = flagged[i+j] || counts(p)
		}
	}
	var found []stretch
	for i := 0; i < len(flagged); i++ {
		if !flagged[i] {
			continue
		}
		s := stretch{signal: pick(places[i].side, TwoInThreeAbove, TwoInThreeBelow), points: []int{places[i].point}}
		last := i
		// The flagged points of one window lie at most two apart, with a point of the same side between them.
		for j := i + 1; j < len(places) && j <= last+2 && places[j].side == places[i].side; j++ {
			if flagged[j] {
				s.points, last = append(s.points, places[j].point), j
			}
		}
		s.span = last - i + 1
		found = append(found, s)
		i = last
	}
	return found
}

// label gives every point its rules, the main one first. Where a point ends one trend and starts the next,
// the next is the main one: the step to the following point decides.
func label(points []Point, stretches []stretch) {
	number := make([]int, len(points))
	all := 0
	for _, s := range stretches {
		for _, i := range s.points {
			number[i]++
		}
		all += len(s.points)
	}
	room := make([]Signal, all) // of all points in one piece
	for i, n := range number {
		if n > 0 {
			points[i].Rules, room = room[:0:n], room[n:]
		}
	}
	for _, s := range slices.Backward(stretches) {
		for _, i := range s.points {
			points[i].Rules = append(points[i].Rules, s.signal)
		}
	}
	for i := range points {
		p := &points[i]
		if len(p.Rules) > 1 {
			slices.SortStableFunc(p.Rules, func(a, b Signal) int { return cmp.Compare(a.precedence(), b.precedence()) })
		}
		p.Signal = None
		if len(p.Rules) > 0 {
			p.Signal = p.Rules[0]
		}
	}
}
