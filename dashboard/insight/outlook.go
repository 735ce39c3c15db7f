package insight

import (
	"context"
	"slices"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Outlook answers "what is coming?" for the view: twelve months from its month on, as known then.
func (s *Service) Outlook(ctx context.Context, v View) (Outlook, error) {
	x, err := s.outlooker(ctx, v)
	if err != nil {
		return Outlook{}, err
	}
	out := Outlook{Scope: x.r.scope(), Empty: x.r.empty(), Name: x.n.name(), Depth: forecast.DepthNone, Point: forecast.Mean, Groups: x.groups()}
	if x.n.group != nil {
		out.Group = &NamedSlug{x.n.group.Name, x.r.groupSlug[x.n.group.ID]}
	}
	if out.Empty != nil {
		return out, nil
	}
	x.fill(&out)
	set, scores, _, err := s.outlooks.backtest(ctx, s.source, x.all)
	if err != nil {
		return Outlook{}, err
	}
	out.Backtest = x.backtest(out, set, scores)
	x.words(&out)
	return out, nil
}

// PrepareOutlook works out what an outlook of the newest revision takes longest for, so that its first reader need not
// wait, and keeps it in the database, so that the next start need not do it again. Where the database cannot be written
// it returns an error, and all that was worked out stays good.
func (s *Service) PrepareOutlook(ctx context.Context) error {
	all, err := s.read(ctx, View{})
	if err != nil || !all.hasMonth {
		return err
	}
	set, scores, isNew, err := s.outlooks.backtest(ctx, s.source, all)
	if err != nil || !isNew {
		return err
	}
	return keepScores(ctx, s.source, all, set, scores)
}

// outlooker answers for one view out of the set that all views of its month share.
type outlooker struct {
	r   *reading // through the view
	all *reading // the same month for all sites
	n   narrowing
	set *outlookSet
	at  int // of the series shown; −1 when nothing is known of it
	f   forecast.Forecast
}

func (s *Service) outlooker(ctx context.Context, v View) (*outlooker, error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return nil, err
	}
	x := &outlooker{r: r, at: -1}
	r.view.Procedure = "" // a single procedure is too small to foretell
	if x.n, err = r.narrow(); err != nil {
		return nil, err
	}
	if x.all, err = s.read(ctx, View{Month: v.Month, Calendar: v.Calendar}); err != nil || !r.hasMonth {
		return x, err
	}
	if v.Month == nil || *v.Month >= x.all.outlookKey().origin {
		x.set = s.outlooks.newest(x.all)
	} else {
		x.set = x.all.continueSeries(*v.Month)
	}
	x.find()
	return x, nil
}

// find looks the series shown up in the set.
func (x *outlooker) find() {
	if x.at = x.set.index(x.subject(x.r.chosen, x.n.group)); x.at >= 0 {
		x.f = x.set.forecasts[x.at]
	}
}

// subject returns the series of a site and a group, nil for all. One site alone is the division.
func (x *outlooker) subject(site *siteFacts, group *caseload.Group) subject {
	var s subject
	if site != nil && x.set.bySite {
		s.site = site.ID
	}
	if group != nil {
		s.group = group.ID
	}
	return s
}

// groups are the choices: those of which something is known.
func (x *outlooker) groups() []NamedSlug {
	groups := []NamedSlug{}
	for _, g := range x.r.groups {
		if x.set != nil && x.set.index(subject{group: g.ID}) >= 0 {
			groups = append(groups, NamedSlug{g.Name, x.r.groupSlug[g.ID]})
		}
	}
	return groups
}

