package spc_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
)

func TestWeakSeriesAreJudgedAsFarAsTheyGoAndSaySo(t *testing.T) {
	screened := spc.Defaults(spc.XmR)
	screened.Screen = true
	rebased := spc.Defaults(spc.XmR)
	rebased.Rebases = []string{"2025-02"}
	frozen := spc.Defaults(spc.XmR)
	frozen.Freeze = 24
	excluded := spc.Defaults(spc.XmR)
	excluded.Excluded = []string{"2024-02", "2024-05"}
	target := spc.Defaults(spc.XmR)
	target.Target = new(float64)
	spike := constant(600, 16)
	spike[8] = 640
	gap := sawtooth(16)
	gap[3], gap[4], gap[9] = nan, nan, nan
	for _, c := range []struct {
		name   string
		values []float64
		o      spc.Options
		want   []lines
		warned []string
	}{
		{"no month", nil, spc.Defaults(spc.XmR), nil, []string{"There are no months to judge."}},
		{"one month", []float64{707}, spc.Defaults(spc.XmR), []lines{{707, nan, nan}}, []string{
			"Limits are provisional, with only 1 month.",
			"No two neighbouring months have values: there are no limits yet."}},
		{"only gaps", []float64{nan, nan}, spc.Defaults(spc.XmR), []lines{{nan, nan, nan}}, []string{
			"2 months without a value: no moving range or signal reaches across them.",
			"No month has a value to draw a centre line from."}},
		{"short", []float64{670, 614}, spc.Defaults(spc.XmR), []lines{{642, 642 - 2.66*56, 642 + 2.66*56}}, []string{
			"Limits are provisional, with only 2 months."}},
		{"constant", constant(600, 18), spc.Defaults(spc.XmR), []lines{{600, nan, nan}}, []string{
			"Every month has the same value as the one before: there are no limits."}},
		{"constant, screened", constant(600, 18), screened, []lines{{600, nan, nan}}, []string{
			"Every month has the same value as the one before: there are no limits."}},
		{"a spike that screening would leave alone with the rest", spike, screened, []lines{{602.5, 602.5 - 2.66*80/15, 602.5 + 2.66*80/15}}, []string{
			"Screening would have left no variation at all: every moving range was used."}},
		{"a spike on an I chart, screened to no width", spike, spc.Defaults(spc.I), []lines{{602.5, 602.5, 602.5}}, []string{
			"The moving ranges that gave the limits are all 0: the limits fall on the centre line and judge nothing."}},
		{"gaps", gap, spc.Defaults(spc.XmR), []lines{{7810.0 / 13, 7810.0/13 - 53.2, 7810.0/13 + 53.2}}, []string{
			"3 months without a value: no moving range or signal reaches across them."}},
		{"fewer values than months", append(gap[:13:13], nan), spc.Defaults(spc.XmR), []lines{{602, 548.8, 655.2}}, []string{
			"4 months without a value: no moving range or signal reaches across them.",
			"The limits are weak: only 10 months with a value gave them."}},
		{"a short second segment", sawtooth(20), rebased, []lines{{7810.0 / 13, 7810.0/13 - 53.2, 7810.0/13 + 53.2}, {4190.0 / 7, 4190.0/7 - 53.2, 4190.0/7 + 53.2}}, []string{
			"From February 2025: limits are provisional, with only 7 months."}},
		{"a baseline that is not complete", sawtooth(18), frozen, []lines{{600, 546.8, 653.2}}, []string{
			"The frozen baseline of 24 months is not complete: all 18 give the limits so far."}},
		{"excluded months", sawtooth(18), excluded, []lines{{600, 600 - 2.66*260/15, 600 + 2.66*260/15}}, []string{
			"Left out of the centre line, limits and rules by choice: February 2024, May 2024."}},
		{"a target for volume", sawtooth(18), target, []lines{{600, 546.8, 653.2}}, []string{
			"The target is not judged: that needs a direction of improvement."}},
		{"no count at all", constant(0, 20), spc.Defaults(spc.C), []lines{{0, 0, 0}}, []string{
			"Every month that gave the limits is at the end of what it can be: the limits fall on the centre line and judge nothing."}},
		{"negative counts", constant(-3, 20), spc.Defaults(spc.C), []lines{{-3, nan, nan}}, []string{
			"The limits cannot be computed from these numbers.",
			"A C chart is for counts, but some are below 0."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := analyse(t, monthly(c.values...), c.o)
			if d := cmp.Diff(c.want, mappedSegments(got, identity), nearly()); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.warned, got.Warnings); d != "" {
				t.Error(d)
			}
			for _, p := range got.Points {
				if p.Signal.Rule() == spc.OutsideRule && c.name != "a spike that screening would leave alone with the rest" {
					t.Errorf("%s: want no point outside, got %s", p.Label, p.Signal)
				}
			}
		})
	}
}

func TestDenominatorsThatAreMissingOrZeroLeaveTheMonthOut(t *testing.T) {
	in := monthly(2, 4, 6, 8, 3, nan)
	in.Denominators = []float64{20, 40, 0, nan, 30, 10}
	got := analyse(t, in, spc.Defaults(spc.U))
	want := []string{
		"1 month without a value: no moving range or signal reaches across it.",
		"2 months left out, having no denominator above 0.",
		"Limits are provisional, with only 6 months.",
	}
	if d := cmp.Diff(want, got.Warnings); d != "" {
		t.Error(d)
	}
	// (2 + 4 + 3) ÷ (20 + 40 + 30): the numbers without their other half count on neither side.
	if got.Segments[0].Centre != 0.1 {
		t.Errorf("want a centre of 0.1, got %v", got.Segments[0].Centre)
	}
}

