package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestBesideTodayDropsWhatIsAsToday(t *testing.T) {
	baseline, other := 680.0, 700.0
	today := Today{
		BaselinePerMonth: baseline,
		Sites:            []Site{{ID: 1, Rooms: 4, HoursPerDay: 10}, {ID: 2, Rooms: 2, HoursPerDay: 8}},
		Roles: []Role{{Role: caseload.Nurse, RosteredFTE: 13.8, PeoplePerRoom: map[caseload.SiteID]float64{1: 1, 2: 1}},
			{Role: caseload.Technologist, RosteredFTE: 14.6, PeoplePerRoom: map[caseload.SiteID]float64{1: 1.5, 2: 1}}},
	}
	asked := Scenario{
		Growth: Growth{Amount: 5, Unit: Percent}, Rooms: map[caseload.SiteID]float64{1: 4, 2: 3}, RoomHoursPerDay: map[caseload.SiteID]float64{1: 10},
		FTE:           map[caseload.Role]float64{caseload.Nurse: 13.8, caseload.Technologist: 15},
		PeoplePerRoom: map[caseload.Role]float64{caseload.Nurse: 1, caseload.Technologist: 1.5}, BaselinePerMonth: &baseline,
	}
	want := Scenario{
		Growth: Growth{Amount: 5, Unit: Percent}, Rooms: map[caseload.SiteID]float64{2: 3}, RoomHoursPerDay: map[caseload.SiteID]float64{},
		FTE: map[caseload.Role]float64{caseload.Technologist: 15}, PeoplePerRoom: map[caseload.Role]float64{caseload.Technologist: 1.5},
	}
	if diff := cmp.Diff(want, asked.Beside(today)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if asked.Rooms[1] != 4 {
		t.Error("the scenario that was asked for has changed")
	}
	asked.BaselinePerMonth = &other
	if got := asked.Beside(today).BaselinePerMonth; got == nil || *got != other {
		t.Errorf("want the baseline of 700, got %v", got)
	}
}
