package spc

import "math"

// counts returns the lines of a C chart: c̄ ± 3√c̄, not below 0. The unit is a count.
//
// Source: Montgomery, 7th ed., eq. 7.17.
func (p part) counts() limits {
	l := p.newLimits(mean(p.base(p.y)))
	sigma := math.Sqrt(l.centre)
	l.setAll(float64(3*sigma), float64(2*sigma), 0, math.Inf(1))
	return l
}

// proportions returns the lines of a P chart: p̄ ± 3√(p̄(1−p̄)/nᵢ), within 0 and 1. The unit is a share, 0..1.
//
// Source: Montgomery, 7th ed., eq. 7.8.
func (p part) proportions() limits {
	l := p.ratio()
	l.within(p.proportionSigma(l.centre), 1, 1)
	return l
}

// rates returns the lines of a U chart: ū ± 3√(ū/nᵢ), not below 0. The unit is the values' per denominator.
//
// Source: Montgomery, 7th ed., eq. 7.19.
func (p part) rates() limits {
	l := p.ratio()
	l.within(p.rateSigma(l.centre), 1, math.Inf(1))
	return l
}

// ratio returns lines around Σ numerators ÷ Σ denominators.
func (p part) ratio() limits {
	var counts, weights []float64
	for i, y := range p.y {
		if p.isBase(i) && !math.IsNaN(y) {
			counts, weights = append(counts, p.count[i]), append(weights, p.weight[i])
		}
	}
	counted, weighed := total(counts), total(weights)
	l := p.newLimits(counted / weighed)
	l.how.Counted, l.how.Weighed = counted, weighed
	return l
}

// proportionSigma returns the binomial standard deviation of each point's share.
func (p part) proportionSigma(centre float64) []float64 {
	sigma := make([]float64, len(p.weight))
	for i, n := range p.weight {
		sigma[i] = math.Sqrt(centre * (1 - centre) / n)
	}
	return sigma
}

// rateSigma returns the Poisson standard deviation of each point's rate.
func (p part) rateSigma(centre float64) []float64 {
	sigma := make([]float64, len(p.weight))
	for i, n := range p.weight {
		sigma[i] = math.Sqrt(centre / n)
	}
	return sigma
}

// within draws lines at 3 and 2 times each point's sigma, widened by a factor, from 0 to most.
func (l *limits) within(sigma []float64, factor, most float64) {
	for i, s := range sigma {
		wide := float64(s * factor) // rounded here: doubling below is an addition, which could fuse with the product
		l.set(i, float64(3*wide), float64(2*wide), 0, most)
	}
}
