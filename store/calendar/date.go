package calendar

import (
	"fmt"
	"time"
)

// Date is a civil date without a time zone, counted in days since 1970-01-01.
type Date int

const secondsPerDay = 24 * 60 * 60

// DateOf returns the date; days and months beyond their range roll over, as in time.Date.
func DateOf(year int, month time.Month, day int) Date {
	seconds := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
	return Date(seconds / secondsPerDay)
}

// DateAt returns the day on which t falls, by t's own location.
func DateAt(t time.Time) Date { return DateOf(t.Year(), t.Month(), t.Day()) }

// ParseDate reads exactly the form "2026-09-30" and refuses days that do not exist.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("date %q is not of the form 2026-09-30", text)
	}
	return DateAt(t), nil
}

func (d Date) time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Month returns the month in which the date falls.
func (d Date) Month() Month { return MonthAt(d.time()) }

// Day returns the day of the month, 1 to 31.
func (d Date) Day() int { return d.time().Day() }

// Year returns the calendar year.
func (d Date) Year() int { return d.time().Year() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// String returns "2026-09-30".
func (d Date) String() string { return d.time().Format(time.DateOnly) }

// Long returns "30 September 2026".
func (d Date) Long() string { return d.time().Format("2 January 2006") }

// Short returns "30 Sep 2026".
func (d Date) Short() string { return d.time().Format("2 Jan 2006") }

// MarshalText writes "2026-09-30".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2026-09-30".
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
