package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"

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

var errSplit = errors.New("aggregates are not split by setting or state")

// ProcedureMonths returns the sums over settings and states by month, site and procedure.
// The filter's Setting and State must be nil.
func (s *Store) ProcedureMonths(ctx context.Context, f CountFilter) ([]c.ProcedureMonth, error) {
	if f.splits() {
		return nil, errSplit
	}
	q := f.aggregate()
	rows, err := s.reader.QueryContext(ctx, `
		select t.month, t.site, t.procedure, t.n, t.cells
		from procedure_months as t`+q.where()+`
		order by t.month, t.site, t.procedure`, q.args...)
	var month calendar.Month
	var site, procedure, n, cells int64
	into := []any{scanMonth(&month), &site, &procedure, &n, &cells}
	sums, err := collect(rows, err, func(scan func(...any) error) (c.ProcedureMonth, error) {
		err := scan(into...)
		return c.ProcedureMonth{Month: month, Site: c.SiteID(site), Procedure: c.ProcedureID(procedure), N: int(n), Cells: int(cells)}, err
	})
	return sums, s.explain("read procedure months", err)
}

// GroupMonths returns the sums over the procedures of each group by month, site and group.
// The filter's Setting and State must be nil.
func (s *Store) GroupMonths(ctx context.Context, f CountFilter) ([]c.GroupMonth, error) {
	if f.splits() {
		return nil, errSplit
	}
	tx, err := s.reader.BeginTx(ctx, nil) // one snapshot, so that every procedure has its group
	if err != nil {
		return nil, s.explain("read group months", err)
	}
	defer rollback(tx)
	groups, err := groupOfEach(ctx, tx)
	if err != nil {
		return nil, s.explain("read groups of procedures", err)
	}
	q := f.aggregate()
	// One row for a month of a site, its procedures packed into a text: handing over a row costs more than
	// reading its numbers from a text, and SQLite would sort all rows to add them up by group.
	rows, err := tx.QueryContext(ctx, `
		select t.month, t.site, string_agg(t.procedure || ' ' || t.n || ' ' || t.cells, ' ')
		from procedure_months as t`+q.where()+`
		group by t.month, t.site
		order by t.month, t.site`, q.args...)
	if err != nil {
		return nil, s.explain("read group months", err)
	}
	sums, err := addGroups(rows, groups)
	return sums, s.explain("read group months", errors.Join(err, rows.Close()))
}

// groupOfEach returns the group of every procedure.
func groupOfEach(ctx context.Context, db queryer) (map[int64]int64, error) {
	rows, err := db.QueryContext(ctx, `
		select id, group_id
		from procedures`)
	groups := map[int64]int64{}
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var procedure, group int64
		err := scan(&procedure, &group)
		groups[procedure] = group
		return struct{}{}, err
	})
	return groups, err
}

// addGroups adds up the packed procedures of each month and site by their groups.
func addGroups(rows *sql.Rows, groups map[int64]int64) ([]c.GroupMonth, error) {
	var month calendar.Month
	var site int64
	var packed sql.RawBytes
	into := []any{scanMonth(&month), &site, &packed}
	var sums []c.GroupMonth
	place := map[int64]int{} // in sums, of each group in the current month and site
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		start := len(sums)
		clear(place)
		for rest := packed; len(rest) > 0; {
			var procedure, n, cells int64
			procedure, rest = nextNumber(rest)
			n, rest = nextNumber(rest)
			cells, rest = nextNumber(rest)
			group := groups[procedure]
			i, ok := place[group]
			if !ok {
				i = len(sums)
				place[group] = i
				sums = append(sums, c.GroupMonth{Month: month, Site: c.SiteID(site), Group: c.GroupID(group)})
			}
			sums[i].N += int(n)
			sums[i].Cells += int(cells)
		}
		sortGroups(sums[start:])
	}
	return sums, rows.Err()
}

// nextNumber reads digits up to a space or the end; the columns hold nothing else.
func nextNumber(text []byte) (n int64, rest []byte) {
	for i, digit := range text {
		if digit == ' ' {
			return n, text[i+1:]
		}
		n = n*10 + int64(digit-'0')
	}
	return n, nil
}

func sortGroups(sums []c.GroupMonth) {
	slices.SortFunc(sums, func(a, b c.GroupMonth) int { return int(a.Group - b.Group) })
}
