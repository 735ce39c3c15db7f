package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// titlesAbove returns the index of the first row that belongs to the header below it: a banner and
// blank rows stand above the header of the next table, not below the rows of the one before.
func titlesAbove(t *table.Table, header, previous int) int {
	first := header
	for first-1 > previous {
		row := t.Rows[first-1]
		if filled := filledCells(row.Cells); filled > 1 || filled == 1 && !isBanner(row) {
			break
		}
		first--
	}
	return first
}

func isBanner(row table.Row) bool {
	for _, cell := range row.Cells {
		if text := clean(cell); text != "" {
			return letters(text) && !isTotalLabel(text)
		}
	}
	return true
}

// titleText returns the lines of text above a header as one, without the numbers of other tables.
func (s *section) titleText() string {
	var lines []string
	for i := max(s.titles, s.header-10); i < s.header; i++ {
		row := s.table.Rows[i]
		if filledCells(row.Cells) > 3 || slices.ContainsFunc(row.Cells, isAboutTheFile) {
			continue
		}
		for _, cell := range row.Cells {
			if text := clean(cell); text != "" {
				lines = append(lines, text)
			}
		}
	}
	return strings.Join(lines, " | ")
}

// isAboutTheFile reports a line that says when a report was made, not what it is about.
func isAboutTheFile(cell string) bool {
	folded := fold(cell)
	for _, word := range []string{"run date", "run on", "printed", "created", "generated", "exported", "updated", "prepared", "as of", "report date", "refreshed", "extracted"} {
		if strings.Contains(folded, word) {
			return true
		}
	}
	return false
}

// isGrouping reports a column that only sorts procedures into groups.
func isGrouping(header string) bool {
	switch foldHeader(header) {
	case "category", "group", "procedure group", "section", "type":
		return true
	}
	return false
}

// bareMonths notes months that stand across without a year.
func (r *reading) bareMonths(s *section) {
	if len(s.values) > 0 || r.kind != caseload.KindProcedures {
		return
	}
	for column, cell := range s.table.Rows[s.header].Cells {
		if month, ok := monthName(clean(cell)); ok && s.fields[column] == "" {
			s.bare = append(s.bare, valueColumn{column: column, month: calendar.Month(month - 1)})
		}
	}
	if len(s.bare) < 2 && s.column(FieldCount) >= 0 {
		s.bare = nil
	}
}

// settleYear gives months without a year the one that the title names. A title that names a fiscal
// year says a year too, but only the order of the months or the fiscal start says which.
func (r *reading) settleYear(s *section) {
	if len(s.bare) == 0 {
		return
	}
	if years := s.yearsAbove(); years != nil {
		for i, bare := range s.bare {
			s.values = append(s.values, valueColumn{column: bare.column, month: calendar.MonthOf(years[i], time.Month(bare.month)+1), hasMonth: true})
		}
		s.bare = nil
		return
	}
	year, kind := titleYear(s)
	wraps := slices.ContainsFunc(s.bare, func(v valueColumn) bool { return v.month < s.bare[0].month })
	start := time.Month(s.bare[0].month) + 1
	switch {
	case year == 0:
	case kind == fiscalYear && (wraps || r.fiscalStart() == start) && start > time.January:
		year-- // named for the year in which it ends
	case kind == spannedYear && wraps:
	case kind == fiscalYear && r.fiscalStart() == time.January && start == time.January:
	case kind != calendarYear || wraps:
		year = 0
	}
	if year == 0 {
		year = r.askYear(s)
	}
	if year == 0 {
		s.unsettled = true
		return
	}
	first := s.bare[0].month
	for _, bare := range s.bare {
		month := calendar.MonthOf(year, time.Month(bare.month)+1)
		if bare.month < first {
			month += 12
		}
		s.values = append(s.values, valueColumn{column: bare.column, month: month, hasMonth: true})
	}
	s.bare = nil
}

// yearsAbove reads a header row of calendar years over the months; a year holds until the next to its
// right. It returns nil unless every month has one.
func (s *section) yearsAbove() []int {
	if s.header == 0 || s.header-1 < s.titles {
		return nil
	}
	above := s.table.Rows[s.header-1]
	years := make([]int, 0, len(s.bare))
	for _, bare := range s.bare {
		year := 0
		for column := bare.column; column >= s.bare[0].column && year == 0; column-- {
			if text := clean(above.Cell(column)); len(text) == 4 && allDigits(text) && text[:2] == "20" {
				year = atoi(text)
			}
		}
		if year == 0 {
			return nil
		}
		years = append(years, year)
	}
	return years
}

func (r *reading) askYear(s *section) int {
	name := (time.Month(s.bare[0].month) + 1).String()
	question := Question{
		ID: questionID("year_of_table", s.table.Sheet), Code: "year_of_table", Value: name, Blocking: true,
		Text: fmt.Sprintf("The months across the top have no year. Which year is the first %s?", name),
	}
	chosen := 0
	for back := range 4 {
		year := r.today.Month().Year() - back
		id := strconv.Itoa(year)
		question.Choices = append(question.Choices, Choice{ID: id, Label: fmt.Sprintf("%s %s", name, id)})
		if r.options.answer(question.ID) == id {
			question.Answer, chosen = id, year
		}
	}
	r.ask(question)
	return chosen
}

