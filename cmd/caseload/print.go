package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"caseload/ingest"
	"caseload/ingest/table"
	"caseload/store/caseload"
)

// listed at most, so that a file with a thousand wrong rows still ends with the point.
const (
	findingsShown = 50
	changesShown  = 20
)

// verdict says in a few words what an outcome means.
func verdict(outcome ingest.Outcome) string {
	switch outcome {
	case ingest.OutcomeAccept:
		return "every row can be taken"
	case ingest.OutcomePartial:
		return "some rows cannot be taken"
	case ingest.OutcomeAsk:
		return "a question has to be answered first"
	case ingest.OutcomeReject:
		return "rejected; nothing of it is kept"
	}
	return string(outcome)
}

func printInspection(w io.Writer, name string, got ingest.Inspection) {
	printHeadline(w, name, got.Kind, got.Outcome)
	if got.Message != "" {
		fmt.Fprintf(w, "  %s [%s]\n", oneLine(got.Message), got.Code)
	}
	switch table.ProblemCode(got.Code) {
	case table.ProblemTooLarge, table.ProblemTooManyRows:
		fmt.Fprintln(w, `  This is the limit of files that come through the browser; "caseload import" has none.`)
	}
	if len(got.Records) > 0 {
		fmt.Fprintf(w, "%s understood, the first: %s\n", many(len(got.Records), "record"), oneLine(recordText(got.Records[0])))
	}
	if got.Kind == ingest.KindTable {
		fmt.Fprintf(w, "%s read; --json prints them.\n", many(len(got.Table), "row"))
	}
	messages := make([]string, len(got.RowErrors))
	for i, e := range got.RowErrors {
		messages[i] = e.Message
	}
	printList(w, "Cannot be taken", messages, findingsShown)
	messages = make([]string, len(got.Warnings))
	for i, warning := range got.Warnings {
		messages[i] = warning.Message
	}
	printList(w, "To look at", messages, findingsShown)
	printQuestions(w, got.Questions)
}

func printHeadline(w io.Writer, name string, kind caseload.UploadKind, outcome ingest.Outcome) {
	if kind != "" {
		name += " (" + string(kind) + ")"
	}
	fmt.Fprintf(w, "%s: %s.\n", oneLine(name), verdict(outcome))
}

func printFindings(w io.Writer, findings []ingest.Finding) {
	var bad, warnings []string
	for _, f := range findings {
		if f.Severity == ingest.SeverityError {
			bad = append(bad, f.Message)
		} else {
			warnings = append(warnings, f.Message)
		}
	}
	printList(w, "Cannot be taken", bad, findingsShown)
	printList(w, "To look at", warnings, findingsShown)
}

// printDifferences lists the first of what a commit changes, as "Sep 2026, VA, Biopsy: 12 → 14".
func printDifferences(w io.Writer, p ingest.Preview) {
	lines := make([]string, 0, len(p.Differences))
	for _, d := range p.Differences {
		lines = append(lines, differenceText(d))
	}
	if p.DifferencesLeftOut > 0 {
		lines = append(lines, make([]string, p.DifferencesLeftOut)...) // only counted, never among the first
	}
	printList(w, "Differences", lines, changesShown)
}

func differenceText(d ingest.Difference) string {
	var where []string
	if d.Month != nil {
		where = append(where, d.Month.Short())
	}
	for _, part := range []string{d.Site, d.Person, d.Procedure, d.Setting, d.State, d.Name} {
		if part != "" {
			where = append(where, part)
		}
	}
	text := string(d.Kind) + ": " + strings.Join(where, ", ")
	switch {
	case d.Name != "" && d.Kind == ingest.Changed:
		text += ": " + d.Before + " → " + d.After
	case d.Name != "" && d.After != "":
		text += ": " + d.After
	case d.Name != "":
		text += ": " + d.Before
	case d.Detail != "":
		text += ": " + d.Detail
	case d.Kind == ingest.Absent && d.Old != nil:
		text += ": stays " + thousands(*d.Old)
	case d.Old != nil && d.New != nil:
		text += fmt.Sprintf(": %s → %s", thousands(*d.Old), thousands(*d.New))
	case d.New != nil:
		text += " = " + thousands(*d.New)
	case d.Old != nil:
		text += " = " + thousands(*d.Old)
	}
	return text
}

// printRemembered lists the answers to earlier files that were applied, each with the way to change it.
func printRemembered(w io.Writer, answers []ingest.Remembered) {
	if len(answers) == 0 {
		return
	}
	fmt.Fprintf(w, "Remembered from earlier files (%d):\n", len(answers))
	for _, answer := range answers {
		fmt.Fprintf(w, "  %s %s\n", oneLine(answer.Text), oneLine(answer.Label))
		if len(answer.Choices) == 0 {
			continue
		}
		ids := []string{ingest.AskAgain}
		for _, choice := range answer.Choices {
			ids = append(ids, choice.ID)
		}
		fmt.Fprintf(w, "    change it with --answer %q (or %s)\n", answer.ID+"="+ids[0], oneLine(strings.Join(ids[1:], ", ")))
	}
}

// recordText joins a record's cells, and says "-" for one that the file does not state.
func recordText(record []any) string {
	cells := make([]string, len(record))
	for i, cell := range record {
		cells[i] = "-"
		if cell != nil {
			cells[i] = fmt.Sprint(cell)
		}
	}
	return strings.Join(cells, " · ")
}

// printList prints a heading with the number of lines, and the first of them.
func printList(w io.Writer, heading string, lines []string, most int) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(w, "%s (%s):\n", heading, thousands(len(lines)))
	for i, line := range lines {
		if i == most {
			fmt.Fprintf(w, "  and %s more\n", thousands(len(lines)-most))
			return
		}
		fmt.Fprintln(w, " ", oneLine(line))
	}
}

// printQuestions lists what has to be decided, with the flag that decides it.
func printQuestions(w io.Writer, questions []ingest.Question) {
	for _, q := range questions {
		if q.Answer != "" {
			continue
		}
		fmt.Fprintf(w, "Question: %s\n", oneLine(q.Text))
		for _, choice := range q.Choices {
			fmt.Fprintf(w, "  --answer %s   %s\n", quoted(q.ID+"="+choice.ID), oneLine(choice.Label))
		}
	}
}

// quoted writes an argument as a shell takes it.
func quoted(argument string) string {
	argument = oneLine(argument)
	if !strings.ContainsFunc(argument, needsQuotes) {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}

func needsQuotes(r rune) bool {
	isPlain := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("_./:=@%+-", r)
	return !isPlain
}

// many counts in words: "1 row", "36,000 rows".
func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + one + "s"
}

func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
