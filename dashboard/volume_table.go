package dashboard

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"caseload/dashboard/insight"
)

// maxTableColumns is how many sites, groups or procedures a table on a page can have and still be read; the
// CSV has them all.
const maxTableColumns = 24

// columnsInSight is how many of them fit beside the total and what it is compared with on a wide screen.
const columnsInSight = 7

// shownColumns cuts a list of columns to what fits a page, and says so.
func shownColumns(n int) (shown int, note string) {
	if n <= maxTableColumns {
		return n, ""
	}
	return maxTableColumns, fmt.Sprintf(" The table shows the first %d of %s; the CSV has all.", maxTableColumns, formatNumber(n))
}

func monthTableSummary(a insight.Volume) string {
	shown, note := shownColumns(len(a.Columns))
	if shown > columnsInSight {
		note += " It is wider than the page: scroll it sideways, or with the arrow keys."
	}
	return "Newest first, in " + a.Unit + ". “Change” compares the total with the same month a year before. A total stands only where every file is complete." + note
}

// volumeTable is every month with its columns, newest first.
func volumeTable(a insight.Volume, columns []insight.VolumeColumn, rows []insight.VolumeRow) *Table {
	shown, _ := shownColumns(len(columns))
	hasTotal := len(columns) != 1
	isRate := a.PerDay
	t := &Table{Caption: a.Title, Columns: []Column{{Title: "Month"}}, Empty: "No months in this range."}
	for _, column := range columns[:shown] {
		t.Columns = append(t.Columns, partColumn(column.Name))
	}
	if hasTotal {
		t.Columns = append(t.Columns, Column{Title: "Total", Numeric: true})
	}
	if a.Ahead != nil {
		t.Columns = append(t.Columns, Column{Title: "Expected", Numeric: true}, Column{Title: "80\u00a0% range", Numeric: true})
		for _, m := range slices.Backward(a.Ahead.Months) {
			if len(rows) == 0 || m.Month > rows[len(rows)-1].Month {
				t.Rows = append(t.Rows, TableRow{Cells: aheadRow(m, shown, hasTotal, isRate)})
			}
		}
	}
	t.Columns = append(t.Columns, Column{Title: "Working days", Numeric: true, WideOnly: true})
	if !isRate {
		t.Columns = append(t.Columns, Column{Title: "Per working day", Numeric: true})
	}
	t.Columns = append(t.Columns,
		Column{Title: "Year before", Numeric: true, WideOnly: true}, Column{Title: "Change", Numeric: true}, Column{Title: "%", Numeric: true, WideOnly: true})
	for _, row := range slices.Backward(rows) {
		t.Rows = append(t.Rows, TableRow{Cells: volumeRow(a, row, shown, hasTotal, isRate)})
	}
	return t
}

// mostInHead is how many letters of a name stand over a narrow column of numbers: four lines.
const mostInHead = 44

// partColumn heads the numbers of a part; a name too long for a head is whole in its title and in the file.
func partColumn(name string) Column {
	if runes := []rune(name); len(runes) > mostInHead {
		return Column{Title: strings.TrimSpace(string(runes[:mostInHead-1])) + "…", Full: name, Numeric: true}
	}
	return Column{Title: name, Numeric: true}
}

func volumeRow(a insight.Volume, row insight.VolumeRow, shown int, hasTotal, isRate bool) []Cell {
	month := monthCell(row.Month)
	month.Under = strings.Join(row.Events, "; ")
	cells := []Cell{month}
	for _, value := range row.Values[:min(shown, len(row.Values))] {
		cells = append(cells, volumeCell(a, value))
	}
	for range shown - len(row.Values) { // a month before a column began
		cells = append(cells, Cell{Text: missingText, Quiet: true})
	}
	if hasTotal {
		total := Cell{Text: volumeNumber(a, float64(row.Total)), Href: row.TotalURL, Strong: true}
		if row.Total.IsMissing() {
			total = Cell{Text: missingText, Why: row.Words, Quiet: true}
		}
		cells = append(cells, total)
	}
	cells = append(cells, aheadCells(a, row.Month)...)
	cells = append(cells, Cell{Text: formatWhole(float64(row.WorkingDays)), Quiet: true})
	if !isRate {
		cells = append(cells, Cell{Text: formatDecimal(float64(row.PerDay), 1)})
	}
	return append(cells,
		Cell{Text: volumeNumber(a, float64(row.LastYear)), Quiet: true},
		Cell{Text: formatSignedDecimal(float64(row.Change), volumeDecimals(a))},
		Cell{Text: formatSignedPercent(float64(row.Percent), 0)})
}

func volumeCell(a insight.Volume, v insight.VolumeValue) Cell {
	if v.Value.Known() {
		return Cell{Text: volumeNumber(a, float64(v.Value)), Href: v.TraceURL}
	}
	text := v.Short
	if text == "" {
		text = missingText
	}
	return Cell{Text: text, Why: v.Text, Href: v.TraceURL, Quiet: true}
}

// formatWhole writes a number that is usually whole without decimals and shows one where it is not.
func formatWhole(x float64) string {
	if x == math.Trunc(x) {
		return formatDecimal(x, 0)
	}
	return formatDecimal(x, 1)
}
