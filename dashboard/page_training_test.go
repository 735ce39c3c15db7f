package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// seedTrainee gives a division two months of biopsies, a trainee of the name on IR in them, half of the biopsies with a
// trainee, and logged cases.
func seedTrainee(t testing.TB, db *store.Store, name string) {
	t.Helper()
	rows := []storetest.Row{{Month: "2026-09", Site: "University", Procedure: "Biopsy", N: 40}, {Month: "2026-10", Site: "University", Procedure: "Biopsy", N: 60}}
	storetest.Commit(t, db, rows, true)
	groups := storetest.SeedGroups(t, db, 1)
	half := 0.5
	if err := db.SaveTrainingGroups(t.Context(), []caseload.TrainingGroup{{Group: groups[0], Participation: &half, Category: "Biopsy", Source: "local estimate"}}, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	storetest.CommitRows(t, db, caseload.KindSchedule, func(b *caseload.Batch) {
		for m := calendar.MonthOf(2026, 9); m <= calendar.MonthOf(2026, 10); m++ {
			b.Schedule = append(b.Schedule, storetest.Added(caseload.Assignment{Trainee: caseload.TraineeID(name), Month: m, Site: storetest.University,
				Rotation: "IR", Path: "ESIR", Year: 4, Share: 1, Row: 2})...)
		}
	})
	storetest.CommitRows(t, db, caseload.KindCases, func(b *caseload.Batch) {
		b.Cases = storetest.Added(caseload.LoggedCases{Trainee: caseload.TraineeID(name), AsOf: calendar.DateOf(2026, 9, 30), Category: "Biopsy", Count: 12, Row: 2})
	})
}

func TestAViewerSeesTotalsAndNothingOfOneTrainee(t *testing.T) {
	h := newHospital(t, nil)
	h.add("lead", caseload.Lead)
	h.add("viewer", caseload.Viewer)
	h.add("coordinator", caseload.Coordinator)
	seedTrainee(t, h.store, "T-hidden")
	const lines = "/training/rows?figure=schedule"
	lead := h.as("lead") // first, so that a page drawn for a lead would be there to be handed out
	for _, path := range []string{"/training", "/api/v1/training", "/training/schedule.csv", "/training/projections.csv", lines,
		"/training/rows?figure=projection&trainee=T-hidden", "/training/rows?figure=trainee&trainee=T-hidden"} {
		if _, page := lead.get(path); !strings.Contains(page, "T-hidden") {
			t.Errorf("a lead does not see the trainee on %s", path)
		}
	}
	for _, name := range []string{"viewer", "coordinator"} {
		b := h.as(name)
		for path, want := range map[string]int{"/training": http.StatusOK, "/api/v1/training": http.StatusOK, "/training/exposure.csv": http.StatusOK,
			"/training/rows?figure=exposure&in=2026-09&at=university": http.StatusOK, "/training/schedule.csv": http.StatusForbidden,
			"/training/projections.csv": http.StatusForbidden, lines: http.StatusNotFound,
			"/training/rows?figure=trainee&trainee=T-hidden": http.StatusNotFound} {
			response, page := b.get(path)
			if response.StatusCode != want {
				t.Errorf("%s, %s: want %d, got %d", name, path, want, response.StatusCode)
			}
			if page = strings.ReplaceAll(page, url.QueryEscape(path), ""); want == http.StatusOK && strings.Contains(page, "T-hidden") {
				t.Errorf("%s sees the trainee on %s", name, path)
			}
		}
		if _, page := b.get("/training"); !strings.Contains(page, "20 procedures") && !strings.Contains(page, "30 procedures") {
			t.Errorf("%s does not see what the site offers", name)
		}
	}
}

func TestTheTrainingPageOfAHostileNameIsText(t *testing.T) {
	const hostile = `</script><script>alert(1)</script>{a|b}`
	db := storetest.New(t)
	seedTrainee(t, db, hostile)
	s := serverAt(t, db)
	for _, path := range []string{"/training", "/training/rows?figure=schedule", "/training/rows?figure=projection&trainee=" + url.QueryEscape(hostile)} {
		response, page := get(t, s, path)
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", path, response.StatusCode)
		}
		if strings.Contains(page, "<script>alert") || !strings.Contains(page, "alert(1)") {
			t.Errorf("%s: the name is markup, or gone", path)
		}
	}
}

