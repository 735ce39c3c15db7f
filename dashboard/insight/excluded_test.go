package insight_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// leaveOut names a month as unusual.
func leaveOut(t *testing.T, s *store.Store, m string, site caseload.SiteID) {
	t.Helper()
	must(t, s.SaveExcludedMonth(context.Background(), caseload.ExcludedMonth{Month: month(m), Site: site, Reason: "Elective work paused", By: caseload.LocalUser}))
}

func TestAMonthLeftOutTeachesTheOutlookNothingAndCountsAllTheSame(t *testing.T) {
	s := storetest.New(t)
	pause := func(i int) int {
		if i == 40 || i == 41 { // March and April 2026
			return 60
		}
		return seasonal(i)
	}
	history(t, s, "2026-10", 48, pause)
	service := insight.New(s, storetest.Now)
	before := outlook(t, service, insight.View{})
	leaveOut(t, s, "2026-03", 0)
	leaveOut(t, s, "2026-04", 0)
	after := outlook(t, service, insight.View{})

	plain := storetest.New(t)
	history(t, plain, "2026-10", 48, seasonal)
	usual := outlook(t, insight.New(plain, storetest.Now), insight.View{})
	for i, m := range after.Months {
		if got, was := math.Abs(m.Point-usual.Months[i].Point), math.Abs(before.Months[i].Point-usual.Months[i].Point); got > 0.02*m.Point || got > was {
			t.Errorf("%s: want near %.0f, got %.0f, and %.0f with the pause in it", m.Month.Month, usual.Months[i].Point, m.Point, before.Months[i].Point)
		}
		if wide, was := m.Hi80-m.Lo80, before.Months[i].Hi80-before.Months[i].Lo80; wide > was/2 {
			t.Errorf("%s: the band is %.0f wide with the pause left out, %.0f with it", m.Month.Month, wide, was)
		}
	}
	if !after.Known.Has(month("2026-04")) || len(after.Missing) != 0 {
		t.Error("a month left out is known all the same, and estimated by nobody")
	}
	near(t, "calendar year 2026", before.Landings[1].Reported, insight.Number(after.Landings[1].Reported))
	if len(after.LeftOut) != 2 || after.LeftOut[0].Month != month("2026-04") || after.LeftOut[0].Concerns != "all sites" || after.LeftOut[0].Reason != "Elective work paused" {
		t.Errorf("months left out: %+v", after.LeftOut)
	}
	if notes := strings.Join(after.Notes, " "); !strings.Contains(notes, "March 2026 and April 2026 are left out") {
		t.Errorf("the notes do not say so: %q", notes)
	}
	if before.Backtest.Rows[0].Forecasts <= after.Backtest.Rows[0].Forecasts {
		t.Errorf("want fewer months judged than %d, got %d", before.Backtest.Rows[0].Forecasts, after.Backtest.Rows[0].Forecasts)
	}
}

func TestASitesOwnMonthIsLeftOutOfThatSiteAndOfAll(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 36, seasonal)
	service := insight.New(s, storetest.Now)
	before := outlook(t, service, insight.View{Site: "university"})
	leaveOut(t, s, "2026-04", 2)
	for site, want := range map[string]int{"": 1, "va": 1, "university": 0} {
		if out := outlook(t, service, insight.View{Site: site}); len(out.LeftOut) != want {
			t.Errorf("site %q: want %d months left out, got %+v", site, want, out.LeftOut)
		}
	}
	after := outlook(t, service, insight.View{Site: "university"})
	// The total leaves the month out, and what adds up to it moves a little.
	if change := math.Abs(after.Months[0].Point/before.Months[0].Point - 1); change > 0.02 {
		t.Errorf("University moved by %.1f %% for a month of the VA’s", change*100)
	}
}

func TestARebaseOfOneProcedureMovesNoOutlook(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 36, seasonal)
	service := insight.New(s, storetest.Now)
	before := outlook(t, service, insight.View{})
	procedures, err := s.Procedures(context.Background())
	must(t, err)
	_, err = s.SaveRebase(context.Background(), caseload.Rebase{Month: month("2026-05"), Procedure: procedures[0].ID, Reason: "New device", By: caseload.LocalUser})
	must(t, err)
	near(t, "November 2026", before.Months[0].Point, insight.Number(outlook(t, service, insight.View{}).Months[0].Point))
}
