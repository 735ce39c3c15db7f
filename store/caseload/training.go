package caseload

import "caseload/store/calendar"

// TraineeID is the id that a schedule gives a trainee; never a name.
type TraineeID string

// Assignment is a trainee's month, or part of one, on a rotation at a site. Rotation and Path are the words
// of package training, or others that a division uses.
type Assignment struct {
	Trainee  TraineeID      `json:"trainee"`
	Month    calendar.Month `json:"month"`
	Site     SiteID         `json:"site"`
	Rotation string         `json:"rotation"`
	Path     string         `json:"path"`  // "" where the file does not state it
	Year     int            `json:"year"`  // of training, by the path; 0 where the file does not state it
	Share    float64        `json:"share"` // of the month, above 0 and up to 1
	Source   UploadSeq      `json:"source"`
	Row      int            `json:"row"` // row in the source file as Excel numbers it
}

// LoggedCases is what a trainee has logged in a category from the start of training to a day.
type LoggedCases struct {
	Trainee   TraineeID     `json:"trainee"`
	AsOf      calendar.Date `json:"as_of"`
	Category  string        `json:"category"` // "" for all cases together
	Count     float64       `json:"count"`
	Elsewhere float64       `json:"elsewhere"` // the part of Count that was done outside the division's sites
	Source    UploadSeq     `json:"source"`
	Row       int           `json:"row"`
}

// TrainingGroup is what training needs to know of a procedure group.
type TrainingGroup struct {
	Group         GroupID  `json:"group"`
	Participation *float64 `json:"participation"` // share of procedures with a trainee, 0..1; nil while not stated
	Category      string   `json:"category"`      // of the trainees' case log; "" while not stated
	Source        string   `json:"source"`
}

// CaseMinimum is how many cases a path asks for.
type CaseMinimum struct {
	Path     string  `json:"path"`
	Category string  `json:"category"` // "" for all cases together
	Cases    float64 `json:"cases"`
	Source   string  `json:"source"`
	IsSet    bool    `json:"is_set"` // false for a hint, with which nothing is compared
}

// CurriculumMonths is how long a year of a path gives to a rotation.
type CurriculumMonths struct {
	Path     string   `json:"path"`
	Year     int      `json:"year"`
	Rotation string   `json:"rotation"`
	Months   *float64 `json:"months"` // nil where nobody has stated it
	Source   string   `json:"source"`
}

// OtherLearners are other learners on IR at a site, from a month on, who share its volume.
type OtherLearners struct {
	Site     SiteID         `json:"site"`
	From     calendar.Month `json:"from"`
	Learners float64        `json:"learners"` // in full months
	Source   string         `json:"source"`
}
