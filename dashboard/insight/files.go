package insight

import (
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// fileKinds are the files that a site sends each month.
func fileKinds() []caseload.UploadKind {
	return []caseload.UploadKind{caseload.KindProcedures, caseload.KindRoster}
}

// dueDate returns the day by which the month's file is due.
func (s *siteFacts) dueDate(m calendar.Month) calendar.Date {
	day := s.DueDay
	if day < 1 {
		day = 10 // as shipped
	}
	next := m + 1
	return next.First() + calendar.Date(min(day, next.Days())-1)
}

// daysLate returns by how many days a file came after its due day. A file that was due before the site had
// ever sent one of its kind is history that was loaded later, not a late file.
func (r *reading) daysLate(s *siteFacts, kind caseload.UploadKind, m calendar.Month, receivedAt int64) int {
	due := s.dueDate(m)
	if first, ok := s.firstReceived[kind]; !ok || due < r.dateOf(first) {
		return 0
	}
	return max(int(r.dateOf(receivedAt)-due), 0)
}

// roster returns the roster that speaks of the month: the first that came in the month or later. Appointments
// carry their dates, so a later roster speaks of all months before it.
func (s *siteFacts) roster(m calendar.Month) (caseload.RosterMonth, bool) {
	for _, roster := range s.rosters {
		if roster.Month >= m {
			return roster, true
		}
	}
	return caseload.RosterMonth{}, false
}

// expectsRoster reports whether a roster of the month is expected: the site has sent one, it speaks of months
// as early as this, and the site has not ended.
func (s *siteFacts) expectsRoster(m calendar.Month) bool {
	return s.rosterFirst != nil && *s.rosterFirst <= m && (s.LastMonth == nil || m <= *s.LastMonth)
}

// file returns what became of one site's file of one month.
func (r *reading) file(s *siteFacts, kind caseload.UploadKind, m calendar.Month) FileCell {
	cell := r.fileCell(s, kind, m)
	cell.Text = fileName(s, kind) + ", " + m.Long() + ": " + r.fileText(s, cell)
	return cell
}

// fileCell is file without the words, for counting.
func (r *reading) fileCell(s *siteFacts, kind caseload.UploadKind, m calendar.Month) FileCell {
	cell := FileCell{Month: m}
	if kind == caseload.KindRoster {
		r.rosterFile(s, &cell)
	} else {
		r.procedureFile(s, &cell)
	}
	return cell
}

func (r *reading) procedureFile(s *siteFacts, cell *FileCell) {
	m := cell.Month
	status, ok := s.status[m]
	if !s.IsActive(m) {
		cell.State = FileNone
		return
	}
	if !ok {
		cell.State = r.absent(s, m)
		return
	}
	r.receive(s, caseload.KindProcedures, cell, status.ReceivedAt)
	cell.Closed = status.IsClosed()
	cell.URL = TraceURL(TraceQuery{Figure: FigureCount, View: View{Month: &m, Site: s.ref.Slug, Calendar: r.view.Calendar}})
	switch {
	case m >= r.current:
		cell.State = FileUnfinished
	case status.Suppressed > 0:
		cell.State = FileSuppressed
	case !status.Complete || !s.counts.Has(m):
		cell.State = FileIncomplete
	case cell.DaysLate > 0:
		cell.State = FileLate
	default:
		cell.State = FileReceived
	}
}

func (r *reading) rosterFile(s *siteFacts, cell *FileCell) {
	m := cell.Month
	if !s.expectsRoster(m) {
		cell.State = FileNone
		return
	}
	roster, ok := s.roster(m)
	if !ok || m >= r.current {
		cell.State = r.absent(s, m)
		return
	}
	r.receive(s, caseload.KindRoster, cell, roster.ReceivedAt)
	cell.State = FileReceived
	if cell.DaysLate > 0 {
		cell.State = FileLate
	}
}

// receive notes when the file came. A file of the current month cannot be late.
func (r *reading) receive(s *siteFacts, kind caseload.UploadKind, cell *FileCell, at int64) {
	day := r.dateOf(at)
	cell.Received = &day
	if cell.Month < r.current {
		cell.DaysLate = r.daysLate(s, kind, cell.Month, at)
	}
}

// absent tells a file that is missing from one that is not due yet.
func (r *reading) absent(s *siteFacts, m calendar.Month) FileState {
	if m < r.current && r.today > s.dueDate(m) {
		return FileMissing
	}
	return FileNotDue
}

// fileText says what became of a file.
func (r *reading) fileText(s *siteFacts, cell FileCell) string {
	due := "due " + dayAndMonth(s.dueDate(cell.Month), r.today)
	received := ""
	if cell.Received != nil {
		received = "received " + dayAndMonth(*cell.Received, r.today)
	}
	switch cell.State {
	case FileReceived:
		return received
	case FileLate:
		return received + ", " + daysLateText(cell.DaysLate)
	case FileIncomplete:
		return received + ", not declared complete"
	case FileSuppressed:
		return received + ", with hidden counts"
	case FileMissing:
		return "missing, " + due
	case FileUnfinished:
		return "month not finished, " + received
	case FileInReview:
		return "in review, not committed"
	case FileNotDue:
		return "not received, " + due
	}
	return "not expected"
}

func daysLateText(days int) string {
	return whole(float64(days)) + " " + plural(days, "day", "days") + " late"
}

func fileName(s *siteFacts, kind caseload.UploadKind) string { return s.Name + " " + string(kind) }

// expected reports whether the file should have come by the month's due day.
func (c FileCell) expected() bool { return c.State != FileNone }

// isIn reports whether the file is there and can be counted on.
func (c FileCell) isIn() bool { return c.State == FileReceived || c.State == FileLate }

// fileRows returns the files of the sites in view from first to last, one row a site and kind.
func (r *reading) fileRows(first, last calendar.Month) []FileRow {
	var rows []FileRow
	for _, s := range r.filingSites() {
		for _, kind := range fileKinds() {
			row := FileRow{Site: s.ref, Kind: kind, Name: fileName(s, kind)}
			if kind == caseload.KindRoster && s.rosterFirst == nil {
				row.Note = "No roster has come yet."
			}
			for m := first; m <= last; m++ {
				row.Cells = append(row.Cells, r.file(s, kind, m))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// filingSites returns the sites in view that have sent anything, also those with a roster only.
func (r *reading) filingSites() []*siteFacts {
	var sites []*siteFacts
	for _, s := range r.facts.sites {
		if (r.chosen == nil || s == r.chosen) && (r.hasReported(s) || s.rosterFirst != nil) {
			sites = append(sites, s)
		}
	}
	return sites
}

// missingFiles names the files that are missing from first to last, oldest first: "VA procedures, August 2023".
func (r *reading) missingFiles(first, last calendar.Month) []string {
	return r.filesInState(first, last, FileMissing)
}

func (r *reading) filesInState(first, last calendar.Month, state FileState) []string {
	var names []string
	for m := first; m <= last; m++ {
		for _, s := range r.filingSites() {
			for _, kind := range fileKinds() {
				if r.fileCell(s, kind, m).State == state {
					names = append(names, fileName(s, kind)+", "+m.Long())
				}
			}
		}
	}
	return names
}

// fileCount returns how many of the month's files are in, of how many that are expected.
func (r *reading) fileCount(m calendar.Month) (in, expected int) {
	for _, s := range r.filingSites() {
		for _, kind := range fileKinds() {
			cell := r.fileCell(s, kind, m)
			if cell.expected() {
				expected++
			}
			if cell.isIn() {
				in++
			}
		}
	}
	return in, expected
}
