package spc_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/spc"
)

// The rules computed a second time, window by window as they are worded, on series with gaps, excluded
// points and rebases. The package looks for longest runs instead.

// bySegment returns the points that rules look at, a slice a segment.
func bySegment(c spc.Chart) [][]spc.Point {
	parts := make([][]spc.Point, len(c.Segments))
	for _, p := range c.Points {
		if !p.Excluded {
			parts[p.Segment] = append(parts[p.Segment], p)
		}
	}
	return parts
}

func all(points []spc.Point, holds func(spc.Point) bool) bool {
	return !slices.ContainsFunc(points, func(p spc.Point) bool { return !holds(p) })
}

// wordedRules returns the rules of each label.
func wordedRules(c spc.Chart, countOutside bool) map[string]map[spc.Signal]bool {
	found := map[string]map[spc.Signal]bool{}
	flag := func(p spc.Point, s spc.Signal) {
		if found[p.Label] == nil {
			found[p.Label] = map[spc.Signal]bool{}
		}
		found[p.Label][s] = true
	}
	above := func(p spc.Point) bool { return p.Value > p.Centre }
	below := func(p spc.Point) bool { return p.Value < p.Centre }
	isOutside := func(p spc.Point) bool { return p.Value > p.Upper || p.Value < p.Lower }
	isBeyond := func(p spc.Point) bool {
		return (p.Value > p.NearUpper || p.Value < p.NearLower) && (countOutside || !isOutside(p))
	}
	for _, points := range bySegment(c) {
		for i, p := range points {
			if isOutside(p) && p.Value > p.Centre {
				flag(p, spc.AboveUpper)
			} else if isOutside(p) {
				flag(p, spc.BelowLower)
			}
			if i+3 <= len(points) {
				window := points[i : i+3]
				beyond := slices.DeleteFunc(slices.Clone(window), func(p spc.Point) bool { return !isBeyond(p) })
				for _, b := range beyond {
					if len(beyond) >= 2 && all(window, above) {
						flag(b, spc.TwoInThreeAbove)
					} else if len(beyond) >= 2 && all(window, below) {
						flag(b, spc.TwoInThreeBelow)
					}
				}
			}
			if i+7 > len(points) {
				continue
			}
			window := points[i : i+7]
			up, down := true, true
			for k := 1; k < 7; k++ {
				up = up && window[k].Value > window[k-1].Value
				down = down && window[k].Value < window[k-1].Value
			}
			for _, p := range window {
				for s, holds := range map[spc.Signal]bool{spc.TrendIncreasing: up, spc.TrendDecreasing: down, spc.ShiftAbove: all(window, above), spc.ShiftBelow: all(window, below)} {
					if holds {
						flag(p, s)
					}
				}
			}
		}
	}
	return found
}

// wander is a series in which every rule fires now and then, with its options.
func wander(r *rand.Rand) (spc.Input, spc.Options) {
	n := 1 + r.IntN(70)
	values := make([]float64, n)
	level := 0.0
	for i := range values {
		level += float64(r.IntN(7) - 3)
		values[i] = 50 + level*float64(r.IntN(3)) + float64(r.IntN(9))
		if r.IntN(15) == 0 {
			values[i] = nan
		}
	}
	in, o := monthly(values...), spc.Defaults(spc.XmR)
	o.Screen = r.IntN(2) == 0
	o.Rules.OnlyWithinLimits = r.IntN(2) == 0
	for _, label := range in.Labels {
		if r.IntN(25) == 0 {
			o.Rebases = append(o.Rebases, label)
		}
		if r.IntN(25) == 0 {
			o.Excluded = append(o.Excluded, label)
		}
	}
	return in, o
}

