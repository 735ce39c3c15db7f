package dashboard

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
)

// otherSlot is the chart's colour of "Other (n)", beyond every named layer's.
const otherSlot = 8

// chartSlot returns the chart's number for a site's colour: charts count from 0, pages keep 0 for "no swatch".
func chartSlot(slot int) int {
	if slot == 0 {
		return otherSlot
	}
	return slot - 1
}

// monthsInput is the chart's view of months by site.
func monthsInput(id string, m insight.MonthlyChart, focus calendar.Month, today calendar.Date) chart.VolumeInput {
	months := int(m.Last-m.First) + 1
	in := chart.VolumeInput{
		ID: id, Title: m.Title, Summary: m.Summary,
		First: m.First, Months: months, Focus: focus,
		PerWorkingDay: make([]float64, months),
		Baselines:     baselineSteps(m.Baseline),
	}
	for i := range in.PerWorkingDay {
		in.PerWorkingDay[i] = math.NaN()
	}
	for _, row := range m.Table.Rows {
		if i := int(row.Month - m.First); i >= 0 && i < months {
			in.PerWorkingDay[i] = float64(row.PerDay)
		}
	}
	named := namedSites(m.Series)
	for _, s := range m.Series {
		in.Sites = append(in.Sites, siteLayer(s, m, named))
	}
	if m.Partial != nil && m.Partial.Month == m.Last {
		in.Partial = &chart.Partial{Through: min(today, m.Partial.Month.Last())}
	}
	for _, a := range m.Annotations {
		in.Annotations = append(in.Annotations, chart.Annotation{Month: a.Month, Text: a.Label})
	}
	addLimits(&in, m)
	return in
}

// addLimits puts the usual range behind the bars and the signals on them. A rebase that an event of the same
// month does not explain already is named too.
func addLimits(in *chart.VolumeInput, m insight.MonthlyChart) {
	for _, s := range m.Limits {
		if !s.Provisional {
			in.Bands = append(in.Bands, chart.VolumeBand{From: s.First, To: s.Last, Lower: math.Max(0, float64(s.Lower)), Upper: float64(s.Upper)})
		}
	}
	in.Signals = chartSignals(m.Signals)
	for _, b := range m.Rebases {
		isNamed := slices.ContainsFunc(m.Annotations, func(a insight.AnnotationOnSite) bool { return a.Month == b.Month })
		if !isNamed {
			in.Annotations = append(in.Annotations, chart.Annotation{Month: b.Month, Text: "Rebased: " + b.Reason})
		}
	}
}

// namedSites are the slugs of the layers that stand for one site.
func namedSites(layers []insight.SiteSeries) map[string]bool {
	named := make(map[string]bool, len(layers))
	for _, s := range layers {
		if s.Count <= 1 {
			named[s.Site.Slug] = true
		}
	}
	return named
}

// siteLayer is one site's part of the bars. A month that is expected and not complete is a gap, whatever has come of it.
func siteLayer(s insight.SiteSeries, m insight.MonthlyChart, named map[string]bool) chart.Site {
	values := s.Values.Slice(m.First, m.Last).Values
	isMine := func(site insight.SiteRef) bool {
		if s.Count > 1 {
			return !named[site.Slug]
		}
		return site.Slug == s.Site.Slug
	}
	layer := chart.Site{Name: s.Site.Name, Slot: chartSlot(s.Site.Slot), Values: values, Expected: make([]bool, len(values))}
	for i, v := range values {
		layer.Expected[i] = !math.IsNaN(v)
	}
	for _, gap := range m.Gaps {
		if i := int(gap.Month - m.First); i >= 0 && i < len(values) && isMine(gap.Site) {
			layer.Expected[i] = true
			if gap.InPart {
				if layer.Unsure == nil {
					layer.Unsure = make([]bool, len(values))
				}
				layer.Unsure[i] = true
			}
		}
	}
	if m.Partial == nil {
		return layer
	}
	i := int(m.Partial.Month - m.First)
	if i < 0 || i >= len(values) {
		return layer
	}
	sum, anySent := 0.0, false
	for _, part := range m.Partial.Sites {
		if isMine(part.Site) && part.Value.Known() {
			sum += float64(part.Value)
			anySent = true
		}
	}
	if anySent {
		values[i], layer.Expected[i] = sum, true
	}
	return layer
}

// baselineSteps lists where the baseline changes.
func baselineSteps(baseline series.Monthly) []chart.Baseline {
	var steps []chart.Baseline
	for i, v := range baseline.Values {
		if math.IsNaN(v) || len(steps) > 0 && steps[len(steps)-1].PerMonth == v {
			continue
		}
		steps = append(steps, chart.Baseline{From: baseline.First + calendar.Month(i), PerMonth: v})
	}
	return steps
}

// monthsFigure is months by site as a figure with picture and table.
func monthsFigure(spec chart.Spec, m insight.MonthlyChart, files figureFiles) Figure {
	_, cut := shownColumns(len(m.Table.Sites))
	return Figure{
		ID: spec.ID, Title: spec.Title, Summary: spec.Summary,
		Payload: spec.Payload(), Still: files.still,
		Key: keyEntries(spec.Key), Table: monthsTable(m),
		Source: files.source + cut, Rows: files.rows, CSV: files.csv, PNG: true,
	}
}

