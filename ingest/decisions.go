package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"caseload/ingest/table"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// DecisionKind is what can be decided about a finding.
type DecisionKind string

// What can be decided. Nothing is decided by itself.
const (
	UseFix    DecisionKind = "use"   // the reader's proposal stands in the place of the cell
	LeaveOut  DecisionKind = "skip"  // the row is left out
	BlankOut  DecisionKind = "blank" // one cell is left out of a row that holds several numbers
	ItIsRight DecisionKind = "right" // a warning was looked at, and is no concern
)

// Decision is what somebody decided about one finding of a draft. It is kept among the draft's choices,
// applied whenever the file is read again, and taken back by Options.TakeBack.
type Decision struct {
	Do     DecisionKind `json:"do"`
	Mark   string       `json:"mark"` // of the finding
	Code   Code         `json:"code"`
	Sheet  string       `json:"sheet,omitempty"`
	Row    int          `json:"row,omitempty"`
	Cell   int          `json:"cell,omitempty"` // 1 for column A
	Column string       `json:"column,omitempty"`
	Found  string       `json:"found,omitempty"`
	Value  string       `json:"value,omitempty"` // that is used
	Text   string       `json:"text"`            // in words
}

// mostDecisions keeps a draft's choices small; a file with more mistakes is corrected elsewhere.
const mostDecisions = 500

