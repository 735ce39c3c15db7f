package store_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/storetest"
)

// wantSums holds the sums, which are kept between reads, against the counts, which are not.
func wantSums(t *testing.T, s *store.Store) {
	t.Helper()
	var want []c.ProcedureMonth
	for _, count := range counts(t, s) { // in the order of the sums
		last := len(want) - 1
		if last < 0 || want[last].Month != count.Month || want[last].Site != count.Site || want[last].Procedure != count.Procedure {
			want = append(want, c.ProcedureMonth{Month: count.Month, Site: count.Site, Procedure: count.Procedure})
			last++
		}
		want[last].N += count.N
		want[last].Cells++
	}
	got, err := s.ProcedureMonths(context.Background(), store.CountFilter{})
	noError(t, err)
	if len(want)+len(got) == 0 {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("sums (-counts +sums)\n%s", diff)
	}
}

func TestSumsFollowTheCommitsOfEveryProgram(t *testing.T) {
	one := storetest.New(t)
	other := storetest.Open(t, one.Path(), storetest.Now)
	both := func() {
		t.Helper()
		wantSums(t, one)
		wantSums(t, other)
	}
	both()
	storetest.SeedMonths(t, other, month("2026-10"), 3, 4)
	both()
	info := storetest.Commit(t, one, []storetest.Row{
		{Month: "2026-10", Site: "VA", Procedure: storetest.ProcedureName(0), N: 99}, {Month: "2025-01", Site: "Riverside", Procedure: "New", N: 1},
	}, true)
	both()
	_, err := other.Undo(context.Background(), info.Revision, c.LocalUser)
	noError(t, err)
	both()
	var rows []storetest.Row // more months than are read one by one
	for m := range 40 {
		rows = append(rows, storetest.Row{Month: (month("2020-01") + calendar.Month(m)).String(), Site: "VA", Procedure: "New", N: m})
	}
	storetest.Commit(t, other, rows, true)
	both()
}

func TestSumsForgetWhatAnyProgramPurges(t *testing.T) {
	one := storetest.New(t)
	other := storetest.Open(t, one.Path(), storetest.Now)
	both := func() {
		t.Helper()
		wantSums(t, one)
		wantSums(t, other)
	}
	sent := func(n int) c.UploadID {
		upload := storetest.Upload(t, one, c.KindProcedures, "october.csv")
		batch := storetest.Batch(t, one, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: n}}, false)
		batch.Upload = upload.ID
		_, err := one.Apply(t.Context(), batch)
		noError(t, err)
		return upload.ID
	}
	purge := func(upload c.UploadID) {
		_, err := one.Purge(t.Context(), upload, "should never have come in", c.LocalUser)
		noError(t, err)
	}
	first, second := sent(7), sent(9)
	both()
	purge(second) // what stood before stands again
	both()
	third := sent(11) // and is looked at by nobody before it is purged
	purge(third)
	both()
	purge(first)
	both()
}

func TestSumsOfGroupsFollowTheirProceduresToAnotherGroup(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	storetest.SeedMonths(t, s, month("2026-10"), 2, 3)
	before, err := s.GroupMonths(ctx, store.CountFilter{})
	noError(t, err)
	group, err := s.SaveGroup(ctx, c.Group{Name: "Oncology"}, c.LocalUser)
	noError(t, err)
	noError(t, s.SetProcedureGroups(ctx, map[c.ProcedureID]c.GroupID{2: group}, c.LocalUser))
	after, err := s.GroupMonths(ctx, store.CountFilter{Groups: []c.GroupID{group}})
	noError(t, err)
	want, err := s.ProcedureMonths(ctx, store.CountFilter{Procedures: []c.ProcedureID{2}})
	noError(t, err)
	if len(before) != 4 || len(after) != 4 || len(want) != 4 {
		t.Fatalf("want two months of two sites, got %d, %d and %d", len(before), len(after), len(want))
	}
	for i := range after {
		if after[i].Group != group || after[i].N != want[i].N || before[i].Group != c.Ungrouped {
			t.Errorf("want the sums of the one procedure in its new group, got %+v for %+v", after[i], want[i])
		}
	}
}

func TestWhoeverChangesTheSumsTheyWereGivenChangesNobodyElses(t *testing.T) {
	s := storetest.New(t)
	storetest.SeedMonths(t, s, month("2026-10"), 2, 3)
	got, err := s.ProcedureMonths(context.Background(), store.CountFilter{})
	noError(t, err)
	got[0].N = -1
	wantSums(t, s)
}

// Readers ask while others commit: each gets the sums of one revision, whole.
func TestManyReadersMeetTheSumsOfOneRevision(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	row := func(n int) []storetest.Row {
		return []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "A", N: n}, {Month: "2026-10", Site: "VA", Procedure: "B", N: n}}
	}
	storetest.Commit(t, s, row(1), true)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				sums, err := s.ProcedureMonths(ctx, store.CountFilter{})
				if err != nil || len(sums) != 2 || sums[0].N != sums[1].N {
					t.Errorf("want two equal sums, got %v, %v", sums, err)
					return
				}
			}
		})
	}
	for n := range 20 {
		storetest.Commit(t, s, row(n+2), true)
	}
	close(stop)
	wg.Wait()
}
