package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/storetest"
)

// Two Stores have their own connections and locks, as two programs have.
func TestTwoProgramsWriteTheSameFileWithoutALockedError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	const writes = 40
	var wg sync.WaitGroup
	for program := range 2 {
		s := storetest.Open(t, path, storetest.Now)
		for worker := range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range writes {
					value := fmt.Sprintf("%d.%d.%d", program, worker, i)
					if err := s.SaveSetting(context.Background(), "division_name", value, c.LocalUser); err != nil {
						t.Errorf("write %s: %v", value, err)
					}
					if _, err := s.Revisions(context.Background(), 3); err != nil {
						t.Errorf("read after %s: %v", value, err)
					}
				}
			}()
		}
	}
	wg.Wait()
	s := storetest.Open(t, path, storetest.Now)
	revision, err := s.Revision(context.Background())
	noError(t, err)
	if revision != 2*2*writes {
		t.Errorf("want a revision for each of %d writes, got %d", 2*2*writes, revision)
	}
	noProblems(t, s)
}

func TestManyProgramsMayMakeTheSameNewDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s, err := open(path)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	noProblems(t, storetest.Open(t, path, storetest.Now))
}

func TestAnotherProgramsCommitIsSeenAtTheNextRead(t *testing.T) {
	one := storetest.New(t)
	other := storetest.Open(t, one.Path(), storetest.Now)
	storetest.Commit(t, one, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
	n, _, err := other.CountTotals(context.Background(), store.CountFilter{})
	noError(t, err)
	revision, err := other.Revision(context.Background())
	noError(t, err)
	if n != 12 || revision != 1 {
		t.Errorf("want 12 at revision 1, got %d at %d", n, revision)
	}
}
