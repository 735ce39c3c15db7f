package ingest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"caseload/ingest/table"
	"caseload/store/calendar"
)

// labels are the label cells of one row, read.
type labels struct {
	month     monthReading
	site      labelCell
	procedure labelCell
	setting   labelCell
	state     labelCell
}

// sectionColumns are the columns that a section's rows are read from; -1 where there is none.
type sectionColumns struct {
	month, year, monthOfYear, site, procedure, count, setting, state int
	measurement, target                                              int
}

func (s *section) sectionColumns() sectionColumns {
	return sectionColumns{
		month: s.column(FieldMonth), year: s.column(FieldYear), monthOfYear: s.column(FieldMonthOfYear),
		site: s.column(FieldSite), procedure: s.column(FieldProcedure), count: s.column(FieldCount),
		setting: s.column(FieldSetting), state: s.column(FieldState),
		measurement: s.column(FieldMeasurement), target: s.column(FieldTarget),
	}
}

// readSection reads the rows below one header.
func (r *reading) readSection(s *section, readers *columnReaders) {
	columns := s.sectionColumns()
	values := s.values
	if !s.isWide() {
		values = []valueColumn{{column: columns.count}}
	}
	blank := labelCell{isBlank: true, code: CodeMissingValue} // above the first row there is nothing to fill down
	previous := labels{month: monthReading{isBlank: true, code: CodeMissingValue}, site: blank, procedure: blank}
	totals := newTotals(r, s, values, columns, readers)
	measured := columns.measurement >= 0 && s.columnFilled(columns.measurement)
	var notes []int
	header := s.table.Rows[s.header]
	for i := range s.rows() {
		row := &s.rows()[i]
		if row.IsBlank() || sameCells(*row, header) {
			if r.leftOut[cellPlace{s.table.Sheet, row.Number, 0}] {
				totals.unsure()
			}
			continue
		}
		read := r.readLabels(s, row, columns, readers)
		own := read
		if s.isWide() {
			fillDown(&read, previous)
		}
		measure := measureCount
		if measured {
			measure = readers.measurement.of(row.Cell(columns.measurement))
		}
		if own.isTotal() || own.procedure.isBlank && s.saysTotal(row, columns, values) {
			r.skipped.totals++
			if measure == measureCount {
				totals.check(row, own, read)
			}
			continue
		}
		if s.isWide() {
			previous = read
		}
		if r.isNote(s, row, values, read) {
			if row.Number > 0 {
				notes = append(notes, row.Number)
			}
			continue
		}
		if read.site.skip {
			r.counts.leftOut++
			r.refuseRow(read.site, row.Number)
			continue
		}
		if measure == measureOther {
			r.budget.leaveOut(row.Number, row.Cell(columns.measurement))
			continue
		}
		if !r.checkMeasurement(s, row, columns, measure) || !r.checkRow(s, row, columns, read, readers) {
			totals.unsure()
			continue
		}
		if measure == measureTarget {
			r.readTargets(s, row, values, read, readers)
			continue
		}
		for _, value := range values {
			if _, ok := r.readValue(s, row, value, read, readers); !ok {
				totals.unsure()
			}
		}
		if columns.target >= 0 {
			r.readTargets(s, row, []valueColumn{{column: columns.target}}, read, readers)
		}
		totals.checkAcross(row)
	}
	totals.finish()
	if len(notes) > 0 {
		r.skipped.notes += len(notes)
		r.findings.add(Finding{Severity: SeverityWarning, Code: CodeLeftOut, Sheet: s.table.Sheet, Row: notes[0],
			Message: fmt.Sprintf("%s left out: %s.", plural(len(notes), "line of text was", "lines of text were"), rowList(notes))})
	}
}

func rowList(rows []int) string {
	var words []string
	for i, row := range rows {
		if i == 8 {
			words = append(words, fmt.Sprintf("and %d more", len(rows)-i))
			break
		}
		words = append(words, strconv.Itoa(row))
	}
	if len(rows) == 1 {
		return "row " + words[0]
	}
	return "rows " + strings.Join(words, ", ")
}

// sameCells reports a header that is repeated, as printed reports do on every page.
func sameCells(row, header table.Row) bool {
	if len(row.Cells) == 0 || row.Cell(0) != header.Cell(0) {
		return false
	}
	for column := range max(len(row.Cells), len(header.Cells)) {
		if foldHeader(row.Cell(column)) != foldHeader(header.Cell(column)) {
			return false
		}
	}
	return true
}

// A quarter in the month column beside a procedure is a wrong month, not a sum of the rows above.
func (l labels) isTotal() bool {
	return l.procedure.isTotal || l.site.isTotal || l.month.isTotal && (l.procedure.isBlank || !l.month.isQuarter)
}

// fillDown repeats the labels above an empty cell. Only wide tables are filled: a blank in a long file is a blank.
func fillDown(read *labels, above labels) {
	if read.site.isBlank {
		read.site = above.site
	}
	if read.procedure.isBlank && !above.procedure.isTotal {
		read.procedure = above.procedure
	}
	if read.month.isBlank {
		read.month = above.month
	}
}

func (r *reading) readLabels(s *section, row *table.Row, columns sectionColumns, readers *columnReaders) labels {
	var read labels
	switch {
	case s.monthsAcross():
	case s.hasMonth:
		read.month = readers.month.of(s.month.String())
	case columns.year >= 0 && columns.monthOfYear >= 0:
		read.month = yearAndMonth(row.Cell(columns.year), row.Cell(columns.monthOfYear), readers)
	default:
		read.month = readers.month.of(row.Cell(columns.month))
	}
	switch {
	case columns.site >= 0:
		read.site = readers.site.of(row.Cell(columns.site))
	case s.site != "":
		read.site = readers.site.of(s.site)
	}
	read.procedure = readers.procedure.of(row.Cell(columns.procedure))
	if columns.setting >= 0 {
		read.setting = readers.setting.of(row.Cell(columns.setting))
	}
	if columns.state >= 0 {
		read.state = readers.state.of(row.Cell(columns.state))
	}
	return read
}

