package insight_test

import (
	"context"
	"strings"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/storetest"
)

func TestAMonthThatHasNotBegunIsSaidPlainly(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	o := overview(t, s, at("2031-01"))
	says(t, "January 2031 has not begun.", o.Headline.String())
	says(t, "federal fiscal year 2031, Oct 2030–Sep 2031: January 2031 has not begun", figure(t, o, "year_to_date").Context.String())
	brief, err := insight.New(s, storetest.Now).Brief(context.Background(), at("2031-01"))
	must(t, err)
	says(t, "not begun", brief.Status)
	if text := brief.CopyText(); strings.Contains(text, "no site was active") {
		t.Error(text)
	}
}
