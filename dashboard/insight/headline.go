package insight

import (
	"math"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// headline says how the month in focus stands, in one sentence whose figures open their rows.
func (r *reading) headline() Sentence {
	switch r.state(r.month) {
	case MonthEmpty:
		return say(r.emptyMonth())
	case MonthUnfinished:
		return r.unfinishedHeadline()
	case MonthIncomplete:
		return r.incompleteHeadline()
	}
	return r.completeHeadline()
}

func (r *reading) completeHeadline() Sentence {
	m := r.month
	opening := m.Long()
	if !r.isClosed(m) {
		opening += " (preliminary)"
	}
	total := r.total.At(m)
	s := Sentence{{Text: opening + ": "}}
	figure := Part{Text: procedures(total), URL: r.trace(FigureCount), Strong: true}
	if r.chosen != nil {
		figure.Text = r.chosen.Name + " " + figure.Text
		figure.Site = &r.chosen.ref
	}
	s = append(s, figure)
	compared := r.comparison(total)
	s = append(s, compared...)
	s = append(s, r.variation(len(compared) > 3)...)
	if r.chosen == nil {
		if sites := r.siteParts(m); len(sites) > 1 {
			s = append(s, Part{Text: "; "})
			s = append(s, sites...)
		}
	}
	return append(s, Part{Text: "."})
}

// comparison says how far the total is from the baseline; both as a count and per working day where the two
// point different ways. Without a baseline it compares with the same month last year.
func (r *reading) comparison(total float64) Sentence {
	m := r.month
	b, ok := r.comparable(m)
	if !ok {
		return r.yearComparison(total)
	}
	difference := total - b.PerMonth
	rate, usual := r.rate(m, m), r.baselineRate(m)
	link := Part{URL: r.trace(FigureDifference)}
	of := " the " + baselineText(b.PerMonth) + " baseline"
	if whole(difference) == "0" || whole(difference) == minus+"0" {
		link.Text = "level with" + of
	} else {
		link.Text = whole(math.Abs(difference)) + " " + aboveOrBelow(difference)
	}
	rest := of + " (" + percent(series.PercentChange(b.PerMonth, total)) + ")"
	if strings.HasPrefix(link.Text, "level") {
		rest = ""
	}
	if series.IsMissing(rate) || series.IsMissing(usual) || sign(difference) == sign(rate-usual) {
		return Sentence{{Text: ", "}, link, {Text: rest}}
	}
	return Sentence{
		{Text: ", as a count "}, link, {Text: rest + "; per working day "},
		{Text: oneDecimal(rate), URL: r.trace(FigurePerDay)},
		{Text: ", " + comparedTo(rate, usual) + " the baseline’s " + oneDecimal(usual)},
	}
}

func (r *reading) yearComparison(total float64) Sentence {
	before := r.total.At(r.month - 12)
	if series.IsMissing(before) {
		rate := r.rate(r.month, r.month)
		if series.IsMissing(rate) {
			return nil
		}
		return Sentence{{Text: ", "}, {Text: oneDecimal(rate) + " a working day", URL: r.trace(FigurePerDay)}}
	}
	link := Part{Text: moreOrFewer(total - before), URL: r.trace(FigureLastYear)}
	rest := " in " + (r.month - 12).Long()
	if change := series.PercentChange(before, total); !series.IsMissing(change) && total != before {
		rest += " (" + percent(change) + ")"
	}
	if !r.sameSites(r.month, r.month-12) {
		rest += ", when other sites were active"
	}
	return Sentence{{Text: ", "}, link, {Text: rest}}
}

// siteParts returns each active site's number with its swatch: the six largest, and the others as one.
func (r *reading) siteParts(m calendar.Month) Sentence {
	sites := r.active(m)
	other, count := 0.0, 0
	if len(sites) > 6 {
		sites = slices.Clone(sites)
		slices.SortStableFunc(sites, func(a, b *siteFacts) int { return int(b.counts.At(m) - a.counts.At(m)) })
		for _, s := range sites[6:] {
			other += r.count(s, m)
			count++
		}
		sites = sites[:6]
	}
	var parts Sentence
	for i, s := range sites {
		if i > 0 {
			parts = append(parts, Part{Text: ", "})
		}
		value := r.siteValue(s, m)
		parts = append(parts, Part{Text: s.Name + " " + value.Text, URL: value.TraceURL, Site: &s.ref, Strong: true})
	}
	if count > 0 {
		parts = append(parts, Part{Text: ", " + whole(float64(count)) + " other " + plural(count, "site", "sites") + " " + whole(other)})
	}
	return parts
}

func (r *reading) incompleteHeadline() Sentence {
	m := r.month
	s := Sentence{{Text: m.Long() + " is not complete: "}}
	var lacking []string
	var known Sentence
	sum, count := 0.0, 0
	for _, site := range r.active(m) {
		if !r.siteComplete(site, m) {
			lacking = append(lacking, site.Name+" "+r.siteText(site, m))
			continue
		}
		count++
		sum += r.count(site, m)
		value := r.siteValue(site, m)
		known = append(known, Part{Text: ", "}, Part{Text: site.Name + " " + value.Text, URL: value.TraceURL, Site: &site.ref, Strong: true})
	}
	s = append(s, Part{Text: shortList(lacking, 3)})
	switch {
	case count > 6:
		s = append(s, Part{Text: "; the other " + whole(float64(count)) + " sites " + whole(sum)})
	case count > 0:
		s = append(s, Part{Text: "; "})
		s = append(s, known[1:]...)
	}
	return append(s, Part{Text: "."})
}

func (r *reading) unfinishedHeadline() Sentence {
	partial := r.partial()
	if partial == nil {
		return say(r.month.Long() + " is not finished; nothing of it has come yet.")
	}
	s := Sentence{{Text: r.month.Long() + " is not finished: "},
		{Text: partial.Label, URL: r.trace(FigureCount), Strong: true}}
	if len(partial.Sites) > 1 || partial.Words != partial.Label {
		s = append(s, Part{Text: "; " + partial.rest})
	}
	return append(s, Part{Text: "."})
}

// emptyMonth says why there is nothing in the month.
func (r *reading) emptyMonth() string {
	who := "The data"
	if r.chosen != nil {
		who = "The data of " + r.chosen.Name
	}
	switch end := r.endOfAll(); {
	case r.month > r.current:
		return r.month.Long() + " has not begun."
	case r.month < r.start:
		return r.month.Long() + ": nothing. " + who + " start in " + r.start.Long() + "."
	case end != nil && r.month > *end:
		return r.month.Long() + ": nothing. " + capital(r.sitesText()) + " ended with " + end.Long() + "."
	}
	return r.month.Long() + ": no site was active."
}

// partial returns what has come of the current month, nil when nothing has.
func (r *reading) partial() *PartialMonth {
	m := r.current
	p := &PartialMonth{Month: m, Total: missing()}
	var lacking, said, dated []string
	var days []calendar.Date
	sum := 0.0
	for _, s := range r.active(m) {
		status, ok := s.status[m]
		n := r.count(s, m)
		if !ok || series.IsMissing(n) {
			lacking = append(lacking, s.Name+" "+r.siteText(s, m))
			continue
		}
		sum += n
		value := r.siteValue(s, m)
		value.Value, value.Text = Number(n), whole(n)
		p.Sites = append(p.Sites, value)
		day := r.receivedOn(status)
		days = append(days, day)
		said = append(said, s.Name+" "+whole(n))
		dated = append(dated, s.Name+" "+whole(n)+" to "+dayAndMonth(day, r.today))
	}
	if len(p.Sites) == 0 {
		return nil
	}
	p.Total = Number(sum)
	through := slices.Max(days)
	p.Label = whole(sum) + " so far, to " + dayAndMonth(through, r.today)
	if slices.Min(days) != through {
		said = dated
	}
	if len(p.Sites) == 1 {
		said = nil
		if r.chosen == nil {
			p.Label = p.Sites[0].Site.Name + " " + p.Label
		}
	}
	if len(said) > 6 {
		said = []string{whole(float64(len(said))) + " sites"}
	}
	rest := joinComma(said)
	if len(lacking) > 0 {
		if rest != "" {
			rest += "; "
		}
		rest += shortList(lacking, 3)
	}
	p.rest = rest
	p.Words = p.Label
	if rest != "" {
		p.Words += "; " + rest
	}
	return p
}

// receivedOn returns the day on which the file that last spoke of the month was committed.
func (r *reading) receivedOn(status caseload.SiteMonth) calendar.Date {
	for _, u := range r.uploads {
		if u.Seq == status.Source && u.CommittedAt != 0 {
			return r.dateOf(u.CommittedAt)
		}
	}
	return r.dateOf(status.ReceivedAt)
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
