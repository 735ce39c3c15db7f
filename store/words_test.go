package store_test

import (
	"context"
	"testing"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
)

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func month(text string) calendar.Month {
	m, err := calendar.ParseMonth(text)
	if err != nil {
		panic(err)
	}
	return m
}

func day(text string) calendar.Date {
	d, err := calendar.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func hashes(t testing.TB, s *store.Store) map[string]string {
	t.Helper()
	all, err := s.TableHashes(context.Background())
	noError(t, err)
	return all
}

// dataHashes leaves out the tables that only remember what happened, which nothing takes back.
func dataHashes(t testing.TB, s *store.Store) map[string]string {
	t.Helper()
	all := hashes(t, s)
	for _, history := range []string{"audit", "changes", "count_changes", "revisions", "upload_bytes", "uploads"} {
		delete(all, history)
	}
	return all
}

func counts(t testing.TB, s *store.Store) []c.Count {
	t.Helper()
	all, err := s.Counts(context.Background(), store.CountFilter{}, 0, 0)
	noError(t, err)
	return all
}

func noProblems(t testing.TB, s *store.Store) {
	t.Helper()
	problems, err := s.Check(context.Background())
	noError(t, err)
	for _, problem := range problems {
		t.Error(problem)
	}
}

func pointer[T any](value T) *T { return &value }
