package insight_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func outlook(t *testing.T, service *insight.Service, v insight.View) insight.Outlook {
	t.Helper()
	out, err := service.Outlook(context.Background(), v)
	must(t, err)
	return out
}

// history commits so many months of both sites up to the last, the VA with a third of what value gives, but for
// the months left out.
func history(t *testing.T, s *store.Store, last string, months int, value func(i int) int, without ...string) {
	t.Helper()
	var rows []storetest.Row
	for i := range months {
		m := (month(last) - calendar.Month(months-1-i)).String()
		rows = append(rows, row(m, "University", value(i)))
		if !strings.Contains(strings.Join(without, " "), m) {
			rows = append(rows, row(m, "VA", value(i)/3))
		}
	}
	commit(t, s, rows...)
}

// seasonal is a believable count of month i.
func seasonal(i int) int { return 450 + 40*(i%12)/11 + 13*(i*7%5) }

func TestTheOutlookAddsUpAtEveryLevelAndInEveryView(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	all := outlook(t, service, insight.View{})
	if len(all.Months) != 12 || len(all.Parts.Sites) != 2 || len(all.Parts.Rows) != 18 {
		t.Fatalf("want 12 months, 2 sites and 18 groups, got %d, %d and %d", len(all.Months), len(all.Parts.Sites), len(all.Parts.Rows))
	}
	sumOf := func(parts []insight.OutlookPart, i int) float64 {
		sum := 0.0
		for _, p := range parts {
			sum += p.Months[i].Point
		}
		return sum
	}
	for i, m := range all.Months {
		near(t, "sites in "+m.Month.Month.String(), m.Point, insight.Number(sumOf(all.Parts.Sites, i)))
		near(t, "groups in "+m.Month.Month.String(), m.Point, insight.Number(sumOf(all.Parts.Rows, i)))
		near(t, "components of "+m.Month.Month.String(), m.Point, insight.Number(m.Components.Sum()))
	}
	landed := make([]float64, len(all.Landings))
	for k, site := range all.Parts.Sites {
		one := outlook(t, service, insight.View{Site: site.Slug})
		for i, m := range one.Months {
			near(t, site.Name+" by itself", site.Months[i].Point, insight.Number(m.Point))
			near(t, site.Name+"’s groups", m.Point, insight.Number(sumOf(one.Parts.Rows, i)))
		}
		for y, l := range one.Landings {
			landed[y] += l.Total
			if k == 1 {
				near(t, all.Landings[y].Label, all.Landings[y].Total, insight.Number(landed[y]))
			}
		}
	}
	group := outlook(t, service, insight.View{Group: all.Parts.Rows[3].Slug})
	for i, m := range group.Months {
		near(t, group.Name+" by itself", all.Parts.Rows[3].Months[i].Point, insight.Number(m.Point))
		near(t, group.Name+"’s sites", m.Point, insight.Number(sumOf(group.Parts.Rows, i)))
	}
	near(t, "twelve months", sumTo12(all), all.Parts.Total.Next12)
}

func sumTo12(out insight.Outlook) float64 {
	sum := 0.0
	for _, m := range out.Months {
		sum += m.Point
	}
	return sum
}

func TestNoBoundOfTheOutlookIsNegativeOrOutOfOrder(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	all := outlook(t, service, insight.View{})
	for _, part := range append(append([]insight.OutlookPart{all.Parts.Total}, all.Parts.Sites...), all.Parts.Rows...) {
		for _, m := range part.Months {
			if !(0 <= m.Lo95 && m.Lo95 <= m.Lo80 && m.Lo80 <= m.Point && m.Point <= m.Hi80 && m.Hi80 <= m.Hi95) {
				t.Errorf("%s, %s: %v ≤ %v ≤ %v ≤ %v ≤ %v", part.Name, m.Month.Month, m.Lo95, m.Lo80, m.Point, m.Hi80, m.Hi95)
			}
		}
	}
}

func TestTwiceTheCountsForeseeTwiceTheProcedures(t *testing.T) {
	once, twice := storetest.New(t), storetest.New(t)
	history(t, once, "2026-10", 48, seasonal)
	history(t, twice, "2026-10", 48, func(i int) int { return 2 * seasonal(i) })
	a := outlook(t, insight.New(once, storetest.Now), insight.View{})
	b := outlook(t, insight.New(twice, storetest.Now), insight.View{})
	for i, m := range a.Months {
		// √(x + ⅜) scales only nearly: within 1 % at 450 a month.
		if ratio := b.Months[i].Point / m.Point; math.Abs(ratio-2) > 0.02 {
			t.Errorf("%s: want twice %v, got %v", m.Month.Month, m.Point, b.Months[i].Point)
		}
	}
}

