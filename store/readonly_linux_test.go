package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// closedDatabase leaves a database with 7 biopsies behind that no program has open.
func closedDatabase(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "caseload.db")
	s, err := open(path)
	noError(t, err)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 7}}, true)
	noError(t, s.Close())
	return path
}

func openToRead(path string) (*store.Store, error) {
	return store.Open(context.Background(), path, store.Options{Now: storetest.Now, ReadOnly: true})
}

func TestADatabaseInAFolderThatCannotBeWrittenIsReadAndBackedUp(t *testing.T) {
	path, backup := closedDatabase(t), filepath.Join(t.TempDir(), "copy.db")
	noError(t, os.Chmod(filepath.Dir(filepath.Dir(backup)), 0o711))
	noError(t, os.Chmod(filepath.Dir(backup), 0o777))
	storetest.ReadOnlyFolder(t, path)
	_, err := open(path)
	wantFault(t, err, fault.Unavailable, "read_only")
	s, err := openToRead(path)
	noError(t, err)
	noError(t, s.Backup(context.Background(), backup))
	noError(t, s.Close())
	copied, err := open(backup)
	noError(t, err)
	n, cells, err := copied.CountTotals(context.Background(), store.CountFilter{})
	noError(t, err)
	if n != 7 || cells != 1 {
		t.Errorf("want 7 in 1 cell, got %d in %d", n, cells)
	}
	noError(t, copied.Close())
}

func TestALogThatCannotBeReadIsNeverLeftOut(t *testing.T) {
	path := closedDatabase(t)
	noError(t, os.WriteFile(path+"-wal", []byte("changes not folded in yet"), 0o600))
	storetest.ReadOnlyFolder(t, path)
	_, err := openToRead(path)
	wantFault(t, err, fault.Unavailable, "log_beside")
}

func TestAChangeWhileReadingWithoutLocksIsReported(t *testing.T) {
	path, backup := closedDatabase(t), filepath.Join(t.TempDir(), "copy.db")
	noError(t, os.Chmod(filepath.Dir(filepath.Dir(backup)), 0o711))
	noError(t, os.Chmod(filepath.Dir(backup), 0o777))
	storetest.ReadOnlyFolder(t, path)
	s, err := openToRead(path)
	noError(t, err)
	written := make(chan error)
	go func() { // another goroutine keeps its rights where the test is run by the superuser
		written <- os.Chtimes(path, time.Time{}, storetest.Now().AddDate(1, 0, 0))
	}()
	noError(t, <-written)
	wantFault(t, s.Backup(context.Background(), backup), fault.Unavailable, "changed_meanwhile")
	if _, err := os.Stat(backup); err == nil {
		t.Error("a backup that may be wrong was left behind")
	}
	wantFault(t, s.Close(), fault.Unavailable, "changed_meanwhile")
}

func TestAFileThatMayNotBeReadIsNotCalledUnwritable(t *testing.T) {
	path := closedDatabase(t)
	storetest.ReadOnlyFolder(t, path)
	forbidden := make(chan error)
	go func() { forbidden <- os.Chmod(path, 0o000) }()
	noError(t, <-forbidden)
	_, err := openToRead(path)
	wantFault(t, err, fault.Unavailable, "unreadable")
}
