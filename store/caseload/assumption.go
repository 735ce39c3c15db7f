package caseload

import "caseload/store/calendar"

// ProcedureMinutes is how long people of a role are busy with one procedure in one phase, from a month on.
type ProcedureMinutes struct {
	Procedure ProcedureID    `json:"procedure"`
	Role      Role           `json:"role"`
	Phase     string         `json:"phase"` // pre, room, turnover, recovery or post
	From      calendar.Month `json:"from"`  // AlwaysFrom where nobody has said since when
	Minutes   float64        `json:"minutes"`
	People    float64        `json:"people"` // at the same time; ⅓ for one nurse to three patients
	Stated    string         `json:"stated"` // by whom or what: "local estimate"
	Source    UploadSeq      `json:"source"` // 0 for an edit by hand
	Row       int            `json:"row"`
}

// AlwaysFrom is the month from which an assumption holds when nobody has said since when.
const AlwaysFrom = calendar.Month(2000 * 12)

// Headcount is a role's people at a site in a month, as a file without names states them.
type Headcount struct {
	Month  calendar.Month `json:"month"`
	Site   SiteID         `json:"site"`
	Role   Role           `json:"role"`
	Heads  *float64       `json:"heads"` // nil where the file does not state it
	FTE    *float64       `json:"fte"`   // nil where the file does not state it
	Source UploadSeq      `json:"source"`
	Row    int            `json:"row"`
}

// Assumption is one dated number that staffing is worked out from. The newest one whose From is not after
// the month in question holds; that of a site goes before that of all sites (Site 0).
type Assumption struct {
	Name   string         `json:"name"`  // such as annual_leave_days; the list is package insight's
	Role   Role           `json:"role"`  // "" where it concerns no role
	Site   SiteID         `json:"site"`  // 0 for every site without one of its own
	Label  string         `json:"label"` // of one item of several, such as an allowance or a call rota; "" else
	From   calendar.Month `json:"from"`
	Value  *float64       `json:"value"`  // nil from the month on in which it no longer holds
	Per    string         `json:"per"`    // of an allowance: its period; "" else
	Source string         `json:"source"` // "local estimate" where nobody has published one
	By     UserID         `json:"by"`
	At     int64          `json:"at"` // Unix milliseconds
}

// Confirmation says that a lead stands by one part of a role's assumptions. It lapses when one of them changes.
type Confirmation struct {
	Role Role   `json:"role"`
	Part string `json:"part"` // rooms, hours, minutes, absence, call or recovery
	By   UserID `json:"by"`
	At   int64  `json:"at"` // Unix milliseconds
}

// Scenario is a named what-if, private to its owner until shared.
type Scenario struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Query  string `json:"query"` // what is other than today, as an address carries it
	Owner  UserID `json:"owner"`
	Shared bool   `json:"shared"`
	At     int64  `json:"at"` // Unix milliseconds
}

// ExcludedMonth is a month that says nothing about the usual volume, such as April 2020, and is left out of
// limits and forecasts.
type ExcludedMonth struct {
	Month  calendar.Month `json:"month"`
	Site   SiteID         `json:"site"` // 0 for the whole division
	Reason string         `json:"reason"`
	By     UserID         `json:"by"`
	At     int64          `json:"at"` // Unix milliseconds
}
