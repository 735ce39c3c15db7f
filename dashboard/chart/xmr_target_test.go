package chart

import (
	"math"
	"strings"
	"testing"
)

func TestATargetIsDashedNamedAndInTheTooltip(t *testing.T) {
	in := xmrExample()
	in.Targets = make([]float64, len(in.Values))
	for i := range in.Targets {
		in.Targets[i] = math.NaN()
		if i >= 8 {
			in.Targets[i] = 185
		}
	}
	spec := mustXmR(t, in)
	option := string(spec.Option)
	for _, want := range []string{"Target" + noBreakSpace + "185", `"type":[5,4]`} {
		if !strings.Contains(option, want) {
			t.Errorf("the option does not have %s", want)
		}
	}
	if got := spec.Points[19].Lines; !strings.Contains(strings.Join(names(got), " "), "Target") {
		t.Errorf("want the target in the tooltip, got %v", got)
	}
	if got := spec.Points[2].Lines; strings.Contains(strings.Join(names(got), " "), "Target") {
		t.Errorf("want none where there is none, got %v", got)
	}
}

func TestAMonthLeftOutIsHollowAndExplained(t *testing.T) {
	in := xmrExample()
	in.Excluded = make([]bool, len(in.Values))
	in.Excluded[3] = true
	spec := mustXmR(t, in)
	if !strings.Contains(string(spec.Option), `"id":"excluded"`) || strings.Contains(string(mustXmR(t, xmrExample()).Option), `"id":"excluded"`) {
		t.Error("want a hollow point for the month left out, and none else")
	}
	if last := spec.Key[len(spec.Key)-1].Text; last != "left out of the limits" {
		t.Errorf("want the key to explain it, got %q", last)
	}
}

func TestSharesAreWrittenWithTheirSign(t *testing.T) {
	in := xmrExample()
	in.Suffix = "%"
	if option := string(mustXmR(t, in).Option); !strings.Contains(option, "Upper"+noBreakSpace+"164"+noBreakSpace+"%") {
		t.Error("want the limits in percent")
	}
}

func names(lines []PointLine) []string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Name)
	}
	return all
}
