package chart

import "math"

// ProjectionRow is one trainee's logged cases, where they lead, and what is asked for.
type ProjectionRow struct {
	Name      string
	Under     string // the second line of the name
	Logged    float64
	Projected float64
	Lo80      float64
	Hi80      float64
	Minimum   *float64 // nil where none is set
	Value     string   // at the right: "497 of 500"
	Words     string   // below it: "may or may not reach it"
}

// Sizes of a picture of projections, in px.
const (
	projectionRow       = 46
	projectionRowNarrow = 66
	projectionAxis      = 24
	projectionThick     = 12.0
)

// ProjectionSize is where a picture of projections stands.
type ProjectionSize int

// The sizes.
const (
	ProjectionsWide ProjectionSize = iota
	ProjectionsNarrow
	ProjectionsPrint
)

// Projections draws what is logged as a solid bar, what is to come as an open one, the 80 % range as a whisker and the
// minimum as a dashed tick. All rows share one axis. On a narrow picture the words stand above the bar.
func Projections(rows []ProjectionRow, size ProjectionSize, title string) SVG {
	isNarrow := size == ProjectionsNarrow
	class, width, left, right, step := "projections-wide", 1200.0, 178.0, 214.0, float64(projectionRow)
	switch size {
	case ProjectionsNarrow:
		class, width, left, right, step = "projections-narrow", 342.0, 2.0, 8.0, projectionRowNarrow
	case ProjectionsPrint:
		class, width = "projections-print", widthPrint
	}
	p := newPicture(class, width, projectionAxis+step*float64(len(rows))+1).titled(title)
	most := 1.0
	for _, r := range rows {
		for _, v := range []float64{r.Logged, r.Projected, r.Hi80} {
			if !math.IsNaN(v) {
				most = math.Max(most, v)
			}
		}
		if r.Minimum != nil {
			most = math.Max(most, *r.Minimum)
		}
	}
	steps := niceTicks(most)
	end := steps[len(steps)-1]
	x := func(v float64) float64 { return left + v/end*(width-left-right) }
	const axisUnit = " cases"
	lastLeft := width - 8 - textWidth(number(end, 0)+axisUnit) // of the last label on a narrow picture
	for i, v := range steps {
		p.line(x(v), projectionAxis-4, x(v), p.height-1, Rule, 1, "")
		anchor := "middle"
		if i == 0 {
			anchor = "start"
		}
		words := number(v, 0)
		if i == len(steps)-1 {
			words, anchor = words+axisUnit, "end"
			if !isNarrow {
				anchor = "middle"
			}
		}
		if isNarrow && i > 0 && i < len(steps)-1 && x(v)+textWidth(words)/2+8 > lastLeft {
			continue // the line stands, its number would lie under the last one's
		}
		p.text(x(v), 13, words, anchor, 12, Ink3, `class="num"`)
	}
	for k, r := range rows {
		top := projectionAxis + step*float64(k)
		p.line(0, top, width, top, Rule, 1, "")
		middle := top + step/2
		if isNarrow {
			middle = top + 46
			p.text(2, top+17, shorten(oneLine(r.Name), 24), "start", 13, Ink, `font-weight="600"`)
			p.text(width-2, top+17, shorten(oneLine(r.Value), 24), "end", 13, Ink, `font-weight="600" class="num"`)
			p.text(2, top+33, shorten(oneLine(r.Words), 60), "start", 12, Ink3, "")
			middle += 6
		} else {
			p.text(0, middle-2, shorten(oneLine(r.Name), 22), "start", 14, Ink, `font-weight="600"`)
			p.text(0, middle+15, shorten(oneLine(r.Under), 27), "start", 12, Ink3, "")
			p.text(width, middle-2, shorten(oneLine(r.Value), 30), "end", 14, Ink, `font-weight="600" class="num"`)
			p.text(width, middle+15, shorten(oneLine(r.Words), 36), "end", 12, Ink3, "")
		}
		p.projection(r, x, middle)
	}
	return p.svg()
}

func (p *picture) projection(r ProjectionRow, x func(float64) float64, middle float64) {
	top := middle - projectionThick/2
	p.rect(x(0), top, x(r.Logged)-x(0), projectionThick, Control, "")
	if !math.IsNaN(r.Projected) {
		if r.Projected > r.Logged {
			p.rect(x(r.Logged), top+0.5, x(r.Projected)-x(r.Logged), projectionThick-1, Ground, stroked(Control, 1))
		}
		p.line(x(r.Lo80), middle, x(r.Hi80), middle, Ink, 1.5, "")
		p.line(x(r.Lo80), middle-4, x(r.Lo80), middle+4, Ink, 1.5, "")
		p.line(x(r.Hi80), middle-4, x(r.Hi80), middle+4, Ink, 1.5, "")
		p.circle(x(r.Projected), middle, 4, Ink, stroked(Ground, 1.5))
	}
	if r.Minimum != nil {
		p.line(x(*r.Minimum), middle-13, x(*r.Minimum), middle+13, Ink, 2, `stroke-dasharray="4 2"`)
	}
}

// ProjectionKey explains the marks of Projections.
func ProjectionKey() []KeyEntry {
	mark := func(draw func(*picture)) SVG {
		p := newPicture("key-mark", 20, keySize)
		draw(p)
		return p.svg()
	}
	return []KeyEntry{
		{Text: "logged", Mark: mark(func(p *picture) { p.rect(0, 1, 20, 10, Control, "") })},
		{Text: "to come, at the trainee’s own rate", Mark: mark(func(p *picture) { p.rect(0.5, 1.5, 19, 9, "", stroked(Control, 1)) })},
		{Text: "projected, with its 80" + noBreakSpace + "% range", Mark: mark(func(p *picture) {
			p.line(0, 6, 20, 6, Ink, 1.5, "")
			p.circle(10, 6, 3.5, Ink, stroked(Ground, 1.5))
		})},
		{Text: "minimum", Mark: mark(func(p *picture) { p.line(10, 0, 10, 12, Ink, 2, `stroke-dasharray="4 2"`) })},
	}
}
