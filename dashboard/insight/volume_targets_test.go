package insight_test

import (
	"context"
	"math"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestATargetIsHeldAgainstWhatWasDoneAndSaysThePace(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-08", "University", 500), row("2026-09", "University", 480), row("2026-10", "University", 519))
	var targets []caseload.Target
	for m := month("2026-01"); m <= month("2026-12"); m++ {
		targets = append(targets, caseload.Target{Month: m, Site: storetest.University, PerMonth: 500})
	}
	must(t, s.SaveTargets(context.Background(), targets, caseload.LocalUser))
	service := insight.New(s, storetest.Now)
	out := volume(t, service, insight.View{Calendar: insight.FederalYear})
	if out.Targets == nil {
		t.Fatal("no targets")
	}
	says(t, "FFY2027 to October 2026: 19 above the target of 500 (+3.8 %)", out.Targets.Title)
	near(t, "a year with targets for three months", math.NaN(), out.Targets.WholeYear)
	near(t, "trace", 19, follow(t, service, out.Targets.ToDate.TraceURL).Number)
	year := volume(t, service, insight.View{Calendar: insight.CalendarYear}).Targets
	if year.ToDate.Actual.Known() || year.ToDate.Difference.Known() {
		t.Errorf("a year of which seven months are missing stands at %v", year.ToDate.Actual)
	}
}

func TestATargetOfSomeProceduresIsNotOneOfAll(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, storetest.Row{Month: "2026-10", Site: "University", Procedure: "Ablation", N: 10}, storetest.Row{Month: "2026-10", Site: "University", Procedure: "Drain", N: 20})
	must(t, s.SaveTargets(context.Background(), []caseload.Target{{Month: month("2026-10"), Site: storetest.University, Procedure: 1, PerMonth: 12}}, caseload.LocalUser))
	service := insight.New(s, storetest.Now)
	if out := volume(t, service, insight.View{}); out.Targets != nil {
		t.Errorf("a target of one procedure is shown for all: %+v", out.Targets.ToDate)
	}
	near(t, "of the procedure itself", -2, volume(t, service, insight.View{Procedure: "ablation"}).Targets.ToDate.Difference)
	must(t, s.SaveTargets(context.Background(), []caseload.Target{{Month: month("2026-10"), Site: storetest.University, Procedure: 2, PerMonth: 15}}, caseload.LocalUser))
	near(t, "of all, once all have one", 30-27, volume(t, service, insight.View{}).Targets.ToDate.Difference)
}
