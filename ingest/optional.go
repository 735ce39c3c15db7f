package ingest

import (
	"context"
	"strings"
	"sync"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// optionalKind describes one kind of optional file: what its columns are and how its rows stand in the
// store. Reading, comparing, previewing and committing are the same code for all of them.
type optionalKind[T comparable] struct {
	kind      caseload.UploadKind
	change    caseload.ChangeKind
	one, many string // what a row is

	// signature heads a column that no other kind of file has. across may stand in a column a month.
	signature, across Field
	ahead             calendar.Month // how many months after the current one it may speak of
	blank             T              // what a row says before its cells are read
	columns           []optionalColumn[T]

	check func(x *optionalRow, row T) // what only the whole row can tell
	key   func(T) T                   // the row with no more than what names it

	// unit is what a file replaces whole even where it is only a part; scope is what it may be everything
	// about. Both return the row with no more than names them, or are nil.
	unit, scope func(T) T

	when      func(T) (calendar.Month, bool)
	site      func(*T) *caseload.SiteID      // nil where rows name no site
	procedure func(*T) *caseload.ProcedureID // likewise; 0 stands for all
	words     func(*T) []*string             // free words, each to be spelled in one way
	place     func(*T) (*int, *caseload.UploadSeq)
	warn      func(r *reading, rows []T) // what only all rows together can tell

	stored func(context.Context, OptionalStore) ([]T, error)
	put    func(*caseload.Batch, []caseload.RowChange[T])
}

// optionalColumn is one column of an optional file.
type optionalColumn[T any] struct {
	field    Field
	aliases  []string
	required bool
	isKey    bool   // the cell names the row; the others say something about it
	says     string // what the cell says, before its value in a sentence; "" where the value speaks for itself
	expected string

	read func(x *optionalRow, text string, into *T)
	say  func(n names, row T) any // as the records list it: nil where the row does not state it
}

// names turns the ids of a row into names.
type names interface {
	siteName(caseload.SiteID) string
	procedureName(caseload.ProcedureID) string
}

// OptionalStore is what the service needs of the store for optional files.
type OptionalStore interface {
	Schedule(ctx context.Context) ([]caseload.Assignment, error)
	LoggedCases(ctx context.Context) ([]caseload.LoggedCases, error)
	ProcedureMinutes(ctx context.Context) ([]caseload.ProcedureMinutes, error)
	Targets(ctx context.Context) ([]caseload.Target, error)
	Measures(ctx context.Context) ([]caseload.Measure, error)
	Headcounts(ctx context.Context) ([]caseload.Headcount, error)
}

// optionalFile is an optionalKind whatever its rows are.
type optionalFile interface {
	name() caseload.UploadKind
	aliasesByField() map[Field][]string
	requiredFields() []Field
	fieldOrder() []Field
	signatureField() Field
	acrossField() Field
	monthsAhead() calendar.Month
	wordsFor(n int) string
	readRows(r *reading) optionalRows
	fromChange(n names, change caseload.Change) (Difference, bool, error)
}

// optionalRows are the rows of one optional file.
type optionalRows interface {
	count() int
	leftOutCount() int
	records() [][]any
	compare(ctx context.Context, a *analysis, st OptionalStore) error
	isEmpty() bool
	preview(a *analysis, p *Preview)
	describe(upload *caseload.Upload)
	addTo(batch *caseload.Batch)
	newSiteNames() []string
	newProcedureNames() []string
	concernedBy(change caseload.Change) (bool, error)
	sentences(a *analysis) []string
	headline() string
}

// optionalFiles lists the kinds of optional file, in the order in which pages list them. The descriptions never
// change; they are asked for at every cell of some loops, so they are made once.
var optionalFiles = sync.OnceValue(func() []optionalFile {
	return []optionalFile{targetFiles(), measureFiles(), minuteFiles(), headcountFiles(), scheduleFiles(), caseFiles()}
})

// optionalFileOf returns the description of a kind, or nil.
func optionalFileOf(kind caseload.UploadKind) optionalFile {
	for _, file := range optionalFiles() {
		if file.name() == kind {
			return file
		}
	}
	return nil
}

// Kinds lists the kinds of file that are read, the monthly ones first.
func Kinds() []caseload.UploadKind {
	kinds := []caseload.UploadKind{caseload.KindProcedures, caseload.KindRoster}
	for _, file := range optionalFiles() {
		kinds = append(kinds, file.name())
	}
	return kinds
}

// IsKind reports a kind of file that is read.
func IsKind(kind caseload.UploadKind) bool {
	for _, known := range Kinds() {
		if known == kind {
			return true
		}
	}
	return false
}

// IsOptional reports a kind that no page needs and some say more with.
func IsOptional(kind caseload.UploadKind) bool { return optionalFileOf(kind) != nil }

// FieldsOf returns what the columns of an optional file may mean.
func FieldsOf(kind caseload.UploadKind) []Field {
	if file := optionalFileOf(kind); file != nil {
		return file.fieldOrder()
	}
	return nil
}

// TemplateColumns returns the column names of an empty file of the kind.
func TemplateColumns(kind caseload.UploadKind) []string {
	var columns []string
	switch file := optionalFileOf(kind); {
	case file != nil:
		for _, field := range file.fieldOrder() {
			if field == FieldTrainingYear {
				field = FieldYear // which in this file is no calendar year
			}
			columns = append(columns, string(field))
		}
	case kind == caseload.KindRoster:
		for _, field := range []Field{FieldStaffID, FieldName, FieldRole, FieldSite, FieldFTE, FieldStart, FieldEnd, FieldStatus, FieldClinicalShare, FieldEmployment} {
			columns = append(columns, string(field))
		}
	default:
		for _, field := range []Field{FieldMonth, FieldSite, FieldProcedure, FieldCount, FieldSetting, FieldState} {
			columns = append(columns, string(field))
		}
	}
	return columns
}

func (k optionalKind[T]) name() caseload.UploadKind { return k.kind }
func (k optionalKind[T]) signatureField() Field     { return k.signature }
func (k optionalKind[T]) acrossField() Field        { return k.across }

func (k optionalKind[T]) monthsAhead() calendar.Month { return k.ahead }

func (k optionalKind[T]) wordsFor(n int) string { return plural(n, k.one, k.many) }

func (k optionalKind[T]) aliasesByField() map[Field][]string {
	aliases := map[Field][]string{}
	for _, column := range k.columns {
		aliases[column.field] = append([]string{strings.ReplaceAll(string(column.field), "_", " ")}, column.aliases...)
		if column.field == FieldMonth && k.kind != caseload.KindSchedule {
			aliases[FieldYear] = []string{"year", "yr"}
		}
	}
	return aliases
}

func (k optionalKind[T]) requiredFields() []Field {
	var fields []Field
	for _, column := range k.columns {
		if column.required {
			fields = append(fields, column.field)
		}
	}
	return fields
}

func (k optionalKind[T]) fieldOrder() []Field {
	var fields []Field
	for _, column := range k.columns {
		fields = append(fields, column.field)
	}
	return fields
}
