package chart

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// LinesInput compares a few lines over the same places, such as the years of a
// calendar month by month. The value axis starts at zero unless FromLowest is set.
type LinesInput struct {
	ID, Title, Summary string
	Place              string   // what a place is, heading the table: "Month"
	Places             []string // one a step on the x axis: "October", "November", …
	Short              []string // the same for the axis: "Oct"; nil for Places
	Lines              []Line
	Decimals           int  // of the values
	FromLowest         bool // the axis starts near the lowest value; the page has to say so (Spec.Start)
}

// Line is one series of a LinesInput.
type Line struct {
	Name   string
	Values []float64 // NaN breaks the line
	Kind   LineKind
	Slot   int // of a site, for SiteLine
}

// LineKind says how much a line is to be looked at.
type LineKind int

// The kinds of line.
const (
	CurrentLine   LineKind = iota // in ink, with points
	EarlierLine                   // quiet, to compare with
	ReferenceLine                 // dashed: a baseline
	SiteLine                      // in the colour of the site's slot
)

func (l Line) tokens() (mark, text Token, width float64) {
	switch l.Kind {
	case EarlierLine:
		return Control, Ink3, 1.25
	case ReferenceLine:
		return Ink, Ink, 1.25
	case SiteLine:
		mark, text = siteTokens(l.Slot)
		return mark, text, 1.75
	}
	return Ink, Ink, 1.75
}

func (l Line) last() (i int, ok bool) {
	for i = len(l.Values) - 1; i >= 0; i-- {
		if !math.IsNaN(l.Values[i]) {
			return i, true
		}
	}
	return 0, false
}

// Lines draws a LinesInput.
func Lines(in LinesInput) (Spec, error) {
	if len(in.Places) == 0 || len(in.Lines) == 0 {
		return Spec{}, fmt.Errorf("chart %q: no places or no lines to draw", in.ID)
	}
	spec := Spec{
		ID: in.ID, Title: in.Title, Summary: in.Summary, Table: in.table(), Points: in.points(),
		Height: heightNarrow, NarrowHeight: heightNarrow, PrintHeight: heightPrint,
	}
	values := make([][]float64, len(in.Lines))
	for i, l := range in.Lines {
		values[i] = l.Values
	}
	spec.Start = in.yTicks(values)[0]
	var err error
	if spec.Option, err = in.option(frame{height: heightNarrow, bottom: axisRoom, right: gutterWide, minWidth: widthWide}, false); err != nil {
		return Spec{}, err
	}
	if spec.Narrow, err = in.option(frame{height: heightNarrow, bottom: axisRoom, right: gutterNarrow, minWidth: widthNarrow}, true); err != nil {
		return Spec{}, err
	}
	if spec.Print, err = in.option(frame{height: heightPrint, bottom: axisRoom, right: gutterPrint, minWidth: widthPrint}, false); err != nil {
		return Spec{}, err
	}
	return spec, nil
}

func (in LinesInput) option(f frame, numbersOnly bool) (json.RawMessage, error) {
	values := make([][]float64, len(in.Lines))
	for i, l := range in.Lines {
		values[i] = l.Values
	}
	yTicks := in.yTicks(values)
	top := yTicks[len(yTicks)-1]
	f.top, f.left = 10, int(textWidth(number(top, 0)))+14
	d := newDrawing(f, axes{
		xMin: -0.5, xMax: float64(max(1, len(in.Places))) - 0.5, yMin: yTicks[0], yMax: top, yTicks: yTicks, hasGridLines: true,
	})
	for k, l := range in.Lines {
		d.series(l.series(k))
	}
	in.drawEnds(d, numbersOnly)
	in.drawPlaces(d)
	return d.option()
}

func (in LinesInput) yTicks(values [][]float64) []float64 {
	r := RangeOf(nil, values...)
	if in.FromLowest && r.Max > r.Min {
		return rangeTicks(math.Max(0, r.Min), r.Max)
	}
	return niceTicks(math.Max(r.Max, 1))
}

