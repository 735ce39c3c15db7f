package dashboard

import (
	"slices"

	"caseload/dashboard/insight"
	"caseload/store/calendar"
)

// recentMonths is how many columns of the completeness grid phones show.
const recentMonths = 13

// filesFigure is the completeness grid: a square for each file of each month.
func filesFigure(status insight.DataStatus) *Figure {
	return &Figure{
		ID: "files", Title: status.Title, Summary: status.Summary,
		Grid: filesGrid(status), Key: gridKey(status), Table: filesTable(status), Source: status.Sources,
	}
}

func filesGrid(status insight.DataStatus) *CompletenessGrid {
	grid := &CompletenessGrid{Caption: status.Title}
	firstRecent := status.Last - recentMonths + 1
	for m := status.First; m <= status.Last; m++ {
		if n := len(grid.Years); n > 0 && m.MonthOfYear() != 1 {
			grid.Years[n-1].Months++
		} else {
			grid.Years = append(grid.Years, GridYear{Label: m.First().String()[:4], Months: 1})
		}
		grid.Months = append(grid.Months, GridMonth{
			Initial: m.MonthOfYear().String()[:1], Name: m.Long(),
			Focus: status.Scope.HasMonth && m == status.Scope.Month, Recent: m >= firstRecent,
		})
	}
	for _, row := range status.Rows {
		line := GridRow{Name: row.Name, Slot: row.Site.Slot}
		for _, cell := range row.Cells {
			state := string(cell.State)
			if cell.Suspicious != "" {
				state = suspiciousCell
			}
			if cell.InReview {
				state = string(insight.FileInReview)
			}
			line.Cells = append(line.Cells, GridCell{State: state, Says: cell.Text, Href: cell.URL, Recent: cell.Month >= firstRecent})
		}
		grid.Rows = append(grid.Rows, line)
	}
	return grid
}

// gridKey explains the squares that are there, and no others.
func gridKey(status insight.DataStatus) []KeyEntry {
	there := map[insight.FileState]bool{}
	for _, row := range status.Rows {
		for _, cell := range row.Cells {
			there[cell.State] = true
			there[suspiciousCell] = there[suspiciousCell] || cell.Suspicious != ""
			there[insight.FileInReview] = there[insight.FileInReview] || cell.InReview
		}
	}
	var key []KeyEntry
	for _, state := range fileStates() {
		if there[state.state] {
			key = append(key, KeyEntry{Class: "cell cell-" + string(state.state), Text: state.words})
		}
	}
	return key
}

// suspiciousCell marks a file that is in, and that somebody should look at.
const suspiciousCell = "suspicious"

type stateWords struct {
	state insight.FileState
	words string
}

func fileStates() []stateWords {
	return []stateWords{
		{insight.FileReceived, "received"},
		{insight.FileLate, "late"},
		{suspiciousCell, "suspicious: outside its usual range, or like an earlier month"},
		{insight.FileIncomplete, "not declared to be everything"},
		{insight.FileSuppressed, "with hidden numbers (<11)"},
		{insight.FileMissing, "missing"},
		{insight.FileInReview, "in review"},
		{insight.FileUnfinished, "month not finished"},
		{insight.FileNotDue, "not due yet"},
	}
}

// filesTable is the grid in words, newest month first.
func filesTable(status insight.DataStatus) *Table {
	table := &Table{Caption: status.Title, Columns: []Column{{Title: "Month"}}}
	for _, row := range status.Rows {
		table.Columns = append(table.Columns, Column{Title: row.Name})
	}
	words := map[insight.FileState]string{insight.FileNone: missingText}
	for _, state := range fileStates() {
		words[state.state] = state.words
	}
	for m := status.Last; m >= status.First; m-- {
		cells := []Cell{monthCell(m)}
		for _, row := range status.Rows {
			cells = append(cells, fileCell(row, m, words))
		}
		table.Rows = append(table.Rows, TableRow{Cells: cells})
	}
	return table
}

func fileCell(row insight.FileRow, m calendar.Month, words map[insight.FileState]string) Cell {
	i := slices.IndexFunc(row.Cells, func(cell insight.FileCell) bool { return cell.Month == m })
	if i < 0 {
		return Cell{Text: missingText, Quiet: true}
	}
	cell := row.Cells[i]
	text := words[cell.State]
	if cell.DaysLate > 0 && cell.State == insight.FileLate {
		text = plural(cell.DaysLate, "day late", "days late")
	}
	if cell.Suspicious != "" {
		text += ", suspicious: " + cell.Suspicious
	}
	if cell.InReview && cell.State != insight.FileInReview {
		text += ", a new file in review"
	}
	if cell.Closed {
		text += ", closed"
	}
	return Cell{
		Text: text, Href: cell.URL, Strong: cell.State == insight.FileMissing || cell.State == insight.FileIncomplete,
		Quiet: cell.State == insight.FileNone || cell.State == insight.FileNotDue,
	}
}
