package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestAnEditDoesNotOverwriteWhatItsAuthorHasNotSeen(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	noError(t, s.SaveSetting(ctx, "calendar", "academic", c.LocalUser))
	seen := store.SeenAt(ctx, latest(t, s))
	noError(t, s.SaveSetting(ctx, "division_name", "North", c.LocalUser))
	noError(t, s.SaveSetting(seen, "calendar", "calendar", c.LocalUser)) // another row was changed, not this one
	noError(t, s.SaveBaseline(seen, c.Baseline{From: month("2026-07"), PerMonth: 700}, c.LocalUser))

	want := hashes(t, s)
	f := faultOf(t, s.SaveSettings(seen, map[string]string{"division_name": "South", "calendar": "calendar"}, c.LocalUser), fault.Conflict, "changed_since")
	if diff := cmp.Diff([]string{"the setting division name: revision 2 by Local user: Setting division name"}, f.Details); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
		t.Errorf("the refusal left traces: %s", diff)
	}
	noError(t, s.SaveSetting(seen, "division_name", "North", c.LocalUser)) // the same value overwrites nothing
	noError(t, s.SaveSetting(store.SeenAt(ctx, latest(t, s)), "division_name", "South", c.LocalUser))
}

func TestARemovalAsksToo(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	noError(t, s.SaveExcludedMonth(ctx, c.ExcludedMonth{Month: month("2020-04"), Reason: "Pandemic"}))
	seen := store.SeenAt(ctx, latest(t, s))
	noError(t, s.SaveExcludedMonth(ctx, c.ExcludedMonth{Month: month("2020-04"), Reason: "Pandemic, by decision of the board"}))
	wantFault(t, s.DeleteExcludedMonth(seen, month("2020-04"), 0, c.LocalUser), fault.Conflict, "changed_since")
	noError(t, s.DeleteExcludedMonth(ctx, month("2020-04"), 0, c.LocalUser))
}

func TestCommitsAndUndosCompareForThemselves(t *testing.T) {
	s := withBiopsy(t)
	storetest.CommitRows(t, s, c.KindTargets, func(b *c.Batch) {
		b.Targets = storetest.Added(c.Target{Month: month("2026-09"), Site: 1, PerMonth: 20})
	})
	_, err := s.Undo(store.SeenAt(context.Background(), 0), latest(t, s), c.LocalUser)
	noError(t, err)
}
