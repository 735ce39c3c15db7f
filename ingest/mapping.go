package ingest

import (
	"fmt"
	"slices"
	"strings"

	"caseload/ingest/table"
	"caseload/store/caseload"
)

// Mapping says what each column of a file was taken for.
type Mapping struct {
	Layout  string      `json:"layout"` // "long", "months across" or "sites across"
	Columns []Column    `json:"columns"`
	Headers []HeaderRow `json:"headers,omitempty"`
}

// HeaderRow is where column names stand.
type HeaderRow struct {
	Sheet string `json:"sheet,omitempty"`
	Row   int    `json:"row"` // as Excel numbers it
}

// IsHeader reports a row of column names.
func (m Mapping) IsHeader(sheet string, row int) bool {
	return slices.Contains(m.Headers, HeaderRow{sheet, row})
}

// CellAsRead writes a day number, by which a workbook holds a date, as what it was read as. Other cells stay.
func (m Mapping) CellAsRead(sheet string, row, column int, cell string) string {
	serial, ok := parseSerial(clean(cell))
	if !ok {
		return cell
	}
	letter := table.ColumnName(column)
	at := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Sheet == sheet && c.Letter == letter })
	switch {
	case at < 0:
	case m.IsHeader(sheet, row):
		return m.Columns[at].Header
	case isDateField(m.Columns[at].Field):
		return fmt.Sprintf("%04d-%02d-%02d", serial.year, serial.month, serial.day)
	}
	return cell
}

func isDateField(field Field) bool {
	return field == FieldMonth || field == FieldStart || field == FieldEnd || field == FieldAsOf
}

// Column is one column of a file and what it was taken for.
type Column struct {
	Sheet  string `json:"sheet,omitempty"`
	Letter string `json:"letter"`
	Header string `json:"header"`
	Field  Field  `json:"field"` // "" for a column that nothing is read from
}

// headerReader recognises headers by the sender's mapping first and by alias second.
type headerReader struct {
	kind    caseload.UploadKind
	aliases map[string]Field
	mapped  map[string]Field
}

// newHeaderReader refuses a mapping to a field that does not exist.
func newHeaderReader(kind caseload.UploadKind, mapping map[string]string) (headerReader, error) {
	h := headerReader{kind: kind, aliases: headerAliases(kind), mapped: map[string]Field{}}
	known := map[Field]bool{}
	for _, field := range h.aliases {
		known[field] = true
	}
	for header, name := range mapping {
		field, ok := h.aliases[foldHeader(name)]
		if direct := Field(strings.ReplaceAll(foldHeader(name), " ", "_")); known[direct] {
			field, ok = direct, true
		}
		if foldHeader(name) == "ignore" {
			field, ok = "", true
		}
		if !ok {
			return h, fmt.Errorf("There is no field %q to map %q to. The fields are %s.", name, header, strings.Join(fieldNames(kind), ", "))
		}
		h.mapped[foldHeader(header)] = field
	}
	return h, nil
}

func (h headerReader) field(cell string) (Field, bool) {
	folded := foldHeader(cell)
	if folded == "" || len(folded) > 60 {
		return "", false
	}
	if field, ok := h.mapped[folded]; ok {
		return field, field != ""
	}
	field, ok := h.aliases[folded]
	if !ok && h.namesProcedures() && weakProcedure(folded) {
		return FieldProcedure, true
	}
	return field, ok
}

// namesProcedures reports a kind of file whose rows are about procedures.
func (h headerReader) namesProcedures() bool { return h.aliases["procedure"] == FieldProcedure }

// dropWeak leaves the procedure to the columns that are surely it, where there is one.
func (h headerReader) dropWeak(row table.Row, fields []Field) {
	var weak []int
	sure := false
	for column, field := range fields {
		if field != FieldProcedure {
			continue
		}
		folded := foldHeader(row.Cells[column])
		if _, mapped := h.mapped[folded]; !mapped && weakProcedure(folded) {
			weak = append(weak, column)
		} else {
			sure = true
		}
	}
	if sure {
		for _, column := range weak {
			fields[column] = ""
		}
	}
}

