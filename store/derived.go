package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
)

// Derived returns what was kept under the key, and of which revision's data it was worked out.
func (s *Store) Derived(ctx context.Context, key string) (rev c.Revision, value []byte, ok bool, err error) {
	type derived struct {
		revision c.Revision
		value    []byte
	}
	rows, err := s.reader.QueryContext(ctx, `
		select revision, value
		from derived
		where key = $1`, key)
	kept, err := only(collect(rows, err, func(scan func(...any) error) (one derived, err error) {
		err = scan(&one.revision, &one.value)
		return one, err
	}))
	if err != nil || kept == nil {
		return 0, nil, false, s.explain("read what was derived", err)
	}
	return kept.revision, kept.value, true, nil
}

// SaveDerived keeps what was worked out from the data of a revision, in place of what the key held. It is no
// data: it makes no revision and no audit, and whoever reads it compares the revision.
func (s *Store) SaveDerived(ctx context.Context, key string, rev c.Revision, value []byte) error {
	_, err := s.write(ctx, "keep what was derived", c.LocalUser, func(w *work) error {
		if value == nil {
			value = []byte{} // nil would be a null
		}
		_, err := w.tx.ExecContext(ctx, `
			insert into derived (key, revision, value)
			values ($1, $2, $3)
			on conflict (key) do update
			set revision = excluded.revision,
			    value = excluded.value`, key, rev, value)
		if err != nil {
			return fmt.Errorf("write derived %q: %w", clip(key, 100), err)
		}
		return nil
	})
	return err
}
