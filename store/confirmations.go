package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// partMinutes is the part of a role's assumptions that its procedure minutes are.
const partMinutes = "minutes"

// Confirmations returns which parts of which roles' assumptions a lead stands by.
func (s *Store) Confirmations(ctx context.Context) ([]c.Confirmation, error) {
	all, err := confirmations().all(ctx, s.reader)
	return all, s.explain("read confirmations", err)
}

// Confirm records that by stands by parts of a role's assumptions, as one revision. With SeenAt it is refused with a
// Conflict (code "changed_since") when one of the numbers came in or was changed after by had looked at them.
func (s *Store) Confirm(ctx context.Context, role c.Role, parts []string, by c.UserID) error {
	return s.edit(ctx, by, "confirm", fmt.Sprintf("Confirmed for %s: %s", role.Plural(), strings.Join(parts, ", ")), func(w *work) error {
		if err := w.refuseUnseenNumbers(ctx, role, parts); err != nil {
			return err
		}
		for _, part := range parts {
			one := c.Confirmation{Role: role, Part: part, By: w.info.By, At: w.at}
			if _, err := put(ctx, w, confirmations().rows(), confirmations().keyOf(one), one); err != nil {
				if isConstraintViolation(err) && !isForeignKeyViolation(err) {
					return fault.New(fault.Invalid, "%q of %q is no part of a role's assumptions.", clip(part, 40), clip(string(role), 40)).WithCode("confirmation")
				}
				return err
			}
		}
		return nil
	})
}

// refuseUnseenNumbers refuses to confirm numbers that whoever confirms has not seen. Of an assumption it is not known to
// which part it belongs, so each of the role counts, and each that is of no role.
func (w *work) refuseUnseenNumbers(ctx context.Context, role c.Role, parts []string) error {
	seen, ok := ctx.Value(seenKey{}).(c.Revision)
	if !ok {
		return nil
	}
	rows, err := w.tx.QueryContext(ctx, `
		select kind, key
		from changes
		where revision > $1
		and kind in ($2, $3)
		order by revision, seq`, seen, c.ChangeMinutes, c.ChangeAssumption)
	type change struct {
		kind c.ChangeKind
		key  string
	}
	later, err := collect(rows, err, func(scan func(...any) error) (one change, err error) {
		err = scan(&one.kind, &one.key)
		return one, err
	})
	if err != nil {
		return fmt.Errorf("look for later numbers: %w", err)
	}
	later = slices.DeleteFunc(later, func(one change) bool {
		split, splitErr := splitKey(one.key, keyLength(one.kind))
		if splitErr != nil {
			err = splitErr
			return false
		}
		isOfRole := c.Role(split[1]) == role || split[1] == "" && one.kind == c.ChangeAssumption
		return !isOfRole || one.kind == c.ChangeMinutes && !slices.Contains(parts, partMinutes)
	})
	if err != nil || len(later) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "The numbers were changed after you opened the page, so nothing was confirmed. Look at what they are now, then confirm them if they are right.").
		WithCode("changed_since").WithDetails(fmt.Sprintf("%d changed since revision %d", len(later), seen))
}

// Unconfirm withdraws confirmations, as one revision. Those that are not there are none to withdraw.
func (s *Store) Unconfirm(ctx context.Context, role c.Role, parts []string, by c.UserID) error {
	return s.edit(ctx, by, "unconfirm", fmt.Sprintf("No longer confirmed for %s: %s", role.Plural(), strings.Join(parts, ", ")), func(w *work) error {
		lapse := make([]c.Confirmation, len(parts))
		for i, part := range parts {
			lapse[i] = c.Confirmation{Role: role, Part: part}
		}
		return w.lapse(ctx, lapse)
	})
}

// lapse withdraws confirmations within the revision that made them void.
func (w *work) lapse(ctx context.Context, all []c.Confirmation) error {
	for _, one := range all {
		if _, err := drop(ctx, w, confirmations().rows(), confirmations().keyOf(one)); err != nil {
			return err
		}
	}
	return nil
}

// lapseMinutes withdraws what leads confirmed about the minutes of roles.
func (w *work) lapseMinutes(ctx context.Context, roles map[c.Role]bool) error {
	for _, role := range slices.Sorted(maps.Keys(roles)) {
		if err := w.lapse(ctx, []c.Confirmation{{Role: role, Part: partMinutes}}); err != nil {
			return err
		}
	}
	return nil
}

func confirmations() table[c.Confirmation] {
	return table[c.Confirmation]{
		kind: c.ChangeConfirmation,
		name: "confirmations",
		key:  []string{"role", "part"},
		rest: []string{"by_user", "at"},
		scan: func(scan func(...any) error) (one c.Confirmation, err error) {
			err = scan(&one.Role, &one.Part, &one.By, &one.At)
			return one, err
		},
		values: func(one c.Confirmation) []any { return []any{one.Role, one.Part, one.By, one.At} },
		tell: func(key []string, _ names) string {
			return fmt.Sprintf("the confirmation of %s (%s)", key[1], c.Role(key[0]).Plural())
		},
	}
}
