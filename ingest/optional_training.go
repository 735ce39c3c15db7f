package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

func traineeColumn[T any](of func(*T) *caseload.TraineeID) optionalColumn[T] {
	return optionalColumn[T]{
		field: FieldTrainee, required: true, isKey: true, expected: "the trainee's id, such as R-01",
		aliases: []string{"trainee id", "resident", "resident id", "fellow", "fellow id", "learner", "learner id", "id", "name", "trainee name", "resident name", "fellow name"},
		read:    func(x *optionalRow, text string, into *T) { x.word(text, (*string)(of(into))) },
		say:     func(_ names, row T) any { return string(*of(&row)) },
	}
}

// scheduleFiles are who of the trainees is where: `trainee,month,site,rotation[,path][,year][,share]`.
// A trainee's month in a file takes the place of the stored one as a whole: somebody who was moved
// would else stand at both sites.
func scheduleFiles() optionalKind[caseload.Assignment] {
	type row = caseload.Assignment
	trainee := func(a *row) *caseload.TraineeID { return &a.Trainee }
	site := func(a *row) *caseload.SiteID { return &a.Site }
	return optionalKind[row]{
		kind: caseload.KindSchedule, change: caseload.ChangeAssignment, one: "assignment", many: "assignments",
		signature: FieldTrainee, across: FieldRotation, ahead: plannedAhead, blank: row{Share: 1},
		columns: []optionalColumn[row]{
			traineeColumn(trainee),
			monthColumn(func(a *row) *calendar.Month { return &a.Month }),
			siteColumn(site),
			{
				field: FieldRotation, required: true, isKey: true, aliases: []string{"service", "block", "assignment"}, expected: "a rotation such as IR, DR or SICU",
				read: func(x *optionalRow, text string, into *row) { x.word(rotationWord(text), &into.Rotation) },
				say:  func(_ names, a row) any { return a.Rotation },
			},
			{
				field: FieldPath, says: "path", aliases: []string{"pathway", "program", "track"}, expected: "a path such as integrated or ESIR",
				read: func(x *optionalRow, text string, into *row) { x.word(pathWord(text), &into.Path) },
				say:  func(_ names, a row) any { return nullable(a.Path) },
			},
			{
				field: FieldTrainingYear, says: "year", aliases: []string{"year", "yr", "training year", "pgy", "pgy level", "pgy year"}, expected: "the year on the trainee's path, from 1 to 9, or a PGY year such as PGY-5",
				read: func(x *optionalRow, text string, into *row) { x.trainingYear(text, into.Path, &into.Year) },
				say: func(_ names, a row) any {
					if a.Year == 0 {
						return nil
					}
					return a.Year
				},
			},
			{
				field: FieldShare, says: "share", aliases: []string{"share of month", "fraction", "% of month"}, expected: "a share of the month above 0 and up to 1, such as 0.5, 50% or 1/2",
				read: func(x *optionalRow, text string, into *row) {
					x.fraction(text, 1, &into.Share)
					if x.good && into.Share <= 0 {
						x.report(CodeInvalidShare, "")
					}
				},
				say: func(_ names, a row) any { return a.Share },
			},
		},
		key:    func(a row) row { return row{Trainee: a.Trainee, Month: a.Month, Site: a.Site, Rotation: a.Rotation} },
		unit:   func(a row) row { return row{Trainee: a.Trainee, Month: a.Month} },
		scope:  func(a row) row { return row{Month: a.Month, Site: a.Site} },
		when:   func(a row) (calendar.Month, bool) { return a.Month, true },
		site:   site,
		words:  func(a *row) []*string { return []*string{(*string)(&a.Trainee), &a.Rotation, &a.Path} },
		place:  func(a *row) (*int, *caseload.UploadSeq) { return &a.Row, &a.Source },
		warn:   warnOfShares,
		stored: func(ctx context.Context, st OptionalStore) ([]row, error) { return st.Schedule(ctx) },
		put: func(b *caseload.Batch, changes []caseload.RowChange[row]) {
			b.Schedule = append(b.Schedule, changes...)
		},
	}
}

// warnOfShares tells of trainees with more than a month in a month.
func warnOfShares(r *reading, rows []caseload.Assignment) {
	type place struct {
		trainee caseload.TraineeID
		month   calendar.Month
	}
	shares := map[place]float64{}
	for _, a := range rows {
		shares[place{a.Trainee, a.Month}] += a.Share
	}
	var over []string
	for _, a := range rows {
		at := place{a.Trainee, a.Month}
		if shares[at] > 1+1e-6 {
			over = append(over, fmt.Sprintf("%s in %s", shorten(string(a.Trainee)), a.Month.Short()))
			delete(shares, at)
		}
	}
	if len(over) > 0 {
		more := ""
		if len(over) > 6 {
			more = fmt.Sprintf(" and %d more", len(over)-6)
		}
		r.findings.warn(CodeSharesOver, "More than a whole month is given to %s%s.", strings.Join(over[:min(6, len(over))], ", "), more)
	}
}

