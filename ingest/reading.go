package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Known is what is known already of sites and procedures when a file is read.
type Known struct {
	Sites      []caseload.Site
	Procedures []string
}

// divisionSites are the two sites of the division, for reading without a database.
func divisionSites() Known {
	return Known{Sites: []caseload.Site{{ID: 1, Name: "University"}, {ID: 2, Name: "VA"}}}
}

// aliases maps every spelling of a known site, folded, to its name.
func (k Known) aliases() map[string]string {
	names := map[string]string{}
	for _, site := range k.Sites {
		names[fold(site.Name)] = site.Name
	}
	for alias, canonical := range siteAliases() {
		if name, ok := names[fold(canonical)]; ok {
			if _, taken := names[alias]; !taken {
				names[alias] = name
			}
		}
	}
	return names
}

// reading is one pass over one file: what it says, what is wrong with it, and what must be asked.
// It knows no database beyond the names in known.
type reading struct {
	options Options
	known   Known
	today   calendar.Date
	kind    caseload.UploadKind

	file      *table.File
	list      []section
	findings  *findings
	questions []Question
	source    string     // by which answers are remembered; "" where nothing was recognised
	rowLevel  bool       // the rows are single procedures: nothing of them may be kept
	decisions []Decision // that were applied
	holes     int        // rows and cells that were decided to be left out: the file is not everything any more
	leftOut   map[cellPlace]bool
	offer     *HarmlessOffer // of a file that was refused for one column
	refused   *Finding       // why nothing of the file can be used
	skipped   skipped
	others    map[string][]int // rows of sites that the sender sends no files for, by site

	counts *countReading
	roster *rosterReading
	budget budget

	years []string // how postgraduate years were read

	optional      optionalRows
	optionalAhead calendar.Month // how far ahead the kind of optional file may look

	plain [][]string // the cells of a table that is only to be shown
}

// skipped counts rows that are no records and no errors.
type skipped struct{ totals, notes int }

// read reads a file as far as it can be read without the store.
func read(data []byte, options Options, known Known, today calendar.Date) *reading {
	r := &reading{options: options, known: known, today: today, kind: options.Kind, findings: newFindings(nil)}
	file, err := table.Read(data, options.Limits)
	if err != nil {
		var problem *table.Problem
		isProblem := errors.As(err, &problem)
		switch {
		case isProblem && problem.Code == table.ProblemEmpty && r.kind == KindTable:
			r.plain = blankLines(data)
		case isProblem:
			r.refuse(Finding{Code: Code(problem.Code), Message: problem.Message})
		default:
			r.refuse(Finding{Code: Code(table.ProblemCorrupt), Message: "The file could not be read."})
		}
		return r
	}
	r.file = file
	for i := range file.Tables {
		dropNotes(&file.Tables[i])
	}
	var sheets []string
	for _, t := range file.Tables {
		sheets = append(sheets, t.Sheet)
	}
	r.findings = newFindings(sheets)
	r.applyDecisions()
	if r.kind == KindTable {
		r.readPlain()
		return r
	}
	r.understand()
	return r
}

// understand finds headers, refuses identifiers, and reads the rows. Identifiers come before every
// other reason: no sentence about a row may repeat one.
func (r *reading) understand() {
	headers, err := r.locate()
	r.source = r.sourceKey()
	scan := newIdentifierScan(r.kind)
	scan.spared = sparedColumns(r.list, r.options.harmless)
	hit := scan.scan(r.file.Tables, r.list)
	if hit == nil {
		hit = traineeNames(r.list)
	}
	if hit != nil {
		r.offer = r.offerOf(hit)
		refusal := hit.refusal(r.kind)
		r.findings, r.questions, r.refused = newFindings(r.findings.perSheet), nil, nil
		r.refuse(refusal)
		return
	}
	if err != nil {
		r.refuse(Finding{Code: CodeUnknownMapping, Message: err.Error()})
		return
	}
	if len(r.list) == 0 {
		r.refuseHeaderless(headers)
		return
	}
	for i := range r.list {
		s := &r.list[i]
		if i > 0 && r.list[i-1].sheet == s.sheet && sameFields(&r.list[i-1], s) {
			s.site, s.unsettled = r.list[i-1].site, r.list[i-1].unsettled
			if s.titleText() == "" {
				s.month, s.hasMonth = r.list[i-1].month, r.list[i-1].hasMonth
			}
		}
		r.settleYear(s)
		r.settleColumns(s)
		r.settleMissing(s)
		if r.refused != nil {
			return
		}
		if s.unsettled {
			continue
		}
		r.sayNotedMonths(s)
		if hidden := s.table.HiddenRows; hidden > 0 {
			r.findings.add(Finding{Severity: SeverityWarning, Code: CodeHiddenRows, Sheet: s.table.Sheet,
				Message: fmt.Sprintf("%s hidden in the sheet and read like the others.", plural(hidden, "row is", "rows are"))})
		}
	}
	for _, s := range r.list {
		if s.unsettled {
			return
		}
	}
	switch file := optionalFileOf(r.kind); {
	case file != nil:
		if hit := traineeNames(r.list); hit != nil { // somebody may have said only now which column it is
			r.findings, r.questions = newFindings(r.findings.perSheet), nil
			r.refuse(hit.refusal(r.kind))
			return
		}
		r.optional = file.readRows(r)
	case r.kind == caseload.KindRoster:
		r.readRoster()
	default:
		r.readCounts()
	}
	r.dropIdleQuestions()
	r.listOthers()
	if r.refused == nil && r.goodRows() == 0 && len(r.findings.badRows) == 0 && len(r.open()) == 0 {
		r.refuse(Finding{Code: CodeNoDataRows, Message: "The file has a header but no rows with data below it."})
	}
}

