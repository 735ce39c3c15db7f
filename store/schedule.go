package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
)

// Schedule returns who of the trainees is where, by trainee, month, site and rotation.
func (s *Store) Schedule(ctx context.Context) ([]c.Assignment, error) {
	schedule, err := assignments().all(ctx, s.reader)
	return schedule, s.explain("read the schedule", err)
}

func assignments() table[c.Assignment] {
	return table[c.Assignment]{
		kind: c.ChangeAssignment,
		name: "schedule",
		key:  []string{"trainee", "month", "site", "rotation"},
		rest: []string{"path", "year", "share", "source", "row"},
		scan: func(scan func(...any) error) (a c.Assignment, err error) {
			err = scan(&a.Trainee, scanMonth(&a.Month), &a.Site, &a.Rotation, &a.Path, &a.Year, &a.Share, scanZero(&a.Source), &a.Row)
			return a, err
		},
		values: func(a c.Assignment) []any {
			return []any{a.Trainee, a.Month.String(), a.Site, a.Rotation, a.Path, a.Year, a.Share, nullZero(a.Source), a.Row}
		},
		tell: func(key []string, names names) string {
			return fmt.Sprintf("the schedule of %s, %s (%s, %s)", key[0], longMonth(key[1]), names.siteCalled(key[2]), key[3])
		},
	}
}

// LoggedCases returns what trainees have logged, by trainee, day and category.
func (s *Store) LoggedCases(ctx context.Context) ([]c.LoggedCases, error) {
	logged, err := loggedCases().all(ctx, s.reader)
	return logged, s.explain("read logged cases", err)
}

func loggedCases() table[c.LoggedCases] {
	return table[c.LoggedCases]{
		kind: c.ChangeLoggedCases,
		name: "logged_cases",
		key:  []string{"trainee", "as_of", "category"},
		rest: []string{"count", "elsewhere", "source", "row"},
		scan: func(scan func(...any) error) (l c.LoggedCases, err error) {
			err = scan(&l.Trainee, scanDate(&l.AsOf), &l.Category, &l.Count, &l.Elsewhere, scanZero(&l.Source), &l.Row)
			return l, err
		},
		values: func(l c.LoggedCases) []any {
			return []any{l.Trainee, l.AsOf.String(), l.Category, l.Count, l.Elsewhere, nullZero(l.Source), l.Row}
		},
		tell: func(key []string, _ names) string {
			what := key[2]
			if what == "" {
				what = "all cases"
			}
			return fmt.Sprintf("what %s had logged by %s (%s)", key[0], longDate(key[1]), what)
		},
	}
}
