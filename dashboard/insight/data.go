package insight

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseload/ingest"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// DataStatus answers "which files have come, and what became of each?" for the view.
func (s *Service) DataStatus(ctx context.Context, v View) (DataStatus, error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return DataStatus{}, err
	}
	// Drafts raise no revision, so the list is read afresh.
	uploads, err := s.source.Uploads(ctx, 0)
	if err != nil {
		return DataStatus{}, fmt.Errorf("read uploads: %w", err)
	}
	d := DataStatus{Scope: r.scope(), Empty: r.empty(), Uploads: r.uploadRows(uploads)}
	d.Sources = "From " + whole(float64(d.Scope.Uploads)) + " " + plural(d.Scope.Uploads, "upload", "uploads") + ". " + r.asOf()
	if !r.hasMonth {
		d.Title = "No procedures have come yet"
		d.First, d.Last = r.current, r.current
		d.Rows = r.fileRows(d.First, d.Last)
		r.markDrafts(d.Rows, uploads)
		return d, nil
	}
	d.First, d.Last = r.gridRange()
	d.Rows = r.fileRows(d.First, d.Last)
	r.markDrafts(d.Rows, uploads)
	if err := s.markSuspicious(ctx, r, d.Rows, d.First, d.Last); err != nil {
		return DataStatus{}, err
	}
	missing := namesInState(d.Rows, FileMissing)
	d.Missing = len(missing)
	d.Silent = r.silentSites()
	d.Title = r.gridTitle(d, missing)
	d.Summary = r.gridSummary(d)
	d.Months = r.closeRows(d.First, min(d.Last, r.current-1))
	return d, nil
}

// mostGridMonths is how many months the grid shows unless more are asked for.
const mostGridMonths = 60

// gridRange returns the months of the grid: those asked for, else since January three years before the month
// in focus, as far as the data reach.
func (r *reading) gridRange() (first, last calendar.Month) {
	first = max(calendar.MonthOf(min(r.month, r.current).Year()-3, time.January), r.start)
	last = r.current
	if last-first >= mostGridMonths {
		last = min(r.month+12, r.current)
	}
	if end := r.endOfAll(); end != nil {
		last = *end
		first = min(first, last)
	}
	if r.view.From != nil {
		first = min(max(*r.view.From, r.start), last)
	}
	if r.view.To != nil {
		last = max(min(*r.view.To, last), first)
	}
	return first, last
}

