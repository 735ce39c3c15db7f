package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"caseload/store/calendar"
	c "caseload/store/caseload"
)

// The sums of procedures by month and site are a few thousand rows that every page after a commit needs, while
// the commit has changed those of one or two months. They are held with the revision that they are of, and
// only what later revisions touched is read again: the log of counts names it.

var errSplit = errors.New("aggregates are not split by setting or state")

// sums are the rows of procedure_months at a revision. They are never changed, so that readers need no lock.
type sums struct {
	revision c.Revision
	rows     []c.ProcedureMonth          // by month, site and procedure
	groups   map[c.ProcedureID]c.GroupID // of every procedure
}

// maxReread is how many months of sites are read one by one before reading all of them at once is faster.
const maxReread = 24

// maxSpoken is how long a log of counts is looked through for the months that it touches.
const maxSpoken = 20000

// ProcedureMonths returns the sums over settings and states by month, site and procedure.
// The filter's Setting and State must be nil.
func (s *Store) ProcedureMonths(ctx context.Context, f CountFilter) ([]c.ProcedureMonth, error) {
	if f.splits() {
		return nil, errSplit
	}
	all, err := s.currentSums(ctx)
	if err != nil {
		return nil, s.explain("read procedure months", err)
	}
	if f.choosesAll() {
		return slices.Clone(all.rows), nil
	}
	var chosen []c.ProcedureMonth
	f.each(all, func(row c.ProcedureMonth) { chosen = append(chosen, row) })
	return chosen, nil
}

// GroupMonths returns the sums over the procedures of each group by month, site and group.
// The filter's Setting and State must be nil.
func (s *Store) GroupMonths(ctx context.Context, f CountFilter) ([]c.GroupMonth, error) {
	if f.splits() {
		return nil, errSplit
	}
	all, err := s.currentSums(ctx)
	if err != nil {
		return nil, s.explain("read group months", err)
	}
	var added []c.GroupMonth
	if f.choosesAll() {
		added = make([]c.GroupMonth, 0, len(all.rows))
	}
	start, here := 0, siteMonth{}
	place := map[c.GroupID]int{} // in added, of each group in the current month and site
	f.each(all, func(row c.ProcedureMonth) {
		if at := (siteMonth{row.Site, row.Month}); at != here {
			sortGroups(added[start:])
			start, here = len(added), at
			clear(place)
		}
		group := all.groups[row.Procedure]
		i, ok := place[group]
		if !ok {
			i = len(added)
			place[group] = i
			added = append(added, c.GroupMonth{Month: row.Month, Site: row.Site, Group: group})
		}
		added[i].N += row.N
		added[i].Cells += row.Cells
	})
	sortGroups(added[start:])
	return added, nil
}

func sortGroups(rows []c.GroupMonth) {
	slices.SortFunc(rows, func(a, b c.GroupMonth) int { return int(a.Group - b.Group) })
}

func (f CountFilter) choosesAll() bool {
	return f.First == nil && f.Last == nil && len(f.Sites)+len(f.Procedures)+len(f.Groups) == 0
}

// each gives the chosen rows to yield in their order.
func (f CountFilter) each(all *sums, yield func(c.ProcedureMonth)) {
	for _, row := range all.rows {
		switch {
		case f.First != nil && row.Month < *f.First, f.Last != nil && row.Month > *f.Last:
		case len(f.Sites) > 0 && !slices.Contains(f.Sites, row.Site):
		case len(f.Procedures) > 0 && !slices.Contains(f.Procedures, row.Procedure):
		case len(f.Groups) > 0 && !slices.Contains(f.Groups, all.groups[row.Procedure]):
		default:
			yield(row)
		}
	}
}

// currentSums returns the sums of the newest revision, whichever program made it.
func (s *Store) currentSums(ctx context.Context) (*sums, error) {
	newest, err := s.Revision(ctx)
	if err != nil {
		return nil, err
	}
	if held := s.sums.Load(); held != nil && held.revision == newest {
		return held, nil
	}
	s.summing.Lock() // one reader reads; the others find it done
	defer s.summing.Unlock()
	tx, err := s.reader.BeginTx(ctx, nil) // one snapshot of rows, groups and their revision
	if err != nil {
		return nil, err
	}
	defer rollback(tx)
	if newest, err = currentRevision(ctx, tx); err != nil {
		return nil, err
	}
	held := s.sums.Load()
	if held != nil && held.revision == newest {
		return held, nil
	}
	read := &sums{revision: newest}
	if read.groups, err = groupOfEach(ctx, tx); err != nil {
		return nil, err
	}
	if read.rows, err = held.reread(ctx, tx, newest); err != nil {
		return nil, err
	}
	s.sums.Store(read)
	return read, nil
}

