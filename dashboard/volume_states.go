package dashboard

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

// mostRanked is how many states are ranked by name; the file has all.
const mostRanked = 15

// statesFigure ranks the referring states of the month in focus. What no file states stands apart, below a rule: it
// is no place, and no part of the ranking.
func statesFigure(a insight.Volume) Figure {
	v := a.Scope.View
	ranked, notStated := rankStates(a)
	f := Figure{ID: "states", Title: a.PartsTitle, Source: a.Sources, Rows: a.TraceURL, CSV: v.WithShow(insight.ShowTable).URL(volumeCSVPath),
		Summary: fmt.Sprintf("%s by referring state, %s. The tick marks the year before.", caseload.UpperFirst(a.Unit), a.Focus.Long())}
	most := 0.0
	for _, column := range ranked {
		most = math.Max(most, math.Max(orZero(column.Values.At(a.Focus)), orZero(column.Values.At(a.Focus-12))))
	}
	t := &Table{Caption: f.Title, Columns: []Column{{Title: "Referring state"}, {Title: ""}, {Title: a.Focus.Short(), Numeric: true},
		{Title: "Share", Numeric: true}, {Title: (a.Focus - 12).Short(), Numeric: true}, {Title: "Change", Numeric: true}}}
	for i, column := range ranked {
		if i == mostRanked {
			t.Rows = append(t.Rows, TableRow{Cells: []Cell{{Text: fmt.Sprintf("%d more in the file", len(ranked)-i), Href: f.CSV, Name: true}, {}, {}, {}, {}, {}}})
			break
		}
		t.Rows = append(t.Rows, stateRow(a, column, most))
	}
	if notStated != nil {
		row := stateRow(a, *notStated, 0)
		row.Total = true
		t.Rows = append(t.Rows, row)
	}
	f.Table = t
	return f
}

func stateRow(a insight.Volume, column insight.VolumeColumn, most float64) TableRow {
	now, before := column.Values.At(a.Focus), column.Values.At(a.Focus-12)
	var bar SVG
	if most > 0 {
		bar = chart.RankBar(now, before, most, tableSparkWidth, changeBarHeight)
	}
	share := missingText
	if column.Share.Known() {
		share = formatPercent(float64(column.Share)*100, shareDecimals(float64(column.Share)))
	}
	return TableRow{Cells: []Cell{{Text: column.Name, Href: column.URL, Name: true}, {Picture: bar},
		{Text: volumeNumber(a, now), Href: column.TraceURL, Strong: true}, {Text: share},
		{Text: volumeNumber(a, before), Quiet: true}, {Text: formatSignedDecimal(now-before, volumeDecimals(a))}}}
}

// rankStates orders the states by the month in focus; nil where every file states one.
func rankStates(a insight.Volume) (ranked []insight.VolumeColumn, notStated *insight.VolumeColumn) {
	for i, column := range a.Columns {
		if column.Slug == insight.NotStated {
			notStated = &a.Columns[i]
		} else {
			ranked = append(ranked, column)
		}
	}
	slices.SortStableFunc(ranked, func(x, y insight.VolumeColumn) int {
		return cmp.Compare(orZero(y.Values.At(a.Focus)), orZero(x.Values.At(a.Focus)))
	})
	return ranked, notStated
}

func orZero(n float64) float64 {
	if math.IsNaN(n) {
		return 0
	}
	return n
}
