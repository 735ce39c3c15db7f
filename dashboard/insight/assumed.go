package insight

import (
	"cmp"
	"math"
	"slices"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// assumptionKey is what an assumption is about; several dated values can stand under one.
type assumptionKey struct {
	name  AssumptionName
	role  caseload.Role
	site  caseload.SiteID
	label string
}

// minutesKey is whose minutes of which procedure in which phase.
type minutesKey struct {
	procedure caseload.ProcedureID
	role      caseload.Role
	phase     wisn.Phase
}

// assumed is what the revision says about staffing beside the roster, indexed for a month.
type assumed struct {
	values     map[assumptionKey][]caseload.Assumption    // by From
	minutes    map[minutesKey][]caseload.ProcedureMinutes // by From
	confirmed  map[caseload.Role]map[AssumptionPart]caseload.Confirmation
	headcounts map[headcountKey][]caseload.Headcount // by month
	authorised []caseload.AuthorisedPosition
}

type headcountKey struct {
	site caseload.SiteID
	role caseload.Role
}

func indexAssumed(values []caseload.Assumption, minutes []caseload.ProcedureMinutes, confirmations []caseload.Confirmation,
	headcounts []caseload.Headcount, authorised []caseload.AuthorisedPosition) assumed {
	a := assumed{
		values:     map[assumptionKey][]caseload.Assumption{},
		minutes:    map[minutesKey][]caseload.ProcedureMinutes{},
		confirmed:  map[caseload.Role]map[AssumptionPart]caseload.Confirmation{},
		headcounts: map[headcountKey][]caseload.Headcount{},
		authorised: authorised,
	}
	for _, v := range values {
		key := assumptionKey{AssumptionName(v.Name), v.Role, v.Site, v.Label}
		a.values[key] = append(a.values[key], v)
	}
	for _, dated := range a.values {
		slices.SortStableFunc(dated, func(x, y caseload.Assumption) int { return cmp.Compare(x.From, y.From) })
	}
	for _, m := range minutes {
		key := minutesKey{m.Procedure, m.Role, wisn.Phase(m.Phase)}
		a.minutes[key] = append(a.minutes[key], m)
	}
	for _, dated := range a.minutes {
		slices.SortStableFunc(dated, func(x, y caseload.ProcedureMinutes) int { return cmp.Compare(x.From, y.From) })
	}
	for _, c := range confirmations {
		if a.confirmed[c.Role] == nil {
			a.confirmed[c.Role] = map[AssumptionPart]caseload.Confirmation{}
		}
		a.confirmed[c.Role][AssumptionPart(c.Part)] = c
	}
	for _, h := range headcounts {
		key := headcountKey{h.Site, h.Role}
		a.headcounts[key] = append(a.headcounts[key], h)
	}
	for _, dated := range a.headcounts {
		slices.SortStableFunc(dated, func(x, y caseload.Headcount) int { return cmp.Compare(x.Month, y.Month) })
	}
	return a
}

// at returns the assumption in force in the month: the site's own, or else that of all sites.
func (a assumed) at(key assumptionKey, m calendar.Month) (caseload.Assumption, bool) {
	if v, ok := inForce(a.values[key], m); ok {
		return v, true
	}
	if key.site == 0 {
		return caseload.Assumption{}, false
	}
	key.site = 0
	return inForce(a.values[key], m)
}

// inForce returns the newest value that began by the month, unless it ended.
func inForce(dated []caseload.Assumption, m calendar.Month) (caseload.Assumption, bool) {
	for i := len(dated) - 1; i >= 0; i-- {
		if dated[i].From <= m {
			return dated[i], dated[i].Value != nil
		}
	}
	return caseload.Assumption{}, false
}

// number returns an assumption's value, NaN while nobody has entered it: package wisn then says what is missing.
func (a assumed) number(key assumptionKey, m calendar.Month) float64 {
	if v, ok := a.at(key, m); ok {
		return *v.Value
	}
	return math.NaN()
}

// numberOr returns an assumption's value, or else what holds without one.
func (a assumed) numberOr(key assumptionKey, m calendar.Month, otherwise float64) float64 {
	if v, ok := a.at(key, m); ok {
		return *v.Value
	}
	return otherwise
}

// labels returns the items in force of a labelled assumption, or of several that describe the same items.
func (a assumed) labels(role caseload.Role, site caseload.SiteID, m calendar.Month, names ...AssumptionName) []string {
	var labels []string
	for key, dated := range a.values {
		if key.role != role || key.site != site || !slices.Contains(names, key.name) || slices.Contains(labels, key.label) {
			continue
		}
		if _, ok := inForce(dated, m); ok {
			labels = append(labels, key.label)
		}
	}
	slices.Sort(labels)
	return labels
}

// workingTime is the role's working time in force.
func (a assumed) workingTime(role caseload.Role, m calendar.Month) wisn.WorkingTime {
	of := func(name AssumptionName) float64 { return a.number(assumptionKey{name: name, role: role}, m) }
	return wisn.WorkingTime{
		PossibleDays: of(PossibleDays), AnnualLeaveDays: of(AnnualLeaveDays), HolidayDays: of(HolidayDays), AbsenceDays: of(AbsenceDays),
		TrainingDays: of(TrainingDays), HoursPerDay: of(HoursPerDay), HoursPerWeek: of(HoursPerWeek),
	}
}

// activities are the minutes in force of one procedure for the role, in the order of the phases; nil where nobody has
// entered any.
func (a assumed) activities(procedure caseload.ProcedureID, role caseload.Role, m calendar.Month) []wisn.Activity {
	var activities []wisn.Activity
	for _, phase := range wisn.Phases() {
		if minutes, ok := a.minutesAt(minutesKey{procedure, role, phase}, m); ok {
			activities = append(activities, wisn.Activity{Phase: phase, Minutes: minutes.Minutes, People: minutes.People})
		}
	}
	return activities
}

func (a assumed) minutesAt(key minutesKey, m calendar.Month) (caseload.ProcedureMinutes, bool) {
	dated := a.minutes[key]
	for i := len(dated) - 1; i >= 0; i-- {
		if dated[i].From <= m {
			return dated[i], true
		}
	}
	return caseload.ProcedureMinutes{}, false
}

func (a assumed) categoryAllowances(role caseload.Role, m calendar.Month) []wisn.CategoryAllowance {
	var allowances []wisn.CategoryAllowance
	for _, label := range a.labels(role, 0, m, CategoryAllowance) {
		v, _ := a.at(assumptionKey{name: CategoryAllowance, role: role, label: label}, m)
		allowances = append(allowances, wisn.CategoryAllowance{Name: label, Amount: *v.Value, Per: wisn.Period(v.Per)})
	}
	return allowances
}

func (a assumed) individualAllowances(role caseload.Role, site *siteFacts, m calendar.Month) []wisn.IndividualAllowance {
	var allowances []wisn.IndividualAllowance
	for _, label := range a.labels(role, site.ID, m, IndividualPeople, IndividualHours) {
		of := func(name AssumptionName) float64 { return a.number(assumptionKey{name, role, site.ID, label}, m) }
		allowances = append(allowances, wisn.IndividualAllowance{Name: label + ", " + site.Name, People: of(IndividualPeople), HoursPerYear: of(IndividualHours)})
	}
	return allowances
}

func (a assumed) recovery(site *siteFacts, m calendar.Month, openDays float64) []wisn.RecoveryBays {
	bays, ok := a.at(assumptionKey{name: RecoveryBayCount, site: site.ID}, m)
	if !ok {
		return nil
	}
	return []wisn.RecoveryBays{{
		Name: site.Name, Bays: *bays.Value, OpenDaysPerYear: openDays,
		PatientsPerNurse: a.number(assumptionKey{name: PatientsPerNurse, site: site.ID}, m),
		HoursPerDay:      a.number(assumptionKey{name: RecoveryHoursPerDay, site: site.ID}, m),
	}}
}

func (a assumed) calls(role caseload.Role, site *siteFacts, m calendar.Month) []wisn.Call {
	var calls []wisn.Call
	for _, label := range a.labels(role, site.ID, m, CallTeamSize, CallHoursCovered, CallBackHours, CallRestHours, CallTakers) {
		key := func(name AssumptionName) assumptionKey { return assumptionKey{name, role, site.ID, label} }
		calls = append(calls, wisn.Call{
			Name: site.Name + ", " + label, TeamSize: a.number(key(CallTeamSize), m), HoursCoveredPerWeek: a.number(key(CallHoursCovered), m),
			CallBackHoursPerWeek: a.number(key(CallBackHours), m), PaidRestHoursPerWeek: a.numberOr(key(CallRestHours), m, 0),
			Takers: a.number(key(CallTakers), m), StandbyCounts: a.numberOr(key(CallStandbyCounts), m, 0) != 0,
		})
	}
	return calls
}

func (a assumed) rounding(role caseload.Role, m calendar.Month) wisn.Rounding {
	i := int(a.numberOr(assumptionKey{name: RequirementRounding, role: role}, m, 0))
	if choices := wisn.Roundings(); i >= 0 && i < len(choices) {
		return choices[i]
	}
	return wisn.Unrounded
}

// confirmation is what a lead has confirmed of the role.
func (a assumed) confirmation(role caseload.Role) wisn.Confirmation {
	is := func(part AssumptionPart) bool { _, ok := a.confirmed[role][part]; return ok }
	return wisn.Confirmation{Rooms: is(PartRooms), Hours: is(PartHours), Minutes: is(PartMinutes), Absence: is(PartAbsence), Call: is(PartCall), Recovery: is(PartRecovery)}
}

// authorisedAt returns the FTE that the role may fill at the site on the day.
func (a assumed) authorisedAt(role caseload.Role, site caseload.SiteID, day calendar.Date) (float64, bool) {
	fte, from, ok := 0.0, calendar.Date(0), false
	for _, p := range a.authorised {
		if p.Role == role && p.Site == site && p.From <= day && (!ok || p.From >= from) {
			fte, from, ok = p.FTE, p.From, true
		}
	}
	return fte, ok
}

// headcountAt returns the newest headcount of the role at the site that a file states by the month.
func (a assumed) headcountAt(site caseload.SiteID, role caseload.Role, m calendar.Month) (caseload.Headcount, bool) {
	dated := a.headcounts[headcountKey{site, role}]
	for i := len(dated) - 1; i >= 0; i-- {
		if dated[i].Month <= m {
			return dated[i], true
		}
	}
	return caseload.Headcount{}, false
}
