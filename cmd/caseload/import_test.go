package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// fixedNow is the environment of every import here: November 2026, in which October can be reported.
func fixedNow() map[string]string { return map[string]string{"CASELOAD_NOW": "2026-11-12T08:14:00Z"} }

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestImportIntoAClosedMonthIsAConflict(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "division.db")
	first := write(t, filepath.Join(folder, "first.csv"), "month,site,procedure,count\n2026-09,VA,Biopsy,12\n")
	if code, _, stderr := runHere(t, fixedNow(), "import", first, "--db", path, "--everything", "--commit"); code != exitOK {
		t.Fatalf("want exit code 0, got %d: %s", code, stderr)
	}
	db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.CloseMonth(t.Context(), 2, calendar.MonthOf(2026, time.September), caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	second := write(t, filepath.Join(folder, "second.csv"), "month,site,procedure,count\n2026-09,VA,Biopsy,13\n")
	code, _, stderr := runHere(t, fixedNow(), "import", second, "--db", path, "--commit")
	if code != exitConflict || !strings.Contains(stderr, "closed") {
		t.Errorf("want exit code 4 and a sentence about the closed month, got %d: %s", code, stderr)
	}
	if _, stdout, _ := runHere(t, nil, "export", "--db", path); !strings.Contains(stdout, "2026-09,VA,Biopsy,12,,") {
		t.Errorf("want the number as it was, got:\n%s", stdout)
	}
}

func TestAPreviewOrARefusalLeavesNoDraftToDecideAbout(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "division.db")
	good := write(t, filepath.Join(folder, "good.csv"), "month,site,procedure,count\n2026-09,VA,Biopsy,12\n")
	bad := write(t, filepath.Join(folder, "bad.csv"), "month,site,procedure,count\n2026-09,VA,Biopsy,12\n2026-09,VA,Drainage,many\n")
	for _, args := range [][]string{{good, "--commit"}, {good}, {bad}, {bad, "--commit"}} {
		runHere(t, fixedNow(), append([]string{"import", "--db", path}, args...)...)
	}
	db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	uploads, err := db.Uploads(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uploads {
		if u.State == caseload.UploadDraft {
			t.Errorf("%s is still a draft", u.FileName)
		}
	}
}

func TestMalformedSamplesStoreNothingAndSayWhy(t *testing.T) {
	folder := t.TempDir()
	entries, err := os.ReadDir("../../sample_data/malformed")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, entry := range entries {
		// A wrong total is only a warning: the rows themselves are good.
		if filepath.Ext(entry.Name()) != ".csv" || entry.Name() == "total_row.csv" {
			continue
		}
		t.Run(entry.Name(), func(t *testing.T) {
			path := filepath.Join(folder, entry.Name()+".db")
			code, stdout, stderr := runHere(t, fixedNow(), "import", "../../sample_data/malformed/"+entry.Name(), "--db", path, "--commit")
			if code != exitPartial && code != exitReject {
				t.Errorf("want exit code 1 or 2, got %d: %s", code, stderr)
			}
			if !strings.Contains(stdout, "Nothing was stored") {
				t.Errorf("want it said that nothing was stored, got:\n%s", stdout)
			}
			if code == exitPartial && !strings.Contains(stdout, "row ") {
				t.Errorf("want the rows named, got:\n%s", stdout)
			}
			_, exported, _ := runHere(t, nil, "export", "--db", path)
			if want := "month,site,procedure,count,setting,referral_state\n"; exported != want {
				t.Errorf("want no rows stored, got:\n%s", exported)
			}
		})
		tried++
	}
	if tried < 10 {
		t.Errorf("want at least ten malformed samples, found %d", tried)
	}
}

func TestNamesThatLookLikeFormulasAreNeutralisedInExports(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "division.db")
	file := write(t, filepath.Join(folder, "names.csv"),
		"month,site,procedure,count\n2026-09,VA,\"=HYPERLINK(\"\"x\"\")\",1\n2026-09,VA,@SUM(A1),2\n2026-09,VA,Biopsy,3\n")
	if code, stdout, stderr := runHere(t, fixedNow(), "import", file, "--db", path, "--commit"); code != exitOK {
		t.Fatalf("want exit code 0, got %d: %s%s", code, stdout, stderr)
	}
	_, exported, _ := runHere(t, nil, "export", "--db", path)
	for _, want := range []string{`'=HYPERLINK`, `'@SUM(A1)`, "2026-09,VA,Biopsy,3,,"} {
		if !strings.Contains(exported, want) {
			t.Errorf("want %s in the export, got:\n%s", want, exported)
		}
	}
}

func TestImportKeepsTheLimitsOfTheBrowserOnlyWhenAsked(t *testing.T) {
	var text strings.Builder
	text.WriteString("month,site,procedure,count\n")
	for i := range 50_001 { // one more than a browser may send
		fmt.Fprintf(&text, "%d-%02d,VA,Procedure %d,1\n", 2010+i%15, 1+i/15%12, i/180)
	}
	folder := t.TempDir()
	file := write(t, filepath.Join(folder, "large.csv"), text.String())
	if code, stdout, stderr := runHere(t, fixedNow(), "import", file, "--db", filepath.Join(folder, "x.db")); code != exitOK {
		t.Errorf("without --limits: want exit code 0, got %d: %.500s%s", code, stdout, stderr)
	}
	for _, args := range [][]string{{"import", "--limits", "--db", filepath.Join(folder, "x.db"), file}, {"inspect", file}} {
		if code, stdout, _ := runHere(t, fixedNow(), args...); code != exitReject || !strings.Contains(stdout, "too_many_rows") {
			t.Errorf("%v: want exit code 2 and the reason, got %d: %.500s", args, code, stdout)
		}
	}
}