// reread returns the rows at the newest revision, of which the held ones may be all but a few.
func (held *sums) reread(ctx context.Context, db queryer, newest c.Revision) ([]c.ProcedureMonth, error) {
	if held == nil || held.revision > newest {
		return readSums(ctx, db, "")
	}
	touched, ok, err := touchedSince(ctx, db, held.revision)
	if err != nil {
		return nil, err
	}
	if !ok {
		return readSums(ctx, db, "")
	}
	if len(touched) == 0 {
		return held.rows, nil
	}
	var fresh []c.ProcedureMonth
	for at := range touched {
		rows, err := readSums(ctx, db, `
			where t.month = $1
			and t.site = $2`, at.month.String(), at.site)
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, rows...)
	}
	slices.SortFunc(fresh, compareSums)
	return merge(held.rows, touched, fresh), nil
}

// merge returns the held rows with those of the touched months of sites in place of theirs. Both are in order, and so
// is the result: to sort it anew would take longer than everything else.
func merge(held []c.ProcedureMonth, touched map[siteMonth]bool, fresh []c.ProcedureMonth) []c.ProcedureMonth {
	rows := make([]c.ProcedureMonth, 0, len(held)+len(fresh))
	for i := 0; i < len(held); {
		at := siteMonth{held[i].Site, held[i].Month}
		end := i + 1
		for end < len(held) && held[end].Site == at.site && held[end].Month == at.month {
			end++
		}
		if !touched[at] {
			for len(fresh) > 0 && compareSums(fresh[0], held[i]) < 0 {
				rows, fresh = append(rows, fresh[0]), fresh[1:]
			}
			rows = append(rows, held[i:end]...)
		}
		i = end
	}
	return append(rows, fresh...)
}

func compareSums(a, b c.ProcedureMonth) int {
	if a.Month != b.Month {
		return int(a.Month - b.Month)
	}
	if a.Site != b.Site {
		return int(a.Site - b.Site)
	}
	return int(a.Procedure - b.Procedure)
}

// touchedSince returns the months of sites whose counts were changed after the revision, and false when they are
// too many to be looked for, or a purge has struck some of them from the log.
func touchedSince(ctx context.Context, db queryer, revision c.Revision) (map[siteMonth]bool, bool, error) {
	var changes int
	if err := db.QueryRowContext(ctx, `
		select coalesce(sum(changes), 0)
		from revisions
		where revision > $1`, revision).Scan(&changes); err != nil {
		return nil, false, fmt.Errorf("add up later changes: %w", err)
	}
	if changes > maxSpoken {
		return nil, false, nil
	}
	var isStruck bool
	if err := db.QueryRowContext(ctx, `
		select exists (
		  select 1
		  from revisions as r
		  join uploads as u on u.seq = r.upload
		  where r.revision > $1
		  and u.purged_at > 0
		)`, revision).Scan(&isStruck); err != nil {
		return nil, false, fmt.Errorf("look for later purges: %w", err)
	}
	if isStruck {
		return nil, false, nil
	}
	rows, err := db.QueryContext(ctx, `
		select distinct month, site
		from count_changes
		where revision > $1
		limit $2`, revision, maxReread+1)
	touched := map[siteMonth]bool{}
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var at siteMonth
		err := scan(scanMonth(&at.month), &at.site)
		touched[at] = true
		return struct{}{}, err
	})
	if err != nil {
		return nil, false, fmt.Errorf("look for touched months: %w", err)
	}
	return touched, len(touched) <= maxReread, nil
}

// groupOfEach returns the group of every procedure.
func groupOfEach(ctx context.Context, db queryer) (map[c.ProcedureID]c.GroupID, error) {
	procedures, err := readProcedures(ctx, db, 0)
	if err != nil {
		return nil, err
	}
	groups := make(map[c.ProcedureID]c.GroupID, len(procedures))
	for _, procedure := range procedures {
		groups[procedure.ID] = procedure.Group
	}
	return groups, nil
}

// readSums reads procedure_months, one row for a month of a site with its procedures packed into a text: handing over
// a row costs more than reading its numbers from a text.
func readSums(ctx context.Context, db queryer, where string, args ...any) ([]c.ProcedureMonth, error) {
	rows, err := db.QueryContext(ctx, `
		select t.month, t.site, string_agg(t.procedure || ' ' || t.n || ' ' || t.cells, ' ')
		from procedure_months as t`+where+`
		group by t.month, t.site
		order by t.month, t.site`, args...)
	if err != nil {
		return nil, fmt.Errorf("read sums: %w", err)
	}
	all, err := unpackSums(rows)
	if err = errors.Join(err, rows.Close()); err != nil {
		return nil, fmt.Errorf("read sums: %w", err)
	}
	return all, nil
}

func unpackSums(rows *sql.Rows) ([]c.ProcedureMonth, error) {
	var month calendar.Month
	var site int64
	var packed sql.RawBytes
	into := []any{scanMonth(&month), &site, &packed}
	var all []c.ProcedureMonth
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		start := len(all)
		for rest := packed; len(rest) > 0; {
			var procedure, n, cells int64
			procedure, rest = nextNumber(rest)
			n, rest = nextNumber(rest)
			cells, rest = nextNumber(rest)
			all = append(all, c.ProcedureMonth{Month: month, Site: c.SiteID(site), Procedure: c.ProcedureID(procedure), N: int(n), Cells: int(cells)})
		}
		slices.SortFunc(all[start:], compareSums) // an aggregate promises no order
	}
	return all, rows.Err()
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
