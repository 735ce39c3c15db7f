package chart

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// fanLayout is one of the sizes in which the same months are drawn.
type fanLayout struct {
	frame       frame
	history     int // the newest so many known months
	numbersOnly bool
}

// fanDrawing is one layout in the making. Its x axis counts months from the input's first.
type fanDrawing struct {
	fan
	*drawing
	layout   fanLayout
	from, to int
	top      float64 // value at the top of the plot proper, below the captions
	slot     float64
	captions []caption
}

func (f fan) option(l fanLayout) (json.RawMessage, error) {
	d := fanDrawing{fan: f, layout: l, from: max(0, f.split()-l.history), to: f.last()}
	d.setUpAxes()
	d.expectedRange("range95", Band, d.split(), d.Ahead, func(m FanMonth) (float64, float64) { return m.Lo95, m.Hi95 })
	d.expectedRange("range80", Veil, d.split(), d.Ahead, within80)
	d.drawHistory()
	d.expected(d.split(), d.Ahead)
	d.drawBaselines()
	d.drawCaptions()
	d.drawGutter()
	d.drawYears()
	return d.drawing.option()
}

func (d *fanDrawing) setUpAxes() {
	least, most := math.Inf(1), math.Inf(-1)
	cover := func(v float64) {
		if !math.IsNaN(v) {
			least, most = math.Min(least, v), math.Max(most, v)
		}
	}
	for i := d.from; i < d.split(); i++ {
		cover(d.value(i))
	}
	for i := d.from; i <= d.to; i++ {
		if b, ok := d.baseline(d.month(i)); ok {
			cover(b.PerMonth)
		}
	}
	for _, m := range d.Ahead {
		cover(m.Lo95)
		cover(m.Hi95)
	}
	yTicks := ticksBetween(least, most)
	d.top = yTicks[len(yTicks)-1]
	f := d.layout.frame
	f.top, f.left = 8, int(textWidth(d.number(d.top)))+14
	a := axes{xMin: float64(d.from) - 0.5, xMax: float64(d.to) + 0.5, yMin: yTicks[0], yTicks: yTicks, hasGridLines: true}
	a.xTicks, _ = yearEdges(d.First, d.from, d.to)
	d.slot = f.minPlotWidth() / float64(max(1, d.to-d.from+1))
	d.captions = d.findCaptions()
	rows := stagger(d.captions, f.minPlotWidth())
	room := float64(rows*captionRow + 4)
	a.yMax = a.yMin + (d.top-a.yMin)*f.plotHeight()/(f.plotHeight()-room)
	d.drawing = newDrawing(f, a)
}

// ticksBetween returns the ticks of an axis that covers least to most. It starts at 0 where that costs little.
func ticksBetween(least, most float64) []float64 {
	if !(most > least) || least < (most-least)*0.6 {
		return niceTicks(math.Max(most, 1))
	}
	const steps = 4.0
	magnitude := math.Pow(10, math.Floor(math.Log10((most-least)/steps)))
	step := magnitude
	for _, digit := range []float64{1, 2, 2.5, 5, 10} {
		if step = digit * magnitude; step*steps >= most-least && step == math.Trunc(step) {
			break
		}
	}
	step = math.Max(math.Round(step), 1)
	var all []float64
	for v := math.Floor(least/step) * step; ; v += step {
		all = append(all, v)
		if v >= most {
			return all
		}
	}
}

func (d *fanDrawing) units(px float64) float64 {
	return px * (d.axes.yMax - d.axes.yMin) / d.frame.plotHeight()
}

func (d *fanDrawing) drawHistory() {
	data := []opts.LineData{}
	for i := d.from; i < d.split(); i++ {
		item := opts.LineData{Value: []any{i, nil}} // breaks the line
		if n := d.value(i); !math.IsNaN(n) {
			item.Value = []any{i, n}
		}
		data = append(data, item)
	}
	d.series(charts.SingleSeries{
		Id: "reported", Type: types.ChartLine, Data: data, Symbol: "circle", SymbolSize: 5,
		ShowSymbol: opts.Bool(true), ConnectNulls: opts.Bool(false),
		LineStyle: &opts.LineStyle{Color: Ink3.option(), Width: 1.25},
		ItemStyle: &opts.ItemStyle{Color: Ink2.option(), BorderColor: Ground.option(), BorderWidth: 1},
	}, map[string]any{"z": 4, "silent": true, "showAllSymbol": true, "emphasis": map[string]any{"disabled": true}})
}

