package chart

import (
	"math"
	"strings"

	"caseload/store/calendar"
)

// FanMultipleInput is one of many small fans over the same months, each on its own value axis.
type FanMultipleInput struct {
	First  calendar.Month
	Values []float64  // known, NaN where not
	Ahead  []FanMonth // may begin at any month after First
	Months int        // on the axis
	Title  string
}

// FanMultiple draws the history and the expected months with their 80 % range; 72 px high on the page.
func FanMultiple(in FanMultipleInput, width, height float64) SVG {
	const axisRoom = 18.0
	p := newPicture("multiple", width, height).titled(in.Title)
	bottom := height - axisRoom
	values, low, high := make([]float64, in.Months), make([]float64, in.Months), make([]float64, in.Months)
	expected := make([]float64, in.Months)
	for i := range in.Months {
		values[i], low[i], high[i], expected[i] = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	}
	copy(values, in.Values)
	for _, m := range in.Ahead {
		if i := int(m.Month - in.First); i >= 0 && i < in.Months {
			low[i], high[i], expected[i] = m.Lo80, m.Hi80, m.Expected
		}
	}
	r := RangeOf(nil, values, low, high)
	n := float64(max(1, in.Months))
	edge := func(i float64) float64 { return i * (width - sparkInset) / n }
	x := func(i int) float64 { return edge(float64(i) + 0.5) }
	y := func(v float64) float64 { return r.y(v, sparkInset, bottom-3) }

	p.path(bandPath(low, high, x, y), Veil, "")
	p.line(0, bottom, width-sparkInset, bottom, Control, 1, "")
	p.years(in.First, in.Months, edge, bottom)
	p.path(linePath(values, x, y), "", stroked(Ink2, 1.4)+` stroke-linejoin="round" stroke-linecap="round"`)
	for i, v := range values {
		if !math.IsNaN(v) && isAlone(values, i) {
			p.circle(x(i), y(v), 1.2, Ink2, "")
		}
	}
	p.path(linePath(expected, x, y), "", stroked(Ink2, 1.4)+` stroke-dasharray="2 2.5"`)
	for i, v := range expected {
		if !math.IsNaN(v) { // the month that the number beside the name is of
			p.circle(x(i), y(v), 2.6, Ground, stroked(Ink, 1.4))
			break
		}
	}
	return p.svg()
}

// bandPath goes along the upper bounds and back along the lower ones. The months with bounds are consecutive.
func bandPath(low, high []float64, x func(int) float64, y func(float64) float64) string {
	var there, back []string
	for i := range low {
		if !math.IsNaN(low[i]) {
			there = append(there, px(x(i))+" "+px(y(high[i])))
			back = append([]string{px(x(i)) + " " + px(y(low[i]))}, back...)
		}
	}
	if len(there) == 0 {
		return ""
	}
	return "M" + strings.Join(append(there, back...), "L") + "Z"
}
