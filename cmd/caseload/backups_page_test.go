package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/caseload"
)

// asToken asks as a program with a token and returns the status and the words of the page.
func asToken(t *testing.T, method, address, token string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode, plainText(text)
}

func backupsIn(t *testing.T, folder string) []dailyBackup {
	t.Helper()
	kept, err := dailyBackups(folder)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestAnAdministratorSeesTheBackupsAndMakesOneOnThePage(t *testing.T) {
	db, folder := filepath.Join(t.TempDir(), "division.db"), t.TempDir()
	admin := addToken(t, db, addUser(t, db, "admin", caseload.Admin))
	lead := addToken(t, db, addUser(t, db, "lead", caseload.Lead))
	day := time.Date(2026, time.November, 27, 2, 0, 0, 0, time.UTC)
	at := func(now time.Time) []string { return []string{"CASELOAD_NOW=" + now.Format(time.RFC3339), "TZ=UTC"} }

	p := start(t, at(day), "serve", "--db", db, "--listen", "127.0.0.1:0", "--backup-dir", folder, "--keep", "2")
	for limit := time.Now().Add(20 * time.Second); len(backupsIn(t, folder)) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("the server made no backup at its start")
		}
	}
	address := p.url + "/settings/backups"
	if status, page := asToken(t, http.MethodGet, address, admin); status != http.StatusOK ||
		!strings.Contains(page, "The newest backup is of 27 Nov 2026, 02:00 .") || !strings.Contains(page, folder+", and the newest 2 are kept") {
		t.Errorf("status %d: %s", status, page)
	}
	if status, page := asToken(t, http.MethodGet, p.url+"/settings", admin); !strings.Contains(page, "27 Nov 2026, 02:00") {
		t.Errorf("Settings do not say when the newest was made: %d %s", status, page)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if status, page := asToken(t, method, address, lead); status != http.StatusForbidden {
			t.Errorf("a lead, %s: status %d: %s", method, status, page)
		}
	}
	p.stop(t, syscall.SIGTERM)

	// Two hours later the day's own is not due. What is asked for is made, and the third would be the oldest's end.
	p = start(t, at(day.Add(2*time.Hour)), "serve", "--db", db, "--listen", "127.0.0.1:0", "--backup-dir", folder, "--keep", "2")
	address = p.url + "/settings/backups"
	if status, page := asToken(t, http.MethodPost, address, admin); status != http.StatusOK || !strings.Contains(page, "Made. The copy was read again") || !strings.Contains(page, "27 Nov 2026, 04:00") {
		t.Errorf("status %d: %s", status, page)
	}
	kept := backupsIn(t, folder)
	if len(kept) != 2 {
		t.Fatalf("want two backups, got %v", kept)
	}
	if copied, err := store.Open(t.Context(), kept[1].path, store.Options{Now: time.Now, ReadOnly: true}); err != nil {
		t.Errorf("what was made cannot be opened: %v", err)
	} else {
		_ = copied.Close()
	}
	if _, page := asToken(t, http.MethodGet, p.url+"/settings/audit?action=backup", admin); !strings.Contains(page, filepath.Base(kept[1].path)) {
		t.Errorf("it is not on record: %s", page)
	}

	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		if status, page := asToken(t, method, address, admin); status != http.StatusServiceUnavailable || !strings.Contains(page, folder+", cannot be read") {
			t.Errorf("the folder is gone, %s: status %d: %s", method, status, page)
		}
	}
	if status, page := asToken(t, http.MethodGet, p.url+"/settings", admin); status != http.StatusOK || !strings.Contains(page, "cannot be read") {
		t.Errorf("Settings without the folder: status %d: %s", status, page)
	}
	p.stop(t, syscall.SIGTERM)
}

func TestOldBackupsAndServersWithoutAnySayWhatToDo(t *testing.T) {
	db, folder := filepath.Join(t.TempDir(), "division.db"), t.TempDir()
	admin := addToken(t, db, addUser(t, db, "admin", caseload.Admin))
	p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
	if status, page := asToken(t, http.MethodGet, p.url+"/settings/backups", admin); status != http.StatusOK || !strings.Contains(page, "Start it with --backup-dir") || !strings.Contains(page, "caseload backup FILE --db "+db) {
		t.Errorf("status %d: %s", status, page)
	}
	if status, page := asToken(t, http.MethodPost, p.url+"/settings/backups", admin); status != http.StatusConflict || !strings.Contains(page, "no folder for backups") {
		t.Errorf("status %d: %s", status, page)
	}
	p.stop(t, syscall.SIGTERM)

	opened, err := store.Open(t.Context(), db, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	kept := &keptBackups{flags: backupFlags{BackupDir: folder, Keep: 3}, db: opened, now: time.Now, log: slog.New(slog.DiscardHandler)}
	if _, err := kept.Make(t.Context()); err != nil || kept.Trouble() != "" {
		t.Fatalf("%v, trouble %q", err, kept.Trouble())
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Make(t.Context()); err == nil || kept.Trouble() == "" {
		t.Errorf("want an error that is remembered, got %v and %q", err, kept.Trouble())
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Make(t.Context()); err != nil || kept.Trouble() != "" {
		t.Errorf("want the trouble over, got %v and %q", err, kept.Trouble())
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
}
