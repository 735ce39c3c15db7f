package spc_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/spc"
)

// after is a stable year followed by the values, from January 2025 on, judged by the limits of that year.
func after(t *testing.T, values ...float64) spc.Chart {
	t.Helper()
	o := spc.Defaults(spc.XmR)
	o.Freeze = 12
	return analyse(t, monthly(append(sawtooth(12), values...)...), o) // mean 600, limits 546.8 and 653.2, near 564.5 and 635.5
}

func TestSignalsAreSaidInWords(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		words  []string
		with   []string
	}{
		{"outside", []float64{700, 600},
			[]string{"January 2025 is above the upper limit"},
			[]string{"January 2025 is 700, above the upper limit of 653.2"}},
		{"outside by less than is shown", []float64{653.4, 600},
			[]string{"January 2025 is above the upper limit"},
			[]string{"January 2025 is 653.4, above the upper limit of 653.2"}},
		{"outside for months", []float64{500, 510, 400},
			[]string{"3 months below the lower limit since January 2025", "3 of 3 months close to or below the lower limit since January 2025"},
			[]string{"3 months below the lower limit of 546.8 since January 2025", "3 of 3 months close to or below the lower limit of 546.8 since January 2025"}},
		{"shift to the newest month", []float64{599, 598, 599, 598, 599, 598, 599, 597},
			[]string{"9 months below the mean since December 2024"},
			[]string{"9 months below the mean of 600 since December 2024"}},
		{"shift that is over", []float64{601, 602, 601, 602, 601, 602, 601, 590},
			[]string{"7 months above the mean, January 2025 to July 2025"},
			[]string{"7 months above the mean of 600, January 2025 to July 2025"}},
		{"shift before a missing month", []float64{601, 602, 601, 602, 601, 602, 601, nan},
			[]string{"7 months above the mean since January 2025"},
			[]string{"7 months above the mean of 600 since January 2025"}},
		{"trend", []float64{612, 605, 603, 599, 598, 597, 595},
			[]string{"7 months falling since January 2025"},
			[]string{"7 months falling since January 2025"}},
		{"two in three", []float64{640, 601, 641},
			[]string{"2 of 3 months close to or above the upper limit since January 2025"},
			[]string{"2 of 3 months close to or above the upper limit of 653.2 since January 2025"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var words, with []string
			for _, e := range after(t, c.values...).Episodes() {
				words, with = append(words, e.Words()), append(with, e.WordsWith(plain))
			}
			if d := cmp.Diff(c.words, words); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.with, with); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestALimitIsWrittenSoThatItDiffersFromTheValueBeyondIt(t *testing.T) {
	whole := func(x float64) string { return strconv.FormatFloat(x, 'f', 0, 64) }
	episodes := after(t, 653.4, 600).Episodes()
	if len(episodes) != 1 || episodes[0].WordsWith(whole) != "January 2025 is 653, above the upper limit of 653.2" {
		t.Errorf("want a limit below the value, got %q", episodes[0].WordsWith(whole))
	}
}

func TestEveryRuleThatFiredIsKeptBesideTheMainOne(t *testing.T) {
	c := after(t, 700, 601, 602, 601, 602, 601, 602)
	if d := cmp.Diff([]spc.Signal{spc.AboveUpper, spc.ShiftAbove}, c.Points[12].Rules); d != "" {
		t.Error(d)
	}
	if c.Points[12].Signal != spc.AboveUpper || c.Points[13].Signal != spc.ShiftAbove {
		t.Errorf("precedence is wrong: %v", signals(c)[12:])
	}
}

func TestAPeakBetweenTwoTrendsFalls(t *testing.T) {
	up := []float64{560, 570, 580, 590, 600, 610, 620}
	down := []float64{610, 600, 590, 580, 570, 560}
	c := after(t, append(slices.Clone(up), down...)...)
	if d := cmp.Diff([]spc.Signal{spc.TrendDecreasing, spc.TrendIncreasing}, c.Points[18].Rules); d != "" {
		t.Error(d)
	}
}

func TestTwoRisingTrendsJoinedByATieStayRising(t *testing.T) {
	rise := []float64{570, 580, 590, 600, 610, 620, 630}
	for name, second := range map[string][]float64{
		"tie":  {630, 631, 632, 633, 634, 635, 635.2},
		"drop": {570, 580, 590, 600, 610, 620, 630},
	} {
		c := after(t, append(slices.Clone(rise), second...)...)
		for i := 12; i < 26; i++ {
			if got := c.Points[i].Signal; got != spc.TrendIncreasing {
				t.Errorf("%s: point %d: want a rising trend, got %s", name, i, got)
			}
		}
	}
}

func TestTheAlertIsTheNewestMonthsMainSignalAndNoOther(t *testing.T) {
	if e, ok := after(t, 700).Alert(); !ok || e.Words() != "January 2025 is above the upper limit" {
		t.Errorf("want an alert, got %v, %s", ok, e.Words())
	}
	excluded := spc.Defaults(spc.XmR)
	excluded.Freeze, excluded.Excluded = 12, []string{"2025-01"}
	for name, c := range map[string]spc.Chart{
		"an older month":      after(t, 700, 600),
		"a month not there":   after(t, 700, nan),
		"an excluded month":   analyse(t, monthly(append(sawtooth(12), 700)...), excluded),
		"provisional limits":  xmr(t, 1, 2, 1, 2, 1, 2, 1, 2, 90),
		"nothing whatsoever":  xmr(t),
		"nothing out of line": xmr(t, sawtooth(24)...),
	} {
		if e, ok := c.Alert(); ok {
			t.Errorf("%s: want no alert, got %q", name, e.Words())
		}
	}
}

func TestARebaseIsSuggestedWhereAnOpenShiftBegan(t *testing.T) {
	values := sawtooth(26)
	for i := 17; i < 26; i++ {
		values[i] = 640 + float64(i%3)
	}
	c := xmr(t, values...)
	got, ok := c.SuggestRebase()
	if want := "The last 9 months sit above the mean: rebase from June 2025?"; !ok || got.Words() != want {
		t.Fatalf("want %q, got %v, %q", want, ok, got.Words())
	}
	if got.At != "2025-06" || got.Months != 9 || !got.IsAbove || !got.IsShort || got.Before < 600 || got.Before > 601 || got.Since < 640 {
		t.Errorf("the evidence is wrong: %+v", got)
	}
	if len(c.Segments) != 1 {
		t.Error("a suggestion must not rebase by itself")
	}
	o := spc.Defaults(spc.XmR)
	o.Rebases = []string{got.At}
	if again, ok := analyse(t, monthly(values...), o).SuggestRebase(); ok {
		t.Errorf("want nothing more to suggest once accepted, got %q", again.Words())
	}
	if over, ok := xmr(t, append(values, 600)...).SuggestRebase(); ok {
		t.Errorf("want nothing for a shift that is over, got %q", over.Words())
	}
}

func TestVariationAndAssuranceFollowTheDirection(t *testing.T) {
	high, low := append(sawtooth(20), 700), append(sawtooth(20), 500)
	for _, c := range []struct {
		values  []float64
		improve spc.Improvement
		target  float64
		want    spc.Variation
		assured spc.Assurance
	}{
		{high, spc.Neutral, 100, spc.NeutralHigh, spc.NoAssurance},
		{low, spc.Neutral, 100, spc.NeutralLow, spc.NoAssurance},
		{high, spc.Increase, 100, spc.ImprovementHigh, spc.Pass},
		{low, spc.Increase, 1000, spc.ConcernLow, spc.Fail},
		{high, spc.Decrease, 100, spc.ConcernHigh, spc.Fail},
		{low, spc.Decrease, 1000, spc.ImprovementLow, spc.Pass},
		{sawtooth(20), spc.Decrease, 600, spc.CommonCause, spc.Inconsistent},
	} {
		o := spc.Defaults(spc.XmR)
		o.Improvement, o.Target = c.improve, &c.target
		got := analyse(t, monthly(c.values...), o)
		if got.Variation != c.want || got.Assurance != c.assured {
			t.Errorf("%s of %g: want %s and %q, got %s and %q", c.improve, c.target, c.want, c.assured, got.Variation, got.Assurance)
		}
	}
}

func TestEachRuleCanBeSwitchedOff(t *testing.T) {
	o := spc.Defaults(spc.XmR)
	o.Freeze = 12
	in := monthly(append(sawtooth(12), 700, 701, 602, 603, 604, 605, 606, 607, 608)...)
	for name, off := range map[spc.Rule]func(*spc.Rules){
		spc.OutsideRule:    func(r *spc.Rules) { r.Outside = false },
		spc.TrendRule:      func(r *spc.Rules) { r.Trend = false },
		spc.TwoInThreeRule: func(r *spc.Rules) { r.TwoInThree = false },
		spc.ShiftRule:      func(r *spc.Rules) { r.Shift = false },
	} {
		without := o
		off(&without.Rules)
		for _, e := range analyse(t, in, o).Episodes() {
			kept := slices.ContainsFunc(analyse(t, in, without).Episodes(), func(x spc.Episode) bool { return x.Signal == e.Signal })
			if kept != (e.Signal.Rule() != name) {
				t.Errorf("without %s: %s is kept: %v", name, e.Signal, kept)
			}
		}
	}
}

func TestTheComputationIsToldWithItsNumbers(t *testing.T) {
	screened := spc.Defaults(spc.XmR)
	screened.Screen = true
	rates := monthly(20, 44, 60, 40)
	rates.Denominators = []float64{10, 20, 30, 22}
	disturbed := append(sawtooth(20), 700)
	for _, c := range []struct {
		name string
		in   spc.Input
		o    spc.Options
		want []string
	}{
		{"xmr", monthly(sawtooth(20)...), spc.Defaults(spc.XmR), []string{
			"Mean of 20 months: 600.", "Average moving range, 19 in all: 20.", "Limits: 600 ± 2.66 × 20 = 546.8 to 653.2."}},
		{"xmr, screened", monthly(disturbed[:20:20]...), screened, []string{
			"Mean of 20 months: 600.", "Average moving range, 19 in all: 20.", "Limits: 600 ± 2.66 × 20 = 546.8 to 653.2."}},
		{"xmr, a range left out", monthly(append(sawtooth(20), 690)...), screened, []string{
			"Mean of 21 months: 604.2857142857143.", "Average moving range, 19 of 20: 20. The others reached 3.267 × 24, the average of all, and were left out.",
			"Limits: 604.2857142857143 ± 2.66 × 20 = 551.0857142857143 to 657.4857142857144."}},
		{"run", monthly(1, 2, 3), spc.Defaults(spc.Run), []string{"Median of 3 months: 2. A run chart has no limits."}},
		{"u", rates, spc.Defaults(spc.U), []string{
			"Mean of 4 months: 164 ÷ 82 = 2.", "Limits in April 2024: 2 ± 3 × √(2 ÷ 22) = 1.0954659662667092 to 2.9045340337332908."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, analyse(t, c.in, c.o).Explain(0, plain)); d != "" {
				t.Error(d)
			}
		})
	}
}
