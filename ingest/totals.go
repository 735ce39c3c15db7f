package ingest

import (
	"fmt"
	"strings"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// sumColumn is a column that adds others up: a total, a quarter, the year to date.
type sumColumn struct {
	column int
	covers []int // indexes of the value columns
}

const (
	checkedTotals = 3_000 // more total rows are left out without being added up
	saidTotals    = 30    // differences named one by one
)

// totals adds up again what the total rows and columns of one section say. They are never records.
type totals struct {
	reading *reading
	section *section
	values  []valueColumn
	columns sectionColumns
	readers *columnReaders

	first    int  // index of the section's first record
	block    int  // index of the first record behind the last total
	doubtful bool // a number above could not be read, so nothing can be said
	checked  int
	said     int
	more     int
}

func newTotals(r *reading, s *section, values []valueColumn, columns sectionColumns, readers *columnReaders) *totals {
	n := len(r.counts.records)
	s.findSums()
	return &totals{reading: r, section: s, values: values, columns: columns, readers: readers, first: n, block: n}
}

// unsure notes that a number could not be read: no total holds from there on.
func (t *totals) unsure() { t.doubtful = true }

// findSums recognises the columns that add up others.
func (s *section) findSums() {
	s.sums = nil
	if !s.isWide() {
		return
	}
	for column := range s.width {
		header := fold(s.headerCell(column))
		if s.isRead(column) || !isTotalLabel(header) {
			continue
		}
		sum := sumColumn{column: column}
		quarter := strings.HasPrefix(header, "q") || isQuarter(header)
		year := yearIn(header)
		last := -1
		for v, value := range s.values {
			if value.column < column {
				last = v
			}
		}
		for v := last; v >= 0; v-- {
			value := s.values[v]
			if value.site != s.values[last].site && s.monthsAcross() || quarter && len(sum.covers) == 3 {
				break
			}
			if quarter && v < last && value.column != s.values[v+1].column-1 {
				break
			}
			if year == 0 || value.month.Year() == year {
				sum.covers = append(sum.covers, v)
			}
		}
		if len(sum.covers) > 1 {
			s.sums = append(s.sums, sum)
		}
	}
}

func yearIn(header string) int {
	for _, word := range strings.Fields(header) {
		if len(word) == 4 && allDigits(word) {
			return atoi(word)
		}
	}
	return 0
}

// checkAcross adds up the cells of a row under its total columns.
func (t *totals) checkAcross(row *table.Row) {
	for _, sum := range t.section.sums {
		said := parseCount(row.Cell(sum.column), t.readers.numbers)
		if said.code != "" {
			continue
		}
		n, good := 0, true
		for _, v := range sum.covers {
			cell := parseCount(row.Cell(t.values[v].column), t.readers.numbers)
			good = good && (cell.code == "" || cell.code == CodeMissingCount)
			n += cell.n
		}
		if good && n != said.n {
			t.say(row, sum.column, said.n, n, t.section.besides())
		}
	}
}

// besides names what stands across.
func (s *section) besides() string {
	if s.monthsAcross() {
		return "the months beside it"
	}
	return "the sites beside it"
}

// check adds up the records that a total row stands for: those that its own labels name, or else those
// since the total before it.
func (t *totals) check(row *table.Row, own, filled labels) {
	records := t.reading.counts.records
	block := t.block
	t.block = len(records)
	if t.checked++; t.doubtful || t.checked > checkedTotals {
		return
	}
	t.checkAcross(row)
	scope, named := t.scope(row, own)
	grand := !named && t.isGrand(row)
	for _, value := range t.values {
		said := parseCount(row.Cell(value.column), t.readers.numbers)
		if said.code != "" {
			continue
		}
		within := scope
		if value.hasMonth {
			within.month, within.hasMonth = value.month, true
		}
		if value.site != "" {
			within.site, within.hasSite = t.readers.site.of(value.site), true
		}
		within.setting = value.setting
		all, since := within.sum(records[t.first:]), within.sum(records[min(block, len(records)):])
		expected := since
		if grand || named {
			expected = all
		}
		if said.n == all || said.n == since {
			continue
		}
		// "Total" at the end of a site whose name is filled down may be that site's.
		if !named && filled.site.code == "" && t.columns.site >= 0 {
			within.site, within.hasSite = filled.site, true
			if within.sum(records[t.first:]) == said.n {
				continue
			}
		}
		t.say(row, value.column, said.n, expected, "the rows above")
	}
}

// totalScope is which records a total is about.
type totalScope struct {
	month     calendar.Month
	hasMonth  bool
	site      labelCell
	hasSite   bool
	procedure int32            // -1 for all
	setting   caseload.Setting // not stated for all
}

// scope reads the labels of a total row that name one month, site or procedure.
func (t *totals) scope(row *table.Row, own labels) (totalScope, bool) {
	scope, named := totalScope{procedure: -1}, false
	if own.month.code == "" && !t.section.monthsAcross() && !t.section.hasMonth {
		scope.month, scope.hasMonth, named = own.month.month, true, true
	}
	if t.columns.site >= 0 && own.site.code == "" && !own.site.isTotal && !own.site.skip && own.procedure.isTotal {
		scope.site, scope.hasSite, named = own.site, true, true
	}
	if !own.procedure.isTotal && !own.procedure.isBlank {
		scope.procedure, named = own.procedure.index, true
	}
	if name := t.siteNamed(row); name != "" && !scope.hasSite {
		if site := t.readers.site.of(name); site.code == "" {
			scope.site, scope.hasSite, named = site, true, true
		}
	}
	return scope, named
}

// siteNamed reads "VA subtotal" and "Total University".
func (t *totals) siteNamed(row *table.Row) string {
	aliases := t.reading.known.aliases()
	for _, cell := range row.Cells[:min(len(row.Cells), 6)] {
		if !isTotalLabel(cell) {
			continue
		}
		var words []string
		for _, word := range strings.Fields(strings.TrimSuffix(fold(cell), ":")) {
			switch word {
			case "total", "totals", "subtotal", "sub-total", "for", "-", "all":
			default:
				words = append(words, word)
			}
		}
		if name, ok := aliases[strings.Join(words, " ")]; ok {
			return name
		}
	}
	return ""
}

func (s totalScope) sum(records []record) int {
	n := 0
	for i := range records {
		rec := &records[i]
		if s.hasMonth && rec.month != s.month || s.procedure >= 0 && rec.procedure != s.procedure ||
			s.hasSite && rec.site != int16(s.site.index) ||
			s.setting != caseload.SettingNotStated && rec.setting != uint8(s.setting) {
			continue
		}
		n += int(rec.n)
	}
	return n
}

func (t *totals) isGrand(row *table.Row) bool {
	for column, cell := range row.Cells {
		if t.isValue(column) {
			break
		}
		if folded := fold(cell); folded != "" && isTotalLabel(cell) {
			return isGrandTotal(folded)
		}
	}
	return false
}

func (t *totals) isValue(column int) bool {
	for _, value := range t.values {
		if value.column == column {
			return true
		}
	}
	return false
}

// say warns of a total that does not add up, naming both numbers.
func (t *totals) say(row *table.Row, column, said, found int, of string) {
	if t.said++; t.said > saidTotals {
		t.more++
		return
	}
	s := t.section
	t.reading.findings.add(Finding{
		Severity: SeverityWarning, Code: CodeTotalDiffers, Sheet: s.table.Sheet, Row: row.Number, Column: s.columnLabel(column),
		Message: fmt.Sprintf("row %d, %q: the total says %s, %s add up to %s.", row.Number, s.columnLabel(column), commas(said), of, commas(found)),
		Found:   commas(said), Expected: commas(found),
	})
}

func (t *totals) finish() {
	if t.more > 0 {
		t.reading.findings.warn(CodeTotalDiffers, "%s more do not add up.", plural(t.more, "total", "totals"))
	}
}

// saysTotal reports a total's label in front of the numbers of a row that names no procedure.
func (s *section) saysTotal(row *table.Row, columns sectionColumns, values []valueColumn) bool {
	for column, cell := range row.Cells {
		if column == columns.setting || column == columns.state || column == columns.count {
			continue
		}
		if len(values) > 0 && column >= values[0].column && s.isWide() {
			break
		}
		if cell != "" && isTotalLabel(cell) {
			return true
		}
	}
	return false
}

func isGrandTotal(folded string) bool {
	switch strings.TrimSuffix(folded, ":") {
	case "total", "totals", "grand total", "grand totals", "overall total", "sum":
		return true
	}
	return false
}
