// Package calendar holds the division's sense of time: months, civil dates,
// fiscal years, working days and public holidays. It knows nothing of clocks or
// time zones; whoever needs "today" passes it in.
package calendar

import (
	"fmt"
	"strconv"
	"time"
)

// Month is a calendar month, counted in months since January of year 0, so that
// month arithmetic is integer arithmetic: m+1 is the next month, a-b the months between.
type Month int

// MonthOf returns the month of a year.
func MonthOf(year int, month time.Month) Month { return Month(year*12 + int(month) - 1) }

// MonthAt returns the month in which t falls, by t's own location.
func MonthAt(t time.Time) Month { return MonthOf(t.Year(), t.Month()) }

// ParseMonth reads exactly the form "2026-09". Coordinators' other spellings are read by package ingest.
func ParseMonth(text string) (Month, error) {
	if len(text) != 7 || text[4] != '-' {
		return 0, fmt.Errorf("month %q is not of the form 2026-09", text)
	}
	year, err := digits(text[:4])
	if err != nil {
		return 0, fmt.Errorf("month %q is not of the form 2026-09", text)
	}
	month, err := digits(text[5:])
	if err != nil || month < 1 || month > 12 {
		return 0, fmt.Errorf("month %q is not of the form 2026-09", text)
	}
	return MonthOf(year, time.Month(month)), nil
}

// digits is strconv.Atoi without signs, which "+1" and "-1" would otherwise carry through.
func digits(text string) (int, error) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, strconv.ErrSyntax
		}
	}
	return strconv.Atoi(text)
}

// Year returns the calendar year, such as 2026.
func (m Month) Year() int { return int(m) / 12 }

// MonthOfYear returns January to December.
func (m Month) MonthOfYear() time.Month { return time.Month(int(m)%12 + 1) }

// String returns "2026-09".
func (m Month) String() string { return string(m.Append(nil)) }

// Append adds "2026-09" to b.
func (m Month) Append(b []byte) []byte {
	year, month := m.Year(), int(m.MonthOfYear())
	if year < 0 || year > 9999 {
		return fmt.Appendf(b, "%04d-%02d", year, month)
	}
	digit := func(n int) byte { return byte('0' + n%10) }
	return append(b, digit(year/1000), digit(year/100), digit(year/10), digit(year), '-', digit(month/10), digit(month))
}

// Long returns "September 2026".
func (m Month) Long() string { return m.MonthOfYear().String() + " " + strconv.Itoa(m.Year()) }

// Short returns "Sep 2026".
func (m Month) Short() string {
	return m.MonthOfYear().String()[:3] + " " + strconv.Itoa(m.Year())
}

// First returns the first day of the month.
func (m Month) First() Date { return DateOf(m.Year(), m.MonthOfYear(), 1) }

// Last returns the last day of the month.
func (m Month) Last() Date { return (m + 1).First() - 1 }

// Days returns the number of days in the month, 28 to 31.
func (m Month) Days() int { return int(m.Last()-m.First()) + 1 }

// MarshalText writes "2026-09", in JSON and everywhere else text is wanted.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads "2026-09".
func (m *Month) UnmarshalText(text []byte) error {
	parsed, err := ParseMonth(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}
