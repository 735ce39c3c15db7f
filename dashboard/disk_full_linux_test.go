package dashboard

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"caseload/ingest"
	"caseload/store"
	"caseload/store/storetest"
)

// fill takes all that is left on the folder's disk.
func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for size := 64 << 10; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = file.Write(bytes.Repeat([]byte("x"), size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

func TestAFullDiskIsAClearPageLeavesNoHalfUploadAndNeedsNoRestart(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	s, err := store.Open(t.Context(), filepath.Join(folder, "caseload.db"), store.Options{Now: storetest.Now})
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

	filler := filepath.Join(folder, "filler")
	fill(t, filler)
	large := "month,site,procedure,count\n2026-10,VA,Biopsy,14\n" + strings.Repeat("\n", 64<<10)
	for name, try := range map[string]func() (int, string){
		"an upload": func() (int, string) { status, _, page := d.send("large.csv", large); return status, page },
		"a commit":  func() (int, string) { status, _, page := d.post(draft + "/commit"); return status, page },
	} {
		status, page := try()
		if status != http.StatusServiceUnavailable || !strings.Contains(page, "The disk of the database is full") || strings.Contains(page, folder) {
			t.Errorf("%s: want 503 and a page in words, got %d: %s", name, status, page)
		}
	}
	if page := d.get("/"); !strings.Contains(page, "September 2026") {
		t.Errorf("pages are no longer read: %.500s", page)
	}
	uploads, err := s.Uploads(context.Background(), 0)
	if err != nil || len(uploads) != 2 {
		t.Errorf("want the 2 uploads from before, got %d, %v", len(uploads), err)
	}
	if problems, err := s.Check(context.Background()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	d.commit(draft)
	d.commit(d.mustSend("august.csv", "month,site,procedure,count\n2026-08,VA,Biopsy,9\n"))
	if problems, err := s.Check(context.Background()); err != nil || len(problems) > 0 {
		t.Errorf("afterwards: %v, %v", problems, err)
	}
}
