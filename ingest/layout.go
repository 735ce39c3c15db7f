package ingest

import (
	"fmt"
	"slices"
	"strings"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// section is one header and the rows below it, up to the next header. Long files, months across,
// sheets per site and stacked tables all become sections, and are read by the same code from there on.
type section struct {
	table  *table.Table
	sheet  int16
	header int // index of the header row in table.Rows
	below  int // rows that belong to the header under it: 1 where settings stand under the months
	end    int // index behind the last row
	width  int
	fields []Field

	titles     int           // index of the first row that may be a title of this table
	values     []valueColumn // where numbers stand across: one column a month, a site, or both
	bare       []valueColumn // months across without a year, as long as nobody has said it; month is 0 to 11
	sums       []sumColumn   // totals, quarters and years to date among the columns
	site       string        // the site of the whole section, from a title, where no column says it
	siteAcross bool          // sites stand above the months, or in their place
	month      calendar.Month
	hasMonth   bool  // month is that of the whole section, from a title, where nothing else says it
	across     Field // what the numbers that stand across are; "" for counts
	countRows  bool  // each row is one procedure; there is no column of counts
	recognised int
	unsettled  bool // a question must be answered before anything can be read
}

// valueColumn is a column of numbers and what its header says about all of them.
type valueColumn struct {
	column   int
	month    calendar.Month
	hasMonth bool   // false where only sites stand across
	site     string // "" unless sites stand across
	setting  caseload.Setting
}

func (s *section) isWide() bool { return len(s.values) > 0 }

// monthsAcross reports that the columns of numbers say their month.
func (s *section) monthsAcross() bool { return s.isWide() && s.values[0].hasMonth }

// acrossField is what the numbers are that stand across.
func (s *section) acrossField() Field {
	if s.across != "" {
		return s.across
	}
	return FieldCount
}

func (s *section) rows() []table.Row { return s.table.Rows[s.header+1+s.below : s.end] }

func (s *section) headerRow() int { return s.table.Rows[s.header].Number }

func (s *section) headerCell(column int) string { return clean(s.table.Rows[s.header].Cell(column)) }

func (s *section) has(field Field) bool {
	if field == s.acrossField() && s.isWide() || field == FieldCount && s.countRows || field == FieldMonth && (s.monthsAcross() || s.hasMonth) {
		return true
	}
	return s.column(field) >= 0
}

func (s *section) column(field Field) int {
	for column, f := range s.fields {
		if f == field {
			return column
		}
	}
	return -1
}

func (s *section) isRead(column int) bool {
	if column < len(s.fields) && s.fields[column] != "" {
		return true
	}
	for _, value := range s.values {
		if value.column == column {
			return true
		}
	}
	return false
}

func (s *section) columnHasText(column int) bool {
	header := s.headerCell(column)
	return header != "" && !s.isRead(column) && !isTotalLabel(header) && !isGrouping(header)
}

func (s *section) columnsLeft() int {
	left := 0
	for column := range s.width {
		if s.columnHasText(column) {
			left++
		}
	}
	return left
}

func (s *section) headerList() string {
	var names []string
	for column := range s.width {
		if cell := s.headerCell(column); cell != "" && len(names) < 12 {
			names = append(names, fmt.Sprintf("%q", shorten(cell)))
		}
	}
	return strings.Join(names, ", ")
}

// columnLabel names a column for a finding: by its header, as a month where it is read as one from a day number, or
// by its letter where it has none.
func (s *section) columnLabel(column int) string {
	if column < 0 {
		return ""
	}
	if label := s.settingBelow(column); label != "" {
		return s.siteAbove(column) + label
	}
	if header := s.headerCell(column); header != "" {
		return shorten(s.siteAbove(column) + s.headingAsRead(column, header))
	}
	return table.ColumnName(column)
}

// siteAbove is the site over a column's month, with which alone the column can be told from those of other sites.
func (s *section) siteAbove(column int) string {
	if !s.siteAcross {
		return ""
	}
	for _, value := range s.values {
		if value.column == column && value.hasMonth && value.site != "" {
			return value.site + ", "
		}
	}
	return ""
}

// searchedRows is how far down a header is looked for.
const searchedRows = 60

// sections finds the headers of a table.
func (r *reading) sections(t *table.Table, sheet int16, headers headerReader) []section {
	limit := min(len(t.Rows), searchedRows)
	for i := range limit {
		first, ok := r.headerAt(t, i, headers)
		if !ok {
			continue
		}
		first.sheet, first.end = sheet, len(t.Rows)
		return r.splitSections(first, headers)
	}
	return nil
}

// splitSections cuts where a header is repeated, as stacked tables do. Telling costs one look a row:
// a header again has a known header in the column where the first header had one.
func (r *reading) splitSections(first section, headers headerReader) []section {
	list := []section{first}
	anchor := -1
	for column, field := range first.fields {
		if field != "" {
			anchor = column
			break
		}
	}
	if anchor < 0 {
		return list
	}
	isHeader := remember(func(cell string) bool { _, ok := headers.field(cell); return ok })
	t := first.table
	for i := first.header + 1 + first.below; i < len(t.Rows); i++ {
		if cell := t.Rows[i].Cell(anchor); cell == "" || !isHeader.of(cell) {
			continue
		}
		next, ok := r.headerAt(t, i, headers)
		if !ok {
			continue
		}
		next.sheet, next.end = first.sheet, len(t.Rows)
		next.titles = titlesAbove(t, i, list[len(list)-1].header)
		list[len(list)-1].end = next.titles
		i += next.below
		list = append(list, next)
	}
	return list
}

// headerAt reports whether a row is a header, and reads it.
func (r *reading) headerAt(t *table.Table, index int, headers headerReader) (section, bool) {
	row := t.Rows[index]
	if len(row.Cells) == 0 {
		return section{}, false
	}
	fields, distinct := headers.fields(row)
	s := section{table: t, header: index, width: len(row.Cells), fields: fields, recognised: distinct}
	if r.kind == caseload.KindProcedures {
		s.values = r.monthHeaders(row, fields)
		r.settingsBelow(&s)
		if len(s.values) >= 2 {
			r.sitesAbove(&s)
			s.labelProcedures()
			return s, s.has(FieldProcedure)
		}
		s.values = nil
		if sites := r.siteHeaders(t, index, fields); len(sites) >= 2 {
			s.values, s.siteAcross = sites, true
			s.labelProcedures()
			if s.has(FieldProcedure) {
				return s, true
			}
			s.values, s.siteAcross = nil, false
		}
	}
	if file := optionalFileOf(r.kind); file != nil && file.acrossField() != "" {
		if s.values = r.monthHeaders(row, fields); len(s.values) >= 2 && distinct >= 1 && !slices.Contains(fields, file.acrossField()) {
			s.across = file.acrossField()
			r.sitesAbove(&s)
			return s, true
		}
		s.values = nil
	}
	if distinct >= 2 {
		return s, true
	}
	// One known header among other plain words: the sender is asked about the rest.
	if distinct == 1 && index+1 < len(t.Rows) && len(row.Cells) >= 3 && allWords(row) && len(t.Rows[index+1].Cells) >= 3 {
		return s, true
	}
	return s, false
}

func allWords(row table.Row) bool {
	for _, cell := range row.Cells {
		text := clean(cell)
		if text == "" || len(text) > 60 || !letters(text) {
			return false
		}
		if _, ok := parseCivil(text, monthFirst, true); ok {
			return false
		}
	}
	return true
}

// monthHeaders reads months that stand across the top: "Jan-24", "2024-01", a date, a serial, or a bare
// "Jan" when a line above names one year.
func (r *reading) monthHeaders(row table.Row, fields []Field) []valueColumn {
	var values []valueColumn
	rules := r.monthRules()
	if verdict := slashOrder(slices.Values(row.Cells)); verdict == orderDayFirst || verdict == orderByDots {
		rules.order = dayFirst
	}
	for column, cell := range row.Cells {
		if fields[column] != "" || len(cell) < 3 || len(cell) > longestMonthHeader {
			continue
		}
		if note, ok := noted(cell); ok && note.harmless {
			cell = note.month
		}
		if read := parseMonth(cell, rules); read.ok {
			values = append(values, valueColumn{column: column, month: read.month, hasMonth: true})
		}
	}
	return values
}

// sitesAbove reads a second header row of sites over the months; a site holds until the next one to its right.
func (r *reading) sitesAbove(s *section) {
	if s.header == 0 || s.column(FieldSite) >= 0 {
		return
	}
	above := s.table.Rows[s.header-1]
	if above.Number != s.headerRow()-1 {
		return
	}
	aliases := r.known.aliases()
	site, found := "", 0
	sites := make([]string, s.width)
	for column := range s.width {
		if cell := fold(above.Cell(column)); cell != "" {
			name, ok := aliases[cell]
			if !ok {
				site = ""
				continue
			}
			site = name
			found++
		}
		sites[column] = site
	}
	if found == 0 {
		return
	}
	kept := s.values[:0]
	for _, value := range s.values {
		if value.site = sites[value.column]; value.site != "" {
			kept = append(kept, value)
		}
	}
	s.values, s.siteAcross = kept, len(kept) > 0
}

// labelProcedures takes the first column without a known header for the procedure's name, as wide tables often leave it unnamed.
func (s *section) labelProcedures() {
	if s.column(FieldProcedure) >= 0 || len(s.values) == 0 {
		return
	}
	for column := range s.values[0].column {
		if s.fields[column] == "" && foldHeader(s.headerCell(column)) == "" {
			s.fields[column] = FieldProcedure
			return
		}
	}
}
