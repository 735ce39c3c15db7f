package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Volume is months × sites, groups or procedures.
type Volume struct {
	Scope    Scope       `json:"scope"`
	Empty    *EmptyState `json:"empty,omitempty"`
	Headline Sentence    `json:"headline"`
	Second   Sentence    `json:"second"` // what changed most against the year before
	Title    string      `json:"title"`
	Summary  string      `json:"summary"`

	First  calendar.Month `json:"first"`
	Last   calendar.Month `json:"last"`
	Focus  calendar.Month `json:"focus"` // the month in focus, or the one nearest to it in the range
	By     Dimension      `json:"by"`
	Span   Span           `json:"span"`
	PerDay bool           `json:"per_day"`
	Hours  bool           `json:"hours"` // procedure hours, not procedures
	// HoursNote says what hours are of, and which procedures have no room minutes.
	HoursNote string `json:"hours_note,omitempty"`
	// NoHours is true where hours are asked for and there are no minutes to work them out from.
	NoHours bool `json:"no_hours,omitempty"`
	Show    Show `json:"show"`
	OneAxis bool `json:"one_axis"` // small multiples share their value axis
	// IsCut is true where older months are stored and were not read, since that takes long.
	IsCut bool `json:"is_cut,omitempty"`

	KeyFigures []KeyFigure `json:"key_figures"`
	Unit       string      `json:"unit"` // "procedures a month", "procedures per working day", …

	// Choices for the filters. Group and Procedure are the chosen ones, nil for all.
	Groups     []NamedSlug `json:"groups"`
	Procedures []NamedSlug `json:"procedures"` // of the chosen group
	Group      *NamedSlug  `json:"group,omitempty"`
	Procedure  *NamedSlug  `json:"procedure,omitempty"`
	// SettingName and StateName name the setting and the state chosen; "" for all.
	SettingName string `json:"setting_name,omitempty"`
	StateName   string `json:"state_name,omitempty"`
	// PartsTitle is a finding about what the months are broken down by.
	PartsTitle string `json:"parts_title"`

	// Columns are what the months are broken down by, largest first (sites: in their own order): all of them.
	// Chart is the same for drawing: at most six, and "Other (n)".
	Columns []VolumeColumn `json:"columns"`
	Chart   []VolumeColumn `json:"chart"`
	// Total exists only for complete months. Baseline is the one in force, missing when it does not concern
	// what is shown: one group, one procedure, or sites it does not cover.
	Total         series.Monthly `json:"total"`
	Baseline      series.Monthly `json:"baseline"`
	BaselineLabel string         `json:"baseline_label"`
	Rows          []VolumeRow    `json:"rows"` // oldest first
	// Target is what was budgeted for each month; nil where nothing is loaded, or it does not fit the unit shown.
	Target *series.Monthly `json:"target,omitempty"`
	// Ahead are the months expected after the known ones, where the view asks for them; no count is among them.
	Ahead     *Ahead `json:"ahead,omitempty"`
	AheadNote string `json:"ahead_note,omitempty"` // why there are none although they were asked for
	// CanHaveAhead is whether months ahead are of the kind of number shown.
	CanHaveAhead bool `json:"-"`

	Partial     *PartialMonth      `json:"partial,omitempty"`
	Gaps        []Gap              `json:"gaps"`
	Annotations []AnnotationOnSite `json:"annotations"`
	Rebases     []caseload.Rebase  `json:"rebases"`
	// Limits and Signals are those of Total where it is a series that control charts judge.
	Limits     []SegmentLimits `json:"limits"`
	Signals    []SignalMark    `json:"signals"`
	SignalsURL string          `json:"signals_url,omitempty"`

	// Sites is the same by site, whose colours the bars are drawn in.
	Sites *VolumeSites `json:"-"`

	Change   *VolumeChange  `json:"change,omitempty"`
	Years    *VolumeYears   `json:"years,omitempty"`
	Targets  *VolumeTargets `json:"targets,omitempty"` // nil where none is loaded
	Sources  string         `json:"sources"`
	TraceURL string         `json:"trace_url"`
}

