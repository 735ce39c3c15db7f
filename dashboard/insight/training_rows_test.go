package insight_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func (p programme) rows(t *testing.T, q insight.TrainingRowsQuery) insight.TrainingRows {
	t.Helper()
	q.Named = true
	rows, err := insight.New(p.Store, storetest.Now).TrainingRows(context.Background(), q)
	must(t, err)
	return rows
}

func TestAnExposureIsExplainedGroupByGroupAndByItsLearners(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 0.5, 0.75)
	p.schedule(t, append(stay("R-1", storetest.University, "2026-09", "2026-10"), stay("R-2", storetest.University, "2026-09", "2026-10")...)...)
	m := month("2026-09")
	rows := p.rows(t, insight.TrainingRowsQuery{Figure: "exposure", Month: &m, Site: "university"})
	want := []string{
		"Available: 60 × 0.50 + 40 × 0.75 = 60.0",
		"Learners on IR there: 2 on the schedule = 2",
		"For each on service all month: 60.0 ÷ 2 = 30.0",
	}
	if d := cmp.Diff(want, rows.Formula); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff("60.0", rows.Value); d != "" {
		t.Error(d)
	}
	if len(rows.Lines) != 2 || rows.Lines[0].Origin.Row != 2 || float64(rows.Lines[0].Exposure) != 30 {
		t.Errorf("the lines are %+v", rows.Lines)
	}
	if len(rows.Inputs) != 2 || !strings.HasPrefix(rows.Inputs[0].URL, "/trace?figure=count&month=2026-09&site=university&group=drainages") {
		t.Errorf("the numbers in it are %+v", rows.Inputs)
	}
}

func TestATraineesYearIsTheSumOfItsMonths(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	p.schedule(t, append(stay("R-1", storetest.University, "2026-08", "2026-09"), stay("R-1", storetest.VA, "2026-10", "2026-10")...)...)
	rows := p.rows(t, insight.TrainingRowsQuery{Figure: "trainee", Trainee: "R-1"})
	if d := cmp.Diff([]string{"100.0 + 100.0 + 35.0 = 235.0", "235.0 ÷ 3 months on service = 78.3 a month"}, rows.Formula); d != "" {
		t.Error(d)
	}
}

func TestAProjectionIsExplainedWithItsNumbersAndItsLog(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	p.schedule(t, stay("R-1", storetest.University, "2026-07", "2026-10")...)
	p.log(t, caseload.LoggedCases{Trainee: "R-1", AsOf: calendar.DateOf(2026, 7, 31), Category: "Drainage", Count: 25, Row: 2},
		caseload.LoggedCases{Trainee: "R-1", AsOf: calendar.DateOf(2026, 9, 30), Category: "Drainage", Count: 100, Elsewhere: 10, Row: 3})
	rows := p.rows(t, insight.TrainingRowsQuery{Figure: "projection", Trainee: "R-1"})
	// 90 of 180 logged here; 60 to come; the range is 1.2816 × √(90.5 ÷ 180 × 60 × (1 + 60 ÷ 180)) = 8.1 on either side.
	want := []string{
		"Biopsy: Nothing has been loaded for Biopsy, not even a 0.",
		"Drainage: 100 logged by 30 September 2026 + 60.0 to come × ((100 − 10 elsewhere) ÷ 180.0 past exposure = 0.500) = 130, 80\u00a0% between 122 and 138",
	}
	if d := cmp.Diff(want, rows.Formula); d != "" {
		t.Error(d)
	}
	if len(rows.Logs) != 2 || rows.Logs[0].IsUsed || !rows.Logs[1].IsUsed || rows.Logs[1].Origin.Row != 3 {
		t.Errorf("the logs are %+v", rows.Logs)
	}
}

func TestAScheduleThatBeginsWithinTheTrainingWarnsOfTheRate(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	p.schedule(t, stay("R-5", storetest.University, "2026-07", "2027-06")...)
	p.log(t, caseload.LoggedCases{Trainee: "R-5", AsOf: calendar.DateOf(2026, 10, 31), Count: 700, Row: 2})
	warnings := strings.Join(traineeOf(t, p.training(t, named), "R-5").Projection.Warnings, " ")
	if !strings.Contains(warnings, "The schedule of R-5 begins in July 2026, in year 5") {
		t.Errorf("the warnings are %q", warnings)
	}
}

func TestAScheduleThatIsOverIsNotProjected(t *testing.T) {
	p := newProgramme(t)
	p.share(t, 1, 1)
	lines := stay("E-1", storetest.University, "2026-01", "2026-06")
	for i := range lines {
		lines[i].Path, lines[i].Year = "ESIR", 4
	}
	p.schedule(t, append(lines, stay("R-1", storetest.University, "2026-07", "2027-06")...)...)
	p.log(t, caseload.LoggedCases{Trainee: "E-1", AsOf: calendar.DateOf(2026, 6, 30), Count: 200, Row: 2})
	year := month("2026-03")
	answer := p.training(t, insight.TrainingQuery{Named: true, Year: &year})
	if got := traineeOf(t, answer, "E-1").Projection; !got.Ended || got.Stance != insight.StanceBelow {
		t.Errorf("got %+v", got)
	}
	if strings.Contains(answer.Second.String()+answer.ProjectionTitle, "is projected") {
		t.Errorf("somebody who has left is projected: %q, %q", answer.Second, answer.ProjectionTitle)
	}
}
