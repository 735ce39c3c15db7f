// Package spc draws control charts of monthly numbers: where a series usually
// lies, and which of its points are more than chance. It holds the XmR chart of
// NHS England's "Making Data Count", the run, I, MR, C, P, U, P′, U′ and I′
// charts, and the Anhøj rules. Values go in and values come out; it knows
// nothing of sites, procedures or pages.
//
// Missing is NaN and is never bridged: no moving range, run or trend crosses a
// month that was not reported, or a rebase. An excluded point is different: it
// is left out by choice, and its neighbours become adjacent.
//
// Sources: NHS England, "Making Data Count" (2019, two-in-three rule as of
// November 2023); Provost and Murray, "The Health Care Data Guide" (2011);
// Montgomery, "Introduction to Statistical Quality Control" (7th ed., 2013);
// Anhøj and Olesen, "Run charts revisited" (PLoS ONE 9(11), 2014). The numbers
// agree with NHSRplotthedots 0.2.2 and qicharts2 0.8.1 to the ninth digit.
package spc

import (
	"fmt"
	"math"
)

// Kind is the kind of chart.
type Kind string

// The charts.
const (
	XmR    Kind = "xmr" // individuals with limits from the average moving range, after "Making Data Count"
	Run    Kind = "run" // individuals around their median, without limits
	I      Kind = "i"   // individuals, after Montgomery
	MR     Kind = "mr"  // moving ranges
	C      Kind = "c"   // counts with equal opportunity (Poisson)
	P      Kind = "p"   // proportions (binomial)
	U      Kind = "u"   // rates (Poisson)
	PPrime Kind = "pp"  // proportions with variation between months, after Laney
	UPrime Kind = "up"  // rates with variation between months, after Laney
	IPrime Kind = "ip"  // individuals of unequal weight, after Taylor
)

// Kinds returns every kind of chart.
func Kinds() []Kind { return []Kind{XmR, Run, I, MR, C, P, U, PPrime, UPrime, IPrime} }

// Screens reports whether large moving ranges can be screened out of the chart's limits.
func (k Kind) Screens() bool {
	return k == XmR || k == I || k == MR || k == PPrime || k == UPrime || k == IPrime
}

// NeedsDenominators reports whether the chart divides by something: procedures by working days, say.
func (k Kind) NeedsDenominators() bool {
	return k == P || k == U || k == PPrime || k == UPrime
}

// Title returns the chart's name as it is printed: "U′ chart".
func (k Kind) Title() string {
	switch k {
	case XmR:
		return "XmR chart"
	case Run:
		return "run chart"
	case PPrime:
		return "P′ chart"
	case UPrime:
		return "U′ chart"
	case IPrime:
		return "I′ chart"
	case I:
		return "I chart"
	case MR:
		return "MR chart"
	case C:
		return "C chart"
	case P:
		return "P chart"
	case U:
		return "U chart"
	}
	return string(k)
}

// centreName is what the chart's centre line is.
func (k Kind) centreName() string {
	if k == Run {
		return "median"
	}
	return "mean"
}

// ShortSegment is the number of points below which limits are provisional.
const ShortSegment = 13

// ShortestBaseline is the least number of points that a baseline may be frozen at.
const ShortestBaseline = 12

// InputError is an input that no chart can be drawn of. Its text is a sentence for the person who gave it.
type InputError string

// Error returns the sentence.
func (e InputError) Error() string { return string(e) }

func inputError(format string, args ...any) error { return InputError(fmt.Sprintf(format, args...)) }

// Options say how a series is judged. Start from Defaults.
type Options struct {
	Kind        Kind
	Screen      bool     // leave moving ranges of 3.267 times their mean or more out of the limits
	Freeze      int      // compute limits from the first so many points of every segment; 0 for all
	Rebases     []string // labels of the points that start a new segment
	Excluded    []string // labels of the points left out of centre, limits and rules
	Target      *float64 // what the series is meant to reach; nil for none
	Improvement Improvement
	Rules       Rules
}

// Defaults returns the division's own options for a chart: for XmR no screening and all four rules; for
// the others the screening of the published package and the rule of points outside the limits, since
// their runs are judged by the Anhøj rules. No direction is better than the other.
func Defaults(k Kind) Options {
	o := Options{Kind: k, Screen: k.Screens() && k != XmR, Improvement: Neutral, Rules: MakingDataCount()}
	if k != XmR {
		o.Rules = Rules{Outside: true}
	}
	return o
}

// Chart is a series judged.
type Chart struct {
	Kind      Kind
	Segments  []Segment
	Points    []Point
	Variation Variation // of the last point
	Assurance Assurance // of the last limits against the target
	Warnings  []string  // what weakens the numbers, in sentences that pages must show

	stretches []stretch
	rules     Rules
}

// Segment is the points between two rebases. A number that is undefined, or not the same for the whole
// segment, is NaN.
type Segment struct {
	First       int // index of its first point
	N           int // its points, missing and excluded ones included
	Centre      float64
	Lower       float64
	Upper       float64
	NearLower   float64
	NearUpper   float64
	Provisional bool // fewer than ShortSegment points

	Computation Computation
	Runs        Runs
}

// Last returns the index of the segment's last point.
func (s Segment) Last() int { return s.First + s.N - 1 }

// HasLimits reports whether a point of the segment can lie outside.
func (s Segment) HasLimits() bool { return s.Computation.hasLimits }

// Point is one month of the chart.
type Point struct {
	Label       string
	Value       float64 // as plotted: a rate where there is a denominator, a moving range on an MR chart; NaN if missing
	Denominator float64 // NaN where there is none
	Segment     int
	Excluded    bool

	Centre    float64
	Lower     float64
	Upper     float64
	NearLower float64
	NearUpper float64

	Signal Signal   // the main one, by precedence
	Rules  []Signal // every one that fired, the main one first
}

// Analyse judges a series. The error is an InputError; numbers that are merely weak give a chart with warnings.
func Analyse(in Input, o Options) (Chart, error) {
	r, err := newReading(in, o)
	if err != nil {
		return Chart{}, err
	}
	c := Chart{Kind: o.Kind, Points: r.points, Variation: CommonCause, rules: o.Rules}
	for number, p := range r.parts {
		l := p.limits(o)
		segment := l.segment(p)
		segment.Runs = p.runs(l.centre)
		if o.Kind == MR {
			segment.Runs.Signal = false // neighbouring moving ranges share a point: their runs mean nothing
		}
		for i := range p.y {
			point := &c.Points[p.first+i]
			point.Value, point.Segment = p.y[i], number
			point.Centre, point.Lower, point.Upper = l.centre, l.lower[i], l.upper[i]
			point.NearLower, point.NearUpper = l.nearLower[i], l.nearUpper[i]
		}
		c.stretches = append(c.stretches, o.Rules.judge(p, c.Points)...)
		c.Segments = append(c.Segments, segment)
	}
	label(c.Points, c.stretches)
	c.Variation = variation(c.Points, o.Improvement)
	c.Assurance = assurance(c.Points, o)
	c.Warnings = c.warn(r, o)
	return c, nil
}

// finite returns x, or NaN for a number beyond what can be computed with.
func finite(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}
