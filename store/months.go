package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// SiteMonths returns what is known of every site's files, by site and month.
func (s *Store) SiteMonths(ctx context.Context) ([]c.SiteMonth, error) {
	months, err := readSiteMonths(ctx, s.reader)
	return months, s.explain("read site months", err)
}

// CloseMonth closes a complete month: from then on its counts change only after ReopenMonth.
func (s *Store) CloseMonth(ctx context.Context, site c.SiteID, m calendar.Month, by c.UserID) error {
	return s.markMonth(ctx, site, m, by, "Closed ", "", func(w *work, month *c.SiteMonth, where string) error {
		if month.IsClosed() {
			return fault.New(fault.Conflict, "%s is already closed.", where).WithCode("already_closed")
		}
		if !month.Complete {
			return fault.New(fault.Conflict, "%s is not complete, so it cannot be closed: first commit a file that is everything for the month.", where).WithCode("incomplete_month")
		}
		if m >= calendar.MonthAt(s.now()) {
			return fault.New(fault.Conflict, "%s is not over, so it cannot be closed: close it once the month has ended.", where).WithCode("unfinished_month")
		}
		if has, err := w.hasCounts(ctx, site, m); err != nil || !has {
			return cmp.Or(err, error(fault.New(fault.Conflict, "%s holds no number, so it cannot be closed: first commit a file with the month's procedures.", where).WithCode("empty_month")))
		}
		month.ClosedAt, month.ClosedBy = w.at, w.info.By
		return nil
	})
}

// hasCounts reports whether any number of the site's month is stored.
func (w *work) hasCounts(ctx context.Context, site c.SiteID, m calendar.Month) (has bool, err error) {
	err = w.tx.QueryRowContext(ctx, `
		select exists (
		  select 1
		  from counts
		  where site = $1
		  and month = $2
		)`, site, m.String()).Scan(&has)
	return has, err
}

// ReopenMonth opens a closed month again, which needs a reason for the history.
func (s *Store) ReopenMonth(ctx context.Context, site c.SiteID, m calendar.Month, by c.UserID, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "Reopening a closed month needs a reason.").WithCode("reason_missing")
	}
	if err := atMost("The reason", reason, 1000); err != nil {
		return err
	}
	return s.markMonth(ctx, site, m, by, "Reopened ", ": "+reason, func(_ *work, month *c.SiteMonth, where string) error {
		if !month.IsClosed() {
			return fault.New(fault.Conflict, "%s is not closed.", where).WithCode("not_closed")
		}
		month.ClosedAt, month.ClosedBy = 0, ""
		return nil
	})
}

func (s *Store) markMonth(ctx context.Context, site c.SiteID, m calendar.Month, by c.UserID, before, after string,
	mark func(w *work, month *c.SiteMonth, where string) error,
) error {
	return s.edit(ctx, by, strings.ToLower(strings.TrimSpace(before))+" month", "", func(w *work) error {
		names, err := readNames(ctx, w.tx)
		if err != nil {
			return err
		}
		where := names.site(site) + ", " + m.Long()
		key := siteMonthKey(site, m)
		month, err := siteMonthRows().load(ctx, w.tx, key)
		if err != nil {
			return err
		}
		if month == nil {
			return fault.New(fault.NotFound, "Nothing has been received for %s, so it cannot be closed or reopened.", where).WithCode("not_received")
		}
		if err := mark(w, month, where); err != nil {
			return err
		}
		w.info.Reason = before + where + after
		_, err = put(ctx, w, siteMonthRows(), key, *month)
		return err
	})
}

func siteMonthKey(site c.SiteID, m calendar.Month) string { return fmt.Sprintf("%d/%s", site, m) }

func parseSiteMonthKey(key string) (c.SiteID, calendar.Month, error) {
	text, rest, _ := strings.Cut(key, "/")
	site, err := numericKey(text)
	if err != nil {
		return 0, 0, err
	}
	month, err := calendar.ParseMonth(rest)
	return c.SiteID(site), month, err
}

func describeSiteMonth(key string, names names) string {
	site, month, err := parseSiteMonthKey(key)
	if err != nil {
		return key
	}
	return names.site(site) + ", " + month.Long()
}

func siteMonthRows() rowsOf[c.SiteMonth] {
	return rowsOf[c.SiteMonth]{
		name: c.ChangeSiteMonth,
		load: func(ctx context.Context, tx *transaction, key string) (*c.SiteMonth, error) {
			site, month, err := parseSiteMonthKey(key)
			if err != nil {
				return nil, err
			}
			rows, err := tx.QueryContext(ctx, siteMonthColumns+`
				where site = $1
				and month = $2`, site, month.String())
			return only(collect(rows, err, scanSiteMonth))
		},
		save: func(ctx context.Context, tx *transaction, row c.SiteMonth) (string, error) {
			_, err := tx.ExecContext(ctx, `
				insert into site_months (site, month, complete, suppressed, received_at, source, closed_at, closed_by)
				values ($1, $2, $3, $4, $5, nullif($6, 0), $7, nullif($8, ''))
				on conflict (site, month) do update
				set complete = excluded.complete,
				    suppressed = excluded.suppressed,
				    received_at = excluded.received_at,
				    source = excluded.source,
				    closed_at = excluded.closed_at,
				    closed_by = excluded.closed_by`,
				row.Site, row.Month.String(), flag(row.Complete), row.Suppressed, row.ReceivedAt, row.Source, row.ClosedAt, row.ClosedBy)
			return siteMonthKey(row.Site, row.Month), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			site, month, err := parseSiteMonthKey(key)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				delete from site_months
				where site = $1
				and month = $2`, site, month.String())
			return err
		},
		tell: describeSiteMonth,
	}
}

const siteMonthColumns = `
	select site, month, complete, suppressed, received_at, coalesce(source, 0), closed_at, coalesce(closed_by, '')
	from site_months`

func scanSiteMonth(scan func(...any) error) (row c.SiteMonth, err error) {
	err = scan(&row.Site, scanMonth(&row.Month), &row.Complete, &row.Suppressed, &row.ReceivedAt, &row.Source, &row.ClosedAt, &row.ClosedBy)
	return row, err
}

func readSiteMonths(ctx context.Context, db queryer) ([]c.SiteMonth, error) {
	rows, err := db.QueryContext(ctx, siteMonthColumns+`
		order by site, month`)
	months, err := collect(rows, err, scanSiteMonth)
	if err != nil {
		return nil, fmt.Errorf("read site months: %w", err)
	}
	return months, nil
}

// flag is a truth value as the database keeps it.
func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
