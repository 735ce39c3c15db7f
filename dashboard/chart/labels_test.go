package chart

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestNoLabelOfANarrowProjectionAxisLiesOnAnother(t *testing.T) {
	label := regexp.MustCompile(`<text x="([\d.]+)" y="13"([^>]*)>([^<]*)</text>`)
	for _, most := range []float64{40, 180, 496, 1217, 2400, 9800, 124000} {
		svg := string(Projections([]ProjectionRow{{Name: "R-01", Logged: most / 3, Projected: most, Lo80: most * 0.9, Hi80: most * 0.99}}, ProjectionsNarrow, ""))
		end, seen := -1.0, 0
		for _, found := range label.FindAllStringSubmatch(svg, -1) {
			x, err := strconv.ParseFloat(found[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			left, width := x-textWidth(found[3])/2, textWidth(found[3])
			switch {
			case strings.Contains(found[2], `"start"`):
				left = x
			case strings.Contains(found[2], `"end"`):
				left = x - width
			}
			if left < end {
				t.Errorf("up to %v: %q begins at %v px, before the one left of it ends at %v", most, found[3], left, end)
			}
			end, seen = left+width, seen+1
		}
		if seen < 2 {
			t.Errorf("up to %v: want labels at both ends, got %d", most, seen)
		}
	}
}

func TestTheNumberOfTheMonthInFocusStandsClearOfItsSignal(t *testing.T) {
	in := threeYears()
	in.Focus, in.Partial, in.Signals = in.First+20, nil, []Signal{{Month: in.First + 20, Rule: OutsideLimit, Up: true, Words: "Above the upper limit"}}
	in.Baselines = nil
	d := read(t, mustVolume(t, in).Option)
	total := in.Sites[0].Values[20] + in.Sites[1].Values[20]
	plot := float64(heightWide - axisRoom - 8)
	for _, s := range d.Series {
		for _, item := range s.Data {
			if s.ID != "texts" || item.Label.Formatter != number(total, 0) || *item.Value[0] != 20 {
				continue
			}
			// 6 px of the diamond, and half of a line of 12 px
			if above := (*item.Value[1] - total) * plot / *d.YAxis.Max; above < 12 {
				t.Errorf("want the number at least 12 px above the middle of the mark, got %.1f", above)
			}
			return
		}
	}
	t.Error("the month in focus has no number")
}
