package ingest

import (
	"fmt"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// rosterLine is one appointment as the file states it. The site is an index into sites.
type rosterLine struct {
	caseload.Appointment
	site  int
	sheet int16
}

// rosterReading is what a roster says.
type rosterReading struct {
	sites   []siteName
	lines   []rosterLine
	leftOut int
}

// rosterColumns are the columns a roster is read from; -1 where there is none.
type rosterColumns struct {
	staff, name, last, first, role, site, fte, start, end, status, share, employment int
	percent                                                                          bool
	startOrder, endOrder                                                             dateOrder
}

func (r *reading) readRoster() {
	r.roster = &rosterReading{}
	index := map[string]int32{}
	// Sites are matched by the code that counts use, which keeps its list in r.counts.
	r.counts = &countReading{}
	defer func() {
		r.roster.sites, r.counts = r.counts.sites, nil
	}()
	ambiguous := false
	for i := range r.list {
		s := &r.list[i]
		columns, ok := r.rosterColumns(s)
		if !ok {
			return
		}
		sites := remember(func(text string) labelCell { return r.siteCell(text, index) })
		flaws := flawsByRow(s.table)
		header := s.table.Rows[s.header]
		for n := range s.rows() {
			row := &s.rows()[n]
			if row.IsBlank() || sameCells(*row, header) {
				continue
			}
			reader := rosterRow{reading: r, section: s, row: row.Number, cells: row.Cells, columns: columns, good: true}
			if isTotalLabel(row.Cell(0)) || isTotalLabel(reader.cell(columns.name)) {
				r.skipped.totals++
				continue
			}
			if reader.isNote() {
				r.skipped.notes++
				continue
			}
			for _, flaw := range flaws[row.Number] {
				if flaw.Column < 0 || s.isRead(flaw.Column) || flaw.Column >= s.width {
					reader.report(flaw.Column, Code(flaw.Code), flawExpected(flaw.Code), "")
				}
			}
			if extra := extraCell(row, s.width); extra >= 0 && r.file.Delimiter != 0 {
				reader.report(extra, CodeRaggedRow, fmt.Sprintf("%d cells, as in the header", s.width), "a comma inside a cell? put quotes around it")
			}
			line, md, skip := reader.read(sites)
			if skip {
				r.roster.leftOut++
				continue
			}
			ambiguous = ambiguous || md
			if reader.good {
				r.roster.lines = append(r.roster.lines, line)
			}
		}
	}
	if ambiguous {
		r.findings.warn(CodeAmbiguousRole, "\"MD\" was read as attending. Residents are MDs too: check those rows.")
	}
	r.findRosterDuplicates()
}

func (r *reading) rosterColumns(s *section) (rosterColumns, bool) {
	columns := rosterColumns{
		staff: s.column(FieldStaffID), name: s.column(FieldName), last: s.column(FieldLastName), first: s.column(FieldFirstName),
		role: s.column(FieldRole), site: s.column(FieldSite), fte: s.column(FieldFTE), start: s.column(FieldStart),
		end: s.column(FieldEnd), status: s.column(FieldStatus), share: s.column(FieldClinicalShare), employment: s.column(FieldEmployment),
	}
	header := foldHeader(s.headerCell(columns.fte))
	columns.percent = strings.Contains(header, "%") || strings.Contains(header, "percent")
	var okStart, okEnd bool
	columns.startOrder, okStart = r.settleOrder(s, columns.start, FieldStart)
	columns.endOrder, okEnd = columns.startOrder, true
	if columns.end >= 0 && slashOrder(s.distinct(columns.end)) != orderUnclear {
		columns.endOrder, okEnd = r.settleOrder(s, columns.end, FieldEnd)
	}
	return columns, okStart && okEnd
}

// rosterRow reads one row and reports what is wrong with it.
type rosterRow struct {
	reading *reading
	section *section
	row     int
	cells   []string
	columns rosterColumns
	good    bool
}

func (x *rosterRow) cell(column int) string {
	if column < 0 || column >= len(x.cells) {
		return ""
	}
	return x.cells[column]
}

func (x *rosterRow) report(column int, code Code, expected, fix string) {
	x.good = false
	x.reading.findings.row(x.section.sheet, x.row, Finding{
		Code: code, Column: x.section.columnLabel(column), Found: shorten(x.cell(column)), Expected: expected, Fix: fix,
	})
}

// isNote reports a line with nothing but a remark in its first cell.
func (x *rosterRow) isNote() bool {
	for column, cell := range x.cells {
		if column > 0 && strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return len(x.cells) > 0
}

func (x *rosterRow) read(sites *remembered[labelCell]) (line rosterLine, ambiguous, skip bool) {
	line.Row, line.sheet = x.row, x.section.sheet
	if x.leavesRoleOut() {
		return line, false, true
	}
	x.readPerson(&line)
	ambiguous = x.readRole(&line)

	site := labelCell{}
	if x.columns.site >= 0 {
		site = sites.of(x.cell(x.columns.site))
	} else {
		site = sites.of(x.section.site)
	}
	switch {
	case site.skip:
		x.reading.refuseRow(site, x.row)
		return line, ambiguous, true
	case site.code != "":
		x.report(x.columns.site, site.code, "a known site: "+x.reading.siteList(), "")
	default:
		line.site = int(site.index)
	}

	fte, code := parseFTE(x.cell(x.columns.fte), x.columns.percent, x.reading.file.Delimiter == ';')
	if code != "" {
		x.report(x.columns.fte, code, "an FTE from 0 to 1.5, such as 0.8, 80% or 5/8", "")
	}
	line.FTE = fte
	x.readDates(&line)
	x.readTerms(&line)
	return line, ambiguous, false
}

func (x *rosterRow) readPerson(line *rosterLine) {
	line.Staff = caseload.StaffID(clean(x.cell(x.columns.staff)))
	if line.Staff == "" {
		x.report(x.columns.staff, CodeMissingStaffID, "the person's staff number; a vacant position has a number too", "")
	}
	line.Name = clean(x.cell(x.columns.name))
	if line.Name == "" && x.columns.last >= 0 {
		line.Name = strings.Trim(clean(x.cell(x.columns.last))+", "+clean(x.cell(x.columns.first)), ", ")
	}
}

func (x *rosterRow) readRole(line *rosterLine) (ambiguous bool) {
	text := clean(x.cell(x.columns.role))
	found, ambiguous, ok := role(text)
	if ok {
		line.Role = found
		return ambiguous
	}
	if text == "" {
		x.report(x.columns.role, CodeMissingValue, "a role", "")
		return false
	}
	question := x.reading.roleQuestion(text)
	given := x.reading.options.answer(question.ID)
	for _, choice := range question.Choices {
		if known := caseload.Role(choice.ID); choice.ID != "skip" && strings.EqualFold(given, choice.ID) {
			question.Answer, line.Role, ok = choice.ID, known, true
		}
	}
	x.reading.ask(question)
	if !ok {
		x.report(x.columns.role, CodeUnknownRole, "attending, APP, technologist, nurse, resident or fellow", "")
	}
	return false
}

// leavesRoleOut reports a role of which somebody said that it is not to be counted here.
func (x *rosterRow) leavesRoleOut() bool {
	text := clean(x.cell(x.columns.role))
	if _, _, known := role(text); known || text == "" || x.reading.options.answer(questionID(CodeUnknownRole, text)) != "skip" {
		return false
	}
	question := x.reading.roleQuestion(text)
	question.Answer = "skip"
	x.reading.ask(question)
	return true
}

// roleQuestion asks what an unknown role is.
func (r *reading) roleQuestion(text string) Question {
	question := Question{ID: questionID(CodeUnknownRole, text), Code: CodeUnknownRole, Value: shorten(text), Text: fmt.Sprintf("Which role is %q?", shorten(text))}
	for _, known := range append(caseload.StaffRoles(), caseload.Resident, caseload.Fellow) {
		question.Choices = append(question.Choices, Choice{ID: string(known), Label: known.Singular()})
	}
	question.Choices = append(question.Choices, Choice{ID: "skip", Label: "Leave its lines out"})
	return question
}

func (x *rosterRow) readDates(line *rosterLine) {
	text := clean(x.cell(x.columns.start))
	start, ok := parseDate(text, x.columns.startOrder)
	switch {
	case text == "":
		x.report(x.columns.start, CodeMissingValue, "the first day, such as 2026-07-01", "")
	case !ok || start.Year() < 1950 || start.Year() > 2100:
		x.report(x.columns.start, CodeInvalidDate, "a date such as 2026-07-01", "")
		ok = false
	}
	line.From = start
	end := clean(x.cell(x.columns.end))
	if isOpenEnded(end) {
		return
	}
	to, endOK := parseDate(end, x.columns.endOrder)
	switch {
	case !endOK:
		x.report(x.columns.end, CodeInvalidDate, "a date such as 2026-07-01, or empty while it lasts", "")
	case to.Year() >= 2200: // 9999 in any spelling
	case ok && to < start:
		x.report(x.columns.end, CodeEndBeforeStart, "a day not before "+start.String(), "")
	default:
		last := to
		line.To = &last
	}
}

func (x *rosterRow) readTerms(line *rosterLine) {
	var ok bool
	if line.Status, ok = status(x.cell(x.columns.status)); !ok {
		// The text may name a reason for leave, which is never kept or repeated.
		x.good = false
		x.reading.findings.row(x.section.sheet, x.row, Finding{
			Code: CodeUnknownStatus, Column: x.section.columnLabel(x.columns.status),
			Message: fmt.Sprintf("row %d, %q: not a known status, expected active, leave, vacant or accepted", x.row, x.section.columnLabel(x.columns.status)),
			Found:   "(not repeated)", Expected: "active, leave, vacant or accepted",
		})
	}
	if line.Employment, ok = employment(x.cell(x.columns.employment)); !ok {
		x.report(x.columns.employment, CodeUnknownEmployment, "staff, per-diem, agency or float", "")
	}
	line.ClinicalShare = 1
	if text := clean(x.cell(x.columns.share)); text != "" {
		share, code := parseFTE(text, true, x.reading.file.Delimiter == ';')
		if code != "" || share > 1 {
			x.report(x.columns.share, CodeInvalidShare, "a share from 0 to 1, such as 0.6 or 60%", "")
		}
		line.ClinicalShare = share
	}
}

// findRosterDuplicates flags lines that stand twice: an FTE must not be doubled.
func (r *reading) findRosterDuplicates() {
	type key struct {
		staff caseload.StaffID
		site  int
		role  caseload.Role
		from  calendar.Date
	}
	first := map[key]int{}
	dropped := map[int]bool{}
	for i, line := range r.roster.lines {
		k := key{line.Staff, line.site, line.Role, line.From}
		at, taken := first[k]
		if !taken {
			first[k] = i
			continue
		}
		other := r.roster.lines[at]
		dropped[i] = true
		finding := Finding{
			Code: CodeDuplicateRow, Column: "staff_id", Found: shorten(string(line.Staff)),
			Expected: "each person, site, role and start once", Fix: fmt.Sprintf("the same as row %d: delete one", other.Row),
		}
		if !sameTerms(line, other) {
			finding.Code = CodeConflictingDuplicate
			finding.Fix = fmt.Sprintf("row %d disagrees with this row: delete the wrong one", other.Row)
			if !dropped[at] {
				dropped[at] = true
				mirrored := finding
				mirrored.Fix = fmt.Sprintf("row %d disagrees with this row: delete the wrong one", line.Row)
				r.findings.row(other.sheet, other.Row, mirrored)
			}
		}
		r.findings.row(line.sheet, line.Row, finding)
	}
	if len(dropped) == 0 {
		return
	}
	kept := r.roster.lines[:0]
	for i, line := range r.roster.lines {
		if !dropped[i] {
			kept = append(kept, line)
		}
	}
	r.roster.lines = kept
}

func sameTerms(a, b rosterLine) bool { return sameAppointment(a.Appointment, b.Appointment) }

// sameAppointment compares what an appointment says, not where it was read.
func sameAppointment(a, b caseload.Appointment) bool {
	sameEnd := a.To == nil && b.To == nil || a.To != nil && b.To != nil && *a.To == *b.To
	return sameEnd && a.Name == b.Name && a.FTE == b.FTE && a.Status == b.Status &&
		a.ClinicalShare == b.ClinicalShare && a.Employment == b.Employment
}
