package store_test

import (
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestEveryStaffingAndTrainingSettingIsARevisionThatCanBeUndone(t *testing.T) {
	ctx := context.Background()
	leave := c.Assumption{Name: "annual_leave_days", Role: c.Nurse, From: month("2026-07"), Value: pointer(25.0), Source: "HR"}
	for name, test := range map[string]struct {
		before, edit func(*store.Store) error
		changes      int
	}{
		"assumption":  {edit: func(s *store.Store) error { return s.SaveAssumptions(ctx, []c.Assumption{leave}, c.LocalUser, nil) }, changes: 1},
		"assumptions": {edit: func(s *store.Store) error { return s.SaveAssumptions(ctx, several(), c.LocalUser, nil) }, changes: 3},
		"assumption that lapses confirmations": {
			before: func(s *store.Store) error { return s.Confirm(ctx, c.Nurse, []string{"absence", "call"}, c.LocalUser) },
			edit: func(s *store.Store) error {
				return s.SaveAssumptions(ctx, []c.Assumption{leave}, c.LocalUser, []c.Confirmation{{Role: c.Nurse, Part: "absence"}, {Role: c.APP, Part: "absence"}})
			},
			changes: 2,
		},
		"assumption removed": {
			edit: func(s *store.Store) error {
				return s.SaveAssumptions(ctx, []c.Assumption{{Name: "people_per_room", Role: c.Nurse, From: c.AlwaysFrom}}, c.LocalUser, nil)
			},
			changes: 1,
		},
		"confirmation": {edit: func(s *store.Store) error { return s.Confirm(ctx, c.Nurse, []string{"rooms", "hours"}, c.LocalUser) }, changes: 2},
		"confirmation withdrawn": {
			before:  func(s *store.Store) error { return s.Confirm(ctx, c.Nurse, []string{"rooms", "hours"}, c.LocalUser) },
			edit:    func(s *store.Store) error { return s.Unconfirm(ctx, c.Nurse, []string{"rooms", "call"}, c.LocalUser) },
			changes: 1,
		},
		"excluded month": {
			edit: func(s *store.Store) error {
				return s.SaveExcludedMonth(ctx, c.ExcludedMonth{Month: month("2020-04"), Site: 2, Reason: "Pandemic"})
			},
			changes: 1,
		},
		"excluded month taken back": {
			before: func(s *store.Store) error {
				return s.SaveExcludedMonth(ctx, c.ExcludedMonth{Month: month("2020-04"), Reason: "Pandemic"})
			},
			edit:    func(s *store.Store) error { return s.DeleteExcludedMonth(ctx, month("2020-04"), 0, c.LocalUser) },
			changes: 1,
		},
		"training group": {
			edit: func(s *store.Store) error {
				return s.SaveTrainingGroups(ctx, []c.TrainingGroup{{Group: c.Ungrouped, Participation: pointer(0.8), Category: "Drainage", Source: "Program director"}}, c.LocalUser)
			},
			changes: 1,
		},
		"case minimum": {
			edit: func(s *store.Store) error {
				return s.SaveCaseMinimum(ctx, c.CaseMinimum{Path: "integrated", Category: "Drainage", Cases: 100, Source: "Program director", IsSet: true}, c.LocalUser)
			},
			changes: 1,
		},
		"case minimum removed": {edit: func(s *store.Store) error { return s.DeleteCaseMinimum(ctx, "integrated", "", c.LocalUser) }, changes: 1},
		"curriculum": {
			edit: func(s *store.Store) error {
				return s.SaveCurriculum(ctx, []c.CurriculumMonths{
					{Path: "integrated", Year: 4, Rotation: "IR", Months: pointer(6.0), Source: "Program director"},
					{Path: "integrated", Year: 4, Rotation: "clinic", Months: pointer(1.0), Source: "Program director"},
					{Path: "integrated", Year: 4, Rotation: "DR", Months: pointer(4.0), Source: "division curriculum"},
				}, c.LocalUser)
			},
			changes: 5, // IR, clinic; SICU, surgical oncology and research go
		},
		"other learners": {
			edit: func(s *store.Store) error {
				return s.SaveOtherLearners(ctx, c.OtherLearners{Site: 1, From: month("2026-07"), Learners: 1.5, Source: "Chief"}, c.LocalUser)
			},
			changes: 1,
		},
		"other learners removed": {
			before: func(s *store.Store) error {
				return s.SaveOtherLearners(ctx, c.OtherLearners{Site: 1, From: month("2026-07"), Learners: 1.5}, c.LocalUser)
			},
			edit:    func(s *store.Store) error { return s.DeleteOtherLearners(ctx, 1, month("2026-07"), c.LocalUser) },
			changes: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			if test.before != nil {
				noError(t, test.before(s))
			}
			if changes := undoneAndRedone(t, s, func() error { return test.edit(s) }); len(changes) != test.changes {
				t.Errorf("want %d changes, got %v", test.changes, changes)
			}
			noProblems(t, s)
		})
	}
}

