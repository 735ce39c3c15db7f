package dashboard

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

func octoberScope() insight.Scope {
	month, before, after := october, september, november
	return insight.Scope{
		View: insight.View{Group: "biopsy"}.WithMonth(month), HasMonth: true, Month: month, State: insight.MonthComplete,
		Prev: &before, Next: &after, First: august, Last: november, Newest: &month,
		Sites: []insight.SiteRef{university(), va()}, Calendar: insight.FederalYear,
		Revision: 412, Uploads: 190, AsOf: time.Date(2026, 11, 12, 8, 14, 0, 0, time.UTC), AsOfText: "12 Nov 2026, 08:14", Preliminary: true,
	}
}

func TestScopeBarKeepsTheRestOfTheViewInEveryLink(t *testing.T) {
	bar := scopeBar(octoberScope(), "/volume")
	want := &ScopeBar{
		Month:    "October 2026",
		Previous: &Link{Label: "September 2026", Href: "/volume?month=2026-09&group=biopsy"},
		Next:     &Link{Label: "November 2026", Href: "/volume?month=2026-11&group=biopsy"},
		Sites: Segments{Label: "Site", Items: []Segment{
			{Label: "All sites", Href: "/volume?month=2026-10&group=biopsy", Current: true},
			{Label: "University", Href: "/volume?month=2026-10&site=university&group=biopsy", Slot: 1},
			{Label: "VA", Href: "/volume?month=2026-10&site=va&group=biopsy", Slot: 2},
		}},
		Calendar: &Select{
			Label: "Year that year-to-date figures follow", Name: "calendar", Action: "/volume",
			Keep: []Field{{Name: "month", Value: "2026-10"}, {Name: "group", Value: "biopsy"}},
			Options: []Choice{
				{Value: "calendar", Label: "Calendar year"},
				{Value: "academic", Label: "Academic year, Jul–Jun"},
				{Value: "federal", Label: "Federal year, Oct–Sep", Chosen: true},
			},
		},
		Status: []string{"Last complete month · as of 12 Nov 2026, 08:14", "revision 412, from 190\u00a0uploads"},
		Brief:  &Link{Label: "Monthly brief", Href: "/brief?month=2026-10"},
	}
	if diff := cmp.Diff(want, bar); diff != "" {
		t.Errorf("scope bar (−want +got):\n%s", diff)
	}
}

func TestManySitesBecomeAList(t *testing.T) {
	scope := octoberScope()
	for i := range 5 {
		scope.Sites = append(scope.Sites, insight.SiteRef{ID: caseload.SiteID(i + 3), Name: fmt.Sprintf("Annex %d", i), Slug: fmt.Sprintf("annex-%d", i)})
	}
	scope.Site = &scope.Sites[6]
	bar := scopeBar(scope, "/")
	if len(bar.Sites.Items) != 0 || bar.SiteList == nil {
		t.Fatalf("seven sites stand side by side: %+v", bar.Sites)
	}
	if last := bar.SiteList.Options[7]; !last.Chosen || last.Value != "annex-4" {
		t.Errorf("the chosen site is not marked: %+v", bar.SiteList.Options)
	}
}

func TestScopeSaysWhatKindOfMonthIsShown(t *testing.T) {
	older := september
	for name, test := range map[string]struct {
		change func(*insight.Scope)
		want   string
	}{
		"newest complete": {func(*insight.Scope) {}, "Last complete month"},
		"closed":          {func(s *insight.Scope) { s.Preliminary = false }, "Closed month"},
		"older":           {func(s *insight.Scope) { s.Month = older }, "Complete month"},
		"incomplete":      {func(s *insight.Scope) { s.State = insight.MonthIncomplete }, "Not complete"},
		"unfinished":      {func(s *insight.Scope) { s.State = insight.MonthUnfinished }, "Month not finished"},
		"nothing stored":  {func(s *insight.Scope) { s.HasMonth = false }, ""},
	} {
		scope := octoberScope()
		test.change(&scope)
		if got := monthStateWords(scope); got != test.want {
			t.Errorf("%s: want %q, got %q", name, test.want, got)
		}
	}
}
