package ingest

import (
	"fmt"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Outcome is what can be done with a file.
type Outcome string

// The outcomes.
const (
	OutcomeAccept  Outcome = "accept"  // every row is good
	OutcomePartial Outcome = "partial" // the good rows can be taken, the others are listed
	OutcomeReject  Outcome = "reject"  // nothing can be taken
	OutcomeAsk     Outcome = "ask"     // somebody must decide something first
)

// Inspection is what `caseload inspect --json` prints. It needs no database.
type Inspection struct {
	Outcome   Outcome             `json:"outcome"`
	Kind      caseload.UploadKind `json:"kind"`
	Records   [][]any             `json:"records"`
	RowErrors []RowError          `json:"row_errors"`
	Code      Code                `json:"code,omitempty"`
	Message   string              `json:"message,omitempty"`
	Question  *FirstQuestion      `json:"question,omitempty"`
	Questions []Question          `json:"questions,omitempty"`
	Warnings  []Warning           `json:"warnings"`
	Table     [][]string          `json:"table,omitempty"`
}

// RowError is a finding about a row, as the contract spells it.
type RowError struct {
	Sheet    string `json:"sheet"`
	Row      int    `json:"row"`
	Column   string `json:"column"`
	Code     Code   `json:"code"`
	Message  string `json:"message"`
	Found    string `json:"found,omitempty"`
	Expected string `json:"expected,omitempty"`
	Fix      string `json:"fix,omitempty"`
}

// Warning is something to look at that stops nothing.
type Warning struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

// FirstQuestion repeats the first question with its choices as plain text.
type FirstQuestion struct {
	ID      string   `json:"id"`
	Code    Code     `json:"code"`
	Text    string   `json:"text"`
	Choices []string `json:"choices"`
}

// File is a file as it was sent. The name is shown, never used as a path.
type File struct {
	Name  string
	Bytes []byte
}

// Inspect reads a file without a database, against the division's two sites.
func Inspect(file File, options Options, today calendar.Date) Inspection {
	return read(file.Bytes, options, divisionSites(), today).inspection()
}

func (r *reading) inspection() Inspection {
	out := Inspection{Outcome: r.outcome(), Kind: r.kind, Records: [][]any{}, RowErrors: []RowError{}, Warnings: []Warning{}}
	if r.refused != nil {
		out.Code, out.Message = r.refused.Code, r.refused.Message
		return out
	}
	if r.kind == KindTable {
		out.Table = r.plain
		return out
	}
	for _, finding := range r.findings.list {
		if finding.Severity == SeverityWarning {
			out.Warnings = append(out.Warnings, Warning{finding.Code, finding.Message})
			continue
		}
		found := finding.Found
		if found == "" {
			found = "(empty)"
		}
		out.RowErrors = append(out.RowErrors, RowError{finding.Sheet, finding.Row, finding.Column, finding.Code,
			finding.Message, found, finding.Expected, finding.Fix})
	}
	for _, question := range r.questions {
		if question.Answer == "" {
			out.Questions = append(out.Questions, question)
		}
	}
	if len(out.Questions) > 0 {
		first := out.Questions[0]
		out.Question = &FirstQuestion{ID: first.ID, Code: first.Code, Text: first.Text}
		for _, choice := range first.Choices {
			out.Question.Choices = append(out.Question.Choices, choice.Label)
		}
	}
	if out.Outcome == OutcomeAsk {
		return out
	}
	out.Records = r.plainRecords()
	return out
}

// plainRecords writes the records as the contract lists them.
func (r *reading) plainRecords() [][]any {
	records := make([][]any, 0, r.goodRows())
	if r.counts != nil {
		for _, rec := range r.counts.records {
			records = append(records, []any{
				rec.month.String(), r.counts.sites[rec.site].Name, r.counts.procedures[rec.procedure], int(rec.n),
				nullable(settingName(rec.setting)), nullable(r.counts.states[rec.state]),
			})
		}
	}
	if r.optional != nil {
		return r.optional.records()
	}
	if r.roster != nil {
		for _, line := range r.roster.lines {
			var end any
			if line.To != nil {
				end = line.To.String()
			}
			records = append(records, []any{
				string(line.Staff), line.Name, string(line.Role), r.roster.sites[line.site].Name, line.FTE, line.From.String(), end,
			})
		}
	}
	return records
}

func settingName(index uint8) string { return caseload.Setting(index).String() }

func nullable(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// leftOutSentence says how many findings were too many to list.
func (r *reading) leftOutSentence() string {
	if r.findings.leftOut == 0 {
		return ""
	}
	return fmt.Sprintf("%s more findings are not listed.", commas(r.findings.leftOut))
}