// fields returns the field of each column of a header row, and how many different ones there are.
func (h headerReader) fields(row table.Row) ([]Field, int) {
	fields := make([]Field, len(row.Cells))
	distinct := map[Field]bool{}
	for column, cell := range row.Cells {
		if field, ok := h.field(cell); ok {
			fields[column] = field
			distinct[field] = true
		}
	}
	h.dropWeak(row, fields)
	// "Month" beside "Year" is the month's name or number within that year.
	if distinct[FieldYear] && distinct[FieldMonth] && !distinct[FieldMonthOfYear] {
		for column, field := range fields {
			if field == FieldMonth {
				fields[column] = FieldMonthOfYear
			}
		}
	}
	// "mo" alone is a month like any other.
	if distinct[FieldMonthOfYear] && !distinct[FieldYear] && !distinct[FieldMonth] {
		for column, field := range fields {
			if field == FieldMonthOfYear {
				fields[column] = FieldMonth
			}
		}
	}
	return fields, len(distinct)
}

// settleColumns makes one column speak for each field. Two candidates are a question, never a guess.
func (r *reading) settleColumns(s *section) {
	byField := map[Field][]int{}
	for column, field := range s.fields {
		if field != "" {
			byField[field] = append(byField[field], column)
		}
	}
	for field, columns := range byField {
		if len(columns) < 2 {
			continue
		}
		if field == FieldTarget && r.kind == caseload.KindProcedures { // the counts do not depend on which budget is shown
			for _, column := range columns[1:] {
				s.fields[column] = ""
			}
			continue
		}
		id := questionID("column", string(field))
		chosen := -1
		question := Question{
			ID: id, Code: CodeDuplicateHeader, Value: string(field), Blocking: true,
			Text: fmt.Sprintf("%d columns could be the %s. Which one holds it?", len(columns), fieldWords(field)),
		}
		for _, column := range columns {
			letter := table.ColumnName(column)
			question.Choices = append(question.Choices, Choice{ID: letter, Label: fmt.Sprintf("Column %s, %q", letter, shorten(s.headerCell(column)))})
			if strings.EqualFold(r.options.answer(id), letter) {
				chosen, question.Answer = column, letter
			}
		}
		r.ask(question)
		for _, column := range columns {
			if column != chosen {
				s.fields[column] = ""
			}
		}
		if chosen < 0 {
			s.unsettled = true
		}
	}
}

// settleMissing looks for required fields that no column holds. Where columns are left that could be
// the one, that is a question; where none is, the file cannot be used.
func (r *reading) settleMissing(s *section) {
	for _, field := range requiredFields(r.kind) {
		if s.has(field) || s.unsettled || field == FieldMonth && s.has(FieldMonthOfYear) && s.has(FieldYear) {
			continue
		}
		if field == FieldSite && r.settleSite(s) || field == FieldMonth && r.settleMonth(s) {
			if s.unsettled {
				return
			}
			continue
		}
		id := questionID("column", string(field))
		question := Question{
			ID: id, Code: CodeMissingColumn, Value: string(field), Blocking: true,
			Text: fmt.Sprintf("No column is named like the %s. Which column holds it?", fieldWords(field)),
		}
		answer := r.options.answer(id)
		for column := range s.width {
			if s.fields[column] != "" || !s.columnHasText(column) {
				continue
			}
			letter := table.ColumnName(column)
			question.Choices = append(question.Choices, Choice{ID: letter, Label: fmt.Sprintf("Column %s, %q", letter, shorten(s.headerCell(column)))})
			if strings.EqualFold(answer, letter) {
				question.Answer = letter
				s.fields[column] = field
			}
		}
		if field == FieldSite && r.kind != caseload.KindRoster && len(question.Choices) > 0 {
			for _, site := range r.known.Sites {
				id := "all:" + site.Name
				question.Choices = append(question.Choices, Choice{ID: id, Label: "No column: all of it is " + site.Name})
				if strings.EqualFold(answer, id) {
					question.Answer, s.site = id, site.Name
				}
			}
		}
		if field == FieldCount && s.isCaseLevel(r.monthRules()) {
			r.rowLevel = true
			question.Text = "Each row seems to be one procedure, and no column holds a count. Shall the rows be counted?"
			question.Choices = append([]Choice{{ID: "rows", Label: "Count the rows; nothing of a single row is kept"}}, question.Choices...)
			if answer == "rows" {
				question.Answer, s.countRows = answer, true
			}
		}
		switch {
		case question.Answer != "":
			r.ask(question)
		case answer != "none" && len(question.Choices) > 0 && s.recognised >= 1:
			question.Choices = append(question.Choices, Choice{ID: "none", Label: "None: the file does not have it"})
			r.ask(question)
			s.unsettled = true
		default:
			r.refuse(Finding{
				Code: CodeMissingColumn, Sheet: s.table.Sheet, Row: s.headerRow(), Column: string(field),
				Message: fmt.Sprintf("There is no column for the %s. The columns are %s.", fieldWords(field), s.headerList()),
				Found:   s.headerList(), Expected: "a column named " + string(field),
				Fix: "Add the column, or start from the template.",
			})
			return
		}
	}
}

