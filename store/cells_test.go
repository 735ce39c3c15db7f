package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/storetest"
)

func TestEachCellGivesTheSameNumbersAsEachCount(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	batch := storetest.Batch(t, s, []storetest.Row{
		{Month: "2026-09", Site: "University", Procedure: "Drain", N: 7}, {Month: "2026-10", Site: "University", Procedure: "Drain", N: 12},
		{Month: "2026-10", Site: "VA", Procedure: "PICC placement", N: 0}, {Month: "2026-10", Site: "University", Procedure: "PICC placement", N: 3},
	}, true)
	for i, more := range []struct {
		setting c.Setting
		state   string
	}{{c.Inpatient, "GA"}, {c.Outpatient, "AL"}, {c.SettingNotStated, ""}, {c.Outpatient, "ZZ"}} {
		batch.Counts[i].Setting, batch.Counts[i].State = more.setting, more.state
	}
	if _, err := s.Apply(ctx, batch); err != nil {
		t.Fatal(err)
	}
	october := calendar.MonthOf(2026, 10)
	inpatient := c.Inpatient
	for name, f := range map[string]store.CountFilter{
		"all": {}, "one site and month": {Sites: []c.SiteID{storetest.University}, First: &october}, "one setting": {Setting: &inpatient},
	} {
		want, got := map[c.Cell]int{}, map[c.Cell]int{}
		if err := s.EachCount(ctx, f, func(count c.Count) error { want[count.Cell] = count.N; return nil }); err != nil {
			t.Fatal(err)
		}
		if err := s.EachCell(ctx, f, func(cell c.Cell, n int) { got[cell] = n }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("%s: %d cells, %s", name, len(want), diff)
		}
	}
}
