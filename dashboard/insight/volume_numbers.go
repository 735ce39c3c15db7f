package insight

import (
	"context"
	"fmt"
	"maps"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// numbers are the stored numbers of a narrowing in the unit of the view, by site and month: procedures, or hours.
// What it takes more than one query for is read when first asked for.
type numbers struct {
	r     *reading
	n     narrowing
	hours *roomHours // nil for procedures

	counts map[caseload.ProcedureID]bySite // of each procedure; nil until read
	split  *splitNumbers                   // nil unless settings or states are told apart
}

// numbersOf reads what the view's numbers are made of.
func (s *Service) numbersOf(ctx context.Context, r *reading, n narrowing, by Dimension) (*numbers, error) {
	x := &numbers{r: r, n: n}
	if r.view.Hours {
		x.hours = r.roomHours()
	}
	var err error
	switch {
	case n.isSplit() || by == BySetting || by == ByState:
		x.split, err = s.splitNumbers(ctx, r, n, by, x.hours)
		switch {
		case err != nil:
		case n.isSplit():
			x.counts = x.split.kinds
		case n.procedure != nil:
			err = s.readKinds(ctx, x, r.facts.first, r.facts.last)
		}
	case x.hours != nil || by == ByProcedure || n.procedure != nil:
		err = s.readKinds(ctx, x, r.facts.first, r.facts.last)
	}
	if err == nil && x.hours != nil {
		if x.counts == nil {
			err = s.readKinds(ctx, x, r.facts.first, r.facts.last)
		}
		x.hours.cover(x.counts)
	}
	return x, err
}

// readKinds reads the numbers of each procedure of the narrowing, by site.
func (s *Service) readKinds(ctx context.Context, x *numbers, first, last calendar.Month) error {
	f := x.n.filter()
	f.Setting, f.State, f.First, f.Last = nil, nil, &first, &last
	if x.r.chosen != nil {
		f.Sites = []caseload.SiteID{x.r.chosen.ID}
	}
	months, err := s.source.ProcedureMonths(ctx, f)
	if err != nil {
		return fmt.Errorf("read procedure months: %w", err)
	}
	x.counts = map[caseload.ProcedureID]bySite{}
	for _, pm := range months {
		if pm.Cells == 0 {
			continue
		}
		part, ok := x.counts[pm.Procedure]
		if !ok {
			part = bySite{}
			x.counts[pm.Procedure] = part
		}
		part.add(x.r.facts.first, x.r.facts.last, pm.Site, pm.Month, float64(pm.N))
	}
	return nil
}

// whole returns the narrowing's numbers, without the months in which one of its parts is hidden.
func (x *numbers) whole() bySite {
	raw := x.unhidden()
	if x.split != nil {
		raw = raw.without(x.split.hidden)
	}
	return raw
}

func (x *numbers) unhidden() bySite {
	r, n := x.r, x.n
	switch {
	case x.counts != nil && (x.hours != nil || n.isSplit() || n.procedure != nil):
		return x.sumOf(func(caseload.Procedure) bool { return true })
	case n.group != nil:
		return x.group(n.group.ID)
	}
	raw := bySite{}
	for _, site := range r.sites {
		raw[site.ID] = site.counts
	}
	return raw
}

// group returns a group's numbers.
func (x *numbers) group(id caseload.GroupID) bySite {
	if x.counts != nil && (x.hours != nil || x.n.isSplit() || x.n.procedure != nil) {
		return x.sumOf(func(p caseload.Procedure) bool { return p.Group == id })
	}
	raw := bySite{}
	for _, site := range x.r.sites {
		if values, ok := site.groups[id]; ok {
			raw[site.ID] = values
		}
	}
	return raw
}

// kind returns a procedure's numbers, nil where nothing of it is stored or it has no room minutes.
func (x *numbers) kind(p caseload.ProcedureID) bySite {
	part := x.counts[p]
	if part == nil || x.hours == nil {
		return part
	}
	if !x.hours.has(p) {
		return nil
	}
	hours := make(bySite, len(part))
	for site, values := range part {
		hours[site] = values.Map(func(m calendar.Month, n float64) float64 { return x.hours.of(p, m, n) })
	}
	return hours
}

// sumOf adds up the procedures that are wanted, site by site.
func (x *numbers) sumOf(isWanted func(caseload.Procedure) bool) bySite {
	var parts []bySite
	hidden := monthSet{}
	for _, p := range x.r.kinds {
		if isWanted(p) {
			if part := x.kind(p.ID); part != nil {
				parts = append(parts, part)
			}
			if x.split != nil {
				maps.Copy(hidden, x.split.small[p.ID])
			}
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return merge(parts).without(hidden)
}

// merge adds numbers site by site; a month that one of them lacks is what the others have.
func merge(parts []bySite) bySite {
	merged := bySite{}
	for _, part := range parts {
		for site, values := range part {
			for i, v := range values.Values {
				if !series.IsMissing(v) {
					merged.add(values.First, values.Last(), site, values.First+calendar.Month(i), v)
				}
			}
		}
	}
	return merged
}

// since returns the first month that has numbers in the view's unit; before it room minutes or cells were not read.
func (x *numbers) since() calendar.Month {
	var since calendar.Month
	if x.hours != nil {
		since = x.hours.since
	}
	if x.split != nil {
		since = max(since, x.split.first)
	}
	return since
}

// readSince returns the first month of which counts were read; 0 for all.
func (x *numbers) readSince() calendar.Month {
	if x.split == nil {
		return 0
	}
	return x.split.first
}

// slice makes a column of the numbers for all sites in view.
func (x *numbers) slice(name string, raw bySite) volumeSlice {
	return volumeSlice{name: name, sites: x.r.sites, raw: raw, hides: x.hides(x.content())}
}

// content is what the narrowing counts, but for settings and states.
func (x *numbers) content() content {
	c := content{site: x.r.inView()}
	if x.n.group != nil {
		c.group = x.n.group.ID
	}
	if x.n.procedure != nil {
		c.group, c.procedure = x.n.procedure.Group, x.n.procedure.ID
	}
	return c
}

// hides says in which months an export must not show the content. Of a setting or a state a part of it is counted,
// which hide looks after.
func (x *numbers) hides(c content) func(m calendar.Month, perDay bool) bool {
	if x.r.hidden == nil || x.n.isSplit() {
		return nil
	}
	return func(m calendar.Month, perDay bool) bool {
		return x.r.hidesSite(m, c.site, c.group, c.procedure) || perDay && c.site == 0 && x.r.hidesRate(m, c.group, c.procedure)
	}
}

// splitNumbers are the cells of the months read, added up by setting, by state and by procedure.
type splitNumbers struct {
	first    calendar.Month // the first month read; 0 for all
	settings map[caseload.Setting]bySite
	states   map[string]bySite
	kinds    map[caseload.ProcedureID]bySite

	small  map[caseload.ProcedureID]monthSet // in which a procedure's number is hidden
	hidden monthSet                          // in which that of any part is
}

// mostCells is how many cells a page reads when it tells settings or states apart: some 80 ms of work. A division
// stores a tenth of that in ten years.
const mostCells = 200_000

// splitLead is how many months before the first one shown its numbers need: the year before, in single months or sums.
func (r *reading) splitLead() calendar.Month {
	if r.view.Span == "" || r.view.Span == SpanMonth {
		return 12
	}
	return 23
}

// splitFirst returns the first month whose cells are read: all of them where that is quick, else as many of the
// newest as are, but enough to show a year and whatever was asked for.
func (r *reading) splitFirst() calendar.Month {
	if r.view.From != nil {
		return max(*r.view.From-r.splitLead(), r.facts.first)
	}
	cells := 0
	for m := r.facts.last; m >= r.facts.first; m-- {
		if cells += r.facts.cells[m]; cells > mostCells && m < r.month-11-r.splitLead() {
			return m + 1
		}
	}
	return r.facts.first
}

func (s *Service) splitNumbers(ctx context.Context, r *reading, n narrowing, by Dimension, hours *roomHours) (*splitNumbers, error) {
	x := &splitNumbers{settings: map[caseload.Setting]bySite{}, states: map[string]bySite{}, kinds: map[caseload.ProcedureID]bySite{}}
	f := n.filter()
	if r.chosen != nil {
		f.Sites = []caseload.SiteID{r.chosen.ID}
	}
	if x.first = r.splitFirst(); x.first > r.facts.first {
		f.First = &x.first
	} else {
		x.first = 0
	}
	first, last := r.facts.first, r.facts.last
	hides := r.facts.hidesSmall && crossesStates(n, by) || r.hidden != nil
	hiddenCells, err := s.cellsHidden(ctx, r)
	if err != nil {
		return nil, err
	}
	kindVeil, settingVeil, stateVeil := veil[caseload.ProcedureID]{}, veil[caseload.Setting]{}, veil[string]{}
	// Hours are as small as the procedures that they are of.
	settings, states := map[caseload.Setting]bySite{}, map[string]bySite{}
	err = s.source.EachCell(ctx, f, func(cell caseload.Cell, count int) {
		v := float64(count)
		if n.isSplit() {
			add(x.kinds, cell.Procedure, first, last, cell, v)
			kindVeil.see(cell.Procedure, cell, count, hiddenCells)
		}
		if hours != nil {
			if !hours.has(cell.Procedure) {
				return
			}
			v = hours.of(cell.Procedure, cell.Month, v)
		}
		switch by {
		case BySetting:
			add(x.settings, cell.Setting, first, last, cell, v)
			settingVeil.see(cell.Setting, cell, count, hiddenCells)
			if hides {
				add(settings, cell.Setting, first, last, cell, float64(count))
			}
		case ByState:
			add(x.states, cell.State, first, last, cell, v)
			stateVeil.see(cell.State, cell, count, hiddenCells)
			if hides {
				add(states, cell.State, first, last, cell, float64(count))
			}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read cells: %w", err)
	}
	if hides {
		x.small = beside(x.kinds, kindVeil.over(smallMonths(x.kinds)))
		x.hidden = hide(x.kinds, x.small)
		maps.Copy(x.hidden, hide(x.settings, beside(settings, settingVeil.over(smallMonths(settings)))))
		maps.Copy(x.hidden, hide(x.states, beside(states, stateVeil.over(smallMonths(states)))))
		if !crossesStates(n, by) && !n.isSplit() {
			x.hidden = nil // the parts beside do not give it away, and elsewhere it is shown
		}
	}
	return x, nil
}

// add puts the cell's number into the part of the key.
func add[K comparable](parts map[K]bySite, key K, first, last calendar.Month, cell caseload.Cell, v float64) {
	part, ok := parts[key]
	if !ok {
		part = bySite{}
		parts[key] = part
	}
	part.add(first, last, cell.Site, cell.Month, v)
}
