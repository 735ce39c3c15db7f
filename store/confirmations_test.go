package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// standing returns what is confirmed, as "nurse minutes".
func standing(t *testing.T, s *store.Store) []string {
	t.Helper()
	all, err := s.Confirmations(context.Background())
	noError(t, err)
	var words []string
	for _, one := range all {
		words = append(words, string(one.Role)+" "+one.Part)
	}
	return words
}

func wantStanding(t *testing.T, s *store.Store, when string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, standing(t, s)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", when, diff)
	}
}

func minutesOf(role c.Role, minutes float64) c.ProcedureMinutes {
	return c.ProcedureMinutes{Procedure: 1, Role: role, Phase: "room", From: c.AlwaysFrom, Minutes: minutes, People: 1, Stated: "local estimate"}
}

func TestMinutesThatChangeVoidTheirConfirmation(t *testing.T) {
	s := withBiopsy(t)
	ctx := context.Background()
	noError(t, s.Confirm(ctx, c.Nurse, []string{"minutes", "rooms"}, c.LocalUser))
	noError(t, s.Confirm(ctx, c.APP, []string{"minutes"}, c.LocalUser))

	info := storetest.CommitRows(t, s, c.KindMinutes, func(b *c.Batch) { b.Minutes = storetest.Added(minutesOf(c.Nurse, 60)) })
	wantStanding(t, s, "after a file", "app minutes", "nurse rooms")
	_, err := s.Undo(ctx, info.Revision, c.LocalUser)
	noError(t, err)
	wantStanding(t, s, "after its undo", "app minutes", "nurse minutes", "nurse rooms")

	noError(t, s.SaveProcedureMinutes(ctx, []c.ProcedureMinutes{minutesOf(c.APP, 30)}, c.LocalUser))
	wantStanding(t, s, "after an edit", "nurse minutes", "nurse rooms")
	noError(t, s.Confirm(ctx, c.APP, []string{"minutes"}, c.LocalUser))
	confirmed := latest(t, s)
	noError(t, s.SaveProcedureMinutes(ctx, []c.ProcedureMinutes{minutesOf(c.APP, 30)}, c.LocalUser))
	wantStanding(t, s, "after saying the same again", "app minutes", "nurse minutes", "nurse rooms")
	if revision := latest(t, s); revision != confirmed {
		t.Errorf("saying the same again made revision %d", revision)
	}
	noError(t, s.DeleteProcedureMinutes(ctx, minutesOf(c.APP, 0), c.LocalUser))
	wantStanding(t, s, "after a removal", "nurse minutes", "nurse rooms")
	wantFault(t, s.DeleteProcedureMinutes(ctx, minutesOf(c.APP, 0), c.LocalUser), fault.NotFound, "unknown_minutes")
}

// Whoever confirmed 60 minutes has not confirmed the 45 that the undo brings back.
func TestAnUndoVoidsWhatWasConfirmedAboutTheNumbersThatGo(t *testing.T) {
	s := withBiopsy(t)
	ctx := context.Background()
	noError(t, s.Confirm(ctx, c.Nurse, []string{"rooms"}, c.LocalUser))
	noError(t, s.SaveProcedureMinutes(ctx, []c.ProcedureMinutes{minutesOf(c.Nurse, 45)}, c.LocalUser))
	noError(t, s.SaveProcedureMinutes(ctx, []c.ProcedureMinutes{minutesOf(c.Nurse, 60)}, c.LocalUser))
	changed := latest(t, s)
	noError(t, s.Confirm(ctx, c.Nurse, []string{"minutes", "call"}, c.LocalUser))
	before := dataHashes(t, s)
	undo, err := s.Undo(ctx, changed, c.LocalUser)
	noError(t, err)
	wantStanding(t, s, "after the undo", "nurse call", "nurse rooms")
	_, err = s.Undo(ctx, undo.Revision, c.LocalUser)
	noError(t, err)
	if diff := cmp.Diff(before, dataHashes(t, s)); diff != "" {
		t.Errorf("redo: %s", diff)
	}
}

func TestAnUndoOfAnAssumptionVoidsWhatWasConfirmedOfItsRoleSince(t *testing.T) {
	for name, test := range map[string]struct {
		role c.Role
		want []string
	}{
		"of a role":  {c.Nurse, []string{"app call", "nurse rooms"}},
		"of no role": {"", []string{"nurse rooms"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			ctx := context.Background()
			noError(t, s.Confirm(ctx, c.Nurse, []string{"rooms"}, c.LocalUser))
			noError(t, s.SaveAssumptions(ctx, []c.Assumption{{Name: "leave", Role: test.role, From: month("2026-01"), Value: pointer(25.0)}}, c.LocalUser, nil))
			changed := latest(t, s)
			noError(t, s.Confirm(ctx, c.Nurse, []string{"absence"}, c.LocalUser))
			noError(t, s.Confirm(ctx, c.APP, []string{"call"}, c.LocalUser))
			_, err := s.Undo(ctx, changed, c.LocalUser)
			noError(t, err)
			wantStanding(t, s, "after the undo", test.want...)
		})
	}
}

func TestNothingLapsesWhereNothingChanges(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	leave := []c.Assumption{{Name: "leave", Role: c.Nurse, From: month("2026-01"), Value: pointer(25.0)}}
	noError(t, s.SaveAssumptions(ctx, leave, c.LocalUser, nil))
	noError(t, s.Confirm(ctx, c.Nurse, []string{"absence"}, c.LocalUser))
	noError(t, s.SaveAssumptions(ctx, leave, c.LocalUser, []c.Confirmation{{Role: c.Nurse, Part: "absence"}}))
	wantStanding(t, s, "after saying the same again", "nurse absence")
}

func TestANumberEnteredAgainKeepsItsFileAndAnotherLosesIt(t *testing.T) {
	s := withBiopsy(t)
	ctx := context.Background()
	storetest.CommitRows(t, s, c.KindMeasures, func(b *c.Batch) {
		b.Measures = storetest.Added(c.Measure{Month: month("2026-09"), Site: 1, Name: "Overtime", Value: 31, Row: 2}, c.Measure{Month: month("2026-10"), Site: 1, Name: "Overtime", Value: 28, Row: 3})
	})
	noError(t, s.SaveMeasures(ctx, []c.Measure{
		{Month: month("2026-09"), Site: 1, Name: "Overtime", Value: 31},
		{Month: month("2026-10"), Site: 1, Name: "Overtime", Value: 29, Source: 1, Row: 3},
	}, c.LocalUser))
	measures, err := s.Measures(ctx)
	noError(t, err)
	if diff := cmp.Diff([]c.Measure{
		{Month: month("2026-09"), Site: 1, Name: "Overtime", Value: 31, Source: 1, Row: 2},
		{Month: month("2026-10"), Site: 1, Name: "Overtime", Value: 29},
	}, measures); diff != "" {
		t.Error(diff)
	}
}
