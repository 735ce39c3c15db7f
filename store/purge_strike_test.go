package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/storetest"
)

// sentOctober commits a file of the name that comes every year, of one cell, and undoes and redoes it.
func sentOctober(t *testing.T, s *store.Store, month, procedure string) c.Upload {
	t.Helper()
	ctx := t.Context()
	upload := storetest.Upload(t, s, c.KindProcedures, "october.csv")
	upload.OnBehalfOf = "Dana C."
	noError(t, s.UpdateDraft(ctx, upload, nil))
	batch := storetest.Batch(t, s, []storetest.Row{{Month: month, Site: "VA", Procedure: procedure, N: 7}}, false)
	batch.Upload, batch.Reason = upload.ID, "october.csv: 1 number, on behalf of Dana C."
	info, err := s.Apply(ctx, batch)
	noError(t, err)
	for range 2 {
		info, err = s.Undo(ctx, info.Revision, c.LocalUser)
		noError(t, err)
	}
	return upload
}

// told returns the words of the log, newest first, and of the revisions.
func told(t *testing.T, s *store.Store) (lines, reasons []string) {
	t.Helper()
	entries, err := s.Audit(t.Context(), 0)
	noError(t, err)
	for _, entry := range entries {
		lines = append(lines, entry.Action+" | "+entry.Subject+" | "+entry.Detail)
	}
	revisions, err := s.Revisions(t.Context(), 0)
	noError(t, err)
	for _, revision := range revisions {
		reasons = append(reasons, revision.Reason)
	}
	return lines, reasons
}

func TestAPurgeLeavesTheLinesOfAnotherUploadWhoseFileIsCalledTheSame(t *testing.T) {
	s := storetest.New(t)
	ctx := t.Context()
	sentOctober(t, s, "2025-10", "Biopsy")
	discarded := storetest.Upload(t, s, c.KindProcedures, "VA october.csv")
	noError(t, s.DiscardUpload(ctx, discarded.ID, c.LocalUser))
	others, reasonsOfOthers := told(t, s)
	upload := sentOctober(t, s, "2026-10", "Drainage")
	noError(t, s.Record(ctx, c.AuditEntry{Action: "export", Subject: "a copy", Detail: "of october.csv"})) // of whose, nobody knows

	_, err := s.Purge(ctx, upload.ID, "patient names in it", c.LocalUser)
	noError(t, err)
	lines, reasons := told(t, s)
	if diff := cmp.Diff(others, lines[len(lines)-len(others):]); diff != "" {
		t.Errorf("lines of other uploads (-before +after)\n%s", diff)
	}
	if diff := cmp.Diff(reasonsOfOthers, reasons[len(reasons)-len(reasonsOfOthers):]); diff != "" {
		t.Errorf("reasons of other uploads (-before +after)\n%s", diff)
	}
	for _, line := range append(lines[:len(lines)-len(others)], reasons[:len(reasons)-len(reasonsOfOthers)]...) {
		if strings.Contains(line, "october.csv") || strings.Contains(line, "Dana") {
			t.Errorf("want what was said of the purged upload struck, got %q", line)
		}
	}
	if !slices.Contains(lines, "export | a copy | [purged]") {
		t.Errorf("want what may be of the purged upload struck, got %q", lines)
	}
	noProblems(t, s)
}

func TestAPurgeStrikesANameThatCameWithItFromTheLinesOfAnotherUpload(t *testing.T) {
	s := storetest.New(t)
	upload, _ := plantedCounts(t, s) // brings a procedure that is called "Zebra Jane 12345678"
	other := storetest.Upload(t, s, c.KindProcedures, "Zebra Jane 12345678.csv")
	_, err := s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
	noError(t, err)
	if lines, _ := told(t, s); slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, "Zebra Jane 12345678.csv") }) {
		t.Errorf("want the name struck, got %q", lines)
	}
	kept, err := s.Upload(t.Context(), other.ID)
	noError(t, err)
	if kept.FileName != "Zebra Jane 12345678.csv" {
		t.Errorf("the other upload itself was touched: it is called %q", kept.FileName)
	}
}
