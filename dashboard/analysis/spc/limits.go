package spc

import "math"

// Computation is how a segment's limits came about, for those who want to follow the numbers.
type Computation struct {
	Points  int     // values that gave the centre
	Frozen  bool    // whether later points of the segment were left out by a frozen baseline
	Ranges  Ranges  // of the points; on P′ and U′ charts of z, on I′ charts Taylor's estimates of s
	SigmaZ  float64 // P′ and U′: variation between months in units of the binomial or Poisson one; else NaN
	Counted float64 // sum of the numerators that gave the centre; NaN where it is no ratio
	Weighed float64 // sum of their denominators; NaN where the centre is no ratio

	hasLimits bool
}

// limits are a part's lines, one number a point where they can differ.
type limits struct {
	centre    float64
	lower     []float64
	upper     []float64
	nearLower []float64
	nearUpper []float64
	how       Computation
}

// limits computes the lines of the part's chart.
func (p part) limits(o Options) limits {
	switch o.Kind {
	case XmR:
		return p.xmr(o.Screen)
	case I:
		return p.individuals(o.Screen)
	case MR:
		return p.movingRanges(o.Screen)
	case C:
		return p.counts()
	case P:
		return p.proportions()
	case U:
		return p.rates()
	case PPrime:
		return p.laneyProportions(o.Screen)
	case UPrime:
		return p.laneyRates(o.Screen)
	case IPrime:
		return p.weighedIndividuals(o.Screen)
	}
	return p.run()
}

// newLimits returns lines around a centre, at no distance yet: undefined.
func (p part) newLimits(centre float64) limits {
	l := limits{centre: finite(centre), how: Computation{SigmaZ: math.NaN(), Counted: math.NaN(), Weighed: math.NaN()}}
	n := len(p.y)
	lines := make([]float64, 4*n)
	for i := range lines {
		lines[i] = math.NaN() // undefined
	}
	l.lower, l.upper, l.nearLower, l.nearUpper = lines[:n], lines[n:2*n], lines[2*n:3*n], lines[3*n:]
	l.how.Points = present(p.base(p.y))
	if p.freeze > 0 && p.freeze < len(p.y) {
		l.how.Frozen = true
	}
	return l
}

// set draws point i's lines at the distances from the centre, cut to what the number can be.
func (l *limits) set(i int, far, near, least, most float64) {
	l.lower[i] = bounded(l.centre-far, least, most)
	l.upper[i] = bounded(l.centre+far, least, most)
	l.nearLower[i] = bounded(l.centre-near, least, most)
	l.nearUpper[i] = bounded(l.centre+near, least, most)
}

// setAll draws the same lines for every point.
func (l *limits) setAll(far, near, least, most float64) {
	for i := range l.lower {
		l.set(i, far, near, least, most)
	}
}

// bounded cuts x to what it can be; undefined stays undefined.
func bounded(x, least, most float64) float64 {
	switch {
	case x < least:
		return least
	case x > most:
		return most
	}
	return finite(x)
}

// segment returns the part as the chart tells it.
func (l limits) segment(p part) Segment {
	l.how.hasLimits = false
	for i := range l.lower {
		if l.lower[i] < l.upper[i] {
			l.how.hasLimits = true
		}
	}
	return Segment{
		First:       p.first,
		N:           len(p.y),
		Centre:      l.centre,
		Lower:       same(l.lower),
		Upper:       same(l.upper),
		NearLower:   same(l.nearLower),
		NearUpper:   same(l.nearUpper),
		Provisional: len(p.y) < ShortSegment,
		Computation: l.how,
	}
}

// same returns the number that the line has wherever it is defined, NaN when it has several or none.
func same(line []float64) float64 {
	found := math.NaN()
	for _, x := range line {
		switch {
		case math.IsNaN(x):
		case math.IsNaN(found):
			found = x
		case found != x:
			return math.NaN()
		}
	}
	return found
}
