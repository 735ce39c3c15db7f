package insight

import (
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// freshness returns through which month each site's files have come.
func (r *reading) freshness() Freshness {
	f := Freshness{Title: "Data freshness"}
	if r.month < r.current-1 { // the files are today's, whichever month is in focus
		f.Title = "Data freshness today"
	}
	for _, s := range r.filingSites() {
		for _, kind := range fileKinds() {
			if kind == caseload.KindProcedures && !r.hasReported(s) {
				continue
			}
			f.Rows = append(f.Rows, r.freshnessRow(s, kind))
		}
	}
	f.Summary = r.freshnessSummary()
	return f
}

func (r *reading) freshnessRow(s *siteFacts, kind caseload.UploadKind) FreshnessRow {
	row := FreshnessRow{Site: s.ref, Kind: kind, Name: fileName(s, kind), ThroughText: dash}
	through, received, ok := r.through(s, kind)
	if ok {
		row.Through, row.Received = &through, &received
		row.ThroughText = r.monthText(through)
		cell := r.fileCell(s, kind, through)
		row.DaysLate, row.TraceURL = cell.DaysLate, cell.URL
		row.Text = shortDay(received, r.today)
		if row.DaysLate > 0 {
			row.Text += ", " + daysLateText(row.DaysLate)
		}
	}
	lastMonth := r.current - 1
	if ok && through >= lastMonth {
		return row
	}
	switch cell := r.fileCell(s, kind, lastMonth); {
	case cell.State == FileMissing:
		row.Overdue = true
		row.Text = lastMonth.MonthOfYear().String() + " was due on " + dayAndMonth(s.dueDate(lastMonth), r.today)
	case cell.State == FileNotDue:
		row.Text = lastMonth.MonthOfYear().String() + " due by " + dayAndMonth(s.dueDate(lastMonth), r.today)
	case kind == caseload.KindRoster && s.rosterFirst == nil:
		row.Text = "no roster yet"
	case s.LastMonth != nil:
		row.Text = "ended with " + s.LastMonth.Long()
	}
	return row
}

// through returns the newest month that is over of which a file has come, and when.
func (r *reading) through(s *siteFacts, kind caseload.UploadKind) (m calendar.Month, received calendar.Date, ok bool) {
	if kind == caseload.KindRoster {
		if len(s.rosters) == 0 {
			return 0, 0, false
		}
		newest := s.rosters[len(s.rosters)-1]
		m = min(newest.Month, r.current-1)
		if s.LastMonth != nil {
			m = min(m, *s.LastMonth)
		}
		roster, _ := s.roster(m)
		return m, r.dateOf(roster.ReceivedAt), true
	}
	for m = r.current - 1; s.FirstMonth != nil && m >= *s.FirstMonth; m-- {
		if status, there := s.status[m]; there && s.IsActive(m) {
			return m, r.dateOf(status.ReceivedAt), true
		}
	}
	return 0, 0, false
}

// monthText writes a month of this or last year by its name alone where that is clear.
func (r *reading) monthText(m calendar.Month) string {
	if int(r.current-m) < 12 {
		return m.MonthOfYear().String()
	}
	return m.Long()
}

// freshnessSummary says whether last month's files are in, and which came late.
func (r *reading) freshnessSummary() string {
	m := r.current - 1
	month := m.MonthOfYear().String()
	if r.month != m { // beside the numbers of another month the year is not clear
		month = m.Long()
	}
	in, expected := r.fileCount(m)
	if expected == 0 {
		return "No file of " + m.Long() + " is expected."
	}
	var late, lacking []string
	for _, s := range r.filingSites() {
		for _, kind := range fileKinds() {
			cell := r.fileCell(s, kind, m)
			switch {
			case !cell.expected():
			case cell.State == FileLate:
				late = append(late, fileName(s, kind)+" came "+daysLateText(cell.DaysLate))
			case !cell.isIn():
				lacking = append(lacking, fileName(s, kind)+" "+r.fileText(s, cell))
			}
		}
	}
	text := allFiles(expected) + " " + month + " " + plural(expected, "file is", "files are") + " in"
	if in < expected {
		text = capital(noneOr(in)) + " of " + spelled(expected) + " " + month + " files " + plural(in, "is", "are") + " in: " +
			strings.Join(lacking[:min(len(lacking), 3)], "; ") + andMore(len(lacking)-3)
	}
	if len(late) > 0 {
		text += "; " + shortList(late, 3)
	}
	return text + "."
}
