package insight

import (
	"cmp"
	"slices"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// timelineAhead is how far the timeline goes beyond the month in focus.
const timelineAhead = 12

// rosterTimeline lists everybody on the roster of the sites in view, for those who may see individual dates.
func (r *reading) rosterTimeline(v StaffingView) Roster {
	t := Roster{First: r.start, Last: r.month + timelineAhead, Month: r.month}
	if len(r.rosterSites()) == 0 {
		t.Title = "No roster lines have come"
		return t
	}
	t.Sources = r.rosterSources()
	moves := StaffMoves{}
	if v.MaySeeNames {
		moves = r.staffMoves(v)
	}
	hidden := !v.MaySeeNames
	for _, role := range caseload.StaffRoles() {
		one := RosterRole{Role: role, Name: role.Plural()}
		for _, group := range byStaff(r.lines(role)) {
			person := r.rosterPerson(group, v)
			if isThere(group, r.month) {
				one.Now++
			}
			if person.Left {
				one.Left++
			}
			t.Appointments += current(group, r.month)
			if len(person.Lines) > 0 {
				one.People = append(one.People, person)
			} else {
				hidden = true
			}
		}
		slices.SortStableFunc(one.People, func(a, b RosterPerson) int {
			return cmp.Or(compareBool(b.Left, a.Left), cmp.Compare(lastDay(a), lastDay(b)), cmp.Compare(a.Lines[0].From, b.Lines[0].From))
		})
		t.Heads += one.Now
		t.Roles = append(t.Roles, one)
	}
	t.Title = whole(float64(t.Heads)) + " " + plural(t.Heads, "person", "people") + ", " + whole(float64(t.Appointments)) + " " + plural(t.Appointments, "appointment", "appointments")
	if len(moves.Rows) > 0 {
		t.Title += "; " + lowerFirst(moves.Title)
	}
	t.Summary = sentence("Every appointment since "+t.First.Long()+", by role; those who have left first", "A bar split in two is one person at both sites")
	if hidden {
		t.Hidden = "Individual dates are shown to coordinators, of their own sites, and to leads."
	}
	return t
}

// byStaff groups roster lines by person, in the order of the ids.
func byStaff(lines []caseload.Appointment) [][]caseload.Appointment {
	sorted := slices.Clone(lines)
	slices.SortStableFunc(sorted, func(a, b caseload.Appointment) int {
		return cmp.Or(cmp.Compare(a.Staff, b.Staff), cmp.Compare(a.From, b.From), cmp.Compare(a.Site, b.Site))
	})
	var groups [][]caseload.Appointment
	for i, a := range sorted {
		if i == 0 || sorted[i-1].Staff != a.Staff {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], a)
	}
	return groups
}

func (r *reading) rosterPerson(group []caseload.Appointment, v StaffingView) RosterPerson {
	p := RosterPerson{Staff: string(group[0].Staff), Left: true}
	for _, a := range group {
		if a.To == nil || *a.To >= r.month.Last() {
			p.Left = false
		}
		if !v.seesPeopleOf(a.Site) {
			continue
		}
		if p.Name == "" {
			p.Name = a.Name
		}
		p.Lines = append(p.Lines, RosterLine{Site: r.siteRef(a.Site), FTE: a.FTE, From: a.From, To: a.To, Status: a.Status, Employment: a.Employment})
		switch {
		case a.To != nil && *a.To > r.month.Last() && !continues(group, a, *a.To+1, true):
			p.Note = "leaves " + shortDay(*a.To, r.today)
		case a.From > r.month.Last() && !continues(group, a, a.From-1, false):
			p.Note = "starts " + shortDay(a.From, r.today)
		}
	}
	return p
}

func isThere(group []caseload.Appointment, m calendar.Month) bool { return current(group, m) > 0 }

// current is how many of a person's appointments hold on the month's last day.
func current(group []caseload.Appointment, m calendar.Month) int {
	n := 0
	for _, a := range group {
		if a.IsEmployed(m.Last()) {
			n++
		}
	}
	return n
}

// lastDay is a person's last day, beyond all others while it is open.
func lastDay(p RosterPerson) calendar.Date {
	last := calendar.Date(0)
	for _, line := range p.Lines {
		if line.To == nil || !p.Left {
			return farAway
		}
		last = max(last, *line.To)
	}
	return last
}

const farAway = calendar.Date(1 << 30)

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
