package chart

import (
	"fmt"
	"math"

	"caseload/store/calendar"
)

// RangesInput is the change from each month to the next, with its average and limit. A gap and a rebase
// have none.
type RangesInput struct {
	ID, Title string
	First     calendar.Month
	Values    []float64
	Segments  []XmRSegment
	Decimals  int
}

// Ranges draws moving ranges below their control chart, over the same months.
func Ranges(in RangesInput) (Spec, error) {
	if len(in.Values) == 0 || len(in.Segments) == 0 {
		return Spec{}, fmt.Errorf("chart %q: no months to draw", in.ID)
	}
	spec := Spec{ID: in.ID, Title: in.Title, Points: in.points(), Height: heightRange, NarrowHeight: heightRangeNarrow, PrintHeight: heightRangePrint}
	var err error
	for _, size := range []struct {
		frame    frame
		months   int
		isNarrow bool
		into     *[]byte
	}{
		{frame{height: heightRange, bottom: axisRoom, right: gutterWide, minWidth: widthWide}, len(in.Values), false, (*[]byte)(&spec.Option)},
		{frame{height: heightRangeNarrow, bottom: axisRoom, right: gutterNarrow, minWidth: widthNarrow}, windowXmRNarrow, true, (*[]byte)(&spec.Narrow)},
		{frame{height: heightRangePrint, bottom: axisRoom, right: gutterPrint, minWidth: widthPrint}, windowPrint, false, (*[]byte)(&spec.Print)},
	} {
		if *size.into, err = in.option(newWindow(in.First, len(in.Values), size.months), size.frame, size.isNarrow); err != nil {
			return Spec{}, err
		}
	}
	return spec, nil
}

func (in RangesInput) option(w window, f frame, numbersOnly bool) ([]byte, error) {
	most := 0.0
	for i := w.from; i <= w.to; i++ {
		if !math.IsNaN(in.Values[i]) {
			most = math.Max(most, in.Values[i])
		}
	}
	for _, s := range in.Segments {
		if w.index(s.To) >= w.from && !math.IsNaN(s.RangeLimit) {
			most = math.Max(most, s.RangeLimit)
		}
	}
	yTicks := rangeTicks(0, math.Max(most, 0.1))
	for len(yTicks) > 4 { // the picture is low
		var kept []float64
		for k := 0; k < len(yTicks); k += 2 {
			kept = append(kept, yTicks[k])
		}
		if last := kept[len(kept)-1]; last < most {
			kept = append(kept, 2*last-kept[len(kept)-2])
		}
		yTicks = kept
	}
	f.top = 8
	if w.to-w.from < fewMonths {
		f.bottom += gutterLine
		f.height += gutterLine
	}
	f.left = axisLeft(yTicks[len(yTicks)-1])
	left, right := w.xAxis()
	d := newDrawing(f, axes{xMin: left, xMax: right, xTicks: w.axisTicks(), yMax: yTicks[len(yTicks)-1], yTicks: yTicks})
	for k, s := range in.Segments {
		from, to := max(w.index(s.From), w.from), min(w.index(s.To), w.to)
		if from > to {
			continue
		}
		if !math.IsNaN(s.RangeLimit) {
			d.line(coord{float64(from) - bandOverhang, s.RangeLimit}, coord{float64(to) + bandOverhang, s.RangeLimit}, solid(BandEdge, 1))
			d.line(coord{float64(from) - bandOverhang, s.RangeMean}, coord{float64(to) + bandOverhang, s.RangeMean}, solid(Ink2, 1.25))
		}
		d.valueLine(fmt.Sprintf("ranges-%d", k), in.Values, from, to)
	}
	last := in.Segments[len(in.Segments)-1]
	var labels []gutterLabel
	add := func(value float64, name, words string, colour Token, weight string) {
		if math.IsNaN(value) {
			return
		}
		if !numbersOnly {
			words = name + noBreakSpace + words
		}
		labels = append(labels, gutterLabel{wanted: f.plotHeight() * (1 - value/d.axes.yMax), lines: 1, words: words,
			style: textStyle{colour: colour, weight: weight, position: "right", align: "left"}})
	}
	add(last.RangeLimit, "Limit", number(last.RangeLimit, in.Decimals), Ink3, "")
	add(last.RangeMean, "Average", number(last.RangeMean, max(1, in.Decimals)), Ink, "600")
	spread(labels, f.plotHeight())
	for _, l := range labels {
		d.text(coord{d.axes.xMax, (f.plotHeight() - l.at) / f.plotHeight() * d.axes.yMax}, l.words, l.style)
	}
	w.drawTime(d)
	return d.option()
}

func (in RangesInput) points() []Point {
	points := make([]Point, len(in.Values))
	for i, v := range in.Values {
		m := in.First + calendar.Month(i)
		points[i] = Point{X: float64(i), Title: m.Long(), Lines: []PointLine{{Name: "Change to the month before", Value: number(v, in.Decimals), Strong: true}}}
		for _, s := range in.Segments {
			if s.From <= m && m <= s.To && !math.IsNaN(s.RangeMean) {
				points[i].Lines = append(points[i].Lines,
					PointLine{Name: "Average", Value: number(s.RangeMean, max(1, in.Decimals))},
					PointLine{Name: "Limit", Value: number(s.RangeLimit, in.Decimals)})
			}
		}
	}
	return points
}
