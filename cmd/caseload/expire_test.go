package main

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"caseload/store"
	"caseload/store/storetest"
)

func TestAServerExpiresFilesAndTheAuditLogAtItsStartAndThenDaily(t *testing.T) {
	path := filepath.Join(t.TempDir(), "division.db")
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		storetest.Commit(t, db, []storetest.Row{{Month: "1999-12", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
		time.Sleep(365*24*time.Hour + 12*time.Hour) // half a day less than this leap year: the bubble's clock begins with 2000
		var log bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		flags := keepFlags{KeepFiles: 1, KeepAudit: 1}
		stop := beside(ctx, func(ctx context.Context) {
			flags.keepExpiring(ctx, db, time.Now, slog.New(slog.NewTextHandler(&log, nil)))
		})
		synctest.Wait()
		if got := actions(t, db); got != "upload, commit, expire files" {
			t.Errorf("at the start: %s", got)
		}
		for _, want := range []string{"upload, commit, expire files", "expire files, expire audit"} { // in the course of the day, and when it is over
			time.Sleep(24 * time.Hour)
			synctest.Wait()
			if got := actions(t, db); got != want {
				t.Errorf("want %q, got %q", want, got)
			}
		}
		cancel()
		stop()
		if !strings.Contains(log.String(), `msg="expired audit lines" count=2`) {
			t.Errorf("the log does not say so: %s", log.String())
		}
	})
}

// actions lists the audit log, oldest first.
func actions(t *testing.T, db *store.Store) string {
	t.Helper()
	entries, err := db.Audit(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append([]string{entry.Action}, all...)
	}
	return strings.Join(all, ", ")
}

func TestServeRefusesTimesToKeepThatAreNone(t *testing.T) {
	for _, flag := range []string{"--keep-files", "--keep-audit"} {
		db := filepath.Join(t.TempDir(), "division.db")
		code, _, stderr := runHere(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0", flag+"=-1")
		if code != exitFailure || !strings.Contains(stderr, flag+" -1 is not a number of") {
			t.Errorf("%s: want exit code 3 and a sentence, got %d: %s", flag, code, stderr)
		}
	}
}
