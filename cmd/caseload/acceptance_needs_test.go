//go:build !race

package main

import (
	"database/sql"
	"maps"
	"math"
	"slices"
	"strconv"
	"testing"

	"caseload/store/calendar"
)

// neededStaff is one role by both lenses, worked out from the tables and nothing of the program.
type neededStaff struct {
	workload, coverage, available float64
}

func (n neededStaff) required() float64 { return math.Max(n.workload, n.coverage) }
func (n neededStaff) gap() float64      { return n.available - n.required() }

// neededOf works every role out for all sites over the twelve months to the one in focus.
func neededOf(t *testing.T, path string, m calendar.Month) map[string]neededStaff {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	values := map[[4]string]float64{} // name, role, site, label
	per := map[[2]string]string{}
	each(t, db, `select name || '/' || role || '/' || site, label, value, per from assumptions`, func(key, label, value, period string) {
		var parts [3]string
		rest := key
		for i := range parts {
			parts[i], rest = cutSlash(rest)
		}
		values[[4]string{parts[0], parts[1], parts[2], label}] = atof(t, value)
		if period != "" {
			per[[2]string{parts[1], label}] = period
		}
	})
	hours := map[string]float64{}
	each(t, db, `select m.role, sum(c.n * m.minutes * m.people) / 60.0, '', '' from counts c join procedure_minutes m on m.procedure = c.procedure
		where c.month between '`+(m-11).String()+`' and '`+m.String()+`' group by 1`, func(role, sum, _, _ string) { hours[role] = atof(t, sum) })
	available := map[string]float64{}
	each(t, db, `select role || ' ' || status, from_day || ' ' || coalesce(to_day, '9999-12-31'), fte, clinical_share from appointments`, func(roleStatus, days, fte, share string) {
		a := appointment{}
		a.role, a.status = cutSpace(roleStatus)
		a.from, a.to = cutSpace(days)
		for day := m.First(); day <= m.Last(); day++ {
			if a.isEmployed(day) {
				available[a.role] += atof(t, fte) * atof(t, share) / float64(m.Days())
			}
		}
	})
	needed := map[string]neededStaff{}
	for _, role := range roles {
		of := func(name, site, label string) float64 { return values[[4]string{name, role.key, site, label}] }
		at := func(name, site string) float64 { return values[[4]string{name, "", site, ""}] }
		perDay, perWeek := of("hours_per_day", "0", ""), of("hours_per_week", "0", "")
		awt := (of("possible_days", "0", "") - of("annual_leave_days", "0", "") - of("holiday_days", "0", "") - of("absence_days", "0", "") - of("training_days", "0", "")) * perDay
		taken, some, rooms, bays, call := 0.0, 0.0, 0.0, 0.0, 0.0
		for key, value := range values {
			if key[1] != role.key {
				continue
			}
			switch key[0] {
			case "category_allowance":
				switch per[[2]string{role.key, key[3]}] {
				case "minutes_a_day":
					taken += value / 60 / perDay
				case "minutes_a_week":
					taken += value / 60 / perWeek
				default:
					taken += value
				}
			case "individual_allowance_people":
				some += value * of("individual_allowance_hours", key[2], key[3]) / awt
			case "call_back_hours_per_week", "call_rest_hours_per_week":
				call += value * 52 / awt
			}
		}
		for _, site := range []string{"1", "2"} {
			open := at("open_days_per_year", site)
			rooms += at("rooms", site) * of("people_per_room", "0", "") * at("room_hours_per_day", site) * open / awt
			if role.key == "nurse" {
				bays += at("recovery_bays", site) / at("patients_per_nurse", "0") * at("recovery_hours_per_day", site) * open / awt
			}
		}
		needed[role.key] = neededStaff{workload: hours[role.key]/awt/(1-taken) + some, coverage: rooms + bays + call, available: available[role.key]}
	}
	return needed
}

func atof(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func cutSlash(text string) (before, after string) { return cutAt(text, '/') }
func cutSpace(text string) (before, after string) { return cutAt(text, ' ') }

func cutAt(text string, at byte) (before, after string) {
	for i := range len(text) {
		if text[i] == at {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// tightest is the role with the lowest ratio of available to required, and how many of the others are not short.
func tightestOf(needed map[string]neededStaff) (key string, others int) {
	for _, role := range roles {
		n := needed[role.key]
		if key == "" || n.available/n.required() < needed[key].available/needed[key].required() {
			key = role.key
		}
	}
	for other, n := range needed {
		if other != key && n.gap() > 0 {
			others++
		}
	}
	return key, others
}

// gapTenths is a gap as the pages write it.
func gapTenths(x float64) string {
	if x < 0 {
		return "−" + tenths(-x)
	}
	return "+" + tenths(x)
}

// leavers are the numbers of "Two leavers are known: one nurse in January 2027 and one technologist in April."
func (r recount) leavers() []string {
	people := map[string]map[string]bool{} // of the role and month that they leave in
	var staff int
	for _, a := range r.appointments {
		if a.to == "9999-12-31" || a.to[:7] <= r.focus().String() {
			continue
		}
		at := a.to[:7] + " " + a.role
		if people[at] == nil {
			people[at] = map[string]bool{}
		}
		if !people[at][a.staff] {
			people[at][a.staff] = true
			staff++
		}
	}
	if staff == 0 {
		return nil
	}
	said, told := []string{spelledNumbers[staff]}, ""
	for _, at := range slices.Sorted(maps.Keys(people)) {
		said = append(said, spelledNumbers[len(people[at])])
		if at[:4] != told {
			told = at[:4]
			said = append(said, told)
		}
	}
	return said
}
