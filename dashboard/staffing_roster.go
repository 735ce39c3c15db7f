package dashboard

import (
	"fmt"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

// rosterSection is everybody on the roster.
type rosterSection struct {
	Title, Summary, Hidden, Source string
	Wide, Narrow                   SVG
	Key                            []KeyEntry
	Table                          *Table
	Rows                           string
}

func newRosterSection(a insight.StaffingAnswer) rosterSection {
	s := rosterSection{Title: a.Roster.Title, Summary: a.Roster.Summary, Hidden: a.Roster.Hidden, Source: a.Roster.Sources}
	in := chart.RosterInput{First: a.Roster.First, Last: a.Roster.Last, Focus: a.Roster.Month, Title: a.Roster.Title}
	names, anybody := map[int]string{}, false
	for _, site := range a.Scope.Sites {
		names[chartSlot(site.Slot)] = site.Name
	}
	for _, role := range a.Roster.Roles {
		group := chart.RosterGroup{Name: role.Name, Note: fmt.Sprintf("%d now, %d left", role.Now, role.Left)}
		for _, person := range role.People {
			anybody = true
			bar := chart.RosterBar{ID: person.Staff, Note: person.Note, HasLeft: person.Left}
			for _, line := range person.Lines {
				if line.Status == caseload.StatusVacant {
					continue
				}
				bar.Spans = append(bar.Spans, chart.RosterSpan{Slot: chartSlot(line.Site.Slot), From: line.From, To: line.To, IsPartTime: line.FTE < 1,
					IsAgency: line.Employment == caseload.EmploymentAgency, IsAway: line.Status == caseload.StatusLeave})
			}
			group.People = append(group.People, bar)
		}
		in.Groups = append(in.Groups, group)
	}
	if !anybody {
		return s
	}
	s.Wide = chart.RosterTimeline(in, staffWideWidth)
	recent := in
	recent.First = max(in.First, in.Focus-phoneMonths+1)
	s.Narrow = chart.RosterTimeline(recent, staffNarrowWidth)
	s.Key = keyEntries(chart.RosterKey(in, names))
	s.Table = rosterTable(a.Roster)
	return s
}

// phoneMonths is how far back a phone's timeline goes.
const phoneMonths = 34

func rosterTable(r insight.Roster) *Table {
	t := &Table{Caption: r.Title, Columns: []Column{{Title: "Staff"}, {Title: "Role"}, {Title: "Site"}, {Title: "FTE", Numeric: true}, {Title: "From"}, {Title: "To"}, {Title: "Status", WideOnly: true}, {Title: "Employment", WideOnly: true}}}
	for _, role := range r.Roles {
		for _, person := range role.People {
			for _, line := range person.Lines {
				name := Cell{Text: person.Staff, Name: true, Under: person.Name}
				to := Cell{Text: missingText, Quiet: true}
				if line.To != nil {
					to = Cell{Text: line.To.Short()}
				}
				t.Rows = append(t.Rows, TableRow{Cells: []Cell{name, {Text: role.Role.Singular()}, {Text: line.Site.Name, Slot: line.Site.Slot}, {Text: formatDecimalShort(line.FTE)},
					{Text: line.From.Short()}, to, {Text: string(line.Status)}, {Text: string(line.Employment)}}})
			}
		}
	}
	return t
}

// assumptionsOfRole is a role's assumptions, folded away under their state.
type assumptionsOfRole struct {
	Name, State, EditURL, EditLabel string
	Confirmed                       bool
	Parts                           []assumptionsPart
}

type assumptionsPart struct {
	Title, State string
	Table        *Table
}

func assumptionsOf(role insight.RoleAssumptions, mayEdit bool) assumptionsOfRole {
	one := assumptionsOfRole{Name: role.Name, State: "confirmed", Confirmed: role.Confirmed, EditURL: role.EditURL, EditLabel: "See all"}
	if mayEdit {
		one.EditLabel = "Edit and confirm"
	}
	if !role.Confirmed {
		one.State = "not confirmed: " + listed(role.Open) + " open"
	}
	for _, part := range role.Parts {
		one.Parts = append(one.Parts, assumptionsPartOf(part, mayEdit))
	}
	return one
}

func assumptionsPartOf(part insight.AssumptionsOfPart, mayEdit bool) assumptionsPart {
	p := assumptionsPart{Title: partTitle(part.Part), State: "not confirmed"}
	p.Table = &Table{Caption: p.Title, Columns: []Column{{Title: p.Title}, {Title: "In force", Numeric: true}, {Title: "Source"}, {Title: "Since", WideOnly: true}, {Title: "Entered by", WideOnly: true}}, Empty: "None: confirmed as having none."}
	if !part.Confirmed {
		p.Table.Empty = "None entered."
	}
	switch {
	case part.Part == "":
		p.State = "nothing hangs on it"
	case part.Confirmed:
		p.State = "confirmed by " + part.ConfirmedBy + ", " + part.ConfirmedAt
	}
	for _, line := range part.Lines {
		since := line.Since
		if since == "" && line.Known {
			since = "always"
		}
		name := Cell{Text: line.Title, Name: true}
		if mayEdit {
			name.Href = line.URL
		}
		p.Table.Rows = append(p.Table.Rows, TableRow{Cells: []Cell{name, {Text: line.Value, Strong: line.Known, Quiet: !line.Known && !line.Issue}, orMissing(line.Source), orMissing(since), orMissing(line.By)}})
	}
	return p
}

func partTitle(part insight.AssumptionPart) string {
	switch part {
	case insight.PartMinutes:
		return "Minutes and allowances"
	case insight.PartAbsence:
		return "Working days and absence"
	case "":
		return "Presentation"
	}
	return caseload.UpperFirst(string(part))
}
