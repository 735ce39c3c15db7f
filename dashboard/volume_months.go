package dashboard

import (
	"fmt"
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// volumeFigure is the months stacked by site, whatever else they are broken down by: only sites have colours of their
// own. Its table has the same.
func volumeFigure(a insight.Volume) (Figure, error) {
	months := volumeMonths(a)
	spec, err := chart.Volume(volumeInput(months, a))
	if err != nil {
		return Figure{}, fmt.Errorf("draw the volume: %w", err)
	}
	v := a.Scope.View
	return Figure{
		ID: spec.ID, Title: spec.Title, Summary: spec.Summary, Payload: spec.Payload(), Still: v.URL(volumeStillPath),
		Key: keyEntries(spec.Key), Table: volumeTable(a, a.Sites.Columns, a.Sites.Rows),
		Source: a.Sources, Rows: a.TraceURL, CSV: v.WithBy(insight.BySite).URL(volumeCSVPath), PNG: true,
	}, nil
}

// volumeMonths is the answer by site in the form that the bars are drawn from.
func volumeMonths(a insight.Volume) insight.MonthlyChart {
	m := insight.MonthlyChart{
		Title: a.Title, Summary: a.Summary, First: a.First, Last: a.Last, Total: a.Total,
		Baseline: a.Baseline, BaselineLabel: a.BaselineLabel, Partial: a.Partial, Gaps: a.Gaps,
		Annotations: a.Annotations, Rebases: a.Rebases, Limits: a.Limits, Signals: a.Signals, TraceURL: a.TraceURL,
	}
	for _, column := range a.Sites.Chart {
		site := insight.SiteRef{Name: column.Name, Slug: column.Slug}
		if column.Site != nil {
			site = *column.Site
		}
		m.Series = append(m.Series, insight.SiteSeries{Site: site, Count: column.Count, Values: column.Values})
	}
	if m.Partial != nil && (a.PerDay || a.Span != insight.SpanMonth || m.Partial.Month > m.Last+1) {
		m.Partial = nil // a part of a month is in no rate and no sum of months
	}
	if m.Partial != nil {
		m.Last = m.Partial.Month
	}
	return m
}

func volumeInput(m insight.MonthlyChart, a insight.Volume) chart.VolumeInput {
	in := monthsInput("volume", m, a.Focus, a.Scope.Today)
	in.PerWorkingDay = nil
	in.Decimals = volumeDecimals(a)
	if !a.PerDay && a.Span == insight.SpanMonth {
		in.PerWorkingDay = make([]float64, in.Months)
		for i := range in.PerWorkingDay {
			in.PerWorkingDay[i] = perDayOf(a, i)
		}
	}
	if a.Ahead != nil {
		in.Ahead = expectedMonths(a.Ahead.Months)
	}
	if a.Target != nil {
		in.Targets = targetSteps(*a.Target)
	}
	return in
}

// targetSteps lists where the target changes, begins and ends.
func targetSteps(target series.Monthly) []chart.Baseline {
	var steps []chart.Baseline
	for i, v := range append(target.Slice(target.First, target.Last()).Values, math.NaN()) {
		if n := len(steps); n > 0 && (steps[n-1].PerMonth == v || math.IsNaN(v) && math.IsNaN(steps[n-1].PerMonth)) {
			continue
		}
		steps = append(steps, chart.Baseline{From: target.First + calendar.Month(i), PerMonth: v})
	}
	return steps
}

func perDayOf(a insight.Volume, i int) float64 {
	if i < len(a.Rows) {
		return float64(a.Rows[i].PerDay)
	}
	return math.NaN()
}

// volumeNumber writes a number in the page's unit: counts and hours whole, rates with one decimal.
func volumeNumber(a insight.Volume, n float64) string { return formatDecimal(n, volumeDecimals(a)) }

func volumeDecimals(a insight.Volume) int {
	if a.PerDay {
		return 1
	}
	return 0
}

// volumeMultiples are small pictures of what the months are broken down by.
type volumeMultiples struct {
	Title, Summary string
	Axes           Segments
	Panels         []volumePart
	CSV, Rows      string
	Source         string
}

// volumePart is one of them.
type volumePart struct {
	Name, Href, Value, Share string
	Picture                  SVG
	Says                     string
}

func newVolumeMultiples(a insight.Volume) *volumeMultiples {
	v := a.Scope.View
	shown := a.Columns[:min(len(a.Columns), maxTableColumns)]
	m := &volumeMultiples{
		Title: a.PartsTitle, Source: a.Sources, CSV: v.WithShow(insight.ShowTable).URL(volumeCSVPath),
		Rows: a.TraceURL,
		Axes: Segments{Label: "Value axis", Items: []Segment{
			{Label: "Own scales", Href: v.WithOneAxis(false).URL(volumePath), Current: !a.OneAxis},
			{Label: "One scale", Href: v.WithOneAxis(true).URL(volumePath), Current: a.OneAxis},
		}},
	}
	var within *chart.Range
	axis := "each on its own scale"
	if a.OneAxis {
		axis = "all on one scale from zero"
		within = &chart.Range{}
		for _, column := range shown {
			within.Max = math.Max(within.Max, chart.RangeOf(nil, panelValues(column).Values).Max)
		}
	}
	which := ""
	if n := len(a.Columns); n > len(shown) {
		which = fmt.Sprintf(" The %d largest of %s are shown; the file has all.", len(shown), formatNumber(n))
	}
	first := panelValues(shown[0])
	m.Summary = fmt.Sprintf("%s, %s to %s, %s. Numbers are those of %s, with the share of the whole.%s",
		caseload.UpperFirst(a.Unit), first.First.Long(), first.Last().Long(), axis, a.Focus.Long(), which)
	for _, column := range shown {
		m.Panels = append(m.Panels, newVolumePart(a, column, within))
	}
	return m
}

// panelValues are the months of a panel.
func panelValues(column insight.VolumeColumn) series.Monthly {
	if column.Values.Len() > multipleMonths {
		return column.Values.Tail(column.Values.Last(), multipleMonths)
	}
	return column.Values
}

func newVolumePart(a insight.Volume, column insight.VolumeColumn, within *chart.Range) volumePart {
	shown := panelValues(column)
	panel := volumePart{
		Name: column.Name, Href: column.URL,
		Value:   volumeNumber(a, column.Values.At(a.Focus)),
		Picture: chart.Multiple(chart.MultipleInput{First: shown.First, Values: shown.Values, Within: within}, multipleWidth, multipleHeight),
		Says:    column.Name + ", " + shown.First.Long() + " to " + shown.Last().Long(),
	}
	if column.Share.Known() {
		panel.Share = formatPercent(float64(column.Share)*100, shareDecimals(float64(column.Share)))
	}
	return panel
}

// shareDecimals is one below one percent, as sentences write shares.
func shareDecimals(share float64) int {
	if share != 0 && math.Abs(share) < 0.0095 {
		return 1
	}
	return 0
}

// targetsFigure is the year against its target; nil where none is loaded.
func targetsFigure(a insight.Volume) *Figure {
	t := a.Targets
	if t == nil {
		return nil
	}
	table := &Table{Caption: t.Title, Columns: []Column{{Title: "Month"}, {Title: "Done", Numeric: true}, {Title: "Target", Numeric: true},
		{Title: "Difference", Numeric: true}, {Title: "%", Numeric: true, WideOnly: true}}}
	if a.Ahead != nil {
		table.Columns = slices.Insert(table.Columns, 2, Column{Title: "Expected", Numeric: true})
	}
	row := func(name Cell, one insight.TargetRow) TableRow {
		done := Cell{Text: formatDecimal(float64(one.Actual), 0), Strong: true}
		if one.Actual.IsMissing() {
			done = Cell{Text: missingText, Quiet: true}
		}
		cells := []Cell{name, done}
		if a.Ahead != nil {
			cells = append(cells, Cell{Text: formatDecimal(float64(one.Expected), 0), Quiet: true})
		}
		return TableRow{Cells: append(cells, Cell{Text: formatDecimal(float64(one.Target), 0)},
			Cell{Text: formatSignedDecimal(float64(one.Difference), 0), Href: one.TraceURL},
			Cell{Text: formatSignedPercent(float64(one.Percent), percentDecimals(float64(one.Percent)))})}
	}
	toDate := row(Cell{Text: "Year to date", Name: true}, t.ToDate)
	toDate.Total = true
	table.Rows = append(table.Rows, toDate)
	for _, one := range t.Rows {
		table.Rows = append(table.Rows, row(monthCell(one.Month), one))
	}
	return &Figure{ID: "targets", Title: t.Title, Summary: t.Summary, Table: table, Rows: t.ToDate.TraceURL,
		Source: a.Sources, CSV: a.Scope.View.URL(volumeTargetsCSVPath)}
}

// monthsTableFigure is every month in numbers.
func monthsTableFigure(a insight.Volume) Figure {
	return Figure{
		ID: "volume-months", Title: a.Title, Summary: a.Summary + " " + monthTableSummary(a), Table: volumeTable(a, a.Columns, a.Rows),
		Source: a.Sources, Rows: a.TraceURL, CSV: a.Scope.View.URL(volumeCSVPath),
	}
}
