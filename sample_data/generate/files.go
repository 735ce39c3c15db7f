package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// upload is a file that a coordinator sent, and when.
type upload struct {
	name       string
	kind       caseload.UploadKind
	received   time.Time
	everything bool
	content    []byte
}

// files returns every generated file by its name.
func files(seed uint64) (map[string][]byte, error) {
	uploads, err := sent(seed)
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	manifest := [][]string{{"file", "kind", "received_at", "everything"}}
	for _, u := range uploads {
		all[u.name] = u.content
		everything := "no"
		if u.everything {
			everything = "yes"
		}
		manifest = append(manifest, []string{u.name, string(u.kind), u.received.Format(time.RFC3339), everything})
	}
	for name, table := range map[string][][]string{
		"manifest.csv":         manifest,
		"procedure_groups.csv": groupTable(),
		"annotations.csv":      annotationTable(),
		"training_groups.csv":  trainingGroupTable(),
		"other_learners.csv":   otherLearnerTable(),
	} {
		if all[name], err = encode(table); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// sent returns what both coordinators sent, in the order of arrival: history when the division began
// with Caseload in November 2025, then a file a month, a correction each, and the running month.
func sent(seed uint64) ([]upload, error) {
	var uploads []upload
	var failed error
	add := func(name string, received time.Time, everything bool, counts []count) {
		content, err := encode(countTable(counts))
		if err != nil {
			failed = err
		}
		uploads = append(uploads, upload{name, caseload.KindProcedures, received, everything, content})
	}
	months := func(site string, first, last calendar.Month) []count {
		var counts []count
		for m := first; m <= last; m++ {
			counts = append(counts, siteMonth(seed, site, m)...)
		}
		return counts
	}

	historyUniversity, historyVA := at(2025, time.November, 4, 9, 10), at(2025, time.November, 6, 13, 5)
	for i, span := range history(university) {
		add(span.name, historyUniversity.Add(time.Duration(4*i)*time.Minute), true, months(university, span.first, span.last))
	}
	for i, span := range history(va) {
		counts := months(va, span.first, span.last)
		whole := span.first != vaUnlistedMonth
		if !whole {
			counts = withoutVascularLog(counts)
		}
		add(span.name, historyVA.Add(time.Duration(5*i)*time.Minute), whole, counts)
	}
	for m := statesFrom; m <= lastComplete; m++ {
		fromUniversity, fromVA := months(university, m, m), months(va, m, m)
		switch m {
		case calendar.MonthOf(2026, time.September):
			add(monthFile("university", m, "_corrected"), at(2026, time.October, 19, 15, 40), true, fromUniversity)
			fromUniversity = withoutEveningList(fromUniversity)
		case calendar.MonthOf(2026, time.March):
			add(monthFile("va", m, "_corrected"), at(2026, time.April, 21, 11, 25), true, fromVA)
			fromVA = withBiopsiesInterchanged(fromVA)
		}
		add(monthFile("university", m, ""), arrival(university, m), true, fromUniversity)
		add(monthFile("va", m, ""), arrival(va, m), true, fromVA)
	}
	running := today().Month()
	add(monthFile("university", running, ""), at(2026, time.November, 12, 7, 40), false, months(university, running, running))
	add(monthFile("va", running, ""), at(2026, time.November, 12, 7, 55), false, months(va, running, running))

	for site, r := range map[string]upload{
		university: {name: "roster_university.csv", received: at(2026, time.November, 3, 9, 5)},
		va:         {name: "roster_va.csv", received: at(2026, time.November, 5, 10, 30)},
	} {
		content, err := encode(rosterTable(site))
		if err != nil {
			failed = err
		}
		r.kind, r.everything, r.content = caseload.KindRoster, true, content
		uploads = append(uploads, r)
	}
	for _, o := range optionalTables(seed) {
		content, err := encode(o.table)
		if err != nil {
			failed = err
		}
		uploads = append(uploads, upload{o.name, o.kind, o.received, false, content})
	}
	slices.SortFunc(uploads, func(a, b upload) int { return a.received.Compare(b.received) })
	return uploads, failed
}

// optionalTable is an optional file before it is written.
type optionalTable struct {
	name     string
	kind     caseload.UploadKind
	received time.Time
	table    [][]string
}

// optionalTables returns what else was sent: plans before their year, the rest in the days before today.
func optionalTables(seed uint64) []optionalTable {
	return []optionalTable{
		{"trainee_schedule.csv", caseload.KindSchedule, at(2026, time.June, 22, 10, 15), scheduleTable()},
		{"targets_university.csv", caseload.KindTargets, at(2026, time.June, 25, 9, 40), targetTable(university)},
		{"targets_va.csv", caseload.KindTargets, at(2026, time.September, 24, 14, 5), targetTable(va)},
		{"logged_cases.csv", caseload.KindCases, at(2026, time.November, 3, 16, 30), caseTable(seed)},
		{"measures_university.csv", caseload.KindMeasures, at(2026, time.November, 4, 9, 25), measureTable(seed, university)},
		{"procedure_minutes.csv", caseload.KindMinutes, at(2026, time.November, 6, 11, 0), minutesTable()},
		{"measures_va.csv", caseload.KindMeasures, at(2026, time.November, 9, 14, 50), measureTable(seed, va)},
	}
}

// span is a file of history.
type span struct {
	name        string
	first, last calendar.Month
}

// history returns a site's files before the monthly ones: one a calendar year, broken where the VA has a
// month that was not everything and a month without a file.
func history(site string) []span {
	prefix := "university"
	breaks := []calendar.Month{}
	if site == va {
		prefix = "va"
		breaks = []calendar.Month{vaUnlistedMonth, vaUnlistedMonth + 1, vaMissingMonth, vaMissingMonth + 1}
	}
	var spans []span
	for first := firstMonth; first < statesFrom; {
		last := min(calendar.MonthOf(first.Year(), time.December), statesFrom-1)
		for _, b := range breaks {
			if first < b && b <= last {
				last = b - 1
			}
		}
		name := fmt.Sprintf("%s_%v_to_%v.csv", prefix, first, last)
		switch {
		case last-first == 11:
			name = fmt.Sprintf("%s_%d.csv", prefix, first.Year())
		case first == last:
			name = monthFile(prefix, first, "")
		}
		if site != va || first != vaMissingMonth {
			spans = append(spans, span{name, first, last})
		}
		first = last + 1
	}
	return spans
}

func monthFile(prefix string, m calendar.Month, suffix string) string {
	return prefix + "_" + m.String() + suffix + ".csv"
}

// arrival returns when a month's file came: University on the first working day from the 3rd, the VA
// from the 9th, and three of them after the due day.
func arrival(site string, m calendar.Month) time.Time {
	if site == university {
		if m == calendar.MonthOf(2026, time.April) {
			return at(2026, time.May, 13, 16, 20)
		}
		return workdayFrom((m+1).First()+2, 8, 50)
	}
	switch m {
	case calendar.MonthOf(2026, time.January):
		return at(2026, time.February, 13, 17, 5)
	case calendar.MonthOf(2026, time.June):
		return at(2026, time.July, 15, 9, 45)
	}
	return workdayFrom((m+1).First()+8, 14, 20)
}

func workdayFrom(day calendar.Date, hour, minute int) time.Time {
	for !workCalendar().IsWorkingDay(day) {
		day++
	}
	return at(day.Year(), day.Month().MonthOfYear(), day.Day(), hour, minute)
}

// at reads a clock on the wall of the demo, which knows no time zone.
func at(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
}

// countTable lays counts out in the canonical columns, with the state where it is known.
func countTable(counts []count) [][]string {
	withState := slices.ContainsFunc(counts, func(c count) bool { return c.state != "" })
	header := []string{"month", "site", "procedure", "count", "setting"}
	if withState {
		header = append(header, "referral_state")
	}
	table := [][]string{header}
	for _, c := range counts {
		row := []string{c.month.String(), c.site, c.procedure, strconv.Itoa(c.n), c.setting.String()}
		if withState {
			row = append(row, c.state)
		}
		table = append(table, row)
	}
	return table
}

func groupTable() [][]string {
	table := [][]string{{"procedure", "group"}}
	for _, p := range mix() {
		table = append(table, []string{p.name, p.group})
	}
	return table
}

func annotationTable() [][]string {
	return [][]string{
		{"month", "site", "group", "text"},
		{calendar.MonthOf(2020, time.March).String(), "", "", "Elective work paused, spring 2020"},
		{suite4Opens.String(), university, "", "Suite 4 opens, University"},
		{secondRoomOpens.String(), va, "", "Second VA room opens"},
	}
}

func encode(table [][]string) ([]byte, error) {
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(table); err != nil {
		return nil, fmt.Errorf("write csv: %w", err)
	}
	return text.Bytes(), nil
}
