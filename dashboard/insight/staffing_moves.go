package insight

import (
	"cmp"
	"slices"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// staffMoves are the first and last days that lie ahead of the month in focus. A person whose next line of the role
// begins as one ends stays.
func (r *reading) staffMoves(v StaffingView) StaffMoves {
	type dated struct {
		StaffMove
		day calendar.Date
	}
	var found []dated
	for _, role := range caseload.StaffRoles() {
		lines := r.lines(role)
		for _, a := range lines {
			add := func(day calendar.Date, isStart bool) {
				move := StaffMove{Role: role, Site: r.siteRef(a.Site), Month: day.Month(), FTE: a.FTE, IsStart: isStart}
				if v.seesPeopleOf(a.Site) {
					move.Staff, move.Day = string(a.Staff), day.Short()
				}
				verb := " leaves in "
				if isStart {
					verb = " starts in "
				}
				move.Text = "1 " + role.Singular() + verb + move.Month.Long() + ", " + move.Site.Name + ", " + decimals(a.FTE, 1) + " FTE"
				found = append(found, dated{move, day})
			}
			if a.Status == caseload.StatusVacant {
				continue
			}
			if a.From > r.month.Last() && !continues(lines, a, a.From-1, false) {
				add(a.From, true)
			}
			if a.To != nil && *a.To > r.month.Last() && !continues(lines, a, *a.To+1, true) {
				add(*a.To, false)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
	var moves StaffMoves
	for _, one := range found {
		moves.Rows = append(moves.Rows, one.StaffMove)
	}
	moves.Title = movesTitle(moves.Rows)
	return moves
}

// continues reports whether the person has another line of the role, with as much FTE, that covers the day.
func continues(lines []caseload.Appointment, a caseload.Appointment, day calendar.Date, isAfter bool) bool {
	return slices.ContainsFunc(lines, func(b caseload.Appointment) bool {
		if b.Staff != a.Staff || b.AppointmentKey == a.AppointmentKey || b.Status == caseload.StatusVacant {
			return false
		}
		if isAfter {
			return b.From == day
		}
		return b.To != nil && *b.To == day
	})
}

func (r *reading) siteRef(id caseload.SiteID) SiteRef {
	for _, s := range r.facts.sites {
		if s.ID == id {
			return s.ref
		}
	}
	return SiteRef{ID: id}
}

// movesTitle counts leavers and starters: "Two known leavers, one starter".
func movesTitle(rows []StaffMove) string {
	leavers, starters := 0, 0
	for _, row := range rows {
		if row.IsStart {
			starters++
		} else {
			leavers++
		}
	}
	var parts []string
	if leavers > 0 {
		parts = append(parts, spelled(leavers)+" known "+plural(leavers, "leaver", "leavers"))
	}
	if starters > 0 {
		parts = append(parts, spelled(starters)+" known "+plural(starters, "starter", "starters"))
	}
	if len(parts) == 0 {
		return "Nobody is known to leave or start"
	}
	return capital(list(parts))
}

// leaversInWords says who leaves and starts: "Two leavers are known: one nurse in January 2027, one technologist in April."
func leaversInWords(rows []StaffMove) string {
	var said []string
	for _, isStart := range []bool{false, true} {
		var parts []string
		n, year := 0, 0
		for i := 0; i < len(rows); i++ {
			if rows[i].IsStart != isStart {
				continue
			}
			n++
			same := 1
			for j := i + 1; j < len(rows) && rows[j].IsStart == isStart && rows[j].Role == rows[i].Role && rows[j].Month == rows[i].Month; j++ {
				same++
			}
			i, n = i+same-1, n+same-1
			when := rows[i].Month.Long()
			if rows[i].Month.Year() == year {
				when = rows[i].Month.MonthOfYear().String()
			}
			year = rows[i].Month.Year()
			parts = append(parts, spelled(same)+" "+plural(same, rows[i].Role.Singular(), people(rows[i].Role))+" in "+when)
		}
		if n == 0 {
			continue
		}
		noun, nouns := "leaver is", "leavers are"
		if isStart {
			noun, nouns = "starter is", "starters are"
		}
		said = append(said, capital(spelled(n))+" "+plural(n, noun, nouns)+" known: "+shortList(parts, 4)+".")
	}
	return strings.Join(said, " ")
}

// people is the word for several people of a role within a sentence.
func people(role caseload.Role) string {
	if role == caseload.APP {
		return "APPs"
	}
	return role.Singular() + "s"
}

// rosterWarnings say what in the roster deserves a look. They name ids, never names.
func (r *reading) rosterWarnings(v StaffingView) []string {
	var warnings []string
	m := r.month
	fte := map[caseload.StaffID]float64{}
	var ids []caseload.StaffID
	isOpen := func(a caseload.Appointment) bool { return daysEmployed(a, m) > 0 }
	var leave, vacant, accepted, late, agency concerned
	for _, a := range r.facts.people { // one person at two sites is too much wherever one looks from
		if !a.Role.IsStaff() {
			continue
		}
		inView := r.chosen == nil || a.Site == r.chosen.ID
		touches := a.From <= m.Last() && (a.To == nil || *a.To >= m.First())
		if a.IsEmployed(m.Last()) {
			if _, ok := fte[a.Staff]; !ok {
				ids = append(ids, a.Staff)
			}
			fte[a.Staff] += a.FTE
		}
		if !inView {
			continue
		}
		switch {
		case a.Status == caseload.StatusVacant && touches:
			vacant.add(a, v)
		case a.Status == caseload.StatusAccepted && a.From > m.Last():
			accepted.add(a, v)
		case a.Status == caseload.StatusAccepted && touches:
			late.add(a, v)
		case isLongLeave(a) && isOpen(a):
			leave.add(a, v)
		}
		if a.Employment == caseload.EmploymentAgency && isOpen(a) {
			agency.add(a, v)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if fte[id] > 1+fteSlack && r.isInView(id) {
			who := string(id)
			if !r.seesAllOf(id, v) {
				who = "One person"
			}
			warnings = append(warnings, who+" has "+decimals(fte[id], 2)+" FTE in "+m.Long()+", more than 1.0 for one person.")
		}
	}
	say := func(c concerned, one, many string) {
		if c.n > 0 {
			warnings = append(warnings, capital(spelled(c.n))+" "+plural(c.n, one, many)+c.withIDs()+".")
		}
	}
	say(leave, "person is on leave of over 30 days and not in the available FTE", "people are on leave of over 30 days and not in the available FTE")
	say(vacant, "line is vacant and counts as nobody", "lines are vacant and count as nobody")
	say(accepted, "appointment is accepted and counts from its first day", "appointments are accepted and count from their first day")
	say(late, "appointment is still marked accepted after its first day and counts as nobody", "appointments are still marked accepted after their first day and count as nobody")
	say(agency, "person is agency or travelling staff, who fill a vacancy without closing it", "people are agency or travelling staff, who fill vacancies without closing them")
	return append(warnings, r.leaverless()...)
}

// fteSlack keeps 0.6 + 0.4 from being more than one.
const fteSlack = 1e-9

// concerned are the lines that a warning is about, with the ids of those that the reader may see: leave is nobody's
// business who may not see names, nor that of another site's coordinator.
type concerned struct {
	n   int
	ids []string
}

func (c *concerned) add(a caseload.Appointment, v StaffingView) {
	c.n++
	if v.seesPeopleOf(a.Site) {
		c.ids = append(c.ids, string(a.Staff))
	}
}

func (c *concerned) withIDs() string {
	if len(c.ids) == 0 {
		return ""
	}
	slices.Sort(c.ids)
	return " (" + shortList(c.ids, 5) + ")"
}

// seesAllOf reports whether every site at which the person works is one whose people may be seen.
func (r *reading) seesAllOf(id caseload.StaffID, v StaffingView) bool {
	return !slices.ContainsFunc(r.facts.people, func(a caseload.Appointment) bool { return a.Staff == id && !v.seesPeopleOf(a.Site) })
}

func (r *reading) isInView(id caseload.StaffID) bool {
	return slices.ContainsFunc(r.people, func(a caseload.Appointment) bool {
		return a.Staff == id && (r.chosen == nil || a.Site == r.chosen.ID)
	})
}

// leaverless notes a roster that seems to list only those who are still here: no line ends, and it only grows.
func (r *reading) leaverless() []string {
	var notes []string
	for _, site := range r.rosterSites() {
		lines, ends := 0, 0
		starts := map[calendar.Month]bool{}
		for _, a := range r.people {
			if a.Site != site.ID || !a.Role.IsStaff() {
				continue
			}
			lines++
			starts[a.From.Month()] = true
			if a.To != nil {
				ends++
			}
		}
		if lines >= fewPeople && ends == 0 && len(starts) > 1 {
			notes = append(notes, "The roster of "+site.Name+" lists nobody with a last day: if it leaves out those who have left, its earlier headcounts are too low.")
		}
	}
	return notes
}
