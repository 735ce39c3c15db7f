package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// window adds the months that go into each number of the Volume page, by the law of completeness.
type window struct {
	r      *reading
	span   Span
	perDay bool
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

func (w window) isThere(part volumeSlice, m calendar.Month) bool {
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
	if w.perDay && w.span != SpanMonth {
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
		return "procedures" + per + ", year to date"
	case SpanRolling12:
		return "procedures" + per + " in 12 months"
	}
	if w.perDay {
		return "procedures per working day"
	}
	return "procedures a month"
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
	case w.span == SpanYearToDate:
		return FigureYearToDate
	case w.span == SpanRolling12:
		return FigureRolling12
	case w.perDay:
		return FigurePerDay
	}
	return FigureCount
}
