package storetest

import (
	"context"
	"fmt"
	"testing"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
)

// SeedMonths commits months of both sites, ending in last, one complete upload a month: each of
// the procedures has a number that follows from its place, so that sums can be worked out by hand.
func SeedMonths(t testing.TB, s *store.Store, last calendar.Month, months, procedures int) {
	t.Helper()
	for i := range months {
		month := last - calendar.Month(months-1-i)
		var rows []Row
		for _, site := range []string{"University", "VA"} {
			for p := range procedures {
				rows = append(rows, Row{Month: month.String(), Site: site, Procedure: ProcedureName(p), N: SeedCount(site, i, p)})
			}
		}
		Commit(t, s, rows, true)
	}
}

// ProcedureName is the name of the p-th seeded procedure.
func ProcedureName(p int) string { return fmt.Sprintf("Procedure %02d", p+1) }

// SeedCount is what SeedMonths stores in its i-th month for the p-th procedure of the site.
func SeedCount(site string, i, p int) int {
	n := 10 + p + i%12
	if site == "VA" {
		n /= 2
	}
	return n
}

// SeedGroups makes n groups and deals the procedures out to them in turn.
func SeedGroups(t testing.TB, s *store.Store, n int) []c.GroupID {
	t.Helper()
	ctx := context.Background()
	groups := make([]c.GroupID, n)
	for i := range groups {
		id, err := s.SaveGroup(ctx, c.Group{Name: fmt.Sprintf("Group %02d", i+1), Position: i}, c.LocalUser)
		must(t, "save group", err)
		groups[i] = id
	}
	procedures, err := s.Procedures(ctx)
	must(t, "read procedures", err)
	dealt := map[c.ProcedureID]c.GroupID{}
	for i, procedure := range procedures {
		dealt[procedure.ID] = groups[i%n]
	}
	must(t, "set groups", s.SetProcedureGroups(ctx, dealt, c.LocalUser))
	return groups
}

// SeedRoster commits appointments as one roster upload received in the month.
func SeedRoster(t testing.TB, s *store.Store, month calendar.Month, appointments []c.Appointment) c.RevisionInfo {
	t.Helper()
	ctx := context.Background()
	upload := Upload(t, s, c.KindRoster, "roster.csv")
	base, err := s.Revision(ctx)
	must(t, "read revision", err)
	batch := c.Batch{Upload: upload.ID, By: c.LocalUser, Base: base, Reason: "roster.csv"}
	spoken := map[c.SiteID]bool{}
	for i, appointment := range appointments {
		appointment.Row = i + 2 // below the header
		batch.Appointments = append(batch.Appointments, c.AppointmentChange{After: &appointment})
		if !spoken[appointment.Site] {
			spoken[appointment.Site] = true
			batch.RosterMonths = append(batch.RosterMonths, c.RosterMonth{Site: appointment.Site, Month: month})
		}
	}
	info, err := s.Apply(ctx, batch)
	must(t, "apply roster", err)
	return info
}

// CommitRows commits what fill puts into the batch as one upload of the kind, for rows of optional files.
func CommitRows(t testing.TB, s *store.Store, kind c.UploadKind, fill func(*c.Batch)) c.RevisionInfo {
	t.Helper()
	ctx := context.Background()
	name := string(kind) + ".csv"
	upload := Upload(t, s, kind, name)
	base, err := s.Revision(ctx)
	must(t, "read revision", err)
	batch := c.Batch{Upload: upload.ID, By: c.LocalUser, Base: base, Reason: name}
	fill(&batch)
	info, err := s.Apply(ctx, batch)
	must(t, "apply "+name, err)
	return info
}

// Added makes changes that add rows, for a batch of CommitRows.
func Added[T any](rows ...T) []c.RowChange[T] {
	changes := make([]c.RowChange[T], len(rows))
	for i, row := range rows {
		changes[i].After = &row
	}
	return changes
}
