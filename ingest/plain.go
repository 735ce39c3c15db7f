package ingest

import (
	"bytes"
	"fmt"
	"strings"

	"caseload/ingest/table"
)

// plainTable is a table of which nothing is known but its cells. Its header, and what stands above
// and below it, is told by the shape of the rows and by which cells hold numbers.
type plainTable struct {
	file    *table.File
	rows    [][]string // without blank rows
	usual   int        // cells with content in most rows
	width   int        // cells in most rows
	columns []cellClass
}

// cellClass is what a cell looks like.
type cellClass byte

const (
	classBlank  cellClass = iota // nothing, or a mark for nothing
	classText                    // a word
	classNumber                  // a number, with or without a currency
	classYear                    // 1900 to 2100, which may head a column of numbers
	classDate                    // digits parted as dates and times are
)

const (
	classedRows    = 300 // rows from which the class of a column is told
	headerRowsMost = 4
)

// blankLines returns the lines of a file that holds nothing else.
func blankLines(data []byte) [][]string {
	rows := make([][]string, bytes.Count(data, []byte("\n")))
	for i := range rows {
		rows[i] = []string{""}
	}
	return rows
}

// readPlain fills in the cells of the first visible table, header first, with what stands above and below left out.
func (r *reading) readPlain() {
	r.plain = [][]string{}
	for i := range r.file.Tables {
		t := &r.file.Tables[i]
		if t.Hidden {
			continue
		}
		p := newPlainTable(r.file, t)
		if p.width <= 1 {
			r.plain = p.singleColumn(t)
			return
		}
		header, body := p.split()
		if refusal := damage(t, header, body); refusal != nil {
			r.refuse(*refusal)
			return
		}
		r.plain = append([][]string{header}, body...)
		return
	}
}

func newPlainTable(file *table.File, t *table.Table) *plainTable {
	p := &plainTable{file: file}
	for _, row := range t.Rows {
		if filledCells(row.Cells) > 0 {
			p.rows = append(p.rows, row.Cells)
		}
	}
	p.joinWords()
	p.count()
	p.resplit()
	p.classify()
	return p
}

// count tells how many cells most rows have.
func (p *plainTable) count() {
	filled, widths := map[int]int{}, map[int]int{}
	for _, cells := range p.rows {
		filled[filledCells(cells)]++
		widths[len(cells)]++
	}
	p.usual, p.width = mostOften(filled), mostOften(widths)
}

// resplit mends the rows of somebody who typed spaces where the file has another delimiter.
func (p *plainTable) resplit() {
	var sights *columnSights
	for i, cells := range p.rows {
		mended := p.file.Resplit(table.Row{Cells: cells}, p.width)
		if mended == nil && len(cells) < p.width && len(cells) < 3 && len(p.rows) > 3 {
			if sights == nil {
				seen := sightsOf(p.whole(), p.width)
				sights = &seen
			}
			mended = p.resplitWords(cells, *sights)
		}
		if mended != nil && (strings.Contains(strings.Join(cells, ""), `"`) || filledCells(mended) < p.width) {
			p.rows[i] = mended
		}
	}
}

// whole returns the rows with as many cells as most have.
func (p *plainTable) whole() [][]string {
	var rows [][]string
	for _, cells := range p.rows {
		if len(cells) == p.width {
			rows = append(rows, cells)
		}
	}
	return rows
}

// mostOften returns the key that was counted most often; the larger of two that were counted as often.
func mostOften(counts map[int]int) int {
	key, most := 0, 0
	for k, n := range counts {
		if n > most || n == most && k > key {
			key, most = k, n
		}
	}
	return key
}

func filledCells(cells []string) int {
	filled := 0
	for _, cell := range cells {
		if clean(cell) != "" {
			filled++
		}
	}
	return filled
}

func (p *plainTable) singleColumn(t *table.Table) [][]string {
	rows := [][]string{}
	for _, row := range t.Rows {
		cells := row.Cells
		if len(cells) == 0 {
			cells = []string{""}
		}
		rows = append(rows, cells)
	}
	return rows
}

// classify tells what most cells of each column look like.
func (p *plainTable) classify() {
	for _, cells := range p.rows {
		for len(p.columns) < len(cells) {
			p.columns = append(p.columns, classBlank)
		}
	}
	counts := make([][classDate + 1]int, len(p.columns))
	// The first rows may be titles and headers; a short table has to be judged by all it has.
	skip := min(headerRowsMost, len(p.rows)/3)
	for _, cells := range p.rows[skip:min(len(p.rows), skip+classedRows)] {
		for column, cell := range cells {
			counts[column][classOf(cell)]++
		}
	}
	for column, n := range counts {
		filled := n[classText] + n[classNumber] + n[classYear] + n[classDate]
		for class := classText; class <= classDate; class++ {
			if n[class]*5 > filled*3 {
				p.columns[column] = class
			}
		}
		if p.columns[column] <= classText && (n[classNumber]+n[classYear])*5 > filled*3 {
			p.columns[column] = classNumber
		}
	}
}

