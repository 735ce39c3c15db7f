package insight

import (
	"context"
	"fmt"

	"caseload/dashboard/analysis/series"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// narrowing is the group or procedure that a view is about; neither for all procedures.
type narrowing struct {
	group     *caseload.Group
	procedure *caseload.Procedure
}

// narrow finds the group and procedure that the view names.
func (r *reading) narrow() (narrowing, error) {
	var n narrowing
	for i, g := range r.groups {
		if r.view.Group == r.groupSlug[g.ID] {
			n.group = &r.groups[i]
		}
	}
	if r.view.Group != "" && n.group == nil {
		return n, fault.New(fault.NotFound, "There is no procedure group %q. Choose one of those listed.", r.view.Group)
	}
	for i, p := range r.kinds {
		if r.view.Procedure == r.kindSlug[p.ID] {
			n.procedure = &r.kinds[i]
		}
	}
	if r.view.Procedure != "" && n.procedure == nil {
		return n, fault.New(fault.NotFound, "There is no procedure %q. Choose one of those listed.", r.view.Procedure)
	}
	if n.procedure != nil && n.group != nil && n.procedure.Group != n.group.ID {
		return n, fault.New(fault.Invalid, "%s is not in the group %s. Choose another, or all groups.", n.procedure.Name, n.group.Name)
	}
	return n, nil
}

// isAll reports whether nothing is left out.
func (n narrowing) isAll() bool { return n.group == nil && n.procedure == nil }

// name names what is counted: "All procedures", "Thermal ablation".
func (n narrowing) name() string {
	switch {
	case n.procedure != nil:
		return n.procedure.Name
	case n.group != nil:
		return n.group.Name
	}
	return "All procedures"
}

// filter returns the stored counts that the narrowing is about.
func (n narrowing) filter() store.CountFilter {
	var f store.CountFilter
	if n.group != nil {
		f.Groups = []caseload.GroupID{n.group.ID}
	}
	if n.procedure != nil {
		f.Procedures = []caseload.ProcedureID{n.procedure.ID}
	}
	return f
}

// bySite is stored numbers by site and month; missing where no cell is stored.
type bySite map[caseload.SiteID]series.Monthly

// add puts n more procedures into the site's month.
func (b bySite) add(first, last calendar.Month, site caseload.SiteID, m calendar.Month, n float64) {
	s, ok := b[site]
	if !ok {
		s = series.New(first, last)
		b[site] = s
	}
	if s.Has(m) {
		n += s.At(m)
	}
	s.Set(m, n)
}

// stored returns the numbers of the narrowing, by site.
func (s *Service) stored(ctx context.Context, r *reading, n narrowing) (bySite, error) {
	raw := bySite{}
	switch {
	case n.procedure != nil:
		kinds, err := s.procedureNumbers(ctx, r, n)
		if err != nil {
			return nil, err
		}
		return kinds[n.procedure.ID], nil
	case n.group != nil:
		for _, site := range r.sites {
			if group, ok := site.groups[n.group.ID]; ok {
				raw[site.ID] = group
			}
		}
	default:
		for _, site := range r.sites {
			raw[site.ID] = site.counts
		}
	}
	return raw, nil
}

// procedureNumbers returns the numbers of each procedure of the narrowing, by site.
func (s *Service) procedureNumbers(ctx context.Context, r *reading, n narrowing) (map[caseload.ProcedureID]bySite, error) {
	f := n.filter()
	if r.chosen != nil {
		f.Sites = []caseload.SiteID{r.chosen.ID}
	}
	months, err := s.source.ProcedureMonths(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("read procedure months: %w", err)
	}
	kinds := map[caseload.ProcedureID]bySite{}
	for _, pm := range months {
		if pm.Cells == 0 {
			continue
		}
		if kinds[pm.Procedure] == nil {
			kinds[pm.Procedure] = bySite{}
		}
		kinds[pm.Procedure].add(r.facts.first, r.facts.last, pm.Site, pm.Month, float64(pm.N))
	}
	return kinds, nil
}
