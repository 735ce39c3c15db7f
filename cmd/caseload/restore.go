package main

import (
	"context"
	"fmt"
	"slices"

	"caseload/store"
)

type restoreCommand struct {
	databaseFlag
	progressFlag
	From string `arg:"" placeholder:"FILE" help:"Backup to restore."`
}

func (r *restoreCommand) run(ctx context.Context, e environment) (int, error) {
	kept, err := keptFiles(r.DB)
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
	now, err := keptFiles(r.DB)
	for _, file := range now {
		if !slices.Contains(kept, file) {
			fmt.Fprintf(e.std.out, "What was there is kept as %s.\n", file)
		}
	}
	return exitOK, err
}
