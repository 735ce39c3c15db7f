package chart

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"caseload/store/calendar"
)

// ExposureInput is what the sites offer their trainees, month by month.
type ExposureInput struct {
	ID, Title, Summary string

	First calendar.Month
	Focus calendar.Month // outside the months for none
	Sites []ExposureSite // bottom to top
}

// ExposureSite is one site's months.
type ExposureSite struct {
	Name   string
	Slot   int
	Months []ExposureMonth
}

// ExposureMonth is a site's month. Values that are not known are NaN.
type ExposureMonth struct {
	Available  float64
	Each       float64 // of somebody on service all month; NaN where nobody is
	Learners   float64
	IsExpected bool   // of a month to come
	Why        string // nothing is known
}

func (in ExposureInput) months() int {
	n := 0
	for _, s := range in.Sites {
		n = max(n, len(s.Months))
	}
	return n
}

func (s ExposureSite) at(i int) ExposureMonth {
	if i < 0 || i >= len(s.Months) {
		return ExposureMonth{Available: math.NaN(), Each: math.NaN()}
	}
	return s.Months[i]
}

const exposureLine = 18 // px of a line of numbers below the months

// Exposure draws what is available as bars stacked by site, hollow where a month is only expected, and writes below
// each month what somebody on service shares in.
func Exposure(in ExposureInput) (Spec, error) {
	if in.months() == 0 {
		return Spec{}, fmt.Errorf("chart %q: no months to draw", in.ID)
	}
	below := axisRoom + exposureLine*len(in.Sites)
	spec := Spec{ID: in.ID, Title: in.Title, Summary: in.Summary, Table: in.table(), Key: in.key(), Points: in.points(),
		Height: heightNarrow, NarrowHeight: heightNarrow, PrintHeight: heightPrint + exposureLine*len(in.Sites)}
	var err error
	if spec.Option, err = in.option(frame{height: spec.Height, top: 12, bottom: below, right: gutterWide, minWidth: widthWide}, false); err != nil {
		return Spec{}, err
	}
	if spec.Narrow, err = in.option(frame{height: spec.NarrowHeight, top: 12, bottom: below, right: 8, minWidth: widthNarrow}, true); err != nil {
		return Spec{}, err
	}
	spec.Print, err = in.option(frame{height: spec.PrintHeight, top: 12, bottom: below, right: gutterPrint, minWidth: widthPrint}, false)
	return spec, err
}

func (in ExposureInput) option(f frame, isNarrow bool) (json.RawMessage, error) {
	most := 1.0
	for i := range in.months() {
		sum := 0.0
		for _, s := range in.Sites {
			if v := s.at(i).Available; !math.IsNaN(v) {
				sum += v
			}
		}
		most = math.Max(most, sum)
	}
	yTicks := niceTicks(most)
	top := yTicks[len(yTicks)-1]
	f.left = int(textWidth(number(top, 0))) + 14
	if !isNarrow {
		for _, s := range in.Sites {
			f.left = max(f.left, int(textWidth(in.eachAt(s)))+14)
		}
	}
	n := in.months()
	d := newDrawing(f, axes{xMin: -0.5, xMax: float64(n) - 0.5, yMax: top, yTicks: yTicks, hasGridLines: true})
	slot := f.minPlotWidth() / float64(n)
	for k, s := range in.Sites {
		d.series(s.series(k, n))
	}
	in.drawMissing(d, slot)
	if i := int(in.Focus - in.First); i >= 0 && i < n {
		half := focusWidth(slot) / 2
		d.line(coord{float64(i) - half, 0}, coord{float64(i) + half, 0}, solid(Accent, 3))
	}
	in.drawBelow(d, isNarrow)
	if !isNarrow {
		in.drawGutter(d)
	}
	return d.option()
}

func (s ExposureSite) series(k, n int) (charts.SingleSeries, map[string]any) {
	mark, _ := siteTokens(s.Slot)
	data := []opts.BarData{}
	for i := range n {
		m := s.at(i)
		item := opts.BarData{Value: []any{i, nil}}
		if !math.IsNaN(m.Available) {
			item.Value = []any{i, m.Available}
		}
		if m.IsExpected {
			item.ItemStyle = &opts.ItemStyle{Color: "transparent", BorderColor: mark.option(), BorderWidth: 1.25}
		}
		data = append(data, item)
	}
	patch := map[string]any{"z": 2, "emphasis": map[string]any{"disabled": true}, "cursor": "default"}
	if decal := hatch(s.Slot); decal != nil {
		patch["itemStyle"] = map[string]any{"decal": decal}
	}
	return charts.SingleSeries{
		Id: fmt.Sprintf("site-%d", k), Name: label(s.Name), Type: types.ChartBar, Data: data,
		Stack: "sites", BarWidth: fmt.Sprintf("%.0f%%", barShare*100), BarMinWidth: "4", BarMaxWidth: fmt.Sprint(widestBar),
		ItemStyle: &opts.ItemStyle{Color: mark.option(), BorderColor: Ground.option(), BorderWidth: 1},
	}, patch
}

// drawMissing puts a dash on the axis for each site whose month is not known, above what the others offer.
func (in ExposureInput) drawMissing(d *drawing, slot float64) {
	half := math.Min(barShare/2, widestBar/2/slot)
	px := d.axes.yMax / d.frame.plotHeight()
	for i := range in.months() {
		base, dashes := 0.0, 0.0
		for _, s := range in.Sites {
			if v := s.at(i).Available; !math.IsNaN(v) {
				base += v
			}
		}
		for _, s := range in.Sites {
			if math.IsNaN(s.at(i).Available) {
				dashes++
				mark, _ := siteTokens(s.Slot)
				y := base + dashes*5*px
				d.line(coord{float64(i) - half, y}, coord{float64(i) + half, y}, solid(mark, 1.5))
			}
		}
	}
}

