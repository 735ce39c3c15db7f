package ingest

import (
	"context"
	"strings"
	"testing"

	"caseload/store/caseload"
)

func isIdle(t *testing.T, s *Service, id caseload.UploadID) bool {
	t.Helper()
	upload, err := s.store.Upload(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return IsIdle(upload)
}

func TestAnUndoMakesADraftThatChangedNothingWaitAgainAndARedoEndsIt(t *testing.T) {
	s, _ := newService(t)
	no := false
	waiting := mustPreview(t, s, september, Options{Everything: &no})
	elsewhere := mustPreview(t, s, strings.ReplaceAll(september, "2026-09", "2026-08"), Options{Everything: &no})
	other := mustPreview(t, s, september+"2026-09,VA,Biopsy,4\n", Options{Everything: &no})
	mustCommit(t, s, other, CommitOptions{})
	if !isIdle(t, s, waiting.Upload) || isIdle(t, s, elsewhere.Upload) {
		t.Fatal("after the commit: want the draft of the same month marked, and the other not")
	}
	if _, err := s.Undo(context.Background(), other.Upload, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	if isIdle(t, s, waiting.Upload) {
		t.Error("after the undo the draft has something to say, and is still marked")
	}
	if _, err := s.Redo(context.Background(), other.Upload, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	if !isIdle(t, s, waiting.Upload) {
		t.Error("after the redo the draft changes nothing, and waits")
	}
}

func TestALargeDraftWaitsNoMoreOnceSomebodyHasSeenThatItChangesNothing(t *testing.T) {
	s, _ := newService(t)
	no := false
	large := "month,site,procedure,count,remark\n2026-09,VA,PICC,3," + strings.Repeat("x", redundantBytes) + "\n"
	waiting := mustPreview(t, s, large, Options{Everything: &no})
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,PICC,3\n", Options{Everything: &no}), CommitOptions{})
	if isIdle(t, s, waiting.Upload) {
		t.Fatal("a commit waits for the reading of a large draft")
	}
	opened, err := s.Open(context.Background(), waiting.Upload)
	if err != nil || !opened.NoChanges || !isIdle(t, s, waiting.Upload) {
		t.Errorf("%v, no changes: %v, marked: %v", err, opened.NoChanges, isIdle(t, s, waiting.Upload))
	}
}
