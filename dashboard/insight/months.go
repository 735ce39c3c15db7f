package insight

import (
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// mostParts is how many sites or groups a chart shows on their own, before "Other (n)".
const mostParts = 6

// months returns the months by site from first on, with all that is said of them.
func (r *reading) months(first calendar.Month) MonthlyChart {
	last := r.end
	if r.month <= r.current {
		last = max(last, r.month)
	}
	ended := min(last, r.current-1)
	c := MonthlyChart{
		First: first, Last: last,
		Series:      r.siteSeries(first, last),
		Total:       r.total.Slice(first, last),
		Baseline:    r.baselineSeries(first, last),
		Annotations: r.annotations(first, last, seriesOf{}),
		Table:       r.monthTable(first, ended),
		TraceURL:    r.trace(FigureCount),
	}
	r.monthLimits(&c, first, last)
	if r.end >= r.current {
		c.Partial = r.partial()
	}
	for m := first; m <= ended; m++ {
		c.Gaps = append(c.Gaps, r.gaps(m)...)
	}
	if b, ok := r.comparable(r.month); ok {
		c.BaselineLabel = baselineText(b.PerMonth) + " baseline"
	}
	c.Title = r.monthsTitle()
	c.Summary = r.monthsSummary(c, first, ended)
	return c
}

// monthsTitle says as a finding how the last months stood against the baseline: "Six of the last eight months
// were above 680". Without a baseline it says between what they ran.
func (r *reading) monthsTitle() string {
	var recent []calendar.Month
	for _, m := range r.total.Present() {
		if m <= r.month {
			recent = append(recent, m)
		}
	}
	if len(recent) == 0 {
		return "No month to " + r.month.Long() + " is complete"
	}
	last := recent[max(0, len(recent)-8):]
	above, compared, same := 0, 0, true
	var reference float64
	for _, m := range last {
		b, ok := r.comparable(m)
		if !ok {
			continue
		}
		if compared > 0 && b.PerMonth != reference {
			same = false
		}
		reference = b.PerMonth
		compared++
		if r.total.At(m) > b.PerMonth {
			above++
		}
	}
	if compared < len(last) {
		return r.rangeTitle(recent)
	}
	what := baselineText(reference)
	if !same {
		what = "the baseline"
	}
	// "The last eight months" are eight in a row only where no month between them is a gap.
	kind := "months"
	if int(last[len(last)-1]-last[0])+1 != len(last) {
		kind = "complete months"
	}
	if len(last) == 1 {
		if above == 1 {
			return last[0].Long() + " was above " + what
		}
		return last[0].Long() + " was not above " + what
	}
	of := "the last " + spelled(len(last)) + " " + kind
	if newest := r.newestComplete(); newest != nil && *newest > last[len(last)-1] {
		of = "the " + spelled(len(last)) + " " + kind + " to " + last[len(last)-1].Long()
	}
	switch above {
	case 0:
		return "None of " + of + " was above " + what
	case 1:
		return "One of " + of + " was above " + what
	case len(last):
		return "All of " + of + " were above " + what
	}
	return capital(spelled(above)) + " of " + of + " were above " + what
}

// rangeTitle says between what the last 24 months ran.
func (r *reading) rangeTitle(recent []calendar.Month) string {
	recent = recent[max(0, len(recent)-24):]
	low, high := recent[0], recent[0]
	for _, m := range recent {
		if r.total.At(m) < r.total.At(low) {
			low = m
		}
		if r.total.At(m) > r.total.At(high) {
			high = m
		}
	}
	who := capital(r.sitesText())
	if len(recent) == 1 {
		return who + ": " + procedures(r.total.At(low)) + " in " + low.Long()
	}
	return who + " ran between " + whole(r.total.At(low)) + " (" + low.Short() + ") and " + whole(r.total.At(high)) +
		" (" + high.Short() + ") a month in the last " + spelled(len(recent)) + " complete months"
}

func (r *reading) monthsSummary(c MonthlyChart, first, last calendar.Month) string {
	if last < first {
		return sentence("Procedures by site", partialClause(c.Partial))
	}
	what := "Procedures a month by site"
	if r.chosen != nil {
		what = "Procedures a month at " + r.chosen.Name
	}
	gaps := ""
	if n := len(c.Gaps); n > 0 {
		var said []string
		for _, gap := range c.Gaps[max(0, n-3):] {
			said = append(said, gap.Site.Name+" for "+gap.Month.Long()+": "+r.gapText(gap))
		}
		gaps = strings.Join(said, "; ")
		if n > 3 {
			gaps = whole(float64(n)) + " files are missing or not complete, the last of them: " + gaps
		}
	}
	return sentence(what+", "+period(first, last), gaps, partialClause(c.Partial))
}

// gapText is the gap without the site's name.
func (r *reading) gapText(gap Gap) string { return gap.Text[len(gap.Site.Name)+1:] }

func partialClause(p *PartialMonth) string {
	if p == nil {
		return ""
	}
	return p.Month.Long() + " is not finished: " + p.Label
}

// siteSeries returns the parts of each month's bar: the six largest sites in their own order and "Other (n)".
func (r *reading) siteSeries(first, last calendar.Month) []SiteSeries {
	var all []SiteSeries
	for _, s := range r.sites {
		part := SiteSeries{Site: s.ref, Count: 1, Values: r.values[s.ID].Slice(first, last), Unsure: series.New(first, last), Last: missing()}
		for m := first; m <= min(last, r.current-1); m++ {
			if s.IsActive(m) && !part.Values.Has(m) {
				part.Unsure.Set(m, r.count(s, m))
			}
		}
		if present := part.Values.Present(); len(present) > 0 {
			part.LastMonth = present[len(present)-1]
			part.Last = Number(part.Values.At(part.LastMonth))
		}
		all = append(all, part)
	}
	if len(all) <= mostParts {
		return all
	}
	bySize := make([]int, len(all))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(a, b int) int { return int(sum(all[b].Values) - sum(all[a].Values)) })
	shown, rest := bySize[:mostParts], bySize[mostParts:]
	slices.Sort(shown)
	var parts []SiteSeries
	for _, i := range shown {
		parts = append(parts, all[i])
	}
	other := SiteSeries{
		Site: SiteRef{Name: "Other (" + whole(float64(len(rest))) + ")"}, Count: len(rest),
		Values: series.New(first, last), Unsure: series.New(first, last), Last: missing(),
	}
	// A month of the others is complete where all of them are; otherwise it is at least what has come.
	for m := first; m <= last; m++ {
		known, whole, some := 0.0, true, false
		for _, i := range rest {
			for _, v := range []float64{all[i].Values.At(m), all[i].Unsure.At(m)} {
				if !series.IsMissing(v) {
					known += v
					some = true
				}
			}
			whole = whole && (all[i].Values.Has(m) || !r.sites[i].IsActive(m))
		}
		switch {
		case some && whole:
			other.Values.Set(m, known)
		case some:
			other.Unsure.Set(m, known)
		}
	}
	if present := other.Values.Present(); len(present) > 0 {
		other.LastMonth = present[len(present)-1]
		other.Last = Number(other.Values.At(other.LastMonth))
	}
	return append(parts, other)
}

