package insight

import "caseload/store/calendar"

// Brief is the one page for the department chair. It carries no names of people.
type Brief struct {
	Scope    Scope       `json:"scope"`
	Empty    *EmptyState `json:"empty,omitempty"`
	Title    string      `json:"title"`  // "Interventional Radiology, monthly brief"
	Status   string      `json:"status"` // "preliminary", "closed", "not complete"
	Headline Sentence    `json:"headline"`
	Second   Sentence    `json:"second"`
	// Next is what the month after the newest known one should bring; nil while the outlook is being worked out.
	Next  *Expectation `json:"next,omitempty"`
	Lines []BriefLine  `json:"lines"` // total, sites, same month last year, year to date, rolling 12, target
	// Main is the chart's data for the 36 months that end with the month in focus.
	Main        MonthlyChart   `json:"main"`
	Groups      []GroupRow     `json:"groups"` // the largest eight, and those with a signal
	Movers      []Mover        `json:"movers"`
	MoversLine  string         `json:"movers_line"`
	Staffing    Staffing       `json:"staffing"`
	Moves       string         `json:"moves"` // who is known to leave or start, "" for nobody
	Definitions []string       `json:"definitions"`
	Footer      string         `json:"footer"` // as of, revision, sources
	Month       calendar.Month `json:"month"`
	text        string
}

// BriefLine is one number of the brief with its name.
type BriefLine struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Text  string `json:"text"` // the whole line as a sentence
}
