package dashboard

import "caseload/dashboard/chart"

// The structs in this file are what the partials in templates/partials show. A
// page fills them with finished text (see format.go) and never with markup; the
// one exception is SVG. Each names its partial; /design shows them all.

// SVG is a drawing made by this program. It goes into the page as it stands;
// package chart escapes every word that it puts into one.
type SVG = chart.SVG

// Part is a piece of a Sentence.
type Part struct {
	Text   string
	Strong bool
	URL    string // the rows behind the figure
	Slot   int    // site colour of the swatch before the text; 0 for none
	Alert  bool   // a statistical signal, and nothing else
}

// Sentence is text in parts, spaces and punctuation included; partial "sentence".
type Sentence []Part

// Link is an address with its words.
type Link struct {
	Label string
	Href  string
}

// Field is a hidden value that a form sends along.
type Field struct{ Name, Value string }

// Button is partial "button": a link when Href is set, else a form of its own
// that posts to Post, else a plain submit button of the form around it.
type Button struct {
	Label   string
	Href    string
	Post    string
	Sends   string  // with Href: shown only to those who may post there, since the page is of no use to others
	Fields  []Field // sent by the form, when Post is set
	Name    string  // of the submit button, when neither Href nor Post is set
	Value   string
	Primary bool // at most one in a view
	Quiet   bool
	Small   bool
	Off     bool
	Prints  bool   // script: opens the print dialogue
	Copies  string // script: id of the element whose text goes to the clipboard
}

// Segment is one choice of partial "segments", links that look like a switch.
type Segment struct {
	Label   string
	Href    string
	Slot    int // site colour of the swatch before the label; 0 for none
	Current bool
}

// Segments is partial "segments".
type Segments struct {
	Label string // what is chosen, for those who do not see the row
	Items []Segment
}

// Select is partial "select": a form that asks for the page again with one value
// changed. Without script it shows a button.
type Select struct {
	Label   string // read aloud, not shown
	Name    string
	Action  string
	Keep    []Field // the other values of the address
	Options []Choice
}

// Choice is an option of a Select or a Question.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// ScopeBar is partial "scopebar", the second bar of pages that show a month.
type ScopeBar struct {
	Month    string // "October 2026"
	Previous *Link  // nil at the first month
	Next     *Link  // nil at the last
	Sites    Segments
	SiteList *Select // instead of Sites where there are too many for a bar
	Calendar *Select
	Status   []string // at the right, a line each: "Last complete month · as of …", "revision 412, from 190 uploads"
	Brief    *Link
}

// Headline is partial "headline", the page's h1 and what to act on.
type Headline struct {
	Sentence Sentence
	Second   Sentence
	Notes    []string // in small type: what is not stated, what is provisional
}

// KeyFigure is one column of partial "keyfigures".
type KeyFigure struct {
	Label   string
	Value   string // "702", "−0.8", "—"
	Unit    string // "+3.2 %", "FTE"
	Href    string // the rows behind it
	Context Sentence
	Note    string
	Picture SVG    // 32 px high
	Says    string // the picture in words
}

// Figure is partial "figure": a finding, a sentence, a picture and its table.
type Figure struct {
	ID      string // letters, digits and hyphens; unique on the page
	Title   string
	Summary string
	Compact bool // smaller title, no switch: a second picture under a first

	Payload any    // chart.Spec.Payload(), which charts.js draws; nil for a finished Picture
	Still   string // address of the same picture drawn by the server, for browsers without script
	Size    string // "main", "xmr", "range": reserves the height; "main" when empty
	Picture SVG
	Grid    *CompletenessGrid

	Chooser *Select   // what is drawn, where there is much to choose from
	Choices *Segments // beside the Chart | Table switch
	Key     []KeyEntry
	Table   *Table // nil hides the switch
	Source  string
	Rows    string // address of the rows behind the picture
	CSV     string
	PNG     bool // script offers the picture as a file
}

// KeyEntry explains a mark below a picture.
type KeyEntry struct {
	Mark       SVG    // 12 px high; or
	Class      string // the class of a mark drawn in CSS, such as "cell cell-late"
	Text       string
	NarrowOnly bool
}

// Table is partial "table".
type Table struct {
	Caption string // read aloud, not shown
	Columns []Column
	Rows    []TableRow
	Empty   string // shown instead of no rows
}

