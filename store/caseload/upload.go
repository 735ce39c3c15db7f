package caseload

import (
	"encoding/json"

	"caseload/store/calendar"
)

// UploadID identifies an upload in addresses; UUIDv7 text.
type UploadID string

// UploadSeq is the short number of an upload, 1 for the first, by which stored rows name their source.
type UploadSeq int64

// Revision rises by one with every committed change, keys caches and dates reports. 0 is a new database.
type Revision int64

// UserID identifies an account; UUIDv7 text, or LocalUser.
type UserID string

// LocalUser is the author of every change until accounts exist.
const LocalUser UserID = "local"

// User is somebody who can change things.
type User struct {
	ID   UserID `json:"id"`
	Name string `json:"name"`
}

// UploadState is where an upload stands: draft → committed → undone (→ committed again, by redo); or draft → discarded.
type UploadState string

// The states of an upload.
const (
	UploadDraft     UploadState = "draft"
	UploadCommitted UploadState = "committed"
	UploadUndone    UploadState = "undone"
	UploadDiscarded UploadState = "discarded"
)

// UploadKind is what an upload's file holds.
type UploadKind string

// The kinds of file that are read.
const (
	KindProcedures UploadKind = "procedures"
	KindRoster     UploadKind = "roster"
	KindSchedule   UploadKind = "schedule"   // who of the trainees is where
	KindCases      UploadKind = "cases"      // what trainees have logged
	KindMinutes    UploadKind = "minutes"    // how long procedures take
	KindTargets    UploadKind = "targets"    // targets or a budget
	KindMeasures   UploadKind = "measures"   // any other monthly number
	KindHeadcounts UploadKind = "headcounts" // a roster without names: heads and FTE by month
)

// Upload is one file that somebody sent, and what became of it.
type Upload struct {
	ID             UploadID        `json:"id"`
	Seq            UploadSeq       `json:"seq"`
	Kind           UploadKind      `json:"kind"`
	State          UploadState     `json:"state"`
	FileName       string          `json:"file_name"` // as the sender named it; never used as a path
	SHA256         string          `json:"sha256"`    // of the raw bytes, lower-case hex
	Size           int             `json:"size"`      // bytes
	Choices        json.RawMessage `json:"choices"`   // ingest's own: mapping, answers, everything or part
	Sites          []SiteID        `json:"sites"`     // sites the file speaks of; only those that exist already, until commit
	FirstMonth     *calendar.Month `json:"first_month,omitempty"`
	LastMonth      *calendar.Month `json:"last_month,omitempty"`
	Rows           int             `json:"rows"`    // good rows read
	Changed        int             `json:"changed"` // cells or lines altered at commit
	BaseRevision   Revision        `json:"base_revision"`
	Revision       Revision        `json:"revision"`        // of its commit; 0 before
	UndoneRevision Revision        `json:"undone_revision"` // of its undo; 0 unless undone
	By             UserID          `json:"by"`
	OnBehalfOf     string          `json:"on_behalf_of,omitempty"` // whose file it is, where somebody else sent it
	CreatedAt      int64           `json:"created_at"`             // Unix milliseconds
	CommittedAt    int64           `json:"committed_at"`           // Unix milliseconds; 0 before
	PurgedAt       int64           `json:"purged_at,omitempty"`    // Unix milliseconds; 0 unless its file, name and texts were destroyed
}

// ChangeKind names what a Change altered. Counts have a compact form of their own, CountChange.
type ChangeKind string

// The kinds of altered row.
const (
	ChangeAppointment      ChangeKind = "appointment"
	ChangeSiteMonth        ChangeKind = "site_month"
	ChangeRosterMonth      ChangeKind = "roster_month"
	ChangeSite             ChangeKind = "site"
	ChangeProcedure        ChangeKind = "procedure"
	ChangeGroup            ChangeKind = "group"
	ChangeBaseline         ChangeKind = "baseline"
	ChangeStaffingBaseline ChangeKind = "staffing_baseline"
	ChangeAuthorised       ChangeKind = "authorised_position"
	ChangeAnnotation       ChangeKind = "annotation"
	ChangeRebase           ChangeKind = "rebase"
	ChangeTarget           ChangeKind = "target"
	ChangeMeasure          ChangeKind = "measure"
	ChangeAssignment       ChangeKind = "assignment"
	ChangeLoggedCases      ChangeKind = "logged_cases"
	ChangeMinutes          ChangeKind = "procedure_minutes"
	ChangeHeadcount        ChangeKind = "headcount"
	ChangeAssumption       ChangeKind = "assumption"
	ChangeConfirmation     ChangeKind = "confirmation"
	ChangeExcludedMonth    ChangeKind = "excluded_month"
	ChangeTrainingGroup    ChangeKind = "training_group"
	ChangeCaseMinimum      ChangeKind = "case_minimum"
	ChangeCurriculum       ChangeKind = "curriculum"
	ChangeOtherLearners    ChangeKind = "other_learners"
	ChangeSetting          ChangeKind = "setting"
)

// Change is one altered row of any other kind. Before is null for a new row, After for one that goes.
type Change struct {
	Kind   ChangeKind      `json:"kind"`
	Key    string          `json:"key"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// Batch is everything that one commit changes. The store applies it in one transaction, or not at all.
type Batch struct {
	Upload UploadID // "" for an edit by hand
	By     UserID
	Base   Revision // the revision the batch was prepared on; any other is a conflict
	Reason string   // for the history: what was done, or why

	Choices json.RawMessage // what was decided about the upload's file and how it was read; nil leaves what the draft has
	Seen    json.RawMessage // the draft's choices that Choices were made from; any other is a conflict

	// NewSites and NewProcedures are created first. Elsewhere in the batch the id -1 means the first
	// of them, -2 the second, and so on.
	NewSites      []string
	NewProcedures []string

	Counts       []CountChange
	Appointments []AppointmentChange
	SiteMonths   []SiteMonthChange
	RosterMonths []RosterMonth // Site and Month; the store sets the rest

	Schedule   []RowChange[Assignment]
	Cases      []RowChange[LoggedCases]
	Minutes    []RowChange[ProcedureMinutes]
	Targets    []RowChange[Target]
	Measures   []RowChange[Measure]
	Headcounts []RowChange[Headcount]
}

// RowChange is one altered row. Before is nil for a new row, After for one that goes.
type RowChange[T any] struct {
	Before *T `json:"before"`
	After  *T `json:"after"`
}

// SiteMonthChange is what a commit learns about a site's month.
type SiteMonthChange struct {
	Site       SiteID
	Month      calendar.Month
	Complete   bool // declared to be everything
	Suppressed int  // hidden cells found in the file
}

// RevisionInfo tells who made a revision, when and why.
type RevisionInfo struct {
	Revision Revision `json:"revision"`
	At       int64    `json:"at"` // Unix milliseconds
	By       UserID   `json:"by"`
	Upload   UploadID `json:"upload,omitempty"`
	Undoes   Revision `json:"undoes,omitempty"` // the revision that this one takes back
	Reason   string   `json:"reason"`
	Changes  int      `json:"changes"` // altered cells and rows
}