// sum adds what is there, to put series in order of size; it is never shown.
func sum(s series.Monthly) float64 {
	total := 0.0
	for _, v := range s.Values {
		if !series.IsMissing(v) {
			total += v
		}
	}
	return total
}

// annotations returns the events from first to last that concern the sites in view and the series.
func (r *reading) annotations(first, last calendar.Month, of seriesOf) []AnnotationOnSite {
	var found []AnnotationOnSite
	for _, a := range r.marks {
		onSite := a.Site == 0 || r.chosen == nil || a.Site == r.chosen.ID
		if !onSite || !r.isAbout(a, of) || a.Month < first || a.Month > last {
			continue
		}
		mark := AnnotationOnSite{Annotation: a, Label: a.Text}
		for _, s := range r.facts.sites {
			if s.ID == a.Site {
				mark.SiteName = s.Name
				if r.chosen == nil && !strings.Contains(a.Text, s.Name) {
					mark.Label += ", " + s.Name
				}
			}
		}
		found = append(found, mark)
	}
	slices.SortStableFunc(found, func(a, b AnnotationOnSite) int { return int(a.Month - b.Month) })
	return found
}

// isAbout reports whether an event is about the series or about what it is a part of: what is said of a group is said
// of its procedures, and what is said of nothing in particular of everything.
func (r *reading) isAbout(a caseload.Annotation, of seriesOf) bool {
	switch {
	case a.Measure != "":
		return of.measure != "" && plainName(a.Measure) == plainName(of.measure) && a.Role == of.role
	case a.Procedure != 0:
		return a.Procedure == of.procedure
	case a.Group != 0:
		return a.Group == of.group || of.procedure != 0 && a.Group == r.procedureGroup(of.procedure)
	}
	return true
}

// procedureGroup returns the group of a procedure.
func (r *reading) procedureGroup(procedure caseload.ProcedureID) caseload.GroupID {
	for _, p := range r.kinds {
		if p.ID == procedure {
			return p.Group
		}
	}
	return 0
}

// monthTable returns the numbers behind the chart.
func (r *reading) monthTable(first, last calendar.Month) MonthTable {
	t := MonthTable{}
	for _, s := range r.sites {
		t.Sites = append(t.Sites, s.ref)
	}
	baseline, rates := r.baselineSeries(first, last), r.rates()
	for m := first; m <= last; m++ {
		month := m
		row := MonthRow{
			Month: m, State: r.state(m), Total: Number(r.total.At(m)), PerDay: Number(rates.At(m)),
			Baseline: Number(baseline.At(m)), Difference: Number(r.total.At(m) - baseline.At(m)),
			TraceURL: TraceURL(TraceQuery{Figure: FigureCount, View: r.pinned().WithMonth(month)}),
		}
		if row.State == MonthIncomplete {
			row.Words = r.knownWords(m)
		}
		for _, s := range r.sites {
			row.Sites = append(row.Sites, r.siteValue(s, m))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
