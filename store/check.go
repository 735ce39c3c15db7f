package store

import (
	"context"
	"fmt"
)

// Check looks for damage: the file's structure, foreign keys, sums that differ from a
// recomputation, counts and rows that differ from their history, or whose upload is not in force.
// Each problem is a sentence; none means that the database is sound.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	tx, err := s.reader.BeginTx(ctx, nil) // one snapshot, so that a commit meanwhile is no problem
	if err != nil {
		return nil, s.explain("check", err)
	}
	defer rollback(tx)
	problems, err := checkFile(ctx, tx)
	if err != nil {
		return nil, s.explain("check", err)
	}
	for _, look := range []func(context.Context, queryer) ([]string, error){checkSums, checkHistory, checkRevisions, checkSources, checkCurriculumYears} {
		found, err := look(ctx, tx)
		if err != nil {
			return nil, s.explain("check", err)
		}
		problems = append(problems, found...)
	}
	found, err := checkRows(ctx, newTransaction(tx))
	return append(problems, found...), s.explain("check", err)
}

// checkFile asks SQLite itself.
func checkFile(ctx context.Context, db queryer) ([]string, error) {
	rows, err := db.QueryContext(ctx, `
		select integrity_check
		from pragma_integrity_check
		where integrity_check <> 'ok'`)
	problems, err := collect(rows, err, func(scan func(...any) error) (problem string, err error) {
		err = scan(&problem)
		return "The file is damaged: " + problem + ".", err
	})
	if err != nil {
		return nil, fmt.Errorf("check integrity: %w", err)
	}
	orphans, err := checkReferences(ctx, db)
	return append(problems, orphans...), err
}

// checkReferences looks for rows that refer to rows that are not there.
func checkReferences(ctx context.Context, db queryer) ([]string, error) {
	rows, err := db.QueryContext(ctx, `
		select "table", parent, count(*)
		from pragma_foreign_key_check
		group by "table", parent`)
	orphans, err := collect(rows, err, func(scan func(...any) error) (string, error) {
		var table, parent string
		var n int
		err := scan(&table, &parent, &n)
		return fmt.Sprintf("%d rows of %s refer to rows of %s that do not exist.", n, table, parent), err
	})
	if err != nil {
		return nil, fmt.Errorf("check foreign keys: %w", err)
	}
	return orphans, nil
}

// checkSums compares every sum with a recomputation.
func checkSums(ctx context.Context, db queryer) ([]string, error) {
	rows, err := db.QueryContext(ctx, `
		with fresh as (
		  select month, site, procedure, sum(n) as n, count(*) as cells
		  from counts
		  group by month, site, procedure
		)
		select t.month, t.site, t.procedure, t.n, coalesce(f.n, 0)
		from procedure_months as t
		left join fresh as f on f.month = t.month and f.site = t.site and f.procedure = t.procedure
		where f.n is distinct from t.n
		or f.cells is distinct from t.cells
		union all
		select f.month, f.site, f.procedure, 0, f.n
		from fresh as f
		left join procedure_months as t on t.month = f.month and t.site = f.site and t.procedure = f.procedure
		where t.n is null
		order by 1, 2, 3
		limit 100`)
	problems, err := collect(rows, err, func(scan func(...any) error) (string, error) {
		var month string
		var site, procedure, kept, fresh int
		err := scan(&month, &site, &procedure, &kept, &fresh)
		return fmt.Sprintf("The sum of site %d, procedure %d in %s is %d, but its cells add up to %d.", site, procedure, month, kept, fresh), err
	})
	if err != nil {
		return nil, fmt.Errorf("check sums: %w", err)
	}
	return problems, nil
}

// checkHistory adds up every change ever made, which must lead to what is stored.
func checkHistory(ctx context.Context, db queryer) ([]string, error) {
	rows, err := db.QueryContext(ctx, `
		with history as (
		  select month, sum(coalesce(after_n, 0) - coalesce(before_n, 0)) as n, count(after_n) - count(before_n) as cells
		  from count_changes
		  group by month
		),
		stored as (
		  select month, sum(n) as n, count(*) as cells
		  from counts
		  group by month
		)
		select h.month, h.n, coalesce(s.n, 0)
		from history as h
		left join stored as s on s.month = h.month
		where h.n <> coalesce(s.n, 0)
		or h.cells <> coalesce(s.cells, 0)
		union all
		select s.month, 0, s.n
		from stored as s
		left join history as h on h.month = s.month
		where h.month is null
		order by 1
		limit 100`)
	problems, err := collect(rows, err, func(scan func(...any) error) (string, error) {
		var month string
		var history, stored int
		err := scan(&month, &history, &stored)
		return fmt.Sprintf("The history of %s leads to %d procedures, but %d are stored.", month, history, stored), err
	})
	if err != nil {
		return nil, fmt.Errorf("check history: %w", err)
	}
	return problems, nil
}

// checkRevisions looks for a gap between revisions.
func checkRevisions(ctx context.Context, db queryer) ([]string, error) {
	var newest, revisions int
	if err := db.QueryRowContext(ctx, `
		select coalesce(max(revision), 0), count(*)
		from revisions`).Scan(&newest, &revisions); err != nil {
		return nil, fmt.Errorf("check revisions: %w", err)
	}
	if newest != revisions {
		return []string{fmt.Sprintf("The newest revision is %d, but there are %d.", newest, revisions)}, nil
	}
	return nil, nil
}