// Mark tells one finding of a file from another, whichever others come or go.
func (f Finding) Mark() string {
	text := fmt.Sprintf("%s\x00%s\x00%d\x00%s\x00%s\x00%s", f.Code, f.Sheet, f.Row, f.Column, f.Found, f.Message)
	if f.Cell > 0 { // two columns may have one name
		text += fmt.Sprintf("\x00%d", f.Cell)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// Ways returns what can be decided about the finding in place, the likeliest first.
func (f Finding) Ways() []DecisionKind {
	switch {
	case f.Severity == SeverityWarning && f.Code != CodeClosedMonth:
		return []DecisionKind{ItIsRight}
	case f.Severity != SeverityError || f.Row == 0:
		return nil
	}
	var ways []DecisionKind
	isShown := f.Shown != nil && f.Shown.Cell > 0
	if f.Use != "" && isShown {
		ways = append(ways, UseFix)
	}
	switch {
	case f.Cell == 0:
		ways = append(ways, LeaveOut)
	case isShown: // the row's other numbers are good, or have findings of their own
		ways = append(ways, BlankOut)
	}
	return ways
}

// Decide records a decision about one finding of a draft, by its mark, and returns the new preview.
func (s *Service) Decide(ctx context.Context, id caseload.UploadID, mark string, do DecisionKind) (Preview, error) {
	preview, err := s.Open(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	at := slices.IndexFunc(preview.Findings, func(f Finding) bool { return f.Mark() == mark && slices.Contains(f.Ways(), do) })
	if preview.State != caseload.UploadDraft || at < 0 {
		return Preview{}, fault.New(fault.Conflict, "What this was about is no longer there. Look at the findings again.").WithCode("no_such_finding")
	}
	if len(preview.Choices.Decisions) >= mostDecisions {
		return Preview{}, fault.New(fault.Invalid, "More than %d rows were decided one by one. Correct the file instead, and send it again.", mostDecisions).WithCode("too_many_decisions")
	}
	f := preview.Findings[at]
	decision := Decision{Do: do, Mark: mark, Code: f.Code, Sheet: f.Sheet, Row: f.Row, Column: f.Column, Found: f.Found}
	switch do {
	case UseFix:
		decision.Cell, decision.Value = f.Shown.Cell, f.Use
		decision.Text = fmt.Sprintf("%s, %q: %s is used in place of %q.", rowWords(f), f.Column, f.Use, f.Found)
	case LeaveOut:
		decision.Text = rowWords(f) + " is left out."
	case BlankOut:
		decision.Cell, decision.Found = f.Cell, f.Shown.Cells[f.Shown.Bad]
		decision.Text = fmt.Sprintf("%s, %q: %q is left out, and nothing else of the row.", rowWords(f), f.Column, decision.Found)
	case ItIsRight:
		decision.Text = "Looked at, and right: " + f.Message
	}
	return s.Answer(ctx, id, Options{Decisions: []Decision{decision}})
}

func rowWords(f Finding) string {
	if f.Sheet != "" {
		return fmt.Sprintf("Row %d of sheet %q", f.Row, f.Sheet)
	}
	return fmt.Sprintf("Row %d", f.Row)
}

// decided lays new decisions over earlier ones, and drops those that are taken back by their marks.
func (o Options) decided(changes Options) []Decision {
	kept := slices.DeleteFunc(slices.Clone(o.Decisions), func(d Decision) bool {
		return slices.Contains(changes.TakeBack, d.Mark) ||
			slices.ContainsFunc(changes.Decisions, func(other Decision) bool { return other.Mark == d.Mark })
	})
	return append(kept, changes.Decisions...)
}

// applyDecisions puts into the tables what was decided about their rows, before anything is read from them.
// What does not fit the file any more is not applied, and its finding is there again.
func (r *reading) applyDecisions() {
	for _, d := range r.options.Decisions {
		if d.Do == ItIsRight {
			continue
		}
		for i := range r.file.Tables {
			t := &r.file.Tables[i]
			at, found := slices.BinarySearchFunc(t.Rows, d.Row, func(row table.Row, number int) int { return row.Number - number })
			if t.Sheet != d.Sheet || !found {
				continue
			}
			row := &t.Rows[at]
			if d.Do == LeaveOut {
				row.Cells = nil
				// Another row says the same, or the opposite, of what a row says that stands twice.
				if d.Code != CodeDuplicateRow && d.Code != CodeConflictingDuplicate {
					r.leaveOut(t.Sheet, d.Row, 0)
				}
				r.decisions = append(r.decisions, d)
				continue
			}
			if d.Cell < 1 || shorten(row.Cell(d.Cell-1)) != d.Found || d.Do == UseFix && d.Cell > len(row.Cells) {
				continue
			}
			if d.Do == BlankOut {
				r.leaveOut(t.Sheet, d.Row, d.Cell)
				r.decisions = append(r.decisions, d)
				continue
			}
			row.Cells = slices.Clone(row.Cells)
			row.Cells[d.Cell-1] = d.Value
			r.decisions = append(r.decisions, d)
		}
	}
}

// cellPlace is a cell of the file, 1 for column A; 0 stands for the whole row.
type cellPlace struct {
	sheet     string
	row, cell int
}

// leaveOut notes a hole: the file is not everything any more, and no total above it can be added up again.
func (r *reading) leaveOut(sheet string, row, cell int) {
	if r.leftOut == nil {
		r.leftOut = map[cellPlace]bool{}
	}
	r.leftOut[cellPlace{sheet, row, cell}] = true
	r.holes++
}

// withoutRight leaves out the warnings that somebody has found to be right, and notes them as decided.
func (r *reading) withoutRight(list []Finding) (rest []Finding, decided []Decision) {
	right := map[string]Decision{}
	for _, d := range r.options.Decisions {
		if d.Do == ItIsRight {
			right[d.Mark] = d
		}
	}
	if len(right) == 0 {
		return list, nil
	}
	for _, f := range list {
		if d, ok := right[f.Mark()]; ok && f.Severity == SeverityWarning {
			decided = append(decided, d)
			continue
		}
		rest = append(rest, f)
	}
	return rest, decided
}

// ShownRow is a row of the file as it stands there, with the cell that a finding is about.
type ShownRow struct {
	Header []string `json:"header"`
	Cells  []string `json:"cells"`
	Bad    int      `json:"bad"`  // index among the cells; -1 where the finding is about the whole row
	Cell   int      `json:"cell"` // of the bad cell in the file: 1 for column A; 0 where there is none
}

const (
	shownFindings = 400 // findings whose rows are kept to be shown
	shownCells    = 12  // cells of such a row
)

// place finds the cell of each finding about a row, and keeps the first rows to be shown beside theirs.
func (r *reading) place() {
	shown := 0
	for i := range r.findings.list {
		f := &r.findings.list[i]
		if f.Row == 0 || shown == shownFindings {
			continue
		}
		s, row := r.rowAt(f.Sheet, f.Row)
		if s == nil {
			continue
		}
		column := f.Cell - 1
		if f.Cell == 0 {
			column = s.columnSaid(*f, row)
		}
		shown++
		f.Shown = s.shownRow(row, column)
	}
}

// rowAt returns a row with the section that it was read in.
func (r *reading) rowAt(sheet string, number int) (*section, table.Row) {
	var found *section
	for i := range r.list {
		if s := &r.list[i]; s.table.Sheet == sheet && s.headerRow() < number {
			found = s
		}
	}
	if found == nil {
		return nil, table.Row{}
	}
	rows := found.table.Rows
	at, ok := slices.BinarySearchFunc(rows, number, func(row table.Row, number int) int { return row.Number - number })
	if !ok {
		return nil, table.Row{}
	}
	return found, rows[at]
}

// columnSaid returns the column that a finding names, -1 where it is about the whole row. Of two columns of
// one name it is the one that holds what was found.
func (s *section) columnSaid(f Finding, row table.Row) int {
	named := -1
	for column := range max(s.width, len(row.Cells)) {
		label := table.ColumnName(column)
		if column < s.width {
			label = s.columnLabel(column)
		}
		if label != f.Column {
			continue
		}
		if shorten(row.Cell(column)) == f.Found {
			return column
		}
		if named < 0 {
			named = column
		}
	}
	return named
}

// shownRow cuts a row to the cells that are read, with the bad one among them.
func (s *section) shownRow(row table.Row, bad int) *ShownRow {
	shown := &ShownRow{Bad: -1, Cell: bad + 1}
	for column := range max(s.width, len(row.Cells)) {
		isBad := column == bad
		if !isBad && (!s.isRead(column) || len(shown.Cells) >= shownCells || s.isWide() && bad >= 0 && isValueColumn(s, column)) {
			continue
		}
		if isBad {
			shown.Bad = len(shown.Cells)
		}
		header := table.ColumnName(column)
		if column < s.width {
			header = s.columnLabel(column)
		}
		shown.Header = append(shown.Header, header)
		shown.Cells = append(shown.Cells, shorten(s.dateAsRead(column, row.Cell(column))))
	}
	return shown
}

// digitsFor is the number that a slip of the finger was meant to be: "12O" is 120. "" where that is not plain.
func digitsFor(text string) string {
	plain := strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", " ", "", "*", "", "†", "", "‡", "", "#", "").Replace(clean(text))
	if plain == "" || !allDigits(plain) || len(plain) > 7 {
		return ""
	}
	return plain
}
