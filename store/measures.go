package store

import (
	"context"
	"fmt"
	"math"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Measures returns every other monthly number by site, month, name and role.
func (s *Store) Measures(ctx context.Context) ([]c.Measure, error) {
	rows, err := s.reader.QueryContext(ctx, measureColumns+`
		order by site, month, name, role`)
	measures, err := collect(rows, err, scanMeasure)
	return measures, s.explain("read measures", err)
}

// SaveMeasures stores measures beside those already there, as one revision.
func (s *Store) SaveMeasures(ctx context.Context, measures []c.Measure, by c.UserID) error {
	return s.edit(ctx, by, "save measures", fmt.Sprintf("%d measures", len(measures)), func(w *work) error {
		for _, m := range measures {
			name, err := cleanName("measure", m.Name)
			if err != nil {
				return err
			}
			m.Name = name
			if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
				return fault.New(fault.Invalid, "%s of %s is not a number.", m.Name, m.Month.Long()).WithCode("measure")
			}
			m.Source, m.Row = 0, 0
			if err := putByHand(ctx, w, measureRows(), measureKey(m), m, func(stored *c.Measure) { stored.Source, stored.Row = 0, 0 }); err != nil {
				return monthlyFault(err)
			}
		}
		return nil
	})
}

// Targets returns every budgeted number by site, month and procedure.
func (s *Store) Targets(ctx context.Context) ([]c.Target, error) {
	rows, err := s.reader.QueryContext(ctx, targetColumns+`
		order by site, month, procedure`)
	targets, err := collect(rows, err, scanTarget)
	return targets, s.explain("read targets", err)
}

// SaveTargets stores targets beside those already there, as one revision.
func (s *Store) SaveTargets(ctx context.Context, targets []c.Target, by c.UserID) error {
	return s.edit(ctx, by, "save targets", fmt.Sprintf("%d targets", len(targets)), func(w *work) error {
		for _, t := range targets {
			if !(t.PerMonth >= 0) || math.IsInf(t.PerMonth, 0) {
				return fault.New(fault.Invalid, "The target of %s is a number from 0 on.", t.Month.Long()).WithCode("target")
			}
			if t.Procedure != 0 {
				if err := w.mustExist(ctx, procedureRows(), idKey(t.Procedure), "procedure"); err != nil {
					return err
				}
			}
			t.Source, t.Row = 0, 0
			if err := putByHand(ctx, w, targetRows(), targetKey(t), t, func(stored *c.Target) { stored.Source, stored.Row = 0, 0 }); err != nil {
				return monthlyFault(err)
			}
		}
		return nil
	})
}

func monthlyFault(err error) error {
	switch {
	case isForeignKeyViolation(err):
		return fault.New(fault.NotFound, "There is no such site.").WithCode("unknown_site")
	case isConstraintViolation(err):
		return fault.New(fault.Invalid, "The role or the number is not one that can be stored.").WithCode("measure")
	}
	return err
}

const measureColumns = `
	select site, month, name, role, value, coalesce(source, 0), row
	from measures`

func scanMeasure(scan func(...any) error) (m c.Measure, err error) {
	err = scan(&m.Site, scanMonth(&m.Month), &m.Name, &m.Role, &m.Value, &m.Source, &m.Row)
	return m, err
}

// measureKey puts the name last, since it may hold any character.
func measureKey(m c.Measure) string {
	return fmt.Sprintf("%d/%s/%s/%s", m.Site, m.Month, m.Role, m.Name)
}

func parseMeasureKey(key string) (m c.Measure, err error) {
	parts := strings.SplitN(key, "/", 4)
	if len(parts) != 4 {
		return m, fmt.Errorf("measure key %q is incomplete", key)
	}
	m.Site, m.Month, err = parseSiteMonthKey(parts[0] + "/" + parts[1])
	m.Role, m.Name = c.Role(parts[2]), parts[3]
	return m, err
}

