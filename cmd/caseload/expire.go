package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"caseload/store"
	"caseload/store/fault"
)

// keepFlags are of a server that lets go of what has been kept long enough.
type keepFlags struct {
	KeepFiles int `env:"CASELOAD_KEEP_FILES" default:"24" placeholder:"MONTHS" help:"How long to keep files as they were sent (default: ${default} months). What was read from them stays; 0 keeps them for good."`
	KeepAudit int `env:"CASELOAD_KEEP_AUDIT" default:"6" placeholder:"YEARS" help:"How long to keep the audit log (default: ${default} years). Older days go whole, and an entry says how many went; 0 keeps it for good."`
}

func (k keepFlags) check() error {
	var wrong []error
	if k.KeepFiles < 0 {
		wrong = append(wrong, fault.New(fault.Invalid, "--keep-files %d is not a number of months.", k.KeepFiles))
	}
	if k.KeepAudit < 0 { // no shorter than a year: whoever looks at the log once a year must find all of it
		wrong = append(wrong, fault.New(fault.Invalid, "--keep-audit %d is not a number of years; give 1 or more, or 0 to keep the log for good.", k.KeepAudit))
	}
	return errors.Join(wrong...)
}

// expireEvery is often enough for times that are counted in months and years.
const expireEvery = 24 * time.Hour

// keepExpiring destroys what is older than it is kept, at the start and then daily, until ctx ends.
func (k keepFlags) keepExpiring(ctx context.Context, db *store.Store, now func() time.Time, log *slog.Logger) {
	for {
		k.expire(ctx, db, now(), log)
		timer := time.NewTimer(expireEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// expire goes on after a failure: what could not go today goes tomorrow.
func (k keepFlags) expire(ctx context.Context, db *store.Store, today time.Time, log *slog.Logger) {
	say := func(what string, gone int, err error) {
		switch {
		case ctx.Err() != nil:
		case err != nil:
			log.Error(what+" could not be expired", "error", err)
		case gone > 0:
			log.Info("expired "+what, "count", gone)
		}
	}
	if k.KeepFiles > 0 {
		gone, err := db.ExpireFiles(ctx, today.Sub(today.AddDate(0, -k.KeepFiles, 0)))
		say("files", gone, err)
	}
	if k.KeepAudit > 0 {
		gone, err := db.ExpireAudit(ctx, today.AddDate(-k.KeepAudit, 0, 0))
		say("audit lines", gone, err)
	}
}

// beside runs work beside a server until stop is called, which waits for its end.
func beside(ctx context.Context, work func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}
