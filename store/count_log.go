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

const (
	// 64 rows a statement is where more rows no longer save time.
	rowsPerStatement = 64

	logColumns       = `revision, month, site, procedure, setting, state, after_n, after_origin, after_source, after_row`
	logColumnsBefore = logColumns + `, before_n, before_origin, before_source, before_row`
)

// logCounts writes the changes in key order, which is several times faster than any other.
func (w *work) logCounts(ctx context.Context, changes []loggedChange) error {
	if len(changes) == 0 {
		return nil
	}
	if err := w.revise(ctx); err != nil {
		return err
	}
	if !slices.IsSortedFunc(changes, loggedChange.compare) {
		slices.SortFunc(changes, loggedChange.compare)
	}
	args := make([]any, 0, rowsPerStatement*11)
	var month monthText
	for chunk := range slices.Chunk(changes, rowsPerStatement) {
		args = args[:0]
		hasBefore := slices.ContainsFunc(chunk, func(one loggedChange) bool { return one.before != nil })
		for _, one := range chunk {
			args = append(args, month.of(one.month), one.site, one.procedure, one.setting, one.state)
			args = appendValue(args, one.after, false)
			if hasBefore {
				args = appendValue(args, one.before, true)
			}
		}
		if _, err := w.tx.ExecContext(ctx, w.logStatement(len(chunk), hasBefore), args...); err != nil {
			return fmt.Errorf("log counts: %w", err)
		}
	}
	w.info.Changes += len(changes)
	return nil
}

// logStatement is the one place with "?": SQLite takes several times longer to number so many
// "$n". The revision and the source are the same in every row and are written out.
func (w *work) logStatement(rows int, hasBefore bool) string {
	source := "null"
	if w.source != 0 {
		source = fmt.Sprint(w.source)
	}
	row := fmt.Sprintf("(%d, ?, ?, ?, ?, ?, ?, ?, iif(? is null, null, %s), ?)", w.info.Revision, source)
	columns := logColumns
	if hasBefore {
		columns = logColumnsBefore
		row = strings.TrimSuffix(row, ")") + ", ?, ?, nullif(?, 0), ?)"
	}
	return "insert into count_changes (" + columns + ")\nvalues " + strings.Repeat(row+",\n", rows-1) + row
}

// appendValue appends the columns of a value. The source of an after is the upload being
// committed; its place only tells whether there is a value at all.
func appendValue(args []any, value *c.CountValue, withSource bool) []any {
	if value == nil {
		return append(args, nil, nil, nil, nil)
	}
	source := any(int64(1))
	if withSource {
		source = int64(value.Source)
	}
	return append(args, int64(value.N), int64(value.Origin), source, int64(value.Row))
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

// settleCounts brings sums and counts to what the revision's log says.
func (w *work) settleCounts(ctx context.Context) error {
	steps := []struct{ doing, query string }{
		{"add to the sums", `
		with difference as (
		  select month, site, procedure,
		    sum(coalesce(after_n, 0) - coalesce(before_n, 0)) as n,
		    count(after_n) - count(before_n) as cells
		  from count_changes
		  where revision = $1
		  group by month, site, procedure
		)
		insert into procedure_months (month, site, procedure, n, cells)
		select d.month, d.site, d.procedure, coalesce(t.n, 0) + d.n, coalesce(t.cells, 0) + d.cells
		from difference as d
		left join procedure_months as t on t.month = d.month and t.site = d.site and t.procedure = d.procedure
		where true
		on conflict (month, site, procedure) do update
		set n = excluded.n,
		    cells = excluded.cells`},
		{"store counts", `
		insert into counts (month, site, procedure, setting, state, n, origin, source, row)
		select month, site, procedure, setting, state, after_n, after_origin, after_source, after_row
		from count_changes
		where revision = $1
		and after_n is not null
		on conflict (month, site, procedure, setting, state) do update
		set n = excluded.n,
		    origin = excluded.origin,
		    source = excluded.source,
		    row = excluded.row`},
		{"remove counts", `
		delete from counts
		where (month, site, procedure, setting, state) in (
		  select month, site, procedure, setting, state
		  from count_changes
		  where revision = $1
		  and after_n is null
		)`},
		{"remove empty sums", `
		delete from procedure_months
		where cells = 0
		and (month, site, procedure) in (
		  select month, site, procedure
		  from count_changes
		  where revision = $1
		  and after_n is null
		)`},
	}
	for _, step := range steps {
		if _, err := w.tx.ExecContext(ctx, step.query, w.info.Revision); err != nil {
			return fmt.Errorf("%s: %w", step.doing, err)
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
