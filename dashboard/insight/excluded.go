package insight

import (
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// excludedOf returns the months that somebody has named as saying nothing of the usual volume of a site: its own and the
// whole division's. Of all sites together (0) it returns those of any site in view: a total with an unusual part
// is unusual. They count in every sum, and stay out of limits and forecasts.
func (r *reading) excludedOf(site caseload.SiteID) []caseload.ExcludedMonth {
	var excluded []caseload.ExcludedMonth
	for _, e := range r.excluded {
		isInView := slices.ContainsFunc(r.sites, func(s *siteFacts) bool { return s.ID == e.Site })
		if e.Site == 0 || e.Site == site || site == 0 && isInView {
			excluded = append(excluded, e)
		}
	}
	return excluded
}

// unordinary returns the months that teach nothing of a subject's future.
func (r *reading) unordinary(s subject) []calendar.Month {
	var months []calendar.Month
	for _, e := range r.excludedOf(s.site) {
		months = append(months, e.Month)
	}
	return months
}

// leftOut tells of the months that are left out of what the view shows, the newest first.
func (r *reading) leftOut() []LeftOutMonth {
	var site caseload.SiteID
	if r.chosen != nil {
		site = r.chosen.ID
	}
	var months []LeftOutMonth
	for _, e := range slices.Backward(r.excludedOf(site)) {
		by := r.users[e.By]
		if by == "" {
			by = string(e.By)
		}
		months = append(months, LeftOutMonth{Month: e.Month, Site: e.Site, Concerns: r.concerns(e.Site, 0), Reason: e.Reason,
			By: by, When: shortDay(r.dateOf(e.At), r.today)})
	}
	return months
}

// leftOutWords names the months for a note: "March 2020 and April 2020 teach the forecast nothing: they are left out."
func leftOutWords(months []LeftOutMonth, known series.Monthly) string {
	var names []string
	for _, m := range slices.Backward(months) {
		if name := m.Month.Long(); known.Has(m.Month) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	n := len(names)
	return shortList(names, 4) + " " + plural(n, "is", "are") + " left out: the forecast learns nothing from " + plural(n, "it", "them") + "."
}
