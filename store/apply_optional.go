package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// rowKind is what a commit has to know of one kind of row that an optional file brings.
type rowKind[T any] struct {
	ledger  rowsOf[T]
	key     func(T) string
	resolve func(*prepared, *T) error // fills in the ids of new names
	source  func(*T, c.UploadSeq)     // names the upload; 0 for a batch by hand
}

// applyOptional stores what optional files bring. New minutes of a role void what was confirmed about them.
func (w *work) applyOptional(ctx context.Context, p *prepared) error {
	if err := applyRows(ctx, w, p, p.batch.Schedule, rowKind[c.Assignment]{
		ledger: assignments().rows(), key: assignments().keyOf,
		resolve: func(p *prepared, a *c.Assignment) (err error) { a.Site, err = p.site(a.Site); return err },
		source:  func(a *c.Assignment, seq c.UploadSeq) { a.Source = seq },
	}); err != nil {
		return err
	}
	if err := applyRows(ctx, w, p, p.batch.Cases, rowKind[c.LoggedCases]{
		ledger: loggedCases().rows(), key: loggedCases().keyOf,
		resolve: func(*prepared, *c.LoggedCases) error { return nil },
		source:  func(l *c.LoggedCases, seq c.UploadSeq) { l.Source = seq },
	}); err != nil {
		return err
	}
	if err := applyRows(ctx, w, p, p.batch.Minutes, rowKind[c.ProcedureMinutes]{
		ledger: procedureMinutes().rows(), key: procedureMinutes().keyOf,
		resolve: func(p *prepared, m *c.ProcedureMinutes) (err error) {
			m.Procedure, err = p.procedure(m.Procedure)
			return err
		},
		source: func(m *c.ProcedureMinutes, seq c.UploadSeq) { m.Source = seq },
	}); err != nil {
		return err
	}
	if err := w.lapseMinutes(ctx, rolesOf(p.batch.Minutes)); err != nil {
		return err
	}
	return w.applyMonthly(ctx, p)
}

// applyMonthly stores targets, measures and headcounts.
func (w *work) applyMonthly(ctx context.Context, p *prepared) error {
	if err := applyRows(ctx, w, p, p.batch.Targets, rowKind[c.Target]{
		ledger: targetRows(), key: targetKey,
		resolve: func(p *prepared, t *c.Target) (err error) {
			if t.Procedure != 0 { // 0 is all procedures of the site
				if t.Procedure, err = p.procedure(t.Procedure); err != nil {
					return err
				}
			}
			t.Site, err = p.site(t.Site)
			return err
		},
		source: func(t *c.Target, seq c.UploadSeq) { t.Source = seq },
	}); err != nil {
		return err
	}
	if err := applyRows(ctx, w, p, p.batch.Measures, rowKind[c.Measure]{
		ledger: measureRows(), key: measureKey,
		resolve: func(p *prepared, m *c.Measure) (err error) {
			if m.Name, err = cleanName("measure", m.Name); err != nil {
				return err
			}
			m.Site, err = p.site(m.Site)
			return err
		},
		source: func(m *c.Measure, seq c.UploadSeq) { m.Source = seq },
	}); err != nil {
		return err
	}
	return applyRows(ctx, w, p, p.batch.Headcounts, rowKind[c.Headcount]{
		ledger: headcounts().rows(), key: headcounts().keyOf,
		resolve: func(p *prepared, h *c.Headcount) (err error) { h.Site, err = p.site(h.Site); return err },
		source:  func(h *c.Headcount, seq c.UploadSeq) { h.Source = seq },
	})
}

// optionalChanges is how many lines of optional files the batch holds.
func optionalChanges(b c.Batch) int {
	return len(b.Schedule) + len(b.Cases) + len(b.Minutes) + len(b.Targets) + len(b.Measures) + len(b.Headcounts)
}

func rolesOf(changes []c.RowChange[c.ProcedureMinutes]) map[c.Role]bool {
	roles := map[c.Role]bool{}
	for _, change := range changes {
		for _, row := range []*c.ProcedureMinutes{change.Before, change.After} {
			if row != nil {
				roles[row.Role] = true
			}
		}
	}
	return roles
}

// applyRows checks that nobody was overtaken, removes the rows that go and stores those that come.
func applyRows[T any](ctx context.Context, w *work, p *prepared, changes []c.RowChange[T], kind rowKind[T]) error {
	gone, kept := map[string]bool{}, make([]T, 0, len(changes))
	replaced := make([]string, 0, len(changes)) // the key of the row that kept[i] takes the place of; "" for none
	var order, overtaken []string
	comes := map[string]bool{}
	for _, change := range changes {
		if change.Before == nil && change.After == nil {
			return errNothing
		}
		before := ""
		if change.Before != nil {
			before = kind.key(*change.Before)
			same, err := isStored(ctx, w, kind, before, *change.Before)
			if err != nil {
				return err
			}
			if !same {
				overtaken = append(overtaken, kind.ledger.describe(before, p.names))
			}
		}
		after := ""
		if change.After != nil {
			row := *change.After
			if err := kind.resolve(p, &row); err != nil {
				return err
			}
			kind.source(&row, w.source)
			after = kind.key(row)
			comes[after] = true
			kept, replaced = append(kept, row), append(replaced, before)
		}
		if before != "" && before != after {
			gone[before], order = true, append(order, before)
		}
	}
	for i, row := range kept {
		key := kind.key(row)
		if key == replaced[i] || gone[key] {
			continue
		}
		stored, err := kind.ledger.load(ctx, w.tx, key)
		if err != nil {
			return err
		}
		if stored != nil {
			overtaken = append(overtaken, kind.ledger.describe(key, p.names))
		}
	}
	if len(overtaken) > 0 {
		return changedMeanwhile(overtaken[:min(len(overtaken), maxDetails)])
	}
	for _, key := range order {
		if comes[key] {
			continue // another row takes its place, which is one change
		}
		if _, err := drop(ctx, w, kind.ledger, key); err != nil {
			return err
		}
	}
	return storeRows(ctx, w, p, kind, kept)
}

// isStored reports whether the row is what the key holds.
func isStored[T any](ctx context.Context, w *work, kind rowKind[T], key string, row T) (bool, error) {
	stored, err := kind.ledger.load(ctx, w.tx, key)
	if err != nil || stored == nil {
		return false, err
	}
	return equalJSON(*stored, row)
}

func storeRows[T any](ctx context.Context, w *work, p *prepared, kind rowKind[T], rows []T) error {
	given := make(map[string]bool, len(rows))
	for _, row := range rows {
		key := kind.key(row)
		if given[key] {
			return fault.New(fault.Invalid, "%s is given twice.", c.UpperFirst(kind.ledger.describe(key, p.names))).WithCode("row_twice")
		}
		given[key] = true
		_, err := put(ctx, w, kind.ledger, key, row)
		if isConstraintViolation(err) {
			return fault.New(fault.Invalid, "%s holds a value that cannot be stored.", c.UpperFirst(kind.ledger.describe(key, p.names))).WithCode(string(kind.ledger.name))
		}
		if err != nil {
			return fmt.Errorf("store %s: %w", kind.ledger.name, err)
		}
	}
	return nil
}
