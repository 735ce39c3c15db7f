package spc_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/spc"
)

// Published examples: Montgomery, "Introduction to Statistical Quality Control", 7th ed., 2013.

// Table 6.6: cost of processing mortgage loan applications, twenty weeks.
var mortgageCosts = []float64{310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304}

func TestIndividualsAreMontgomerysExample6_5(t *testing.T) {
	o := spc.Defaults(spc.I)
	got := analyse(t, monthly(mortgageCosts...), o).Segments[0]
	if d := cmp.Diff(lines{300.5, 279.78, 321.22}, linesOf(got), toDecimals(2)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(7.79, got.Computation.Ranges.Mean, toDecimals(2)); d != "" {
		t.Error(d)
	}
}

func TestMovingRangesAreMontgomerysExample6_5(t *testing.T) {
	got := analyse(t, monthly(mortgageCosts...), spc.Defaults(spc.MR)).Segments[0]
	if d := cmp.Diff(lines{7.79, 0, 25.45}, linesOf(got), toDecimals(2)); d != "" {
		t.Error(d)
	}
}

func TestXmRUsesThePrintedConstant(t *testing.T) {
	// The same data: the moving ranges add to 148, and 2.66 is used as printed, not 3 ÷ 1.128 = 2.65957….
	got := xmr(t, mortgageCosts...).Segments[0]
	if d := cmp.Diff(lines{300.5, 300.5 - 2.66*148/19, 300.5 + 2.66*148/19}, linesOf(got), nearly()); d != "" {
		t.Error(d)
	}
}

// Table 7.1: nonconforming orange juice cans in thirty samples of fifty.
var juiceCans = []float64{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6}

func juice() spc.Input {
	in := monthly(juiceCans...)
	in.Denominators = constant(50, len(juiceCans))
	return in
}

func TestProportionsAreMontgomerysExample7_1(t *testing.T) {
	got := analyse(t, juice(), spc.Defaults(spc.P))
	if d := cmp.Diff(lines{0.2313, 0.0524, 0.4102}, linesOf(got.Segments[0]), toDecimals(4)); d != "" {
		t.Error(d)
	}
	// "Two points, those from samples 15 and 23, plot above the upper control limit."
	for i, p := range got.Points {
		want := spc.None
		if i == 14 || i == 22 {
			want = spc.AboveUpper
		}
		if p.Signal != want {
			t.Errorf("sample %d: want %s, got %s", i+1, want, p.Signal)
		}
	}
}

func TestExcludedPointsLeaveTheLimitsAsInMontgomerysExample7_1(t *testing.T) {
	in, o := juice(), spc.Defaults(spc.P)
	o.Excluded = []string{in.Labels[14], in.Labels[22]}
	got := analyse(t, in, o)
	if d := cmp.Diff(lines{0.2150, 0.0407, 0.3893}, linesOf(got.Segments[0]), toDecimals(4)); d != "" {
		t.Error(d)
	}
	if p := got.Points[14]; p.Signal != spc.None || !p.Excluded || p.Value != 0.44 {
		t.Errorf("an excluded point keeps its value and has no signal, got %+v", p)
	}
}

// Table 7.8: nonconformities on twenty-six samples of printed circuit boards.
var circuitBoards = []float64{21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15}

func TestCountsAreMontgomerysExample7_3(t *testing.T) {
	in, o := monthly(circuitBoards...), spc.Defaults(spc.C)
	got := analyse(t, in, o)
	// The book prints 6.48 and 33.22 from a mean rounded to 19.85: √19.846 × 3 = 13.3645.
	if d := cmp.Diff(lines{19.85, 6.48, 33.21}, linesOf(got.Segments[0]), toDecimals(2)); d != "" {
		t.Error(d)
	}
	o.Excluded = []string{in.Labels[5], in.Labels[19]}
	got = analyse(t, in, o)
	if d := cmp.Diff(lines{19.67, 6.36, 32.97}, linesOf(got.Segments[0]), toDecimals(2)); d != "" {
		t.Error(d)
	}
}

func TestRatesAreMontgomerysExample7_4(t *testing.T) {
	// Table 7.10: shipping errors in twenty weeks of fifty shipments.
	in := monthly(2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4)
	in.Denominators = constant(50, 20)
	got := analyse(t, in, spc.Defaults(spc.U)).Segments[0]
	if d := cmp.Diff(lines{0.0740, 0, 0.1894}, linesOf(got), toDecimals(4)); d != "" {
		t.Error(d)
	}
}

func TestRunLimitsAreThoseOfAnhojAndOlesen(t *testing.T) {
	// Anhøj and Olesen 2014: useful observations, round(log₂ n) + 3, and the 5 % quantile of the binomial distribution.
	for _, row := range [][3]int{
		{10, 6, 2}, {11, 6, 2}, {12, 7, 3}, {13, 7, 3}, {14, 7, 4}, {15, 7, 4}, {16, 7, 4}, {17, 7, 5}, {18, 7, 5},
		{19, 7, 6}, {20, 7, 6}, {21, 7, 6}, {22, 7, 7}, {23, 8, 7}, {24, 8, 8}, {25, 8, 8}, {30, 8, 10}, {60, 9, 23},
	} {
		// Useful points of an I chart with a mean of 0, in two runs as nearly equal as can be.
		values := make([]float64, row[0])
		below := row[0] / 2
		for i := range values {
			values[i] = float64(below)
			if i < below {
				values[i] = -float64(row[0] - below)
			}
		}
		got := analyse(t, monthly(values...), spc.Defaults(spc.I)).Segments[0].Runs
		want := spc.Runs{Useful: row[0], Longest: row[0] - below, LongestMax: row[1], Crossings: 1, CrossingsMin: row[2], Signal: true}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
}
