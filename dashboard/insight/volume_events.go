package insight

import (
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// isCountOfMonths reports whether the numbers are those that control charts judge.
func (w window) isCountOfMonths() bool { return w.span == SpanMonth && !w.perDay && !w.hours }

// volumeEvents fills in what is marked on the months: events, rebases, and limits and signals where the numbers
// shown are those of a series that is judged.
func (r *reading) volumeEvents(out *Volume, n narrowing, w window) {
	of := n.series()
	group := of.group
	out.Annotations = r.annotations(out.First, out.Last, of)
	var site caseload.SiteID
	if r.chosen != nil {
		site = r.chosen.ID
	}
	for _, b := range r.rebases {
		isSeries := b.Site == site && b.Group == group && b.Measure == ""
		if n.procedure != nil {
			isSeries = b.Site == site && b.Procedure == n.procedure.ID && b.Measure == ""
		} else if b.Procedure != 0 {
			isSeries = false
		}
		if isSeries && b.Month >= out.First && b.Month <= out.Last {
			out.Rebases = append(out.Rebases, b)
		}
	}
	if !w.isCountOfMonths() || n.procedure != nil || n.isSplit() {
		return
	}
	key := allSeries
	if n.group != nil {
		key = groupSeries + r.groupSlug[group]
	}
	for _, v := range r.verdicts() {
		if v.Key != key {
			continue
		}
		out.SignalsURL = v.URL
		for _, s := range v.Segments {
			if s.Upper.Known() && s.Last >= out.First && s.First <= out.Last {
				out.Limits = append(out.Limits, s)
			}
		}
		for _, m := range v.Marks {
			if m.Month >= out.First && m.Month <= out.Last {
				out.Signals = append(out.Signals, m)
			}
		}
	}
}

// eventsOf lists what is marked on the month, in words.
func (v Volume) eventsOf(m calendar.Month) []string {
	var events []string
	for _, a := range v.Annotations {
		if a.Month == m {
			events = append(events, a.Label)
		}
	}
	for _, b := range v.Rebases {
		if b.Month == m {
			events = append(events, rebased(b))
		}
	}
	return events
}
