package insight

import (
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Scope is what every page says of itself: month, sites, calendar, and as of when.
type Scope struct {
	View     View   `json:"-"` // the view asked for, for making links
	Division string `json:"division"`

	// HasMonth is false while nothing is stored; Month means nothing then.
	HasMonth bool           `json:"has_month"`
	Month    calendar.Month `json:"month"`
	State    MonthState     `json:"month_state"`
	// Prev and Next are the neighbouring months that have data or could have; nil at either end.
	Prev *calendar.Month `json:"prev,omitempty"`
	Next *calendar.Month `json:"next,omitempty"`
	// First and Last bound the months that can be chosen.
	First calendar.Month `json:"first"`
	Last  calendar.Month `json:"last"`
	// Newest is the newest complete month of the sites in view; nil when there is none.
	Newest *calendar.Month `json:"newest,omitempty"`

	Sites []SiteRef `json:"sites"`          // the choices, those with data first of all
	Site  *SiteRef  `json:"site,omitempty"` // the chosen one; nil for all

	Calendar   CalendarKind        `json:"calendar"`
	FiscalYear calendar.FiscalYear `json:"-"`          // of Month in Calendar
	YearName   string              `json:"year_name"`  // "federal fiscal year 2027, Oct 2026–Sep 2027"
	YearLabel  string              `json:"year_label"` // "FFY2027", for tight places

	Today    calendar.Date     `json:"today"`
	Revision caseload.Revision `json:"revision"`
	AsOf     time.Time         `json:"as_of"`      // of the newest revision; zero before the first
	AsOfText string            `json:"as_of_text"` // "12 Nov 2026, 08:14"
	Uploads  int               `json:"uploads"`    // committed and not undone

	// Preliminary is true until the month is closed at every active site in view.
	Preliminary bool `json:"preliminary"`
	// Staleness says in words that the newest complete month is older than last month, or that the month
	// chosen is not the newest; "" when neither is so.
	Staleness string `json:"staleness,omitempty"`
	// Notes say what is not stated and what does not add up, wherever a number depends on it.
	Notes []string `json:"notes,omitempty"`
}

// SitesText names the sites in view as a sentence does: "all sites", "VA".
func (s Scope) SitesText() string {
	if s.Site != nil {
		return s.Site.Name
	}
	return "all sites"
}

// EmptyState says what is missing, what to do, and what comes when.
type EmptyState struct {
	Title  string `json:"title"`
	Text   string `json:"text"`
	Action string `json:"action"` // the words of the button or link
	URL    string `json:"url"`
}
