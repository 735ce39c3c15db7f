package chart

import (
	"fmt"
	"math"

	"caseload/store/calendar"
)

// FanInput is a series of months and what is expected of those that follow.
type FanInput struct {
	ID, Title, Summary string

	First       calendar.Month // of Values
	Values      []float64      // NaN where not known
	Ahead       []FanMonth     // consecutive, from the month after the last known one
	Baselines   []Baseline     // in order of From, future ones too; empty draws none
	Annotations []Annotation
	Notes       []Note // on missing months
	Decimals    int
	// SoFar says how far the first expected month has come, "" when it has not begun. It is no value.
	SoFar string
}

// FanMonth is one expected month with its ranges.
type FanMonth struct {
	Month                  calendar.Month
	Expected               float64
	Lo80, Hi80, Lo95, Hi95 float64
}

// How much history the sizes show before the fan.
const (
	fanHistoryWide   = 60
	fanHistoryNarrow = 14
	fanHistoryPrint  = 36
)

// Fan draws the history as a line with points and continues it with the expected months inside their ranges.
func Fan(in FanInput) (Spec, error) {
	if len(in.Ahead) == 0 || len(in.Values) == 0 {
		return Spec{}, fmt.Errorf("chart %q: nothing known or nothing expected to draw", in.ID)
	}
	f := fan{in}
	spec := Spec{
		ID: in.ID, Title: in.Title, Summary: in.Summary, Table: f.table(), Key: f.key(), Points: f.points(),
		Height: heightWide, NarrowHeight: heightNarrow, PrintHeight: heightPrint,
	}
	var err error
	if spec.Option, err = f.option(fanLayout{history: fanHistoryWide, frame: frame{
		height: heightWide, bottom: axisRoom, right: gutterWide, minWidth: widthWide}}); err != nil {
		return Spec{}, err
	}
	if spec.Narrow, err = f.option(fanLayout{history: fanHistoryNarrow, numbersOnly: true, frame: frame{
		height: heightNarrow, bottom: axisRoom, right: gutterNarrow, minWidth: widthNarrow}}); err != nil {
		return Spec{}, err
	}
	if spec.Print, err = f.option(fanLayout{history: fanHistoryPrint, frame: frame{
		height: heightPrint, bottom: axisRoom, right: gutterPrint, minWidth: widthPrint}}); err != nil {
		return Spec{}, err
	}
	return spec, nil
}

// fan is the input with the questions that drawing, table and tooltip all ask of it.
type fan struct{ FanInput }

func (f fan) month(i int) calendar.Month { return f.First + calendar.Month(i) }
func (f fan) index(m calendar.Month) int { return int(m - f.First) }
func (f fan) number(x float64) string    { return number(x, f.Decimals) }

// split is the index of the first expected month.
func (f fan) split() int { return f.index(f.Ahead[0].Month) }
func (f fan) last() int  { return f.split() + len(f.Ahead) - 1 }

func (f fan) value(i int) float64 {
	if i < 0 || i >= len(f.Values) || i >= f.split() {
		return math.NaN()
	}
	return f.Values[i]
}

func (f fan) baseline(m calendar.Month) (found Baseline, ok bool) {
	for _, b := range f.Baselines {
		if b.From <= m {
			found, ok = b, true
		}
	}
	return found, ok
}

func (m FanMonth) range80(number func(float64) string) string {
	return number(m.Lo80) + "–" + number(m.Hi80)
}

func (m FanMonth) range95(number func(float64) string) string {
	return number(m.Lo95) + "–" + number(m.Hi95)
}

// table writes the expected months, the next one first.
func (f fan) table() Table {
	t := Table{Columns: []Column{{Title: "Month"}, {Title: "Expected", Numeric: true},
		{Title: "80" + noBreakSpace + "% range", Numeric: true}, {Title: "95" + noBreakSpace + "% range", Numeric: true}}}
	for _, m := range f.Ahead {
		t.Rows = append(t.Rows, []string{m.Month.Long(), f.number(m.Expected), m.range80(f.number), m.range95(f.number)})
	}
	return t
}

func (f fan) key() []KeyEntry {
	entries := []KeyEntry{
		{Mark: fanMark(false), Text: "reported"}, {Mark: fanMark(true), Text: "expected"},
		{Mark: rangeMark(true), Text: "80" + noBreakSpace + "% range"}, {Mark: rangeMark(false), Text: "95" + noBreakSpace + "% range"},
	}
	if b, ok := f.baseline(f.month(f.last())); ok {
		entries = append(entries, KeyEntry{Mark: dashMark(), Text: "baseline " + f.number(b.PerMonth)})
	}
	return entries
}

func fanMark(isExpected bool) SVG {
	p := newPicture("key-mark", 20, keySize)
	if isExpected {
		p.line(0, 6, 20, 6, Ink2, 1.25, `stroke-dasharray="2 3"`)
		p.circle(10, 6, 2.5, Ground, stroked(Ink2, 1.25))
		return p.svg()
	}
	p.line(0, 6, 20, 6, Ink3, 1.25, "")
	p.circle(10, 6, 2.5, Ink2, "")
	return p.svg()
}

func rangeMark(isInner bool) SVG {
	p := newPicture("key-mark", 14, keySize)
	p.rect(0, 1, 14, 10, Band, "")
	if isInner {
		p.rect(0, 1, 14, 10, Veil, "")
	}
	return p.svg()
}

func (f fan) points() []Point {
	points := make([]Point, 0, f.last()+1)
	for i := range f.last() + 1 {
		m := f.month(i)
		p := Point{X: float64(i), Title: m.Long()}
		n := f.value(i)
		if k := i - f.split(); k >= 0 {
			ahead := f.Ahead[k]
			n = ahead.Expected
			p.Lines = append(p.Lines, PointLine{Name: "Expected", Value: f.number(n), Strong: true},
				PointLine{Name: "80" + noBreakSpace + "% range", Value: ahead.range80(f.number)},
				PointLine{Name: "95" + noBreakSpace + "% range", Value: ahead.range95(f.number)})
			if k == 0 && f.SoFar != "" {
				p.Lines = append(p.Lines, PointLine{Name: f.SoFar})
			}
		} else {
			p.Lines = append(p.Lines, PointLine{Name: "Reported", Value: f.number(n), Strong: true})
		}
		if b, ok := f.baseline(m); ok && !math.IsNaN(n) {
			p.Lines = append(p.Lines, PointLine{Name: "Against " + f.number(b.PerMonth), Value: signed(n-b.PerMonth, f.Decimals)})
		}
		for _, note := range f.Notes {
			if note.Month == m {
				p.Lines = append(p.Lines, PointLine{Name: shorten(oneLine(note.Text), 60)})
			}
		}
		for _, a := range f.Annotations {
			if a.Month == m {
				p.Lines = append(p.Lines, PointLine{Name: shorten(oneLine(a.Text), 60)})
			}
		}
		points = append(points, p)
	}
	return points
}
