package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"caseload/store/calendar"
	c "caseload/store/caseload"
)

// Counts returns stored counts by month, site, procedure, setting and state. A limit of 0 means all.
func (s *Store) Counts(ctx context.Context, f CountFilter, limit, offset int) ([]c.Count, error) {
	var all []c.Count
	err := s.eachCount(ctx, f, limit, offset, func(count c.Count) error {
		all = append(all, count)
		return nil
	})
	return all, err
}

// EachCount gives the chosen counts to yield in the order of Counts without holding them all.
// An error of yield ends it and is returned.
func (s *Store) EachCount(ctx context.Context, f CountFilter, yield func(c.Count) error) error {
	return s.eachCount(ctx, f, 0, 0, yield)
}

func (s *Store) eachCount(ctx context.Context, f CountFilter, limit, offset int, yield func(c.Count) error) error {
	q, err := f.cells()
	if err != nil {
		return err
	}
	if limit <= 0 {
		limit = math.MaxInt
	}
	page := fmt.Sprintf("\nlimit $%d\noffset $%d", len(q.args)+1, len(q.args)+2)
	rows, err := s.reader.QueryContext(ctx, `
		select t.month, t.site, t.procedure, t.setting, t.state, t.n, t.origin, coalesce(t.source, 0), t.row
		from counts as t`+q.where()+`
		order by t.month, t.site, t.procedure, t.setting, t.state`+page,
		append(q.args, limit, offset)...)
	if err != nil {
		return s.explain("read counts", err)
	}
	var stopped error
	err = scanCounts(rows, func(count c.Count) error {
		stopped = yield(count)
		return stopped
	})
	if err = errors.Join(err, rows.Close()); stopped != nil {
		return stopped
	}
	return s.explain("read counts", err)
}

// scanCounts reads into int64s and converts by hand: database/sql would go through text for int.
func scanCounts(rows *sql.Rows, yield func(c.Count) error) error {
	var month calendar.Month
	var site, procedure, setting, state, n, origin, source, row int64
	into := []any{scanMonth(&month), &site, &procedure, &setting, &state, &n, &origin, &source, &row}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		count := c.Count{
			Cell:   cellOf(month, site, procedure, setting, state),
			N:      int(n),
			Origin: c.Origin(origin),
			Source: c.UploadSeq(source),
			Row:    int(row),
		}
		if err := yield(count); err != nil {
			return err
		}
	}
	return rows.Err()
}

func cellOf(month calendar.Month, site, procedure, setting, state int64) c.Cell {
	return c.Cell{
		Month: month, Site: c.SiteID(site), Procedure: c.ProcedureID(procedure),
		Setting: c.Setting(setting), State: stateCode(state),
	}
}

// CountTotals returns the sum of the chosen counts and the number of cells behind it. A sum over
// no cells is not a zero that anybody reported.
func (s *Store) CountTotals(ctx context.Context, f CountFilter) (n, cells int, err error) {
	q, err := f.cells()
	if err != nil {
		return 0, 0, err
	}
	query := `
		select coalesce(sum(t.n), 0), coalesce(sum(t.cells), 0)
		from procedure_months as t`
	if f.splits() {
		query = `
		select coalesce(sum(t.n), 0), count(*)
		from counts as t`
	}
	err = s.reader.QueryRowContext(ctx, query+q.where(), q.args...).Scan(&n, &cells)
	return n, cells, s.explain("sum counts", err)
}
