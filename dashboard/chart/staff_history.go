package chart

import (
	"math"
	"strconv"

	"caseload/store/calendar"
)

// StaffHistoryInput is one number of a role by month: people, drawn as steps, or a ratio, drawn as a line.
type StaffHistoryInput struct {
	First     calendar.Month
	Values    []float64
	Reference *float64 // dashed, with its number at the end
	IsSteps   bool
	Decimals  int
	Title     string // for those who cannot see it
}

// StaffHistory draws the number over the years.
func StaffHistory(in StaffHistoryInput, width, height float64) SVG {
	const axisRoom, gutter, top = 18.0, 40.0, 8.0
	p := newPicture("staff-history", width, height).titled(in.Title)
	bottom := height - axisRoom
	r := RangeOf(in.Reference, in.Values)
	if in.IsSteps {
		r.Min, r.Max = math.Max(0, r.Min-1), r.Max+1
	}
	n := float64(max(1, len(in.Values)))
	edge := func(i float64) float64 { return i * (width - gutter) / n }
	x := func(i int) float64 { return edge(float64(i) + 0.5) }
	y := func(v float64) float64 { return r.y(v, top, bottom-4) }

	if in.Reference != nil {
		p.line(0, y(*in.Reference), width-gutter, y(*in.Reference), Ink, 1.25, `stroke-dasharray="5 4"`)
		p.text(width-gutter+6, y(*in.Reference)+4, number(*in.Reference, in.Decimals), "start", 12, Ink, `font-weight="600" class="num"`)
	}
	if in.IsSteps {
		p.path(stepPath(in.Values, edge, y), "", stroked(Ink2, 1.75))
	} else {
		p.path(linePath(in.Values, x, y), "", stroked(Ink2, 1.4)+` stroke-linejoin="round" stroke-linecap="round"`)
		for i, v := range in.Values {
			if !math.IsNaN(v) && isAlone(in.Values, i) {
				p.circle(x(i), y(v), 1.2, Ink2, "")
			}
		}
		if last := len(in.Values) - 1; last >= 0 && !math.IsNaN(in.Values[last]) {
			p.circle(x(last), y(in.Values[last]), 3, Ink, stroked(Ground, 1.5))
		}
	}
	p.line(0, bottom, width-gutter, bottom, Control, 1, "")
	p.sparseYears(in.First, len(in.Values), edge, bottom)
	return p.svg()
}

// sparseYears writes a tick for each year and the numbers of as many as stand well apart.
func (p *picture) sparseYears(first calendar.Month, months int, edge func(float64) float64, bottom float64) {
	const apart, wide = 44.0, 28.0
	free := 0.0
	for i := range months {
		m := first + calendar.Month(i)
		if int(m)%12 != 0 {
			continue
		}
		at := edge(float64(i))
		p.line(at, bottom, at, bottom+4, Control, 1, "")
		if at >= free && edge(float64(months))-at >= wide {
			p.text(at, bottom+15, strconv.Itoa(m.Year()), "start", 11, Ink3, `class="num"`)
			free = at + apart
		}
	}
}
