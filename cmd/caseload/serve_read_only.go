package main

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"time"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// openToServe opens the database that serve works on. One that cannot be written is refused, unless it is only to be read.
func (s *serveCommand) openToServe(ctx context.Context, e environment) (*store.Store, error) {
	if !s.ReadOnly {
		db, err := openStore(ctx, s.DB, e)
		if f, ok := fault.As(err); ok && f.Code == codeReadOnly && isReadable(s.DB) {
			return nil, fault.New(fault.Unavailable,
				"%s cannot be written by this account, so nothing could be stored; see who owns the file and its folder, or serve it for reading alone with --read-only.", s.DB).
				WithCode(codeReadOnly)
		}
		return db, err
	}
	db, err := store.Open(ctx, s.DB, store.Options{Now: e.now, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	any, err := db.HasAccounts(ctx)
	if err == nil && !any {
		err = fault.New(fault.Refused, "%s has no accounts, so nobody could sign in to read it: serve it once without --read-only, or add one with \"caseload user add\".", s.DB)
	}
	if err != nil {
		_ = db.Close() // what matters is why it is not served
		return nil, err
	}
	return db, nil
}

// isReadable reports whether the file is there and may be read: only then does --read-only help.
func isReadable(path string) bool {
	file, err := os.Open(path)
	return err == nil && file.Close() == nil
}

// readOnlyAccounts are the accounts of a database that cannot be written: who has signed in is known to this process
// alone, and acts that belong on record go to the server's log. Sessions of other servers do not count, since they
// could not be ended here.
type readOnlyAccounts struct {
	*store.Store
	now func() time.Time
	log *slog.Logger

	mu       sync.Mutex
	sessions map[string]caseload.Session
	ended    int64 // sessions; rights that were found out before are to be found out again
}

func newReadOnlyAccounts(db *store.Store, now func() time.Time, log *slog.Logger) *readOnlyAccounts {
	return &readOnlyAccounts{Store: db, now: now, log: log, sessions: map[string]caseload.Session{}}
}

func (r *readOnlyAccounts) Versions(ctx context.Context) (caseload.Revision, int64, error) {
	revision, access, err := r.Store.Versions(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	return revision, access + r.ended, err
}

func (r *readOnlyAccounts) OpenSession(ctx context.Context, hash string, user caseload.UserID, lasts time.Duration, means string) error {
	now := r.now()
	r.mu.Lock()
	for old, session := range r.sessions { // a good time to sweep
		if session.ExpiresAt < now.UnixMilli() {
			delete(r.sessions, old)
		}
	}
	r.sessions[hash] = caseload.Session{User: user, CreatedAt: now.UnixMilli(), SeenAt: now.UnixMilli(), ExpiresAt: now.Add(lasts).UnixMilli()}
	r.mu.Unlock()
	return r.NoteSignIn(ctx, user, means)
}

func (r *readOnlyAccounts) NoteSignIn(ctx context.Context, user caseload.UserID, _ string) error {
	return r.Record(ctx, caseload.AuditEntry{By: user, Action: "sign-in"})
}

func (r *readOnlyAccounts) Session(ctx context.Context, hash string) (caseload.Session, caseload.Account, bool, error) {
	r.mu.Lock()
	session, ok := r.sessions[hash]
	r.mu.Unlock()
	if !ok {
		return caseload.Session{}, caseload.Account{}, false, nil
	}
	account, err := r.Account(ctx, session.User)
	return session, account, err == nil, err
}

func (r *readOnlyAccounts) TouchSession(_ context.Context, hash string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if session, ok := r.sessions[hash]; ok {
		session.SeenAt = r.now().UnixMilli()
		r.sessions[hash] = session
	}
	return nil
}

func (r *readOnlyAccounts) EndSession(ctx context.Context, hash string, user caseload.UserID, means string) error {
	r.mu.Lock()
	delete(r.sessions, hash)
	r.ended++
	r.mu.Unlock()
	if means == "" {
		return nil
	}
	return r.Record(ctx, caseload.AuditEntry{By: user, Action: means})
}

// TouchToken is for the list of tokens alone.
func (r *readOnlyAccounts) TouchToken(context.Context, caseload.TokenID) error { return nil }

// Record notes who did what kind of act, without the words that somebody may have typed.
func (r *readOnlyAccounts) Record(_ context.Context, entry caseload.AuditEntry) error {
	r.log.Info("on record", "action", entry.Action, "by", string(entry.By))
	return nil
}
