package insight

import (
	"math"
	"strings"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// needWords writes the page's sentences from its numbers.
func (r *reading) needWords(a *StaffingAnswer) {
	a.Headline = needHeadline(a.Roles, a.Tightest)
	a.Second = r.needSecond(a)
	a.Title, a.Summary = needTitle(a.Roles), r.needSummary(a)
	a.Ahead.Title = aheadTitle(a.Ahead)
}

// roleOf returns one role's need.
func roleOf(roles []RoleNeed, role caseload.Role) *RoleNeed {
	for i := range roles {
		if roles[i].Role == role {
			return &roles[i]
		}
	}
	return nil
}

// purpose says what a lens asks people for.
func purpose(lens wisn.Lens) string {
	if lens == wisn.ByCoverage {
		return "to keep the rooms covered"
	}
	return "for the procedures"
}

// needHeadline says the tightest role and how the others stand: "Nurses are the tightest role: 13.8 FTE rostered, 14.6
// needed to keep the rooms covered. The other three roles have room."
func needHeadline(roles []RoleNeed, tightest caseload.Role) Sentence {
	n := roleOf(roles, tightest)
	if n == nil {
		return undecidedHeadline(roles)
	}
	verb := " are the tightest role: "
	if n.Role == caseload.APP {
		verb = " is the tightest role: "
	}
	s := Sentence{
		{Text: n.Name + verb, Strong: true},
		{Text: oneDecimal(float64(n.Available)) + " FTE", Strong: true, URL: n.RosterURL}, {Text: " " + n.availableWord() + ", "},
		{Text: oneDecimal(float64(n.Required)), Strong: true, URL: n.RequiredURL},
		{Text: " needed " + purpose(n.Lens) + ". " + othersStand(roles, tightest)},
	}
	return s
}

// availableWord is what the FTE on hand is: rostered, or available where some of it is not clinical or on long leave.
func (n RoleNeed) availableWord() string {
	if oneDecimal(float64(n.Available)) == oneDecimal(float64(n.Filled)) {
		return "rostered"
	}
	return "available"
}

// undecidedHeadline stands where no role can be compared yet.
func undecidedHeadline(roles []RoleNeed) Sentence {
	people, fte, known, confirmed := 0.0, 0.0, true, 0
	for _, n := range roles {
		known = known && n.Headcount.Known() && n.Filled.Known()
		people, fte = people+float64(n.Headcount), fte+float64(n.Filled)
		if n.Need.Confirmed {
			confirmed++
		}
	}
	s := Sentence{}
	if known {
		s = Sentence{{Text: whole(people) + " people", Strong: true}, {Text: " and "}, {Text: oneDecimal(fte) + " FTE", Strong: true}, {Text: " are on the roster. "}}
	}
	switch {
	case confirmed == 0:
		s = append(s, Part{Text: "What the work requires is illustrative: " + wisn.NotConfirmed + "."})
	case !known:
		s = append(s, Part{Text: "Nothing is compared with the roster, which is not known."})
	default:
		s = append(s, Part{Text: "No role can be compared with what it requires yet."})
	}
	return s
}

// othersStand says how the roles but one stand: "The other three roles have room."
func othersStand(roles []RoleNeed, but caseload.Role) string {
	var short, even, unknown []string
	room := 0
	for _, n := range roles {
		switch {
		case n.Role == but:
		case n.Gap.IsMissing():
			unknown = append(unknown, lowerFirst(n.Name))
		case oneDecimal(math.Abs(float64(n.Gap))) == "0.0":
			even = append(even, lowerFirst(n.Name))
		case n.Gap < 0:
			short = append(short, lowerFirst(n.Name)+" by "+oneDecimal(-float64(n.Gap)))
		default:
			room++
		}
	}
	var parts []string
	if len(short) > 0 {
		parts = append(parts, "Also short: "+list(short)+".")
	}
	if len(even) > 0 {
		parts = append(parts, capital(list(even))+" "+plural(len(even), "stands", "stand")+" exactly at what is required.")
	}
	if room > 0 {
		all := "The other "
		if len(parts)+len(unknown) > 0 {
			all = "Of the others "
		}
		if room == 1 {
			parts = append(parts, all+"one has room.")
		} else if all == "The other " {
			parts = append(parts, all+spelled(room)+" roles have room.")
		} else {
			parts = append(parts, all+spelled(room)+" have room.")
		}
	}
	if len(unknown) > 0 {
		parts = append(parts, "Nothing is said of "+list(unknown)+", whose "+wisn.NotConfirmed+" or roster missing.")
	}
	return strings.Join(parts, " ")
}

// needSecond says what is known ahead, and what it does to the gap.
func (r *reading) needSecond(a *StaffingAnswer) Sentence {
	var s Sentence
	if words := leaversInWords(a.Moves.Rows); words != "" {
		s = append(s, Part{Text: words + " "})
	}
	widest := -1
	for i, one := range a.Ahead.Roles {
		if one.Gap < 0 && widen(one) > 0.05 && (widest < 0 || widen(one) > widen(a.Ahead.Roles[widest])) {
			widest = i
		}
	}
	var rest []string
	for i, one := range a.Ahead.Roles {
		m, gap, ok := worstStep(one)
		switch {
		case !ok || i == widest:
		case one.Gap >= 0 && gap < -0.05:
			rest = append(rest, lowerFirst(one.Name)+" "+fall(one.Role)+" "+oneDecimal(-gap)+" short in "+m)
		}
	}
	if widest >= 0 {
		one := a.Ahead.Roles[widest]
		m, gap, _ := worstStep(one)
		s = append(s, Part{Text: "Without a hire the gap of " + lowerFirst(one.Name) + " grows from " + oneDecimal(-float64(one.Gap)) + " to " + oneDecimal(-gap) + " FTE in " + m, Strong: true})
		if len(rest) > 0 {
			s = append(s, Part{Text: "; "})
		}
	}
	switch text := list(rest); {
	case text != "" && widest < 0:
		s = append(s, Part{Text: capital(text) + ". "})
	case text != "" || widest >= 0:
		s = append(s, Part{Text: text + ". "})
	}
	for _, role := range a.Roles {
		if role.Need.Confirmed {
			continue
		}
		s = append(s, Part{Text: capital(wisn.NotConfirmed) + " for " + r.unconfirmedList(a.Roles) + ": "},
			Part{Text: "see what is open", URL: "#assumptions"}, Part{Text: "."})
		break
	}
	return s
}

func fall(role caseload.Role) string {
	if role == caseload.APP {
		return "falls"
	}
	return "fall"
}

// worstStep is the month ahead in which the gap last takes a step down, and the gap then.
func worstStep(one RoleAhead) (month string, gap float64, ok bool) {
	for _, m := range one.Months {
		g := m.RosteredFTE - m.RequiredFTE
		if !ok || g < gap-0.3 { // a drift of the forecast is not a step
			month, gap, ok = m.Month.Long(), g, true
		}
	}
	return month, gap, ok
}

// widen is by how much a gap grows ahead.
func widen(one RoleAhead) float64 {
	_, gap, ok := worstStep(one)
	if !ok {
		return 0
	}
	return float64(one.Gap) - gap
}

func (r *reading) unconfirmedList(roles []RoleNeed) string {
	var names []string
	for _, n := range roles {
		if !n.Need.Confirmed {
			names = append(names, lowerFirst(n.Name))
		}
	}
	if len(names) == len(roles) {
		return "any role"
	}
	return list(names)
}

// needTitle says which lens decides for whom: "Coverage decides for three roles, workload for advanced practice".
func needTitle(roles []RoleNeed) string {
	by := map[wisn.Lens][]string{}
	for _, n := range roles {
		if n.Lens != "" {
			by[n.Lens] = append(by[n.Lens], lowerFirst(n.Name))
		}
	}
	coverage, workload := by[wisn.ByCoverage], by[wisn.ByWorkload]
	named := func(names []string) string {
		switch {
		case len(names) == len(roles):
			return "all " + spelled(len(names)) + " roles"
		case len(names) > 2:
			return spelled(len(names)) + " roles"
		}
		return list(names)
	}
	switch {
	case len(coverage)+len(workload) == 0:
		return "Illustrative: what workload and coverage ask for"
	case len(workload) == 0:
		return "Coverage decides for " + named(coverage)
	case len(coverage) == 0:
		return "Workload decides for " + named(workload)
	case len(coverage) >= len(workload):
		return "Coverage decides for " + named(coverage) + ", workload for " + named(workload)
	}
	return "Workload decides for " + named(workload) + ", coverage for " + named(coverage)
}

func (r *reading) needSummary(a *StaffingAnswer) string {
	what := "Full-time equivalents in " + r.month.Long()
	workload := "Workload: people the procedures need (WISN)"
	if a.Year.Words != "" {
		workload += ", over " + a.Year.Words
	}
	open := ""
	for _, n := range a.Roles {
		if !n.Need.Confirmed {
			open = "Illustrative where a lead has not confirmed all assumptions: no gap is shown there"
			break
		}
	}
	return sentence(what, workload, "Coverage: people the open rooms, recovery and call need", open)
}

func aheadTitle(ahead StaffAhead) string {
	if len(ahead.Roles) == 0 {
		return "What the forecast requires of each role"
	}
	var short, later []string
	for _, one := range ahead.Roles {
		switch {
		case one.Gap < 0:
			short = append(short, lowerFirst(one.Name))
		case one.Crossing.Expected != nil:
			later = append(later, lowerFirst(one.Name)+" from "+one.Crossing.Expected.Long()+" on")
		}
	}
	switch {
	case len(short) == 0 && len(later) == 0:
		return "The roster carries what the forecast requires of every role shown"
	case len(later) == 0:
		return "The roster carries the forecast but for " + list(short) + ", short already"
	case len(short) == 0:
		return "The forecast asks for more than the roster has: " + list(later)
	}
	return "Short already: " + list(short) + "; short later: " + list(later)
}
