// Package caseload holds the words of the division as types: sites, procedures,
// counts, appointments, uploads, baselines. It has no SQL and no clock, so that
// analysis and the readers of files need no database.
package caseload

import (
	"time"

	"caseload/store/calendar"
)

// SiteID identifies a site within one database. A negative id in a Batch names a site that the batch creates.
type SiteID int

// CountingUnit is what a site's source counts as one. The empty unit means that nobody has stated it.
type CountingUnit string

// The counting units a source can state.
const (
	UnitNotStated CountingUnit = ""
	UnitEncounter CountingUnit = "encounter"
	UnitExam      CountingUnit = "exam"
	UnitCPT       CountingUnit = "cpt"
	UnitOther     CountingUnit = "other"
)

// DateBasis is the date by which a site's source puts a procedure in a month. Empty means not stated.
type DateBasis string

// The date bases a source can state.
const (
	DateNotStated DateBasis = ""
	DatePerformed DateBasis = "performed"
	DateCompleted DateBasis = "completed"
	DatePosted    DateBasis = "posted"
)

// HolidayRule says which days a site keeps closed beside Saturdays, Sundays and its own closed days.
type HolidayRule string

// The holiday rules. HolidaysAssumed counts as federal, and the page says that nobody has confirmed it.
const (
	HolidaysFederal HolidayRule = "federal"
	HolidaysAssumed HolidayRule = "assumed_federal"
	HolidaysNone    HolidayRule = "none"
)

// ClosedDay is a day on which one site does no scheduled work, beyond its holiday rule.
type ClosedDay struct {
	Date calendar.Date `json:"date"`
	Name string        `json:"name"`
}

// Site is a hospital where the division works.
type Site struct {
	ID           SiteID          `json:"id"`
	Name         string          `json:"name"`
	CountingUnit CountingUnit    `json:"counting_unit"`
	DateBasis    DateBasis       `json:"date_basis"`
	FiscalStart  time.Month      `json:"fiscal_start"` // 1 for the calendar year, 7 academic, 10 federal
	Holidays     HolidayRule     `json:"holidays"`
	ClosedDays   []ClosedDay     `json:"closed_days"`
	DueDay       int             `json:"due_day"`              // day of the next month by which the file is due
	LastMonth    *calendar.Month `json:"last_month,omitempty"` // last active month; nil while the site is open

	// FirstMonth is the first month with a committed procedure file; nil before any. The store derives it.
	FirstMonth *calendar.Month `json:"-"`
}

// IsActive reports whether the site's counts are expected for the month.
func (s Site) IsActive(m calendar.Month) bool {
	return s.FirstMonth != nil && *s.FirstMonth <= m && (s.LastMonth == nil || m <= *s.LastMonth)
}
