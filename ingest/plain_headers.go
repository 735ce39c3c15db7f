package ingest

import (
	"slices"
	"strings"
)

// continuesHeader reports a further header row: the one above again, or words above columns of numbers.
func (p *plainTable) continuesHeader(i, first int) bool {
	if slices.Equal(foldedCells(p.rows[i]), foldedCells(p.rows[i-1])) {
		return true
	}
	if i == first+1 && p.isGroupRow(first) {
		return true
	}
	asHeader, asData := p.weigh(p.rows[i])
	return asData == 0 && asHeader >= 2 && asHeader*2 >= filledCells(p.rows[i])
}

func foldedCells(cells []string) []string {
	folded := make([]string, len(cells))
	for i, cell := range cells {
		folded[i] = foldHeader(cell)
	}
	return folded
}

// joinHeaders writes the names of each column one after the other. A name that spans columns holds
// to its right as far as something stands below it.
func joinHeaders(rows [][]string) []string {
	if len(rows) == 1 {
		return rows[0]
	}
	width := 0
	for _, cells := range rows {
		width = max(width, len(cells))
	}
	header := make([]string, width)
	for i, cells := range rows {
		spanning := ""
		for column := range width {
			name := ""
			if column < len(cells) {
				name = strings.TrimSpace(cells[column])
			}
			if name != "" {
				spanning = name
			} else if i < len(rows)-1 && namedBelow(rows[i+1:], column) {
				name = spanning
			}
			header[column] = strings.TrimSpace(header[column] + " " + name)
		}
	}
	return header
}

func namedBelow(rows [][]string, column int) bool {
	return slices.ContainsFunc(rows, func(cells []string) bool { return column < len(cells) && clean(cells[column]) != "" })
}

// startsOver reports the header again, perhaps with a column more or less: a second table begins.
func startsOver(cells, names []string) bool {
	if len(cells) < 2 || clean(cells[0]) == "" {
		return false
	}
	same := min(len(cells), len(names))
	return same*2 > len(names) && slices.Equal(foldedCells(cells[:same]), names[:same])
}
