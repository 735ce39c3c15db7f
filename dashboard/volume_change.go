package dashboard

import (
	"math"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
)

// Sizes of the bars in tables, in px.
const (
	changeBarWidth  = 148
	changeBarHeight = 16
)

// changeFigures say what changed against the year before, how the mix moved, and why hours did.
func changeFigures(a insight.Volume) []Figure {
	c := a.Change
	v := a.Scope.View
	if c.Reason != "" {
		return []Figure{{ID: "change", Title: c.Title, Summary: c.Reason, Source: a.Sources}}
	}
	figures := []Figure{{
		ID: "change", Title: c.Title, Summary: c.Summary, Table: changeTable(a, *c),
		Source: a.Sources, Rows: c.Total.TraceURL, CSV: v.URL(volumeCSVPath),
	}}
	if len(c.Parts) > 1 {
		figures = append(figures, Figure{
			ID: "mix", Title: c.MixTitle, Summary: c.MixSummary, Table: mixTable(*c),
			Source: a.Sources, Rows: c.Total.TraceURL, CSV: v.URL(volumeCSVPath),
		})
	}
	if e := c.Effects; e != nil {
		figures = append(figures, Figure{
			ID: "hours", Title: e.Title, Summary: e.Note, Table: hoursTable(*c), Source: a.Sources, Rows: e.TraceURL, CSV: v.URL(volumeCSVPath),
		})
	}
	return figures
}

// changeTable lists the parts from the largest rise to the largest fall.
func changeTable(a insight.Volume, c insight.VolumeChange) *Table {
	most := 0.0
	for _, p := range c.Parts {
		most = math.Max(most, math.Abs(float64(p.Change)))
	}
	t := &Table{Caption: c.Title, Columns: []Column{{Title: partHeads()[a.By]}, {Title: "Change", WideOnly: true}, {Title: "", Numeric: true},
		{Title: c.NowShort, Numeric: true}, {Title: c.BeforeShort, Numeric: true}, {Title: "%", Numeric: true, WideOnly: true},
		{Title: "Points of the total’s %", Numeric: true, WideOnly: true},
		{Title: "In step with all", Numeric: true, WideOnly: true}, {Title: "Its own", Numeric: true, WideOnly: true}}}
	row := func(p insight.ChangePart, isTotal bool) TableRow {
		own := formatSignedDecimal(float64(p.Own), 1)
		picture := chart.ChangeBar(float64(p.Change), most, changeBarWidth, changeBarHeight)
		if isTotal {
			own, picture = "", ""
		}
		name := Cell{Text: p.Name, Href: p.URL, Name: true}
		if p.Site != nil {
			name.Slot = p.Site.Slot
		}
		return TableRow{Total: isTotal, Cells: []Cell{name, {Picture: picture},
			{Text: volumeSigned(a, p.Change), Href: p.TraceURL, Strong: true},
			listedCell(a, p.Now, p.NowURL), listedCell(a, p.Before, p.BeforeURL),
			{Text: formatSignedPercent(float64(p.Percent), percentDecimals(float64(p.Percent)))},
			{Text: formatSignedDecimal(float64(p.Points), 1)},
			{Text: formatSignedDecimal(float64(p.WithWhole), 1), Quiet: true}, {Text: own, Quiet: true}}}
	}
	t.Rows = append(t.Rows, row(c.Total, true))
	for _, p := range c.Parts {
		t.Rows = append(t.Rows, row(p, false))
	}
	return t
}

// listedCell shows a part's number; what no complete file lists adds nothing and is not zero.
func listedCell(a insight.Volume, n insight.Number, href string) Cell {
	if n.IsMissing() {
		return Cell{Text: missingText, Why: "not listed in complete files", Quiet: true}
	}
	return Cell{Text: volumeNumber(a, float64(n)), Href: href}
}

func volumeSigned(a insight.Volume, n insight.Number) string {
	return formatSignedDecimal(float64(n), volumeDecimals(a))
}

// mixTable shows how large a part of the whole each one is, and was.
func mixTable(c insight.VolumeChange) *Table {
	t := &Table{Caption: c.MixTitle, Columns: []Column{{Title: "Part of the whole"}, {Title: "Share of 12 months, " + c.SharesText},
		{Title: c.NowShort, Numeric: true}, {Title: c.BeforeShort, Numeric: true}, {Title: "Change, points", Numeric: true}}}
	for _, p := range c.Mix() {
		name := Cell{Text: p.Name, Href: p.URL, Name: true}
		if p.Site != nil {
			name.Slot = p.Site.Slot
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{name,
			{Picture: chart.Sparkline(p.Shares.Values, tableSparkWidth, tableSparkHigh, chart.SparkOptions{})},
			{Text: formatPercent(float64(p.ShareNow)*100, 1), Strong: true}, {Text: formatPercent(float64(p.ShareBefore)*100, 1)},
			{Text: formatSignedDecimal(float64(p.ShareChange), 1), Href: p.TraceURL}}})
	}
	return t
}

// hoursTable adds the three reasons up.
func hoursTable(c insight.VolumeChange) *Table {
	e := c.Effects
	t := &Table{Caption: e.Title, Columns: []Column{{Title: "Why"}, {Title: "Hours", Numeric: true}}}
	add := func(name string, n insight.Number, isTotal bool) {
		t.Rows = append(t.Rows, TableRow{Total: isTotal, Cells: []Cell{{Text: name, Name: true}, {Text: formatSignedDecimal(float64(n), 1), Strong: true}}})
	}
	add("All together, "+formatDecimal(float64(e.Before), 1)+" to "+formatDecimal(float64(e.Now), 1), e.Now-e.Before, true)
	add("More or fewer procedures of the same mix", e.Volume, false)
	add("Another mix: longer or shorter procedures", e.Mix, false)
	add("Other minutes for the same procedures", e.Minutes, false)
	return t
}

// partHeads name what a table lists.
func partHeads() map[insight.Dimension]string {
	return map[insight.Dimension]string{insight.BySite: "Site", insight.ByGroup: "Procedure group", insight.ByProcedure: "Procedure",
		insight.BySetting: "Setting", insight.ByState: "Referring state"}
}