// figureFiles is what stands at the foot of a figure.
type figureFiles struct{ still, source, rows, csv string }

func keyEntries(entries []chart.KeyEntry) []KeyEntry {
	out := make([]KeyEntry, len(entries))
	for i, entry := range entries {
		out[i] = KeyEntry{Mark: entry.Mark, Text: entry.Text, NarrowOnly: entry.NarrowOnly}
	}
	return out
}

// monthsTable is the numbers behind the bars, newest first, each a link to its rows.
func monthsTable(m insight.MonthlyChart) *Table {
	hasTotal := len(m.Table.Sites) > 1
	hasBaseline := m.BaselineLabel != ""
	t := &Table{Caption: m.Title, Columns: []Column{{Title: "Month"}}}
	shown, _ := shownColumns(len(m.Table.Sites))
	for _, site := range m.Table.Sites[:shown] {
		t.Columns = append(t.Columns, Column{Title: site.Name, Numeric: true})
	}
	if hasTotal {
		t.Columns = append(t.Columns, Column{Title: "All sites", Numeric: true})
	}
	t.Columns = append(t.Columns, Column{Title: "Per working day", Numeric: true})
	if hasBaseline {
		t.Columns = append(t.Columns, Column{Title: "Against baseline", Numeric: true, WideOnly: true})
	}
	remarks := monthRemarks(m)
	hasRemarks := slices.ContainsFunc(m.Table.Rows, func(row insight.MonthRow) bool { return len(remarks[row.Month]) > 0 })
	if hasRemarks {
		t.Columns = append(t.Columns, Column{Title: "Rule, event", WideOnly: true})
	}
	t.Rows = make([]TableRow, 0, len(m.Table.Rows))
	for _, row := range slices.Backward(m.Table.Rows) {
		cells := append(make([]Cell, 0, len(t.Columns)), monthCell(row.Month))
		for _, site := range row.Sites[:shown] {
			cells = append(cells, siteCell(site))
		}
		if hasTotal {
			cells = append(cells, totalCell(row))
		}
		cells = append(cells, Cell{Text: formatDecimal(float64(row.PerDay), 1)})
		if hasBaseline {
			cells = append(cells, Cell{Text: formatSignedDecimal(float64(row.Difference), 0)})
		}
		if hasRemarks {
			cells = append(cells, Cell{Text: strings.Join(remarks[row.Month], "; ")})
		}
		t.Rows = append(t.Rows, TableRow{Cells: cells})
	}
	return t
}

// monthRemarks are what the chart marks in its months: signals, rebases, events, and months left out of the limits.
func monthRemarks(m insight.MonthlyChart) map[calendar.Month][]string {
	remarks := map[calendar.Month][]string{}
	add := func(month calendar.Month, text string) { remarks[month] = append(remarks[month], text) }
	for _, s := range m.Signals {
		add(s.Month, s.Words)
	}
	for _, b := range m.Rebases {
		isNamed := slices.ContainsFunc(m.Annotations, func(a insight.AnnotationOnSite) bool {
			return a.Month == b.Month && strings.Contains(a.Label, b.Reason)
		})
		if isNamed {
			add(b.Month, "Rebased")
		} else {
			add(b.Month, "Rebased: "+b.Reason)
		}
	}
	for _, e := range m.Excluded {
		add(e.Month, "Left out of the limits, "+e.Concerns+": "+e.Reason)
	}
	for _, a := range m.Annotations {
		add(a.Month, a.Label)
	}
	return remarks
}

func monthCell(m calendar.Month) Cell { return Cell{Text: m.Long(), Narrow: m.Short(), Name: true} }

// siteCell is a site's number in a month; what is no number is said in words, and quietly.
func siteCell(v insight.SiteValue) Cell {
	cell := Cell{Text: v.Text, Href: v.TraceURL}
	if v.Value.IsMissing() {
		cell.Quiet = true
	} else {
		cell.Text = formatDecimal(float64(v.Value), 0)
	}
	return cell
}

func totalCell(row insight.MonthRow) Cell {
	if row.Total.IsMissing() {
		return Cell{Text: missingText, Quiet: true}
	}
	return Cell{Text: formatDecimal(float64(row.Total), 0), Href: row.TraceURL, Strong: true}
}

// queryPairs splits an address's query in its own order.
func queryPairs(query string) []Field {
	var pairs []Field
	for part := range strings.SplitSeq(query, "&") {
		name, value, ok := strings.Cut(part, "=")
		if text, err := url.QueryUnescape(value); ok && err == nil {
			pairs = append(pairs, Field{Name: name, Value: text})
		}
	}
	return pairs
}

// sentenceOf hands an answer's sentence to a page.
func sentenceOf(said insight.Sentence) Sentence {
	out := make(Sentence, len(said))
	for i, part := range said {
		out[i] = Part{Text: part.Text, Strong: part.Strong, URL: part.URL, Alert: part.Alert}
		if part.Site != nil {
			out[i].Slot = part.Site.Slot
		}
	}
	return out
}
