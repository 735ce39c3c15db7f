package insight_test

import (
	"context"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// The year's end less what is expected of the months to come is what has been counted, which a single small month
// would stand bare in.
func TestAnExportTellsNoYearsEndThatGivesASmallMonthAway(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	history(t, s, "2026-10", 36, func(i int) int { return map[bool]int{true: 21, false: 300}[i == 30] }) // and 7 at the VA in May 2026
	var targets []caseload.Target
	for m := month("2026-01"); m <= month("2026-12"); m++ {
		targets = append(targets, caseload.Target{Month: m, Site: storetest.VA, PerMonth: 100})
	}
	must(t, s.SaveTargets(ctx, targets, caseload.LocalUser))
	for _, how := range []string{"show", "hide"} {
		must(t, s.SaveSetting(ctx, "small_numbers", how, caseload.LocalUser))
		service := insight.New(s, storetest.Now)
		must(t, service.PrepareOutlook(ctx))
		for _, export := range []bool{false, true} {
			v, err := service.Volume(ctx, insight.View{Site: "va", Calendar: insight.CalendarYear, Ahead: true, Export: export})
			must(t, err)
			if v.Ahead == nil || v.Targets == nil {
				t.Fatalf("%s: want months ahead beside the target, got %q", how, v.AheadNote)
			}
			if want := how == "show" || !export; v.Targets.Landing.Known() != want {
				t.Errorf("small numbers: %s, export: %v: the year's end is told: %v", how, export, !want)
			}
		}
	}
}

func TestMonthsAheadBeginWithAMonthThatOneSiteHasNotSent(t *testing.T) {
	s := storetest.New(t)
	history(t, s, "2026-10", 36, seasonal, "2026-10")
	service := insight.New(s, storetest.Now)
	must(t, service.PrepareOutlook(context.Background()))
	v, err := service.Volume(context.Background(), insight.View{By: insight.BySite, Ahead: true})
	must(t, err)
	if v.Ahead == nil || v.Ahead.Months[0].Month != month("2026-10") {
		t.Fatalf("want the months ahead to begin with October 2026, got %+v and %q", v.Ahead, v.AheadNote)
	}
	if row := v.Rows[len(v.Rows)-1]; row.Month != month("2026-10") || row.Total.Known() {
		t.Errorf("want no total of October, got %+v", row)
	}
}
