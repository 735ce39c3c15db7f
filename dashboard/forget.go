package dashboard

import (
	"context"

	"caseload/store/caseload"
)

// memory says up to where the server has forgotten what was purged.
type memory struct {
	revision newest // met by a request
	purges   newest // how many are forgotten
}

// meet notes the revision that a request has met. A newer one may be that of a purge, by the command line too: then
// what is kept in memory is forgotten before the request is answered.
func (s *Server) meet(ctx context.Context, revision caseload.Revision) {
	if !s.memory.revision.meet(int64(revision)) {
		return
	}
	purges, err := s.config.Store.Purges(ctx)
	if err != nil {
		s.memory.revision.Store(0) // the next request asks again
		s.log.Error("whether to forget a purged upload", "error", err)
		return
	}
	if s.memory.purges.meet(purges) {
		s.forget(ctx)
	}
}

// forget drops drafts that are none any more, drawn pages and pictures, and the newest answers.
func (s *Server) forget(ctx context.Context) {
	s.cache.forget()
	s.drawer.Forget()
	s.answers.Forget()
	if s.config.Ingest == nil {
		return
	}
	if err := s.config.Ingest.ForgetGone(ctx); err != nil {
		s.log.Error("a purged draft may still be in memory", "error", err)
	}
}
