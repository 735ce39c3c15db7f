package insight_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// recount works every number out again from single cells and roster lines, sharing no code with the answers
// but the calendar.
type recount struct {
	cells    map[calendar.Month]map[caseload.SiteID]map[caseload.GroupID]float64
	complete map[calendar.Month]map[caseload.SiteID]bool
	people   []caseload.Appointment
	sites    []caseload.Site
}

func recountOf(t *testing.T, s *store.Store) recount {
	t.Helper()
	ctx := context.Background()
	c := recount{cells: map[calendar.Month]map[caseload.SiteID]map[caseload.GroupID]float64{}, complete: map[calendar.Month]map[caseload.SiteID]bool{}}
	procedures, err := s.Procedures(ctx)
	must(t, err)
	group := map[caseload.ProcedureID]caseload.GroupID{}
	for _, p := range procedures {
		group[p.ID] = p.Group
	}
	must(t, s.EachCount(ctx, store.CountFilter{}, func(n caseload.Count) error {
		if c.cells[n.Month] == nil {
			c.cells[n.Month] = map[caseload.SiteID]map[caseload.GroupID]float64{}
		}
		if c.cells[n.Month][n.Site] == nil {
			c.cells[n.Month][n.Site] = map[caseload.GroupID]float64{}
		}
		c.cells[n.Month][n.Site][group[n.Procedure]] += float64(n.N)
		return nil
	}))
	siteMonths, err := s.SiteMonths(ctx)
	must(t, err)
	for _, sm := range siteMonths {
		if c.complete[sm.Month] == nil {
			c.complete[sm.Month] = map[caseload.SiteID]bool{}
		}
		c.complete[sm.Month][sm.Site] = sm.Complete && sm.Month < month("2026-11")
	}
	c.people, err = s.Appointments(ctx)
	must(t, err)
	c.sites, err = s.Sites(ctx)
	must(t, err)
	return c
}

// total is the month's sum over the sites and the group (0 for all), NaN when a site's file is not complete or
// no cell is stored. Both sites of the sample are active throughout.
func (c recount) total(m calendar.Month, sites []caseload.SiteID, group caseload.GroupID) float64 {
	sum, stored := 0.0, false
	for _, site := range sites {
		if !c.complete[m][site] {
			return math.NaN()
		}
		for g, n := range c.cells[m][site] {
			if group == 0 || g == group {
				sum += n
				stored = true
			}
		}
	}
	if !stored {
		return math.NaN()
	}
	return sum
}

func (c recount) sum(first, last calendar.Month, sites []caseload.SiteID, group caseload.GroupID) float64 {
	sum := 0.0
	for m := first; m <= last; m++ {
		sum += c.total(m, sites, group)
	}
	return sum
}

// rate adds the sites' own rates. University's and the VA's calendars are both federal.
func (c recount) rate(m calendar.Month, sites []caseload.SiteID) float64 {
	rate := 0.0
	for _, site := range sites {
		rate += c.total(m, []caseload.SiteID{site}, 0) / float64(calendar.Calendar{Federal: true}.WorkingDays(m))
	}
	return rate
}

func (c recount) staff(m calendar.Month, role caseload.Role, sites []caseload.SiteID) (heads, fte float64) {
	people := map[caseload.StaffID]bool{}
	for _, a := range c.people {
		here := false
		for _, site := range sites {
			here = here || a.Site == site
		}
		if !here || a.Role != role {
			continue
		}
		days := 0
		for day := m.First(); day <= m.Last(); day++ {
			if a.IsEmployed(day) {
				days++
			}
		}
		fte += a.FTE * float64(days) / float64(m.Days())
		if a.IsEmployed(m.Last()) {
			people[a.Staff] = true
		}
	}
	return float64(len(people)), fte
}

func TestEveryNumberOfTheOverviewAgreesWithTheCells(t *testing.T) {
	s := sample(t)
	c := recountOf(t, s)
	service := insight.New(s, sampledata.Now)
	both := []caseload.SiteID{1, 2}
	for _, view := range []struct {
		site  string
		sites []caseload.SiteID
	}{{"", both}, {"university", both[:1]}, {"va", both[1:]}} {
		for _, text := range []string{"2019-01", "2019-12", "2020-02", "2020-12", "2023-08", "2024-02", "2024-07", "2026-03", "2026-10"} {
			t.Run(fmt.Sprintf("%s%s", text, view.site), func(t *testing.T) {
				o, err := service.Overview(context.Background(), insight.View{Site: view.site, Month: ref(text), Calendar: insight.AcademicYear})
				must(t, err)
				checkOverview(t, c, o, month(text), view.sites)
			})
		}
	}
}

