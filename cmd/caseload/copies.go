package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"caseload/dashboard"
	"caseload/store/caseload"
)

// copiesOf lists the files that may hold an upload beside the database: those that restores have put aside, and the
// daily backups that are no older than the upload.
func copiesOf(db, backupDir string, upload caseload.Upload) (dashboard.Copies, error) {
	files, err := keptFiles(db)
	if err != nil || backupDir == "" {
		return dashboard.Copies{Files: files}, err
	}
	backups, err := dailyBackups(backupDir)
	if err != nil {
		return dashboard.Copies{Files: files}, err
	}
	for _, backup := range backups {
		if backup.at.UnixMilli() >= upload.CreatedAt-time.Minute.Milliseconds() { // a backup is named for when it began
			files = append(files, backup.path)
		}
	}
	return dashboard.Copies{Files: files, KnowsBackups: true}, nil
}

// keptFiles lists the databases that restores have put aside; the store numbers them.
func keptFiles(db string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(db))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // Restore says it better when there is no folder
		return nil, fmt.Errorf("look beside %q: %w", db, err)
	}
	var kept []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, filepath.Base(db)+".before-restore") && !isCompanion(name) {
			kept = append(kept, filepath.Join(filepath.Dir(db), name))
		}
	}
	return kept, nil
}

// isCompanion tells the files that SQLite keeps beside a database.
func isCompanion(name string) bool {
	return strings.HasSuffix(name, "-wal") || strings.HasSuffix(name, "-shm") || strings.HasSuffix(name, "-journal")
}
