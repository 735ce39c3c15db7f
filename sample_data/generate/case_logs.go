package main

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"caseload/store/calendar"
)

// trainingGroup is how far trainees take part in a group's procedures, and what their log calls it.
type trainingGroup struct {
	group         string
	participation float64
	category      string
}

// trainingGroups returns it for every group, in the order of the mix. Both are invented.
func trainingGroups() []trainingGroup {
	const drainage, arterial, venous = "Drainage and tubes", "Arterial intervention", "Venous intervention"
	return []trainingGroup{
		{"Central venous access & ports", .45, "Venous access"},
		{"Drainage & tube exchange", .50, drainage},
		{"Image-guided biopsy", .60, "Biopsy"},
		{"Paracentesis & thoracentesis", .30, drainage},
		{"Nephrostomy & ureteral access", .65, drainage},
		{"Biliary intervention", .80, drainage},
		{"Gastrostomy", .60, drainage},
		{"Dialysis access", .75, venous},
		{"Chemoembolization & Y-90", .90, "Interventional oncology"},
		{"Arterial embolization, bleeding", .90, arterial},
		{"Thermal ablation", .85, "Interventional oncology"},
		{"Peripheral arterial disease", .80, arterial},
		{"Venous thrombosis & PE", .85, venous},
		{"IVC filter, in & out", .70, venous},
		{"Uterine & prostate embolization", .85, arterial},
		{"TIPS & portal intervention", .95, venous},
		{"Vertebral augmentation", .60, "Other"},
		{"Lymphatic & other", .80, "Other"},
	}
}

func trainingGroupTable() [][]string {
	table := [][]string{{"group", "participation", "category", "source"}}
	for _, g := range trainingGroups() {
		table = append(table, []string{g.group, decimals(g.participation, 2), g.category, "local estimate"})
	}
	return table
}

// otherLearnerTable is a diagnostic resident at the University every other month since July; invented.
func otherLearnerTable() [][]string {
	return [][]string{{"site", "from", "learners", "source"}, {university, "2026-07", "0.5", "local estimate"}}
}

// logDays are the days up to which the logs were read: the end of a training year, and today's last whole month.
func logDays() []calendar.Date {
	return []calendar.Date{calendar.DateOf(2026, time.June, 30), calendar.DateOf(2026, time.October, 31)}
}

// caseTable draws what each trainee has logged by category: between a quarter and three fifths of the
// procedures that the schedule offered, and what was done elsewhere before.
func caseTable(seed uint64) [][]string {
	table := [][]string{{"trainee", "as_of", "category", "count", "elsewhere"}}
	assigned := scheduleTable()[1:]
	var trainees, categories []string
	for _, row := range assigned {
		if !slices.Contains(trainees, row[0]) {
			trainees = append(trainees, row[0])
		}
	}
	for _, g := range trainingGroups() {
		if !slices.Contains(categories, g.category) {
			categories = append(categories, g.category)
		}
	}
	offered := exposures(seed, assigned)
	for i, trainee := range trainees {
		source := rand.New(rand.NewPCG(seed, 1<<33|uint64(i)))
		first, last := inSchedule(assigned, trainee)
		capture := .26 + .26*source.Float64() // some scrub in more than others
		outside := map[string]int{}
		logged := map[string]int{}
		for _, category := range categories {
			outside[category] = poisson(source, elsewhere(trainee))
		}
		from := first
		for _, day := range logDays() {
			until := min(day.Month(), last)
			if first > until || day.Month()-last > 3 {
				continue // not here yet, or gone by then
			}
			for _, category := range categories {
				for m := from; m <= until; m++ {
					logged[category] += poisson(source, capture*offered[offer{trainee, category, m}])
				}
				table = append(table, []string{trainee, day.String(), category,
					strconv.Itoa(logged[category] + outside[category]), strconv.Itoa(outside[category])})
			}
			from = until + 1
		}
	}
	return table
}

// elsewhere is how many cases of a category a trainee brought along.
func elsewhere(trainee string) float64 {
	switch trainee[0] {
	case 'F':
		return 25 // from a diagnostic residency with IR in it
	case 'E':
		return 6
	}
	return 2
}

// inSchedule returns the first and last month of a trainee in the schedule.
func inSchedule(assigned [][]string, trainee string) (first, last calendar.Month) {
	for _, row := range assigned {
		if row[0] != trainee {
			continue
		}
		m := mustMonth(row[1])
		if first == 0 {
			first = m
		}
		last = max(last, m)
	}
	return first, last
}

func mustMonth(text string) calendar.Month {
	m, err := calendar.ParseMonth(text)
	if err != nil {
		panic(err) // the schedule is this program's own
	}
	return m
}

// offer is a trainee's part of a category in a month.
type offer struct {
	trainee, category string
	month             calendar.Month
}

// exposures divides what the sites did with trainees among those on IR there, by their shares of the month.
func exposures(seed uint64, assigned [][]string) map[offer]float64 {
	type place struct {
		site  string
		month calendar.Month
	}
	share := func(row []string) float64 {
		value, err := strconv.ParseFloat(row[6], 64)
		if err != nil {
			panic(err)
		}
		return value
	}
	learners := map[place]float64{}
	for _, row := range assigned {
		if row[3] == "IR" {
			learners[place{row[2], mustMonth(row[1])}] += share(row)
		}
	}
	groups, groupOf := map[string]trainingGroup{}, map[string]string{}
	for _, g := range trainingGroups() {
		groups[g.group] = g
	}
	for _, p := range mix() {
		groupOf[p.name] = p.group
	}
	offered := map[offer]float64{}
	for _, row := range assigned {
		at := place{row[2], mustMonth(row[1])}
		if row[3] != "IR" || at.month > lastComplete {
			continue
		}
		for _, c := range siteMonth(seed, at.site, at.month) {
			g := groups[groupOf[c.procedure]]
			offered[offer{row[0], g.category, at.month}] += float64(c.n) * g.participation * share(row) / max(learners[at], 1)
		}
	}
	return offered
}
