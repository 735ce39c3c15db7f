package ingest

import (
	"context"
	"strings"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// DifferenceKind says what a commit would do to a cell.
type DifferenceKind string

// The kinds of difference.
const (
	Added    DifferenceKind = "added"
	Changed  DifferenceKind = "changed"
	Absent   DifferenceKind = "absent"   // stored, not in the file, and left as it is
	Zeroed   DifferenceKind = "zeroed"   // not in the file, which is everything: 0 from now on
	Removed  DifferenceKind = "removed"  // a row of an optional file that goes, because the file is everything, or names its unit otherwise
	Replaced DifferenceKind = "replaced" // stored as a total where the file splits, or the reverse: the file's takes its place
	Clashing DifferenceKind = "clashing" // the same, while nobody has decided, or with what is stored kept
)

// Difference is one cell or roster line that differs between the file and the store.
type Difference struct {
	Kind      DifferenceKind  `json:"kind"`
	Month     *calendar.Month `json:"month,omitempty"`
	Site      string          `json:"site"`
	Procedure string          `json:"procedure,omitempty"`
	Setting   string          `json:"setting,omitempty"`
	State     string          `json:"state,omitempty"`
	Old       *int            `json:"old"`
	New       *int            `json:"new"`
	Person    string          `json:"person,omitempty"` // of a roster line
	Detail    string          `json:"detail,omitempty"` // what changes in a roster line, or how a number is split
	Row       int             `json:"row,omitempty"`    // in the file

	// Of a row of an optional file: what it is about beside month and site, and what is stored and in the file.
	Name   string `json:"name,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// keptDifferences bounds the list that a preview shows.
const keptDifferences = 2_000

// activeMonths is how long a procedure counts as active at a site after it was last reported there.
const activeMonths = 12

// comparison is a procedures file laid beside what is stored.
type comparison struct {
	base          caseload.Revision
	siteIDs       []caseload.SiteID      // by the reading's index; negative for new ones
	procedureIDs  []caseload.ProcedureID // likewise
	newSites      []string
	newProcedures []string

	covered  map[siteMonth]bool
	stored   map[siteMonthID]caseload.SiteMonth
	sums     map[siteMonthID]int           // what is stored of each site and month
	same     []bool                        // by record
	kept     []bool                        // records that yield to what is stored
	before   map[int32]caseload.CountValue // of changed records
	absent   []caseload.Count              // stored in covered months, not in the file
	replaced []caseload.Count              // the cells of swaps that go
	swapped  map[int32]bool                // records that take their place
	swaps    []opposed                     // places whose split the file changes
	clashes  []opposed                     // places whose records are left out, or wait for a decision
	zeroed   []caseload.Cell               // declared zeros of cells that nothing was stored for
	tally    tally

	budget *optionalReading[caseload.Target] // the file's budget, where it shall become targets

	everything bool
	siteMonths []caseload.SiteMonthChange
	closed     map[siteMonthID]bool // closed months that the commit would change
}

type siteMonthID struct {
	site  caseload.SiteID
	month calendar.Month
}

// tally counts what a commit would do.
type tally struct{ added, changed, same, absent, zeroed, replaced, clashing, removed int }

func (t tally) changes() int { return t.added + t.changed + t.zeroed + t.replaced }

// groupKey names month, site and procedure of a record, settings and states together.
func (rec record) groupKey() uint64 { return rec.cellKey() >> 10 }

const (
	shapeSetting = 1 << iota
	shapeState
	shapeTotal = 0
)

func shape(setting, state bool) uint8 {
	s := uint8(shapeTotal)
	if setting {
		s |= shapeSetting
	}
	if state {
		s |= shapeState
	}
	return s
}

// storedGroup is what is stored of one procedure in one month at one site.
type storedGroup struct {
	shape    uint8
	reported bool // at least one number that is no declared zero
	unequal  []caseload.Count
}

// compareCounts lays the records beside the store. It reads each stored cell of the file's months once.
func (a *analysis) compareCounts(ctx context.Context, st Store) error {
	r, c := a.reading, a.reading.counts
	d := &comparison{
		covered: map[siteMonth]bool{}, stored: map[siteMonthID]caseload.SiteMonth{},
		same: make([]bool, len(c.records)), kept: make([]bool, len(c.records)), before: map[int32]caseload.CountValue{}, swapped: map[int32]bool{},
	}
	a.counts = d
	d.base = a.base
	a.resolveNames(d)
	first, last := d.cover(c)
	months, err := st.SiteMonths(ctx)
	if err != nil {
		return err
	}
	for _, month := range months {
		d.stored[siteMonthID{month.Site, month.Month}] = month
	}
	// Rows that were left out may be the very procedures that would be declared zero.
	d.everything = r.options.Everything != nil && *r.options.Everything && len(r.findings.badRows) == 0 && r.holes == 0
	activity := newActivity()
	groups := map[uint64]*storedGroup{}
	if err := a.readStored(ctx, st, d, first, last, activity, groups); err != nil {
		return err
	}
	a.settleClashes(d, groups)
	if d.everything {
		a.declareZeros(d, activity, groups)
		d.leaveZeros()
	}
	d.count()
	a.speakOfMonths(d)
	c.index = nil
	if len(d.covered) <= keptTotals {
		if err := a.readSums(ctx, st); err != nil {
			return err
		}
	}
	return a.adoptBudget(ctx, st)
}

// resolveNames finds the ids of the file's sites and procedures, and numbers the new ones -1, -2, …
func (a *analysis) resolveNames(d *comparison) {
	c := a.reading.counts
	used := make([]bool, len(c.procedures))
	usedSites := make([]bool, len(c.sites))
	for _, rec := range c.records {
		used[rec.procedure], usedSites[rec.site] = true, true
	}
	d.siteIDs = make([]caseload.SiteID, len(c.sites))
	for i, site := range c.sites {
		d.siteIDs[i] = site.ID
		if site.ID == 0 && usedSites[i] {
			d.newSites = append(d.newSites, site.Name)
			d.siteIDs[i] = caseload.SiteID(-len(d.newSites))
		}
	}
	known := make(map[string]caseload.ProcedureID, len(a.procedures))
	for _, procedure := range a.procedures {
		known[fold(procedure.Name)] = procedure.ID
	}
	d.procedureIDs = make([]caseload.ProcedureID, len(c.procedures))
	for i, name := range c.procedures {
		id, ok := known[strings.ToLower(name)]
		if !ok && used[i] {
			d.newProcedures = append(d.newProcedures, name)
			id = caseload.ProcedureID(-len(d.newProcedures))
		}
		d.procedureIDs[i] = id
	}
}

// cover notes every site and month that the file speaks of.
func (d *comparison) cover(c *countReading) (first, last calendar.Month) {
	previous := siteMonth{site: -1}
	for _, rec := range c.records {
		at := siteMonth{rec.site, rec.month}
		if at != previous {
			d.covered[at] = true
			previous = at
		}
	}
	for at := range c.suppressed {
		d.covered[at] = true
	}
	started := false
	for at := range d.covered {
		if !started || at.month < first {
			first = at.month
		}
		if !started || at.month > last {
			last = at.month
		}
		started = true
	}
	return first, last
}

// readStored reads what is stored of the file's sites and months, and of the year before where
// that decides which procedures are active.
func (a *analysis) readStored(ctx context.Context, st Store, d *comparison, first, last calendar.Month, activity *activity, groups map[uint64]*storedGroup) error {
	c := a.reading.counts
	filter := store.CountFilter{First: &first, Last: &last}
	siteIndex := map[caseload.SiteID]int16{}
	for i, id := range d.siteIDs {
		if id > 0 {
			siteIndex[id] = int16(i)
			filter.Sites = append(filter.Sites, id)
		}
	}
	if d.everything {
		for _, rec := range c.records {
			activity.report(int(rec.site), d.procedureIDs[rec.procedure], rec.month)
		}
	}
	if len(filter.Sites) == 0 || len(d.covered) == 0 {
		return nil
	}
	if d.everything {
		before := first - activeMonths
		filter.First = &before
	}
	procedureIndex := map[caseload.ProcedureID]int32{}
	for i, id := range d.procedureIDs {
		if id > 0 {
			procedureIndex[id] = int32(i)
		}
	}
	stateIndex := map[string]uint8{}
	for i, state := range c.states {
		stateIndex[state] = uint8(i)
	}
	return st.EachCount(ctx, filter, func(stored caseload.Count) error {
		site := siteIndex[stored.Site]
		if d.everything && stored.Origin == caseload.Reported {
			activity.report(int(site), stored.Procedure, stored.Month)
		}
		if !d.covered[siteMonth{site, stored.Month}] {
			return nil
		}
		procedure, named := procedureIndex[stored.Procedure]
		if !named {
			d.absent = append(d.absent, stored)
			return nil
		}
		probe := record{month: stored.Month, site: site, procedure: procedure, setting: uint8(stored.Setting)}
		group := groups[probe.groupKey()]
		if group == nil {
			group = &storedGroup{}
			groups[probe.groupKey()] = group
		}
		group.shape |= shape(stored.Setting != caseload.SettingNotStated, stored.State != "")
		group.reported = group.reported || stored.Origin == caseload.Reported
		state, spoken := stateIndex[stored.State]
		probe.state = state
		at, found := int32(-1), false
		if spoken {
			at, found = c.lookup(probe.cellKey())
		}
		switch {
		case !found:
			group.unequal = append(group.unequal, stored)
		case int(c.records[at].n) == stored.N:
			d.same[at] = true // also a 0 that was declared: reported now it is the same number
		default:
			d.before[at] = caseload.CountValue{N: stored.N, Origin: stored.Origin, Source: stored.Source, Row: stored.Row}
		}
		return nil
	})
}

// leaveZeros leaves out the absent cells that would not change: zeros stay zeros.
func (d *comparison) leaveZeros() {
	kept := d.absent[:0]
	for _, stored := range d.absent {
		if stored.N != 0 {
			kept = append(kept, stored)
		}
	}
	d.absent = kept
}

// declareZeros gives every procedure that is active at a site, and of which an exhaustive file says
// nothing, a zero for the month. Active means reported at that site in the month or the twelve before it,
// by the store or by this file; a declared zero keeps nothing alive. Months with hidden numbers are not
// complete, and blank cells stay missing.
func (a *analysis) declareZeros(d *comparison, activity *activity, groups map[uint64]*storedGroup) {
	c := a.reading.counts
	present := make(map[uint64]bool, len(c.procedures)*len(d.covered))
	for _, rec := range c.records {
		present[rec.groupKey()] = true
	}
	indexOf := map[caseload.ProcedureID]int32{}
	for i, id := range d.procedureIDs {
		indexOf[id] = int32(i)
	}
	absent := map[caseload.Cell]bool{}
	for _, stored := range d.absent {
		absent[caseload.Cell{Month: stored.Month, Site: stored.Site, Procedure: stored.Procedure}] = true
	}
	for at := range d.covered {
		if c.suppressed[at] > 0 {
			continue
		}
		for _, procedure := range activity.active(int(at.site), at.month) {
			cell := caseload.Cell{Month: at.month, Site: d.siteIDs[at.site], Procedure: procedure}
			if index, named := indexOf[procedure]; named {
				key := record{month: at.month, site: at.site, procedure: index}.groupKey()
				if present[key] || c.missing[key] || groups[key] != nil {
					continue
				}
			}
			if absent[cell] || activity.reportedIn(int(at.site), procedure, at.month) {
				continue
			}
			d.zeroed = append(d.zeroed, cell)
		}
	}
}

func (d *comparison) count() {
	d.tally = tally{replaced: len(d.swaps), clashing: len(d.clashes)}
	for i := range d.same {
		switch _, changed := d.before[int32(i)]; {
		case d.swapped[int32(i)], d.kept[i]:
		case changed:
			d.tally.changed++
		case d.same[i]:
			d.tally.same++
		default:
			d.tally.added++
		}
	}
	if d.everything {
		d.tally.zeroed = len(d.absent) + len(d.zeroed)
	} else {
		d.tally.absent = len(d.absent)
	}
}

// speakOfMonths works out what the commit would record about each site and month.
func (a *analysis) speakOfMonths(d *comparison) {
	for at := range d.covered {
		id := d.siteIDs[at.site]
		if id == 0 {
			continue // every row of a site that does not exist yet was hidden
		}
		stored, known := d.stored[siteMonthID{id, at.month}]
		change := caseload.SiteMonthChange{Site: id, Month: at.month, Complete: stored.Complete, Suppressed: stored.Suppressed}
		hidden := a.reading.counts.suppressed[at]
		switch {
		case hidden > 0:
			change.Complete, change.Suppressed = false, max(hidden, stored.Suppressed)
		case d.everything:
			change.Complete, change.Suppressed = true, 0
		}
		if !known || change.Complete != stored.Complete || change.Suppressed != stored.Suppressed {
			d.siteMonths = append(d.siteMonths, change)
		}
	}
}