// several is a value, its end, and a value of one site, the later one first.
func several() []c.Assumption {
	return []c.Assumption{
		{Name: "rooms", From: month("2027-01"), Source: "closed"},
		{Name: "rooms", From: month("2026-01"), Value: pointer(4.0), Source: "Chief"},
		{Name: "rooms", Site: 2, From: month("2026-01"), Value: pointer(1.0), Source: "Chief"},
	}
}

func TestANewDatabaseAssumesOnlyWhatSomebodyHasPublished(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	all, err := s.Assumptions(ctx)
	noError(t, err)
	want := []c.Assumption{
		{Name: "patients_per_nurse", Role: c.Nurse, From: c.AlwaysFrom, Value: pointer(3.0), Source: "SIR 2016, Baerlocher, JVIR 27:618: about one nurse per three recovery patients", By: c.LocalUser},
		{Name: "people_per_room", Role: c.Nurse, From: c.AlwaysFrom, Value: pointer(1.0), Source: "ARIN 2018: one nurse per procedure room", By: c.LocalUser},
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
	minimums, err := s.CaseMinimums(ctx)
	noError(t, err)
	if diff := cmp.Diff([]c.CaseMinimum{
		{Path: "ESIR", Cases: 500, Source: "ACGME guideline", IsSet: true},
		{Path: "integrated", Cases: 1000, Source: "hint"},
	}, minimums); diff != "" {
		t.Error(diff)
	}
	curriculum, err := s.Curriculum(ctx)
	noError(t, err)
	sums, open := map[string]float64{}, map[string]int{}
	for _, row := range curriculum {
		year := row.Path + " " + string(rune('0'+row.Year)) + ", " + row.Source
		if row.Months == nil {
			open[year]++
			continue
		}
		sums[year] += *row.Months
	}
	if diff := cmp.Diff(map[string]float64{"integrated 4, division curriculum": 12, "integrated 5, division curriculum": 12, "ESIR 4, not verified": 12}, sums); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{
		"integrated 1, division curriculum": 2, "integrated 2, division curriculum": 2, "integrated 3, division curriculum": 2,
		"independent 1-year 1, division curriculum": 1, "independent 2-year 1, division curriculum": 1, "independent 2-year 2, division curriculum": 1,
	}, open); diff != "" {
		t.Error(diff)
	}
}

func TestAnEndWithoutAValueBeforeItIsNotKept(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	save := func(all ...c.Assumption) {
		t.Helper()
		noError(t, s.SaveAssumptions(ctx, all, c.LocalUser, nil))
	}
	save(c.Assumption{Name: "rooms", From: month("2026-01")})
	if revision := latest(t, s); revision != 0 {
		t.Errorf("want nothing stored by the end of nothing, got revision %d", revision)
	}
	save(several()...)
	save(c.Assumption{Name: "rooms", Site: 2, From: month("2026-01")})                                   // takes the value of the month itself away
	save(c.Assumption{Name: "rooms", From: month("2027-06")})                                            // ends what has ended
	save(c.Assumption{Name: "rooms", From: month("2026-01"), Value: pointer(4.0), Source: "Chief"})      // says it again
	save(c.Assumption{Name: "rooms", From: month("2027-01"), Source: "closed"})                          // ends it again
	save(c.Assumption{Name: "rooms", From: month("2026-06"), Label: "A", Source: "one without a value"}) // another series
	all, err := s.Assumptions(ctx)
	noError(t, err)
	want := []c.Assumption{
		{Name: "rooms", From: month("2026-01"), Value: pointer(4.0), Source: "Chief", By: c.LocalUser},
		{Name: "rooms", From: month("2027-01"), Source: "closed", By: c.LocalUser},
	}
	if diff := cmp.Diff(want, all[2:], cmpopts.IgnoreFields(c.Assumption{}, "At")); diff != "" {
		t.Error(diff)
	}
	if revision := latest(t, s); revision != 2 {
		t.Errorf("want a revision for the values and one for the site's, got %d", revision)
	}
}

