package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// narrowing is the group, procedure, setting and state that a view is about; nil for all.
type narrowing struct {
	group     *caseload.Group
	procedure *caseload.Procedure
	setting   *caseload.Setting
	state     *string // a postal code; "" is a state that no file said
}

// series says what control charts call the narrowing; the site is the view's.
func (n narrowing) series() seriesOf {
	var of seriesOf
	switch {
	case n.procedure != nil:
		of.procedure = n.procedure.ID
	case n.group != nil:
		of.group = n.group.ID
	}
	return of
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

// narrowSplit is narrow with the setting and state that the view names.
func (r *reading) narrowSplit() (narrowing, error) {
	n, err := r.narrow()
	n.setting, n.state = r.view.splits()
	return n, err
}

// isAll reports whether nothing is left out.
func (n narrowing) isAll() bool { return n.group == nil && n.procedure == nil && !n.isSplit() }

// isSplit reports whether settings or states are told apart, which the sums kept by month do not.
func (n narrowing) isSplit() bool { return n.setting != nil || n.state != nil }

// name names what is counted: "All procedures", "Thermal ablation".
func (n narrowing) name() string {
	name := n.kindName()
	if n.setting != nil {
		name += ", " + settingName(*n.setting)
	}
	if n.state != nil {
		name += ", " + referredFrom(*n.state)
	}
	return name
}

func (n narrowing) kindName() string {
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
	f.Setting, f.State = n.setting, n.state
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
