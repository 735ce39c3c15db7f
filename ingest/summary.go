package ingest

import (
	"fmt"
	"strings"

	"caseload/store/calendar"
)

// summary says in words what was understood, the most telling first.
func (a *analysis) summary(p Preview) []string {
	r := a.reading
	var sentences []string
	say := func(format string, args ...any) { sentences = append(sentences, fmt.Sprintf(format, args...)) }
	switch {
	case r.counts != nil && len(r.counts.records) > 0:
		say("%s for %s, %s.", plural(p.Rows, "number", "numbers"), listed(p.Sites), span(p.Months))
		for n, i := range []int{0, len(r.counts.records) / 2, len(r.counts.records) - 1} {
			sentence := r.describe(r.counts.records[i]) + "."
			if n == 0 && len(r.counts.records) > 3 {
				sentence = "For example: " + sentence
			}
			if !strings.Contains(strings.Join(sentences, " "), sentence) {
				sentences = append(sentences, sentence)
			}
		}
	case r.roster != nil && len(r.roster.lines) > 0:
		people := map[string]bool{}
		for _, line := range r.roster.lines {
			people[string(line.Staff)] = true
		}
		say("%s of %s at %s.", plural(p.Rows, "roster line", "roster lines"), plural(len(people), "person", "people"), listed(p.Sites))
		first := r.roster.lines[0]
		if len(r.roster.lines) > 1 {
			sentences[len(sentences)-1] += " For example:"
		}
		say("%s, %s: %s.", personOf(first.Appointment), a.siteName(first.Site), describeAppointment(first.Appointment))
	}
	if r.optional != nil {
		sentences = append(sentences, r.optional.sentences(a)...)
		if sentence := r.yearSentence(); sentence != "" {
			sentences = append(sentences, sentence)
		}
	}
	if p.NoChanges && p.Clashing > 0 {
		say("No changes.")
	} else if p.NoChanges {
		say("No changes: everything in this file is stored already.")
	} else if p.Rows > 0 && len(p.Declared) > 0 && !p.ChangesNumbers() {
		say("A commit changes no number.")
	} else if p.Rows > 0 && p.Added+p.Changed+p.Same > 0 {
		say("A commit adds %s, changes %s and leaves %s as they are.", commas(p.Added), commas(p.Changed), commas(p.Same))
	}
	if len(p.Declared) > 0 {
		say("A commit declares %s complete.", p.DeclaredWords())
	}
	if p.Absent > 0 {
		say("%s stored and not in this file.", plural(p.Absent, "entry is", "entries are"))
	}
	if p.Zeroed > 0 {
		say("%s not listed and become 0, because the file is everything.", plural(p.Zeroed, "number is", "numbers are"))
	}
	if n := len(p.Targets) + p.TargetsLeftOut; n > 0 && p.Choices.takesTargets() {
		say("The budget of %s becomes targets: %s.", plural(n, "number", "numbers"), plural(p.TargetsChanged, "stored target changes or is new", "stored targets change or are new"))
	} else if n > 0 {
		say("The budget of %s is left out.", plural(n, "number", "numbers"))
	}
	if p.Removed > 0 {
		say("%s not in the file and removed.", plural(p.Removed, "stored row is", "stored rows are"))
	}
	if p.Replaced > 0 {
		say("%s replaced, because the file splits them differently.", plural(p.Replaced, "stored number is", "stored numbers are"))
	}
	if p.Clashing > 0 && len(r.open()) > 0 {
		say("%s for an answer, because the file’s split is not the stored one.", plural(p.Clashing, "number waits", "numbers wait"))
	} else if p.Clashing > 0 {
		say("%s as stored, because the file’s split is not the stored one.", plural(p.Clashing, "number stays", "numbers stay"))
	}
	return append(sentences, a.leftOutSentences(p, false)...)
}

