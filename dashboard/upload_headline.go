package dashboard

import (
	"fmt"
	"strings"

	"caseload/ingest"
	"caseload/store/caseload"
)

// headline says what became of the file, in a sentence.
func (v uploadView) headline() Headline {
	p := v.preview
	subject := "The " + v.subject()
	if v.upload.PurgedAt != 0 {
		return Headline{Sentence: Sentence{{Text: "Upload " + seqText(v.upload) + " is purged.", Strong: true}, {Text: " Its numbers, its file and all that it brought are gone."}}}
	}
	switch v.upload.State {
	case caseload.UploadCommitted:
		verb := " is committed."
		if v.done == "redone" {
			verb = " is committed again."
		}
		return Headline{Sentence: Sentence{{Text: subject + verb, Strong: true}, {Text: " " + v.didWords()}}}
	case caseload.UploadUndone:
		return Headline{Sentence: Sentence{{Text: subject + " is undone.", Strong: true}, {Text: " Every number is again what it was before this file."}}}
	case caseload.UploadDiscarded:
		return Headline{Sentence: Sentence{{Text: subject + " was discarded.", Strong: true}, {Text: " Nothing from it was saved, and the file itself is gone."}}}
	case caseload.UploadDraft:
	}
	h := Headline{Sentence: Sentence{{Text: subject + " is read.", Strong: true}}}
	say := func(text string, isStrong bool) {
		h.Sentence = append(h.Sentence, Part{Text: " " + text, Strong: isStrong})
	}
	if p.NoChanges {
		say("Everything in it is stored already.", false)
		if v.needsEverything() {
			say("Whether that is everything is not said yet.", true)
			return h
		}
		say("There is nothing to commit.", true)
		return h
	}
	waiting := v.waitingRows()
	bad := p.BadRows - waiting
	switch {
	case p.Rows == 0 && p.BadRows == 0:
		say(capitalised(plural(len(v.open()), "answer is", "answers are"))+" needed before its rows can be told.", false)
	case p.Rows == 0 && bad == 0 && waiting == 1:
		say("Its only "+v.oneUnit()+" waits for an answer.", false)
	case p.Rows == 0 && bad == 0:
		say(allOf(v.unit(waiting))+" wait for an answer.", false)
	case p.BadRows == 0 && p.Rows == 1:
		say("Its only "+v.oneUnit()+" is ready"+v.waitForAnswers()+".", false)
	case p.BadRows == 0:
		say(allOf(v.unit(p.Rows))+" are ready"+v.waitForAnswers()+".", false)
	default:
		verb := "are"
		if p.Rows == 1 {
			verb = "is"
		}
		parts := []string{fmt.Sprintf("%s of %s %s ready", formatNumber(p.Rows), v.unit(p.Rows+p.BadRows), verb)}
		if p.Mapping.Layout == "months across" || p.Mapping.Layout == "sites across" {
			say(v.readyAcross(verb, waiting, bad), false)
			break
		}
		if waiting > 0 {
			parts = append(parts, fmt.Sprintf("%s for an answer", waitWords(waiting)))
		}
		if bad > 0 {
			parts = append(parts, formatNumber(bad)+" cannot be used")
		}
		parts[0] += v.waitForAnswers()
		say(strings.Join(parts, ", ")+".", false)
	}
	say("Nothing is saved yet.", true)
	return h
}

// readyAcross counts what is ready in numbers and the rest in rows: of a row that holds several numbers some may be good.
func (v uploadView) readyAcross(verb string, waiting, bad int) string {
	parts := []string{v.unit(v.preview.Rows) + " " + verb + " ready"}
	if waiting > 0 {
		parts = append(parts, plural(waiting, "row waits for an answer", "rows wait for an answer"))
	}
	if bad > 0 {
		parts = append(parts, plural(bad, "row holds what cannot be used", "rows hold what cannot be used"))
	}
	return capitalised(strings.Join(parts, ", ")) + "."
}

func (v uploadView) oneUnit() string { return strings.TrimPrefix(v.unit(1), "1"+noBreakSpace) }

// allOf says that all of a counted few are meant: "Both rows", "All 3 rows".
func allOf(counted string) string {
	if rest, ok := strings.CutPrefix(counted, "2"+noBreakSpace); ok {
		return "Both " + rest
	}
	return "All " + counted
}

func waitWords(n int) string {
	if n == 1 {
		return "1 waits"
	}
	return formatNumber(n) + " wait"
}

// waitForAnswers adds that good rows still wait.
func (v uploadView) waitForAnswers() string {
	open := 0
	for _, question := range v.open() {
		if question.Blocking {
			open++
		}
	}
	if open == 0 {
		return ""
	}
	if v.preview.Rows == 1 {
		return " and waits for " + plural(open, "answer", "answers")
	}
	return " and wait for " + plural(open, "answer", "answers")
}

// waitingFindings marks the findings that an open question would settle.
func (v uploadView) waitingFindings() []bool {
	waits := map[string]bool{}
	for _, question := range v.open() {
		waits[string(question.Code)+"\x00"+strings.ToLower(question.Value)] = true
	}
	marked := make([]bool, len(v.preview.Findings))
	for i, finding := range v.preview.Findings {
		marked[i] = finding.Severity == ingest.SeverityError && waits[string(finding.Code)+"\x00"+strings.ToLower(finding.Found)]
	}
	return marked
}

// waitingRows counts the rows that nothing but an open question keeps from being used.
func (v uploadView) waitingRows() int {
	type place struct {
		sheet string
		row   int
	}
	rows, others := map[place]bool{}, map[place]bool{}
	waits := v.waitingFindings()
	for i, finding := range v.preview.Findings {
		at := place{finding.Sheet, finding.Row}
		switch {
		case waits[i]:
			rows[at] = true
		case finding.Severity == ingest.SeverityError:
			others[at] = true
		}
	}
	for at := range others {
		delete(rows, at)
	}
	return len(rows)
}

// didWords says what a commit did.
func (v uploadView) didWords() string {
	p := v.preview
	one, many := wordsOfKind(p.Kind).one, wordsOfKind(p.Kind).many
	var parts []string
	if p.Added > 0 {
		parts = append(parts, plural(p.Added, one+" is", many+" are")+" new")
	}
	if n := p.Changed + p.Replaced; n > 0 {
		parts = append(parts, plural(n, one, many)+" changed")
	}
	if p.Removed > 0 {
		parts = append(parts, plural(p.Removed, one+" is", many+" are")+" gone")
	}
	if p.TargetsChanged > 0 {
		parts = append(parts, plural(p.TargetsChanged, "target is", "targets are")+" taken over")
	}
	if p.Zeroed > 0 {
		parts = append(parts, plural(p.Zeroed, "procedure is", "procedures are")+" 0, declared")
	}
	if len(parts) == 0 && len(p.Declared) > 0 {
		return "It changed no number and declared " + p.DeclaredWords() + " complete."
	}
	if len(parts) == 0 {
		return "It changed no number."
	}
	return capitalised(listed(parts)) + "."
}
