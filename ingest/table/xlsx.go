package table

import (
	"archive/zip"
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// maxZipEntries bounds the parts of a workbook; real ones have a few dozen.
const maxZipEntries = 5000

// filledMergeCells bounds how many cells merged blocks may fill.
const filledMergeCells = 100_000

func corrupt() *Problem {
	return problem(ProblemCorrupt, "The workbook is damaged and cannot be read to its end. Open it in Excel, save it again as .xlsx, and upload that.")
}

// readXLSX reads every sheet, hidden ones included, because identifiers may hide there.
// Values are those that Excel saved; formulas are not evaluated.
func readXLSX(data []byte, limits Limits) (*File, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, corrupt()
	}
	facts, err := examineWorkbook(archive, limits)
	if err != nil {
		return nil, err
	}
	options := excelize.Options{RawCellValue: true}
	if limits.Unpacked > 0 {
		options.UnzipSizeLimit, options.UnzipXMLSizeLimit = limits.Unpacked, limits.Unpacked
	} else {
		// Otherwise larger parts spill into the temporary folder, where nothing of a file may be left.
		options.UnzipSizeLimit, options.UnzipXMLSizeLimit = 1<<34, 1<<34
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), options)
	if err != nil {
		return nil, corrupt()
	}
	defer book.Close()

	file := &File{Format: FormatXLSX}
	for _, sheet := range facts.sheets {
		read, err := readSheet(book, sheet, facts, limits)
		if err != nil {
			return nil, err
		}
		file.Tables = append(file.Tables, *read)
	}
	if len(file.Tables) == 0 {
		return nil, problem(ProblemEmpty, "The workbook has no sheet with cells.")
	}
	return file, nil
}

func readSheet(book *excelize.File, facts sheetFacts, workbook workbookFacts, limits Limits) (*Table, error) {
	sheet := &Table{Sheet: facts.name, Hidden: facts.hidden, Flaws: facts.flaws, Merges: facts.merges}
	rows, err := book.Rows(facts.name)
	if err != nil {
		return nil, corrupt()
	}
	defer rows.Close()
	number, content, found := 0, 0, 0
	for rows.Next() {
		number++
		cells, err := rows.Columns()
		if err != nil {
			return nil, corrupt()
		}
		for len(cells) > 0 && isBlank(cells[len(cells)-1]) {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		content++
		if limits.Rows > 0 && content > limits.Rows+1 {
			return nil, problem(ProblemTooManyRows, "Sheet %q has more than %d rows. Send a monthly summary, or split it by year.", facts.name, limits.Rows)
		}
		if limits.Columns > 0 && len(cells) > limits.Columns {
			return nil, problem(ProblemTooManyCols, "Sheet %q has %d columns; at most %d are read.", facts.name, len(cells), limits.Columns)
		}
		row := Row{Number: number, Cells: cells}
		for column, cell := range cells {
			if cell != "" {
				found++
			}
			if limits.CellChars > 0 && len(cell) > limits.CellChars && utf8.RuneCountInString(cell) > limits.CellChars {
				cells[column] = cut(cell, limits.CellChars)
				sheet.Flaws = append(sheet.Flaws, Flaw{Row: number, Column: column, Code: FlawTooLong})
			}
			if workbook.date1904 && facts.dates[address{number, column}] {
				cells[column] = from1904(cell)
			}
		}
		if facts.hiddenRows[number] {
			sheet.HiddenRows++
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	if rows.Error() != nil || content < facts.contentRows {
		// excelize stops in silence at what it cannot read; our own count of rows notices.
		return nil, corrupt()
	}
	fillMerged(sheet)
	return sheet, nil
}

// from1904 turns a serial of the 1904 date system into one of the 1900 system.
func from1904(cell string) string {
	serial, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	if err != nil {
		return cell
	}
	return strconv.FormatFloat(serial+1462, 'f', -1, 64)
}

// fillMerged repeats the label of a block that is merged over rows, as a person reads it.
// Numbers are left alone: a merged count stands once.
func fillMerged(sheet *Table) {
	filled := 0
	byNumber := make(map[int]int, len(sheet.Rows))
	if len(sheet.Merges) > 0 {
		for i, row := range sheet.Rows {
			byNumber[row.Number] = i
		}
	}
	for _, merge := range sheet.Merges {
		first, ok := byNumber[merge.FirstRow]
		if !ok || merge.LastRow == merge.FirstRow {
			continue
		}
		label := sheet.Rows[first].Cell(merge.FirstColumn)
		if _, err := strconv.ParseFloat(strings.TrimSpace(label), 64); isBlank(label) || err == nil {
			continue
		}
		for i := first + 1; i < len(sheet.Rows) && sheet.Rows[i].Number <= merge.LastRow; i++ {
			if filled++; filled > filledMergeCells {
				return
			}
			row := &sheet.Rows[i]
			for len(row.Cells) <= merge.FirstColumn {
				row.Cells = append(row.Cells, "")
			}
			if isBlank(row.Cells[merge.FirstColumn]) {
				row.Cells[merge.FirstColumn] = label
			}
		}
	}
}