func (d *fanDrawing) drawBaselines() {
	for k, b := range d.Baselines {
		left, right := float64(d.index(b.From))-0.5, d.axes.xMax
		if k+1 < len(d.Baselines) {
			right = float64(d.index(d.Baselines[k+1].From)) - 0.5
		}
		left, right = math.Max(left, d.axes.xMin), math.Min(right, d.axes.xMax)
		if left < right {
			d.line(coord{left, b.PerMonth}, coord{right, b.PerMonth}, dashed(Ink, 1.25))
		}
	}
}

// findCaptions gathers what stands above the plot: events, missing months, where the expected begins.
func (d *fanDrawing) findCaptions() []caption {
	at := func(x float64) float64 { return (x - float64(d.from) + 0.5) * d.slot }
	all := []caption{{x: at(float64(d.split()) - 0.5), words: "Expected", month: d.split()}}
	for _, a := range d.Annotations {
		if i := d.index(a.Month); i >= d.from && i < d.split() {
			all = append(all, caption{x: at(float64(i) - 0.5), words: label(shorten(oneLine(a.Text), 34)), month: i})
		}
	}
	for _, n := range d.Notes {
		if i := d.index(n.Month); i >= d.from && i < d.split() {
			all = append(all, caption{x: at(float64(i)), words: label(shorten(oneLine(n.Text), 34)), month: i, centre: true})
		}
	}
	return all
}

func (d *fanDrawing) drawCaptions() {
	for _, c := range d.captions {
		bottom := d.top + d.units(float64(c.row)*captionRow+2)
		style := textStyle{colour: Ink2, position: "inside", align: "center", ground: true}
		place := coord{float64(c.month), bottom + d.units(captionRow/2)}
		if c.centre { // a missing month: its dash stands where its point would, as near as its neighbours tell
			if c.hidden {
				continue
			}
			y := d.besides(c.month)
			d.line(coord{float64(c.month) - 0.3, y}, coord{float64(c.month) + 0.3, y}, solid(Ink3, 1.5))
			d.line(coord{float64(c.month), y + d.units(8)}, coord{float64(c.month), bottom}, solid(Ink3, 1))
		} else {
			place.x = float64(c.month) - 0.5
			style.position, style.align = "right", "left"
			if c.flip {
				style.position, style.align = "left", "right"
			}
			end := d.axes.yMax
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

// besides is the mean of the nearest known months on both sides.
func (d *fanDrawing) besides(i int) float64 {
	sum, n := 0.0, 0.0
	for _, step := range []int{-1, 1} {
		for k := i + step; k >= 0 && k < d.split(); k += step {
			if v := d.value(k); !math.IsNaN(v) {
				sum, n = sum+v, n+1
				break
			}
		}
	}
	if n == 0 {
		return d.axes.yMin
	}
	return sum / n
}

// drawGutter names the end of the fan: what is expected of its last month, the ranges and the baseline.
func (d *fanDrawing) drawGutter() {
	last := d.Ahead[len(d.Ahead)-1]
	height := d.frame.plotHeight()
	var labels []gutterLabel
	add := func(value float64, words string, colour Token, weight string) {
		labels = append(labels, gutterLabel{wanted: height - (value-d.axes.yMin)/d.units(1), lines: countLines(words), words: words,
			style: textStyle{colour: colour, weight: weight, position: "right", align: "left"}})
	}
	words := d.number(last.Expected)
	if !d.layout.numbersOnly {
		words = last.Month.Short() + noBreakSpace + words
	}
	add(last.Expected, words, Ink, "600")
	if d.layout.numbersOnly {
		add(last.Hi80, d.number(last.Hi80), Ink3, "")
		add(last.Lo80, d.number(last.Lo80), Ink3, "")
	} else {
		add(last.Hi80, fmt.Sprintf("80%s%% %s", noBreakSpace, last.range80(d.number)), Ink3, "")
		add(last.Lo95, fmt.Sprintf("95%s%% %s", noBreakSpace, last.range95(d.number)), Ink3, "")
	}
	if b, ok := d.baseline(last.Month); ok {
		words := d.number(b.PerMonth)
		if !d.layout.numbersOnly {
			words += " baseline"
		}
		add(b.PerMonth, words, Ink, "600")
	}
	spread(labels, height)
	for _, l := range labels {
		d.text(coord{d.axes.xMax, d.axes.yMin + d.units(height-l.at)}, l.words, l.style)
	}
}

func (d *fanDrawing) drawYears() {
	const yearWidth = 34
	edges, years := yearEdges(d.First, d.from, d.to)
	every := max(1, int(math.Ceil(yearWidth/(12*d.slot))))
	for k, edge := range edges {
		if years[k]%every == 0 {
			d.text(coord{edge, d.axes.yMin}, fmt.Sprint(years[k]), textStyle{colour: Ink3, position: "bottom", align: "left"})
		}
	}
}
