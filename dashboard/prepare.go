package dashboard

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"

	"caseload/store/caseload"
)

// preparation works out the slow answers of the newest revision, one revision at a time.
type preparation struct {
	asked   newest      // revision that anybody met
	working atomic.Bool // somebody prepares, and looks again afterwards
}

const (
	// quietFor is how long no new revision may come before one is prepared: while files are committed one after the
	// other, nobody would read what is worked out in between.
	quietFor = 200 * time.Millisecond
	// mostQuietTries bounds that wait where the commits do not end.
	mostQuietTries = 25
)

// prepare works out in the background, once a revision, what would keep the first reader of the Outlook waiting.
func (s *Server) prepare(revision caseload.Revision) {
	if !s.config.Prepare || !s.prepared.asked.meet(int64(revision)) || !s.prepared.working.CompareAndSwap(false, true) {
		return
	}
	go func() {
		for done := int64(0); ; {
			if settled := s.prepared.settled(); settled != done {
				done = settled
				s.prepareOutlook()
			}
			s.prepared.working.Store(false)
			if s.prepared.asked.Load() == done || !s.prepared.working.CompareAndSwap(false, true) {
				return
			}
		}
	}()
}

// newest is the highest number met, of revisions or purges.
type newest struct{ atomic.Int64 }

// meet notes a number and reports whether it is higher than all before.
func (n *newest) meet(number int64) bool {
	for {
		highest := n.Load()
		if number <= highest {
			return false
		}
		if n.CompareAndSwap(highest, number) {
			return true
		}
	}
}

// settled returns the newest revision once no newer one has come for a while.
func (p *preparation) settled() int64 {
	last := p.asked.Load()
	for range mostQuietTries {
		time.Sleep(quietFor)
		now := p.asked.Load()
		if now == last {
			break
		}
		last = now
	}
	return last
}

func (s *Server) prepareOutlook() {
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
}
