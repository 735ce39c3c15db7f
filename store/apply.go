package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Apply makes every change of the batch in one transaction, as one revision, or none of them.
// It refuses with a Conflict when anything was changed since b.Base (code "revision_conflict")
// or a touched month is closed ("closed_month"), and when something else was decided about the
// file (CodeDecidedMeanwhile). The source of every number it stores is the
// batch's upload, which becomes committed.
func (s *Store) Apply(ctx context.Context, b c.Batch) (c.RevisionInfo, error) {
	return s.write(ctx, "commit", b.By, func(w *work) error { return s.apply(ctx, w, b) })
}

func (s *Store) apply(ctx context.Context, w *work, b c.Batch) error {
	if err := refuseStale(ctx, w, b.Base); err != nil {
		return err
	}
	if err := atMost("The reason", b.Reason, 2000); err != nil {
		return err
	}
	w.info.Reason = b.Reason
	var upload c.Upload
	if b.Upload != "" {
		var err error
		if upload, err = s.draft(ctx, w.tx, b.Upload); err != nil {
			return err
		}
		w.source, w.info.Upload = upload.Seq, upload.ID
	}
	p, err := w.prepare(ctx, b)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, *prepared) error{
		w.applySiteMonths, w.applyCounts, w.applyAppointments, w.applyRosterMonths, w.applyOptional,
	} {
		if err := step(ctx, p); err != nil {
			return err
		}
	}
	if w.info.Revision == 0 {
		return fault.New(fault.Invalid, "There is nothing to commit: everything is stored already.").WithCode("no_changes")
	}
	if b.Upload != "" {
		if err := w.commitUpload(ctx, upload, p); err != nil {
			return err
		}
	}
	held := fmt.Sprintf("%s cells, %s roster lines", grouped(int64(len(p.counts))), grouped(int64(len(b.Appointments))))
	if optional := optionalChanges(b); optional > 0 {
		held = grouped(int64(optional)) + " lines"
	}
	return w.audit(ctx, "commit", upload.FileName, fmt.Sprintf("%s (%s)", b.Reason, held))
}

// refuseStale refuses a batch prepared on another revision and lists what was changed meanwhile.
func refuseStale(ctx context.Context, w *work, base c.Revision) error {
	current, err := currentRevision(ctx, w.tx)
	if err != nil || current == base {
		return err
	}
	since, err := readRevisions(ctx, w.tx, `
		where r.revision > $1
		order by r.revision
		limit $2`, base, maxDetails)
	if err != nil {
		return err
	}
	details := make([]string, len(since))
	for i, info := range since {
		details[i] = fmt.Sprintf("revision %d by %s: %s", info.Revision, info.By, info.Reason)
	}
	return fault.New(fault.Conflict, "Something was changed since this was prepared. Nothing was stored; look at the preview again.").
		WithCode("revision_conflict").WithDetails(details...)
}

type siteMonth struct {
	site  c.SiteID
	month calendar.Month
}

func (m siteMonth) compare(other siteMonth) int {
	if m.site != other.site {
		return int(m.site - other.site)
	}
	return int(m.month - other.month)
}

// prepared is a batch with its new names created and their ids filled in.
type prepared struct {
	batch   c.Batch
	names   names
	known   map[siteMonth]c.SiteMonth // before the batch
	counts  []loggedChange            // in key order
	touched map[siteMonth]bool        // by counts
	sites   map[c.SiteID]bool         // of which the batch speaks

	newSites      []c.SiteID
	newProcedures []c.ProcedureID
}

func (w *work) prepare(ctx context.Context, b c.Batch) (*prepared, error) {
	p := &prepared{batch: b, known: map[siteMonth]c.SiteMonth{}, touched: map[siteMonth]bool{}, sites: map[c.SiteID]bool{}}
	if err := w.createNames(ctx, p); err != nil {
		return nil, err
	}
	var err error
	if p.names, err = readNames(ctx, w.tx); err != nil {
		return nil, err
	}
	months, err := readSiteMonths(ctx, w.tx)
	if err != nil {
		return nil, err
	}
	for _, month := range months {
		p.known[siteMonth{month.Site, month.Month}] = month
	}
	return p, p.resolveCounts()
}

func (w *work) createNames(ctx context.Context, p *prepared) error {
	for _, name := range p.batch.NewSites {
		clean, err := cleanName("site", name)
		if err != nil {
			return err
		}
		key, err := put(ctx, w, siteRows(), "", newSite(clean))
		if err != nil {
			return nameTaken("site", clean, err)
		}
		id, err := numericKey(key)
		if err != nil {
			return err
		}
		p.newSites = append(p.newSites, c.SiteID(id))
	}
	for _, name := range p.batch.NewProcedures {
		clean, err := cleanName("procedure", name)
		if err != nil {
			return err
		}
		key, err := put(ctx, w, procedureRows(), "", c.Procedure{Name: clean, Group: c.Ungrouped})
		if err != nil {
			return nameTaken("procedure", clean, err)
		}
		id, err := numericKey(key)
		if err != nil {
			return err
		}
		p.newProcedures = append(p.newProcedures, c.ProcedureID(id))
	}
	return nil
}

// newSite is a site of which only the name is known: nothing is stated until somebody states it.
func newSite(name string) c.Site {
	return c.Site{Name: name, FiscalStart: 1, Holidays: c.HolidaysAssumed, DueDay: 10}
}

// site returns the id of a site of the batch, whose negative ids name new sites.
func (p *prepared) site(id c.SiteID) (c.SiteID, error) {
	if id < 0 {
		if int(-id) > len(p.newSites) {
			return 0, fmt.Errorf("batch names new site %d of %d", -id, len(p.newSites))
		}
		id = p.newSites[-id-1]
	} else if _, ok := p.names.sites[id]; !ok {
		return 0, fault.New(fault.NotFound, "There is no site with the number %d.", id).WithCode("unknown_site")
	}
	p.sites[id] = true
	return id, nil
}

func (p *prepared) procedure(id c.ProcedureID) (c.ProcedureID, error) {
	if id < 0 {
		if int(-id) > len(p.newProcedures) {
			return 0, fmt.Errorf("batch names new procedure %d of %d", -id, len(p.newProcedures))
		}
		return p.newProcedures[-id-1], nil
	}
	if _, ok := p.names.procedures[id]; !ok {
		return 0, fault.New(fault.NotFound, "There is no procedure with the number %d.", id).WithCode("unknown_procedure")
	}
	return id, nil
}

// commitUpload marks the draft as committed and writes down what its file came to mean.
func (w *work) commitUpload(ctx context.Context, upload c.Upload, p *prepared) error {
	for _, site := range upload.Sites {
		p.sites[site] = true
	}
	sites, err := sitesText(slices.Sorted(maps.Keys(p.sites)))
	if err != nil {
		return err
	}
	choices := upload.Choices
	if p.batch.Choices != nil {
		if !bytes.Equal(upload.Choices, p.batch.Seen) {
			return decidedMeanwhile()
		}
		choices = p.batch.Choices
	}
	_, err = w.tx.ExecContext(ctx, `
		update uploads
		set state = 'committed', revision = $1, committed_at = $2, changed = $3, sites = $4, choices = $5
		where seq = $6`,
		w.info.Revision, w.at, len(p.counts)+len(p.batch.Appointments)+optionalChanges(p.batch), sites, string(choices), upload.Seq)
	if err != nil {
		return fmt.Errorf("commit upload %d: %w", upload.Seq, err)
	}
	return nil
}
