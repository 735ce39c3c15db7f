package dashboard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"caseload/dashboard/insight"
	"caseload/ingest"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// UploadPage is what templates/pages/upload.html shows.
type UploadPage struct {
	Headline    Headline
	Steps       []Step
	Trouble     *Trouble
	Budget      *BudgetPart
	Decided     []DecidedLine
	LeftOut     *LeftOutPart       // of a committed file
	Remembered  []AnsweredQuestion // answers to earlier files that are about no question of this one
	Letter      string             // the upload in plain text, to be sent on
	LetterPath  string
	LetterCopy  Button
	Whose       *WhosePart
	Note        *Note // what changed since the preview, or the twin of the file
	Asking      *Asking
	Answered    []AnsweredQuestion
	MoreAnswers []AnsweredQuestion // behind a fold
	Findings    *FindingsPart
	Understood  []string
	Columns     *ColumnsPart
	Differences *DifferencesPart
	Bar         *CommitBar
	Purge       string // address; "" once it is purged
	File        []Definition
	Recent      Table
	Drop        DropZone
	Files       *Figure
}

// Trouble is a refusal with the items it names.
type Trouble struct {
	Claim, Text string
	Details     []string
	Buttons     []Button
}

// uploadView makes an upload's page from what is known of it.
type uploadView struct {
	preview   ingest.Preview
	upload    caseload.Upload
	status    insight.DataStatus
	refused   *trouble
	sender    string
	committer string
	undoer    string
	undoneAt  int64

	maySetTargets, mayAdminister bool

	clock    func(int64) string
	at       func(int64) time.Time
	show     string // which differences
	all      bool   // every row of them
	done     string // what has just been done
	revision caseload.Revision
}

func revisionText(r caseload.Revision) string { return strconv.FormatInt(int64(r), 10) }

func (v uploadView) isDraft() bool { return v.upload.State == caseload.UploadDraft }

// subject names the file as people do: "VA file for October 2026".
func (v uploadView) subject() string {
	sites := v.preview.Sites
	kind := wordsOfKind(v.preview.Kind).subject
	text := kind
	switch {
	case len(sites) > 3:
		text = kind + " of " + plural(len(sites), "site", "sites")
	case len(sites) > 0:
		text = listed(sites) + " " + kind
	}
	if months := v.preview.Months; len(months) > 0 {
		text += " for " + monthSpan(months)
	}
	return text
}

func monthSpan(months []calendar.Month) string {
	first, last := months[0], months[len(months)-1]
	if first == last {
		return first.Long()
	}
	return first.Long() + " to " + last.Long()
}

func (v uploadView) title() string {
	if n := len(v.preview.Sites); n == 0 || n > 3 {
		return "The " + v.subject()
	}
	return v.subject()
}

// unit is what the file is counted in: rows, or numbers where months stand side by side.
func (v uploadView) unit(n int) string {
	switch {
	case v.preview.Kind == caseload.KindRoster:
		return plural(n, "line", "lines")
	case ingest.IsOptional(v.preview.Kind) && v.preview.Mapping.Layout == "months across":
		return plural(n, wordsOfKind(v.preview.Kind).one, wordsOfKind(v.preview.Kind).many)
	case v.preview.Mapping.Layout == "months across":
		return plural(n, "number", "numbers")
	}
	return plural(n, "row", "rows")
}

func (v uploadView) page() UploadPage {
	p := UploadPage{
		Headline: v.headline(), Steps: v.steps(), Trouble: v.trouble(), Note: v.note(),
		Differences: v.differences(), File: v.fileLines(),
		Recent: v.recent(), Drop: dropZone(false), Bar: v.bar(),
	}
	p.Drop.Title, p.Drop.Primary = "Drop another file here", false
	p.Letter, p.LetterPath, p.LetterCopy = v.letter(), uploadPath(v.upload.ID)+"/summary.txt", Button{Label: "Copy as text", Small: true, Copies: "upload-letter"}
	if v.upload.PurgedAt != 0 {
		p.Letter, p.Steps = "", nil // there is nothing to tell on
	} else {
		p.Purge = purgePath(v.upload.ID)
	}
	if v.isDraft() {
		p.Budget, p.Decided, p.Remembered, p.Whose = v.budget(), v.decided(), v.rememberedOthers(v.mayAdminister), v.whose()
		answered := v.answered()
		p.Asking, p.Answered, p.MoreAnswers = v.asking(), answered[:min(answersShown, len(answered))], answered[min(answersShown, len(answered)):]
		p.Findings, p.Columns, p.Understood = v.findings(), v.columns(), v.preview.Summary
	}
	if v.isDone() {
		answered := v.answersOnRecord()
		p.Answered, p.MoreAnswers = answered[:min(answersShown, len(answered))], answered[min(answersShown, len(answered)):]
		p.LeftOut, p.Columns = v.leftOut(), v.columnsOnRecord()
	}
	if len(v.status.Rows) > 0 && v.status.Empty == nil {
		p.Files = filesFigure(v.status)
	}
	return p
}