// yearAndMonth joins a year column with a month column that holds a name or a number.
func yearAndMonth(year, month string, readers *columnReaders) monthReading {
	year, month = clean(year), clean(month)
	if isTotalLabel(month) || isTotalLabel(year) {
		return monthReading{isTotal: true, code: CodeInvalidMonth}
	}
	if year == "" && month == "" {
		return monthReading{isBlank: true, code: CodeMissingValue}
	}
	number, ok := monthName(month)
	if !ok && allDigits(month) && len(month) > 0 && len(month) <= 2 {
		number, ok = atoi(month), true
	}
	if !ok || !allDigits(year) || len(year) != 4 || number < 1 || number > 12 {
		return monthReading{code: CodeInvalidMonth}
	}
	return readers.month.of(calendar.MonthOf(atoi(year), time.Month(number)).String())
}

// isNote reports a line of text below or between the rows: nothing in it can be a month, a procedure with
// a number, or a number. Everything else that cannot be read is a finding.
func (r *reading) isNote(s *section, row *table.Row, values []valueColumn, read labels) bool {
	filled, first := 0, -1
	for column, cell := range row.Cells {
		if strings.TrimSpace(cell) != "" {
			if filled++; first < 0 {
				first = column
			}
		}
	}
	for _, value := range values {
		if strings.TrimSpace(row.Cell(value.column)) != "" {
			return false
		}
	}
	if s.isWide() {
		// A procedure whose months are all blank is nothing to report either way.
		return filled == 1
	}
	return first == 0 && (filled == 1 || read.procedure.isBlank) && read.month.code == CodeInvalidMonth
}

// checkRow adds every finding about the row's labels and shape, and reports whether there was none.
func (r *reading) checkRow(s *section, row *table.Row, columns sectionColumns, read labels, readers *columnReaders) bool {
	good := true
	report := func(column int, code Code, expected string) {
		good = false
		r.findings.row(s.sheet, row.Number, Finding{
			Code: code, Column: s.columnLabel(column), Found: shorten(row.Cell(column)), Expected: expected,
		})
	}
	if r.file.Format == table.FormatText && len(row.Cells) > s.width {
		if extra := extraCell(row, s.width); extra >= 0 {
			good = false
			r.findings.row(s.sheet, row.Number, Finding{
				Code: CodeRaggedRow, Column: table.ColumnName(extra), Found: shorten(row.Cell(extra)),
				Expected: fmt.Sprintf("%d cells, as in the header", s.width),
				Fix:      "a comma inside a cell? put quotes around it",
			})
		}
	}
	for _, flaw := range readers.flaws[row.Number] {
		if flaw.Column >= 0 && flaw.Column < s.width && !s.isRead(flaw.Column) && flaw.Code != table.FlawQuoting {
			continue
		}
		if isValueColumn(s, flaw.Column) && s.isWide() {
			continue // reported with the one cell, below
		}
		report(flaw.Column, Code(flaw.Code), flawExpected(flaw.Code))
	}
	if !good {
		return false
	}
	if !s.monthsAcross() && read.month.code != "" {
		column := columns.month
		if column < 0 {
			column = columns.monthOfYear
		}
		good = false
		f := Finding{Code: read.month.code, Column: s.columnLabel(column), Found: shorten(row.Cell(column)),
			Expected: r.expectedMonth(read.month.code), Early: read.month.isEarly()}
		if column == columns.month {
			f.Fix, f.Use = read.month.fix, read.month.use
		}
		r.findings.row(s.sheet, row.Number, f)
	}
	if read.site.code != "" {
		report(columns.site, read.site.code, "a known site: "+r.siteList())
	}
	if read.procedure.code != "" {
		report(columns.procedure, read.procedure.code, "the name of a procedure")
	}
	if read.setting.code != "" {
		report(columns.setting, read.setting.code, "inpatient or outpatient")
	}
	if read.state.code != "" {
		report(columns.state, read.state.code, "a state of the US, such as UT or Utah")
	}
	return good
}

func extraCell(row *table.Row, width int) int {
	for column := width; column < len(row.Cells); column++ {
		if strings.TrimSpace(row.Cells[column]) != "" {
			return column
		}
	}
	return -1
}

func flawExpected(code table.FlawCode) string {
	switch code {
	case table.FlawQuoting:
		return "a closing quote at the end of the cell"
	case table.FlawTooLong:
		return "a shorter text"
	case table.FlawCharacters:
		return "readable characters"
	case table.FlawCellError:
		return "a value, not an Excel error"
	case table.FlawFormulaNoValue:
		return "a saved value: open the workbook in Excel and save it again"
	}
	return ""
}

func (r *reading) expectedMonth(code Code) string {
	if code == CodeMonthOutOfRange {
		return fmt.Sprintf("a month from January 2000 to %s", (r.today.Month() + 1).Long())
	}
	return "a month such as 2026-09 or Sep 2026"
}

func (r *reading) siteList() string {
	var names []string
	for i, site := range r.known.Sites {
		if i == 6 {
			names = append(names, "…")
			break
		}
		names = append(names, site.Name)
	}
	return strings.Join(names, ", ")
}
