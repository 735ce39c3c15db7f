package insight

import (
	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// Outlook is what the months to come should bring, how sure that is, and why.
type Outlook struct {
	Scope    Scope       `json:"scope"`
	Empty    *EmptyState `json:"empty,omitempty"`
	Headline Sentence    `json:"headline"`
	Second   Sentence    `json:"second"`
	Title    string      `json:"title"`
	Summary  string      `json:"summary"`
	Notes    []string    `json:"notes,omitempty"` // what a reader must know beside the numbers

	Name   string      `json:"name"` // what is continued: "All procedures", "Thermal ablation"
	Groups []NamedSlug `json:"groups"`
	Group  *NamedSlug  `json:"group,omitempty"` // nil for all

	Depth  forecast.Depth     `json:"depth"`            // how much of the method the history allows
	Point  forecast.PointType `json:"point_type"`       // what "expected" is: the mean, which adds up
	Reason string             `json:"reason,omitempty"` // why there is no forecast, or only a level

	Known   series.Monthly `json:"known"`   // complete months, as far as the outlook starts from
	Missing []OutlookMonth `json:"missing"` // months between known ones that were not reported, estimated
	Months  []OutlookMonth `json:"months"`  // from the first month that is not known
	Gaps    []Gap          `json:"gaps"`

	// LeftOut are the months that somebody has named as saying nothing of the usual volume. They are reported and
	// counted, but the forecast learns nothing from them, and they judge none in the back-test.
	LeftOut []Exclusion `json:"left_out,omitempty"`

	Baseline      series.Monthly     `json:"baseline"` // of the known months and those to come
	BaselineLabel string             `json:"baseline_label"`
	Annotations   []AnnotationOnSite `json:"annotations"`
	Partial       *PartialMonth      `json:"partial,omitempty"` // the month under way, which is no observation

	LandingTitle string           `json:"landing_title"`
	Landings     []OutlookLanding `json:"landings"`
	Parts        OutlookParts     `json:"parts"`
	Why          OutlookWhy       `json:"why"`
	Backtest     *OutlookBacktest `json:"backtest,omitempty"` // nil while the history is too short for one
	Sources      string           `json:"sources"`
	TraceURL     string           `json:"trace_url"` // the rows of the months that it starts from
}

// OutlookMonth is what a month is expected to bring.
type OutlookMonth struct {
	forecast.Month
	LastYear    Number `json:"last_year"` // the same month a year before, where it is known
	Baseline    Number `json:"baseline"`
	Difference  Number `json:"difference"` // from the baseline
	WorkingDays Number `json:"working_days"`
}

// OutlookLanding is where a year should end.
type OutlookLanding struct {
	Kind  CalendarKind `json:"calendar"`
	Name  string       `json:"name"`  // "federal fiscal year 2027, Oct 2026–Sep 2027"
	Label string       `json:"label"` // "FFY2027"
	forecast.Landing
	// Reference is what the baseline comes to over the year's twelve months; Baseline is the monthly one where
	// it is the same in all of them.
	Reference  Number `json:"reference"`
	Baseline   Number `json:"baseline"`
	Difference Number `json:"difference"`
	// Probability that the year ends above the reference, 0 to 1.
	Probability Number `json:"probability_above"`
	// Reason says why the year cannot be told; the numbers mean nothing then.
	Reason string `json:"reason,omitempty"`
}

// OutlookParts are what the outlook is made of: groups, or the sites of one group. They add up to it in every month.
type OutlookParts struct {
	By    Dimension      `json:"by"`
	Total OutlookPart    `json:"total"`
	Rows  []OutlookPart  `json:"rows"`  // largest first; sites in their own order
	Sites []OutlookPart  `json:"sites"` // when the rows are groups of all sites
	First calendar.Month `json:"first"` // of the twelve months that Next12 adds up
}

// OutlookPart is one series of the outlook.
type OutlookPart struct {
	Name    string         `json:"name"`
	Slug    string         `json:"slug"`
	Site    *SiteRef       `json:"site,omitempty"`
	Depth   forecast.Depth `json:"depth"`
	Known   series.Monthly `json:"known"`
	Months  []OutlookMonth `json:"months"`
	Implied series.Monthly `json:"implied"` // what the others leave for a series too short to forecast
	Next    Number         `json:"next"`    // of the outlook's first month; reported where it is
	NextLo  Number         `json:"next_lo80"`
	NextHi  Number         `json:"next_hi80"`
	Next12  Number         `json:"next_12"`
	Last12  Number         `json:"last_12"` // missing unless all twelve are known
	URL     string         `json:"url,omitempty"`
}

// OutlookWhy takes the first month apart.
type OutlookWhy struct {
	Sentence string              `json:"sentence"`
	Terms    []OutlookTerm       `json:"terms"` // they add up to the month
	Values   forecast.Components `json:"components"`
}

// OutlookTerm is one line of the sum.
type OutlookTerm struct {
	Name  string `json:"name"`
	Value Number `json:"value"`
	Text  string `json:"text"` // where it comes from
}

// OutlookBacktest says how good the outlook would have been had it been made in the past.
type OutlookBacktest struct {
	Title   string         `json:"title"`
	Summary string         `json:"summary"`
	Rows    []OutlookScore `json:"rows"` // the series shown, then its parts
}

// OutlookScore is the back-test of one series.
type OutlookScore struct {
	Name string `json:"name"`
	forecast.Score
	AloneMASE float64 `json:"alone_mase"` // before the sums were made to hold
}
