package spc

import (
	"fmt"
	"math"
)

// Explain says how the segment's limits were computed, with the numbers in the formulas, one sentence a
// step. Numbers are written by format; on charts whose limits differ by month the last month stands for all.
func (c Chart) Explain(segment int, format func(float64) string) []string {
	s := c.Segments[segment]
	steps := []string{c.explainCentre(s, format)}
	if s.Computation.Points == 0 || c.Kind == Run {
		return steps
	}
	if text := c.explainRanges(s.Computation.Ranges, format); text != "" {
		steps = append(steps, text)
	}
	if z := s.Computation.SigmaZ; !math.IsNaN(z) {
		steps = append(steps, fmt.Sprintf("σz = average ÷ %g = %s: how much wider the months vary than by chance alone.", d2, format(z)))
	}
	return append(steps, c.explainLimits(s, format))
}

func (c Chart) explainCentre(s Segment, format func(float64) string) string {
	how := s.Computation
	which := many(how.Points, "month")
	if c.Kind == MR {
		which = many(how.Points, "moving range")
	}
	if how.Frozen {
		which = "the first " + which
	}
	switch {
	case how.Points == 0:
		return "No month has a value to compute a centre line from."
	case c.Kind == Run:
		return fmt.Sprintf("Median of %s: %s. A run chart has no limits.", which, format(s.Centre))
	case !math.IsNaN(how.Weighed) && c.hasDenominators():
		return fmt.Sprintf("Mean of %s: %s ÷ %s = %s.", which, format(how.Counted), format(how.Weighed), format(s.Centre))
	}
	return fmt.Sprintf("Mean of %s: %s.", which, format(s.Centre))
}

func (c Chart) hasDenominators() bool {
	for _, p := range c.Points {
		if !math.IsNaN(p.Denominator) {
			return true
		}
	}
	return false
}

// explainRanges is empty for charts whose limits need no moving ranges.
func (c Chart) explainRanges(r Ranges, format func(float64) string) string {
	name, factor := "moving range", screenRange
	switch c.Kind {
	case MR, C, P, U:
		return ""
	case PPrime, UPrime:
		name = "moving range of z = (value − mean) ÷ s"
	case IPrime:
		name, factor = "estimate of s = √(π/2)·|difference| ÷ √(1/n + 1/n before)", screenDifference
	}
	switch {
	case r.Total == 0:
		return "No two neighbouring months have values, so there is no moving range yet."
	case r.FellBack:
		return fmt.Sprintf("Average %s, %d in all: %s. Screening would have left no variation, so all were used.", name, r.Total, format(r.Mean))
	case r.Screened && r.Used < r.Total:
		return fmt.Sprintf("Average %s, %d of %d: %s. The others reached %g × %s, the average of all, and were left out.",
			name, r.Used, r.Total, format(r.Mean), factor, format(r.Unscreened))
	}
	return fmt.Sprintf("Average %s, %d in all: %s.", name, r.Total, format(r.Mean))
}

func (c Chart) explainLimits(s Segment, format func(float64) string) string {
	last := c.Points[s.Last()]
	for i := s.Last(); i > s.First && math.IsNaN(last.Upper); i-- {
		last = c.Points[i-1]
	}
	if text := s.withoutLimits(c.Kind); text != "" || math.IsNaN(last.Upper) {
		return text
	}
	centre, n := format(s.Centre), format(last.Denominator)
	var formula string
	switch c.Kind {
	case XmR:
		formula = fmt.Sprintf("%s ± %g × %s", centre, processFactor, format(s.Computation.Ranges.Mean))
	case I:
		formula = fmt.Sprintf("%s ± 3 × %s ÷ %g", centre, format(s.Computation.Ranges.Mean), d2)
	case MR:
		return fmt.Sprintf("Limits: 0 and %g × %s = %s.", screenRange, centre, format(last.Upper))
	case C:
		formula = fmt.Sprintf("%s ± 3 × √%s", centre, centre)
	case P:
		formula = fmt.Sprintf("%s ± 3 × √(%s × (1 − %s) ÷ %s)", centre, centre, centre, n)
	case U:
		formula = fmt.Sprintf("%s ± 3 × √(%s ÷ %s)", centre, centre, n)
	case PPrime:
		formula = fmt.Sprintf("%s ± 3 × √(%s × (1 − %s) ÷ %s) × %s", centre, centre, centre, n, format(s.Computation.SigmaZ))
	case UPrime:
		formula = fmt.Sprintf("%s ± 3 × √(%s ÷ %s) × %s", centre, centre, n, format(s.Computation.SigmaZ))
	case IPrime:
		formula = fmt.Sprintf("%s ± 3 × %s", centre, format(s.Computation.Ranges.Mean))
		if c.hasDenominators() {
			formula += " × √(1 ÷ " + n + ")"
		}
	}
	name := "Limits"
	if math.IsNaN(s.Upper) {
		name = "Limits in " + monthName(last.Label)
	}
	text := fmt.Sprintf("%s: %s = %s to %s", name, formula, format(last.Lower), format(last.Upper))
	if c.isCut(last) {
		text += ", cut to what the number can be"
	}
	return text + "."
}

// isCut reports whether the point's limits were cut at 0, or at 1 for a proportion.
func (c Chart) isCut(p Point) bool {
	switch c.Kind {
	case P, PPrime:
		return p.Lower == 0 || p.Upper == 1
	case C, U, UPrime:
		return p.Lower == 0
	}
	return false
}
