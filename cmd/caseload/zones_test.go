package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheTimeZoneOfTheHostChangesNoMonth imports days at the ends of months on hosts 22 hours apart, on one whose
// clock says October still and on one where November began, and reads each database on the other.
func TestTheTimeZoneOfTheHostChangesNoMonth(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	zones := []string{"Pacific/Kiritimati", "America/Los_Angeles"}
	hostIn := func(zone string) []string { return []string{"TZ=" + zone, "CASELOAD_NOW=2026-11-01T05:00:00Z"} }
	caseload := func(zone string, args ...string) string {
		t.Helper()
		cmd := &exec.Cmd{Path: self, Args: append([]string{"caseload"}, args...), Env: append(os.Environ(), hostIn(zone)...)}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s, caseload %s: %v\n%s", zone, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "days.csv")
	write(t, file, "month,site,procedure,count\n2026-08-31,VA,Biopsy,7\n2026-09-01,VA,Biopsy,8\n2026-10-31,VA,Biopsy,9\n")
	var exports, pages []string
	for i, zone := range zones {
		db := filepath.Join(folder, filepath.Base(zone)+".db")
		caseload(zone, "import", file, "--commit", "--everything", "--db", db)
		exports = append(exports, caseload(zones[1-i], "export", "--db", db))
		p := startSignedIn(t, hostIn(zones[1-i]), db, "serve", "--db", db, "--listen", "127.0.0.1:0")
		status, page := get(t, p.url+"/api/v1/overview")
		if status != http.StatusOK {
			t.Errorf("%s: status %d", zone, status)
		}
		pages = append(pages, page)
		p.stop(t, syscall.SIGTERM)
	}
	want := "month,site,procedure,count,setting,referral_state\n2026-08,VA,Biopsy,7,,\n2026-09,VA,Biopsy,8,,\n2026-10,VA,Biopsy,9,,\nInternal use: small numbers are not hidden.\n"
	for i, got := range exports {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("imported in %s (-want +got)\n%s", zones[i], diff)
		}
	}
	if diff := cmp.Diff(pages[0], pages[1]); diff != "" {
		t.Errorf("the overview (-%s +%s)\n%s", zones[1], zones[0], diff)
	}
}
