package insight

import (
	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Training answers what the volume offers the trainees, and where their logged cases lead.
//
// Exposure is what is available to somebody on service, and never a number of cases. Only an answer for a
// reader who may see individual training figures holds anything of one trainee.
type Training struct {
	Scope    Scope       `json:"scope"`
	Empty    *EmptyState `json:"empty,omitempty"`
	Headline Sentence    `json:"headline"`
	Second   Sentence    `json:"second"`
	Notes    []string    `json:"notes,omitempty"`
	// IsNamed is false for a reader who sees totals only.
	IsNamed bool `json:"individual_figures"`

	Year  TrainingYear   `json:"year"`  // of the month in focus, unless another was asked for
	Years []TrainingYear `json:"years"` // those of which the schedule says something

	ExposureTitle   string         `json:"exposure_title"`
	ExposureSummary string         `json:"exposure_summary"`
	Sites           []SiteExposure `json:"sites"`
	Shares          []GroupShare   `json:"groups"` // how often trainees take part, by group

	TimelineTitle   string    `json:"timeline_title"`
	TimelineSummary string    `json:"timeline_summary"`
	TraineesTitle   string    `json:"trainees_title"`
	TraineesSummary string    `json:"trainees_summary"`
	CurriculumTitle string    `json:"curriculum_title"`
	CurriculumNote  string    `json:"curriculum_note,omitempty"`
	Trainees        []Trainee `json:"trainees"`

	ProjectionTitle   string `json:"projection_title"`
	ProjectionSummary string `json:"projection_summary"`
	HasLogs           bool   `json:"has_logged_cases"`

	OneMore *OneMoreTrainee `json:"one_more,omitempty"`

	Sources  string `json:"sources"`
	TraceURL string `json:"trace_url"` // the schedule's lines of the year
}

// TrainingYear is a year from July to June.
type TrainingYear struct {
	First calendar.Month `json:"first"`
	Last  calendar.Month `json:"last"`
	Label string         `json:"label"` // "AY2026-27"
	Name  string         `json:"name"`  // "academic year 2026-27, Jul 2026–Jun 2027"
	URL   string         `json:"url"`
}

// Basis says where a month's volume comes from.
type Basis string

// The bases.
const (
	BasisCounted  Basis = "counted"  // the site's file is complete
	BasisExpected Basis = "expected" // a forecast of a month to come
	BasisMissing  Basis = "missing"  // neither; it is in no sum
)

// SiteExposure is one site's months of the year.
type SiteExposure struct {
	Site   SiteRef         `json:"site"`
	Months []ExposureMonth `json:"months"`
	// Available is over the months that are known; Known says how many they are.
	Available float64 `json:"available"`
	Known     int     `json:"known_months"`
}

// ExposureMonth is what a site offers in a month, and how many share it.
type ExposureMonth struct {
	Month      calendar.Month `json:"month"`
	Basis      Basis          `json:"basis"`
	Why        string         `json:"why,omitempty"` // the volume is missing
	Procedures Number         `json:"procedures"`    // of all groups, before participation
	Available  Number         `json:"available"`
	Trainees   float64        `json:"trainees"` // on IR there, in full months
	Others     float64        `json:"other_learners"`
	PerTrainee Number         `json:"per_trainee"` // of somebody on service for the whole month; missing where nobody is
	URL        string         `json:"trace_url"`
}

// Learners is how many share the month.
func (m ExposureMonth) Learners() float64 { return m.Trainees + m.Others }

// GroupShare is how often trainees take part in a group, and where its cases are logged.
type GroupShare struct {
	Group         caseload.GroupID `json:"-"`
	Name          string           `json:"name"`
	Participation Number           `json:"participation"` // 0 to 1; missing while not stated
	Category      string           `json:"category"`      // "" while not stated
	Source        string           `json:"source"`
}

// Trainee is one trainee in the year shown.
type Trainee struct {
	ID       string         `json:"trainee"`
	Path     training.Path  `json:"path"`
	Year     int            `json:"path_year"` // of the path, in the year shown; 0 where the schedule does not state it
	PathText string         `json:"path_text"` // "integrated, year 4"
	Months   []TraineeMonth `json:"months"`    // of the year shown, those without a line left out

	OnService float64 `json:"on_service"` // months on IR in the year
	// Exposure is the year's as far as volumes are known; PerMonth is it divided by the months on service it is known for.
	Exposure     Number           `json:"exposure"`
	PerMonth     Number           `json:"exposure_per_month"`
	MissingWords string           `json:"missing,omitempty"` // "VA, August 2026: not received"
	Missing      []training.Place `json:"-"`

	Rotations  []training.RotationMonths `json:"rotations"`
	Conforms   string                    `json:"conforms"` // "5 IR months in the fourth year: 5 scheduled"
	Differs    bool                      `json:"differs"`  // a stated month is not what is scheduled
	Projection *TraineeProjection        `json:"projection,omitempty"`
	URL        string                    `json:"trace_url"`
}

// TraineeMonth is where a trainee is in a month, or in part of it.
type TraineeMonth struct {
	Month    calendar.Month    `json:"month"`
	Site     SiteRef           `json:"site"`
	Rotation training.Rotation `json:"rotation"`
	Share    float64           `json:"share"`
	Exposure Number            `json:"exposure"` // missing off service, and where the volume is
	Basis    Basis             `json:"basis,omitempty"`
}

// Stance is how a projection stands against a minimum.
type Stance string

// The stances.
const (
	StanceNone  Stance = ""        // nothing can be said
	StanceOver  Stance = "reaches" // the whole 80 % range lies at or above the minimum
	StanceOpen  Stance = "open"    // the minimum lies within the range
	StanceBelow Stance = "below"   // the whole range lies below
)

// TraineeProjection is where a trainee's logged cases lead by the end of the schedule.
type TraineeProjection struct {
	training.Projection
	Stance Stance `json:"stance"`
	Words  string `json:"words"`
	// Ended is true where the schedule is over: what is logged is what there will be.
	Ended bool `json:"ended"`
	// Shown is the number to look at first: the binding one, else all cases together; nil without either.
	Shown *training.CategoryProjection `json:"shown,omitempty"`
	URL   string                       `json:"trace_url"`
}

// OneMoreTrainee is what everybody's projection becomes with one more.
type OneMoreTrainee struct {
	Like    string           `json:"like"` // whose months the added trainee is taken to follow
	From    calendar.Month   `json:"from"`
	Likes   []string         `json:"likes"` // who can be followed
	Froms   []calendar.Month `json:"froms"`
	Problem string           `json:"problem,omitempty"` // why there is no answer
	Title   string           `json:"title"`
	Summary string           `json:"summary"`
	Own     float64          `json:"own"` // the exposure of the added trainee
	Before  float64          `json:"exposure_before"`
	After   float64          `json:"exposure_after"`
	Effects []OneMoreEffect  `json:"effects"`
}

// OneMoreEffect is one trainee without and with the one more.
type OneMoreEffect struct {
	Trainee        string                       `json:"trainee"`
	ExposureBefore float64                      `json:"exposure_before"`
	ExposureAfter  float64                      `json:"exposure_after"`
	Before         *training.CategoryProjection `json:"before,omitempty"`
	After          *training.CategoryProjection `json:"after,omitempty"`
	StanceBefore   Stance                       `json:"stance_before"`
	StanceAfter    Stance                       `json:"stance_after"`
}
