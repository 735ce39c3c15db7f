package calendar

import "time"

// Holiday is a weekday on which no scheduled work is done, and why.
// For a holiday that falls on a weekend, Date is the weekday on which it is observed.
type Holiday struct {
	Date Date
	Name string
}

// First years of the two holidays that Congress added after 1978.
const (
	// Pub. L. 98-144 of 1983 took effect on the first 1 January after two years.
	firstKingDay = 1986
	// Pub. L. 117-17 was signed on 17 June 2021 and kept the next day, a Friday.
	firstJuneteenth = 2021
)

// FederalHolidays returns the days on which federal offices are closed in the calendar year, in date order.
//
// The holidays are those of 5 U.S.C. 6103(a). One that falls on a Saturday is observed on the Friday
// before, one that falls on a Sunday on the Monday after (6103(b) and Executive Order 11582), so New
// Year's Day of 2022 belongs to the year 2021 and the year 2022 has ten. Rules are those in force since
// 1978; the division's data start later.
//
// Inauguration Day is left out: 6103(c) gives it only to employees in and around Washington, D.C.
// Days that a President declares once, such as 24 December 2024, are left out too: hospitals differ on
// them, and a site that keeps one enters it as a closed day.
func FederalHolidays(year int) []Holiday {
	holidays := make([]Holiday, 0, 12)
	for month := time.January; month <= time.December; month++ {
		days, n := federalHolidays(MonthOf(year, month))
		holidays = append(holidays, days[:n]...)
	}
	return holidays
}

// federalHolidays returns the n holidays observed in the month, without allocating:
// an overview asks for some hundred months at each request.
func federalHolidays(m Month) (days [2]Holiday, n int) {
	add := func(date Date, name string) {
		days[n] = Holiday{date, name}
		n++
	}
	year, month := m.Year(), m.MonthOfYear()
	switch month {
	case time.January:
		if date := observed(m.First()); date.Month() == m {
			add(date, "New Year's Day")
		}
		if year >= firstKingDay {
			add(nth(3, time.Monday, m), "Birthday of Martin Luther King, Jr.")
		}
	case time.February:
		add(nth(3, time.Monday, m), "Washington's Birthday")
	case time.May:
		add(nth(1, time.Monday, m+1)-7, "Memorial Day")
	case time.June:
		if year >= firstJuneteenth {
			add(observed(DateOf(year, month, 19)), "Juneteenth National Independence Day")
		}
	case time.July:
		add(observed(DateOf(year, month, 4)), "Independence Day")
	case time.September:
		add(nth(1, time.Monday, m), "Labor Day")
	case time.October:
		add(nth(2, time.Monday, m), "Columbus Day")
	case time.November:
		add(observed(DateOf(year, month, 11)), "Veterans Day")
		add(nth(4, time.Thursday, m), "Thanksgiving Day")
	case time.December:
		add(observed(DateOf(year, month, 25)), "Christmas Day")
		if date := observed((m + 1).First()); date.Month() == m {
			add(date, "New Year's Day")
		}
	}
	return days, n
}

// observed moves a holiday off the weekend.
func observed(date Date) Date {
	switch date.Weekday() {
	case time.Saturday:
		return date - 1
	case time.Sunday:
		return date + 1
	}
	return date
}

// nth returns the month's nth such weekday, n counted from 1.
func nth(n int, weekday time.Weekday, m Month) Date {
	first := m.First()
	ahead := (int(weekday-first.Weekday()) + 7) % 7
	return first + Date(ahead+7*(n-1))
}
