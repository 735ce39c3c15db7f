package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestABackupIsMadeADayAndTheOldestGoWhenThereAreEnough(t *testing.T) {
	db := storetest.New(t)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "notes.db"), []byte("not ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := backupFlags{BackupDir: folder, Keep: 3}
	day := time.Date(2026, time.November, 1, 2, 0, 0, 0, time.UTC)
	for i := range 5 {
		now := day.AddDate(0, 0, i)
		made, next, err := flags.backUp(t.Context(), db, now)
		if err != nil || made == "" || !next.Equal(now.Add(24*time.Hour)) {
			t.Fatalf("day %d: made %q, next %s, %v", i, made, next, err)
		}
		again, next, err := flags.backUp(t.Context(), db, now.Add(23*time.Hour))
		if err != nil || again != "" || !next.Equal(now.Add(24*time.Hour)) {
			t.Fatalf("day %d, 23 hours later: made %q, next %s, %v", i, again, next, err)
		}
	}
	var names []string
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	want := []string{"caseload-20261103T020000Z.db", "caseload-20261104T020000Z.db", "caseload-20261105T020000Z.db", "notes.db"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestABackupOfTheFutureDoesNotKeepTodaysFromBeingMade(t *testing.T) {
	db := storetest.New(t)
	flags := backupFlags{BackupDir: t.TempDir(), Keep: 14}
	now := time.Date(2026, time.November, 1, 2, 0, 0, 0, time.UTC)
	if _, _, err := flags.backUp(t.Context(), db, now.AddDate(1, 0, 0)); err != nil { // the clock was wrong
		t.Fatal(err)
	}
	if made, _, err := flags.backUp(t.Context(), db, now); err != nil || made == "" {
		t.Errorf("made %q, %v", made, err)
	}
}

func TestABackupMadeWhileOthersWriteRestoresToWhatWasCommittedThen(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "caseload.db")
	now := func() time.Time { return time.Date(2026, time.November, 1, 2, 0, 0, 0, time.UTC) }
	db, err := store.Open(t.Context(), path, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			if err := db.SaveSetting(t.Context(), "division_name", strings.Repeat("x", 1+i%100), caseload.LocalUser); err != nil {
				stopped <- err
				return
			}
		}
	}()
	flags := backupFlags{BackupDir: folder, Keep: 14}
	made, _, err := flags.backUp(t.Context(), db, now())
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	copied, err := store.Open(t.Context(), made, store.Options{Now: now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	want, err := copied.TableHashes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []*store.Store{copied, db} {
		if err := one.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Restore(t.Context(), made, path, now); err != nil {
		t.Fatal(err)
	}
	restored, err := store.Open(t.Context(), path, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	got, err := restored.TableHashes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	delete(want, "audit") // the restore itself is noted there
	delete(got, "audit")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if problems, err := restored.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("the restored database: %v, %v", problems, err)
	}
}
