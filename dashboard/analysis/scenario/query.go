package scenario

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"caseload/store/caseload"
)

// The names of a scenario in an address. Those that concern one group, site or role are followed by a dot and
// which: "rooms.1", "fte.nurse".
const (
	keyGrowthPercent = "growth_percent"
	keyGrowthMonth   = "growth_per_month"
	keyMinutes       = "minutes_percent"
	keyPeople        = "people_per_room"
	keyRooms         = "rooms"
	keyHours         = "room_hours"
	keyLeave         = "leave_days"
	keyFTE           = "fte"
	keyBaseline      = "baseline"
)

// Query returns the scenario as the parameters of an address; the neutral scenario has none.
func (s Scenario) Query() url.Values {
	q := url.Values{}
	set := func(key string, x float64) { q.Set(key, strconv.FormatFloat(x, 'f', -1, 64)) }
	setChange := func(key string, x float64) { // a change of 0 is none
		if x != 0 {
			set(key, x)
		}
	}
	setChange(s.Growth.key(), s.Growth.Amount)
	for group, g := range s.GrowthByGroup {
		setChange(g.key()+"."+strconv.Itoa(int(group)), g.Amount)
	}
	setChange(keyMinutes, s.MinutesPercent)
	for group, percent := range s.MinutesPercentByGroup {
		setChange(keyMinutes+"."+strconv.Itoa(int(group)), percent)
	}
	for site, n := range s.Rooms {
		set(keyRooms+"."+strconv.Itoa(int(site)), n)
	}
	for site, hours := range s.RoomHoursPerDay {
		set(keyHours+"."+strconv.Itoa(int(site)), hours)
	}
	for key, values := range map[string]map[caseload.Role]float64{keyPeople: s.PeoplePerRoom, keyLeave: s.LeaveDays, keyFTE: s.FTE} {
		for role, x := range values {
			set(key+"."+string(role), x)
		}
	}
	if s.BaselinePerMonth != nil {
		set(keyBaseline, *s.BaselinePerMonth)
	}
	return q
}

func (g Growth) key() string {
	if g.Unit == ProceduresPerMonth {
		return keyGrowthMonth
	}
	return keyGrowthPercent
}

// Encode returns the scenario as a query in which the names are in order, so that equal scenarios have equal addresses.
func (s Scenario) Encode() string { return s.Query().Encode() }

// Decode reads a scenario from an address. Parameters that are not a scenario's, such as the month, are left
// alone; an empty one leaves its part as today, which is what an empty box in a form means.
func Decode(q url.Values) (Scenario, error) {
	var s Scenario
	for _, key := range sorted(q) {
		name, which, isOne := strings.Cut(key, ".")
		if !isKey(name) {
			continue
		}
		values := slices.DeleteFunc(slices.Clone(q[key]), func(v string) bool { return strings.TrimSpace(v) == "" })
		if len(values) == 0 {
			continue
		}
		if len(values) > 1 {
			return Scenario{}, sentence("The address states %q more than once.", key)
		}
		x, err := strconv.ParseFloat(strings.TrimSpace(values[0]), 64)
		if err != nil || !isNumber(x) {
			return Scenario{}, sentence("%q is not a number, as stated for %q.", values[0], key)
		}
		x += 0 // a minus zero is a zero
		if isOne {
			err = s.setOne(name, which, x)
		} else {
			err = s.setAll(name, x)
		}
		if err != nil {
			return Scenario{}, err
		}
	}
	return s, s.Check()
}

func isKey(name string) bool {
	return slices.Contains([]string{
		keyGrowthPercent, keyGrowthMonth, keyMinutes, keyPeople, keyRooms, keyHours, keyLeave, keyFTE, keyBaseline,
	}, name)
}

// setAll sets what concerns everything in view.
func (s *Scenario) setAll(name string, x float64) error {
	switch name {
	case keyGrowthPercent, keyGrowthMonth:
		return s.Growth.set(name, x)
	case keyMinutes:
		s.MinutesPercent = x
	case keyBaseline:
		s.BaselinePerMonth = &x
	default:
		return sentence("%q has to say which site or role it is of.", name)
	}
	return nil
}

// setOne sets what concerns one group, site or role.
func (s *Scenario) setOne(name, which string, x float64) error {
	switch name {
	case keyPeople:
		return setRole(&s.PeoplePerRoom, name, which, x)
	case keyLeave:
		return setRole(&s.LeaveDays, name, which, x)
	case keyFTE:
		return setRole(&s.FTE, name, which, x)
	case keyBaseline:
		return sentence("The baseline of a scenario is of everything in view, not of %q.", which)
	}
	id, err := strconv.Atoi(which)
	if err != nil || id <= 0 || strconv.Itoa(id) != which {
		return sentence("%q does not name a site or a procedure group.", name+"."+which)
	}
	switch name {
	case keyRooms:
		put(&s.Rooms, caseload.SiteID(id), x)
	case keyHours:
		put(&s.RoomHoursPerDay, caseload.SiteID(id), x)
	case keyMinutes:
		if x != 0 {
			put(&s.MinutesPercentByGroup, caseload.GroupID(id), x)
		}
	default:
		g := s.GrowthByGroup[caseload.GroupID(id)]
		if err := g.set(name, x); err != nil {
			return err
		}
		if g.Amount != 0 {
			put(&s.GrowthByGroup, caseload.GroupID(id), g)
		}
	}
	return nil
}

// set states the growth in the unit that the name has, once.
func (g *Growth) set(name string, x float64) error {
	switch {
	case x == 0:
		return nil // a slider at rest
	case g.Amount != 0:
		return sentence("Growth is either in percent or in procedures a month, not in both.")
	case name == keyGrowthMonth:
		*g = Growth{Amount: x, Unit: ProceduresPerMonth}
	default:
		*g = Growth{Amount: x, Unit: Percent}
	}
	return nil
}

func setRole(values *map[caseload.Role]float64, name, which string, x float64) error {
	role := caseload.Role(which)
	if !slices.Contains(caseload.StaffRoles(), role) {
		return sentence("%q does not name a role.", fmt.Sprintf("%s.%s", name, which))
	}
	put(values, role, x)
	return nil
}

func put[K comparable, V any](values *map[K]V, key K, x V) {
	if *values == nil {
		*values = map[K]V{}
	}
	(*values)[key] = x
}
