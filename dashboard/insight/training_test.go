package insight_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/training"
	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// programme is a small division with trainees: two complete years of both sites, one procedure group each that
// trainees take part in by half and by all, and nothing about the rest.
type programme struct {
	*store.Store
	drainage, biopsy caseload.GroupID
}

// newProgramme commits 60 drainages and 40 biopsies a month at the University and a third of that at the VA,
// November 2024 to October 2026.
func newProgramme(t *testing.T) programme {
	t.Helper()
	p := programme{Store: storetest.New(t)}
	ctx := context.Background()
	var rows []storetest.Row
	for i := range 24 {
		m := (month("2026-10") - calendar.Month(i)).String()
		for site, part := range map[string]int{"University": 60, "VA": 21} {
			rows = append(rows, storetest.Row{Month: m, Site: site, Procedure: "Drainage", N: part},
				storetest.Row{Month: m, Site: site, Procedure: "Biopsy", N: part / 3 * 2})
		}
	}
	storetest.Commit(t, p.Store, rows, true)
	var err error
	p.drainage, err = p.SaveGroup(ctx, caseload.Group{Name: "Drainages", Position: 1}, caseload.LocalUser)
	must(t, err)
	p.biopsy, err = p.SaveGroup(ctx, caseload.Group{Name: "Biopsies", Position: 2}, caseload.LocalUser)
	must(t, err)
	kinds, err := p.Procedures(ctx)
	must(t, err)
	groups := map[caseload.ProcedureID]caseload.GroupID{}
	for _, kind := range kinds {
		groups[kind.ID] = map[string]caseload.GroupID{"Drainage": p.drainage, "Biopsy": p.biopsy}[kind.Name]
	}
	must(t, p.SetProcedureGroups(ctx, groups, caseload.LocalUser))
	return p
}

func (p programme) share(t *testing.T, drainage, biopsy float64) {
	t.Helper()
	must(t, p.SaveTrainingGroups(context.Background(), []caseload.TrainingGroup{
		{Group: p.drainage, Participation: &drainage, Category: "Drainage", Source: "local estimate"},
		{Group: p.biopsy, Participation: &biopsy, Category: "Biopsy", Source: "local estimate"},
	}, caseload.LocalUser))
}

func (p programme) schedule(t *testing.T, lines ...caseload.Assignment) {
	t.Helper()
	storetest.CommitRows(t, p.Store, caseload.KindSchedule, func(b *caseload.Batch) { b.Schedule = storetest.Added(lines...) })
}

func (p programme) log(t *testing.T, lines ...caseload.LoggedCases) {
	t.Helper()
	storetest.CommitRows(t, p.Store, caseload.KindCases, func(b *caseload.Batch) { b.Cases = storetest.Added(lines...) })
}

// stay is a trainee's months on IR at a site, of the fifth integrated year unless path says otherwise.
func stay(id string, site caseload.SiteID, first, last string) []caseload.Assignment {
	var lines []caseload.Assignment
	for m := month(first); m <= month(last); m++ {
		lines = append(lines, caseload.Assignment{Trainee: caseload.TraineeID(id), Month: m, Site: site, Rotation: "IR", Path: "integrated", Year: 5, Share: 1, Row: 2})
	}
	return lines
}

func (p programme) training(t *testing.T, q insight.TrainingQuery) insight.Training {
	t.Helper()
	answer, err := insight.New(p.Store, storetest.Now).Training(context.Background(), q)
	must(t, err)
	return answer
}

var named = insight.TrainingQuery{Named: true}

func monthOf(t *testing.T, answer insight.Training, site string, m string) insight.ExposureMonth {
	t.Helper()
	for _, s := range answer.Sites {
		for _, got := range s.Months {
			if s.Site.Slug == site && got.Month == month(m) {
				return got
			}
		}
	}
	t.Fatalf("no month %s of %s", m, site)
	return insight.ExposureMonth{}
}

func traineeOf(t *testing.T, answer insight.Training, id string) insight.Trainee {
	t.Helper()
	for _, trainee := range answer.Trainees {
		if trainee.ID == id {
			return trainee
		}
	}
	t.Fatalf("no trainee %s", id)
	return insight.Trainee{}
}

func sameNumber(t *testing.T, what string, want, got float64) {
	t.Helper()
	if !(math.Abs(want-got) < 1e-9) {
		t.Errorf("%s: want %v, got %v", what, want, got)
	}
}

