package ingest

import (
	"fmt"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// record is one number that a file states, with names as indexes so that a million of them stay small.
type record struct {
	month     calendar.Month
	n         int32
	row       int32
	procedure int32
	sheet     int16
	site      int16
	state     uint8
	setting   uint8
	dropped   bool
}

// siteName is a site that a file speaks of. ID is 0 for one that the commit would create.
type siteName struct {
	Name string
	ID   caseload.SiteID
}

// countReading is what a procedures file says.
type countReading struct {
	sites      []siteName
	procedures []string
	states     []string // index 0 is ""
	records    []record
	suppressed map[siteMonth]int // hidden numbers
	missing    map[uint64]bool   // blank cells of a wide table, by groupKey: neither a number nor a declared zero
	leftOut    int               // rows that an answer said to leave out
	future     bool
	index      map[uint64]int32 // cellKey → record
}

// lookup finds the record of a cell.
func (c *countReading) lookup(key uint64) (int32, bool) {
	if c.index == nil {
		c.index = make(map[uint64]int32, len(c.records))
		for i := range c.records {
			c.index[c.records[i].cellKey()] = int32(i)
		}
	}
	at, ok := c.index[key]
	return at, ok
}

// siteMonth is a site, by its index in the reading, and a month.
type siteMonth struct {
	site  int16
	month calendar.Month
}

const maxSites, maxProcedures = 1 << 14, 1 << 20

// labelCell is what a site, setting or procedure cell was taken for.
type labelCell struct {
	index   int32
	code    Code // "" when good
	isTotal bool
	isBlank bool
	skip    bool
	other   string // the site, where the row is skipped because the sender sends no files for it
}

// monthReading adds to a month what is wrong with it.
type monthReading struct {
	month     calendar.Month
	code      Code
	isTotal   bool
	isQuarter bool
	isBlank   bool
	fix, use  string // a plain slip, and the month that was meant
}

// isEarly tells the months before the first that is taken from those too far ahead.
func (m monthReading) isEarly() bool {
	return m.code == CodeMonthOutOfRange && m.month < calendar.MonthOf(2000, 1)
}

// columnReaders read the label cells of one section, each distinct text once.
type columnReaders struct {
	month, monthOfYear *remembered[monthReading]
	measurement        *remembered[measurement]
	site, procedure    *remembered[labelCell]
	setting, state     *remembered[labelCell]
	numbers            numberRules
	flaws              map[int][]table.Flaw
}

func (r *reading) readCounts() {
	c := &countReading{states: []string{""}, suppressed: map[siteMonth]int{}, missing: map[uint64]bool{}}
	r.counts = c
	rows := 0
	for i := range r.list {
		rows += (r.list[i].end - r.list[i].header) * max(1, len(r.list[i].values))
	}
	c.records = make([]record, 0, rows)

	siteIndex, procedureIndex := map[string]int32{}, map[string]int32{}
	stateCodes, stateIndex := states(), map[string]uint8{"": 0}
	for i := range r.list {
		s := &r.list[i]
		month, ok := r.monthReader(s)
		if !ok {
			return
		}
		readers := &columnReaders{
			month:       month,
			monthOfYear: month,
			measurement: remember(r.measurementCell),
			site:        remember(func(text string) labelCell { return r.siteCell(text, siteIndex) }),
			procedure:   remember(func(text string) labelCell { return r.procedureCell(text, procedureIndex) }),
			setting:     remember(func(text string) labelCell { return r.settingCell(text) }),
			state:       remember(func(text string) labelCell { return c.stateCell(text, stateCodes, stateIndex) }),
			numbers:     r.numberRules(s),
			flaws:       flawsByRow(s.table),
		}
		first := len(c.records)
		r.readSection(s, readers)
		if s.countRows {
			c.addUp(first)
		}
		if len(c.sites) > maxSites || len(c.procedures) > maxProcedures {
			r.refuse(Finding{Code: CodeTooManyNames, Message: "The file names more sites or procedures than a division has. Is the right column mapped?"})
			return
		}
	}
	r.warnOfBudget()
	r.settleSplits()
	r.findDuplicates()
	if c.future {
		r.findings.warn(CodeFutureMonth, "The file speaks of %s, which has not begun. Its numbers stay hidden until then.", (r.today.Month() + 1).Long())
	}
}

func flawsByRow(t *table.Table) map[int][]table.Flaw {
	if len(t.Flaws) == 0 {
		return nil
	}
	flaws := map[int][]table.Flaw{}
	for _, flaw := range t.Flaws {
		flaws[flaw.Row] = append(flaws[flaw.Row], flaw)
	}
	return flaws
}

// column yields the distinct texts of a column, as far as they can be remembered.
func (s *section) distinct(column int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		seen := map[string]bool{}
		last := ""
		for _, row := range s.rows() {
			cell := row.Cell(column)
			if cell == last || seen[cell] {
				continue
			}
			last = cell
			if len(seen) < rememberedValues {
				seen[cell] = true
			}
			if !yield(cell) {
				return
			}
		}
	}
}

