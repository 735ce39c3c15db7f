//go:build !race

package main

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"iter"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"caseload/store/calendar"
)

const university, va = "University", "VA"

var roles = []struct{ key, name string }{
	{"attending", "Attendings"}, {"app", "Advanced practice"}, {"technologist", "Technologists"}, {"nurse", "Nurses"},
}

// recount is what queries find in the database. It shares no code with the pages but the calendar, whose
// working days are checked against the law's holidays elsewhere.
type recount struct {
	cells          map[calendar.Month]map[string]map[string]int // by month, site and group
	isComplete     map[calendar.Month]map[string]bool           // months that are over and declared complete
	groups         []string
	rebases        map[string][]calendar.Month // of all sites together: by group, "" for all procedures
	appointments   []appointment
	profile        map[string]int // heads by role
	baseline       int
	measures       map[string]map[calendar.Month]float64 // by name and role, months in which both sites have one
	events         map[calendar.Month][]string           // of all sites and procedures, and rebases' reasons that no event repeats
	targets        map[calendar.Month]int                // of all procedures, months in which both sites have one
	revision       int
	uploads        int
	received       map[string]time.Time // by site, the focus month's procedures
	rosterReceived map[string]time.Time
	needed         map[string]neededStaff
	next           []string // what the month after the focus should bring
}

type appointment struct {
	staff, role, from, to, status string
	fte                           float64
}

func recountOf(t *testing.T, path string) recount {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	r := recount{
		cells: map[calendar.Month]map[string]map[string]int{}, isComplete: map[calendar.Month]map[string]bool{},
		rebases:  map[string][]calendar.Month{},
		measures: map[string]map[calendar.Month]float64{}, events: map[calendar.Month][]string{},
		targets: map[calendar.Month]int{},
		profile: map[string]int{}, received: map[string]time.Time{}, rosterReceived: map[string]time.Time{},
	}
	each(t, db, `select c.month, s.name, g.name, sum(c.n) from counts c join sites s on s.id = c.site
		join procedures p on p.id = c.procedure join groups g on g.id = p.group_id group by 1, 2, 3`,
		func(month, site, group, n string) {
			m := parseMonth(t, month)
			if r.cells[m] == nil {
				r.cells[m] = map[string]map[string]int{university: {}, va: {}}
			}
			r.cells[m][site][group] = atoi(t, n)
		})
	each(t, db, `select m.month, s.name, m.complete, m.month || ' ' || m.received_at from site_months m join sites s on s.id = m.site
		where m.month < '2026-11' order by m.month`,
		func(month, site, complete, monthAndAt string) {
			m := parseMonth(t, month)
			if r.isComplete[m] == nil {
				r.isComplete[m] = map[string]bool{}
			}
			r.isComplete[m][site] = complete == "1"
			_, at, _ := strings.Cut(monthAndAt, " ")
			r.received[site] = time.UnixMilli(int64(atoi(t, at))).UTC() // of the newest month in the end
		})
	each(t, db, `select s.name, max(m.received_at), '', '' from roster_months m join sites s on s.id = m.site group by 1`,
		func(site, at, _, _ string) { r.rosterReceived[site] = time.UnixMilli(int64(atoi(t, at))).UTC() })
	each(t, db, `select distinct g.name, '', '', '' from groups g join procedures p on p.group_id = g.id`,
		func(name, _, _, _ string) { r.groups = append(r.groups, name) })
	each(t, db, `select r.month, coalesce(g.name, ''), '', '' from rebases r left join groups g on g.id = r.group_id where r.site is null`,
		func(month, group, _, _ string) { r.rebases[group] = append(r.rebases[group], parseMonth(t, month)) })
	each(t, db, `select role, headcount, '', '' from staffing_baselines`, func(role, heads, _, _ string) { r.profile[role] = atoi(t, heads) })
	each(t, db, `select cast(b.per_month as integer), (select max(revision) from revisions), (select count(*) from uploads where state = 'committed'), '' from baselines b where b.site is null`,
		func(perMonth, revision, uploads, _ string) {
			r.baseline, r.revision, r.uploads = atoi(t, perMonth), atoi(t, revision), atoi(t, uploads)
		})
	each(t, db, `select month, cast(sum(per_month) as integer), '', '' from targets where procedure = 0 group by 1 having count(*) = 2`,
		func(month, sum, _, _ string) { r.targets[parseMonth(t, month)] = atoi(t, sum) })
	each(t, db, `select month, name || ' ' || role, sum(value), '' from measures group by 1, 2 having count(*) = 2`,
		func(month, name, sum, _ string) {
			n, err := strconv.ParseFloat(sum, 64)
			if err != nil {
				t.Fatal(err)
			}
			if r.measures[name] == nil {
				r.measures[name] = map[calendar.Month]float64{}
			}
			r.measures[name][parseMonth(t, month)] = n
		})
	each(t, db, `select month, text, '', '' from annotations where group_id is null
		union select month, reason, '', '' from rebases where site is null and group_id is null and procedure is null and measure = ''`,
		func(month, text, _, _ string) {
			m := parseMonth(t, month)
			if !slices.ContainsFunc(r.events[m], func(other string) bool { return strings.HasPrefix(other, text) || strings.HasPrefix(text, other) }) {
				r.events[m] = append(r.events[m], text)
			}
		})
	each(t, db, `select staff, role || ' ' || status, from_day || ' ' || coalesce(to_day, '9999-12-31'), fte from appointments`,
		func(staff, roleStatus, days, fte string) {
			a := appointment{staff: staff}
			a.role, a.status, _ = strings.Cut(roleStatus, " ")
			a.from, a.to, _ = strings.Cut(days, " ")
			var err error
			if a.fte, err = strconv.ParseFloat(fte, 64); err != nil {
				t.Fatal(err)
			}
			r.appointments = append(r.appointments, a)
		})
	return r
}

