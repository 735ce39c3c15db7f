package ingest

import "slices"

// settledByAnswer reports findings that the answer to a question about the row's own text makes good.
func settledByAnswer(code Code) bool {
	switch code {
	case CodeUnknownSite, CodeUnknownSetting, CodeUnknownRole, CodeUnknownMeasurement:
		return true
	}
	return false
}

// dropIdleQuestions takes back what was asked for the sake of rows that no answer can make good: those
// with other mistakes, totals and notes.
func (r *reading) dropIdleQuestions() {
	if r.findings.leftOut > 0 {
		return // the list is not whole, so that nothing can be told from it
	}
	type place struct {
		sheet string
		row   int
	}
	lost := map[place]bool{}
	for _, finding := range r.findings.list {
		if finding.Severity == SeverityError && !settledByAnswer(finding.Code) {
			lost[place{finding.Sheet, finding.Row}] = true
		}
	}
	type topic struct {
		code  Code
		value string
	}
	waits := map[topic]bool{}
	for _, finding := range r.findings.list {
		if finding.Severity == SeverityError && settledByAnswer(finding.Code) && !lost[place{finding.Sheet, finding.Row}] {
			waits[topic{finding.Code, fold(finding.Found)}] = true
		}
	}
	r.questions = slices.DeleteFunc(r.questions, func(q Question) bool {
		return settledByAnswer(q.Code) && !q.Blocking && q.Answer == "" && !waits[topic{q.Code, fold(q.Value)}]
	})
}
