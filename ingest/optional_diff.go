package ingest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"caseload/store/caseload"
)

// optionalComparison is an optional file laid beside what is stored.
type optionalComparison[T comparable] struct {
	resolved      names // by the store's ids
	newSites      []string
	newProcedures []string

	changes    []caseload.RowChange[T] // in the order of the file, then what goes
	absent     []T                     // stored in what the file speaks of, not in it, and left as it is
	tally      tally
	everything bool

	keys, units, scopes map[T]bool // what the file speaks of
}

// compare lays the rows beside the store. A file adds the rows it names and replaces them; what it does not
// name stays, but for the rest of a unit that it names, and for the rest of a scope that it is everything about.
func (o *optionalReading[T]) compare(ctx context.Context, a *analysis, st OptionalStore) error {
	o.resolveNames(a)
	o.resolved = a
	for _, name := range o.newSites {
		a.reading.findings.warn(CodeNewSite, "%q is a new site; the commit adds it.", shorten(name))
	}
	return o.lay(ctx, a, st)
}

// lay compares rows that name sites and procedures by the store's ids.
func (o *optionalReading[T]) lay(ctx context.Context, a *analysis, st OptionalStore) error {
	stored, err := o.kind.stored(ctx, st)
	if err != nil {
		return err
	}
	o.spellAlike(stored)
	byKey := make(map[T]*T, len(stored))
	for i := range stored {
		byKey[o.kind.key(stored[i])] = &stored[i]
	}
	o.keys, o.units, o.scopes = map[T]bool{}, map[T]bool{}, map[T]bool{}
	isWhole := len(a.reading.findings.badRows) == 0 && a.reading.holes == 0
	o.everything = isWhole && a.options.Everything != nil && *a.options.Everything
	for i := range o.lines {
		row := &o.lines[i].row
		key := o.kind.key(*row)
		o.keys[key] = true
		if o.kind.unit != nil {
			o.units[o.kind.unit(*row)] = true
		}
		if o.kind.scope != nil {
			o.scopes[o.kind.scope(*row)] = true
		}
		switch before := byKey[key]; {
		case before == nil:
			o.tally.added++
			o.changes = append(o.changes, caseload.RowChange[T]{After: row})
		case o.sameStored(*before, *row):
			o.tally.same++
		default:
			o.tally.changed++
			o.changes = append(o.changes, caseload.RowChange[T]{Before: before, After: row})
		}
	}
	for i := range stored {
		row := &stored[i]
		if o.keys[o.kind.key(*row)] {
			continue
		}
		inUnit := o.kind.unit != nil && o.units[o.kind.unit(*row)]
		inScope := o.kind.scope != nil && o.scopes[o.kind.scope(*row)]
		switch {
		case inUnit && isWhole, inScope && o.everything:
			o.tally.removed++
			o.changes = append(o.changes, caseload.RowChange[T]{Before: row})
		case inUnit, inScope:
			o.absent = append(o.absent, *row)
		}
	}
	o.tally.absent = len(o.absent)
	return nil
}

// sameStored compares a stored row with one of the file by what they say. Both name sites and procedures by the store's ids.
func (o *optionalReading[T]) sameStored(stored, row T) bool {
	for _, column := range o.kind.columns {
		if !column.isKey && !sameValue(column.say(o.resolved, stored), column.say(o.resolved, row)) {
			return false
		}
	}
	return true
}

// resolveNames turns the places in the file's lists into the store's ids, and numbers new names -1, -2, …
func (o *optionalReading[T]) resolveNames(a *analysis) {
	siteIDs := make([]caseload.SiteID, len(o.sites))
	procedureIDs := make([]caseload.ProcedureID, len(o.procedures))
	for i := range o.lines {
		row := &o.lines[i].row
		if o.kind.site != nil {
			if id := o.kind.site(row); *id > 0 {
				at := *id - 1
				if siteIDs[at] == 0 {
					siteIDs[at] = o.sites[at].ID
					if siteIDs[at] == 0 {
						o.newSites = append(o.newSites, o.sites[at].Name)
						siteIDs[at] = caseload.SiteID(-len(o.newSites))
					}
				}
				*id = siteIDs[at]
			}
		}
		if o.kind.procedure != nil {
			if id := o.kind.procedure(row); *id > 0 {
				at := *id - 1
				if procedureIDs[at] == 0 {
					procedureIDs[at] = a.procedureNamed(o.procedures[at])
					if procedureIDs[at] == 0 {
						o.newProcedures = append(o.newProcedures, o.procedures[at])
						procedureIDs[at] = caseload.ProcedureID(-len(o.newProcedures))
					}
				}
				*id = procedureIDs[at]
			}
		}
	}
}

