package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// siteText says a site's month: "519", "not received", "at least 183, 2 counts hidden".
func (r *reading) siteText(s *siteFacts, m calendar.Month) string {
	status, ok := s.status[m]
	n := s.counts.At(m)
	switch {
	case !s.IsActive(m):
		return "not active"
	case !ok && m >= r.current:
		return "not received yet"
	case !ok:
		return "not received"
	case series.IsMissing(n):
		return "received without numbers"
	case r.isHidden(s, m):
		return hiddenText
	case status.Suppressed > 0:
		return "at least " + whole(n) + ", " + whole(float64(status.Suppressed)) + " " + plural(status.Suppressed, "count", "counts") + " hidden"
	case m >= r.current:
		return whole(n) + " so far"
	case !status.Complete:
		return "not declared complete, " + whole(n) + " so far"
	}
	return whole(n)
}

// siteTextShort is siteText for a narrow column, where the month has no number.
func (r *reading) siteTextShort(s *siteFacts, m calendar.Month) string {
	status, ok := s.status[m]
	n := s.counts.At(m)
	switch {
	case !ok || !s.IsActive(m) || m >= r.current:
		return r.siteText(s, m)
	case series.IsMissing(n):
		return "no numbers"
	case r.isHidden(s, m):
		return "hidden"
	case status.Suppressed > 0:
		return "at least " + whole(n)
	}
	return "not complete"
}

// gaps returns the files that keep the month from being complete.
func (r *reading) gaps(m calendar.Month) []Gap {
	if r.state(m) != MonthIncomplete {
		return nil
	}
	words := r.knownWords(m)
	var gaps []Gap
	for _, s := range r.active(m) {
		if !r.siteComplete(s, m) {
			_, came := s.status[m]
			gaps = append(gaps, Gap{Month: m, Site: s.ref, Text: s.Name + " " + r.siteText(s, m), InPart: came, Words: words})
		}
	}
	return gaps
}

// knownWords says what is and is not known of a month without a total: "VA not received; University 519".
func (r *reading) knownWords(m calendar.Month) string {
	var lacking, known []string
	sum, received := 0.0, false
	for _, s := range r.active(m) {
		_, came := s.status[m]
		received = received || came
		if text := s.Name + " " + r.siteText(s, m); r.siteComplete(s, m) {
			known = append(known, text)
			sum += r.count(s, m)
		} else {
			lacking = append(lacking, text)
		}
	}
	if len(lacking) > 3 && !received {
		return "none of " + whole(float64(len(lacking))) + " sites has sent its file"
	}
	words := shortList(lacking, 3)
	switch {
	case len(known) > 6:
		words += "; the other " + whole(float64(len(known))) + " sites " + whole(sum)
	case len(known) > 0:
		words += "; " + joinComma(known)
	}
	return words
}

// missingBetween says why a sum over the months is not there: "VA not received for August 2023".
func (r *reading) missingBetween(first, last calendar.Month) string {
	if last > r.current {
		return last.Long() + " has not begun"
	}
	if first < r.start {
		return "needs all months from " + first.Long() + "; the data start in " + r.start.Long()
	}
	var reasons []string
	for m := first; m <= last; m++ {
		for _, gap := range r.gaps(m) {
			reasons = append(reasons, gap.Text+" for "+m.Long())
		}
		if r.state(m) == MonthUnfinished {
			reasons = append(reasons, m.Long()+" is not finished")
		}
		if r.state(m) == MonthEmpty {
			reasons = append(reasons, "no site was active in "+m.Long())
		}
	}
	return shortList(reasons, 2)
}
