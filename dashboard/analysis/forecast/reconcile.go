package forecast

import (
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// Sum says that one forecast's series is the sum of others, by their positions. A total may be the sum of the sites
// and of the groups at the same time.
type Sum struct {
	Whole int
	Parts []int
}

// leastRelativeError keeps a forecast without spread, other than 0, from being certain against its neighbours.
const leastRelativeError = 1e-3

// Reconcile returns the forecasts moved by as little as makes every sum hold in every month, those still missing
// in the past included: minimum trace with the forecasts' own error variances (Wickramasuriya, Athanasopoulos &
// Hyndman 2019, weighted least squares), and no point below 0. What is reported stays. The forecasts are means and
// end with the same month.
//
// Of a series too short to forecast, Implied receives what the sums leave for it, so that the others
// add up; it stays without a forecast. A sum that needs a month nobody forecast is left out of that month.
func Reconcile(forecasts []Forecast, sums []Sum) []Forecast {
	out := make([]Forecast, len(forecasts))
	for i, f := range forecasts {
		out[i] = f
		out[i].Months, out[i].Gaps, out[i].Implied = slices.Clone(f.Months), slices.Clone(f.Gaps), nil
	}
	for _, m := range openMonths(forecasts) {
		reconcileMonth(out, sums, m)
	}
	return out
}

// openMonths are the months in which any series has an estimate, in order.
func openMonths(forecasts []Forecast) []calendar.Month {
	var months []calendar.Month
	for _, f := range forecasts {
		for _, estimates := range [][]Month{f.Gaps, f.Months} {
			for _, m := range estimates {
				months = append(months, m.Month)
			}
		}
	}
	slices.Sort(months)
	return slices.Compact(months)
}

// reconcileMonth makes the sums hold in one month.
func reconcileMonth(forecasts []Forecast, sums []Sum, at calendar.Month) {
	values, variances := make([]float64, len(forecasts)), make([]float64, len(forecasts))
	known := make([]bool, len(forecasts))
	for i := range forecasts {
		values[i], variances[i], known[i] = forecasts[i].stateAt(at)
	}
	var holding []Sum
	for _, s := range sums {
		if known[s.Whole] && !slices.ContainsFunc(s.Parts, func(p int) bool { return !known[p] }) {
			holding = append(holding, s)
		}
	}
	adjusted := closest(values, variances, holding)
	open := make([]*Month, len(forecasts)) // nil of a series that reports the month, or has no forecast
	for i := range forecasts {
		f := &forecasts[i]
		if m := f.find(at); m != nil {
			m.moveTo(adjusted[i])
			open[i] = m
		} else if f.Depth == DepthNone && known[i] && !f.isOver(at) && series.IsMissing(f.Reported.At(at)) {
			f.Implied = append(f.Implied, Month{Month: at, Point: adjusted[i], Components: Components{Reconciled: adjusted[i]}})
		}
	}
	for range holding { // bounds pass through a whole that is itself a part
		for _, s := range holding {
			if open[s.Whole] != nil {
				boundWhole(open[s.Whole], s, forecasts, open, adjusted)
				boundParts(open[s.Whole], s, open)
			}
		}
	}
}

// boundWhole keeps a whole within the reach of its parts: of a month that only one site has not reported yet, the
// total is as uncertain as that site. Points add up, so they stay inside.
func boundWhole(whole *Month, s Sum, forecasts []Forecast, open []*Month, points []float64) {
	var reach Month
	for _, p := range s.Parts {
		m := open[p]
		if m == nil && forecasts[p].Depth == DepthNone && !forecasts[p].isOver(whole.Month) {
			return // how far it may stray nobody knows
		}
		if m == nil {
			m = &Month{Lo80: points[p], Hi80: points[p], Lo95: points[p], Hi95: points[p]}
		}
		reach.Lo80, reach.Hi80 = reach.Lo80+m.Lo80, reach.Hi80+m.Hi80
		reach.Lo95, reach.Hi95 = reach.Lo95+m.Lo95, reach.Hi95+m.Hi95
		reach.StandardError += m.StandardError
	}
	whole.Lo80, whole.Lo95 = min(max(whole.Lo80, reach.Lo80), whole.Point), min(max(whole.Lo95, reach.Lo95), whole.Point)
	whole.Hi80, whole.Hi95 = max(min(whole.Hi80, reach.Hi80), whole.Point), max(min(whole.Hi95, reach.Hi95), whole.Point)
	whole.StandardError = min(whole.StandardError, reach.StandardError)
}

// boundParts keeps parts from reaching beyond their whole.
func boundParts(whole *Month, s Sum, open []*Month) {
	for _, p := range s.Parts {
		if m := open[p]; m != nil {
			m.Hi80, m.Hi95 = max(min(m.Hi80, whole.Hi80), m.Point), max(min(m.Hi95, whole.Hi95), m.Point)
		}
	}
}

// stateAt returns what a month is held to be, and the variance of that: none of a reported month.
func (f Forecast) stateAt(at calendar.Month) (value, variance float64, known bool) {
	if v := f.Reported.At(at); !series.IsMissing(v) {
		return v, 0, true
	}
	if m, ok := f.At(at); ok {
		spread := max(m.StandardError, leastRelativeError*m.Point)
		return m.Point, spread * spread, true
	}
	if f.isOver(at) {
		return 0, 0, true
	}
	if f.Depth == DepthNone {
		v := mean(f.Reported.Values)
		return v, v * v, true
	}
	return 0, 0, false
}

func (f *Forecast) find(at calendar.Month) *Month {
	for _, months := range [][]Month{f.Months, f.Gaps} {
		for i := range months {
			if months[i].Month == at {
				return &months[i]
			}
		}
	}
	return nil
}

// moveTo moves the point and, with it, the bands.
func (m *Month) moveTo(point float64) {
	by := point - m.Point
	m.Point = point
	m.Components.Reconciled += by
	m.Lo95, m.Lo80 = min(max(m.Lo95+by, 0), point), min(max(m.Lo80+by, 0), point)
	m.Hi80, m.Hi95 = max(m.Hi80+by, point), max(m.Hi95+by, point)
}

// closest returns the point nearest to values, in the metric of the variances, at which the sums hold and nothing
// is negative. Values without variance stay. What comes out below 0 is held at 0 and the rest solved again: each
// round holds at least one more value, so it ends.
func closest(values, variances []float64, sums []Sum) []float64 {
	x, free := slices.Clone(values), slices.Clone(variances)
	for {
		x = project(x, free, sums)
		x = project(x, free, sums) // takes away what rounding left
		negative := false
		for i, v := range x {
			if v < 0 && free[i] > 0 {
				x[i], free[i], negative = 0, 0, true
			}
		}
		if !negative {
			return x
		}
		for i := range x {
			if free[i] > 0 {
				x[i] = values[i]
			}
		}
	}
}

// project returns x − WC′(CWC′)⁻¹Cx, with a row of C for each sum: 1 at its whole, −1 at its parts.
func project(x, variances []float64, sums []Sum) []float64 {
	coefficient := make([][]float64, len(sums))
	for r, s := range sums {
		coefficient[r] = make([]float64, len(x))
		coefficient[r][s.Whole]++
		for _, p := range s.Parts {
			coefficient[r][p]--
		}
	}
	system := make([][]float64, len(sums)) // CWC′, and Cx in the last column
	for r := range sums {
		system[r] = make([]float64, len(sums)+1)
		for i, c := range coefficient[r] {
			if c == 0 {
				continue
			}
			for q := range sums {
				system[r][q] += c * variances[i] * coefficient[q][i]
			}
			system[r][len(sums)] += c * x[i]
		}
	}
	multipliers := solve(system)
	out := slices.Clone(x)
	for i := range out {
		for r := range sums {
			out[i] -= variances[i] * coefficient[r][i] * multipliers[r]
		}
	}
	return out
}