// VolumeSites are the months by site.
type VolumeSites struct {
	Columns, Chart []VolumeColumn
	Rows           []VolumeRow
}

// NamedSlug is a thing that can be chosen by its word in an address.
type NamedSlug struct {
	Name string `json:"name"`
	Slug string `json:"slug"`
}

// VolumeColumn is one site, group or procedure over the months.
type VolumeColumn struct {
	Name   string         `json:"name"`
	Slug   string         `json:"slug"` // "" for "Other (n)"
	Site   *SiteRef       `json:"site,omitempty"`
	Count  int            `json:"count"` // things within it: 1, or n of "Other (n)"
	Sum    Number         `json:"sum"`   // over the months shown that have a value
	Share  Number         `json:"share"` // of the month in focus, 0..1
	Values series.Monthly `json:"values"`
	// URL drills down: from group to its procedures, from procedure to the rows.
	URL string `json:"url,omitempty"`
	// TraceURL opens the rows of the month in focus.
	TraceURL string `json:"trace_url"`
}

// VolumeRow is one month of the table.
type VolumeRow struct {
	Month       calendar.Month `json:"month"`
	State       MonthState     `json:"state"`
	Values      []VolumeValue  `json:"values"` // in the order of Columns
	Total       Number         `json:"total"`
	TotalURL    string         `json:"total_url"`
	WorkingDays Number         `json:"working_days"` // in all months of the span; mean of the sites' when they differ
	PerDay      Number         `json:"per_day"`      // of the total
	LastYear    Number         `json:"last_year"`    // the total a year before
	Change      Number         `json:"change"`
	Percent     Number         `json:"percent_change"`
	YearLabel   string         `json:"year_label"` // of the calendar chosen
	Words       string         `json:"words"`      // why there is no total
	Events      []string       `json:"events,omitempty"`
}

// VolumeValue is one cell of the table.
type VolumeValue struct {
	Value    Number `json:"value"`
	Text     string `json:"text,omitempty"` // "not received", "183 so far", where there is no value
	Short    string `json:"-"`              // Text for a narrow column: "not complete", "—"
	TraceURL string `json:"trace_url,omitempty"`
}

// VolumeChange takes the change against the same months a year before apart.
type VolumeChange struct {
	Title                 string `json:"title"`
	Summary               string `json:"summary"`
	Now                   string `json:"now"`    // the period's name: "October 2026"
	Before                string `json:"before"` // "October 2025"
	NowShort, BeforeShort string `json:"-"`      // for the heads of columns: "Oct 2026"
	MixTitle              string `json:"mix_title"`
	MixSummary            string `json:"mix_summary"`
	SharesText            string `json:"-"`                // the months of the shares drawn: "Nov 2023 – Oct 2026"
	Reason                string `json:"reason,omitempty"` // why there is no comparison; nothing below is set then
	// Unlike says why the parts of the two periods are not alike: settings or states were stated for different shares.
	Unlike string `json:"unlike,omitempty"`
	hides  bool   // some parts may not be shown

	Total ChangePart   `json:"total"`
	Parts []ChangePart `json:"parts"` // the largest rise first, the largest fall last; what is not stated is among them
	// Effects take the change of procedure hours apart; nil where no minutes are stored.
	Effects *HoursChange `json:"effects,omitempty"`
}

// ChangePart is one part's share in the change: Change = WithWhole + Own, and the parts' changes add up to the total's.
type ChangePart struct {
	Name        string         `json:"name"`
	Slug        string         `json:"slug,omitempty"`
	Site        *SiteRef       `json:"site,omitempty"`
	URL         string         `json:"url,omitempty"` // drills down
	Now         Number         `json:"now"`           // missing where nothing of it is listed; it adds nothing then
	Before      Number         `json:"before"`
	Change      Number         `json:"change"`
	Percent     Number         `json:"percent_change"`
	Points      Number         `json:"points"`       // of the total's change in percent
	WithWhole   Number         `json:"with_whole"`   // the change, had the part kept its share
	Own         Number         `json:"own"`          // the rest
	ShareNow    Number         `json:"share_now"`    // 0..1
	ShareBefore Number         `json:"share_before"` // 0..1
	ShareChange Number         `json:"share_change"` // in percentage points
	Shares      series.Monthly `json:"shares"`       // of twelve months, over time
	NowURL      string         `json:"now_url"`
	BeforeURL   string         `json:"before_url"`
	TraceURL    string         `json:"trace_url"` // of the change
}

