package insight_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// clock returns a clock that stands at noon of the day.
func clock(year int, month time.Month, day int) func() time.Time {
	return func() time.Time { return time.Date(year, month, day, 12, 0, 0, 0, time.UTC) }
}

// row is one number of a complete file.
func row(month, site string, n int) storetest.Row {
	return storetest.Row{Month: month, Site: site, Procedure: "Biopsy", N: n}
}

func commit(t testing.TB, s *store.Store, rows ...storetest.Row) {
	t.Helper()
	storetest.Commit(t, s, rows, true)
}

func overview(t testing.TB, s *store.Store, v insight.View) insight.Overview {
	t.Helper()
	return overviewAt(t, s, v, storetest.Now)
}

func overviewAt(t testing.TB, s *store.Store, v insight.View, now func() time.Time) insight.Overview {
	t.Helper()
	o, err := insight.New(s, now).Overview(context.Background(), v)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// says compares a sentence with no-break spaces written as spaces.
func says(t testing.TB, want, got string) {
	t.Helper()
	if d := cmp.Diff(want, strings.ReplaceAll(got, "\u00a0", " ")); d != "" {
		t.Errorf("sentence differs:\n%s", d)
	}
}

func figure(t testing.TB, o insight.Overview, id string) insight.KeyFigure {
	t.Helper()
	for _, f := range o.KeyFigures {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("no key figure %q", id)
	return insight.KeyFigure{}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func month(text string) calendar.Month {
	m, err := calendar.ParseMonth(text)
	if err != nil {
		panic(err)
	}
	return m
}

func at(text string) insight.View { return insight.View{}.WithMonth(month(text)) }

func TestHeadlineNamesMonthTotalDistanceAndSites(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	o := overview(t, s, insight.View{})
	says(t, "October 2026 (preliminary): 702 procedures, 22 above the 680 baseline (+3.2 %); University 519, VA 183.", o.Headline.String())
	says(t, "33.4 a working day (21 working days), 2.4 % above the baseline’s 32.6. Both October files are in; the month is not closed yet, so its figures can still change. Whether that is usual shows after 13 months; one is in.", o.Second.String())
}

func TestHeadlineSaysBothWhenCountAndRateDisagree(t *testing.T) {
	s := storetest.New(t)
	// July 2026 has 22 working days: the 4th is a Saturday, observed on Friday the 3rd. 702 ÷ 22 = 31.9.
	commit(t, s, row("2026-07", "University", 519), row("2026-07", "VA", 183))
	o := overviewAt(t, s, insight.View{}, clock(2026, time.August, 12))
	says(t, "July 2026 (preliminary): 702 procedures, as a count 22 above the 680 baseline (+3.2 %); per working day 31.9, 2.2 % below the baseline’s 32.6; University 519, VA 183.", o.Headline.String())
	says(t, "22 working days; 2.2 % below the baseline’s 32.6", figure(t, o, "per_day").Context.String())
}

func TestPreliminaryGoesWhenEveryActiveSiteHasClosedTheMonth(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	ctx := context.Background()
	must(t, s.CloseMonth(ctx, storetest.University, month("2026-10"), caseload.LocalUser))
	if o := overview(t, s, insight.View{}); !o.Scope.Preliminary {
		t.Error("one site alone does not close the month")
	}
	must(t, s.CloseMonth(ctx, storetest.VA, month("2026-10"), caseload.LocalUser))
	o := overview(t, s, insight.View{})
	says(t, "October 2026: 702 procedures, 22 above the 680 baseline (+3.2 %); University 519, VA 183.", o.Headline.String())
	says(t, "33.4 a working day (21 working days), 2.4 % above the baseline’s 32.6. Both October files are in; the month is closed. Whether that is usual shows after 13 months; one is in.", o.Second.String())
}

func TestAMonthWithoutOneSiteHasNoTotalAndSaysWhichFileIsLacking(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-08", "University", 480), row("2026-08", "VA", 170), row("2026-09", "University", 500),
		row("2026-09", "VA", 180), row("2026-10", "University", 519))

	o := overview(t, s, at("2026-10"))
	says(t, "October 2026 is not complete: VA not received; University 519.", o.Headline.String())
	for _, id := range []string{"procedures", "baseline", "per_day", "last_year", "year_to_date"} {
		if f := figure(t, o, id); f.Value != "—" || f.Number.Known() {
			t.Errorf("%s shows %q for a month that is not complete", id, f.Value)
		}
	}
	says(t, "VA not received; University 519", figure(t, o, "procedures").Context.String())
	if o.Main.Total.Has(month("2026-10")) {
		t.Error("the chart's total has a month that is not complete")
	}
	if got := o.Main.Series[0].Values.At(month("2026-10")); got != 519 {
		t.Errorf("University's own bar is %v, want 519", got)
	}

	// The default is the newest complete month, and it says why it is older than last month.
	o = overview(t, s, insight.View{})
	says(t, "September 2026 (preliminary): 680 procedures, as a count level with the 680 baseline; per working day 32.4, 0.8 % below the baseline’s 32.6; University 500, VA 180.",
		o.Headline.String())
	says(t, "October 2026 is not complete: VA not received (due 10 November, 2 days ago); University 519.", strings.SplitAfter(o.Second.String(), "519.")[0])
	says(t, "The newest complete month is September 2026, one month older than last month.", o.Scope.Staleness)
}

func TestAFileThatIsNotEverythingMakesNoTotal(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-09", "University", 500), row("2026-09", "VA", 180), row("2026-10", "University", 519))
	storetest.Commit(t, s, []storetest.Row{row("2026-10", "VA", 90)}, false)
	o := overview(t, s, at("2026-10"))
	says(t, "October 2026 is not complete: VA not declared complete, 90 so far; University 519.", o.Headline.String())
	if got := o.Main.Series[1].Unsure.At(month("2026-10")); got != 90 {
		t.Errorf("what has come is %v, want 90 apart from the complete months", got)
	}
}

func TestAGapRunsThroughYearToDateRolling12AndComparisons(t *testing.T) {
	s := storetest.New(t)
	var rows []storetest.Row
	for m := month("2025-01"); m <= month("2026-10"); m++ {
		rows = append(rows, row(m.String(), "University", 500))
		if m != month("2026-03") {
			rows = append(rows, row(m.String(), "VA", 180))
		}
	}
	commit(t, s, rows...)
	o := overview(t, s, insight.View{Calendar: insight.CalendarYear})
	ytd := figure(t, o, "year_to_date")
	if ytd.Value != "—" {
		t.Errorf("year to date is %q over a gap", ytd.Value)
	}
	says(t, "calendar year 2026: VA not received for March 2026", ytd.Context.String())
	says(t, "One file since January 2025 is missing: VA procedures, March 2026.", o.Second.String()[:len("One file since January 2025 is missing: VA procedures, March 2026.")])

	// The academic year starts after the gap; twelve months still hold it.
	ytd = figure(t, overview(t, s, insight.View{Calendar: insight.AcademicYear}), "year_to_date")
	if ytd.Value != "2,720" { // 4 × 680
		t.Errorf("academic year to date is %q, want 2,720", ytd.Value)
	}
	says(t, "academic year 2026-27, Jul 2026–Jun 2027: 0 against the year before; 12 months —: VA not received for March 2026", ytd.Context.String())

	o = overview(t, s, insight.View{Month: ref("2026-03")})
	if f := figure(t, o, "last_year"); f.Value != "—" {
		t.Errorf("same month last year is %q for a gap", f.Value)
	}
}

func ref(text string) *calendar.Month {
	m := month(text)
	return &m
}

func TestZeroIsANumberAndMissingIsNot(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-09", "University", 10), row("2026-09", "VA", 5), row("2026-10", "University", 0), row("2026-10", "VA", 0))
	o := overview(t, s, insight.View{})
	says(t, "October 2026 (preliminary): 0 procedures, 680 below the 680 baseline (−100 %); University 0, VA 0.", o.Headline.String())
}

func TestAnEmptyDatabaseSaysWhatToDo(t *testing.T) {
	o := overview(t, storetest.New(t), insight.View{})
	if o.Empty == nil || o.Scope.HasMonth {
		t.Fatal("an empty database has nothing to show")
	}
	says(t, "No procedures have come yet.", o.Empty.Title)
	if len(o.Scope.Sites) != 2 {
		t.Errorf("sites to choose: %v", o.Scope.Sites)
	}
}

func TestTheCurrentMonthIsInNoStatistic(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183), row("2026-11", "University", 214), row("2026-11", "VA", 61))
	o := overview(t, s, insight.View{})
	if o.Scope.Month != month("2026-10") {
		t.Errorf("in focus is %s: a month that is not over is never complete, whatever was declared", o.Scope.Month)
	}
	says(t, "275 so far, to 12 November; University 214, VA 61", o.Main.Partial.Words)
	if o.Main.Total.Has(month("2026-11")) || o.Main.Series[0].Values.Has(month("2026-11")) || o.Main.Series[0].Unsure.Has(month("2026-11")) {
		t.Error("the current month is among the values")
	}
	says(t, "November 2026 is not finished: 275 so far, to 12 November; University 214, VA 61.", overview(t, s, at("2026-11")).Headline.String())
}