func TestExposureIsTheSitesVolumeByParticipationDividedByTheLearnersThere(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 0.5, 1)
	p.schedule(t, append(stay("R-1", storetest.University, "2026-07", "2026-10"), stay("R-2", storetest.University, "2026-09", "2026-10")...)...)
	must(t, p.SaveOtherLearners(context.Background(), caseload.OtherLearners{Site: storetest.University, From: month("2026-10"), Learners: 1}, caseload.LocalUser))
	answer := p.training(t, named)
	sameNumber(t, "available", 60*0.5+40, float64(monthOf(t, answer, "university", "2026-08").Available))
	sameNumber(t, "alone", 70, float64(monthOf(t, answer, "university", "2026-08").PerTrainee))
	sameNumber(t, "two", 35, float64(monthOf(t, answer, "university", "2026-09").PerTrainee))
	sameNumber(t, "two and another learner", 70.0/3, float64(monthOf(t, answer, "university", "2026-10").PerTrainee))
	sameNumber(t, "in the year", 70+70+35+70.0/3, float64(traineeOf(t, answer, "R-1").Exposure))
	if got := monthOf(t, answer, "va", "2026-08"); got.PerTrainee.Known() {
		t.Errorf("nobody is at the VA, and each there has %v", got.PerTrainee)
	}
}

func TestATraineeAtTheVADrawsOnItsVolumeOnly(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	p.schedule(t, append(stay("R-1", storetest.VA, "2026-07", "2026-10"), stay("R-2", storetest.University, "2026-07", "2026-10")...)...)
	answer := p.training(t, named)
	sameNumber(t, "VA", 4*(21+14), float64(traineeOf(t, answer, "R-1").Exposure))
	sameNumber(t, "University", 4*100, float64(traineeOf(t, answer, "R-2").Exposure))
}

func TestAMonthWithoutACompleteFileIsMissingAndNamed(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	// July 2024 lies before the data.
	p.schedule(t, stay("R-1", storetest.University, "2024-10", "2024-12")...)
	year := month("2024-12")
	answer := p.training(t, insight.TrainingQuery{Named: true, Year: &year})
	trainee := traineeOf(t, answer, "R-1")
	sameNumber(t, "known months only", 200, float64(trainee.Exposure))
	sameNumber(t, "per known month", 100, float64(trainee.PerMonth))
	if d := cmp.Diff("October 2024 at University: the data start in November 2024", trainee.MissingWords); d != "" {
		t.Error(d)
	}
	if !strings.Contains(strings.Join(answer.Notes, " "), "October 2024 at University") {
		t.Errorf("the notes do not name the month: %v", answer.Notes)
	}
	if got := monthOf(t, answer, "university", "2024-10"); got.Available.Known() || got.Basis != insight.BasisMissing {
		t.Errorf("a missing month has %v", got.Available)
	}
}

func TestMonthsToComeTakeTheOutlooksVolumeOfSiteAndGroup(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 0.5, 0.25)
	p.schedule(t, stay("R-1", storetest.VA, "2026-11", "2027-06")...)
	answer := p.training(t, named)
	service := insight.New(p.Store, storetest.Now)
	want := 0.0
	for slug, share := range map[string]float64{"drainages": 0.5, "biopsies": 0.25} {
		ahead, err := service.Outlook(context.Background(), insight.View{Site: "va", Group: slug})
		must(t, err)
		for _, m := range ahead.Months {
			if m.Month.Month == month("2027-02") {
				want += share * m.Point
			}
		}
	}
	got := monthOf(t, answer, "va", "2027-02")
	sameNumber(t, "February", want, float64(got.Available))
	if got.Basis != insight.BasisExpected || want == 0 {
		t.Errorf("the month's basis is %q, its volume %v", got.Basis, want)
	}
}

func TestWithoutLoggedCasesNothingIsSaidAboutAMinimum(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	lines := stay("E-1", storetest.University, "2026-07", "2027-06")
	for i := range lines {
		lines[i].Path, lines[i].Year = "ESIR", 4
	}
	p.schedule(t, lines...)
	answer := p.training(t, named)
	if d := cmp.Diff("No logged cases are loaded, so nothing is said about a minimum.", answer.Second.String()); d != "" {
		t.Error(d)
	}
	projection := traineeOf(t, answer, "E-1").Projection
	if projection.Stance != insight.StanceNone || projection.Shown != nil || answer.HasLogs {
		t.Errorf("a projection without logs: %+v", projection)
	}
	p.log(t, caseload.LoggedCases{Trainee: "E-1", AsOf: calendar.DateOf(2026, 10, 31), Category: "Drainage", Count: 120, Row: 2},
		caseload.LoggedCases{Trainee: "E-1", AsOf: calendar.DateOf(2026, 10, 31), Category: "Biopsy", Count: 80, Row: 3})
	answer = p.training(t, named)
	projection = traineeOf(t, answer, "E-1").Projection
	// 200 of 400 procedures logged in four months; what comes is logged by half too.
	future := 0.0
	for _, m := range answer.Sites[0].Months {
		if m.Basis == insight.BasisExpected {
			future += float64(m.Available)
		}
	}
	if projection.Shown == nil || math.Abs(*projection.Shown.Projected-(200+future/2)) > 1e-6 {
		t.Fatalf("want %v, got %+v", 200+future/2, projection.Shown)
	}
	if projection.Binding == nil || projection.Shown.Minimum.Cases != 500 {
		t.Errorf("the ESIR minimum is not compared: %+v", projection)
	}
	if !strings.HasPrefix(answer.Second.String(), "E-1 ") && !strings.Contains(answer.Second.String(), "E-1") {
		t.Errorf("the second sentence is %q", answer.Second.String())
	}
}

