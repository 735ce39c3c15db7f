//go:build !race

package main

import (
	"testing"

	sampledata "caseload/sample_data"
)

// TestLoadedSample loads once for all of its claims: with -race a load takes many seconds.
func TestLoadedSample(t *testing.T) {
	db := loadedSample(t)
	t.Run("agrees with itself", func(t *testing.T) {
		problems, err := db.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range problems {
			t.Error(problem)
		}
	})
	t.Run("marks every event", func(t *testing.T) {
		annotations, err := db.Annotations(t.Context())
		if err != nil || len(annotations) != len(sampledata.Annotations()) {
			t.Errorf("want %d annotations, got %d, %v", len(sampledata.Annotations()), len(annotations), err)
		}
	})
	t.Run("puts every procedure in its group", func(t *testing.T) { checkGroups(t, db) })
	t.Run("goes through export and back", func(t *testing.T) { checkRoundTrip(t, db) })
}
