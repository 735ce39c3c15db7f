package forecast

import (
	"fmt"
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// Version rises whenever the same months give other numbers than before: what was kept of an older version is stale.
const Version = 1

// PointType names which point of what may happen a forecast gives.
type PointType string

// The mean is what adds up over groups and months; the median is as often too high as too low.
const (
	Mean   PointType = "mean"
	Median PointType = "median"
)

// Depth is how much of the method a history allows.
type Depth string

// The depths, by the number of months that can be used.
const (
	DepthNone  Depth = "none"  // fewer than 12: no forecast
	DepthLevel Depth = "level" // 12 to 23: the level only
	DepthFull  Depth = "full"
)

const (
	monthsForLevel = 12
	monthsForFull  = 24
)

// Options are what is known beside the months. The zero Options give twelve months, means, and weekdays without holidays.
type Options struct {
	Horizon  int              // months after the last reported one; 0 counts as 12
	Until    calendar.Month   // forecast up to this month instead, when it is later than the last reported one
	Ends     calendar.Month   // last month of the series, when it is known to end; 0 for one that goes on
	Point    PointType        // "" counts as Mean
	Excluded []calendar.Month // months that were not ordinary and teach nothing, such as spring 2020
	Shifts   []calendar.Month // first months of a new level, marked by a rebase

	// WorkingDays are those of each month, of several sites the mean weighed by their volume. A month that is missing
	// here has its weekdays.
	WorkingDays series.Monthly
}

// Month is the forecast of one month. The bands are in procedures, never below 0.
type Month struct {
	Month         calendar.Month `json:"month"`
	Point         float64        `json:"point"`
	Lo80          float64        `json:"lo80"`
	Hi80          float64        `json:"hi80"`
	Lo95          float64        `json:"lo95"`
	Hi95          float64        `json:"hi95"`
	StandardError float64        `json:"standard_error"` // of what may happen, not of the mean
	Components    Components     `json:"components"`
}

// Components take a point apart: they add up to it.
type Components struct {
	Level       float64 `json:"level"`        // where the series stands, without season, in an average month
	Trend       float64 `json:"trend"`        // where it is heading by then
	Season      float64 `json:"season"`       // what this calendar month usually adds or takes
	WorkingDays float64 `json:"working_days"` // what the month's working days add or take
	Reconciled  float64 `json:"reconciled"`   // what making the parts add up added or took
}

// Sum returns the point that the components make.
func (c Components) Sum() float64 {
	return c.Level + c.Trend + c.Season + c.WorkingDays + c.Reconciled
}

// Forecast is a series continued.
type Forecast struct {
	Depth    Depth          `json:"depth"`
	Point    PointType      `json:"point_type"`
	Used     int            `json:"months_used"`        // months that the fit could use
	Reason   string         `json:"reason,omitempty"`   // why there is no forecast, or only a level
	Warnings []string       `json:"warnings,omitempty"` // what a reader must know beside the numbers
	Months   []Month        `json:"months"`             // the months after the last reported one
	Gaps     []Month        `json:"gaps,omitempty"`     // missing months between reported ones, estimated
	Implied  []Month        `json:"implied,omitempty"`  // points only, by Reconcile, of a series too short to forecast
	Ends     calendar.Month `json:"ends,omitempty"`     // after it the series is over, and 0; 0 for one that goes on
	Reported series.Monthly `json:"-"`                  // from the first reported month to the last, excluded ones too
}

// At returns the forecast or estimate of a month, if there is one.
func (f Forecast) At(m calendar.Month) (Month, bool) {
	for _, months := range [][]Month{f.Months, f.Gaps} {
		for _, candidate := range months {
			if candidate.Month == m {
				return candidate, true
			}
		}
	}
	return Month{}, false
}

// Of forecasts the months after the last one that s reports. Missing months are gaps: the smoothers carry on,
// and nothing is filled in. The caller leaves out a month that is still under way.
func Of(s series.Monthly, o Options) Forecast {
	s = reported(s)
	f := Forecast{Depth: DepthNone, Point: o.Point, Months: []Month{}, Reported: s, Ends: o.Ends}
	if f.Point == "" {
		f.Point = Mean
	}
	used := withoutMonths(s, o.Excluded)
	f.Used = len(used.Present())
	if f.Used < monthsForLevel {
		f.Reason = tooShort(f.Used)
		return f
	}
	f.Depth = DepthFull
	if f.Used < monthsForFull {
		f.Depth = DepthLevel
		f.Reason = fmt.Sprintf("Level only: %d months are too few to tell a season or a trend, which takes %d.", f.Used, monthsForFull)
	}
	horizon := o.horizonAfter(s.Last())
	if value, constant := constantValue(used); constant {
		f.Warnings = append(f.Warnings, "Every month is the same, so the bands have no width: the data say nothing of how far a month can stray.")
		f.fillConstant(value, horizon)
		return f
	}
	m := fit(used, f.Depth, horizon, o)
	for h := 1; h <= horizon; h++ {
		f.Months = append(f.Months, m.ahead(h, f.Point))
	}
	for i, v := range s.Values {
		if series.IsMissing(v) {
			f.Gaps = append(f.Gaps, m.gap(i, f.Point))
		}
	}
	f.Warnings = append(f.Warnings, m.warnings...)
	return f
}

func (o Options) horizonAfter(last calendar.Month) int {
	horizon := o.Horizon
	switch {
	case o.Until > 0:
		horizon = int(o.Until - last)
	case horizon == 0:
		horizon = 12
	}
	if o.Ends > 0 {
		horizon = min(horizon, int(o.Ends-last))
	}
	return max(horizon, 0)
}

// ThenFrom returns the forecast with the months from m on taken from another: of a total that goes on without one of
// its parts.
func (f Forecast) ThenFrom(m calendar.Month, other Forecast) Forecast {
	isLate := func(month Month) bool { return month.Month >= m }
	months := slices.DeleteFunc(slices.Clone(f.Months), isLate)
	for _, month := range other.Months {
		if isLate(month) && month.Month > f.Reported.Last() {
			months = append(months, month)
		}
	}
	f.Months, f.Ends = months, other.Ends
	return f
}

// isOver reports whether the series has ended before the month.
func (f Forecast) isOver(m calendar.Month) bool { return f.Ends > 0 && m > f.Ends }

func tooShort(months int) string {
	switch months {
	case 0:
		return fmt.Sprintf("No forecast: no month can be used, and it takes %d.", monthsForLevel)
	case 1:
		return fmt.Sprintf("No forecast: only 1 month can be used, and it takes %d.", monthsForLevel)
	}
	return fmt.Sprintf("No forecast: only %d months can be used, and it takes %d.", months, monthsForLevel)
}

// fillConstant continues a series that never varied.
func (f *Forecast) fillConstant(value float64, horizon int) {
	same := func(m calendar.Month) Month {
		return Month{Month: m, Point: value, Lo80: value, Hi80: value, Lo95: value, Hi95: value, Components: Components{Level: value}}
	}
	for h := 1; h <= horizon; h++ {
		f.Months = append(f.Months, same(f.Reported.Last()+calendar.Month(h)))
	}
	for i, v := range f.Reported.Values {
		if series.IsMissing(v) {
			f.Gaps = append(f.Gaps, same(f.Reported.First+calendar.Month(i)))
		}
	}
}

// reported cuts missing months off both ends, and copies what is left. What is not a count is missing too.
func reported(s series.Monthly) series.Monthly {
	first, last := len(s.Values), -1
	isCount := func(v float64) bool { return v >= 0 && !math.IsInf(v, 1) }
	for i, v := range s.Values {
		if isCount(v) {
			first, last = min(first, i), i
		}
	}
	if last < 0 {
		return series.Monthly{First: s.First}
	}
	cut := series.Monthly{First: s.First + calendar.Month(first), Values: make([]float64, last-first+1)}
	for i := range cut.Values {
		if cut.Values[i] = s.Values[first+i]; !isCount(cut.Values[i]) {
			cut.Values[i] = series.Missing()
		}
	}
	return cut
}

// withoutMonths returns s with the months missing.
func withoutMonths(s series.Monthly, months []calendar.Month) series.Monthly {
	if len(months) == 0 {
		return s
	}
	kept := series.Monthly{First: s.First, Values: append([]float64(nil), s.Values...)}
	for _, m := range months {
		kept.Set(m, series.Missing())
	}
	return kept
}

// constantValue reports whether all months that there are have one value.
func constantValue(s series.Monthly) (value float64, constant bool) {
	value = series.Missing()
	for _, v := range s.Values {
		switch {
		case series.IsMissing(v):
		case series.IsMissing(value):
			value = v
		case v != value:
			return 0, false
		}
	}
	return value, true
}
