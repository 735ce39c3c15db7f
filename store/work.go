package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// work is one write transaction. It makes one revision with its first recorded change,
// and none when nothing changes.
type work struct {
	tx     *transaction
	at     int64 // Unix milliseconds; the same instant on everything the transaction writes
	info   c.RevisionInfo
	source c.UploadSeq // the upload behind the changes; 0 for an edit by hand
	seq    int         // of the last row in changes
	byHand bool        // an edit, which may not overwrite what its author has not seen
}

// write runs do in one immediate transaction and commits it, or leaves everything as it was.
func (s *Store) write(ctx context.Context, doing string, by c.UserID, do func(*work) error) (c.RevisionInfo, error) {
	if s.writer == nil {
		return c.RevisionInfo{}, fault.New(fault.Unavailable, "%s cannot be written. Nothing was changed; check who owns the file and its folder.", s.path).WithCode("read_only")
	}
	if by == "" {
		by = c.LocalUser
	}
	w := &work{at: s.now().UnixMilli()}
	w.info = c.RevisionInfo{At: w.at, By: by}
	if err := s.transact(ctx, w, do); err != nil {
		return c.RevisionInfo{}, s.explain(doing, err)
	}
	return w.info, nil
}

func (s *Store) transact(ctx context.Context, w *work, do func(*work) error) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx)
	w.tx = newTransaction(tx)
	if err := do(w); err != nil {
		return err
	}
	if err := w.finish(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// edit is write for a change by hand: one revision with a reason, one line of audit, or
// neither when nothing changes.
func (s *Store) edit(ctx context.Context, by c.UserID, action, reason string, do func(*work) error) error {
	_, err := s.write(ctx, action, by, func(w *work) error {
		w.info.Reason, w.byHand = reason, true
		if err := do(w); err != nil {
			return err
		}
		if w.info.Revision == 0 {
			return nil
		}
		return w.audit(ctx, action, w.info.Reason, "") // do may have found better words
	})
	return err
}

// revise gives the transaction its revision, once.
func (w *work) revise(ctx context.Context) error {
	if w.info.Revision != 0 {
		return nil
	}
	current, err := currentRevision(ctx, w.tx)
	if err != nil {
		return err
	}
	w.info.Revision = current + 1
	_, err = w.tx.ExecContext(ctx, `
		insert into revisions (revision, at, by_user, upload, undoes, reason, changes)
		values ($1, $2, $3, nullif($4, 0), nullif($5, 0), $6, 0)`,
		w.info.Revision, w.info.At, w.info.By, w.source, w.info.Undoes, w.info.Reason)
	if isForeignKeyViolation(err) {
		return fault.New(fault.Invalid, "There is no user %q.", w.info.By).WithCode("unknown_user")
	}
	if err != nil {
		return fmt.Errorf("write revision %d: %w", w.info.Revision, err)
	}
	return nil
}

// finish writes how many changes the revision came to hold.
func (w *work) finish(ctx context.Context) error {
	if w.info.Revision == 0 {
		return nil
	}
	_, err := w.tx.ExecContext(ctx, `
		update revisions
		set changes = $1
		where revision = $2`,
		w.info.Changes, w.info.Revision)
	if err != nil {
		return fmt.Errorf("write the size of revision %d: %w", w.info.Revision, err)
	}
	return nil
}

// record notes one altered row of the history.
func (w *work) record(ctx context.Context, change c.Change) error {
	if err := w.revise(ctx); err != nil {
		return err
	}
	if err := w.refuseUnseen(ctx, change); err != nil {
		return err
	}
	w.seq++
	w.info.Changes++
	_, err := w.tx.ExecContext(ctx, `
		insert into changes (revision, seq, kind, key, before, after)
		values ($1, $2, $3, $4, $5, $6)`,
		w.info.Revision, w.seq, change.Kind, change.Key, nullText(change.Before), nullText(change.After))
	if err != nil {
		return fmt.Errorf("record change of %s %q: %w", change.Kind, change.Key, err)
	}
	return nil
}

// nullText gives JSON to the database, and null for none.
func nullText(raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return string(raw)
}

// clip keeps at most limit characters, for texts that only describe.
func clip(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	return string(runes[:limit-1]) + "…"
}

const selectRevision = `
	select coalesce(max(revision), 0)
	from revisions`

func currentRevision(ctx context.Context, db queryer) (c.Revision, error) {
	var revision c.Revision
	if err := db.QueryRowContext(ctx, selectRevision).Scan(&revision); err != nil {
		return 0, fmt.Errorf("read the current revision: %w", err)
	}
	return revision, nil
}

// collect reads every row of a query by scan.
func collect[T any](rows *sql.Rows, err error, scan func(func(...any) error) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	var all []T
	for rows.Next() {
		one, err := scan(rows.Scan)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all = append(all, one)
	}
	return all, errors.Join(rows.Err(), rows.Close())
}

// only returns the single value of a list that a key found, or nil.
func only[T any](list []T, err error) (*T, error) {
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
