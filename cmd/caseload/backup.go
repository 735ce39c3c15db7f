package main

import (
	"context"
	"errors"
	"fmt"
)

type backupCommand struct {
	databaseFlag
	progressFlag
	To string `arg:"" placeholder:"FILE" help:"File to write; must not exist yet."`
}

// Help is shown by the command line's parser.
func (b *backupCommand) Help() string { return readOnlyHelp }

func (b *backupCommand) run(ctx context.Context, e environment) (int, error) {
	db, err := openToRead(ctx, b.DB, e)
	if err != nil {
		return 0, err
	}
	err = newProgress(e.std.err, b.Progress).during("Backing up "+b.DB, func() error { return db.Backup(ctx, b.To) })
	if err := errors.Join(err, db.Close()); err != nil {
		return 0, err
	}
	fmt.Fprintf(e.std.out, "Backed up %s to %s, and checked the copy.\n", b.DB, b.To)
	return exitOK, nil
}
