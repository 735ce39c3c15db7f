package table

import (
	"strings"
	"unicode/utf8"
)

// keptBlankRows bounds how many rows without content are kept; beyond, only their numbers count.
const keptBlankRows = 1000

func readText(data []byte, limits Limits) (*File, error) {
	text, encoding, err := decode(data)
	if err != nil {
		return nil, err
	}
	if isBlank(text) {
		return nil, refuse(sniffedEmpty)
	}
	text = singlePipes(text)
	parser := csvParser{text: text}
	firstRow := 1
	if delimiter, length, ok := separatorLine(text); ok {
		parser.dialect, parser.pos = plainDialect(delimiter), length
		firstRow = 2 // Excel does not show the line, but coordinators who open the file elsewhere count it
	} else {
		parser.dialect = sniffDialect(text)
	}
	sheet, err := parser.table(firstRow, limits)
	if err != nil {
		return nil, err
	}
	return &File{Format: FormatText, Encoding: encoding, Delimiter: parser.delimiter, Tables: []Table{*sheet}}, nil
}

// singlePipes reads "||", which some exports part cells by, as one delimiter.
func singlePipes(text string) string {
	if pairs := strings.Count(text, "||"); pairs > 0 && 2*pairs == strings.Count(text, "|") {
		return strings.ReplaceAll(text, "||", "|")
	}
	return text
}

// csvParser reads records strictly, and when a quote makes no sense it says so and
// takes that one line as it stands: a lost quote must not swallow the rest of the file.
type csvParser struct {
	dialect
	text  string
	pos   int
	flaws []int // columns of the current record in which a quote made no sense

	// judging counts quoted cells, and takes a quote in the middle of a plain cell for a flaw:
	// it tells that the delimiter is the wrong one.
	judging bool
	quoted  int

	usualWidth int // of the last record without a flaw; 0 at first

	// oneLine forbids quoted line ends once a quote has run to the end of the file. It
	// also keeps a file full of lost quotes from being scanned over and over.
	oneLine bool
}

// table reads all records. Cells are substrings of the text, gathered in slabs, so that
// a million rows cost little more than the file itself.
func (p *csvParser) table(firstRow int, limits Limits) (*Table, error) {
	expected := strings.Count(p.text, "\n") + 1
	if limits.Rows > 0 {
		expected = min(expected, limits.Rows+keptBlankRows)
	}
	sheet := &Table{Rows: make([]Row, 0, expected)}
	var slab, scratch []string
	content, blank := 0, 0
	for number := firstRow; ; number++ {
		var more bool
		p.flaws = p.flaws[:0]
		scratch, more = p.record(scratch[:0])
		if !more {
			break
		}
		if len(scratch) == 1 && isBlank(scratch[0]) {
			if blank++; blank <= keptBlankRows {
				sheet.Rows = append(sheet.Rows, Row{Number: number})
			}
			continue
		}
		content++
		if limits.Rows > 0 && content > limits.Rows+1 { // one for the header
			return nil, problem(ProblemTooManyRows, "The file has more than %d rows. Send a monthly summary, or split it by year.", limits.Rows)
		}
		if limits.Columns > 0 && len(scratch) > limits.Columns {
			return nil, problem(ProblemTooManyCols, "Row %d has %d columns; at most %d are read.", number, len(scratch), limits.Columns)
		}
		for column, cell := range scratch {
			if len(cell) > limits.CellChars && limits.CellChars > 0 && utf8.RuneCountInString(cell) > limits.CellChars {
				scratch[column] = cut(cell, limits.CellChars)
				sheet.Flaws = append(sheet.Flaws, Flaw{Row: number, Column: column, Code: FlawTooLong})
			}
		}
		for _, column := range p.flaws {
			sheet.Flaws = append(sheet.Flaws, Flaw{Row: number, Column: column, Code: FlawQuoting})
		}
		if len(slab)+len(scratch) > cap(slab) {
			slab = make([]string, 0, max(4096, len(scratch)))
		}
		start := len(slab)
		slab = append(slab, scratch...)
		sheet.Rows = append(sheet.Rows, Row{Number: number, Cells: slab[start:len(slab):len(slab)]})
	}
	if strings.ContainsRune(p.text, utf8.RuneError) {
		flagCharacters(sheet)
	}
	return sheet, nil
}

// flagCharacters marks the cells in which something could not be decoded.
func flagCharacters(sheet *Table) {
	for _, row := range sheet.Rows {
		for column, cell := range row.Cells {
			if strings.ContainsRune(cell, utf8.RuneError) {
				sheet.Flaws = append(sheet.Flaws, Flaw{Row: row.Number, Column: column, Code: FlawCharacters})
			}
		}
	}
}

func cut(cell string, runes int) string {
	for i := range cell {
		if runes == 0 {
			return strings.Clone(cell[:i])
		}
		runes--
	}
	return cell
}