func TestNextMonthStaysHiddenUntilItBegins(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-12", "University", 5))
	o := overview(t, s, insight.View{})
	if o.Empty == nil {
		t.Fatal("a month to come is shown")
	}
	says(t, "The data start in December 2026, which has not begun.", o.Empty.Title)
}

func TestStaleDataSaySo(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-07", "University", 519), row("2026-07", "VA", 183))
	o := overview(t, s, insight.View{})
	says(t, "The newest complete month is July 2026, three months older than last month.", o.Scope.Staleness)
	says(t, "The newest complete month is July 2026, three months older than last month. October 2026 is not complete: University not received (due 10 November, 2 days ago) and VA not received (due 10 November, 2 days ago).",
		strings.SplitAfter(o.Second.String(), "ago).")[0])
}

func TestAnEndedSiteIsNotWaitedFor(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	commit(t, s, row("2026-08", "University", 500), row("2026-08", "VA", 180), row("2026-09", "University", 510))
	sites, err := s.Sites(ctx)
	must(t, err)
	va := sites[1]
	va.LastMonth = ref("2026-08")
	must(t, s.SaveSite(ctx, va, caseload.LocalUser))
	o := overviewAt(t, s, insight.View{}, clock(2026, time.October, 5))
	says(t, "September 2026 (preliminary): 510 procedures, 24.3 a working day.", o.Headline.String())
	says(t, "The 680 baseline covers University and VA; this total covers University, so the two are not compared.", o.Scope.Notes[0])
	o = overviewAt(t, s, insight.View{Site: "va"}, clock(2026, time.October, 5))
	says(t, "VA ended with August 2026.", o.Scope.Staleness)
}