func (in ExposureInput) eachAt(s ExposureSite) string {
	return "Each at " + shorten(oneLine(s.Name), 14)
}

// drawBelow writes the months and, below them, each site's exposure for somebody on service.
func (in ExposureInput) drawBelow(d *drawing, isNarrow bool) {
	px := d.axes.yMax / d.frame.plotHeight()
	line := func(k int) float64 { return -px * (14 + float64(k)*exposureLine) }
	hasRoom := hasRoomForYear(d.frame, in.months())
	for i := range in.months() {
		m := in.First + calendar.Month(i)
		words := m.MonthOfYear().String()[:3]
		if isNarrow {
			words = words[:1]
		} else if hasRoom && (i == 0 || int(m)%12 == 0) {
			words += " " + fmt.Sprint(m.Year())
		}
		s := textStyle{colour: Ink3, position: "inside"}
		if m == in.Focus {
			s.colour, s.weight = Accent, "600"
		}
		d.text(coord{float64(i), line(0)}, words, s)
		for k, site := range in.Sites {
			_, colour := siteTokens(site.Slot)
			style := textStyle{colour: colour, weight: "600", position: "inside"}
			if site.at(i).IsExpected {
				style.weight = ""
			}
			d.text(coord{float64(i), line(k + 1)}, number(site.at(i).Each, 0), style)
		}
	}
	if isNarrow {
		return
	}
	for k, site := range in.Sites {
		_, colour := siteTokens(site.Slot)
		d.text(coord{-0.5, line(k + 1)}, label(in.eachAt(site)), textStyle{colour: colour, position: "left", align: "right"})
	}
}

// drawGutter names the sites at the height of their last month.
func (in ExposureInput) drawGutter(d *drawing) {
	last := in.months() - 1
	base, px := 0.0, d.axes.yMax/d.frame.plotHeight()
	room := int(float64(d.frame.right-8) / 6.2)
	var labels []gutterLabel
	for _, s := range in.Sites {
		v := s.at(last).Available
		_, colour := siteTokens(s.Slot)
		height := 0.0
		if !math.IsNaN(v) {
			height = v
		}
		words := number(v, 0)
		labels = append(labels, gutterLabel{wanted: d.frame.plotHeight() - (base+height/2)/px, lines: 1,
			words: label(shorten(oneLine(s.Name), room-len([]rune(words))-1)) + noBreakSpace + words,
			style: textStyle{colour: colour, weight: "600", position: "right", align: "left"}})
		base += height
	}
	spread(labels, d.frame.plotHeight())
	for _, l := range labels {
		d.text(coord{d.axes.xMax, (d.frame.plotHeight() - l.at) * px}, l.words, l.style)
	}
}

func (in ExposureInput) key() []KeyEntry {
	var entries []KeyEntry
	hasExpected, hasMissing := -1, -1
	for _, s := range in.Sites {
		entries = append(entries, KeyEntry{Mark: swatch(s.Slot), Text: oneLine(s.Name), NarrowOnly: s.Slot < 2})
		for _, m := range s.Months {
			if m.IsExpected {
				hasExpected = s.Slot
			}
			if math.IsNaN(m.Available) {
				hasMissing = s.Slot
			}
		}
	}
	if hasExpected >= 0 {
		entries = append(entries, KeyEntry{Mark: hollowMark(hasExpected), Text: "expected, from the outlook"})
	}
	if hasMissing >= 0 {
		entries = append(entries, KeyEntry{Mark: missingMark(hasMissing), Text: "not known"})
	}
	return entries
}

func (m ExposureMonth) words() string {
	if math.IsNaN(m.Available) {
		if m.Why == "" {
			return Missing
		}
		return shorten(oneLine(m.Why), 40)
	}
	text := number(m.Available, 0)
	if m.IsExpected {
		text += " expected"
	}
	return text
}

func (in ExposureInput) table() Table {
	t := Table{Columns: []Column{{Title: "Month"}}}
	for _, s := range in.Sites {
		name := oneLine(s.Name)
		t.Columns = append(t.Columns, Column{Title: name + ", available", Numeric: true}, Column{Title: "Learners", Numeric: true}, Column{Title: "Each", Numeric: true})
	}
	for i := range in.months() {
		row := []string{(in.First + calendar.Month(i)).Long()}
		for _, s := range in.Sites {
			m := s.at(i)
			row = append(row, m.words(), number(m.Learners, 1), number(m.Each, 0))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (in ExposureInput) points() []Point {
	points := make([]Point, in.months())
	for i := range points {
		points[i] = Point{X: float64(i), Title: (in.First + calendar.Month(i)).Long()}
		for _, s := range in.Sites {
			mark, _ := siteTokens(s.Slot)
			m := s.at(i)
			points[i].Lines = append(points[i].Lines,
				PointLine{Name: shorten(oneLine(s.Name), 40), Value: m.words(), Mark: string(mark), Strong: true},
				PointLine{Name: "Learners", Value: number(m.Learners, 1)},
				PointLine{Name: "For each", Value: number(m.Each, 1)})
		}
	}
	return points
}
