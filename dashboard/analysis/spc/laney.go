package spc

import "math"

// laneyProportions returns the lines of a P′ chart: those of a P chart, widened by σz.
func (p part) laneyProportions(screen bool) limits {
	l := p.ratio()
	sigma := p.proportionSigma(l.centre)
	l.how.Ranges, l.how.SigmaZ = p.sigmaZ(l.centre, sigma, screen)
	l.within(sigma, l.how.SigmaZ, 1)
	return l
}

// laneyRates returns the lines of a U′ chart: those of a U chart, widened by σz.
func (p part) laneyRates(screen bool) limits {
	l := p.ratio()
	sigma := p.rateSigma(l.centre)
	l.how.Ranges, l.how.SigmaZ = p.sigmaZ(l.centre, sigma, screen)
	l.within(sigma, l.how.SigmaZ, math.Inf(1))
	return l
}

// sigmaZ returns how much wider than by chance alone the points vary: zᵢ = (yᵢ − centre)/sᵢ,
// σz = mean|zᵢ − zᵢ₋₁| / 1.128. It has no unit; 1 is what a binomial or Poisson number would show.
//
// Source: Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002.
func (p part) sigmaZ(centre float64, sigma []float64, screen bool) (Ranges, float64) {
	z := make([]float64, len(p.y))
	for i, y := range p.y {
		z[i] = math.NaN()
		if sigma[i] > 0 {
			z[i] = (y - centre) / sigma[i]
		}
	}
	r := average(differences(p.base(z)), screen, screenRange)
	return r, r.Mean / d2
}
