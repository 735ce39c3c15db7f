package insight

import (
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// recentMonths is how far back the overview looks for files that are missing.
const recentMonths = 24

// second returns the sentence under the headline: the one or two things to act on, most pressing first, or
// that there is nothing to.
func (r *reading) second() Sentence {
	var items []string
	add := func(text string) {
		if text != "" {
			items = append(items, text)
		}
	}
	add(r.behind())
	add(r.missingText())
	if r.state(r.month) == MonthComplete {
		add(r.unitWarning())
		add(r.filesAndClosing())
		add(r.fewMonths())
	}
	if len(items) > 2 {
		items = items[:2]
	}
	text := strings.Join(items, " ")
	sentence := append(r.signalSentence(), r.rateSentence()...)
	if short := r.shortWords(); short != nil {
		if len(sentence) > 0 {
			sentence[len(sentence)-1].Text = strings.TrimRight(sentence[len(sentence)-1].Text, " ") + " "
		}
		sentence = append(sentence, short...)
	}
	if sentence.IsEmpty() {
		return say(text)
	}
	last := &sentence[len(sentence)-1]
	last.Text = strings.TrimRight(last.Text, " ")
	if text != "" {
		sentence = append(sentence, Part{Text: " " + text})
	}
	return sentence
}

// rateSentence gives the month's rate per working day, since one working day more or less is about 33
// procedures. It is empty where the headline says the same already.
func (r *reading) rateSentence() Sentence {
	m := r.month
	rate, usual := r.rate(m, m), r.baselineRate(m)
	b, ok := r.comparable(m)
	if r.state(m) != MonthComplete || !ok || series.IsMissing(rate) || series.IsMissing(usual) ||
		sign(r.total.At(m)-b.PerMonth) != sign(rate-usual) {
		return nil
	}
	return Sentence{
		{Text: oneDecimal(rate) + " a working day", URL: r.trace(FigurePerDay)},
		{Text: " (" + r.workingDaysText(m) + "), " + comparedTo(rate, usual) + " the baseline’s " + oneDecimal(usual) + "."},
	}
}

// behind says that last month is not there to be shown, and why; or which month is.
func (r *reading) behind() string {
	newest, lastMonth := r.newestComplete(), r.current-1
	if r.month != lastMonth && r.view.Month == nil && r.state(lastMonth) == MonthIncomplete {
		text := lastMonth.Long() + " is not complete: " + r.dueWords(lastMonth) + "."
		if newest != nil && *newest < lastMonth-1 {
			text = r.staleness() + " " + text
		}
		return text
	}
	if newest != nil && r.state(r.month) != MonthComplete {
		text := "The newest complete month is " + newest.Long() + ": " + r.sitesAnd(r.total.At(*newest)) + "."
		if r.state(r.month) == MonthIncomplete {
			text = r.dueSentence(r.month) + text
		}
		return text
	}
	if newest == nil && r.state(r.month) != MonthComplete {
		return strings.TrimSpace(r.dueSentence(r.month) + "No month is complete yet.")
	}
	return r.staleness()
}

func (r *reading) sitesAnd(total float64) string {
	if r.chosen != nil {
		return r.chosen.Name + " " + procedures(total)
	}
	return procedures(total)
}

// dueWords is knownWords with the day by which each missing file was or is due.
func (r *reading) dueWords(m calendar.Month) string {
	words := r.knownWords(m)
	for _, s := range r.active(m) {
		if _, ok := s.status[m]; ok {
			continue
		}
		due := "due " + dayAndMonth(s.dueDate(m), r.today)
		if late := int(r.today - s.dueDate(m)); late > 0 {
			due += ", " + whole(float64(late)) + " " + plural(late, "day", "days") + " ago"
		}
		words = strings.Replace(words, s.Name+" not received", s.Name+" not received ("+due+")", 1)
	}
	return words
}

// dueSentence says of a month in focus that is not complete by when its files are or were due.
func (r *reading) dueSentence(m calendar.Month) string {
	var due []string
	for _, s := range r.active(m) {
		if _, ok := s.status[m]; ok || m >= r.current {
			continue
		}
		day := s.dueDate(m)
		text := "The " + s.Name + " file is due by " + dayAndMonth(day, r.today)
		if r.today > day {
			text = "The " + s.Name + " file was due on " + dayAndMonth(day, r.today)
		}
		due = append(due, text)
	}
	if len(due) == 0 || len(due) > 2 {
		return ""
	}
	return strings.Join(due, ". ") + ". "
}

// missingText names the files missing in the last months before the one in focus, that month excepted.
func (r *reading) missingText() string {
	from := max(r.month-recentMonths+1, r.start)
	names := r.missingFiles(from, r.month)
	if len(names) == 0 {
		return ""
	}
	when := "since " + from.Long()
	if r.month < r.current-1 {
		when = "from " + period(from, r.month)
	}
	return capital(spelled(len(names))) + " " + plural(len(names), "file", "files") + " " + when + " " + plural(len(names), "is", "are") + " missing: " +
		strings.Join(names[:min(len(names), 3)], "; ") + andMore(len(names)-3) + "."
}

func andMore(n int) string {
	if n <= 0 {
		return ""
	}
	return "; and " + whole(float64(n)) + " more"
}

func (r *reading) unitWarning() string {
	for _, note := range r.unitNotes(r.month) {
		if strings.Contains(note, "mixes units") {
			return note
		}
	}
	return ""
}

// filesAndClosing says whether the month's files are all in and whether its figures can still change.
func (r *reading) filesAndClosing() string {
	m := r.month
	in, expected := r.fileCount(m)
	files := ""
	if in == expected {
		files = allFiles(expected) + " " + m.MonthOfYear().String() + " " + plural(expected, "file is", "files are") + " in"
	} else if waiting := r.filesInState(m, m, FileNotDue); len(waiting) > 0 {
		files = "Not received yet: " + strings.Join(waiting[:min(len(waiting), 3)], "; ") + andMore(len(waiting)-3)
	}
	closing := "the month is closed"
	if !r.isClosed(m) {
		closing = "the month is not closed yet, so its figures can still change"
	}
	if files == "" {
		return capital(closing) + "."
	}
	return files + "; " + closing + "."
}

// allFiles says all of n: "The one", "Both", "All four".
func allFiles(n int) string {
	switch n {
	case 1:
		return "The one"
	case 2:
		return "Both"
	}
	return "All " + spelled(n)
}

// fewMonths says when a comparison will be possible.
func (r *reading) fewMonths() string {
	n := len(r.total.Present())
	if n >= 13 || !series.IsMissing(r.total.At(r.month-12)) {
		return ""
	}
	return "Whether that is usual shows after 13 months; " + spelled(n) + " " + plural(n, "is", "are") + " in."
}
