package sampledata_test

import (
	"strconv"
	"strings"
	"testing"

	sampledata "caseload/sample_data"
	"caseload/store/caseload"
)

func decimal(t *testing.T, text string) float64 {
	t.Helper()
	above, below, isFraction := strings.Cut(text, "/")
	n, err := strconv.ParseFloat(above, 64)
	if err != nil {
		t.Fatal(err)
	}
	if isFraction {
		return n / decimal(t, below)
	}
	return n
}

// The workload is that of spec WISN before allowances: Σ volume × minutes × people ÷ (60 × hours of a year).
func TestProcedureMinutesAskForABelievableTeam(t *testing.T) {
	volume, total := map[string]float64{}, 0.0
	for c, n := range counts(t) {
		if m := month(t, c.month); m > month(t, "2025-10") && m <= month(t, "2026-10") {
			volume[c.procedure] += float64(n)
			total += float64(n)
		}
	}
	const aYear, hours = 8160, 1600
	people, seen := map[string]float64{}, map[string]bool{}
	for _, line := range records(t, "procedure_minutes.csv") {
		perYear := volume[line["procedure"]] / total * aYear
		people[line["role"]] += perYear * decimal(t, line["minutes"]) * decimal(t, line["people"]) / (60 * hours)
		seen[line["procedure"]+"/"+line["role"]] = true
	}
	if len(volume)*len(caseload.StaffRoles()) != len(seen) {
		t.Errorf("want minutes of every procedure and role, got %d of %d", len(seen), len(volume)*len(caseload.StaffRoles()))
	}
	for role, want := range map[string][2]float64{"technologist": {10, 12}, "nurse": {10.5, 13}, "attending": {6.9, 8.5}, "app": {1.5, 3}} {
		if got := people[role]; got < want[0] || want[1] < got {
			t.Errorf("%s: want %g to %g, got %.2f", role, want[0], want[1], got)
		}
	}
}

func TestRoomHoursUsedFitTheRoomsOfEverySiteAndMonth(t *testing.T) {
	used, available := map[siteMonth]float64{}, map[siteMonth]float64{}
	for _, file := range []string{"measures_university.csv", "measures_va.csv"} {
		for _, line := range records(t, file) {
			at := siteMonth{line["month"], line["site"]}
			switch line["measure"] {
			case caseload.MeasureRoomHoursUsed:
				used[at] = decimal(t, line["value"])
			case caseload.MeasureRoomHoursAvailable:
				available[at] = decimal(t, line["value"])
			}
		}
	}
	if len(used) != 72 || len(available) != 72 {
		t.Fatalf("want 36 months of two sites, got %d and %d", len(used), len(available))
	}
	for at, hours := range used {
		if share := hours / available[at]; share < .3 || share > .9 {
			t.Errorf("%v: %.0f %% of the room hours are used", at, 100*share)
		}
	}
}

func TestTheBudgetIsCloseToWhatIsDone(t *testing.T) {
	sums := totals(t)
	for _, file := range []string{"targets_university.csv", "targets_va.csv"} {
		for _, line := range records(t, file) {
			done, reported := sums[siteMonth{line["month"], line["site"]}]
			if target := decimal(t, line["target"]); reported && line["month"] != "2026-11" && (float64(done) < .8*target || float64(done) > 1.2*target) {
				t.Errorf("%s, %s: %d done of %g", line["site"], line["month"], done, target)
			}
		}
	}
}

func TestTheSampleStaysSmall(t *testing.T) {
	rows := 0
	for _, load := range sampledata.Loads() {
		rows += len(records(t, load.File))
	}
	if rows > 25_000 {
		t.Errorf("%d rows take too long to load", rows)
	}
}

func TestEveryGroupSaysHowFarTraineesTakePart(t *testing.T) {
	known := map[string]bool{}
	for _, g := range sampledata.TrainingGroups() {
		known[g.Group] = g.Participation > 0 && g.Participation <= 1 && g.Category != ""
	}
	for _, g := range sampledata.ProcedureGroups() {
		if !known[g.Group] {
			t.Errorf("%q says nothing", g.Group)
		}
	}
}