func checkOverview(t *testing.T, c recount, o insight.Overview, m calendar.Month, sites []caseload.SiteID) {
	t.Helper()
	total := c.total(m, sites, 0)
	near(t, "total", total, figure(t, o, "procedures").Number)
	baseline, perHeadBase := math.NaN(), func(float64) float64 { return math.NaN() }
	if len(sites) == 2 {
		baseline = 680
		perHeadBase = func(heads float64) float64 { return 680 / heads }
	}
	near(t, "difference", total-baseline, figure(t, o, "baseline").Number)
	near(t, "per day", c.rate(m, sites), figure(t, o, "per_day").Number)
	near(t, "last year", total-c.total(m-12, sites, 0), figure(t, o, "last_year").Number)
	first := calendar.MonthOf(m.Year(), time.July)
	if m.MonthOfYear() < time.July {
		first -= 12
	}
	near(t, "year to date", c.sum(first, m, sites, 0), figure(t, o, "year_to_date").Number)
	near(t, "rolling 12", c.sum(m-11, m, sites, 0), insight.Number(figure(t, o, "year_to_date").Picture.Series.At(m)))
	for month := o.Main.First; month <= o.Main.Last; month++ {
		near(t, "chart total of "+month.String(), c.total(month, sites, 0), insight.Number(o.Main.Total.At(month)))
		for _, part := range o.Main.Series {
			near(t, part.Site.Name+" of "+month.String(), c.total(month, []caseload.SiteID{part.Site.ID}, 0), insight.Number(part.Values.At(month)))
		}
	}
	for _, r := range o.Main.Table.Rows {
		near(t, "table total", c.total(r.Month, sites, 0), r.Total)
		near(t, "table rate", c.rate(r.Month, sites), r.PerDay)
		near(t, "table difference", c.total(r.Month, sites, 0)-baseline, r.Difference)
	}
	if len(o.Groups.Rows) != 18 {
		t.Errorf("%d groups, want 18", len(o.Groups.Rows))
	}
	for _, g := range o.Groups.Rows {
		now, before := c.total(m, sites, g.Group.ID), c.total(m-12, sites, g.Group.ID)
		near(t, g.Name, now, g.Value)
		near(t, g.Name+" share", now/total, g.Share)
		near(t, g.Name+" last year", before, g.LastYear)
		near(t, g.Name+" change", now-before, g.Change)
		if before != 0 {
			near(t, g.Name+" percent", (now-before)/before*100, g.Percent)
		}
		near(t, g.Name+" mean", c.sum(m-11, m, sites, g.Group.ID)/12, g.Mean12)
		for month := m - 35; month <= m; month++ {
			near(t, g.Name+" series", c.total(month, sites, g.Group.ID), insight.Number(g.Series.At(month)))
		}
	}
	profile := map[caseload.Role]float64{caseload.Attending: 9, caseload.APP: 3, caseload.Technologist: 15, caseload.Nurse: 14}
	for _, r := range o.Staffing.Roles {
		heads, fte := c.staff(m, r.Role, sites)
		near(t, r.Name, heads, r.Headcount)
		near(t, r.Name+" FTE", fte, r.FTE)
		near(t, r.Name+" per head", ofEnough(total/heads, heads, sites), r.PerHead)
		near(t, r.Name+" per FTE", ofEnough(total/fte, heads, sites), r.PerFTE)
		near(t, r.Name+" baseline per head", perHeadBase(profile[r.Role]), r.BaselinePerHead)
		for month := m - 35; month <= m; month++ {
			heads, fte := c.staff(month, r.Role, sites)
			near(t, r.Name+" heads series", heads, insight.Number(r.Headcounts.At(month)))
			near(t, r.Name+" FTE series", fte, insight.Number(r.FTEs.At(month)))
			near(t, r.Name+" per head series", ofEnough(c.total(month, sites, 0)/heads, heads, sites), insight.Number(r.PerHeads.At(month)))
		}
	}
}

// ofEnough hides a ratio of fewer than three people at one site.
func ofEnough(ratio, heads float64, sites []caseload.SiteID) float64 {
	if len(sites) == 1 && heads < 3 {
		return math.NaN()
	}
	return ratio
}
