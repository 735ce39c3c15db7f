package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Assumptions returns the dated numbers that staffing is worked out from, by name, role, site, label and month.
func (s *Store) Assumptions(ctx context.Context) ([]c.Assumption, error) {
	all, err := assumptions().all(ctx, s.reader)
	return all, s.explain("read assumptions", err)
}

// SaveAssumptions stores assumptions beside those already there and withdraws the confirmations that they make
// void, as one revision. Nothing is withdrawn where nothing changes. A nil value ends the one before it; where
// there is none before it, nothing holds already and no row is kept.
func (s *Store) SaveAssumptions(ctx context.Context, all []c.Assumption, by c.UserID, lapse []c.Confirmation) error {
	reason := fmt.Sprintf("%d assumptions", len(all))
	if len(all) == 1 {
		reason = "Assumption " + clip(all[0].Name, 100)
	}
	return s.edit(ctx, by, "save assumptions", reason, func(w *work) error {
		// In the order of their months, so that an end finds the value that it ends.
		sorted := slices.SortedStableFunc(slices.Values(all), func(a, b c.Assumption) int { return cmp.Compare(a.From, b.From) })
		for _, one := range sorted {
			if err := w.saveAssumption(ctx, one); err != nil {
				return err
			}
		}
		if w.info.Changes == 0 {
			return nil
		}
		return w.lapse(ctx, lapse)
	})
}

func (w *work) saveAssumption(ctx context.Context, one c.Assumption) error {
	if err := checkAssumption(one); err != nil {
		return err
	}
	key := assumptions().keyOf(one)
	stored, err := assumptions().rows().load(ctx, w.tx, key)
	if err != nil {
		return err
	}
	if one.Value == nil {
		holds, err := w.holdsBefore(ctx, one)
		if err != nil {
			return err
		}
		if !holds {
			_, err := drop(ctx, w, assumptions().rows(), key)
			return err
		}
	}
	one.By, one.At = w.info.By, w.at
	if stored != nil {
		// Saying the same again is no change, whoever says it.
		again := one
		again.By, again.At = stored.By, stored.At
		same, err := equalJSON(again, *stored)
		if err != nil || same {
			return err
		}
	}
	_, err = put(ctx, w, assumptions().rows(), key, one)
	switch {
	case isForeignKeyViolation(err):
		return fault.New(fault.NotFound, "The assumption names a site or user that does not exist.").WithCode("assumption")
	case isConstraintViolation(err):
		return fault.New(fault.Invalid, "The role or month of the assumption is not one that can be stored.").WithCode("assumption")
	}
	return err
}

// holdsBefore reports whether a value of the same series holds up to the month before.
func (w *work) holdsBefore(ctx context.Context, one c.Assumption) (bool, error) {
	rows, err := w.tx.QueryContext(ctx, `
		select value is not null
		from assumptions
		where name = $1
		and role = $2
		and site = $3
		and label = $4
		and from_month < $5
		order by from_month desc
		limit 1`, one.Name, one.Role, one.Site, one.Label, one.From.String())
	holds, err := only(collect(rows, err, func(scan func(...any) error) (holds bool, err error) {
		err = scan(&holds)
		return holds, err
	}))
	if err != nil {
		return false, fmt.Errorf("look for an earlier assumption: %w", err)
	}
	return holds != nil && *holds, nil
}

func checkAssumption(one c.Assumption) error {
	if one.Name == "" || one.Site < 0 || one.From < calendar.MonthOf(1900, 1) || one.From > calendar.MonthOf(2199, 12) {
		return fault.New(fault.Invalid, "An assumption has a name, a site or all of them, and a month from which it holds.").WithCode("assumption")
	}
	if one.Value != nil && !(*one.Value >= -1e9 && *one.Value <= 1e9) {
		return fault.New(fault.Invalid, "An assumption is a number of at most a billion.").WithCode("assumption")
	}
	for _, text := range []struct {
		what, text string
		limit      int
	}{
		{"The name of an assumption", one.Name, 100},
		{"The label of an assumption", one.Label, 100},
		{"The period of an assumption", one.Per, 40},
		{"The source", one.Source, 1000},
	} {
		if err := atMost(text.what, text.text, text.limit); err != nil {
			return err
		}
	}
	return nil
}

func assumptions() table[c.Assumption] {
	return table[c.Assumption]{
		kind: c.ChangeAssumption,
		name: "assumptions",
		key:  []string{"name", "role", "site", "label", "from_month"},
		rest: []string{"value", "per", "source", "by_user", "at"},
		scan: func(scan func(...any) error) (a c.Assumption, err error) {
			err = scan(&a.Name, &a.Role, &a.Site, &a.Label, scanMonth(&a.From), &a.Value, &a.Per, &a.Source, &a.By, &a.At)
			return a, err
		},
		values: func(a c.Assumption) []any {
			return []any{a.Name, a.Role, a.Site, a.Label, a.From.String(), a.Value, a.Per, a.Source, a.By, a.At}
		},
		tell: func(key []string, names names) string {
			text := "the assumption " + key[0]
			if key[3] != "" {
				text += " " + key[3]
			}
			if key[1] != "" {
				text += " of " + c.Role(key[1]).Plural()
			}
			return fmt.Sprintf("%s (%s, from %s)", text, names.siteCalled(key[2]), longMonth(key[4]))
		},
	}
}
