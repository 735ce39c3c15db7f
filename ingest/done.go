package ingest

import (
	"context"
	"encoding/json"
	"fmt"

	"caseload/store/caseload"
)

// done says what a committed, undone or discarded upload did.
func (s *Service) done(ctx context.Context, upload caseload.Upload) (Preview, error) {
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{
		Upload: upload.ID, Seq: upload.Seq, State: upload.State, Kind: upload.Kind, FileName: upload.FileName, OnBehalf: upload.OnBehalfOf, SHA256: upload.SHA256,
		Outcome: OutcomeAccept, Rows: upload.Rows, Choices: options, BaseRevision: upload.BaseRevision,
	}
	if upload.Revision == 0 {
		return p, nil
	}
	options.AsRead.show(&p)
	a := &analysis{}
	if a.sites, err = s.store.Sites(ctx); err != nil {
		return p, fmt.Errorf("read sites: %w", err)
	}
	if a.procedures, err = s.store.Procedures(ctx); err != nil {
		return p, fmt.Errorf("read procedures: %w", err)
	}
	if upload.FirstMonth != nil && upload.LastMonth != nil {
		for month := *upload.FirstMonth; month <= *upload.LastMonth; month++ {
			p.Months = append(p.Months, month)
		}
	}
	others, err := s.store.Changes(ctx, upload.Revision, 0)
	if err != nil {
		return p, fmt.Errorf("read what was changed: %w", err)
	}
	if err := a.recallNames(others); err != nil {
		return p, err
	}
	for _, id := range upload.Sites {
		p.Sites = append(p.Sites, a.siteName(id))
	}
	changes, err := s.store.CountChanges(ctx, upload.Revision, 0)
	if err != nil {
		return p, fmt.Errorf("read what was changed: %w", err)
	}
	swaps, rest := partSwaps(changes)
	for _, o := range swaps {
		p.Replaced++
		if len(p.Differences) >= keptDifferences {
			p.DifferencesLeftOut++
			continue
		}
		p.Differences = append(p.Differences, a.difference(Replaced, o))
	}
	for _, change := range rest {
		p.addChange(a, change)
	}
	file := optionalFileOf(upload.Kind)
	for _, change := range others {
		if file != nil {
			d, ok, err := file.fromChange(a, change)
			if err != nil {
				return p, err
			}
			if ok {
				p.tallyOf(d)
			}
		}
		if change.Kind == caseload.ChangeTarget && file == nil {
			p.TargetsChanged++
		}
		if change.Kind == caseload.ChangeSiteMonth {
			if err := p.addDeclaration(a, change); err != nil {
				return p, err
			}
		}
		if change.Kind != caseload.ChangeAppointment {
			continue
		}
		if err := p.addAppointment(a, change); err != nil {
			return p, err
		}
	}
	p.Summary = []string{fmt.Sprintf("%s added, %s changed.", plural(p.Added, "number", "numbers"), commas(p.Changed+p.Zeroed+p.Replaced))}
	if p.TargetsChanged > 0 {
		p.Summary = append(p.Summary, fmt.Sprintf("%s of the file's budget taken over.", plural(p.TargetsChanged, "target", "targets")))
	}
	if upload.Kind == caseload.KindRoster {
		p.Summary = []string{fmt.Sprintf("%s added, %s changed.", plural(p.Added, "roster line", "roster lines"), commas(p.Changed))}
	}
	if file != nil {
		p.Summary = []string{fmt.Sprintf("%s added, %s changed.", file.wordsFor(p.Added), commas(p.Changed))}
		if p.Removed > 0 {
			p.Summary[0] = fmt.Sprintf("%s added, %s changed, %s removed.", file.wordsFor(p.Added), commas(p.Changed), commas(p.Removed))
		}
	}
	if options.AsRead != nil {
		p.Summary = append(p.Summary, options.AsRead.Sentences...)
	}
	if upload.State == caseload.UploadUndone {
		p.Summary = append([]string{"The upload was undone: everything is as it was before it. What it had done:"}, p.Summary...)
	}
	return p, nil
}

// recallNames adds the sites and procedures that a commit created: an undo takes them away again, and what the
// commit did must still be said by their names.
func (a *analysis) recallNames(changes []caseload.Change) error {
	for _, change := range changes {
		if len(change.After) == 0 || string(change.After) == "null" {
			continue
		}
		switch change.Kind {
		case caseload.ChangeSite:
			var site caseload.Site
			if err := json.Unmarshal(change.After, &site); err != nil {
				return fmt.Errorf("read a recorded site: %w", err)
			}
			a.sites = append(a.sites, site)
		case caseload.ChangeProcedure:
			var procedure caseload.Procedure
			if err := json.Unmarshal(change.After, &procedure); err != nil {
				return fmt.Errorf("read a recorded procedure: %w", err)
			}
			a.procedures = append(a.procedures, procedure)
		}
	}
	return nil
}

// tallyOf counts and lists a row of an optional file that a commit altered.
func (p *Preview) tallyOf(d Difference) {
	switch d.Kind {
	case Added:
		p.Added++
	case Changed:
		p.Changed++
	case Removed:
		p.Removed++
	}
	p.addDifference(d)
}

func (p *Preview) addChange(a *analysis, change caseload.CountChange) {
	month := change.Month
	difference := Difference{Month: &month, Site: a.siteName(change.Site), Procedure: a.procedureName(change.Procedure),
		Setting: change.Setting.String(), State: change.State}
	if change.Before != nil {
		difference.Old = &change.Before.N
	}
	switch {
	case change.After.Origin == caseload.DeclaredZero:
		difference.Kind, difference.New = Zeroed, &change.After.N
		p.Zeroed++
	case change.Before == nil:
		difference.Kind, difference.New, difference.Row = Added, &change.After.N, change.After.Row
		p.Added++
	default:
		difference.Kind, difference.New, difference.Row = Changed, &change.After.N, change.After.Row
		p.Changed++
	}
	if len(p.Differences) >= keptDifferences {
		p.DifferencesLeftOut++
		return
	}
	p.Differences = append(p.Differences, difference)
}

func (p *Preview) addAppointment(a *analysis, change caseload.Change) error {
	var before, after *caseload.Appointment
	for raw, into := range map[*json.RawMessage]**caseload.Appointment{&change.Before: &before, &change.After: &after} {
		if len(*raw) == 0 {
			continue
		}
		if err := json.Unmarshal(*raw, into); err != nil {
			return fmt.Errorf("read a recorded roster line: %w", err)
		}
	}
	switch {
	case after == nil:
		return nil
	case before == nil:
		p.Added++
		p.Differences = append(p.Differences, Difference{Kind: Added, Site: a.siteName(after.Site), Person: personOf(*after),
			Detail: describeAppointment(*after), Row: after.Row})
	default:
		p.Changed++
		p.Differences = append(p.Differences, Difference{Kind: Changed, Site: a.siteName(after.Site), Person: personOf(*after),
			Detail: appointmentDifference(*before, *after), Row: after.Row})
	}
	return nil
}
