package forecast

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"caseload/store/calendar"
)

// What is kept of a forecast is thrown away when Version rises, so it has to rise with every change of the numbers.
// When this test fails for a good reason, raise Version and write down the new digest.
func TestTheVersionRisesWithTheNumbers(t *testing.T) {
	digest := sha256.New()
	members, sums := division(72, 6)
	members[1].Options.Shifts = []calendar.Month{january2019 + 60}
	members[2].Options.Excluded = []calendar.Month{january2019 + 14, january2019 + 15}
	alone := make([]Forecast, len(members))
	for i, m := range members {
		alone[i] = Of(m.Series, m.Options)
	}
	for _, f := range Reconcile(alone, sums) {
		for _, m := range f.Months {
			for _, v := range []float64{m.Point, m.Lo80, m.Hi80, m.Lo95, m.Hi95} {
				fmt.Fprintf(digest, "%.5g ", v) // processors may differ in the last digits
			}
		}
	}
	_, scores := BacktestTogether(members, sums, Plan{})
	fmt.Fprintf(digest, "%.5g", scores[0].MASE)
	got := fmt.Sprintf("version %d: %x", Version, digest.Sum(nil)[:8])
	if want := "version 1: 8641447769807d23"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}