func sameFields(a, b *section) bool {
	if len(a.fields) != len(b.fields) {
		return false
	}
	for i := range a.fields {
		if a.fields[i] != b.fields[i] {
			return false
		}
	}
	return true
}

func (r *reading) refuseHeaderless(headers headerReader) {
	kind := "a procedures file needs month, site, procedure and count"
	if headers.kind == caseload.KindRoster {
		kind = "a roster needs staff_id, role, site, fte and start_date"
	}
	if file := optionalFileOf(headers.kind); file != nil {
		var names []string
		for _, field := range file.requiredFields() {
			names = append(names, string(field))
		}
		kind = "a file of " + string(headers.kind) + " needs " + listed(names)
	}
	r.refuse(Finding{
		Code:    CodeHeaderNotFound,
		Message: fmt.Sprintf("No row with column names was found in the first %d rows; %s.", searchedRows, kind),
		Fix:     "Put the column names in the first row, or start from the template.",
	})
}

// refuse keeps the first reason.
func (r *reading) refuse(finding Finding) {
	if r.refused != nil {
		return
	}
	finding.Severity = SeverityError
	r.refused = &finding
}

func (r *reading) ask(question Question) {
	for _, asked := range r.questions {
		if asked.ID == question.ID {
			return
		}
	}
	r.questions = append(r.questions, question)
}

// open returns the questions that stand in the way of a commit.
func (r *reading) open() []Question {
	var open []Question
	for _, question := range r.questions {
		if question.Blocking && question.Answer == "" {
			open = append(open, question)
		}
	}
	return open
}

func (r *reading) goodRows() int {
	switch {
	case r.counts != nil:
		return len(r.counts.records)
	case r.roster != nil:
		return len(r.roster.lines)
	case r.optional != nil:
		return r.optional.count()
	}
	return 0
}

func (r *reading) monthRules() monthRules { return monthRules{fiscalStart: r.fiscalStart()} }

// fiscalStart is what the sender stated, or answered.
func (r *reading) fiscalStart() time.Month {
	if r.options.FiscalStart != 0 {
		return r.options.FiscalStart
	}
	for month := time.January; month <= time.December; month++ {
		if strings.EqualFold(r.options.answer("fiscal_start"), month.String()) {
			return month
		}
	}
	return 0
}

// outcome sums the reading up in the one word of the contract.
func (r *reading) outcome() Outcome {
	switch {
	case r.refused != nil:
		return OutcomeReject
	case len(r.open()) > 0:
		return OutcomeAsk
	case r.goodRows() == 0 && r.hasUnanswered():
		return OutcomeAsk
	case len(r.findings.badRows) > 0:
		return OutcomePartial
	}
	return OutcomeAccept
}

// isWide reports a file whose rows hold several numbers, of which one may be bad and the others good.
func (r *reading) isWide() bool {
	return slices.ContainsFunc(r.list, func(s section) bool { return s.isWide() })
}

func (r *reading) hasUnanswered() bool {
	for _, question := range r.questions {
		if question.Answer == "" {
			return true
		}
	}
	return false
}

// mapping tells what each column was taken for.
func (r *reading) mapping() Mapping {
	m := Mapping{Layout: "long", Columns: []Column{}}
	for i := range r.list {
		s := &r.list[i]
		m.Headers = append(m.Headers, HeaderRow{s.table.Sheet, s.headerRow()})
		if i > 0 && r.list[i-1].sheet == s.sheet {
			continue
		}
		switch {
		case s.monthsAcross():
			m.Layout = "months across"
		case s.isWide():
			m.Layout = "sites across"
		}
		for column := range s.width {
			field := s.fields[column]
			for _, value := range s.values {
				if value.column == column {
					field = s.acrossField()
				}
			}
			m.Columns = append(m.Columns, Column{Sheet: s.table.Sheet, Letter: table.ColumnName(column), Header: shorten(s.headingAsRead(column, s.headerCell(column))), Field: field})
		}
	}
	return m
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return commas(n) + " " + many
}

// commas writes 36000 as "36,000".
func commas(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
