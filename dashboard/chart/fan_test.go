package chart

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

// twoYears is a history with a gap and a fan after it.
func twoYears() FanInput {
	in := FanInput{
		ID: "outlook", Title: "The next months", Summary: "Procedures a month.",
		First:     calendar.MonthOf(2024, time.November),
		Baselines: []Baseline{{From: calendar.MonthOf(2024, time.November), PerMonth: 680}},
		Annotations: []Annotation{
			{Month: calendar.MonthOf(2025, time.March), Text: "Second room"},
		},
		Notes: []Note{{Month: calendar.MonthOf(2025, time.August), Text: "VA: no file"}},
		SoFar: "275 so far, to 12 November",
	}
	for i := range 24 {
		in.Values = append(in.Values, float64(660+i%5*12))
	}
	in.Values[9] = missing
	for k := range 12 {
		m := float64(690 + k%3*8)
		in.Ahead = append(in.Ahead, FanMonth{Month: calendar.MonthOf(2026, time.November) + calendar.Month(k),
			Expected: m, Lo80: m - 40 - float64(k), Hi80: m + 42 + float64(k), Lo95: m - 70 - float64(k), Hi95: m + 75 + float64(k)})
	}
	return in
}

func mustFan(t *testing.T, in FanInput) Spec {
	t.Helper()
	spec, err := Fan(in)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestFanOptionsAreAsReviewed(t *testing.T) {
	spec := mustFan(t, twoYears())
	golden(t, "fan.json", readable(t, spec.Option))
	golden(t, "fan_narrow.json", readable(t, spec.Narrow))
	golden(t, "fan_print.json", readable(t, spec.Print))
}

func TestAFanNeverBridgesAGap(t *testing.T) {
	d := read(t, mustFan(t, twoYears()).Option)
	for _, s := range d.Series {
		if s.ID == "reported" {
			if got := s.Data[9].Value[1]; got != nil {
				t.Errorf("want null in August 2025, got %v", *got)
			}
			return
		}
	}
	t.Error("there is no history")
}

func TestAFansAxisHoldsItsRangesAndBeginsAtZeroForFewProcedures(t *testing.T) {
	in := twoYears()
	d := read(t, mustFan(t, in).Option)
	if *d.YAxis.Min > 605 || *d.YAxis.Min < 400 || *d.YAxis.Max < 792 {
		t.Errorf("the axis runs from %v to %v", *d.YAxis.Min, *d.YAxis.Max)
	}
	in.Baselines = nil
	for i := range in.Values {
		in.Values[i] = float64(i % 7)
	}
	for k := range in.Ahead {
		in.Ahead[k] = FanMonth{Month: in.Ahead[k].Month, Expected: 3, Lo80: 1, Hi80: 5, Hi95: 7}
	}
	if d = read(t, mustFan(t, in).Option); *d.YAxis.Min != 0 {
		t.Errorf("want an axis from 0, got one from %v", *d.YAxis.Min)
	}
}

func TestAFanNamesItsEndTheBaselineAndTheGap(t *testing.T) {
	labels := read(t, mustFan(t, twoYears()).Option).labels()
	for _, want := range []string{"Expected", "VA: no file", "Second room", "680 baseline", "Oct 2027" + noBreakSpace + "706", "80" + noBreakSpace + "% 655–759", "95" + noBreakSpace + "% 625–792"} {
		if !slices.Contains(labels, want) {
			t.Errorf("want the label %q, got %q", want, labels)
		}
	}
}

func TestTheFansTableAndPointsSayWhatIsExpected(t *testing.T) {
	spec := mustFan(t, twoYears())
	if diff := cmp.Diff([]string{"November 2026", "690", "650–732", "620–765"}, spec.Table.Rows[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	first := spec.Points[24]
	want := Point{X: 24, Title: "November 2026", Lines: []PointLine{
		{Name: "Expected", Value: "690", Strong: true}, {Name: "80" + noBreakSpace + "% range", Value: "650–732"},
		{Name: "95" + noBreakSpace + "% range", Value: "620–765"}, {Name: "275 so far, to 12 November"}, {Name: "Against 680", Value: "+10"}}}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAFanOfNothingIsRefused(t *testing.T) {
	if _, err := Fan(FanInput{ID: "outlook", Values: []float64{1}}); err == nil {
		t.Error("want an error without expected months")
	}
}

func TestHostileWordsStayTextInAFan(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-zA-Z@]`) // what ECharts would fill in
	for _, name := range hostile {
		in := twoYears()
		in.Annotations[0].Text, in.Notes[0].Text = name, name
		for _, label := range read(t, mustFan(t, in).Option).labels() {
			if placeholder.MatchString(label) {
				t.Errorf("%q reached a label as %q", name, label)
			}
		}
	}
}

func TestAnAxisCoversWhatItIsAskedTo(t *testing.T) {
	for _, c := range [][2]float64{{600, 800}, {0, 3}, {0, 0}, {131, 133}, {9500, 12000}, {4, 9}, {998, 1001}} {
		ticks := ticksBetween(c[0], c[1])
		if len(ticks) < 2 || len(ticks) > 7 || ticks[0] > c[0] || ticks[len(ticks)-1] < c[1] || math.IsNaN(ticks[0]) {
			t.Errorf("%v to %v: ticks %v", c[0], c[1], ticks)
		}
	}
}

func TestAFanMultipleDrawsItsBandAndOneOpenPoint(t *testing.T) {
	in := twoYears()
	got := string(FanMultiple(FanMultipleInput{First: in.First, Values: in.Values, Ahead: in.Ahead, Months: 36, Title: "Biopsy"}, 292, 72))
	if strings.Count(got, "<circle") != 1 || !strings.Contains(got, `fill="var(--veil)"`) || strings.Contains(got, "NaN") {
		t.Errorf("%s", got)
	}
}