func TestALaterThirdSiteCountsFromItsFirstMonthAndIsNotHeldAgainstThe680(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-09", "University", 500), row("2026-09", "VA", 190),
		row("2026-10", "University", 519), row("2026-10", "VA", 183), row("2026-10", "Annex", 40))
	o := overview(t, s, insight.View{})
	says(t, "October 2026 (preliminary): 742 procedures, 35.3 a working day; University 519, VA 183, Annex 40.", o.Headline.String())
	says(t, "the 680 covers other sites", figure(t, o, "baseline").Context.String())
	if got := o.Main.Total.At(month("2026-09")); got != 690 {
		t.Errorf("September without the Annex is %v, want 690", got)
	}
	if !o.Main.Baseline.Has(month("2026-09")) || o.Main.Baseline.Has(month("2026-10")) {
		t.Error("the baseline holds for the months whose sites it covers, and no others")
	}
}

func TestOneSiteIsComparedWithItsOwnBaselineOnceEntered(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	o := overview(t, s, insight.View{Site: "va"})
	says(t, "October 2026 (preliminary): VA 183 procedures, 8.7 a working day.", o.Headline.String())
	says(t, "No baseline has been entered for VA; one can be added in Settings.", o.Scope.Notes[0])
	must(t, s.SaveBaseline(ctx, caseload.Baseline{From: month("2026-01"), Site: storetest.VA, PerMonth: 180, Source: "VA lead"}, caseload.LocalUser))
	o = overview(t, s, insight.View{Site: "va"})
	says(t, "October 2026 (preliminary): VA 183 procedures, 3 above the 180 baseline (+1.7 %).", o.Headline.String())
}

