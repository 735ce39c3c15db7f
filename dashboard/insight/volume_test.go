package insight_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func volume(t *testing.T, service *insight.Service, v insight.View) insight.Volume {
	t.Helper()
	out, err := service.Volume(context.Background(), v)
	must(t, err)
	return out
}

func TestVolumeAgreesWithTheCells(t *testing.T) {
	s := sample(t)
	c := recountOf(t, s)
	service := insight.New(s, sampledata.Now)
	groups, err := s.Groups(context.Background())
	must(t, err)
	byName := map[string]caseload.GroupID{}
	for _, g := range groups {
		byName[g.Name] = g.ID
	}
	both := []caseload.SiteID{1, 2}

	t.Run("by site", func(t *testing.T) {
		out := volume(t, service, insight.View{By: insight.BySite})
		for _, r := range out.Rows {
			near(t, "total", c.total(r.Month, both, 0), r.Total)
			near(t, "rate", c.rate(r.Month, both), r.PerDay)
			near(t, "last year", c.total(r.Month-12, both, 0), r.LastYear)
			for i, column := range out.Columns {
				near(t, column.Name, c.total(r.Month, []caseload.SiteID{column.Site.ID}, 0), r.Values[i].Value)
			}
		}
	})
	t.Run("by group", func(t *testing.T) {
		out := volume(t, service, insight.View{By: insight.ByGroup})
		for _, column := range out.Columns {
			for m := out.First; m <= out.Last; m++ {
				near(t, column.Name, c.total(m, both, byName[column.Name]), insight.Number(column.Values.At(m)))
			}
		}
		// What is drawn adds up to the total, "Other (n)" included.
		if last := out.Chart[len(out.Chart)-1]; len(out.Chart) != 7 || last.Name != "Other (12)" || last.Count != 12 {
			t.Errorf("%d parts, the last %q", len(out.Chart), last.Name)
		}
		for m := out.First; m <= out.Last; m++ {
			sum := 0.0
			for _, part := range out.Chart {
				sum += part.Values.At(m)
			}
			near(t, "sum of the parts", out.Total.At(m), insight.Number(sum))
		}
	})
	t.Run("procedures of a group add up to it", func(t *testing.T) {
		out := volume(t, service, insight.View{Group: "thermal-ablation", By: insight.ByProcedure})
		for _, r := range out.Rows {
			near(t, "total", c.total(r.Month, both, byName["Thermal ablation"]), r.Total)
			sum := 0.0
			for _, v := range r.Values {
				sum += float64(v.Value)
			}
			if !math.IsNaN(sum) {
				near(t, "sum of procedures in "+r.Month.String(), sum, r.Total)
			}
		}
	})
	t.Run("rolling 12 and year to date", func(t *testing.T) {
		rolling := volume(t, service, insight.View{Span: insight.SpanRolling12, Site: "va"})
		toDate := volume(t, service, insight.View{Span: insight.SpanYearToDate, Calendar: insight.FederalYear})
		for m := rolling.First; m <= rolling.Last; m++ {
			near(t, "rolling", c.sum(m-11, m, both[1:], 0), insight.Number(rolling.Total.At(m)))
			first := calendar.Calendar{FiscalStart: 10}.FiscalYear(m).First
			near(t, "year to date", c.sum(first, m, both, 0), insight.Number(toDate.Total.At(m)))
			if want := 680 * float64(m-first+1); toDate.Baseline.Has(m) && toDate.Baseline.At(m) != want {
				t.Errorf("baseline to date in %s is %v, want %v", m, toDate.Baseline.At(m), want)
			}
		}
	})
	t.Run("every number opens its rows", func(t *testing.T) {
		for _, view := range []insight.View{{By: insight.ByGroup}, {Group: "thermal-ablation"}, {Span: insight.SpanRolling12}, {PerDay: true}} {
			out := volume(t, service, view)
			r := out.Rows[len(out.Rows)-1]
			if trace := follow(t, service, r.TotalURL); trace.Number != insight.Number(out.Total.At(r.Month)) {
				t.Errorf("%s: total %v, trace %v", view.Query(), out.Total.At(r.Month), trace.Number)
			}
			for i, v := range r.Values {
				trace := follow(t, service, v.TraceURL)
				if trace.Number != v.Value && (trace.Number.Known() || v.Value.Known()) {
					t.Errorf("%s, %s: %v, trace %v", view.Query(), out.Columns[i].Name, v.Value, trace.Number)
				}
			}
		}
	})
}

func TestVolumeCanLeaveTheProgramAsJSON(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	out := volume(t, service, insight.View{})
	text, err := json.Marshal(out)
	must(t, err)
	var back struct {
		Total series.Monthly `json:"total"`
	}
	must(t, json.Unmarshal(text, &back))
	if d := diffNaN(out.Total, back.Total); d != "" {
		t.Error(d)
	}
	o, err := service.Overview(context.Background(), at("2023-08"))
	must(t, err)
	if _, err := json.Marshal(o); err != nil {
		t.Error(err)
	}
}

