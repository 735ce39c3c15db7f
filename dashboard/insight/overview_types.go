package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Overview is the answer to "how do we stand?".
type Overview struct {
	Scope Scope `json:"scope"`
	// Empty is set, and nothing below is, while there is nothing to show.
	Empty *EmptyState `json:"empty,omitempty"`

	Headline   Sentence     `json:"headline"`
	Second     Sentence     `json:"second"`         // the one or two things to act on, and what comes next
	Next       *Expectation `json:"next,omitempty"` // of all procedures; nil while the outlook is being worked out
	KeyFigures []KeyFigure  `json:"key_figures"`
	Main       MonthlyChart `json:"main"`
	Groups     GroupTable   `json:"groups"`
	Staffing   Staffing     `json:"staffing"`
	Freshness  Freshness    `json:"freshness"`
	Movers     []Mover      `json:"movers"` // largest first
	Open       []OpenSignal `json:"open_signals"`
	OpenNote   string       `json:"open_signals_note,omitempty"` // why there is none
	Sources    string       `json:"sources"`                     // "Source: monthly procedure files, University (93 months) and VA (92 of 93). As of 12 Nov 2026."
}

// PictureKind is how a key figure's small picture is drawn.
type PictureKind string

// The kinds of picture.
const (
	PictureLine PictureKind = "line" // with a dashed line at Reference, when it is known
	PictureBars PictureKind = "bars" // around zero
	PictureGrid PictureKind = "grid" // a square a file: Files, one row a site and kind

	PictureStaff PictureKind = "staff" // Staff: what a role has beside what it requires
	PictureNone  PictureKind = ""
)

// Picture is the data of a key figure's small picture: 24 months that end with the month in focus.
type Picture struct {
	Kind      PictureKind    `json:"kind"`
	Series    series.Monthly `json:"series"`
	Reference series.Monthly `json:"reference"` // same months; missing where there is nothing to compare with
	Files     []FileRow      `json:"files,omitempty"`
	Staff     *StaffPicture  `json:"staff,omitempty"`
	Summary   string         `json:"summary"` // what the picture shows, in words
}

// KeyFigure is one of the numbers under the headline.
type KeyFigure struct {
	ID       string   `json:"id"` // "procedures", "baseline", "per_day", "last_year", "year_to_date", "staffing", "completeness"
	Label    string   `json:"label"`
	Value    string   `json:"value"` // as it is shown: "+22", "31.9", "4 of 4", "—"
	Unit     string   `json:"unit"`  // beside the value: "+3.2 %", "files", ""
	Number   Number   `json:"number"`
	Context  Sentence `json:"context"`
	Note     string   `json:"note,omitempty"` // what is not stated, where this number depends on it
	Picture  Picture  `json:"picture"`
	TraceURL string   `json:"trace_url"`
}

// MonthlyChart is months by site since the first month, with the baseline.
type MonthlyChart struct {
	Title   string         `json:"title"` // a finding: "Six of the last eight months were above 680"
	Summary string         `json:"summary"`
	First   calendar.Month `json:"first"`
	Last    calendar.Month `json:"last"` // the current month too, when something of it has come
	// Series are the parts of a bar, University first: at most six sites and "Other (n)".
	Series []SiteSeries   `json:"series"`
	Total  series.Monthly `json:"total"` // complete months only
	// Baseline is the baseline in force, missing where none holds for the sites in view.
	Baseline      series.Monthly     `json:"baseline"`
	BaselineLabel string             `json:"baseline_label"` // "680 baseline"; "" when there is none
	Partial       *PartialMonth      `json:"partial,omitempty"`
	Gaps          []Gap              `json:"gaps"`
	Annotations   []AnnotationOnSite `json:"annotations"`
	// Limits and Signals are those of Total; there are none while it cannot be judged.
	Limits  []SegmentLimits   `json:"limits"`
	Signals []SignalMark      `json:"signals"`
	Rebases []caseload.Rebase `json:"rebases"`
	// Excluded are months that the limits leave out.
	Excluded []Exclusion `json:"excluded"`
	// Table has all sites, whatever Series leaves out.
	Table    MonthTable `json:"table"`
	TraceURL string     `json:"trace_url"`
}

// SiteSeries is one site's part of each month's bar.
type SiteSeries struct {
	Site  SiteRef `json:"site"`  // Slot 0 for "Other (n)"
	Count int     `json:"count"` // the sites within it: 1, or n of "Other (n)"
	// Values are months for which the site's file is complete. They stand even where another site's is not.
	Values series.Monthly `json:"values"`
	// Unsure are numbers of months that are over, from a file that is not everything or hides counts: at
	// least so many. They belong in no statistic.
	Unsure series.Monthly `json:"unsure"`
	// Last is the newest complete value and LastMonth its month, for the direct label.
	Last      Number         `json:"last"`
	LastMonth calendar.Month `json:"last_month"`
}

