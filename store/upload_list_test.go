package store_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/storetest"
)

// TestTheListOfUploadsAndTheSumsFollowWhateverEitherProgramDoes holds the list, most of which is kept between reads,
// against that of a program that has just opened the file, and the sums against the counts.
func TestTheListOfUploadsAndTheSumsFollowWhateverEitherProgramDoes(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			one := storetest.New(t)
			programs := []*store.Store{one, storetest.Open(t, one.Path(), storetest.Now)}
			chance := rand.New(rand.NewPCG(seed, 412))
			for step := range 80 {
				s := programs[chance.IntN(2)]
				what, err := somethingToAnUpload(t, s, chance, step)
				if err == nil {
					met[what]++
				}
				if chance.IntN(3) == 0 {
					continue // several things happen between two looks
				}
				fresh := storetest.Open(t, one.Path(), storetest.Now)
				want, err := fresh.Uploads(t.Context(), 0)
				noError(t, err)
				noError(t, fresh.Close())
				for i, program := range programs {
					got, err := program.Uploads(t.Context(), 0)
					noError(t, err)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("step %d, after %s: program %d (-fresh +held)\n%s", step, what, i, diff)
					}
					wantSums(t, program)
				}
			}
		})
	}
	for _, what := range []string{"send", "answer", "discard", "commit", "undo", "redo", "purge", "set"} {
		if met[what] == 0 {
			t.Errorf("%q never happened: %v", what, met)
		}
	}
}

// somethingToAnUpload sends a file, or does something to one that was sent, where that is possible.
func somethingToAnUpload(t *testing.T, s *store.Store, chance *rand.Rand, step int) (what string, err error) {
	t.Helper()
	ctx := t.Context()
	uploads, err := s.Uploads(ctx, 0)
	noError(t, err)
	if len(uploads) == 0 || chance.IntN(4) == 0 {
		storetest.Upload(t, s, c.KindProcedures, fmt.Sprintf("%d.csv", step))
		return "send", nil
	}
	if chance.IntN(8) == 0 {
		return "set", s.SaveSetting(ctx, "division_name", fmt.Sprintf("Division %d", step), c.LocalUser)
	}
	upload := uploads[chance.IntN(len(uploads))]
	if chance.IntN(12) == 0 {
		_, err := s.Purge(ctx, upload.ID, "should never have come in", c.LocalUser)
		return "purge", err
	}
	switch upload.State {
	case c.UploadDraft:
		switch chance.IntN(4) {
		case 0:
			return "discard", s.DiscardUpload(ctx, upload.ID, c.LocalUser)
		case 1:
			seen := upload.Choices
			upload.Choices, upload.Rows = json.RawMessage(fmt.Sprintf(`{"step":%d}`, step)), step
			return "answer", s.UpdateDraft(ctx, upload, seen)
		}
		batch := storetest.Batch(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: fmt.Sprintf("P%d", step), N: step}}, false)
		batch.Upload = upload.ID
		_, err := s.Apply(ctx, batch)
		return "commit", err
	case c.UploadCommitted:
		_, err := s.Undo(ctx, upload.Revision, c.LocalUser)
		return "undo", err
	case c.UploadUndone:
		_, err := s.Undo(ctx, upload.UndoneRevision, c.LocalUser)
		return "redo", err
	}
	return "nothing", nil
}

func TestWhoeverChangesTheListThatWasGivenChangesNobodyElses(t *testing.T) {
	s := storetest.New(t)
	for i := range 3 {
		commitFile(t, s, i)
	}
	for range 2 {
		mine, err := s.Uploads(t.Context(), 0)
		noError(t, err)
		mine[0].FileName, mine[2] = "mine", c.Upload{}
	}
	two, err := s.Uploads(t.Context(), 2)
	noError(t, err)
	if len(two) != 2 || two[0].FileName != "october.csv" {
		t.Errorf("want the two newest as they are, got %+v", two)
	}
}