// yearKind is how a title names a year.
type yearKind int

const (
	calendarYear yearKind = iota
	fiscalYear            // by the year in which it ends
	spannedYear           // by both of its years: 2025-26
)

// titleYear finds the one year that the lines above a header or the sheet's name speak of.
func titleYear(s *section) (year int, kind yearKind) {
	for _, text := range []string{s.table.Sheet, s.titleText()} {
		folded := strings.ToLower(text)
		if kind == calendarYear && (strings.Contains(folded, "fy") || strings.Contains(folded, "fiscal") || strings.Contains(folded, "academic")) {
			kind = fiscalYear
		}
		numbers := strings.FieldsFunc(shortFiscalYears(folded), func(c rune) bool { return c < '0' || c > '9' })
		for i := 0; i < len(numbers); i++ {
			if len(numbers[i]) != 4 || numbers[i][:2] != "20" {
				continue
			}
			found := atoi(numbers[i])
			if i+1 < len(numbers) && isYearAfter(found, numbers[i+1]) && joined(text, numbers[i], numbers[i+1]) {
				kind = spannedYear
				i++
			}
			if year != 0 && year != found {
				return 0, kind
			}
			year = found
		}
	}
	return year, kind
}

// shortFiscalYears writes "fy26" out as "fy2026".
func shortFiscalYears(folded string) string {
	words := strings.Fields(folded)
	for i, word := range words {
		if digits, ok := strings.CutPrefix(word, "fy"); ok {
			if digits = strings.Trim(digits, "'’-"); len(digits) == 2 && allDigits(digits) {
				words[i] = "fy20" + digits
			}
		}
	}
	return strings.Join(words, " ")
}

func isYearAfter(year int, digits string) bool {
	return digits == strconv.Itoa(year+1) || digits == strconv.Itoa(year + 1)[2:]
}

// joined reports two numbers with nothing but a dash or slash between them.
func joined(text, first, second string) bool {
	return strings.Contains(text, first+"-"+second) || strings.Contains(text, first+"–"+second) || strings.Contains(text, first+"/"+second)
}

// siteHeaders reads sites that stand across the top in place of months.
func (r *reading) siteHeaders(t *table.Table, index int, fields []Field) []valueColumn {
	if slices.Contains(fields, FieldSite) || slices.Contains(fields, FieldCount) {
		return nil
	}
	// Sites above months are a header of two rows; the second is the header then.
	if index+1 < len(t.Rows) {
		below := t.Rows[index+1]
		if len(r.monthHeaders(below, make([]Field, len(below.Cells)))) >= 2 {
			return nil
		}
	}
	aliases := r.known.aliases()
	var values []valueColumn
	for column, cell := range t.Rows[index].Cells {
		if name, ok := aliases[fold(cell)]; ok && fields[column] == "" {
			values = append(values, valueColumn{column: column, site: name})
		}
	}
	return values
}

// settleMonth finds the month of a table that has no column for it: in its title, by its sheet's
// name, or, where sites stand across, by asking.
func (r *reading) settleMonth(s *section) bool {
	if r.kind == caseload.KindRoster {
		return false
	}
	if s.hasMonth {
		return true
	}
	for _, text := range []string{s.titleText(), s.table.Sheet} {
		if month, ok := monthIn(text); ok {
			s.setMonth(month)
			r.findings.add(Finding{Severity: SeverityWarning, Code: CodeMonthFromTitle, Sheet: s.table.Sheet,
				Message: fmt.Sprintf("There is no month column; %s was read from %q.", month.Long(), shorten(text))})
			return true
		}
	}
	if !s.isWide() || s.column(FieldMonth) >= 0 {
		return false
	}
	question := Question{
		ID: questionID("month_of_table", s.table.Sheet), Code: "month_of_table", Value: s.table.Sheet, Blocking: true,
		Text: "The file does not say which month it is about. Which one?",
	}
	for back := range calendar.Month(14) {
		month := r.today.Month() - back
		question.Choices = append(question.Choices, Choice{ID: month.String(), Label: month.Long()})
		if r.options.answer(question.ID) == month.String() {
			question.Answer = month.String()
			s.setMonth(month)
		}
	}
	r.ask(question)
	s.unsettled = s.unsettled || !s.hasMonth
	return true
}

func (s *section) setMonth(month calendar.Month) { s.month, s.hasMonth = month, true }

// monthIn finds the one month that a title names: "September 2025", "Sep-25", "2025-09".
func monthIn(text string) (calendar.Month, bool) {
	words := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" ,|:()", c) })
	var found []calendar.Month
	add := func(text string) bool {
		date, ok := parseCivil(clean(text), monthFirst, true)
		if !ok || date.day != 0 { // a full date is more often that of the report
			return ok
		}
		if month := date.asMonth(); !slices.Contains(found, month) {
			found = append(found, month)
		}
		return true
	}
	for i, word := range words {
		if allDigits(word) {
			continue // "202509" and "45901" in a title may be anything
		}
		if add(word) {
			continue
		}
		if i+1 < len(words) && len(words[i+1]) == 4 && allDigits(words[i+1]) {
			if _, isName := monthName(word); isName {
				add(word + " " + words[i+1])
			}
		}
	}
	if len(found) != 1 {
		return 0, false
	}
	return found[0], true
}