func TestWhatCannotBeAssumedSaysWhy(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	save := func(a c.Assumption) error { return s.SaveAssumptions(ctx, []c.Assumption{a}, c.LocalUser, nil) }
	at := month("2026-01")
	wantFault(t, save(c.Assumption{From: at, Value: pointer(1.0)}), fault.Invalid, "assumption")
	wantFault(t, save(c.Assumption{Name: "rooms", Value: pointer(1.0)}), fault.Invalid, "assumption")
	wantFault(t, save(c.Assumption{Name: "rooms", From: at, Value: pointer(math.Inf(1))}), fault.Invalid, "assumption")
	wantFault(t, save(c.Assumption{Name: "rooms", From: at, Role: "porter", Value: pointer(1.0)}), fault.Invalid, "assumption")
	wantFault(t, save(c.Assumption{Name: "rooms", From: at, Site: 99, Value: pointer(1.0)}), fault.NotFound, "assumption")
	wantFault(t, s.Confirm(ctx, c.Nurse, []string{"rooms", "lunch"}, c.LocalUser), fault.Invalid, "confirmation")
	wantFault(t, s.Confirm(ctx, c.Fellow, []string{"rooms"}, c.LocalUser), fault.Invalid, "confirmation")
	wantFault(t, s.SaveExcludedMonth(ctx, c.ExcludedMonth{Month: at, Reason: " "}), fault.Invalid, "exclusion_reason")
	wantFault(t, s.SaveExcludedMonth(ctx, c.ExcludedMonth{Month: at, Site: 99, Reason: "Nowhere"}), fault.NotFound, "unknown_site")
	wantFault(t, s.DeleteExcludedMonth(ctx, at, 0, c.LocalUser), fault.NotFound, "unknown_exclusion")
	wantFault(t, s.SaveTrainingGroups(ctx, []c.TrainingGroup{{Group: 99}}, c.LocalUser), fault.NotFound, "unknown_group")
	wantFault(t, s.SaveTrainingGroups(ctx, []c.TrainingGroup{{Group: 1, Participation: pointer(1.5)}}, c.LocalUser), fault.Invalid, "participation")
	wantFault(t, s.SaveCaseMinimum(ctx, c.CaseMinimum{Path: " ", Cases: 1}, c.LocalUser), fault.Invalid, "case_minimum")
	wantFault(t, s.DeleteCaseMinimum(ctx, "none", "", c.LocalUser), fault.NotFound, "unknown_case_minimum")
	wantFault(t, s.SaveOtherLearners(ctx, c.OtherLearners{Site: 99, From: at}, c.LocalUser), fault.NotFound, "unknown_site")
	wantFault(t, s.SaveOtherLearners(ctx, c.OtherLearners{Site: 1, From: at, Learners: -1}, c.LocalUser), fault.Invalid, "other_learners")
	wantFault(t, s.DeleteOtherLearners(ctx, 1, at, c.LocalUser), fault.NotFound, "unknown_other_learners")
	wantFault(t, s.SaveCurriculum(ctx, []c.CurriculumMonths{
		{Path: "ESIR", Year: 4, Rotation: "IR", Months: pointer(7.0)}, {Path: "ESIR", Year: 4, Rotation: "DR", Months: pointer(6.0)},
	}, c.LocalUser), fault.Invalid, "curriculum")
	wantFault(t, s.SaveProcedureMinutes(ctx, []c.ProcedureMinutes{{Procedure: 99, Role: c.Nurse, Phase: "room", From: at}}, c.LocalUser), fault.NotFound, "unknown_procedure")
	wantFault(t, s.SaveProcedureMinutes(ctx, []c.ProcedureMinutes{{Procedure: 99, Role: c.Nurse, Phase: "lunch", From: at}}, c.LocalUser), fault.Invalid, "minutes")
	wantFault(t, s.SaveProcedureMinutes(ctx, []c.ProcedureMinutes{{Procedure: 99, Role: c.Nurse, Phase: "room", From: at, Minutes: math.NaN()}}, c.LocalUser), fault.Invalid, "minutes")
	if revision := latest(t, s); revision != 0 {
		t.Errorf("a refusal left revision %d", revision)
	}
}
