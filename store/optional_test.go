package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// optionalFile is a first and a second file of one kind; the second changes, removes and adds a line.
type optionalFile struct {
	first, second func(*c.Batch)
	told          string                                                 // the line that both files speak of
	wrong         func(context.Context, *testing.T, *store.Store) string // how what is stored differs from the first file
}

// fileOf makes the pair from the lines of the first file; edit changes a line, and added is new in the second.
func fileOf[T any](told string, field func(*c.Batch) *[]c.RowChange[T], read func(*store.Store, context.Context) ([]T, error),
	first []T, edit func(*T, c.UploadSeq), added T,
) optionalFile {
	stored := slices.Clone(first)
	for i := range stored {
		edit(&stored[i], 1)
	}
	return optionalFile{
		told:  told,
		first: func(b *c.Batch) { *field(b) = storetest.Added(first...) },
		second: func(b *c.Batch) {
			changed := stored[0]
			edit(&changed, 0)
			*field(b) = []c.RowChange[T]{{Before: &stored[0], After: &changed}, {Before: &stored[1]}, {After: &added}}
		},
		wrong: func(ctx context.Context, t *testing.T, s *store.Store) string {
			t.Helper()
			got, err := read(s, ctx)
			noError(t, err)
			return cmp.Diff(stored, got)
		},
	}
}

// optionalFiles has a pair for every kind of optional file. edit with an upload's number gives a line the source
// that the first commit gave it, and with 0 another value.
func optionalFiles() map[c.UploadKind]optionalFile {
	september, october := month("2026-09"), month("2026-10")
	return map[c.UploadKind]optionalFile{
		c.KindSchedule: fileOf("the schedule of R/01, September 2026 (University, IR)",
			func(b *c.Batch) *[]c.RowChange[c.Assignment] { return &b.Schedule }, (*store.Store).Schedule,
			[]c.Assignment{
				{Trainee: "R/01", Month: september, Site: 1, Rotation: "IR", Path: "integrated", Year: 4, Share: 1, Row: 2},
				{Trainee: "R~02", Month: september, Site: 2, Rotation: "DR/IR", Share: 1.0 / 3, Row: 3},
			},
			func(a *c.Assignment, seq c.UploadSeq) {
				if a.Source = seq; seq == 0 {
					a.Share = 0.5
				}
			},
			c.Assignment{Trainee: "R~02", Month: october, Site: 2, Rotation: "IR", Share: 1, Row: 4}),
		c.KindCases: fileOf("what R-01 had logged by 30 September 2026 (all cases)",
			func(b *c.Batch) *[]c.RowChange[c.LoggedCases] { return &b.Cases }, (*store.Store).LoggedCases,
			[]c.LoggedCases{
				{Trainee: "R-01", AsOf: day("2026-09-30"), Count: 210, Elsewhere: 12, Row: 2},
				{Trainee: "R-01", AsOf: day("2026-09-30"), Category: "Drainage", Count: 40, Row: 3},
			},
			func(l *c.LoggedCases, seq c.UploadSeq) {
				if l.Source = seq; seq == 0 {
					l.Count = 220
				}
			},
			c.LoggedCases{Trainee: "R-02", AsOf: day("2026-09-30"), Category: "Drainage", Count: 3, Row: 2}),
		c.KindMinutes: fileOf("the minutes of Biopsy (nurse, recovery, from January 2000)",
			func(b *c.Batch) *[]c.RowChange[c.ProcedureMinutes] { return &b.Minutes }, (*store.Store).ProcedureMinutes,
			[]c.ProcedureMinutes{
				{Procedure: 1, Role: c.Nurse, Phase: "recovery", From: c.AlwaysFrom, Minutes: 120, People: 1.0 / 3, Stated: "local estimate", Row: 2},
				{Procedure: 1, Role: c.Technologist, Phase: "room", From: c.AlwaysFrom, Minutes: 60, People: 1, Row: 3},
			},
			func(m *c.ProcedureMinutes, seq c.UploadSeq) {
				if m.Source = seq; seq == 0 {
					m.Minutes = 90
				}
			},
			c.ProcedureMinutes{Procedure: 1, Role: c.Nurse, Phase: "room", From: october, Minutes: 50, People: 1, Row: 2}),
		c.KindTargets: fileOf("the target of VA, September 2026, Biopsy",
			func(b *c.Batch) *[]c.RowChange[c.Target] { return &b.Targets }, (*store.Store).Targets,
			[]c.Target{{Month: september, Site: 2, Procedure: 1, PerMonth: 20, Row: 2}, {Month: october, Site: 2, PerMonth: 160, Row: 3}},
			func(r *c.Target, seq c.UploadSeq) {
				if r.Source = seq; seq == 0 {
					r.PerMonth = 25
				}
			},
			c.Target{Month: october, Site: 1, PerMonth: 520, Row: 2}),
		c.KindMeasures: fileOf("Cancellations of University, September 2026",
			func(b *c.Batch) *[]c.RowChange[c.Measure] { return &b.Measures }, (*store.Store).Measures,
			[]c.Measure{{Month: september, Site: 1, Name: "Cancellations", Value: 12, Row: 2}, {Month: september, Site: 1, Name: "Overtime", Role: c.Nurse, Value: 31.5, Row: 3}},
			func(m *c.Measure, seq c.UploadSeq) {
				if m.Source = seq; seq == 0 {
					m.Value = 13
				}
			},
			c.Measure{Month: october, Site: 2, Name: "Overtime", Role: c.Nurse, Value: 2, Row: 2}),
		c.KindHeadcounts: fileOf("Nurses at University, September 2026",
			func(b *c.Batch) *[]c.RowChange[c.Headcount] { return &b.Headcounts }, (*store.Store).Headcounts,
			[]c.Headcount{{Month: september, Site: 1, Role: c.Nurse, Heads: pointer(9.0), Row: 2}, {Month: september, Site: 2, Role: c.Nurse, FTE: pointer(4.2), Row: 3}},
			func(h *c.Headcount, seq c.UploadSeq) {
				if h.Source = seq; seq == 0 {
					h.Heads = pointer(10.0)
				}
			},
			c.Headcount{Month: october, Site: 1, Role: c.Nurse, Heads: pointer(9.0), FTE: pointer(8.4), Row: 2}),
	}
}

