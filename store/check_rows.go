package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	c "caseload/store/caseload"
)

// checkRows compares every row with what its newest change left, which is what the next undo will do.
func checkRows(ctx context.Context, tx *transaction) ([]string, error) {
	names, err := readNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	byKind := map[c.ChangeKind]ledger{}
	for _, ledger := range ledgers() {
		byKind[ledger.kind()] = ledger
	}
	rows, err := tx.QueryContext(ctx, `
		select kind, key, coalesce(after, '')
		from (
		  select kind, key, after, row_number() over (partition by kind, key order by revision desc, seq desc) as place
		  from changes
		)
		where place = 1
		order by kind, key`)
	newest, err := collect(rows, err, func(scan func(...any) error) (change c.Change, err error) {
		var after string
		err = scan(&change.Kind, &change.Key, &after)
		change.After = rawOrNil(after)
		return change, err
	})
	if err != nil {
		return nil, fmt.Errorf("read newest changes: %w", err)
	}
	var problems []string
	for _, change := range newest {
		ledger, ok := byKind[change.Kind]
		if !ok || len(problems) == 100 {
			continue
		}
		same, err := isAsLeft(ctx, tx, ledger, change.Key, change.After)
		if err != nil {
			return nil, err
		}
		if !same {
			problems = append(problems, fmt.Sprintf("What is stored of %s is not what its newest change left.", ledger.describe(change.Key, names)))
		}
	}
	return problems, nil
}

// isAsLeft reports whether the key holds what a change left there.
func isAsLeft(ctx context.Context, tx *transaction, l ledger, key string, left json.RawMessage) (bool, error) {
	now, err := l.read(ctx, tx, key)
	if err != nil {
		return false, err
	}
	after, err := l.normalise(left)
	return bytes.Equal(now, after), err
}

// checkSources looks for rows whose upload is not in force.
func checkSources(ctx context.Context, db queryer) ([]string, error) {
	rows, err := db.QueryContext(ctx, `
		with sources (what, source) as (
		  select 'numbers', source from counts
		  union all
		  select 'months', source from site_months
		  union all
		  select 'roster months', source from roster_months
		  union all
		  select 'roster lines', source from appointments
		  union all
		  select 'lines of the schedule', source from schedule
		  union all
		  select 'lines of logged cases', source from logged_cases
		  union all
		  select 'procedure minutes', source from procedure_minutes
		  union all
		  select 'targets', source from targets
		  union all
		  select 'measures', source from measures
		  union all
		  select 'headcounts', source from headcounts
		)
		select u.seq, u.state, s.what, count(*)
		from sources as s
		join uploads as u on u.seq = s.source
		where u.state <> 'committed'
		group by u.seq, u.state, s.what
		order by u.seq, s.what`)
	problems, err := collect(rows, err, func(scan func(...any) error) (string, error) {
		var seq, n int
		var state, what string
		err := scan(&seq, &state, &what, &n)
		return fmt.Sprintf("%d %s come from upload %d, which is %s.", n, what, seq, state), err
	})
	if err != nil {
		return nil, fmt.Errorf("check uploads: %w", err)
	}
	return problems, nil
}

// checkCurriculumYears looks for training years that hold more than a year.
func checkCurriculumYears(ctx context.Context, db queryer) ([]string, error) {
	rows, err := db.QueryContext(ctx, `
		select path, year
		from curriculum
		group by path, year
		having sum(months) > 12 + 1e-9
		order by path, year`)
	problems, err := collect(rows, err, func(scan func(...any) error) (string, error) {
		var path string
		var year int
		err := scan(&path, &year)
		return fmt.Sprintf("Year %d of %s holds more than 12 months.", year, path), err
	})
	if err != nil {
		return nil, fmt.Errorf("check the curriculum: %w", err)
	}
	return problems, nil
}
