package insight

import (
	"maps"
	"slices"

	"caseload/store/caseload"
)

// columns returns the parts that the view breaks the numbers into: sites and settings in their own order, the rest
// in any.
func (x *numbers) columns(by Dimension) []volumeSlice {
	var columns []volumeSlice
	r, base := x.r, x.r.pinnedTo(x.n)
	v := r.view
	base.From, base.To, base.Span, base.PerDay, base.Hours, base.OneAxis, base.Show, base.Ahead = v.From, v.To, v.Span, v.PerDay, v.Hours, v.OneAxis, v.Show, v.Ahead
	add := func(name, slug string, link View, raw bySite, of content) {
		if len(raw) > 0 {
			columns = append(columns, volumeSlice{name: name, slug: slug, url: link.URL("/volume"), count: 1, sites: r.sites, raw: raw, hides: x.hides(of)})
		}
	}
	whole := x.content()
	switch by {
	case BySite:
		raw := x.whole()
		for _, site := range r.sites {
			of := whole
			of.site = site.ID
			columns = append(columns, volumeSlice{name: site.Name, slug: site.ref.Slug, url: base.WithSite(site.ref.Slug).URL("/volume"),
				count: 1, site: site, sites: []*siteFacts{site}, raw: raw, hides: x.hides(of)})
		}
	case ByGroup:
		for _, g := range r.groups {
			if x.n.group == nil || x.n.group.ID == g.ID {
				add(g.Name, r.groupSlug[g.ID], base.WithGroup(r.groupSlug[g.ID]), x.group(g.ID), x.part(g.ID, 0))
			}
		}
	case ByProcedure:
		for _, p := range r.kinds {
			add(p.Name, r.kindSlug[p.ID], base.WithProcedure(r.kindSlug[p.ID]), x.kind(p.ID), x.part(p.Group, p.ID))
		}
	case BySetting:
		for _, setting := range []caseload.Setting{caseload.Inpatient, caseload.Outpatient, caseload.SettingNotStated} {
			add(settingTitle(setting), settingWord(setting), base.WithSetting(settingWord(setting)), x.split.settings[setting], content{})
		}
	case ByState:
		for _, code := range slices.Sorted(maps.Keys(x.split.states)) {
			add(stateTitle(code), stateWord(code), base.WithState(stateWord(code)), x.split.states[code], content{})
		}
	}
	return columns
}

// part is a group or procedure of the narrowing: the procedure itself where it is narrowed to one.
func (x *numbers) part(group caseload.GroupID, procedure caseload.ProcedureID) content {
	if x.n.procedure != nil {
		return x.content()
	}
	return content{x.r.inView(), group, procedure}
}

// counted is the whole as a number of procedures, whatever the view's unit.
func (x *numbers) counted() volumeSlice {
	if x.hours == nil {
		return x.slice(x.n.name(), x.whole())
	}
	plain := *x
	plain.hours = nil
	return plain.slice(x.n.name(), plain.whole())
}

// partsTitle is a finding about the parts: which groups changed, or which part is the largest.
func (r *reading) partsTitle(out Volume, n narrowing, w window) string {
	if out.By == ByGroup && n.isAll() && w.isCountOfMonths() {
		return r.groupTitle(r.groupTable())
	}
	names := map[Dimension]string{BySite: "sites", ByGroup: "groups", ByProcedure: "procedures", BySetting: "settings", ByState: "states"}
	var known []VolumeColumn
	for _, column := range out.Columns {
		if column.Slug != NotStated && column.Values.Has(out.Focus) {
			known = append(known, column)
		}
	}
	if len(known) == 0 || !out.Total.Has(out.Focus) {
		if len(known) == 0 && len(out.Columns) > 0 && (out.By == BySetting || out.By == ByState) {
			return "No file states the " + map[Dimension]string{BySetting: "setting", ByState: "referring state"}[out.By]
		}
		return "By " + map[Dimension]string{BySite: "site", ByGroup: "procedure group", ByProcedure: "procedure", BySetting: "setting", ByState: "referring state"}[out.By]
	}
	first := slices.MaxFunc(known, func(a, b VolumeColumn) int { return larger(b.Values.At(out.Focus), a.Values.At(out.Focus)) })
	text := first.Name + " " + w.text(first.Values.At(out.Focus)) + " of " + w.text(out.Total.At(out.Focus)) + " in " + w.spanText(out.Focus)
	if len(known) > 1 {
		text = first.Name + " is the largest of " + spelled(len(known)) + " " + names[out.By] + ": " + w.text(first.Values.At(out.Focus)) + " of " + w.text(out.Total.At(out.Focus)) +
			" in " + w.spanText(out.Focus)
	}
	return text
}
