package calendar

import (
	"fmt"
	"strconv"
	"time"
)

// FiscalYear is twelve months that a site or the division reports together.
type FiscalYear struct {
	Start       time.Month // 1 calendar, 7 academic, 10 federal
	First, Last Month
}

// FiscalYear returns the fiscal year that m falls in, named for the year it ends.
// With the VA's October start September 2026 is FFY2026; with a July start it is AY2026-27.
func (c Calendar) FiscalYear(m Month) FiscalYear {
	start := c.FiscalStart
	if start < time.January || start > time.December {
		start = time.January
	}
	first := m - Month((int(m.MonthOfYear()-start)+12)%12)
	return FiscalYear{Start: start, First: first, Last: first + 11}
}

// Contains reports whether the month falls in the year.
func (y FiscalYear) Contains(m Month) bool { return y.First <= m && m <= y.Last }

// YearToDate returns the months of the year up to and including m: none when m lies before the year,
// all twelve when it lies after.
func (y FiscalYear) YearToDate(m Month) []Month {
	var months []Month
	for month := y.First; month <= min(m, y.Last); month++ {
		months = append(months, month)
	}
	return months
}

// Label names the year where there is little room: "2026", "AY2025-26", "FFY2026". It is never "FY26",
// which an academic and a federal reader take for different months.
func (y FiscalYear) Label() string {
	switch y.Start {
	case time.January:
		return strconv.Itoa(y.First.Year())
	case time.July:
		return "AY" + y.academic()
	case time.October:
		return "FFY" + strconv.Itoa(y.Last.Year())
	}
	return "FY ending " + y.Last.Short()
}

// Long names the year in full with its months: "federal fiscal year 2026, Oct 2025–Sep 2026",
// "academic year 2025-26, Jul 2025–Jun 2026", "calendar year 2026".
func (y FiscalYear) Long() string {
	months := y.First.Short() + "–" + y.Last.Short()
	switch y.Start {
	case time.January:
		return "calendar year " + strconv.Itoa(y.First.Year())
	case time.July:
		return "academic year " + y.academic() + ", " + months
	case time.October:
		return "federal fiscal year " + strconv.Itoa(y.Last.Year()) + ", " + months
	}
	return "fiscal year ending " + y.Last.Long() + ", " + months
}

// academic returns "2025-26".
func (y FiscalYear) academic() string {
	return fmt.Sprintf("%d-%02d", y.First.Year(), y.Last.Year()%100)
}