// withBiopsy has the procedure that lines speak of, put there by hand so that the first upload is the optional file.
func withBiopsy(t *testing.T) *store.Store {
	t.Helper()
	s := storetest.New(t)
	_, err := s.Apply(context.Background(), storetest.Batch(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 3}}, true))
	noError(t, err)
	return s
}

func TestUndoOfEveryOptionalFileRestoresTheHashOfEveryTable(t *testing.T) {
	ctx := context.Background()
	for kind, file := range optionalFiles() {
		t.Run(string(kind), func(t *testing.T) {
			s := withBiopsy(t)
			empty := dataHashes(t, s)
			first := storetest.CommitRows(t, s, kind, file.first)
			before := dataHashes(t, s)
			second := storetest.CommitRows(t, s, kind, file.second)
			after := dataHashes(t, s)
			if second.Changes != 3 {
				t.Errorf("want three lines changed, got %d", second.Changes)
			}
			upload, err := s.Upload(ctx, second.Upload)
			noError(t, err)
			if upload.Changed != 3 || upload.State != c.UploadCommitted {
				t.Errorf("want an upload that changed 3, got %+v", upload)
			}
			undo, err := s.Undo(ctx, second.Revision, c.LocalUser)
			noError(t, err)
			if diff := cmp.Diff(before, dataHashes(t, s)); diff != "" {
				t.Errorf("undo: %s", diff)
			}
			_, err = s.Undo(ctx, undo.Revision, c.LocalUser)
			noError(t, err)
			if diff := cmp.Diff(after, dataHashes(t, s)); diff != "" {
				t.Errorf("redo: %s", diff)
			}
			noProblems(t, s)

			want := hashes(t, s)
			_, err = s.Undo(ctx, first.Revision, c.LocalUser)
			if details := faultOf(t, err, fault.Conflict, "overtaken").Details; !slices.Contains(details, file.told+": changed since") {
				t.Errorf("want %q among what was changed since, got %q", file.told, details)
			}
			if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
				t.Errorf("the refusal left traces: %s", diff)
			}
			undoEverything(t, s)
			if diff := cmp.Diff(empty, dataHashes(t, s)); diff != "" {
				t.Errorf("everything taken back: %s", diff)
			}
		})
	}
}

func TestACommitOfAnOptionalFileThatWasOvertakenNamesTheLine(t *testing.T) {
	ctx := context.Background()
	for kind, file := range optionalFiles() {
		t.Run(string(kind), func(t *testing.T) {
			s := withBiopsy(t)
			storetest.CommitRows(t, s, kind, file.first)
			want := hashes(t, s)
			base, err := s.Revision(ctx)
			noError(t, err)
			again := c.Batch{Base: base, Reason: "as if nothing were stored"}
			file.first(&again)
			_, err = s.Apply(ctx, again)
			if details := faultOf(t, err, fault.Conflict, "revision_conflict").Details; !slices.Contains(details, file.told) {
				t.Errorf("want %q among what differs, got %q", file.told, details)
			}
			if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
				t.Errorf("the refusal left traces: %s", diff)
			}
		})
	}
}

func TestALineKeepsTheUploadAndRowThatItCameFrom(t *testing.T) {
	for kind, file := range optionalFiles() {
		t.Run(string(kind), func(t *testing.T) {
			s := withBiopsy(t)
			storetest.CommitRows(t, s, kind, file.first)
			if diff := file.wrong(context.Background(), t, s); diff != "" {
				t.Error(diff)
			}
		})
	}
}
