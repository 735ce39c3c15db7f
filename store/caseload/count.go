package caseload

import "caseload/store/calendar"

// Setting tells inpatients from outpatients. The zero value means that the file did not say.
type Setting int

// The settings of a procedure.
const (
	SettingNotStated Setting = iota
	Inpatient
	Outpatient
)

// String returns the canonical word of files and pages, or "" when the file did not say.
func (s Setting) String() string {
	switch s {
	case Inpatient:
		return "inpatient"
	case Outpatient:
		return "outpatient"
	}
	return ""
}

// Origin tells how a number came to be stored.
type Origin int

const (
	// Reported is a number that stood in a file.
	Reported Origin = iota
	// DeclaredZero is the 0 of a procedure that an exhaustive file did not list.
	DeclaredZero
)

// Cell is the address of one stored number: nothing is ever stored twice under one cell.
type Cell struct {
	Month     calendar.Month `json:"month"`
	Site      SiteID         `json:"site"`
	Procedure ProcedureID    `json:"procedure"`
	Setting   Setting        `json:"setting"`
	State     string         `json:"state"` // two-letter postal code; "" when the file did not say
}

// Count is a reported or declared number of procedures, and where it came from.
// A cell without a Count is missing, which is not zero.
type Count struct {
	Cell
	N      int       `json:"n"`
	Origin Origin    `json:"origin"`
	Source UploadSeq `json:"source"` // 0 for a number entered by hand
	Row    int       `json:"row"`    // row in the source file as Excel numbers it; 0 for a declared zero
}

// CountChange is one altered cell: nil Before where nothing was stored, nil After where the number goes.
type CountChange struct {
	Cell
	Before *CountValue `json:"before"`
	After  *CountValue `json:"after"`
}

// CountValue is what a cell holds.
type CountValue struct {
	N      int       `json:"n"`
	Origin Origin    `json:"origin"`
	Source UploadSeq `json:"source"`
	Row    int       `json:"row"`
}

// SiteMonth is what is known of one site's procedure file for one month.
type SiteMonth struct {
	Site       SiteID         `json:"site"`
	Month      calendar.Month `json:"month"`
	Complete   bool           `json:"complete"`    // somebody declared the file to be everything
	Suppressed int            `json:"suppressed"`  // cells the file hides (`<11`); such a month is "at least N" and never complete
	ReceivedAt int64          `json:"received_at"` // Unix milliseconds of the first committed file
	Source     UploadSeq      `json:"source"`      // the upload that last spoke of this month
	ClosedAt   int64          `json:"closed_at"`   // Unix milliseconds; 0 while the month is open
	ClosedBy   UserID         `json:"closed_by"`
}

// IsClosed reports whether changing the month needs a recorded reopening first.
func (s SiteMonth) IsClosed() bool { return s.ClosedAt != 0 }

// ProcedureMonth is a sum over settings and states, kept by the store in the commit's own transaction.
type ProcedureMonth struct {
	Month     calendar.Month
	Site      SiteID
	Procedure ProcedureID
	N         int
	Cells     int // number of stored cells behind N
}

// GroupMonth is a sum over the procedures of a group.
type GroupMonth struct {
	Month calendar.Month
	Site  SiteID
	Group GroupID
	N     int
	Cells int
}
