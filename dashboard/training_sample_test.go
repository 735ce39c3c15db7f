package dashboard

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"testing"
	"time"

	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// seedTraining gives the sample division its trainees' schedule, logged cases as of October 2026, and how often
// trainees take part in each group, with numbers of this test's own.
func seedTraining(t testing.TB, db *store.Store) {
	t.Helper()
	ctx := context.Background()
	if known, err := db.Schedule(ctx); err != nil || len(known) == 0 {
		noTrainingError(t, err)
		storetest.CommitRows(t, db, caseload.KindSchedule, func(b *caseload.Batch) {
			b.Schedule = storetest.Added(sampleSchedule(t)...)
		})
	}
	groups, err := db.Groups(ctx)
	noTrainingError(t, err)
	var shares []caseload.TrainingGroup
	for i, g := range groups {
		if g.ID == caseload.Ungrouped {
			continue
		}
		share := 0.5 + 0.05*float64(i%5)
		shares = append(shares, caseload.TrainingGroup{Group: g.ID, Participation: &share,
			Category: []string{"Arterial", "Biopsy and drainage", "Venous"}[i%3], Source: "local estimate"})
	}
	noTrainingError(t, db.SaveTrainingGroups(ctx, shares, caseload.LocalUser))
	if known, err := db.LoggedCases(ctx); err != nil || len(known) > 0 {
		noTrainingError(t, err)
		return
	}
	day := calendar.DateOf(2026, time.October, 31)
	log := func(id, category string, count, elsewhere float64) caseload.LoggedCases {
		return caseload.LoggedCases{Trainee: caseload.TraineeID(id), AsOf: day, Category: category, Count: count, Elsewhere: elsewhere, Row: 2}
	}
	storetest.CommitRows(t, db, caseload.KindCases, func(b *caseload.Batch) {
		b.Cases = storetest.Added(
			log("E-02", "Arterial", 58, 30), log("E-02", "Biopsy and drainage", 121, 80), log("E-02", "Venous", 84, 45),
			log("R-02", "Arterial", 118, 0), log("R-02", "Biopsy and drainage", 190, 0), log("R-02", "Venous", 141, 0),
			log("R-03", "Arterial", 44, 0), log("R-03", "Biopsy and drainage", 71, 0), log("R-03", "Venous", 52, 0),
			log("F-02", "", 610, 120),
		)
	})
}

func noTrainingError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sampleSchedule(t testing.TB) []caseload.Assignment {
	t.Helper()
	raw, err := sampledata.Read("trainee_schedule.csv")
	noTrainingError(t, err)
	lines, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	noTrainingError(t, err)
	sites := map[string]caseload.SiteID{"University": storetest.University, "VA": storetest.VA}
	var schedule []caseload.Assignment
	for i, line := range lines[1:] {
		m, err := calendar.ParseMonth(line[1])
		noTrainingError(t, err)
		year, err := strconv.Atoi(line[5])
		noTrainingError(t, err)
		share, err := strconv.ParseFloat(line[6], 64)
		noTrainingError(t, err)
		schedule = append(schedule, caseload.Assignment{Trainee: caseload.TraineeID(line[0]), Month: m, Site: sites[line[2]], Rotation: line[3],
			Path: line[4], Year: year, Share: share, Row: i + 2})
	}
	return schedule
}
