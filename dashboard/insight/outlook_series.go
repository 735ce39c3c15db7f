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
	add := func(s subject, values series.Monthly, days calendar.Calendar) {
		if values = values.Slice(r.start, origin); len(values.Present()) == 0 {
			return
		}
		o.subjects = append(o.subjects, s)
		o.members = append(o.members, forecast.Member{Series: values, Options: forecast.Options{
			Until: origin + outlookMonths, Point: forecast.Mean, Calendar: days,
			Excluded: r.unordinary(s), Shifts: r.shifts(s),
		}})
	}
	if len(sites) == 0 {
		return o
	}
	division := r.largest(sites).cal
	add(subject{}, r.total, division)
	for _, g := range r.groups {
		add(subject{group: g.ID}, r.groupTotal(g.ID), division)
	}
	if o.bySite {
		for _, s := range sites {
			add(subject{site: s.ID}, r.values[s.ID], s.cal)
			for _, g := range r.groups {
				add(subject{s.ID, g.ID}, r.siteGroup(s, g.ID), s.cal)
			}
		}
	}
	o.addSums(sites, r.groups)
	alone := make([]forecast.Forecast, len(o.members))
	for i, m := range o.members {
		alone[i] = forecast.Of(m.Series, m.Options)
	}
	o.forecasts = forecast.Reconcile(alone, o.sums)
	return o
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

// largest returns the site with the most procedures, whose working days stand for all sites.
func (r *reading) largest(sites []*siteFacts) *siteFacts {
	return slices.MaxFunc(sites, func(a, b *siteFacts) int { return larger(sum(r.values[b.ID]), sum(r.values[a.ID])) })
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
