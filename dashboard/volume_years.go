package dashboard

import (
	"fmt"
	"strconv"
	"strings"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
)

// mostYearLines is how many years are drawn; more would be a web.
const mostYearLines = 5

// yearsFigure draws the years over the same months, the newest in ink.
func yearsFigure(a insight.Volume) (*Figure, error) {
	spec, err := yearsSpec(a)
	if err != nil || spec == nil {
		return nil, err
	}
	v := a.Scope.View
	return &Figure{
		ID: spec.ID, Title: spec.Title, Summary: spec.Summary, Payload: spec.Payload(), Still: v.URL(yearsStillPath),
		Size: "lines", Key: keyEntries(spec.Key), Table: yearsTable(a), Source: a.Sources + axisStart(*spec), Rows: a.TraceURL, CSV: v.URL(volumeCSVPath), PNG: true,
	}, nil
}

// yearsSpec is the chart of the years; nil where no month is there to be drawn.
func yearsSpec(a insight.Volume) (*chart.Spec, error) {
	y := a.Years
	in := chart.LinesInput{ID: "years", Title: y.Title, Summary: y.Summary, Place: "Month", Places: fullNames(y.Months), Short: y.Months, Decimals: volumeDecimals(a),
		FromLowest: a.Span != insight.SpanYearToDate}
	hasValue := false
	for i, year := range y.Years {
		if i < len(y.Years)-mostYearLines {
			continue
		}
		line := chart.Line{Name: year.Label, Kind: chart.EarlierLine}
		if i == a.YearInFocus() {
			line.Kind = chart.CurrentLine
		}
		for _, n := range year.Line {
			line.Values = append(line.Values, float64(n))
			hasValue = hasValue || n.Known()
		}
		in.Lines = append(in.Lines, line)
	}
	if !hasValue {
		return nil, nil
	}
	spec, err := chart.Lines(in)
	if err != nil {
		return nil, fmt.Errorf("draw the years: %w", err)
	}
	return &spec, nil
}

func fullNames(short []string) []string {
	names := make([]string, len(short))
	for i, name := range short {
		names[i] = insight.FullMonth(name)
	}
	return names
}

// axisStart says that an axis does not start at zero.
func axisStart(spec chart.Spec) string {
	if spec.Start == 0 {
		return ""
	}
	return " The axis starts at " + formatDecimal(spec.Start, 0) + "."
}

// yearsTable has the sums of each year and the same months compared.
func yearsTable(a insight.Volume) *Table {
	y := a.Years
	t := &Table{Caption: y.Title, Columns: []Column{{Title: "Year"}}}
	for _, month := range y.Months {
		t.Columns = append(t.Columns, Column{Title: month, Numeric: true, WideOnly: true})
	}
	isSummed := !a.PerDay
	if isSummed {
		t.Columns = append(t.Columns, Column{Title: "12 months", Numeric: true}, Column{Title: y.Compared, Numeric: true}, Column{Title: "Change", Numeric: true}, Column{Title: "%", Numeric: true})
	}
	for i := len(y.Years) - 1; i >= 0; i-- {
		year := y.Years[i]
		cells := []Cell{{Text: year.Label, Name: true, Why: year.Name}}
		for _, n := range year.Line {
			cells = append(cells, Cell{Text: volumeNumber(a, float64(n)), Quiet: n.IsMissing()})
		}
		if isSummed {
			cells = append(cells, linkedCell(a, year.Sum, year.SumURL), linkedCell(a, year.Same, year.SameURL),
				Cell{Text: volumeSigned(a, year.Change)}, Cell{Text: formatSignedPercent(float64(year.Percent), percentDecimals(float64(year.Percent)))})
		}
		t.Rows = append(t.Rows, TableRow{Cells: cells})
	}
	return t
}

func linkedCell(a insight.Volume, n insight.Number, href string) Cell {
	if n.IsMissing() {
		return Cell{Text: missingText, Quiet: true}
	}
	return Cell{Text: volumeNumber(a, float64(n)), Href: href, Strong: true}
}

// heatMap is months by year, shaded by their size, with the number in every cell.
type heatMap struct {
	Title, Summary, Source, CSV, Rows, Caption string
	Months                                     []string
	LastColumns                                []string
	Years                                      []heatRow
	Season                                     []string
	SeasonLabel                                string
	Key                                        []string // class of each shade
	Low, High                                  string
	Legend                                     []string
}

// heatRow is one year.
type heatRow struct {
	Label, Name string
	Cells       []heatCell
	Sums        []Cell
}

// heatCell is one month.
type heatCell struct{ Class, Text, Says, Href string }

func newHeatMap(a insight.Volume) *heatMap {
	y := a.Years
	v := a.Scope.View
	h := &heatMap{Title: y.SeasonTitle, Summary: y.SeasonNote, Source: a.Sources, CSV: v.URL(volumeCSVPath), Rows: a.TraceURL, Months: y.Months,
		Caption: y.SeasonTitle, Low: volumeNumber(a, float64(y.Low)), High: volumeNumber(a, float64(y.High))}
	if !a.PerDay {
		h.LastColumns = []string{"12 months"}
	}
	for i := len(y.Years) - 1; i >= 0; i-- {
		year := y.Years[i]
		row := heatRow{Label: year.Label, Name: year.Name}
		for _, cell := range year.Cells {
			row.Cells = append(row.Cells, newHeatCell(a, cell))
		}
		if !a.PerDay {
			row.Sums = []Cell{linkedCell(a, year.Sum, year.SumURL)}
		}
		h.Years = append(h.Years, row)
	}
	if y.SeasonYears > 0 {
		h.SeasonLabel = "Usual"
		for _, n := range y.Season {
			h.Season = append(h.Season, formatSignedPercent((float64(n)-1)*100, 0))
		}
	}
	if y.High.Known() && y.High > y.Low {
		for shade := range insight.Shades {
			h.Key = append(h.Key, "cell heat-"+strconv.Itoa(shade))
		}
	}
	return h
}

func newHeatCell(a insight.Volume, cell insight.YearCell) heatCell {
	c := heatCell{Class: "heat-none"}
	says := cell.Month.Long() + ": "
	switch {
	case cell.Value.Known():
		c.Class, c.Text, c.Href = "heat-"+strconv.Itoa(cell.Shade), volumeNumber(a, float64(cell.Value)), cell.TraceURL
		says += c.Text
	case cell.Partial.Known():
		c.Class, c.Text, c.Href = "heat-partial", formatDecimal(float64(cell.Partial), 0), cell.TraceURL
		says += cell.Text
	case cell.Text != "":
		c.Text, c.Href = missingText, cell.TraceURL
		says += cell.Text
	default:
		return c
	}
	if len(cell.Events) > 0 {
		says += "; " + strings.Join(cell.Events, "; ")
		c.Class += " heat-event"
	}
	if cell.Month == a.Focus {
		c.Class += " heat-focus"
	}
	c.Says = says
	return c
}
