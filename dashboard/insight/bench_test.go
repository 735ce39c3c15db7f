package insight_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/storetest"
)

// tenYears returns ten years of two sites with 40 procedures in 18 groups, committed as one upload.
func tenYears(b *testing.B) *store.Store {
	b.Helper()
	s := storetest.Open(b, filepath.Join(b.TempDir(), "bench.db"), storetest.Now)
	last := calendar.MonthOf(2026, time.October)
	var rows []storetest.Row
	for i := range 120 {
		for _, site := range []string{"University", "VA"} {
			for p := range 40 {
				rows = append(rows, storetest.Row{Month: (last - 119 + calendar.Month(i)).String(), Site: site,
					Procedure: storetest.ProcedureName(p), N: storetest.SeedCount(site, i, p)})
			}
		}
	}
	storetest.Commit(b, s, rows, true)
	storetest.SeedGroups(b, s, 18)
	return s
}

func BenchmarkOverview(b *testing.B) {
	s := tenYears(b)
	ctx := context.Background()
	b.Run("first of a revision", func(b *testing.B) {
		for b.Loop() {
			if _, err := insight.New(s, storetest.Now).Overview(ctx, insight.View{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("same revision", func(b *testing.B) {
		service := insight.New(s, storetest.Now)
		for b.Loop() {
			if _, err := service.Overview(ctx, insight.View{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkVolumeByProcedure(b *testing.B) {
	service := insight.New(tenYears(b), storetest.Now)
	for b.Loop() {
		if _, err := service.Volume(context.Background(), insight.View{By: insight.ByProcedure}); err != nil {
			b.Fatal(err)
		}
	}
}