func TestAShortHistoryHasASentenceInsteadOfAnOutlook(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 11, seasonal)
	out := outlook(t, insight.New(s, storetest.Now), insight.View{})
	if out.Depth != forecast.DepthNone || len(out.Months) != 0 || out.Backtest != nil {
		t.Errorf("11 months: depth %q, %d months expected", out.Depth, len(out.Months))
	}
	says(t, "There is no outlook for all sites yet.", out.Headline.String())
	if !strings.Contains(out.Second.String(), "only 11 months can be used") {
		t.Errorf("it does not say why: %q", out.Second.String())
	}
	service := insight.New(s, storetest.Now)
	must(t, service.PrepareOutlook(context.Background()))
	if _, ready, err := service.Ahead(context.Background(), insight.View{}); ready || err != nil {
		t.Errorf("months ahead out of 11 months: %v, %v", ready, err)
	}
}

func TestAYearAndAHalfGivesALevelAndSaysSo(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 18, seasonal)
	out := outlook(t, insight.New(s, storetest.Now), insight.View{})
	if out.Depth != forecast.DepthLevel || len(out.Months) != 12 || len(out.Why.Terms) != 2 {
		t.Errorf("depth %q, %d months, %d terms", out.Depth, len(out.Months), len(out.Why.Terms))
	}
	if len(out.Notes) == 0 || !strings.HasPrefix(out.Notes[len(out.Notes)-1], "Level only") {
		t.Errorf("it does not say that it is a level only: %q", out.Notes)
	}
}

func TestAMissingMonthStaysAGapAndIsNamedInTheLanding(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 48, seasonal, "2026-05")
	out := outlook(t, insight.New(s, storetest.Now), insight.View{Calendar: insight.CalendarYear})
	if out.Known.Has(month("2026-05")) {
		t.Error("the gap was filled")
	}
	if len(out.Missing) != 1 || out.Missing[0].Month.Month != month("2026-05") {
		t.Fatalf("want May 2026 estimated, got %+v", out.Missing)
	}
	year := out.Landings[0]
	if len(year.Missing) != 1 || year.ReportedMonths != 9 || year.MonthsAhead != 2 {
		t.Errorf("calendar year 2026: %+v", year)
	}
	near(t, "landing", year.Reported+out.Missing[0].Point+out.Months[0].Point+out.Months[1].Point, insight.Number(year.Total))
}

func TestTheMonthUnderWayIsNoObservation(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 48, seasonal)
	service := insight.New(s, storetest.Now)
	before := outlook(t, service, insight.View{})
	commit(t, s, row("2026-11", "University", 90), row("2026-11", "VA", 30))
	after := outlook(t, service, insight.View{})
	near(t, "November 2026", before.Months[0].Point, insight.Number(after.Months[0].Point))
	if after.Partial == nil || !strings.Contains(after.Summary, "120 so far") {
		t.Errorf("it does not say how far November has come: %q", after.Summary)
	}
}

func TestAConstantHistoryForeseesTheConstantAndWarns(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 36, func(int) int { return 300 })
	out := outlook(t, insight.New(s, storetest.Now), insight.View{})
	for _, m := range out.Months {
		near(t, m.Month.Month.String(), 400, insight.Number(m.Point))
		near(t, m.Month.Month.String()+" lower", 400, insight.Number(m.Lo95))
	}
	if len(out.Notes) == 0 {
		t.Error("no warning beside bands without width")
	}
}

func TestWhereLastYearsMonthIsTheBetterForecastThePageSaysSo(t *testing.T) {
	s := storetest.New(t)
	wild := []int{300, 900, 420, 600, 330, 840, 510, 960, 390, 690, 450, 780} // the same every year, in no order
	history(t, s, "2026-10", 60, func(i int) int { return wild[i%12] })
	out := outlook(t, insight.New(s, storetest.Now), insight.View{})
	if out.Backtest == nil || !out.Backtest.Rows[0].NaiveWins() {
		t.Fatalf("want last year’s month to win, got %+v", out.Backtest)
	}
	if !strings.HasPrefix(out.Backtest.Title, "Last year’s same month would have been the better forecast") {
		t.Errorf("the back-test’s title: %q", out.Backtest.Title)
	}
	if !strings.Contains(strings.Join(out.Notes, " "), "has been the better forecast") {
		t.Errorf("the notes: %q", out.Notes)
	}
}

func TestAnEarlierMonthKnowsNothingOfLaterOnes(t *testing.T) {
	s := sample(t)
	service := insight.New(s, sampledata.Now)
	before := outlook(t, service, at("2024-06"))
	if got := before.Known.Last(); got != month("2024-06") {
		t.Errorf("it knows months to %s", got)
	}
	storetest.Commit(t, s, []storetest.Row{{Month: "2024-07", Site: "VA", Procedure: "PICC placement", N: 1000}}, true)
	after := outlook(t, service, at("2024-06"))
	near(t, "July 2024", before.Months[0].Point, insight.Number(after.Months[0].Point))
}

