package scenario

import (
	"maps"

	"caseload/store/caseload"
)

// Beside returns the scenario without what is as today: a form sends every box along, changed or not. What
// it answers is the same.
func (s Scenario) Beside(today Today) Scenario {
	s.Rooms, s.RoomHoursPerDay = maps.Clone(s.Rooms), maps.Clone(s.RoomHoursPerDay)
	for _, site := range today.Sites {
		drop(s.Rooms, site.ID, site.Rooms)
		drop(s.RoomHoursPerDay, site.ID, site.HoursPerDay)
	}
	s.FTE, s.LeaveDays, s.PeoplePerRoom = maps.Clone(s.FTE), maps.Clone(s.LeaveDays), maps.Clone(s.PeoplePerRoom)
	for _, role := range today.Roles {
		drop(s.FTE, role.Role, role.RosteredFTE)
		drop(s.LeaveDays, role.Role, role.Time.AnnualLeaveDays)
		if role.isEverywhere(today.Sites, s.PeoplePerRoom[role.Role]) {
			delete(s.PeoplePerRoom, role.Role)
		}
	}
	if s.BaselinePerMonth != nil && *s.BaselinePerMonth == today.BaselinePerMonth {
		s.BaselinePerMonth = nil
	}
	return s
}

func drop[K caseload.SiteID | caseload.Role](values map[K]float64, key K, today float64) {
	if value, ok := values[key]; ok && value == today {
		delete(values, key)
	}
}

// isEverywhere reports whether every site has that many people of the role in a room.
func (r Role) isEverywhere(sites []Site, people float64) bool {
	for _, site := range sites {
		if stated, ok := r.PeoplePerRoom[site.ID]; !ok || stated != people {
			return false
		}
	}
	return len(sites) > 0
}
