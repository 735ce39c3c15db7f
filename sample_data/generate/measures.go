package main

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// measuredMonths is how far back the measures go.
const measuredMonths = 36

// rooms and roomHours are what a site staffs on a working day.
func rooms(site string) (rooms, hours float64) {
	if site == va {
		return 2, 9
	}
	return 4, 10
}

// measureTable draws what a site reports beside its counts. Each site and month has a stream of its own.
func measureTable(seed uint64, site string) [][]string {
	table := [][]string{{"month", "site", "measure", "value", "role"}}
	for m := lastComplete - measuredMonths + 1; m <= lastComplete; m++ {
		stream := uint64(m)<<1 | 1<<32
		if site == va {
			stream |= 1
		}
		source := rand.New(rand.NewPCG(seed, stream))
		add := func(name, value string, role caseload.Role) {
			table = append(table, []string{m.String(), site, name, value, string(role)})
		}
		used, procedures := 0.0, 0
		for _, c := range siteMonth(seed, site, m) {
			used += float64(c.n*roomMinutes(c.procedure)) / 60
			procedures += c.n
		}
		perDay, hours := rooms(site)
		available := perDay * hours * float64(workCalendar().WorkingDays(m))
		used *= 1 + .03*source.NormFloat64() // some run long, some short
		busy := used / available
		add(caseload.MeasureRoomHoursUsed, decimals(used, 1), "")
		add(caseload.MeasureRoomHoursAvailable, decimals(available, 0), "")
		add(caseload.MeasureCancellations, strconv.Itoa(poisson(source, .055*float64(procedures))), "")
		add(caseload.MeasureAddOns, strconv.Itoa(poisson(source, .17*float64(procedures))), "")
		callBacks := .035 * float64(procedures)
		add(caseload.MeasureCallBacks, strconv.Itoa(poisson(source, callBacks)), "")
		for _, role := range []caseload.Role{caseload.Technologist, caseload.Nurse} {
			overtime := available * math.Max(.02, .35*(busy-.55)) * (1 + .15*source.NormFloat64())
			add(caseload.MeasureOvertimeHours, decimals(math.Max(overtime, 0), 1), role)
		}
		add(caseload.MeasureAgencyHours, decimals(agencyHours(site, m), 0), caseload.Nurse)
	}
	return table
}

// agencyHours are those of the VA's agency nurse, who came in July 2023, and of a traveller at the University
// while a post stood open.
func agencyHours(site string, m calendar.Month) float64 {
	days := float64(workCalendar().WorkingDays(m))
	if site == va {
		return 8 * days
	}
	if m >= calendar.MonthOf(2026, time.August) {
		return 4 * days
	}
	return 0
}

// targetTable is a site's budget: the month's working days and season around a yearly plan. The University
// plans from July, the VA from October.
func targetTable(site string) [][]string {
	table := [][]string{{"month", "site", "procedure", "target"}}
	first, months, perMonth := calendar.MonthOf(2026, time.July), 12, 520.0
	if site == va {
		first, months, perMonth = calendar.MonthOf(2025, time.October), 24, 178.0
	}
	for i := range months {
		m := first + calendar.Month(i)
		if site == va && i == 12 {
			perMonth = 186 // the second year's plan follows the referrals
		}
		table = append(table, []string{m.String(), site, "", decimals(perMonth*workdays(m)*season(m), 0)})
	}
	return table
}
