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
	Within   *Range // of a value axis that several pictures share; nil for one of its own
	FromZero bool   // where heights are to be compared as amounts
	Title    string

	// Limits are the lines of a control chart, one a segment: the values' line breaks between them.
	Limits []MultipleLimits
	Marks  []MultipleMark

	Lower, Upper []float64 // limits that differ from month to month; nil for none

	Target *float64 // dashed, from the first month to the last
	Hollow []int    // values left out of the limits
}

// MultipleLimits are mean and limits from one value to another, both included. NaN draws no line.
type MultipleLimits struct {
	From, To           int
	Mean, Lower, Upper float64
}

// MultipleMark is a value with a signal.
type MultipleMark struct {
	Index int
	Rule  SignalRule
	Up    bool
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
	for _, l := range in.Limits {
		r = RangeOf(in.Baseline, in.Values, []float64{r.Min, r.Max, l.Lower, l.Upper, l.Mean})
	}
	if in.Lower != nil {
		r = RangeOf(nil, []float64{r.Min, r.Max}, in.Lower, in.Upper)
	}
	if in.Target != nil {
		r = RangeOf(in.Target, []float64{r.Min, r.Max})
	}
	if in.FromZero {
		r.Min = math.Min(0, r.Min)
	}
	if in.Within != nil {
		r = *in.Within
	}
	n := float64(max(1, len(in.Values)))
	edge := func(i float64) float64 { return i * (width - sparkInset) / n }
	x := func(i int) float64 { return edge(float64(i) + 0.5) }
	y := func(v float64) float64 { return r.y(v, sparkInset, bottom-3) }

	if in.Band != nil {
		p.rect(0, y(in.Band.Max), width-sparkInset, y(in.Band.Min)-y(in.Band.Max), Band, "")
	}
	for i := 0; i < len(in.Lower); i++ {
		if math.IsNaN(in.Lower[i]) || math.IsNaN(in.Upper[i]) {
			continue
		}
		from := i
		for i+1 < len(in.Lower) && in.Lower[i+1] == in.Lower[from] && in.Upper[i+1] == in.Upper[from] {
			i++
		}
		p.rect(edge(float64(from)), y(in.Upper[from]), edge(float64(i+1))-edge(float64(from)), y(in.Lower[from])-y(in.Upper[from]), Band, "")
	}
	for _, l := range in.Limits {
		const overhang = 0.5 - bandOverhang
		left, right := edge(float64(l.From)+overhang), edge(float64(l.To)+1-overhang)
		if !math.IsNaN(l.Lower) && !math.IsNaN(l.Upper) {
			p.rect(left, y(l.Upper), right-left, y(l.Lower)-y(l.Upper), Band, "")
		}
		if !math.IsNaN(l.Mean) {
			p.line(left, y(l.Mean), right, y(l.Mean), Ink2, 1, "")
		}
	}
	if in.Mean != nil {
		p.line(0, y(*in.Mean), width-sparkInset, y(*in.Mean), Ink2, 1, "")
	}
	if in.Target != nil {
		p.line(0, y(*in.Target), width-sparkInset, y(*in.Target), Ink, 1, `stroke-dasharray="3 3"`)
	}
	if in.Baseline != nil {
		p.line(0, y(*in.Baseline), width-sparkInset, y(*in.Baseline), Ink, 1, `stroke-dasharray="3 3"`)
	}
	p.line(0, bottom, width-sparkInset, bottom, Control, 1, "")
	p.years(in.First, len(in.Values), edge, bottom)
	for _, part := range in.parts() {
		p.path(linePath(part.values, func(i int) float64 { return x(i + part.from) }, y), "", stroked(Ink2, 1.4)+` stroke-linejoin="round" stroke-linecap="round"`)
	}
	for i, v := range in.Values {
		if !math.IsNaN(v) && isAlone(in.Values, i) {
			p.circle(x(i), y(v), 1.2, Ink2, "")
		}
	}
	for _, i := range in.Hollow {
		if i >= 0 && i < len(in.Values) && !math.IsNaN(in.Values[i]) {
			p.circle(x(i), y(in.Values[i]), 2.5, Ground, stroked(Ink2, 1))
		}
	}
	last := len(in.Values) - 1
	if last >= 0 && !math.IsNaN(in.Values[last]) {
		p.circle(x(last), y(in.Values[last]), 3, Ink, stroked(Ground, 1.5)+` paint-order="stroke"`)
	}
	halo := stroked(Ground, 1) + ` paint-order="stroke"`
	for _, m := range in.Marks {
		if m.Index < 0 || m.Index > last || math.IsNaN(in.Values[m.Index]) {
			continue
		}
		half := 3.25 // past signals recede
		if m.Index == last {
			half = 5
		}
		p.signal(m.Rule, m.Up, x(m.Index), y(in.Values[m.Index]), half, halo)
	}
	return p.svg()
}

// multiplePart is values that one line may join.
type multiplePart struct {
	from   int
	values []float64
}

// parts cuts the values where the limits begin anew.
func (in MultipleInput) parts() []multiplePart {
	if len(in.Limits) == 0 {
		return []multiplePart{{0, in.Values}}
	}
	var parts []multiplePart
	for _, l := range in.Limits {
		parts = append(parts, multiplePart{l.From, in.Values[l.From : l.To+1]})
	}
	return parts
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
