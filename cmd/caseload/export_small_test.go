package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/caseload"
)

func TestAnExportOfCountsHidesSmallNumbersAndAnImportReadsNoNumberForThem(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "small.db")
	file := filepath.Join(folder, "counts.csv")
	counts := "month,site,procedure,count,setting,referral_state\n" +
		"2026-09,VA,Biopsy,41,,GA\n2026-09,VA,Biopsy,20,,FL\n2026-09,VA,Biopsy,3,,AL\n2026-09,VA,Drainage,30,,AL\n2026-09,VA,Drainage,0,,GA\n2026-09,VA,Drainage,60,,FL\n"
	if err := os.WriteFile(file, []byte(counts), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := runHere(t, nil, "import", file, "--everything", "--commit", "--db", path); code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SaveSetting(t.Context(), "small_numbers", "hide", caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, hidden, said := runHere(t, nil, "export", "counts", "--db", path)
	for _, want := range []string{"2026-09,VA,Biopsy,hidden,,AL\n", "2026-09,VA,Biopsy,hidden,,FL\n", "2026-09,VA,Biopsy,41,,GA\n", "2026-09,VA,Drainage,0,,GA\n", "2026-09,VA,Drainage,hidden,,AL\n"} {
		if !strings.Contains(hidden, want) {
			t.Errorf("want %q in\n%s", want, hidden)
		}
	}
	if !strings.Contains(said, "Numbers from 1 to 10 are hidden") {
		t.Errorf("nobody is told: %q", said)
	}
	if err := os.WriteFile(file, []byte(hidden), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(folder, "other.db")
	_, report, _ := runHere(t, nil, "import", file, "--partial", "--commit", "--db", other)
	if !strings.Contains(report, `"hidden", expected the number itself; a hidden small number is left out`) {
		t.Errorf("the import does not say what it found:\n%s", report)
	}
	_, again, _ := runHere(t, nil, "export", "counts", "--db", other)
	if strings.Contains(again, ",AL\n") || !strings.Contains(again, "2026-09,VA,Biopsy,41,,GA\n") {
		t.Errorf("a hidden number became one:\n%s", again)
	}
}
