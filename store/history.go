package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Revision returns the newest revision, 0 for a new database. It changes with every committed
// change, whichever program made it.
func (s *Store) Revision(ctx context.Context) (c.Revision, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	var revision c.Revision
	// A context that can end makes the driver start a goroutine to watch it, which takes longer than the answer.
	err := s.revision.QueryRowContext(context.WithoutCancel(ctx)).Scan(&revision)
	return revision, s.explain("read revision", err)
}

// Revisions returns who changed what and when, newest first; a limit of 0 means all.
func (s *Store) Revisions(ctx context.Context, limit int) ([]c.RevisionInfo, error) {
	infos, err := readRevisions(ctx, s.reader, `
		order by r.revision desc
		limit $1`, limitOrAll(limit))
	return infos, s.explain("read revisions", err)
}

// RevisionInfo returns who made the revision, when and why.
func (s *Store) RevisionInfo(ctx context.Context, revision c.Revision) (c.RevisionInfo, error) {
	info, err := oneRevision(ctx, s.reader, revision)
	return info, s.explain("read revision", err)
}

func oneRevision(ctx context.Context, db queryer, revision c.Revision) (c.RevisionInfo, error) {
	info, err := only(readRevisions(ctx, db, `
		where r.revision = $1`, revision))
	if err != nil {
		return c.RevisionInfo{}, err
	}
	if info == nil {
		return c.RevisionInfo{}, unknownRevision(revision)
	}
	return *info, nil
}

func unknownRevision(revision c.Revision) error {
	return fault.New(fault.NotFound, "There is no revision %d.", revision).WithCode("unknown_revision")
}

func readRevisions(ctx context.Context, db queryer, rest string, args ...any) ([]c.RevisionInfo, error) {
	rows, err := db.QueryContext(ctx, `
		select r.revision, r.at, r.by_user, coalesce(u.id, ''), coalesce(r.undoes, 0), r.reason, r.changes
		from revisions as r
		left join uploads as u on u.seq = r.upload`+rest, args...)
	infos, err := collect(rows, err, func(scan func(...any) error) (info c.RevisionInfo, err error) {
		err = scan(&info.Revision, &info.At, &info.By, &info.Upload, &info.Undoes, &info.Reason, &info.Changes)
		return info, err
	})
	if err != nil {
		return nil, fmt.Errorf("read revisions: %w", err)
	}
	return infos, nil
}

func limitOrAll(limit int) int {
	if limit <= 0 {
		return math.MaxInt
	}
	return limit
}

// CountChanges returns the cells that a revision altered, in the order of Counts; a limit of 0 means all.
func (s *Store) CountChanges(ctx context.Context, revision c.Revision, limit int) ([]c.CountChange, error) {
	rows, err := s.reader.QueryContext(ctx, `
		select month, site, procedure, setting, state,
		  before_n, before_origin, before_source, before_row, after_n, after_origin, after_source, after_row
		from count_changes
		where revision = $1
		order by month, site, procedure, setting, state
		limit $2`, revision, limitOrAll(limit))
	var month calendar.Month
	var site, procedure, setting, state int64
	var before, after valueColumns
	into := append([]any{scanMonth(&month), &site, &procedure, &setting, &state}, append(before.columns(), after.columns()...)...)
	changes, err := collect(rows, err, func(scan func(...any) error) (c.CountChange, error) {
		err := scan(into...)
		return c.CountChange{
			Cell:   cellOf(month, site, procedure, setting, state),
			Before: before.value(),
			After:  after.value(),
		}, err
	})
	return changes, s.explain("read count changes", err)
}

// valueColumns are what a cell holds, or nulls for a cell that holds nothing.
type valueColumns struct{ n, origin, source, row sql.Null[int64] }

func (v *valueColumns) columns() []any { return []any{&v.n, &v.origin, &v.source, &v.row} }

func (v *valueColumns) value() *c.CountValue {
	if !v.n.Valid {
		return nil
	}
	return &c.CountValue{N: int(v.n.V), Origin: c.Origin(v.origin.V), Source: c.UploadSeq(v.source.V), Row: int(v.row.V)}
}

// Changes returns the rows of every other kind that a revision altered, in the order in which
// they were written; a limit of 0 means all.
func (s *Store) Changes(ctx context.Context, revision c.Revision, limit int) ([]c.Change, error) {
	changes, err := readChanges(ctx, s.reader, revision, limit)
	return changes, s.explain("read changes", err)
}

func readChanges(ctx context.Context, db queryer, revision c.Revision, limit int) ([]c.Change, error) {
	rows, err := db.QueryContext(ctx, `
		select kind, key, coalesce(before, ''), coalesce(after, '')
		from changes
		where revision = $1
		order by seq
		limit $2`, revision, limitOrAll(limit))
	changes, err := collect(rows, err, func(scan func(...any) error) (change c.Change, err error) {
		var before, after string
		err = scan(&change.Kind, &change.Key, &before, &after)
		change.Before, change.After = rawOrNil(before), rawOrNil(after)
		return change, err
	})
	if err != nil {
		return nil, fmt.Errorf("read changes of revision %d: %w", revision, err)
	}
	return changes, nil
}

func rawOrNil(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}