// PartialMonth is what has come of the current month. It is in no statistic.
type PartialMonth struct {
	Month calendar.Month `json:"month"`
	Total Number         `json:"total"` // of the sites that have sent something
	Sites []SiteValue    `json:"sites"`
	Label string         `json:"label"` // "275 so far, to 12 November"
	Words string         `json:"words"` // with sites that have sent nothing named
	rest  string         // of Words, after Label
}

// AnnotationOnSite is an event with the site it concerns.
type AnnotationOnSite struct {
	caseload.Annotation
	SiteName string `json:"site_name"` // "" for the whole division
	Label    string `json:"label"`     // "Suite 4 opens, University"
}

// MonthTable is the numbers behind a chart of months, oldest first.
type MonthTable struct {
	Sites []SiteRef  `json:"sites"`
	Rows  []MonthRow `json:"rows"`
}

// MonthRow is one month of a MonthTable.
type MonthRow struct {
	Month      calendar.Month `json:"month"`
	State      MonthState     `json:"state"`
	Sites      []SiteValue    `json:"sites"` // in the table's order; a site not active has Text "–"
	Total      Number         `json:"total"`
	PerDay     Number         `json:"per_day"`
	Baseline   Number         `json:"baseline"`
	Difference Number         `json:"difference"`
	Words      string         `json:"words"` // why there is no total: "VA not received; University 519"
	TraceURL   string         `json:"trace_url"`
}

// GroupTable is the procedure groups, largest first.
type GroupTable struct {
	Title    string         `json:"title"`
	Summary  string         `json:"summary"`
	Month    calendar.Month `json:"month"`
	LastYear calendar.Month `json:"last_year"`
	First    calendar.Month `json:"first"` // of the 36-month series
	Total    GroupRow       `json:"total"`
	Rows     []GroupRow     `json:"rows"`
}

// GroupRow is one procedure group in the month in focus.
type GroupRow struct {
	Group    caseload.Group `json:"group"` // ID 0 for all procedures
	Name     string         `json:"name"`
	Slug     string         `json:"slug"`
	Series   series.Monthly `json:"series"` // 36 months that end with the month in focus
	Value    Number         `json:"value"`
	Share    Number         `json:"share"` // of the month's total, 0..1
	LastYear Number         `json:"last_year"`
	Change   Number         `json:"change"`         // against the same month last year
	Percent  Number         `json:"percent_change"` // the same, 0..100; missing where last year was 0
	Mean12   Number         `json:"mean_12"`        // of the 12 months that end with the month in focus, all complete
	// Verdict is nil while nothing can be judged.
	Verdict *GroupVerdict `json:"verdict,omitempty"`
	// TraceURL opens the month's rows, VolumeURL the group on the Volume page.
	TraceURL  string `json:"trace_url"`
	VolumeURL string `json:"volume_url"`
}

// Mover is a group that changed much against the same month last year.
type Mover struct {
	Name     string `json:"name"`
	Value    Number `json:"value"`
	LastYear Number `json:"last_year"`
	Change   Number `json:"change"`
	Percent  Number `json:"percent_change"`
	Text     string `json:"text"` // "Thermal ablation 27, 12 more than in October 2025"
	TraceURL string `json:"trace_url"`
}

// Freshness is through which month each site's files have come.
type Freshness struct {
	Title   string         `json:"title"`
	Summary string         `json:"summary"` // "All October files are in; VA sent its own two days late."
	Rows    []FreshnessRow `json:"rows"`
}

// FreshnessRow is one kind of file of one site.
type FreshnessRow struct {
	Site     SiteRef             `json:"site"`
	Kind     caseload.UploadKind `json:"kind"`
	Name     string              `json:"name"`              // "University procedures"
	Through  *calendar.Month     `json:"through,omitempty"` // nil when nothing has come
	Received *calendar.Date      `json:"received,omitempty"`
	DaysLate int                 `json:"days_late"` // after the due day; 0 when in time or not judged
	// Overdue is true when the file of last month has not come by its due day.
	Overdue     bool   `json:"overdue"`
	ThroughText string `json:"through_text"` // "October", "August 2025", "—"
	Text        string `json:"text"`         // "9 Nov, 2 days late"; "due 10 November"; "missing since 10 November"
	TraceURL    string `json:"trace_url"`
}