func TestALogOfAllCasesTogetherIsProjectedFromAllGroups(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	p.schedule(t, stay("R-1", storetest.University, "2026-07", "2027-06")...)
	p.log(t, caseload.LoggedCases{Trainee: "R-1", AsOf: calendar.DateOf(2026, 10, 31), Count: 100, Row: 2})
	projection := traineeOf(t, p.training(t, named), "R-1").Projection
	if projection.Shown == nil || projection.Shown.CaptureRate == nil {
		t.Fatalf("no projection: %+v", projection)
	}
	sameNumber(t, "rate", 0.25, *projection.Shown.CaptureRate)
}

func TestTheCurriculumAsksFiveMonthsOfIRInTheFourthIntegratedYearAndTwelveInTheFifth(t *testing.T) {
	p := newProgramme(t)
	fourth := stay("R-4", storetest.University, "2026-07", "2026-11")
	for i := range fourth {
		fourth[i].Year = 4
	}
	p.schedule(t, append(fourth, stay("R-5", storetest.University, "2026-07", "2027-06")...)...)
	answer := p.training(t, named)
	for id, want := range map[string]string{
		"R-4": "5 IR months in the fourth year: 5 scheduled",
		"R-5": "12 IR months in the fifth year: 12 scheduled",
	} {
		if d := cmp.Diff(want, traineeOf(t, answer, id).Conforms); d != "" {
			t.Error(d)
		}
	}
	if !traineeOf(t, answer, "R-4").Differs { // its other rotations are not scheduled
		t.Error("a year without its SICU month conforms")
	}
	if traineeOf(t, answer, "R-5").Differs {
		t.Error("a fifth year of twelve IR months differs")
	}
}

func TestAReaderOfTotalsIsToldNothingOfOneTrainee(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	p.schedule(t, stay("R-secret", storetest.University, "2026-07", "2027-06")...)
	p.log(t, caseload.LoggedCases{Trainee: "R-secret", AsOf: calendar.DateOf(2026, 10, 31), Count: 100, Row: 2})
	answer := p.training(t, insight.TrainingQuery{})
	if text := fmt.Sprintf("%+v", answer); strings.Contains(text, "secret") {
		t.Error("the answer names a trainee")
	}
	sameNumber(t, "totals stay", 100, float64(monthOf(t, answer, "university", "2026-09").PerTrainee))
	_, err := insight.New(p.Store, storetest.Now).TrainingRows(context.Background(), insight.TrainingRowsQuery{Figure: "schedule"})
	if err == nil {
		t.Error("the lines of the schedule are shown to everybody")
	}
}

func TestWithoutParticipationNoExposureIsKnown(t *testing.T) {
	p := newProgramme(t)
	p.schedule(t, stay("R-1", storetest.University, "2026-07", "2026-10")...)
	answer := p.training(t, named)
	if got := monthOf(t, answer, "university", "2026-09"); got.Available.Known() {
		t.Errorf("an exposure of %v out of nothing", got.Available)
	}
	if trainee := traineeOf(t, answer, "R-1"); trainee.Exposure.Known() {
		t.Errorf("an exposure of %v out of nothing", trainee.Exposure)
	}
	if !strings.Contains(answer.Second.String(), "enter it in Settings") {
		t.Errorf("the page does not say what to do: %q", answer.Second.String())
	}
}

func TestOneMoreTraineeTakesFromTheOthersAndStartsAfterTheLastLog(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	p.schedule(t, stay("R-1", storetest.University, "2026-07", "2027-06")...)
	p.log(t, caseload.LoggedCases{Trainee: "R-1", AsOf: calendar.DateOf(2026, 11, 10), Count: 150, Row: 2})
	answer := p.training(t, named)
	o := answer.OneMore
	if o.Problem != "" || o.From != month("2026-12") || o.Like != "R-1" {
		t.Fatalf("got %+v", o)
	}
	sameNumber(t, "half of it goes", o.Before/2, o.After)
	sameNumber(t, "to the one more", o.Before-o.After, o.Own)
	later := month("2027-03")
	q := insight.TrainingQuery{Named: true, Like: "R-1", From: &later}
	if got := p.training(t, q).OneMore; got.From != later || got.Before >= o.Before {
		t.Errorf("from March: %+v", got)
	}
	if got := answer.Trainees[0].Path; got != training.Integrated {
		t.Errorf("the path is %q", got)
	}
}
