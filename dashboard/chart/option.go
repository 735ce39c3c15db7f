package chart

import (
	"encoding/json"
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// fontFamily is that of the page; a drawing without the page falls through to what the machine has.
// No quotes: drawn on the server, ECharts writes the list into an attribute without escaping it.
const fontFamily = "Inter Variable, Inter, system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"

// frame is the room of one drawing, in px. Its height is exact, so that labels can be kept
// apart vertically here; of its width only the least is known.
type frame struct {
	height, top, bottom int
	left, right         int
	minWidth            int
}

func (f frame) plotHeight() float64   { return float64(f.height - f.top - f.bottom) }
func (f frame) minPlotWidth() float64 { return float64(f.minWidth - f.left - f.right) }

// axes is the range and the ticks of a drawing.
type axes struct {
	xMin, xMax   float64
	xTicks       []float64
	yMin, yMax   float64
	yTicks       []float64
	hasGridLines bool
}

// coord is a place in the plot, in the units of the axes.
type coord struct{ x, y float64 }

func (c coord) value() []any { return []any{c.x, c.y} }

// stroke is a line style with the fields that opts.LineStyle lacks: a dash pattern.
type stroke struct {
	Color string  `json:"color"`
	Width float64 `json:"width"`
	Type  any     `json:"type"` // "solid" or dash lengths
}

func solid(t Token, width float64) stroke {
	return stroke{Color: t.option(), Width: width, Type: "solid"}
}

func dashed(t Token, width float64) stroke {
	return stroke{Color: t.option(), Width: width, Type: []int{5, 4}}
}

// segmentEnd is one end of a mark line; the style stands at the first.
type segmentEnd struct {
	Coord     []any   `json:"coord"`
	LineStyle *stroke `json:"lineStyle,omitempty"`
}

func segment(from, to coord, s stroke) any {
	return []any{segmentEnd{Coord: from.value(), LineStyle: &s}, segmentEnd{Coord: to.value()}}
}

// areaEnd is a corner of a mark area. opts.MarkAreaData writes its YAxis under a key that
// ECharts does not know, hence a pair of our own.
type areaEnd struct {
	XAxis     float64         `json:"xAxis"`
	YAxis     float64         `json:"yAxis"`
	ItemStyle *opts.ItemStyle `json:"itemStyle,omitempty"`
}

func area(from, to coord, t Token) any {
	return []any{
		areaEnd{XAxis: from.x, YAxis: from.y, ItemStyle: &opts.ItemStyle{Color: t.option()}},
		areaEnd{XAxis: to.x, YAxis: to.y},
	}
}

// textItem is a label that stands at a place of its own: a point too small to see that carries it.
type textItem struct {
	Value []any      `json:"value"`
	Label opts.Label `json:"label"`
}

// textStyle says how a label looks and on which side of its place it stands.
type textStyle struct {
	colour   Token
	weight   string // "" is 400
	position string // right, left, top, bottom or inside
	align    string // of the lines of a label among themselves
	ground   bool   // hides what is behind it
}

func text(at coord, words string, s textStyle) textItem {
	l := opts.Label{
		Show: opts.Bool(true), Formatter: words, Color: s.colour.option(),
		FontSize: 12, LineHeight: 15, FontWeight: s.weight, Position: s.position, Align: s.align,
	}
	if s.ground {
		l.BackgroundColor = Ground.option()
	}
	return textItem{Value: at.value(), Label: l}
}

// drawing gathers the parts of one option and knows every defect of go-echarts that has to be worked round.
type drawing struct {
	frame frame
	axes  axes
	bar   *charts.Bar
	// patches are set on the series of that id after go-echarts is done: what its types cannot say.
	patches map[string]map[string]any
	// data is kept aside from the series' types: it needs no patch, and is most of the work to write.
	data map[string]any

	lines []any
	areas []any
	texts []textItem
}

func newDrawing(f frame, a axes) *drawing {
	return &drawing{frame: f, axes: a, bar: charts.NewBar(), patches: map[string]map[string]any{}, data: map[string]any{}}
}

func (d *drawing) line(from, to coord, s stroke)        { d.lines = append(d.lines, segment(from, to, s)) }
func (d *drawing) area(from, to coord, t Token)         { d.areas = append(d.areas, area(from, to, t)) }
func (d *drawing) text(at coord, w string, s textStyle) { d.texts = append(d.texts, text(at, w, s)) }

// series adds one series in the order of drawing; patch may be nil.
func (d *drawing) series(s charts.SingleSeries, patch map[string]any) {
	d.data[s.Id], s.Data = s.Data, nil
	d.bar.MultiSeries = append(d.bar.MultiSeries, s)
	d.patches[s.Id] = patch
}

// option writes the finished option. The same input gives the same bytes.
func (d *drawing) option() (json.RawMessage, error) {
	d.addMarks()
	d.bar.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{Theme: "caseload"}), // "white" would force its own palette
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		// charts.js shows a tooltip of its own, from the Spec's points, as text.
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(false)}),
		charts.WithGridOpts(opts.Grid{
			Left: fmt.Sprint(d.frame.left), Right: fmt.Sprint(d.frame.right),
			Top: fmt.Sprint(d.frame.top), Bottom: fmt.Sprint(d.frame.bottom),
		}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Min: d.axes.xMin, Max: d.axes.xMax,
			AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)},
			AxisLine:  &opts.AxisLine{Show: opts.Bool(true), OnZero: opts.Bool(false), LineStyle: &opts.LineStyle{Color: Control.option(), Width: 1}},
			AxisTick:  &opts.AxisTick{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: Control.option(), Width: 1}},
			SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", Min: d.axes.yMin, Max: d.axes.yMax,
			AxisLabel: &opts.AxisLabel{Show: opts.Bool(true), Color: Ink3.option(), FontSize: 12, Margin: 8},
			AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{Show: opts.Bool(d.axes.hasGridLines), LineStyle: &opts.LineStyle{Color: Rule.option(), Width: 1, Type: "solid"}},
		}),
	)
	d.bar.Accept(finisher{drawing: d})
	d.bar.Validate()
	raw, err := json.Marshal(d.bar.JSON())
	if err != nil {
		return nil, fmt.Errorf("write chart option: %w", err)
	}
	return raw, nil
}

