package caseload_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

func TestSiteCalendarFollowsItsHolidayRule(t *testing.T) {
	november := calendar.MonthOf(2026, time.November) // 21 weekdays, two federal holidays
	friday := caseload.ClosedDay{Date: calendar.DateOf(2026, time.November, 27), Name: "Day after Thanksgiving"}
	for _, test := range []struct {
		name   string
		site   caseload.Site
		want   int
		fiscal string
	}{
		{"federal", caseload.Site{Holidays: caseload.HolidaysFederal, FiscalStart: time.October}, 19, "FFY2027"},
		{"assumed counts as federal", caseload.Site{Holidays: caseload.HolidaysAssumed, FiscalStart: time.July}, 19, "AY2026-27"},
		{"none", caseload.Site{Holidays: caseload.HolidaysNone, FiscalStart: time.January}, 21, "2026"},
		{"its own closed day too", caseload.Site{Holidays: caseload.HolidaysFederal, ClosedDays: []caseload.ClosedDay{friday}}, 18, "2026"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := test.site.Calendar()
			if diff := cmp.Diff(test.want, c.WorkingDays(november)); diff != "" {
				t.Errorf("working days (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(test.fiscal, c.FiscalYear(november).Label()); diff != "" {
				t.Errorf("fiscal year (-want +got)\n%s", diff)
			}
		})
	}
}
