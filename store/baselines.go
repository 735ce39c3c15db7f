package store

import (
	"context"
	"fmt"
	"math"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Baselines returns the reference volumes by site and first month; the division's own come first.
func (s *Store) Baselines(ctx context.Context) ([]c.Baseline, error) {
	baselines, err := readBaselines(ctx, s.reader, 0)
	return baselines, s.explain("read baselines", err)
}

// SaveBaseline changes a baseline, or adds one when its ID is 0.
func (s *Store) SaveBaseline(ctx context.Context, b c.Baseline, by c.UserID) error {
	if !(b.PerMonth > 0) || math.IsInf(b.PerMonth, 0) {
		return fault.New(fault.Invalid, "A baseline is a number of procedures a month above 0.").WithCode("baseline")
	}
	if err := checkSource(b.Source, b.SitesCovered); err != nil {
		return err
	}
	return s.edit(ctx, by, "save baseline", "Baseline from "+b.From.Long(), func(w *work) error {
		if b.ID != 0 {
			if err := w.mustExist(ctx, baselineRows(), idKey(b.ID), "baseline"); err != nil {
				return err
			}
		}
		_, err := put(ctx, w, baselineRows(), idKey(b.ID), b)
		return dated(b.From.Long(), err)
	})
}

// StaffingBaselines returns the reference staffing by role and first month.
func (s *Store) StaffingBaselines(ctx context.Context) ([]c.StaffingBaseline, error) {
	baselines, err := readStaffingBaselines(ctx, s.reader, 0)
	return baselines, s.explain("read staffing baselines", err)
}

// SaveStaffingBaseline changes a staffing baseline, or adds one when its ID is 0.
func (s *Store) SaveStaffingBaseline(ctx context.Context, b c.StaffingBaseline, by c.UserID) error {
	if b.Headcount < 0 || b.FTE != nil && !(*b.FTE >= 0 && *b.FTE < 1e6) {
		return fault.New(fault.Invalid, "Heads and FTE of a staffing baseline are not below 0.").WithCode("baseline")
	}
	if err := checkSource(b.Source, b.SitesCovered); err != nil {
		return err
	}
	return s.edit(ctx, by, "save staffing baseline", b.Role.Plural()+" from "+b.From.Long(), func(w *work) error {
		if b.ID != 0 {
			if err := w.mustExist(ctx, staffingBaselineRows(), idKey(b.ID), "staffing baseline"); err != nil {
				return err
			}
		}
		_, err := put(ctx, w, staffingBaselineRows(), idKey(b.ID), b)
		return dated(b.From.Long(), err)
	})
}

func checkSource(source, covered string) error {
	if err := atMost("The source", source, 1000); err != nil {
		return err
	}
	return atMost("The text on the sites covered", covered, 1000)
}

// dated names the rules of a dated row that the database refused to break.
func dated(from string, err error) error {
	switch {
	case isUniqueViolation(err):
		return fault.New(fault.Conflict, "There is already a baseline from %s; change that one.", from).WithCode("baseline_taken")
	case isForeignKeyViolation(err):
		return fault.New(fault.NotFound, "There is no such site.").WithCode("unknown_site")
	case isConstraintViolation(err):
		return fault.New(fault.Invalid, "The role or counting unit of the baseline is not one that is known.").WithCode("baseline")
	}
	return err
}

func baselineRows() rowsOf[c.Baseline] {
	return rowsOf[c.Baseline]{
		name: c.ChangeBaseline,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Baseline, error) {
			id, err := numericKey(key)
			if err != nil {
				return nil, err
			}
			return only(readBaselines(ctx, tx, id))
		},
		save: func(ctx context.Context, tx *transaction, b c.Baseline) (string, error) {
			var id int64
			err := tx.QueryRowContext(ctx, `
				insert into baselines (id, from_month, site, per_month, approximate, sites_covered, counting_unit, source)
				values (nullif($1, 0), $2, nullif($3, 0), $4, $5, $6, $7, $8)
				on conflict (id) do update
				set from_month = excluded.from_month,
				    site = excluded.site,
				    per_month = excluded.per_month,
				    approximate = excluded.approximate,
				    sites_covered = excluded.sites_covered,
				    counting_unit = excluded.counting_unit,
				    source = excluded.source
				returning id`,
				b.ID, b.From.String(), b.Site, b.PerMonth, flag(b.Approximate), b.SitesCovered, b.CountingUnit, b.Source).Scan(&id)
			return idKey(id), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from baselines
				where id = $1`, key)
			return err
		},
		tell: func(key string, _ names) string { return "the baseline " + key },
	}
}

func readBaselines(ctx context.Context, db queryer, id int64) ([]c.Baseline, error) {
	rows, err := db.QueryContext(ctx, `
		select id, from_month, coalesce(site, 0), per_month, approximate, sites_covered, counting_unit, source
		from baselines
		where $1 in (0, id)
		order by coalesce(site, 0), from_month`, id)
	baselines, err := collect(rows, err, func(scan func(...any) error) (b c.Baseline, err error) {
		err = scan(&b.ID, scanMonth(&b.From), &b.Site, &b.PerMonth, &b.Approximate, &b.SitesCovered, &b.CountingUnit, &b.Source)
		return b, err
	})
	if err != nil {
		return nil, fmt.Errorf("read baselines: %w", err)
	}
	return baselines, nil
}

func staffingBaselineRows() rowsOf[c.StaffingBaseline] {
	return rowsOf[c.StaffingBaseline]{
		name: c.ChangeStaffingBaseline,
		load: func(ctx context.Context, tx *transaction, key string) (*c.StaffingBaseline, error) {
			id, err := numericKey(key)
			if err != nil {
				return nil, err
			}
			return only(readStaffingBaselines(ctx, tx, id))
		},
		save: func(ctx context.Context, tx *transaction, b c.StaffingBaseline) (string, error) {
			var id int64
			err := tx.QueryRowContext(ctx, `
				insert into staffing_baselines (id, from_month, role, headcount, fte, sites_covered, source)
				values (nullif($1, 0), $2, $3, $4, $5, $6, $7)
				on conflict (id) do update
				set from_month = excluded.from_month,
				    role = excluded.role,
				    headcount = excluded.headcount,
				    fte = excluded.fte,
				    sites_covered = excluded.sites_covered,
				    source = excluded.source
				returning id`,
				b.ID, b.From.String(), b.Role, b.Headcount, b.FTE, b.SitesCovered, b.Source).Scan(&id)
			return idKey(id), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from staffing_baselines
				where id = $1`, key)
			return err
		},
		tell: func(key string, _ names) string { return "the staffing baseline " + key },
	}
}

func readStaffingBaselines(ctx context.Context, db queryer, id int64) ([]c.StaffingBaseline, error) {
	rows, err := db.QueryContext(ctx, `
		select id, from_month, role, headcount, fte, sites_covered, source
		from staffing_baselines
		where $1 in (0, id)
		order by
		  case role when 'attending' then 1 when 'app' then 2 when 'technologist' then 3 when 'nurse' then 4 else 5 end,
		  role,
		  from_month`, id)
	baselines, err := collect(rows, err, func(scan func(...any) error) (b c.StaffingBaseline, err error) {
		err = scan(&b.ID, scanMonth(&b.From), &b.Role, &b.Headcount, &b.FTE, &b.SitesCovered, &b.Source)
		return b, err
	})
	if err != nil {
		return nil, fmt.Errorf("read staffing baselines: %w", err)
	}
	return baselines, nil
}
