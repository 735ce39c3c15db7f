package store

import (
	"context"
	"fmt"
	"time"

	c "caseload/store/caseload"
)

// Versions returns the newest revision together with a number that rises when somebody's rights change
// or a session ends, whichever program did it.
func (s *Store) Versions(ctx context.Context) (revision c.Revision, access int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	// For the reason given in Revision the context is left out.
	err = s.versions.QueryRowContext(context.WithoutCancel(ctx)).Scan(&revision, &access)
	return revision, access, s.explain("read versions", err)
}

const selectVersions = `
	select
	  (select coalesce(max(revision), 0) from revisions),
	  (select version from access_version)`

// OpenSession keeps a session of the user under the hash of its secret, which is noted as a sign-in by
// the means named.
func (s *Store) OpenSession(ctx context.Context, hash string, user c.UserID, lasts time.Duration, means string) error {
	_, err := s.write(ctx, "open session", user, func(w *work) error {
		if _, err := w.tx.ExecContext(ctx, `
			insert into sessions (hash, user_id, created_at, seen_at, expires_at)
			values ($1, $2, $3, $3, $4)`, hash, user, w.at, w.at+lasts.Milliseconds()); err != nil {
			return fmt.Errorf("write session: %w", err)
		}
		if _, err := w.tx.ExecContext(ctx, `
			update users
			set signed_in_at = $1
			where id = $2`, w.at, user); err != nil {
			return fmt.Errorf("note sign-in: %w", err)
		}
		// Whoever closes the browser leaves a session behind; here is a good time to sweep.
		if _, err := w.tx.ExecContext(ctx, `
			delete from sessions
			where expires_at < $1`, w.at); err != nil {
			return fmt.Errorf("sweep sessions: %w", err)
		}
		return w.audit(ctx, "sign-in", "", means)
	})
	return err
}

// NoteSignIn notes that somebody signed in elsewhere, who needs no session here.
func (s *Store) NoteSignIn(ctx context.Context, user c.UserID, means string) error {
	_, err := s.write(ctx, "note sign-in", user, func(w *work) error {
		if _, err := w.tx.ExecContext(ctx, `
			update users
			set signed_in_at = $1
			where id = $2`, w.at, user); err != nil {
			return err
		}
		return w.audit(ctx, "sign-in", "", means)
	})
	return err
}

// Session returns the session under the hash and its account; ok is false when there is none.
func (s *Store) Session(ctx context.Context, hash string) (session c.Session, account c.Account, ok bool, err error) {
	rows, err := s.reader.QueryContext(ctx, `
		select user_id, created_at, seen_at, expires_at
		from sessions
		where hash = $1`, hash)
	found, err := only(collect(rows, err, func(scan func(...any) error) (one c.Session, err error) {
		err = scan(&one.User, &one.CreatedAt, &one.SeenAt, &one.ExpiresAt)
		return one, err
	}))
	if err != nil || found == nil {
		return c.Session{}, c.Account{}, false, s.explain("read session", err)
	}
	account, err = s.Account(ctx, found.User)
	return *found, account, err == nil, err
}

// TouchSession notes that a session is in use. It is no act for the log.
func (s *Store) TouchSession(ctx context.Context, hash string) error {
	_, err := s.write(ctx, "touch session", "", func(w *work) error {
		_, err := w.tx.ExecContext(ctx, `
			update sessions
			set seen_at = $1
			where hash = $2`, w.at, hash)
		return err
	})
	return err
}

// EndSession ends a session at once. An empty means is for one that has run out, which is no act of anybody's.
func (s *Store) EndSession(ctx context.Context, hash string, user c.UserID, means string) error {
	_, err := s.write(ctx, "end session", user, func(w *work) error {
		if _, err := w.tx.ExecContext(ctx, `
			delete from sessions
			where hash = $1`, hash); err != nil {
			return err
		}
		if means == "" {
			return nil
		}
		return w.audit(ctx, means, "", "")
	})
	return err
}

// endSessions ends every session of the user.
func (w *work) endSessions(ctx context.Context, user c.UserID) error {
	if _, err := w.tx.ExecContext(ctx, `
		delete from sessions
		where user_id = $1`, user); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}
