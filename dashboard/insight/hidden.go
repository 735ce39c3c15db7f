package insight

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"caseload/dashboard/analysis/series"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// content is what a number counts: one site or all, one procedure, one group or all.
type content struct {
	site      caseload.SiteID
	group     caseload.GroupID
	procedure caseload.ProcedureID
}

// hiddenNumbers are the numbers that no export may show: those from 1 to 10, and so many others that none of them
// can be worked out from the sums they are part of. One choice serves every export, so that two of them laid side by
// side give no more away than one.
type hiddenNumbers map[calendar.Month]map[content]bool

// hiddenKeeper chooses them once for each revision, when somebody first asks.
type hiddenKeeper struct {
	mu      sync.Mutex
	numbers hiddenNumbers

	cellsMu sync.Mutex
	cells   HiddenCells
}

// hiddenNumbers returns what exports have to hide, nil where nothing is hidden.
func (s *Service) hiddenNumbers(ctx context.Context, f *facts) (hiddenNumbers, error) {
	if !f.hidesSmall {
		return nil, nil
	}
	f.hidden.mu.Lock()
	defer f.hidden.mu.Unlock()
	if f.hidden.numbers != nil {
		return f.hidden.numbers, nil
	}
	months, err := s.source.ProcedureMonths(ctx, store.CountFilter{})
	if err != nil {
		return nil, fmt.Errorf("read procedure months: %w", err)
	}
	f.hidden.numbers = chooseHidden(months, f.kinds)
	return f.hidden.numbers, nil
}

// isSmall reports a number that is hidden by itself.
func isSmall(v float64) bool { return v > 0 && v <= mostHidden }

// chooseHidden decides month by month.
func chooseHidden(months []caseload.ProcedureMonth, kinds []caseload.Procedure) hiddenNumbers {
	group := make(map[caseload.ProcedureID]caseload.GroupID, len(kinds))
	for _, p := range kinds {
		group[p.ID] = p.Group
	}
	tables := map[calendar.Month]*sums{}
	for _, pm := range months {
		if pm.Cells == 0 {
			continue
		}
		t := tables[pm.Month]
		if t == nil {
			t = &sums{values: map[content]float64{}, hidden: map[content]bool{}}
			tables[pm.Month] = t
		}
		t.add(content{pm.Site, group[pm.Procedure], pm.Procedure}, float64(pm.N))
	}
	chosen := make(hiddenNumbers, len(tables))
	for m, t := range tables {
		chosen[m] = t.choose()
	}
	return chosen
}

// sums are one month's numbers and what each is the sum of: its groups or its procedures, and its sites.
type sums struct {
	values map[content]float64
	hidden map[content]bool
}

// equation is a number that is the sum of others.
type equation struct {
	whole content
	parts []content
}

func (t *sums) add(cell content, n float64) {
	for _, site := range []caseload.SiteID{cell.site, 0} {
		for _, of := range []content{{site, cell.group, cell.procedure}, {site, cell.group, 0}, {site, 0, 0}} {
			t.values[of] += n
		}
	}
}

// equations lists every sum: a site's groups, a group's procedures, and the sites of each.
func (t *sums) equations() []equation {
	type sumOf struct {
		kind  int
		whole content
	}
	at := map[sumOf]int{}
	var all []equation
	put := func(kind int, whole, part content) {
		key := sumOf{kind, whole} // the same number may be a sum of sites and of groups
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key], all = i, append(all, equation{whole: whole})
		}
		all[i].parts = append(all[i].parts, part)
	}
	contents := make([]content, 0, len(t.values))
	for c := range t.values {
		contents = append(contents, c)
	}
	slices.SortFunc(contents, compareContents)
	for _, c := range contents {
		switch {
		case c.procedure != 0:
			put(0, content{c.site, c.group, 0}, c)
		case c.group != 0:
			put(0, content{site: c.site}, c)
		}
		if c.site != 0 {
			put(1, content{0, c.group, c.procedure}, c)
		}
	}
	return all
}

