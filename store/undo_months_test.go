package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// division is a store whose clock goes on by an hour with every commit.
type division struct {
	*store.Store
	at time.Time
}

func newDivision(t *testing.T) *division {
	t.Helper()
	d := &division{at: storetest.Now()}
	d.Store = storetest.NewAt(t, func() time.Time { return d.at })
	return d
}

// said is one file about University, September 2026.
type said struct {
	procedure  string
	n          int
	everything bool
	hidden     int
}

// commit stores a file as package ingest does: what the file leaves open about the month stays as it is.
func (d *division) commit(t *testing.T, file said) c.RevisionInfo {
	t.Helper()
	d.at = d.at.Add(time.Hour)
	batch := storetest.Batch(t, d.Store, []storetest.Row{{Month: "2026-09", Site: "University", Procedure: file.procedure, N: file.n}}, false)
	line, _ := d.line(t)
	change := &batch.SiteMonths[0]
	change.Complete, change.Suppressed = line.Complete, line.Suppressed
	switch {
	case file.hidden > 0:
		change.Complete, change.Suppressed = false, max(file.hidden, line.Suppressed)
	case file.everything:
		change.Complete, change.Suppressed = true, 0
	}
	batch.Upload = storetest.Upload(t, d.Store, c.KindProcedures, file.procedure+".csv").ID
	info, err := d.Apply(context.Background(), batch)
	noError(t, err)
	return info
}

func (d *division) line(t *testing.T) (c.SiteMonth, bool) {
	t.Helper()
	months, err := d.SiteMonths(context.Background())
	noError(t, err)
	if len(months) == 0 {
		return c.SiteMonth{}, false
	}
	return months[0], true
}

func (d *division) undo(t *testing.T, revision c.Revision) c.RevisionInfo {
	t.Helper()
	d.at = d.at.Add(time.Hour)
	info, err := d.Undo(context.Background(), revision, c.LocalUser)
	noError(t, err)
	return info
}

func TestUndoGoesThroughWhenALaterFileChangedOtherNumbersOfTheMonth(t *testing.T) {
	d := newDivision(t)
	first := d.commit(t, said{procedure: "Biopsy", n: 12, everything: true})
	second := d.commit(t, said{procedure: "Drain", n: 14})
	received := d.at.UnixMilli()
	both := dataHashes(t, d.Store)
	undo := d.undo(t, first.Revision)
	line, _ := d.line(t)
	if diff := cmp.Diff(c.SiteMonth{Site: 1, Month: month("2026-09"), Source: 2, ReceivedAt: received}, line); diff != "" {
		t.Errorf("want the later file's month, not complete on the word of the one taken back: %s", diff)
	}
	if left := counts(t, d.Store); len(left) != 1 || left[0].N != 14 {
		t.Errorf("want the later number left, got %v", left)
	}
	noProblems(t, d.Store)

	d.undo(t, undo.Revision)
	if diff := cmp.Diff(both, dataHashes(t, d.Store)); diff != "" {
		t.Errorf("redo: %s", diff)
	}
	d.undo(t, latest(t, d.Store))
	d.undo(t, second.Revision)
	if _, ok := d.line(t); ok {
		t.Error("no file speaks of the month any more, yet it is received")
	}
	noProblems(t, d.Store)
}

