package insight_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store/storetest"
)

func TestTheMonthsAheadAreThoseOfTheOutlook(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	out := outlook(t, service, insight.View{Site: "va"})
	ahead, ready, err := service.Ahead(context.Background(), insight.View{Site: "va"})
	must(t, err)
	if !ready || ahead.Next.Month != month("2026-11") || ahead.Next.Expected != out.Months[0].Point {
		t.Errorf("want %v in November 2026, got %v and %+v", out.Months[0].Point, ready, ahead.Next)
	}
	var want []forecast.Month
	for _, m := range out.Months {
		want = append(want, m.Month)
	}
	if diff := cmp.Diff(want, ahead.Months); diff != "" {
		t.Errorf("months ahead: -want +got\n%s", diff)
	}
	says(t, "/outlook?month=2026-10&site=va", ahead.URL)
}

func TestNobodyWaitsForTheMonthsAhead(t *testing.T) {
	s := sample(t)
	service := insight.New(s, sampledata.Now)
	ctx := context.Background()
	revision, err := s.Revision(ctx)
	must(t, err)
	before, err := service.Overview(ctx, insight.View{})
	must(t, err)
	if _, ready, err := service.Ahead(ctx, insight.View{}); ready || err != nil || service.IsAheadReady(revision) || before.Next != nil {
		t.Errorf("want nothing before anybody has worked it out, got %v, %v and %+v", ready, err, before.Next)
	}
	must(t, service.PrepareOutlook(ctx))
	if !service.IsAheadReady(revision) || service.IsAheadReady(revision+1) {
		t.Error("want the prepared revision ready, and no other")
	}
	after, err := service.Overview(ctx, insight.View{})
	must(t, err)
	if after.Next == nil || after.Second.String() != before.Second.String()+" "+after.Next.Text {
		t.Errorf("want %q and what November should bring, got %q", before.Second, after.Second)
	}
	brief, err := service.Brief(ctx, insight.View{})
	must(t, err)
	if !strings.Contains(brief.CopyText(), after.Next.Text) {
		t.Errorf("the brief in words does not say %q", after.Next.Text)
	}
}

func TestTheOverviewSaysWhatTheNextMonthShouldBringAndHowSureThatIs(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 36, func(int) int { return 300 }) // and 100 at the VA: nothing strays
	service := insight.New(s, storetest.Now)
	must(t, service.PrepareOutlook(context.Background()))
	flat, err := service.Overview(context.Background(), insight.View{})
	must(t, err)
	says(t, "November 2026 should bring about 400 procedures.", flat.Next.Text)
	commit(t, s, row("2026-10", "University", 390))
	must(t, service.PrepareOutlook(context.Background()))
	loose, err := service.Overview(context.Background(), insight.View{})
	must(t, err)
	if text := loose.Next.Text; !strings.HasPrefix(text, "November 2026 should bring about 4") || !strings.HasSuffix(text, " eight times in ten.") {
		t.Errorf("want a range in words, got %q", text)
	}
}

func TestAnOlderMonthAndASingleProcedureHaveNothingAhead(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	must(t, service.PrepareOutlook(context.Background()))
	for name, v := range map[string]insight.View{"July 2026": at("2026-07"), "a procedure": {Procedure: "picc-placement"}} {
		if _, ready, err := service.Ahead(context.Background(), v); ready || err != nil {
			t.Errorf("%s: %v, %v", name, ready, err)
		}
	}
	if _, ready, err := service.Ahead(context.Background(), insight.View{Group: "thermal-ablation"}); !ready || err != nil {
		t.Errorf("a group: %v, %v", ready, err)
	}
}
