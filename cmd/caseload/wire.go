package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"

	"caseload/dashboard"
	"caseload/ingest"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// openStore opens the database, and creates it where there is none.
func openStore(ctx context.Context, path string, e environment) (*store.Store, error) {
	return store.Open(ctx, path, store.Options{Now: e.now})
}

// codeReadOnly is the store's word for a file or folder that this account may not write.
const codeReadOnly = "read_only"

// openToRead opens a database for a command that changes nothing and has nothing to do without one:
// to write where that is possible, which brings an older schema up to date and leaves no log
// behind, and only to read elsewhere.
func openToRead(ctx context.Context, path string, e environment) (*store.Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "There is no database at %s; name it with --db.", path)
	}
	db, err := openStore(ctx, path, e)
	if f, ok := fault.As(err); ok && f.Code == codeReadOnly {
		return store.Open(ctx, path, store.Options{Now: e.now, ReadOnly: true})
	}
	return db, err
}

// readOnlyHelp says where a command that only reads can and cannot do without the right to write.
const readOnlyHelp = `The database may lie in a folder that this account cannot write. Changes that a program left ` +
	`unfinished beside it (a file ending in -wal) may then be out of reach, and a change made meanwhile spoils the ` +
	`result: the command says so and fails.`

// temporaryFolder makes a folder for a database that goes again when the command ends.
func temporaryFolder(purpose string) (string, error) {
	folder, err := os.MkdirTemp("", "caseload-"+purpose+"-")
	if err != nil {
		return "", fault.New(fault.Unavailable,
			"The %s needs a temporary database, and nothing can be written in %s; name another folder in the variable TMPDIR.", purpose, os.TempDir())
	}
	return folder, nil
}

// serving says how the pages are served.
type serving struct {
	dev            bool
	demo           bool
	trustedProxies []string
	accounts       bool // people sign in; else everybody who reaches the server may do everything
	signIn         dashboard.SignIn
	isTLS          bool
	readOnly       bool
	metrics        bool
	publicURL      string
	keepAudit      int               // years; 0 for good
	backupDir      string            // of the daily backups; "" where there are none
	backups        dashboard.Backups // nil where none are made
}

// serve prints the address and answers until ctx ends.
func serve(ctx context.Context, e environment, db *store.Store, listener net.Listener, how serving) error {
	config := dashboard.Config{
		Store:          db,
		Now:            e.now,
		Ingest:         ingest.New(db, e.now),
		Logger:         e.log,
		BuildVersion:   buildName(),
		Dev:            how.dev,
		Demo:           how.demo,
		Prepare:        true,
		TrustedProxies: how.trustedProxies,
		Metrics:        how.metrics,
		DatabasePath:   db.Path(),
		Backups:        how.backups,
		KeepAudit:      how.keepAudit,
		Copies: func(upload caseload.Upload) (dashboard.Copies, error) {
			return copiesOf(db.Path(), how.backupDir, upload)
		},
	}
	if how.accounts {
		config.Accounts, config.SignIn, config.ReadOnly = db, how.signIn, how.readOnly
		if how.readOnly {
			config.Accounts = newReadOnlyAccounts(db, e.now, e.log)
		}
		if public, err := url.Parse(how.publicURL); err == nil && public.Hostname() != "" {
			config.PublicURL = how.publicURL
			config.Hosts = append(config.Hosts, public.Hostname()) // the name that a proxy on this machine passes on
		}
	}
	server, err := dashboard.New(config)
	if err != nil {
		return fmt.Errorf("prepare the pages: %w", err)
	}
	// The system already queues connections for the listener, so the address is true from here on.
	fmt.Fprintf(e.std.out, "Serving on %s\n", ownAddress(listener, how.isTLS))
	if how.accounts && !how.readOnly {
		if err := printSetUpLink(ctx, e, db, baseAddress(listener, how)); err != nil {
			return err
		}
	}
	return server.Serve(ctx, listener)
}