func measureRows() rowsOf[c.Measure] {
	return rowsOf[c.Measure]{
		name: c.ChangeMeasure,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Measure, error) {
			m, err := parseMeasureKey(key)
			if err != nil {
				return nil, err
			}
			rows, err := tx.QueryContext(ctx, measureColumns+`
				where site = $1
				and month = $2
				and name = $3
				and role = $4`, m.Site, m.Month.String(), m.Name, m.Role)
			return only(collect(rows, err, scanMeasure))
		},
		save: func(ctx context.Context, tx *transaction, m c.Measure) (string, error) {
			_, err := tx.ExecContext(ctx, `
				insert into measures (site, month, name, role, value, source, row)
				values ($1, $2, $3, $4, $5, nullif($6, 0), $7)
				on conflict (site, month, name, role) do update
				set value = excluded.value,
				    source = excluded.source,
				    row = excluded.row`, m.Site, m.Month.String(), m.Name, m.Role, m.Value, m.Source, m.Row)
			return measureKey(m), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			m, err := parseMeasureKey(key)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				delete from measures
				where site = $1
				and month = $2
				and name = $3
				and role = $4`, m.Site, m.Month.String(), m.Name, m.Role)
			return err
		},
		tell: func(key string, names names) string {
			m, err := parseMeasureKey(key)
			if err != nil {
				return key
			}
			return fmt.Sprintf("%s of %s, %s", m.Name, names.site(m.Site), m.Month.Long())
		},
	}
}

const targetColumns = `
	select site, month, procedure, per_month, coalesce(source, 0), row
	from targets`

func scanTarget(scan func(...any) error) (t c.Target, err error) {
	err = scan(&t.Site, scanMonth(&t.Month), &t.Procedure, &t.PerMonth, &t.Source, &t.Row)
	return t, err
}

func targetKey(t c.Target) string { return fmt.Sprintf("%d/%s/%d", t.Site, t.Month, t.Procedure) }

func parseTargetKey(key string) (t c.Target, err error) {
	parts := strings.Split(key, "/")
	if len(parts) != 3 {
		return t, fmt.Errorf("target key %q is incomplete", key)
	}
	procedure, err := numericKey(parts[2])
	if err != nil {
		return t, err
	}
	site, err := numericKey(parts[0])
	if err != nil {
		return t, err
	}
	t.Site, t.Procedure = c.SiteID(site), c.ProcedureID(procedure)
	t.Month, err = calendar.ParseMonth(parts[1])
	return t, err
}

func targetRows() rowsOf[c.Target] {
	return rowsOf[c.Target]{
		name: c.ChangeTarget,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Target, error) {
			t, err := parseTargetKey(key)
			if err != nil {
				return nil, err
			}
			rows, err := tx.QueryContext(ctx, targetColumns+`
				where site = $1
				and month = $2
				and procedure = $3`, t.Site, t.Month.String(), t.Procedure)
			return only(collect(rows, err, scanTarget))
		},
		save: func(ctx context.Context, tx *transaction, t c.Target) (string, error) {
			_, err := tx.ExecContext(ctx, `
				insert into targets (site, month, procedure, per_month, source, row)
				values ($1, $2, $3, $4, nullif($5, 0), $6)
				on conflict (site, month, procedure) do update
				set per_month = excluded.per_month,
				    source = excluded.source,
				    row = excluded.row`, t.Site, t.Month.String(), t.Procedure, t.PerMonth, t.Source, t.Row)
			return targetKey(t), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			t, err := parseTargetKey(key)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				delete from targets
				where site = $1
				and month = $2
				and procedure = $3`, t.Site, t.Month.String(), t.Procedure)
			return err
		},
		tell: func(key string, names names) string {
			t, err := parseTargetKey(key)
			if err != nil {
				return key
			}
			if t.Procedure == 0 {
				return fmt.Sprintf("the target of %s, %s", names.site(t.Site), t.Month.Long())
			}
			return fmt.Sprintf("the target of %s, %s, %s", names.site(t.Site), t.Month.Long(), names.procedure(t.Procedure))
		},
	}
}
