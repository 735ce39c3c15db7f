package store

import (
	"context"
	"fmt"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

type originKey struct{}

// WithOrigin returns a context whose acts are noted with where they came from: a network address, or the command line.
func WithOrigin(ctx context.Context, origin string) context.Context {
	return context.WithValue(ctx, originKey{}, origin)
}

func originOf(ctx context.Context) string {
	address, _ := ctx.Value(originKey{}).(string)
	return clip(address, 100)
}

// Record notes an act that changes nothing else: a sign-in that failed, a refusal, an export. By may be
// empty for nobody who is known.
func (s *Store) Record(ctx context.Context, entry c.AuditEntry) error {
	_, err := s.write(ctx, "record", entry.By, func(w *work) error {
		w.info.By = entry.By // write takes nobody for the local user
		return w.audit(ctx, entry.Action, entry.Subject, entry.Detail)
	})
	return err
}

// audit notes who did what, whether or not it made a revision.
func (w *work) audit(ctx context.Context, action, subject, detail string) error {
	_, err := w.tx.ExecContext(ctx, `
		insert into audit (at, by_user, action, subject, detail, origin, revision)
		values ($1, nullif($2, ''), $3, $4, $5, $6, nullif($7, 0))`,
		w.at, w.info.By, action, clip(subject, 1000), clip(detail, 4000), originOf(ctx), w.info.Revision)
	if isForeignKeyViolation(err) {
		return fault.New(fault.Invalid, "There is no user %q.", w.info.By).WithCode("unknown_user")
	}
	if err != nil {
		return fmt.Errorf("audit %q: %w", action, err)
	}
	return nil
}

// AuditFilter says which acts are wanted; the zero filter wants all.
type AuditFilter struct {
	By     c.UserID
	Action string
	Text   string // in what was done, the subject or the detail, whatever its case
	From   int64  // Unix milliseconds
	Until  int64  // exclusive; 0 for no end
	Before int64  // id of the entry after which to go on; 0 for the newest
	Limit  int    // 0 for all
}

const selectAudit = `
	select id, at, coalesce(by_user, ''), action, subject, detail, origin, coalesce(revision, 0)
	from audit`

// Audit returns the acts on record, newest first; a limit of 0 means all.
func (s *Store) Audit(ctx context.Context, limit int) ([]c.AuditEntry, error) {
	return s.AuditLog(ctx, AuditFilter{Limit: limit})
}

// AuditLog returns the acts that the filter wants, newest first.
func (s *Store) AuditLog(ctx context.Context, filter AuditFilter) ([]c.AuditEntry, error) {
	var entries []c.AuditEntry
	err := s.EachAudit(ctx, filter, func(entry c.AuditEntry) error {
		entries = append(entries, entry)
		return nil
	})
	return entries, err
}

// EachAudit calls yield with each act that the filter wants, newest first, until it returns an error.
func (s *Store) EachAudit(ctx context.Context, filter AuditFilter, yield func(c.AuditEntry) error) error {
	where := []string{`id > 0`}
	var args []any
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if filter.By != "" {
		add(`by_user = $%d`, filter.By)
	}
	if filter.Action != "" {
		add(`action = $%d`, filter.Action)
	}
	if filter.Text != "" {
		add(`instr(lower(action || ' ' || subject || ' ' || detail), lower($%d)) > 0`, filter.Text)
	}
	if filter.From != 0 {
		add(`at >= $%d`, filter.From)
	}
	if filter.Until != 0 {
		add(`at < $%d`, filter.Until)
	}
	if filter.Before != 0 {
		add(`id < $%d`, filter.Before)
	}
	args = append(args, limitOrAll(filter.Limit))
	rows, err := s.reader.QueryContext(ctx, selectAudit+`
		where `+strings.Join(where, `
		and `)+fmt.Sprintf(`
		order by id desc
		limit $%d`, len(args)), args...)
	if err != nil {
		return s.explain("read audit", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var entry c.AuditEntry
		if err := rows.Scan(&entry.ID, &entry.At, &entry.By, &entry.Action, &entry.Subject, &entry.Detail, &entry.From, &entry.Revision); err != nil {
			return s.explain("read audit", err)
		}
		if err := yield(entry); err != nil {
			return err
		}
	}
	return s.explain("read audit", rows.Err())
}

// AuditActions returns the kinds of act on record, for choosing among them.
func (s *Store) AuditActions(ctx context.Context) ([]string, error) {
	rows, err := s.reader.QueryContext(ctx, `
		select distinct action
		from audit
		order by action`)
	actions, err := collect(rows, err, func(scan func(...any) error) (action string, err error) {
		err = scan(&action)
		return action, err
	})
	return actions, s.explain("read audit", err)
}