func serverAt(t testing.TB, db *store.Store) *Server {
	t.Helper()
	s, err := New(Config{Store: db, Now: storetest.Now, BuildVersion: "1.0"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWithoutAScheduleTheTrainingPageSaysWhatToUpload(t *testing.T) {
	s := serverAt(t, storetest.New(t))
	_, page := get(t, s, "/training")
	for _, want := range []string{"No trainee schedule has come yet", "trainee (an id, no name), month, site, rotation", `href="/templates/schedule.csv"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestTrainingSettingsAreSavedWithTheirSourceAndShownInTheHistory(t *testing.T) {
	s, db := trainingServer(t)
	status, location, _ := postForm(t, s, "/settings/training/minimum", url.Values{"path": {"integrated"}, "category": {"Biopsy"}, "cases": {"80"}, "is_set": {"yes"}, "source": {"Program director"}})
	if status != http.StatusSeeOther || !strings.HasPrefix(location, "/settings/training?saved=training") {
		t.Fatalf("status %d, location %q", status, location)
	}
	if _, page := get(t, s, "/settings/training"); !strings.Contains(page, "Program director") {
		t.Error("the source is not on the page")
	}
	if _, page := get(t, s, "/settings/history"); !strings.Contains(page, "inimum") {
		t.Error("the change is not in the history")
	}
	if _, page := get(t, s, "/training"); !strings.Contains(page, "with a minimum") {
		t.Error("the Training page does not compare with the minimum")
	}
	status, _, _ = postForm(t, s, "/settings/training/minimum", url.Values{"path": {"integrated"}, "category": {"Biopsy"}, "remove": {"yes"}})
	minimums, err := db.CaseMinimums(t.Context())
	noError(t, err)
	if status != http.StatusSeeOther || len(minimums) != 2 { // ESIR's, and the hint
		t.Errorf("status %d, and %d minimums are left", status, len(minimums))
	}
}

func TestACurriculumIsEditedAsAWholeYear(t *testing.T) {
	s, db := trainingServer(t)
	form := url.Values{"path": {"integrated"}, "year": {"4"}, "source": {"Program director"}, "months_IR": {"6"}, "months_DR": {"4"}, "months_SICU": {"1"}, "months_clinic": {"open"}}
	if status, _, page := postForm(t, s, "/settings/training/curriculum", form); status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, page)
	}
	_, page := get(t, s, "/training")
	for _, cells := range rowsOf(t, page, "curriculum") {
		if cells[0] == "R-03" {
			if diff := cmp.Diff("6 IR months in the fourth year: 5 scheduled", cells[2]); diff != "" {
				t.Error(diff)
			}
		}
	}
	form.Set("months_DR", "9")
	if status, _, page := postForm(t, s, "/settings/training/curriculum", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "a year has 12") {
		t.Errorf("a year of 16 months: status %d", status)
	}
	rows, err := db.Curriculum(t.Context())
	noError(t, err)
	months := 0
	for _, row := range rows {
		if row.Path == "integrated" && row.Year == 4 {
			months++
		}
	}
	if months != 4 {
		t.Errorf("the fourth year has %d rotations; want 4", months)
	}
}

func TestParticipationOutsideNoughtToAHundredIsRefusedBesideTheField(t *testing.T) {
	s, db := trainingServer(t)
	groups, err := db.TrainingGroups(t.Context())
	noError(t, err)
	path := "/settings/training/groups/" + formatNumber(int(groups[0].Group))
	for _, percent := range []string{"101", "-1", "many"} {
		if status, _, page := postForm(t, s, path, url.Values{"percent": {percent}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="problem-percent"`) {
			t.Errorf("%s: status %d", percent, status)
		}
	}
	if status, _, _ := postForm(t, s, path, url.Values{"percent": {"12.5"}, "category": {"Venous access"}, "source": {"audit of 2026"}}); status != http.StatusSeeOther {
		t.Errorf("12.5 is refused")
	}
	if _, page := get(t, s, "/training"); !strings.Contains(page, "12.5\u00a0%") || !strings.Contains(page, "audit of 2026") {
		t.Error("the Training page does not show the new share with its source")
	}
}

func TestOtherLearnersShareTheVolume(t *testing.T) {
	s, _ := trainingServer(t)
	if status, _, _ := postForm(t, s, "/settings/training/others", url.Values{"site": {"1"}, "from": {"October 2026"}, "learners": {"5"}, "source": {"visiting residents"}}); status != http.StatusSeeOther {
		t.Fatal("not saved")
	}
	_, page := get(t, s, "/training")
	if cells := rowsOf(t, page, "exposure")[3]; cells[2] != "5 + 5" {
		t.Errorf("October has %q learners at the University; want 5 + 5", cells[2])
	}
}

// BenchmarkTraining is the page on ten years of two sites, with the sample's schedule and logged cases.
func BenchmarkTraining(b *testing.B) {
	db := benchmarkDivision(b, 1)
	sampled, sample := trainingServer(b)
	schedule, err := sample.Schedule(b.Context())
	if err != nil || sampled == nil {
		b.Fatal(err)
	}
	logs, err := sample.LoggedCases(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	storetest.CommitRows(b, db, caseload.KindSchedule, func(batch *caseload.Batch) { batch.Schedule = storetest.Added(schedule...) })
	storetest.CommitRows(b, db, caseload.KindCases, func(batch *caseload.Batch) { batch.Cases = storetest.Added(logs...) })
	groups, err := db.Groups(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var shares []caseload.TrainingGroup
	for i, g := range sampledata.TrainingGroups() {
		shares = append(shares, caseload.TrainingGroup{Group: groups[i+1].ID, Participation: &g.Participation, Category: g.Category, Source: g.Source})
	}
	if err := db.SaveTrainingGroups(b.Context(), shares, caseload.LocalUser); err != nil {
		b.Fatal(err)
	}
	benchmarkPage(b, db, trainingPath)
}
