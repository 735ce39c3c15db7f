package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Undo takes a revision back exactly, provenance included, as a new revision. It refuses with a
// Conflict that names the cells and rows when any of them was changed since (code "overtaken"):
// an old sheet must not silently win; when a touched month is closed ("closed_month"), and when
// the revision was undone already ("already_undone"). Undoing the undo's revision is the redo.
// A later file that spoke of the same month but of other numbers is no reason to refuse.
//
// Sites and procedures that the revision created go with it unless something else uses them or
// somebody has edited them.
func (s *Store) Undo(ctx context.Context, rev c.Revision, by c.UserID) (c.RevisionInfo, error) {
	return s.write(ctx, "undo", by, func(w *work) error { return s.undo(ctx, w, rev) })
}

func (s *Store) undo(ctx context.Context, w *work, rev c.Revision) error {
	chain, err := undoChain(ctx, w, rev)
	if err != nil {
		return err
	}
	undone := chain[0]
	if err := refuseUndone(ctx, w, rev); err != nil {
		return err
	}
	changes, err := readChanges(ctx, w.tx, rev, 0)
	if err != nil {
		return err
	}
	var upload c.Upload
	if undone.Upload != "" {
		if upload, err = s.oneUpload(ctx, w.tx, `id = $1`, undone.Upload); err != nil {
			return err
		}
		if upload.PurgedAt != 0 {
			return fault.New(fault.Conflict, "Upload %d was purged: nothing of it is left to undo or redo.", upload.Seq).WithCode("purged")
		}
	}
	w.source, w.info.Upload, w.info.Undoes = upload.Seq, upload.ID, rev
	action, reason := undoReason(chain)
	w.info.Reason = reason
	names, err := readNames(ctx, w.tx)
	if err != nil {
		return err
	}
	if err := w.revise(ctx); err != nil {
		return err
	}
	if err := w.invertLog(ctx, rev); err != nil {
		return err
	}
	if len(chain)%2 == 0 && w.info.Changes+len(changes) < undone.Changes {
		return fault.New(fault.Conflict, "A purge has destroyed part of what revision %d took back, so it cannot be redone whole. Send the file again.", rev).WithCode("purged")
	}
	months := changes
	if len(chain) > 1 {
		// What an undo of an undo has to restore is written with the first of them.
		first, err := readChanges(ctx, w.tx, chain[len(chain)-1].Revision, 0)
		if err != nil {
			return err
		}
		months = slices.Concat(changes, first)
	}
	if err := w.refuseClosed(ctx, months, names); err != nil {
		return err
	}
	plan, err := w.plan(ctx, changes, months, names)
	if err != nil {
		return err
	}
	if err := w.takeBack(ctx, plan); err != nil {
		return err
	}
	if w.info.Changes == 0 && !slices.ContainsFunc(changes, isMonth) {
		return fault.New(fault.Conflict, "Nothing is left to undo: what revision %d created is in use.", rev).WithCode("overtaken")
	}
	if err := refuseOverfull(ctx, w.tx); err != nil {
		return err
	}
	if err := w.lapseSince(ctx, rev, plan); err != nil {
		return err
	}
	if err := w.flipUpload(ctx, upload, rev); err != nil {
		return err
	}
	return w.audit(ctx, action, upload.FileName, reason)
}

// undoReason says what the new revision does, naming the change that the chain of undos and
// redos began with.
func undoReason(chain []c.RevisionInfo) (action, reason string) {
	action = "undo"
	if len(chain)%2 == 0 {
		action = "redo"
	}
	first := chain[len(chain)-1]
	reason = fmt.Sprintf("%s of revision %d", c.UpperFirst(action), first.Revision)
	if first.Reason != "" {
		reason += ": " + first.Reason
	}
	return action, clip(reason, 2000)
}

// undoChain returns the revision, the one that it undoes, and so on.
func undoChain(ctx context.Context, w *work, rev c.Revision) ([]c.RevisionInfo, error) {
	chain, err := readRevisions(ctx, w.tx, `
		where r.revision in (
		  with recursive chain (revision) as (
		    select cast($1 as integer)
		    union all
		    select r.undoes
		    from revisions as r
		    join chain on chain.revision = r.revision
		    where r.undoes is not null
		  )
		  select revision
		  from chain
		)
		order by r.revision desc`, rev)
	if err == nil && len(chain) == 0 {
		err = unknownRevision(rev)
	}
	return chain, err
}

func refuseUndone(ctx context.Context, w *work, rev c.Revision) error {
	later, err := readRevisions(ctx, w.tx, `
		where r.undoes = $1`, rev)
	if err != nil || len(later) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "Revision %d was undone already, by revision %d.", rev, later[0].Revision).WithCode("already_undone")
}

// invertLog writes the revision's counts with before and after exchanged.
func (w *work) invertLog(ctx context.Context, rev c.Revision) error {
	result, err := w.tx.ExecContext(ctx, `
		insert into count_changes (revision, month, site, procedure, setting, state,
		  before_n, before_origin, before_source, before_row, after_n, after_origin, after_source, after_row)
		select $1, month, site, procedure, setting, state,
		  after_n, after_origin, after_source, after_row, before_n, before_origin, before_source, before_row
		from count_changes
		where revision = $2
		order by month, site, procedure, setting, state`, w.info.Revision, rev)
	if err != nil {
		return fmt.Errorf("invert the counts of revision %d: %w", rev, err)
	}
	rows, err := result.RowsAffected()
	w.info.Changes += int(rows)
	return err
}