// addMarks turns the gathered areas, lines and labels into series that carry them.
func (d *drawing) addMarks() {
	silent := map[string]any{"silent": true, "z": 2}
	if len(d.areas) > 0 {
		d.series(charts.SingleSeries{Id: "areas", Type: types.ChartScatter, Data: []any{},
			MarkAreas: &opts.MarkAreas{}},
			// Behind the bars, in front of the grid lines.
			map[string]any{"silent": true, "markArea": map[string]any{"data": d.areas, "silent": true, "z": 1, "animation": false}})
	}
	if len(d.lines) > 0 {
		d.series(charts.SingleSeries{Id: "lines", Type: types.ChartScatter, Data: []any{},
			MarkLines: &opts.MarkLines{MarkLineStyle: opts.MarkLineStyle{
				Symbol: []string{"none", "none"}, Label: &opts.Label{Show: opts.Bool(false)}}}},
			map[string]any{"silent": true, "markLine": map[string]any{"data": d.lines, "silent": true, "z": 5, "animation": false}})
	}
	if len(d.texts) > 0 {
		d.series(charts.SingleSeries{Id: "texts", Type: types.ChartScatter, Data: d.texts, SymbolSize: 1,
			// A carrier at the default opacity of 0.8 would grey its label.
			ItemStyle: &opts.ItemStyle{Color: "transparent", Opacity: opts.Float(1)}},
			merged(silent, map[string]any{"z": 8, "clip": false, "label": map[string]any{"distance": 6}}))
	}
}

// finisher is the one place where the option leaves what go-echarts can express.
type finisher struct {
	charts.BaseConfigurationVisitor
	drawing *drawing
}

// Visit sees the whole option last.
func (f finisher) Visit(option map[string]any) {
	d := f.drawing
	option["animation"] = false // durations never reach JSON; nothing moves here anyway
	option["textStyle"] = map[string]any{"fontFamily": fontFamily}
	option["series"] = d.patched(option["series"])
	// Should anybody turn the tooltip on, it must not write HTML: a strict content policy breaks it and a file's names could misuse it.
	option["tooltip"] = merge(plain(option["tooltip"]), map[string]any{"renderMode": "richText", "confine": true})
	option["xAxis"] = patchedAxis(option["xAxis"], map[string]any{
		"containShape": false, // or the axis grows by half a month at both ends, and every label's place is off
		"axisTick":     map[string]any{"length": 5, "customValues": ticks(d.axes.xTicks)},
	})
	option["yAxis"] = patchedAxis(option["yAxis"], map[string]any{
		"axisTick":  map[string]any{"show": false, "customValues": ticks(d.axes.yTicks)},
		"axisLabel": map[string]any{"customValues": ticks(d.axes.yTicks)},
	})
	if grid, ok := plainList(option["grid"]); ok && len(grid) > 0 {
		option["grid"] = grid[0]
	}
	// Empty components cost ECharts nothing but make goldens harder to read.
	for _, unused := range []string{"title", "toolbox"} {
		delete(option, unused)
	}
}

func ticks(values []float64) []float64 {
	if values == nil {
		return []float64{}
	}
	return values
}

func (d *drawing) patched(series any) any {
	list, ok := plainList(series)
	if !ok {
		return series
	}
	for i, s := range list {
		id, _ := s["id"].(string)
		list[i] = merge(s, d.patches[id])
		list[i]["data"] = d.data[id]
	}
	return list
}

func patchedAxis(axis any, patch map[string]any) any {
	list, ok := plainList(axis)
	if !ok || len(list) == 0 {
		return axis
	}
	return merge(list[0], patch)
}

// plain turns a typed component into the map that its JSON describes.
func plain(component any) map[string]any {
	raw, err := json.Marshal(component)
	if err != nil {
		return map[string]any{}
	}
	object := map[string]any{}
	if json.Unmarshal(raw, &object) != nil {
		return map[string]any{}
	}
	return object
}

func plainList(components any) ([]map[string]any, bool) {
	raw, err := json.Marshal(components)
	if err != nil {
		return nil, false
	}
	var list []map[string]any
	if json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	return list, true
}

// merge lays patch over base, object by object, and returns base.
func merge(base, patch map[string]any) map[string]any {
	for key, value := range patch {
		under, isObject := base[key].(map[string]any)
		over, isPatch := value.(map[string]any)
		if isObject && isPatch {
			base[key] = merge(under, over)
			continue
		}
		base[key] = value
	}
	return base
}

func merged(parts ...map[string]any) map[string]any {
	all := map[string]any{}
	for _, p := range parts {
		merge(all, p)
	}
	return all
}
