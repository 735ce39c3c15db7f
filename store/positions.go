package store

import (
	"context"
	"fmt"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// AuthorisedPositions returns the authorised FTE by role, site and first day.
func (s *Store) AuthorisedPositions(ctx context.Context) ([]c.AuthorisedPosition, error) {
	rows, err := s.reader.QueryContext(ctx, authorisedColumns+`
		order by role, site, from_day`)
	positions, err := collect(rows, err, scanAuthorised)
	return positions, s.explain("read authorised positions", err)
}

// SaveAuthorisedPosition stores the FTE that a role may fill at a site from a day on.
func (s *Store) SaveAuthorisedPosition(ctx context.Context, p c.AuthorisedPosition, by c.UserID) error {
	if !(p.FTE >= 0 && p.FTE <= 10000) {
		return fault.New(fault.Invalid, "Authorised FTE is a number from 0 to 10,000.").WithCode("authorised_position")
	}
	if err := atMost("The source", p.Source, 1000); err != nil {
		return err
	}
	return s.edit(ctx, by, "save authorised position", p.Role.Plural()+" authorised from "+p.From.Long(), func(w *work) error {
		_, err := put(ctx, w, authorisedRows(), authorisedKey(p), p)
		switch {
		case isForeignKeyViolation(err):
			return fault.New(fault.NotFound, "There is no site with the number %d.", p.Site).WithCode("unknown_site")
		case isConstraintViolation(err):
			return fault.New(fault.Invalid, "%q is not a role.", p.Role).WithCode("unknown_role")
		}
		return err
	})
}

const authorisedColumns = `
	select role, site, from_day, fte, source
	from authorised_positions`

func scanAuthorised(scan func(...any) error) (p c.AuthorisedPosition, err error) {
	err = scan(&p.Role, &p.Site, scanDate(&p.From), &p.FTE, &p.Source)
	return p, err
}

func authorisedKey(p c.AuthorisedPosition) string {
	return fmt.Sprintf("%d/%s/%s", p.Site, p.Role, p.From)
}

func parseAuthorisedKey(key string) (p c.AuthorisedPosition, err error) {
	parts := strings.Split(key, "/")
	if len(parts) != 3 {
		return p, fmt.Errorf("authorised position key %q is incomplete", key)
	}
	site, err := numericKey(parts[0])
	if err != nil {
		return p, err
	}
	p.Site, p.Role = c.SiteID(site), c.Role(parts[1])
	p.From, err = calendar.ParseDate(parts[2])
	return p, err
}

func authorisedRows() rowsOf[c.AuthorisedPosition] {
	return rowsOf[c.AuthorisedPosition]{
		name: c.ChangeAuthorised,
		load: func(ctx context.Context, tx *transaction, key string) (*c.AuthorisedPosition, error) {
			p, err := parseAuthorisedKey(key)
			if err != nil {
				return nil, err
			}
			rows, err := tx.QueryContext(ctx, authorisedColumns+`
				where role = $1
				and site = $2
				and from_day = $3`, p.Role, p.Site, p.From.String())
			return only(collect(rows, err, scanAuthorised))
		},
		save: func(ctx context.Context, tx *transaction, p c.AuthorisedPosition) (string, error) {
			_, err := tx.ExecContext(ctx, `
				insert into authorised_positions (role, site, from_day, fte, source)
				values ($1, $2, $3, $4, $5)
				on conflict (role, site, from_day) do update
				set fte = excluded.fte,
				    source = excluded.source`, p.Role, p.Site, p.From.String(), p.FTE, p.Source)
			return authorisedKey(p), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			p, err := parseAuthorisedKey(key)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				delete from authorised_positions
				where role = $1
				and site = $2
				and from_day = $3`, p.Role, p.Site, p.From.String())
			return err
		},
		tell: func(key string, names names) string {
			p, err := parseAuthorisedKey(key)
			if err != nil {
				return key
			}
			return fmt.Sprintf("the authorised FTE of %s at %s from %s", p.Role.Plural(), names.site(p.Site), p.From.Long())
		},
	}
}
