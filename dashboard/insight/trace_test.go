package insight_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// follow opens the trace behind an address.
func follow(t *testing.T, service *insight.Service, address string) insight.Trace {
	t.Helper()
	parsed, err := url.Parse(address)
	must(t, err)
	q, err := insight.ParseTrace(parsed.Query())
	must(t, err)
	trace, err := service.Trace(context.Background(), q)
	must(t, err)
	return trace
}

func TestEveryFigureOpensATraceThatShowsTheSameNumber(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	for _, view := range []insight.View{{}, {Site: "va"}, at("2023-08"), at("2020-04").WithCalendar(insight.CalendarYear)} {
		o, err := service.Overview(context.Background(), view)
		must(t, err)
		for _, f := range o.KeyFigures {
			if f.TraceURL == "" && f.ID == "staffing" && f.Value == "—" { // nothing is confirmed, so there is nothing to trace
				continue
			}
			if trace := follow(t, service, f.TraceURL); trace.Value != f.Value {
				t.Errorf("%s of %q: page %s, trace %s", f.ID, view.Query(), f.Value, trace.Value)
			}
		}
		for _, g := range append(o.Groups.Rows, o.Groups.Total) {
			trace := follow(t, service, g.TraceURL)
			if trace.Number != g.Value && (trace.Number.Known() || g.Value.Known()) {
				t.Errorf("%s: page %v, trace %v", g.Name, g.Value, trace.Number)
			}
			if g.Value.Known() && trace.Sum != int(g.Value) {
				t.Errorf("%s: the rows add up to %d, not %v", g.Name, trace.Sum, g.Value)
			}
		}
		for _, r := range o.Staffing.Roles {
			for address, want := range map[string]insight.Number{r.HeadsURL: r.Headcount, r.FTEURL: r.FTE, r.PerHeadURL: r.PerHead, r.PerFTEURL: r.PerFTE} {
				if address == "" { // too few people for a ratio
					continue
				}
				if trace := follow(t, service, address); trace.Number != want && (trace.Number.Known() || want.Known()) {
					t.Errorf("%s: page %v, trace %v", address, want, trace.Number)
				}
			}
		}
		for _, part := range o.Headline {
			if part.URL != "" {
				follow(t, service, part.URL)
			}
		}
	}
}

func TestARowNamesItsFileLineSenderAndTime(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), storetest.Row{Month: "2026-10", Site: "VA", Procedure: "Biopsy", N: 183, Setting: caseload.Inpatient},
		storetest.Row{Month: "2026-10", Site: "VA", Procedure: "Drain", N: 0, Origin: caseload.DeclaredZero})
	trace := follow(t, insight.New(s, storetest.Now), "/trace?figure=count&month=2026-10&site=va")
	want := []string{"procedures.csv, row 3, Local user, 12 Nov 2026, 08:14", "procedures.csv, declared zero, not listed, Local user, 12 Nov 2026, 08:14"}
	var got []string
	for _, r := range trace.Rows {
		got = append(got, r.Origin.Text)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	says(t, "2 rows from 1 source add up to 183.", trace.Summary)
	says(t, "Procedures, VA, October 2026", trace.Title)
	if trace.Rows[0].Setting != "inpatient" {
		t.Errorf("setting is %q", trace.Rows[0].Setting)
	}
}

func TestATraceTurnsPages(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	seen, sum, address := 0, 0, "/trace?figure=count&month=2026-10"
	for page := 1; address != ""; page++ {
		trace := follow(t, service, address)
		if trace.Page != page {
			t.Fatalf("page %d calls itself %d", page, trace.Page)
		}
		for _, r := range trace.Rows {
			sum += r.N
		}
		seen += len(trace.Rows)
		if trace.NextURL == "" && (seen != trace.Total || sum != trace.Sum || trace.Value != "703") {
			t.Errorf("%d of %d rows, %d of %d, %s", seen, trace.Total, sum, trace.Sum, trace.Value)
		}
		address = trace.NextURL
	}
}

func TestADifferenceShowsItsFormula(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	trace := follow(t, insight.New(s, storetest.Now), "/trace?figure=difference")
	if d := cmp.Diff([]string{"702 − 680 = +22", "+22 ÷ 680 = +3.2\u00a0%"}, trace.Formula); d != "" {
		t.Error(d)
	}
	says(t, "About 680 a month (source: Division profile); covers University and VA; what counts as one procedure: not stated.", trace.Notes[0])
}

func TestAMissingFigureSaysWhy(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-09", "University", 500), row("2026-09", "VA", 180), row("2026-10", "University", 519))
	trace := follow(t, insight.New(s, storetest.Now), "/trace?figure=count&month=2026-10")
	if trace.Value != "—" || trace.Sum != 519 || trace.Number.Known() {
		t.Errorf("value %s, rows add up to %d", trace.Value, trace.Sum)
	}
	says(t, "No figure: VA not received for October 2026.", trace.Notes[0])
}

func TestTheBriefCarriesNoStaffIdsAndSaysWhatIsNotStated(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	brief, err := service.Brief(context.Background(), insight.View{})
	must(t, err)
	text := brief.CopyText()
	for _, part := range []string{"October 2026 (preliminary): 703 procedures", "Same month last year: 688, +15", "Year to date: 703, federal fiscal year 2027, Oct 2026–Sep 2027",
		"12 months to October 2026: 8,200", "sites covered: not stated", "As of 12 Nov 2026, 08:14, revision ", "Preliminary."} {
		if !strings.Contains(text, part) {
			t.Errorf("the text lacks %q:\n%s", part, text)
		}
	}
	for _, id := range []string{"A-06", "N-10", "T-12"} {
		if strings.Contains(text, id) {
			t.Errorf("the text names %s", id)
		}
	}
}

func TestABudgetIsSaidWhereEverySiteHasOne(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	target := func(site caseload.SiteID, n float64) caseload.Target {
		return caseload.Target{Month: month("2026-10"), Site: site, PerMonth: n}
	}
	has := func() string {
		brief, err := insight.New(s, storetest.Now).Brief(ctx, insight.View{})
		must(t, err)
		for _, line := range brief.Lines {
			if line.Label == "Target" {
				return line.Text
			}
		}
		return ""
	}
	must(t, s.SaveTargets(ctx, []caseload.Target{target(storetest.University, 500)}, caseload.LocalUser))
	says(t, "", has())
	must(t, s.SaveTargets(ctx, []caseload.Target{target(storetest.VA, 190)}, caseload.LocalUser))
	says(t, "Target: 690, +12 against it.", has())
}