const recentUploads = 5

// recent is the newest uploads beside the one on the page.
func (v uploadView) recent() Table {
	table := uploadTable(v.status.Uploads[:min(recentUploads, len(v.status.Uploads))], true)
	table.Columns = []Column{{Title: "File"}, {Title: "Sent"}, {Title: "Status", Numeric: true}}
	thisYear := " " + strconv.Itoa(v.status.Scope.Today.Year())
	for i, row := range table.Rows {
		name, sent, state := row.Cells[0], row.Cells[1], row.Cells[4]
		if first, last, isRange := strings.Cut(name.Text, " to "); !isRange {
			name.Text = strings.TrimSuffix(name.Text, thisYear)
		} else if strings.HasSuffix(first, thisYear) && strings.HasSuffix(last, thisYear) {
			name.Text = strings.TrimSuffix(first, thisYear) + " to " + strings.TrimSuffix(last, thisYear)
		}
		sent.Text, sent.Narrow = strings.TrimSuffix(sent.Text, thisYear), ""
		table.Rows[i].Cells = []Cell{name, sent, state}
	}
	return table
}

func (v uploadView) steps() []Step {
	switch v.upload.State {
	case caseload.UploadCommitted:
		return []Step{{Label: "Choose a file", State: "done"}, {Label: "Review", State: "done"}, {Label: "Commit", State: "done"}}
	case caseload.UploadUndone:
		return []Step{{Label: "Choose a file", State: "done"}, {Label: "Review", State: "done"}, {Label: "Commit", State: "done"}, {Label: "Undo", State: "done"}}
	case caseload.UploadDiscarded:
		return nil
	case caseload.UploadDraft:
	}
	return []Step{{Label: "Choose a file", State: "done"}, {Label: "Review", State: "current"}, {Label: "Commit", State: "todo"}}
}

func (v uploadView) trouble() *Trouble {
	if v.refused == nil {
		return nil
	}
	t := &Trouble{Claim: v.refused.claim, Text: v.refused.fault.Message, Details: v.refused.fault.Details}
	switch v.refused.fault.Code {
	case "closed_month":
		t.Buttons = []Button{{Label: "See the closed months", Href: "/data?months=all#months"}}
	case "revision_conflict":
		t.Details = nil // the note below names them, with what to do
	}
	return t
}

// note says what stands between this preview and a commit, or that the file has been here before.
func (v uploadView) note() *Note {
	p := v.preview
	switch {
	case !v.isDraft():
		return nil
	case len(p.Moved) > 0:
		return &Note{
			Title: "Something was changed since this file was read",
			Text:  strings.Join(p.Moved, "; ") + ". The differences below are against the numbers as they are now; look at them again before you commit.",
			Buttons: []Button{{Label: "Go on with these differences", Post: uploadPath(v.upload.ID) + "/answer",
				Fields: []Field{{Name: "look", Value: "again"}}}},
		}
	case p.SameAs != "":
		note := &Note{
			Title:   "The very same file was committed before",
			Text:    "Byte for byte. If that was this month’s file, there is nothing left to do.",
			Buttons: []Button{{Label: "See that upload", Href: uploadPath(p.SameAs)}},
		}
		switch {
		case p.ChangesNumbers() || p.Clashing > 0:
			note.Title = "The very same file was committed before, and changed since"
			note.Text = "What is stored now differs from it, as listed below. A commit puts the file’s numbers back."
		case v.needsEverything():
			note.Text = "Byte for byte. Its numbers are stored; whether they are everything is still open."
		case !p.NoChanges:
			note.Text = "Byte for byte."
		}
		return note
	}
	return nil
}

