package forecast

import (
	"math"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// anscombe makes the square root of a Poisson count's spread nearly the same at every level (Biometrika 35, 1948).
const anscombe = 3.0 / 8

// The bands' constants; the package comment says where they come from.
const (
	width80         = 1.03
	width95         = 1.65
	bankShare       = 0.3 // of what the bank's own variance grows
	fitted          = 15  // months' worth of history that fitting uses up
	fittedLevel     = 4   // the same where only a level is fitted: after 14 to 23 months 78 to 84 % of the 80 % bands hold
	mostInflation   = 2   // reached below 30 months; without it nearly all of two years' bands hold
	normal80        = 1.2815515655446004
	shiftForgetting = 0.8 // share of a shift's uncertainty that each further month leaves; weight of a month on a gap beside it
)

// model is a series taken apart on the transformed scale.
type model struct {
	first      calendar.Month
	n          int
	days       []float64 // working-day factor of every month, also of those to come
	season     [12]float64
	adjusted   []float64 // transformed, less season
	path       path
	inflation  float64 // of the bands, for a short history
	shiftNoise float64 // variance added by a level shift not long ago
	warnings   []string
}

// fit takes the used months apart. There are at least twelve.
func fit(used series.Monthly, depth Depth, horizon int, o Options) model {
	present := float64(len(used.Present()))
	m := model{first: used.First, n: used.Len(), inflation: present / (present - fittedLevel)}
	m.days = make([]float64, m.n+horizon)
	for i := range m.days {
		m.days[i] = 1
	}
	shifts := shiftsWithin(used, o.Shifts)
	month := int(m.first.MonthOfYear()) - 1
	if depth == DepthFull {
		m.inflation = min(present/(present-fitted), mostInflation)
		days := workload(m.first, m.n, horizon, o.WorkingDays)
		z, _ := transformed(used.Values, m.days, shifts)
		effect := workdayEffect(z, days, month)
		for i, d := range days {
			m.days[i] = 1 + effect*(d-1)
		}
	}
	z, pairs := transformed(used.Values, m.days, shifts)
	if depth == DepthFull {
		m.season, _ = decompose(z, month, true)
	}
	m.adjusted = z
	for i := range z {
		m.adjusted[i] -= m.season[(month+i)%12]
	}
	m.path = continuation(m.adjusted, horizon, depth == DepthFull)
	if len(shifts) > 0 {
		since := float64(m.n - shifts[len(shifts)-1])
		m.shiftNoise = 2 * m.path.oneStep / pairs * math.Pow(shiftForgetting, since)
		if since < monthsForLevel {
			m.warnings = append(m.warnings, "The level shifted less than a year ago: where it settles is not certain yet, and the bands are wider.")
		}
	}
	return m
}

// transformed returns √(y/days + ⅜), earlier months moved to the level after each shift, and the number of
// months that the last shift was measured by.
func transformed(values, days []float64, shifts []int) (z []float64, pairs float64) {
	z = make([]float64, len(values))
	for i, v := range values {
		z[i] = math.Sqrt(v/days[i] + anscombe)
	}
	for _, at := range shifts {
		var move float64
		move, pairs = shiftAt(z, at)
		for i := range at {
			z[i] += move
		}
	}
	return z, pairs
}

// shiftAt measures how far z moved: against the same months a year before, in the year after the shift, or the
// means of a year on either side when there are no such months.
func shiftAt(z []float64, at int) (move, pairs float64) {
	for t := at; t < min(at+12, len(z)); t++ {
		if t >= 12 && t-12 < at && !series.IsMissing(z[t]) && !series.IsMissing(z[t-12]) {
			move, pairs = move+z[t]-z[t-12], pairs+1
		}
	}
	if pairs > 0 {
		return move / pairs, pairs
	}
	return mean(z[at:min(at+12, len(z))]) - mean(z[max(at-12, 0):at]), 1
}

// shiftsWithin returns the positions of shifts that have months before and after them, in order and once each.
func shiftsWithin(s series.Monthly, months []calendar.Month) []int {
	var shifts []int
	for i := 1; i < s.Len(); i++ {
		for _, m := range months {
			if m == s.First+calendar.Month(i) {
				if hasAny(s.Values[:i]) && hasAny(s.Values[i:]) {
					shifts = append(shifts, i)
				}
				break
			}
		}
	}
	return shifts
}

func hasAny(values []float64) bool {
	for _, v := range values {
		if !series.IsMissing(v) {
			return true
		}
	}
	return false
}

// ahead is the forecast h months after the last one reported.
func (m model) ahead(h int, point PointType) Month {
	grown := m.path.oneStep + bankShare*max(m.path.variance[h-1]-m.path.oneStep, 0)
	return m.month(m.n+h-1, m.path.level, m.path.points[h-1], math.Sqrt(grown+m.shiftNoise)*m.inflation, point)
}

// gap estimates a missing month from the months on both sides, nearer ones first.
func (m model) gap(i int, point PointType) Month {
	sum, weight := 0.0, 0.0
	for j, v := range m.adjusted {
		if !series.IsMissing(v) {
			w := math.Pow(shiftForgetting, math.Abs(float64(i-j)))
			sum, weight = sum+w*v, weight+w
		}
	}
	return m.month(i, sum/weight, sum/weight, math.Sqrt(m.path.oneStep)*m.inflation, point)
}

// month takes level, trend and season back to procedures; spread is the transformed scale's, before calibration.
func (m model) month(i int, level, withTrend, spread float64, point PointType) Month {
	at := m.first + calendar.Month(i)
	z := withTrend + m.season[int(at.MonthOfYear())-1]
	days := m.days[i]
	deviation := spread * width80 / normal80
	value := func(z float64) float64 {
		z = max(z, 0)
		if point == Mean {
			return max(z*z+deviation*deviation-anscombe, 0)
		}
		return max(z*z-anscombe, 0)
	}
	bound := func(z float64) float64 {
		z = max(z, 0)
		return max(z*z-anscombe, 0) * days
	}
	base, trended, seasoned := value(level), value(withTrend), value(z)
	result := Month{
		Month: at,
		Point: seasoned * days,
		Lo80:  bound(z - width80*spread),
		Hi80:  bound(z + width80*spread),
		Lo95:  bound(z - width95*spread),
		Hi95:  bound(z + width95*spread),
		// The derivative of z² at z, and its curvature where z is near 0.
		StandardError: math.Sqrt(4*max(z, 0)*max(z, 0)*deviation*deviation+2*math.Pow(deviation, 4)) * days,
		Components:    Components{Level: base, Trend: trended - base, Season: seasoned - trended, WorkingDays: seasoned * (days - 1)},
	}
	// Where counts are few the mean lies far right in its bands: they still hold it.
	result.Hi80 = max(result.Hi80, result.Point)
	result.Hi95 = max(result.Hi95, result.Hi80)
	result.Lo80 = min(result.Lo80, result.Point)
	result.Lo95 = min(result.Lo95, result.Lo80)
	return result
}
