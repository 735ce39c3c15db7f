package insight

import (
	"math"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// staffing returns the four roles in the month in focus.
func (r *reading) staffing() Staffing {
	m := r.month
	s := Staffing{Month: m, First: m - tableMonths + 1, Known: r.rosterSpeaks(m)}
	if !s.Known {
		s.Title = "No roster of " + m.Long() + " has come"
		s.Empty = &EmptyState{
			Title: s.Title + ".", Action: "Upload a roster", URL: "/data",
			Text: "A roster lists staff id, role, site, FTE and start date. It brings headcount and FTE by role, and procedures per head.",
		}
		return s
	}
	noRatio := r.ratioMonths(s.First, m)
	for _, role := range caseload.StaffRoles() {
		one := r.roleStaffing(role, s.First, noRatio)
		if r.chosen != nil {
			one.hideFew() // whoever reads; the Staffing page has them for those who may see them
		}
		if n := roleOf(r.needs, role); n != nil {
			one.Need, one.Standing = n, n.standing()
		}
		s.Roles = append(s.Roles, one)
	}
	s.SitesCovered = r.profileSites(m)
	s.Notes = r.staffNotes(m)
	s.Title, s.Heads = r.staffTitle(s.Roles), r.staffTitle(s.Roles)
	if title := r.stripTitle(); title != "" {
		s.Title = title
	}
	s.Summary = r.staffSummary(s)
	s.Line = r.staffLine(s)
	s.Sources = r.rosterSources()
	return s
}

// ratioMonths returns the complete months in which the sites of the procedures are the sites of the staff.
func (r *reading) ratioMonths(first, last calendar.Month) series.Monthly {
	volume := series.New(first, last)
	for m := first; m <= last; m++ {
		if r.total.Has(m) && r.whyNoRatio(m) == "" {
			volume.Set(m, r.total.At(m))
		}
	}
	return volume
}

func (r *reading) roleStaffing(role caseload.Role, first calendar.Month, volume series.Monthly) RoleStaffing {
	m := r.month
	lines := r.lines(role)
	heads, ftes, profiles := series.New(first, m), series.New(first, m), series.New(first, m)
	var now staffMonth
	for month := first; month <= m; month++ {
		if p, ok := r.profile(role, month); ok {
			profiles.Set(month, float64(p.Headcount))
		}
		if now = r.staffIn(role, lines, month); series.IsMissing(now.heads) && series.IsMissing(now.fte) {
			continue
		}
		heads.Set(month, now.heads)
		ftes.Set(month, now.fte)
	}
	perHeads, perFTEs := series.Divide(volume, heads), series.Divide(volume, ftes)
	rs := RoleStaffing{
		Role: role, Name: role.Plural(), Singular: role.Singular(),
		Headcount: Number(now.heads), FTE: Number(now.fte), Available: Number(now.available),
		Profile: Number(profiles.At(m)), Difference: Number(now.heads - profiles.At(m)),
		PerHead: Number(perHeads.At(m)), BaselinePerHead: Number(r.baselinePerHead(role, m)), PerFTE: Number(perFTEs.At(m)),
		PerHeadPerDay: missing(),
		Few:           r.chosen != nil && now.heads < 3,
		Headcounts:    heads, FTEs: ftes, PerHeads: perHeads, PerFTEs: perFTEs, Profiles: profiles,
	}
	if volume.Has(m) {
		rs.PerHeadPerDay = Number(ratio(r.rate(m, m), now.heads))
	}
	rs.PerHeadPercent = Number(series.PercentChange(float64(rs.BaselinePerHead), float64(rs.PerHead)))
	rs.People = whole(now.heads) + " " + plural(int(now.heads), "person", "people") + " · " + oneDecimal(now.fte) + " FTE"
	rs.Against = againstProfile(rs)
	rs.Ratio = ratioText(rs)
	address := func(figure Figure) string {
		return TraceURL(TraceQuery{Figure: figure, View: r.pinned(), Role: role})
	}
	rs.HeadsURL, rs.FTEURL = address(FigureHeadcount), address(FigureFTE)
	rs.PerHeadURL, rs.PerFTEURL = address(FigurePerHead), address(FigurePerFTE)
	return rs
}

// againstProfile says the headcount against the profile's: "as the profile's 14", "1 below the profile's 14".
func againstProfile(rs RoleStaffing) string {
	if rs.Profile.IsMissing() {
		return ""
	}
	profile := "the profile’s " + whole(float64(rs.Profile))
	if rs.Difference == 0 {
		return "as " + profile
	}
	return whole(math.Abs(float64(rs.Difference))) + " " + aboveOrBelow(float64(rs.Difference)) + " " + profile
}

// ratioText says the procedures per head, against the baseline's where heads may be compared with heads.
func ratioText(rs RoleStaffing) string {
	if rs.PerHead.IsMissing() {
		return ""
	}
	text := oneDecimal(float64(rs.PerHead)) + " procedures per " + rs.Singular
	if rs.BaselinePerHead.Known() {
		text += ", " + comparedTo(float64(rs.PerHead), float64(rs.BaselinePerHead)) + " the baseline’s " + oneDecimal(float64(rs.BaselinePerHead))
	}
	return text
}

// profileNumbers writes the profile's headcounts in the roles' order: "9/3/15/14".
func (r *reading) profileNumbers(m calendar.Month) string {
	var numbers []string
	for _, role := range caseload.StaffRoles() {
		text := dash
		if p, ok := r.profileInForce(role, m); ok {
			text = whole(float64(p.Headcount))
		}
		numbers = append(numbers, text)
	}
	return strings.Join(numbers, "/")
}

// profileSites says which sites the profile's headcounts cover.
func (r *reading) profileSites(m calendar.Month) string {
	if r.chosen != nil {
		return ""
	}
	var stated []string
	silent, inForce := false, false
	for _, role := range caseload.StaffRoles() {
		p, ok := r.profileInForce(role, m)
		if !ok {
			continue
		}
		inForce = true
		if p.SitesCovered == "" {
			silent = true
		} else if !slices.Contains(stated, p.SitesCovered) {
			stated = append(stated, p.SitesCovered)
		}
	}
	numbers := r.profileNumbers(m)
	switch {
	case !inForce:
		return "No staffing baseline is in force."
	case silent:
		return "Sites covered by " + numbers + ": not stated."
	}
	return "Sites covered by " + numbers + ": " + strings.Join(stated, "; ") + "."
}

func (r *reading) staffNotes(m calendar.Month) []string {
	var notes []string
	if r.chosen != nil {
		notes = append(notes, "Only staff of "+r.chosen.Name+". Which sites "+r.profileNumbers(m)+" cover is "+r.profileStated(m)+", so they are not compared with one site’s.")
	}
	if r.total.Has(m) {
		if why := r.whyNoRatio(m); why != "" {
			notes = append(notes, why)
		}
	} else if why := r.whyMissing(m); strings.HasPrefix(why, m.Long()) {
		notes = append(notes, "No ratio: "+strings.TrimSuffix(why, ".")+".")
	} else {
		notes = append(notes, "No ratio for "+m.Long()+": "+why+".")
	}
	for _, s := range r.rosterSites() {
		if n := len(s.rosters); n > 0 && s.expectsRoster(m) && s.rosters[n-1].Month < m {
			notes = append(notes, "The "+s.Name+" roster is of "+dayAndMonth(r.dateOf(s.rosters[n-1].ReceivedAt), r.today)+"; later changes are not in it.")
		}
	}
	return notes
}

func (r *reading) profileStated(m calendar.Month) string {
	for _, role := range caseload.StaffRoles() {
		if p, ok := r.profileInForce(role, m); ok && p.SitesCovered == "" {
			return "not stated"
		}
	}
	return "the division’s matter"
}

// staffTitle says how the headcounts stand against the profile's.
func (r *reading) staffTitle(roles []RoleStaffing) string {
	var off, numbers, named []string
	compared := 0
	for _, role := range roles {
		named = append(named, strings.ToLower(role.Name)+" "+whole(float64(role.Headcount)))
		numbers = append(numbers, whole(float64(role.Headcount)))
		if role.Profile.IsMissing() {
			continue
		}
		compared++
		if role.Difference != 0 {
			name := role.Name
			if len(off) > 0 {
				name = lowerFirst(name)
			}
			off = append(off, name+" "+againstProfileIs(role))
		}
	}
	switch {
	case compared == 0:
		return capital(r.sitesText()) + ": " + whole(total(roles)) + " people on the roster; " + list(named)
	case len(off) == 0:
		return "The roster stands at the profile’s " + list(numbers)
	}
	rest := compared - len(off)
	title := strings.Join(off, ", ")
	switch {
	case rest == 1:
		title += "; the other role stands at the profile’s number"
	case rest > 1:
		title += "; the other " + spelled(rest) + " roles stand at the profile’s numbers"
	}
	return title
}

// againstProfileIs says "are 1 below the profile's 14".
func againstProfileIs(role RoleStaffing) string {
	verb := "are "
	if role.Role == caseload.APP {
		verb = "is "
	}
	return verb + againstProfile(role)
}

// total adds the headcounts; somebody in two roles counts in both, as on the page.
func total(roles []RoleStaffing) float64 {
	n := 0.0
	for _, role := range roles {
		n += float64(role.Headcount)
	}
	return n
}

func (r *reading) staffSummary(s Staffing) string {
	m := r.month
	heads := "People employed on "
	if m.Last() > r.today {
		heads = "People as rostered for "
	}
	what := heads + dayAndMonth(m.Last(), r.today) + ", full-time equivalents of " + m.Long() +
		", and procedures per head over " + monthsIn(tableMonths)
	compare := ""
	if len(s.Roles) > 0 && s.Roles[0].BaselinePerHead.Known() {
		compare = "Heads are compared with heads; procedures per FTE stand without comparison until an FTE baseline is entered"
	}
	return sentence(what, compare)
}

// staffLine says the strip in one sentence.
func (r *reading) staffLine(s Staffing) string {
	var parts []string
	for _, role := range s.Roles {
		text := lowerFirst(role.Name) + " " + whole(float64(role.Headcount)) + " (" + oneDecimal(float64(role.FTE)) + " FTE"
		if role.PerHead.Known() {
			text += ", " + oneDecimal(float64(role.PerHead)) + " procedures a head"
			if role.BaselinePerHead.Known() {
				text += " against " + oneDecimal(float64(role.BaselinePerHead))
			}
		}
		parts = append(parts, text+")")
	}
	line := "Staff on " + r.month.Last().Long() + ": " + strings.Join(parts, "; ") + "."
	if r.chosen == nil {
		line += " Profile " + r.profileNumbers(r.month) + ", sites covered: " + r.profileCovered() + "."
	}
	return line
}

func (r *reading) profileCovered() string {
	text := r.profileSites(r.month)
	if _, after, ok := strings.Cut(text, ": "); ok {
		return strings.TrimSuffix(after, ".")
	}
	return "none in force"
}

// rosterSources names the rosters: "Source: rosters of University (November 2026) and VA (November 2026)."
func (r *reading) rosterSources() string {
	var parts []string
	for _, s := range r.rosterSites() {
		text := s.Name
		if n := len(s.rosters); n > 0 {
			text += " (received " + shortDay(r.dateOf(s.rosters[n-1].ReceivedAt), r.today) + ")"
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return "No roster has come. " + r.asOf()
	}
	return "Source: rosters of " + shortList(parts, 6) + ". " + r.asOf()
}
