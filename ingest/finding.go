package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says what a finding does to its row or file.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // the row is not taken
	SeverityWarning Severity = "warning" // the row is taken; somebody should look
)

// Code is a short, stable word for a kind of finding.
type Code string

// The codes of files that are not taken at all. The readers' own reasons (table.ProblemCode) join them.
const (
	CodeNoDataRows        Code = "no_data_rows"
	CodeHeaderNotFound    Code = "header_not_found"
	CodeMissingColumn     Code = "missing_required_column"
	CodeDuplicateHeader   Code = "duplicate_header"
	CodePatientIdentifier Code = "phi_suspected"
	CodeStaffIdentifier   Code = "pii_suspected"
	CodeTooManyNames      Code = "too_many_names"
	CodeUnknownMapping    Code = "unknown_mapping"
)

// The codes of rows.
const (
	CodeInvalidMonth         Code = "invalid_month"
	CodeMonthOutOfRange      Code = "month_out_of_range"
	CodeMissingValue         Code = "missing_value"
	CodeMissingCount         Code = "missing_count"
	CodeInvalidCount         Code = "invalid_count"
	CodeNegativeCount        Code = "negative_count"
	CodeNonIntegerCount      Code = "non_integer_count"
	CodeCountOutOfRange      Code = "count_out_of_range"
	CodeSuppressedCount      Code = "suppressed_count"
	CodeUnknownSite          Code = "unknown_site"
	CodeUnknownSetting       Code = "unknown_setting"
	CodeInvalidState         Code = "invalid_state"
	CodeDuplicateRow         Code = "duplicate_row"
	CodeConflictingDuplicate Code = "conflicting_duplicate"
	CodeRaggedRow            Code = "ragged_row"
	CodeUnknownRole          Code = "unknown_role"
	CodeInvalidFTE           Code = "invalid_fte"
	CodeFTEOutOfRange        Code = "fte_out_of_range"
	CodeInvalidDate          Code = "invalid_date"
	CodeEndBeforeStart       Code = "end_before_start"
	CodeMissingStaffID       Code = "missing_staff_id"
	CodeUnknownStatus        Code = "unknown_status"
	CodeUnknownEmployment    Code = "unknown_employment"
	CodeInvalidShare         Code = "invalid_share"
	CodeUnknownMeasurement   Code = "unknown_measurement"
	CodeUnknownPhase         Code = "unknown_phase"
	CodeInvalidYear          Code = "invalid_year"
	CodeOtherSite            Code = "other_site" // of a site that the sender sends no files for
)

// The codes of warnings.
const (
	CodeFutureMonth     Code = "future_month"
	CodeNewProcedure    Code = "new_procedure"
	CodeNewSite         Code = "new_site"
	CodeNearProcedure   Code = "near_procedure"
	CodeSameAsLastMonth Code = "same_as_last_month"
	CodeOutsideUsual    Code = "outside_usual"
	CodeSiteMissing     Code = "site_missing"
	CodeHiddenRows      Code = "hidden_rows"
	CodeAmbiguousRole   Code = "ambiguous_role"
	CodeTotalDiffers    Code = "total_differs"
	CodeLeftOut         Code = "left_out"
	CodeSiteFromTitle   Code = "site_from_title"
	CodeMonthFromTitle  Code = "month_from_title"
	CodeBudget          Code = "budget"
	CodeOtherMeasure    Code = "other_measure"
	CodeTotalAndSplits  Code = "total_and_splits"
	CodeOverlap         Code = "overlapping_lines"
	CodeAbsentLines     Code = "absent_lines"
	CodeClosedMonth     Code = "closed_month"
	CodeSharesOver      Code = "shares_over"
	CodeDayFirst        Code = "day_first"
	CodeMonthWithNote   Code = "month_with_note"
)

// Finding is one thing to know about a file, in a sentence and in parts.
type Finding struct {
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	Sheet    string   `json:"sheet"`
	Row      int      `json:"row"`    // as Excel numbers it; 0 when the finding is about the file
	Column   string   `json:"column"` // the header as the file has it, or the column's letter
	Message  string   `json:"message"`
	Found    string   `json:"found,omitempty"`
	Expected string   `json:"expected,omitempty"`
	Fix      string   `json:"fix,omitempty"`
	Use      string   `json:"use,omitempty"`   // what the cell was meant to say, where the reader can tell
	Early    bool     `json:"early,omitempty"` // of a month out of range: before the first that is taken, not after the last

	// Cell is where a number stands that shares its row with others: 1 for column A. 0 for a finding about the row.
	Cell int `json:"-"`

	Shown *ShownRow `json:"-"` // the row as it stands in the file; nil for those that are not shown
}

