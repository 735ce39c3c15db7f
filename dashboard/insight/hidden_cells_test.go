package insight_test

import (
	"context"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestAStateInOneSettingGivesNoHiddenCellAway(t *testing.T) {
	s := storetest.New(t)
	cell := func(procedure string, setting caseload.Setting, state string, n int) storetest.Row {
		return storetest.Row{Month: "2026-10", Site: "VA", Procedure: procedure, Setting: setting, State: state, N: n}
	}
	commit(t, s,
		cell("Biopsy", caseload.Inpatient, "GA", 3), cell("Biopsy", caseload.Outpatient, "GA", 30), cell("Biopsy", caseload.Inpatient, "AL", 40), cell("Biopsy", caseload.Outpatient, "AL", 50),
		cell("Drain", caseload.Inpatient, "GA", 41), cell("Drain", caseload.Outpatient, "GA", 61), cell("Drain", caseload.Inpatient, "AL", 62), cell("Drain", caseload.Outpatient, "AL", 63),
	)
	must(t, s.SaveSetting(t.Context(), "small_numbers", "hide", caseload.LocalUser))
	service := insight.New(s, storetest.Now)
	hidden, err := service.HiddenCells(t.Context(), nil, nil)
	must(t, err)
	view := at("2026-10")
	view.Export, view.State, view.By = true, "GA", insight.BySetting
	volume, err := service.Volume(t.Context(), view)
	must(t, err)
	if got := volume.Rows[len(volume.Rows)-1].Values[0].Value; got != 44 { // 3 + 41
		t.Fatalf("want inpatients from GA added up, got %v", got)
	}
	kinds, err := s.Procedures(t.Context())
	must(t, err)
	for _, kind := range kinds {
		if !hidden[caseload.Cell{Month: month("2026-10"), Site: storetest.VA, Procedure: kind.ID, Setting: caseload.Inpatient, State: "GA"}] {
			t.Errorf("%s is shown, and taken from 44 it tells the other", kind.Name)
		}
	}
}

// overtaken is a store in which something is committed as soon as counts were read.
type overtaken struct {
	*store.Store
	then func()
}

func (o overtaken) Counts(ctx context.Context, f store.CountFilter, limit, offset int) ([]caseload.Count, error) {
	counts, err := o.Store.Counts(ctx, f, limit, offset)
	o.then()
	return counts, err
}

func TestASmallNumberIsHiddenThoughItIsNoneAnyMoreWhenThatIsDecided(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "VA", 3))
	must(t, s.SaveSetting(t.Context(), "small_numbers", "hide", caseload.LocalUser))
	service := insight.New(overtaken{s, func() { commit(t, s, row("2026-10", "VA", 30)) }}, storetest.Now)
	list, err := service.Counts(t.Context(), insight.CountsQuery{})
	must(t, err)
	if len(list.Counts) != 1 || list.Counts[0].N != nil || !list.Counts[0].Hidden {
		t.Errorf("want the 3 hidden, got %+v", list.Counts)
	}
}
