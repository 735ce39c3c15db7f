package chart

import (
	"math"
	"strings"
	"testing"
)

func TestAChangeGoesRightWhenItRisesAndLeftWhenItFalls(t *testing.T) {
	up, down := string(ChangeBar(5, 10, 100, 10)), string(ChangeBar(-10, 10, 100, 10))
	if !strings.Contains(up, `<rect x="50" y="2" width="24.5"`) {
		t.Errorf("half of the largest rise: %s", up)
	}
	if !strings.Contains(down, `<rect x="1" y="2" width="49"`) {
		t.Errorf("the largest fall: %s", down)
	}
	for _, nothing := range []float64{0, math.NaN()} {
		if bar := string(ChangeBar(nothing, 10, 100, 10)); strings.Contains(bar, "<rect") {
			t.Errorf("%v has a bar: %s", nothing, bar)
		}
	}
}

func TestARankHasATickOnlyWhereTheYearBeforeIsKnown(t *testing.T) {
	known, unknown := string(RankBar(5, 10, 10, 102, 10)), string(RankBar(5, math.NaN(), 10, 102, 10))
	if strings.Count(known, "<rect") != 2 || !strings.Contains(known, `<rect x="100"`) {
		t.Errorf("bar and tick: %s", known)
	}
	if strings.Count(unknown, "<rect") != 1 {
		t.Errorf("a tick of nothing: %s", unknown)
	}
}

func TestLinesCanStartNearTheirLowestValueAndSayWhere(t *testing.T) {
	in := LinesInput{ID: "x", Places: []string{"a", "b"}, Lines: []Line{{Name: "l", Values: []float64{620, 700}}}}
	fromZero, err := Lines(in)
	if err != nil || fromZero.Start != 0 {
		t.Errorf("starts at %v, %v", fromZero.Start, err)
	}
	in.FromLowest = true
	if near, err := Lines(in); err != nil || near.Start < 500 || near.Start > 620 {
		t.Errorf("starts at %v, %v", near.Start, err)
	}
}

func TestATargetIsDrawnInStepsAndEndsWhereNoneIsLoaded(t *testing.T) {
	spec, err := Volume(VolumeInput{ID: "v", First: 24000, Months: 3, Sites: []Site{{Name: "A", Values: []float64{10, 20, 30}}},
		Targets: []Baseline{{From: 24000, PerMonth: 15}, {From: 24001, PerMonth: 25}, {From: 24002, PerMonth: math.NaN()}}})
	if err != nil {
		t.Fatal(err)
	}
	option := string(spec.Option)
	if !strings.Contains(option, `{"coord":[-0.5,15]`) || !strings.Contains(option, `{"coord":[0.5,25]`) || strings.Contains(option, `{"coord":[1.5,25],"lineStyle"`) {
		t.Errorf("%s", option)
	}
}
