package insight

import (
	"context"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Volume answers "how many, by month?" for the view.
func (s *Service) Volume(ctx context.Context, v View) (Volume, error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return Volume{}, err
	}
	n, err := r.narrow()
	if err != nil {
		return Volume{}, err
	}
	out := Volume{Scope: r.scope(), Empty: r.empty(), By: v.By, Span: v.Span, PerDay: v.PerDay}
	r.volumeChoices(&out, n)
	if out.Empty != nil {
		return out, nil
	}
	raw, err := s.stored(ctx, r, n)
	if err != nil {
		return Volume{}, err
	}
	w := window{r: r, span: out.Span, perDay: out.PerDay}
	out.Unit = w.unit()
	out.First, out.Last = r.volumeRange()
	columns, err := s.volumeColumns(ctx, r, n, out.By, raw)
	if err != nil {
		return Volume{}, err
	}
	whole := volumeSlice{name: n.name(), sites: r.sites, raw: raw}
	out.Total = w.series(whole, out.First, out.Last)
	if n.isAll() {
		out.Baseline, out.BaselineLabel = w.baseline(out.First, out.Last)
		if r.end >= r.current && out.Last == r.current-1 && out.Span == SpanMonth && !out.PerDay {
			out.Partial = r.partial()
		}
	} else {
		out.Baseline = series.New(out.First, out.Last)
	}
	out.Focus = r.month
	if out.First <= out.Last && r.isOutsideRange(r.month) { // its nearest month is spoken of
		out.Focus = min(max(r.month, out.First), out.Last)
	}
	r.fillColumns(&out, w, columns, w.at(whole, out.Focus))
	r.fillRows(&out, w, n, columns, whole)
	for m := out.First; m <= out.Last; m++ {
		out.Gaps = append(out.Gaps, r.gaps(m)...)
	}
	var group caseload.GroupID
	if n.group != nil {
		group = n.group.ID
	}
	out.Annotations = r.annotations(out.First, out.Last, group)
	out.Headline = r.of(out.Focus).volumeHeadline(n, whole)
	out.Title, out.Summary = r.volumeTitle(out, n), r.volumeSummary(out, n)
	out.Sources = r.sources()
	out.TraceURL = TraceURL(TraceQuery{Figure: FigureCount, View: r.pinnedTo(n).WithRange(out.First, out.Last)})
	return out, nil
}

// isOutsideRange reports whether the month lies outside the range that was asked for.
func (r *reading) isOutsideRange(m calendar.Month) bool {
	return r.view.From != nil && m < *r.view.From || r.view.To != nil && m > *r.view.To
}

// of returns the reading with another month in focus.
func (r *reading) of(m calendar.Month) *reading {
	other := *r
	other.month = m
	return &other
}

// volumeChoices fills in defaults and what can be chosen.
func (r *reading) volumeChoices(out *Volume, n narrowing) {
	if out.Span == "" {
		out.Span = SpanMonth
	}
	if out.By == "" {
		switch {
		case n.procedure != nil, n.group == nil && r.chosen == nil:
			out.By = BySite
		case n.group != nil:
			out.By = ByProcedure
		default:
			out.By = ByGroup
		}
	}
	for _, g := range r.groups {
		if g.ID != caseload.Ungrouped || r.hasProcedures(g.ID) {
			out.Groups = append(out.Groups, NamedSlug{g.Name, r.groupSlug[g.ID]})
		}
	}
	for _, p := range r.kinds {
		if n.group == nil || p.Group == n.group.ID {
			out.Procedures = append(out.Procedures, NamedSlug{p.Name, r.kindSlug[p.ID]})
		}
	}
	slices.SortFunc(out.Procedures, func(a, b NamedSlug) int { return strings.Compare(a.Name, b.Name) })
	if n.group != nil {
		out.Group = &NamedSlug{n.group.Name, r.groupSlug[n.group.ID]}
	}
	if n.procedure != nil {
		out.Procedure = &NamedSlug{n.procedure.Name, r.kindSlug[n.procedure.ID]}
	}
}

func (r *reading) hasProcedures(id caseload.GroupID) bool {
	return slices.ContainsFunc(r.kinds, func(p caseload.Procedure) bool { return p.Group == id })
}

// volumeRange returns the months shown: those asked for, within those that are over.
func (r *reading) volumeRange() (first, last calendar.Month) {
	first, last = r.start, min(r.end, r.current-1)
	if r.view.From != nil {
		first = max(first, *r.view.From)
	}
	if r.view.To != nil {
		last = min(max(last, r.lastChoice()), r.current-1, *r.view.To)
	}
	return first, last
}

// volumeSlice is one column of numbers before they are added up: what is counted, and at which sites.
type volumeSlice struct {
	name  string
	slug  string
	url   string
	count int
	site  *siteFacts   // of a column that is one site
	sites []*siteFacts // whose files must be complete
	raw   bySite
}

