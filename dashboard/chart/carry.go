package chart

import (
	"math"

	"caseload/store/calendar"
)

// CarryInput is what the months ahead require of a role beside what its roster can carry, in FTE.
type CarryInput struct {
	First                      calendar.Month
	Required, Lo, Hi, Rostered []float64
	Crossing                   *calendar.Month // the first month that requires more than there is
	Title                      string          // for those who cannot see it
}

// Carry draws the requirement as a line with its interval, and the roster as steps; the month in which they cross is
// marked by a rule with its name.
func Carry(in CarryInput, width, height float64) SVG {
	const axisRoom, gutter, top = 18.0, 34.0, 18.0
	p := newPicture("carry", width, height).titled(in.Title)
	bottom := height - axisRoom
	r := RangeOf(nil, in.Required, in.Lo, in.Hi, in.Rostered)
	r.Min, r.Max = r.Min-0.3, r.Max+0.3
	n := float64(max(1, len(in.Required)))
	edge := func(i float64) float64 { return i * (width - gutter) / n }
	x := func(i int) float64 { return edge(float64(i) + 0.5) }
	y := func(v float64) float64 { return r.y(v, top, bottom-3) }

	p.path(bandPath(in.Lo, in.Hi, x, y), Band, "")
	if in.Crossing != nil {
		if i := int(*in.Crossing - in.First); i >= 0 && i < len(in.Required) {
			at := edge(float64(i))
			p.line(at, top-4, at, bottom, Ink3, 1, "")
			anchor := "start"
			if at > (width-gutter)/2 {
				anchor = "end"
			}
			p.text(at, 10, "short from "+in.Crossing.Short(), anchor, 11, Ink, `font-weight="600"`)
		}
	}
	p.path(linePath(in.Required, x, y), "", stroked(Ink, 1.25)+` stroke-dasharray="5 4"`)
	p.path(stepPath(in.Rostered, edge, y), "", stroked(Ink2, 1.75))
	if last := len(in.Required) - 1; last >= 0 {
		required, rostered := y(in.Required[last]), y(in.Rostered[last])
		if apart := math.Abs(required - rostered); apart < 13 { // one above the other instead of over it
			push := (13 - apart) / 2
			if required > rostered {
				push = -push
			}
			required, rostered = required-push, rostered+push
		}
		p.text(width-gutter+5, required+4, number(in.Required[last], 1), "start", 12, Ink, `class="num" font-weight="600"`)
		p.text(width-gutter+5, rostered+4, number(in.Rostered[last], 1), "start", 12, Ink2, `class="num"`)
	}
	p.line(0, bottom, width-gutter, bottom, Control, 1, "")
	for i := range in.Required {
		m := in.First + calendar.Month(i)
		if i%3 == 0 {
			p.line(edge(float64(i)), bottom, edge(float64(i)), bottom+4, Control, 1, "")
			p.text(edge(float64(i))+2, height-3, m.Short(), "start", 11, Ink3, "")
		}
	}
	return p.svg()
}
