package ingest

import (
	"bytes"
	"context"
	"fmt"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// CommitOptions are what is decided at the moment of commit.
type CommitOptions struct {
	Partial    bool  // take the good rows although others are bad
	Everything *bool // the file is everything for its sites and months; nil keeps the draft's answer
	By         caseload.UserID
	Seen       []byte // what was Decided of the draft whose preview was seen; nil for whatever is
}

// Commit makes a draft's numbers the stored ones, all of them or none. It refuses while questions are
// open, while rows are bad unless the good ones alone are wanted, and with a Conflict when somebody
// else changed anything since the preview that the file speaks of.
func (s *Service) Commit(ctx context.Context, id caseload.UploadID, o CommitOptions) (caseload.RevisionInfo, error) {
	upload, err := s.draft(ctx, id)
	if err != nil {
		return caseload.RevisionInfo{}, err
	}
	if o.Seen != nil && !bytes.Equal(o.Seen, Decided(upload)) {
		return caseload.RevisionInfo{}, fault.New(fault.Conflict, "Something else was decided about this file since this preview. Nothing was stored; look at it again.").
			WithCode(store.CodeDecidedMeanwhile)
	}
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return caseload.RevisionInfo{}, err
	}
	if o.Everything != nil && (options.Everything == nil || *options.Everything != *o.Everything) {
		options.Everything = o.Everything
		seen := upload.Choices
		if upload.Choices, err = options.encode(); err != nil {
			return caseload.RevisionInfo{}, err
		}
		if err := s.store.UpdateDraft(ctx, upload, seen); err != nil {
			return caseload.RevisionInfo{}, fmt.Errorf("keep the choices: %w", err)
		}
	}
	info, err := s.apply(ctx, upload, o)
	if isDecidedMeanwhile(err) {
		// Nobody has decided anything where it was only noted that the draft changes nothing, or no longer.
		if now, again := s.draft(ctx, id); again == nil && bytes.Equal(Decided(now), Decided(upload)) {
			info, err = s.apply(ctx, now, o)
		}
	}
	if err != nil {
		return info, err
	}
	s.letGo(id)
	s.noteIdle(ctx, upload, false)
	return info, nil
}

// apply lays a draft beside the store as it is, and stores it if nothing stands in the way. One commit at a time is
// looked at and stored.
func (s *Service) apply(ctx context.Context, upload caseload.Upload, o CommitOptions) (caseload.RevisionInfo, error) {
	s.committing.Lock()
	defer s.committing.Unlock()
	a, err := s.draftAnalysis(ctx, upload)
	if err != nil {
		return caseload.RevisionInfo{}, err
	}
	moved, err := s.movedSince(ctx, upload.BaseRevision, a)
	if err != nil {
		return caseload.RevisionInfo{}, err
	}
	if len(moved) > 0 {
		return caseload.RevisionInfo{}, fault.New(fault.Conflict,
			"Something was changed since this preview. Nothing was stored; look at the differences again.").
			WithCode("revision_conflict").WithDetails(moved...)
	}
	if err := a.refuseCommit(o.Partial); err != nil {
		return caseload.RevisionInfo{}, err
	}
	by := o.By
	if by == "" {
		by = upload.By
	}
	if err := s.rememberAnswers(ctx, a, by); err != nil {
		return caseload.RevisionInfo{}, err
	}
	batch := a.batch(s.today().Month())
	batch.Upload, batch.By, batch.Seen = upload.ID, by, upload.Choices
	if batch.Choices, err = a.choicesOnRecord(upload); err != nil {
		return caseload.RevisionInfo{}, err
	}
	batch.Reason = fmt.Sprintf("%s: %s", upload.FileName, a.headline())
	if upload.OnBehalfOf != "" {
		batch.Reason += ", on behalf of " + upload.OnBehalfOf
	}
	// The batch holds all that is needed; a million records beside it would only cost memory.
	a = nil
	s.forget(upload.ID)
	defer s.frugal(upload.Size)()
	return s.store.Apply(ctx, batch)
}