// volumeColumns returns the parts that the view breaks the numbers into: sites in their own order, the rest largest first.
func (s *Service) volumeColumns(ctx context.Context, r *reading, n narrowing, by Dimension, raw bySite) ([]volumeSlice, error) {
	var columns []volumeSlice
	base := r.pinnedTo(n)
	base.From, base.To, base.Span, base.PerDay = r.view.From, r.view.To, r.view.Span, r.view.PerDay
	switch by {
	case BySite:
		for _, site := range r.sites {
			columns = append(columns, volumeSlice{name: site.Name, slug: site.ref.Slug, url: base.WithSite(site.ref.Slug).URL("/volume"),
				count: 1, site: site, sites: []*siteFacts{site}, raw: raw})
		}
		return columns, nil
	case ByGroup:
		for _, g := range r.groups {
			if n.group != nil && n.group.ID != g.ID || n.procedure != nil && n.procedure.Group != g.ID {
				continue
			}
			part := bySite{}
			for _, site := range r.sites {
				if values, ok := site.groups[g.ID]; ok {
					part[site.ID] = values
				}
			}
			if n.procedure != nil {
				part = raw
			}
			if len(part) > 0 {
				columns = append(columns, volumeSlice{name: g.Name, slug: r.groupSlug[g.ID], url: base.WithGroup(r.groupSlug[g.ID]).URL("/volume"),
					count: 1, sites: r.sites, raw: part})
			}
		}
	case ByProcedure:
		kinds, err := s.procedureNumbers(ctx, r, n)
		if err != nil {
			return nil, err
		}
		for _, p := range r.kinds {
			if part := kinds[p.ID]; part != nil {
				columns = append(columns, volumeSlice{name: p.Name, slug: r.kindSlug[p.ID], url: base.WithProcedure(r.kindSlug[p.ID]).URL("/volume"),
					count: 1, sites: r.sites, raw: part})
			}
		}
	}
	return columns, nil
}

// fillColumns turns slices into columns, largest first but for sites, and gathers the smallest for drawing.
func (r *reading) fillColumns(out *Volume, w window, slicesOf []volumeSlice, focus float64) {
	column := func(part volumeSlice) VolumeColumn {
		c := VolumeColumn{Name: part.name, Slug: part.slug, Count: part.count, URL: part.url, Values: w.series(part, out.First, out.Last), Share: missing(), Sum: missing()}
		if part.site != nil {
			c.Site = &part.site.ref
		}
		if len(c.Values.Present()) > 0 {
			c.Sum = Number(sum(c.Values))
		}
		if focus > 0 {
			c.Share = Number(w.at(part, out.Focus) / focus)
		}
		return c
	}
	size := func(part volumeSlice) float64 {
		return sum(window{r: r, span: SpanMonth}.series(part, out.First, out.Last))
	}
	if out.By != BySite {
		sizes := map[string]float64{}
		for _, part := range slicesOf {
			sizes[part.slug] = size(part)
		}
		slices.SortStableFunc(slicesOf, func(a, b volumeSlice) int { return larger(sizes[a.slug], sizes[b.slug]) })
	}
	for _, part := range slicesOf {
		out.Columns = append(out.Columns, column(part))
	}
	if len(slicesOf) <= mostParts {
		out.Chart = out.Columns
		return
	}
	order := make([]int, len(slicesOf))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return larger(sum(out.Columns[a].Values), sum(out.Columns[b].Values)) })
	shown, rest := order[:mostParts], order[mostParts:]
	slices.Sort(shown)
	for _, i := range shown {
		out.Chart = append(out.Chart, out.Columns[i])
	}
	other := volumeSlice{name: "Other (" + whole(float64(len(rest))) + ")", count: len(rest), sites: r.sites}
	var parts []volumeSlice
	for _, i := range rest {
		parts = append(parts, slicesOf[i])
	}
	if out.By == BySite {
		other.sites = nil
		for _, part := range parts {
			other.sites = append(other.sites, part.site)
		}
		other.raw = slicesOf[0].raw
	} else {
		other.raw = mergeAll(parts)
	}
	last := column(other)
	last.Site = nil
	out.Chart = append(out.Chart, last)
}

// mergeAll adds the numbers of several slices, site by site.
func mergeAll(parts []volumeSlice) bySite {
	merged := bySite{}
	for _, part := range parts {
		for site, values := range part.raw {
			for _, m := range values.Present() {
				merged.add(values.First, values.Last(), site, m, values.At(m))
			}
		}
	}
	return merged
}

// pinnedTo is pinned with the group and procedure of the view.
func (r *reading) pinnedTo(n narrowing) View {
	v := r.pinned()
	if n.group != nil {
		v.Group = r.groupSlug[n.group.ID]
	}
	if n.procedure != nil {
		v.Procedure = r.kindSlug[n.procedure.ID]
	}
	return v
}
