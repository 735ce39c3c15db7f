package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestServedForReadingAloneADatabaseIsShownAndNeverWritten(t *testing.T) {
	db := filepath.Join(t.TempDir(), "division.db")
	k := &killed{t: t, folder: filepath.Dir(db), db: db, acknowledged: map[int]bool{}}
	k.undisturbed() // one file is committed
	p := startSignedIn(t, nil, db, "serve", "--db", db, "--listen", "127.0.0.1:0", "--read-only")
	before, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/volume", "/data", "/settings/audit", "/api/v1/counts", "/readyz"} {
		if status, body := get(t, p.url+path); status != http.StatusOK || strings.Contains(body, "Sign in") {
			t.Errorf("%s: want the page, got %d: %.300s", path, status, body)
		}
	}
	name, content := fileOf(1)
	if status, page := upload(t, p.url, name, content); status != http.StatusForbidden || !strings.Contains(page, "for reading alone") || strings.Contains(page, "who owns") {
		t.Errorf("upload: want 403 and a page in words, got %d: %.2000s", status, page)
	}
	if response := postForm(t, p.url+"/settings/division", url.Values{"name": {"IR"}, "calendar": {"federal"}}, nil); response.StatusCode != http.StatusForbidden {
		t.Errorf("setting: want 403, got %d", response.StatusCode)
	}
	if response := postForm(t, p.url+"/sign-out", nil, nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("sign-out: want 303, got %d", response.StatusCode)
	}
	if _, body := get(t, p.url+"/"); !strings.Contains(body, "Sign in") {
		t.Error("the session lives on after signing out")
	}
	if code := p.stop(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d\n%s", code, p.stderr)
	}
	after, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Error("the database was written")
	}
}

func TestADatabaseWithoutAccountsIsNotServedForReadingAlone(t *testing.T) {
	db := filepath.Join(t.TempDir(), "division.db")
	k := &killed{t: t, folder: filepath.Dir(db), db: db, acknowledged: map[int]bool{}}
	k.undisturbed()
	code, _, stderr := runHere(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0", "--read-only")
	if code != exitFailure || !strings.Contains(stderr, "has no accounts") {
		t.Errorf("want exit code 3 and a sentence, got %d: %s", code, stderr)
	}
	code, _, stderr = runHere(t, nil, "serve", "--db", db+".none", "--listen", "127.0.0.1:0", "--read-only")
	if _, err := os.Stat(db + ".none"); code != exitFailure || !strings.Contains(stderr, "There is no database") || err == nil {
		t.Errorf("want a refusal and no new database, got %d: %s", code, stderr)
	}
}
