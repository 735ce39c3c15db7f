package ingest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// askedLonger bounds the known names that a short one can be meant as: "Embolization" says too little to ask.
const askedLonger = 4

// askLonger asks whether a new name is a known one cut short: "Tunneled line" may be "Tunneled central venous line". It
// stops no commit: unanswered, the name is a procedure of its own. It reports whether an answer is waited for.
func (r *reading) askLonger(name string) (isOpen bool) {
	longer := longerNames(name, r.known.Procedures)
	if len(longer) == 0 {
		return false
	}
	var quoted []string
	question := Question{ID: questionID(CodeNearProcedure, name), Code: CodeNearProcedure, Value: shorten(name)}
	for _, known := range longer {
		quoted = append(quoted, fmt.Sprintf("%q", known))
		question.Choices = append(question.Choices, Choice{ID: known, Label: "The same: count it as " + known})
	}
	question.Choices = append(question.Choices, Choice{ID: "new", Label: "A procedure of its own: add it"})
	question.Text = fmt.Sprintf("%q is not known here, but %s is. Are they the same procedure?", shorten(name), quoted[0])
	if len(quoted) > 1 {
		question.Text = fmt.Sprintf("%q is not known here, but %s are. Is it one of them?", shorten(name), listed(quoted))
	}
	if r.options.answer(question.ID) == "new" {
		question.Answer = "new"
	}
	r.ask(question)
	return question.Answer == ""
}

// longerNames returns the known names in which every word of the name stands; none where there are too many.
func longerNames(name string, known []string) []string {
	words := nameWords(name)
	if len(words) == 0 || !slices.ContainsFunc(words, func(word string) bool { return len(word) >= 4 }) {
		return nil
	}
	var longer []string
	for _, other := range known {
		within := nameWords(other)
		isMissing := func(word string) bool { return !slices.Contains(within, word) }
		if len(within) > len(words) && !slices.ContainsFunc(words, isMissing) {
			longer = append(longer, other)
		}
	}
	if len(longer) > askedLonger {
		return nil
	}
	return longer
}

// nameWords are a name's words without the marks between them.
func nameWords(name string) []string {
	return strings.FieldsFunc(fold(name), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}