// record appends the cells of the next record; more is false at the end of the text.
func (p *csvParser) record(cells []string) (_ []string, more bool) {
	if p.pos >= len(p.text) {
		return cells, false
	}
	start, kept := p.pos, len(cells)
	for {
		cell, end, ok := p.cell(p.pos, !p.oneLine)
		if !ok {
			p.pos = start
			return p.literalRecord(cells[:kept]), true
		}
		cells = append(cells, cell)
		if p.endsRecord(end) {
			p.usualWidth = len(cells) - kept
			return cells, true
		}
		p.pos = end + 1
	}
}

// literalRecord reads one line in which quotes do not pair up. A quote in the middle of a quoted cell
// is taken for a character when the line then is as wide as the others, and otherwise the cell that
// opens the quote is taken as it stands.
func (p *csvParser) literalRecord(cells []string) []string {
	start, kept, flaws := p.pos, len(cells), len(p.flaws)
	cells = p.mendedRecord(cells, true)
	if len(cells)-kept == p.usualWidth {
		return cells
	}
	p.pos, p.flaws = start, p.flaws[:flaws]
	return p.mendedRecord(cells[:kept], false)
}

func (p *csvParser) mendedRecord(cells []string, close bool) []string {
	for {
		cell, end, ok := p.cell(p.pos, false)
		if !ok {
			p.flaws = append(p.flaws, len(cells))
			if cell, end, ok = p.mendedCell(p.pos); !close || !ok {
				end = p.plainEnd(p.pos)
				cell = p.text[p.pos:end]
			}
		}
		cells = append(cells, cell)
		if p.endsRecord(end) {
			return cells
		}
		p.pos = end + 1
	}
}

// mendedCell reads a quoted cell up to the first quote on its line behind which a cell can end.
func (p *csvParser) mendedCell(i int) (cell string, end int, ok bool) {
	open := p.afterBlanks(i)
	for k := open + 1; k < len(p.text) && p.text[k] != '\n' && p.text[k] != '\r'; k++ {
		if p.text[k] != p.quote {
			continue
		}
		if k == open+1 && k+1 < len(p.text) && !p.canEnd(k+1) {
			continue // one quote too many at the start
		}
		if end = p.afterBlanks(k + 1); p.canEnd(end) {
			return p.text[open+1 : k], end, true
		}
	}
	return "", 0, false
}

func (p *csvParser) afterBlanks(i int) int {
	for i < len(p.text) && p.text[i] == ' ' && p.delimiter != ' ' {
		i++
	}
	return i
}

func (p *csvParser) canEnd(i int) bool {
	return i >= len(p.text) || p.text[i] == p.delimiter || p.text[i] == '\n' || p.text[i] == '\r'
}

// endsRecord reports whether the record ends at end, and if so moves behind its line end.
func (p *csvParser) endsRecord(end int) bool {
	if end < len(p.text) && p.text[end] == p.delimiter {
		return false
	}
	p.pos = end + 1
	if end+1 < len(p.text) && p.text[end] == '\r' && p.text[end+1] == '\n' {
		p.pos = end + 2
	}
	return true
}

// plainEnd returns where an unquoted cell that starts at i ends.
func (p *csvParser) plainEnd(i int) int {
	for ; i < len(p.text); i++ {
		if c := p.text[i]; c == p.delimiter || c == '\n' || c == '\r' {
			break
		}
	}
	return i
}

// cell reads the cell that starts at i. ok is false when it opens a quote that makes no sense.
func (p *csvParser) cell(i int, mayCrossLines bool) (cell string, end int, ok bool) {
	open := p.afterBlanks(i)
	if open >= len(p.text) || p.text[open] != p.quote {
		end = p.plainEnd(open)
		cell = p.text[i:end]
		if p.judging && p.quote == '"' && strings.IndexByte(cell, '"') >= 0 {
			p.flaws = append(p.flaws, -1)
		}
		return cell, end, true
	}
	escaped := false
	for k := open + 1; ; {
		quote := p.nextQuote(k)
		if quote < 0 {
			p.oneLine = true
			return "", 0, false
		}
		if !mayCrossLines && strings.ContainsAny(p.text[k:quote], "\r\n") {
			return "", 0, false
		}
		if p.hasEscape && quote > open+1 && p.text[quote-1] == p.escape || quote+1 < len(p.text) && p.text[quote+1] == p.quote {
			escaped = true
			if k = quote + 1; p.text[quote-1] != p.escape || !p.hasEscape {
				k++
			}
			continue
		}
		end = p.afterBlanks(quote + 1)
		if !p.canEnd(end) {
			if p.lenient {
				k = quote + 1
				continue
			}
			return "", 0, false
		}
		cell = p.text[open+1 : quote]
		if escaped {
			cell = p.unescape(cell)
		}
		p.quoted++
		return cell, end, true
	}
}

func (p *csvParser) nextQuote(from int) int {
	if at := strings.IndexByte(p.text[from:], p.quote); at >= 0 {
		return from + at
	}
	return -1
}

func (p *csvParser) unescape(cell string) string {
	quote := string(p.quote)
	if p.hasEscape {
		cell = strings.ReplaceAll(cell, string([]byte{p.escape, p.quote}), quote)
	}
	return strings.ReplaceAll(cell, quote+quote, quote)
}