func compareContents(a, b content) int {
	for _, d := range []int{int(a.site) - int(b.site), int(a.group) - int(b.group), int(a.procedure) - int(b.procedure)} {
		if d != 0 {
			return d
		}
	}
	return 0
}

// choose hides what is small, and goes on until neither one sum nor several together give a hidden number away.
func (t *sums) choose() map[content]bool {
	for c, v := range t.values {
		if isSmall(v) {
			t.hidden[c] = true
		}
	}
	if len(t.hidden) == 0 {
		return t.hidden
	}
	all := t.equations()
	for {
		for changed := true; changed; {
			changed = false
			for _, e := range all {
				for t.tells(e) {
					t.hidden[t.next(e)] = true
					changed = true
				}
			}
		}
		told, ok := t.solved(all)
		if !ok {
			return t.hidden
		}
		beside, ok := t.nextBeside(told, all)
		if !ok {
			return t.hidden
		}
		t.hidden[beside] = true
	}
}

// tells reports whether the sum gives away what is hidden in it: one number alone, or several that are few together.
func (t *sums) tells(e equation) bool {
	n, sum := 0, 0.0
	for _, part := range e.parts {
		if t.hidden[part] {
			n, sum = n+1, sum+t.values[part]
		}
	}
	if t.hidden[e.whole] {
		return n == 0 && slices.ContainsFunc(e.parts, func(part content) bool { return t.values[part] > 0 })
	}
	return n == 1 || n > 0 && sum <= mostHidden
}

// next is what to hide beside: the smallest part that is shown, else the whole.
func (t *sums) next(e equation) content {
	next := e.whole
	for _, part := range e.parts {
		if v := t.values[part]; v > 0 && !t.hidden[part] && (next == e.whole || v < t.values[next]) {
			next = part
		}
	}
	return next
}

// hides reports whether the month's number is hidden, of the sites in view.
func (r *reading) hides(m calendar.Month, group caseload.GroupID, procedure caseload.ProcedureID) bool {
	return r.hidden[m][content{r.inView(), group, procedure}]
}

// hidesSite is hides of one site.
func (r *reading) hidesSite(m calendar.Month, site caseload.SiteID, group caseload.GroupID, procedure caseload.ProcedureID) bool {
	return r.hidden[m][content{site, group, procedure}]
}

// hidesRate reports whether a rate per working day gives away what is hidden: with the sum it would tell two sites
// with other working days apart.
func (r *reading) hidesRate(m calendar.Month, group caseload.GroupID, procedure caseload.ProcedureID) bool {
	return r.hides(m, group, procedure) ||
		slices.ContainsFunc(r.sites, func(s *siteFacts) bool { return r.hidesSite(m, s.ID, group, procedure) })
}

// shown returns the series without the months that are hidden.
func (r *reading) shown(values series.Monthly, hides func(calendar.Month) bool) series.Monthly {
	if r.hidden == nil {
		return values
	}
	return values.Map(func(m calendar.Month, v float64) float64 {
		if hides(m) {
			return series.Hidden()
		}
		return v
	})
}

// count is the site's number of the month, as far as it may be shown.
func (r *reading) count(s *siteFacts, m calendar.Month) float64 {
	if r.hidesSite(m, s.ID, 0, 0) {
		return series.Hidden()
	}
	return s.counts.At(m)
}

// isHidden reports whether the site's number is there and may not be shown.
func (r *reading) isHidden(s *siteFacts, m calendar.Month) bool {
	return s.counts.Has(m) && r.hidesSite(m, s.ID, 0, 0)
}

const hiddenText = "hidden small number"

// SmallNumberWords is what every export says about them.
func SmallNumberWords(hides bool) string {
	if hides {
		return "Numbers from 1 to 10 are hidden, and others that would give them away."
	}
	return "Internal use: small numbers are not hidden."
}
