package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Signals is the answer to "which series changed, and is it real?".
type Signals struct {
	Scope Scope `json:"scope"`
	// Empty is set, and nothing below is, while there is nothing to judge.
	Empty *EmptyState `json:"empty,omitempty"`

	Month    calendar.Month `json:"month"`     // the newest complete month judged: no later one is in any number
	IsNewest bool           `json:"is_newest"` // only then does a signal ask for attention
	PerDay   bool           `json:"per_day"`   // U′ charts per working day instead of XmR charts of counts
	// Group is set where the series are those of one procedure group.
	Group      *NamedSlug  `json:"group,omitempty"`
	Procedures []NamedSlug `json:"procedures"`      // every procedure, each a series: "procedure-" and its word
	Rules      string      `json:"rules,omitempty"` // how the charts are judged otherwise than usual

	Headline Sentence        `json:"headline"`
	Second   Sentence        `json:"second"`
	Series   []SeriesVerdict `json:"series"` // newest signal first, or largest first
	Chosen   SeriesDepth     `json:"chosen"`
	ByVolume bool            `json:"by_volume"`
	Sources  string          `json:"sources"`
}

// SeriesVerdict is how one series stands at its newest complete month.
type SeriesVerdict struct {
	Key  string   `json:"key"` // its word in an address: "all", "site-va", "group-biopsy"
	Name string   `json:"name"`
	Site *SiteRef `json:"site,omitempty"` // of a site's own series
	// OfSite and the four below tell which rebases and events are the series' own; 0 and "" for all.
	OfSite    caseload.SiteID      `json:"-"`
	Group     caseload.GroupID     `json:"-"`
	Procedure caseload.ProcedureID `json:"-"`
	Measure   string               `json:"-"`
	Role      caseload.Role        `json:"-"`
	URL       string               `json:"url"`

	Kind     spc.Kind `json:"chart"`    // xmr for counts, up for rates, pp for shares, run where asked for
	Unit     string   `json:"unit"`     // "Procedures a month", "Cancellations per 100 procedures"
	Decimals int      `json:"decimals"` // with which its numbers are shown

	Values series.Monthly `json:"values"` // as plotted, complete months only
	Value  Number         `json:"value"`  // of the month judged
	Mean   Number         `json:"mean"`   // of the limits in force
	// Lower and Upper are the limits in force as they are shown: a count's lower limit is at least 0.
	Lower Number `json:"lower"`
	Upper Number `json:"upper"`
	// VsMean is the month against the mean in force, in percent.
	VsMean      Number          `json:"percent_vs_mean"`
	Months      int             `json:"months"`      // of the limits in force, gaps included
	Provisional bool            `json:"provisional"` // too few of them for an icon or an alert
	Segments    []SegmentLimits `json:"segments"`
	Marks       []SignalMark    `json:"marks"` // every month with a signal, oldest first
	Alert       *SeriesAlert    `json:"alert,omitempty"`
	Words       string          `json:"words"`            // "Normal", "8 months below the mean", "Provisional limits"
	Runs        *RunsVerdict    `json:"runs,omitempty"`   // of rates, shares and run charts
	Target      *SeriesTarget   `json:"target,omitempty"` // where one is stored, or tried

	chart spc.Chart
	rules spc.Rules
	of    seriesOf
	unit  unit
	size  float64
}

// IsRate reports whether limits differ from month to month, so that of the four rules only one is applied.
func (v SeriesVerdict) IsRate() bool { return v.Kind == spc.UPrime || v.Kind == spc.PPrime }

// IsShare reports whether the series is a part of something, shown in percent.
func (v SeriesVerdict) IsShare() bool { return v.unit.isShare }

// Lengths are how many points make a trend and a shift.
func (v SeriesVerdict) Lengths() (trend, shift int) { return v.rules.TrendLength, v.rules.ShiftLength }

// SegmentLimits are the lines between two rebases. Limits that differ from month to month are missing here.
type SegmentLimits struct {
	First        calendar.Month `json:"first"`
	Last         calendar.Month `json:"last"`
	Mean         Number         `json:"mean"`
	Lower        Number         `json:"lower"` // as computed: for counts it can lie below 0
	Upper        Number         `json:"upper"`
	AverageRange Number         `json:"average_moving_range"`
	RangeLimit   Number         `json:"moving_range_limit"`
	Provisional  bool           `json:"provisional"`
}

