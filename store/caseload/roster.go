package caseload

import "caseload/store/calendar"

// StaffID is the id that a roster gives a person.
type StaffID string

// AppointmentStatus tells whether an appointment's hours can be counted on.
type AppointmentStatus string

// The states of an appointment. A reason for leave is never stored.
const (
	StatusActive   AppointmentStatus = "active"
	StatusLeave    AppointmentStatus = "leave"
	StatusVacant   AppointmentStatus = "vacant"
	StatusAccepted AppointmentStatus = "accepted"
)

// Employment tells who pays. Agency staff fill a vacancy without closing it.
type Employment string

// The forms of employment.
const (
	EmploymentStaff   Employment = "staff"
	EmploymentPerDiem Employment = "per-diem"
	EmploymentAgency  Employment = "agency"
	EmploymentFloat   Employment = "float"
)

// AppointmentKey is the address of a roster line.
type AppointmentKey struct {
	Staff StaffID       `json:"staff"`
	Site  SiteID        `json:"site"`
	Role  Role          `json:"role"`
	From  calendar.Date `json:"from"`
}

// Appointment is a roster line: one person, in one role, at one site, for a time.
// A person at two sites has two appointments and is one head.
type Appointment struct {
	AppointmentKey
	Name          string            `json:"name"`
	FTE           float64           `json:"fte"`          // 1 is full time
	To            *calendar.Date    `json:"to,omitempty"` // last day; nil while open
	Status        AppointmentStatus `json:"status"`
	ClinicalShare float64           `json:"clinical_share"` // 0..1
	Employment    Employment        `json:"employment"`
	Source        UploadSeq         `json:"source"`
	Row           int               `json:"row"` // row in the source file as Excel numbers it
}

// IsEmployed reports whether the appointment's person is employed on the day.
// A vacant line has no person, and an accepted one has none yet.
func (a Appointment) IsEmployed(day calendar.Date) bool {
	if a.Status == StatusVacant || a.Status == StatusAccepted {
		return false
	}
	return a.From <= day && (a.To == nil || day <= *a.To)
}

// AppointmentChange is one altered roster line.
type AppointmentChange struct {
	Before *Appointment `json:"before"`
	After  *Appointment `json:"after"`
}

// AuthorisedPosition is the FTE that a role may fill at a site from a day on.
type AuthorisedPosition struct {
	Role   Role          `json:"role"`
	Site   SiteID        `json:"site"`
	From   calendar.Date `json:"from"`
	FTE    float64       `json:"fte"`
	Source string        `json:"source"`
}

// RosterMonth records that a roster speaking of the site was committed in the month.
type RosterMonth struct {
	Site       SiteID         `json:"site"`
	Month      calendar.Month `json:"month"`
	ReceivedAt int64          `json:"received_at"` // Unix milliseconds of the first commit of the month
	Source     UploadSeq      `json:"source"`      // the upload that last spoke of it
}
