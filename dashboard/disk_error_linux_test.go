package dashboard

import (
	"context"
	"net/http"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"caseload/ingest"
	"caseload/store"
	"caseload/store/storetest"
)

// TestADiskThatStopsTakingWritesIsAClearPageAndPagesGoOn has the kernel refuse every write to a file beyond its size,
// as it refuses them on a disk that it has made read-only after an error.
func TestADiskThatStopsTakingWritesIsAClearPageAndPagesGoOn(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "caseload.db"), store.Options{Now: storetest.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	server, err := New(Config{Store: s, Now: storetest.Now, Ingest: ingest.New(s, storetest.Now), BuildVersion: "1.0"})
	if err != nil {
		t.Fatal(err)
	}
	d := division{t: t, store: s, Server: server}
	d.commit(d.mustSend("september.csv", "month,site,procedure,count\n2026-09,VA,Biopsy,12\n"))
	draft := d.mustSend("october.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,14\n")

	signal.Ignore(syscall.SIGXFSZ) // which would end the program
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	limit := func(l syscall.Rlimit) {
		t.Helper()
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			t.Fatal(err)
		}
	}
	limit(syscall.Rlimit{Cur: 4096, Max: before.Max})
	defer limit(before)
	for name, try := range map[string]func() (int, string){
		"an upload": func() (int, string) {
			status, _, page := d.send("august.csv", "month,site,procedure,count\n2026-08,VA,Biopsy,9\n")
			return status, page
		},
		"a commit": func() (int, string) { status, _, page := d.post(draft + "/commit"); return status, page },
	} {
		status, page := try()
		if status != http.StatusServiceUnavailable || !strings.Contains(page, "The disk of the database reports an error") || strings.Contains(page, "caseload.db") {
			t.Errorf("%s: want 503 and a page in words, got %d: %s", name, status, words(page))
		}
	}
	if page := d.get("/"); !strings.Contains(page, "September 2026") {
		t.Errorf("pages are no longer read: %.500s", page)
	}
	if response, _ := get(t, server, "/readyz"); response.StatusCode != http.StatusOK {
		t.Errorf("/readyz: status %d while pages can be read", response.StatusCode)
	}
	limit(before)
	d.commit(draft)
	if problems, err := s.Check(context.Background()); err != nil || len(problems) > 0 {
		t.Errorf("afterwards: %v, %v", problems, err)
	}
}
