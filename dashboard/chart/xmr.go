package chart

import (
	"fmt"
	"math"
	"slices"

	"caseload/store/calendar"
)

// XmRInput is one series on its control chart. Package spc has judged it; here it is only drawn.
type XmRInput struct {
	ID, Title, Summary string

	First    calendar.Month
	Values   []float64 // NaN where not reported
	Lower    []float64 // limits by month, as they are shown; NaN where there are none
	Upper    []float64
	Segments []XmRSegment
	Decimals int    // of values and limits in words
	Suffix   string // after them, such as "%"
	Centre   string // of the centre line; "Mean" when empty

	Targets  []float64 // by month, NaN where there is none; nil for none
	Excluded []bool    // by month: left out of the limits, and drawn hollow; nil for none
	// Trend and Shift are how many points the rules need; 7 when 0.
	Trend, Shift int

	Signals     []Signal
	Run         *Run         // the newest signal in words, where it covers several months
	Annotations []Annotation // events
	Rebases     []Annotation // where the lines begin anew, with the reason
}

// XmRSegment is what lies between two rebases.
type XmRSegment struct {
	From, To calendar.Month // both included
	Mean     float64
	// RangeMean and RangeLimit are the lines of the moving ranges; NaN where there are none.
	RangeMean, RangeLimit float64
}

// Run is a signal over several months, told above them.
type Run struct {
	From, To calendar.Month
	Words    string // "9 months above the mean"
}

// Heights of the control chart, in px.
const (
	heightXmR         = 368
	heightRange       = 128
	heightRangeNarrow = 110
	heightRangePrint  = 96
	windowXmRNarrow   = 31
	bracketRoom       = 26
)

// XmR draws individual values between their limits. There is nothing to draw without a month.
func XmR(in XmRInput) (Spec, error) {
	if len(in.Values) == 0 || len(in.Segments) == 0 {
		return Spec{}, fmt.Errorf("chart %q: no months to draw", in.ID)
	}
	spec := Spec{
		ID: in.ID, Title: in.Title, Summary: in.Summary, Key: in.key(), Points: in.points(),
		Height: heightXmR, NarrowHeight: heightNarrow, PrintHeight: heightPrint,
	}
	var err error
	for _, size := range []struct {
		frame    frame
		months   int
		isNarrow bool
		into     *[]byte
	}{
		{frame{height: heightXmR, bottom: axisRoom, right: gutterWide, minWidth: widthWide}, len(in.Values), false, (*[]byte)(&spec.Option)},
		{frame{height: heightNarrow, bottom: axisRoom, right: gutterNarrow, minWidth: widthNarrow}, windowXmRNarrow, true, (*[]byte)(&spec.Narrow)},
		{frame{height: heightPrint, bottom: axisRoom, right: gutterPrint, minWidth: widthPrint}, windowPrint, false, (*[]byte)(&spec.Print)},
	} {
		d := xmrDrawing{XmRInput: in, window: newWindow(in.First, len(in.Values), size.months), numbersOnly: size.isNarrow}
		d.setUp(size.frame)
		if size.months == len(in.Values) {
			spec.Start = d.axes.yMin
		}
		d.drawLimits()
		d.drawTargets()
		d.drawRules()
		d.drawValues()
		d.drawExcluded()
		d.drawSignals()
		d.drawRun()
		d.drawGutter()
		d.drawTime(d.drawing)
		if *size.into, err = d.drawing.option(); err != nil {
			return Spec{}, err
		}
	}
	return spec, nil
}

// window is the months of a series that a drawing shows. The x axis counts months from the series' first.
type window struct {
	first    calendar.Month
	from, to int
}

func newWindow(first calendar.Month, all, shown int) window {
	return window{first: first, from: max(0, all-shown), to: all - 1}
}

func (w window) month(i int) calendar.Month   { return w.first + calendar.Month(i) }
func (w window) index(m calendar.Month) int   { return int(m - w.first) }
func (w window) isIn(i int) bool              { return i >= w.from && i <= w.to }
func (w window) slot(f frame) float64         { return f.minPlotWidth() / float64(w.to-w.from+1) }
func (w window) xAxis() (left, right float64) { return float64(w.from) - 0.5, float64(w.to) + 0.5 }

// axisTicks are the places of the years, or none where months are named one by one.
func (w window) axisTicks() []float64 {
	if w.to-w.from < fewMonths {
		return nil
	}
	edges, _ := yearEdges(w.first, w.from, w.to)
	return edges
}

// drawTime writes the years at their ticks, or each month by name where there are few.
func (w window) drawTime(d *drawing) {
	slot := w.slot(d.frame)
	at := func(x float64) coord { return coord{x, d.axes.yMin} }
	if w.to-w.from < fewMonths {
		every := int(math.Ceil(30 / slot))
		for i := w.from; i <= w.to; i += every {
			m := w.month(i)
			words := m.MonthOfYear().String()[:3]
			if i == w.from || int(m)%12 < every {
				words += fmt.Sprintf("\n%d", m.Year())
			}
			d.text(at(float64(i)), words, textStyle{colour: Ink3, position: "bottom", align: "center"})
		}
		return
	}
	edges, years := yearEdges(w.first, w.from, w.to)
	every := max(1, int(math.Ceil(34/(12*slot))))
	for k, edge := range edges {
		if years[k]%every == 0 {
			d.text(at(edge), fmt.Sprint(years[k]), textStyle{colour: Ink3, position: "bottom", align: "left"})
		}
	}
}