func TestTheRulesAreTheWordedOnes(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2026))
	fired := map[spc.Signal]int{}
	for range 3000 {
		in, o := wander(r)
		c := analyse(t, in, o)
		want := wordedRules(c, !o.Rules.OnlyWithinLimits)
		for _, p := range c.Points {
			got := map[spc.Signal]bool{}
			for _, s := range p.Rules {
				got[s] = true
				fired[s]++
			}
			if w := want[p.Label]; len(w)+len(got) > 0 && cmp.Diff(w, got) != "" {
				t.Fatalf("%s of %v, %+v\n%s", p.Label, in.Values, o, cmp.Diff(w, got))
			}
		}
	}
	if len(fired) != 8 {
		t.Errorf("the series are too tame: %v", fired)
	}
}

func TestLimitsFromRationalNumbers(t *testing.T) {
	// Exact rational arithmetic, rounded once at the end.
	r := rand.New(rand.NewPCG(8, 15))
	for range 300 {
		values := make([]float64, 2+r.IntN(40))
		for i := range values {
			values[i] = float64(r.IntN(1_000_000)) / 64
		}
		if math.Abs(values[1]-values[0]) == 0 {
			continue
		}
		sum, ranges := new(big.Rat), new(big.Rat)
		for i, x := range values {
			sum.Add(sum, new(big.Rat).SetFloat64(x))
			if i > 0 {
				ranges.Add(ranges, new(big.Rat).SetFloat64(math.Abs(x-values[i-1])))
			}
		}
		mean := sum.Quo(sum, big.NewRat(int64(len(values)), 1))
		reach := ranges.Mul(ranges.Quo(ranges, big.NewRat(int64(len(values)-1), 1)), big.NewRat(266, 100))
		exactly := func(x *big.Rat) float64 { f, _ := x.Float64(); return f }
		got := xmr(t, values...).Segments[0]
		if want := exactly(mean); got.Centre != want {
			t.Errorf("mean: want %v to the last digit, got %v", want, got.Centre)
		}
		want := lines{exactly(mean), exactly(new(big.Rat).Sub(mean, reach)), exactly(new(big.Rat).Add(mean, reach))}
		if d := cmp.Diff(want, linesOf(got), nearly()); d != "" {
			t.Error(d)
		}
	}
}

func TestTheMeanOfEqualNumbersIsThatNumber(t *testing.T) {
	// 0.1 + 0.1 + … in float64 does not return to 0.1, and every point would lie beside its own mean.
	for n := 1; n < 200; n++ {
		c := xmr(t, constant(0.1, n)...)
		if c.Segments[0].Centre != 0.1 || c.Points[n-1].Signal != spc.None {
			t.Fatalf("%d points: want a mean of 0.1 and no signal, got %v and %s", n, c.Segments[0].Centre, c.Points[n-1].Signal)
		}
	}
}

func TestTheFewestCrossingsAreTheBinomialQuantile(t *testing.T) {
	for _, useful := range []int{1, 2, 3, 5, 6, 7, 24, 100, 1000, 1100, 2500} {
		below := useful / 2
		values := make([]float64, useful)
		for i := range values {
			values[i] = float64(below)
			if i < below {
				values[i] = -float64(useful - below)
			}
		}
		if useful == 1 { // a single point lies on its own mean: judge it by another's
			values = []float64{0, 0, 0, 1}
		}
		in, o := monthly(values...), spc.Defaults(spc.Run)
		if useful > 1 {
			o = spc.Defaults(spc.I)
		}
		got := analyse(t, in, o).Segments[0].Runs
		// Least k for which 20 × Σ C(n−1, i), i ≤ k, reaches 2^(n−1).
		ways, k := big.NewInt(1), int64(0)
		all := new(big.Int).Lsh(big.NewInt(1), uint(useful-1))
		for new(big.Int).Mul(ways, big.NewInt(20)).Cmp(all) < 0 {
			k++
			ways.Add(ways, new(big.Int).Binomial(int64(useful-1), k))
		}
		if got.Useful != useful || got.CrossingsMin != int(k) {
			t.Errorf("%d useful points: want at least %d crossings, got %d of %d", useful, k, got.CrossingsMin, got.Useful)
		}
	}
}
