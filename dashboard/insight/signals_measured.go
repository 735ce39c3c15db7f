package insight

import (
	"context"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// seriesOf says what a series counts: all procedures, one group, one procedure, or a measure; of all sites or of one.
type seriesOf struct {
	site      caseload.SiteID
	group     caseload.GroupID
	procedure caseload.ProcedureID
	measure   string
	role      caseload.Role
}

// isOf reports whether a rebase is of the very series.
func (o seriesOf) isOf(b caseload.Rebase) bool {
	if o.measure != "" {
		return b.Site == o.site && o.ofMeasure(b)
	}
	return b.Site == o.site && b.Group == o.group && b.Procedure == o.procedure && b.Measure == ""
}

// measured is a series before it is judged.
type measured struct {
	key, name    string
	values       series.Monthly // months that can be counted on
	denominators series.Monthly // to divide by; empty for none
	isShare      bool           // the values are parts of the denominators
	of           seriesOf
	ref          *SiteRef
	unit         unit
	breaks       []calendar.Month // from which other sites report
	raw          bySite           // of a procedure: the stored numbers
	measure      *measureFacts
	second       *measureFacts // that the measure is divided by
	over         string        // what it is divided by
}

// unit says how the numbers of a series are written.
type unit struct {
	words    string // "Procedures a month", "Cancellations per 100 procedures"
	decimals int
	isShare  bool    // shown as percent
	isSigned bool    // can lie below 0
	over     string  // of a rate or share: what it is divided by
	scale    float64 // in what number of them
}

func procedureUnit(perDay bool) unit {
	if perDay {
		return unit{words: "Procedures per working day", decimals: 1, over: "Working days", scale: 1}
	}
	return unit{words: "Procedures a month"}
}

// measuredSeries returns all procedures, each site where there are several, and each group; the first number says
// where the groups begin.
func (r *reading) measuredSeries(perDay bool) (all []measured, groupsFrom int) {
	breaks := r.otherSites()
	all = []measured{r.measuredTotal(perDay, breaks)}
	if r.chosen == nil && len(r.sites) > 1 {
		for _, s := range r.sites {
			one := measured{key: siteSeries + s.ref.Slug, name: s.Name + ", all procedures", values: r.values[s.ID], of: seriesOf{site: s.ID}, ref: &s.ref, unit: procedureUnit(perDay)}
			if perDay {
				one.denominators = r.values[s.ID].Map(func(m calendar.Month, _ float64) float64 { return s.workingDays(m) })
			}
			all = append(all, one)
		}
	}
	groupsFrom = len(all)
	for _, g := range r.groups {
		if one := r.measuredGroup(g, perDay, breaks); len(one.values.Present()) > 0 {
			all = append(all, one)
		}
	}
	return all, groupsFrom
}

// inView is the site of the view, 0 for all.
func (r *reading) inView() caseload.SiteID {
	if r.chosen != nil {
		return r.chosen.ID
	}
	return 0
}

// measuredTotal is all procedures of the sites in view.
func (r *reading) measuredTotal(perDay bool, breaks []calendar.Month) measured {
	one := measured{key: allSeries, name: "All procedures", values: r.total, unit: procedureUnit(perDay), breaks: breaks}
	if r.chosen != nil {
		one.of.site, one.ref, one.name = r.chosen.ID, &r.chosen.ref, r.chosen.Name+", all procedures"
	}
	if perDay {
		one.values = r.shown(one.values, func(m calendar.Month) bool { return r.hidesRate(m, 0, 0) })
		one.denominators = r.weighedDays(one.values, func(s *siteFacts) series.Monthly { return s.counts })
	}
	return one
}

func (r *reading) measuredGroup(g caseload.Group, perDay bool, breaks []calendar.Month) measured {
	one := measured{key: groupSeries + r.groupSlug[g.ID], name: g.Name, values: r.groupTotal(g.ID), of: seriesOf{site: r.inView(), group: g.ID},
		unit: procedureUnit(perDay), breaks: breaks}
	if perDay {
		one.values = r.shown(one.values, func(m calendar.Month) bool { return r.hidesRate(m, g.ID, 0) })
		one.denominators = r.weighedDays(one.values, func(s *siteFacts) series.Monthly { return s.groups[g.ID] })
	}
	return one
}

// measuredProcedures are the procedures of one group, by name.
func (s *Service) measuredProcedures(ctx context.Context, r *reading, group *caseload.Group, perDay bool) ([]measured, error) {
	x := &numbers{r: r, n: narrowing{group: group}}
	if err := s.readKinds(ctx, x, r.facts.first, r.facts.last); err != nil {
		return nil, err
	}
	kinds := x.counts
	var all []measured
	breaks := r.otherSites()
	for _, p := range r.kinds {
		raw, ok := kinds[p.ID]
		if !ok || p.Group != group.ID {
			continue
		}
		one := measured{key: procedureSeries + r.kindSlug[p.ID], name: p.Name, of: seriesOf{site: r.inView(), procedure: p.ID},
			unit: procedureUnit(perDay), breaks: breaks, raw: raw}
		at := func(s *siteFacts) series.Monthly { return raw[s.ID] }
		one.values = r.shown(r.partTotal(at), func(m calendar.Month) bool {
			return r.hides(m, group.ID, p.ID) || perDay && r.hidesRate(m, group.ID, p.ID)
		})
		if len(one.values.Present()) == 0 {
			continue
		}
		if perDay {
			one.denominators = r.weighedDays(one.values, at)
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b measured) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// weighedDays returns what the months' counts have to be divided by to give the sum over sites of count ÷ the
// site's own working days: the days of one site, or of several weighed by their counts.
func (r *reading) weighedDays(values series.Monthly, of func(*siteFacts) series.Monthly) series.Monthly {
	return values.Map(func(m calendar.Month, total float64) float64 {
		rate := 0.0
		for _, s := range r.sites {
			if n := of(s).At(m); s.IsActive(m) && !series.IsMissing(n) {
				rate += n / s.workingDays(m)
			}
		}
		if rate == 0 {
			mean, _ := r.meanWorkingDays(m)
			return mean
		}
		return total / rate
	})
}

// otherSites returns the months from which other sites report than in the month before. A total over other sites
// is another series, so its limits begin anew there: like is compared with like.
func (r *reading) otherSites() []calendar.Month {
	if r.chosen != nil {
		return nil
	}
	var months []calendar.Month
	for m := r.start + 1; m <= r.end; m++ {
		if !r.sameSites(m, m-1) {
			months = append(months, m)
		}
	}
	return months
}
