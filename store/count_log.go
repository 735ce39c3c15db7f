package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// A revision's counts are first written to count_changes, and everything else follows from
// there inside the database: the check that nobody was overtaken, the sums, the counts. Commit,
// undo and redo therefore share one path and cannot disagree.

// loggedChange is one row on its way into count_changes.
type loggedChange struct {
	month                    calendar.Month
	site, procedure, setting int64
	state                    int64
	before, after            *c.CountValue
}

func (a loggedChange) compare(b loggedChange) int {
	return cmp.Or(
		cmp.Compare(a.month, b.month), cmp.Compare(a.site, b.site), cmp.Compare(a.procedure, b.procedure),
		cmp.Compare(a.setting, b.setting), cmp.Compare(a.state, b.state),
	)
}

// 64 rows a statement is where more rows no longer save time.
const rowsPerStatement = 64

// logCounts writes changes that are in key order, which is several times faster than any other.
func (w *work) logCounts(ctx context.Context, changes []loggedChange) error {
	if len(changes) == 0 {
		return nil
	}
	if err := w.revise(ctx); err != nil {
		return err
	}
	args := make([]any, 0, rowsPerStatement*13)
	var month monthText
	for chunk := range slices.Chunk(changes, rowsPerStatement) {
		args = args[:0]
		isPlain := !slices.ContainsFunc(chunk, func(one loggedChange) bool { return one.before != nil || one.after == nil })
		for _, one := range chunk {
			args = append(args, month.of(one.month), one.site, one.procedure, one.setting, one.state)
			if isPlain {
				args = append(args, int64(one.after.N), int64(one.after.Origin), int64(one.after.Row))
				continue
			}
			args = appendValue(args, one.after, w.source)
			var before c.UploadSeq
			if one.before != nil {
				before = one.before.Source
			}
			args = appendValue(args, one.before, before)
		}
		if _, err := w.tx.ExecContext(ctx, w.logStatement(len(chunk), isPlain), args...); err != nil {
			return fmt.Errorf("log counts: %w", err)
		}
	}
	w.info.Changes += len(changes)
	return nil
}

// logStatement is the one place with "?": SQLite takes several times longer to number so many
// "$n". The revision, and the source of new numbers, are the same in every row and written out.
// A plain row is a number where there was none.
func (w *work) logStatement(rows int, isPlain bool) string {
	row := fmt.Sprintf("(%d, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, nullif(?, 0), ?)", w.info.Revision)
	columns := "revision, month, site, procedure, setting, state, after_n, after_origin, after_source, after_row"
	if isPlain {
		row = fmt.Sprintf("(%d, ?, ?, ?, ?, ?, ?, ?, nullif(%d, 0), ?)", w.info.Revision, w.source)
	} else {
		columns += ", before_n, before_origin, before_source, before_row"
	}
	return "insert into count_changes (" + columns + ")\nvalues " + strings.Repeat(row+",\n", rows-1) + row
}

func appendValue(args []any, value *c.CountValue, source c.UploadSeq) []any {
	if value == nil {
		return append(args, nil, nil, nil, nil)
	}
	return append(args, int64(value.N), int64(value.Origin), int64(source), int64(value.Row))
}

// monthText remembers the text of the last month, since neighbouring rows share it.
type monthText struct {
	month calendar.Month
	text  any
}

func (t *monthText) of(month calendar.Month) any {
	if t.text == nil || t.month != month {
		t.month, t.text = month, month.String()
	}
	return t.text
}

// maxDetails limits the cells that a conflict names.
const maxDetails = 20

const sameCell = `c.month = h.month
		and c.site = h.site
		and c.procedure = h.procedure
		and c.setting = h.setting
		and c.state = h.state`

// overtakenCells names the cells that no longer hold what the revision in the making
// takes for their old value. tell gets what the cell holds now and what was expected.
func (w *work) overtakenCells(ctx context.Context, names names, tell func(now, expected string) string) ([]string, error) {
	rows, err := w.tx.QueryContext(ctx, `
		select h.month, h.site, h.procedure, h.setting, h.state, c.n, h.before_n
		from count_changes as h
		left join counts as c on `+sameCell+`
		where h.revision = $1
		and (c.n is distinct from h.before_n
		  or c.origin is distinct from h.before_origin
		  or c.source is distinct from h.before_source
		  or c.row is distinct from h.before_row)
		order by h.month, h.site, h.procedure, h.setting, h.state
		limit $2`, w.info.Revision, maxDetails)
	details, err := collect(rows, err, func(scan func(...any) error) (string, error) {
		var month calendar.Month
		var site, procedure, setting, state int64
		var now, expected sql.Null[int64]
		err := scan(scanMonth(&month), &site, &procedure, &setting, &state, &now, &expected)
		return names.cell(cellOf(month, site, procedure, setting, state)) + ": " + tell(number(now), number(expected)), err
	})
	if err != nil {
		return nil, fmt.Errorf("compare counts: %w", err)
	}
	return details, nil
}

func number(n sql.Null[int64]) string {
	if !n.Valid {
		return "not reported"
	}
	return grouped(n.V)
}

