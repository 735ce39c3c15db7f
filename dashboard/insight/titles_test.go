package insight_test

import (
	"context"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestAComparisonAcrossDifferentSitesSaysSo(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2025-10", "University", 500), row("2026-10", "University", 519), row("2026-10", "VA", 183), row("2026-10", "Annex", 40))
	var rows []storetest.Row
	for m := month("2025-11"); m < month("2026-10"); m++ {
		rows = append(rows, row(m.String(), "University", 500))
	}
	commit(t, s, rows...)
	o := overview(t, s, insight.View{})
	says(t, "October 2026 (preliminary): 742 procedures, 242 more than in October 2025 (+48 %), when other sites were active; University 519, VA 183, Annex 40.", o.Headline.String())
}

func TestTitlesAreFindings(t *testing.T) {
	s := storetest.New(t)
	totals := []int{700, 690, 600, 710, 720, 650, 681, 702, 680, 690} // January to October
	var rows []storetest.Row
	for i, n := range totals {
		m := (month("2026-01") + calendar.Month(i)).String()
		rows = append(rows, row(m, "University", n-150), row(m, "VA", 150))
	}
	commit(t, s, rows...)
	// The last eight are 600 710 720 650 681 702 680 690: 680 itself is not above 680.
	says(t, "Five of the last eight months were above 680", overview(t, s, insight.View{}).Main.Title)
	says(t, "Five of the eight months to September 2026 were above 680", overview(t, s, at("2026-09")).Main.Title)
	says(t, "University ran between 450 (Mar 2026) and 570 (May 2026) a month in the last ten complete months", overview(t, s, insight.View{Site: "university"}).Main.Title)
	says(t, "Every procedure is in one group, Ungrouped: 690 in October 2026", overview(t, s, insight.View{}).Groups.Title)
}

func TestOneMonthSaysWhatComesLater(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	o := overview(t, s, insight.View{})
	says(t, "October 2026 was above 680", o.Main.Title)
	says(t, "the data start in October 2026", figure(t, o, "last_year").Context.String())
	says(t, "federal fiscal year 2027, Oct 2026–Sep 2027; 12 months —: needs all months from November 2025; the data start in October 2026", figure(t, o, "year_to_date").Context.String())
}

func TestHiddenCountsAreAtLeastSoMany(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	commit(t, s, row("2026-10", "University", 519))
	batch := storetest.Batch(t, s, []storetest.Row{row("2026-10", "VA", 170)}, false)
	batch.SiteMonths[0].Suppressed = 2
	batch.Upload = storetest.Upload(t, s, caseload.KindProcedures, "va.csv").ID
	_, err := s.Apply(ctx, batch)
	must(t, err)
	says(t, "October 2026 is not complete: VA at least 170, 2 counts hidden; University 519.", overview(t, s, at("2026-10")).Headline.String())
}
