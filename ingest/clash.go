package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// place is a procedure in a month at a site, settings and states together.
type place struct {
	month     calendar.Month
	site      caseload.SiteID
	procedure caseload.ProcedureID
}

func placeOf(cell caseload.Cell) place { return place{cell.Month, cell.Site, cell.Procedure} }

// part is one number of a place.
type part struct {
	setting caseload.Setting
	state   string
	n       int
}

// opposed is a place of which the file and the store hold different splits. What both hold alike is not in it.
type opposed struct {
	place
	stored, file []part
	row          int // the file's first
}

func sumOf(parts []part) int {
	sum := 0
	for _, p := range parts {
		sum += p.n
	}
	return sum
}

// partWords says a number with its split: "95 as a total", "90 as inpatient 40, outpatient 50".
func partWords(parts []part) string {
	if len(parts) == 0 {
		return "nothing"
	}
	if len(parts) == 1 && parts[0].setting == caseload.SettingNotStated && parts[0].state == "" {
		return commas(parts[0].n) + " as a total"
	}
	if len(parts) > 4 {
		return fmt.Sprintf("%s in %d parts", commas(sumOf(parts)), len(parts))
	}
	var words []string
	for _, p := range parts {
		name := strings.TrimSpace(p.setting.String() + " " + p.state)
		if name == "" {
			name = "without a split"
		}
		words = append(words, name+" "+commas(p.n))
	}
	return commas(sumOf(parts)) + " as " + strings.Join(words, ", ")
}

func (o opposed) detail() string { return partWords(o.stored) + " → " + partWords(o.file) }

// difference shows the two sides beside each other, each as its sum.
func (a *analysis) difference(kind DifferenceKind, o opposed) Difference {
	month := o.month
	d := Difference{Kind: kind, Month: &month, Site: a.siteName(o.site), Procedure: a.procedureName(o.procedure), Detail: o.detail(), Row: o.row}
	if len(o.stored) > 0 {
		sum := sumOf(o.stored)
		d.Old = &sum
	}
	if len(o.file) > 0 {
		sum := sumOf(o.file)
		d.New = &sum
	}
	return d
}

// settleClashes finds procedures that the file splits where the store holds a total, or the reverse.
// The two must never add up, so somebody decides: replace or keep. A stored zero that was only
// declared yields to anything that is reported.
func (a *analysis) settleClashes(d *comparison, groups map[uint64]*storedGroup) {
	if len(groups) == 0 {
		return
	}
	c := a.reading.counts
	shapes := make(map[uint64]uint8, len(groups))
	for _, rec := range c.records {
		if key := rec.groupKey(); groups[key] != nil {
			shapes[key] |= shape(rec.setting != 0, rec.state != 0) | 1<<7
		}
	}
	clashing, yielding := map[uint64]*opposed{}, map[uint64]*opposed{}
	for key, group := range groups {
		inFile := shapes[key]
		switch {
		case inFile == 0 || inFile&^(1<<7) == group.shape || len(group.unequal) == 0:
			d.absent = append(d.absent, group.unequal...)
		case !group.reported:
			yielding[key] = &opposed{}
		default:
			clashing[key] = &opposed{}
		}
	}
	if len(clashing)+len(yielding) == 0 {
		return
	}
	a.lineUp(d, groups, clashing)
	a.lineUp(d, groups, yielding)
	answer := ""
	if len(clashing) > 0 {
		answer = a.askSplitOrTotal(clashing)
	}
	if answer == "replace" {
		for key, o := range clashing {
			yielding[key] = o
		}
		clashing = nil
	}
	d.clashes, d.swaps = a.inOrder(clashing), a.inOrder(yielding)
	for key := range yielding {
		d.replaced = append(d.replaced, groups[key].unequal...)
	}
	for i, rec := range c.records {
		key := rec.groupKey()
		switch {
		case clashing[key] != nil:
			d.kept[i] = true
			delete(d.before, int32(i))
		case yielding[key] != nil && !d.same[i]:
			d.swapped[int32(i)] = true
		}
	}
}

