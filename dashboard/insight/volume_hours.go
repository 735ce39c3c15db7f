package insight

import (
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// roomPhase is the phase whose minutes a procedure keeps its room busy.
const roomPhase = "room"

// roomHours turns procedures into procedure hours: count × room minutes in force ÷ 60.
//
// Minutes are entered role by role. The room is taken as long as whoever is in it longest, so a procedure's room
// minutes are the largest of the roles' minutes in the phase "room" that are in force in the month, whatever the
// number of people. A procedure without any is in no sum of hours and is named; hours begin with the first month in
// which all others have minutes in force.
type roomHours struct {
	minutes map[caseload.ProcedureID][]minutesFrom
	since   calendar.Month // first month in which every procedure that has minutes has them in force; 0 for always
	without []caseload.ProcedureID
}

// minutesFrom are the room minutes of a procedure from a month on.
type minutesFrom struct {
	from    calendar.Month
	minutes float64
}

// roomHours gathers the minutes that are stored.
func (r *reading) roomHours() *roomHours {
	byRole := map[caseload.ProcedureID]map[caseload.Role][]minutesFrom{}
	for _, row := range r.minutes {
		if row.Phase != roomPhase {
			continue
		}
		if byRole[row.Procedure] == nil {
			byRole[row.Procedure] = map[caseload.Role][]minutesFrom{}
		}
		byRole[row.Procedure][row.Role] = append(byRole[row.Procedure][row.Role], minutesFrom{row.From, row.Minutes})
	}
	h := &roomHours{minutes: make(map[caseload.ProcedureID][]minutesFrom, len(byRole))}
	for procedure, roles := range byRole {
		h.minutes[procedure] = longest(roles)
	}
	return h
}

// longest returns, from each month in which a role's minutes change, the largest of those in force.
func longest(roles map[caseload.Role][]minutesFrom) []minutesFrom {
	var starts []calendar.Month
	for _, steps := range roles {
		slices.SortStableFunc(steps, func(a, b minutesFrom) int { return int(a.from - b.from) })
		for _, step := range steps {
			starts = append(starts, step.from)
		}
	}
	slices.Sort(starts)
	var merged []minutesFrom
	for _, from := range slices.Compact(starts) {
		most := 0.0
		for _, steps := range roles {
			if v := minutesInForce(steps, from); !series.IsMissing(v) {
				most = max(most, v)
			}
		}
		merged = append(merged, minutesFrom{from, most})
	}
	return merged
}

// minutesInForce returns the minutes of the newest step that is not after the month, missing before the first.
func minutesInForce(steps []minutesFrom, m calendar.Month) float64 {
	for _, step := range slices.Backward(steps) {
		if step.from <= m {
			return step.minutes
		}
	}
	return series.Missing()
}

// has reports whether anything is known of how long the procedure takes.
func (h *roomHours) has(p caseload.ProcedureID) bool { return len(h.minutes[p]) > 0 }

// each returns the hours of one procedure in the month.
func (h *roomHours) each(p caseload.ProcedureID, m calendar.Month) float64 {
	return minutesInForce(h.minutes[p], m) / 60
}

// of returns the hours of n procedures. None take none, however long one would.
func (h *roomHours) of(p caseload.ProcedureID, m calendar.Month, n float64) float64 {
	if n == 0 {
		return 0
	}
	return n * h.each(p, m)
}

// cover finds since when hours can be told of these procedures, and which have none.
func (h *roomHours) cover(counts map[caseload.ProcedureID]bySite) {
	for p, part := range counts {
		for _, values := range part {
			for i, n := range values.Values {
				m := values.First + calendar.Month(i)
				if h.has(p) && n > 0 && m < h.minutes[p][0].from {
					h.since = max(h.since, h.minutes[p][0].from)
				}
			}
		}
		if !h.has(p) {
			h.without = append(h.without, p)
		}
	}
	slices.Sort(h.without)
}

// hasNoHours reports whether hours are asked for and no procedure has room minutes.
func (x *numbers) hasNoHours() bool { return x.hours != nil && len(x.hours.without) == len(x.counts) }

// hoursNote says what the hours are of, and names what is not in them: "Hours are room minutes × count, of 38 of 40
// procedures. Without minutes: A and B."
func (x *numbers) hoursNote() string {
	if x.hours == nil {
		return ""
	}
	all, names := len(x.counts), make([]string, 0, len(x.hours.without))
	for _, p := range x.r.kinds {
		if slices.Contains(x.hours.without, p.ID) {
			names = append(names, p.Name)
		}
	}
	text := "Procedure hours are count × room minutes in force ÷ 60"
	switch {
	case all == 0:
		return ""
	case len(names) == all:
		what := x.n.name()
		if x.n.isAll() {
			what = "any procedure"
		}
		return "No room minutes are stored for " + what + ", so there are no procedure hours to show. They come with a file of procedure minutes, or are entered in Settings."
	case len(names) > 0:
		text += ", of " + whole(float64(all-len(names))) + " of " + whole(float64(all)) + " procedures. No room minutes are stored for " + shortList(names, 4)
	}
	if x.hours.since > 0 {
		text += ". Minutes of all of these are in force from " + x.hours.since.Long() + " on"
	}
	return strings.TrimSuffix(text, ".") + "."
}
