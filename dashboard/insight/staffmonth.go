package insight

import (
	"math"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// longLeaveDays is the length of a leave, in days, beyond which it is taken off the available FTE.
const longLeaveDays = 30

// staffMonth is a role's people in one month.
type staffMonth struct {
	heads, fte, available float64

	onLeave float64 // FTE on leave of over 30 days, which is not available whatever its clinical share
}

// lines returns the roster lines of the role at the sites in view, by staff id.
func (r *reading) lines(role caseload.Role) []caseload.Appointment {
	var lines []caseload.Appointment
	for _, a := range r.people {
		if a.Role == role && (r.chosen == nil || a.Site == r.chosen.ID) {
			lines = append(lines, a)
		}
	}
	return lines
}

// staffOf adds up the roster lines for the month. Somebody with two lines is one head, whatever their sites.
func staffOf(lines []caseload.Appointment, m calendar.Month) staffMonth {
	var month staffMonth
	var heads []caseload.StaffID
	lastDay := m.Last()
	for _, a := range lines {
		contribution := fteOf(a, m)
		month.fte += contribution
		if isLongLeave(a) {
			month.onLeave += contribution
		} else {
			month.available += contribution * a.ClinicalShare
		}
		if a.IsEmployed(lastDay) && !containsStaff(heads, a.Staff) {
			heads = append(heads, a.Staff)
		}
	}
	month.heads = float64(len(heads))
	return month
}

// containsStaff looks from the end: lines come sorted by staff, so the person before is the likely one.
func containsStaff(heads []caseload.StaffID, id caseload.StaffID) bool {
	for i := len(heads) - 1; i >= 0; i-- {
		if heads[i] == id {
			return true
		}
	}
	return false
}

// fteOf returns a line's part of the month's FTE: fte × days employed ÷ days in the month.
func fteOf(a caseload.Appointment, m calendar.Month) float64 {
	return a.FTE * float64(daysEmployed(a, m)) / float64(m.Days())
}

// daysEmployed returns on how many days of the month the line's person is employed. Vacant and accepted lines
// have none; leave counts as employed.
func daysEmployed(a caseload.Appointment, m calendar.Month) int {
	if a.Status == caseload.StatusVacant || a.Status == caseload.StatusAccepted {
		return 0
	}
	from, to := max(a.From, m.First()), m.Last()
	if a.To != nil {
		to = min(to, *a.To)
	}
	return max(int(to-from)+1, 0)
}

func isLongLeave(a caseload.Appointment) bool {
	return a.Status == caseload.StatusLeave && (a.To == nil || int(*a.To-a.From)+1 > longLeaveDays)
}

// rosterSpeaks reports whether a roster of a site in view speaks of the month.
func (r *reading) rosterSpeaks(m calendar.Month) bool {
	for _, s := range r.rosterSites() {
		if *s.peopleFirst <= m {
			return true
		}
	}
	return false
}

// rosterSites returns the sites in view that have sent a roster.
func (r *reading) rosterSites() []*siteFacts {
	var sites []*siteFacts
	for _, s := range r.facts.sites {
		if s.peopleFirst != nil && (r.chosen == nil || s == r.chosen) {
			sites = append(sites, s)
		}
	}
	return sites
}

// whyNoRatio says why the month's procedures are not divided by its staff: the sites of the one are not the
// sites of the other. It is "" when they are.
func (r *reading) whyNoRatio(m calendar.Month) string {
	for _, s := range r.active(m) {
		if s.peopleFirst == nil || *s.peopleFirst > m {
			return "The roster of " + s.Name + " does not cover " + m.Long() + ", its procedures do: no ratio is shown."
		}
	}
	if site := r.staffElsewhere(m); site != nil {
		return "Staff at " + site.Name + " are counted, but it has sent no procedures for " + m.Long() + ": no ratio is shown."
	}
	return ""
}

// staffElsewhere returns a site in view with staff in the month that is not active in it.
func (r *reading) staffElsewhere(m calendar.Month) *siteFacts {
	for _, s := range r.rosterSites() {
		if s.IsActive(m) && r.hasReported(s) {
			continue
		}
		for _, a := range r.people {
			if a.Site == s.ID && daysEmployed(a, m) > 0 && a.Role.IsStaff() {
				return s
			}
		}
	}
	return nil
}

// profile returns the staffing baseline in force for a role, where it may be compared.
func (r *reading) profile(role caseload.Role, m calendar.Month) (caseload.StaffingBaseline, bool) {
	if r.chosen != nil {
		return caseload.StaffingBaseline{}, false
	}
	p, ok := r.profileInForce(role, m)
	return p, ok && r.coversActive(p.SitesCovered, m)
}

func (r *reading) profileInForce(role caseload.Role, m calendar.Month) (caseload.StaffingBaseline, bool) {
	var found caseload.StaffingBaseline
	ok := false
	for _, p := range r.profiles {
		if p.Role == role && p.From <= m && (!ok || p.From >= found.From) {
			found, ok = p, true
		}
	}
	return found, ok
}

// baselinePerHead returns the baseline's own procedures per head: 680 ÷ 9.
func (r *reading) baselinePerHead(role caseload.Role, m calendar.Month) float64 {
	p, hasProfile := r.profile(role, m)
	b, hasBaseline := r.comparable(m)
	if !hasProfile || !hasBaseline || p.Headcount == 0 {
		return series.Missing()
	}
	return b.PerMonth / float64(p.Headcount)
}

// ratio divides, missing when there is nothing to divide by.
func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}
