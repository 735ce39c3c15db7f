package insight

import (
	"slices"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// outlookMonths is how far ahead the outlook looks.
const outlookMonths = 12

// subject is one series of the outlook; 0 stands for all sites and for all groups.
type subject struct {
	site  caseload.SiteID
	group caseload.GroupID
}

// outlookSet is the whole tree of series, continued and made to add up: the division, its sites, its groups and
// each site's groups. Every view of one month shows parts of the same set, so that they agree.
type outlookSet struct {
	origin    calendar.Month // newest month that goes in
	bySite    bool           // of one site alone the division is the site
	subjects  []subject
	members   []forecast.Member
	sums      []forecast.Sum
	forecasts []forecast.Forecast
}

// index returns where a subject stands, −1 when nothing is known of it.
func (o *outlookSet) index(s subject) int { return slices.Index(o.subjects, s) }

// continueSeries makes the set from what a reading of all sites knows up to the origin.
func (r *reading) continueSeries(origin calendar.Month) *outlookSet {
	o := &outlookSet{origin: origin, bySite: len(r.sites) > 1}
	sites := r.active(origin + 1)
	if len(sites) == 0 {
		return o
	}
	add := func(s subject, values series.Monthly, by []*siteFacts) {
		if m, ok := r.member(s, values, by, origin); ok {
			o.subjects, o.members = append(o.subjects, s), append(o.members, m)
		}
	}
	add(subject{}, r.total, sites)
	for _, g := range r.groups {
		add(subject{group: g.ID}, r.groupTotal(g.ID), sites)
	}
	if o.bySite {
		for _, s := range sites {
			add(subject{site: s.ID}, r.values[s.ID], []*siteFacts{s})
			for _, g := range r.groups {
				add(subject{s.ID, g.ID}, r.siteGroup(s, g.ID), []*siteFacts{s})
			}
		}
	}
	o.addSums(sites, r.groups)
	alone := make([]forecast.Forecast, len(o.members))
	for i, m := range o.members {
		alone[i] = forecast.Of(m.Series, m.Options)
		if o.subjects[i].site == 0 {
			alone[i] = r.goesOn(alone[i], o.subjects[i], sites, origin)
		}
	}
	o.forecasts = forecast.Reconcile(alone, o.sums)
	return o
}

// member puts beside a subject's months up to the origin what is known of them. The sites are those that it adds up.
func (r *reading) member(s subject, values series.Monthly, sites []*siteFacts, origin calendar.Month) (forecast.Member, bool) {
	values = values.Slice(r.start, origin)
	return forecast.Member{Series: values, Options: forecast.Options{
		Until: origin + outlookMonths, Ends: lastOf(sites), Point: forecast.Mean, WorkingDays: r.workdaysOf(s, sites, origin),
		Excluded: r.unordinary(s), Shifts: r.shifts(s),
	}}, len(values.Present()) > 0
}

// lastOf is the month with which the last of the sites ends, 0 while one goes on.
func lastOf(sites []*siteFacts) (last calendar.Month) {
	for _, s := range sites {
		if s.LastMonth == nil {
			return 0
		}
		last = max(last, *s.LastMonth)
	}
	return last
}

// goesOn continues a forecast over all sites without the sites that end on the way: from then on it is what the
// others' own sum should bring.
func (r *reading) goesOn(whole forecast.Forecast, s subject, sites []*siteFacts, origin calendar.Month) forecast.Forecast {
	for _, end := range endsOf(sites, origin) {
		rest := slices.DeleteFunc(slices.Clone(sites), func(site *siteFacts) bool { return site.LastMonth != nil && *site.LastMonth <= end })
		if len(rest) == 0 {
			break // the forecast ends there by itself
		}
		members := make([]series.Member, len(rest))
		for i, site := range rest {
			members[i] = series.Member{Values: r.values[site.ID], IsActive: site.IsActive}
		}
		values := series.Total(r.start, r.end, members)
		if s.group != 0 {
			values = r.groupOf(s.group, rest, values)
		}
		m, _ := r.member(s, values, rest, origin)
		whole = whole.ThenFrom(end+1, forecast.Of(m.Series, m.Options))
	}
	return whole
}

// endsOf are the months within the outlook with which sites end, in order.
func endsOf(sites []*siteFacts, origin calendar.Month) []calendar.Month {
	var ends []calendar.Month
	for _, s := range sites {
		if s.LastMonth != nil && *s.LastMonth < origin+outlookMonths {
			ends = append(ends, *s.LastMonth)
		}
	}
	slices.Sort(ends)
	return slices.Compact(ends)
}

// weighedMonths is how far back the sites' shares of a sum are taken, by which their working days count.
const weighedMonths = 24

// workdaysOf returns a subject's working days, up to the outlook's last month: of several sites the mean by their shares.
func (r *reading) workdaysOf(s subject, sites []*siteFacts, origin calendar.Month) series.Monthly {
	shares, total := make([]float64, len(sites)), 0.0
	for i, site := range sites {
		values := site.counts
		if s.group != 0 {
			values = site.groups[s.group]
		}
		shares[i] = sum(values.Slice(origin-weighedMonths+1, origin))
		total += shares[i]
	}
	days := series.New(r.start, origin+outlookMonths)
	for i := range days.Values {
		days.Values[i] = 0
		for k, site := range sites {
			share := 1 / float64(len(sites))
			if total > 0 {
				share = shares[k] / total
			}
			days.Values[i] += share * site.workingDays(days.First+calendar.Month(i))
		}
	}
	return days
}

// addSums says what is the sum of what.
func (o *outlookSet) addSums(sites []*siteFacts, groups []caseload.Group) {
	sum := func(whole subject, parts []subject) {
		at := o.index(whole)
		var found []int
		for _, p := range parts {
			if i := o.index(p); i >= 0 {
				found = append(found, i)
			}
		}
		if at >= 0 && len(found) > 0 {
			o.sums = append(o.sums, forecast.Sum{Whole: at, Parts: found})
		}
	}
	ofGroups := func(site caseload.SiteID) (parts []subject) {
		for _, g := range groups {
			parts = append(parts, subject{site, g.ID})
		}
		return parts
	}
	ofSites := func(group caseload.GroupID) (parts []subject) {
		for _, s := range sites {
			parts = append(parts, subject{s.ID, group})
		}
		return parts
	}
	sum(subject{}, ofSites(0))
	sum(subject{}, ofGroups(0))
	for _, g := range groups {
		sum(subject{group: g.ID}, ofSites(g.ID))
	}
	for _, s := range sites {
		sum(subject{site: s.ID}, ofGroups(s.ID))
	}
}

// siteGroup returns the group's complete months at one site.
func (r *reading) siteGroup(s *siteFacts, id caseload.GroupID) series.Monthly {
	values := series.New(r.start, r.end)
	if group, ok := s.groups[id]; ok {
		for m := r.start; m <= r.end; m++ {
			if r.siteComplete(s, m) {
				values.Set(m, group.At(m))
			}
		}
	}
	return values
}

// shifts returns the first months of a new level of a subject: its own rebases, those of its sites, and for all
// sites the months in which one opens or has ended.
func (r *reading) shifts(s subject) []calendar.Month {
	var shifts []calendar.Month
	for _, b := range r.rebases {
		isCount := b.Procedure == 0 && b.Measure == "" // of a site, a group or all: what is foretold
		if isCount && b.Group == s.group && (b.Site == s.site || s.site == 0) {
			shifts = append(shifts, b.Month)
		}
	}
	if s.site == 0 {
		for _, site := range r.sites {
			if *site.FirstMonth > r.start {
				shifts = append(shifts, *site.FirstMonth)
			}
			if site.LastMonth != nil {
				shifts = append(shifts, *site.LastMonth+1)
			}
		}
	}
	return shifts
}
