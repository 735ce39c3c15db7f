package ingest

import (
	"context"
	"fmt"

	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	lookedThrough  = 50        // uploads, newest first, among which drafts are looked for
	redundantBytes = 256 << 10 // of a draft that is worth reading again only to see whether it still waits
)

// noteRedundant looks at the drafts that still wait after a commit. One whose numbers have all been stored
// meanwhile has nothing left to be reviewed, and is marked so. The commit stands whatever comes of this: a draft
// that cannot be looked at now only waits until somebody opens it.
func (s *Service) noteRedundant(ctx context.Context, committed caseload.Upload) {
	uploads, err := s.store.Uploads(ctx, lookedThrough)
	if err != nil {
		return
	}
	for _, upload := range uploads {
		if upload.State != caseload.UploadDraft || upload.Size > redundantBytes || IsIdle(upload) || !mayMeet(upload, committed) {
			continue
		}
		if s.markIfRedundant(ctx, upload) != nil {
			return
		}
	}
}

// mayMeet reports that a draft and what was committed may speak of the same numbers or lines. Sites do not tell:
// one that was new to the draft is not among its sites.
func mayMeet(draft, committed caseload.Upload) bool {
	if draft.Kind != committed.Kind {
		return false
	}
	if draft.FirstMonth == nil || draft.LastMonth == nil || committed.FirstMonth == nil || committed.LastMonth == nil {
		return true
	}
	return *draft.FirstMonth <= *committed.LastMonth && *committed.FirstMonth <= *draft.LastMonth
}

func (s *Service) markIfRedundant(ctx context.Context, upload caseload.Upload) error {
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return err
	}
	raw, err := s.bytesOf(ctx, upload.ID)
	if fault.Is(err, fault.NotFound) {
		return nil // of single procedures, and no longer in memory: it waits to be sent again
	}
	if err != nil {
		return err
	}
	a, err := s.analyse(ctx, raw, options)
	if err != nil || a.reading.refused != nil || !a.isEmpty() {
		return err
	}
	base := upload.BaseRevision
	if err := a.describeDraft(&upload, options); err != nil || !IsIdle(upload) {
		return err
	}
	upload.BaseRevision = base // nobody has seen the draft against the newer numbers
	if err := s.store.UpdateDraft(ctx, upload); err != nil {
		return fmt.Errorf("mark a draft that changes nothing: %w", err)
	}
	return nil
}
