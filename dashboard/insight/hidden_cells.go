package insight

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// HiddenCells are the stored counts that no export may show.
type HiddenCells map[caseload.Cell]bool

// HiddenCells returns the counts from first to last, nil for all, that exports have to hide; nil where the division hides none. What
// is hidden of a procedure's or a group's number is hidden of its cells, and so many more that neither their sum nor
// that of a setting, a state or both gives one away.
func (s *Service) HiddenCells(ctx context.Context, first, last *calendar.Month) (HiddenCells, error) {
	f, err := s.facts(ctx)
	if err != nil {
		return nil, err
	}
	return s.hiddenCells(ctx, f, first, last)
}

// cellsHidden are all of them for a reading, nil where it hides nothing. They are chosen once for each revision.
func (s *Service) cellsHidden(ctx context.Context, r *reading) (HiddenCells, error) {
	if r.hidden == nil {
		return nil, nil
	}
	r.facts.hidden.cellsMu.Lock()
	defer r.facts.hidden.cellsMu.Unlock()
	if r.facts.hidden.cells == nil {
		cells, err := s.hiddenCells(ctx, r.facts, nil, nil)
		if err != nil {
			return nil, err
		}
		r.facts.hidden.cells = cells
	}
	return r.facts.hidden.cells, nil
}

func (s *Service) hiddenCells(ctx context.Context, f *facts, first, last *calendar.Month) (HiddenCells, error) {
	hidden, err := s.hiddenNumbers(ctx, f)
	if err != nil || hidden == nil {
		return nil, err
	}
	months := map[calendar.Month]map[caseload.Cell]float64{}
	err = s.source.EachCell(ctx, store.CountFilter{First: first, Last: last}, func(cell caseload.Cell, n int) {
		if n == 0 { // nobody is pointed at, and nothing is hidden behind it
			return
		}
		if months[cell.Month] == nil {
			months[cell.Month] = map[caseload.Cell]float64{}
		}
		months[cell.Month][cell] = float64(n)
	})
	if err != nil {
		return nil, fmt.Errorf("read cells: %w", err)
	}
	group := make(map[caseload.ProcedureID]caseload.GroupID, len(f.kinds))
	for _, p := range f.kinds {
		group[p.ID] = p.Group
	}
	all := HiddenCells{}
	for m, values := range months {
		maps.Copy(all, hideCells(values, group, hidden[m]))
	}
	return all, nil
}

// veil tells in which months all that a part of a breakdown holds is hidden, and is the number of one procedure at one
// site: of several, more than a few together, the sum tells none.
type veil[K comparable] map[K]map[calendar.Month]*veiled

type veiled struct {
	shown bool // one of its numbers is
	sum   int
	of    content // the first procedure and site
	more  bool    // it is not the only one
}

func (v veil[K]) see(key K, cell caseload.Cell, n int, hidden HiddenCells) {
	if len(hidden) == 0 || n == 0 {
		return
	}
	if v[key] == nil {
		v[key] = map[calendar.Month]*veiled{}
	}
	of := content{site: cell.Site, procedure: cell.Procedure}
	one := v[key][cell.Month]
	if one == nil {
		one = &veiled{of: of}
		v[key][cell.Month] = one
	}
	one.shown = one.shown || !hidden[cell]
	one.more = one.more || one.of != of
	one.sum += n
}

// over adds those months to the small ones.
func (v veil[K]) over(small map[K]monthSet) map[K]monthSet {
	for key, months := range v {
		for m, one := range months {
			switch {
			case one.shown, one.more && one.sum > mostHidden:
			case small[key] == nil:
				small[key] = monthSet{m: true}
			default:
				small[key][m] = true
			}
		}
	}
	return small
}

// cellSum is what cells are added up by: none of its fields, or the site, and a procedure, a group or all, and a
// setting, a state or both.
type cellSum struct {
	of                     content
	setting                caseload.Setting
	state                  string
	isOfSetting, isOfState bool
}

// sumsOf lists what a cell is part of and what other exports show.
func sumsOf(c caseload.Cell, group caseload.GroupID) []cellSum {
	own := content{c.Site, group, c.Procedure}
	found := []cellSum{{of: own}}
	for _, of := range []content{own, {0, group, c.Procedure}, {c.Site, group, 0}, {0, group, 0}, {site: c.Site}, {}} {
		found = append(found,
			cellSum{of: of, setting: c.Setting, isOfSetting: true},
			cellSum{of: of, state: c.State, isOfState: true},
			cellSum{of: of, setting: c.Setting, state: c.State, isOfSetting: true, isOfState: true})
	}
	return found
}

// hideCells chooses the cells of one month.
func hideCells(values map[caseload.Cell]float64, group map[caseload.ProcedureID]caseload.GroupID, numbers map[content]bool) HiddenCells {
	hidden := HiddenCells{}
	parts := map[cellSum][]caseload.Cell{}
	var order []cellSum
	cells := slices.SortedFunc(maps.Keys(values), compareCells)
	for _, c := range cells {
		if isSmall(values[c]) || numbers[content{c.Site, group[c.Procedure], c.Procedure}] {
			hidden[c] = true
		}
		for _, sum := range sumsOf(c, group[c.Procedure]) {
			if parts[sum] == nil {
				order = append(order, sum)
			}
			parts[sum] = append(parts[sum], c)
		}
	}
	if len(hidden) == 0 {
		return nil
	}
	isAlone := func(c caseload.Cell) bool { // its number is that of its procedure, which is shown elsewhere
		return len(parts[sumsOf(c, group[c.Procedure])[0]]) == 1
	}
	for changed := true; changed; {
		changed = false
		for _, sum := range order {
			for {
				next, ok := nextCell(parts[sum], values, hidden, isAlone)
				if !ok {
					break
				}
				hidden[next], changed = true, true
			}
		}
	}
	return hidden
}

// nextCell is what to hide beside those of a sum that it would give away: the smallest that is shown.
func nextCell(parts []caseload.Cell, values map[caseload.Cell]float64, hidden HiddenCells, isAlone func(caseload.Cell) bool) (next caseload.Cell, ok bool) {
	n, sum := 0, 0.0
	for _, c := range parts {
		switch {
		case hidden[c]:
			n, sum = n+1, sum+values[c]
		case !ok, isAlone(next) && !isAlone(c), isAlone(next) == isAlone(c) && values[c] < values[next]:
			next, ok = c, true
		}
	}
	return next, ok && (n == 1 || n > 1 && sum <= mostHidden)
}

func compareCells(a, b caseload.Cell) int {
	for _, d := range []int{int(a.Site) - int(b.Site), int(a.Procedure) - int(b.Procedure), int(a.Setting) - int(b.Setting)} {
		if d != 0 {
			return d
		}
	}
	switch {
	case a.State < b.State:
		return -1
	case a.State > b.State:
		return 1
	}
	return 0
}
