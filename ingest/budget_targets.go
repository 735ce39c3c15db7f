package ingest

import (
	"context"

	"caseload/store/caseload"
)

// adoptBudget lays the budget that stands among the counts beside the stored targets, when somebody has said
// that it shall be taken. It goes into the same commit, and is undone with it.
func (a *analysis) adoptBudget(ctx context.Context, st OptionalStore) error {
	d, found := a.counts, a.reading.budget.targets
	if !a.options.takesTargets() || len(found) == 0 {
		return nil
	}
	o := &optionalReading[caseload.Target]{kind: targetFiles()}
	o.resolved = a
	first := map[caseload.Target]float64{}
	differing := map[caseload.Target]bool{}
	for _, target := range found {
		row := caseload.Target{Month: target.Month, Site: a.budgetSite(target.Site), Procedure: a.budgetProcedure(target.Procedure), PerMonth: target.N, Row: target.Row}
		key := o.kind.key(row)
		if before, taken := first[key]; taken {
			differing[key] = differing[key] || before != row.PerMonth
			continue
		}
		first[key] = row.PerMonth
		o.lines = append(o.lines, optionalLine[caseload.Target]{row: row, line: target.Row})
	}
	if len(differing) > 0 {
		kept := o.lines[:0]
		for _, line := range o.lines {
			if !differing[o.kind.key(line.row)] {
				kept = append(kept, line)
			}
		}
		o.lines = kept
		a.reading.findings.warn(CodeBudget, "%s twice with different numbers and left out of the targets.", plural(len(differing), "budget stands", "budgets stand"))
	}
	d.budget = o
	return o.lay(ctx, a, st)
}

// budgetSite returns the id of a site that a budget names; the commit adds one that is new.
func (a *analysis) budgetSite(name string) caseload.SiteID {
	if id := (Known{Sites: a.sites}).siteID(name); id != 0 {
		return id
	}
	for i, added := range a.counts.newSites {
		if fold(added) == fold(name) {
			return caseload.SiteID(-i - 1)
		}
	}
	a.counts.newSites = append(a.counts.newSites, name)
	return caseload.SiteID(-len(a.counts.newSites))
}

// budgetProcedure likewise.
func (a *analysis) budgetProcedure(name string) caseload.ProcedureID {
	if id := a.procedureNamed(name); id != 0 {
		return id
	}
	for i, added := range a.counts.newProcedures {
		if fold(added) == fold(name) {
			return caseload.ProcedureID(-i - 1)
		}
	}
	a.counts.newProcedures = append(a.counts.newProcedures, name)
	return caseload.ProcedureID(-len(a.counts.newProcedures))
}

// takesTargets reports that somebody has said that a budget among counts shall become targets.
func (o Options) takesTargets() bool { return o.Targets != nil && *o.Targets }

// targetsChanged is how many targets the commit of a file of counts would change.
func (d *comparison) targetsChanged() int {
	if d.budget == nil {
		return 0
	}
	return len(d.budget.changes)
}
