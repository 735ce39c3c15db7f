package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	sampledata "caseload/sample_data"
)

type demoCommand struct {
	listenFlag
}

// run serves the sample from a database of its own, which goes when the demo ends; nothing real is ever opened.
func (d *demoCommand) run(ctx context.Context, e environment) (code int, err error) {
	listener, moved, err := listenAnywhere(ctx, d.Listen)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, closeListener(listener)) }()
	folder, err := temporaryFolder("demo")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	now := sampledata.Now() // the sample's month must be under way, whatever today is
	if e.fixedClock {
		now = e.now()
	}
	clock := &stoppedClock{at: now}
	e.now = clock.now
	db, err := openStore(ctx, filepath.Join(folder, "demo.db"), e)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := loadSample(ctx, db, clock); err != nil {
		return 0, err
	}
	clock.at = now

	// A line for each request would bury the address in the terminal of whoever tries it out.
	e.log = slog.New(slog.NewTextHandler(e.std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if moved {
		fmt.Fprintf(e.std.out, "%s is taken by another program, so the demo serves on another port.\n", d.Listen)
	}
	fmt.Fprintln(e.std.out, "Caseload demo: synthetic sample data in a temporary database, removed when you stop it (Ctrl-C).")
	return exitOK, serve(ctx, e, db, listener, serving{dev: d.Dev, demo: true})
}

// stoppedClock stands still where it is put. It is moved only before the demo serves.
type stoppedClock struct{ at time.Time }

func (c *stoppedClock) now() time.Time { return c.at }
