package spc_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/spc"
)

// individualKinds have limits that follow the data wherever it is moved.
var individualKinds = []spc.Kind{spc.XmR, spc.Run, spc.I, spc.IPrime}

func mapped(in spc.Input, f func(float64) float64) spc.Input {
	in.Values = slices.Clone(in.Values)
	for i, x := range in.Values {
		in.Values[i] = f(x)
	}
	return in
}

func mappedSegments(c spc.Chart, f func(float64) float64) []lines {
	var all []lines
	for _, s := range c.Segments {
		all = append(all, lines{f(s.Centre), f(s.Lower), f(s.Upper)})
	}
	return all
}

func identity(x float64) float64 { return x }

func TestLimitsShiftAndScaleWithTheData(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, f := range map[string]func(float64) float64{
		// Powers of two and whole numbers, so that no comparison with a line is rounded to the other side.
		"shift": func(x float64) float64 { return x + 4096 },
		"scale": func(x float64) float64 { return x * 8 },
	} {
		for range 200 {
			in, o := wander(r)
			o.Kind = individualKinds[r.IntN(len(individualKinds))]
			before, after := analyse(t, in, o), analyse(t, mapped(in, f), o)
			if d := cmp.Diff(mappedSegments(before, f), mappedSegments(after, identity), nearly()); d != "" {
				t.Fatalf("%s of %s: %s", name, o.Kind, d)
			}
			if d := cmp.Diff(runsOf(before), runsOf(after)); d != "" {
				t.Fatalf("%s of %s: %s", name, o.Kind, d)
			}
			if d := cmp.Diff(signals(before), signals(after)); d != "" && name == "scale" {
				t.Fatalf("%s of %s: %s", name, o.Kind, d)
			}
		}
	}
}

func runsOf(c spc.Chart) []spc.Runs {
	var all []spc.Runs
	for _, s := range c.Segments {
		all = append(all, s.Runs)
	}
	return all
}

func TestTurningTheSeriesOverTurnsItsSignalsOver(t *testing.T) {
	over := map[spc.Signal]spc.Signal{
		spc.None: spc.None, spc.AboveUpper: spc.BelowLower, spc.BelowLower: spc.AboveUpper,
		spc.TrendIncreasing: spc.TrendDecreasing, spc.TrendDecreasing: spc.TrendIncreasing,
		spc.TwoInThreeAbove: spc.TwoInThreeBelow, spc.TwoInThreeBelow: spc.TwoInThreeAbove,
		spc.ShiftAbove: spc.ShiftBelow, spc.ShiftBelow: spc.ShiftAbove,
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		in, o := wander(r)
		want := signals(analyse(t, in, o))
		for i := range want {
			want[i] = over[want[i]]
		}
		got := signals(analyse(t, mapped(in, func(x float64) float64 { return -x }), o))
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%v\n%s", in.Values, d)
		}
	}
}

func TestSegmentsDoNotKnowOfEachOther(t *testing.T) {
	// Each segment judged alone says what it says within the series, in whichever order the segments stand.
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		in, o := wander(r)
		whole := analyse(t, in, o)
		for number, s := range whole.Segments {
			alone := spc.Input{Labels: in.Labels[s.First : s.Last()+1], Values: in.Values[s.First : s.Last()+1]}
			without := o
			without.Rebases = nil
			without.Excluded = slices.DeleteFunc(slices.Clone(o.Excluded), func(l string) bool { return !slices.Contains(alone.Labels, l) })
			got := analyse(t, alone, without)
			s.First = 0
			if d := cmp.Diff([]spc.Segment{s}, got.Segments, nearly(), cmp.AllowUnexported(spc.Computation{})); d != "" {
				t.Fatalf("segment %d: %s", number, d)
			}
			first := whole.Segments[number].First
			if d := cmp.Diff(signals(whole)[first:first+s.N], signals(got)); d != "" {
				t.Fatalf("segment %d: %s", number, d)
			}
		}
	}
}

func TestARateChartWithEqualDenominatorsIsTheChartOfItsCounts(t *testing.T) {
	counts := monthly(circuitBoards...)
	rates := counts
	rates.Denominators = constant(1, len(circuitBoards))
	want := linesOf(analyse(t, counts, spc.Defaults(spc.C)).Segments[0])
	if d := cmp.Diff(want, linesOf(analyse(t, rates, spc.Defaults(spc.U)).Segments[0]), nearly()); d != "" {
		t.Error("U with denominators of 1 is not C:", d)
	}
}

func TestLaneysLimitsAreSigmaZTimesAsFar(t *testing.T) {
	for laney, plain := range map[spc.Kind]spc.Kind{spc.UPrime: spc.U, spc.PPrime: spc.P} {
		in := monthly(circuitBoards...)
		for i := range in.Values {
			in.Denominators = append(in.Denominators, 2000+100*float64(i%7)) // large enough for no limit to be cut
			in.Values[i] += 500
		}
		narrow, wide := analyse(t, in, spc.Defaults(plain)), analyse(t, in, spc.Defaults(laney))
		z := wide.Segments[0].Computation.SigmaZ
		for i, p := range wide.Points {
			n := narrow.Points[i]
			want := lines{n.Centre, n.Centre - z*(n.Centre-n.Lower), n.Centre + z*(n.Upper-n.Centre)}
			if d := cmp.Diff(want, lines{p.Centre, p.Lower, p.Upper}, nearly()); d != "" {
				t.Fatalf("%s, %s: %s", laney, p.Label, d)
			}
		}
	}
}

func TestIPrimeOfEqualWeightsIsNearlyTheIChart(t *testing.T) {
	// √(π/2) ÷ √2 = 1 ÷ 1.12838, where the I chart rounds to 1.128.
	want := linesOf(analyse(t, monthly(mortgageCosts...), spc.Defaults(spc.I)).Segments[0])
	got := linesOf(analyse(t, monthly(mortgageCosts...), spc.Defaults(spc.IPrime)).Segments[0])
	if d := cmp.Diff(want, got, toDecimals(1)); d != "" {
		t.Error(d)
	}
}

func TestAFrozenBaselineDoesNotSeeWhatComesAfter(t *testing.T) {
	stable, grown := sawtooth(30), sawtooth(30)
	for i := 12; i < 30; i++ {
		grown[i] += 200
	}
	o := spc.Defaults(spc.XmR)
	o.Freeze = 12
	want, got := analyse(t, monthly(stable...), o).Segments[0], analyse(t, monthly(grown...), o)
	if d := cmp.Diff(linesOf(want), linesOf(got.Segments[0])); d != "" {
		t.Error(d)
	}
	if got.Points[12].Signal != spc.AboveUpper {
		t.Errorf("want the first grown month outside, got %s", got.Points[12].Signal)
	}
}

func TestAnExcludedPointLeavesItsNeighboursAdjacent(t *testing.T) {
	in := monthly(append(sawtooth(10), append([]float64{2000}, sawtooth(10)...)...)...)
	o := spc.Defaults(spc.XmR)
	o.Excluded = []string{in.Labels[10]}
	got := analyse(t, in, o)
	want := xmr(t, sawtooth(20)...)
	if d := cmp.Diff(linesOf(want.Segments[0]), linesOf(got.Segments[0])); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want.Segments[0].Computation.Ranges, got.Segments[0].Computation.Ranges); d != "" {
		t.Error(d)
	}
}
