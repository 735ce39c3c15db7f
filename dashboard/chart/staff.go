package chart

import (
	"math"
	"strings"
)

// StaffBarInput is the staff of one role against what is needed. All values share a unit, people or FTE.
type StaffBarInput struct {
	Rostered float64
	Profile  *float64 // the division profile's number: a tick with nothing said about need
	Workload *float64 // needed by workload, a circle
	Coverage *float64 // needed to keep the rooms covered, a square; the larger of the two decides and is filled
	// IsIllustrative leaves the marks hollow and the shortfall undrawn: nothing may be read as a verdict.
	IsIllustrative bool
	Max            float64 // right end of the axis, shared by all roles; 0 for the bar's own
	Title          string

	// Undecided leaves both marks hollow and draws no shortfall: the assumptions are not confirmed.
	Undecided bool
}

// StaffBar draws rostered staff as a bar with what is needed as marks on it.
func StaffBar(in StaffBarInput, width float64) SVG {
	const top, thick, inset, axisY, height = 4.0, 14.0, 6.0, 22.0, 40.0
	p := newPicture("staff-bar", width, height).titled(in.Title)
	most := in.Max
	if most <= 0 {
		most = in.Rostered
		for _, v := range []*float64{in.Profile, in.Workload, in.Coverage} {
			if v != nil {
				most = math.Max(most, *v)
			}
		}
	}
	steps := ticksBy(math.Max(most, 1), []float64{1, 2, 4, 5}) // by fours: teams are around a dozen
	end := steps[len(steps)-1]
	x := func(v float64) float64 { return inset + v/end*(width-2*inset) }
	middle := top + thick/2

	if !math.IsNaN(in.Rostered) {
		p.rect(x(0), top, x(in.Rostered)-x(0), thick, Control, `fill-opacity="0.5"`)
		p.rect(x(in.Rostered)-2, top, 2, thick, Ink, "")
	}
	if need, ok := in.need(); ok && !in.Undecided && need > in.Rostered {
		p.rect(x(in.Rostered), top+0.5, x(need)-x(in.Rostered), thick-1, "", stroked(Ink, 1)+` stroke-dasharray="2 2"`)
	}
	if in.Profile != nil {
		p.line(x(*in.Profile), top-4, x(*in.Profile), top+thick+4, Ink, 1.25, `stroke-dasharray="3 2"`)
	}
	p.line(inset, axisY, width-inset, axisY, Rule2, 1, "")
	for _, v := range steps {
		p.line(x(v), axisY, x(v), axisY+3, Rule2, 1, "")
		p.text(x(v), axisY+15, number(v, 0), "middle", 11, Ink3, `class="num"`)
	}
	p.needs(in, x, middle)
	return p.svg()
}

// need is the number that decides.
func (in StaffBarInput) need() (float64, bool) {
	switch {
	case in.IsIllustrative:
		return math.NaN(), false
	case in.Workload != nil && in.Coverage != nil:
		return math.Max(*in.Workload, *in.Coverage), true
	case in.Workload != nil:
		return *in.Workload, true
	case in.Coverage != nil:
		return *in.Coverage, true
	}
	return 0, false
}

func (p *picture) needs(in StaffBarInput, x func(float64) float64, middle float64) {
	need, _ := in.need()
	fill := func(v float64) Token {
		if v == need && !in.Undecided {
			return Ink
		}
		return Ground
	}
	if in.Workload != nil {
		p.circle(x(*in.Workload), middle, 4.5, fill(*in.Workload), stroked(Ink, 1.5))
	}
	if in.Coverage != nil {
		p.rect(x(*in.Coverage)-4.5, middle-4.5, 9, 9, fill(*in.Coverage), stroked(Ink, 1.5))
	}
}

// StaffKey explains the marks of the staff bars.
func StaffKey() []KeyEntry {
	entry := func(words string, draw func(p *picture)) KeyEntry {
		p := newPicture("key-mark", 22, keySize)
		draw(p)
		return KeyEntry{Mark: p.svg(), Text: words}
	}
	return []KeyEntry{
		entry("on hand", func(p *picture) {
			p.rect(0, 2, 20, 8, Control, `fill-opacity="0.5"`)
			p.rect(19, 2, 2, 8, Ink, "")
		}),
		entry("workload", func(p *picture) { p.circle(11, 6, 4.5, Ground, stroked(Ink, 1.5)) }),
		entry("coverage", func(p *picture) { p.rect(6.5, 1.5, 9, 9, Ground, stroked(Ink, 1.5)) }),
		entry("filled: decides", func(p *picture) { p.rect(6.5, 1.5, 9, 9, Ink, "") }),
		entry("short", func(p *picture) { p.rect(1, 2, 20, 8, "", stroked(Ink, 1)+` stroke-dasharray="2 2"`) }),
	}
}

// HeadcountLine draws people by month as steps, with the division profile's number dashed and written at its end.
func HeadcountLine(heads []float64, profile *float64, width, height float64, title string) SVG {
	const inset, gutter = 5.0, 22.0
	p := newPicture("spark spark-steps", width, height).titled(title)
	r := RangeOf(profile, heads)
	r.Min, r.Max = r.Min-0.5, r.Max+0.5
	right := width - gutter
	n := float64(max(1, len(heads)))
	x := func(i float64) float64 { return inset + i*(right-inset)/n }
	y := func(v float64) float64 { return r.y(v, inset, height-inset) }
	if profile != nil {
		p.line(inset, y(*profile), right, y(*profile), Ink, 1.25, `stroke-dasharray="5 4"`)
		p.text(right+4, y(*profile)+4, number(*profile, 0), "start", 12, Ink, `font-weight="600" class="num"`)
	}
	p.path(stepPath(heads, x, y), "", stroked(Ink2, 1.75))
	return p.svg()
}

// stepPath holds each month's value for the width of the month and breaks at gaps.
func stepPath(values []float64, x, y func(float64) float64) string {
	var b strings.Builder
	drawing := false
	for i, v := range values {
		if math.IsNaN(v) {
			drawing = false
			continue
		}
		if drawing {
			b.WriteString("V" + px(y(v)))
		} else {
			b.WriteString("M" + px(x(float64(i))) + " " + px(y(v)))
		}
		b.WriteString("H" + px(x(float64(i+1))))
		drawing = true
	}
	return b.String()
}
