package insight

import (
	"slices"

	"caseload/dashboard/analysis/scenario"
	"caseload/dashboard/analysis/wisn"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// VolumeYear is the year whose procedures the workload counts.
type VolumeYear string

// The years. The empty one is YearRolling12.
const (
	YearRolling12 VolumeYear = "rolling12" // the 12 complete months that end with the month in focus
	YearForecast  VolumeYear = "forecast"  // the 12 months after them, as forecast, at the same mix
)

// StaffingView is a view of the Staffing page and what its reader may see.
type StaffingView struct {
	View
	Year VolumeYear // "" for the rolling 12 months

	// MaySeeNames lets names and individual dates into the answer; without it there are ids and role totals.
	MaySeeNames bool
	// NamesAt are the sites whose people's names and dates may be seen; every site when empty.
	NamesAt []caseload.SiteID
}

// seesPeopleOf reports whether names and individual dates of the site may be in the answer.
func (v StaffingView) seesPeopleOf(site caseload.SiteID) bool {
	return v.MaySeeNames && (len(v.NamesAt) == 0 || slices.Contains(v.NamesAt, site))
}

// seesRatiosOfFew reports whether ratios about a few people may be in an answer read so: at one site they are about
// each of them, and only for who may see that site's people.
func (v StaffingView) seesRatiosOfFew(r *reading) bool {
	return r.chosen == nil || v.seesPeopleOf(r.chosen.ID)
}

// StaffingAnswer says whether there are the people, by two lenses. No gap, ratio or verdict is in it for a role
// whose assumptions no lead has confirmed.
type StaffingAnswer struct {
	Scope Scope       `json:"scope"`
	Empty *EmptyState `json:"empty,omitempty"` // nothing is in it below then

	Headline Sentence `json:"headline"`
	Second   Sentence `json:"second"`

	Title   string     `json:"title"` // of the bars: "Coverage decides for three roles, workload for advanced practice"
	Summary string     `json:"summary"`
	Year    StaffYear  `json:"year"`
	Roles   []RoleNeed `json:"roles"`
	// Tightest is the confirmed role with the lowest ratio of rostered to required; "" while there is none.
	Tightest caseload.Role `json:"tightest,omitempty"`

	Sites []SiteNeeds `json:"sites,omitempty"` // gap by site; none when one site is in view or alone

	Heads  HeadcountHistory `json:"heads"`
	Ahead  StaffAhead       `json:"ahead"`
	Calls  []CallBurden     `json:"calls"`
	Moves  StaffMoves       `json:"moves"`
	Roster Roster           `json:"roster"`

	Assumptions []RoleAssumptions `json:"assumptions"`
	Warnings    []string          `json:"warnings,omitempty"` // about the roster: more than 1.0 FTE, long leave, vacant lines
	Notes       []string          `json:"notes,omitempty"`
	Sources     string            `json:"sources"`
}

// StaffYear says which procedures the workload counts.
type StaffYear struct {
	Kind  VolumeYear     `json:"kind"`
	First calendar.Month `json:"first"`
	Last  calendar.Month `json:"last"`
	// Procedures of the year; missing where a month of it is, which Problem explains.
	Procedures Number              `json:"procedures"`
	Volume     wisn.VolumeInterval `json:"interval"` // zero where the year is counted
	Words      string              `json:"words"`    // "the 12 months to October 2026, 8,196 procedures"
	Problem    string              `json:"problem,omitempty"`
	OtherURL   string              `json:"other_url"` // the page by the other year
	TraceURL   string              `json:"trace_url"`
}

// RoleNeed is one role by both lenses beside its roster.
type RoleNeed struct {
	scenario.RoleAnswer
	Name     string `json:"name"`
	Singular string `json:"singular"`
	// Headcount, Filled and Available are of the month in focus: people on its last day, FTE employed, and FTE by
	// clinical share less leave of over 30 days. Need compares with Available.
	Headcount Number `json:"headcount"`
	Filled    Number `json:"filled_fte"`
	Available Number `json:"available_fte"`
	// NonClinical and OnLeave are what is filled and not available: Filled = Available + NonClinical + OnLeave. Both
	// are missing of a few people at a site for who may not see its people.
	NonClinical Number `json:"non_clinical_fte"`
	OnLeave     Number `json:"long_leave_fte"`
	Authorised  Number `json:"authorised_fte"` // missing until entered
	Vacant      Number `json:"vacant_fte"`     // of roster lines marked vacant
	Agency      Number `json:"agency_fte"`     // filled by agency and travelling staff, which closes no vacancy

	// Lens, Required, Gap and Ratio are missing until the role is confirmed and both lenses can be worked out.
	Lens     wisn.Lens `json:"lens,omitempty"`
	Required Number    `json:"required_fte"`
	Gap      Number    `json:"gap_fte"`
	Ratio    Number    `json:"ratio"`
	// RequiredPosts is Required by the rounding chosen; missing without one.
	RequiredPosts Number `json:"required_posts"`
	// AtWork is Required without paid time off; missing until its share and basis are entered.
	AtWork Number `json:"required_at_work_fte"`

	Heading  string `json:"heading,omitempty"` // "Illustrative" until confirmed
	People   string `json:"people"`            // "14 people, 13.8 FTE rostered"
	Sentence string `json:"sentence"`          // both lenses and which decides
	Verdict  string `json:"verdict"`           // the gap with its range, or that assumptions are not confirmed
	// FromHeadcounts says that no roster lines exist and a file of headcounts stands in.
	FromHeadcounts bool `json:"from_headcounts,omitempty"`
	Few            bool `json:"few"` // fewer than three people at the one site in view: viewers are shown no ratio

	WorkloadURL string `json:"workload_url"` // the formula with its numbers
	CoverageURL string `json:"coverage_url"`
	RequiredURL string `json:"required_url"`
	GapURL      string `json:"gap_url"`
	RosterURL   string `json:"roster_url"`
	EditURL     string `json:"edit_url"` // the role's assumptions
}

// SiteNeeds is the roles at one site.
type SiteNeeds struct {
	Site  SiteRef    `json:"site"`
	Roles []RoleNeed `json:"roles"`
}

// HeadcountHistory is the roles' people by month since the roster begins.
type HeadcountHistory struct {
	Title   string         `json:"title"`
	Summary string         `json:"summary"`
	First   calendar.Month `json:"first"`
	Last    calendar.Month `json:"last"`
	Roles   []RoleStaffing `json:"roles"` // series from First to Last
	Notes   []string       `json:"notes,omitempty"`
}

// StaffAhead is what the forecast requires of each role beside what the roster can carry.
type StaffAhead struct {
	Title   string      `json:"title"`
	Summary string      `json:"summary"`
	Roles   []RoleAhead `json:"roles"` // of confirmed roles only
	Reason  string      `json:"reason,omitempty"`
	Notes   []string    `json:"notes,omitempty"`
}

// RoleAhead is one role in the months to come.
type RoleAhead struct {
	Role     caseload.Role     `json:"role"`
	Name     string            `json:"name"`
	Months   []wisn.MonthAhead `json:"months"`
	Crossing wisn.Crossing     `json:"crossing"`
	Words    string            `json:"words"`
	Gap      Number            `json:"gap_fte"`        // in the month in focus
	LastGap  Number            `json:"gap_at_end_fte"` // in the last month looked at
}

// CallBurden is a call rota and how often it comes round.
type CallBurden struct {
	Role  caseload.Role  `json:"role"`
	Name  string         `json:"name"` // "Nurses, University, nights and weekends"
	Site  SiteRef        `json:"site"`
	Call  *wisn.Call     `json:"call,omitempty"` // nil where it cannot be worked out
	Line  *wisn.CallLine `json:"line,omitempty"`
	Words string         `json:"words"` // "1 of 14: 2.2 nights a month each"
	Error string         `json:"problem,omitempty"`
}

// StaffMoves are the people whose last or first day is known and lies ahead.
type StaffMoves struct {
	Title string      `json:"title"`
	Rows  []StaffMove `json:"rows"`
}

// StaffMove is one of them. Staff and Day are empty for readers who may not see individual dates.
type StaffMove struct {
	Staff   string         `json:"staff,omitempty"`
	Role    caseload.Role  `json:"role"`
	Site    SiteRef        `json:"site"`
	Month   calendar.Month `json:"month"`
	Day     string         `json:"day,omitempty"`
	FTE     float64        `json:"fte"`
	IsStart bool           `json:"is_start"`
	Text    string         `json:"text"` // "1 nurse leaves in January 2027, University, 1.0 FTE"
}

// Roster is everybody on the roster, for the timeline. It has no people for readers who may not see individual dates.
type Roster struct {
	Title        string         `json:"title"` // "41 people, 43 appointments; two known leavers"
	Summary      string         `json:"summary"`
	First        calendar.Month `json:"first"` // the timeline's ends
	Last         calendar.Month `json:"last"`
	Month        calendar.Month `json:"month"`
	Heads        int            `json:"heads"`
	Appointments int            `json:"appointments"`
	Roles        []RosterRole   `json:"roles"`
	Hidden       string         `json:"hidden,omitempty"` // why people are not listed
	Sources      string         `json:"sources"`
}

// RosterRole is a role's people: those who have left first, by their first day.
type RosterRole struct {
	Role   caseload.Role  `json:"role"`
	Name   string         `json:"name"`
	Now    int            `json:"now"`
	Left   int            `json:"left"`
	People []RosterPerson `json:"people"`
}

// RosterPerson is one person with the appointments of one role.
type RosterPerson struct {
	Staff string       `json:"staff"`
	Name  string       `json:"name,omitempty"`
	Note  string       `json:"note,omitempty"` // "leaves 30 Apr", "starts 1 Feb"
	Left  bool         `json:"left"`           // before the end of the month in focus
	Lines []RosterLine `json:"lines"`
}

// RosterLine is one appointment.
type RosterLine struct {
	Site       SiteRef                    `json:"site"`
	FTE        float64                    `json:"fte"`
	From       calendar.Date              `json:"from"`
	To         *calendar.Date             `json:"to,omitempty"`
	Status     caseload.AppointmentStatus `json:"status"`
	Employment caseload.Employment        `json:"employment"`
}

// RoleAssumptions is what a role's requirement is worked out from, part by part.
type RoleAssumptions struct {
	Role      caseload.Role       `json:"role"`
	Name      string              `json:"name"`
	Confirmed bool                `json:"confirmed"`
	Open      []string            `json:"open,omitempty"` // parts that a lead has still to confirm
	Parts     []AssumptionsOfPart `json:"parts"`
	EditURL   string              `json:"edit_url"`
}

// AssumptionsOfPart is one part, with who confirmed it.
type AssumptionsOfPart struct {
	Part        AssumptionPart `json:"part"`
	Confirmed   bool           `json:"confirmed"`
	ConfirmedBy string         `json:"confirmed_by,omitempty"`
	ConfirmedAt string         `json:"confirmed_at,omitempty"`
	Lines       []AssumedLine  `json:"lines"`
}

// AssumedLine is one number in force.
type AssumedLine struct {
	Name   AssumptionName `json:"name"`
	Title  string         `json:"title"` // "Rooms, University"
	Value  string         `json:"value"` // "4 rooms"; "not entered"
	Since  string         `json:"since"` // "" where nobody has said since when
	Source string         `json:"source"`
	By     string         `json:"by"`
	Known  bool           `json:"known"`
	Issue  bool           `json:"issue"` // it is needed and not entered
	URL    string         `json:"url"`
}