// grouped writes a number with thousands commas.
func grouped(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// isNewGround reports whether no count is stored from the first month to the last, so that
// there is nothing to compare with.
func (w *work) isNewGround(ctx context.Context, first, last calendar.Month) (bool, error) {
	var found int
	err := w.tx.QueryRowContext(ctx, `
		select count(*)
		from procedure_months
		where month between $1 and $2`, first.String(), last.String()).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look for counts: %w", err)
	}
	return found == 0, nil
}

// sumChange is what a revision adds to the sum of one procedure in one month.
type sumChange struct {
	month           calendar.Month
	site, procedure int64
	n, cells        int64
	removed         int64 // cells that hold nothing any more
}

// sumChanges adds up changes that are in key order.
func sumChanges(changes []loggedChange) []sumChange {
	var sums []sumChange
	for i, one := range changes {
		if i == 0 || one.month != changes[i-1].month || one.site != changes[i-1].site || one.procedure != changes[i-1].procedure {
			sums = append(sums, sumChange{month: one.month, site: one.site, procedure: one.procedure})
		}
		sum := &sums[len(sums)-1]
		if one.before != nil {
			sum.n -= int64(one.before.N)
			sum.cells--
		}
		if one.after != nil {
			sum.n += int64(one.after.N)
			sum.cells++
		} else {
			sum.removed++
		}
	}
	return sums
}

// loggedSums is sumChanges for a log that was written inside the database.
func (w *work) loggedSums(ctx context.Context) ([]sumChange, error) {
	rows, err := w.tx.QueryContext(ctx, `
		select month, site, procedure,
		  sum(coalesce(after_n, 0) - coalesce(before_n, 0)), count(after_n) - count(before_n), count(*) - count(after_n)
		from count_changes
		where revision = $1
		group by month, site, procedure
		order by month, site, procedure`, w.info.Revision)
	sums, err := collect(rows, err, func(scan func(...any) error) (sum sumChange, err error) {
		err = scan(scanMonth(&sum.month), &sum.site, &sum.procedure, &sum.n, &sum.cells, &sum.removed)
		return sum, err
	})
	if err != nil {
		return nil, fmt.Errorf("add up the log: %w", err)
	}
	return sums, nil
}

// settleCounts brings sums and counts to what the revision's log says.
func (w *work) settleCounts(ctx context.Context, sums []sumChange) error {
	var removed int64
	for _, sum := range sums {
		removed += sum.removed
		if _, err := w.tx.ExecContext(ctx, `
			insert into procedure_months (month, site, procedure, n, cells)
			select $1, $2, $3, coalesce(sum(n), 0) + $4, coalesce(sum(cells), 0) + $5
			from procedure_months
			where month = $1
			and site = $2
			and procedure = $3
			on conflict (month, site, procedure) do update
			set n = excluded.n,
			    cells = excluded.cells`, sum.month.String(), sum.site, sum.procedure, sum.n, sum.cells); err != nil {
			return fmt.Errorf("add to a sum of %s: %w", sum.month, err)
		}
	}
	_, err := w.tx.ExecContext(ctx, `
		insert into counts (month, site, procedure, setting, state, n, origin, source, row)
		select month, site, procedure, setting, state, after_n, after_origin, after_source, after_row
		from count_changes
		where revision = $1
		and after_n is not null
		order by month, site, procedure, setting, state
		on conflict (month, site, procedure, setting, state) do update
		set n = excluded.n,
		    origin = excluded.origin,
		    source = excluded.source,
		    row = excluded.row`, w.info.Revision)
	if err != nil {
		return fmt.Errorf("store counts: %w", err)
	}
	if removed == 0 {
		return nil
	}
	return w.removeCounts(ctx, sums)
}

// removeCounts removes what the log leaves empty, and the sums over nothing.
func (w *work) removeCounts(ctx context.Context, sums []sumChange) error {
	for _, sum := range sums {
		if sum.removed == 0 {
			continue
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from counts
			where month = $1
			and site = $2
			and procedure = $3
			and (setting, state) in (
			  select setting, state
			  from count_changes
			  where revision = $4
			  and month = $1
			  and site = $2
			  and procedure = $3
			  and after_n is null
			)`, sum.month.String(), sum.site, sum.procedure, w.info.Revision); err != nil {
			return fmt.Errorf("remove counts of %s: %w", sum.month, err)
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from procedure_months
			where month = $1
			and site = $2
			and procedure = $3
			and cells = 0`, sum.month.String(), sum.site, sum.procedure); err != nil {
			return fmt.Errorf("remove the sum of %s: %w", sum.month, err)
		}
	}
	return nil
}

// refuseDuplicates names the first cell that changes hold twice; they are in key order.
func refuseDuplicates(changes []loggedChange, names names) error {
	for i := 1; i < len(changes); i++ {
		one := changes[i]
		if one.compare(changes[i-1]) == 0 {
			cell := cellOf(one.month, one.site, one.procedure, one.setting, one.state)
			return fault.New(fault.Invalid, "%s is given twice.", names.cell(cell)).WithCode("cell_twice")
		}
	}
	return nil
}

var errNothing = errors.New("a count change has neither a before nor an after")
