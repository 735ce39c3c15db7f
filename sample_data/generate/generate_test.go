package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

func TestRegeneratingChangesNothing(t *testing.T) {
	want, err := filepath.Glob("../*.csv")
	if err != nil {
		t.Fatal(err)
	}
	// What the demo assumes about rooms, hours and posts is no draw; somebody wrote it.
	want = slices.DeleteFunc(want, func(path string) bool {
		return slices.Contains([]string{"authorised_positions.csv", "staffing_assumptions.csv"}, filepath.Base(path))
	})
	folder := t.TempDir()
	if err := write(folder); err != nil {
		t.Fatal(err)
	}
	got, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bases(want), bases(got)); diff != "" {
		t.Fatalf("files (-want +got)\n%s", diff)
	}
	for i := range want {
		committed, err := os.ReadFile(want[i])
		if err != nil {
			t.Fatal(err)
		}
		written, err := os.ReadFile(got[i])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(committed, written) {
			t.Errorf("%s differs: run go generate ./sample_data", filepath.Base(want[i]))
		}
	}
}

func bases(paths []string) []string {
	var names []string
	for _, path := range paths {
		names = append(names, filepath.Base(path))
	}
	return names
}

func TestAnotherSeedIsAnotherSample(t *testing.T) {
	m := calendar.MonthOf(2024, time.May)
	if cmp.Equal(siteMonth(seed, va, m), siteMonth(seed+1, va, m), cmp.AllowUnexported(count{})) {
		t.Error("the seed does not matter")
	}
}

// A Poisson variable's variance equals its mean; the large mean goes through the pieces.
func TestPoissonHasItsMeanAndVariance(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	for _, mean := range []float64{0, .3, 7, 16, 47.5} {
		const draws = 40000
		var sum, squares float64
		for range draws {
			n := float64(poisson(source, mean))
			sum += n
			squares += n * n
		}
		gotMean := sum / draws
		gotVariance := squares/draws - gotMean*gotMean
		// Five standard errors of the mean, and of the variance of a nearly normal variable.
		if math.Abs(gotMean-mean) > 5*math.Sqrt(mean/draws) {
			t.Errorf("mean: want %v, got %v", mean, gotMean)
		}
		if math.Abs(gotVariance-mean) > 5*math.Sqrt((2*mean*mean+mean)/draws) {
			t.Errorf("variance at %v: got %v", mean, gotVariance)
		}
	}
}

func TestReferralWeightsAreHundredths(t *testing.T) {
	for _, p := range mix() {
		sum := 0
		for _, w := range referrals(p.group) {
			sum += w.weight
		}
		if sum != 100 {
			t.Errorf("%s: weights add up to %d", p.group, sum)
		}
	}
}

// Working days move a month by a few percent, and no more.
func TestSeasonalityIsAFewPercent(t *testing.T) {
	for m := firstMonth; m <= lastComplete; m++ {
		if factor := workdays(m) * season(m); factor < .90 || factor > 1.08 {
			t.Errorf("%v: %v", m, factor)
		}
	}
}

func TestSpring2020HitsElectiveWorkHardest(t *testing.T) {
	april := calendar.MonthOf(2020, time.April)
	if inpatient, outpatient := pandemic(caseload.Inpatient, april), pandemic(caseload.Outpatient, april); outpatient >= inpatient || inpatient >= 1 {
		t.Errorf("inpatient %v, outpatient %v", inpatient, outpatient)
	}
}
