package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
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

func TestServeBacksItselfUpOnceADay(t *testing.T) {
	folder, db := t.TempDir(), filepath.Join(t.TempDir(), "division.db")
	addUser(t, db, "admin", caseload.Admin)
	made := func() []dailyBackup {
		t.Helper()
		backups, err := dailyBackups(folder)
		if err != nil {
			t.Fatal(err)
		}
		return backups
	}
	p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0", "--backup-dir", folder, "--keep", "2")
	for end := time.Now().Add(20 * time.Second); len(made()) == 0 && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	p.stop(t, syscall.SIGTERM)
	if len(made()) != 1 {
		t.Fatalf("want one backup, got %v\n%s", made(), p.stderr)
	}
	copied, err := store.Open(t.Context(), made()[0].path, store.Options{Now: time.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := copied.Accounts(t.Context())
	if err := errors.Join(err, copied.Close()); err != nil || len(accounts) != 1 {
		t.Errorf("want the account in the backup, got %v, %v", accounts, err)
	}
	p = start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0", "--backup-dir", folder, "--keep", "2")
	if status, _ := get(t, p.url+"/readyz"); status != http.StatusOK {
		t.Errorf("/readyz: status %d", status)
	}
	p.stop(t, syscall.SIGTERM)
	if len(made()) != 1 {
		t.Errorf("a start within the day made another: %v", made())
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

func TestBackupsOfTheFutureGoBeforeThoseOfTheseDays(t *testing.T) {
	db := storetest.New(t)
	flags := backupFlags{BackupDir: t.TempDir(), Keep: 3}
	now := time.Date(2026, time.November, 1, 2, 0, 0, 0, time.UTC)
	for i := range 3 {
		if _, _, err := flags.backUp(t.Context(), db, now.AddDate(1, 0, i)); err != nil { // the clock was wrong
			t.Fatal(err)
		}
	}
	for i := range 3 {
		if made, _, err := flags.backUp(t.Context(), db, now.AddDate(0, 0, i)); err != nil || made == "" {
			t.Fatalf("made %q, %v", made, err)
		}
	}
	backups, err := dailyBackups(flags.BackupDir)
	if err != nil || len(backups) != 3 || !backups[0].at.Equal(now) {
		t.Errorf("want those of 1 to 3 November, got %v, %v", backups, err)
	}
}

func TestWhatKilledBackupsLeftGoesWithTime(t *testing.T) {
	db := storetest.New(t)
	flags := backupFlags{BackupDir: t.TempDir(), Keep: 3}
	old, young, others := filepath.Join(flags.BackupDir, "caseload-20261031T020000Z.db.backing-up-17"),
		filepath.Join(flags.BackupDir, "caseload-20261101T020000Z.db.backing-up-18"), filepath.Join(flags.BackupDir, "theirs.db.backing-up-19")
	for _, path := range []string{old, young, others} {
		write(t, path, "half a backup")
		if path != young {
			if err := os.Chtimes(path, time.Now(), time.Now().Add(-2*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, _, err := flags.backUp(t.Context(), db, time.Date(2026, time.November, 1, 2, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{old: false, young: true, others: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: want it there %v, got %v", filepath.Base(path), want, err)
		}
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
