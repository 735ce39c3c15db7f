package main

import (
	"log/slog"
	"time"
)

// environment is what a command is given beside its own flags.
type environment struct {
	now        func() time.Time
	fixedClock bool // somebody asked for a certain time
	std        stdio
	log        *slog.Logger
}

func newEnvironment(settings cli, std stdio) environment {
	e := environment{now: time.Now, std: std, log: slog.New(slog.NewTextHandler(std.err, nil))}
	if !settings.Now.IsZero() {
		e.now, e.fixedClock = fixed(settings.Now.Time), true
	}
	return e
}

// fixed returns a clock that stands still.
func fixed(t time.Time) func() time.Time {
	return func() time.Time { return t }
}
