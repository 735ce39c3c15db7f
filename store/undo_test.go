package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestUndoRestoresTheHashOfEveryTable(t *testing.T) {
	storetest.Each(t, "undo", func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		storetest.SeedMonths(t, s, month("2026-08"), 3, 4)
		before := dataHashes(t, s)
		info := storetest.Commit(t, s, []storetest.Row{
			{Month: "2026-08", Site: "VA", Procedure: storetest.ProcedureName(0), N: 99},
			{Month: "2026-08", Site: "VA", Procedure: storetest.ProcedureName(1), N: 0, Origin: c.DeclaredZero},
			{Month: "2026-09", Site: "Riverside", Procedure: "New procedure", N: 4, Setting: c.Outpatient, State: "AL"},
		}, true)
		after := dataHashes(t, s)
		undo, err := s.Undo(ctx, info.Revision, c.LocalUser)
		noError(t, err)
		if diff := cmp.Diff(before, dataHashes(t, s)); diff != "" {
			t.Errorf("undo left a difference: %s", diff)
		}
		upload, err := s.Upload(ctx, info.Upload)
		noError(t, err)
		if upload.State != c.UploadUndone || upload.UndoneRevision != undo.Revision || undo.Undoes != info.Revision {
			t.Errorf("want the upload undone by revision %d, got %+v", undo.Revision, upload)
		}
		_, err = s.Undo(ctx, info.Revision, c.LocalUser)
		wantFault(t, err, fault.Conflict, "already_undone")

		redo, err := s.Undo(ctx, undo.Revision, c.LocalUser)
		noError(t, err)
		if diff := cmp.Diff(after, dataHashes(t, s)); diff != "" {
			t.Errorf("redo left a difference: %s", diff)
		}
		upload, err = s.Upload(ctx, info.Upload)
		noError(t, err)
		if upload.State != c.UploadCommitted || upload.Revision != redo.Revision || redo.Reason != "Redo of revision 4: procedures.csv" {
			t.Errorf("want the upload committed again by %+v, got %+v", redo, upload)
		}
		noProblems(t, s)
	})
}

func TestUndoRefusesWhenALaterUploadTouchedTheSameCell(t *testing.T) {
	s := storetest.New(t)
	first := storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "University", Procedure: "Biopsy", N: 12}}, false)
	later := storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "University", Procedure: "Biopsy", N: 14}}, false)
	want := hashes(t, s)
	_, err := s.Undo(context.Background(), first.Revision, c.LocalUser)
	f := faultOf(t, err, fault.Conflict, "overtaken")
	if len(f.Details) == 0 || f.Details[0] != "University, September 2026, Biopsy: now 14, this upload wrote 12" {
		t.Errorf("want the cell named, got %q", f.Details)
	}
	if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
		t.Errorf("the refusal left traces: %s", diff)
	}
	for _, revision := range []c.Revision{later.Revision, first.Revision} {
		_, err := s.Undo(context.Background(), revision, c.LocalUser)
		noError(t, err)
	}
	if left := counts(t, s); len(left) > 0 {
		t.Errorf("want nothing left, got %v", left)
	}
}

func TestUndoKeepsAProcedureThatSomethingElseUses(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	first := storetest.Commit(t, s, []storetest.Row{{Month: "2026-08", Site: "VA", Procedure: "Biopsy", N: 12}, {Month: "2026-08", Site: "VA", Procedure: "Drain", N: 1}}, true)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 14}}, true)
	noError(t, s.SaveTargets(ctx, []c.Target{{Month: month("2026-09"), Site: 2, Procedure: 2, PerMonth: 3}}, c.LocalUser))
	_, err := s.Undo(ctx, first.Revision, c.LocalUser)
	noError(t, err)
	procedures, err := s.Procedures(ctx)
	noError(t, err)
	if len(procedures) != 2 {
		t.Errorf("want both procedures kept, one for its counts, one for its target; got %v", procedures)
	}
	noProblems(t, s)
}

