// Package insight answers the division's questions: how many procedures, how
// does that stand against the baseline, at which site, with how many people. The
// pages, the JSON API, the printed brief and the command line all ask here, so
// that one question has one answer. It reads the store through Source, computes
// with package series, and writes numbers and sentences; it draws nothing.
//
// Two laws hold in every answer. Missing is not zero: a total over several sites
// exists only for months in which every active site has sent a complete file.
// Like is compared with like: heads with heads, a total with a baseline that
// covers the same sites.
package insight

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"caseload/dashboard/analysis/forecast"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Source is what the answers read of the store.
type Source interface {
	Revision(ctx context.Context) (caseload.Revision, error)
	Revisions(ctx context.Context, limit int) ([]caseload.RevisionInfo, error)
	Sites(ctx context.Context) ([]caseload.Site, error)
	Groups(ctx context.Context) ([]caseload.Group, error)
	Procedures(ctx context.Context) ([]caseload.Procedure, error)
	Users(ctx context.Context) ([]caseload.User, error)
	GroupMonths(ctx context.Context, f store.CountFilter) ([]caseload.GroupMonth, error)
	ProcedureMonths(ctx context.Context, f store.CountFilter) ([]caseload.ProcedureMonth, error)
	Counts(ctx context.Context, f store.CountFilter, limit, offset int) ([]caseload.Count, error)
	EachCell(ctx context.Context, f store.CountFilter, yield func(cell caseload.Cell, n int)) error
	CountTotals(ctx context.Context, f store.CountFilter) (n int, cells int, err error)
	SiteMonths(ctx context.Context) ([]caseload.SiteMonth, error)
	RosterMonths(ctx context.Context) ([]caseload.RosterMonth, error)
	Appointments(ctx context.Context) ([]caseload.Appointment, error)
	AuthorisedPositions(ctx context.Context) ([]caseload.AuthorisedPosition, error)
	Assumptions(ctx context.Context) ([]caseload.Assumption, error)
	Confirmations(ctx context.Context) ([]caseload.Confirmation, error)
	ProcedureMinutes(ctx context.Context) ([]caseload.ProcedureMinutes, error)
	Headcounts(ctx context.Context) ([]caseload.Headcount, error)
	Schedule(ctx context.Context) ([]caseload.Assignment, error)
	LoggedCases(ctx context.Context) ([]caseload.LoggedCases, error)
	TrainingGroups(ctx context.Context) ([]caseload.TrainingGroup, error)
	CaseMinimums(ctx context.Context) ([]caseload.CaseMinimum, error)
	Curriculum(ctx context.Context) ([]caseload.CurriculumMonths, error)
	OtherLearners(ctx context.Context) ([]caseload.OtherLearners, error)
	Baselines(ctx context.Context) ([]caseload.Baseline, error)
	StaffingBaselines(ctx context.Context) ([]caseload.StaffingBaseline, error)
	Annotations(ctx context.Context) ([]caseload.Annotation, error)
	Rebases(ctx context.Context) ([]caseload.Rebase, error)
	Targets(ctx context.Context) ([]caseload.Target, error)
	Measures(ctx context.Context) ([]caseload.Measure, error)
	ExcludedMonths(ctx context.Context) ([]caseload.ExcludedMonth, error)
	Uploads(ctx context.Context, limit int) ([]caseload.Upload, error)
	Setting(ctx context.Context, key string) (string, bool, error)
	Derived(ctx context.Context, key string) (caseload.Revision, []byte, bool, error)
	SaveDerived(ctx context.Context, key string, revision caseload.Revision, value []byte) error
}

// Service answers questions about one database.
type Service struct {
	source Source
	now    func() time.Time
	kept   atomic.Pointer[facts] // of the newest revision read

	loading  sync.Mutex // held by the one who reads them, whom others wait for
	outlooks outlookKeeper
}

// New returns the answers to what source holds. now is the clock: it decides which month is last month,
// which file is late, and in which time zone instants are told.
func New(source Source, now func() time.Time) *Service {
	return &Service{source: source, now: now, outlooks: outlookKeeper{judge: forecast.BacktestTogether}}
}

// Forget drops what is kept of the newest revision read, and with it the names in it.
func (s *Service) Forget() { s.kept.Store(nil) }

// SiteRef names a site where a page speaks of it.
type SiteRef struct {
	ID   caseload.SiteID `json:"id"`
	Name string          `json:"name"`
	Slug string          `json:"slug"` // the site's word in an address

	// Slot chooses the colour: 1 University, 2 VA, 3 and more a neutral with a hatch, 0 for "Other (n)".
	// It follows the site's id, so that a renamed site keeps its colour.
	Slot int `json:"slot"`
}

// SiteValue is one site's number in one month.
type SiteValue struct {
	Site  SiteRef `json:"site"`
	Value Number  `json:"value"` // missing when the site's file is
	// Text is the number as a sentence says it: "519", "at least 519", "not received".
	Text     string `json:"text"`
	TraceURL string `json:"trace_url"`
}

// MonthState tells whether a month's numbers can be counted on, for the sites in view.
type MonthState string

// The states of a month.
const (
	MonthComplete   MonthState = "complete"   // every active site has sent and declared its file
	MonthIncomplete MonthState = "incomplete" // over, and a site's file is missing, in part or hides counts
	MonthUnfinished MonthState = "unfinished" // the current month
	MonthEmpty      MonthState = "empty"      // no site is active
)

// Gap is a site's file that keeps a month from being complete.
type Gap struct {
	Month  calendar.Month `json:"month"`
	Site   SiteRef        `json:"site"`
	Text   string         `json:"text"`    // "VA not received"
	InPart bool           `json:"in_part"` // something has come, but not a complete file
	Words  string         `json:"words"`   // with what is known of the month: "VA not received; University 519"
}