// HoursChange is why procedure hours changed: Volume + Mix + Minutes = Now − Before.
type HoursChange struct {
	Now     Number `json:"now"`
	Before  Number `json:"before"`
	Percent Number `json:"percent_change"`
	Count   Number `json:"count_percent_change"` // of the same procedures
	Volume  Number `json:"volume"`               // more or fewer of the same mix
	Mix     Number `json:"mix"`                  // other procedures
	Minutes Number `json:"minutes"`              // other minutes for the same procedures
	Note    string `json:"note"`
	URL     string `json:"url"`
	Title   string `json:"title"`

	TraceURL string `json:"trace_url"`
}

// VolumeYears lays years side by side.
type VolumeYears struct {
	Title   string         `json:"title"`
	Summary string         `json:"summary"`
	Months  []string       `json:"months"` // "Oct" … "Sep", as the calendar orders them
	Years   []YearOfMonths `json:"years"`  // oldest first
	// Season is each month's usual size beside an average month of its year, of years with all months.
	Season      []Number `json:"season"`
	SeasonYears int      `json:"season_years"`
	Low, High   Number   `json:"-"` // of all months
	SeasonTitle string   `json:"season_title"`
	SeasonNote  string   `json:"season_summary"`
	Compared    string   `json:"compared"` // the months that are compared: "Oct", "Jan–Oct"
}

// YearOfMonths is twelve months.
type YearOfMonths struct {
	Label string         `json:"label"` // "FFY2026"
	Name  string         `json:"name"`
	First calendar.Month `json:"first"`
	Cells []YearCell     `json:"cells"`
	// Line is what is drawn: the months, the sums to date or the 12 months to each, in the view's unit.
	Line    []Number `json:"line"`
	Sum     Number   `json:"sum"`     // all twelve months
	Same    Number   `json:"to_date"` // the months compared
	Change  Number   `json:"change"`  // of Same, against the year before
	Percent Number   `json:"percent_change"`
	SumURL  string   `json:"sum_url,omitempty"`
	SameURL string   `json:"to_date_url,omitempty"`
}

// YearCell is one month of one year.
type YearCell struct {
	Month    calendar.Month `json:"month"`
	Value    Number         `json:"value"`
	Text     string         `json:"text,omitempty"` // why there is no value
	Shade    int            `json:"shade"`          // 0 lowest to 6 highest of all; −1 without a value
	Partial  Number         `json:"partial"`        // what has come of the unfinished month
	Events   []string       `json:"events,omitempty"`
	TraceURL string         `json:"trace_url,omitempty"`
}

// VolumeTargets are what was budgeted beside what was done.
type VolumeTargets struct {
	Title   string      `json:"title"`
	Summary string      `json:"summary"`
	Rows    []TargetRow `json:"rows"` // oldest first
	Year    string      `json:"year"` // "federal fiscal year 2027, Oct 2026–Sep 2027"
	ToDate  TargetRow   `json:"to_date"`
	// WholeYear is the year's target, Needed what each month to come has to bring to meet it.
	WholeYear Number `json:"whole_year"`
	Needed    Number `json:"needed_a_month"`
	Remaining int    `json:"remaining_months"`
	Pace      string `json:"pace"`
	// Landing is where the year should end by the Outlook; missing unless the view asks for months ahead.
	Landing Number `json:"landing"`
}

// TargetRow is one period against its target.
type TargetRow struct {
	Month      calendar.Month `json:"month"`
	Actual     Number         `json:"actual"`
	Target     Number         `json:"target"`
	Expected   Number         `json:"expected"` // of a month ahead, where the view asks for them
	Difference Number         `json:"difference"`
	Percent    Number         `json:"percent"`
	TraceURL   string         `json:"trace_url"`
}