// caseFiles are what trainees have logged: `trainee,as_of,category,count[,elsewhere]`.
func caseFiles() optionalKind[caseload.LoggedCases] {
	type row = caseload.LoggedCases
	return optionalKind[row]{
		kind: caseload.KindCases, change: caseload.ChangeLoggedCases, one: "case log entry", many: "case log entries",
		signature: FieldTrainee,
		columns: []optionalColumn[row]{
			traineeColumn(func(l *row) *caseload.TraineeID { return &l.Trainee }),
			{
				field: FieldAsOf, required: true, isKey: true, aliases: []string{"as of date", "through", "through date", "date", "up to"}, expected: "a day such as 2026-09-30",
				read: func(x *optionalRow, text string, into *row) { x.day(text, &into.AsOf) },
				say:  func(_ names, l row) any { return l.AsOf.String() },
			},
			{
				field: FieldCategory, isKey: true, aliases: []string{"case category", "log category", "procedure category", "group"}, expected: "a category of the log, or all",
				read: func(x *optionalRow, text string, into *row) {
					if !isAllProcedures(text) && fold(text) != "all cases" {
						x.name(text, &into.Category)
					}
				},
				say: func(_ names, l row) any { return nullable(l.Category) },
			},
			{
				field: FieldCount, required: true, aliases: []string{"cases", "logged", "logged cases", "# of cases", "# cases", "number of cases", "total cases"}, expected: "a number of cases, from 0 on",
				read: func(x *optionalRow, text string, into *row) { x.number(text, 100_000, &into.Count) },
				say:  func(_ names, l row) any { return l.Count },
			},
			{
				field: FieldElsewhere, says: "of them elsewhere", aliases: []string{"outside", "of which elsewhere", "cases elsewhere"}, expected: "the part of the count that was done elsewhere",
				read: func(x *optionalRow, text string, into *row) { x.number(text, 100_000, &into.Elsewhere) },
				say:  func(_ names, l row) any { return l.Elsewhere },
			},
		},
		check: func(x *optionalRow, l row) {
			if l.Elsewhere > l.Count {
				x.reportAt(x.section.column(FieldElsewhere), CodeCountOutOfRange, "no more than the count of "+decimalText(l.Count)+", of which it is a part", "")
			}
		},
		key:    func(l row) row { return row{Trainee: l.Trainee, AsOf: l.AsOf, Category: l.Category} },
		scope:  func(l row) row { return row{Trainee: l.Trainee} },
		when:   func(row) (calendar.Month, bool) { return 0, false },
		words:  func(l *row) []*string { return []*string{(*string)(&l.Trainee), &l.Category} },
		place:  func(l *row) (*int, *caseload.UploadSeq) { return &l.Row, &l.Source },
		stored: func(ctx context.Context, st OptionalStore) ([]row, error) { return st.LoggedCases(ctx) },
		put:    func(b *caseload.Batch, changes []caseload.RowChange[row]) { b.Cases = append(b.Cases, changes...) },
	}
}

// rotationWord gives the rotations that the pages know their one word.
func rotationWord(text string) string {
	switch fold(text) {
	case "ir", "vir", "interventional", "interventional radiology":
		return "IR"
	case "dr", "diagnostic", "diagnostic radiology":
		return "DR"
	case "sicu", "surgical icu", "surgical intensive care":
		return "SICU"
	case "surgical oncology", "surg onc", "surgonc":
		return "surgical oncology"
	case "research":
		return "research"
	case "clinic", "ir clinic":
		return "clinic"
	case "away", "away rotation":
		return "away"
	}
	return text
}

// pathWord gives the paths that the pages know their one word.
func pathWord(text string) string {
	switch strings.NewReplacer("-", " ", "/", " ").Replace(fold(text)) {
	case "integrated", "integrated ir", "ir dr integrated", "integrated ir dr":
		return "integrated"
	case "independent 1 year", "1 year independent", "independent one year":
		return "independent 1-year"
	case "independent 2 year", "2 year independent", "independent two year":
		return "independent 2-year"
	case "esir":
		return "ESIR"
	}
	return text
}

// traineeNames finds a column of trainees that holds names of people. A schedule knows trainees by ids only.
func traineeNames(sections []section) *identifierHit {
	for i := range sections {
		s := &sections[i]
		column := s.column(FieldTrainee)
		if column < 0 {
			continue
		}
		for _, row := range s.rows() {
			if filledCells(row.Cells) > 1 && namesPerson(clean(row.Cell(column))) {
				return &identifierHit{sheet: s.table.Sheet, column: column, header: shorten(s.headerCell(column)), what: "names of people", code: CodeStaffIdentifier,
					fix: "Give each trainee an id such as R-01 in its place, and keep the list of who is who yourself."}
			}
		}
	}
	return nil
}

// namesPerson reports "Smith, Maria" and "Maria Smith": words of letters that begin with a capital, and none
// that only says what somebody is.
func namesPerson(text string) bool {
	if isPersonName(text) {
		return true
	}
	words := strings.Fields(text)
	if len(words) < 2 || len(words) > 4 || isTotalLabel(text) {
		return false
	}
	for _, word := range words {
		plain := strings.Trim(word, ".,'’-")
		if len([]rune(plain)) < 2 || !startsUpper(plain) || strings.ToUpper(plain) == plain || strings.ContainsAny(plain, "0123456789#_/:;()&+") {
			return false
		}
	}
	return !slices.ContainsFunc(words, func(word string) bool {
		switch strings.ToLower(strings.Trim(word, ".,")) {
		case "resident", "fellow", "trainee", "intern", "learner", "student", "integrated", "independent", "junior", "senior", "chief", "ir", "dr", "esir", "one", "two", "three", "four", "five":
			return true
		}
		return false
	})
}
