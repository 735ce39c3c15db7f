package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestARestoreThatCannotKeepTheOldDatabaseLeavesItInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	backup := filepath.Join(t.TempDir(), "backup.db")
	noError(t, storetest.New(t).Backup(context.Background(), backup))
	// Only a damaged database still has its log after it was locked, and so something else to put aside.
	damaged := bytes.Repeat([]byte("damaged "), 2000)
	noError(t, os.WriteFile(path, damaged, 0o600))
	noError(t, os.WriteFile(path+"-wal", damaged, 0o600))
	noError(t, os.MkdirAll(filepath.Join(path+".before-restore-wal", "in the way"), 0o700))
	if err := restore(backup, path); err == nil {
		t.Error("want an error")
	}
	left, err := os.ReadFile(path)
	noError(t, err)
	if !bytes.Equal(damaged, left) {
		t.Error("the old database was replaced although it was not kept")
	}
}

func TestARestoreIntoNoFolderSaysSo(t *testing.T) {
	backup := filepath.Join(t.TempDir(), "backup.db")
	noError(t, storetest.New(t).Backup(context.Background(), backup))
	wantFault(t, restore(backup, filepath.Join(t.TempDir(), "none", "caseload.db")), fault.NotFound, "no_folder")
}

func TestARestoreRevivesNoSessionAndNoLink(t *testing.T) {
	path, backup := filepath.Join(t.TempDir(), "caseload.db"), filepath.Join(t.TempDir(), "backup.db")
	s, admin := withAdmin(t)
	noError(t, s.OpenSession(t.Context(), hashOf("a"), admin.ID, time.Hour, "password"))
	noError(t, s.CreateLink(t.Context(), hashOf("1"), admin.ID, time.Hour, admin.ID))
	noError(t, s.Backup(t.Context(), backup))
	noError(t, restore(backup, path))
	restored := storetest.Open(t, path, storetest.Now)
	if _, _, ok, err := restored.Session(t.Context(), hashOf("a")); ok || err != nil {
		t.Errorf("a session from before the restore opens again, %v", err)
	}
	_, err := restored.LinkedAccount(t.Context(), hashOf("1"))
	wantFault(t, err, fault.NotFound, "spent_link")
	if _, _, ok, err := restored.AccountBySignIn(t.Context(), "dana"); !ok || err != nil {
		t.Errorf("the account is gone, %v", err)
	}
}
