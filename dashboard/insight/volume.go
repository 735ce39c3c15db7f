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
	n, err := r.narrowSplit()
	if err != nil {
		return Volume{}, err
	}
	out := Volume{Scope: r.scope(), Empty: r.empty(), Show: v.Show, By: v.By, Span: v.Span, PerDay: v.PerDay, Hours: v.Hours, OneAxis: v.OneAxis}
	r.volumeChoices(&out, n)
	if note := r.smallNote(n, out.By); note != "" {
		out.Scope.Notes = append(out.Scope.Notes, note)
	}
	if out.Empty != nil {
		return out, nil
	}
	err = s.fillVolume(ctx, r, n, &out)
	return out, err
}

// fillVolume puts the numbers in, and the words about them.
func (s *Service) fillVolume(ctx context.Context, r *reading, n narrowing, out *Volume) error {
	x, err := s.numbersOf(ctx, r, n, out.By)
	if err != nil {
		return err
	}
	w := window{r: r, span: out.Span, perDay: out.PerDay, hours: out.Hours, since: x.since()}
	r.volumeFrame(out, w, x)
	whole, columns := x.slice(n.name(), x.whole()), x.columns(out.By)
	out.Total = w.series(whole, out.First, out.Last)
	out.Baseline = series.New(out.First, out.Last)
	if n.isAll() {
		out.Baseline, out.BaselineLabel = w.baseline(out.First, out.Last)
		if r.end >= r.current && out.Last == r.current-1 && w.isCountOfMonths() {
			out.Partial = r.partial()
		}
	}
	for m := out.First; m <= out.Last; m++ {
		out.Gaps = append(out.Gaps, r.gaps(m)...)
	}
	r.volumeEvents(out, n, w)
	r.fillColumns(out, w, columns, w.at(whole, out.Focus))
	r.fillRows(out, w, columns, whole)
	r.fillSites(out, w, x, whole)

	target, err := s.targets(ctx, x)
	if err != nil {
		return err
	}
	focused := r.of(out.Focus)
	s.fillAhead(r, n, w, out)
	w.r = focused
	change := focused.change(w, out.By, whole, columns)
	if change.Effects, err = s.hoursChange(ctx, focused, w, x); err != nil {
		return err
	}
	out.Headline = focused.volumeHeadline(n, x.counted(), x.readSince())
	out.Second = focused.volumeSecond(change, x, *out)
	out.KeyFigures = focused.volumeKeyFigures(w, whole, change, target)
	out.Title, out.Summary = r.volumeTitle(*out, n), r.volumeSummary(*out, n)
	if out.shows(ShowChange) {
		out.Change = &change
	}
	if out.shows(ShowYears) {
		years := focused.volumeYears(w, whole, *out, n)
		out.Years = &years
	}
	if out.shows("") {
		out.Targets = focused.volumeTargets(w, whole, target, out.Ahead)
	}
	if target != nil && w.isCountOfMonths() {
		line := target.Slice(out.First, out.Ahead.last(max(out.Last, r.month)))
		out.Target = &line
	}
	out.PartsTitle = focused.partsTitle(*out, n, w)
	out.Sources = r.sources()
	out.TraceURL = TraceURL(TraceQuery{Figure: FigureCount, View: r.pinnedTo(n).WithRange(out.First, out.Last)})
	return nil
}

// volumeFrame sets what the numbers are, and of which months.
func (r *reading) volumeFrame(out *Volume, w window, x *numbers) {
	out.Unit, out.HoursNote, out.NoHours = w.unit(), x.hoursNote(), x.hasNoHours()
	out.First, out.Last = r.volumeRange()
	if x.split != nil && x.split.first > 0 {
		if shown := x.split.first + r.splitLead(); shown > out.First {
			out.First, out.IsCut = shown, r.view.From == nil
		}
	}
	out.Focus = r.month
	if out.First <= out.Last && r.isOutsideRange(r.month) { // its nearest month is spoken of
		out.Focus = min(max(r.month, out.First), out.Last)
	}
}

// fillSites breaks the months down by site, as they are drawn whatever else they are broken down by.
func (r *reading) fillSites(out *Volume, w window, x *numbers, whole volumeSlice) {
	out.Sites = &VolumeSites{out.Columns, out.Chart, out.Rows}
	if out.By == BySite || !out.shows("") {
		return
	}
	sites := Volume{By: BySite, First: out.First, Last: out.Last, Focus: out.Focus, Span: out.Span, Annotations: out.Annotations, Rebases: out.Rebases}
	parts := x.columns(BySite)
	r.fillColumns(&sites, w, parts, w.at(whole, out.Focus))
	r.fillRows(&sites, w, parts, whole)
	out.Sites = &VolumeSites{sites.Columns, sites.Chart, sites.Rows}
}

// shows reports whether the part of the page was asked for.
func (v Volume) shows(part Show) bool { return v.Show == part || v.Show == ShowAll }

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
		out.By = r.usualDimension(n)
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
	if n.setting != nil {
		out.SettingName = capital(settingName(*n.setting))
	}
	if n.state != nil {
		out.StateName = capital(referredFrom(*n.state))
	}
	if n.procedure != nil {
		out.Procedure = &NamedSlug{n.procedure.Name, r.kindSlug[n.procedure.ID]}
	}
}

// usualDimension is what a view is broken down by that does not say: what it is made of, one step further down.
func (r *reading) usualDimension(n narrowing) Dimension {
	groups := 0
	for _, g := range r.groups {
		for _, s := range r.sites {
			if _, ok := s.groups[g.ID]; ok {
				groups++
				break
			}
		}
	}
	switch {
	case n.procedure != nil, n.group == nil && groups < 2 && len(r.sites) > 1:
		return BySite
	case n.group != nil:
		return ByProcedure
	}
	return ByGroup
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

	hides func(m calendar.Month, perDay bool) bool // of an export; nil where all is shown
}

// fillColumns turns slices into columns, largest first but for sites, and gathers the smallest for drawing.
func (r *reading) fillColumns(out *Volume, w window, slicesOf []volumeSlice, focus float64) {
	base := w.traced()
	column := func(part volumeSlice) VolumeColumn {
		c := VolumeColumn{TraceURL: TraceURL(TraceQuery{Figure: w.figure(), View: base.narrowed(out.By, part.slug).WithMonth(out.Focus)}), Name: part.name, Slug: part.slug, Count: part.count, URL: part.url, Values: w.series(part, out.First, out.Last), Share: missing(), Sum: missing()}
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
		single := w
		single.span, single.perDay = SpanMonth, false
		return sum(single.series(part, out.First, out.Last))
	}
	if out.By != BySite && out.By != BySetting {
		sizes := map[string]float64{}
		for _, part := range slicesOf {
			if sizes[part.slug] = size(part); part.slug == NotStated {
				sizes[part.slug] = -1 // apart from what is known
			}
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
		var raw []bySite
		for _, part := range parts {
			raw = append(raw, part.raw)
		}
		other.raw = merge(raw)
	}
	last := column(other)
	last.Site, last.TraceURL = nil, ""
	out.Chart = append(out.Chart, last)
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
	if n.setting != nil {
		v.Setting = settingWord(*n.setting)
	}
	if n.state != nil {
		v.State = stateWord(*n.state)
	}
	return v
}
