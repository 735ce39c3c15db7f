package insight

import (
	"context"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Scope answers what the header of every page says, also of pages without figures of their own.
func (s *Service) Scope(ctx context.Context, v View) (Scope, error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return Scope{}, err
	}
	return r.scope(), nil
}

func (r *reading) scope() Scope {
	s := Scope{
		View: r.view, Division: r.division, HasMonth: r.hasMonth, Calendar: r.calendar,
		Today: r.today, Revision: r.revision, Sites: r.choices(),
	}
	if r.newest != nil {
		s.AsOf = r.at(r.newest.At)
		s.AsOfText = instant(s.AsOf)
	}
	for _, u := range r.uploads {
		if u.State == caseload.UploadCommitted {
			s.Uploads++
		}
	}
	if r.chosen != nil {
		s.Site = &r.chosen.ref
	}
	if !r.hasMonth {
		return s
	}
	s.Month, s.State = r.month, r.state(r.month)
	s.First, s.Last = r.start, r.lastChoice()
	s.Prev, s.Next = step(r.month-1, s.First, s.Last), step(r.month+1, s.First, s.Last)
	s.Newest = r.newestComplete()
	s.FiscalYear = r.years.FiscalYear(r.month)
	s.YearName, s.YearLabel = s.FiscalYear.Long(), s.FiscalYear.Label()
	s.Preliminary = s.State == MonthComplete && !r.isClosed(r.month)
	s.Staleness = r.staleness()
	s.Notes = r.notes(r.month)
	return s
}

// choices returns the sites to choose from: those that have reported, or all while none has.
func (r *reading) choices() []SiteRef {
	var some, all []SiteRef
	for _, s := range r.facts.sites {
		all = append(all, s.ref)
		if r.hasReported(s) || s == r.chosen {
			some = append(some, s.ref)
		}
	}
	if len(some) == 0 || len(some) == 1 && r.chosen != nil && !r.hasReported(r.chosen) {
		return all
	}
	return some
}

// lastChoice returns the last month worth stepping to: last month, so that what is missing of it can be seen,
// or the current one as soon as something of it has come. A site that has ended goes no further than its end.
func (r *reading) lastChoice() calendar.Month {
	last := max(r.end, r.current-1)
	for m := last; m > r.end; m-- {
		if len(r.active(m)) > 0 {
			return m
		}
	}
	return r.end
}

// step returns the month, or nil beyond the ends; from outside the range it leads back to the nearest end.
func step(m, first, last calendar.Month) *calendar.Month {
	if m == first-1 || m == last+1 {
		return nil
	}
	m = min(max(m, first), last)
	return &m
}

// staleness says that the month in focus is not last month or not the newest that could be chosen.
func (r *reading) staleness() string {
	newest := r.newestComplete()
	lastMonth := r.current - 1
	if newest == nil {
		return "No month is complete yet."
	}
	if r.month < *newest {
		return newest.Long() + " is the newest complete month."
	}
	if *newest >= lastMonth {
		return ""
	}
	if end := r.endOfAll(); end != nil && *newest >= *end {
		return capital(r.sitesText()) + " ended with " + end.Long() + "."
	}
	return "The newest complete month is " + newest.Long() + ", " + monthsIn(int(lastMonth-*newest)) + " older than last month."
}

// endOfAll returns the last active month of the sites in view, nil while one is open.
func (r *reading) endOfAll() *calendar.Month {
	var end *calendar.Month
	for _, s := range r.sites {
		if s.LastMonth == nil || *s.LastMonth >= r.current {
			return nil
		}
		if end == nil || *s.LastMonth > *end {
			end = s.LastMonth
		}
	}
	return end
}

func (r *reading) sitesText() string {
	if r.chosen != nil {
		return r.chosen.Name
	}
	return "all sites"
}

// empty says what to do while nothing is there to show; nil when something is.
func (r *reading) empty() *EmptyState {
	if r.hasMonth {
		return nil
	}
	for _, s := range r.facts.sites {
		if s.FirstMonth != nil && *s.FirstMonth > r.current && (r.chosen == nil || r.chosen == s) {
			return &EmptyState{
				Title:  "The data start in " + s.FirstMonth.Long() + ", which has not begun.",
				Text:   "Numbers of a month to come stay hidden until it begins. Check the months in the file, or this computer's clock.",
				Action: "See the uploads", URL: "/data",
			}
		}
	}
	who := "The first file"
	title := "No procedures have come yet."
	if r.chosen != nil {
		title = r.chosen.Name + " has sent no procedures yet."
		who = "Its first file"
	}
	return &EmptyState{
		Title: title,
		Text: who + " needs four columns: month, site, procedure and count. One month is enough to start; " +
			"signals and the same month last year need 13, a forecast 12.",
		Action: "Upload a file", URL: "/data",
	}
}
