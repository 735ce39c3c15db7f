package insight

import (
	"context"

	"caseload/dashboard/analysis/forecast"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Ahead is the outlook of one series, for a page of another purpose: a sentence, or months drawn after the known ones.
type Ahead struct {
	Name   string           `json:"name"`   // what is continued: "All procedures", "Thermal ablation"
	Months []forecast.Month `json:"months"` // from the first month that is not known, twelve at most; means, with bands
	Next   Expectation      `json:"next"`   // the first of them
	URL    string           `json:"url"`    // the Outlook of the same view

	of *outlooker // that the months are of
}

// Expectation is what one month should bring.
type Expectation struct {
	Month    calendar.Month `json:"month"`
	Expected float64        `json:"expected"`
	Lo80     float64        `json:"lo80"`
	Hi80     float64        `json:"hi80"`
	Text     string         `json:"text"` // "November 2026 should bring about 650 procedures, between 610 and 690 eight times in ten."
	Sentence Sentence       `json:"-"`    // Text, its figure with a link
	URL      string         `json:"url"`  // the Outlook of the same view
}

// Ahead returns what the newest outlook expects of the view's site and group, the same numbers that the Outlook page
// shows. It never waits: ready is false until PrepareOutlook or the Outlook page has worked the revision out, which takes
// a few milliseconds in the background, and where there is nothing to expect: too short a history, a site that has
// ended, a single procedure, a month in focus that is older than the newest one. A page that asks is drawn again once
// IsAheadReady changes, for that is part of every page's cache key.
func (s *Service) Ahead(ctx context.Context, v View) (ahead Ahead, ready bool, err error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return Ahead{}, false, err
	}
	n, err := r.narrow()
	if err != nil {
		return Ahead{}, false, err
	}
	ahead, ready = s.ahead(r, n)
	return ahead, ready, nil
}

// IsAheadReady reports whether the outlook of the revision has been worked out, so that Ahead can answer.
func (s *Service) IsAheadReady(revision caseload.Revision) bool {
	made := s.outlooks.made.Load()
	return made != nil && made.key.revision == revision && made.key.current == calendar.MonthAt(s.now())
}

// ahead answers for a narrowed reading, out of the set of all sites if that is there.
func (s *Service) ahead(r *reading, n narrowing) (Ahead, bool) {
	made := s.outlooks.made.Load()
	if n.procedure != nil || made == nil || made.key.revision != r.revision || made.key.current != r.current {
		return Ahead{}, false
	}
	x := &outlooker{r: r, n: n, set: made.set, at: -1}
	x.find()
	if x.at < 0 || len(x.f.Months) == 0 {
		return Ahead{}, false
	}
	next := x.f.Months[0]
	if r.month < next.Month-1 || r.month > x.f.Months[len(x.f.Months)-1].Month {
		return Ahead{}, false // what came after an older month is known
	}
	url := r.pinnedTo(n).URL("/outlook")
	words := expectation(next, url)
	return Ahead{Name: n.name(), Months: x.f.Months, URL: url, of: x, Next: Expectation{
		Month: next.Month, Expected: next.Point, Lo80: next.Lo80, Hi80: next.Hi80, Text: words.String(), URL: url, Sentence: words,
	}}, true
}

// expectation says what a month should bring, how sure that is, and where it comes from.
func expectation(m forecast.Month, url string) Sentence {
	s := Sentence{{Text: m.Month.Long() + " should bring "}, {Text: "about " + procedures(about(m.Point)), URL: url}}
	lo, hi := about(m.Lo80), about(m.Hi80)
	if lo == hi {
		return append(s, Part{Text: "."}) // a history that never varied says nothing of how far a month can stray
	}
	return append(s, Part{Text: ", between " + whole(lo) + " and " + whole(hi) + " eight times in ten."})
}

// expected returns what the month after the newest known one should bring for the sites in view; nil while it is not
// worked out.
func (s *Service) expected(r *reading) *Expectation {
	if ahead, ok := s.ahead(r, narrowing{}); ok {
		return &ahead.Next
	}
	return nil
}

// then adds to a sentence what comes next.
func (s Sentence) then(next *Expectation) Sentence {
	if next == nil {
		return s
	}
	if !s.IsEmpty() {
		s = append(s, Part{Text: " "})
	}
	return append(s, next.Sentence...)
}
