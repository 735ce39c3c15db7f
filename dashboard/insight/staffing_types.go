package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Staffing is the four roles in the month in focus. Headcount and FTE are never mixed.
type Staffing struct {
	Title   string         `json:"title"`
	Heads   string         `json:"heads"` // how the headcounts stand against the profile's
	Summary string         `json:"summary"`
	Month   calendar.Month `json:"month"`
	First   calendar.Month `json:"first"` // of the 36-month series
	// Known is false while no roster of the sites in view has come; Empty then says what to do.
	Known bool           `json:"known"`
	Empty *EmptyState    `json:"empty,omitempty"`
	Roles []RoleStaffing `json:"roles"`
	// SitesCovered says which sites the profile's numbers cover: "Sites covered by 9/3/15/14: not stated."
	// It is "" when one site is in view, where the profile is not compared.
	SitesCovered string   `json:"sites_covered"`
	Notes        []string `json:"notes,omitempty"`
	Line         string   `json:"line"` // the strip in one sentence
	Sources      string   `json:"sources"`
}

// RoleStaffing is one role. Every number can be missing.
type RoleStaffing struct {
	Role      caseload.Role `json:"role"`
	Name      string        `json:"name"`          // "Nurses"
	Singular  string        `json:"singular"`      // "nurse"
	Headcount Number        `json:"headcount"`     // people employed on the month's last day; two appointments are one head
	FTE       Number        `json:"fte"`           // Σ fte × days employed ÷ days in the month; leave counts as filled
	Available Number        `json:"available_fte"` // FTE × clinical share, less leave of over 30 days
	// Profile is the staffing baseline's headcount, and Difference headcount less Profile. Both are missing
	// when one site is in view: nobody has stated which sites the profile covers.
	Profile    Number `json:"profile"`
	Difference Number `json:"difference"`
	// PerHead is the month's procedures ÷ Headcount, compared with BaselinePerHead, the volume baseline ÷ Profile.
	PerHead         Number `json:"per_head"`
	BaselinePerHead Number `json:"baseline_per_head"`
	PerHeadPercent  Number `json:"per_head_percent"` // difference from the baseline's, 0..100
	PerFTE          Number `json:"per_fte"`          // without comparison until an FTE baseline has been entered
	PerHeadPerDay   Number `json:"per_head_per_day"` // procedures per head and working day
	// Few is true when fewer than three people of the role work at the one site in view; viewers are shown no ratio then.
	Few bool `json:"few"`

	// 36 months each, ending with the month in focus.
	Headcounts series.Monthly `json:"headcounts"`
	FTEs       series.Monthly `json:"ftes"`
	PerHeads   series.Monthly `json:"per_heads"`
	PerFTEs    series.Monthly `json:"per_ftes"`
	Profiles   series.Monthly `json:"profiles"`

	// Need is what the role requires beside the roster; none on pages that do not say it. Standing says it in words.
	Need     *RoleNeed `json:"need,omitempty"`
	Standing string    `json:"standing,omitempty"` // "0.8 FTE short of what the rooms need", or that assumptions are not confirmed

	People   string `json:"people"`  // "9 people · 8.6 FTE"
	Against  string `json:"against"` // "as the profile's 14", "1 below the profile's 14"
	Ratio    string `json:"ratio"`   // "78.0 procedures per attending, 3 % above the baseline's 75.6"
	HeadsURL string `json:"heads_url"`
	FTEURL   string `json:"fte_url"`
	// PerHeadURL and PerFTEURL open the formulas.
	PerHeadURL string `json:"per_head_url"`
	PerFTEURL  string `json:"per_fte_url"`
}
