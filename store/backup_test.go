package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func restore(from, to string) error {
	return store.Restore(context.Background(), from, to, storetest.Now)
}

// withoutAudit leaves out the line that a restore adds.
func withoutAudit(all map[string]string) map[string]string {
	delete(all, "audit")
	return all
}

func TestABackupRestoredHoldsWhatWasBackedUpAndKeepsTheOldFile(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "caseload.db")
	backup := filepath.Join(t.TempDir(), "backup.db")
	s, err := open(path)
	noError(t, err)
	storetest.SeedMonths(t, s, month("2026-10"), 3, 5)
	want := withoutAudit(hashes(t, s))
	noError(t, s.Backup(ctx, backup))
	info, err := os.Stat(backup)
	noError(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("want the backup readable by its owner only, got %o", info.Mode().Perm())
	}
	wantFault(t, s.Backup(ctx, backup), fault.Conflict, "file_exists")
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-10", Site: "VA", Procedure: "Mistake", N: 9}}, false)
	mistaken := withoutAudit(hashes(t, s))

	wantFault(t, restore(backup, path), fault.Conflict, "in_use")
	noError(t, s.Close())
	noError(t, restore(backup, path))
	restored := storetest.Open(t, path, storetest.Now)
	if diff := cmp.Diff(want, withoutAudit(hashes(t, restored))); diff != "" {
		t.Error(diff)
	}
	noProblems(t, restored)
	audit, err := restored.Audit(ctx, 1)
	noError(t, err)
	if audit[0].Action != "restore" || audit[0].Subject != "backup.db" {
		t.Errorf("want the restore on record, got %+v", audit[0])
	}
	if diff := cmp.Diff(mistaken, withoutAudit(hashes(t, storetest.Open(t, path+".before-restore", storetest.Now)))); diff != "" {
		t.Errorf("the old file was not kept as it was: %s", diff)
	}
}

func TestASecondRestoreKeepsTheFirstOldFileToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	backup := filepath.Join(t.TempDir(), "backup.db")
	noError(t, storetest.New(t).Backup(context.Background(), backup))
	for range 3 {
		noError(t, restore(backup, path))
	}
	for _, suffix := range []string{".before-restore", ".before-restore-2"} {
		if _, err := os.Stat(path + suffix); err != nil {
			t.Error(err)
		}
	}
}

func TestARestoreReplacesADamagedDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	backup := filepath.Join(t.TempDir(), "backup.db")
	noError(t, storetest.New(t).Backup(context.Background(), backup))
	damaged := bytes.Repeat([]byte("damaged "), 2000)
	noError(t, os.WriteFile(path, damaged, 0o600))
	noError(t, restore(backup, path))
	noProblems(t, storetest.Open(t, path, storetest.Now))
	kept, err := os.ReadFile(path + ".before-restore")
	noError(t, err)
	if !bytes.Equal(damaged, kept) {
		t.Error("the damaged file was not kept as it was")
	}
}

func TestOnlyASoundBackupIsRestored(t *testing.T) {
	s := storetest.New(t)
	storetest.SeedMonths(t, s, month("2026-10"), 12, 20)
	folder := t.TempDir()
	good := filepath.Join(folder, "good.db")
	noError(t, s.Backup(context.Background(), good))
	content, err := os.ReadFile(good)
	noError(t, err)
	newer := filepath.Join(folder, "newer.db")
	noError(t, os.WriteFile(newer, content, 0o600))
	db, err := sql.Open("sqlite", newer)
	noError(t, err)
	_, err = db.Exec("pragma user_version = 9999")
	noError(t, err)
	noError(t, db.Close())
	newerContent, err := os.ReadFile(newer)
	noError(t, err)
	// The page after the schema's: SQLite opens the file, only its own check notices.
	spoiled := bytes.Clone(content)
	copy(spoiled[len(spoiled)-8192:], bytes.Repeat([]byte{0xff}, 4096))

	for _, test := range []struct {
		name    string
		content []byte
		kind    fault.Kind
		code    string
	}{
		{"a text file", []byte("not a database, but long enough to hold one's header, which is a hundred bytes or so, as everybody knows"), fault.Refused, "damaged"},
		{"an empty file", nil, fault.Refused, "foreign_database"},
		{"a backup with a spoiled page", spoiled, fault.Refused, "damaged"},
		{"a backup of a newer program", newerContent, fault.Refused, "newer_schema"},
	} {
		t.Run(test.name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "caseload.db")
			from := filepath.Join(t.TempDir(), "backup.db")
			noError(t, os.WriteFile(from, test.content, 0o600))
			noError(t, os.WriteFile(to, content, 0o600))
			wantFault(t, restore(from, to), test.kind, test.code)
			after, err := os.ReadFile(to)
			noError(t, err)
			if !bytes.Equal(content, after) {
				t.Error("the database was touched")
			}
			entries, err := os.ReadDir(filepath.Dir(to))
			noError(t, err)
			if len(entries) != 1 {
				t.Errorf("files were left behind: %v", entries)
			}
		})
	}
	wantFault(t, restore(filepath.Join(folder, "none.db"), good), fault.NotFound, "no_backup")
	wantFault(t, restore(good, good), fault.Invalid, "same_file")
}
