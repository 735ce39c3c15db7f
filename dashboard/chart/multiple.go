package chart

import (
	"fmt"
	"math"

	"caseload/store/calendar"
)

// MultipleInput is one of many small pictures over the same months, each on its own value axis.
type MultipleInput struct {
	First    calendar.Month
	Values   []float64
	Baseline *float64 // dashed
	Band     *Range   // usual range
	Mean     *float64
	FromZero bool // where heights are to be compared as amounts
	Title    string
}

// Multiple draws a line over months with a tick and a number for each year; 72 px high on the page.
func Multiple(in MultipleInput, width, height float64) SVG {
	const axisRoom = 18.0
	p := newPicture("multiple", width, height).titled(in.Title)
	bottom := height - axisRoom
	r := RangeOf(in.Baseline, in.Values)
	if in.Band != nil {
		r = RangeOf(in.Baseline, in.Values, []float64{in.Band.Min, in.Band.Max})
	}
	if in.FromZero {
		r.Min = math.Min(0, r.Min)
	}
	n := float64(max(1, len(in.Values)))
	edge := func(i float64) float64 { return i * (width - sparkInset) / n }
	x := func(i int) float64 { return edge(float64(i) + 0.5) }
	y := func(v float64) float64 { return r.y(v, sparkInset, bottom-3) }

	if in.Band != nil {
		p.rect(0, y(in.Band.Max), width-sparkInset, y(in.Band.Min)-y(in.Band.Max), Band, "")
	}
	if in.Mean != nil {
		p.line(0, y(*in.Mean), width-sparkInset, y(*in.Mean), Ink2, 1, "")
	}
	if in.Baseline != nil {
		p.line(0, y(*in.Baseline), width-sparkInset, y(*in.Baseline), Ink, 1, `stroke-dasharray="3 3"`)
	}
	p.line(0, bottom, width-sparkInset, bottom, Control, 1, "")
	p.years(in.First, len(in.Values), edge, bottom)
	p.path(linePath(in.Values, x, y), "", stroked(Ink2, 1.4)+` stroke-linejoin="round" stroke-linecap="round"`)
	for i, v := range in.Values {
		if !math.IsNaN(v) && isAlone(in.Values, i) {
			p.circle(x(i), y(v), 1.2, Ink2, "")
		}
	}
	if last := len(in.Values) - 1; last >= 0 && !math.IsNaN(in.Values[last]) {
		p.circle(x(last), y(in.Values[last]), 3, Ink, stroked(Ground, 1.5)+` paint-order="stroke"`)
	}
	return p.svg()
}

// years writes a tick and the number of each year that has room for it.
func (p *picture) years(first calendar.Month, months int, edge func(float64) float64, bottom float64) {
	const yearWidth = 30.0
	free := 0.0
	for i := range months {
		m := first + calendar.Month(i)
		at := edge(float64(i))
		if int(m)%12 != 0 && i != 0 {
			continue
		}
		if int(m)%12 == 0 {
			p.line(at, bottom, at, bottom+4, Control, 1, "")
		}
		// The year in which the window begins is named only if the next one leaves it room.
		next := edge(float64(i + 12 - int(m)%12))
		if at >= free && math.Min(next, p.width)-at >= yearWidth {
			p.text(at, bottom+15, fmt.Sprint(m.Year()), "start", 11, Ink3, `class="num"`)
			free = at + yearWidth
		}
	}
}
