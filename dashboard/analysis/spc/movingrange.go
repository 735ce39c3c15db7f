package spc

import "math"

// Factors beyond which a moving range is taken for a disturbance: D4 of two-point ranges
// (Montgomery, 7th ed., App. VI; Nelson 1982), and Taylor's for standardised differences.
const (
	screenRange      = 3.267
	screenDifference = 3.2665
)

// Ranges are moving ranges: the distances between neighbours, in the unit of the points, and their mean.
type Ranges struct {
	Mean       float64 // AMR = Σ|xᵢ − xᵢ₋₁| / number, after any screening; NaN if there is none
	Unscreened float64 // the mean before screening
	Used       int     // how many gave the mean
	Total      int     // how many there are
	Screened   bool    // whether screening was asked for
	FellBack   bool    // screening left no variation, so that all were used after all
}

// differences returns |xᵢ − xᵢ₋₁| where both neighbours are there: a gap drops both of its own and is
// never bridged.
func differences(numbers []float64) []float64 {
	ranges := make([]float64, 0, len(numbers))
	for i := 1; i < len(numbers); i++ {
		if d := math.Abs(numbers[i] - numbers[i-1]); !math.IsNaN(d) {
			ranges = append(ranges, d)
		}
	}
	return ranges
}

// average returns the mean of the ranges. With screening it keeps those strictly below factor times their
// mean, and takes the mean again, once.
func average(ranges []float64, screen bool, factor float64) Ranges {
	all := mean(ranges)
	r := Ranges{Mean: all, Unscreened: all, Used: len(ranges), Total: len(ranges), Screened: screen}
	if !screen || !(all > 0) { // where nothing varies there is nothing to leave out
		return r
	}
	kept := make([]float64, 0, len(ranges))
	for _, x := range ranges {
		if x < factor*all {
			kept = append(kept, x)
		}
	}
	r.Mean, r.Used = mean(kept), len(kept)
	return r
}

// movingRangePlot returns the part's moving ranges, each at its second point. Excluded points have none,
// and are stepped over; at a missing point, at the one after it and at the first there is none either.
func (p part) movingRangePlot() []float64 {
	plot := make([]float64, len(p.y))
	before := math.NaN()
	for i, x := range p.y {
		plot[i] = math.NaN()
		if p.excluded[i] {
			continue
		}
		plot[i] = math.Abs(x - before)
		before = x
	}
	return plot
}
