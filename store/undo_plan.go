package store

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// inversion is one row of a ledger to put back, or to remove when before is nil.
type inversion struct {
	ledger ledger
	key    string
	now    json.RawMessage
	before json.RawMessage
}

// plan compares every row with what the revision left, and says what has to be put back in the
// order in which rows may be written. It names what was changed since.
//
// Lines of months follow from all files that speak of them, so a later file is no reason to refuse.
func (w *work) plan(ctx context.Context, changes, months []c.Change, names names) ([]inversion, error) {
	overtaken, err := w.overtakenCells(ctx, names, func(now, expected string) string {
		return "now " + now + ", this upload wrote " + expected
	})
	if err != nil {
		return nil, err
	}
	var plan []inversion
	for _, ledger := range ledgers() {
		if isMonth(c.Change{Kind: ledger.kind()}) {
			lines, err := w.planMonths(ctx, ledger, months)
			if err != nil {
				return nil, err
			}
			plan = append(plan, lines...)
			continue
		}
		for _, change := range folded(changes, ledger.kind()) {
			now, err := ledger.read(ctx, w.tx, change.Key)
			if err != nil {
				return nil, err
			}
			after, err := ledger.normalise(change.After)
			if err != nil {
				return nil, err
			}
			switch {
			case bytes.Equal(now, after):
				plan = append(plan, inversion{ledger, change.Key, now, change.Before})
			case isName(change):
				// Somebody has edited or already removed what the revision created: it stays as it is.
			default:
				overtaken = append(overtaken, ledger.describe(change.Key, names)+": changed since")
			}
		}
	}
	if len(overtaken) > 0 {
		return nil, wasOvertaken(overtaken[:min(len(overtaken), maxDetails)])
	}
	return plan, nil
}

// folded returns what a revision did to each row of the kind, from first to last, in the order of its changes.
func folded(changes []c.Change, kind c.ChangeKind) []c.Change {
	place := map[string]int{}
	var rows []c.Change
	for _, change := range changes {
		if change.Kind != kind {
			continue
		}
		if i, again := place[change.Key]; again {
			rows[i].After = change.After
			continue
		}
		place[change.Key] = len(rows)
		rows = append(rows, change)
	}
	// A row that came and went is as it was.
	return slices.DeleteFunc(rows, func(one c.Change) bool { return nullText(one.Before) == nil && nullText(one.After) == nil })
}

func wasOvertaken(details []string) error {
	return fault.New(fault.Conflict, "A later change touched the same numbers or lines. Nothing was changed; take the later one back first.").
		WithCode("overtaken").WithDetails(details...)
}

// isMonth reports whether the change altered the line of a month.
func isMonth(change c.Change) bool {
	return change.Kind == c.ChangeSiteMonth || change.Kind == c.ChangeRosterMonth
}

// isName reports whether the change created a site, procedure or group.
func isName(change c.Change) bool {
	switch change.Kind {
	case c.ChangeSite, c.ChangeProcedure, c.ChangeGroup:
		return nullText(change.Before) == nil
	}
	return false
}
