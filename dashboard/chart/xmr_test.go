package chart

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

// xmrExample is 20 months with a gap, a rebase and a run above the second mean.
func xmrExample() XmRInput {
	first := calendar.MonthOf(2025, time.January)
	values := []float64{100, 104, 97, 101, missing, 99, 103, 98, 140, 138, 142, 139, 141, 145, 144, 146, 143, 147, 145, 190}
	in := XmRInput{
		ID: "series", Title: "VA: 6 months above the mean", Summary: "Procedures a month.", First: first, Values: values,
		Segments: []XmRSegment{
			{From: first, To: first + 7, Mean: 100.3, RangeMean: 4.6, RangeLimit: 15},
			{From: first + 8, To: first + 19, Mean: 146.7, RangeMean: 6.4, RangeLimit: 20.9},
		},
		Signals: []Signal{
			{Month: first + 13, Rule: Shift, Up: true, Words: "7 months above the mean"},
			{Month: first + 14, Rule: Trend, Up: false, Words: "7 months falling"},
			{Month: first + 19, Rule: OutsideLimit, Up: true, Words: "August 2026 is above the upper limit"},
		},
		Run:         &Run{From: first + 13, To: first + 19, Words: "7 months above the mean"},
		Annotations: []Annotation{{Month: first + 2, Text: "New scheduler"}, {Month: first + 8, Text: "Second VA room opens"}},
		Rebases:     []Annotation{{Month: first + 8, Text: "Second VA room"}},
	}
	for i := range values {
		lower, upper := 88.0, 112.0
		if i >= 8 {
			lower, upper = 129.0, 164.0
		}
		in.Lower, in.Upper = append(in.Lower, lower), append(in.Upper, upper)
	}
	return in
}

func mustXmR(t *testing.T, in XmRInput) Spec {
	t.Helper()
	spec, err := XmR(in)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestXmROptionIsAsReviewed(t *testing.T) {
	golden(t, "xmr.json", readable(t, mustXmR(t, xmrExample()).Option))
}

func TestRangesOptionIsAsReviewed(t *testing.T) {
	in := xmrExample()
	ranges := make([]float64, len(in.Values))
	for i := range ranges {
		ranges[i] = missing
		if i > 0 && i != 8 {
			ranges[i] = math.Abs(in.Values[i] - in.Values[i-1])
		}
	}
	spec, err := Ranges(RangesInput{ID: "ranges", Title: "Month-to-month change", First: in.First, Values: ranges, Segments: in.Segments})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "ranges.json", readable(t, spec.Option))
}

func TestAMultipleWithLimitsAndSignalsIsAsReviewed(t *testing.T) {
	in := xmrExample()
	drawing := Multiple(MultipleInput{First: in.First, Values: in.Values,
		Limits: []MultipleLimits{{From: 0, To: 7, Mean: 100.3, Lower: 88, Upper: 112}, {From: 8, To: 19, Mean: 146.7, Lower: 129, Upper: 164}},
		Marks:  []MultipleMark{{Index: 13, Rule: Shift, Up: true}, {Index: 19, Rule: OutsideLimit, Up: true}}}, 292, 72)
	golden(t, "multiple_limits.svg", []byte(strings.ReplaceAll(string(drawing), "><", ">\n<")+"\n"))
}

func TestTheLineOfAControlChartBreaksAtARebaseAndAtAGap(t *testing.T) {
	option := read(t, mustXmR(t, xmrExample()).Option)
	var lines []int
	for _, s := range option.Series {
		if s.Type == "line" {
			lines = append(lines, len(s.Data))
		}
	}
	if diff := cmp.Diff([]int{8, 12}, lines); diff != "" {
		t.Errorf("want a line a segment (-want +got):\n%s", diff)
	}
	if got := option.Series[0].Data[4].Value[1]; got != nil {
		t.Errorf("want nothing drawn in the missing month, got %v", *got)
	}
}

func TestAControlChartSaysTheRuleToTheEarToo(t *testing.T) {
	points := mustXmR(t, xmrExample()).Points
	var said []string
	for _, line := range points[19].Lines {
		said = append(said, strings.TrimSpace(line.Name+" "+line.Value))
	}
	want := []string{"Value 190", "Mean 146.7", "Limits 129–164", "August 2026 is above the upper limit"}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := points[4].Lines[0].Value; got != "— not reported" {
		t.Errorf("want the gap said, got %q", got)
	}
}

func TestEverySizeOfAControlChartIsDrawnWhateverTheSeries(t *testing.T) {
	first := calendar.MonthOf(2026, time.January)
	for name, values := range map[string][]float64{
		"one month": {42}, "constant": {7, 7, 7, 7}, "all missing": {missing, missing}, "a spike": {10, 10, 9, 10, 4000}, "zeros": {0, 0, 0}, "ten years": make([]float64, 120),
	} {
		t.Run(name, func(t *testing.T) {
			in := XmRInput{ID: "series", First: first, Values: values, Segments: []XmRSegment{{From: first, To: first + calendar.Month(len(values)) - 1, Mean: missing, RangeMean: missing, RangeLimit: missing}}}
			for range values {
				in.Lower, in.Upper = append(in.Lower, missing), append(in.Upper, missing)
			}
			spec := mustXmR(t, in)
			for _, option := range []json.RawMessage{spec.Option, spec.Narrow, spec.Print} {
				if !json.Valid(option) {
					t.Errorf("want an option, got %.60s", option)
				}
			}
			if _, err := Ranges(RangesInput{ID: "ranges", First: first, Values: values, Segments: in.Segments}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAxesOfControlChartsHaveStepsThatAPersonWouldChoose(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		want      []float64
	}{
		{94, 203, []float64{80, 100, 120, 140, 160, 180, 200, 220}},
		{590, 773, []float64{550, 600, 650, 700, 750, 800}},
		{0, 4, []float64{0, 1, 2, 3, 4}},
		{5, 5, []float64{4, 4.5, 5, 5.5, 6}},
	} {
		got := rangeTicks(test.low, test.high)
		if got[0] > test.low || got[len(got)-1] < test.high {
			t.Errorf("%v to %v: ticks %v do not cover it", test.low, test.high, got)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%v to %v (-want +got):\n%s", test.low, test.high, diff)
		}
	}
}
