package calendar

import (
	"slices"
	"time"
)

// Calendar is one site's sense of time: where its fiscal year starts and which weekdays it keeps closed.
// The zero Calendar has calendar years and knows no holidays.
type Calendar struct {
	FiscalStart time.Month      // 0 counts as January
	Federal     bool            // keeps the US federal holidays
	Closed      map[Date]string // further closed days and their names
}

// IsWorkingDay reports whether the day is a weekday on which the site is not closed.
func (c Calendar) IsWorkingDay(d Date) bool { return c.WorkingDaysBetween(d, d) == 1 }

// WorkingDays returns the number of working days in the month.
func (c Calendar) WorkingDays(m Month) int { return c.WorkingDaysBetween(m.First(), m.Last()) }

// WorkingDaysInYear returns the number of working days in the calendar year.
func (c Calendar) WorkingDaysInYear(year int) int {
	return c.WorkingDaysBetween(DateOf(year, time.January, 1), DateOf(year, time.December, 31))
}

// WorkingDaysBetween returns the number of working days from one day to another, both included.
// It is 0 when to lies before from.
func (c Calendar) WorkingDaysBetween(from, to Date) int {
	if to < from {
		return 0
	}
	count := weekdaysBefore(to+1) - weekdaysBefore(from)
	if c.Federal {
		for m := from.Month(); m <= to.Month(); m++ {
			days, n := federalHolidays(m)
			for _, holiday := range days[:n] {
				if from <= holiday.Date && holiday.Date <= to {
					count--
				}
			}
		}
	}
	for date := range c.Closed {
		if from <= date && date <= to && c.isExtraClosing(date) {
			count--
		}
	}
	return count
}

// HolidaysIn returns the weekdays of the month on which the site is closed, in date order: the month's
// weekdays less these are its working days. A closed day that is a federal holiday too keeps the law's name.
func (c Calendar) HolidaysIn(m Month) []Holiday {
	var holidays []Holiday
	if c.Federal {
		days, n := federalHolidays(m)
		holidays = append(holidays, days[:n]...)
	}
	for date, name := range c.Closed {
		if date.Month() == m && c.isExtraClosing(date) {
			holidays = append(holidays, Holiday{date, name})
		}
	}
	slices.SortFunc(holidays, func(a, b Holiday) int { return int(a.Date - b.Date) })
	return holidays
}

// isExtraClosing reports whether closing on the date costs a working day that neither the weekend nor
// the law has taken already.
func (c Calendar) isExtraClosing(date Date) bool {
	if weekday := date.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		return false
	}
	if !c.Federal {
		return true
	}
	days, n := federalHolidays(date.Month())
	return !slices.ContainsFunc(days[:n], func(h Holiday) bool { return h.Date == date })
}

// weekdaysBefore counts Mondays to Fridays before the date, from a Monday long before any data.
func weekdaysBefore(date Date) int {
	// 1 January 1900 was a Monday, 25,567 days before day 0. Years before that are outside every file's
	// range, but the remainder is kept positive so that they count rightly too.
	days := int(date) + 25567
	weeks, rest := days/7, days%7
	if rest < 0 {
		weeks, rest = weeks-1, rest+7
	}
	return weeks*5 + min(rest, 5)
}
