//go:build !race

package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/storetest"
)

// TestABackupThatIsKilledLeavesNothingThatLooksLikeOne ends the program by SIGKILL while it makes a backup.
func TestABackupThatIsKilledLeavesNothingThatLooksLikeOne(t *testing.T) {
	folder := t.TempDir()
	db, path := filepath.Join(folder, "division.db"), filepath.Join(folder, "copy.db")
	storetest.SeedMonths(t, storetest.Open(t, db, storetest.Now), calendar.MonthOf(2026, time.October), 60, 40)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	backup := func() *exec.Cmd {
		return &exec.Cmd{Path: self, Args: []string{"caseload", "backup", path, "--db", db}, Env: os.Environ()}
	}
	started := time.Now()
	if out, err := backup().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	takes := time.Since(started)
	var killed, whole int
	for point := range 20 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		cmd := backup()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(takes * time.Duration(point) / 20) // the point of the kill is a point in time
		_ = cmd.Process.Kill()
		if cmd.Wait() != nil {
			killed++
		}
		if _, err := os.Stat(path); err != nil {
			continue
		}
		whole++
		copied, err := store.Open(t.Context(), path, store.Options{Now: time.Now, ReadOnly: true})
		if err != nil {
			t.Fatalf("a backup killed at %d of 20 has its name: %v", point, err)
		}
		problems, err := copied.Check(t.Context())
		if err := errors.Join(err, copied.Close()); err != nil || len(problems) > 0 {
			t.Errorf("a backup killed at %d of 20 has its name: %v, %v", point, problems, err)
		}
	}
	drafts, err := filepath.Glob(path + ".backing-up-*")
	if err != nil || len(drafts) == 0 {
		t.Errorf("of %d kills none met the work (%v)", killed, err)
	}
	t.Logf("of 20 kills %d came before the end, %d backups have their name, %d files are left of others", killed, whole, len(drafts))
}