func (v uploadView) open() []ingest.Question {
	var open []ingest.Question
	for _, question := range v.preview.Questions {
		if question.Answer == "" {
			open = append(open, question)
		}
	}
	return open
}

// needsEverything reports that nobody has said yet whether the file is everything.
func (v uploadView) needsEverything() bool {
	return v.preview.EverythingText != "" && v.preview.Choices.Everything == nil && (!v.preview.NoChanges || v.preview.AwaitsDeclaration())
}

// bar is the last line before the numbers change, or before they change back.
func (v uploadView) bar() *CommitBar {
	path := uploadPath(v.upload.ID)
	if v.upload.PurgedAt != 0 {
		return nil
	}
	switch v.upload.State {
	case caseload.UploadCommitted:
		return &CommitBar{
			Claim:   fmt.Sprintf("Committed as revision %s.", revisionText(v.upload.Revision)),
			Text:    "Undo puts every number back.",
			Buttons: []Button{{Label: "Undo this file", Post: path + "/undo"}, {Label: "See the overview", Href: overviewPath, Primary: true}},
		}
	case caseload.UploadUndone:
		return &CommitBar{
			Claim:   fmt.Sprintf("Undone as revision %s.", revisionText(v.upload.UndoneRevision)),
			Text:    "Redo brings every number of this file back.",
			Buttons: []Button{{Label: "Redo", Post: path + "/redo"}},
		}
	case caseload.UploadDraft:
		return v.draftBar(path)
	case caseload.UploadDiscarded:
	}
	return nil
}

func (v uploadView) draftBar(path string) *CommitBar {
	p := v.preview
	discard := Button{Label: "Discard", Post: path + "/discard"}
	if p.NoChanges && v.needsEverything() {
		return &CommitBar{Claim: "No number changes.", Text: "Answer what is asked above, or discard the file.", Buttons: []Button{discard, {Label: "Commit", Off: true}}}
	}
	if p.NoChanges {
		return &CommitBar{Claim: "No changes.", Text: "The stored numbers are those of this file.", Buttons: []Button{discard}}
	}
	blocking := slices.ContainsFunc(p.Questions, func(q ingest.Question) bool { return q.Blocking && q.Answer == "" })
	switch {
	case len(p.Moved) > 0:
		return &CommitBar{Claim: "Nothing is saved yet.", Text: "Look at the new differences first.", Buttons: []Button{discard, {Label: "Commit", Off: true}}}
	case blocking || v.needsEverything() && len(p.ClosedMonths) == 0 || p.Rows == 0 && len(v.open()) > 0:
		return &CommitBar{Claim: "Nothing is saved yet.", Text: "Answer what is asked above first.", Buttons: []Button{discard, {Label: "Commit", Off: true}}}
	case p.Rows == 0:
		return &CommitBar{Claim: "Nothing is saved yet.", Text: "No row can be used as the file stands.", Buttons: []Button{discard, {Label: "Commit", Off: true}}}
	}
	if len(p.ClosedMonths) > 0 {
		return v.closedBar(discard)
	}
	words := wordsOfKind(p.Kind)
	count := plainSpaces(plural(p.Rows, words.one, words.many))
	commit := Button{Label: "Commit " + count, Post: path + "/commit", Primary: true, Fields: []Field{
		{Name: "base", Value: revisionText(v.upload.BaseRevision)}, {Name: "choices", Value: choicesMark(v.upload)}}}
	bar := &CommitBar{Claim: fmt.Sprintf("Commit %s as revision %s.", count, revisionText(v.revision+1)), Text: "You can undo it as one step."}
	if p.BadRows > 0 {
		good := "the " + plainSpaces(strings.Replace(v.unit(p.Rows), noBreakSpace, noBreakSpace+"good ", 1))
		commit.Label = "Commit " + good
		commit.Fields = append(commit.Fields, Field{Name: "partial", Value: "yes"})
		bar.Claim = fmt.Sprintf("Commit %s as revision %s.", good, revisionText(v.revision+1))
		bar.Text = fmt.Sprintf("The %s left out change nothing: what is stored for them stays, and what is not stays missing. You can undo it as one step.", formatNumber(p.BadRows))
		if p.BadRows == 1 {
			bar.Text = "The 1 left out changes nothing: what is stored for it stays, and what is not stays missing. You can undo it as one step."
		}
	}
	if len(p.Declared) > 0 && !p.ChangesNumbers() {
		commit.Label = "Commit the declaration"
		bar.Claim = fmt.Sprintf("Declare %s complete, as revision %s.", p.DeclaredWords(), revisionText(v.revision+1))
	}
	bar.Buttons = []Button{discard, commit}
	return bar
}