// fill puts the numbers in.
func (x *outlooker) fill(out *Outlook) {
	r := x.r
	out.Known = series.New(r.start, r.start-1)
	out.Sources = r.sources()
	if x.at < 0 {
		out.Reason = "No forecast: no month can be used."
		if end := r.endOfAll(); end != nil {
			out.Reason = "No forecast: " + r.sitesText() + " ended with " + end.Long() + "."
		}
		return
	}
	known := x.known(x.set.subjects[x.at])
	out.LeftOut = r.exclusions(x.set.subjects[x.at].site, known.First, known.Last())
	out.Known, out.Depth, out.Reason, out.Notes = known, x.f.Depth, x.f.Reason, slices.Clone(x.f.Warnings)
	out.TraceURL = TraceURL(TraceQuery{Figure: FigureCount, View: r.pinnedTo(x.n).WithRange(known.First, known.Last())})
	for m := known.First; m <= known.Last(); m++ {
		out.Gaps = append(out.Gaps, r.gaps(m)...)
	}
	for _, m := range x.f.Gaps {
		out.Missing = append(out.Missing, x.month(known, m))
	}
	for _, m := range x.f.Months {
		out.Months = append(out.Months, x.month(known, m))
	}
	if len(out.Months) == 0 {
		return
	}
	out.Annotations = r.annotations(known.First, known.Last(), x.n.series())
	out.Baseline = series.New(known.First, out.Months[len(out.Months)-1].Month.Month)
	for i := range out.Baseline.Values {
		if b, ok := x.baseline(out.Baseline.First + calendar.Month(i)); ok {
			out.Baseline.Values[i] = b
		}
	}
	if b, ok := x.baseline(out.Months[0].Month.Month); ok {
		out.BaselineLabel = baselineText(b) + " baseline"
	}
	if r.end >= r.current && out.Months[0].Month.Month == r.current && x.n.isAll() {
		out.Partial = r.partial()
	}
	out.Landings = x.landings()
	out.Parts = x.parts(out.Months[0].Month.Month)
}

// known is what is reported of the subject, as far as it may be shown.
func (x *outlooker) known(s subject) series.Monthly {
	return x.r.shown(x.set.forecasts[x.set.index(s)].Reported, func(m calendar.Month) bool { return x.hides(s, m) })
}

func (x *outlooker) hides(s subject, m calendar.Month) bool {
	site := s.site
	if !x.set.bySite { // of one site alone the division is the site
		site = x.r.inView()
	}
	return x.r.hidesSite(m, site, s.group, 0)
}

// month puts what is known beside what is expected.
func (x *outlooker) month(known series.Monthly, m forecast.Month) OutlookMonth {
	month := OutlookMonth{Month: m, LastYear: Number(known.At(m.Month - 12)), Baseline: missing(), Difference: missing()}
	if b, ok := x.baseline(m.Month); ok {
		month.Baseline, month.Difference = Number(b), Number(m.Point-b)
	}
	days, _ := x.r.meanWorkingDays(m.Month)
	month.WorkingDays = Number(days)
	return month
}

// baseline returns what the month is compared with. No baseline speaks of a single group.
func (x *outlooker) baseline(m calendar.Month) (float64, bool) {
	b, ok := x.r.comparable(m)
	return b.PerMonth, ok && x.n.isAll()
}

// landings are where the years of the three calendars end that the first month falls in, the chosen one first.
// A year that has just ended is among them while a month of it is missing.
func (x *outlooker) landings() []OutlookLanding {
	kinds := []CalendarKind{x.r.calendar}
	for _, kind := range []CalendarKind{CalendarYear, AcademicYear, FederalYear} {
		if kind != x.r.calendar {
			kinds = append(kinds, kind)
		}
	}
	next := x.f.Months[0].Month
	var landings []OutlookLanding
	for _, kind := range kinds {
		years := calendar.Calendar{FiscalStart: fiscalStarts()[kind]}
		year := years.FiscalYear(next)
		before := years.FiscalYear(year.First - 1)
		if l, ok := x.f.Landing(before.First, before.Last); ok && len(l.Missing) > 0 {
			landings = append(landings, x.landing(kind, before))
		}
		landings = append(landings, x.landing(kind, year))
	}
	return landings
}

func (x *outlooker) landing(kind CalendarKind, year calendar.FiscalYear) OutlookLanding {
	out := OutlookLanding{Kind: kind, Name: year.Long(), Label: year.Label(),
		Reference: missing(), Baseline: missing(), Difference: missing(), Probability: missing()}
	landing, ok := x.f.Landing(year.First, year.Last)
	out.Landing = landing
	for m := year.First; ok && m <= year.Last; m++ {
		if x.f.Reported.Has(m) && x.hides(x.set.subjects[x.at], m) { // the sum would tell it
			out.Landing = forecast.Landing{From: year.First, To: year.Last}
			out.Reason = "It holds a " + hiddenText + "."
			return out
		}
	}
	if !ok {
		out.From, out.To = year.First, year.Last
		out.Reason = "The data start in " + x.f.Reported.First.Long() + ", within the year."
		return out
	}
	reference, same := 0.0, true
	first, _ := x.baseline(year.First)
	for m := year.First; m <= year.Last; m++ {
		b, ok := x.baseline(m)
		if !ok {
			return out
		}
		reference += b
		same = same && b == first
	}
	out.Reference, out.Difference = Number(reference), Number(landing.Total-reference)
	out.Probability = Number(landing.ProbabilityAbove(reference))
	if same {
		out.Baseline = Number(first)
	}
	return out
}
