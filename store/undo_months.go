package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	c "caseload/store/caseload"
)

// The line of a site's month says what all files that spoke of the month say together. An undo therefore does not
// put back what the line was before the undone file: it adds up the files that still stand, in the order of their
// commits. Where nothing came after the undone file, that is what the line was before it; where a later file
// spoke of the month too, the later file stays the line's source and the month stays received.

// statement is what one revision of a file, or by hand, made of a month's line.
type statement struct {
	revision      c.Revision
	at            int64
	upload        c.UploadSeq // 0 for one by hand
	before, after json.RawMessage
}

// undoings tells which revision was undone by which.
type undoings map[c.Revision]c.Revision

// stands reports whether the revision was in force just before another: an undo takes it back, a redo renews it.
func (u undoings) stands(revision, before c.Revision) bool {
	stands := true
	for by, ok := u[revision]; ok && by < before; by, ok = u[by] {
		stands = !stands
	}
	return stands
}

func readUndoings(ctx context.Context, db queryer) (undoings, error) {
	rows, err := db.QueryContext(ctx, `
		select undoes, revision
		from revisions
		where undoes is not null`)
	all := undoings{}
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var undone, by c.Revision
		err := scan(&undone, &by)
		all[undone] = by
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was undone: %w", err)
	}
	return all, nil
}

// readStatements returns what was said about the keys of a kind, oldest first.
func readStatements(ctx context.Context, db queryer, kind c.ChangeKind, keys map[string]bool) (map[string][]statement, error) {
	rows, err := db.QueryContext(ctx, `
		select t.key, r.revision, r.at, coalesce(r.upload, 0), coalesce(t.before, ''), coalesce(t.after, '')
		from changes as t
		join revisions as r on r.revision = t.revision
		where t.kind = $1
		and r.undoes is null
		order by t.revision, t.seq`, kind)
	said := map[string][]statement{}
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var key, before, after string
		var one statement
		err := scan(&key, &one.revision, &one.at, &one.upload, &before, &after)
		if keys[key] {
			one.before, one.after = rawOrNil(before), rawOrNil(after)
			said[key] = append(said[key], one)
		}
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was said about months: %w", err)
	}
	return said, nil
}

// planMonths says what the lines of months have to become, for a kind of line and the keys that the undone
// revision and the one at the beginning of its chain touched.
func (w *work) planMonths(ctx context.Context, l ledger, changes []c.Change) ([]inversion, error) {
	keys := map[string]bool{}
	var order []string
	for _, change := range changes {
		if change.Kind == l.kind() && !keys[change.Key] {
			keys[change.Key] = true
			order = append(order, change.Key)
		}
	}
	if len(order) == 0 {
		return nil, nil
	}
	undone, err := readUndoings(ctx, w.tx)
	if err != nil {
		return nil, err
	}
	said, err := readStatements(ctx, w.tx, l.kind(), keys)
	if err != nil {
		return nil, err
	}
	var plan []inversion
	for _, key := range order {
		now, err := l.read(ctx, w.tx, key)
		if err != nil {
			return nil, err
		}
		line, err := w.addUp(l.kind(), said[key], undone)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(now, line) {
			plan = append(plan, inversion{l, key, now, line})
		}
	}
	return plan, nil
}

// addUp returns the line that the statements still in force make together, nil when there are none.
func (w *work) addUp(kind c.ChangeKind, said []statement, undone undoings) (json.RawMessage, error) {
	if kind == c.ChangeRosterMonth {
		return addUp(said, undone, w.info.Revision+1, func(line *c.RosterMonth, one statement, _, after c.RosterMonth, _ bool) {
			if line.ReceivedAt == 0 {
				line.Site, line.Month, line.ReceivedAt = after.Site, after.Month, one.at
			}
			if one.upload != 0 {
				line.Source = one.upload
			}
		})
	}
	return addUp(said, undone, w.info.Revision+1, func(line *c.SiteMonth, one statement, before, after c.SiteMonth, relied bool) {
		if before.ClosedAt != after.ClosedAt {
			return // a closing or reopening says nothing about the files
		}
		if line.ReceivedAt == 0 {
			line.Site, line.Month, line.ReceivedAt = after.Site, after.Month, one.at
		}
		if one.upload != 0 {
			line.Source = one.upload
		}
		line.Complete, line.Suppressed = completeness(*line, before, after, relied)
	})
}

// addUp folds statements; add also gets whether the statement was made on one that no longer stands.
func addUp[T comparable](said []statement, undone undoings, now c.Revision, add func(line *T, one statement, before, after T, relied bool)) (json.RawMessage, error) {
	var line, none T
	var gone []c.Revision
	for _, one := range said {
		if !undone.stands(one.revision, now) {
			gone = append(gone, one.revision)
			continue
		}
		var before, after T
		for _, side := range []struct {
			raw  json.RawMessage
			into *T
		}{{one.before, &before}, {one.after, &after}} {
			if side.raw == nil {
				continue
			}
			if err := json.Unmarshal(side.raw, side.into); err != nil {
				return nil, fmt.Errorf("read recorded month: %w", err)
			}
		}
		relied := false
		for _, earlier := range gone {
			relied = relied || undone.stands(earlier, one.revision)
		}
		add(&line, one, before, after, relied)
	}
	if line == none {
		return nil, nil
	}
	return json.Marshal(line)
}

// completeness carries a month from one statement to the next, so that it is never called complete on the word of
// a file that was undone. A file that leaves the line's word as it found it has said nothing, and the line stays as
// the files before it left it. A file that declares the month complete does so together with the numbers that were
// there: if some of them came with a file that was undone since, the declaration goes with them, unless the month was
// complete without that file. Hidden numbers of a file whose own count cannot be told from an earlier one's stay.
func completeness(line, before, after c.SiteMonth, relied bool) (complete bool, suppressed int) {
	switch {
	case after.Complete:
		complete = line.Complete || !before.Complete && !relied
	case !before.Complete && after.Suppressed == 0 && before.Suppressed == 0:
		complete = line.Complete
	}
	if complete {
		return true, 0
	}
	switch {
	case after.Suppressed > before.Suppressed:
		return false, max(line.Suppressed, after.Suppressed)
	case after.Suppressed == 0 && before.Suppressed == 0:
		return false, line.Suppressed
	}
	return false, after.Suppressed
}
