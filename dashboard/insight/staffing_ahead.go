package insight

import (
	"context"
	"math"
	"slices"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// staffAhead sets what the forecast requires of each confirmed role beside who is on the roster by the first and
// last days that are known. A month's requirement is that of the twelve months that end with it, at the counted
// year's mix; rooms, hours and call stay as they are.
func (s *Service) staffAhead(ctx context.Context, r *reading, counted staffYear, roles []RoleNeed) (StaffAhead, error) {
	var ahead StaffAhead
	confirmed := slices.ContainsFunc(roles, func(n RoleNeed) bool { return n.Need.Confirmed })
	switch {
	case !confirmed:
		ahead.Reason = "Required staff ahead is shown once a lead has confirmed a role’s assumptions."
		return ahead, nil
	case counted.Problem != "":
		ahead.Reason = counted.Problem
		return ahead, nil
	}
	if !(counted.Procedures > 0) {
		ahead.Reason = "No procedure was done in " + "the 12 months to " + counted.Last.Long() + ", so a forecast cannot be set against it."
		return ahead, nil
	}
	x, err := s.outlooker(ctx, r.view.Shared().WithMonth(counted.Last))
	if err != nil {
		return ahead, err
	}
	first, last := monthsAhead(counted.Last)
	shares := make([]volumeShare, 0, outlookMonths)
	for m := first; m <= last; m++ {
		landing, ok := x.yearLanding(nil, m-yearMonths+1, m)
		if !ok {
			ahead.Reason = "There is no forecast of the months ahead, so what they require is not known."
			return ahead, nil
		}
		base := float64(counted.Procedures)
		shares = append(shares, volumeShare{landing.Total / base, math.Max(landing.Lo80, 0) / base, landing.Hi80 / base})
	}
	for _, need := range roles {
		if one, ok := r.roleAhead(need, first, shares); ok {
			ahead.Roles = append(ahead.Roles, one)
		}
	}
	if accepted := r.acceptedAhead(); accepted > 0 {
		ahead.Notes = append(ahead.Notes, capital(spelled(accepted))+" accepted "+plural(accepted, "appointment counts", "appointments count")+" from the first day that the roster gives.")
	}
	ahead.Summary = sentence("Required by the lens that decides, for the twelve months that end with each month: reported ones and the forecast with its 80\u00a0% interval, at today’s mix, rooms and hours",
		"Available FTE by the first and last days that the roster gives; nobody else is assumed to come or go")
	return ahead, nil
}

// volumeShare is a coming year's volume as a share of the counted one.
type volumeShare struct{ point, lo, hi float64 }

func (r *reading) roleAhead(need RoleNeed, first calendar.Month, shares []volumeShare) (RoleAhead, bool) {
	if !need.Need.Confirmed || need.Workload == nil || need.Coverage == nil || need.Gap.IsMissing() {
		return RoleAhead{}, false
	}
	one := RoleAhead{Role: need.Role, Name: need.Name, Gap: need.Gap, LastGap: missing()}
	// Workload is linear in the volume at one mix: N₁ grows with it, the allowances of some people do not.
	required := func(share float64) float64 {
		w := need.Workload
		return math.Max(w.ProcedureFTE*share*w.Factor+w.IndividualFTE, need.Coverage.RequiredFTE)
	}
	for i, share := range shares {
		m := first + calendar.Month(i)
		month := wisn.MonthAhead{Month: m, RequiredFTE: required(share.point), Lo80FTE: required(share.lo), Hi80FTE: required(share.hi), RosteredFTE: r.availableAhead(need.Role, m)}
		one.Months = append(one.Months, month)
		one.LastGap = Number(month.RosteredFTE - month.RequiredFTE)
	}
	crossing, err := wisn.Crosses(one.Months, true)
	if err != nil {
		one.Words = err.Error()
		return one, true
	}
	one.Crossing, one.Words = crossing, crossing.Words()
	if need.Gap < 0 && crossing.Expected != nil && *crossing.Expected == first {
		one.Words = "Short already in " + r.month.Long() + ", by " + oneDecimal(-float64(need.Gap)) + " FTE, and by " +
			oneDecimal(math.Max(0, -float64(one.LastGap))) + " in " + one.Months[len(one.Months)-1].Month.Long() + "." + r.shortSince(need)
	}
	return one, true
}

// shortSince says since when the roster has had fewer people than the month in focus requires. What earlier months
// required is another matter: their rooms and hours may have been others.
func (r *reading) shortSince(need RoleNeed) string {
	first, since := r.month, "at least since "
	for first > r.start {
		before := r.rosteredAt(need.Role, first-1)
		if !before.known || len(before.snapshots) > 0 { // headcounts say nothing of other months
			break
		}
		if before.available >= float64(need.Required) {
			since = "since "
			break
		}
		first--
	}
	return " By what is required now the roster has been short " + since + first.Long() + "."
}

// availableAhead is the role's available FTE in a coming month: roster lines by their first and last days, accepted
// appointments from their first day, and headcounts as they last were.
func (r *reading) availableAhead(role caseload.Role, m calendar.Month) float64 {
	lines := r.lines(role)
	for i := range lines {
		if r.isStarter(lines[i]) {
			lines[i].Status = caseload.StatusActive
		}
	}
	available := staffOf(lines, m).available
	for _, h := range r.rosteredAt(role, r.month).snapshots {
		available += orMissing(h.FTE)
	}
	return available
}

// isStarter reports whether the line is an accepted appointment that begins after the month in focus.
func (r *reading) isStarter(a caseload.Appointment) bool {
	return a.Status == caseload.StatusAccepted && a.From > r.month.Last()
}

func (r *reading) acceptedAhead() int {
	n := 0
	for _, role := range caseload.StaffRoles() {
		for _, a := range r.lines(role) {
			if r.isStarter(a) {
				n++
			}
		}
	}
	return n
}
