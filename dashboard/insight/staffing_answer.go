package insight

import (
	"context"
	"slices"
	"strings"

	"caseload/dashboard/analysis/scenario"
	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/wisn"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Staffing answers "do we have the people?" for the view.
func (s *Service) Staffing(ctx context.Context, v StaffingView) (StaffingAnswer, error) {
	r, err := s.read(ctx, v.View.Shared())
	if err != nil {
		return StaffingAnswer{}, err
	}
	answer := StaffingAnswer{Scope: r.scope(), Empty: r.empty()}
	if answer.Empty != nil {
		return answer, nil
	}
	counted, err := s.countedYear(ctx, r)
	if err != nil {
		return StaffingAnswer{}, err
	}
	year := counted
	if v.Year == YearForecast {
		if year, err = s.forecastYear(ctx, r.view, counted); err != nil {
			return StaffingAnswer{}, err
		}
	}
	answer.Year = year.StaffYear
	answer.Year.OtherURL = r.otherYearURL(v.Year)
	answer.Roles = r.roleNeeds(year, v.seesRatiosOfFew(r))
	answer.Tightest = tightest(answer.Roles)
	if answer.Sites, err = s.siteNeeds(ctx, r, v); err != nil {
		return StaffingAnswer{}, err
	}
	if answer.Ahead, err = s.staffAhead(ctx, r, counted, answer.Roles); err != nil {
		return StaffingAnswer{}, err
	}
	answer.Moves = r.staffMoves(v)
	answer.Heads = r.headcountHistory(v.seesRatiosOfFew(r))
	answer.Calls = r.callBurdens(answer.Roles)
	answer.Roster = r.rosterTimeline(v)
	answer.Assumptions = r.roleAssumptions(year.StaffYear)
	answer.Warnings = r.rosterWarnings(v)
	answer.Notes = r.needNotes(answer)
	answer.Sources = r.rosterSources()
	r.needWords(&answer)
	return answer, nil
}

// otherYearURL is the page by the year that is not shown.
func (r *reading) otherYearURL(shown VolumeYear) string {
	address := r.pinned().URL("/staffing")
	if shown == YearForecast {
		return address
	}
	if strings.Contains(address, "?") {
		return address + "&year=" + string(YearForecast)
	}
	return address + "?year=" + string(YearForecast)
}

// roleNeeds works out every role for the sites in view.
func (r *reading) roleNeeds(year staffYear, seesFew bool) []RoleNeed {
	today := r.staffToday(year)
	answer, err := scenario.Scenario{}.Answer(today)
	if err != nil { // the neutral scenario refuses nothing
		return nil
	}
	needs := make([]RoleNeed, 0, len(answer.Roles))
	for _, role := range answer.Roles {
		if year.Problem != "" && role.Workload == nil {
			role.WorkloadProblem = year.Problem
		}
		needs = append(needs, r.roleNeed(role, year.Kind, seesFew))
	}
	return needs
}

func (r *reading) roleNeed(answer scenario.RoleAnswer, year VolumeYear, seesFew bool) RoleNeed {
	m, role := r.month, answer.Role
	rostered := r.rosteredAt(role, m)
	n := RoleNeed{
		RoleAnswer: answer, Name: role.Plural(), Singular: role.Singular(),
		Headcount: missing(), Filled: missing(), Available: missing(), NonClinical: missing(), OnLeave: missing(), Authorised: r.authorised(role), Vacant: missing(), Agency: missing(),
		Required: missing(), Gap: missing(), Ratio: missing(), RequiredPosts: missing(), AtWork: missing(),
		Heading: answer.Need.Heading(), Sentence: answer.Need.Sentence(), Verdict: answer.Need.Verdict(),
		FromHeadcounts: len(rostered.snapshots) > 0,
		EditURL:        AssumptionsURL(role),
	}
	trace := func(figure Figure) string {
		return TraceURL(TraceQuery{Figure: figure, View: r.pinned(), Role: role, Year: year})
	}
	n.WorkloadURL, n.CoverageURL, n.RosterURL = trace(FigureWorkload), trace(FigureCoverage), trace(FigureAvailable)
	n.RequiredURL, n.GapURL = trace(FigureRequired), trace(FigureGap)
	n.People = "no roster of " + m.Long()
	if rostered.known {
		n.Headcount, n.Filled, n.Available = Number(rostered.heads), Number(rostered.fte), Number(rostered.available)
		n.Few = r.chosen != nil && rostered.heads < fewPeople
		if !n.Few || seesFew { // of one or two people it is known whose leave it is
			n.NonClinical, n.OnLeave = Number(rostered.fte-rostered.available-rostered.onLeave), Number(rostered.onLeave)
		}
		n.Need.HidesRatio = n.Few && !seesFew
		n.People = peopleText(rostered)
		n.Vacant, n.Agency = r.vacantAndAgency(role)
	}
	lens, estimate, err := answer.Need.Deciding()
	if err != nil {
		return n
	}
	n.Lens, n.Required = lens, Number(estimate.RequiredFTE)
	if gap, err := answer.Need.FTEGap(); err == nil {
		n.Gap = Number(gap)
	}
	if ratio, err := answer.Need.Ratio(); err == nil && !n.Need.HidesRatio {
		n.Ratio = Number(ratio)
	}
	if rounding := r.assumed.rounding(role, m); rounding != wisn.Unrounded {
		if posts, err := rounding.Round(estimate.RequiredFTE); err == nil {
			n.RequiredPosts = Number(posts)
		}
	}
	n.AtWork = r.atWork(role, estimate.RequiredFTE)
	return n
}

// fewPeople is the number of people of a role at a site below which viewers are shown no ratio: it would be about them.
const fewPeople = 3

// peopleText says the roster: "14 people, 13.8 FTE rostered", or "9 people, 8.6 FTE, 7.2 available" where some of it is not.
func peopleText(p rosteredMonth) string {
	text := "headcount not stated"
	if !series.IsMissing(p.heads) {
		text = whole(p.heads) + " " + plural(int(p.heads), "person", "people")
	}
	if series.IsMissing(p.fte) {
		return text + ", FTE not stated"
	}
	text += ", " + oneDecimal(p.fte) + " FTE"
	if oneDecimal(p.available) != oneDecimal(p.fte) {
		return text + ", " + oneDecimal(p.available) + " available"
	}
	return text + " rostered"
}

// authorised is the FTE that the role may fill at the sites in view, missing unless every active site has said so.
func (r *reading) authorised(role caseload.Role) Number {
	sum := 0.0
	active := r.active(r.month)
	for _, site := range active {
		fte, ok := r.assumed.authorisedAt(role, site.ID, r.month.Last())
		if !ok {
			return missing()
		}
		sum += fte
	}
	if len(active) == 0 {
		return missing()
	}
	return Number(sum)
}

// vacantAndAgency are the FTE of lines marked vacant in the month, and of agency staff.
func (r *reading) vacantAndAgency(role caseload.Role) (vacant, agency Number) {
	for _, a := range r.lines(role) {
		if a.Status == caseload.StatusVacant && a.From <= r.month.Last() && (a.To == nil || *a.To >= r.month.First()) {
			vacant += Number(a.FTE)
		}
		if a.Employment == caseload.EmploymentAgency {
			agency += Number(fteOf(a, r.month))
		}
	}
	return vacant, agency
}

// atWork is the requirement without paid time off, where its share and what it is a share of have been entered.
func (r *reading) atWork(role caseload.Role, paidFTE float64) Number {
	off, hasShare := r.assumed.at(assumptionKey{name: PaidTimeOffShare, role: role}, r.month)
	of, hasBasis := r.assumed.at(assumptionKey{name: PaidTimeOffOfWorked, role: role}, r.month)
	if !hasShare || !hasBasis {
		return missing()
	}
	basis := wisn.OfPaidHours
	if *of.Value != 0 {
		basis = wisn.OfWorkedHours
	}
	fte, err := wisn.WorkedOfPaidFTE(paidFTE, *off.Value, basis)
	if err != nil {
		return missing()
	}
	return Number(fte)
}

// tightest is the confirmed role with the lowest ratio of rostered to required.
func tightest(roles []RoleNeed) caseload.Role {
	var found caseload.Role
	lowest := 0.0
	for _, n := range roles {
		if ratio, err := n.Need.Ratio(); err == nil && (found == "" || ratio < lowest) {
			found, lowest = n.Role, ratio
		}
	}
	return found
}

// siteNeeds works the roles out for each site by itself; with one site there is nothing to part.
func (s *Service) siteNeeds(ctx context.Context, r *reading, v StaffingView) ([]SiteNeeds, error) {
	active := r.active(r.month)
	if r.chosen != nil || len(active) < 2 {
		return nil, nil
	}
	var all []SiteNeeds
	for _, site := range active {
		view := r.pinned().WithSite(site.ref.Slug)
		alone, err := s.read(ctx, view)
		if err != nil {
			return nil, err
		}
		year, err := s.yearOf(ctx, alone, v.Year)
		if err != nil {
			return nil, err
		}
		all = append(all, SiteNeeds{Site: site.ref, Roles: alone.roleNeeds(year, v.seesRatiosOfFew(alone))})
	}
	return all, nil
}

// AssumptionsURL is where a role's assumptions are seen and edited.
func AssumptionsURL(role caseload.Role) string { return "/settings/assumptions/" + string(role) }

// needNotes say what a reader must know beside the numbers.
func (r *reading) needNotes(a StaffingAnswer) []string {
	var notes []string
	if a.Year.Problem != "" {
		notes = append(notes, a.Year.Problem)
	}
	if a.Year.Last != r.month && a.Year.Kind == YearRolling12 && a.Year.Problem == "" {
		notes = append(notes, r.month.Long()+" is not complete: the workload counts "+a.Year.Words+".")
	}
	notes = append(notes, r.lackingRosters()...)
	notes = append(notes, r.snapshotNotes()...)
	for _, role := range a.Roles {
		if role.Workload != nil && role.Need.Confirmed {
			for _, warning := range role.Workload.Warnings {
				if text := role.Name + ": " + warning; !slices.Contains(notes, text) {
					notes = append(notes, text)
				}
			}
		}
	}
	for _, site := range r.active(r.month) {
		if _, ok := r.assumed.at(assumptionKey{name: OpenDaysPerYear, site: site.ID}, r.month); !ok && r.hasRooms(site) {
			notes = append(notes, "Open days of "+site.Name+": not entered, so its own "+whole(site.workingDaysOfYear(a.Year))+" working days of the year stand in.")
		}
	}
	return notes
}

func (r *reading) hasRooms(site *siteFacts) bool {
	_, ok := r.assumed.at(assumptionKey{name: RoomCount, site: site.ID}, r.month)
	return ok
}

// lackingRosters names the sites whose people are not known, though their procedures are.
func (r *reading) lackingRosters() []string {
	var notes []string
	for _, site := range r.peopleSites(r.month) {
		lacks := false
		for _, role := range caseload.StaffRoles() {
			lacks = lacks || slices.Contains(r.rosteredAt(role, r.month).lacking, site)
		}
		if lacks && r.anyPeople() {
			notes = append(notes, "The people of "+site.Name+" are not known in "+r.month.Long()+": no role of "+r.sitesText()+" is compared with what it requires.")
		}
	}
	return notes
}

// anyPeople reports whether anything is known of people at all.
func (r *reading) anyPeople() bool { return len(r.people) > 0 || len(r.assumed.headcounts) > 0 }

// snapshotNotes say where headcounts stand in for roster lines, and as of when.
func (r *reading) snapshotNotes() []string {
	var notes []string
	said := map[caseload.SiteID]bool{}
	for _, role := range caseload.StaffRoles() {
		for _, h := range r.rosteredAt(role, r.month).snapshots {
			if said[h.Site] {
				continue
			}
			said[h.Site] = true
			text := "No roster lines of " + r.siteName(h.Site) + ": its people are those of a file of headcounts"
			if h.Month != r.month {
				text += " as of " + h.Month.Long()
			}
			notes = append(notes, text+". Leave, clinical share and known leavers are not in it.")
		}
	}
	return notes
}

func (r *reading) siteName(id caseload.SiteID) string {
	for _, s := range r.facts.sites {
		if s.ID == id {
			return s.Name
		}
	}
	return "all sites"
}

// headcountHistory is the roles' people by month since the roster begins.
func (r *reading) headcountHistory(seesFew bool) HeadcountHistory {
	h := HeadcountHistory{First: r.month, Last: r.month}
	for _, site := range r.rosterSites() {
		h.First = min(h.First, max(*site.peopleFirst, r.start))
	}
	volume := r.ratioMonths(h.First, h.Last)
	for _, role := range caseload.StaffRoles() {
		one := r.roleStaffing(role, h.First, volume)
		if r.chosen != nil && !seesFew {
			one.hideFew()
		}
		h.Roles = append(h.Roles, one)
	}
	if !r.rosterSpeaks(r.month) {
		h.Title = "No roster of " + r.month.Long() + " has come"
		return h
	}
	h.Title = r.staffTitle(h.Roles)
	if r.chosen == nil {
		h.Notes = append(h.Notes, r.profileSites(r.month))
	}
	h.Notes = append(h.Notes, r.staffNotes(r.month)...)
	h.Summary = sentence("Above: people on the last day of each month since "+h.First.Long()+", against the division profile",
		"Below: procedures per head against the baseline’s own ratio",
		"Procedures per FTE stand beside it without comparison until an FTE baseline is entered")
	if r.chosen != nil {
		h.Summary = sentence("Above: people on the last day of each month since "+h.First.Long(), "Below: procedures per head")
	}
	return h
}

// hideFew takes away the ratios of months in which they would be about single people. It is for one site; all sites
// together hide nobody.
func (rs *RoleStaffing) hideFew() {
	few := func(m calendar.Month, v float64) float64 {
		if rs.Headcounts.At(m) < fewPeople {
			return series.Missing()
		}
		return v
	}
	rs.PerHeads, rs.PerFTEs = rs.PerHeads.Map(few), rs.PerFTEs.Map(few)
	if rs.Few {
		rs.PerHead, rs.PerFTE, rs.PerHeadPercent, rs.PerHeadPerDay = missing(), missing(), missing(), missing()
		rs.Ratio, rs.PerHeadURL, rs.PerFTEURL = "", "", ""
	}
}

// callBurdens are the rotas in force, with how often they come round.
func (r *reading) callBurdens(roles []RoleNeed) []CallBurden {
	var burdens []CallBurden
	for _, role := range roles {
		for _, site := range r.active(r.month) {
			for _, call := range r.assumed.calls(role.Role, site, r.month) {
				burdens = append(burdens, r.callBurden(role.Role, site, call))
			}
		}
	}
	return burdens
}

func (r *reading) callBurden(role caseload.Role, site *siteFacts, call wisn.Call) CallBurden {
	b := CallBurden{Role: role, Name: role.Plural() + ", " + call.Name, Site: site.ref}
	coverage, err := wisn.Cover{Time: r.assumed.workingTime(role, r.month), Call: []wisn.Call{call}}.Required()
	if err != nil {
		b.Error = err.Error()
		return b
	}
	b.Call, b.Line = &call, &coverage.Call[0]
	b.Words = decimalShort(call.TeamSize) + " of " + decimalShort(call.Takers) + ": " + oneDecimal(coverage.Call[0].NightsPerTaker) + " nights a month each"
	return b
}

// monthsAhead are the months that the page looks ahead.
func monthsAhead(m calendar.Month) (first, last calendar.Month) { return m + 1, m + outlookMonths }
