// Package table turns the bytes of a spreadsheet or text file into rows of text
// cells that remember where they stood. It knows encodings, delimiters, quotes and
// workbooks, and nothing of months, sites or procedures. What it cannot read it
// refuses with a sentence that says what to do instead.
package table

import (
	"fmt"
	"strings"
)

// Format is the kind of file that the bytes turned out to be, whatever its name says.
type Format string

// The formats that are read.
const (
	FormatText Format = "text"
	FormatXLSX Format = "xlsx"
)

// File is everything that was read from one file.
type File struct {
	Format    Format
	Encoding  string // "UTF-8", "UTF-16LE", "UTF-16BE" or "Windows-1252"; "" for a workbook
	Delimiter byte   // 0 for a workbook
	Tables    []Table
}

// Table is one sheet, or the whole of a text file.
type Table struct {
	Sheet  string // "" for a text file
	Hidden bool   // a sheet that Excel does not show
	Rows   []Row
	Flaws  []Flaw
	Merges []Merge

	// HiddenRows counts rows with content that a filter or a person has hidden.
	HiddenRows int
}

// Row is one row with its cells from column A on. Rows without content may be left out.
type Row struct {
	Number int // as Excel numbers it, 1 for the first
	Cells  []string
}

// Cell returns the text of a column, counted from 0, or "" beyond the end of the row.
func (r Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// IsBlank reports whether no cell of the row holds anything visible.
func (r Row) IsBlank() bool {
	for _, cell := range r.Cells {
		if !isBlank(cell) {
			return false
		}
	}
	return true
}

func isBlank(cell string) bool {
	return cell == "" || strings.TrimSpace(cell) == ""
}

// Flaw is something wrong with one cell or row that the reader survived.
type Flaw struct {
	Row    int // as Excel numbers it
	Column int // from 0; -1 for the whole row
	Code   FlawCode
}

// FlawCode says what is wrong with a cell or row.
type FlawCode string

// The flaws a reader reports.
const (
	FlawQuoting        FlawCode = "malformed_quoting"  // a quote that does not close where a cell ends
	FlawTooLong        FlawCode = "value_too_long"     // the cell was cut at the limit
	FlawCharacters     FlawCode = "invalid_characters" // bytes that are no text
	FlawCellError      FlawCode = "cell_error"         // #N/A, #REF! and the like
	FlawFormulaNoValue FlawCode = "formula_no_value"   // a formula whose result was never saved
)

// Merge is a block of merged cells: rows as Excel numbers them, columns from 0, both ends included.
type Merge struct {
	FirstRow, LastRow       int
	FirstColumn, LastColumn int
}

// Limits bound what is read. Zero means no limit.
type Limits struct {
	Bytes     int
	Unpacked  int64 // bytes of a workbook's parts together
	Rows      int   // rows with content
	Columns   int
	CellChars int
}

// UploadLimits are the limits of files that come through the browser.
func UploadLimits() Limits {
	return Limits{Bytes: 8 << 20, Unpacked: 64 << 20, Rows: 50_000, Columns: 500, CellChars: 2_000}
}

// Problem is why a file could not be read at all. Message is a sentence for whoever sent the file.
type Problem struct {
	Code    ProblemCode
	Message string
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Message }

// ProblemCode is a short, stable word for the reason.
type ProblemCode string

// The reasons for refusing a file.
const (
	ProblemEmpty       ProblemCode = "empty_file"
	ProblemFormat      ProblemCode = "unsupported_format"
	ProblemEncrypted   ProblemCode = "encrypted_file"
	ProblemCorrupt     ProblemCode = "corrupt_file"
	ProblemTooLarge    ProblemCode = "file_too_large"
	ProblemUnpacked    ProblemCode = "decompressed_too_large"
	ProblemTooManyRows ProblemCode = "too_many_rows"
	ProblemTooManyCols ProblemCode = "too_many_columns"
	ProblemEncoding    ProblemCode = "invalid_encoding"
)

func problem(code ProblemCode, format string, args ...any) *Problem {
	return &Problem{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Read reads a file by what its bytes are; its name plays no part.
func Read(data []byte, limits Limits) (*File, error) {
	if limits.Bytes > 0 && len(data) > limits.Bytes {
		return nil, problem(ProblemTooLarge,
			"The file is larger than %d MB. Send a monthly summary, or split it by year.", limits.Bytes>>20)
	}
	switch kind := sniffFormat(data); kind {
	case sniffedZip:
		return readXLSX(data, limits)
	case sniffedText:
		return readText(data, limits)
	default:
		return nil, refuse(kind)
	}
}

// ColumnName returns the letters by which Excel calls a column, "A" for column 0.
func ColumnName(column int) string {
	if column < 0 {
		return ""
	}
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
