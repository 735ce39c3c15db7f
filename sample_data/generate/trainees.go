package main

import (
	"strconv"
	"time"

	"caseload/store/calendar"
)

// trainingYear is one trainee's year, July to June.
type trainingYear struct {
	trainee string
	starts  int // calendar year of its July
	path    string
	year    int
}

// The words of the schedule's path column.
const (
	integrated         = "integrated"
	independentOneYear = "independent 1-year"
	independentTwoYear = "independent 2-year"
	esir               = "ESIR"
)

func trainingYears() []trainingYear {
	return []trainingYear{
		{"R-01", 2025, integrated, 5},
		{"R-02", 2025, integrated, 4}, {"R-02", 2026, integrated, 5},
		{"R-03", 2025, integrated, 3}, {"R-03", 2026, integrated, 4},
		{"R-04", 2025, integrated, 2}, {"R-04", 2026, integrated, 3},
		{"R-05", 2025, integrated, 1}, {"R-05", 2026, integrated, 2},
		{"R-06", 2026, integrated, 1},
		{"F-01", 2025, independentOneYear, 1},
		{"F-02", 2025, independentTwoYear, 1}, {"F-02", 2026, independentTwoYear, 2},
		{"F-03", 2026, independentOneYear, 1},
		{"E-01", 2025, esir, 4},
		{"E-02", 2026, esir, 4},
	}
}

// rotations returns the twelve rotations of the year. The fourth integrated year, and ESIR with it, has
// five months of IR, one surgical ICU, one surgical oncology, one research and four diagnostic. No source
// states the months of the independent path; those here are invented like the trainees.
func (y trainingYear) rotations() [12]string {
	const (
		ir, dr, icu, onc = "IR", "DR", "SICU", "surgical oncology"
		research, clinic = "research", "clinic"
		away             = "away"
	)
	switch {
	case y.path == independentOneYear:
		return [12]string{ir, ir, ir, ir, ir, clinic, ir, ir, ir, ir, ir, ir}
	case y.path == independentTwoYear && y.year == 1:
		return [12]string{ir, ir, ir, icu, ir, ir, clinic, ir, ir, research, ir, ir}
	case y.path == independentTwoYear:
		return [12]string{ir, ir, ir, ir, ir, ir, ir, away, ir, ir, ir, ir}
	case y.year == 1:
		return [12]string{dr, dr, dr, dr, dr, dr, dr, ir, dr, dr, dr, dr}
	case y.year == 2:
		return [12]string{dr, dr, dr, ir, dr, dr, dr, dr, ir, dr, dr, dr}
	case y.year == 3:
		return [12]string{dr, ir, dr, dr, dr, ir, dr, dr, dr, dr, ir, dr}
	case y.year == 4:
		return [12]string{ir, dr, icu, ir, dr, onc, ir, dr, ir, research, dr, ir}
	}
	return [12]string{ir, ir, ir, ir, ir, ir, ir, ir, ir, ir, ir, ir}
}

// scheduleTable lays the schedule out by trainee and month. Every fourth month of IR is at the VA, at a
// different time for each trainee; the third-year residents share their first one with diagnostic work.
func scheduleTable() [][]string {
	table := [][]string{{"trainee", "month", "site", "rotation", "path", "year", "share"}}
	for i, y := range trainingYears() {
		july := calendar.MonthOf(y.starts, time.July)
		onService := 0
		for offset, rotation := range y.rotations() {
			site := university
			if rotation == "IR" {
				onService++
				if (onService+i)%4 == 0 {
					site = va
				}
			}
			line := func(site, rotation, share string) {
				month := july + calendar.Month(offset)
				table = append(table, []string{y.trainee, month.String(), site, rotation, y.path, strconv.Itoa(y.year), share})
			}
			if y.year == 3 && rotation == "IR" && onService == 1 {
				line(site, rotation, "0.5")
				line(university, "DR", "0.5")
				continue
			}
			line(site, rotation, "1")
		}
	}
	return table
}