// SignalMark is one month in which a rule is met.
type SignalMark struct {
	Month calendar.Month `json:"month"`
	Value Number         `json:"value"`
	Rule  spc.Rule       `json:"rule"`
	Up    bool           `json:"up"`
	Words string         `json:"words,omitempty"` // of a series that is shown in depth
}

// SeriesAlert is the signal of the newest complete month.
type SeriesAlert struct {
	Rule   spc.Rule       `json:"rule"`
	Up     bool           `json:"up"`
	First  calendar.Month `json:"first"`
	Months int            `json:"months"` // flagged
	IsNew  bool           `json:"is_new"` // was no signal a month earlier
	Words  string         `json:"words"`  // "8 months below the mean"
	Text   string         `json:"text"`   // with the numbers: "8 months below the mean of 28."
	Since  string         `json:"since"`  // "New in October", "Since March 2026"
}

// SeriesDepth is one series with everything that can be said of it.
type SeriesDepth struct {
	SeriesVerdict
	Title       string             `json:"title"`
	Summary     string             `json:"summary"`
	Points      []SeriesPoint      `json:"points"`
	RuleList    []RuleMet          `json:"rules_met"` // of the limits in force, newest first
	Limits      []LimitLine        `json:"limits"`
	Steps       []string           `json:"how"`
	Warnings    []string           `json:"warnings"`
	Suggestion  *RebaseSuggestion  `json:"suggestion,omitempty"`
	Events      []SeriesEvent      `json:"events"`
	Annotations []AnnotationOnSite `json:"annotations"`
	Rebases     []caseload.Rebase  `json:"rebases"`
	Excluded    []Exclusion        `json:"excluded"`             // months left out of the limits
	Targets     series.Monthly     `json:"targets"`              // the months of the series; missing where none is stored
	Over        []OverChoice       `json:"divided_by,omitempty"` // of a measure: what it is or could be divided by
	TraceURL    string             `json:"trace_url"`

	// CanTarget is whether a target can be stored: for one site's procedures, all of them or one.
	CanTarget  bool            `json:"-"`
	TargetSite caseload.SiteID `json:"-"`
	// GroupSlug is the group's word in an address, of a group's series.
	GroupSlug string `json:"-"`
	// ProcedureGroup is the group of a procedure's series.
	ProcedureGroup caseload.GroupID `json:"-"`
}

// SeriesPoint is one month of a series in depth.
type SeriesPoint struct {
	Month calendar.Month `json:"month"`
	Value Number         `json:"value"`
	Range Number         `json:"moving_range"` // to the month before; missing after a gap and across a rebase
	Mean  Number         `json:"mean"`
	Lower Number         `json:"lower"` // as shown
	Upper Number         `json:"upper"`
	Over  Number         `json:"divided_by"` // of a rate or share; missing of a count
	Rule  spc.Rule       `json:"rule,omitempty"`
	Up    bool           `json:"up,omitempty"`
	Out   bool           `json:"excluded,omitempty"` // left out of the limits
	Words string         `json:"words,omitempty"`    // why it is flagged, or why there is no number
}

// RuleMet is a rule that fired, with its months and numbers in words.
type RuleMet struct {
	Rule spc.Rule       `json:"rule"`
	Up   bool           `json:"up"`
	Name string         `json:"name"`
	Text string         `json:"text"`
	From calendar.Month `json:"from"`
	To   calendar.Month `json:"to"`
}

// LimitLine is one number of how the limits were made.
type LimitLine struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// RebaseSuggestion asks whether the limits should be drawn anew. Nobody but a person answers.
type RebaseSuggestion struct {
	Month    calendar.Month `json:"month"`
	Title    string         `json:"title"`
	Evidence string         `json:"evidence"`
}

// SeriesEvent is an annotation or a rebase as the list under a chart shows it.
type SeriesEvent struct {
	ID       int64          `json:"id"`
	IsRebase bool           `json:"is_rebase"`
	Month    calendar.Month `json:"month"`
	Text     string         `json:"text"`
	Concerns string         `json:"concerns"` // "VA", "all sites, Dialysis access"
	By       string         `json:"by"`
	When     string         `json:"when"`
}
