package ingest

import (
	"caseload/ingest/table"
	"caseload/store/caseload"
)

// readValue reads one number and keeps it as a record; ok is false when it is no good.
func (r *reading) readValue(s *section, row *table.Row, value valueColumn, read labels, readers *columnReaders) (n int, ok bool) {
	own := 0 // the number's cell, where the row has others
	if s.isWide() {
		own = value.column + 1
		if r.leftOut[cellPlace{s.table.Sheet, row.Number, own}] {
			return 0, false
		}
		for _, flaw := range readers.flaws[row.Number] {
			if flaw.Column == value.column {
				r.findings.row(s.sheet, row.Number, Finding{Code: Code(flaw.Code), Column: s.columnLabel(value.column), Cell: own,
					Found: shorten(row.Cell(value.column)), Expected: flawExpected(flaw.Code)})
				return 0, false
			}
		}
		if value.hasMonth {
			read.month = readers.month.of(value.month.String())
		}
		if value.site != "" {
			read.site = readers.site.of(value.site)
		}
		if value.setting != caseload.SettingNotStated {
			read.setting.index = int32(value.setting)
		}
	}
	if read.site.skip {
		r.refuseRow(read.site, row.Number)
		return 0, true
	}
	cell := countCell{n: 1}
	if !s.countRows {
		cell = parseCount(row.Cell(value.column), readers.numbers)
	}
	if cell.code == CodeMissingCount && s.isWide() {
		if read.month.code == "" {
			r.counts.missing[record{month: read.month.month, site: int16(read.site.index), procedure: read.procedure.index}.groupKey()] = true
		}
		return 0, true
	}
	if s.isWide() && read.month.code != "" {
		r.findings.row(s.sheet, row.Number, Finding{Code: read.month.code, Column: s.columnLabel(value.column), Cell: own,
			Found: s.columnLabel(value.column), Expected: r.expectedMonth(read.month.code), Early: read.month.isEarly()})
		return 0, false
	}
	at := siteMonth{int16(read.site.index), read.month.month}
	if cell.code != "" {
		if cell.code == CodeSuppressedCount {
			r.counts.suppressed[at]++
		}
		r.findings.row(s.sheet, row.Number, Finding{
			Code: cell.code, Column: s.columnLabel(value.column), Cell: own, Found: shorten(row.Cell(value.column)),
			Expected: expectedCount(cell.code), Fix: cell.fix, Use: cell.use(row.Cell(value.column)),
		})
		return 0, false
	}
	r.counts.records = append(r.counts.records, record{
		month: read.month.month, n: int32(cell.n), row: int32(row.Number), sheet: s.sheet,
		procedure: read.procedure.index, site: at.site, setting: uint8(read.setting.index), state: uint8(read.state.index),
	})
	return cell.n, true
}

func expectedCount(code Code) string {
	switch code {
	case CodeSuppressedCount:
		return "the number itself; a hidden small number is left out and the month shows \"at least\""
	case CodeCountOutOfRange:
		return "a number up to " + commas(countMax)
	case CodeMissingCount:
		return "a whole number; write 0 where none was done"
	}
	return "a whole number from 0 on"
}

func isValueColumn(s *section, column int) bool {
	for _, value := range s.values {
		if value.column == column {
			return true
		}
	}
	return false
}
