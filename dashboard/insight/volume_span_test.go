package insight_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/insight"
	"caseload/store/storetest"
)

func TestASumThatLacksAMonthSaysWhichOne(t *testing.T) {
	s := storetest.New(t)
	for _, m := range []string{"2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"} {
		commit(t, s, row(m, "University", 500))
		if m != "2026-08" {
			commit(t, s, row(m, "VA", 180))
		}
	}
	service := insight.New(s, storetest.Now)
	out := volume(t, service, insight.View{Span: insight.SpanYearToDate, Calendar: insight.CalendarYear})
	october := out.Rows[len(out.Rows)-1]
	if d := cmp.Diff([]string{"", "needs all months since January 2026; August 2026 is missing", "—", "needs all months since January 2026; August 2026 is missing"},
		[]string{october.Values[0].Text, october.Values[1].Text, october.Values[1].Short, october.Words}); d != "" {
		t.Error(d)
	}
	near(t, "University's year to date", 5000, october.Values[0].Value)
	early := out.Rows[0]
	says(t, "needs all months since January 2025; the data start in November 2025", early.Values[0].Text)
	says(t, "All procedures by site, procedures, year to date, November 2025 to October 2026. Seven of twelve sums have all of their months; the others have no total. "+
		"Years are calendar years, starting in January.", out.Summary)

	single := volume(t, service, insight.View{}).Rows
	rolling := volume(t, service, insight.View{Span: insight.SpanRolling12})
	days := 0.0
	for _, r := range single {
		days += float64(r.WorkingDays)
	}
	near(t, "working days of twelve months", days, rolling.Rows[len(rolling.Rows)-1].WorkingDays)
	if first := rolling.Rows[0]; first.WorkingDays.Known() {
		t.Errorf("twelve months of which eleven lie before the data have %v working days", first.WorkingDays)
	}
}

func TestAMonthInPartIsShortInItsColumn(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519))
	storetest.Commit(t, s, []storetest.Row{row("2026-10", "VA", 90)}, false)
	va := volume(t, insight.New(s, storetest.Now), insight.View{}).Rows[0].Values[1]
	says(t, "not declared complete, 90 so far", va.Text)
	says(t, "not complete", va.Short)
}
