package insight

import (
	"context"
	"slices"
	"time"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// reading is the facts seen through one view at one instant. It holds the law of completeness: everything
// that adds up sites asks it.
type reading struct {
	*facts
	view     View
	now      time.Time
	today    calendar.Date
	current  calendar.Month // the month of today, which is never complete
	sites    []*siteFacts   // in view, those that have ever reported
	chosen   *siteFacts     // nil for all
	calendar CalendarKind
	years    calendar.Calendar                  // fiscal years of the calendar chosen
	start    calendar.Month                     // first month that a site in view reports; after end when none does
	end      calendar.Month                     // newest month in view, the current one at most
	values   map[caseload.SiteID]series.Monthly // complete months of each site
	total    series.Monthly                     // complete months of the sites in view
	month    calendar.Month                     // in focus
	hasMonth bool
	judged   []SeriesVerdict // of counts, once asked for
	needs    []RoleNeed      // of the roles, once worked out
	hidden   hiddenNumbers   // of an export; nil where all is shown
}

// read looks at the newest revision through the view.
func (s *Service) read(ctx context.Context, v View) (*reading, error) {
	f, err := s.facts(ctx)
	if err != nil {
		return nil, err
	}
	now := s.now()
	r := &reading{facts: f, view: v, now: now, today: calendar.DateAt(now), current: calendar.MonthAt(now)}
	if v.Export {
		if r.hidden, err = s.hiddenNumbers(ctx, f); err != nil {
			return nil, err
		}
	}
	r.calendar = v.Calendar
	if r.calendar == "" {
		r.calendar = f.calendar
	}
	r.years = calendar.Calendar{FiscalStart: map[CalendarKind]time.Month{
		CalendarYear: time.January, AcademicYear: time.July, FederalYear: time.October}[r.calendar]}
	for _, site := range f.sites {
		if v.Site == site.ref.Slug {
			r.chosen = site
		}
	}
	if v.Site != "" && r.chosen == nil {
		return nil, fault.New(fault.NotFound, "There is no site %q. Choose one of those listed.", v.Site)
	}
	for _, site := range f.sites {
		if r.hasReported(site) && (r.chosen == nil || site == r.chosen) {
			r.sites = append(r.sites, site)
		}
	}
	r.addUp()
	r.focus()
	return r, nil
}

// hasReported reports whether the site has a month that has begun: next month's file stays hidden until then.
func (r *reading) hasReported(s *siteFacts) bool {
	return s.FirstMonth != nil && *s.FirstMonth <= r.current
}

// addUp finds the months in view and each site's complete months, and adds them where every active site is complete.
func (r *reading) addUp() {
	r.start, r.end = 1, 0
	for _, s := range r.sites {
		newest := *s.FirstMonth
		for m := range s.status {
			if m <= r.current && m > newest {
				newest = m
			}
		}
		if r.end < r.start {
			r.start, r.end = *s.FirstMonth, newest
		}
		r.start, r.end = min(r.start, *s.FirstMonth), max(r.end, newest)
	}
	r.values = make(map[caseload.SiteID]series.Monthly, len(r.sites))
	members := make([]series.Member, 0, len(r.sites))
	for _, s := range r.sites {
		values := series.New(r.start, r.end)
		for m := r.start; m <= r.end; m++ {
			if r.siteComplete(s, m) {
				values.Set(m, s.counts.At(m))
			}
		}
		r.values[s.ID] = r.shown(values, func(m calendar.Month) bool { return r.hidesSite(m, s.ID, 0, 0) })
		members = append(members, series.Member{Values: values, IsActive: s.IsActive})
	}
	r.total = r.shown(series.Total(r.start, r.end, members), func(m calendar.Month) bool { return r.hides(m, 0, 0) })
}

// siteComplete reports whether the site's month can be counted on: over, received, declared to be everything,
// nothing hidden, and with numbers in it.
func (r *reading) siteComplete(s *siteFacts, m calendar.Month) bool {
	status, ok := s.status[m]
	return ok && m < r.current && s.IsActive(m) && status.Complete && status.Suppressed == 0 && s.counts.Has(m)
}

// focus chooses the month: the one asked for, else the newest complete one, else the newest that is over, else
// the current one.
func (r *reading) focus() {
	if r.view.Month != nil {
		r.month, r.hasMonth = *r.view.Month, len(r.sites) > 0
		return
	}
	if len(r.sites) == 0 {
		return
	}
	r.hasMonth = true
	if newest := r.newestComplete(); newest != nil {
		r.month = *newest
		return
	}
	r.month = r.end
	if r.month == r.current && r.start < r.current {
		r.month = r.current - 1
	}
}

// newestComplete returns the newest complete month of the sites in view.
func (r *reading) newestComplete() *calendar.Month {
	for m := r.total.Last(); m >= r.total.First; m-- {
		if r.total.Has(m) {
			return &m
		}
	}
	return nil
}

// state tells whether the month's numbers can be counted on.
func (r *reading) state(m calendar.Month) MonthState {
	switch {
	case len(r.active(m)) == 0 || m > r.current:
		return MonthEmpty
	case m == r.current:
		return MonthUnfinished
	case r.total.Has(m):
		return MonthComplete
	}
	return MonthIncomplete
}

// active returns the sites in view whose counts are expected for the month.
func (r *reading) active(m calendar.Month) []*siteFacts {
	var active []*siteFacts
	for _, s := range r.sites {
		if s.IsActive(m) {
			active = append(active, s)
		}
	}
	return active
}

// isClosed reports whether every active site in view has closed the month.
func (r *reading) isClosed(m calendar.Month) bool {
	active := r.active(m)
	return len(active) > 0 && !slices.ContainsFunc(active, func(s *siteFacts) bool { return !s.status[m].IsClosed() })
}

// siteValue returns what is known of one site in one month, in numbers and words.
func (r *reading) siteValue(s *siteFacts, m calendar.Month) SiteValue {
	return SiteValue{Site: s.ref, Value: Number(r.values[s.ID].At(m)), Text: r.siteText(s, m),
		TraceURL: TraceURL(TraceQuery{Figure: FigureCount, View: View{Month: &m, Site: s.ref.Slug, Calendar: r.view.Calendar}})}
}

// rate returns the procedures per working day from first to last: the sum over sites of count ÷ the site's own
// working days.
func (r *reading) rate(first, last calendar.Month) float64 {
	if !r.allComplete(first, last) {
		return series.Missing()
	}
	for m := first; m <= last; m++ {
		if r.hidesRate(m, 0, 0) {
			return series.Hidden()
		}
	}
	rate := 0.0
	for _, s := range r.sites {
		n, days := 0.0, 0.0
		for m := first; m <= last; m++ {
			if s.IsActive(m) {
				n += s.counts.At(m)
				days += s.workingDays(m)
			}
		}
		if days == 0 {
			if n == 0 {
				continue
			}
			return series.Missing()
		}
		rate += n / days
	}
	return rate
}

// allComplete reports whether all months from first to last are complete.
func (r *reading) allComplete(first, last calendar.Month) bool {
	return !series.IsMissing(r.total.Between(first, last))
}

// meanWorkingDays returns the mean of the active sites' working days, and whether they differ.
func (r *reading) meanWorkingDays(m calendar.Month) (mean float64, differ bool) {
	active := r.active(m)
	if len(active) == 0 {
		return series.Missing(), false
	}
	sum := 0.0
	for _, s := range active {
		days := s.workingDays(m)
		sum += days
		differ = differ || days != active[0].workingDays(m)
	}
	return sum / float64(len(active)), differ
}

// rates returns each complete month's procedures per working day.
func (r *reading) rates() series.Monthly {
	return r.total.Map(func(m calendar.Month, _ float64) float64 { return r.rate(m, m) })
}

// groupTotal returns a group's complete months for the sites in view. A month without a single stored cell of
// the group is missing, also where the file was declared to be everything.
func (r *reading) groupTotal(id caseload.GroupID) series.Monthly {
	return r.shown(r.groupOf(id, r.sites, r.total), func(m calendar.Month) bool { return r.hides(m, id, 0) })
}

// groupOf is groupTotal of some sites, whose own total says which months are complete.
func (r *reading) groupOf(id caseload.GroupID, sites []*siteFacts, all series.Monthly) series.Monthly {
	return r.partOf(sites, all, func(s *siteFacts) series.Monthly { return s.groups[id] })
}

// partTotal is groupTotal for any part of a site's stored numbers.
func (r *reading) partTotal(of func(*siteFacts) series.Monthly) series.Monthly {
	return r.partOf(r.sites, r.total, of)
}

func (r *reading) partOf(sites []*siteFacts, all series.Monthly, of func(*siteFacts) series.Monthly) series.Monthly {
	total := series.New(r.start, r.end)
	for _, s := range sites {
		part := of(s)
		if part.Len() == 0 {
			continue
		}
		for i := range total.Values {
			m := total.First + calendar.Month(i)
			v := part.At(m)
			if series.IsMissing(v) || !s.IsActive(m) || !all.Has(m) {
				continue
			}
			if series.IsMissing(total.Values[i]) {
				total.Values[i] = 0
			}
			total.Values[i] += v
		}
	}
	return total
}

// yearStart returns the first month of the year that m falls in, in the calendar chosen.
func (r *reading) yearStart(m calendar.Month) calendar.Month { return r.years.FiscalYear(m).First }

// at returns an instant in the clock's time zone.
func (r *reading) at(unixMilli int64) time.Time {
	return time.UnixMilli(unixMilli).In(r.now.Location())
}

// dateOf returns the day of an instant in the clock's time zone.
func (r *reading) dateOf(unixMilli int64) calendar.Date { return calendar.DateAt(r.at(unixMilli)) }

// trace returns the address of a figure of the month in focus, for the sites in view.
func (r *reading) trace(figure Figure) string {
	return TraceURL(TraceQuery{Figure: figure, View: r.pinned()})
}

// pinned returns the view's month, site and calendar with the month named, so that the link goes on meaning
// the same when a newer month arrives.
func (r *reading) pinned() View {
	v := r.view.Shared()
	if r.hasMonth {
		v.Month = &r.month
	}
	return v
}

func joinComma(parts []string) string {
	text := ""
	for i, part := range parts {
		if i > 0 {
			text += ", "
		}
		text += part
	}
	return text
}