// namesInState names the grid's files in a state, oldest first.
func namesInState(rows []FileRow, state FileState) []string {
	type named struct {
		month calendar.Month
		name  string
	}
	var found []named
	for _, row := range rows {
		for _, cell := range row.Cells {
			if cell.State == state {
				found = append(found, named{cell.Month, row.Name + ", " + cell.Month.Long()})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b named) int { return int(a.month - b.month) })
	names := make([]string, len(found))
	for i, f := range found {
		names[i] = f.name
	}
	return names
}

// gridTitle says as a finding which files are missing.
func (r *reading) gridTitle(d DataStatus, missing []string) string {
	since := " since " + d.First.Long()
	if d.Last < r.current-1 {
		since = " from " + period(d.First, d.Last)
	}
	n := len(missing)
	if waiting := len(namesInState(d.Rows, FileInReview)); n == 0 && waiting > 0 {
		return capital(spelled(waiting)) + " " + plural(waiting, "file waits", "files wait") + " for review; no other is missing" + since
	}
	if n == 0 {
		return "No file is missing" + since
	}
	return capital(spelled(n)) + " " + plural(n, "file", "files") + since + " " + plural(n, "is", "are") + " missing: " +
		strings.Join(missing[:min(n, 3)], "; ") + andMore(n-3)
}

func (r *reading) gridSummary(d DataStatus) string {
	clause := func(state FileState, one, many string) string {
		names := namesInState(d.Rows, state)
		if len(names) == 0 {
			return ""
		}
		text := capital(spelled(len(names))) + " " + plural(len(names), one, many) + ": "
		if len(names) > 2 {
			names = names[len(names)-2:]
			text = strings.TrimSuffix(text, ": ") + ", the last two of them "
		}
		return text + strings.Join(names, "; ")
	}
	return sentence("Each square is one monthly file; a missing month stays a gap in every chart and is never counted as zero",
		clause(FileInReview, "file waits for review", "files wait for review"),
		suspiciousClause(d.Rows),
		clause(FileIncomplete, "file is not declared complete", "files are not declared complete"),
		clause(FileSuppressed, "file hides counts", "files hide counts"),
		clause(FileLate, "file came late", "files came late"))
}

// suspiciousClause names the newest of the files that somebody should look at.
func suspiciousClause(rows []FileRow) string {
	var newest *FileCell
	name, n := "", 0
	for i := range rows {
		for j := range rows[i].Cells {
			cell := &rows[i].Cells[j]
			if cell.Suspicious == "" {
				continue
			}
			if n++; newest == nil || cell.Month > newest.Month {
				newest, name = cell, rows[i].Name
			}
		}
	}
	if newest == nil {
		return ""
	}
	text := capital(spelled(n)) + " " + plural(n, "file is", "files are") + " suspicious: "
	if n > 1 {
		text = strings.TrimSuffix(text, ": ") + ", the newest of them "
	}
	return text + name + ", " + newest.Month.Long() + ", " + newest.Suspicious
}

// markDrafts shows on the grid what waits for review. Where nothing is stored, that is the square's state. A draft
// whose numbers are all stored already waits for nobody.
func (r *reading) markDrafts(rows []FileRow, uploads []caseload.Upload) {
	for _, u := range uploads {
		if u.State != caseload.UploadDraft || ingest.IsIdle(u) {
			continue
		}
		for i := range rows {
			if rows[i].Kind != u.Kind || !slices.Contains(u.Sites, rows[i].Site.ID) {
				continue
			}
			for j := range rows[i].Cells {
				cell := &rows[i].Cells[j]
				if !r.draftSpeaksOf(u, cell.Month) {
					continue
				}
				cell.InReview = true
				if cell.State == FileMissing || cell.State == FileNotDue || cell.State == FileNone {
					cell.State = FileInReview
					cell.Text = rows[i].Name + ", " + cell.Month.Long() + ": in review, not committed"
				}
				cell.URL = uploadURL(u.ID)
			}
		}
	}
}

// draftSpeaksOf reports whether a draft would fill the month: its own months, or last month for a roster,
// whose file names none.
func (r *reading) draftSpeaksOf(u caseload.Upload, m calendar.Month) bool {
	if u.Kind == caseload.KindRoster {
		return m == r.current-1
	}
	return u.FirstMonth != nil && *u.FirstMonth <= m && (u.LastMonth == nil || m <= *u.LastMonth)
}

func uploadURL(id caseload.UploadID) string { return "/uploads/" + string(id) }

// uploadRows returns the uploads as the list shows them, newest first.
func (r *reading) uploadRows(uploads []caseload.Upload) []UploadRow {
	rows := make([]UploadRow, 0, len(uploads))
	for _, u := range uploads {
		row := UploadRow{Upload: u, By: r.userName(u.By), Sent: r.at(u.CreatedAt), URL: uploadURL(u.ID)}
		row.SentText = row.Sent.Format("2 Jan 2006")
		row.StateText = map[caseload.UploadState]string{
			caseload.UploadDraft: "Review", caseload.UploadCommitted: "Committed",
			caseload.UploadUndone: "Undone", caseload.UploadDiscarded: "Discarded"}[u.State]
		if u.PurgedAt != 0 {
			row.StateText = "Purged"
		}
		var names []string
		for _, s := range r.facts.sites {
			if slices.Contains(u.Sites, s.ID) {
				row.Sites = append(row.Sites, s.ref)
				names = append(names, s.Name)
			}
		}
		row.Title = uploadTitle(u, names)
		rows = append(rows, row)
	}
	return rows
}

// uploadTitle names an upload by what it holds: "VA procedures, October 2026"; by its file where that is not known.
func uploadTitle(u caseload.Upload, sites []string) string {
	switch {
	case u.Kind == caseload.KindMinutes:
		return "Procedure minutes"
	case u.Kind == caseload.KindCases:
		return "Case logs"
	case len(sites) == 0:
		return u.FileName
	}
	title := shortList(sites, 2) + " " + string(u.Kind)
	if u.FirstMonth == nil {
		return title
	}
	last := *u.FirstMonth
	if u.LastMonth != nil {
		last = *u.LastMonth
	}
	return title + ", " + period(*u.FirstMonth, last)
}

func (r *reading) userName(id caseload.UserID) string {
	if name, ok := r.users[id]; ok {
		return name
	}
	return string(id)
}

// closeRows tells of each month that is over whether it is closed or can be, newest first.
func (r *reading) closeRows(first, last calendar.Month) []CloseRow {
	var rows []CloseRow
	for m := last; m >= first; m-- {
		for _, s := range r.sites {
			if !s.IsActive(m) {
				continue
			}
			status := s.status[m]
			row := CloseRow{Site: s.ref, Month: m, Closed: status.IsClosed(), CanClose: r.siteComplete(s, m) && !status.IsClosed()}
			switch {
			case row.Closed:
				row.Text = "closed " + r.dateOf(status.ClosedAt).Short() + " by " + r.userName(status.ClosedBy)
			case row.CanClose:
				row.Text = "complete, not closed"
			default:
				row.Text = r.siteText(s, m)
			}
			rows = append(rows, row)
		}
	}
	return rows
}
