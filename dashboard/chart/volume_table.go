package chart

import (
	"fmt"
	"math"

	"caseload/store/calendar"
)

// table writes the months, newest first.
func (v volume) table() Table {
	t := Table{Columns: []Column{{Title: "Month"}}}
	for _, s := range v.Sites {
		t.Columns = append(t.Columns, Column{Title: oneLine(s.Name), Numeric: true})
	}
	hasTotal := len(v.Sites) > 1
	if hasTotal {
		t.Columns = append(t.Columns, Column{Title: "All sites", Numeric: true})
	}
	if v.PerWorkingDay != nil {
		t.Columns = append(t.Columns, Column{Title: "Per working day", Numeric: true})
	}
	if len(v.Baselines) > 0 {
		t.Columns = append(t.Columns, Column{Title: "Against baseline", Numeric: true})
	}
	if len(v.Ahead) > 0 {
		t.Columns = append(t.Columns, Column{Title: "Expected", Numeric: true}, Column{Title: "80" + noBreakSpace + "% range", Numeric: true})
	}
	for i := v.end(); i >= 0; i-- {
		row := []string{v.monthWords(i)}
		for _, s := range v.Sites {
			row = append(row, v.number(s.value(i)))
		}
		if hasTotal {
			row = append(row, v.number(v.total(i)))
		}
		if v.PerWorkingDay != nil {
			row = append(row, number(v.rate(i), 1))
		}
		if len(v.Baselines) > 0 {
			row = append(row, signed(v.againstBaseline(i), v.Decimals))
		}
		if len(v.Ahead) > 0 {
			expected, within := Missing, Missing
			if m, ok := v.aheadAt(i); ok {
				expected, within = v.number(m.Expected), m.range80(v.number)
			}
			row = append(row, expected, within)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// monthWords names a month, and says of the unfinished one how far it reaches.
func (v volume) monthWords(i int) string {
	m := v.month(i)
	if v.isPartial(i) {
		return m.Long() + ", to " + dayAndMonth(v.Partial.Through)
	}
	return m.Long()
}

func dayAndMonth(d calendar.Date) string {
	return fmt.Sprintf("%d %s", d.Day(), d.Month().MonthOfYear())
}

// againstBaseline is NaN where there is no total, and for a month that is not finished.
func (v volume) againstBaseline(i int) float64 {
	b, ok := v.baseline(v.month(i))
	if !ok || v.isPartial(i) {
		return math.NaN()
	}
	return v.total(i) - b.PerMonth
}

func (v volume) points() []Point {
	points := make([]Point, 0, v.end()+1)
	for i := range v.end() + 1 {
		p := Point{X: float64(i), Title: v.monthWords(i)}
		// Top of the stack first, as the eye reads the bar.
		for k := len(v.Sites) - 1; k >= 0; k-- {
			s := v.Sites[k]
			if i >= v.Months || !s.isExpected(i) && math.IsNaN(s.value(i)) {
				continue
			}
			mark, _ := siteTokens(s.Slot)
			value := v.number(s.value(i))
			if s.isMissing(i) {
				value = Missing + " no file"
				if s.isUnsure(i) {
					value = Missing + " not complete"
				}
			}
			p.Lines = append(p.Lines, PointLine{Name: shorten(oneLine(s.Name), 40), Value: value, Mark: string(mark)})
		}
		if m, ok := v.aheadAt(i); ok {
			p.Lines = append(p.Lines, PointLine{Name: "Expected", Value: v.number(m.Expected), Strong: true},
				PointLine{Name: "80" + noBreakSpace + "% range", Value: m.range80(v.number)})
		}
		if len(v.Sites) > 1 && i < v.Months {
			p.Lines = append(p.Lines, PointLine{Name: "All sites", Value: v.number(v.total(i)), Strong: true})
		}
		if rate := v.rate(i); !math.IsNaN(rate) {
			p.Lines = append(p.Lines, PointLine{Name: "Per working day", Value: number(rate, 1)})
		}
		if difference := v.againstBaseline(i); !math.IsNaN(difference) {
			b, _ := v.baseline(v.month(i))
			p.Lines = append(p.Lines, PointLine{Name: "Against " + v.number(b.PerMonth), Value: signed(difference, v.Decimals)})
		}
		for _, b := range v.Bands {
			if m := v.month(i); b.From <= m && m <= b.To {
				p.Lines = append(p.Lines, PointLine{Name: "Usual range", Value: v.number(b.Lower) + "–" + v.number(b.Upper)})
			}
		}
		points = append(points, v.withRemarks(p, i))
	}
	return points
}

// withRemarks adds the events, notes and signals of a month.
func (v volume) withRemarks(p Point, i int) Point {
	m := v.month(i)
	for _, a := range v.Annotations {
		if a.Month == m {
			p.Lines = append(p.Lines, PointLine{Name: shorten(oneLine(a.Text), 60)})
		}
	}
	for _, n := range v.Notes {
		if n.Month == m {
			p.Lines = append(p.Lines, PointLine{Name: shorten(oneLine(n.Text), 60)})
		}
	}
	for _, s := range v.Signals {
		if s.Month == m {
			shape := []string{"diamond", "triangle", "square", "circle"}[s.Rule]
			p.Lines = append(p.Lines, PointLine{Name: oneLine(s.Words), Mark: string(Alert), Shape: shape})
		}
	}
	return p
}
