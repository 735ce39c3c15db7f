package dashboard

import (
	"context"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/ingest"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// UploadRecords is what the Data and upload pages read and change beside package ingest.
type UploadRecords interface {
	Upload(ctx context.Context, id caseload.UploadID) (caseload.Upload, error)
	UploadBytes(ctx context.Context, id caseload.UploadID) ([]byte, error)
	UploadsBySHA256(ctx context.Context, sha string) ([]caseload.Upload, error)
	Purges(ctx context.Context) (int64, error)
	RevisionInfo(ctx context.Context, revision caseload.Revision) (caseload.RevisionInfo, error)
	CountChanges(ctx context.Context, revision caseload.Revision, limit int) ([]caseload.CountChange, error)
	Changes(ctx context.Context, revision caseload.Revision, limit int) ([]caseload.Change, error)
	CloseMonth(ctx context.Context, site caseload.SiteID, m calendar.Month, by caseload.UserID) error
	ReopenMonth(ctx context.Context, site caseload.SiteID, m calendar.Month, by caseload.UserID, reason string) error
}

const dataPath = "/data"

func (s *Server) dataRoutes() []Route {
	routes := []Route{
		{Method: fiber.MethodGet, Path: dataPath, Action: ActionSeePages, Handler: s.dataPage},
		{Method: fiber.MethodPost, Path: "/data/close", Action: ActionEditBaselines, Handler: s.closeMonth},
		{Method: fiber.MethodGet, Path: "/data/reopen", Action: ActionEditBaselines, Handler: s.reopenPage},
		{Method: fiber.MethodPost, Path: "/data/reopen", Action: ActionEditBaselines, Handler: s.reopenMonth},
		{Method: fiber.MethodPost, Path: "/data/discard-unchanged", Action: ActionUpload, Handler: s.discardUnchanged},
	}
	for _, kind := range ingest.Kinds() {
		routes = append(routes, Route{Method: fiber.MethodGet, Path: templatePath(kind), Action: ActionSeePages, Handler: sendTemplate(kind)})
	}
	return routes
}

const (
	uploadsShown = 12
	monthsShown  = 8
)

// DataPage is what templates/pages/data.html shows.
type DataPage struct {
	Headline    Headline
	Done        *Banner
	Drop        *DropZone // nil on a server that takes no files
	Uploads     Table
	MoreUploads *Link
	Unchanged   *Button // discards every file that would change nothing
	Months      []MonthLine
	MonthsText  string
	MoreMonths  *Link
	Files       *Figure
	Templates   []Definition
	Optional    []OptionalLine
}

// MonthLine is one site's month that can be closed or is.
type MonthLine struct {
	Name   string
	Slot   int
	Text   string
	Button *Button
}

func (s *Server) dataPage(c *fiber.Ctx) error {
	view, err := askedView(c)
	if err != nil {
		return err
	}
	// Drafts make no revision, so this page is not kept in the cache.
	status, err := s.answers.DataStatus(c.UserContext(), view.WithSite("")) // the page is of all files, whoever came from one site
	if err != nil {
		return err
	}
	status = visibleUploads(c, status)
	page := Page{Template: "data", Title: "Data", Nav: "data", Revision: status.Scope.Revision, AsOf: status.Scope.AsOfText}
	body := dataBody(status, listsAsked(c), doneBanner(c.Query("done")))
	if s.config.Ingest != nil {
		zone := dropZone(status.Empty != nil)
		body.Drop = &zone
		if len(idleDrafts(status.Uploads)) > 0 {
			body.Unchanged = &Button{Label: "Discard all that change nothing", Post: "/data/discard-unchanged", Small: true}
		}
	}
	page.Body = body
	return s.render(c, page)
}

// wholeLists are the lists that somebody wants to see in full.
type wholeLists struct{ uploads, months bool }

func listsAsked(c *fiber.Ctx) wholeLists {
	return wholeLists{uploads: c.Query("uploads") == "all", months: c.Query("months") == "all"}
}

func doneBanner(what string) *Banner {
	switch what {
	case "closed":
		return &Banner{Claim: "Closed.", Text: "The month takes no change until somebody reopens it."}
	case "reopened":
		return &Banner{Claim: "Reopened.", Text: "The month takes changes again; the reason is in the history."}
	case "unchanged":
		return &Banner{Claim: "Discarded.", Text: "The files that would have changed nothing are gone."}
	case "harmless":
		return &Banner{Claim: "Recorded.", Text: "The column is not looked through in the files of this source any more. Send the file again."}
	case "harmful":
		return &Banner{Claim: "Taken back.", Text: "The next file of this source with such a column is refused again."}
	case "discarded":
		return &Banner{Claim: "Discarded.", Text: "Nothing from that file was saved, and the file itself is gone."}
	}
	return nil
}

func dataBody(status insight.DataStatus, all wholeLists, done *Banner) DataPage {
	body := DataPage{
		Headline: dataHeadline(status), Done: done,
		Uploads: uploadTable(status.Uploads, all.uploads), Templates: templateLines(), Optional: optionalLines(status.Uploads),
	}
	if len(status.Uploads) > uploadsShown && !all.uploads {
		body.MoreUploads = &Link{Label: fmt.Sprintf("All %s", plural(len(status.Uploads), "upload", "uploads")), Href: "/data?uploads=all#uploads"}
	}
	body.Months, body.MonthsText = monthLines(status.Months, all.months)
	if len(body.Months) < len(status.Months) {
		body.MoreMonths = &Link{Label: fmt.Sprintf("All %s", plural(len(status.Months), "month", "months")), Href: "/data?months=all#months"}
	}
	if status.Empty == nil && len(status.Rows) > 0 {
		body.Files = filesFigure(status)
	}
	return body
}

// dropZone takes the next file. It is the one thing to do on this page.
func dropZone(isFirst bool) DropZone {
	zone := DropZone{
		ID: "file", Action: "/uploads", Title: "Drop a file here", Accept: ".csv,.xlsx,.tsv,.txt",
		Hint: "CSV or Excel (.xlsx), up to " + megabytes(maxUpload), Button: "Read the file", Primary: true,
	}
	if isFirst {
		zone.Title = "Drop the first monthly file here"
	}
	return zone
}

// dataHeadline says what waits, what is missing, or that all is in.
func dataHeadline(status insight.DataStatus) Headline {
	if status.Empty != nil {
		return Headline{Sentence: Sentence{{Text: asSentence(status.Empty.Title), Strong: true}, {Text: " " + status.Empty.Text}}}
	}
	var h Headline
	waiting := draftsOf(status.Uploads)
	missing := missingCells(status.Rows)
	switch {
	case len(waiting) == 1:
		h.Sentence = Sentence{{Text: waiting[0].Title, Strong: true, URL: waiting[0].URL}, {Text: " is read and waits for its review. "}, {Text: "Nothing of it is saved yet.", Strong: true}}
	case len(waiting) > 1:
		h.Sentence = Sentence{{Text: plural(len(waiting), "file", "files"), Strong: true}, {Text: " are read and wait for review. "}, {Text: "Nothing of them is saved yet.", Strong: true}}
	case len(missing) > 0:
		h.Sentence = Sentence{{Text: capitalised(plural(len(missing), "file is", "files are")) + " missing:", Strong: true}, {Text: " " + listed(firstWords(missing, 3)) + "."}}
	default:
		h.Sentence = Sentence{{Text: "Every file that is due is in.", Strong: true}}
	}
	if status.Silent != "" {
		h.Notes = append(h.Notes, status.Silent)
	}
	if len(waiting) > 0 && len(missing) > 0 {
		h.Second = append(h.Second, Part{Text: capitalised(plural(len(missing), "file is", "files are")) + " missing: " + listed(firstWords(missing, 3)) + ". "})
	}
	if incomplete := cellsIn(status.Rows, insight.FileIncomplete); len(incomplete) > 0 {
		h.Second = append(h.Second, Part{Text: plural(len(incomplete), "month is", "months are") + " in without the word that it is everything, so no total over all sites is made of " + pronoun(len(incomplete)) + "."})
	}
	return h
}

func pronoun(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// capitalised writes small numbers at the start of a sentence as words: "One file is missing".
func capitalised(text string) string {
	number, rest, _ := strings.Cut(text, noBreakSpace)
	words := map[string]string{"1": "One", "2": "Two", "3": "Three", "4": "Four", "5": "Five", "6": "Six", "7": "Seven", "8": "Eight", "9": "Nine"}
	if word, ok := words[number]; ok {
		return word + " " + rest
	}
	return text
}

func draftsOf(uploads []insight.UploadRow) []insight.UploadRow {
	var drafts []insight.UploadRow
	for _, row := range uploads {
		if row.Upload.State == caseload.UploadDraft && !ingest.IsIdle(row.Upload) {
			drafts = append(drafts, row)
		}
	}
	return drafts
}

// idleDrafts are the files that nobody needs to review: all of them is stored already.
func idleDrafts(uploads []insight.UploadRow) []insight.UploadRow {
	var idle []insight.UploadRow
	for _, row := range uploads {
		if ingest.IsIdle(row.Upload) {
			idle = append(idle, row)
		}
	}
	return idle
}

// discardUnchanged gives up every draft that changes nothing. Each is looked at again: the numbers may
// have changed since it was read.
func (s *Server) discardUnchanged(c *fiber.Ctx) error {
	ctx := c.UserContext()
	if s.config.Ingest == nil {
		return fiber.ErrNotFound
	}
	status, err := s.answers.DataStatus(ctx, insight.View{})
	if err != nil {
		return err
	}
	for _, row := range idleDrafts(visibleUploads(c, status).Uploads) {
		preview, err := s.config.Ingest.Open(ctx, row.Upload.ID)
		if err != nil {
			return err
		}
		if !preview.IsIdle() {
			continue
		}
		if err := s.config.Ingest.Discard(ctx, row.Upload.ID, userOf(c)); err != nil {
			return err
		}
	}
	return seeOther(c, dataPath+"?done=unchanged")
}

func cellsIn(rows []insight.FileRow, state insight.FileState) []string {
	var names []string
	for _, row := range rows {
		for _, cell := range row.Cells {
			if cell.State == state {
				names = append(names, row.Name+" for "+cell.Month.Long())
			}
		}
	}
	return names
}

// missingCells names the files that are missing, the newest months first.
func missingCells(rows []insight.FileRow) []string {
	newest := cellsIn(rows, insight.FileMissing)
	for i, j := 0, len(newest)-1; i < j; i, j = i+1, j-1 {
		newest[i], newest[j] = newest[j], newest[i]
	}
	return newest
}

// firstWords keeps the first few names and counts the rest.
func firstWords(names []string, keep int) []string {
	if len(names) <= keep {
		return names
	}
	return append(append([]string{}, names[:keep]...), plural(len(names)-keep, "other", "others"))
}

func uploadTable(uploads []insight.UploadRow, all bool) Table {
	table := Table{
		Caption: "Uploads, newest first", Empty: "Nothing has been sent yet.",
		Columns: []Column{{Title: "File"}, {Title: "Sent"}, {Title: "By", WideOnly: true}, {Title: "Rows", Numeric: true, WideOnly: true}, {Title: "Status", Numeric: true}},
	}
	if !all && len(uploads) > uploadsShown {
		uploads = uploads[:uploadsShown]
	}
	for _, row := range uploads {
		name := Cell{Text: row.Title, Name: true, Href: row.URL}
		if row.Upload.FileName != row.Title {
			name.Under = row.Upload.FileName
		}
		if len(row.Sites) == 1 {
			name.Slot = row.Sites[0].Slot
		}
		rows := Cell{Text: missingText, Quiet: true}
		if row.Upload.State != caseload.UploadDiscarded {
			rows = Cell{Text: formatNumber(row.Upload.Rows)}
		}
		by := Cell{Text: row.By}
		if row.Upload.OnBehalfOf != "" {
			by.Under = "for " + row.Upload.OnBehalfOf
		}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{name, {Text: row.SentText, Narrow: row.Sent.Format("2 Jan ’06"), Under: row.Sent.Format("15:04")}, by, rows, stateCell(row)}})
	}
	return table
}