// Column is a table's head.
type Column struct {
	Title    string
	Full     string // the whole title where it is cut
	Numeric  bool
	WideOnly bool // left out at phones
	Icons    bool // cells have icons; at phones these stand alone, with their words for the ear
}

// TableRow is a row; Total sets it off from those below.
type TableRow struct {
	Cells []Cell
	Total bool
}

// Cell is one cell. Name cells are 500, Strong ones 600; Quiet ones recede.
type Cell struct {
	Text    string
	Narrow  string // instead of Text at phones
	Href    string
	Under   string // a second, quiet line
	Slot    int    // site colour of the swatch before the text
	Name    bool
	Strong  bool
	Quiet   bool
	Undone  bool // struck through
	Picture SVG
	Says    string // the picture in words
	Icon    string // of assets/img/icons
	Alert   bool   // a statistical signal, and nothing else
	Why     string // in full what Text says in short; shown over the cell
}

// Signal is an item of partial "signals".
type Signal struct {
	Icon  string
	Name  string
	Href  string
	Text  string
	Since string
}

// Definition is a line of partial "definitions".
type Definition struct {
	Term string
	Text string
	Link *Link
}

// Step is one of partial "steps". State is "done", "current" or "todo".
type Step struct{ Label, State string }

// Question is partial "question": something only a person can answer.
type Question struct {
	Title   string
	Text    string
	Name    string // of the answer in the form around it
	Choices []Choice
}

// Finding is partial "finding": a place in a file, what was found, and fixes.
type Finding struct {
	Blocks  bool // cannot be used; otherwise it only deserves a look
	Place   string
	Claim   string // the bold beginning
	Text    string
	Row     *RowInPlace // of the file; nil where it is not shown
	Buttons []Button
}

// Difference is a row of partial "differences".
type Difference struct {
	Month, MonthShort     string
	Group, Setting        string
	Stored, File, Changed string // "—" for nothing stored
}

// CommitBar is partial "commitbar". Its buttons belong to forms of their own or to the form around it.
type CommitBar struct {
	Claim   string
	Text    string
	Buttons []Button
}

// DropZone is partial "dropzone": a file field that a file can be dropped on.
type DropZone struct {
	ID      string
	Action  string // where the form posts
	Title   string
	Accept  string // ".csv,.xlsx"
	Hint    string // "CSV, up to 8 MB"
	Fields  []Field
	Button  string // the words of the submit button
	Primary bool
}

// GridYear heads Months columns of a CompletenessGrid.
type GridYear struct {
	Label  string
	Months int
}

// GridMonth is a column. Only the last thirteen are Recent and shown at phones.
type GridMonth struct {
	Initial string // "O"
	Name    string // "October 2026"
	Focus   bool
	Recent  bool
}

// GridCell is one file. State is the class after "cell-": received, late,
// incomplete, suppressed, missing, unfinished, not_due, in_review or none.
type GridCell struct {
	State  string
	Says   string // "VA procedures, August 2023: missing"
	Href   string
	Recent bool
}

// GridRow is the files of one kind from one site.
type GridRow struct {
	Name  string
	Slot  int
	Cells []GridCell
}

// CompletenessGrid is partial "grid".
type CompletenessGrid struct {
	Caption string
	Years   []GridYear
	Months  []GridMonth
	Rows    []GridRow
}

// StaffItem is one role of partial "staffstrip".
type StaffItem struct {
	Role    string
	Href    string
	People  string // "9 people · 8.6 FTE"
	Note    string
	Strong  bool // the note is the one to act on
	Bar     SVG
	BarSays string

	RatioLabel string // "Procedures per head, 36 months"
	RatioValue string
	RatioHref  string
	Ratio      SVG
	RatioSays  string
	RatioNote  string // "baseline 75.6 per attending"
}

// StaffStrip is partial "staffstrip".
type StaffStrip struct{ Items []StaffItem }

// Empty is partial "empty": what is missing, what to do, what comes when. Error
// states look the same.
type Empty struct {
	Title   string
	Text    string
	Picture SVG
	Buttons []Button
}

// Note is partial "note": a suggestion with its evidence, never carried out by itself.
type Note struct {
	Title   string
	Text    string
	Buttons []Button
}

// Banner is partial "banner", a line across the page or a section.
type Banner struct {
	Claim string
	Text  string
	Link  *Link
}

// Fold is partial "fold": details that open on demand.
type Fold struct {
	Title string
	Lines []string
}
