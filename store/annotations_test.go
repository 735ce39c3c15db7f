package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// oneProcedure stores a month of one procedure and returns its id.
func oneProcedure(t *testing.T, s *store.Store) c.ProcedureID {
	t.Helper()
	storetest.SeedMonths(t, s, month("2026-03"), 1, 1)
	procedures, err := s.Procedures(context.Background())
	noError(t, err)
	return procedures[0].ID
}

func TestAnEventNamesASiteAGroupAProcedureOrAMeasure(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	biopsy := oneProcedure(t, s)
	march := month("2026-03")
	want := []c.Annotation{
		{Month: march, Text: "New scheduler"},
		{Month: march, Site: 2, Text: "Second room opened"},
		{Month: march, Group: c.Ungrouped, Text: "Coding changed"},
		{Month: march, Site: 1, Procedure: biopsy, Text: "Fusion ultrasound"},
		{Month: march, Measure: "Overtime hours", Role: c.Nurse, Text: "Counted to the minute"},
	}
	for i := range want {
		kept, err := s.AddAnnotation(ctx, want[i])
		noError(t, err)
		want[i].ID, want[i].By = kept.ID, c.LocalUser
	}
	ignoreInstant := cmpopts.IgnoreFields(c.Annotation{}, "At")
	all, err := s.Annotations(ctx)
	noError(t, err)
	if diff := cmp.Diff(want, all, ignoreInstant); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}

	noError(t, s.DeleteAnnotation(ctx, want[4].ID, c.LocalUser))
	revision, err := s.Revision(ctx)
	noError(t, err)
	if _, err := s.Undo(ctx, revision, c.LocalUser); err != nil {
		t.Fatalf("undo the deletion: %v", err)
	}
	all, err = s.Annotations(ctx)
	noError(t, err)
	if diff := cmp.Diff(want, all, ignoreInstant); diff != "" {
		t.Errorf("after the deletion was undone, -want +got\n%s", diff)
	}
}

func TestAnEventThatIsAboutTwoThingsOrNothingKnownIsRefused(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	biopsy := oneProcedure(t, s)
	add := func(a c.Annotation) error {
		a.Month, a.Text = month("2026-03"), "New room"
		_, err := s.AddAnnotation(ctx, a)
		return err
	}
	wantFault(t, add(c.Annotation{Procedure: 999}), fault.NotFound, "annotation")
	wantFault(t, add(c.Annotation{Group: c.Ungrouped, Procedure: biopsy}), fault.Invalid, "annotation")
	wantFault(t, add(c.Annotation{Procedure: biopsy, Measure: "Cancellations"}), fault.Invalid, "annotation")
	wantFault(t, add(c.Annotation{Role: c.Nurse}), fault.Invalid, "annotation")
	all, err := s.Annotations(ctx)
	noError(t, err)
	if len(all) != 0 {
		t.Errorf("want nothing kept, got %+v", all)
	}
}
