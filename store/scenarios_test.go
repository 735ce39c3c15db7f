package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestAScenarioIsItsOwnersAndMakesNoRevision(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	kept, err := s.SaveScenario(ctx, c.Scenario{Name: " Third  room ", Query: "rooms=3"})
	noError(t, err)
	kept.Query, kept.Shared = "rooms=3&nurses=2", true
	_, err = s.SaveScenario(ctx, kept)
	noError(t, err)
	all, err := s.Scenarios(ctx)
	noError(t, err)
	want := []c.Scenario{{ID: kept.ID, Name: "Third room", Query: "rooms=3&nurses=2", Owner: c.LocalUser, Shared: true}}
	if diff := cmp.Diff(want, all, cmpopts.IgnoreFields(c.Scenario{}, "At")); diff != "" {
		t.Error(diff)
	}
	_, err = s.SaveScenario(ctx, c.Scenario{Name: "THIRD room"})
	wantFault(t, err, fault.Conflict, "name_taken")
	_, err = s.SaveScenario(ctx, c.Scenario{Name: " "})
	wantFault(t, err, fault.Invalid, "empty_name")
	_, err = s.SaveScenario(ctx, c.Scenario{Name: "Long", Query: strings.Repeat("x", 16001)})
	wantFault(t, err, fault.Invalid, "long_text")
	_, err = s.SaveScenario(ctx, c.Scenario{Name: "Whose", Owner: "nobody"})
	wantFault(t, err, fault.Invalid, "unknown_user")
	_, err = s.SaveScenario(ctx, c.Scenario{ID: kept.ID, Name: "Taken over", Owner: "nobody"})
	wantFault(t, err, fault.NotFound, "unknown_scenario")
	wantFault(t, s.DeleteScenario(ctx, kept.ID, "nobody"), fault.NotFound, "unknown_scenario")
	wantFault(t, s.DeleteScenario(ctx, 0, c.LocalUser), fault.NotFound, "unknown_scenario")
	noError(t, s.DeleteScenario(ctx, kept.ID, c.LocalUser))
	if all, err = s.Scenarios(ctx); err != nil || len(all) != 0 {
		t.Errorf("want none left, got %v, %v", all, err)
	}
	if revision := latest(t, s); revision != 0 {
		t.Errorf("want no revision, got %d", revision)
	}
}

func TestWhatIsDerivedIsKeptBesideTheData(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "caseload.db")
	s := storetest.Open(t, path, storetest.Now)
	before := hashes(t, s)
	if _, _, ok, err := s.Derived(ctx, "backtest"); ok || err != nil {
		t.Errorf("want nothing kept yet, got %v, %v", ok, err)
	}
	noError(t, s.SaveDerived(ctx, "backtest", 3, []byte("old")))
	noError(t, s.SaveDerived(ctx, "backtest", 4, []byte("new")))
	noError(t, s.SaveDerived(ctx, "empty", 4, nil))
	again := storetest.Open(t, path, storetest.Now)
	rev, value, ok, err := again.Derived(ctx, "backtest")
	if rev != 4 || string(value) != "new" || !ok || err != nil {
		t.Errorf("want new of revision 4, got %q of %d, %v, %v", value, rev, ok, err)
	}
	if _, value, ok, err = again.Derived(ctx, "empty"); len(value) != 0 || !ok || err != nil {
		t.Errorf("want an empty value kept, got %q, %v, %v", value, ok, err)
	}
	if diff := cmp.Diff(before, hashes(t, again)); diff != "" {
		t.Errorf("what is derived counts as data: %s", diff)
	}
}
