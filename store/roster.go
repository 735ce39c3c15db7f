package store

import (
	"context"
	"fmt"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
)

// RosterMonth records that a roster speaking of a site was committed in a month.
type RosterMonth = c.RosterMonth

// Appointments returns every roster line by role, staff, first day and site.
func (s *Store) Appointments(ctx context.Context) ([]c.Appointment, error) {
	rows, err := s.reader.QueryContext(ctx, appointmentColumns+`
		order by role, staff, from_day, site`)
	appointments, err := collect(rows, err, scanAppointment)
	return appointments, s.explain("read appointments", err)
}

// RosterMonths returns the months in which rosters were received, by site and month.
func (s *Store) RosterMonths(ctx context.Context) ([]RosterMonth, error) {
	rows, err := s.reader.QueryContext(ctx, rosterMonthColumns+`
		order by site, month`)
	months, err := collect(rows, err, scanRosterMonth)
	return months, s.explain("read roster months", err)
}

const appointmentColumns = `
	select staff, site, role, from_day, name, fte, to_day, status, clinical_share, employment, coalesce(source, 0), row
	from appointments`

func scanAppointment(scan func(...any) error) (a c.Appointment, err error) {
	err = scan(&a.Staff, &a.Site, &a.Role, scanDate(&a.From), &a.Name, &a.FTE, scanOptionalDate(&a.To), &a.Status,
		&a.ClinicalShare, &a.Employment, &a.Source, &a.Row)
	return a, err
}

// appointmentKey puts the staff id last, since it may hold any character.
func appointmentKey(key c.AppointmentKey) string {
	return fmt.Sprintf("%d/%s/%s/%s", key.Site, key.Role, key.From, key.Staff)
}

func parseAppointmentKey(text string) (key c.AppointmentKey, err error) {
	parts := strings.SplitN(text, "/", 4)
	if len(parts) != 4 {
		return key, fmt.Errorf("appointment key %q is incomplete", text)
	}
	site, err := numericKey(parts[0])
	if err != nil {
		return key, err
	}
	from, err := calendar.ParseDate(parts[2])
	return c.AppointmentKey{Site: c.SiteID(site), Role: c.Role(parts[1]), From: from, Staff: c.StaffID(parts[3])}, err
}

func appointmentRows() rowsOf[c.Appointment] {
	return rowsOf[c.Appointment]{
		name: c.ChangeAppointment,
		load: func(ctx context.Context, tx *transaction, text string) (*c.Appointment, error) {
			key, err := parseAppointmentKey(text)
			if err != nil {
				return nil, err
			}
			rows, err := tx.QueryContext(ctx, appointmentColumns+`
				where staff = $1
				and site = $2
				and role = $3
				and from_day = $4`, key.Staff, key.Site, key.Role, key.From.String())
			return only(collect(rows, err, scanAppointment))
		},
		save: func(ctx context.Context, tx *transaction, a c.Appointment) (string, error) {
			_, err := tx.ExecContext(ctx, `
				insert into appointments (staff, site, role, from_day, name, fte, to_day, status, clinical_share, employment, source, row)
				values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, 0), $12)
				on conflict (staff, site, role, from_day) do update
				set name = excluded.name,
				    fte = excluded.fte,
				    to_day = excluded.to_day,
				    status = excluded.status,
				    clinical_share = excluded.clinical_share,
				    employment = excluded.employment,
				    source = excluded.source,
				    row = excluded.row`,
				a.Staff, a.Site, a.Role, a.From.String(), a.Name, a.FTE, optionalText(a.To), a.Status,
				a.ClinicalShare, a.Employment, a.Source, a.Row)
			return appointmentKey(a.AppointmentKey), err
		},
		drop: func(ctx context.Context, tx *transaction, text string) error {
			key, err := parseAppointmentKey(text)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				delete from appointments
				where staff = $1
				and site = $2
				and role = $3
				and from_day = $4`, key.Staff, key.Site, key.Role, key.From.String())
			return err
		},
		tell: func(text string, names names) string {
			key, err := parseAppointmentKey(text)
			if err != nil {
				return text
			}
			return fmt.Sprintf("the roster line of %s (%s, %s, from %s)", key.Staff, key.Role.Singular(), names.site(key.Site), key.From.Long())
		},
	}
}

const rosterMonthColumns = `
	select site, month, received_at, coalesce(source, 0)
	from roster_months`

func scanRosterMonth(scan func(...any) error) (row c.RosterMonth, err error) {
	err = scan(&row.Site, scanMonth(&row.Month), &row.ReceivedAt, &row.Source)
	return row, err
}

func rosterMonthRows() rowsOf[c.RosterMonth] {
	return rowsOf[c.RosterMonth]{
		name: c.ChangeRosterMonth,
		load: func(ctx context.Context, tx *transaction, key string) (*c.RosterMonth, error) {
			site, month, err := parseSiteMonthKey(key)
			if err != nil {
				return nil, err
			}
			rows, err := tx.QueryContext(ctx, rosterMonthColumns+`
				where site = $1
				and month = $2`, site, month.String())
			return only(collect(rows, err, scanRosterMonth))
		},
		save: func(ctx context.Context, tx *transaction, row c.RosterMonth) (string, error) {
			_, err := tx.ExecContext(ctx, `
				insert into roster_months (site, month, received_at, source)
				values ($1, $2, $3, nullif($4, 0))
				on conflict (site, month) do update
				set received_at = excluded.received_at,
				    source = excluded.source`,
				row.Site, row.Month.String(), row.ReceivedAt, row.Source)
			return siteMonthKey(row.Site, row.Month), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			site, month, err := parseSiteMonthKey(key)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				delete from roster_months
				where site = $1
				and month = $2`, site, month.String())
			return err
		},
		tell: func(key string, names names) string { return "the roster of " + describeSiteMonth(key, names) },
	}
}