func TestAMonthIsCompleteOnTheWordOfFilesThatStand(t *testing.T) {
	for name, test := range map[string]struct {
		files      []said
		undone     int // of the files
		complete   bool
		suppressed int
	}{
		"a correction of a complete month is taken back":             {[]said{{"A", 1, true, 0}, {"B", 2, false, 0}, {"C", 3, false, 0}}, 1, true, 0},
		"the file that declared it is taken back":                    {[]said{{"A", 1, true, 0}, {"B", 2, false, 0}, {"C", 3, false, 0}}, 0, false, 0},
		"the declaration relied on numbers taken back":               {[]said{{"A", 1, false, 0}, {"B", 2, true, 0}, {"C", 3, false, 0}}, 0, false, 0},
		"it was complete without them and declared again":            {[]said{{"A", 1, true, 0}, {"B", 2, false, 4}, {"C", 3, true, 0}}, 1, true, 0},
		"the file before one with hidden numbers was complete":       {[]said{{"A", 1, true, 0}, {"B", 2, false, 4}, {"C", 3, false, 0}}, 0, false, 4},
		"whether a later file hides numbers too cannot be told":      {[]said{{"A", 1, true, 0}, {"B", 2, false, 4}, {"C", 3, false, 2}}, 1, false, 4},
		"a later file hides more":                                    {[]said{{"A", 1, false, 2}, {"B", 2, false, 4}, {"C", 3, false, 0}}, 0, false, 4},
		"a file before one with hidden numbers is taken back":        {[]said{{"A", 1, false, 0}, {"B", 2, false, 4}}, 0, false, 4},
		"a partial file among partial ones is taken back":            {[]said{{"A", 1, false, 0}, {"B", 2, false, 0}, {"C", 3, false, 0}}, 1, false, 0},
		"nothing that came after a file with hidden numbers remains": {[]said{{"A", 1, true, 0}, {"B", 2, false, 4}}, 1, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDivision(t)
			var made []c.RevisionInfo
			for _, file := range test.files {
				made = append(made, d.commit(t, file))
			}
			before := dataHashes(t, d.Store)
			undo := d.undo(t, made[test.undone].Revision)
			line, ok := d.line(t)
			if !ok || line.Complete != test.complete || line.Suppressed != test.suppressed {
				t.Errorf("want complete %v with %d hidden, got %+v", test.complete, test.suppressed, line)
			}
			noProblems(t, d.Store)
			d.undo(t, undo.Revision)
			if diff := cmp.Diff(before, dataHashes(t, d.Store)); diff != "" {
				t.Errorf("redo: %s", diff)
			}
		})
	}
}

func TestAnUndoThatOnlyWithdrawsADeclarationOfAnOvertakenFileGoesThrough(t *testing.T) {
	d := newDivision(t)
	d.commit(t, said{procedure: "Biopsy", n: 12})
	declared := d.commit(t, said{procedure: "Biopsy", n: 13, everything: true})
	undo := d.undo(t, declared.Revision)
	d.commit(t, said{procedure: "Drain", n: 4, hidden: 2})
	d.undo(t, undo.Revision)
	line, _ := d.line(t)
	if line.Complete || line.Suppressed != 2 || line.Source != 3 {
		t.Errorf("want the later file's word to stand, got %+v", line)
	}
	noProblems(t, d.Store)
}

func TestAClosedMonthIsNotUndoneByAnEarlierFile(t *testing.T) {
	d := newDivision(t)
	first := d.commit(t, said{procedure: "Biopsy", n: 12, everything: true})
	d.commit(t, said{procedure: "Drain", n: 14})
	noError(t, d.CloseMonth(context.Background(), 1, month("2026-09"), c.LocalUser))
	_, err := d.Undo(context.Background(), first.Revision, c.LocalUser)
	wantFault(t, err, fault.Conflict, "closed_month")
	noError(t, d.ReopenMonth(context.Background(), 1, month("2026-09"), c.LocalUser, "late cases"))
	d.undo(t, first.Revision)
	line, _ := d.line(t)
	if line.Complete || line.Source != 2 || line.IsClosed() {
		t.Errorf("want an open month of the second file, got %+v", line)
	}
}

func TestARosterIsUndoneWhenALaterOneChangedOtherLines(t *testing.T) {
	s := storetest.New(t)
	line := func(staff string) []c.Appointment {
		return []c.Appointment{{
			AppointmentKey: c.AppointmentKey{Staff: c.StaffID(staff), Site: 1, Role: c.Nurse, From: day("2020-01-01")},
			Name:           "A. B.", FTE: 1, Status: c.StatusActive, ClinicalShare: 1, Employment: c.EmploymentStaff,
		}}
	}
	first := storetest.SeedRoster(t, s, month("2026-10"), line("N-01"))
	storetest.SeedRoster(t, s, month("2026-10"), line("N-02"))
	_, err := s.Undo(context.Background(), first.Revision, c.LocalUser)
	noError(t, err)
	months, err := s.RosterMonths(context.Background())
	noError(t, err)
	want := []store.RosterMonth{{Site: 1, Month: calendar.MonthOf(2026, time.October), ReceivedAt: storetest.Now().UnixMilli(), Source: 2}}
	if diff := cmp.Diff(want, months); diff != "" {
		t.Error(diff)
	}
	noProblems(t, s)
}
