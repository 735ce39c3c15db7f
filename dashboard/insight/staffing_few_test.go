package insight_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestACoordinatorIsShownNoRatioAndNoLeaveOfFewPeopleAtAnotherSite(t *testing.T) {
	s := storetest.New(t)
	for m := month("2025-11"); m <= month("2026-10"); m++ {
		commit(t, s, row(m.String(), "University", 519), row(m.String(), "VA", 183))
	}
	storetest.SeedRoster(t, s, month("2026-11"), []caseload.Appointment{
		person("N-1", caseload.Nurse, storetest.VA), person("N-2", caseload.Nurse, storetest.VA), person("N-3", caseload.Nurse, storetest.University),
	})
	assume(t, s, true)
	service := insight.New(s, storetest.Now)
	at := insight.View{}.WithSite("va")
	for _, test := range []struct {
		who       string
		view      insight.StaffingView
		wantRatio bool
	}{
		{"a viewer", insight.StaffingView{View: at}, false},
		{"a coordinator of the University", insight.StaffingView{View: at, MaySeeNames: true, NamesAt: []caseload.SiteID{storetest.University}}, false},
		{"a coordinator of the VA", insight.StaffingView{View: at, MaySeeNames: true, NamesAt: []caseload.SiteID{storetest.VA}}, true},
		{"a lead", insight.StaffingView{View: at, MaySeeNames: true}, true},
	} {
		answer, err := service.Staffing(context.Background(), test.view)
		must(t, err)
		for _, role := range answer.Roles {
			if role.Role == caseload.Nurse && role.Ratio.Known() != test.wantRatio {
				t.Errorf("%s: want a ratio of required staff %t, got %v", test.who, test.wantRatio, role.Ratio)
			}
			if role.Role == caseload.Nurse && (role.OnLeave.Known() != test.wantRatio || role.NonClinical.Known() != test.wantRatio) {
				t.Errorf("%s: want leave and time that is not clinical %t, got %v and %v", test.who, test.wantRatio, role.OnLeave, role.NonClinical)
			}
		}
		for _, role := range answer.Heads.Roles {
			if role.Role == caseload.Nurse && role.PerHead.Known() != test.wantRatio {
				t.Errorf("%s: want procedures per head %t, got %v", test.who, test.wantRatio, role.PerHead)
			}
		}
		what, err := service.WhatIf(context.Background(), test.view, nil, nil)
		must(t, err)
		for _, role := range what.Roles {
			if role.Role == caseload.Nurse && role.Today.Ratio.Known() != test.wantRatio {
				t.Errorf("%s: want a ratio in the what-if %t, got %v", test.who, test.wantRatio, role.Today.Ratio)
			}
		}
		// Over all sites the answer goes into each of them by itself.
		test.view.View = insight.View{}
		answer, err = service.Staffing(context.Background(), test.view)
		must(t, err)
		for _, site := range answer.Sites {
			for _, role := range site.Roles {
				if site.Site.ID == storetest.VA && role.Role == caseload.Nurse && role.Ratio.Known() != test.wantRatio {
					t.Errorf("%s: want a ratio by site %t, got %v", test.who, test.wantRatio, role.Ratio)
				}
			}
		}
	}
}

func TestAYearWithoutProceduresIsSetAgainstNoForecast(t *testing.T) {
	s := storetest.New(t)
	for m := month("2024-11"); m <= month("2026-10"); m++ {
		commit(t, s, row(m.String(), "University", 0), row(m.String(), "VA", 0))
	}
	storetest.SeedRoster(t, s, month("2026-11"), []caseload.Appointment{person("N-1", caseload.Nurse, storetest.VA), person("N-2", caseload.Nurse, storetest.VA), person("N-3", caseload.Nurse, storetest.University)})
	assume(t, s, true)
	answer, err := insight.New(s, storetest.Now).Staffing(context.Background(), insight.StaffingView{MaySeeNames: true})
	must(t, err)
	if len(answer.Ahead.Roles) > 0 || !strings.Contains(answer.Ahead.Reason, "No procedure was done in the 12 months to October 2026") {
		t.Errorf("want no role and the reason, got %d roles and %q", len(answer.Ahead.Roles), answer.Ahead.Reason)
	}
	if _, err := json.Marshal(answer); err != nil {
		t.Errorf("the answer cannot be written: %v", err)
	}
}
