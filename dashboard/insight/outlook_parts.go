package insight

import (
	"fmt"
	"slices"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// parts are the series that add up to the one shown: its groups, or a group's sites.
func (x *outlooker) parts(first calendar.Month) OutlookParts {
	out := OutlookParts{By: ByGroup, First: first, Total: x.part(x.set.subjects[x.at], x.n.name(), first), Rows: []OutlookPart{}, Sites: []OutlookPart{}}
	var sites []OutlookPart
	if x.r.chosen == nil && x.set.bySite {
		for _, site := range x.all.active(x.set.origin + 1) {
			s := x.subject(site, x.n.group)
			if x.set.index(s) < 0 {
				continue
			}
			part := x.part(s, site.Name, first)
			part.Slug, part.Site = site.ref.Slug, &site.ref
			part.URL = x.r.pinnedTo(x.n).WithSite(site.ref.Slug).URL("/outlook")
			sites = append(sites, part)
		}
	}
	if x.n.group != nil {
		out.By = BySite
		out.Rows = append(out.Rows, sites...)
		return out
	}
	out.Sites = append(out.Sites, sites...)
	for i := range x.r.groups {
		g := &x.r.groups[i]
		s := x.subject(x.r.chosen, g)
		if x.set.index(s) < 0 {
			continue
		}
		part := x.part(s, g.Name, first)
		part.Slug = x.r.groupSlug[g.ID]
		part.URL = x.r.pinned().WithGroup(part.Slug).URL("/outlook")
		out.Rows = append(out.Rows, part)
	}
	slices.SortStableFunc(out.Rows, func(a, b OutlookPart) int { return larger(float64(a.Next12), float64(b.Next12)) })
	return out
}

func (x *outlooker) part(s subject, name string, first calendar.Month) OutlookPart {
	f := x.set.forecasts[x.set.index(s)]
	last := first + outlookMonths - 1
	f.Reported = x.known(s)
	part := OutlookPart{Name: name, Depth: f.Depth, Known: f.Reported, NextLo: missing(), NextHi: missing(),
		Implied: series.New(first, last), Last12: Number(f.Reported.Between(first-outlookMonths, first-1))}
	for _, m := range f.Months {
		month := OutlookMonth{Month: m, LastYear: Number(f.Reported.At(m.Month - 12)), Baseline: missing(), Difference: missing()}
		days, _ := x.r.meanWorkingDays(m.Month)
		month.WorkingDays = Number(days)
		part.Months = append(part.Months, month)
	}
	for _, m := range f.Implied {
		part.Implied.Set(m.Month, m.Point)
	}
	ahead := series.New(first, last)
	for m := first; m <= last; m++ {
		ahead.Set(m, part.at(f, m))
	}
	part.Next, part.Next12 = Number(ahead.At(first)), Number(ahead.Between(first, last))
	if next, ok := f.At(first); ok {
		part.NextLo, part.NextHi = Number(next.Lo80), Number(next.Hi80)
	}
	return part
}

// at is what a month is held to be: known, expected, or left over by the others.
func (p OutlookPart) at(f forecast.Forecast, m calendar.Month) float64 {
	if f.Reported.Has(m) {
		return f.Reported.At(m)
	}
	if month, ok := f.At(m); ok {
		return month.Point
	}
	if f.Ends > 0 && m > f.Ends {
		return 0
	}
	return p.Implied.At(m)
}

// backtest tells how good the newest outlook's method has been for the series shown and for its parts.
func (x *outlooker) backtest(out Outlook, set *outlookSet, scores outlookScores) *OutlookBacktest {
	if x.at < 0 || len(scores.together) == 0 {
		return nil
	}
	b := &OutlookBacktest{}
	add := func(s subject, name string) {
		if i := set.index(s); i >= 0 && scores.together[i].Forecasts > 0 {
			b.Rows = append(b.Rows, OutlookScore{Name: name, Score: scores.together[i], AloneMASE: scores.alone[i].MASE})
		}
	}
	shown := x.set.subjects[x.at]
	add(shown, x.n.name())
	if len(b.Rows) == 0 {
		return nil
	}
	for _, part := range out.Parts.Sites {
		add(subject{part.Site.ID, shown.group}, part.Name)
	}
	for _, part := range out.Parts.Rows {
		s := shown
		if part.Site != nil {
			s.site = part.Site.ID
		} else {
			s.group = x.groupOf(part.Slug)
		}
		add(s, part.Name)
	}
	first := b.Rows[0]
	ours, naive := errorText(first.AbsoluteError), errorText(first.NaiveAbsoluteError)
	switch {
	case first.NaiveWins():
		b.Title = "Last year’s same month would have been the better forecast: off by " + naive + " on average, this one by " + ours
	case ours == naive:
		b.Title = "In the past it would have been off by " + ours + " procedures on average, as last year’s same month"
	default:
		b.Title = "In the past it would have been off by " + ours + " procedures on average; last year’s same month by " + naive
	}
	b.Summary = sentence(
		fmt.Sprintf("The forecast made again from each of %s past months, up to %s ahead, as if later months were not known: %s months judged by what came",
			spelled(first.Origins), monthsIn(outlookMonths), whole(float64(first.Forecasts))),
		"The 80"+noBreak+"% range would have held in "+share(first.Within80)+" of them",
		"MASE is the error in units of the history’s own year-on-year changes: below 1 is better than they are")
	return b
}

func (x *outlooker) groupOf(slug string) caseload.GroupID {
	for id, s := range x.r.groupSlug {
		if s == slug {
			return id
		}
	}
	return 0
}

// errorText writes an error in procedures, with a decimal where it is small.
func errorText(v float64) string {
	if v < 10 {
		return oneDecimal(v)
	}
	return whole(v)
}
