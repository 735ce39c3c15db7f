package insight

import (
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/caseload"
)

// groupTable returns the procedure groups of the month in focus, largest first.
func (r *reading) groupTable() GroupTable {
	m := r.month
	t := GroupTable{Month: m, LastYear: m - 12, First: m - tableMonths + 1}
	t.Total = r.groupRow(caseload.Group{Name: "All procedures"}, "", r.total)
	for _, g := range r.groups {
		values := r.groupTotal(g.ID)
		if len(values.Present()) == 0 {
			continue
		}
		t.Rows = append(t.Rows, r.groupRow(g, r.groupSlug[g.ID], values))
	}
	slices.SortStableFunc(t.Rows, func(a, b GroupRow) int { return larger(a.size(), b.size()) })
	t.Title = r.groupTitle(t)
	band := ""
	if t.Total.Verdict != nil {
		band = "The band is the group’s usual range"
	}
	t.Summary = sentence("Procedures a month by group, "+period(max(t.First, min(r.start, m)), m)+", each line on its own scale", band)
	return t
}

// size orders groups: by the month's number, or by the year's mean where the month has none.
func (g GroupRow) size() float64 {
	switch {
	case g.Value.Known():
		return float64(g.Value)
	case g.Mean12.Known():
		return float64(g.Mean12) - 0.5
	}
	return -1
}

func larger(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

func (r *reading) groupRow(g caseload.Group, slug string, values series.Monthly) GroupRow {
	m := r.month
	now, before := values.At(m), values.At(m-12)
	row := GroupRow{
		Group: g, Name: g.Name, Slug: slug, Series: values.Tail(m, tableMonths),
		Value: Number(now), LastYear: Number(before), Change: Number(now - before),
		Share: missing(), Percent: Number(series.PercentChange(before, now)),
		Mean12: Number(values.MeanBetween(m-11, m)),
	}
	if total := r.total.At(m); total > 0 {
		row.Share = Number(now / total)
	}
	v := r.pinned()
	v.Group = slug
	row.TraceURL = TraceURL(TraceQuery{Figure: FigureCount, View: v})
	row.VolumeURL = v.URL("/volume")
	key := allSeries
	if g.ID != 0 {
		key = groupSeries + slug
	}
	row.Verdict = r.groupVerdict(key)
	return row
}

// groupTitle says what changed most since the same month last year, or which group is the largest.
func (r *reading) groupTitle(t GroupTable) string {
	if len(t.Rows) == 0 {
		return "No complete month by procedure group yet"
	}
	if len(t.Rows) == 1 {
		text := "Every procedure is in one group, " + t.Rows[0].Name
		if v := t.Rows[0].Value; v.Known() {
			text += ": " + whole(float64(v)) + " in " + t.Month.Long()
		}
		return text
	}
	flagged := 0
	for _, row := range t.Rows {
		if row.Verdict != nil && row.Verdict.Alert != nil {
			flagged++
		}
	}
	if flagged > 0 {
		return capital(spelled(flagged)) + " of " + spelled(len(t.Rows)) + " procedure groups " + plural(flagged, "is outside its", "are outside their") + " usual range or drifting"
	}
	up, rise := extreme(t.Rows, 1)
	down, fall := extreme(t.Rows, -1)
	against := " against " + t.LastYear.Long()
	switch {
	case up != "" && down != "":
		return up + " rose most" + against + " (" + rise + "), " + down + " fell most (" + fall + ")"
	case up != "":
		return up + " rose most" + against + " (" + rise + "); no group fell"
	case down != "":
		return down + " fell most" + against + " (" + fall + "); no group rose"
	}
	first := t.Rows[0]
	if first.Value.IsMissing() {
		return capital(r.sitesText()) + ": no complete numbers by group for " + t.Month.Long()
	}
	return first.Name + " is the largest of " + spelled(len(t.Rows)) + " " + plural(len(t.Rows), "group", "groups") + ": " +
		whole(float64(first.Value)) + " of " + whole(r.total.At(t.Month)) + " procedures in " + t.Month.Long()
}

// extreme names the groups that changed most in the direction, all of them when several changed alike, and by
// how much: "Gastrostomy and Biliary intervention", "+8 each".
func extreme(rows []GroupRow, direction Number) (names, change string) {
	var most Number
	var found []string
	for _, row := range rows {
		if row.Change.IsMissing() || row.Change*direction <= 0 {
			continue
		}
		switch size := row.Change * direction; {
		case size > most:
			most, found = size, []string{row.Name}
		case size == most:
			found = append(found, row.Name)
		}
	}
	change = signedWhole(float64(most * direction))
	if len(found) > 1 {
		change += " each"
	}
	return shortList(found, 2), change
}

// movers returns the groups that changed most against the same month last year, largest change first.
func (r *reading) movers(rows []GroupRow) []Mover {
	var moved []Mover
	for _, row := range rows {
		if row.Change.IsMissing() || row.Change == 0 {
			continue
		}
		moved = append(moved, Mover{
			Name: row.Name, Value: row.Value, LastYear: row.LastYear, Change: row.Change, Percent: row.Percent, TraceURL: row.TraceURL,
			Text: row.Name + " " + whole(float64(row.Value)) + ", " + moreOrFewer(float64(row.Change)) + " in " + (r.month - 12).Long(),
		})
	}
	slices.SortStableFunc(moved, func(a, b Mover) int { return larger(math.Abs(float64(a.Change)), math.Abs(float64(b.Change))) })
	return moved[:min(len(moved), 6)]
}
