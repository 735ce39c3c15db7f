package caseload

import "caseload/store/calendar"

// Baseline is a reference volume that holds from a month until the next one starts.
// It is a reference: nobody promised it.
type Baseline struct {
	ID           int64          `json:"id"`
	From         calendar.Month `json:"from"`
	Site         SiteID         `json:"site"` // 0 for the whole division
	PerMonth     float64        `json:"per_month"`
	Approximate  bool           `json:"approximate"`
	SitesCovered string         `json:"sites_covered"` // "" when the source does not state it
	CountingUnit CountingUnit   `json:"counting_unit"`
	Source       string         `json:"source"`
}

// StaffingBaseline is the reference staffing of a role from a month on.
type StaffingBaseline struct {
	ID           int64          `json:"id"`
	From         calendar.Month `json:"from"`
	Role         Role           `json:"role"`
	Headcount    int            `json:"headcount"`
	FTE          *float64       `json:"fte,omitempty"` // nil until somebody enters it
	SitesCovered string         `json:"sites_covered"` // "" when the source does not state it
	Source       string         `json:"source"`
}

// Annotation marks an event on every chart that it concerns: of everything, of a group with its procedures, of a
// procedure or of a measure, at all sites or at one.
type Annotation struct {
	ID    int64          `json:"id"`
	Month calendar.Month `json:"month"`
	Site  SiteID         `json:"site"`  // 0 for the whole division
	Group GroupID        `json:"group"` // 0 for all procedures

	Procedure ProcedureID `json:"procedure,omitempty"` // 0 unless it is about one procedure
	Measure   string      `json:"measure,omitempty"`   // "" unless it is about a measure
	Role      Role        `json:"role,omitempty"`      // of the measure, where it has one

	Text string `json:"text"`
	By   UserID `json:"by"`
	At   int64  `json:"at"` // Unix milliseconds
}

// Rebase starts new limits of one series in a month, for a reason that somebody gave. The series is all procedures,
// a group, a procedure or a measure, of all sites or of one.
type Rebase struct {
	ID    int64          `json:"id"`
	Month calendar.Month `json:"month"` // the first one of the new limits
	Site  SiteID         `json:"site"`  // 0 for the whole division
	Group GroupID        `json:"group"` // 0 for all procedures

	Procedure ProcedureID `json:"procedure,omitempty"` // 0 unless the series is one procedure
	Measure   string      `json:"measure,omitempty"`   // "" unless the series is a measure
	Role      Role        `json:"role,omitempty"`      // of the measure, where it has one

	Reason string `json:"reason"`
	By     UserID `json:"by"`
	At     int64  `json:"at"` // Unix milliseconds
}

// Measure is any other monthly number a site reports, such as cancellations or room hours used.
type Measure struct {
	Month calendar.Month `json:"month"`
	Site  SiteID         `json:"site"`
	Name  string         `json:"name"`
	Role  Role           `json:"role"` // "" where the measure concerns no role
	Value float64        `json:"value"`

	Source UploadSeq `json:"source"` // 0 for an edit by hand
	Row    int       `json:"row"`
}

// Target is a budgeted number of procedures.
type Target struct {
	Month     calendar.Month `json:"month"`
	Site      SiteID         `json:"site"`
	Procedure ProcedureID    `json:"procedure"` // 0 for all procedures of the site
	PerMonth  float64        `json:"per_month"`

	Source UploadSeq `json:"source"` // 0 for an edit by hand
	Row    int       `json:"row"`
}
