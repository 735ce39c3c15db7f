package insight

import (
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// window adds the months that go into each number of the Volume page, by the law of completeness.
type window struct {
	r      *reading
	span   Span
	perDay bool
	hours  bool           // procedure hours, not procedures
	since  calendar.Month // before it nothing can be told: room minutes or cells are not there
}

// months returns the first month that goes into the number of m.
func (w window) first(m calendar.Month) calendar.Month {
	switch w.span {
	case SpanYearToDate:
		return w.r.yearStart(m)
	case SpanRolling12:
		return m - 11
	}
	return m
}

// at returns the slice's number of m: missing unless every site it needs is complete, and some cell of it is
// stored, in every month that goes into it.
func (w window) at(part volumeSlice, m calendar.Month) float64 {
	if w.hides(part, m) {
		return series.Hidden()
	}
	for month := w.first(m); month <= m; month++ {
		if !w.isThere(part, month) {
			return series.Missing()
		}
	}
	result := 0.0
	for _, s := range part.sites {
		values, ok := part.raw[s.ID]
		if !ok {
			continue
		}
		n, days := 0.0, 0.0
		for month := w.first(m); month <= m; month++ {
			if !s.IsActive(month) {
				continue
			}
			days += s.workingDays(month)
			if v := values.At(month); !series.IsMissing(v) {
				n += v
			}
		}
		switch {
		case !w.perDay:
			result += n
		case n != 0 && days == 0:
			return series.Missing()
		case days > 0:
			result += n / days
		}
	}
	return result
}

// hides reports whether a hidden number goes into the slice's number of m. What is summed from one would tell it.
func (w window) hides(part volumeSlice, m calendar.Month) bool {
	if !w.r.facts.hidesSmall {
		return false
	}
	for month := w.first(m); month <= m; month++ {
		if w.hidesIn(part, month) {
			return true
		}
	}
	return false
}

func (w window) hidesIn(part volumeSlice, m calendar.Month) bool {
	if part.hides != nil && part.hides(m, w.perDay) {
		return true
	}
	return slices.ContainsFunc(part.sites, func(s *siteFacts) bool { return series.IsHidden(part.raw[s.ID].At(m)) })
}

func (w window) isThere(part volumeSlice, m calendar.Month) bool {
	if m < w.since {
		return false
	}
	stored := false
	for _, s := range part.sites {
		if !s.IsActive(m) {
			continue
		}
		if !w.r.siteComplete(s, m) {
			return false
		}
		if values, ok := part.raw[s.ID]; ok && values.Has(m) {
			stored = true
		}
	}
	return stored
}

// lacking says why the slice has no number of m although the span reaches over several months: "needs all months
// since October 2022; August 2023 is missing".
func (w window) lacking(part volumeSlice, m calendar.Month) string {
	first := w.first(m)
	start := w.start(part)
	if w.hides(part, m) {
		return hiddenText
	}
	reason, more := "", 0
	for month := first; month <= m; month++ {
		switch {
		case w.isThere(part, month):
		case reason != "":
			more++
		case month < start:
			return "needs all months since " + first.Long() + "; the data start in " + start.Long()
		default:
			reason = month.Long() + " " + w.lackingIn(part, month)
		}
	}
	if reason == "" {
		return ""
	}
	if more > 0 {
		reason += ", and so " + plural(more, "is one more", "are "+spelled(more)+" more")
	}
	return "needs all months since " + first.Long() + "; " + reason
}

// lackingIn says what is wrong with one month that a span needs.
func (w window) lackingIn(part volumeSlice, m calendar.Month) string {
	if w.r.facts.hidesSmall && w.hidesIn(part, m) {
		return "is a " + hiddenText
	}
	isActive, came := false, true
	for _, s := range part.sites {
		if s.IsActive(m) && !w.r.siteComplete(s, m) {
			if _, ok := s.status[m]; !ok {
				came = false
			}
		}
		isActive = isActive || s.IsActive(m)
	}
	switch {
	case w.hours && (m < w.since || len(part.raw) == 0):
		return "has no room minutes in force"
	case m < w.since:
		return "was not read"
	case m >= w.r.current:
		return "is not finished"
	case !isActive:
		return "has no active site"
	case !came:
		return "is missing"
	case w.allComplete(part, m):
		return "has no row of it"
	}
	return "is not complete"
}

func (w window) allComplete(part volumeSlice, m calendar.Month) bool {
	for _, s := range part.sites {
		if s.IsActive(m) && !w.r.siteComplete(s, m) {
			return false
		}
	}
	return true
}

// start returns the first month that a site of the slice reports.
func (w window) start(part volumeSlice) calendar.Month {
	start := w.r.end
	for _, s := range part.sites {
		if s.FirstMonth != nil {
			start = min(start, *s.FirstMonth)
		}
	}
	return start
}

// workingDays returns the mean over the active sites of their working days in the months that go into the number
// of m, missing where a month lies before the data.
func (w window) workingDays(m calendar.Month) float64 {
	active := w.r.active(m)
	if len(active) == 0 || w.first(m) < w.r.start {
		return series.Missing()
	}
	days := 0.0
	for _, s := range active {
		for month := w.first(m); month <= m; month++ {
			if s.IsActive(month) {
				days += s.workingDays(month)
			}
		}
	}
	return days / float64(len(active))
}

func (w window) series(part volumeSlice, first, last calendar.Month) series.Monthly {
	s := series.New(first, last)
	for i := range s.Values {
		s.Values[i] = w.at(part, first+calendar.Month(i))
	}
	return s
}

// baseline returns what the baseline comes to over the same months, and its label. Over several months it is
// given for counts only.
func (w window) baseline(first, last calendar.Month) (line series.Monthly, label string) {
	r := w.r
	line = series.New(first, last)
	if w.perDay && w.span != SpanMonth || w.hours {
		return line, ""
	}
	monthly := r.baselineSeries(min(first, r.start)-12, last)
	for m := first; m <= last; m++ {
		if w.perDay {
			line.Set(m, r.baselineRate(m))
		} else {
			line.Set(m, monthly.Between(w.first(m), m))
		}
	}
	at := min(max(r.month, first), last)
	b, ok := r.comparable(at)
	if !ok || !line.Has(at) {
		return line, ""
	}
	switch {
	case w.perDay:
		return line, oneDecimal(line.At(at)) + " baseline"
	case w.span != SpanMonth:
		return line, "baseline, " + baselineText(b.PerMonth) + " a month"
	}
	return line, baselineText(b.PerMonth) + " baseline"
}

// unit names what each number is.
func (w window) unit() string {
	per := ""
	if w.perDay {
		per = " per working day"
	}
	switch w.span {
	case SpanYearToDate:
		return w.thing() + per + ", year to date"
	case SpanRolling12:
		return w.thing() + per + " in 12 months"
	}
	if w.perDay {
		return w.thing() + " per working day"
	}
	return w.thing() + " a month"
}

// thing names what is counted.
func (w window) thing() string {
	if w.hours {
		return "procedure hours"
	}
	return "procedures"
}

// text writes a number of the window as it is shown.
func (w window) text(v float64) string {
	if w.perDay {
		return oneDecimal(v)
	}
	return whole(v)
}

// figure is what traces a number of the window.
func (w window) figure() Figure {
	switch {
	case w.hours, w.perDay && w.span != SpanMonth:
		return FigureVolume
	case w.span == SpanYearToDate:
		return FigureYearToDate
	case w.span == SpanRolling12:
		return FigureRolling12
	case w.perDay:
		return FigurePerDay
	}
	return FigureCount
}

// traced is the view that a trace of the window's numbers needs.
func (w window) traced() View {
	n, _ := w.r.narrowSplit() // the names were found when the page was asked for
	v := w.r.pinnedTo(n)
	if w.figure() == FigureVolume {
		v = v.WithSpan(w.span)
		v.PerDay, v.Hours = w.perDay, w.hours
	}
	return v
}

// url traces the window's number of the month.
func (w window) url(m calendar.Month) string {
	return TraceURL(TraceQuery{Figure: w.figure(), View: w.traced().WithMonth(m)})
}
