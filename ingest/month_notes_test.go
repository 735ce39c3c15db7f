package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestMonthsAcrossAreReadBehindAFootnoteMarkOrAHarmlessNoteAndThatIsSaid(t *testing.T) {
	got := inspectText("site,procedure,Jun 26,Jul 26*,Aug 2026 (partial)\nVA,PICC,14,11,4\n", caseload.KindProcedures)
	if diff := cmp.Diff([]string{"2026-06 VA PICC 14", "2026-07 VA PICC 11", "2026-08 VA PICC 4"}, said(got)); diff != "" {
		t.Error(diff)
	}
	want := []string{`Read in spite of the note: "Jul 26*" as July 2026 and "Aug 2026 (partial)" as August 2026.`}
	if diff := cmp.Diff(want, warningsOf(got, CodeMonthWithNote)); diff != "" {
		t.Error(diff)
	}
}

func TestAMonthWhoseNoteMayNameAnotherMeasureIsNotReadAndThatIsSaid(t *testing.T) {
	got := inspectText("site,procedure,Jun 26,Jul 26,Jul 26 (budget)\nVA,PICC,14,11,12\n", caseload.KindProcedures)
	if diff := cmp.Diff([]string{"2026-06 VA PICC 14", "2026-07 VA PICC 11"}, said(got)); diff != "" {
		t.Error(diff)
	}
	want := []string{`Not read, because the note may name something else than the count: "Jul 26 (budget)". Where it is the count, leave the month alone in the header.`}
	if diff := cmp.Diff(want, warningsOf(got, CodeLeftOut)); diff != "" {
		t.Error(diff)
	}
}