// Question is a decision that only a person can make. The answer is one choice's ID.
type Question struct {
	ID      string   `json:"id"`
	Code    Code     `json:"code"`
	Value   string   `json:"value,omitempty"` // what the file says
	Text    string   `json:"text"`
	Choices []Choice `json:"choices"`
	// Blocking questions stop a commit. Until one of the others is answered, its rows stay findings.
	Blocking bool   `json:"blocking"`
	Answer   string `json:"answer,omitempty"` // the choice that was made, where one was
}

// Choice is one answer to a question.
type Choice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// questionID names a question by what it is about, so that an answer holds for the next file too.
func questionID(code Code, value string) string {
	folded := strings.Map(func(r rune) rune {
		if r == '=' || r == ',' {
			return '_'
		}
		return r
	}, fold(value))
	if folded == "" {
		return string(code)
	}
	return string(code) + ":" + folded
}

// keptFindings bounds the list; a file with a wrong column would otherwise repeat one sentence a million times.
const keptFindings = 10_000

// findings gathers what is to be said about a file's rows.
type findings struct {
	list     []Finding
	leftOut  int
	badRows  map[rowAddress]bool
	perSheet []string
}

type rowAddress struct {
	sheet int16
	row   int32
}

func newFindings(sheets []string) *findings {
	return &findings{badRows: map[rowAddress]bool{}, perSheet: sheets}
}

// row adds a finding about a row and, if it is an error, marks the row as not taken.
func (f *findings) row(sheet int16, row int, finding Finding) {
	finding.Sheet, finding.Row = f.perSheet[sheet], row
	if finding.Severity == "" {
		finding.Severity = SeverityError
	}
	if finding.Severity == SeverityError {
		f.badRows[rowAddress{sheet, int32(row)}] = true
	}
	if finding.Message == "" {
		finding.Message = rowSentence(finding)
	}
	f.add(finding)
}

func (f *findings) add(finding Finding) {
	if len(f.list) >= keptFindings {
		f.leftOut++
		return
	}
	f.list = append(f.list, finding)
}

// inRowOrder lists the findings as their rows stand in the file, and after them those about the whole file.
func (f *findings) inRowOrder() []Finding {
	sheets := map[string]int{}
	for i, name := range f.perSheet {
		sheets[name] = i
	}
	list := slices.Clone(f.list)
	slices.SortStableFunc(list, func(x, y Finding) int {
		switch {
		case x.Row == 0 && y.Row == 0:
			return 0
		case x.Row == 0:
			return 1
		case y.Row == 0:
			return -1
		}
		return cmp.Or(cmp.Compare(sheets[x.Sheet], sheets[y.Sheet]), cmp.Compare(x.Row, y.Row))
	})
	return list
}

func (f *findings) warn(code Code, format string, args ...any) {
	f.add(Finding{Severity: SeverityWarning, Code: code, Message: fmt.Sprintf(format, args...)})
}

// says reports whether something was said already, as stacked tables make a reader say it again.
func (f *findings) says(message string) bool {
	return slices.ContainsFunc(f.list, func(other Finding) bool { return other.Message == message })
}

// rowSentence says row, column, what stands there, what was expected, and the fix where one is plain.
func rowSentence(f Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "row %d", f.Row)
	if f.Sheet != "" {
		fmt.Fprintf(&b, " of sheet %q", f.Sheet)
	}
	if f.Column != "" {
		fmt.Fprintf(&b, ", %q", f.Column)
	}
	b.WriteString(": ")
	if f.Found == "" {
		b.WriteString("empty")
	} else {
		fmt.Fprintf(&b, "%q", f.Found)
	}
	if f.Expected != "" {
		fmt.Fprintf(&b, ", expected %s", f.Expected)
	}
	if f.Fix != "" {
		fmt.Fprintf(&b, " (%s)", f.Fix)
	}
	return b.String()
}
