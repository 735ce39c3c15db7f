package ingest

import (
	"fmt"
	"strings"

	"caseload/ingest/table"
	"caseload/store/calendar"
)

// optionalReading is what an optional file says, and what a commit of it would change.
type optionalReading[T comparable] struct {
	kind    optionalKind[T]
	lines   []optionalLine[T]
	leftOut int // rows that an answer said to leave out

	// While reading, a row's site and procedure are places in these lists, from 1 on.
	sites      []siteName
	procedures []string

	optionalComparison[T]
}

// optionalLine is one row with where it stands in the file.
type optionalLine[T any] struct {
	row   T
	sheet int16
	line  int
}

// optionalRow reads one row and reports what is wrong with it.
type optionalRow struct {
	reading *reading
	section *section
	line    int
	cells   []string
	good    bool
	skip    bool // an answer says to leave it out
	isTotal bool

	said     map[string]bool // findings about the row's own cells, of which each is one however many numbers stand across
	across   int             // the column of the one number that is being read, where the row has several; else -1
	column   int             // that is being read
	use      string          // proposed for it
	expected string
	readers  *optionalReaders
	numbers  numberRules
	percent  bool // the header says that the column is in percent
}

// optionalReaders read the cells that repeat, each distinct text once.
type optionalReaders struct {
	month     *remembered[monthReading]
	site      *remembered[labelCell]
	procedure *remembered[labelCell]
	dates     map[int]dateOrder
	ambiguous bool // "MD" was read as attending
	future    bool
}

func (k optionalKind[T]) readRows(r *reading) optionalRows {
	o := &optionalReading[T]{kind: k}
	// Sites and procedures are matched by the code that counts use, which keeps its lists in r.counts.
	r.counts = &countReading{states: []string{""}}
	defer func() { r.counts = nil }()
	siteIndex, procedureIndex := map[string]int32{}, map[string]int32{}
	ambiguous, future := false, false
	for i := range r.list {
		s := &r.list[i]
		readers := &optionalReaders{
			site:      remember(func(text string) labelCell { return r.siteCell(text, siteIndex) }),
			procedure: remember(func(text string) labelCell { return r.plannedProcedure(text, procedureIndex) }),
			dates:     map[int]dateOrder{},
		}
		if !r.optionalOrders(s, readers, k.ahead) {
			return o
		}
		o.readSection(r, s, readers)
		ambiguous, future = ambiguous || readers.ambiguous, future || readers.future
	}
	o.sites, o.procedures = r.counts.sites, r.counts.procedures
	if ambiguous {
		r.findings.warn(CodeAmbiguousRole, "\"MD\" was read as attending. Residents are MDs too: check those rows.")
	}
	if future && k.ahead <= 1 {
		r.findings.warn(CodeFutureMonth, "The file speaks of %s, which has not begun.", (r.today.Month() + 1).Long())
	}
	o.spellAlike(nil)
	o.findDuplicates(r)
	if k.warn != nil {
		rows := make([]T, 0, len(o.lines))
		for _, line := range o.lines {
			rows = append(rows, line.row)
		}
		k.warn(r, rows)
	}
	return o
}

// optionalOrders decides how the section's slash dates are read; false while that must be asked.
func (r *reading) optionalOrders(s *section, readers *optionalReaders, ahead calendar.Month) bool {
	rules := r.monthRules()
	order, ok := r.settleOrder(s, s.column(FieldMonth), FieldMonth)
	if !ok {
		return false
	}
	rules.order = order
	current, asked := r.today.Month(), false
	readers.month = remember(func(text string) monthReading {
		if isMissing(clean(text)) {
			return monthReading{isBlank: true, code: CodeMissingValue}
		}
		read := parseMonth(text, rules)
		switch {
		case read.fiscal && !read.ok && rules.fiscalStart == 0 && !asked:
			asked = true
			r.askFiscalStart(text)
			return monthReading{code: CodeInvalidMonth}
		case !read.ok:
			return monthReading{code: CodeInvalidMonth, isTotal: isTotalLabel(text)}.meant(text, order, current+ahead)
		case read.month < calendar.MonthOf(2000, 1) || read.month > current+ahead:
			return monthReading{month: read.month, code: CodeMonthOutOfRange}
		}
		readers.future = readers.future || read.month > current
		return monthReading{month: read.month}
	})
	for _, field := range []Field{FieldAsOf} {
		column := s.column(field)
		if readers.dates[column], ok = r.settleOrder(s, column, field); !ok {
			return false
		}
	}
	return true
}

func (o *optionalReading[T]) readSection(r *reading, s *section, readers *optionalReaders) {
	flaws := flawsByRow(s.table)
	header := s.table.Rows[s.header]
	rules := map[int]numberRules{}
	for column := range s.width {
		rules[column] = r.optionalNumbers(s, column)
	}
	var notes []int
	for i := range s.rows() {
		row := &s.rows()[i]
		if row.IsBlank() || sameCells(*row, header) {
			continue
		}
		x := optionalRow{reading: r, section: s, line: row.Number, cells: row.Cells, good: true, readers: readers, across: -1, said: map[string]bool{}}
		if filledCells(row.Cells) == 1 && strings.TrimSpace(row.Cell(0)) != "" && len(o.kind.requiredFields()) > 1 && !isTotalLabel(row.Cell(0)) {
			notes = append(notes, row.Number)
			continue
		}
		if x.saysTotal() {
			r.skipped.totals++
			continue
		}
		x.checkShape(flaws[row.Number])
		if !s.isWide() {
			o.take(&x, optionalCells{across: -1}, rules)
			continue
		}
		for _, value := range s.values {
			if isMissing(clean(row.Cell(value.column))) || r.leftOut[cellPlace{s.table.Sheet, row.Number, value.column + 1}] {
				continue
			}
			one := x
			one.across = value.column
			o.take(&one, optionalCells{month: value.month, hasMonth: value.hasMonth, site: value.site, across: value.column}, rules)
		}
	}
	if len(notes) > 0 {
		r.skipped.notes += len(notes)
		r.findings.add(Finding{Severity: SeverityWarning, Code: CodeLeftOut, Sheet: s.table.Sheet, Row: notes[0],
			Message: fmt.Sprintf("%s left out: %s.", plural(len(notes), "line of text was", "lines of text were"), rowList(notes))})
	}
}