// refuseClosed refuses to touch a closed month, and to take back a closing or reopening, which
// need each other and a reason.
func (w *work) refuseClosed(ctx context.Context, changes []c.Change, names names) error {
	months := map[siteMonth]bool{}
	for _, change := range changes {
		if change.Kind != c.ChangeSiteMonth {
			continue
		}
		before, after, err := siteMonthsOf(change)
		if err != nil {
			return err
		}
		if before.ClosedAt != after.ClosedAt {
			return fault.New(fault.Invalid, "A closed month is reopened, and a reopened one closed, on the data page; undo does neither.").WithCode("not_undoable")
		}
		site, month, err := parseSiteMonthKey(change.Key)
		if err != nil {
			return err
		}
		months[siteMonth{site, month}] = true
	}
	rows, err := w.tx.QueryContext(ctx, siteMonthColumns+` as m
		where closed_at > 0
		order by site, month`)
	closed, err := collect(rows, err, scanSiteMonth)
	if err != nil {
		return fmt.Errorf("read closed months: %w", err)
	}
	var touched []string
	for _, row := range closed {
		isTouched := months[siteMonth{row.Site, row.Month}]
		if !isTouched {
			if isTouched, err = w.touchesCounts(ctx, row); err != nil {
				return err
			}
		}
		if isTouched {
			touched = append(touched, names.site(row.Site)+", "+row.Month.Long())
		}
	}
	if len(touched) > 0 {
		return closedMonths(touched)
	}
	return nil
}

func (w *work) touchesCounts(ctx context.Context, m c.SiteMonth) (bool, error) {
	var found bool
	err := w.tx.QueryRowContext(ctx, `
		select exists (
		  select 1
		  from count_changes
		  where revision = $1
		  and month = $2
		  and site = $3
		)`, w.info.Revision, m.Month.String(), m.Site).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look for counts of %s: %w", m.Month, err)
	}
	return found, nil
}

func siteMonthsOf(change c.Change) (before, after c.SiteMonth, err error) {
	for raw, into := range map[*json.RawMessage]*c.SiteMonth{&change.Before: &before, &change.After: &after} {
		if nullText(*raw) == nil {
			continue
		}
		if err := json.Unmarshal(*raw, into); err != nil {
			return before, after, fmt.Errorf("read recorded site month: %w", err)
		}
	}
	return before, after, nil
}

// takeBack writes rows in the order of the ledgers, then counts, then removes in reverse, so
// that nothing ever refers to what is not there.
func (w *work) takeBack(ctx context.Context, plan []inversion) error {
	for _, one := range plan {
		if nullText(one.before) == nil {
			continue
		}
		if err := one.ledger.write(ctx, w.tx, one.before); err != nil {
			if isUniqueViolation(err) || isForeignKeyViolation(err) {
				return wasOvertaken([]string{fmt.Sprintf("%s %s: its name or place is taken, or what it belongs to is gone", one.ledger.kind(), one.key)})
			}
			return err
		}
		if err := w.record(ctx, c.Change{Kind: one.ledger.kind(), Key: one.key, Before: one.now, After: one.before}); err != nil {
			return err
		}
	}
	sums, err := w.loggedSums(ctx)
	if err != nil {
		return err
	}
	if err := w.refuseGone(ctx, sums); err != nil {
		return err
	}
	if err := w.settleCounts(ctx, sums); err != nil {
		return err
	}
	for _, one := range slices.Backward(plan) {
		if nullText(one.before) != nil {
			continue
		}
		removed, err := w.removeUnused(ctx, one)
		if err != nil {
			return err
		}
		if !removed {
			continue
		}
		if err := w.record(ctx, c.Change{Kind: one.ledger.kind(), Key: one.key, Before: one.now}); err != nil {
			return err
		}
	}
	return nil
}

// removeUnused removes a row that the undone revision created. What other rows refer to stays.
func (w *work) removeUnused(ctx context.Context, one inversion) (bool, error) {
	if one.ledger.kind() == c.ChangeProcedure {
		// Targets cannot refer to procedures by a foreign key, since 0 stands for all of them.
		var used bool
		if err := w.tx.QueryRowContext(ctx, `
			select exists (
			  select 1
			  from targets
			  where procedure = $1
			)`, one.key).Scan(&used); err != nil || used {
			return false, err
		}
	}
	err := one.ledger.remove(ctx, w.tx, one.key)
	if isForeignKeyViolation(err) {
		return false, nil
	}
	return err == nil, err
}

// flipUpload lets the upload's state follow: its commit's undo makes it undone, the undo of
// that makes it committed again.
func (w *work) flipUpload(ctx context.Context, upload c.Upload, rev c.Revision) error {
	var err error
	switch {
	case upload.ID == "":
	case upload.State == c.UploadCommitted && upload.Revision == rev:
		_, err = w.tx.ExecContext(ctx, `
			update uploads
			set state = 'undone', undone_revision = $1
			where seq = $2`, w.info.Revision, upload.Seq)
	case upload.State == c.UploadUndone && upload.UndoneRevision == rev:
		_, err = w.tx.ExecContext(ctx, `
			update uploads
			set state = 'committed', revision = $1, undone_revision = 0
			where seq = $2`, w.info.Revision, upload.Seq)
	default:
		err = fmt.Errorf("revision %d is not where upload %d stands", rev, upload.Seq)
	}
	if err != nil {
		return fmt.Errorf("mark upload %d: %w", upload.Seq, err)
	}
	return nil
}
