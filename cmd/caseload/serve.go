package main

import (
	"context"
	"errors"

	"caseload/dashboard"
)

type serveCommand struct {
	databaseFlag
	listenFlag
	tlsFlags
	signInFlags
	backupFlags
	keepFlags
	Metrics      bool     `env:"CASELOAD_METRICS" help:"Answer monitors at /metrics in the format of Prometheus: on this machine without signing in, elsewhere with an administrator's token."`
	ReadOnly     bool     `env:"CASELOAD_READ_ONLY" help:"Serve a database that cannot be written, or must not be: pages are shown, every change is refused. Who signs in is noted in the log alone."`
	TrustedProxy []string `env:"CASELOAD_TRUSTED_PROXY" placeholder:"ADDRESS" help:"Address or range of a reverse proxy whose X-Forwarded headers are believed; may be repeated."`
}

func (s *serveCommand) run(ctx context.Context, e environment) (code int, err error) {
	if err := checkProxies(s.TrustedProxy); err != nil {
		return 0, err
	}
	if err := errors.Join(s.backupFlags.check(), s.keepFlags.check(), s.checkPublicURL()); err != nil {
		return 0, err
	}
	// The address first: a wrong one should not leave a new database behind.
	listener, err := listen(ctx, s.Listen, s.reach())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, closeListener(listener)) }()
	protected, err := s.wrap(listener, e.now)
	if err != nil {
		return 0, err
	}
	db, err := s.openToServe(ctx, e)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var backups dashboard.Backups
	if s.BackupDir != "" {
		kept := &keptBackups{flags: s.backupFlags, db: db, now: e.now, log: e.log}
		defer beside(ctx, kept.keepGoing)() // before the database is closed
		backups = kept
	}
	if !s.ReadOnly {
		stop := beside(ctx, func(ctx context.Context) { s.keepExpiring(ctx, db, e.now, e.log) })
		defer stop()
	}
	how, err := s.signIn(ctx, db, s.TrustedProxy)
	if err != nil {
		return 0, err
	}
	return exitOK, serve(ctx, e, db, protected, serving{
		dev: s.Dev, trustedProxies: s.TrustedProxy, accounts: true, signIn: how, isTLS: s.isOn(), readOnly: s.ReadOnly, metrics: s.Metrics, publicURL: s.PublicURL, keepAudit: s.KeepAudit, backupDir: s.BackupDir, backups: backups,
	})
}

// reach says from where the server may be reached: from this machine only, unless something protects the way.
func (s *serveCommand) reach() reach {
	if s.isOn() || len(s.TrustedProxy) > 0 || s.Unencrypted {
		return everywhere
	}
	return thisMachine
}