// refuseCommit says why a draft cannot be committed as it stands.
func (a *analysis) refuseCommit(partial bool) error {
	r := a.reading
	if r.refused != nil {
		return fault.New(fault.Invalid, "%s", r.refused.Message).WithCode(string(r.refused.Code))
	}
	if open := r.open(); len(open) > 0 {
		return fault.New(fault.Invalid, "%s must be answered first.", plural(len(open), "question", "questions")).
			WithCode("open_questions").WithDetails(questionTexts(open)...)
	}
	if bad := len(r.findings.badRows); bad > 0 && !partial {
		var details []string
		for _, finding := range r.findings.list {
			if finding.Severity == SeverityError && len(details) < 20 {
				details = append(details, finding.Message)
			}
		}
		return fault.New(fault.Invalid, "%s cannot be taken. Correct the file, or commit the good rows alone.", plural(bad, "row", "rows")).
			WithCode("bad_rows").WithDetails(details...)
	}
	if r.goodRows() == 0 {
		return fault.New(fault.Invalid, "No row of the file can be taken.").WithCode("no_good_rows")
	}
	if a.isEmpty() {
		return fault.New(fault.Invalid, "Everything in this file is stored already; there is nothing to commit.").WithCode("no_changes")
	}
	return nil
}

func questionTexts(questions []Question) []string {
	var texts []string
	for _, question := range questions {
		texts = append(texts, question.Text)
	}
	return texts
}

// batch turns the comparison into what the store applies.
func (a *analysis) batch(month calendar.Month) caseload.Batch {
	batch := caseload.Batch{Base: a.base}
	if a.reading.optional != nil {
		a.reading.optional.addTo(&batch)
		return batch
	}
	if a.roster != nil {
		batch.NewSites = a.roster.newSites
		batch.Appointments = a.roster.changes
		for _, id := range a.rosterSites() {
			batch.RosterMonths = append(batch.RosterMonths, caseload.RosterMonth{Site: id, Month: month})
		}
		return batch
	}
	c, d := a.reading.counts, a.counts
	batch.NewSites, batch.NewProcedures, batch.SiteMonths = d.newSites, d.newProcedures, d.siteMonths
	changes := d.tally.changes() + len(d.swapped) + len(d.replaced)
	batch.Counts = make([]caseload.CountChange, 0, changes)
	// The values live in one slice, so that a million changes are two allocations. It must not grow.
	values := make([]caseload.CountValue, 0, changes+len(d.before)+len(d.absent))
	keep := func(value caseload.CountValue) *caseload.CountValue {
		values = append(values, value)
		return &values[len(values)-1]
	}
	for i, rec := range c.records {
		if d.same[i] || d.kept[i] {
			continue
		}
		change := caseload.CountChange{
			Cell: caseload.Cell{Month: rec.month, Site: d.siteIDs[rec.site], Procedure: d.procedureIDs[rec.procedure],
				Setting: caseload.Setting(rec.setting), State: c.states[rec.state]},
			After: keep(caseload.CountValue{N: int(rec.n), Origin: caseload.Reported, Row: int(rec.row)}),
		}
		if before, ok := d.before[int32(i)]; ok {
			change.Before = keep(before)
		}
		batch.Counts = append(batch.Counts, change)
	}
	if d.budget != nil {
		d.budget.kind.put(&batch, d.budget.changes)
	}
	for _, stored := range d.replaced {
		batch.Counts = append(batch.Counts, caseload.CountChange{Cell: stored.Cell, Before: keep(valueOf(stored))})
	}
	if d.everything {
		for _, stored := range d.absent {
			batch.Counts = append(batch.Counts, caseload.CountChange{Cell: stored.Cell, Before: keep(valueOf(stored)),
				After: keep(caseload.CountValue{Origin: caseload.DeclaredZero})})
		}
		for _, cell := range d.zeroed {
			batch.Counts = append(batch.Counts, caseload.CountChange{Cell: cell, After: keep(caseload.CountValue{Origin: caseload.DeclaredZero})})
		}
	}
	return batch
}

func valueOf(stored caseload.Count) caseload.CountValue {
	return caseload.CountValue{N: stored.N, Origin: stored.Origin, Source: stored.Source, Row: stored.Row}
}

// rosterSites lists the sites that the roster's good lines speak of.
func (a *analysis) rosterSites() []caseload.SiteID {
	var sites []caseload.SiteID
	seen := map[caseload.SiteID]bool{}
	for _, line := range a.reading.roster.lines {
		if !seen[line.Site] {
			seen[line.Site] = true
			sites = append(sites, line.Site)
		}
	}
	return sites
}
