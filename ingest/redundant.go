package ingest

import (
	"context"
	"fmt"

	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	lookedThrough  = 200     // uploads, newest first, among which drafts are looked for
	redundantBytes = 1 << 20 // of a draft that is worth reading again only to see whether it still waits
)

// noteIdle looks at the drafts that speak of what an upload has just changed. One whose numbers have all been
// stored meanwhile has nothing left to be reviewed, and is marked so; after an undo, one that was marked may
// have something to say again. The commit stands whatever comes of this: a draft that cannot be looked at now
// only waits until somebody opens it.
func (s *Service) noteIdle(ctx context.Context, changed caseload.Upload, again bool) {
	uploads, err := s.store.Uploads(ctx, lookedThrough)
	if err != nil {
		return
	}
	for _, upload := range uploads {
		if upload.State != caseload.UploadDraft || upload.Size > redundantBytes || IsIdle(upload) && !again || !mayMeet(upload, changed) {
			continue
		}
		if s.lookAgain(ctx, upload) != nil {
			return
		}
	}
}

// mayMeet reports that a draft and what was changed may speak of the same numbers or lines. Sites do not tell:
// one that was new to the draft is not among its sites.
func mayMeet(draft, changed caseload.Upload) bool {
	isPlan := draft.Kind == caseload.KindTargets || changed.Kind == caseload.KindTargets // counts may bring a budget
	if draft.Kind != changed.Kind && !isPlan {
		return false
	}
	if draft.FirstMonth == nil || draft.LastMonth == nil || changed.FirstMonth == nil || changed.LastMonth == nil {
		return true
	}
	return *draft.FirstMonth <= *changed.LastMonth && *changed.FirstMonth <= *draft.LastMonth
}

func (s *Service) lookAgain(ctx context.Context, upload caseload.Upload) error {
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return err
	}
	a, err := s.analyseDraft(ctx, upload, options)
	if fault.Is(err, fault.NotFound) {
		return nil // of single procedures, and no longer in memory: it waits to be sent again
	}
	if err != nil || a.reading.refused != nil {
		return err
	}
	return s.markIdle(ctx, upload, a)
}

// markIdle keeps whether a draft changes anything, where that is not what was kept. Nothing else of the draft is
// altered: nobody has seen it against the newer numbers.
func (s *Service) markIdle(ctx context.Context, upload caseload.Upload, a *analysis) error {
	idle := a.isEmpty() && a.preview(upload).IsIdle()
	if idle == IsIdle(upload) {
		return nil
	}
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return err
	}
	options.Idle = idle
	seen := upload.Choices
	if upload.Choices, err = options.encode(); err != nil {
		return err
	}
	if err := s.store.UpdateDraft(ctx, upload, seen); err != nil {
		return fmt.Errorf("mark a draft that changes nothing: %w", err)
	}
	return nil
}
