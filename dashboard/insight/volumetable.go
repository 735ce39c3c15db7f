package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// fillRows writes the table, oldest month first.
func (r *reading) fillRows(out *Volume, w window, columns []volumeSlice, whole volumeSlice) {
	raw := w
	raw.perDay = true
	base := w.traced()
	for m := out.First; m <= out.Last; m++ {
		now, before := w.at(whole, m), w.at(whole, m-12)
		row := VolumeRow{
			Month: m, State: r.state(m), Total: Number(now), WorkingDays: Number(w.workingDays(m)), PerDay: Number(raw.at(whole, m)),
			LastYear: Number(before), Change: Number(now - before), Percent: Number(series.PercentChange(before, now)),
			YearLabel: r.years.FiscalYear(m).Label(), Events: out.eventsOf(m),
			TotalURL: TraceURL(TraceQuery{Figure: w.figure(), View: base.WithMonth(m)}),
		}
		if row.State == MonthIncomplete {
			row.Words = r.knownWords(m)
		}
		if out.Span != SpanMonth && row.Total.IsMissing() {
			row.Words = w.lacking(whole, m)
		}
		for i, column := range out.Columns {
			row.Values = append(row.Values, r.volumeValue(columns[i], column, base, w, m, out.By))
		}
		out.Rows = append(out.Rows, row)
	}
}

func (r *reading) volumeValue(part volumeSlice, column VolumeColumn, base View, w window, m calendar.Month, by Dimension) VolumeValue {
	v := VolumeValue{Value: Number(column.Values.At(m))}
	link := base.WithMonth(m)
	link = link.narrowed(by, column.Slug)
	if by == BySite && v.Value.IsMissing() {
		v.Text, v.Short = r.siteText(part.site, m), r.siteTextShort(part.site, m)
		if r.siteComplete(part.site, m) {
			v.Text, v.Short = "nothing stored", "nothing stored" // the file is complete and has no line of what is asked for
		}
	}
	if w.span != SpanMonth && v.Value.IsMissing() { // the month itself may well be there
		v.Text, v.Short = w.lacking(part, m), dash
	}
	v.TraceURL = TraceURL(TraceQuery{Figure: w.figure(), View: link})
	return v
}

// volumeHeadline says how the month in focus stands: the whole as on the Overview, a part against last year.
func (r *reading) volumeHeadline(n narrowing, part volumeSlice, since calendar.Month) Sentence {
	if n.isAll() || r.state(r.month) != MonthComplete {
		return r.headline()
	}
	single := window{r: r, span: SpanMonth, since: since}
	now, before := single.at(part, r.month), single.at(part, r.month-12)
	link := TraceURL(TraceQuery{Figure: FigureCount, View: r.pinnedTo(n)})
	opening := r.month.Long()
	if !r.isClosed(r.month) {
		opening += " (preliminary)"
	}
	where := ""
	if r.chosen != nil {
		where = " at " + r.chosen.Name
	}
	if series.IsMissing(now) {
		return say(opening + ": no number is stored for " + n.name() + where + ".")
	}
	s := Sentence{{Text: opening + ": "}, {Text: n.name() + where + " " + whole(now), URL: link, Strong: true}}
	if !series.IsMissing(before) {
		text := ", " + moreOrFewer(now-before) + " in " + (r.month - 12).Long()
		if change := series.PercentChange(before, now); !series.IsMissing(change) && now != before {
			text += " (" + percent(change) + ")"
		}
		s = append(s, Part{Text: text})
	}
	if total := r.total.At(r.month); total > 0 {
		s = append(s, Part{Text: "; " + share(now/total) + " of " + whole(total) + " procedures"})
	}
	return append(s, Part{Text: "."})
}

// volumeTitle is a finding about what is shown.
func (r *reading) volumeTitle(out Volume, n narrowing) string {
	if n.isAll() && out.Last >= r.month && out.First <= r.month && out.Span == SpanMonth && !out.PerDay && !out.Hours {
		return r.monthsTitle()
	}
	months := out.Total.Present()
	who := n.name()
	if r.chosen != nil {
		who += " at " + r.chosen.Name
	}
	w := window{r: r, span: out.Span, perDay: out.PerDay, hours: out.Hours}
	switch len(months) {
	case 0:
		return who + ": no complete number in the months shown"
	case 1:
		return who + ": " + w.text(out.Total.At(months[0])) + " " + w.oneOf(months[0])
	}
	low, high := months[0], months[0]
	for _, m := range months {
		if out.Total.At(m) < out.Total.At(low) {
			low = m
		}
		if out.Total.At(m) > out.Total.At(high) {
			high = m
		}
	}
	return who + ": between " + w.text(out.Total.At(low)) + " (" + low.Short() + ") and " + w.text(out.Total.At(high)) +
		" (" + high.Short() + ") " + out.Unit
}

// oneOf says what a single number is, after it: "procedures in October 2026".
func (w window) oneOf(m calendar.Month) string {
	text := w.thing()
	if w.perDay {
		text += " per working day"
	}
	return text + " in " + w.spanText(m)
}

func (r *reading) volumeSummary(out Volume, n narrowing) string {
	if out.Last < out.First {
		return sentence("No month that is over lies in the range")
	}
	by := "site" // whatever else they are broken down by, the months are drawn by site
	if out.Show == ShowTable {
		by = map[Dimension]string{BySite: "site", ByGroup: "procedure group", ByProcedure: "procedure", BySetting: "setting", ByState: "referring state"}[out.By]
	}
	what := n.name() + " by " + by + ", " + out.Unit + ", " + period(out.First, out.Last)
	if r.chosen != nil {
		what = n.name() + " at " + r.chosen.Name + " by " + by + ", " + out.Unit + ", " + period(out.First, out.Last)
	}
	completeness := r.completeMonths(out)
	if out.Span != SpanMonth {
		completeness = completeSums(out)
	}
	year := ""
	if out.Span == SpanYearToDate {
		year = "Years are " + string(r.calendar) + " years, starting in " + r.years.FiscalYear(r.month).First.MonthOfYear().String()
	}
	cut := ""
	if out.IsCut {
		cut = "Older months are stored; choose a first month to read them"
	}
	text := sentence(what, completeness, year, cut)
	if out.Ahead != nil {
		text += " " + out.Ahead.summary()
	}
	return text
}

// completeSums says how many of the sums over several months there are: one needs every month within it.
func completeSums(out Volume) string {
	sums, all := len(out.Total.Present()), int(out.Last-out.First)+1
	switch {
	case sums == all:
		return "Every sum has all of its months"
	case all == 1:
		return "The sum lacks a month"
	}
	return capital(noneOr(sums)) + " of " + spelled(all) + " sums " + plural(sums, "has", "have") + " all of " + plural(sums, "its", "their") + " months; the others have no total"
}

// completeMonths says how many of the months shown are complete.
func (r *reading) completeMonths(out Volume) string {
	complete := 0
	for m := out.First; m <= out.Last; m++ {
		if r.state(m) == MonthComplete {
			complete++
		}
	}
	months := int(out.Last-out.First) + 1
	switch {
	case months == 1 && complete == 1:
		return "The month is complete"
	case complete < months:
		return capital(noneOr(complete)) + " of " + spelled(months) + " " + plural(months, "month", "months") + " " + plural(complete, "is", "are") + " complete; " + plural(months-complete, "the other has", "the others have") + " no total"
	}
	return "All " + spelled(months) + " months are complete"
}
