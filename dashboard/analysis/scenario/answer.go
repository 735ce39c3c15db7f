package scenario

import (
	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// Answer is what a scenario comes to. The answer to the zero Scenario is today.
type Answer struct {
	// PerYear and PerMonth are nil when a procedure's volume is missing.
	PerYear  *float64 `json:"per_year"`
	PerMonth *float64 `json:"per_month"`
	// BaselinePerMonth and PercentFromBaseline (0..100) are nil while there is no baseline to compare with.
	BaselinePerMonth    *float64     `json:"baseline_per_month"`
	PercentFromBaseline *float64     `json:"percent_from_baseline"`
	Roles               []RoleAnswer `json:"roles"`
	Warnings            []string     `json:"warnings,omitempty"`
}

// RoleAnswer is what a role requires. A lens that cannot be worked out is nil, and its problem says why.
type RoleAnswer struct {
	Role            caseload.Role  `json:"role"`
	Workload        *wisn.Workload `json:"workload"`
	WorkloadProblem string         `json:"workload_problem,omitempty"`
	Coverage        *wisn.Coverage `json:"coverage"`
	CoverageProblem string         `json:"coverage_problem,omitempty"`
	Need            wisn.Need      `json:"need"`
	Unconfirmed     []string       `json:"unconfirmed,omitempty"` // the parts that a lead has still to confirm
}

// Answer works the scenario out. The error is a sentence about the scenario; what a role lacks is said with the role.
func (s Scenario) Answer(today Today) (Answer, error) {
	if err := s.Check(); err != nil {
		return Answer{}, err
	}
	then, warnings, err := s.apply(today)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Warnings: warnings}
	perYear := 0.0
	for _, p := range then.Procedures {
		perYear += p.PerYear
	}
	perMonth := perYear / 12
	if isNumber(perYear) {
		a.PerYear, a.PerMonth = &perYear, &perMonth
	}
	if isNumber(then.BaselinePerMonth) && then.BaselinePerMonth > 0 {
		a.BaselinePerMonth = &then.BaselinePerMonth
		if percent := (perMonth/then.BaselinePerMonth - 1) * 100; isNumber(percent) {
			a.PercentFromBaseline = &percent
		}
	}
	for _, role := range then.Roles {
		a.Roles = append(a.Roles, then.answer(role))
	}
	return a, nil
}

// Role returns a role's answer.
func (a Answer) Role(role caseload.Role) (RoleAnswer, bool) {
	for _, r := range a.Roles {
		if r.Role == role {
			return r, true
		}
	}
	return RoleAnswer{}, false
}

func (t Today) answer(role Role) RoleAnswer {
	a := RoleAnswer{Role: role.Role, Unconfirmed: role.Confirmed.Open()}
	a.Need = wisn.Need{RosteredFTE: role.RosteredFTE, Confirmed: role.Confirmed.Complete()}
	if workload, err := t.work(role).Required(); err != nil {
		a.WorkloadProblem = err.Error()
	} else {
		a.Workload, a.Need.Workload = &workload, workload.Estimate()
	}
	if coverage, err := t.cover(role).Required(); err != nil {
		a.CoverageProblem = err.Error()
	} else {
		a.Coverage, a.Need.Coverage = &coverage, coverage.Estimate()
	}
	return a
}

func (t Today) work(role Role) wisn.Work {
	w := wisn.Work{
		Time: role.Time, Category: role.Category, Individual: role.Individual, Rounding: role.Rounding, Volume: t.Volume,
	}
	for _, p := range t.Procedures {
		w.Procedures = append(w.Procedures, wisn.Procedures{Name: p.Name, PerYear: p.PerYear, Activities: role.Minutes[p.ID]})
	}
	return w
}

func (t Today) cover(role Role) wisn.Cover {
	c := wisn.Cover{Time: role.Time, Recovery: role.Recovery, Call: role.Call, Rounding: role.Rounding}
	for _, site := range t.Sites {
		c.Rooms = append(c.Rooms, wisn.Rooms{
			Name: site.Name, Rooms: site.Rooms, PeoplePerRoom: role.peopleAt(site.ID),
			HoursPerDay: site.HoursPerDay, OpenDaysPerYear: site.OpenDaysPerYear,
		})
	}
	return c
}
