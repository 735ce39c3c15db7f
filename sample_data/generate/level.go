package main

import (
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// The sites by the names that files and a new database share.
const (
	university = "University"
	va         = "VA"
)

// The months of the sample and the events that shaped its invented history. They are spelled as
// calendar.MonthOf counts, which a constant cannot call.
const (
	firstMonth      = calendar.Month(2019*12 + time.January - 1)
	vaUnlistedMonth = calendar.Month(2019*12 + time.December - 1)
	prostateStarts  = calendar.Month(2021*12 + time.January - 1)
	suite4Opens     = calendar.Month(2022*12 + time.August - 1) // University
	vaMissingMonth  = calendar.Month(2023*12 + time.August - 1)
	secondRoomOpens = calendar.Month(2024*12 + time.March - 1)    // VA
	statesFrom      = calendar.Month(2025*12 + time.November - 1) // University's export carries the referring state
	referralsRise   = calendar.Month(2026*12 + time.February - 1) // VA
	vascularCenter  = calendar.Month(2026*12 + time.March - 1)    // takes dialysis work away, at both sites
	tumorBoardGrows = calendar.Month(2026*12 + time.March - 1)
	clotTeamStarts  = calendar.Month(2026*12 + time.September - 1)
	lastComplete    = calendar.Month(2026*12 + time.October - 1)
)

// today is the day on which the sample stands still.
func today() calendar.Date { return calendar.DateOf(2026, time.November, 12) }

// workCalendar is the calendar of both sites, which keep the federal holidays.
func workCalendar() calendar.Calendar { return calendar.Calendar{Federal: true} }

// level returns how far the month lies from an ordinary month of 2025, 1 being the same.
func level(site string, p procedure, setting caseload.Setting, m calendar.Month) float64 {
	return workdays(m) * season(m) * capacity(site, m) * pandemic(setting, m) * drift(p, m) * soFar(m)
}

// workdays follows the month's working days with less than their full weight: emergencies come at
// weekends too, and a short month is partly made up in the next.
func workdays(m calendar.Month) float64 {
	const ordinary, weight = 20.85, .6
	return 1 + weight*(float64(workCalendar().WorkingDays(m))/ordinary-1)
}

// season is what remains of the year's course when working days are taken out.
func season(m calendar.Month) float64 {
	switch m.MonthOfYear() {
	case time.July:
		return .985 // new trainees
	case time.December:
		return .98
	case time.March, time.October:
		return 1.01
	}
	return 1
}

// capacity holds the lasting changes of each site: one opening each, and the VA's rise of 2026.
func capacity(site string, m calendar.Month) float64 {
	switch {
	case site == university && m < suite4Opens:
		return .905
	case site == va && m < secondRoomOpens:
		return .83
	case site == va && m >= referralsRise:
		return 1.05
	}
	return 1
}

// pandemic is the dip of spring 2020, when elective work stopped and urgent work went on, and the
// deferred work of the next spring.
func pandemic(setting caseload.Setting, m calendar.Month) float64 {
	outpatient := setting == caseload.Outpatient
	switch m {
	case calendar.MonthOf(2020, time.March):
		if outpatient {
			return .78
		}
		return .94
	case calendar.MonthOf(2020, time.April):
		if outpatient {
			return .50
		}
		return .80
	case calendar.MonthOf(2020, time.May):
		if outpatient {
			return .58
		}
		return .85
	case calendar.MonthOf(2020, time.June):
		if outpatient {
			return .88
		}
		return .95
	}
	if calendar.MonthOf(2021, time.February) <= m && m <= calendar.MonthOf(2021, time.July) && outpatient {
		return 1.07
	}
	return 1
}

// drift is how a kind of work grew or shrank against the rest.
func drift(p procedure, m calendar.Month) float64 {
	switch p.group {
	case "Dialysis access":
		if m >= vascularCenter {
			return .78
		}
	case "Chemoembolization & Y-90":
		if m >= tumorBoardGrows {
			return 1 + .045*float64(m-tumorBoardGrows+1)
		}
	case "Thermal ablation":
		if m == lastComplete {
			return 1.5
		}
	case "Venous thrombosis & PE":
		if m >= clotTeamStarts {
			return 1.35
		}
	case "IVC filter, in & out":
		return ramp(m, firstMonth, 1.35, calendar.MonthOf(2024, time.January), 1)
	}
	if p.name == "Prostate artery embolization" {
		if m < prostateStarts {
			return 0
		}
		return ramp(m, prostateStarts, .3, calendar.MonthOf(2024, time.July), 1)
	}
	return 1
}

// ramp goes in a straight line from one level to another and stays there.
func ramp(m, from calendar.Month, start float64, to calendar.Month, end float64) float64 {
	switch {
	case m <= from:
		return start
	case m >= to:
		return end
	}
	return start + (end-start)*float64(m-from)/float64(to-from)
}

// soFar is the part of a month that has passed by the sample's today.
func soFar(m calendar.Month) float64 {
	if m != today().Month() {
		return 1
	}
	c := workCalendar()
	return float64(c.WorkingDaysBetween(m.First(), today())) / float64(c.WorkingDays(m))
}
