package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// Volume is months × sites, groups or procedures.
type Volume struct {
	Scope    Scope       `json:"scope"`
	Empty    *EmptyState `json:"empty,omitempty"`
	Headline Sentence    `json:"headline"`
	Title    string      `json:"title"`
	Summary  string      `json:"summary"`

	First  calendar.Month `json:"first"`
	Last   calendar.Month `json:"last"`
	Focus  calendar.Month `json:"focus"` // the month in focus, or the one nearest to it in the range
	By     Dimension      `json:"by"`
	Span   Span           `json:"span"`
	PerDay bool           `json:"per_day"`
	Unit   string         `json:"unit"` // "procedures a month", "procedures per working day", …

	// Choices for the filters. Group and Procedure are the chosen ones, nil for all.
	Groups     []NamedSlug `json:"groups"`
	Procedures []NamedSlug `json:"procedures"` // of the chosen group
	Group      *NamedSlug  `json:"group,omitempty"`
	Procedure  *NamedSlug  `json:"procedure,omitempty"`

	// Columns are what the months are broken down by, largest first (sites: in their own order): all of them.
	// Chart is the same for drawing: at most six, and "Other (n)".
	Columns []VolumeColumn `json:"columns"`
	Chart   []VolumeColumn `json:"chart"`
	// Total exists only for complete months. Baseline is the one in force, missing when it does not concern
	// what is shown: one group, one procedure, or sites it does not cover.
	Total         series.Monthly     `json:"total"`
	Baseline      series.Monthly     `json:"baseline"`
	BaselineLabel string             `json:"baseline_label"`
	Rows          []VolumeRow        `json:"rows"` // oldest first
	Partial       *PartialMonth      `json:"partial,omitempty"`
	Gaps          []Gap              `json:"gaps"`
	Annotations   []AnnotationOnSite `json:"annotations"`
	Sources       string             `json:"sources"`
	TraceURL      string             `json:"trace_url"`
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
}

// VolumeValue is one cell of the table.
type VolumeValue struct {
	Value    Number `json:"value"`
	Text     string `json:"text,omitempty"` // "not received", "183 so far", where there is no value
	Short    string `json:"-"`              // Text for a narrow column: "not complete", "—"
	TraceURL string `json:"trace_url,omitempty"`
}
