package ingest

import (
	"context"
	"fmt"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// Purge destroys an upload that should never have come in, as the store does, and forgets what is kept of it in memory.
func (s *Service) Purge(ctx context.Context, id caseload.UploadID, reason string, by caseload.UserID) (store.Purged, error) {
	done, err := s.store.Purge(ctx, id, reason, by)
	if err == nil || done.Upload.ID != "" { // it may be gone, though the file could not be wiped
		s.letGo(id)
		s.forget(id)
	}
	return done, err
}

// ForgetGone lets go of what is kept in memory of drafts that are none any more, because a program beside this one
// has purged or discarded them.
func (s *Service) ForgetGone(ctx context.Context) error {
	for _, id := range s.Remembered() {
		upload, err := s.store.Upload(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return fmt.Errorf("look for what became of a draft: %w", err)
		}
		if err != nil || upload.State != caseload.UploadDraft {
			s.letGo(id)
			s.forget(id)
		}
	}
	return nil
}

// Remembered returns the uploads of which something is in memory: a few at most.
func (s *Service) Remembered() []caseload.UploadID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []caseload.UploadID
	if s.latest != nil {
		ids = append(ids, s.latest.upload)
	}
	for _, held := range s.held {
		ids = append(ids, held.upload)
	}
	return ids
}