// procedureNamed returns a known procedure's id, or 0.
func (a *analysis) procedureNamed(name string) caseload.ProcedureID {
	folded := fold(name)
	for _, procedure := range a.procedures {
		if fold(procedure.Name) == folded {
			return procedure.ID
		}
	}
	return 0
}

func (o *optionalReading[T]) isEmpty() bool               { return len(o.changes) == 0 }
func (o *optionalReading[T]) newSiteNames() []string      { return o.newSites }
func (o *optionalReading[T]) newProcedureNames() []string { return o.newProcedures }

func (o *optionalReading[T]) addTo(batch *caseload.Batch) {
	batch.NewSites, batch.NewProcedures = o.newSites, o.newProcedures
	o.kind.put(batch, o.changes)
}

// siteIn is the site of a row, 0 where rows of its kind name none.
func siteIn[T comparable](k optionalKind[T], row T) (id caseload.SiteID) {
	if k.site != nil {
		id = *k.site(&row)
	}
	return id
}

// describe fills in what an upload's record says of its file.
func (o *optionalReading[T]) describe(upload *caseload.Upload) {
	for _, line := range o.lines {
		if id := siteIn(o.kind, line.row); id > 0 && !slices.Contains(upload.Sites, id) {
			upload.Sites = append(upload.Sites, id)
		}
		month, ok := o.kind.when(line.row)
		if !ok {
			continue
		}
		if upload.FirstMonth == nil || month < *upload.FirstMonth {
			upload.FirstMonth = &month
		}
		if upload.LastMonth == nil || month > *upload.LastMonth {
			upload.LastMonth = &month
		}
	}
}

func (o *optionalReading[T]) preview(a *analysis, p *Preview) {
	p.Added, p.Changed, p.Same, p.Absent, p.Removed = o.tally.added, o.tally.changed, o.tally.same, o.tally.absent, o.tally.removed
	p.NewSites, p.NewProcedures = o.newSites, o.newProcedures
	for _, line := range o.lines {
		if o.kind.site != nil {
			if name := a.siteName(siteIn(o.kind, line.row)); !slices.Contains(p.Sites, name) {
				p.Sites = append(p.Sites, name)
			}
		}
		if month, ok := o.kind.when(line.row); ok && !slices.Contains(p.Months, month) {
			p.Months = append(p.Months, month)
		}
	}
	slices.Sort(p.Sites)
	slices.Sort(p.Months)
	for _, order := range []DifferenceKind{Changed, Removed, Added} {
		for _, change := range o.changes {
			if d := o.kind.difference(a, change); d.Kind == order {
				p.addDifference(d)
			}
		}
	}
	for i := range o.absent {
		d := o.kind.difference(a, caseload.RowChange[T]{Before: &o.absent[i]})
		d.Kind, d.After = Absent, d.Before
		p.addDifference(d)
	}
	// Only where something would go does it matter whether the file is everything.
	inScope := slices.ContainsFunc(o.absent, func(row T) bool { return o.kind.scope != nil && o.scopes[o.kind.scope(row)] })
	isDeclared := a.options.Everything != nil && *a.options.Everything
	if p.BadRows == 0 && a.reading.holes == 0 && (inScope || isDeclared && o.kind.scope != nil) {
		p.EverythingText = "Is this file everything for " + o.scopeWords(p) + "?"
	}
}

// scopeWords name what a file may be everything about.
func (o *optionalReading[T]) scopeWords(p *Preview) string {
	if len(p.Months) > 0 {
		return listed(p.Sites) + ", " + span(p.Months)
	}
	words := map[string]bool{}
	for scope := range o.scopes {
		words[sayText(o.kind.columns[0].say(o.resolved, scope))] = true
	}
	if len(words) > 3 {
		return plural(len(words), "trainee", "trainees")
	}
	var list []string
	for word := range words {
		list = append(list, word)
	}
	slices.Sort(list)
	return listed(list)
}

func (p *Preview) addDifference(d Difference) {
	if len(p.Differences) >= keptDifferences {
		p.DifferencesLeftOut++
		return
	}
	p.Differences = append(p.Differences, d)
}

