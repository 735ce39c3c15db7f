package chart

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// volumeLayout is one of the sizes in which the same months are drawn.
type volumeLayout struct {
	frame       frame
	months      int // the newest so many
	numbersOnly bool
}

// volumeDrawing is one layout in the making. Its x axis counts months from the
// input's first, in every window, so that all layouts share the same points.
type volumeDrawing struct {
	volume
	*drawing
	layout   volumeLayout
	from, to int     // known months drawn
	end      int     // the last place on the axis: that of a month ahead, or to
	top      float64 // value at the top of the plot proper, below the captions
	slot     float64 // px of a month at the least width
	captions []caption
}

func (v volume) option(l volumeLayout) (json.RawMessage, error) {
	d := volumeDrawing{volume: v, layout: l, from: max(0, v.end()+1-l.months), to: v.Months - 1, end: v.end()}
	d.setUpAxes()
	d.drawBands()
	d.drawBars()
	d.drawGaps()
	d.drawBaselines()
	d.drawAhead()
	d.drawFocus()
	d.drawSignals()
	d.drawCaptions()
	d.drawGutter()
	d.drawYears()
	return d.drawing.option()
}

// setUpAxes finds the range of values and makes room above it for the captions.
func (d *volumeDrawing) setUpAxes() {
	yTicks := niceTicks(d.most())
	d.top = yTicks[len(yTicks)-1]

	f := d.layout.frame
	f.top = 8
	if d.end-d.from < fewMonths {
		f.bottom += gutterLine // the year stands below the month
	}
	f.left = int(textWidth(d.number(d.top))) + 14
	a := axes{xMin: float64(d.from) - 0.5, xMax: float64(d.end) + 0.5, yTicks: yTicks, hasGridLines: true}
	if d.end-d.from >= fewMonths {
		a.xTicks, _ = yearEdges(d.First, d.from, d.end)
	}

	d.slot = f.minPlotWidth() / float64(max(1, d.end-d.from+1))
	d.captions = d.findCaptions()
	rows := stagger(d.captions, f.minPlotWidth())
	room := float64(rows*captionRow + 4)
	a.yMax = d.top * f.plotHeight() / (f.plotHeight() - room)
	d.drawing = newDrawing(f, a)
}

// most is the largest value that anything drawn reaches. ECharts would look at the bars only.
func (d *volumeDrawing) most() float64 {
	most := 0.0
	for i := d.from; i <= d.end; i++ {
		sum, _ := d.reported(i)
		most = math.Max(most, sum)
		if m, ok := d.aheadAt(i); ok {
			most = math.Max(most, m.Hi80)
		}
		if b, ok := d.baseline(d.month(i)); ok {
			most = math.Max(most, b.PerMonth*1.02) // the line is not the frame
		}
	}
	for _, b := range d.Targets {
		if !math.IsNaN(b.PerMonth) && d.index(b.From) <= d.end {
			most = math.Max(most, b.PerMonth)
		}
	}
	for _, b := range d.Bands {
		if d.index(b.To) >= d.from && d.index(b.From) <= d.to {
			most = math.Max(most, b.Upper)
		}
	}
	return most
}

func (d *volumeDrawing) pxPerUnit() float64       { return d.frame.plotHeight() / d.axes.yMax }
func (d *volumeDrawing) units(px float64) float64 { return px / d.pxPerUnit() }

func (d *volumeDrawing) drawBands() {
	for _, b := range d.Bands {
		from, to := math.Max(float64(d.index(b.From)), float64(d.from)), math.Min(float64(d.index(b.To)), float64(d.to))
		if from > to {
			continue
		}
		left, right := from-bandOverhang, to+bandOverhang
		d.area(coord{left, b.Lower}, coord{right, b.Upper}, Veil)
		d.line(coord{left, b.Lower}, coord{right, b.Lower}, solid(BandEdge, 1))
		d.line(coord{left, b.Upper}, coord{right, b.Upper}, solid(BandEdge, 1))
	}
}

// hatches tell later sites apart, which share one neutral. Each is a direction and a density.
func hatch(slot int) map[string]any {
	if slot < 2 {
		return nil
	}
	n := slot - 2
	angles := []float64{-math.Pi / 4, math.Pi / 4, 0, math.Pi / 2}
	return map[string]any{
		"symbol": "rect", "color": Ground.option(), "rotation": angles[n%len(angles)],
		"dashArrayX": []int{1, 0}, "dashArrayY": []int{2, 3 + n/len(angles)*2}, "symbolSize": 1,
	}
}

func (d *volumeDrawing) drawBars() {
	for k, s := range d.Sites {
		mark, _ := siteTokens(s.Slot)
		data := []opts.BarData{}
		for i := d.from; i <= d.to; i++ {
			n := s.value(i)
			// ECharts stacks by position in the list on such an axis, so a missing month keeps its place.
			// Its null draws nothing; a bar of height 0 would claim a zero.
			item := opts.BarData{Value: []any{i, nil}}
			if !math.IsNaN(n) {
				item.Value = []any{i, n}
			}
			if d.isPartial(i) {
				item.ItemStyle = &opts.ItemStyle{Color: "transparent", BorderColor: mark.option(), BorderWidth: 1.25}
			}
			data = append(data, item)
		}
		series := charts.SingleSeries{
			Id: fmt.Sprintf("site-%d", k), Name: label(s.Name), Type: types.ChartBar, Data: data,
			Stack: "sites", BarWidth: fmt.Sprintf("%.0f%%", barShare*100), BarMinWidth: "4", BarMaxWidth: fmt.Sprint(widestBar),
			ItemStyle: &opts.ItemStyle{Color: mark.option(), BorderColor: Ground.option(), BorderWidth: 1},
		}
		patch := map[string]any{"z": 2, "emphasis": map[string]any{"disabled": true}, "cursor": "default"}
		if decal := hatch(s.Slot); decal != nil {
			patch["itemStyle"] = map[string]any{"decal": decal}
		}
		d.series(series, patch)
	}
}