// settleSite finds the site of a table that has no site column: by its answer, its banner or title, or its sheet's name.
func (r *reading) settleSite(s *section) bool {
	if s.siteAcross {
		return true
	}
	var names []string
	for _, site := range r.known.Sites {
		names = append(names, site.Name)
	}
	title := s.titleText()
	name, where := r.siteFromTitle(s)
	if name == "" && s.site != "" && title == "" {
		return true // the table before goes on
	}
	s.site = ""
	if name != "" {
		s.site = name
		r.findings.add(Finding{
			Severity: SeverityWarning, Code: CodeSiteFromTitle, Sheet: s.table.Sheet,
			Message: fmt.Sprintf("There is no site column; the site %s was read from %s.", name, where),
		})
		return true
	}
	if r.kind == caseload.KindRoster || s.columnsLeft() > 0 || s.recognised < 2 && !s.isWide() {
		return false
	}
	value := s.table.Sheet
	if s.titles > 0 {
		value = shorten(title)
	}
	question := Question{
		ID: questionID("site_of_table", value), Code: CodeUnknownSite, Value: value, Blocking: true,
		Text: "The file does not say which site it is about. Which one?",
	}
	for _, name := range names {
		question.Choices = append(question.Choices, Choice{ID: name, Label: name})
		if strings.EqualFold(r.options.answer(question.ID), name) {
			question.Answer, s.site = name, name
		}
	}
	if len(question.Choices) < 2 && s.site == "" {
		return false
	}
	r.ask(question)
	if s.site == "" {
		s.unsettled = true
	}
	return true
}

// siteFromTitle reads a site off the lines above a header, or off the sheet's name; two sites there say nothing.
func (r *reading) siteFromTitle(s *section) (name, where string) {
	for i := s.header - 1; i >= s.titles && i >= s.header-20; i-- {
		row := s.table.Rows[i]
		for _, cell := range row.Cells {
			if found := r.siteIn(cell); found != "" {
				return found, fmt.Sprintf("row %d", row.Number)
			}
		}
	}
	if found := r.siteIn(s.table.Sheet); found != "" {
		return found, fmt.Sprintf("the name of the sheet %q", s.table.Sheet)
	}
	return "", ""
}

// siteIn finds the one site that a title names as whole words.
func (r *reading) siteIn(title string) string {
	folded := " " + strings.NewReplacer(":", " ", ",", " ", "-", " ", "(", " ", ")", " ").Replace(fold(title)) + " "
	if len(folded) > 120 {
		return ""
	}
	found := ""
	for alias, name := range r.known.aliases() {
		if strings.Contains(folded, " "+alias+" ") {
			if found != "" && found != name {
				return ""
			}
			found = name
		}
	}
	return found
}

func fieldWords(field Field) string {
	switch field {
	case FieldStaffID:
		return "staff number"
	case FieldFTE:
		return "FTE"
	case FieldState:
		return "state"
	case FieldMonthOfYear:
		return "month"
	case FieldTrainingYear:
		return "year of training"
	case FieldAsOf:
		return "day up to which cases are logged"
	}
	return strings.ReplaceAll(string(field), "_", " ")
}
