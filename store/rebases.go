package store

import (
	"context"
	"fmt"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Rebases returns every rebase by month and id.
func (s *Store) Rebases(ctx context.Context) ([]c.Rebase, error) {
	rebases, err := readRebases(ctx, s.reader, 0)
	return rebases, s.explain("read rebases", err)
}

// SaveRebase stores a rebase and returns it with its id and instant; r.By is its author. ID 0 adds one. A
// series is rebased in a month only once.
func (s *Store) SaveRebase(ctx context.Context, r c.Rebase) (c.Rebase, error) {
	r.Reason = strings.TrimSpace(r.Reason)
	if r.Reason == "" {
		return r, fault.New(fault.Invalid, "A rebase needs a reason, which every chart of the series will show.").WithCode("rebase_reason")
	}
	if err := atMost("The reason of a rebase", r.Reason, 2000); err != nil {
		return r, err
	}
	r.Measure = c.CleanName(r.Measure)
	reason := fmt.Sprintf("Rebase from %s: %s", r.Month.Long(), clip(r.Reason, 200))
	err := s.edit(ctx, r.By, "save rebase", reason, func(w *work) error {
		if r.ID != 0 {
			if err := w.mustExist(ctx, rebaseRows(), idKey(r.ID), "rebase"); err != nil {
				return err
			}
		}
		r.At, r.By = w.at, w.info.By
		key, err := put(ctx, w, rebaseRows(), idKey(r.ID), r)
		switch {
		case isForeignKeyViolation(err):
			return fault.New(fault.NotFound, "The rebase names a site, group, procedure or user that does not exist.").WithCode("rebase")
		case isUniqueViolation(err):
			return fault.New(fault.Conflict, "The series is already rebased from %s.", r.Month.Long()).WithCode("rebase")
		case isConstraintViolation(err):
			return fault.New(fault.Invalid, "A rebase concerns all procedures, or one group, one procedure or one measure, from a month in range.").WithCode("rebase")
		case err != nil:
			return err
		}
		r.ID, err = numericKey(key)
		return err
	})
	return r, err
}

// DeleteRebase removes a rebase; the history keeps it.
func (s *Store) DeleteRebase(ctx context.Context, id int64, by c.UserID) error {
	return s.edit(ctx, by, "delete rebase", fmt.Sprintf("Rebase %d removed", id), func(w *work) error {
		found, err := drop(ctx, w, rebaseRows(), idKey(id))
		if err == nil && !found {
			return fault.New(fault.NotFound, "There is no rebase with the number %d.", id).WithCode("unknown_rebase")
		}
		return err
	})
}

func rebaseRows() rowsOf[c.Rebase] {
	return rowsOf[c.Rebase]{
		name: c.ChangeRebase,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Rebase, error) {
			id, err := numericKey(key)
			if err != nil {
				return nil, err
			}
			return only(readRebases(ctx, tx, id))
		},
		save: func(ctx context.Context, tx *transaction, r c.Rebase) (string, error) {
			var id int64
			err := tx.QueryRowContext(ctx, `
				insert into rebases (id, month, site, group_id, procedure, measure, role, reason, by_user, at)
				values (nullif($1, 0), $2, nullif($3, 0), nullif($4, 0), nullif($5, 0), $6, $7, $8, $9, $10)
				on conflict (id) do update
				set month = excluded.month,
				    site = excluded.site,
				    group_id = excluded.group_id,
				    procedure = excluded.procedure,
				    measure = excluded.measure,
				    role = excluded.role,
				    reason = excluded.reason,
				    by_user = excluded.by_user,
				    at = excluded.at
				returning id`,
				r.ID, r.Month.String(), r.Site, r.Group, r.Procedure, r.Measure, r.Role, r.Reason, r.By, r.At).Scan(&id)
			return idKey(id), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from rebases
				where id = $1`, key)
			return err
		},
		tell: func(key string, _ names) string { return "the rebase " + key },
	}
}

func readRebases(ctx context.Context, db queryer, id int64) ([]c.Rebase, error) {
	rows, err := db.QueryContext(ctx, `
		select id, month, coalesce(site, 0), coalesce(group_id, 0), coalesce(procedure, 0), measure, role, reason, by_user, at
		from rebases
		where $1 in (0, id)
		order by month, id`, id)
	rebases, err := collect(rows, err, func(scan func(...any) error) (r c.Rebase, err error) {
		err = scan(&r.ID, scanMonth(&r.Month), &r.Site, &r.Group, &r.Procedure, &r.Measure, &r.Role, &r.Reason, &r.By, &r.At)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("read rebases: %w", err)
	}
	return rebases, nil
}
