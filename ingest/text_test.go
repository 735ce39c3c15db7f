package ingest

import "testing"

func TestOnlyTheApostropheOfAnExportIsDropped(t *testing.T) {
	for cell, want := range map[string]string{
		"'=cmd":         "=cmd",
		"'+Plus biopsy": "+Plus biopsy",
		"'-x-'":         "'-x-'",
		"'Biopsy":       "'Biopsy",
		"'":             "'",
	} {
		if got := clean(cell); got != want {
			t.Errorf("%s: want %q, got %q", cell, want, got)
		}
	}
}
