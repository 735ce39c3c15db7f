package insight

import (
	"net/url"
	"strconv"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// Figure names a kind of number that can be traced.
type Figure string

// The figures.
const (
	FigureCount        Figure = "count"      // a stored number or a sum of them
	FigureDifference   Figure = "difference" // from the baseline
	FigurePerDay       Figure = "per_day"    // per working day, beside the baseline's
	FigureLastYear     Figure = "last_year"  // against the same month last year
	FigureYearToDate   Figure = "year_to_date"
	FigureRolling12    Figure = "rolling_12"
	FigureMean12       Figure = "mean_12"
	FigureShare        Figure = "share"
	FigureCompleteness Figure = "completeness"
	FigureMeasure      Figure = "measure" // the stored numbers of a measure
	FigureHeadcount    Figure = "headcount"
	FigureFTE          Figure = "fte"
	FigurePerHead      Figure = "per_head"
	FigurePerFTE       Figure = "per_fte"

	FigureRequired  Figure = "required"  // staff by the lens that decides, beside the roster
	FigureGap       Figure = "gap"       // rostered less required
	FigureWorkload  Figure = "workload"  // staff that the procedures need
	FigureCoverage  Figure = "coverage"  // staff that rooms, recovery and call need
	FigureAvailable Figure = "available" // FTE by clinical share, less leave of over 30 days

	FigureVolume       Figure = "volume" // of the Volume page: any span, raw or per working day, procedures or hours
	FigureShift        Figure = "shift"  // one part of a change against the year before
	FigureTarget       Figure = "target" // a month against its target
	FigureTargetToDate Figure = "target_to_date"
)

// TraceQuery asks for what stands behind a figure.
type TraceQuery struct {
	Figure Figure
	View   View          // Month, Site, Calendar, Group and Procedure as on the page the figure stands on
	Role   caseload.Role // of a staffing figure
	Year   VolumeYear    // of a figure of required staff
	Page   int           // 1 is the first
}

// Trace is a figure with its formula and the rows behind it.
type Trace struct {
	Scope   Scope    `json:"scope"`
	Figure  Figure   `json:"figure"`
	Title   string   `json:"title"` // "Procedures, all sites, October 2026"
	Value   string   `json:"value"` // as the page shows it
	Number  Number   `json:"number"`
	Formula []string `json:"formula"` // each step with the numbers in it; empty for a stored number
	// Inputs are the numbers that a computed figure was made of, each with its own rows.
	Inputs []TraceInput `json:"inputs,omitempty"`
	Notes  []string     `json:"notes,omitempty"`

	Rows   []TraceRow  `json:"rows,omitempty"`   // of a count
	People []PersonRow `json:"people,omitempty"` // of a staffing figure
	Files  []FileCell  `json:"files,omitempty"`  // of completeness
	// Measures are the rows of a measure.
	Measures []MeasureRow `json:"measures,omitempty"`
	Sum      int          `json:"sum"`   // of all rows, not only this page's
	Total    int          `json:"total"` // number of rows
	Page     int          `json:"page"`
	Pages    int          `json:"pages"`
	// PrevURL and NextURL turn pages; "" at the ends. BackURL is the Overview of the same view.
	PrevURL string `json:"prev_url,omitempty"`
	NextURL string `json:"next_url,omitempty"`
	BackURL string `json:"back_url"`
	Summary string `json:"summary"` // "82 rows from 2 files add up to 702."
}

// TraceInput is a number that went into a computed figure.
type TraceInput struct {
	Name  string `json:"name"`  // "October 2025"
	Value string `json:"value"` // "684"
	URL   string `json:"url,omitempty"`
	Note  string `json:"note,omitempty"` // how it was made, or its source
}

// TraceRow is one stored number.
type TraceRow struct {
	Month     calendar.Month `json:"month"`
	Site      SiteRef        `json:"site"`
	Procedure string         `json:"procedure"`
	Group     string         `json:"group"`
	Setting   string         `json:"setting"` // "" when the file did not say
	State     string         `json:"state"`
	N         int            `json:"n"`
	Declared  bool           `json:"declared"` // "declared zero, not listed"
	Origin    TraceOrigin    `json:"origin"`
}

// TraceOrigin is the file and line a stored row came from.
type TraceOrigin struct {
	File string `json:"file"` // "" when entered by hand
	Row  int    `json:"row"`  // as Excel numbers it; 0 for a declared zero
	By   string `json:"by"`
	At   string `json:"at"` // "9 Nov 2026, 16:02"
	URL  string `json:"url,omitempty"`
	Text string `json:"text"` // "va_2026.csv, row 14, Local user, 9 Nov 2026, 16:02"
}

// PersonRow is one roster line behind a staffing figure.
type PersonRow struct {
	Staff        string      `json:"staff"` // the roster's id; names stay in the roster
	Role         string      `json:"role"`
	Site         SiteRef     `json:"site"`
	FTE          float64     `json:"fte"`
	From         string      `json:"from"` // "1 Jul 2024"
	To           string      `json:"to"`   // "" while open
	Status       string      `json:"status"`
	Employment   string      `json:"employment"`
	DaysEmployed int         `json:"days_employed"` // in the month
	Contribution Number      `json:"contribution"`  // to FTE
	Head         bool        `json:"head"`          // employed on the month's last day
	Origin       TraceOrigin `json:"origin"`
}

// TracePath is the page that a figure opens.
const TracePath = "/trace"

// TraceURL returns the address behind which the figure's rows stand.
func TraceURL(q TraceQuery) string {
	address := TracePath + "?figure=" + string(q.Figure)
	if q.Role != "" {
		address += "&role=" + url.QueryEscape(string(q.Role))
	}
	if q.Year == YearForecast {
		address += "&year=" + string(q.Year)
	}
	if view := q.View.Query(); view != "" {
		address += "&" + view
	}
	if q.Page > 1 {
		address += "&page=" + strconv.Itoa(q.Page)
	}
	return address
}

// ParseTrace reads what TraceURL wrote.
func ParseTrace(q Query) (TraceQuery, error) {
	view, err := ParseView(q)
	if err != nil {
		return TraceQuery{}, err
	}
	figure, err := parseWord(q, "figure", figures()...)
	if err != nil {
		return TraceQuery{}, err
	}
	if figure == "" {
		figure = FigureCount
	}
	role, err := parseWord(q, "role", caseload.StaffRoles()...)
	if err != nil {
		return TraceQuery{}, err
	}
	year, err := parseWord(q, "year", YearRolling12, YearForecast)
	if err != nil {
		return TraceQuery{}, err
	}
	page := 1
	if text := q.Get("page"); text != "" {
		if page, err = strconv.Atoi(text); err != nil || page < 1 {
			return TraceQuery{}, fault.New(fault.Invalid, "%q is not a page number.", text)
		}
	}
	return TraceQuery{Figure: figure, View: view, Role: role, Year: year, Page: page}, nil
}

func figures() []Figure {
	return []Figure{FigureCount, FigureDifference, FigurePerDay, FigureLastYear, FigureYearToDate, FigureRolling12,
		FigureMean12, FigureShare, FigureCompleteness, FigureMeasure, FigureHeadcount, FigureFTE, FigurePerHead, FigurePerFTE,
		FigureRequired, FigureGap, FigureWorkload, FigureCoverage, FigureAvailable,
		FigureVolume, FigureShift, FigureTarget, FigureTargetToDate}
}
