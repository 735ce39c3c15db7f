package caseload

import "caseload/store/calendar"

// Calendar returns the site's fiscal start and closed days in the form that counts working days.
// A site whose holidays are only assumed counts as federal: whoever shows a rate says that nobody has confirmed it.
func (s Site) Calendar() calendar.Calendar {
	c := calendar.Calendar{
		FiscalStart: s.FiscalStart,
		Federal:     s.Holidays == HolidaysFederal || s.Holidays == HolidaysAssumed,
	}
	if len(s.ClosedDays) > 0 {
		c.Closed = make(map[calendar.Date]string, len(s.ClosedDays))
		for _, day := range s.ClosedDays {
			c.Closed[day.Date] = day.Name
		}
	}
	return c
}
