package ingest

import (
	"strings"

	"caseload/ingest/table"
)

// In a file that spaces delimit, a name of several words without quotes falls into as many cells. Where the cells
// on both sides of it look like those of their columns in only one way, its words are joined again; where in none or
// more than one, the row stays as it stands.

// sight is what a cell looks like, quoted phrases told from single words.
type sight struct {
	class  cellClass
	phrase bool // several words in one cell, which only quotes can have held together
}

func sightOf(cell string) sight {
	return sight{classOf(cell), strings.Contains(strings.TrimSpace(cell), " ")}
}

// columnSights are what the cells of a table look like, counted from the left and from the right.
type columnSights struct{ left, right []sight }

// joinWords joins what spaces have parted. Only the header says then how many columns there are. Words without a
// number among them tell which column holds the names; then names with a number in them are joined there too.
func (p *plainTable) joinWords() {
	if p.file.Format != table.FormatText || p.file.Delimiter != ' ' || len(p.rows) < 4 {
		return
	}
	width := len(p.rows[0])
	sights := sightsOf(p.rows[1:], width)
	columns := map[int]int{}
	for _, cells := range p.rows[1:] {
		if at := sights.place(cells, width); at >= 0 {
			columns[at]++
		}
	}
	if len(columns) != 1 {
		return
	}
	for names := range columns {
		for i := 1; i < len(p.rows); i++ {
			if over := len(p.rows[i]) - width; over > 0 && sights.fits(p.rows[i], names, over, width) {
				p.rows[i] = joinedAt(p.rows[i], names, over)
			}
		}
	}
}

func joinedAt(cells []string, at, over int) []string {
	joined := append([]string{}, cells[:at]...)
	joined = append(joined, strings.Join(cells[at:at+over+1], " "))
	return append(joined, cells[at+over+1:]...)
}

// sightsOf tells what most cells at each place look like.
func sightsOf(rows [][]string, width int) columnSights {
	left, right := make([]map[sight]int, width), make([]map[sight]int, width)
	for i := range width {
		left[i], right[i] = map[sight]int{}, map[sight]int{}
	}
	for _, cells := range rows[:min(len(rows), classedRows)] {
		for i := range min(width, len(cells)) {
			left[i][sightOf(cells[i])]++
			right[i][sightOf(cells[len(cells)-1-i])]++
		}
	}
	most := func(counts map[sight]int) (usual sight) {
		for s, n := range counts {
			if n > counts[usual] || n == counts[usual] && (s.class > usual.class || s.class == usual.class && s.phrase) {
				usual = s
			}
		}
		return usual
	}
	var sights columnSights
	for i := range width {
		sights.left, sights.right = append(sights.left, most(left[i])), append(sights.right, most(right[i]))
	}
	return sights
}

// place returns the one column whose words can have fallen apart, or -1 where it is not plain which.
func (s columnSights) place(cells []string, width int) int {
	over, found := len(cells)-width, -1
	if over <= 0 || width < 2 {
		return -1
	}
	for at := range width {
		if !areWords(cells[at:at+over+1]) || !s.fits(cells, at, over, width) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = at
	}
	return found
}

// areWords reports cells that hold words alone.
func areWords(cells []string) bool {
	for _, cell := range cells {
		if classOf(cell) != classText {
			return false
		}
	}
	return true
}

func (s columnSights) fits(cells []string, at, over, width int) bool {
	for i, cell := range cells[at : at+over+1] {
		if seen := sightOf(cell); seen.phrase || i == 0 && seen.class != classText {
			return false
		}
	}
	for i := range at {
		if sightOf(cells[i]) != s.left[i] {
			return false
		}
	}
	for i := range width - 1 - at {
		if sightOf(cells[len(cells)-1-i]) != s.right[i] {
			return false
		}
	}
	return true
}

// resplitWords mends a row of somebody who typed spaces where the file has another delimiter, with a name of
// several words among them.
func (p *plainTable) resplitWords(row []string, sights columnSights) []string {
	cells := p.file.BySpaces(table.Row{Cells: row})
	at := sights.place(cells, p.width)
	if at < 0 {
		return nil
	}
	return joinedAt(cells, at, len(cells)-p.width)
}
