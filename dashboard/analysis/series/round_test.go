package series_test

import (
	"math"
	"testing"

	"caseload/dashboard/analysis/series"
)

func TestTiesRoundAwayFromZeroHoweverTheyAreStored(t *testing.T) {
	for _, test := range []struct {
		v      float64
		places int
		want   float64
	}{
		{28.45, 1, 28.5}, {31.45, 1, 31.5}, {-31.45, 1, -31.5}, {31.449, 1, 31.4}, {0.285, 2, 0.29},
		{1.005, 2, 1.01}, {2.5, 0, 3}, {-2.5, 0, -3}, {0.04, 1, 0}, {8142, 1, 8142}, {9.96, 0, 10},
	} {
		if got := series.Round(test.v, test.places); got != test.want {
			t.Errorf("%v to %d decimals is %v, want %v", test.v, test.places, got, test.want)
		}
	}
	if !math.IsNaN(series.Round(math.NaN(), 1)) {
		t.Error("what is missing stays missing")
	}
}