// difference says one altered row in words.
func (k optionalKind[T]) difference(n names, change caseload.RowChange[T]) Difference {
	row := change.After
	d := Difference{Kind: Changed}
	switch {
	case change.After == nil:
		d.Kind, row = Removed, change.Before
	case change.Before == nil:
		d.Kind = Added
	}
	if month, ok := k.when(*row); ok {
		d.Month = &month
	}
	if k.site != nil {
		d.Site = n.siteName(siteIn(k, *row))
	}
	d.Name = k.label(n, *row)
	if d.Name == "" {
		d.Name = "All procedures"
	}
	if change.Before != nil {
		d.Before = k.values(n, *change.Before)
	}
	if change.After != nil {
		d.After = k.values(n, *change.After)
		line, _ := k.place(change.After)
		d.Row = *line
	}
	return d
}

// fromChange says a recorded change in words; false when it is of another kind.
func (k optionalKind[T]) fromChange(n names, change caseload.Change) (Difference, bool, error) {
	if change.Kind != k.change {
		return Difference{}, false, nil
	}
	var recorded caseload.RowChange[T]
	before, err := recordedRow[T](change.Before)
	if err != nil {
		return Difference{}, false, fmt.Errorf("read a recorded %s: %w", k.one, err)
	}
	if recorded.After, err = recordedRow[T](change.After); err != nil {
		return Difference{}, false, fmt.Errorf("read a recorded %s: %w", k.one, err)
	}
	if recorded.Before = before; recorded.Before == nil && recorded.After == nil {
		return Difference{}, false, nil
	}
	return k.difference(n, recorded), true, nil
}

func recordedRow[T any](raw json.RawMessage) (*T, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	row := new(T)
	return row, json.Unmarshal(raw, row)
}

// concernedBy reports whether a recorded change touched what the preview of the file depends on.
func (o *optionalReading[T]) concernedBy(change caseload.Change) (bool, error) {
	if change.Kind != o.kind.change {
		return false, nil
	}
	for _, raw := range []json.RawMessage{change.Before, change.After} {
		row, err := recordedRow[T](raw)
		if err != nil {
			return false, fmt.Errorf("read a recorded %s: %w", o.kind.one, err)
		}
		if row == nil {
			continue
		}
		if o.keys[o.kind.key(*row)] || o.kind.unit != nil && o.units[o.kind.unit(*row)] || o.kind.scope != nil && o.scopes[o.kind.scope(*row)] {
			return true, nil
		}
	}
	return false, nil
}

// headline is what the commit does in one short line, for the history.
func (o *optionalReading[T]) headline() string {
	text := fmt.Sprintf("%s added, %s changed", plural(o.tally.added, o.kind.one, o.kind.many), commas(o.tally.changed))
	if o.tally.removed > 0 {
		text += fmt.Sprintf(", %s removed", commas(o.tally.removed))
	}
	return text
}

// sentences say what was understood, with an example or two.
func (o *optionalReading[T]) sentences(a *analysis) []string {
	if len(o.lines) == 0 {
		return nil
	}
	first := plural(len(o.lines), o.kind.one, o.kind.many)
	var sites []string
	low, high, dated := o.lines[0].row, o.lines[0].row, false
	for _, line := range o.lines {
		if o.kind.site != nil {
			if name := a.siteName(siteIn(o.kind, line.row)); !slices.Contains(sites, name) {
				sites = append(sites, name)
			}
		}
		month, ok := o.kind.when(line.row)
		if !ok {
			continue
		}
		dated = true
		if least, _ := o.kind.when(low); month < least {
			low = line.row
		}
		if most, _ := o.kind.when(high); month > most {
			high = line.row
		}
	}
	slices.Sort(sites)
	if len(sites) > 0 {
		first += " for " + listed(sites)
	}
	if dated {
		from, _ := o.kind.when(low)
		to, _ := o.kind.when(high)
		first += ", " + from.Long()
		if from != to {
			first += " to " + to.Long()
		}
	}
	list := []string{first + "."}
	for _, at := range slices.Compact([]int{0, len(o.lines) / 2, len(o.lines) - 1}) {
		row := o.lines[at].row
		text := o.keyWords(row) + " = " + cmp.Or(o.kind.values(a, row), "—") + "."
		if at == 0 && len(o.lines) > 1 {
			text = "For example: " + text
		}
		if len(o.lines) > 3 || at == 0 {
			list = append(list, text)
		}
	}
	return list
}
