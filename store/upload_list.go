package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	c "caseload/store/caseload"
)

// Every page names the files that its numbers came from, and after ten years there are hundreds of them, while a
// commit has touched one or two. Uploads that are no drafts any more are held, and only what later revisions touched
// is read again. Drafts, which change without a revision, are never held.

// uploadList are the uploads at a revision that were no drafts. It is never changed, so that readers need no lock.
type uploadList struct {
	revision c.Revision
	settled  []c.Upload    // newest first
	drafts   []c.UploadSeq // of those that were looked at
	newest   c.UploadSeq   // that was looked at
}

// maxDrafts is how many uploads are named one by one before reading all of them is faster.
const maxDrafts = 100

// Uploads returns the newest uploads first; a limit of 0 means all. Only drafts have their choices; Upload has those
// of any.
func (s *Store) Uploads(ctx context.Context, limit int) ([]c.Upload, error) {
	uploads, err := s.currentUploads(ctx)
	if err != nil {
		return nil, s.explain("read uploads", err)
	}
	if limit > 0 && limit < len(uploads) {
		uploads = uploads[:limit]
	}
	return uploads, nil
}

// currentUploads returns all uploads, newest first, in a slice of the caller's own.
func (s *Store) currentUploads(ctx context.Context) ([]c.Upload, error) {
	s.listing.Lock() // one reader reads; the next finds most of it done
	defer s.listing.Unlock()
	tx, err := s.reader.BeginTx(ctx, nil) // one snapshot of uploads and their revision
	if err != nil {
		return nil, err
	}
	defer rollback(tx)
	newest, err := currentRevision(ctx, tx)
	if err != nil {
		return nil, err
	}
	uploads, err := s.uploads.reread(ctx, tx, newest)
	if err != nil {
		return nil, err
	}
	s.uploads = listOf(uploads, newest)
	return uploads, nil
}

func listOf(uploads []c.Upload, revision c.Revision) *uploadList {
	list := &uploadList{revision: revision, settled: make([]c.Upload, 0, len(uploads))}
	for _, upload := range uploads {
		list.newest = max(list.newest, upload.Seq)
		if upload.State == c.UploadDraft {
			list.drafts = append(list.drafts, upload.Seq)
		} else {
			list.settled = append(list.settled, upload)
		}
	}
	return list
}

// reread returns all uploads at the newest revision, of which the held ones may be all but a few.
func (held *uploadList) reread(ctx context.Context, db queryer, newest c.Revision) ([]c.Upload, error) {
	if held == nil || held.revision > newest || len(held.drafts) > maxDrafts {
		return readUploads(ctx, db, draftChoices, ` order by seq desc`)
	}
	// What happens to an upload that is no draft makes a revision, nearly always one that names it; the purge of an
	// undone upload does not.
	var unnamed bool
	if err := db.QueryRowContext(ctx, `
		select exists (
		  select 1
		  from revisions
		  where revision > $1
		  and upload is null
		)`, held.revision).Scan(&unnamed); err != nil {
		return nil, fmt.Errorf("look for later revisions: %w", err)
	}
	if unnamed {
		return readUploads(ctx, db, draftChoices, ` order by seq desc`)
	}
	args := []any{held.newest, held.revision}
	var where strings.Builder
	where.WriteString(`
		where seq > $1
		or seq in (select upload from revisions where revision > $2)`)
	for _, seq := range held.drafts {
		args = append(args, seq)
		fmt.Fprintf(&where, `
		or seq = $%d`, len(args))
	}
	fresh, err := readUploads(ctx, db, draftChoices, where.String()+`
		order by seq desc`, args...)
	if err != nil {
		return nil, err
	}
	return held.with(fresh), nil
}

// with returns the settled uploads with the fresh ones in place of theirs. Both are newest first, and so is the result.
func (held *uploadList) with(fresh []c.Upload) []c.Upload {
	all := make([]c.Upload, 0, len(held.settled)+len(fresh))
	rest := held.settled
	for _, upload := range fresh {
		older := slices.IndexFunc(rest, func(u c.Upload) bool { return u.Seq <= upload.Seq })
		if older < 0 {
			older = len(rest)
		}
		all = append(append(all, rest[:older]...), upload)
		if rest = rest[older:]; len(rest) > 0 && rest[0].Seq == upload.Seq {
			rest = rest[1:]
		}
	}
	return append(all, rest...)
}

// forgetUploads drops the held list: what was purged must not stay in memory.
func (s *Store) forgetUploads() {
	s.listing.Lock()
	s.uploads = nil
	s.listing.Unlock()
}
