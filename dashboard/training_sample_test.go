package dashboard

import (
	"context"
	"testing"
	"time"

	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// trainingServer serves the sample division with what its trainees take part in, and one other learner at the VA.
func trainingServer(t testing.TB) (*Server, *store.Store) {
	t.Helper()
	server, db := sampleServer(t)
	ctx := context.Background()
	groups, err := db.Groups(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]caseload.GroupID{}
	for _, g := range groups {
		ids[g.Name] = g.ID
	}
	var shares []caseload.TrainingGroup
	for _, g := range sampledata.TrainingGroups() {
		shares = append(shares, caseload.TrainingGroup{Group: ids[g.Group], Participation: &g.Participation, Category: g.Category, Source: g.Source})
	}
	if err := db.SaveTrainingGroups(ctx, shares, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	other := caseload.OtherLearners{Site: storetest.VA, From: calendar.MonthOf(2026, time.September), Learners: 0.5, Source: "local estimate"}
	if err := db.SaveOtherLearners(ctx, other, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	return server, db
}
