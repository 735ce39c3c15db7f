package insight

import (
	"context"
	"math"

	"caseload/dashboard/analysis/scenario"
	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// StaffingToday is what the Staffing page computes from, and a what-if changes.
type StaffingToday struct {
	Scope Scope
	Year  StaffYear
	Today scenario.Today
}

// StaffingToday answers what the Staffing page of the view computes from. The zero Scenario of it is the page.
func (s *Service) StaffingToday(ctx context.Context, v StaffingView) (StaffingToday, error) {
	r, err := s.read(ctx, v.View.Shared())
	if err != nil {
		return StaffingToday{}, err
	}
	t := StaffingToday{Scope: r.scope(), Today: scenario.Today{BaselinePerMonth: series.Missing()}}
	if !r.hasMonth {
		return t, nil
	}
	year, err := s.yearOf(ctx, r, v.Year)
	if err != nil {
		return StaffingToday{}, err
	}
	t.Year, t.Today = year.StaffYear, r.staffToday(year)
	return t, nil
}

// yearOf is the year asked for.
func (s *Service) yearOf(ctx context.Context, r *reading, kind VolumeYear) (staffYear, error) {
	year, err := s.countedYear(ctx, r)
	if err != nil || kind != YearForecast {
		return year, err
	}
	return s.forecastYear(ctx, r.view, year)
}

// staffToday puts the assumptions in force in the month in focus beside the year's procedures and the roster.
func (r *reading) staffToday(year staffYear) scenario.Today {
	m, a := r.month, &r.assumed
	t := scenario.Today{BaselinePerMonth: series.Missing(), Volume: year.Volume}
	if b, ok := r.comparable(m); ok {
		t.BaselinePerMonth = b.PerMonth
	}
	for _, kind := range r.kinds {
		if n := year.byProcedure[kind.ID]; n > 0 {
			t.Procedures = append(t.Procedures, scenario.Procedure{ID: kind.ID, Group: kind.Group, Name: kind.Name, PerYear: n})
		}
	}
	sites := r.active(m)
	open := make([]float64, len(sites))
	for i, site := range sites {
		open[i] = a.numberOr(assumptionKey{name: OpenDaysPerYear, site: site.ID}, m, site.workingDaysOfYear(year.StaffYear))
		t.Sites = append(t.Sites, scenario.Site{
			ID: site.ID, Name: site.Name, Rooms: a.number(assumptionKey{name: RoomCount, site: site.ID}, m),
			HoursPerDay: a.number(assumptionKey{name: RoomHoursPerDay, site: site.ID}, m), OpenDaysPerYear: open[i],
		})
	}
	for _, role := range caseload.StaffRoles() {
		t.Roles = append(t.Roles, r.roleToday(role, sites, open, t.Procedures))
	}
	return t
}

func (r *reading) roleToday(role caseload.Role, sites []*siteFacts, open []float64, procedures []scenario.Procedure) scenario.Role {
	m, a := r.month, &r.assumed
	today := scenario.Role{
		Role: role, Time: a.workingTime(role, m), Minutes: map[caseload.ProcedureID][]wisn.Activity{}, Category: a.categoryAllowances(role, m),
		PeoplePerRoom: map[caseload.SiteID]float64{}, Rounding: a.rounding(role, m),
		RosteredFTE: math.NaN(), Confirmed: a.confirmation(role),
	}
	if rostered := r.rosteredAt(role, m); rostered.known {
		today.RosteredFTE = rostered.available
	}
	for _, p := range procedures {
		if activities := a.activities(p.ID, role, m); activities != nil {
			today.Minutes[p.ID] = activities
		}
	}
	for i, site := range sites {
		if people, ok := a.at(assumptionKey{name: PeoplePerRoom, role: role, site: site.ID}, m); ok {
			today.PeoplePerRoom[site.ID] = *people.Value
		}
		if role == caseload.Nurse {
			today.Recovery = append(today.Recovery, a.recovery(site, m, open[i])...)
		}
		today.Individual = append(today.Individual, a.individualAllowances(role, site, m)...)
		today.Call = append(today.Call, a.calls(role, site, m)...)
	}
	return today
}

// workingDaysOfYear is what the site's rooms are open for where nobody has entered it.
func (s *siteFacts) workingDaysOfYear(year StaffYear) float64 {
	days := 0.0
	for m := year.First; m <= year.Last; m++ {
		days += s.workingDays(m)
	}
	return days
}
