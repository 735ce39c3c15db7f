package table

import "strings"

// Resplit reads again, with spaces for delimiters, a row that is narrower than its table: the row of
// somebody who typed spaces where the file has another delimiter. It returns nil unless the row then
// has the table's width.
func (f *File) Resplit(row Row, width int) []string {
	if len(row.Cells) >= width {
		return nil
	}
	if cells := f.BySpaces(row); len(cells) == width {
		return cells
	}
	return nil
}

// BySpaces reads a row again with spaces for delimiters. It returns nil where that leaves something over.
func (f *File) BySpaces(row Row) []string {
	if f.Format != FormatText || f.Delimiter == ' ' {
		return nil
	}
	parser := csvParser{text: strings.Join(row.Cells, string(f.Delimiter)), dialect: plainDialect(' ')}
	cells, more := parser.record(nil)
	if !more || len(parser.flaws) > 0 || parser.pos < len(parser.text) {
		return nil
	}
	return cells
}
