package dashboard

import (
	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
)

// expectedOf returns what is expected of a month, if anything is.
func expectedOf(a insight.Volume, month calendar.Month) (forecast.Month, bool) {
	if a.Ahead != nil {
		for _, m := range a.Ahead.Months {
			if m.Month == month {
				return m, true
			}
		}
	}
	return forecast.Month{}, false
}

// aheadCells are what is expected of a month and its range, in columns that counts have none of; nothing where the
// view does not ask for months ahead.
func aheadCells(a insight.Volume, month calendar.Month) []Cell {
	if a.Ahead == nil {
		return nil
	}
	if m, ok := expectedOf(a, month); ok {
		return expectedPair(m)
	}
	return []Cell{{Text: missingText, Quiet: true}, {Text: missingText, Quiet: true}}
}

func expectedPair(m forecast.Month) []Cell {
	return []Cell{{Text: formatDecimal(m.Point, 0)}, {Text: formatRange(m.Lo80, m.Hi80), Quiet: true}}
}

// aheadRow is a month of which nothing is counted yet.
func aheadRow(m forecast.Month, columns int, hasTotal, isRate bool) []Cell {
	month := monthCell(m.Month)
	month.Under = "expected"
	cells := []Cell{month}
	blank := func(n int) {
		for range n {
			cells = append(cells, Cell{Text: missingText, Quiet: true})
		}
	}
	blank(columns)
	if hasTotal {
		blank(1)
	}
	cells = append(cells, expectedPair(m)...)
	blank(4) // working days, the year before, change and percent
	if !isRate {
		blank(1)
	}
	return cells
}

// expectedCells are the same for a file.
func expectedCells(a insight.Volume, month calendar.Month) []string {
	if m, ok := expectedOf(a, month); ok {
		return []string{bare(m.Point, 4), bare(m.Lo80, 4), bare(m.Hi80, 4)}
	}
	return []string{"", "", ""}
}

// aheadCSVRows are the months after the last one that is listed: their state says "expected", and no column of counts
// has a number.
func aheadCSVRows(a insight.Volume) [][]string {
	if a.Ahead == nil {
		return nil
	}
	var rows [][]string
	for _, m := range a.Ahead.Months {
		if len(a.Rows) > 0 && m.Month <= a.Rows[len(a.Rows)-1].Month {
			continue
		}
		cells := append([]string{m.Month.String(), "expected"}, make([]string, len(a.Columns)+9)...)
		rows = append(rows, append(cells, expectedCells(a, m.Month)...))
	}
	return rows
}