func (l Line) series(k int) (charts.SingleSeries, map[string]any) {
	mark, _, width := l.tokens()
	data := make([]opts.LineData, len(l.Values))
	for i, v := range l.Values {
		data[i] = opts.LineData{Value: []any{i, nil}}
		if !math.IsNaN(v) {
			data[i] = opts.LineData{Value: []any{i, v}}
		}
	}
	// A month between two gaps is seen only by its point.
	hasPoints := l.Kind == CurrentLine || l.Kind == SiteLine
	var dash any = "solid"
	if l.Kind == ReferenceLine {
		dash = []int{5, 4}
	}
	return charts.SingleSeries{
			Id: fmt.Sprintf("line-%d", k), Name: label(l.Name), Type: types.ChartLine, Data: data,
			Symbol: "circle", SymbolSize: 5, ShowSymbol: opts.Bool(hasPoints), ConnectNulls: opts.Bool(false),
			LineStyle: &opts.LineStyle{Color: mark.option(), Width: float32(width)},
			ItemStyle: &opts.ItemStyle{Color: mark.option(), BorderColor: Ground.option(), BorderWidth: 1},
		}, map[string]any{
			"z": 3, "silent": true, "showAllSymbol": true,
			"lineStyle": map[string]any{"type": dash},
			"emphasis":  map[string]any{"disabled": true},
		}
}

// drawEnds names each line in the gutter, at the height of its last value.
func (in LinesInput) drawEnds(d *drawing, numbersOnly bool) {
	pxPerUnit := d.frame.plotHeight() / (d.axes.yMax - d.axes.yMin)
	room := int(float64(d.frame.right-8) / 6.2)
	var labels []gutterLabel
	for _, l := range in.Lines {
		i, ok := l.last()
		if !ok {
			continue
		}
		_, colour, _ := l.tokens()
		weight := "600"
		if l.Kind == EarlierLine {
			weight = ""
		}
		words := number(l.Values[i], in.Decimals)
		if !numbersOnly {
			words = label(shorten(oneLine(l.Name), room-len([]rune(words))-1)) + noBreakSpace + words
		}
		labels = append(labels, gutterLabel{
			wanted: d.frame.plotHeight() - (l.Values[i]-d.axes.yMin)*pxPerUnit, lines: 1, words: words,
			style: textStyle{colour: colour, weight: weight, position: "right", align: "left"},
		})
	}
	spread(labels, d.frame.plotHeight())
	for _, l := range labels {
		d.text(coord{d.axes.xMax, d.axes.yMin + (d.frame.plotHeight()-l.at)/pxPerUnit}, l.words, l.style)
	}
}

// drawPlaces writes as many of the places' names as fit.
func (in LinesInput) drawPlaces(d *drawing) {
	names := in.Short
	if names == nil {
		names = in.Places
	}
	widest := 0.0
	for _, n := range names {
		widest = math.Max(widest, textWidth(n))
	}
	slot := d.frame.minPlotWidth() / float64(max(1, len(names)))
	every := max(1, int(math.Ceil((widest+8)/slot)))
	for i, n := range names {
		if i%every == 0 {
			d.text(coord{float64(i), d.axes.yMin}, label(n), textStyle{colour: Ink3, position: "bottom", align: "center"})
		}
	}
}

func (in LinesInput) value(l Line, i int) string {
	if i >= len(l.Values) {
		return Missing
	}
	return number(l.Values[i], in.Decimals)
}

func (in LinesInput) table() Table {
	t := Table{Columns: []Column{{Title: in.Place}}}
	for _, l := range in.Lines {
		t.Columns = append(t.Columns, Column{Title: oneLine(l.Name), Numeric: true})
	}
	for i, place := range in.Places {
		row := []string{oneLine(place)}
		for _, l := range in.Lines {
			row = append(row, in.value(l, i))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (in LinesInput) points() []Point {
	points := make([]Point, len(in.Places))
	for i, place := range in.Places {
		points[i] = Point{X: float64(i), Title: oneLine(place)}
		for _, l := range in.Lines {
			mark, _, _ := l.tokens()
			points[i].Lines = append(points[i].Lines, PointLine{
				Name: shorten(oneLine(l.Name), 40), Value: in.value(l, i), Mark: string(mark), Strong: l.Kind == CurrentLine,
			})
		}
	}
	return points
}
