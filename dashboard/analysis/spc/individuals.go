package spc

import "math"

// d2 for two-point moving ranges (Montgomery, 7th ed., App. VI): the mean range of two normal numbers in
// units of their standard deviation.
const d2 = 1.128

// run returns the lines of a run chart: the median, and no limits.
func (p part) run() limits {
	return p.newLimits(median(p.base(p.y)))
}

// individuals returns the lines of an I chart: mean ± 3·AMR/1.128, near limits at 2, in the unit of the points.
//
// Source: Montgomery, 7th ed., eq. 6.33.
func (p part) individuals(screen bool) limits {
	base := p.base(p.y)
	l := p.newLimits(mean(base))
	l.how.Ranges = average(differences(base), screen, screenRange)
	sigma := l.how.Ranges.Mean / d2
	l.setAll(float64(3*sigma), float64(2*sigma), math.Inf(-1), math.Inf(1))
	return l
}

// movingRanges returns the lines of an MR chart, whose points are moving ranges already: their mean, with
// 0 below and 3.267 times the mean above.
//
// Source: Montgomery, 7th ed., section 6.4.
func (p part) movingRanges(screen bool) limits {
	var ranges []float64
	for _, x := range p.base(p.y) {
		if !math.IsNaN(x) {
			ranges = append(ranges, x)
		}
	}
	r := average(ranges, screen, screenRange)
	l := p.newLimits(r.Mean)
	l.how.Ranges = r
	for i := range l.lower {
		if math.IsNaN(l.centre) {
			break
		}
		l.lower[i], l.nearLower[i] = 0, 0
		l.upper[i] = finite(screenRange * r.Mean)
		l.nearUpper[i] = finite(2 * float64(screenRange/3*r.Mean))
	}
	return l
}

// weighedIndividuals returns the lines of an I′ chart: centre Σyᵢnᵢ/Σnᵢ, limits centre ± 3·s·√(1/nᵢ) with
// s = mean of √(π/2)·|yᵢ − yᵢ₋₁| / √(1/nᵢ + 1/nᵢ₋₁), which screening cuts at 3.2665 times that mean. The
// unit is that of the points; without denominators every nᵢ is 1.
//
// Source: Taylor, "Normalized Individuals (I_N) Chart" (2017), as in qicharts2 0.8.1.
func (p part) weighedIndividuals(screen bool) limits {
	l := p.ratio()
	values, weights := p.base(p.y), p.base(p.weight)
	var estimates []float64
	for i := 1; i < len(values); i++ {
		distance := math.Abs(values[i] - values[i-1])
		expected := math.Sqrt(1/weights[i] + 1/weights[i-1])
		if s := math.Sqrt(math.Pi/2) * distance / expected; !math.IsNaN(s) {
			estimates = append(estimates, s)
		}
	}
	l.how.Ranges = average(estimates, screen, screenDifference)
	for i, n := range p.weight {
		sigma := float64(l.how.Ranges.Mean * math.Sqrt(1/n))
		l.set(i, float64(3*sigma), float64(2*sigma), math.Inf(-1), math.Inf(1))
	}
	return l
}
