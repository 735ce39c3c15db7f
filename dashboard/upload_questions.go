package dashboard

import (
	"slices"
	"strings"

	"caseload/ingest"
	"caseload/store/calendar"
)

const (
	// questionsAsked is how many questions stand on the page at once; the rest follow when these are answered.
	questionsAsked = 6
	// answersShown is how many answers stand on the page without unfolding, and answersListed how many at all.
	answersShown  = 4
	answersListed = 60
)

// Asking is what only a person can say about a file, in one form.
type Asking struct {
	Path      string // of the upload
	Questions []Question
	More      string // about questions that are not shown yet
	Button    string
	AddSites  string // words of a button that adds every unknown site; "" for none
}

// AnsweredQuestion is an answer that was applied, and how to change it.
type AnsweredQuestion struct {
	Title  string
	Answer string
	Asking Asking

	Remembered bool    // given to an earlier file of the same source
	Back       *Button // instead of other answers
}

func (v uploadView) asking() *Asking {
	open := v.open()
	asking := &Asking{Path: uploadPath(v.upload.ID)}
	sites := 0
	for _, question := range open {
		if question.Code == ingest.CodeUnknownSite {
			sites++
		}
		if len(asking.Questions) < questionsAsked {
			asking.Questions = append(asking.Questions, v.question(question))
		}
	}
	if more := len(open) - len(asking.Questions); more > 0 {
		asking.More = capitalised(plural(more, "question follows", "questions follow")) + " when these are answered."
	}
	if sites > 2 {
		asking.AddSites = "Add all " + formatNumber(sites) + " as new sites"
	}
	// Whether the file is everything can only be said once its rows are told.
	if len(open) == 0 && v.needsEverything() {
		asking.Questions = append(asking.Questions, v.everythingQuestion())
	}
	if len(asking.Questions) == 0 {
		return nil
	}
	asking.Button = "Use this answer"
	if len(asking.Questions) > 1 {
		asking.Button = "Use these answers"
	}
	return asking
}

func (v uploadView) question(question ingest.Question) Question {
	title, text := askedWords(question)
	if n := v.rowsAbout(question); n > 0 {
		waits := v.unit(n) + " wait for it."
		if n == 1 {
			waits = v.unit(n) + " waits for it."
		}
		text = joinSentences(text, waits)
	}
	out := Question{Title: title, Text: text, Name: "q:" + question.ID}
	for _, choice := range question.Choices {
		out.Choices = append(out.Choices, Choice{Value: choice.ID, Label: choice.Label, Chosen: choice.ID == question.Answer})
	}
	return out
}

// askedWords parts a question into what is asked and what is said about it.
func askedWords(question ingest.Question) (title, text string) {
	switch question.Code {
	case ingest.CodeUnknownSite:
		if !question.Blocking {
			return "Which site is “" + question.Value + "”?", ""
		}
	case ingest.CodeMissingColumn:
		return "Which column holds the " + strings.ReplaceAll(question.Value, "_", " ") + "?", "None is named like it."
	case "split_or_total":
		return "Which shall stand, what is stored or the file?", question.Text
	case ingest.CodeNearProcedure:
		return "Is “" + question.Value + "” a procedure of its own?", question.Text
	}
	first, rest := firstSentence(question.Text)
	if rest == "" {
		return question.Text, ""
	}
	return rest, first + "."
}

func joinSentences(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// rowsAbout counts the rows that the question is about.
func (v uploadView) rowsAbout(question ingest.Question) int {
	n := 0
	for _, finding := range v.preview.Findings {
		if finding.Severity == ingest.SeverityError && finding.Code == question.Code && finding.Found == question.Value {
			n++
		}
	}
	return n
}

// everythingQuestion decides what becomes of procedures that the file does not list.
func (v uploadView) everythingQuestion() Question {
	question := Question{
		Title: v.preview.EverythingText, Name: "everything",
		Text: "Yes: what was active there and is not listed becomes 0, declared, and the month counts as complete. " +
			"No: it stays missing, and totals over all sites wait for the rest.",
		Choices: []Choice{{Value: "yes", Label: "Yes, this is everything"}, {Value: "no", Label: "No, more will follow"}},
	}
	if sent := calendar.MonthAt(v.at(v.upload.CreatedAt)); slices.ContainsFunc(v.preview.Months, func(m calendar.Month) bool { return m >= sent }) {
		question.Text = sent.Long() + " was not over when the file was sent, so more will follow unless all of it is done. " + question.Text
	}
	if ingest.IsOptional(v.preview.Kind) {
		question.Text = "Yes: what is stored of that and not listed is removed. No: it stays as it is."
		question.Choices[1].Label = "No, it is a part"
	}
	if everything := v.preview.Choices.Everything; everything != nil {
		question.Choices[0].Chosen, question.Choices[1].Chosen = *everything, !*everything
	}
	return question
}

// answered lists every answer that was applied, each with a way to change it.
func (v uploadView) answered() []AnsweredQuestion {
	var list []AnsweredQuestion
	remembered := v.rememberedIDs()
	if everything := v.preview.Choices.Everything; everything != nil && v.preview.EverythingText != "" {
		question := v.everythingQuestion()
		answer := "No, more will follow"
		if *everything {
			answer = "Yes, this is everything"
		}
		list = append(list, AnsweredQuestion{Title: question.Title, Answer: answer, Asking: Asking{Path: uploadPath(v.upload.ID), Questions: []Question{question}, Button: "Change the answer"}})
	}
	for _, asked := range v.preview.Questions {
		if asked.Answer == "" || len(list) == answersListed {
			continue
		}
		question := v.question(asked)
		answer := labelOf(question.Choices, asked.Answer)
		if remembered[asked.ID] {
			question = withAskAgain(question)
		}
		list = append(list, AnsweredQuestion{
			Title: question.Title, Answer: answer, Remembered: remembered[asked.ID],
			Asking: Asking{Path: uploadPath(v.upload.ID), Questions: []Question{question}, Button: "Change the answer"},
		})
	}
	return list
}
