package forecast

import (
	"math"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// The working-day constants; the package comment says where they come from.
const (
	dayOffWeight  = 0.6 // what a weekend day or holiday brings, where a working day brings 1
	effectPrior   = 1.0
	effectSpread  = 0.5
	noEffect      = 0.5 // weight beforehand of no effect at all, above the bell's own
	effectStep    = 0.25
	effectSteps   = 8
	effectDoF     = 14.0 // a mean for each calendar month, the level and the effect
	leastResidual = 3.0
)

// workload returns each month's days, a day off counted as 0.6, over their mean in the first n months.
func workload(first calendar.Month, n, horizon int, workingDays series.Monthly) []float64 {
	days := make([]float64, n+horizon)
	total := 0.0
	for i := range days {
		m := first + calendar.Month(i)
		working := workingDays.At(m)
		if series.IsMissing(working) {
			working = float64(calendar.Calendar{}.WorkingDays(m))
		}
		days[i] = working + dayOffWeight*(float64(m.Days())-working)
		if i < n {
			total += days[i]
		}
	}
	for i := range days {
		days[i] /= total / float64(n)
	}
	return days
}

// workdayEffect estimates how much of the working days' difference the series z shows: 0 none, 1 all of it.
// z is a square root, so that a change of z of 1 % is a change of the count of 2 %.
func workdayEffect(z, days []float64, month int) float64 {
	x, y := make([]float64, len(z)), make([]float64, len(z))
	scale := 2 / mean(z)
	for i, v := range z {
		x[i], y[i] = math.Log(days[i]), v*scale
		if series.IsMissing(v) {
			x[i] = series.Missing()
		}
	}
	x, y = unexplained(x, month), unexplained(y, month)
	sxy, sxx, syy, n := 0.0, 0.0, 0.0, 0.0
	for i := range x {
		if !series.IsMissing(x[i]) {
			sxy, sxx, syy, n = sxy+x[i]*y[i], sxx+x[i]*x[i], syy+y[i]*y[i], n+1
		}
	}
	if sxx == 0 {
		return effectPrior
	}
	slope := sxy / sxx
	variance := max((syy-slope*sxy)/max(n-effectDoF, leastResidual), 1e-12)
	logLikelihood := func(effect float64) float64 { return -(effect - slope) * (effect - slope) * sxx / 2 / variance }
	best := math.Inf(-1)
	for k := range effectSteps + 1 {
		best = max(best, logLikelihood(float64(k)*effectStep))
	}
	sum, total := 0.0, 0.0
	for k := range effectSteps + 1 {
		effect := float64(k) * effectStep
		prior := math.Exp(-(effect - effectPrior) * (effect - effectPrior) / 2 / (effectSpread * effectSpread))
		if k == 0 {
			prior += noEffect
		}
		w := prior * math.Exp(logLikelihood(effect)-best)
		sum, total = sum+w*effect, total+w
	}
	return sum / total
}

// unexplained returns what level and season leave of z.
func unexplained(z []float64, month int) []float64 {
	season, level := decompose(z, month, false)
	rest := make([]float64, len(z))
	for i, v := range z {
		rest[i] = v - level[i] - season[(month+i)%12]
	}
	return rest
}
