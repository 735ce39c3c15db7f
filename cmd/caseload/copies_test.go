package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard"
	"caseload/store/caseload"
)

func TestCopiesOfAnUploadAreTheBackupsSinceItCameAndWhatRestoresPutAside(t *testing.T) {
	folder, backups := t.TempDir(), t.TempDir()
	for _, path := range []string{
		filepath.Join(folder, "caseload.db"), filepath.Join(folder, "caseload.db-wal"),
		filepath.Join(folder, "caseload.db.before-restore"), filepath.Join(folder, "caseload.db.before-restore-wal"), filepath.Join(folder, "caseload.db.before-restore-2"),
		filepath.Join(backups, "caseload-20261111T020000Z.db"), filepath.Join(backups, "caseload-20261112T081400Z.db"), filepath.Join(backups, "caseload-20261113T020000Z.db"),
		filepath.Join(backups, "somebody else's.db"),
	} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	upload := caseload.Upload{CreatedAt: time.Date(2026, time.November, 12, 8, 14, 20, 0, time.UTC).UnixMilli()}
	aside := []string{filepath.Join(folder, "caseload.db.before-restore"), filepath.Join(folder, "caseload.db.before-restore-2")}
	for name, test := range map[string]struct {
		dir  string
		want dashboard.Copies
	}{
		"with daily backups": {backups, dashboard.Copies{KnowsBackups: true, Files: append(append([]string(nil), aside...),
			filepath.Join(backups, "caseload-20261112T081400Z.db"), filepath.Join(backups, "caseload-20261113T020000Z.db"))}},
		"without": {"", dashboard.Copies{Files: aside}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := copiesOf(filepath.Join(folder, "caseload.db"), test.dir, upload)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
