package chart

import (
	"testing"
	"time"

	"caseload/store/calendar"
)

// tenYears is the size that the pages are timed with.
func tenYears() VolumeInput {
	in := threeYears()
	in.First, in.Months = calendar.MonthOf(2016, time.December), 120
	in.Focus = in.First + 118
	for k := range in.Sites {
		values := make([]float64, in.Months)
		for i := range values {
			values[i] = float64(500 - 300*k + i%7*9)
		}
		in.Sites[k].Values = values
	}
	return in
}

func BenchmarkVolumeOfTenYears(b *testing.B) {
	in := tenYears()
	for b.Loop() {
		if _, err := Volume(in); err != nil {
			b.Fatal(err)
		}
	}
}
