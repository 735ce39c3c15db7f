package insight

import (
	"caseload/dashboard/analysis/forecast"
	"caseload/store/calendar"
)

// fillAhead puts what the Outlook expects after the known months beside them, where the view asks for it and the
// Outlook speaks of the very numbers shown; else it says why there is nothing. It waits for nothing.
func (s *Service) fillAhead(r *reading, n narrowing, w window, out *Volume) {
	out.CanHaveAhead = w.isCountOfMonths() && n.procedure == nil && !n.isSplit() && (out.shows("") || out.shows(ShowTable))
	if !r.view.Ahead || !out.shows("") && !out.shows(ShowTable) {
		return
	}
	ahead, ready := s.ahead(r, n)
	newest := r.newestComplete()
	switch {
	case n.isSplit():
		out.AheadNote = "No months ahead: the outlook does not tell settings or referring states apart."
	case n.procedure != nil:
		out.AheadNote = "No months ahead: one procedure is too small to foretell. Its group has an outlook."
	case !w.isCountOfMonths():
		out.AheadNote = "No months ahead: the outlook is of procedures in single months, not of sums, rates or hours."
	case newest == nil || r.month < *newest || out.Last < *newest:
		out.AheadNote = "No months ahead: they follow the newest month, which is not the one in focus, or not in the range."
	case !s.IsAheadReady(r.revision):
		out.AheadNote = "The months ahead are being worked out. Open the page again in a moment."
	case !ready:
		out.AheadNote = "No months ahead: there is no outlook that continues what is shown."
	default:
		out.Ahead = &ahead
	}
}

// last returns the last month ahead, or the month given where there is none.
func (a *Ahead) last(m calendar.Month) calendar.Month {
	if a == nil {
		return m
	}
	return max(m, a.Months[len(a.Months)-1].Month)
}

// month returns what is expected of a month, if anything is.
func (a *Ahead) month(m calendar.Month) (forecast.Month, bool) {
	if a == nil || m < a.Months[0].Month || m > a.Months[len(a.Months)-1].Month {
		return forecast.Month{}, false
	}
	return a.Months[m-a.Months[0].Month], true
}

// expected returns what is expected of a month, missing where nothing is.
func (a *Ahead) expected(m calendar.Month) Number {
	if month, ok := a.month(m); ok {
		return Number(month.Point)
	}
	return missing()
}

// landing returns where a year should end, as the Outlook has it; missing where that is not known, or must not be told.
func (a *Ahead) landing(kind CalendarKind, year calendar.FiscalYear) Number {
	if a == nil {
		return missing()
	}
	landing := a.of.landing(kind, year)
	if landing.Reason != "" {
		return missing()
	}
	return Number(landing.Total)
}

// summary says that the months ahead are none of the counts, and what the first of them should bring.
func (a *Ahead) summary() string {
	first := a.Months[0].Month
	months := first.Long() + " is"
	if n := len(a.Months); n > 1 {
		months = "The " + spelled(n) + " months from " + first.Long() + " are"
	}
	return months + " expected, not counted, with the range that should hold eight times in ten. " + a.Next.Text
}
