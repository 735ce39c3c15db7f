package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestARebaseIsKeptWithReasonAndAuthorUntilItIsDeleted(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	kept, err := s.SaveRebase(ctx, c.Rebase{Month: month("2026-03"), Site: 2, Reason: "  Second room opened "})
	noError(t, err)
	all, err := s.Rebases(ctx)
	noError(t, err)
	want := []c.Rebase{{ID: kept.ID, Month: month("2026-03"), Site: 2, Reason: "Second room opened", By: c.LocalUser}}
	if diff := cmp.Diff(want, all, cmpopts.IgnoreFields(c.Rebase{}, "At")); diff != "" {
		t.Error(diff)
	}
	if all[0].At == 0 {
		t.Error("want the instant of the rebase kept")
	}

	noError(t, s.DeleteRebase(ctx, kept.ID, c.LocalUser))
	all, err = s.Rebases(ctx)
	noError(t, err)
	if len(all) != 0 {
		t.Errorf("want no rebase left, got %v", all)
	}
	revision, err := s.Revision(ctx)
	noError(t, err)
	if _, err := s.Undo(ctx, revision, c.LocalUser); err != nil {
		t.Fatalf("undo the deletion: %v", err)
	}
	all, err = s.Rebases(ctx)
	noError(t, err)
	if diff := cmp.Diff(want, all, cmpopts.IgnoreFields(c.Rebase{}, "At")); diff != "" {
		t.Error(diff)
	}
}

func TestARebaseThatCannotBeKeptSaysWhy(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	save := func(r c.Rebase) error {
		_, err := s.SaveRebase(ctx, r)
		return err
	}
	noError(t, save(c.Rebase{Month: month("2026-03"), Reason: "New room"}))
	noError(t, save(c.Rebase{Month: month("2026-03"), Site: 1, Reason: "New room"}))
	wantFault(t, save(c.Rebase{Month: month("2026-03"), Reason: "Once more"}), fault.Conflict, "rebase")
	wantFault(t, save(c.Rebase{Month: month("2026-04"), Reason: " "}), fault.Invalid, "rebase_reason")
	wantFault(t, save(c.Rebase{Month: month("2026-04"), Reason: strings.Repeat("x", 2001)}), fault.Invalid, "long_text")
	wantFault(t, save(c.Rebase{Month: month("2026-04"), Site: 99, Reason: "Nowhere"}), fault.NotFound, "rebase")
	wantFault(t, save(c.Rebase{ID: 99, Month: month("2026-04"), Reason: "Changes what is not there"}), fault.NotFound, "unknown_rebase")
	wantFault(t, save(c.Rebase{Month: month("2026-04"), Group: 1, Measure: "Overtime", Reason: "Two series at once"}), fault.Invalid, "rebase")
	wantFault(t, save(c.Rebase{Month: month("2026-04"), Role: c.Nurse, Reason: "A role of no measure"}), fault.Invalid, "rebase")
	wantFault(t, save(c.Rebase{Month: month("2026-04"), Procedure: 99, Reason: "No such procedure"}), fault.NotFound, "rebase")
	noError(t, save(c.Rebase{Month: month("2026-03"), Measure: "Overtime", Reason: "New contract"}))
	noError(t, save(c.Rebase{Month: month("2026-03"), Measure: "Overtime", Role: c.Nurse, Reason: "New contract"}))
	wantFault(t, save(c.Rebase{Month: month("2026-03"), Measure: "Overtime", Role: c.Nurse, Reason: "Once more"}), fault.Conflict, "rebase")
	wantFault(t, s.DeleteRebase(ctx, 99, c.LocalUser), fault.NotFound, "unknown_rebase")
}
