package dashboard

import (
	"context"
	"runtime/debug"
	"sync/atomic"

	"caseload/store/caseload"
)

// preparation remembers for which revision the slow answers have been asked for.
type preparation struct{ revision atomic.Int64 }

// prepare works out in the background, once a revision, what would keep the first reader of the Outlook waiting.
func (s *Server) prepare(revision caseload.Revision) {
	if !s.config.Prepare || revision == 0 || s.prepared.revision.Swap(int64(revision)) == int64(revision) {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), s.config.RequestTimeout)
		defer cancel()
		defer func() {
			if reason := recover(); reason != nil { // outside a request nothing else would catch it
				s.log.Error("outlook not prepared", "panic", reason)
			}
		}()
		if err := s.answers.PrepareOutlook(ctx); err != nil { // the page will meet the same error and say so
			s.log.Debug("outlook not prepared", "error", err)
		}
		debug.FreeOSMemory() // the back-test leaves more behind than all pages need, and comes once a revision
	}()
}