// leftOutSentences say what of the file is not taken, and what was decided by hand.
func (a *analysis) leftOutSentences(p Preview, committed bool) []string {
	r := a.reading
	var sentences []string
	say := func(format string, args ...any) { sentences = append(sentences, fmt.Sprintf(format, args...)) }
	waiting := waitingRows(p.Findings, p.Questions)
	bad := p.BadRows - waiting
	switch {
	case waiting > 0 && committed:
		say("%s left out, because what was asked about was not answered.", plural(waiting, "row was", "rows were"))
	case waiting > 0:
		say("%s for an answer.", plural(waiting, "row waits", "rows wait"))
	}
	switch {
	case bad > 0 && r.isWide() && committed:
		say("%s what could not be taken.", plural(bad, "row held", "rows held"))
	case bad > 0 && r.isWide():
		say("%s what cannot be taken.", plural(bad, "row holds", "rows hold"))
	case bad > 0 && committed:
		say("%s not be taken.", plural(bad, "row could", "rows could"))
	case bad > 0:
		say("%s cannot be taken.", plural(bad, "row", "rows"))
	}
	if everything := r.options.Everything; p.BadRows > 0 && !committed && everything != nil && *everything {
		say("The file is not taken as everything while rows of it are bad.")
	}
	if sentence := decidedSentence(r.decisions); sentence != "" {
		say("%s", sentence)
	}
	if everything := r.options.Everything; r.holes > 0 && p.BadRows == 0 && everything != nil && *everything {
		say("The file is not taken as everything, because parts of it are left out.")
	}
	if r.skipped.totals > 0 {
		say("%s of totals left out.", plural(r.skipped.totals, "row", "rows"))
	}
	if r.counts != nil && r.counts.leftOut > 0 {
		say("%s left out, as answered.", plural(r.counts.leftOut, "row was", "rows were"))
	}
	if r.roster != nil && r.roster.leftOut > 0 {
		say("%s left out, as answered.", plural(r.roster.leftOut, "line was", "lines were"))
	}
	if r.optional != nil && r.optional.leftOutCount() > 0 {
		say("%s left out, as answered.", plural(r.optional.leftOutCount(), "row was", "rows were"))
	}
	if sentence := r.leftOutSentence(); sentence != "" {
		sentences = append(sentences, sentence)
	}
	return sentences
}

// decidedSentence counts what was decided by hand: "1 row was left out by hand, 2 cells were corrected."
func decidedSentence(decisions []Decision) string {
	var rows, cells, fixes int
	for _, d := range decisions {
		switch d.Do {
		case LeaveOut:
			rows++
		case BlankOut:
			cells++
		case UseFix:
			fixes++
		case ItIsRight:
		}
	}
	var parts []string
	for _, part := range []struct {
		n         int
		one, many string
	}{{rows, "row was left out by hand", "rows were left out by hand"}, {cells, "cell was left out by hand", "cells were left out by hand"}, {fixes, "cell was corrected by hand", "cells were corrected by hand"}} {
		if part.n > 0 {
			parts = append(parts, plural(part.n, part.one, part.many))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return listed(parts) + "."
}

// headline is the summary in one short line, for the history.
func (a *analysis) headline() string {
	switch {
	case a.reading.optional != nil:
		return a.reading.optional.headline()
	case a.counts != nil:
		t := a.counts.tally
		if names := a.declared(); t.changes() == 0 && len(names) > 0 {
			return Preview{Declared: names}.DeclaredWords() + " declared complete"
		}
		text := fmt.Sprintf("%s added, %s changed", commas(t.added), commas(t.changed))
		if t.zeroed > 0 {
			text += fmt.Sprintf(", %s declared zero", commas(t.zeroed))
		}
		if n := a.counts.targetsChanged(); n > 0 {
			text += ", " + plural(n, "target", "targets")
		}
		if t.replaced > 0 {
			text += fmt.Sprintf(", %s replaced", commas(t.replaced))
		}
		return text
	case a.roster != nil:
		return fmt.Sprintf("%s added, %s changed", plural(a.roster.tally.added, "roster line", "roster lines"), commas(a.roster.tally.changed))
	}
	return ""
}

// listed joins names as a sentence does: "University and VA".
func listed(names []string) string {
	switch {
	case len(names) == 0:
		return "no site"
	case len(names) == 1:
		return names[0]
	case len(names) > 6:
		return fmt.Sprintf("%d sites", len(names))
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// span says a run of months from its first to its last.
func span(months []calendar.Month) string {
	if len(months) == 0 {
		return "no month"
	}
	first, last := months[0], months[len(months)-1]
	if first == last {
		return first.Long()
	}
	return first.Long() + " to " + last.Long()
}
