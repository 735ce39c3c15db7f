package main

import (
	"context"
	"errors"
)

type serveCommand struct {
	databaseFlag
	listenFlag
	TrustedProxy []string `env:"CASELOAD_TRUSTED_PROXY" placeholder:"ADDRESS" help:"Address or range of a reverse proxy whose X-Forwarded headers are believed; may be repeated."`
}

func (s *serveCommand) run(ctx context.Context, e environment) (code int, err error) {
	if err := checkProxies(s.TrustedProxy); err != nil {
		return 0, err
	}
	// The address first: a wrong one should not leave a new database behind.
	listener, err := listen(ctx, s.Listen)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, closeListener(listener)) }()
	db, err := openStore(ctx, s.DB, e)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return exitOK, serve(ctx, e, db, listener, serving{dev: s.Dev, trustedProxies: s.TrustedProxy})
}
