package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
)

// lapseSince withdraws what leads have confirmed since the undone revision about the numbers that go with it.
// Of an assumption it is not known to which part it belongs, so every part of its role counts, and of an
// assumption without a role every part of every role. What was confirmed before the revision and outlived it is
// not concerned.
func (w *work) lapseSince(ctx context.Context, rev c.Revision, plan []inversion) error {
	minutes, assumed, settled := map[c.Role]bool{}, map[c.Role]bool{}, map[string]bool{}
	for _, one := range plan {
		switch kind := one.ledger.kind(); kind {
		case c.ChangeConfirmation:
			settled[one.key] = true
		case c.ChangeMinutes, c.ChangeAssumption:
			parts, err := splitKey(one.key, keyLength(kind))
			if err != nil {
				return err
			}
			if role := c.Role(parts[1]); kind == c.ChangeMinutes {
				minutes[role] = true
			} else {
				assumed[role] = true
			}
		}
	}
	if len(minutes)+len(assumed) == 0 {
		return nil
	}
	standing, err := confirmations().all(ctx, w.tx)
	if err != nil {
		return err
	}
	for _, one := range standing {
		key := confirmations().keyOf(one)
		concerned := one.Part == partMinutes && minutes[one.Role] || assumed[one.Role] || assumed[""]
		if settled[key] || !concerned {
			continue
		}
		since, err := w.changedSince(ctx, rev, c.ChangeConfirmation, key)
		if err != nil {
			return err
		}
		if !since {
			continue
		}
		if err := w.lapse(ctx, []c.Confirmation{one}); err != nil {
			return err
		}
	}
	return nil
}

// keyLength is how many parts the key of minutes or of an assumption has; the role is the second of both.
func keyLength(kind c.ChangeKind) int {
	if kind == c.ChangeMinutes {
		return len(procedureMinutes().key)
	}
	return len(assumptions().key)
}

// changedSince reports whether a later revision than rev altered the row.
func (w *work) changedSince(ctx context.Context, rev c.Revision, kind c.ChangeKind, key string) (bool, error) {
	var found bool
	err := w.tx.QueryRowContext(ctx, `
		select exists (
		  select 1
		  from changes
		  where revision > $1
		  and kind = $2
		  and key = $3
		)`, rev, kind, key).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look for later changes of %s %q: %w", kind, key, err)
	}
	return found, nil
}
