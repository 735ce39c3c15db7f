package insight

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/forecast"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// threeYears commits 36 months of two sites up to October 2026.
func threeYears(t *testing.T, s *store.Store) {
	t.Helper()
	var rows []storetest.Row
	for i := range 36 {
		m := (calendar.MonthOf(2026, time.October) - calendar.Month(35-i)).String()
		rows = append(rows, storetest.Row{Month: m, Site: "University", Procedure: "PICC placement", N: 450 + 13*(i*7%5)},
			storetest.Row{Month: m, Site: "VA", Procedure: "PICC placement", N: 150 + 7*(i*5%6)})
	}
	storetest.Commit(t, s, rows, true)
}

// counted is a service that counts its back-tests.
func counted(s Source, now func() time.Time) (*Service, *int) {
	service, made := New(s, now), 0
	service.outlooks.judge = func(m []forecast.Member, sums []forecast.Sum, p forecast.Plan) (alone, together []forecast.Score) {
		made++
		return forecast.BacktestTogether(m, sums, p)
	}
	return service, &made
}

func prepared(t *testing.T, service *Service) Outlook {
	t.Helper()
	if err := service.PrepareOutlook(context.Background()); err != nil {
		t.Fatal(err)
	}
	out, err := service.Outlook(context.Background(), View{})
	if err != nil || out.Backtest == nil {
		t.Fatalf("no back-test: %v", err)
	}
	return out
}

func TestASecondStartReadsTheBackTestInsteadOfMakingItAgain(t *testing.T) {
	s := storetest.New(t)
	threeYears(t, s)
	first, made := counted(s, storetest.Now)
	want := prepared(t, first)
	prepared(t, first)
	if *made != 1 {
		t.Errorf("want one back-test a revision, got %d", *made)
	}
	second, made := counted(s, storetest.Now)
	if diff := cmp.Diff(want.Backtest, prepared(t, second).Backtest); diff != "" {
		t.Errorf("after a new start: -want +got\n%s", diff)
	}
	if *made != 0 {
		t.Errorf("want no back-test after a new start, got %d", *made)
	}
}

func TestAKeptBackTestOfOtherDataMonthOrEngineIsMadeAgain(t *testing.T) {
	ctx := context.Background()
	for name, alter := range map[string]func(t *testing.T, s *store.Store, kept *keptBacktest) (now func() time.Time){
		"a new revision": func(t *testing.T, s *store.Store, _ *keptBacktest) func() time.Time {
			e := caseload.ExcludedMonth{Month: calendar.MonthOf(2026, time.April), Reason: "Elective work paused", By: caseload.LocalUser}
			if err := s.SaveExcludedMonth(ctx, e); err != nil {
				t.Fatal(err)
			}
			return storetest.Now
		},
		"the next month": func(*testing.T, *store.Store, *keptBacktest) func() time.Time {
			return func() time.Time { return storetest.Now().AddDate(0, 1, 0) }
		},
		"another engine": func(_ *testing.T, _ *store.Store, kept *keptBacktest) func() time.Time {
			kept.Engine++
			return storetest.Now
		},
		"other series": func(_ *testing.T, _ *store.Store, kept *keptBacktest) func() time.Time {
			kept.Subjects[0][0]++
			return storetest.Now
		},
		"a score lost": func(_ *testing.T, _ *store.Store, kept *keptBacktest) func() time.Time {
			kept.Alone = kept.Alone[1:]
			return storetest.Now
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			threeYears(t, s)
			prepared(t, New(s, storetest.Now))
			revision, value, ok, err := s.Derived(ctx, backtestKey)
			if err != nil || !ok {
				t.Fatalf("nothing was kept: %v", err)
			}
			var kept keptBacktest
			if err := json.Unmarshal(value, &kept); err != nil {
				t.Fatal(err)
			}
			now := alter(t, s, &kept)
			if value, err = json.Marshal(kept); err != nil {
				t.Fatal(err)
			}
			if err := s.SaveDerived(ctx, backtestKey, revision, value); err != nil {
				t.Fatal(err)
			}
			service, made := counted(s, now)
			prepared(t, service)
			if *made != 1 {
				t.Errorf("want one back-test, got %d", *made)
			}
		})
	}
}

func TestADatabaseThatCannotBeWrittenHasItsBackTestAllTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "division.db")
	s := storetest.Open(t, path, storetest.Now)
	threeYears(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	readOnly, err := store.Open(context.Background(), path, store.Options{Now: storetest.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = readOnly.Close() }()
	service, made := counted(readOnly, storetest.Now)
	if err := service.PrepareOutlook(context.Background()); err == nil {
		t.Error("want a word that the back-test could not be kept")
	}
	out, err := service.Outlook(context.Background(), View{})
	if err != nil || out.Backtest == nil || *made != 1 {
		t.Errorf("want the back-test, made once, got %v, %v and %d", out.Backtest, err, *made)
	}
}
