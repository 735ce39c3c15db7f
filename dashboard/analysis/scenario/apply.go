package scenario

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

type ordered interface{ cmp.Ordered }

func sorted[K ordered, V any](values map[K]V) []K { return slices.Sorted(maps.Keys(values)) }

// apply returns today as the scenario would have it, and what of the scenario is not in view. Today itself is
// left as it is.
func (s Scenario) apply(today Today) (Today, []string, error) {
	warnings := s.outOfView(today)
	procedures, err := s.grow(today.Procedures)
	if err != nil {
		return Today{}, nil, err
	}
	today.Procedures = procedures
	if s.BaselinePerMonth != nil {
		today.BaselinePerMonth = *s.BaselinePerMonth
	}
	today.Sites = slices.Clone(today.Sites)
	for i := range today.Sites {
		site := &today.Sites[i]
		site.Rooms = instead(site.Rooms, s.Rooms, site.ID)
		site.HoursPerDay = instead(site.HoursPerDay, s.RoomHoursPerDay, site.ID)
	}
	today.Roles = slices.Clone(today.Roles)
	for i := range today.Roles {
		role := &today.Roles[i]
		role.Time.AnnualLeaveDays = instead(role.Time.AnnualLeaveDays, s.LeaveDays, role.Role)
		role.RosteredFTE = instead(role.RosteredFTE, s.FTE, role.Role)
		role.Minutes = s.minutes(role.Minutes, today.Procedures)
		if people, ok := s.PeoplePerRoom[role.Role]; ok {
			role.PeoplePerRoom = map[caseload.SiteID]float64{}
			for _, site := range today.Sites {
				role.PeoplePerRoom[site.ID] = people
			}
		}
	}
	return today, warnings, nil
}

// instead returns the scenario's value for the key, or else the present one.
func instead[K comparable](present float64, values map[K]float64, key K) float64 {
	if value, ok := values[key]; ok {
		return value
	}
	return present
}

// grow returns the procedures with the scenario's growth.
func (s Scenario) grow(procedures []Procedure) ([]Procedure, error) {
	rest := 0.0
	byGroup := map[caseload.GroupID]float64{}
	for _, p := range procedures {
		byGroup[p.Group] += p.PerYear
		if s.GrowthByGroup[p.Group].Amount == 0 {
			rest += p.PerYear
		}
	}
	grown := slices.Clone(procedures)
	for i, p := range grown {
		growth, of := s.Growth, rest
		if own := s.GrowthByGroup[p.Group]; own.Amount != 0 {
			growth, of = own, byGroup[p.Group]
		}
		factor, err := growth.factor(of)
		if err != nil {
			return nil, err
		}
		grown[i].PerYear = p.PerYear * factor
	}
	return grown, nil
}

// factor returns what the growth multiplies a yearly volume by; exactly 1 for none.
func (g Growth) factor(perYear float64) (float64, error) {
	if g.Amount == 0 {
		return 1, nil
	}
	if g.Unit == Percent {
		return 1 + g.Amount/100, nil
	}
	if perYear == 0 {
		return 0, sentence("There are no procedures yet that could grow by a number a month.")
	}
	factor := 1 + g.Amount*12/perYear
	if factor < 0 {
		return 0, sentence("%s fewer a month would be more than the %s procedures a month there are.", wisn.CountText(-g.Amount), wisn.CountText(perYear/12))
	}
	return factor, nil
}

// minutes returns the role's minutes with the scenario's change.
func (s Scenario) minutes(minutes map[caseload.ProcedureID][]wisn.Activity, procedures []Procedure) map[caseload.ProcedureID][]wisn.Activity {
	if s.MinutesPercent == 0 && len(s.MinutesPercentByGroup) == 0 {
		return minutes
	}
	changed := maps.Clone(minutes)
	for _, p := range procedures {
		percent := s.MinutesPercent
		if own := s.MinutesPercentByGroup[p.Group]; own != 0 {
			percent = own
		}
		if percent == 0 {
			continue
		}
		activities := slices.Clone(minutes[p.ID])
		for i := range activities {
			activities[i].Minutes *= 1 + percent/100
		}
		if activities != nil {
			changed[p.ID] = activities
		}
	}
	return changed
}

// outOfView says which parts of the scenario concern nothing in view: the link was made for another site, say.
func (s Scenario) outOfView(today Today) []string {
	groups, sites, roles := map[caseload.GroupID]bool{}, map[caseload.SiteID]bool{}, map[caseload.Role]bool{}
	for _, p := range today.Procedures {
		groups[p.Group] = true
	}
	for _, site := range today.Sites {
		sites[site.ID] = true
	}
	for _, role := range today.Roles {
		roles[role.Role] = true
	}
	var warnings []string
	say := func(what string, n int) {
		if n > 0 {
			warnings = append(warnings, fmt.Sprintf("The scenario changes %s that is not in view: that part has no effect here.", what))
		}
	}
	say("a procedure group", absent(s.GrowthByGroup, groups)+absent(s.MinutesPercentByGroup, groups))
	say("a site", absent(s.Rooms, sites)+absent(s.RoomHoursPerDay, sites))
	say("a role", absent(s.PeoplePerRoom, roles)+absent(s.LeaveDays, roles)+absent(s.FTE, roles))
	return warnings
}

func absent[K comparable, V any](values map[K]V, present map[K]bool) int {
	n := 0
	for key := range values {
		if !present[key] {
			n++
		}
	}
	return n
}

// peopleAt is the role's people per room at a site, NaN where nobody has entered it.
func (r Role) peopleAt(site caseload.SiteID) float64 {
	if people, ok := r.PeoplePerRoom[site]; ok {
		return people
	}
	return math.NaN()
}