// drawGaps puts a dash where a bar is missing, on top of whatever the other sites sent.
func (d *volumeDrawing) drawGaps() {
	const aboveStack = 5 // px
	half := math.Min(barShare/2, widestBar/2/d.slot)
	stacked := map[int]int{}
	for _, g := range d.gaps(d.from, d.to) {
		mark, _ := siteTokens(g.site.Slot)
		for i := g.from; i <= g.to; i++ {
			sum, _ := d.reported(i)
			y := sum + d.units(aboveStack*float64(1+stacked[i]))
			stacked[i]++
			d.line(coord{float64(i) - half, y}, coord{float64(i) + half, y}, solid(mark, 1.5))
		}
	}
}

func (d *volumeDrawing) drawBaselines() {
	d.drawSteps(d.Baselines, dashed(Ink, 1.25))
	d.drawSteps(d.Targets, solid(Ink2, 2))
}

// drawAhead continues the bars by what is expected: the marks of the Outlook, which no count has.
func (d *volumeDrawing) drawAhead() {
	if len(d.Ahead) == 0 {
		return
	}
	first := d.index(d.Ahead[0].Month)
	d.expectedRange("range80", Veil, first, d.Ahead, within80)
	d.expected(first, d.Ahead)
}

// drawSteps draws a reference from the month of each step to the next.
func (d *volumeDrawing) drawSteps(steps []Baseline, s stroke) {
	for k, b := range steps {
		left, right := float64(d.index(b.From))-0.5, d.axes.xMax
		if k+1 < len(steps) {
			right = float64(d.index(steps[k+1].From)) - 0.5
		}
		left, right = math.Max(left, d.axes.xMin), math.Min(right, d.axes.xMax)
		if left < right && !math.IsNaN(b.PerMonth) {
			d.line(coord{left, b.PerMonth}, coord{right, b.PerMonth}, s)
		}
	}
}

// focusWidth is the width of the mark of the month in focus, in months: its slot, or its bar where months are few.
func focusWidth(slot float64) float64 { return math.Min(1, widestBar/slot) }

// drawFocus marks the month in focus on the axis and writes its total above it.
func (d *volumeDrawing) drawFocus() {
	i := d.index(d.Focus)
	if i < d.from || i > d.to {
		return
	}
	x := float64(i)
	half := focusWidth(d.slot) / 2
	d.line(coord{x - half, 0}, coord{x + half, 0}, solid(Accent, 3))
	total := d.total(i)
	if math.IsNaN(total) || d.isPartial(i) { // the gutter says how far a month has come
		return
	}
	top := total
	for _, k := range []int{i - 1, i + 1} { // a number wider than its slot would lie on them
		if k >= d.from && k <= d.to && d.slot < textWidth(number(total, d.Decimals)) {
			sum, _ := d.reported(k)
			top = math.Max(top, sum)
		}
	}
	above := 9.0 // px
	for _, s := range d.Signals {
		if s.Month == d.Focus {
			above = 16 // the mark of the signal stands on the bar
		}
	}
	y := top + d.units(above)
	if b, ok := d.baseline(d.Focus); ok && math.Abs(y-b.PerMonth) < d.units(smallestBaseGap) {
		y = b.PerMonth + d.units(smallestBaseGap-4)
	}
	d.text(coord{x, y}, d.number(total), textStyle{colour: Ink, weight: "600", position: "inside", align: "center"})
}

// signalShape is the symbol and size of each rule; words and a halo carry what colour cannot.
func signalShape(r SignalRule) (symbol string, size int) {
	switch r {
	case OutsideLimit:
		return "diamond", 12
	case Trend:
		return "triangle", 10
	case TwoOfThree:
		return "rect", 8
	}
	return "circle", 8
}

func (d *volumeDrawing) drawSignals() {
	for rule := range numberOfRules {
		symbol, size := signalShape(SignalRule(rule))
		data := []opts.ScatterData{}
		for _, s := range d.Signals {
			i := d.index(s.Month)
			total := d.total(i)
			if s.Rule != SignalRule(rule) || i < d.from || i > d.to || math.IsNaN(total) {
				continue
			}
			item := opts.ScatterData{Value: []any{i, total}}
			if SignalRule(rule) == Trend && !s.Up {
				item.SymbolRotate = 180
			}
			data = append(data, item)
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

// drawYears writes the years at their ticks, or each month by name where there are few.
func (d *volumeDrawing) drawYears() {
	if d.end-d.from < fewMonths {
		d.drawMonths()
		return
	}
	const yearWidth = 34 // px with room around it
	edges, years := yearEdges(d.First, d.from, d.end)
	every := max(1, int(math.Ceil(yearWidth/(12*d.slot))))
	for k, edge := range edges {
		if years[k]%every != 0 {
			continue
		}
		d.text(coord{edge, 0}, fmt.Sprint(years[k]), textStyle{colour: Ink3, position: "bottom", align: "left"})
	}
}

func (d *volumeDrawing) drawMonths() {
	const nameWidth = 30 // px of "Sep" with room around it
	every := int(math.Ceil(nameWidth / d.slot))
	for i := d.from; i <= d.end; i += every {
		m := d.month(i)
		words := m.MonthOfYear().String()[:3]
		if i == d.from || int(m)%12 < every {
			words += fmt.Sprintf("\n%d", m.Year())
		}
		d.text(coord{float64(i), 0}, words, textStyle{colour: Ink3, position: "bottom", align: "center"})
	}
}
