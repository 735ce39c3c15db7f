package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
)

// Headcounts returns heads and FTE as files without names state them, by month, site and role.
func (s *Store) Headcounts(ctx context.Context) ([]c.Headcount, error) {
	all, err := headcounts().all(ctx, s.reader)
	return all, s.explain("read headcounts", err)
}

func headcounts() table[c.Headcount] {
	return table[c.Headcount]{
		kind: c.ChangeHeadcount,
		name: "headcounts",
		key:  []string{"month", "site", "role"},
		rest: []string{"heads", "fte", "source", "row"},
		scan: func(scan func(...any) error) (h c.Headcount, err error) {
			err = scan(scanMonth(&h.Month), &h.Site, &h.Role, &h.Heads, &h.FTE, scanZero(&h.Source), &h.Row)
			return h, err
		},
		values: func(h c.Headcount) []any {
			return []any{h.Month.String(), h.Site, h.Role, h.Heads, h.FTE, nullZero(h.Source), h.Row}
		},
		tell: func(key []string, names names) string {
			return fmt.Sprintf("%s at %s, %s", c.Role(key[2]).Plural(), names.siteCalled(key[1]), longMonth(key[0]))
		},
	}
}
