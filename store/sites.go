package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Sites returns every site by id, with the first month of which it has a committed file.
func (s *Store) Sites(ctx context.Context) ([]c.Site, error) {
	sites, err := readSites(ctx, s.reader, 0)
	if err != nil {
		return nil, s.explain("read sites", err)
	}
	firsts, err := s.firstMonths(ctx)
	if err != nil {
		return nil, s.explain("read first months", err)
	}
	for i := range sites {
		if first, ok := firsts[sites[i].ID]; ok {
			sites[i].FirstMonth = &first
		}
	}
	return sites, nil
}

func (s *Store) firstMonths(ctx context.Context) (map[c.SiteID]calendar.Month, error) {
	rows, err := s.reader.QueryContext(ctx, `
		select site, min(month)
		from site_months
		group by site`)
	firsts := map[c.SiteID]calendar.Month{}
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var site c.SiteID
		var month calendar.Month
		err := scan(&site, scanMonth(&month))
		firsts[site] = month
		return struct{}{}, err
	})
	return firsts, err
}

// SaveSite changes a site, or adds one when its ID is 0. FirstMonth is derived and ignored.
func (s *Store) SaveSite(ctx context.Context, site c.Site, by c.UserID) error {
	name, err := cleanName("site", site.Name)
	if err != nil {
		return err
	}
	site.Name = name
	site.FirstMonth = nil
	if err := checkSite(site); err != nil {
		return err
	}
	return s.edit(ctx, by, "save site", "Site "+site.Name, func(w *work) error {
		if site.ID != 0 {
			if err := w.mustExist(ctx, siteRows(), idKey(site.ID), "site"); err != nil {
				return err
			}
		}
		_, err := put(ctx, w, siteRows(), idKey(site.ID), normalSite(site))
		return nameTaken("site", site.Name, err)
	})
}

func checkSite(site c.Site) error {
	switch {
	case site.FiscalStart < time.January || site.FiscalStart > time.December:
		return fault.New(fault.Invalid, "The fiscal year starts in a month from 1 to 12, not %d.", site.FiscalStart).WithCode("fiscal_start")
	case site.DueDay < 1 || site.DueDay > 31:
		return fault.New(fault.Invalid, "The due day is a day of the month from 1 to 31, not %d.", site.DueDay).WithCode("due_day")
	}
	for _, day := range site.ClosedDays {
		if err := atMost("The name of a closed day", day.Name, 200); err != nil {
			return err
		}
	}
	return nil
}

// mustExist turns the key of a row that is not there into a fault, so that saving never
// brings back what somebody else has removed.
func (w *work) mustExist(ctx context.Context, l ledger, key, what string) error {
	row, err := l.read(ctx, w.tx, key)
	if err != nil {
		return err
	}
	if row == nil {
		return fault.New(fault.NotFound, "There is no %s with the number %s.", what, key).WithCode("unknown_" + strings.ReplaceAll(what, " ", "_"))
	}
	return nil
}

// normalSite gives the closed days the form and order in which they are read back.
func normalSite(site c.Site) c.Site {
	if len(site.ClosedDays) == 0 {
		site.ClosedDays = nil
		return site
	}
	site.ClosedDays = slices.Clone(site.ClosedDays)
	slices.SortFunc(site.ClosedDays, func(a, b c.ClosedDay) int { return int(a.Date - b.Date) })
	return site
}

func siteRows() rowsOf[c.Site] {
	return rowsOf[c.Site]{
		name: c.ChangeSite,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Site, error) {
			id, err := numericKey(key)
			if err != nil {
				return nil, err
			}
			return only(readSites(ctx, tx, c.SiteID(id)))
		},
		save: saveSite,
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from sites
				where id = $1`, key)
			return err
		},
		tell: func(key string, names names) string {
			id, _ := numericKey(key)
			return "the site " + names.site(c.SiteID(id))
		},
	}
}

// readSites returns the site with the id, or all by id when it is 0.
func readSites(ctx context.Context, db queryer, id c.SiteID) ([]c.Site, error) {
	rows, err := db.QueryContext(ctx, `
		select id, name, counting_unit, date_basis, fiscal_start, holidays, due_day, last_month
		from sites
		where $1 in (0, id)
		order by id`, id)
	sites, err := collect(rows, err, func(scan func(...any) error) (site c.Site, err error) {
		err = scan(&site.ID, &site.Name, &site.CountingUnit, &site.DateBasis, &site.FiscalStart,
			&site.Holidays, &site.DueDay, scanOptionalMonth(&site.LastMonth))
		return site, err
	})
	if err != nil {
		return nil, fmt.Errorf("read sites: %w", err)
	}
	place := map[c.SiteID]int{}
	for i, site := range sites {
		place[site.ID] = i
	}
	rows, err = db.QueryContext(ctx, `
		select site, day, name
		from closed_days
		where $1 in (0, site)
		order by site, day`, id)
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var site c.SiteID
		var day c.ClosedDay
		err := scan(&site, scanDate(&day.Date), &day.Name)
		if i, ok := place[site]; ok {
			sites[i].ClosedDays = append(sites[i].ClosedDays, day)
		}
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("read closed days: %w", err)
	}
	return sites, nil
}

func saveSite(ctx context.Context, tx *transaction, site c.Site) (string, error) {
	var id c.SiteID
	err := tx.QueryRowContext(ctx, `
		insert into sites (id, name, name_key, counting_unit, date_basis, fiscal_start, holidays, due_day, last_month)
		values (nullif($1, 0), $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (id) do update
		set name = excluded.name,
		    name_key = excluded.name_key,
		    counting_unit = excluded.counting_unit,
		    date_basis = excluded.date_basis,
		    fiscal_start = excluded.fiscal_start,
		    holidays = excluded.holidays,
		    due_day = excluded.due_day,
		    last_month = excluded.last_month
		returning id`,
		site.ID, site.Name, c.NameKey(site.Name), site.CountingUnit, site.DateBasis, int(site.FiscalStart),
		site.Holidays, site.DueDay, optionalText(site.LastMonth)).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("write site %q: %w", site.Name, err)
	}
	if _, err := tx.ExecContext(ctx, `
		delete from closed_days
		where site = $1`, id); err != nil {
		return "", fmt.Errorf("clear closed days: %w", err)
	}
	for _, day := range site.ClosedDays {
		if _, err := tx.ExecContext(ctx, `
			insert into closed_days (site, day, name)
			values ($1, $2, $3)`, id, day.Date.String(), day.Name); err != nil {
			if isUniqueViolation(err) {
				return "", fault.New(fault.Invalid, "%s is listed twice among the closed days.", day.Date.Long()).WithCode("closed_day_twice")
			}
			return "", fmt.Errorf("write closed day %s: %w", day.Date, err)
		}
	}
	return idKey(id), nil
}