// settleOrder decides how a column's slash dates are read; ok is false while that must be asked.
func (r *reading) settleOrder(s *section, column int, field Field) (order dateOrder, ok bool) {
	if column < 0 {
		return monthFirst, true
	}
	switch slashOrder(s.distinct(column)) {
	case orderMonthFirst:
		return monthFirst, true
	case orderDayFirst:
		r.warnDayFirst("The dates in %q are read with the day first, because one of them fits no other way: 03/04/2025 is 3 April 2025.", s.columnLabel(column))
		return dayFirst, true
	case orderByDots:
		r.warnDayFirst("The dates in %q are read with the day first, because dots stand between the numbers: 03.04.2025 is 3 April 2025.", s.columnLabel(column))
		return dayFirst, true
	}
	id := questionID("date_order", string(field))
	question := Question{
		ID: id, Code: "date_order", Value: s.columnLabel(column), Blocking: true,
		Text: fmt.Sprintf("The dates in %q can be read in two ways. Which number comes first?", s.columnLabel(column)),
		Choices: []Choice{
			{ID: "month_first", Label: "The month: 03/04/2025 is 4 March 2025"},
			{ID: "day_first", Label: "The day: 03/04/2025 is 3 April 2025"},
		},
	}
	switch answer := r.options.answer(id); answer {
	case "month_first", "day_first":
		question.Answer, ok = answer, true
		if answer == "day_first" {
			order = dayFirst
		}
	}
	r.ask(question)
	return order, ok
}

// warnDayFirst says once that a column's dates are not read as they usually are here.
func (r *reading) warnDayFirst(format, column string) {
	if message := fmt.Sprintf(format, column); !r.findings.says(message) {
		r.findings.warn(CodeDayFirst, "%s", message)
	}
}

func (r *reading) monthReader(s *section) (*remembered[monthReading], bool) {
	rules := r.monthRules()
	order, ok := r.settleOrder(s, s.column(FieldMonth), FieldMonth)
	if !ok {
		return nil, false
	}
	rules.order = order
	last := r.today.Month() + 1
	asked := false
	return remember(func(text string) monthReading {
		if clean(text) == "" {
			return monthReading{isBlank: true, code: CodeMissingValue}
		}
		read := parseMonth(text, rules)
		switch {
		case read.fiscal && !read.ok && rules.fiscalStart == 0 && !asked:
			asked = true
			r.askFiscalStart(text)
			return monthReading{code: CodeInvalidMonth}
		case !read.ok:
			return monthReading{code: CodeInvalidMonth, isTotal: isTotalLabel(text), isQuarter: isQuarter(fold(text))}.meant(text, order, last)
		case read.month < calendar.MonthOf(2000, 1) || read.month > last:
			return monthReading{month: read.month, code: CodeMonthOutOfRange}
		}
		if read.month == last && r.counts != nil {
			r.counts.future = true
		}
		return monthReading{month: read.month}
	}), true
}

func (r *reading) askFiscalStart(label string) {
	r.ask(Question{
		ID: "fiscal_start", Code: "fiscal_start", Value: shorten(label),
		Text: fmt.Sprintf("%q is a month of a fiscal year. In which month does that year start?", shorten(label)),
		Choices: []Choice{
			{ID: "January", Label: "January"}, {ID: "July", Label: "July (academic year)"}, {ID: "October", Label: "October (federal)"},
		},
	})
}

func (r *reading) numberRules(s *section) numberRules {
	if r.file.Delimiter != ';' {
		return numberRules{}
	}
	rules := numberRules{decimalComma: true}
	if column := s.column(FieldCount); column >= 0 {
		rules.dotGroups = dotsGroup(s.distinct(column))
		return rules
	}
	rules.dotGroups = dotsGroup(func(yield func(string) bool) {
		for _, value := range s.values {
			s.distinct(value.column)(yield)
		}
	})
	return rules
}
