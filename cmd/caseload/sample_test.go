package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
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

func checkGroups(t *testing.T, db *store.Store) {
	groups, err := db.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := map[caseload.GroupID]string{}
	for _, g := range groups {
		names[g.ID] = g.Name
	}
	procedures, err := db.Procedures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	for _, g := range sampledata.ProcedureGroups() {
		want[g.Procedure] = g.Group
	}
	for _, p := range procedures {
		got[p.Name] = names[p.Group]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// checkRoundTrip exports the sample, imports that into an empty database and exports it again.
func checkRoundTrip(t *testing.T, db *store.Store) {
	folder := t.TempDir()
	copied, fresh := filepath.Join(folder, "copy.db"), filepath.Join(folder, "fresh.db")
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	now := map[string]string{"CASELOAD_NOW": sampledata.Now().Format(time.RFC3339)}
	for _, what := range []string{"counts", "roster"} {
		_, want, _ := runHere(t, nil, "export", what, "--db", copied)
		file := write(t, filepath.Join(folder, what+".csv"), want)
		if code, stdout, stderr := runHere(t, now, "import", file, "--db", fresh, "--commit"); code != exitOK {
			t.Fatalf("%s: want exit code 0, got %d: %s%s", what, code, stdout, stderr)
		}
		if _, got, _ := runHere(t, nil, "export", what, "--db", fresh); got != want || strings.Count(got, "\n") < 50 {
			t.Errorf("the %s differ after export and import", what)
		}
	}
}

// The demo promises to be there within a second.
func BenchmarkLoadSample(b *testing.B) {
	for b.Loop() {
		loadedSample(b)
	}
}
