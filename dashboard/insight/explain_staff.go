package insight

import (
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// staff explains a headcount, FTE or ratio of a role by the roster lines behind it.
func (x *tracer) staff() error {
	r, m := x.r, x.r.month
	role := x.q.Role
	if !slices.Contains(caseload.StaffRoles(), role) {
		return fault.New(fault.Invalid, "Name a role: attending, app, technologist or nurse.")
	}
	x.people = true
	x.t.Title = role.Plural() + ", " + r.sitesText() + ", " + m.Long()
	if !r.rosterSpeaks(m) {
		x.t.Notes = append(x.t.Notes, "No roster speaks of "+m.Long()+".")
		x.t.Summary = "No roster line is stored."
		return nil
	}
	lines := r.lines(role)
	now := staffOf(lines, m)
	x.personRows(lines)
	volume := r.total.At(m)
	if why := r.whyNoRatio(m); why != "" {
		volume = series.Missing()
		if x.q.Figure == FigurePerHead || x.q.Figure == FigurePerFTE {
			x.t.Notes = append(x.t.Notes, why)
		}
	}
	if isRatio := x.q.Figure == FigurePerHead || x.q.Figure == FigurePerFTE; isRatio && r.chosen != nil && now.heads < fewPeople {
		x.t.Title += ", procedures per head"
		x.t.Notes = append(x.t.Notes, "Fewer than three people of the role work at "+r.chosen.Name+": a ratio would be about each of them, so none is shown.")
		return nil
	}
	switch x.q.Figure {
	case FigureHeadcount:
		x.t.Title += ", headcount"
		x.set(now.heads, whole(now.heads))
		x.t.Formula = []string{whole(now.heads) + " " + plural(int(now.heads), "person", "people") + " employed on " + m.Last().Long() + "; somebody with two lines is one head"}
		if p, ok := r.profile(role, m); ok {
			x.t.Formula = append(x.t.Formula, whole(now.heads)+" − "+whole(float64(p.Headcount))+" in the profile = "+signedWhole(now.heads-float64(p.Headcount)))
		}
	case FigureFTE:
		x.t.Title += ", FTE"
		x.set(now.fte, oneDecimal(now.fte))
		x.t.Formula = []string{x.fteFormula(lines), "Available, by clinical share and less leave of over 30 days: " + decimals(now.available, 2)}
	case FigurePerHead:
		x.t.Title += ", procedures per head"
		v := ratio(volume, now.heads)
		x.set(v, oneDecimal(v))
		x.ratioFormula(volume, whole(now.heads)+" heads", v)
		if usual := r.baselinePerHead(role, m); !series.IsMissing(usual) {
			b, _ := r.comparable(m)
			p, _ := r.profile(role, m)
			x.t.Formula = append(x.t.Formula, "Baseline: "+baselineText(b.PerMonth)+" ÷ "+whole(float64(p.Headcount))+" = "+oneDecimal(usual)+" per head")
		}
	case FigurePerFTE:
		x.t.Title += ", procedures per FTE"
		v := ratio(volume, now.fte)
		x.set(v, oneDecimal(v))
		x.ratioFormula(volume, decimals(now.fte, 2)+" FTE", v)
		x.t.Notes = append(x.t.Notes, "Procedures per FTE stand without comparison until an FTE baseline is entered.")
	}
	if covered := r.profileSites(m); covered != "" {
		x.t.Notes = append(x.t.Notes, covered)
	}
	return nil
}

func (x *tracer) ratioFormula(volume float64, byText string, v float64) {
	m := x.r.month
	if series.IsMissing(x.r.total.At(m)) {
		x.explainMissing(m, m)
	}
	if series.IsMissing(v) {
		return
	}
	x.t.Formula = append(x.t.Formula, whole(volume)+" procedures ÷ "+byText+" = "+oneDecimal(v))
	x.input("Procedures, "+x.r.sitesText()+", "+m.Long(), volume, TraceURL(TraceQuery{Figure: FigureCount, View: x.r.pinned()}))
}

// fteFormula writes the sum line by line, or as a sum of many.
func (x *tracer) fteFormula(lines []caseload.Appointment) string {
	m := x.r.month
	var parts []string
	sum := 0.0
	for _, a := range lines {
		days := daysEmployed(a, m)
		if days == 0 {
			continue
		}
		sum += fteOf(a, m)
		text := decimals(a.FTE, 2)
		if days < m.Days() {
			text += " × " + whole(float64(days)) + "⁄" + whole(float64(m.Days()))
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return "No line is employed in " + m.Long() + ": 0"
	}
	return strings.Join(parts, " + ") + " = " + decimals(sum, 2)
}

// personRows lists the roster lines that touch the month.
func (x *tracer) personRows(lines []caseload.Appointment) {
	r, m := x.r, x.r.month
	uploads := r.uploadsBySeq()
	for _, a := range lines {
		if a.From > m.Last() || a.To != nil && *a.To < m.First() {
			continue
		}
		row := PersonRow{
			Staff: string(a.Staff), Role: a.Role.Singular(), FTE: a.FTE, From: a.From.Short(),
			Status: string(a.Status), Employment: string(a.Employment), DaysEmployed: daysEmployed(a, m),
			Contribution: Number(fteOf(a, m)), Head: a.IsEmployed(m.Last()),
			Origin: r.origin(uploads, a.Source, a.Row, false),
		}
		if a.To != nil {
			row.To = a.To.Short()
		}
		for _, s := range r.facts.sites {
			if s.ID == a.Site {
				row.Site = s.ref
			}
		}
		x.t.People = append(x.t.People, row)
	}
	n := len(x.t.People)
	x.t.Total = n
	x.t.Summary = whole(float64(n)) + " roster " + plural(n, "line", "lines") + " " + plural(n, "touches", "touch") + " " + m.Long() + "."
}