func classOf(cell string) cellClass {
	text := clean(cell)
	if isMissing(text) || text == "*" {
		return classBlank
	}
	digits, others, parted := 0, false, false
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case strings.ContainsRune("$£€%.,()+ ", c), c == '-' && i == 0:
		case c == 'e' || c == 'E':
			others = others || digits == 0 || i == len(text)-1
		case c == '/' || c == ':' || c == '-':
			parted = true
		default:
			others = true
		}
	}
	switch {
	case others || digits == 0:
		return classText
	case parted && !strings.ContainsAny(text, "eE"):
		return classDate
	case digits == 4 && len(text) == 4 && (text[:2] == "19" || text[:2] == "20"):
		return classYear
	}
	return classNumber
}

// weigh counts what speaks for a header, words above columns of numbers, and what speaks for data,
// cells that look like such a column.
func (p *plainTable) weigh(cells []string) (asHeader, asData int) {
	for column, cell := range cells {
		class := p.columns[column]
		if class <= classText {
			continue
		}
		switch classOf(cell) {
		case classText:
			asHeader++
		case class:
			asData++
		}
	}
	return asHeader, asData
}

func (p *plainTable) measuredColumns() int {
	n := 0
	for _, class := range p.columns {
		if class > classText {
			n++
		}
	}
	return n
}

// split parts the header from the rows. Several header rows become one.
func (p *plainTable) split() (header []string, body [][]string) {
	first := 0
	for first < len(p.rows)-1 && p.isTitle(first) && !p.isGroupRow(first) {
		first++
	}
	last := len(p.rows)
	for last > first+1 && p.usual > 2 && filledCells(p.rows[last-1]) <= 1 {
		last--
	}
	if p.isHeaderless(first, last) {
		width := p.width
		for _, cells := range p.rows[first:last] {
			width = max(width, len(cells))
		}
		for column := range width {
			header = append(header, fmt.Sprintf("col_%d", column))
		}
		return header, p.body(first, last, nil)
	}
	end := first + 1
	for end < last && end-first < headerRowsMost && p.continuesHeader(end, first) {
		end++
	}
	header = joinHeaders(p.rows[first:end])
	return header, p.body(end, last, p.rows[end-1])
}

// isTitle reports a row with too little in it to be a header.
func (p *plainTable) isTitle(i int) bool {
	filled := filledCells(p.rows[i])
	return filled <= 1 || filled*2 <= p.usual
}

// isGroupRow reports names that span several columns of the header right below: as wide as the table,
// with gaps between them.
func (p *plainTable) isGroupRow(i int) bool {
	cells := p.rows[i]
	if filledCells(cells) < 2 || len(cells) != p.width || i+1 >= len(p.rows) || filledCells(p.rows[i+1]) <= filledCells(cells) {
		return false
	}
	if asHeader, asData := p.weigh(p.rows[i+1]); asHeader == 0 || asData > 0 {
		return false
	}
	lastFilled := 0
	for column, cell := range cells {
		switch class := classOf(cell); {
		case class > classText && class != classYear:
			return false
		case class != classBlank:
			lastFilled = column
		}
	}
	return lastFilled*2 >= p.width && lastFilled >= filledCells(cells)
}

func (p *plainTable) isHeaderless(first, last int) bool {
	if last-first < 2 {
		return false
	}
	asHeader, asData := p.weigh(p.rows[first])
	return asHeader == 0 && asData > 0 && asData*2 >= p.measuredColumns()
}

// body returns the rows up to a second table.
func (p *plainTable) body(from, to int, header []string) [][]string {
	body := make([][]string, 0, to-from)
	names := foldedCells(header)
	for i, cells := range p.rows[from:to] {
		if i > 0 && header != nil && startsOver(cells, names) {
			break
		}
		body = append(body, cells)
	}
	return body
}

// damage refuses a table of which no row can be trusted: there is no sound row to tell what was meant.
func damage(t *table.Table, header []string, body [][]string) *Finding {
	flawed := map[int]bool{}
	for _, flaw := range t.Flaws {
		if flaw.Code == table.FlawQuoting {
			flawed[flaw.Row] = true
		}
	}
	if len(flawed) > 0 && len(flawed)*2 >= len(body)+1 {
		return &Finding{Code: Code(table.FlawQuoting), Message: "Quotes are out of place in half of the rows or more, so the cells cannot be told apart.",
			Fix: "Save the table again from the program it comes from."}
	}
	if len(body) == 0 || len(body) > 2 {
		return nil
	}
	for _, cells := range body {
		for len(cells) > len(header) && clean(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == len(header) {
			return nil
		}
	}
	return &Finding{Code: CodeRaggedRow, Message: fmt.Sprintf("The header has %s and no row has as many.", plural(len(header), "cell", "cells")),
		Fix: "Put quotes around cells with a comma, or add the missing cells."}
}
