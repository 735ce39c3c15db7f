package forecast

import (
	"math"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// errorCorrelation is that of the errors of two months of one forecast: what was wrong about the level is wrong
// in every month. The package comment says where it comes from.
const errorCorrelation = 0.2

const normal95 = 1.959963984540054

// Landing is where a run of months, such as a fiscal year, is expected to end: what is reported, and the forecast of the rest.
type Landing struct {
	From           calendar.Month   `json:"from"`
	To             calendar.Month   `json:"to"`
	Reported       float64          `json:"reported"`
	ReportedMonths int              `json:"reported_months"`
	Missing        []calendar.Month `json:"missing"` // not reported though later months are, so estimated
	MonthsAhead    int              `json:"months_ahead"`
	Total          float64          `json:"total"`
	Lo80           float64          `json:"lo80"`
	Hi80           float64          `json:"hi80"`
	Lo95           float64          `json:"lo95"`
	Hi95           float64          `json:"hi95"`
	StandardError  float64          `json:"standard_error"`
}

// Landing adds up the months from the first to the last, both included. There is none when a month is neither
// reported nor forecast. It is for means: medians do not add up.
func (f Forecast) Landing(from, to calendar.Month) (Landing, bool) {
	l := Landing{From: from, To: to}
	errors, squares := 0.0, 0.0
	estimated := 0.0
	for m := from; m <= to; m++ {
		if v := f.Reported.At(m); !series.IsMissing(v) {
			l.Reported += v
			l.ReportedMonths++
			continue
		}
		if f.isOver(m) {
			continue
		}
		month, ok := f.At(m)
		if !ok {
			return Landing{}, false
		}
		if m <= f.Reported.Last() {
			l.Missing = append(l.Missing, m)
		} else {
			l.MonthsAhead++
		}
		estimated += month.Point
		errors += month.StandardError
		squares += month.StandardError * month.StandardError
	}
	l.Total = l.Reported + estimated
	l.StandardError = math.Sqrt(errorCorrelation*errors*errors + (1-errorCorrelation)*squares)
	bound := func(z float64) float64 { return max(l.Total+z*l.StandardError, l.Reported) } // what is done stays done
	l.Lo80, l.Hi80 = bound(-normal80), bound(normal80)
	l.Lo95, l.Hi95 = bound(-normal95), bound(normal95)
	return l, to >= from
}

// ProbabilityAbove returns how likely the total ends above x, 0 to 1, by the normal curve of the standard error.
func (l Landing) ProbabilityAbove(x float64) float64 {
	if l.StandardError == 0 {
		if l.Total > x {
			return 1
		}
		return 0
	}
	return math.Erfc((x-l.Total)/(l.StandardError*math.Sqrt2)) / 2
}
