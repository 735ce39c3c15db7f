package ingest

import (
	"context"
	"fmt"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// rosterComparison is a roster laid beside the stored appointments.
type rosterComparison struct {
	newSites []string
	siteIDs  []caseload.SiteID // by the reading's index; negative for new ones
	changes  []caseload.AppointmentChange
	absent   []caseload.Appointment // stored at the file's sites, open, not in the file
	tally    tally
}

func (a *analysis) compareRoster(ctx context.Context, st Store) error {
	r := a.reading.roster
	d := &rosterComparison{siteIDs: make([]caseload.SiteID, len(r.sites))}
	a.roster = d
	for i, site := range r.sites {
		d.siteIDs[i] = site.ID
		if site.ID == 0 {
			d.newSites = append(d.newSites, site.Name)
			d.siteIDs[i] = caseload.SiteID(-len(d.newSites))
		}
	}
	stored, err := st.Appointments(ctx)
	if err != nil {
		return err
	}
	byKey := make(map[caseload.AppointmentKey]caseload.Appointment, len(stored))
	for _, appointment := range stored {
		byKey[appointment.AppointmentKey] = appointment
	}
	inFile := make(map[caseload.AppointmentKey]bool, len(r.lines))
	spoken := map[caseload.SiteID]bool{}
	for i := range r.lines {
		line := &r.lines[i]
		line.Site = d.siteIDs[line.site]
		spoken[line.Site] = true
		inFile[line.AppointmentKey] = true
		before, known := byKey[line.AppointmentKey]
		switch {
		case !known:
			d.tally.added++
			d.changes = append(d.changes, caseload.AppointmentChange{After: &line.Appointment})
		case sameAppointment(before, line.Appointment):
			d.tally.same++
		default:
			d.tally.changed++
			d.changes = append(d.changes, caseload.AppointmentChange{Before: &before, After: &line.Appointment})
		}
	}
	today := a.reading.today
	for _, appointment := range stored {
		if spoken[appointment.Site] && !inFile[appointment.AppointmentKey] && (appointment.To == nil || *appointment.To >= today) {
			d.absent = append(d.absent, appointment)
		}
	}
	d.tally.absent = len(d.absent)
	a.warnOverlaps(d)
	return nil
}

// warnOverlaps tells of a person who would stand twice in the same role and site: a corrected start date
// makes a new line, and the old one counts on until it gets an end.
func (a *analysis) warnOverlaps(d *rosterComparison) {
	if len(d.absent) == 0 {
		return
	}
	type place struct {
		staff caseload.StaffID
		site  caseload.SiteID
		role  caseload.Role
	}
	added := map[place]*caseload.Appointment{}
	for _, change := range d.changes {
		if change.Before == nil {
			added[place{change.After.Staff, change.After.Site, change.After.Role}] = change.After
		}
	}
	twice := 0
	for _, old := range d.absent {
		after := added[place{old.Staff, old.Site, old.Role}]
		if after == nil || after.To != nil && *after.To < old.From || old.To != nil && *old.To < after.From {
			continue
		}
		twice++
		a.reading.findings.add(Finding{
			Severity: SeverityWarning, Code: CodeOverlap, Row: after.Row, Column: string(FieldStart), Found: after.From.String(),
			Message: fmt.Sprintf("row %d: the person is stored already in this role at %s, from %s on, and would count twice. Give the older line an end date.",
				after.Row, a.siteName(old.Site), old.From),
		})
	}
	if left := len(d.absent) - twice; left > 0 {
		a.reading.findings.warn(CodeAbsentLines, "%s stored for these sites and not in the file. They stay as they are; somebody who left needs an end date.",
			plural(left, "open roster line is", "open roster lines are"))
	}
}

// describeAppointment names what a roster line says.
func describeAppointment(a caseload.Appointment) string {
	text := fmt.Sprintf("%s, %g FTE from %s", a.Role.Singular(), a.FTE, a.From)
	if a.To != nil {
		text += " to " + a.To.String()
	}
	if a.Status != caseload.StatusActive && a.Status != "" {
		text += ", " + string(a.Status)
	}
	if a.Employment != caseload.EmploymentStaff && a.Employment != "" {
		text += ", " + string(a.Employment)
	}
	return text
}

// appointmentDifference says what changes between two versions of a roster line.
func appointmentDifference(before, after caseload.Appointment) string {
	var parts []string
	note := func(what, old, new string) {
		if old != new {
			parts = append(parts, fmt.Sprintf("%s %s → %s", what, orDash(old), orDash(new)))
		}
	}
	note("name", before.Name, after.Name)
	note("FTE", fmt.Sprintf("%g", before.FTE), fmt.Sprintf("%g", after.FTE))
	note("end", dateText(before.To), dateText(after.To))
	note("status", string(before.Status), string(after.Status))
	note("clinical share", fmt.Sprintf("%g", before.ClinicalShare), fmt.Sprintf("%g", after.ClinicalShare))
	note("employment", string(before.Employment), string(after.Employment))
	return strings.Join(parts, ", ")
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

func dateText(date *calendar.Date) string {
	if date == nil {
		return ""
	}
	return date.String()
}
