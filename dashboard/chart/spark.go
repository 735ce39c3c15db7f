package chart

import "math"

// Range is the value axis of a small picture. Pictures that share one can be compared by height.
type Range struct{ Min, Max float64 }

// RangeOf covers all values of all series, and the baseline if there is one.
func RangeOf(baseline *float64, series ...[]float64) Range {
	r := Range{math.Inf(1), math.Inf(-1)}
	cover := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			r.Min, r.Max = math.Min(r.Min, v), math.Max(r.Max, v)
		}
	}
	for _, values := range series {
		for _, v := range values {
			cover(v)
		}
	}
	if baseline != nil {
		cover(*baseline)
	}
	if r.Min > r.Max {
		return Range{0, 1}
	}
	return r
}

// y maps a value to px between top and bottom; a range without extent lies in the middle.
func (r Range) y(v, top, bottom float64) float64 {
	if r.Max-r.Min < 1e-9 {
		return (top + bottom) / 2
	}
	return bottom - (v-r.Min)/(r.Max-r.Min)*(bottom-top)
}

// SparkOptions are the parts of a sparkline that not every one has.
type SparkOptions struct {
	Baseline *float64 // dashed
	Range    *Range   // shared with others; nil for the line's own
	Band     *Range   // usual range behind the line
	Run      int      // newest months that belong to the current signal; 0 for none
	Rule     SignalRule
	Up       bool
	Title    string // for those who cannot see it; empty hides the picture from them
}

const sparkInset = 5 // room for the end point and its halo

// Sparkline draws the values as a thin line that breaks at gaps (NaN) and ends in a point.
func Sparkline(values []float64, width, height float64, o SparkOptions) SVG {
	p := newPicture("spark", width, height).titled(o.Title)
	r := RangeOf(o.Baseline, values)
	if o.Band != nil {
		r = RangeOf(o.Baseline, values, []float64{o.Band.Min, o.Band.Max})
	}
	if o.Range != nil {
		r = *o.Range
	}
	x := func(i int) float64 {
		if len(values) < 2 {
			return width - sparkInset
		}
		return sparkInset + float64(i)*(width-2*sparkInset)/float64(len(values)-1)
	}
	inset := math.Min(sparkInset, height/5) // low pictures keep their amplitude
	y := func(v float64) float64 { return r.y(v, inset, height-inset) }

	if o.Band != nil {
		p.rect(0, y(o.Band.Max), width, y(o.Band.Min)-y(o.Band.Max), Band, "")
	}
	if o.Baseline != nil {
		p.line(sparkInset, y(*o.Baseline), width-sparkInset, y(*o.Baseline), Ink3, 1, `stroke-dasharray="3 3"`)
	}
	split := max(0, len(values)-o.Run)
	p.path(linePath(values, x, y), "", `class="spark-line" `+stroked(Ink2, 1.4)+` stroke-linejoin="round" stroke-linecap="round"`)
	for i, v := range values {
		if !math.IsNaN(v) && isAlone(values, i) && i < len(values)-1 {
			p.circle(x(i), y(v), 1.2, Ink2, "") // a month between two gaps has no line to show it
		}
		if o.Run > 0 && i >= split && i < len(values)-1 && !math.IsNaN(v) {
			p.signal(o.Rule, o.Up, x(i), y(v), 2, "")
		}
	}
	// The end point stands only for the newest month: after a gap there is none.
	if n := len(values); n > 0 && !math.IsNaN(values[n-1]) {
		if o.Run > 0 {
			p.signal(o.Rule, o.Up, x(n-1), y(values[n-1]), 4, stroked(Ground, 1.5)+` paint-order="stroke"`)
		} else {
			p.circle(x(n-1), y(values[n-1]), 3, Ink, stroked(Ground, 1.5)+` paint-order="stroke"`)
		}
	}
	return p.svg()
}

func isAlone(values []float64, i int) bool {
	before := i == 0 || math.IsNaN(values[i-1])
	after := i == len(values)-1 || math.IsNaN(values[i+1])
	return before && after
}

// linePath joins neighbours and breaks at gaps, which are never bridged.
func linePath(values []float64, x func(int) float64, y func(float64) float64) string {
	b := make([]byte, 0, 16*len(values))
	drawing := false
	for i, v := range values {
		if math.IsNaN(v) {
			drawing = false
			continue
		}
		command := byte('L')
		if !drawing {
			command = 'M'
		}
		drawing = true
		b = append(appendPx(append(b, command), x(i)), ' ')
		b = appendPx(b, y(v))
	}
	return string(b)
}

// DifferenceBars draws differences from a reference up and down from a line, the newest one in ink.
func DifferenceBars(differences []float64, width, height float64, title string) SVG {
	p := newPicture("spark spark-bars", width, height).titled(title)
	zero := 0.0
	r := RangeOf(&zero, differences)
	y := func(v float64) float64 { return r.y(v, 1, height-1) }
	n := float64(max(1, len(differences)))
	slot := width / n
	bar := math.Max(2, slot*0.62)
	for i, v := range differences {
		if math.IsNaN(v) {
			continue
		}
		fill := Control
		if i == len(differences)-1 {
			fill = Ink
		}
		top, bottom := math.Min(y(v), y(0)), math.Max(y(v), y(0))
		p.rect(float64(i)*slot+(slot-bar)/2, top, bar, math.Max(bottom-top, 0.75), fill, "")
	}
	p.line(0, y(0), width, y(0), Ink3, 1, "")
	return p.svg()
}
