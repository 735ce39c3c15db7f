package insight

import (
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// FileState is what became of one site's file for one month.
type FileState string

// The states of a monthly file.
const (
	FileReceived   FileState = "received"
	FileLate       FileState = "late"       // received after the due day
	FileIncomplete FileState = "incomplete" // received, not declared to be everything
	FileSuppressed FileState = "suppressed" // received, with counts hidden as "<11"
	FileMissing    FileState = "missing"    // the due day has passed
	FileUnfinished FileState = "unfinished" // the month is not over; something has come
	FileNotDue     FileState = "not_due"
	FileInReview   FileState = "in_review" // nothing stored yet; a draft is waiting
	FileNone       FileState = "none"      // the site was not active: no file is expected
)

// FileCell is one square of the completeness grid.
type FileCell struct {
	Month    calendar.Month `json:"month"`
	State    FileState      `json:"state"`
	Received *calendar.Date `json:"received,omitempty"`
	DaysLate int            `json:"days_late,omitempty"`
	// Suspicious says why somebody should look at what came: "has the same numbers as September 2026". "" where
	// there is no reason.
	Suspicious string `json:"suspicious,omitempty"`
	InReview   bool   `json:"in_review,omitempty"` // a draft waits, whether or not something is stored
	Closed     bool   `json:"closed,omitempty"`
	Text       string `json:"text"` // "VA procedures, August 2023: missing, due 10 September"
	URL        string `json:"url,omitempty"`
}

// FileRow is one site's files of one kind.
type FileRow struct {
	Site  SiteRef             `json:"site"`
	Kind  caseload.UploadKind `json:"kind"`
	Name  string              `json:"name"` // "VA procedures"
	Note  string              `json:"note,omitempty"`
	Cells []FileCell          `json:"cells"`
}

// DataStatus is which files have come, and what became of each upload.
type DataStatus struct {
	Scope   Scope          `json:"scope"`
	Empty   *EmptyState    `json:"empty,omitempty"`
	Title   string         `json:"title"` // "One file since January 2023 is missing: VA procedures, August 2023"
	Summary string         `json:"summary"`
	First   calendar.Month `json:"first"`
	Last    calendar.Month `json:"last"`
	Rows    []FileRow      `json:"rows"`
	Missing int            `json:"missing"`
	Silent  string         `json:"silent,omitempty"` // sites that have never sent anything
	Uploads []UploadRow    `json:"uploads"`          // newest first
	Months  []CloseRow     `json:"months"`           // newest first: months that are over and can be closed or are
	Sources string         `json:"sources"`          // "From 190 uploads, revision 412. As of 12 Nov 2026."
}

// UploadRow is one upload as the list shows it.
type UploadRow struct {
	Upload    caseload.Upload `json:"upload"`
	Title     string          `json:"title"` // "VA procedures, October 2026"
	Sites     []SiteRef       `json:"sites"`
	By        string          `json:"by"` // the sender's name
	Sent      time.Time       `json:"sent"`
	SentText  string          `json:"sent_text"`  // "9 Nov 2026"
	StateText string          `json:"state_text"` // "Review", "Committed", "Undone", "Discarded", "Purged"
	URL       string          `json:"url"`        // "/uploads/{id}"
}

// CloseRow tells whether a site's month is closed, or can be.
type CloseRow struct {
	Site     SiteRef        `json:"site"`
	Month    calendar.Month `json:"month"`
	Closed   bool           `json:"closed"`
	CanClose bool           `json:"can_close"` // over and complete
	Text     string         `json:"text"`      // "closed 12 Nov 2026 by Local user", "complete, not closed"
}
