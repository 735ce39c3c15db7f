//go:build slow

package dashboard

import "testing"

// The same ten years in 1,017,600 cells: two settings times 53 states.

func BenchmarkOverviewOfAMillionCells(b *testing.B) {
	benchmarkPage(b, benchmarkDivision(b, 2*53), overviewPath)
}

func BenchmarkVolumeOfAMillionCells(b *testing.B) {
	benchmarkPage(b, benchmarkDivision(b, 2*53), volumePath)
}

// States are told apart cell by cell, of the newest two years.
func BenchmarkVolumeByStateOfAMillionCells(b *testing.B) {
	benchmarkPage(b, benchmarkDivision(b, 2*53), volumePath+"?by=state")
}
