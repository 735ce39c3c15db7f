package insight

import (
	"math"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// measureSeries begins the key of a measure's series.
const measureSeries = "measure-"

// measureFacts is one loaded measure: a number by site and month that is no count of procedures.
type measureFacts struct {
	key      string // its word in an address
	name     string // as stored
	role     caseload.Role
	label    string // "Room hours used", "Overtime hours, nurses"
	sites    map[caseload.SiteID]series.Monthly
	rows     []caseload.Measure // as stored
	isWhole  bool               // every value is a whole number
	isSigned bool               // some value lies below 0
}

// indexMeasures sorts the loaded measures by name and role.
func (f *facts) indexMeasures(rows []caseload.Measure) {
	type identity struct {
		name string
		role caseload.Role
	}
	found := map[identity]*measureFacts{}
	for _, row := range rows {
		id := identity{caseload.NameKey(row.Name), row.Role}
		if found[id] == nil {
			found[id] = &measureFacts{name: row.Name, role: row.Role, label: measureLabel(row.Name, row.Role), sites: map[caseload.SiteID]series.Monthly{}, isWhole: true}
			f.measures = append(f.measures, found[id])
		}
		m := found[id]
		m.rows = append(m.rows, row)
		m.isWhole = m.isWhole && row.Value == math.Trunc(row.Value)
		m.isSigned = m.isSigned || row.Value < 0
	}
	slices.SortFunc(f.measures, func(a, b *measureFacts) int { return strings.Compare(a.label, b.label) })
	taken := map[string]bool{OverProcedures: true, OverDays: true, OverNothing: true}
	for i, m := range f.measures {
		m.key = uniqueSlug(m.label, i+1, taken)
		m.index()
	}
}

// index puts the rows of each site on a line of months.
func (m *measureFacts) index() {
	first, last := m.rows[0].Month, m.rows[0].Month
	for _, row := range m.rows {
		first, last = min(first, row.Month), max(last, row.Month)
	}
	for _, row := range m.rows {
		values, ok := m.sites[row.Site]
		if !ok {
			values = series.New(first, last)
			m.sites[row.Site] = values
		}
		values.Set(row.Month, row.Value)
	}
}

// measureLabel writes a measure's name for a page: "room_hours_used" is "Room hours used".
func measureLabel(name string, role caseload.Role) string {
	label := capital(strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == ' ' }), " "))
	if role != "" {
		label += ", " + lowerFirst(role.Plural())
	}
	return label
}

// reports reports whether the measure is expected of the site for the month: from the first one that it reported,
// until the site ends.
func (m *measureFacts) reports(s *siteFacts, month calendar.Month) bool {
	values, ok := m.sites[s.ID]
	if !ok || s.LastMonth != nil && month > *s.LastMonth {
		return false
	}
	for i, v := range values.Values {
		if !series.IsMissing(v) {
			return month >= values.First+calendar.Month(i)
		}
	}
	return false
}

// add sums a number over the sites in view that report the measure in the month: missing when one of them lacks it,
// or none reports.
func (r *reading) add(m *measureFacts, month calendar.Month, number func(*siteFacts) float64) float64 {
	sum, isAny := 0.0, false
	for _, s := range r.sites {
		if m.reports(s, month) {
			sum, isAny = sum+number(s), true
		}
	}
	if !isAny || month >= r.current { // the current month is not over
		return series.Missing()
	}
	return sum
}

// months returns the measure's months before the current one, with a number for each.
func (r *reading) measureMonths(m *measureFacts, number func(month calendar.Month) float64) series.Monthly {
	var values series.Monthly
	for _, of := range m.sites {
		values = series.New(of.First, of.Last()) // all sites' are as long
	}
	for i := range values.Values {
		values.Values[i] = number(values.First + calendar.Month(i))
	}
	return values
}

// measureTotal is the measure over the sites in view that report it.
func (r *reading) measureTotal(m *measureFacts) series.Monthly {
	return r.measureMonths(m, func(month calendar.Month) float64 {
		return r.add(m, month, func(s *siteFacts) float64 { return m.sites[s.ID].At(month) })
	})
}

// measureSources says how many months of the measure each site has sent.
func (r *reading) measureSources(m *measureFacts) string {
	var parts []string
	for _, s := range r.sites {
		if n := len(m.sites[s.ID].Present()); n > 0 {
			parts = append(parts, s.Name+" ("+whole(float64(n))+" "+plural(n, "month", "months")+")")
		}
	}
	return "Source: " + lowerFirst(m.label) + " as sent by " + shortList(parts, 6) + ". " + r.asOf()
}

// otherReporters returns the months from which other sites report the measure than in the month before: a sum over
// other sites is another series.
func (r *reading) otherReporters(m *measureFacts) []calendar.Month {
	var months []calendar.Month
	values := r.measureMonths(m, func(calendar.Month) float64 { return 0 })
	for month := values.First + 1; month <= values.Last(); month++ {
		if slices.ContainsFunc(r.sites, func(s *siteFacts) bool { return m.reports(s, month) != m.reports(s, month-1) }) {
			months = append(months, month)
		}
	}
	return months
}

// measure finds a measure by its key.
func (f *facts) measure(key string) *measureFacts {
	for _, m := range f.measures {
		if m.key == key {
			return m
		}
	}
	return nil
}

// measureNamed finds a measure by its name, of the same role where it has one.
func (f *facts) measureNamed(name string, role caseload.Role) *measureFacts {
	var found *measureFacts
	for _, m := range f.measures {
		if plainName(m.name) == plainName(name) && (m.role == role || m.role == "" && found == nil) {
			found = m
		}
	}
	return found
}

// plainName is what makes two spellings of a measure the same: "room_hours_used" and "Room hours used".
func plainName(name string) string {
	return caseload.NameKey(strings.NewReplacer("_", " ", "-", " ").Replace(name))
}
