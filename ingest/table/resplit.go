package table

import "strings"

// Resplit reads again, with spaces for delimiters, a row that is narrower than its table: the row of
// somebody who typed spaces where the file has another delimiter. It returns nil unless the row then
// has the table's width.
func (f *File) Resplit(row Row, width int) []string {
	if f.Format != FormatText || f.Delimiter == ' ' || len(row.Cells) >= width {
		return nil
	}
	parser := csvParser{text: strings.Join(row.Cells, string(f.Delimiter)), dialect: plainDialect(' ')}
	cells, more := parser.record(nil)
	if !more || len(cells) != width || len(parser.flaws) > 0 || parser.pos < len(parser.text) {
		return nil
	}
	return cells
}