// each asks for four columns of text.
func each(t *testing.T, db *sql.DB, query string, take func(a, b, c, d string)) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a, b, c, d string
		if err := rows.Scan(&a, &b, &c, &d); err != nil {
			t.Fatal(err)
		}
		take(a, b, c, d)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func parseMonth(t *testing.T, text string) calendar.Month {
	t.Helper()
	m, err := calendar.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func atoi(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (r recount) first() calendar.Month {
	first := calendar.Month(math.MaxInt)
	for m := range r.cells {
		first = min(first, m)
	}
	return first
}

// isWhole reports whether every site has declared the month complete.
func (r recount) isWhole(m calendar.Month) bool {
	return r.isComplete[m][university] && r.isComplete[m][va]
}

func (r recount) complete() []calendar.Month {
	var months []calendar.Month
	for m := range r.isComplete {
		if r.isWhole(m) {
			months = append(months, m)
		}
	}
	slices.Sort(months)
	return months
}

func (r recount) site(m calendar.Month, site string) (sum int) {
	for _, n := range r.cells[m][site] {
		sum += n
	}
	return sum
}

func (r recount) total(m calendar.Month) int { return r.site(m, university) + r.site(m, va) }

func (r recount) sum(first, last calendar.Month) (sum int) {
	for m := first; m <= last; m++ {
		sum += r.total(m)
	}
	return sum
}

func (r recount) group(m calendar.Month, group string) int {
	return r.cells[m][university][group] + r.cells[m][va][group]
}

// change is how a group stands against the same month a year before.
type change struct {
	name      string
	now, then int
}

func (c change) by() int { return c.now - c.then }

// changes are all groups', the largest first; of equal ones the larger group.
func (r recount) changes() []change {
	var all []change
	for _, g := range r.groups {
		all = append(all, change{g, r.group(r.focus(), g), r.group(r.lastYear(), g)})
	}
	slices.SortFunc(all, func(a, b change) int {
		return cmp.Or(cmp.Compare(abs(b.by()), abs(a.by())), cmp.Compare(b.now, a.now))
	})
	return all
}

// filesOf counts the month's files: procedures declared complete, and rosters received since.
func (r recount) filesOf(m calendar.Month) (n int) {
	for _, site := range []string{university, va} {
		if r.isComplete[m][site] {
			n++
		}
		if r.rosterReceived[site].Format(time.DateOnly) > m.First().String() {
			n++
		}
	}
	return n
}

// missingFiles counts procedures files that are not complete.
func (r recount) missingFiles(first, last calendar.Month) (n int) {
	for m := first; m <= last; m++ {
		for _, site := range []string{university, va} {
			if !r.isComplete[m][site] {
				n++
			}
		}
	}
	return n
}

func (r recount) heads(role string, m calendar.Month) int {
	people := map[string]bool{}
	for _, a := range r.appointments {
		if a.role == role && a.isEmployed(m.Last()) {
			people[a.staff] = true
		}
	}
	return len(people)
}

func (r recount) fte(role string, m calendar.Month) (sum float64) {
	for _, a := range r.appointments {
		days := 0
		for day := m.First(); day <= m.Last(); day++ {
			if a.role == role && a.isEmployed(day) {
				days++
			}
		}
		sum += a.fte * float64(days) / float64(m.Days())
	}
	return sum
}

func (a appointment) isEmployed(day calendar.Date) bool {
	return (a.status == "active" || a.status == "leave") && a.from <= day.String() && day.String() <= a.to
}

// workdays of both sites, which keep the federal holidays.
func workdays(m calendar.Month) int { return calendar.Calendar{Federal: true}.WorkingDays(m) }

// rate adds up the sites' own rates.
func (r recount) rate(m calendar.Month) float64 {
	return float64(r.site(m, university))/float64(workdays(m)) + float64(r.site(m, va))/float64(workdays(m))
}

// baselineRate spreads twelve months of the baseline over the working days of the month's year.
func (r recount) baselineRate(m calendar.Month) float64 {
	days := 0
	for i := range 12 {
		days += workdays(calendar.MonthOf(m.Year(), time.January) + calendar.Month(i))
	}
	return float64(r.baseline) * 12 / float64(days)
}

// fiscalStart is the first month of m's federal year, October to September.
func fiscalStart(m calendar.Month) calendar.Month {
	first := calendar.MonthOf(m.Year(), time.October)
	if m < first {
		first -= 12
	}
	return first
}

func fiscalYear(m calendar.Month) string { return strconv.Itoa(fiscalStart(m).Year() + 1) }

func year(m calendar.Month) string { return strconv.Itoa(m.Year()) }

// calendarShort is "Oct".
func calendarShort(m calendar.Month) string { return m.Long()[:3] }

// The pages' ways to write a number.

func abs(n int) int { return max(n, -n) }

func whole(n int) string {
	return thousands(abs(n))
}

// tenths rounds ties away from zero, as on paper: 31.45 is stored a little below itself.
func tenths(x float64) string {
	return strconv.FormatFloat(math.Copysign(math.Floor(math.Abs(x)*10+0.5+1e-9)/10, x), 'f', 1, 64)
}

func signed(n int) string {
	switch {
	case n > 0:
		return "+" + whole(n)
	case n < 0:
		return "−" + whole(n)
	}
	return "0"
}

func signedPercent(difference, of, decimals int) string {
	return signedPercentOf(float64(difference)/float64(of), decimals)
}

func signedPercentOf(share float64, decimals int) string {
	scale := math.Pow(10, float64(decimals))
	rounded := math.Round(share*100*scale) / scale
	sign := ""
	if rounded > 0 {
		sign = "+"
	} else if rounded < 0 {
		sign = "−"
	}
	return sign + strconv.FormatFloat(math.Abs(rounded), 'f', decimals, 64) + " %"
}

// checkChart compares what the chart draws, on wide and narrow pages and on paper, with the cells: a bar for each
// month and site, the unfinished month's as the last one, and none where a file is not complete.
func (r recount) checkChart(t *testing.T, page string) {
	t.Helper()
	option := regexp.MustCompile(`(?s)data-option>(.*?)</script>`).FindStringSubmatch(page)
	if option == nil {
		t.Fatal("the page has no chart")
	}
	var forms map[string]json.RawMessage
	if err := json.Unmarshal([]byte(option[1]), &forms); err != nil {
		t.Fatal(err)
	}
	for form, months := range map[string]int{"option": int(r.focus()-r.first()) + 2, "narrow": 24, "print": 36} {
		var drawn struct {
			Series []struct {
				Name, Type string
				Data       json.RawMessage
			}
		}
		if err := json.Unmarshal(forms[form], &drawn); err != nil {
			t.Fatal(err)
		}
		bars := 0
		for _, series := range drawn.Series {
			if series.Type != "bar" {
				continue
			}
			bars++
			var items []struct{ Value []*float64 }
			if err := json.Unmarshal(series.Data, &items); err != nil {
				t.Fatal(err)
			}
			if len(items) != months {
				t.Errorf("%s, %s: want %d months, got %d", form, series.Name, months, len(items))
			}
			for back, item := range reversed(items) {
				m := r.focus() + 1 - calendar.Month(back)
				want, isDrawn := r.site(m, series.Name), r.isComplete[m][series.Name] || m > r.focus()
				got := item.Value[1]
				if isDrawn != (got != nil) || isDrawn && *got != float64(want) {
					t.Errorf("%s, %s, %s: want %d, drawn %v, got %v", form, series.Name, m, want, isDrawn, got)
				}
			}
		}
		if bars != 2 {
			t.Errorf("%s: want the bars of two sites, got %d", form, bars)
		}
	}
}

// reversed gives the items from the last, numbered from 0.
func reversed[T any](items []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := range items {
			if !yield(i, items[len(items)-1-i]) {
				return
			}
		}
	}
}
