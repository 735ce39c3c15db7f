package forecast

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// within compares numbers up to a fraction or a margin, whichever is more.
func within(fraction, margin float64) cmp.Option { return cmpopts.EquateApprox(fraction, margin) }

func TestAPureSeasonIsTakenApartExactly(t *testing.T) {
	z := make([]float64, 60)
	for i := range z {
		z[i] = 20 + 0.1*float64(i) + 2*math.Cos(2*math.Pi*float64(i)/12) - math.Sin(2*math.Pi*float64(3*i)/12)
	}
	season, level := decompose(z, 0, false)
	want := [12]float64{}
	for j := range want {
		want[j] = 2*math.Cos(2*math.Pi*float64(j)/12) - math.Sin(2*math.Pi*float64(3*j)/12)
	}
	// The ends of the level are held flat, which bends the outer half years by the trend.
	if diff := cmp.Diff(want, season, within(0, 0.13)); diff != "" {
		t.Errorf("season: -want +got\n%s", diff)
	}
	if diff := cmp.Diff(20+0.1*30, level[30], within(0, 1e-12)); diff != "" {
		t.Errorf("level: -want +got\n%s", diff)
	}
}

func TestASeasonThatIsOnlyNoiseVanishesAndAPlainOneStays(t *testing.T) {
	variance := 1.0
	noise := math.Sqrt(2 * variance / 72) // what a harmonic of 72 noisy months has on either wave
	var a, b [7]float64
	for k := 1; k <= 6; k++ {
		a[k], b[k] = 0.5*noise, -0.5*noise
	}
	for k, kept := range harmonicShrinkage(a, b, variance, 72) {
		if k > 0 && kept > 1.0/3 {
			t.Errorf("noise, harmonic %d: want less than a third kept, got %.2f", k, kept)
		}
	}
	a[1] = 20 * noise
	if kept := harmonicShrinkage(a, b, variance, 72); kept[1] < 0.95 || kept[5] > 0.6 {
		t.Errorf("want the yearly wave kept and the fifth not, got %.2f", kept)
	}
}

// One smoother by hand: levels 10, 10, 11, 10.5 for α = ½ have no place in the bank, so 0.8 is taken:
// from the mean 11 of 10 and 12, 11 + 0.8·(10 − 11) = 10.2 and 10.2 + 0.8·(12 − 10.2) = 11.64;
// the errors are −1 and 1.8, their mean square (1 + 3.24)/2 = 2.12.
func TestASmootherFollowsTheHandCalculation(t *testing.T) {
	got := runBank([]float64{10, 12}, false)[8]
	if diff := cmp.Diff([]float64{0.8, 11.64, 2.12}, []float64{got.alpha, got.level, got.oneStep}, within(0, 1e-12)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAGapLeavesASimpleSmootherWhereItWas(t *testing.T) {
	got := runBank([]float64{10, series.Missing(), 12, series.Missing()}, false)[8]
	if diff := cmp.Diff([]float64{11.64, 2.12}, []float64{got.level, got.oneStep}, within(0, 1e-12)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAPlainSlopeIsContinuedAndAWanderingOneIsNot(t *testing.T) {
	plain, wandering := make([]float64, 72), make([]float64, 72)
	for i := range plain {
		plain[i] = 0.1 * float64(i)
		wandering[i] = math.Sin(float64(i)*2.1)*2 + 0.005*float64(i)
	}
	if got := plainDrift(plain); math.Abs(got-0.1) > 0.01 {
		t.Errorf("want 0.1, got %.3f", got)
	}
	if got := plainDrift(wandering); math.Abs(got) > 0.001 {
		t.Errorf("want next to nothing, got %.4f", got)
	}
}

func TestAWeightOfNoErrorTakesAll(t *testing.T) {
	var constant [24]float64
	for i := range constant {
		constant[i] = 5
	}
	got := continuation(constant[:], 3, true)
	want := path{level: 5, points: []float64{5, 5, 5}, variance: []float64{0, 0, 0}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(path{}), within(0, 1e-12)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestWorkingDaysAreFoundWhereTheyMatterAndOnlyThere(t *testing.T) {
	days := workload(january2019, 72, 12, series.Monthly{})
	effect := func(s series.Monthly) float64 {
		z, _ := transformed(s.Values, onesLike(days), nil)
		return workdayEffect(z, days, 0)
	}
	with, without := 0.0, 0.0 // means of ten series
	for seed := range uint64(10) {
		with += effect(noisy(72, seed, func(t int) float64 { return seasonal(t) * 10 * days[t] })) / 10
		without += effect(noisy(72, seed, func(t int) float64 { return seasonal(t) * 10 })) / 10
	}
	if math.Abs(with-1) > 0.06 {
		t.Errorf("want all of the effect, got %.2f", with)
	}
	if without > 0.1 {
		t.Errorf("want none of the effect, got %.2f", without)
	}
}

func onesLike(days []float64) []float64 {
	ones := make([]float64, len(days))
	for i := range ones {
		ones[i] = 1
	}
	return ones
}

func TestAHolidayOfTheSitesOwnLowersItsMonth(t *testing.T) {
	closed := map[calendar.Date]string{}
	for day := 8; day <= 12; day++ { // a Monday to Friday in the month after the last
		closed[calendar.DateOf(2025, time.September, day)] = "Closed for the move"
	}
	s := noisy(80, 12, func(t int) float64 { return 100000 * workload(january2019, 80, 0, series.Monthly{})[t] })
	open := Of(s, Options{Horizon: 1}).Months[0]
	shut := Of(s, Options{Horizon: 1, WorkingDays: workingDays(calendar.Calendar{Closed: closed}, 81)}).Months[0]
	// September 2025 has 22 working days and 8 others: 22 + 0.6·8 = 26.8 days, five of 22 closed cost 2 of them.
	if diff := cmp.Diff(open.Point*24.8/26.8, shut.Point, within(0.005, 0)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// workingDays are a site's own, from January 2019 on.
func workingDays(c calendar.Calendar, months int) series.Monthly {
	days := series.New(january2019, january2019+calendar.Month(months)-1)
	for i := range days.Values {
		days.Values[i] = float64(c.WorkingDays(january2019 + calendar.Month(i)))
	}
	return days
}
