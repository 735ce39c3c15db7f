package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestRedoRefusesWhileTheUploadThatBroughtItsProcedureIsUndone(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	undo := func(revision c.Revision) c.Revision {
		t.Helper()
		info, err := s.Undo(ctx, revision, c.LocalUser)
		noError(t, err)
		return info.Revision
	}
	brought := storetest.Commit(t, s, []storetest.Row{{Month: "2026-08", Site: "University", Procedure: "Biopsy", N: 12}}, false)
	used := storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "University", Procedure: "Biopsy", N: 14}}, false)
	want := counts(t, s)
	usedUndone := undo(used.Revision)
	broughtUndone := undo(brought.Revision)
	before := hashes(t, s)
	_, err := s.Undo(ctx, usedUndone, c.LocalUser)
	f := faultOf(t, err, fault.Conflict, "overtaken")
	if diff := cmp.Diff([]string{"Biopsy"}, f.Details); diff != "" {
		t.Errorf("the procedure that is gone (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(before, hashes(t, s)); diff != "" {
		t.Errorf("the refusal left traces: %s", diff)
	}
	undo(broughtUndone)
	undo(usedUndone)
	if diff := cmp.Diff(want, counts(t, s)); diff != "" {
		t.Errorf("after both redos (-want +got)\n%s", diff)
	}
	noProblems(t, s)
}