// closedBar holds the commit up until somebody has reopened the months that it would change.
func (v uploadView) closedBar(discard Button) *CommitBar {
	var names []string
	bar := &CommitBar{Claim: "Nothing is saved yet."}
	for _, closed := range v.preview.ClosedMonths {
		name := closed.Site + ", " + closed.Month.Long()
		names = append(names, name)
		for _, row := range v.status.Months {
			if row.Site.Name == closed.Site && row.Month == closed.Month && len(bar.Buttons) == 0 {
				bar.Buttons = append(bar.Buttons, Button{Label: "Reopen " + name, Href: fmt.Sprintf("/data/reopen?site=%d&month=%s", row.Site.ID, row.Month)})
			}
		}
	}
	if len(bar.Buttons) == 0 {
		bar.Buttons = append(bar.Buttons, Button{Label: "See the closed months", Href: "/data?months=all#months"})
	}
	bar.Text = "The file would change a closed month: " + strings.Join(firstWords(names, 3), "; ") + ". Reopen it first; the reason is recorded."
	bar.Buttons = append([]Button{discard}, append(bar.Buttons, Button{Label: "Commit", Off: true})...)
	return bar
}

// fileLines say what file this is.
func (v uploadView) fileLines() []Definition {
	p := v.preview
	lines := []Definition{{Term: "Number", Text: seqText(v.upload)}}
	if v.upload.PurgedAt != 0 {
		return append(lines, Definition{Term: "Purged", Text: v.clock(v.upload.PurgedAt), Link: &Link{Label: "what is left", Href: purgePath(v.upload.ID)}},
			Definition{Term: "Fingerprint", Text: fingerprint(v.upload.SHA256)})
	}
	lines = append(lines, Definition{Term: "Name", Text: v.upload.FileName})
	var sheets []string
	for _, column := range p.Mapping.Columns {
		if column.Sheet != "" && !slices.Contains(sheets, "“"+column.Sheet+"”") {
			sheets = append(sheets, "“"+column.Sheet+"”")
		}
	}
	if len(sheets) > 0 {
		lines = append(lines, Definition{Term: "Sheet", Text: listed(sheets)})
	}
	sent := v.sender
	if v.upload.OnBehalfOf != "" {
		sent += " on behalf of " + v.upload.OnBehalfOf
	}
	lines = append(lines, Definition{Term: "Sent by", Text: sent + ", " + v.clock(v.upload.CreatedAt)})
	lines = append(lines, v.doneLines()...)
	if words := v.readAs(); words != "" {
		lines = append(lines, Definition{Term: "Read as", Text: words})
	}
	if columns := v.renamedColumns(); columns != "" {
		line := Definition{Term: "Columns", Text: columns, Link: &Link{Label: "change", Href: "#columns"}}
		if !v.isDraft() {
			line.Link = &Link{Label: "all", Href: "#columns"}
		}
		lines = append(lines, line)
	}
	if v.upload.State != caseload.UploadDiscarded {
		lines = append(lines, Definition{Term: "Size", Text: megabytes(int64(v.upload.Size)), Link: &Link{Label: "as it was sent", Href: uploadPath(v.upload.ID) + "/raw"}})
	}
	return append(lines, Definition{Term: "Fingerprint", Text: fingerprint(v.upload.SHA256)})
}

func (v uploadView) readAs() string {
	words := wordsOfKind(v.preview.Kind)
	kind := strings.ToLower(words.term)
	switch layout := v.preview.Mapping.Layout; {
	case v.preview.RowLevel:
		return "single procedures, counted by month, site and procedure"
	case layout == "months across" || layout == "sites across":
		return kind + ", " + strings.TrimSuffix(layout, " across") + " as columns"
	case layout == "": // how it was read is not on record
		return kind
	}
	return words.readAs
}

// fingerprint is the beginning and the end of a hash, enough to compare by eye.
func fingerprint(sha string) string {
	if len(sha) < 16 {
		return sha
	}
	return sha[:4] + " " + sha[4:8] + " … " + sha[len(sha)-4:]
}
