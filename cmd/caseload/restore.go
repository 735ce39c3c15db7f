package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"caseload/store"
)

type restoreCommand struct {
	databaseFlag
	progressFlag
	From string `arg:"" placeholder:"FILE" help:"Backup to restore."`
}

func (r *restoreCommand) run(ctx context.Context, e environment) (int, error) {
	kept, err := r.keptFiles()
	if err != nil {
		return 0, err
	}
	err = newProgress(e.std.err, r.Progress).during("Restoring "+r.From, func() error {
		return store.Restore(ctx, r.From, r.DB, e.now)
	})
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(e.std.out, "Restored %s from %s. Accounts, passwords and tokens are those of the backup, and everybody has to sign in again.\n", r.DB, r.From)
	now, err := r.keptFiles()
	for _, file := range now {
		if !slices.Contains(kept, file) {
			fmt.Fprintf(e.std.out, "What was there is kept as %s.\n", file)
		}
	}
	return exitOK, err
}

// keptFiles lists the databases that restores have put aside; the store numbers them.
func (r *restoreCommand) keptFiles() ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(r.DB))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // Restore says it better when there is no folder
		return nil, fmt.Errorf("look beside %q: %w", r.DB, err)
	}
	var kept []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, filepath.Base(r.DB)+".before-restore") && !isCompanion(name) {
			kept = append(kept, filepath.Join(filepath.Dir(r.DB), name))
		}
	}
	return kept, nil
}

// isCompanion tells the files that SQLite keeps beside a database.
func isCompanion(name string) bool {
	return strings.HasSuffix(name, "-wal") || strings.HasSuffix(name, "-shm") || strings.HasSuffix(name, "-journal")
}
