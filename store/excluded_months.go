package store

import (
	"context"
	"fmt"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// ExcludedMonths returns the months that limits and forecasts leave out, by month and site.
func (s *Store) ExcludedMonths(ctx context.Context) ([]c.ExcludedMonth, error) {
	all, err := excludedMonths().all(ctx, s.reader)
	return all, s.explain("read excluded months", err)
}

// SaveExcludedMonth leaves a month out of limits and forecasts, for a reason; e.By is its author.
func (s *Store) SaveExcludedMonth(ctx context.Context, e c.ExcludedMonth) error {
	e.Reason = strings.TrimSpace(e.Reason)
	if e.Reason == "" {
		return fault.New(fault.Invalid, "Leaving out a month needs a reason, which every chart will show.").WithCode("exclusion_reason")
	}
	if err := atMost("The reason", e.Reason, 2000); err != nil {
		return err
	}
	reason := fmt.Sprintf("%s left out: %s", e.Month.Long(), clip(e.Reason, 200))
	return s.edit(ctx, e.By, "exclude month", reason, func(w *work) error {
		e.By, e.At = w.info.By, w.at
		_, err := put(ctx, w, excludedMonths().rows(), excludedMonths().keyOf(e), e)
		switch {
		case isForeignKeyViolation(err):
			return fault.New(fault.NotFound, "There is no site with the number %d, or no such user.", e.Site).WithCode("unknown_site")
		case isConstraintViolation(err):
			return fault.New(fault.Invalid, "%s of site %d cannot be left out.", e.Month.Long(), e.Site).WithCode("exclusion")
		}
		return err
	})
}

// DeleteExcludedMonth takes a month back into limits and forecasts; the history keeps why it was left out.
func (s *Store) DeleteExcludedMonth(ctx context.Context, month calendar.Month, site c.SiteID, by c.UserID) error {
	return s.edit(ctx, by, "include month", month.Long()+" no longer left out", func(w *work) error {
		found, err := drop(ctx, w, excludedMonths().rows(), excludedMonths().keyOf(c.ExcludedMonth{Month: month, Site: site}))
		if err == nil && !found {
			return fault.New(fault.NotFound, "%s is not left out.", month.Long()).WithCode("unknown_exclusion")
		}
		return err
	})
}

func excludedMonths() table[c.ExcludedMonth] {
	return table[c.ExcludedMonth]{
		kind: c.ChangeExcludedMonth,
		name: "excluded_months",
		key:  []string{"month", "site"},
		rest: []string{"reason", "by_user", "at"},
		scan: func(scan func(...any) error) (e c.ExcludedMonth, err error) {
			err = scan(scanMonth(&e.Month), &e.Site, &e.Reason, &e.By, &e.At)
			return e, err
		},
		values: func(e c.ExcludedMonth) []any {
			return []any{e.Month.String(), e.Site, e.Reason, e.By, e.At}
		},
		tell: func(key []string, names names) string {
			return fmt.Sprintf("leaving out %s (%s)", longMonth(key[0]), names.siteCalled(key[1]))
		},
	}
}
