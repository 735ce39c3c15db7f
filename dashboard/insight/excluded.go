package insight

import (
	"slices"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Exclusion is a month that limits and forecasts leave out, for a reason that somebody gave.
type Exclusion struct {
	Month    calendar.Month  `json:"month"`
	Site     caseload.SiteID `json:"site"`     // 0 for all sites
	Concerns string          `json:"concerns"` // "VA", "all sites"
	Reason   string          `json:"reason"`
	By       string          `json:"by"`
	When     string          `json:"when"` // "12 Nov"
}

// excludedOf returns the months that are left out of the limits and forecasts of a series of the site, or of all sites:
// what is not ordinary at one of the sites in view is not ordinary in their sum. They count in every sum all the same.
func (r *reading) excludedOf(site caseload.SiteID, first, last calendar.Month) []caseload.ExcludedMonth {
	var found []caseload.ExcludedMonth
	for _, e := range r.excluded {
		concerns := e.Site == 0 || e.Site == site || site == 0 && slices.ContainsFunc(r.active(e.Month), func(s *siteFacts) bool { return s.ID == e.Site })
		if concerns && e.Month >= first && e.Month <= last {
			found = append(found, e)
		}
	}
	return found
}

// exclusions tells of them, the newest first.
func (r *reading) exclusions(site caseload.SiteID, first, last calendar.Month) []Exclusion {
	var list []Exclusion
	for _, e := range slices.Backward(r.excludedOf(site, first, last)) {
		by := r.users[e.By]
		if by == "" {
			by = string(e.By)
		}
		list = append(list, Exclusion{Month: e.Month, Site: e.Site, Concerns: r.concerns(seriesOf{site: e.Site}), Reason: e.Reason,
			By: by, When: shortDay(r.dateOf(e.At), r.today)})
	}
	return list
}

// unordinary returns the months that teach nothing of a subject's future.
func (r *reading) unordinary(s subject) []calendar.Month {
	var months []calendar.Month
	for _, e := range r.excludedOf(s.site, r.start, r.end) {
		months = append(months, e.Month)
	}
	return months
}

// leftOutWords names the months for a note: "March 2020 and April 2020 are left out: the forecast learns nothing from them."
func leftOutWords(excluded []Exclusion) string {
	var names []string
	for _, m := range slices.Backward(excluded) {
		if name := m.Month.Long(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	n := len(names)
	return shortList(names, 4) + " " + plural(n, "is", "are") + " left out: the forecast learns nothing from " + plural(n, "it", "them") + "."
}
