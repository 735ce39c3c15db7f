package forecast

import (
	"math"

	"caseload/dashboard/analysis/series"
)

// The smoothers' constants; the package comment says where they come from.
const (
	likelihoodPower = 0.5
	trendSmoothing  = 0.03 // β, as a share of α
	damping         = 0.8  // φ, a month
	plainSlope      = 200  // t² of a slope of which half is continued
	driftWeight     = 2.0 / 3
	driftLag        = 0.5 // Theta's line starts this share of the smoother's own lag ahead
)

// smoothing constants α of the bank, equally likely beforehand.
func smoothingConstants() [9]float64 {
	return [9]float64{0.06, 0.1, 0.15, 0.2, 0.27, 0.35, 0.45, 0.6, 0.8}
}

// path is what a bank of smoothers says of the months to come, on the transformed scale.
type path struct {
	level    float64   // at the last month
	points   []float64 // level and trend, for each month ahead
	variance []float64 // of one smoother's errors, and of the smoothers around their mean
	oneStep  float64   // error variance one month ahead
}

// smoother is one member of a bank after it has seen the history.
type smoother struct {
	alpha, level, trend float64
	oneStep             float64 // mean squared error one month ahead
	weight              float64
}

// continuation returns the mix of the drifting and the damped bank; without trend the simple smoothers alone.
func continuation(adjusted []float64, horizon int, withTrend bool) path {
	if !withTrend {
		return runBank(adjusted, false).simple(0, len(adjusted), horizon)
	}
	drifting := runBank(adjusted, false).simple(plainDrift(adjusted), len(adjusted), horizon)
	damped := runBank(adjusted, true).damped(horizon)
	mixed := path{
		level:    mix(drifting.level, damped.level),
		points:   make([]float64, horizon),
		variance: make([]float64, horizon),
		oneStep:  mix(drifting.oneStep, damped.oneStep),
	}
	for h := range mixed.points {
		apart := drifting.points[h] - damped.points[h]
		mixed.points[h] = mix(drifting.points[h], damped.points[h])
		mixed.variance[h] = mix(drifting.variance[h], damped.variance[h]) + driftWeight*(1-driftWeight)*apart*apart
	}
	return mixed
}

func mix(drifting, damped float64) float64 {
	return driftWeight*drifting + (1-driftWeight)*damped
}

type bank [9]smoother

// runBank lets every smoother see the history, and weighs them by how well each foretold the next month.
func runBank(adjusted []float64, withTrend bool) bank {
	var all bank
	start := firstYear(adjusted)
	n, best := 0.0, math.Inf(1)
	for i, alpha := range smoothingConstants() {
		s := smoother{alpha: alpha, level: start}
		squares := 0.0
		n = 0
		for _, v := range adjusted {
			if withTrend {
				s.trend *= damping
				s.level += s.trend
			}
			if series.IsMissing(v) {
				continue
			}
			e := v - s.level
			squares, n = squares+e*e, n+1
			s.level += alpha * e
			if withTrend {
				s.trend += trendSmoothing * alpha * e
			}
		}
		s.oneStep = squares / n
		best = min(best, s.oneStep)
		all[i] = s
	}
	total := 0.0
	for i := range all {
		// Of a series that some smoother follows without error only such smoothers count.
		all[i].weight = 1
		if all[i].oneStep > best {
			all[i].weight = math.Pow(best/all[i].oneStep, likelihoodPower*n/2)
		}
		total += all[i].weight
	}
	for i := range all {
		all[i].weight /= total
	}
	return all
}

// simple continues simple smoothers with a drift a month; n is the number of months they have seen.
func (b bank) simple(drift float64, n, horizon int) path {
	return b.continued(horizon, func(s smoother, h int) (point, gain float64) {
		lag := (1 - math.Pow(1-s.alpha, float64(n))) / s.alpha
		return s.level + drift*(float64(h-1)+driftLag*lag), s.alpha
	})
}

// damped continues smoothers with a damped trend.
func (b bank) damped(horizon int) path {
	return b.continued(horizon, func(s smoother, h int) (point, gain float64) {
		sum := damping * (1 - math.Pow(damping, float64(h))) / (1 - damping)
		return s.level + sum*s.trend, s.alpha * (1 + trendSmoothing*sum)
	})
}

// continued averages the members. gain is what an error made now still weighs h months on (Hyndman and others
// 2008, ch. 6): the error variance h months ahead is oneStep·(1 + Σ gain²) over the months before.
func (b bank) continued(horizon int, next func(s smoother, h int) (point, gain float64)) path {
	p := path{points: make([]float64, horizon), variance: make([]float64, horizon)}
	for _, s := range b {
		p.level += s.weight * s.level
		p.oneStep += s.weight * s.oneStep
		growth := 1.0
		for h := range p.points {
			point, gain := next(s, h+1)
			p.points[h] += s.weight * point
			p.variance[h] += s.weight * s.oneStep * growth
			growth += gain * gain
		}
	}
	for _, s := range b {
		for h := range p.points {
			point, _ := next(s, h+1)
			p.variance[h] += s.weight * (point - p.points[h]) * (point - p.points[h])
		}
	}
	return p
}

// firstYear is where every smoother starts: the mean of the first twelve months that there are.
func firstYear(adjusted []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range adjusted {
		if !series.IsMissing(v) && n < 12 {
			sum, n = sum+v, n+1
		}
	}
	return sum / n
}

// plainDrift is the least-squares slope a month, shrunk by how plainly it stands out of the month-to-month movement.
func plainDrift(adjusted []float64) float64 {
	meanT, n := 0.0, 0.0
	for t, v := range adjusted {
		if !series.IsMissing(v) {
			meanT, n = meanT+float64(t), n+1
		}
	}
	meanT /= n
	sxy, sxx, steps, pairs := 0.0, 0.0, 0.0, 0.0
	before := series.Missing()
	for t, v := range adjusted {
		if series.IsMissing(v) {
			continue
		}
		x := float64(t) - meanT
		sxy, sxx = sxy+x*v, sxx+x*x
		if !series.IsMissing(before) {
			steps, pairs = steps+(v-before)*(v-before), pairs+1
		}
		before = v
	}
	slope := sxy / sxx
	noise := steps / (2 * pairs)
	signal := slope * slope * sxx
	if signal == 0 {
		return 0
	}
	return slope * signal / (signal + plainSlope*noise)
}
