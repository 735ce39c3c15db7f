package ingest

import (
	"fmt"
	"strconv"
	"strings"

	"caseload/ingest/table"
	"caseload/store/calendar"
)

// Target is a budgeted number that stands in a counts file. It is shown, and stored only when somebody says so.
type Target struct {
	Month     calendar.Month `json:"month"`
	Site      string         `json:"site"`
	Procedure string         `json:"procedure"`
	N         float64        `json:"n"`
	Sheet     string         `json:"sheet,omitempty"`
	Row       int            `json:"row"`
}

// keptTargets bounds what is kept of a budget, and shownTargets the list that a preview shows.
const keptTargets, shownTargets = 50_000, 2_000

// budget gathers what a counts file holds beside counts.
type budget struct {
	targets     []Target
	leftOut     int // targets beyond the bound
	rows        []int
	otherRows   []int
	otherLabels []string
}

// measurement is what a measurement cell says of its row.
type measurement int

const (
	measureCount measurement = iota
	measureTarget
	measureOther   // something that is neither, such as a variance
	measureUnknown // to be asked
	measureBlank
)

// measurementCell tells counts from budgets, and asks about what it does not know.
func (r *reading) measurementCell(text string) measurement {
	folded := fold(text)
	if folded == "" {
		return measureBlank
	}
	for _, word := range strings.FieldsFunc(folded, func(c rune) bool { return strings.ContainsRune(" -/_().", c) }) {
		switch word {
		case "variance", "var", "percent", "pct", "prior", "previous", "ly", "py", "rvu", "rvus", "wrvu", "wrvus",
			"revenue", "charges", "cost", "costs", "hours", "minutes", "fte", "average", "avg", "rate":
			return measureOther
		}
		if strings.Contains(word, "%") {
			return measureOther
		}
	}
	for _, word := range strings.FieldsFunc(folded, func(c rune) bool { return strings.ContainsRune(" -/_().", c) }) {
		switch word {
		case "budget", "budgeted", "target", "goal", "plan", "planned", "forecast":
			return measureTarget
		}
	}
	for _, word := range strings.FieldsFunc(folded, func(c rune) bool { return strings.ContainsRune(" -/_().", c) }) {
		switch word {
		case "actual", "actuals", "count", "counts", "volume", "volumes", "cases", "procedures", "exams", "studies", "encounters", "qty", "quantity", "n", "#":
			return measureCount
		}
	}
	return r.askMeasurement(text)
}

func (r *reading) askMeasurement(text string) measurement {
	question := Question{
		ID: questionID(CodeUnknownMeasurement, text), Code: CodeUnknownMeasurement, Value: shorten(text),
		Text: fmt.Sprintf("What are the numbers in the rows marked %q?", shorten(text)),
		Choices: []Choice{
			{ID: "count", Label: "Procedures that were done"}, {ID: "budget", Label: "A budget or target"},
			{ID: "skip", Label: "Something else: leave the rows out"},
		},
	}
	measure := measureUnknown
	switch answer := r.options.answer(question.ID); answer {
	case "count":
		question.Answer, measure = answer, measureCount
	case "budget":
		question.Answer, measure = answer, measureTarget
	case "skip":
		question.Answer, measure = answer, measureOther
	}
	r.ask(question)
	return measure
}

func (r *reading) checkMeasurement(s *section, row *table.Row, columns sectionColumns, measure measurement) bool {
	finding := Finding{Column: s.columnLabel(columns.measurement), Expected: "actual or budget"}
	switch measure {
	case measureUnknown:
		finding.Code, finding.Found = CodeUnknownMeasurement, shorten(row.Cell(columns.measurement))
	case measureBlank:
		finding.Code = CodeMissingValue
	default:
		return true
	}
	r.findings.row(s.sheet, row.Number, finding)
	return false
}

// columnFilled reports that a column says something in at least one row.
func (s *section) columnFilled(column int) bool {
	for _, row := range s.rows() {
		if strings.TrimSpace(row.Cell(column)) != "" {
			return true
		}
	}
	return false
}

// readTargets keeps the budgeted numbers of one row. A cell without a number is no target and no mistake.
func (r *reading) readTargets(s *section, row *table.Row, values []valueColumn, read labels, readers *columnReaders) {
	kept := false
	for _, value := range values {
		month, site := read.month.month, read.site
		if value.hasMonth {
			month = value.month
		}
		if value.site != "" {
			site = readers.site.of(value.site)
		}
		n, ok := targetNumber(row.Cell(value.column), readers.numbers)
		if !ok || site.code != "" || site.skip {
			continue
		}
		kept = true
		if len(r.budget.targets) >= keptTargets {
			r.budget.leftOut++
			continue
		}
		r.budget.targets = append(r.budget.targets, Target{Month: month, Site: r.counts.sites[site.index].Name,
			Procedure: r.counts.procedures[read.procedure.index], N: n, Sheet: s.table.Sheet, Row: row.Number})
	}
	if kept {
		r.budget.rows = append(r.budget.rows, row.Number)
	}
}

// targetNumber reads a budgeted number, which may have decimals.
func targetNumber(text string, rules numberRules) (float64, bool) {
	if read := parseCount(text, rules); read.code == "" {
		return float64(read.n), true
	}
	whole, fraction, ok := wholeAndFraction(clean(text), rules)
	if !ok || len(whole) > 7 {
		return 0, false
	}
	n, err := strconv.ParseFloat(whole+"."+fraction+"0", 64)
	return n, err == nil
}

func (b *budget) leaveOut(row int, label string) {
	b.otherRows = append(b.otherRows, row)
	label = fmt.Sprintf("%q", shorten(label))
	for _, known := range b.otherLabels {
		if known == label {
			return
		}
	}
	if len(b.otherLabels) < 6 {
		b.otherLabels = append(b.otherLabels, label)
	}
}

// warnOfBudget says which rows are no counts.
func (r *reading) warnOfBudget() {
	b := &r.budget
	if len(b.rows) > 0 {
		r.findings.warn(CodeBudget, "%s a budget or target (%s): kept aside as targets, never counted as procedures done.",
			plural(len(b.rows), "row holds", "rows hold"), rowList(b.rows))
	}
	if len(b.otherRows) > 0 {
		r.findings.warn(CodeOtherMeasure, "%s no count of procedures (%s, %s) and left out.",
			plural(len(b.otherRows), "row is", "rows are"), strings.Join(b.otherLabels, ", "), rowList(b.otherRows))
	}
}