func diffNaN(want, got series.Monthly) string {
	return cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }))
}

func TestAProcedureThatNoFileListsIsMissingNotZero(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-09", "University", 500), row("2026-10", "University", 519),
		storetest.Row{Month: "2026-10", Site: "University", Procedure: "Drain", N: 7})
	out := volume(t, insight.New(s, storetest.Now), insight.View{Procedure: "drain"})
	if v := out.Rows[0].Values[0]; v.Value.Known() || v.Text != "nothing stored" {
		t.Errorf("September's drains are %v, %q", v.Value, v.Text)
	}
	near(t, "October's drains", 7, out.Rows[1].Total)
	says(t, "October 2026 (preliminary): Drain 7; 1 % of 526 procedures.", out.Headline.String())
}

func TestVolumeKeepsToTheRangeAskedFor(t *testing.T) {
	s := storetest.New(t)
	storetest.SeedMonths(t, s, month("2026-10"), 14, 3)
	service := insight.New(s, storetest.Now)
	out := volume(t, service, insight.View{From: ref("2026-03"), To: ref("2026-05")})
	if out.First != month("2026-03") || out.Last != month("2026-05") || len(out.Rows) != 3 {
		t.Errorf("%s to %s, %d rows", out.First, out.Last, len(out.Rows))
	}
	if said := out.Headline.String(); !strings.HasPrefix(said, "May 2026 (preliminary): ") || !out.Columns[0].Share.Known() {
		t.Errorf("beside a range to May the headline says %q", said)
	}
	if _, err := service.Volume(context.Background(), insight.View{Group: "nothing"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown group: %v", err)
	}
	// A range without months is an answer, not a failure.
	if out := volume(t, service, insight.View{From: ref("2030-01")}); len(out.Rows) != 0 {
		t.Errorf("%d rows of the future", len(out.Rows))
	}
}

func TestTheGridTellsLateMissingUnfinishedAndDrafts(t *testing.T) {
	s := sample(t)
	service := insight.New(s, sampledata.Now)
	d, err := service.DataStatus(context.Background(), insight.View{})
	must(t, err)
	says(t, "One file since January 2023 is missing: VA procedures, August 2023", d.Title)
	states := map[string]insight.FileState{}
	for _, r := range d.Rows {
		for _, cell := range r.Cells {
			states[r.Name+" "+cell.Month.String()] = cell.State
		}
	}
	for key, want := range map[string]insight.FileState{
		"VA procedures 2023-08": insight.FileMissing, "VA procedures 2026-01": insight.FileLate,
		"University procedures 2026-04": insight.FileLate, "VA procedures 2026-07": insight.FileReceived,
		"University procedures 2026-11": insight.FileUnfinished, "VA roster 2026-11": insight.FileNotDue,
		// History loaded in one go long after its due days was never late.
		"VA procedures 2024-05": insight.FileReceived, "University roster 2023-01": insight.FileReceived,
	} {
		if states[key] != want {
			t.Errorf("%s is %s, want %s", key, states[key], want)
		}
	}
	if len(d.Uploads) != 53 || d.Uploads[0].Title != "VA procedures, November 2026" || d.Uploads[0].StateText != "Committed" {
		t.Errorf("%d uploads, the newest %q, %s", len(d.Uploads), d.Uploads[0].Title, d.Uploads[0].StateText)
	}
	if !d.Months[0].CanClose || d.Months[0].Closed {
		t.Errorf("October can be closed: %+v", d.Months[0])
	}
}

func TestADraftIsInReviewAndNotWaitedForTwice(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	commit(t, s, row("2026-09", "University", 500), row("2026-09", "VA", 180), row("2026-10", "University", 519))
	draft := storetest.Upload(t, s, caseload.KindProcedures, "va_2026-10.csv")
	draft.Sites, draft.FirstMonth, draft.LastMonth = []caseload.SiteID{storetest.VA}, ref("2026-10"), ref("2026-10")
	must(t, s.UpdateDraft(ctx, draft, draft.Choices))
	d, err := insight.New(s, storetest.Now).DataStatus(ctx, insight.View{})
	must(t, err)
	says(t, "One file waits for review; no other is missing since September 2026", d.Title)
	says(t, "VA procedures, October 2026", d.Uploads[0].Title)
	for _, r := range d.Rows {
		if r.Name == "VA procedures" && (r.Cells[1].State != insight.FileInReview || r.Cells[1].URL != "/uploads/"+string(draft.ID)) {
			t.Errorf("October's square: %+v", r.Cells[1])
		}
	}
}
