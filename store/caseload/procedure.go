package caseload

// ProcedureID identifies a procedure. A negative id in a Batch names a procedure that the batch creates.
type ProcedureID int

// GroupID identifies a procedure group.
type GroupID int

// Ungrouped is the group of procedures that nobody has put in a group yet; every database has it.
const Ungrouped GroupID = 1

// Procedure is a kind of procedure as the sites name it.
type Procedure struct {
	ID    ProcedureID `json:"id"`
	Name  string      `json:"name"`
	Group GroupID     `json:"group"`
}

// Group gathers procedures that leadership speaks of together.
type Group struct {
	ID       GroupID `json:"id"`
	Name     string  `json:"name"`
	Position int     `json:"position"` // order on the page, where volume does not decide
}
