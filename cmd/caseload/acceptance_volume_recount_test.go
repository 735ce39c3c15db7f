//go:build !race

package main

import (
	"database/sql"
	"math"
	"strconv"
	"testing"
	"time"

	"caseload/store/calendar"
)

// volumeCells is everything that the Volume page is made of, as queries find it. It shares no code with the page but
// the calendar, whose working days are checked against the law's holidays elsewhere.
type volumeCells struct {
	months   map[calendar.Month][]volumeCell
	complete map[string]map[calendar.Month]bool // by site: over, declared complete, nothing hidden
	first    map[string]calendar.Month          // of each site
	holidays map[string]string
	sites    []string
	minutes  map[string]map[string]map[calendar.Month]float64 // room minutes by procedure, role and first month
	targets  map[string]map[calendar.Month]float64            // of all procedures of a site
	current  calendar.Month
	start    calendar.Month
}

type volumeCell struct {
	month                                  calendar.Month
	site, procedure, group, setting, state string
	slugs                                  [3]string // of site, group and procedure
	n                                      float64
}

func volumeCellsOf(t *testing.T, path string, now calendar.Month) volumeCells {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	v := volumeCells{months: map[calendar.Month][]volumeCell{}, complete: map[string]map[calendar.Month]bool{}, first: map[string]calendar.Month{}, holidays: map[string]string{},
		minutes: map[string]map[string]map[calendar.Month]float64{}, targets: map[string]map[calendar.Month]float64{}, current: now, start: now}
	rows, err := db.QueryContext(t.Context(), `select c.month, s.name, p.name, g.name,
			case c.setting when 1 then 'inpatient' when 2 then 'outpatient' else 'none' end,
			case st.code when '' then 'none' else st.code end, c.n
		from counts c join sites s on s.id = c.site join procedures p on p.id = c.procedure
		join groups g on g.id = p.group_id join states st on st.id = c.state`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c volumeCell
		var month string
		if err := rows.Scan(&month, &c.site, &c.procedure, &c.group, &c.setting, &c.state, &c.n); err != nil {
			t.Fatal(err)
		}
		c.month, c.slugs = parseMonth(t, month), [3]string{slugOf(c.site), slugOf(c.group), slugOf(c.procedure)}
		v.start = min(v.start, c.month)
		v.months[c.month] = append(v.months[c.month], c)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	each(t, db, `select s.name, m.month, case when m.complete = 1 and m.suppressed = 0 then 1 else 0 end, s.holidays
		from site_months m join sites s on s.id = m.site order by s.id, m.month`, func(site, month, complete, holidays string) {
		if v.complete[site] == nil {
			v.complete[site], v.first[site], v.holidays[site] = map[calendar.Month]bool{}, parseMonth(t, month), holidays
			v.sites = append(v.sites, site)
		}
		m := parseMonth(t, month)
		v.complete[site][m] = complete == "1" && m < now
	})
	each(t, db, `select p.name, m.role, m.from_month, m.minutes from procedure_minutes m join procedures p on p.id = m.procedure
		where m.phase = 'room'`, func(procedure, role, from, minutes string) {
		if v.minutes[procedure] == nil {
			v.minutes[procedure] = map[string]map[calendar.Month]float64{}
		}
		if v.minutes[procedure][role] == nil {
			v.minutes[procedure][role] = map[calendar.Month]float64{}
		}
		v.minutes[procedure][role][parseMonth(t, from)] = fraction(t, minutes)
	})
	each(t, db, `select s.name, t.month, t.per_month, '' from targets t join sites s on s.id = t.site where t.procedure = 0`,
		func(site, month, n, _ string) {
			if v.targets[site] == nil {
				v.targets[site] = map[calendar.Month]float64{}
			}
			v.targets[site][parseMonth(t, month)] = fraction(t, n)
		})
	return v
}

// askedVolume is what a number of the page is of.
type askedVolume struct {
	sites  []string
	isPart func(volumeCell) bool // nil for all
	span   string                // "", ytd or rolling12
	start  time.Month            // of the year
	perDay bool
	hours  bool
}

func (a askedVolume) from(m calendar.Month) calendar.Month {
	switch a.span {
	case "ytd":
		first := calendar.MonthOf(m.Year(), a.start)
		if m < first {
			first -= 12
		}
		return first
	case "rolling12":
		return m - 11
	}
	return m
}

// number adds the cells up, one by one: NaN unless every site is complete in every month, and something is stored of
// the part in every month. Without the last it is what a shift adds up.
func (v volumeCells) number(a askedVolume, m calendar.Month, needsRows bool) float64 {
	from := a.from(m)
	sums, days, stored := map[string]float64{}, map[string]float64{}, map[calendar.Month]bool{}
	for month := from; month <= m; month++ {
		active := false
		for _, site := range a.sites {
			if v.first[site] > month {
				continue
			}
			active = true
			if !v.complete[site][month] {
				return math.NaN()
			}
			days[site] += float64(calendar.Calendar{Federal: v.holidays[site] != "none"}.WorkingDays(month))
		}
		if !active {
			return math.NaN()
		}
	}
	for month := from; month <= m; month++ {
		for _, c := range v.months[month] {
			if days[c.site] == 0 || a.isPart != nil && !a.isPart(c) {
				continue
			}
			n := c.n
			if a.hours {
				each := v.roomMinutes(c.procedure, month)
				if math.IsNaN(each) {
					continue // no minutes are known of it: it is in no hours
				}
				n *= each / 60
			}
			sums[c.site] += n
			stored[month] = true
		}
	}
	if needsRows && len(stored) != int(m-from)+1 {
		return math.NaN()
	}
	total := 0.0
	for site, sum := range sums {
		if a.perDay {
			sum /= days[site]
		}
		total += sum
	}
	return total
}

// roomMinutes is the longest of the roles' newest minutes that are not after the month.
func (v volumeCells) roomMinutes(procedure string, m calendar.Month) float64 {
	longest := math.NaN()
	for _, steps := range v.minutes[procedure] {
		newest := calendar.Month(-1)
		for from := range steps {
			if from <= m && from > newest {
				newest = from
			}
		}
		if n, ok := steps[newest]; ok && !(n <= longest) {
			longest = n
		}
	}
	return longest
}

// target is the sum over the sites that are active, NaN where one has none.
func (v volumeCells) target(sites []string, first, last calendar.Month) float64 {
	sum := 0.0
	for m := first; m <= last; m++ {
		for _, site := range sites {
			if v.first[site] <= m {
				n, ok := v.targets[site][m]
				if !ok {
					return math.NaN()
				}
				sum += n
			}
		}
	}
	return sum
}

func fraction(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
