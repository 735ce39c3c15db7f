package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestADatabaseThatCannotBeWrittenIsExportedAndBackedUp(t *testing.T) {
	folder := t.TempDir()
	db, file := filepath.Join(folder, "division.db"), filepath.Join(folder, "counts.csv")
	if err := os.WriteFile(file, []byte("month,site,procedure,count\n2026-09,VA,Biopsy,7\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	clock := map[string]string{"CASELOAD_NOW": "2026-11-12T08:14:00Z"}
	if code, _, stderr := runHere(t, clock, "import", file, "--commit", "--db", db); code != exitOK {
		t.Fatalf("import: want exit code 0, got %d: %s", code, stderr)
	}
	storetest.ReadOnlyFolder(t, db)
	code, stdout, stderr := runHere(t, clock, "export", "--db", db)
	if code != exitOK || !strings.Contains(stdout, "2026-09,VA,Biopsy,7,,\n") {
		t.Errorf("export: want exit code 0 and the number, got %d: %s%s", code, stdout, stderr)
	}
	code, _, stderr = runHere(t, clock, "backup", filepath.Join(folder, "copy.db"), "--db", db)
	if code != exitFailure || !strings.Contains(stderr, "copy.db") || strings.Contains(stderr, "division.db") {
		t.Errorf("backup beside it: want a sentence about the copy, got %d: %s", code, stderr)
	}
	code, _, stderr = runHere(t, clock, "import", file, "--commit", "--db", db)
	if code != exitFailure || !strings.Contains(stderr, "cannot be written") {
		t.Errorf("import: want exit code 3 and a sentence, got %d: %s", code, stderr)
	}
}

func TestServeRefusesADatabaseThatItCannotWriteAndNamesTheWayOut(t *testing.T) {
	db := filepath.Join(t.TempDir(), "division.db")
	addUser(t, db, "admin", caseload.Admin)
	storetest.ReadOnlyFolder(t, db)
	code, stdout, stderr := runHere(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
	if code != exitFailure || !strings.Contains(stderr, "cannot be written") || !strings.Contains(stderr, "--read-only") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("want exit code 3 and one line, got %d: %s%s", code, stdout, stderr)
	}
}

func TestServeSendsNobodyToReadOnlyForADatabaseThatIsNotThere(t *testing.T) {
	folder := t.TempDir()
	inside := filepath.Join(folder, "other.txt")
	if err := os.WriteFile(inside, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	storetest.ReadOnlyFolder(t, inside)
	code, _, stderr := runHere(t, nil, "serve", "--db", filepath.Join(folder, "new.db"), "--listen", "127.0.0.1:0")
	if code != exitFailure || !strings.Contains(stderr, "The folder of") || strings.Contains(stderr, "--read-only") {
		t.Errorf("want exit code 3 and a sentence about the folder, got %d: %s", code, stderr)
	}
}

func TestAPurgeOfADatabaseThatCannotBeWrittenSaysWhatToLookAt(t *testing.T) {
	folder := t.TempDir()
	db, file := filepath.Join(folder, "division.db"), filepath.Join(folder, "counts.csv")
	if err := os.WriteFile(file, []byte("month,site,procedure,count\n2026-09,VA,Biopsy,7\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := runHere(t, nil, "import", file, "--commit", "--db", db); code != exitOK {
		t.Fatalf("import: want exit code 0, got %d: %s", code, stderr)
	}
	storetest.ReadOnlyFolder(t, db)
	code, _, stderr := runHere(t, nil, "purge", "1", "--reason", "names in it", "--db", db)
	if code != exitFailure || !strings.Contains(stderr, "check who owns the file and its folder") {
		t.Errorf("want exit code 3 and what to look at, got %d: %s", code, stderr)
	}
}

func TestABackupThatMayNotBeReadIsNotCalledUnwritable(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	copied := filepath.Join(folder, "copy.db")
	addUser(t, copied, "admin", caseload.Admin)
	inside := filepath.Join(folder, "other.txt")
	if err := os.WriteFile(inside, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	storetest.ReadOnlyFolder(t, inside)
	if err := os.Chmod(copied, 0); err != nil && os.Geteuid() != 0 { // as root the file is another account's already
		t.Fatal(err)
	}
	code, _, stderr := runHere(t, nil, "restore", copied, "--db", filepath.Join(elsewhere, "division.db"))
	if code != exitFailure || !strings.Contains(stderr, "copy.db may not be read by this account") {
		t.Errorf("want exit code 3 and a sentence about reading, got %d: %s", code, stderr)
	}
}