// lineUp fills in what the store and the file hold of each place.
func (a *analysis) lineUp(d *comparison, groups map[uint64]*storedGroup, places map[uint64]*opposed) {
	c := a.reading.counts
	for key, o := range places {
		for _, stored := range groups[key].unequal {
			o.place = placeOf(stored.Cell)
			o.stored = append(o.stored, part{stored.Setting, stored.State, stored.N})
		}
	}
	for i, rec := range c.records {
		o := places[rec.groupKey()]
		if o == nil || d.same[i] {
			continue
		}
		if before, changed := d.before[int32(i)]; changed {
			o.stored = append(o.stored, part{caseload.Setting(rec.setting), c.states[rec.state], before.N})
		}
		if o.row == 0 {
			o.row = int(rec.row)
		}
		o.file = append(o.file, part{caseload.Setting(rec.setting), c.states[rec.state], int(rec.n)})
	}
	byName := func(x, y part) int {
		return cmp.Or(cmp.Compare(x.setting, y.setting), strings.Compare(x.state, y.state))
	}
	for _, o := range places {
		slices.SortFunc(o.stored, byName)
		slices.SortFunc(o.file, byName)
	}
}

// inOrder sorts places by month, site and procedure, as everybody reads them.
func (a *analysis) inOrder(places map[uint64]*opposed) []opposed {
	list := make([]opposed, 0, len(places))
	for _, o := range places {
		list = append(list, *o)
	}
	slices.SortFunc(list, func(x, y opposed) int {
		if x.month != y.month || x.site != y.site {
			return cmp.Or(cmp.Compare(x.month, y.month), strings.Compare(a.siteName(x.site), a.siteName(y.site)))
		}
		return strings.Compare(a.procedureName(x.procedure), a.procedureName(y.procedure))
	})
	return list
}

// clashesNamed is how many places a question names.
const clashesNamed = 3

func (a *analysis) askSplitOrTotal(clashing map[uint64]*opposed) string {
	list := a.inOrder(clashing)
	var named []string
	for _, o := range list[:min(clashesNamed, len(list))] {
		named = append(named, fmt.Sprintf("%s, %s, %s: %s stored, %s in the file",
			o.month.Short(), a.siteName(o.site), a.procedureName(o.procedure), partWords(o.stored), partWords(o.file)))
	}
	if more := len(list) - len(named); more > 0 {
		named = append(named, commas(more)+" more")
	}
	question := Question{
		ID: "split_or_total", Code: "split_or_total", Value: commas(len(list)), Blocking: true,
		Text: fmt.Sprintf("For %s the file and the store differ in how a number is split by setting or state (%s). The two cannot both stand.",
			plural(len(list), "procedure and month", "procedures and months"), strings.Join(named, "; ")),
		Choices: []Choice{
			{ID: "replace", Label: "Replace what is stored by the file"},
			{ID: "keep", Label: "Keep what is stored and leave those rows out"},
		},
	}
	if answer := a.reading.options.answer(question.ID); answer == "replace" || answer == "keep" {
		question.Answer = answer
	}
	a.reading.ask(question)
	return question.Answer
}

// partSwaps sets the changes aside by which one split of a number took the place of another.
func partSwaps(changes []caseload.CountChange) (swaps []opposed, rest []caseload.CountChange) {
	index := map[place]int{}
	for _, change := range changes {
		if at := placeOf(change.Cell); change.After == nil {
			if _, known := index[at]; !known {
				index[at] = len(swaps)
				swaps = append(swaps, opposed{place: at})
			}
		}
	}
	for _, change := range changes {
		at, isSwap := index[placeOf(change.Cell)]
		if !isSwap {
			rest = append(rest, change)
			continue
		}
		o := &swaps[at]
		if change.Before != nil {
			o.stored = append(o.stored, part{change.Setting, change.State, change.Before.N})
		}
		if change.After != nil {
			o.file = append(o.file, part{change.Setting, change.State, change.After.N})
			if o.row == 0 {
				o.row = change.After.Row
			}
		}
	}
	return swaps, rest
}