func TestTheAllSitesRateAddsEachSitesOwnRate(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	commit(t, s, row("2026-10", "University", 525), row("2026-10", "VA", 200))
	sites, err := s.Sites(ctx)
	must(t, err)
	va := sites[1]
	va.ClosedDays = []caseload.ClosedDay{{Date: calendar.DateOf(2026, time.October, 30), Name: "Move"}}
	must(t, s.SaveSite(ctx, va, caseload.LocalUser))
	o := overview(t, s, insight.View{})
	// 525 ÷ 21 + 200 ÷ 20 = 25 + 10; the baseline's year has (250 + 249) ÷ 2 days: 8,160 ÷ 249.5 = 32.7.
	f := figure(t, o, "per_day")
	if f.Value != "35.0" {
		t.Errorf("rate is %s, want 35.0", f.Value)
	}
	says(t, "working days: 21 at University, 20 at VA; 7.0 % above the baseline’s 32.7", f.Context.String())
	trace, err := insight.New(s, storetest.Now).Trace(ctx, insight.TraceQuery{Figure: insight.FigurePerDay})
	must(t, err)
	want := []string{
		"University: 525 ÷ 21 working days = 25.00", "VA: 200 ÷ 20 working days = 10.00", "25.00 + 10.00 = 35.00 a working day",
		"Working days of 2026: mean of University 250 and VA 249 = 249.5",
		"Baseline: 680 × 12 ÷ 249.5 working days of 2026 = 32.71 a working day", "35.0 is 7.0\u00a0% above 32.7",
	}
	if d := cmp.Diff(want, trace.Formula); d != "" {
		t.Error(d)
	}
}

func TestDifferentCountingUnitsCarryAStandingWarning(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	sites, err := s.Sites(ctx)
	must(t, err)
	sites[0].CountingUnit, sites[1].CountingUnit = caseload.UnitExam, caseload.UnitCPT
	for _, site := range sites {
		must(t, s.SaveSite(ctx, site, caseload.LocalUser))
	}
	o := overview(t, s, insight.View{})
	says(t, "33.4 a working day (21 working days), 2.4 % above the baseline’s 32.6. University counts exams or accessions and VA counts CPT codes: their sum mixes units. Both October files are in; the month is not closed yet, so its figures can still change.", o.Second.String())
}

func TestManySitesAreDrawnAsSixAndOther(t *testing.T) {
	s := storetest.New(t)
	var rows []storetest.Row
	total := 0
	for i := range 30 {
		n := 100 + i
		total += n
		rows = append(rows, row("2026-10", "Site "+string(rune('A'+i/26))+string(rune('A'+i%26)), n))
	}
	commit(t, s, rows...)
	o := overview(t, s, insight.View{})
	if len(o.Main.Series) != 7 || o.Main.Series[6].Site.Name != "Other (24)" || o.Main.Series[6].Count != 24 {
		t.Fatalf("%d parts, the last %q", len(o.Main.Series), o.Main.Series[len(o.Main.Series)-1].Site.Name)
	}
	sum := 0.0
	for _, part := range o.Main.Series {
		sum += part.Values.At(month("2026-10"))
	}
	if int(sum) != total || int(o.Main.Total.At(month("2026-10"))) != total {
		t.Errorf("parts add up to %v, want %d", sum, total)
	}
	if got := len(o.Main.Table.Rows[0].Sites); got != 30 {
		t.Errorf("the table has %d sites, want all 30", got)
	}
	if !strings.Contains(o.Headline.String(), "24 other sites 2,676") { // 100 + … + 123
		t.Error(o.Headline.String())
	}
}

func TestAnUnknownSiteIsNotFound(t *testing.T) {
	_, err := insight.New(storetest.New(t), storetest.Now).Overview(context.Background(), insight.View{Site: "mars"})
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestANewRevisionIsSeenAtOnce(t *testing.T) {
	s := storetest.New(t)
	service := insight.New(s, storetest.Now)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	before, err := service.Overview(context.Background(), insight.View{})
	must(t, err)
	commit(t, s, row("2026-10", "VA", 184))
	after, err := service.Overview(context.Background(), insight.View{})
	must(t, err)
	if before.KeyFigures[0].Value != "702" || after.KeyFigures[0].Value != "703" {
		t.Errorf("before %s, after %s", before.KeyFigures[0].Value, after.KeyFigures[0].Value)
	}
}