func TestARebaseMovesTheOutlookToTheNewLevel(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 48, func(i int) int {
		if i >= 42 { // from May 2026
			return seasonal(i) + 240
		}
		return seasonal(i)
	})
	service := insight.New(s, storetest.Now)
	before := outlook(t, service, insight.View{})
	_, err := s.SaveRebase(context.Background(), caseload.Rebase{Month: month("2026-05"), Reason: "Second room", By: caseload.LocalUser})
	must(t, err)
	after := outlook(t, service, insight.View{})
	// What the same pattern at the new level gives in July 2027, both sites.
	truth := float64(seasonal(56) + 240 + (seasonal(56)+240)/3)
	if math.Abs(after.Months[8].Point-truth) >= math.Abs(before.Months[8].Point-truth) {
		t.Errorf("July 2027: want nearer to %v than %v after the rebase, got %v", truth, before.Months[8].Point, after.Months[8].Point)
	}
	if len(after.Notes) == 0 || !strings.Contains(strings.Join(after.Notes, " "), "shifted less than a year ago") {
		t.Errorf("no word on the shift: %q", after.Notes)
	}
}

func TestTheOutlookSurvivesASiteThatHasEnded(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 36, seasonal)
	closing(t, s, month("2026-03"))
	service := insight.New(s, storetest.Now)
	if out := outlook(t, service, insight.View{}); len(out.Months) != 12 {
		t.Errorf("all sites: %d months expected", len(out.Months))
	}
	gone := outlook(t, service, insight.View{Site: "va"})
	if len(gone.Months) != 0 || !strings.Contains(gone.Reason, "ended with March 2026") {
		t.Errorf("the VA: %d months expected, reason %q", len(gone.Months), gone.Reason)
	}
}

// closing says with which month the VA ends.
func closing(t *testing.T, s *store.Store, last calendar.Month) {
	t.Helper()
	sites, err := s.Sites(context.Background())
	must(t, err)
	for _, site := range sites {
		if site.Name == "VA" {
			site.LastMonth = &last
			must(t, s.SaveSite(context.Background(), site, caseload.LocalUser))
		}
	}
}

func TestASiteThatWillEndIsForetoldToItsEndAndTheTotalGoesOnWithoutIt(t *testing.T) {
	s := sample(t)
	closing(t, s, month("2027-02"))
	service := insight.New(s, sampledata.Now)
	all, university, va := outlook(t, service, insight.View{}), outlook(t, service, insight.View{Site: "university"}), outlook(t, service, insight.View{Site: "va"})
	if len(all.Months) != 12 || len(va.Months) != 4 {
		t.Fatalf("want 12 months of all and the VA’s 4, got %d and %d", len(all.Months), len(va.Months))
	}
	for i, m := range all.Months {
		want := university.Months[i].Point
		if i < len(va.Months) {
			want += va.Months[i].Point
		}
		near(t, m.Month.Month.String(), want, insight.Number(m.Point))
		groups := 0.0
		for _, part := range all.Parts.Rows {
			groups += part.Months[i].Point
		}
		near(t, "groups in "+m.Month.Month.String(), m.Point, insight.Number(groups))
	}
	near(t, "the VA’s twelve months", sumTo12(va), va.Parts.Total.Next12)
	for i, landing := range all.Landings {
		near(t, landing.Label, university.Landings[i].Total+va.Landings[i].Total, insight.Number(landing.Total))
	}
	for name, c := range map[string]struct {
		notes []string
		want  string
	}{
		"all sites": {all.Notes, "VA ends with February 2027: from March 2027 on the forecast is of University alone."},
		"the VA":    {va.Notes, "VA ends with February 2027: nothing is expected after that."},
	} {
		if !slices.Contains(c.notes, c.want) {
			t.Errorf("%s: %q does not say %q", name, c.notes, c.want)
		}
	}
	if len(university.Notes) != 0 && strings.Contains(strings.Join(university.Notes, " "), "VA ends") {
		t.Errorf("University’s own page speaks of the VA: %q", university.Notes)
	}
}

func TestATotalFollowsTheWorkingDaysOfItsSitesByTheirVolume(t *testing.T) {
	s := storetest.New(t)
	perDay := func(i int) int { // 20 a working day: the working days are all that the months differ by
		m := month("2026-10") - calendar.Month(47-i)
		return 20 * calendar.Calendar{Federal: true}.WorkingDays(m)
	}
	history(t, s, "2026-10", 48, perDay)
	service := insight.New(s, storetest.Now)
	before := outlook(t, service, insight.View{})
	sites, err := s.Sites(context.Background())
	must(t, err)
	for _, site := range sites { // five days without scheduled work in November
		for day := 16; day <= 20; day++ {
			site.ClosedDays = append(site.ClosedDays, caseload.ClosedDay{Date: calendar.DateOf(2026, time.November, day), Name: "Move"})
		}
		if site.Name == "VA" {
			must(t, s.SaveSite(context.Background(), site, caseload.LocalUser))
		}
	}
	after := outlook(t, service, insight.View{})
	// A quarter of the procedures are the VA’s, and a quarter of 5 of 19 days is 6.6 %. The engine holds that some work is
	// done on days off too, so it takes less; University's days alone would take nothing, the VA's alone a quarter.
	lost := 1 - after.Months[0].Point/before.Months[0].Point
	if lost < 0.025 || lost > 0.066 {
		t.Errorf("want some 4 %% fewer in November, got %.1f %%", lost*100)
	}
}
