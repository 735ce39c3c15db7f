package chart

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// xmrDrawing is one size of a control chart in the making.
type xmrDrawing struct {
	XmRInput
	window
	*drawing
	numbersOnly bool
	top         float64 // value at the top of the plot proper, below the captions
	captions    []caption
}

// number and month are of the input and the window; the drawing has neither.
func (d *xmrDrawing) px(value float64) float64 {
	return (value - d.axes.yMin) / (d.axes.yMax - d.axes.yMin) * d.frame.plotHeight()
}
func (d *xmrDrawing) units(px float64) float64 {
	return px / d.frame.plotHeight() * (d.axes.yMax - d.axes.yMin)
}

// setUp finds the range of values and makes room above it for the captions and the run's words.
func (d *xmrDrawing) setUp(f frame) {
	low, high := math.Inf(1), math.Inf(-1)
	cover := func(v float64) {
		if !math.IsNaN(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	for i := d.from; i <= d.to; i++ {
		cover(d.Values[i])
		cover(d.Lower[i])
		cover(d.Upper[i])
		if i < len(d.Targets) {
			cover(d.Targets[i])
		}
	}
	for _, s := range d.Segments {
		if d.index(s.To) >= d.from {
			cover(s.Mean)
		}
	}
	if low > high {
		low, high = 0, 1
	}
	if !(high > low) && d.Decimals == 0 { // counts are whole, and so is their axis
		low, high = low-2, high+2
		if low < 0 && high > 0 {
			low = 0
		}
	}
	bottom := low - (high-low)*0.07
	if low >= 0 { // what cannot be less than nothing has no axis below it
		bottom = math.Max(0, bottom)
	}
	yTicks := rangeTicks(math.Min(low, bottom), high)
	d.top = yTicks[len(yTicks)-1]
	f.top = 8
	if d.to-d.from < fewMonths {
		f.bottom += gutterLine
	}
	f.left = axisLeft(d.top)
	left, right := d.xAxis()
	a := axes{xMin: left, xMax: right, xTicks: d.axisTicks(), yMin: yTicks[0], yTicks: yTicks}
	d.captions = d.findCaptions(f)
	room := float64(stagger(d.captions, f.minPlotWidth())*captionRow + 4)
	if d.hasRun() {
		room += bracketRoom
	}
	a.yMax = yTicks[0] + (d.top-yTicks[0])*f.plotHeight()/(f.plotHeight()-room)
	d.drawing = newDrawing(f, a)
}

func (d *xmrDrawing) hasRun() bool { return d.Run != nil && d.index(d.Run.To) >= d.from }

// findCaptions gathers what stands above the plot: rebases, events, and months that were not reported.
func (d *xmrDrawing) findCaptions(f frame) []caption {
	slot := d.slot(f)
	at := func(x float64) float64 { return (x - float64(d.from) + 0.5) * slot }
	var all []caption
	add := func(a Annotation, prefix string) {
		if i := d.index(a.Month); d.isIn(i) {
			all = append(all, caption{x: at(float64(i) - 0.5), words: label(shorten(prefix+oneLine(a.Text), 34)), month: i})
		}
	}
	for _, r := range d.Rebases {
		add(r, "Rebased: ")
	}
	for _, a := range d.Annotations {
		if !d.isRebased(a) {
			add(a, "")
		}
	}
	for i := d.from; i <= d.to; i++ {
		if !math.IsNaN(d.Values[i]) {
			continue
		}
		first := i
		for i < d.to && math.IsNaN(d.Values[i+1]) {
			i++
		}
		words := d.month(first).Long() + ": not reported"
		if i > first {
			words = fmt.Sprintf("%d months not reported", i-first+1)
		}
		middle := (first + i) / 2
		all = append(all, caption{x: at(float64(middle)), words: words, month: middle, centre: true})
	}
	return all
}

// isRebased reports whether the event's month is a rebase already, which has its own rule and words.
func (d *xmrDrawing) isRebased(a Annotation) bool {
	for _, r := range d.Rebases {
		if r.Month == a.Month {
			return true
		}
	}
	return false
}

func (d *xmrDrawing) drawLimits() {
	for _, p := range d.pieces() {
		if p.to < d.from || p.from > d.to {
			continue
		}
		left, right := float64(max(p.from, d.from))-0.5, float64(min(p.to, d.to))+0.5
		if p.starts && p.from >= d.from {
			left += 0.5 - bandOverhang
		}
		if p.ends {
			right -= 0.5 - bandOverhang
		}
		d.area(coord{left, p.lower}, coord{right, p.upper}, Band)
		d.line(coord{left, p.lower}, coord{right, p.lower}, solid(BandEdge, 1))
		d.line(coord{left, p.upper}, coord{right, p.upper}, solid(BandEdge, 1))
	}
	for _, s := range d.Segments {
		from, to := max(d.index(s.From), d.from), min(d.index(s.To), d.to)
		if from <= to && !math.IsNaN(s.Mean) {
			d.line(coord{float64(from) - bandOverhang, s.Mean}, coord{float64(to) + bandOverhang, s.Mean}, solid(Ink2, 1.25))
		}
	}
}

// drawTargets draws the target of each month as a dashed line in steps, broken where there is none.
func (d *xmrDrawing) drawTargets() {
	for i := d.from; i <= d.to && i < len(d.Targets); i++ {
		first := i
		for i < d.to && i+1 < len(d.Targets) && d.Targets[i+1] == d.Targets[first] {
			i++
		}
		style := dashed(Ink, 1.25)
		if i-first < 2 { // a target of its own each month is a dash each month
			style = solid(Ink, 1.25)
		}
		if v := d.Targets[first]; !math.IsNaN(v) {
			d.line(coord{float64(first) - 0.4, v}, coord{float64(i) + 0.4, v}, style)
		}
	}
}

// drawExcluded draws months left out of the limits hollow, over their points.
func (d *xmrDrawing) drawExcluded() {
	data := []opts.ScatterData{}
	for i := d.from; i <= d.to && i < len(d.Excluded); i++ {
		if d.Excluded[i] && !math.IsNaN(d.Values[i]) {
			data = append(data, opts.ScatterData{Value: []any{i, d.Values[i]}})
		}
	}
	if len(data) > 0 {
		d.series(charts.SingleSeries{
			Id: "excluded", Type: types.ChartScatter, Data: data, Symbol: "circle", SymbolSize: 7,
			ItemStyle: &opts.ItemStyle{Color: Ground.option(), BorderColor: Ink2.option(), BorderWidth: 1.25, Opacity: opts.Float(1)},
		}, map[string]any{"z": 7, "silent": true})
	}
}

// drawRules draws the rule of each rebase and event up to its words, and the leader of each gap.
func (d *xmrDrawing) drawRules() {
	base := d.top
	if d.hasRun() {
		base += d.units(bracketRoom)
	}
	for _, c := range d.captions {
		bottom := base + d.units(float64(c.row)*captionRow+2)
		middle := bottom + d.units(captionRow/2)
		style := textStyle{colour: Ink2, position: "inside", align: "center", ground: true}
		place := coord{float64(c.month), middle}
		if c.centre {
			beside := d.meanAt(c.month) + d.units(9) // on the mean it could not be seen
			d.text(coord{float64(c.month), beside}, Missing, textStyle{colour: Ink2, position: "inside", align: "center"})
			if !c.hidden {
				d.line(coord{float64(c.month), beside + d.units(7)}, coord{float64(c.month), bottom}, solid(Ink3, 1))
			}
		} else {
			place.x = float64(c.month) - 0.5
			style.position, style.align = "right", "left"
			if c.flip {
				style.position, style.align = "left", "right"
			}
			end := base
			if !c.hidden {
				end = bottom + d.units(captionRow)
			}
			d.line(coord{place.x, d.axes.yMin}, coord{place.x, end}, solid(Ink3, 1))
		}
		if !c.hidden {
			d.text(place, c.words, style)
		}
	}
}

func (d *xmrDrawing) meanAt(i int) float64 {
	for _, s := range d.Segments {
		if d.index(s.From) <= i && i <= d.index(s.To) && !math.IsNaN(s.Mean) {
			return s.Mean
		}
	}
	return (d.axes.yMin + d.top) / 2
}

// drawValues draws a line for each segment: it breaks at a rebase, and at every month not reported.
func (d *xmrDrawing) drawValues() {
	for k, s := range d.Segments {
		d.drawing.valueLine(fmt.Sprintf("values-%d", k), d.Values, max(d.index(s.From), d.from), min(d.index(s.To), d.to))
	}
}

// valueLine draws months from first to last as a thin line with points, broken at gaps.
func (d *drawing) valueLine(id string, values []float64, first, last int) {
	if first > last {
		return
	}
	data := make([]opts.LineData, 0, last-first+1)
	for i := first; i <= last; i++ {
		item := opts.LineData{Value: []any{i, nil}}
		if !math.IsNaN(values[i]) {
			item.Value = []any{i, values[i]}
		}
		data = append(data, item)
	}
	d.series(charts.SingleSeries{
		Id: id, Type: types.ChartLine, Data: data, Symbol: "circle", SymbolSize: 5,
		ShowSymbol: opts.Bool(true), ConnectNulls: opts.Bool(false),
		LineStyle: &opts.LineStyle{Color: Ink3.option(), Width: 1.25},
		ItemStyle: &opts.ItemStyle{Color: Ink2.option(), BorderColor: Ground.option(), BorderWidth: 1},
	}, map[string]any{"z": 6, "silent": true, "showAllSymbol": true, "emphasis": map[string]any{"disabled": true}})
}

func (d *xmrDrawing) drawSignals() {
	labelled := -10
	for rule := range numberOfRules {
		symbol, size := signalShape(SignalRule(rule))
		data := []opts.ScatterData{}
		for _, s := range d.Signals {
			i := d.index(s.Month)
			if s.Rule != SignalRule(rule) || !d.isIn(i) || math.IsNaN(d.Values[i]) {
				continue
			}
			item := opts.ScatterData{Value: []any{i, d.Values[i]}}
			if s.Rule == Trend && !s.Up {
				item.SymbolRotate = 180
			}
			data = append(data, item)
			if s.Rule == OutsideLimit && !d.isInRun(s) && i-labelled > 2 && float64(i-labelled)*d.slot(d.frame) > 26 {
				position := "bottom"
				if s.Up {
					position = "top"
				}
				d.text(coord{float64(i), d.Values[i]}, d.XmRInput.number(d.Values[i]), textStyle{colour: Ink2, position: position, align: "center"})
				labelled = i
			}
		}
		if len(data) == 0 {
			continue
		}
		d.series(charts.SingleSeries{
			Id: fmt.Sprintf("signal-%d", rule), Type: types.ChartScatter, Data: data, Symbol: symbol, SymbolSize: size,
			ItemStyle: &opts.ItemStyle{Color: Alert.option(), BorderColor: Ground.option(), BorderWidth: 1.5, Opacity: opts.Float(1)},
		}, map[string]any{"z": 7, "silent": true})
	}
}

// isInRun reports whether the signal lies under the bracket, where a number would meet its words.
func (d *xmrDrawing) isInRun(s Signal) bool {
	return d.hasRun() && s.Up && s.Month >= d.Run.From-2 && s.Month <= d.Run.To
}

// drawRun puts a bracket over the months of the newest signal, and its words over the bracket.
func (d *xmrDrawing) drawRun() {
	if !d.hasRun() {
		return
	}
	from, to := max(d.index(d.Run.From), d.from), min(d.index(d.Run.To), d.to)
	top := math.Inf(-1)
	for i := from; i <= to; i++ {
		for _, v := range []float64{d.Values[i], d.Upper[i]} {
			if !math.IsNaN(v) {
				top = math.Max(top, v)
			}
		}
	}
	y := math.Min(top, d.top) + d.units(8)
	left, right := float64(from)-0.25, float64(to)+0.25
	d.line(coord{left, y}, coord{right, y}, solid(Alert, 1.25))
	d.line(coord{left, y}, coord{left, y - d.units(4)}, solid(Alert, 1.25))
	d.line(coord{right, y}, coord{right, y - d.units(4)}, solid(Alert, 1.25))
	words := label(d.Run.Words)
	place, style := coord{(left + right) / 2, y + d.units(13)}, textStyle{colour: Alert, weight: "600", position: "inside", align: "center"}
	half := textWidth(words) * 1.08 / 2
	slot := d.slot(d.frame)
	if middle := (place.x - float64(d.from)) * slot; middle+half > d.frame.minPlotWidth() {
		place.x, style.position, style.align = right+6/slot, "left", "right" // 6 px is the label's distance
	} else if middle-half < 0 {
		place.x, style.position, style.align = left-6/slot, "right", "left"
	}
	d.text(place, words, style)
}

// drawGutter names the newest lines at the right of the plot.
func (d *xmrDrawing) drawGutter() {
	last := d.Segments[len(d.Segments)-1]
	i := len(d.Values) - 1
	var labels []gutterLabel
	add := func(value float64, name string, colour Token, weight string) {
		if math.IsNaN(value) {
			return
		}
		words := d.XmRInput.number(value)
		if !d.numbersOnly {
			words = name + noBreakSpace + words
		}
		labels = append(labels, gutterLabel{wanted: d.frame.plotHeight() - d.px(value), lines: 1, words: words,
			style: textStyle{colour: colour, weight: weight, position: "right", align: "left"}})
	}
	add(d.Upper[i], "Upper", Ink3, "")
	add(last.Mean, d.centre(), Ink, "600")
	add(d.Lower[i], "Lower", Ink3, "")
	if i < len(d.Targets) {
		add(d.Targets[i], "Target", Ink, "600")
	}
	spread(labels, d.frame.plotHeight())
	for _, l := range labels {
		d.text(coord{d.axes.xMax, d.axes.yMin + d.units(d.frame.plotHeight()-l.at)}, l.words, l.style)
	}
}
