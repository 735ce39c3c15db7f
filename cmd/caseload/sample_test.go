package main

import (
	"path/filepath"
	"testing"

	sampledata "caseload/sample_data"
	"caseload/store"
)

// loadedSample loads the sample into a new database.
func loadedSample(tb testing.TB) *store.Store {
	tb.Helper()
	clock := &stoppedClock{at: sampledata.Now()}
	db, err := store.Open(tb.Context(), filepath.Join(tb.TempDir(), "demo.db"), store.Options{Now: clock.now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	if err := loadSample(tb.Context(), db, clock); err != nil {
		tb.Fatal(err)
	}
	return db
}

func TestEveryProcedureOfTheSampleHasAGroup(t *testing.T) {
	db := loadedSample(t)
	groups, err := db.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := map[int]string{}
	for _, g := range groups {
		names[int(g.ID)] = g.Name
	}
	procedures, err := db.Procedures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, g := range sampledata.ProcedureGroups() {
		want[g.Procedure] = g.Group
	}
	for _, p := range procedures {
		if got := names[int(p.Group)]; got != want[p.Name] {
			t.Errorf("%s: want group %q, got %q", p.Name, want[p.Name], got)
		}
	}
}

func TestLoadedSampleAgreesWithItself(t *testing.T) {
	db := loadedSample(t)
	problems, err := db.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Error(problem)
	}
	annotations, err := db.Annotations(t.Context())
	if err != nil || len(annotations) != len(sampledata.Annotations()) {
		t.Errorf("want %d annotations, got %d, %v", len(sampledata.Annotations()), len(annotations), err)
	}
}

// The demo promises to be there within a second.
func BenchmarkLoadSample(b *testing.B) {
	for b.Loop() {
		loadedSample(b)
	}
}