// rangeTicks returns the ticks of an axis that covers low to high without starting at zero, four to seven steps.
func rangeTicks(low, high float64) []float64 {
	if !(high > low) {
		low, high = low-1, high+1
	}
	magnitude := math.Pow(10, math.Floor(math.Log10(high-low))-1)
	for _, digit := range []float64{1, 2, 5, 10, 20, 50} {
		step := digit * magnitude
		from, to := math.Floor(low/step), math.Ceil(high/step)
		if to-from > 7 || step < 1 && high-low > 4 {
			continue
		}
		var ticks []float64
		for k := from; k <= to; k++ {
			ticks = append(ticks, math.Round(k*step*1e6)/1e6)
		}
		return ticks
	}
	return []float64{low, high}
}

// axisLeft is the room for the numbers of a value axis. Values and moving ranges up to 999 take the same, so
// that their months stand below one another.
func axisLeft(most float64) int {
	return int(math.Max(textWidth(number(most, 0)), textWidth("999"))) + 14
}

// piece is a stretch of months with the same limits.
type piece struct {
	from, to     int
	lower, upper float64
	starts, ends bool // whether its segment does
}

// pieces returns the limits in as few stretches as they can be drawn in.
func (in XmRInput) pieces() []piece {
	var all []piece
	for _, s := range in.Segments {
		from, to := int(s.From-in.First), int(s.To-in.First)
		for i := from; i <= to; i++ {
			lower, upper := in.Lower[i], in.Upper[i]
			if math.IsNaN(lower) || math.IsNaN(upper) {
				continue
			}
			if n := len(all); n > 0 && i > from && all[n-1].to == i-1 && all[n-1].lower == lower && all[n-1].upper == upper {
				all[n-1].to, all[n-1].ends = i, i == to
				continue
			}
			all = append(all, piece{from: i, to: i, lower: lower, upper: upper, starts: i == from, ends: i == to})
		}
	}
	return all
}

func (in XmRInput) number(v float64) string { return in.written(v, in.Decimals) }

func (in XmRInput) written(v float64, decimals int) string {
	if in.Suffix == "" || math.IsNaN(v) {
		return number(v, decimals)
	}
	return number(v, decimals) + noBreakSpace + in.Suffix
}

// centre names the centre line.
func (in XmRInput) centre() string {
	if in.Centre == "" {
		return "Mean"
	}
	return in.Centre
}

// ruleWords name the rules, in the order of their marks.
func ruleWords(trend, shift int) []string {
	length := func(n int) string {
		if n == 0 {
			n = 7
		}
		return fmt.Sprint(n)
	}
	return []string{"outside a limit", "trend of " + length(trend), "2 of 3 near a limit", "shift of " + length(shift)}
}

// RulesKey explains the marks of all rules.
func RulesKey(trend, shift int) []KeyEntry {
	var entries []KeyEntry
	for rule, words := range ruleWords(trend, shift) {
		entries = append(entries, KeyEntry{Mark: signalMark(SignalRule(rule)), Text: words})
	}
	return entries
}

// key explains the marks that the drawing has.
func (in XmRInput) key() []KeyEntry {
	words := ruleWords(in.Trend, in.Shift)
	var entries []KeyEntry
	for rule := range numberOfRules {
		for _, s := range in.Signals {
			if s.Rule == SignalRule(rule) {
				entries = append(entries, KeyEntry{Mark: signalMark(s.Rule), Text: words[rule]})
				break
			}
		}
	}
	if len(in.pieces()) > 0 {
		entries = append(entries, KeyEntry{Mark: bandMark(), Text: "between the limits"})
	}
	if in.hasTarget() {
		entries = append(entries, KeyEntry{Mark: dashMark(), Text: "target"})
	}
	if slices.Contains(in.Excluded, true) {
		entries = append(entries, KeyEntry{Mark: excludedMark(), Text: "left out of the limits"})
	}
	return entries
}

func (in XmRInput) hasTarget() bool {
	return slices.ContainsFunc(in.Targets, func(v float64) bool { return !math.IsNaN(v) })
}

func (in XmRInput) points() []Point {
	points := make([]Point, len(in.Values))
	for i, v := range in.Values {
		m := in.First + calendar.Month(i)
		p := Point{X: float64(i), Title: m.Long()}
		value := in.number(v)
		if math.IsNaN(v) {
			value = Missing + " not reported"
		}
		p.Lines = append(p.Lines, PointLine{Name: "Value", Value: value, Mark: string(Ink2), Strong: true})
		for _, s := range in.Segments {
			if s.From <= m && m <= s.To {
				p.Lines = append(p.Lines, PointLine{Name: in.centre(), Value: in.written(s.Mean, max(1, in.Decimals))})
			}
		}
		if !math.IsNaN(in.Upper[i]) {
			p.Lines = append(p.Lines, PointLine{Name: "Limits", Value: in.number(in.Lower[i]) + "–" + in.number(in.Upper[i])})
		}
		if i < len(in.Targets) && !math.IsNaN(in.Targets[i]) {
			p.Lines = append(p.Lines, PointLine{Name: "Target", Value: in.number(in.Targets[i])})
		}
		if i < len(in.Excluded) && in.Excluded[i] {
			p.Lines = append(p.Lines, PointLine{Name: "left out of the limits"})
		}
		for _, r := range in.Rebases {
			if r.Month == m {
				p.Lines = append(p.Lines, PointLine{Name: shorten("Rebased: "+oneLine(r.Text), 60)})
			}
		}
		for _, a := range in.Annotations {
			if a.Month == m {
				p.Lines = append(p.Lines, PointLine{Name: shorten(oneLine(a.Text), 60)})
			}
		}
		for _, s := range in.Signals {
			if s.Month == m {
				shape := []string{"diamond", "triangle", "square", "circle"}[s.Rule]
				p.Lines = append(p.Lines, PointLine{Name: oneLine(s.Words), Mark: string(Alert), Shape: shape})
			}
		}
		points[i] = p
	}
	return points
}