func TestAProcedureIDIsNeverGivenTwice(t *testing.T) {
	s := storetest.New(t)
	info := storetest.Commit(t, s, []storetest.Row{{Month: "2026-08", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
	undo, err := s.Undo(context.Background(), info.Revision, c.LocalUser)
	noError(t, err)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Drain", N: 3}}, true)
	_, err = s.Undo(context.Background(), undo.Revision, c.LocalUser)
	noError(t, err)
	procedures, err := s.Procedures(context.Background())
	noError(t, err)
	want := []c.Procedure{{ID: 1, Name: "Biopsy", Group: 1}, {ID: 2, Name: "Drain", Group: 1}}
	if diff := cmp.Diff(want, procedures); diff != "" {
		t.Error(diff)
	}
}

func TestRedoRefusesWhenTheNameWasTakenMeanwhile(t *testing.T) {
	s := storetest.New(t)
	info := storetest.Commit(t, s, []storetest.Row{{Month: "2026-08", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
	undo, err := s.Undo(context.Background(), info.Revision, c.LocalUser)
	noError(t, err)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "BIOPSY", N: 3}}, true)
	_, err = s.Undo(context.Background(), undo.Revision, c.LocalUser)
	wantFault(t, err, fault.Conflict, "overtaken")
}

func TestARosterIsUndoneExactly(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	line := func(staff, from string, fte float64) c.Appointment {
		return c.Appointment{
			AppointmentKey: c.AppointmentKey{Staff: c.StaffID(staff), Site: 1, Role: c.Nurse, From: day(from)},
			Name:           "A. B.", FTE: fte, Status: c.StatusActive, ClinicalShare: 1, Employment: c.EmploymentStaff,
		}
	}
	storetest.SeedRoster(t, s, month("2026-10"), []c.Appointment{line("n/1", "2020-01-01", 1), line("n2", "2021-05-01", 0.5)})
	before := dataHashes(t, s)
	stored, err := s.Appointments(ctx)
	noError(t, err)
	changed := stored[0]
	changed.FTE, changed.To = 0.8, pointer(day("2026-11-30"))
	base, err := s.Revision(ctx)
	noError(t, err)
	info, err := s.Apply(ctx, c.Batch{Base: base, Reason: "roster", Appointments: []c.AppointmentChange{
		{Before: &stored[0], After: &changed}, {Before: &stored[1]}, {After: pointer(line("n3", "2026-11-01", 1))},
	}, RosterMonths: []c.RosterMonth{{Site: 1, Month: month("2026-11")}}})
	noError(t, err)
	if info.Changes != 4 {
		t.Errorf("want 3 lines and the roster month changed, got %d", info.Changes)
	}
	_, err = s.Undo(ctx, info.Revision, c.LocalUser)
	noError(t, err)
	if diff := cmp.Diff(before, dataHashes(t, s)); diff != "" {
		t.Error(diff)
	}
}

func TestEverySettingIsARevisionThatCanBeUndone(t *testing.T) {
	ctx := context.Background()
	for name, edit := range map[string]func(*store.Store) error{
		"setting": func(s *store.Store) error { return s.SaveSetting(ctx, "calendar", "academic", c.LocalUser) },
		"site": func(s *store.Store) error {
			return s.SaveSite(ctx, c.Site{ID: 2, Name: "VA hospital", CountingUnit: c.UnitExam, DateBasis: c.DatePosted, FiscalStart: 1, Holidays: c.HolidaysNone, DueDay: 5,
				ClosedDays: []c.ClosedDay{{Date: day("2026-12-24"), Name: "Eve"}, {Date: day("2026-01-02")}}, LastMonth: pointer(month("2026-12"))}, c.LocalUser)
		},
		"new site": func(s *store.Store) error {
			return s.SaveSite(ctx, c.Site{Name: "Riverside", FiscalStart: 1, Holidays: c.HolidaysNone, DueDay: 5}, c.LocalUser)
		},
		"group": func(s *store.Store) error {
			_, err := s.SaveGroup(ctx, c.Group{Name: "Oncology"}, c.LocalUser)
			return err
		},
		"baseline": func(s *store.Store) error {
			return s.SaveBaseline(ctx, c.Baseline{From: month("2026-07"), Site: 2, PerMonth: 150, Source: "Chief"}, c.LocalUser)
		},
		"staffing baseline": func(s *store.Store) error {
			return s.SaveStaffingBaseline(ctx, c.StaffingBaseline{ID: 1, From: month("2000-01"), Role: c.Attending, Headcount: 9, FTE: pointer(8.4)}, c.LocalUser)
		},
		"annotation": func(s *store.Store) error {
			_, err := s.AddAnnotation(ctx, c.Annotation{Month: month("2026-03"), Text: "New room opened"})
			return err
		},
		"rebase": func(s *store.Store) error {
			_, err := s.SaveRebase(ctx, c.Rebase{Month: month("2026-03"), Site: 2, Reason: "Second room"})
			return err
		},
		"authorised position": func(s *store.Store) error {
			return s.SaveAuthorisedPosition(ctx, c.AuthorisedPosition{Role: c.Nurse, Site: 1, From: day("2026-01-01"), FTE: 12}, c.LocalUser)
		},
		"measure": func(s *store.Store) error {
			return s.SaveMeasures(ctx, []c.Measure{{Month: month("2026-09"), Site: 1, Name: "call/backs", Value: 3.5}}, c.LocalUser)
		},
		"target": func(s *store.Store) error {
			return s.SaveTargets(ctx, []c.Target{{Month: month("2026-09"), Site: 1, PerMonth: 500}}, c.LocalUser)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			if changes := undoneAndRedone(t, s, func() error { return edit(s) }); len(changes) != 1 || changes[0].After == nil {
				t.Fatalf("want one change with its after, got %v", changes)
			}
		})
	}
}

// undoneAndRedone makes an edit, takes it back, makes it again, and compares every table. It returns what the
// edit changed.
func undoneAndRedone(t *testing.T, s *store.Store, edit func() error) []c.Change {
	t.Helper()
	ctx := context.Background()
	before, base := dataHashes(t, s), latest(t, s)
	noError(t, edit())
	if revision := latest(t, s); revision != base+1 {
		t.Fatalf("want one revision, got %d after %d", revision, base)
	}
	changes, err := s.Changes(ctx, base+1, 0)
	noError(t, err)
	after := dataHashes(t, s)
	undo, err := s.Undo(ctx, base+1, c.LocalUser)
	noError(t, err)
	if diff := cmp.Diff(before, dataHashes(t, s)); diff != "" {
		t.Errorf("undo: %s", diff)
	}
	_, err = s.Undo(ctx, undo.Revision, c.LocalUser)
	noError(t, err)
	if diff := cmp.Diff(after, dataHashes(t, s)); diff != "" {
		t.Errorf("redo: %s", diff)
	}
	return changes
}

func TestSavingWhatIsThereMakesNoRevision(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	noError(t, s.SaveSetting(ctx, "calendar", "federal", c.LocalUser))
	sites, err := s.Sites(ctx)
	noError(t, err)
	noError(t, s.SaveSite(ctx, sites[0], c.LocalUser))
	revision, err := s.Revision(ctx)
	noError(t, err)
	if revision != 0 {
		t.Errorf("want revision 0, got %d", revision)
	}
	wantFault(t, s.SaveSetting(ctx, "calendar", "lunar", c.LocalUser), fault.Invalid, "setting")
}

func TestSettingsSavedTogetherAreOneRevisionOrNone(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	wantFault(t, s.SaveSettings(ctx, map[string]string{"division_name": "North", "calendar": "lunar"}, c.LocalUser), fault.Invalid, "setting")
	name, _, err := s.Setting(ctx, "division_name")
	noError(t, err)
	if name != "Interventional Radiology" || latest(t, s) != 0 {
		t.Errorf("want nothing stored, got %q at revision %d", name, latest(t, s))
	}
	noError(t, s.SaveSettings(ctx, map[string]string{"division_name": "North", "calendar": "academic"}, c.LocalUser))
	noError(t, s.SaveSettings(ctx, map[string]string{"division_name": "North", "calendar": "calendar"}, c.LocalUser))
	infos, err := s.Revisions(ctx, 0)
	noError(t, err)
	var reasons []string
	for _, info := range infos {
		reasons = append(reasons, fmt.Sprintf("%s: %d", info.Reason, info.Changes))
	}
	if diff := cmp.Diff([]string{"Setting calendar: 1", "Setting calendar, division name: 2"}, reasons); diff != "" {
		t.Error(diff)
	}
}

// Whatever is committed, undone and redone, in whatever order: sums equal a recomputation, and
// taking everything back leads to the empty database. Names stay that a later upload used when the
// upload that brought them was undone.
func TestSumsEqualARecomputationAfterRandomCommitsAndUndos(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			s := storetest.New(t)
			ctx := context.Background()
			random := rand.New(rand.NewPCG(seed, 680))
			before := numberHashes(t, s)
			for range 25 {
				if random.IntN(3) > 0 {
					randomCommit(t, s, random)
				} else if newest := latest(t, s); newest > 0 {
					_, err := s.Undo(ctx, 1+c.Revision(random.IntN(int(newest))), c.LocalUser)
					if _, refused := fault.As(err); err != nil && !refused {
						t.Fatal(err)
					}
				}
				noProblems(t, s)
			}
			undoEverything(t, s)
			noProblems(t, s)
			if diff := cmp.Diff(before, numberHashes(t, s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func numberHashes(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	all := dataHashes(t, s)
	delete(all, "sites")
	delete(all, "procedures")
	return all
}

func latest(t *testing.T, s *store.Store) c.Revision {
	t.Helper()
	revision, err := s.Revision(context.Background())
	noError(t, err)
	return revision
}

func randomCommit(t *testing.T, s *store.Store, random *rand.Rand) {
	t.Helper()
	rows := map[c.Cell]storetest.Row{}
	for range 1 + random.IntN(12) {
		m, p := random.IntN(3), random.IntN(3)
		row := storetest.Row{
			Month: (month("2026-06") + calendar.Month(m)).String(), Site: []string{"University", "VA", "Riverside"}[random.IntN(3)],
			Procedure: storetest.ProcedureName(p), N: random.IntN(40), Setting: c.Setting(random.IntN(3)), State: []string{"", "GA", "AL"}[random.IntN(3)],
		}
		rows[c.Cell{Month: calendar.Month(m), Procedure: c.ProcedureID(p), Setting: row.Setting, State: row.Site + row.State}] = row
	}
	var list []storetest.Row
	for _, row := range rows {
		list = append(list, row)
	}
	batch := storetest.Batch(t, s, list, random.IntN(2) == 0)
	for i := range batch.Counts {
		if batch.Counts[i].Before != nil && random.IntN(3) == 0 {
			batch.Counts[i].After = nil
		}
	}
	batch.Upload = storetest.Upload(t, s, c.KindProcedures, "random.csv").ID
	_, err := s.Apply(context.Background(), batch)
	noError(t, err)
}

// undoEverything undoes what stands, newest first.
func undoEverything(t *testing.T, s *store.Store) {
	t.Helper()
	uploads, err := s.Uploads(context.Background(), 0)
	noError(t, err)
	slices.SortFunc(uploads, func(a, b c.Upload) int { return int(b.Revision - a.Revision) })
	for _, upload := range uploads {
		if upload.State == c.UploadCommitted {
			_, err := s.Undo(context.Background(), upload.Revision, c.LocalUser)
			noError(t, err)
		}
	}
}
