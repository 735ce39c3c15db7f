package caseload

// Role is a kind of staff, by the word that files, pages and the database share.
type Role string

// The roles. Residents and fellows are read and kept for training; they are not staff.
const (
	Attending    Role = "attending"
	APP          Role = "app"
	Technologist Role = "technologist"
	Nurse        Role = "nurse"
	Resident     Role = "resident"
	Fellow       Role = "fellow"
)

// StaffRoles returns the four roles of the division profile, in the order the pages use.
func StaffRoles() []Role { return []Role{Attending, APP, Technologist, Nurse} }

// IsStaff reports whether the role counts as staff, which a trainee never does.
func (r Role) IsStaff() bool { return r != Resident && r != Fellow }

// Plural returns the role's heading: "Attendings", "Advanced practice".
func (r Role) Plural() string {
	switch r {
	case Attending:
		return "Attendings"
	case APP:
		return "Advanced practice"
	case Technologist:
		return "Technologists"
	case Nurse:
		return "Nurses"
	case Resident:
		return "Residents"
	case Fellow:
		return "Fellows"
	}
	return string(r)
}

// Singular returns the word for one person of the role, for use in a sentence.
func (r Role) Singular() string {
	if r == APP {
		return "APP"
	}
	return string(r)
}
