package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// within80 are the bounds between which a month should come to lie eight times in ten.
func within80(m FanMonth) (lo, hi float64) { return m.Lo80, m.Hi80 }

// expectedRange fills between the bounds of the expected months, the first of which has the place given: a line that is
// not seen, and on it the width as an area.
func (d *drawing) expectedRange(id string, t Token, first int, ahead []FanMonth, bounds func(FanMonth) (lo, hi float64)) {
	var low, width []opts.LineData
	add := func(x float64, m FanMonth) {
		lo, hi := bounds(m)
		low = append(low, opts.LineData{Value: []any{x, lo}})
		width = append(width, opts.LineData{Value: []any{x, hi - lo}})
	}
	for k, m := range ahead {
		x := float64(first + k)
		if k == 0 {
			add(x-bandOverhang, m)
		}
		add(x, m)
		if k == len(ahead)-1 {
			add(x+bandOverhang, m)
		}
	}
	for _, part := range []struct {
		name string
		data []opts.LineData
		fill bool
	}{{id + "-low", low, false}, {id, width, true}} {
		series := charts.SingleSeries{Id: part.name, Type: types.ChartLine, Data: part.data, Stack: id, ShowSymbol: opts.Bool(false)}
		patch := map[string]any{"z": 1, "silent": true, "stackStrategy": "all",
			"lineStyle": map[string]any{"width": 0, "opacity": 0}, "emphasis": map[string]any{"disabled": true}}
		if part.fill {
			patch["areaStyle"] = map[string]any{"color": t.option(), "opacity": 1}
		}
		d.series(series, patch)
	}
	for k := range ahead[1:] {
		x := float64(first + k)
		lo, hi := bounds(ahead[k])
		nextLo, nextHi := bounds(ahead[k+1])
		if t == Veil { // only the inner range has an edge: two would be a cage
			d.line(coord{x, lo}, coord{x + 1, nextLo}, solid(BandEdge, 1))
			d.line(coord{x, hi}, coord{x + 1, nextHi}, solid(BandEdge, 1))
		}
	}
}

// expected draws what is expected of the months as hollow points on a dotted line.
func (d *drawing) expected(first int, ahead []FanMonth) {
	data := []opts.LineData{}
	for k, m := range ahead {
		data = append(data, opts.LineData{Value: []any{first + k, m.Expected}})
	}
	d.series(charts.SingleSeries{
		Id: "expected", Type: types.ChartLine, Data: data, Symbol: "circle", SymbolSize: 5, ShowSymbol: opts.Bool(true),
		LineStyle: &opts.LineStyle{Color: Ink2.option(), Width: 1.25},
		ItemStyle: &opts.ItemStyle{Color: Ground.option(), BorderColor: Ink2.option(), BorderWidth: 1.25},
	}, map[string]any{"z": 6, "silent": true, "showAllSymbol": true, "emphasis": map[string]any{"disabled": true},
		"lineStyle": map[string]any{"type": []int{2, 3}}})
}
