package store

import (
	"context"
	"time"
)

// ExpireAudit forgets the days of the audit log before the one, in UTC, that before falls on, and returns how many
// entries went; one that says so takes their place. Nothing else can be taken out of the log.
func (s *Store) ExpireAudit(ctx context.Context, before time.Time) (int, error) {
	day := before.UTC().Truncate(24 * time.Hour)
	var gone int
	_, err := s.write(ctx, "expire audit", "", func(w *work) error {
		err := w.tx.QueryRowContext(ctx, `
			select count(*)
			from audit
			where at < $1`, day.UnixMilli()).Scan(&gone)
		if err != nil || gone == 0 {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `
			update audit_kept
			set since = $1
			where since < $1`, day.UnixMilli()); err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from audit
			where at < $1`, day.UnixMilli()); err != nil {
			return err
		}
		last := day.AddDate(0, 0, -1).Format(time.DateOnly)
		what := "1 entry"
		if gone > 1 {
			what = grouped(int64(gone)) + " entries"
		}
		return w.audit(ctx, "expire audit", what, "up to and with "+last+" (UTC)")
	})
	if err != nil {
		return 0, err
	}
	return gone, nil
}