func stateCell(row insight.UploadRow) Cell {
	cell := Cell{Text: row.StateText}
	if row.Upload.PurgedAt != 0 {
		cell.Quiet = true
		return cell
	}
	switch row.Upload.State {
	case caseload.UploadDraft:
		if ingest.IsIdle(row.Upload) {
			return Cell{Text: "No changes", Quiet: true, Href: row.URL}
		}
		cell.Strong, cell.Href = true, row.URL
	case caseload.UploadUndone, caseload.UploadDiscarded:
		cell.Undone = true
	case caseload.UploadCommitted:
	}
	return cell
}

// monthLines are the months that can be closed, and those that were closed last.
func monthLines(rows []insight.CloseRow, all bool) ([]MonthLine, string) {
	var lines []MonthLine
	open := 0
	for _, row := range rows {
		if row.CanClose && !row.Closed {
			open++
		}
		if !all && len(lines) == monthsShown {
			continue
		}
		line := MonthLine{Name: row.Site.Name + ", " + row.Month.Long(), Slot: row.Site.Slot, Text: row.Text}
		switch {
		case row.Closed:
			line.Button = &Button{Label: "Reopen", Small: true, Href: fmt.Sprintf("/data/reopen?site=%d&month=%s", row.Site.ID, row.Month)}
		case row.CanClose:
			line.Button = &Button{Label: "Close", Small: true, Post: "/data/close", Fields: []Field{
				{Name: "site", Value: fmt.Sprint(int(row.Site.ID))}, {Name: "month", Value: row.Month.String()},
			}}
		}
		lines = append(lines, line)
	}
	text := "A closed month takes no change until somebody reopens it, with a reason. Until then its numbers are preliminary."
	if open == 0 && len(rows) > 0 {
		text = "A closed month takes no change until somebody reopens it, with a reason."
	}
	return lines, text
}
