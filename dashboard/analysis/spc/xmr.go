package spc

import "math"

// processFactor is 3/d2 as "Making Data Count" prints it, with d2 = 1.128 for two-point ranges. The
// quotient differs in the fourth digit, so the published number is used as it stands.
const processFactor = 2.66

// nearFactor returns the distance of the near limits, two thirds of the others', rounded as a float64
// at each step. A constant would be rounded once, and a point exactly on the line would change sides.
func nearFactor() float64 {
	third := float64(processFactor) / 3
	return 2 * third
}

// xmr returns the lines of an XmR chart: mean ± 2.66·AMR, near limits at two thirds of that, in the unit of
// the points. Screening touches the AMR, never the mean. Where it leaves an AMR of 0, that of all moving
// ranges is used; where that is 0 too, there are no limits.
//
// Source: NHS England, "Making Data Count"; the constant from Wheeler, "Understanding Variation" (2000).
func (p part) xmr(screen bool) limits {
	base := p.base(p.y)
	l := p.newLimits(mean(base))
	r := average(differences(base), screen, screenRange)
	if r.Mean == 0 && r.Unscreened > 0 {
		r.Mean, r.Used, r.FellBack = r.Unscreened, r.Total, true
	}
	l.how.Ranges = r
	if !(r.Mean > 0) {
		return l
	}
	// float64 around the products, here and on the other charts: some processors would otherwise multiply
	// and add in one rounding, and say something else about a point on the line.
	l.setAll(float64(processFactor*r.Mean), float64(nearFactor()*r.Mean), math.Inf(-1), math.Inf(1))
	return l
}