// optionalCells are what stands above a row's number where months or sites stand across.
type optionalCells struct {
	month    calendar.Month
	hasMonth bool
	site     string
	across   int // the number's column, or -1
}

// take reads one row, or one number of a wide row.
func (o *optionalReading[T]) take(x *optionalRow, above optionalCells, rules map[int]numberRules) {
	row := o.kind.blank
	for _, column := range o.kind.columns {
		x.column = x.section.column(column.field)
		text := ""
		if x.column >= 0 {
			text = clean(x.cell(x.column))
		}
		switch {
		case column.field == FieldMonth && above.hasMonth:
			text, x.column = above.month.String(), above.across
		case column.field == FieldMonth && x.column < 0 && x.section.hasMonth:
			text = x.section.month.String()
		case column.field == FieldMonth && x.section.column(FieldYear) >= 0 && x.section.column(FieldMonthOfYear) >= 0:
			x.column = x.section.column(FieldMonthOfYear)
			text = x.yearAndMonth()
		case column.field == FieldSite && above.site != "":
			text, x.column = above.site, above.across
		case column.field == FieldSite && x.column < 0 && x.section.site != "":
			text = x.section.site
		case column.field == o.kind.across && above.across >= 0:
			x.column = above.across
			text = clean(x.cell(above.across))
		}
		x.expected, x.numbers = column.expected, rules[x.column]
		x.percent = x.column >= 0 && strings.ContainsAny(x.section.headerCell(x.column), "%")
		switch {
		case isMissing(text) && column.required:
			x.report(CodeMissingValue, "")
		case isMissing(text):
		default:
			column.read(x, text, &row)
		}
	}
	switch {
	case x.isTotal:
		x.reading.skipped.totals++
		return
	case x.skip:
		o.leftOut++
		return
	}
	if x.good && o.kind.check != nil {
		o.kind.check(x, row)
	}
	if !x.good {
		return
	}
	line, _ := o.kind.place(&row)
	*line = x.line
	o.lines = append(o.lines, optionalLine[T]{row: row, sheet: x.section.sheet, line: x.line})
}

// yearAndMonth joins a year column with one that holds the month's name or number.
func (x *optionalRow) yearAndMonth() string {
	year, month := clean(x.cell(x.section.column(FieldYear))), clean(x.cell(x.section.column(FieldMonthOfYear)))
	if year == "" && month == "" {
		return ""
	}
	if allDigits(month) && len(month) <= 2 && len(year) == 4 {
		return year + "-" + month
	}
	return month + " " + year
}

func (x *optionalRow) cell(column int) string {
	if column < 0 || column >= len(x.cells) {
		return ""
	}
	return x.cells[column]
}

// report notes what is wrong with the cell that is being read.
func (x *optionalRow) report(code Code, fix string) { x.reportAt(x.column, code, x.expected, fix) }

func (x *optionalRow) reportAt(column int, code Code, expected, fix string) {
	x.good = false
	label := x.section.columnLabel(column)
	f := Finding{Code: code, Column: label, Found: shorten(x.cell(column)), Expected: expected, Fix: fix, Use: x.use}
	if x.across >= 0 && column == x.across {
		f.Cell = column + 1
	}
	x.use = ""
	mark := string(f.Code) + "\x00" + label
	if x.across >= 0 && f.Cell == 0 && !settledByAnswer(f.Code) && x.said[mark] {
		return
	}
	x.said[mark] = true
	x.reading.findings.row(x.section.sheet, x.line, f)
}

func (x *optionalRow) checkShape(flaws []table.Flaw) {
	s := x.section
	for _, flaw := range flaws {
		if flaw.Column < 0 || s.isRead(flaw.Column) || flaw.Column >= s.width {
			x.reportAt(flaw.Column, Code(flaw.Code), flawExpected(flaw.Code), "")
		}
	}
	row := table.Row{Number: x.line, Cells: x.cells}
	if extra := extraCell(&row, s.width); extra >= 0 && x.reading.file.Delimiter != 0 {
		x.reportAt(extra, CodeRaggedRow, fmt.Sprintf("%d cells, as in the header", s.width), "a comma inside a cell? put quotes around it")
	}
}

// saysTotal reports a row that sums others: its label stands before anything else.
func (x *optionalRow) saysTotal() bool {
	for column, cell := range x.cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		field := x.section.field(column)
		return isTotalLabel(cell) && field != FieldMeasure
	}
	return false
}

// optionalNumbers tells by a whole column how its numbers are written.
func (r *reading) optionalNumbers(s *section, column int) numberRules {
	if r.file.Delimiter != ';' {
		return numberRules{}
	}
	return numberRules{decimalComma: true, dotGroups: dotsGroup(s.distinct(column))}
}

func (o *optionalReading[T]) count() int        { return len(o.lines) }
func (o *optionalReading[T]) leftOutCount() int { return o.leftOut }

func (o *optionalReading[T]) records() [][]any {
	records := make([][]any, 0, len(o.lines))
	for _, line := range o.lines {
		record := make([]any, 0, len(o.kind.columns))
		for _, column := range o.kind.columns {
			record = append(record, column.say(o, line.row))
		}
		records = append(records, record)
	}
	return records
}
