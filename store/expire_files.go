package store

import (
	"context"
	"fmt"
	"time"

	c "caseload/store/caseload"
)

// ExpireFiles destroys the bytes of uploads that are older than the time to keep them, and returns of how many. What
// was read from them stays, each number with its file's name and row. Drafts are somebody's to decide about.
func (s *Store) ExpireFiles(ctx context.Context, keep time.Duration) (int, error) {
	var gone int64
	_, err := s.wiping(ctx, "expire files", "", func(w *work) error {
		result, err := w.tx.ExecContext(ctx, `
			delete from upload_bytes
			where upload in (
			  select seq
			  from uploads
			  where created_at < $1
			  and state <> $2
			)`, w.at-keep.Milliseconds(), c.UploadDraft)
		if err != nil {
			return err
		}
		if gone, err = result.RowsAffected(); err != nil || gone == 0 {
			return err
		}
		return w.audit(ctx, "expire files", fmt.Sprintf("%d files", gone), "")
	})
	if err != nil || gone == 0 {
		return 0, err
	}
	if err := s.wipe(ctx, false); err != nil { // the next commit or the next start empties it too
		return int(gone), fmt.Errorf("wipe expired files: %w", err)
	}
	return int(gone), nil
}
