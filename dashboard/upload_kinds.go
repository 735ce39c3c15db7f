package dashboard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/ingest"
	"caseload/store/caseload"
)

// kindWords are what the pages call a kind of file and what stands in it.
type kindWords struct {
	kind      caseload.UploadKind
	term      string // "Targets"
	subject   string // "targets file", to follow the names of sites
	one, many string // what is stored of it
	readAs    string
	template  string // what a line of the template holds
	gives     string // what the pages say with it
	action    Action // what it takes to send one
}

// kindsInWords lists them in the order of the pages.
func kindsInWords() []kindWords {
	return []kindWords{
		{
			caseload.KindProcedures, "Procedures", "file", "number", "numbers", "procedures, one count a row",
			"One line a month, site and procedure, with its count.", "", ActionUpload,
		},
		{
			caseload.KindRoster, "Roster", "roster", "roster line", "roster lines", "a roster, one line a person and site",
			"One line a person and site, with role, FTE and dates.", "", ActionUpload,
		},
		{
			caseload.KindTargets, "Targets or budget", "targets file", "target", "targets", "targets, one a month, site and procedure",
			"One line a month, site and procedure; no procedure means all.", "what was planned beside what was done", ActionEditBaselines,
		},
		{
			caseload.KindMeasures, "Measures", "measures file", "measure", "measures", "measures, one number a row",
			"Room hours, cancellations, add-ons, call-backs, overtime: one line a month, site and measure.", "how rooms and hours are used", ActionUpload,
		},
		{
			caseload.KindHeadcounts, "Headcounts", "headcount file", "headcount", "headcounts", "headcounts, one line a month, site and role",
			"A roster without names: one line a month, site and role.", "how many people there are where no roster comes", ActionUpload,
		},
		{
			caseload.KindMinutes, "Procedure minutes", "procedure minutes", "procedure time", "procedure times", "how long procedures take, by role and phase",
			"One line a procedure, role and phase: minutes and people.", "how many people the procedures need", ActionEditBaselines,
		},
		{
			caseload.KindSchedule, "Trainee schedule", "trainee schedule", "assignment", "assignments", "a schedule, one line a trainee and month",
			"One line a trainee and month, by an id and never a name. The year is that on the path; PGY-5 is read as well.", "who is where, and what each can learn from", ActionSeeTraining,
		},
		{
			caseload.KindCases, "Case logs", "case log", "case log entry", "case log entries", "logged cases, one line a trainee, day and category",
			"One line a trainee, day and category, by an id and never a name.", "where each trainee’s cases lead", ActionSeeTraining,
		},
	}
}

func wordsOfKind(kind caseload.UploadKind) kindWords {
	all := kindsInWords()
	if i := slices.IndexFunc(all, func(w kindWords) bool { return w.kind == kind }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// mayHandle refuses a kind of file to those who may send files, but not this kind.
func mayHandle(c *fiber.Ctx, kind caseload.UploadKind) error {
	if action := wordsOfKind(kind).action; !may(c, action) {
		return refusal{action: action}
	}
	return nil
}

// ofKind answers what is asked of an upload when the kind of its file allows it: what single trainees do is
// seen by leads alone, and who may not change targets may not send them either.
func (s *Server) ofKind(handler fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		upload, err := s.config.Store.Upload(c.UserContext(), uploadID(c))
		if err != nil {
			return err
		}
		if action := wordsOfKind(upload.Kind).action; c.Method() != fiber.MethodGet || action == ActionSeeTraining {
			if err := mayHandle(c, upload.Kind); err != nil {
				return err
			}
		}
		return handler(c)
	}
}

// templatePath is where an empty file of the kind is.
func templatePath(kind caseload.UploadKind) string { return "/templates/" + string(kind) + ".csv" }

// templateLines offer the files to start from: first those that come each month.
func templateLines() []Definition {
	var lines []Definition
	for _, words := range kindsInWords() {
		if !ingest.IsOptional(words.kind) {
			lines = append(lines, Definition{Term: words.term, Text: words.template, Link: &Link{Label: string(words.kind) + ".csv", Href: templatePath(words.kind)}})
		}
	}
	return lines
}

// OptionalLine is one kind of optional file: what has come of it, and where its template is.
type OptionalLine struct {
	Name     string
	Text     string
	Upload   *Link // the newest that was committed
	Template Link
}

// optionalLines say which optional files have come.
func optionalLines(uploads []insight.UploadRow) []OptionalLine {
	var lines []OptionalLine
	for _, words := range kindsInWords() {
		if !ingest.IsOptional(words.kind) {
			continue
		}
		line := OptionalLine{Name: words.term, Template: Link{Label: "Template", Href: templatePath(words.kind)},
			Text: "None yet. " + asSentence(words.template) + " With it the pages say " + words.gives + "."}
		for _, row := range uploads {
			if row.Upload.Kind == words.kind && row.Upload.State == caseload.UploadCommitted {
				line.Upload = &Link{Label: row.Title, Href: row.URL}
				line.Text = fmt.Sprintf("Last %s: %s.", row.Sent.Format("2 Jan 2006"), strings.TrimSpace(capitalised(plural(row.Upload.Rows, "row", "rows"))))
				break
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// fieldLabels say what a column of an optional file may mean.
func fieldLabels(kind caseload.UploadKind) []Choice {
	labels := map[ingest.Field]string{
		ingest.FieldTrainingYear: "Year of training", ingest.FieldAsOf: "Logged up to", ingest.FieldElsewhere: "Of them elsewhere", ingest.FieldFTE: "FTE",
		ingest.FieldTarget: "Target or budget", ingest.FieldTrainee: "Trainee’s id", ingest.FieldShare: "Share of the month", ingest.FieldSource: "Source",
	}
	choices := []Choice{{Value: "ignore", Label: "Not read"}}
	for _, field := range ingest.FieldsOf(kind) {
		label := labels[field]
		if label == "" {
			label = sentenceCase(strings.ReplaceAll(string(field), "_", " "))
		}
		choices = append(choices, Choice{Value: string(field), Label: label})
	}
	return choices
}

// kindChoices offer to read the file as another kind.
func kindChoices(current caseload.UploadKind) []Choice {
	var choices []Choice
	for _, words := range kindsInWords() {
		choices = append(choices, Choice{Value: string(words.kind), Label: words.term, Chosen: words.kind == current})
	}
	return choices
}
