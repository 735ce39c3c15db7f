package insight

import (
	"context"
	"fmt"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/wisn"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// yearMonths is the length of the year that the workload counts.
const yearMonths = 12

// staffYear is the year's procedures by kind, for the sites in view.
type staffYear struct {
	StaffYear
	byProcedure map[caseload.ProcedureID]float64 // none where a month is missing
}

// lackingOfYear says what is missing of the twelve months.
func (r *reading) lackingOfYear(first, last calendar.Month) string {
	if first < r.start {
		return "the data start in " + r.start.Long()
	}
	return r.missingBetween(first, last)
}

// countedYear adds up the 12 months that end with the newest complete month up to the one in focus.
func (s *Service) countedYear(ctx context.Context, r *reading) (staffYear, error) {
	last := r.month
	for last > r.start && !r.total.Has(last) {
		last--
	}
	y := staffYear{StaffYear: StaffYear{Kind: YearRolling12, First: last - yearMonths + 1, Last: last, Procedures: missing()}}
	y.TraceURL = TraceURL(TraceQuery{Figure: FigureRolling12, View: r.pinned().WithMonth(last)})
	sum := r.total.Between(y.First, y.Last)
	if series.IsMissing(sum) {
		y.Problem = "The workload needs 12 complete months: " + r.lackingOfYear(y.First, y.Last) + "."
		return y, nil
	}
	months, err := s.source.ProcedureMonths(ctx, store.CountFilter{First: &y.First, Last: &y.Last})
	if err != nil {
		return y, fmt.Errorf("read procedure months: %w", err)
	}
	y.byProcedure = map[caseload.ProcedureID]float64{}
	for _, pm := range months {
		if site := r.siteByID(pm.Site); site != nil && site.IsActive(pm.Month) {
			y.byProcedure[pm.Procedure] += float64(pm.N)
		}
	}
	y.Procedures = Number(sum)
	y.Words = "the 12 months to " + last.Long() + ", " + procedures(sum)
	return y, nil
}

// siteByID returns a site in view that has reported, nil for any other.
func (r *reading) siteByID(id caseload.SiteID) *siteFacts {
	for _, s := range r.sites {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// forecastYear moves the counted year's procedures to what the 12 months after it should bring, group by group.
func (s *Service) forecastYear(ctx context.Context, v View, counted staffYear) (staffYear, error) {
	y := staffYear{StaffYear: StaffYear{Kind: YearForecast, First: counted.Last + 1, Last: counted.Last + yearMonths, Procedures: missing(), TraceURL: counted.TraceURL}}
	if counted.byProcedure == nil {
		y.Problem = counted.Problem
		return y, nil
	}
	x, err := s.outlooker(ctx, v.Shared().WithMonth(counted.Last))
	if err != nil {
		return y, err
	}
	landing, ok := x.yearLanding(nil, y.First, y.Last)
	if !ok || landing.Total <= 0 {
		y.Problem = "There is no forecast of the 12 months from " + y.First.Long() + " on."
		return y, nil
	}
	overall := landing.Total / float64(counted.Procedures)
	byGroup := map[caseload.GroupID]float64{}
	for _, kind := range x.r.kinds {
		byGroup[kind.Group] += counted.byProcedure[kind.ID]
	}
	factors := map[caseload.GroupID]float64{}
	for i, group := range x.r.groups {
		factors[group.ID] = overall
		if part, ok := x.yearLanding(&x.r.groups[i], y.First, y.Last); ok && byGroup[group.ID] > 0 {
			factors[group.ID] = part.Total / byGroup[group.ID]
		}
	}
	sum := 0.0
	y.byProcedure = map[caseload.ProcedureID]float64{}
	for _, kind := range x.r.kinds {
		n := counted.byProcedure[kind.ID] * factors[kind.Group]
		y.byProcedure[kind.ID] = n
		sum += n
	}
	for id := range y.byProcedure { // a group too short for a forecast leaves the sum a little off
		y.byProcedure[id] *= landing.Total / sum
	}
	y.Procedures = Number(landing.Total)
	y.Volume = wisn.VolumeInterval{LoShare: max(landing.Lo80, 0) / landing.Total, HiShare: landing.Hi80 / landing.Total}
	y.Words = "the 12 months to " + y.Last.Long() + " as forecast, " + procedures(landing.Total) + " (80\u00a0% between " + whole(landing.Lo80) + " and " + whole(landing.Hi80) + ")"
	return y, nil
}

// landingOf is what the months come to for the sites in view: known months and forecast ones.
func (x *outlooker) yearLanding(group *caseload.Group, first, last calendar.Month) (forecast.Landing, bool) {
	if x.set == nil {
		return forecast.Landing{}, false
	}
	i := x.set.index(x.subject(x.r.chosen, group))
	if i < 0 || len(x.set.forecasts[i].Months) == 0 {
		return forecast.Landing{}, false
	}
	return x.set.forecasts[i].Landing(first, last)
}
