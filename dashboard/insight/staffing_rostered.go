package insight

import (
	"math"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// rosteredMonth is a role's people in a month, from roster lines or, at sites without any, from files of headcounts.
type rosteredMonth struct {
	staffMonth
	known     bool // every site active in the month has a roster that speaks of it, or a headcount
	lacking   []*siteFacts
	snapshots []caseload.Headcount // that stand in for roster lines
}

// rosteredAt adds up the role's people at the sites in view. Where a site that does procedures has neither lines nor
// headcounts of the month, the role is not known: its volume would stand against part of its people.
func (r *reading) rosteredAt(role caseload.Role, m calendar.Month) rosteredMonth {
	rostered := rosteredMonth{staffMonth: staffOf(r.lines(role), m), known: true}
	for _, site := range r.peopleSites(m) {
		if site.hasLines && site.peopleFirst != nil && *site.peopleFirst <= m {
			continue
		}
		snapshot, ok := r.assumed.headcountAt(site.ID, role, m)
		if !ok {
			rostered.known = false
			rostered.lacking = append(rostered.lacking, site)
			continue
		}
		rostered.snapshots = append(rostered.snapshots, snapshot)
		rostered.heads += orMissing(snapshot.Heads)
		rostered.fte += orMissing(snapshot.FTE)
		rostered.available += orMissing(snapshot.FTE)
	}
	if len(r.peopleSites(m)) == 0 {
		rostered.known = false
	}
	return rostered
}

// staffIn is a role's people in one month of a series: roster lines, and at sites without any the headcounts that a file
// states for exactly that month. It is missing where neither is known.
func (r *reading) staffIn(role caseload.Role, lines []caseload.Appointment, m calendar.Month) staffMonth {
	nobody := staffMonth{heads: math.NaN(), fte: math.NaN(), available: math.NaN(), onLeave: math.NaN()}
	if !r.rosterSpeaks(m) {
		return nobody
	}
	month := staffOf(lines, m)
	for _, site := range r.rosterSites() {
		if site.hasLines || *site.peopleFirst > m {
			continue
		}
		h, ok := r.assumed.headcountAt(site.ID, role, m)
		if !ok || h.Month != m {
			return nobody
		}
		month.heads += orMissing(h.Heads)
		month.fte += orMissing(h.FTE)
		month.available += orMissing(h.FTE)
	}
	return month
}

// peopleSites are the sites in view whose people count in the month: those active in it, and others with lines in it.
func (r *reading) peopleSites(m calendar.Month) []*siteFacts {
	sites := r.active(m)
	for _, site := range r.rosterSites() {
		if !containsSite(sites, site) {
			sites = append(sites, site)
		}
	}
	return sites
}

func containsSite(sites []*siteFacts, site *siteFacts) bool {
	for _, s := range sites {
		if s == site {
			return true
		}
	}
	return false
}

func orMissing(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}