func TestPartsBeyondTheirWholeAreNamed(t *testing.T) {
	in := monthly(5, 12, 3)
	in.Denominators = constant(10, 3)
	got := analyse(t, in, spc.Defaults(spc.P))
	if last := got.Warnings[len(got.Warnings)-1]; last != "A P chart is for parts of a whole, but some parts exceed it." {
		t.Error(last)
	}
}

func TestAGapBreaksEveryRule(t *testing.T) {
	rising := append([]float64{600, 590, 610, 595, 605, 600, 601, 599}, 610, 620, 630, nan, 640, 650, 660, 670)
	for _, e := range xmr(t, rising...).Episodes() {
		if e.Signal.Rule() == spc.TrendRule {
			t.Errorf("a trend crosses the gap: %s", e.Words())
		}
	}
}

func TestALowerLimitBelowZeroIsNotFloored(t *testing.T) {
	got := xmr(t, 1, 3, 0, 4, 1, 2, 5, 0, 1, 3, 2, 4, 0).Segments[0]
	if got.Lower >= 0 {
		t.Errorf("want the number as computed, below 0, got %v", got.Lower)
	}
}

func TestImpossibleInputsAreRefusedInASentence(t *testing.T) {
	three := monthly(1, 2, 3)
	with := func(change func(*spc.Options)) spc.Options {
		o := spc.Defaults(spc.XmR)
		change(&o)
		return o
	}
	infinite := math.Inf(1)
	for _, c := range []struct {
		in   spc.Input
		o    spc.Options
		want string
	}{
		{three, spc.Options{Kind: "pie"}, `There is no chart "pie".`},
		{three, with(func(o *spc.Options) { o.Rebases = []string{"2030-01"} }), `The series cannot be rebased at "2030-01": it has no such month.`},
		{three, with(func(o *spc.Options) { o.Excluded = []string{""} }), `"" cannot be excluded: the series has no such month.`},
		{three, with(func(o *spc.Options) { o.Freeze = 11 }), "A frozen baseline needs at least 12 points, not 11."},
		{three, with(func(o *spc.Options) { o.Freeze = -1 }), "A frozen baseline needs at least 12 points, not -1."},
		{three, with(func(o *spc.Options) { o.Target = &infinite }), "The target is not a number."},
		{three, with(func(o *spc.Options) { o.Improvement = "" }), `Improvement is increase, decrease or neutral, not "".`},
		{three, with(func(o *spc.Options) { o.Rules.TrendLength = 1 }), "A trend needs at least 3 points, not 1."},
		{three, with(func(o *spc.Options) { o.Rules.ShiftLength = 0 }), "A shift needs at least 3 points, not 0."},
		{three, spc.Defaults(spc.UPrime), "A U′ chart needs a denominator for each month."},
		{monthly(1, infinite), spc.Defaults(spc.I), `"2024-02" has a number too large to compute with.`},
		{spc.Input{Labels: []string{"a", "a"}, Values: []float64{1, 2}}, spc.Defaults(spc.I), `"a" stands twice in the series, at points 1 and 2.`},
		{spc.Input{Values: []float64{1, 2}}, spc.Defaults(spc.I), "The series has 0 labels for 2 values."},
		{spc.Input{Labels: []string{"a"}, Values: []float64{1}, Denominators: []float64{}}, spc.Defaults(spc.P), "The series has 0 denominators for 1 values."},
	} {
		_, err := spc.Analyse(c.in, c.o)
		var bad spc.InputError
		if !errors.As(err, &bad) || string(bad) != c.want {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
}

func TestUndefinedNumbersAreNullInJSON(t *testing.T) {
	text, err := json.Marshal(analyse(t, monthly(5, nan), spc.Defaults(spc.XmR)))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"chart":"xmr","segments":[{"first":"2024-01","n":2,"centre":5,"average_moving_range":null,"lower":null,"upper":null,` +
		`"near_lower":null,"near_upper":null,"provisional":true,"useful":0,"longest_run":0,"longest_run_max":0,"crossings":0,"crossings_min":0,"runs_signal":false}],` +
		`"points":[{"month":"2024-01","value":5,"segment":0,"centre":5,"lower":null,"upper":null,"near_lower":null,"near_upper":null,"signal":"none","rules":[]},` +
		`{"month":"2024-02","value":null,"segment":0,"centre":5,"lower":null,"upper":null,"near_lower":null,"near_upper":null,"signal":"none","rules":[]}],` +
		`"variation":"common_cause","assurance":null,"warnings":[`
	if !strings.HasPrefix(string(text), want) {
		t.Errorf("want %s…\ngot  %s", want, text)
	}
	text, err = json.Marshal(analyse(t, spc.Input{}, spc.Defaults(spc.Run)))
	if want := `{"chart":"run","segments":[],"points":[],"variation":"common_cause","assurance":null,"warnings":["There are no months to judge."]}`; err != nil || string(text) != want {
		t.Errorf("want %s\ngot  %s, %v", want, text, err)
	}
}

func TestAMonthlySeriesKeepsItsMonths(t *testing.T) {
	march := calendar.MonthOf(2026, 3)
	counts := series.Monthly{First: march, Values: []float64{702, nan}}
	days := series.Monthly{First: march - 1, Values: []float64{20, 22, 21, 20}}
	want := spc.Input{Labels: []string{"2026-03", "2026-04"}, Values: []float64{702, nan}, Denominators: []float64{22, 21}}
	if d := cmp.Diff(want, spc.OfMonthlyRates(counts, days), nearly()); d != "" {
		t.Error(d)
	}
}
