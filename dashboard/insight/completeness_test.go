package insight_test

import (
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/storetest"
)

func TestCompletenessSaysWhyAFileThatCameIsNotCounted(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-09", "University", 500), row("2026-09", "VA", 180), row("2026-10", "University", 519))
	storetest.Commit(t, s, []storetest.Row{row("2026-10", "VA", 90), row("2026-11", "University", 44)}, false)
	for focus, want := range map[string]string{
		"2026-09": "none missing",
		"2026-10": "1 not declared complete",
		"2026-11": "1 received while the month runs, 1 not due yet",
	} {
		says(t, want, figure(t, overview(t, s, at(focus)), "completeness").Context.String())
	}
}

func TestFreshnessBesideAnOlderMonthNamesTheMonthItSpeaksOf(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-09", "University", 500), row("2026-10", "University", 519))
	newest, older := overview(t, s, insight.View{}).Freshness, overview(t, s, at("2026-09")).Freshness
	says(t, "The one October file is in.", newest.Summary)
	says(t, "The one October 2026 file is in.", older.Summary)
	says(t, "Data freshness today", older.Title)
}
