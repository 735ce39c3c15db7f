package forecast

import (
	"fmt"
	"testing"

	"caseload/dashboard/analysis/series"
)

// BenchmarkOf forecasts 72 months twelve ahead, with bands: one series, a division's sixty, and ten thousand.
func BenchmarkOf(b *testing.B) {
	for _, count := range []int{1, 60, 10_000} {
		b.Run(fmt.Sprintf("series=%d", count), func(b *testing.B) {
			all := make([]series.Monthly, min(count, 60))
			for i := range all {
				all[i] = noisy(72, uint64(i), seasonal)
			}
			b.ReportAllocs()
			for b.Loop() {
				for i := range count {
					Of(all[i%len(all)], Options{})
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*count), "µs/series")
		})
	}
}

// BenchmarkBacktestTogether is what a page waits for once a revision: a total, two sites and eighteen groups over two years.
func BenchmarkBacktestTogether(b *testing.B) {
	members := make([]Member, 21)
	sums := []Sum{{0, []int{1, 2}}, {0, nil}}
	for i := range members {
		members[i].Series = noisy(94, uint64(i), seasonal)
		if i > 2 {
			sums[1].Parts = append(sums[1].Parts, i)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		BacktestTogether(members, sums, Plan{})
	}
}
