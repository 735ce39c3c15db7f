package dashboard

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

// precedence lets people who send and commit files go first. While any of them waits, only half of the processors
// draw answers for people who read: with all of them drawing, a commit that takes 20 ms by itself would stand
// behind dozens of pages at each of its steps. Nothing is held back while nobody writes.
type precedence struct {
	writing atomic.Int32
	turns   chan struct{} // of readers, while somebody writes
}

// mostPatience is how long a reader waits for a turn before going ahead without one, so that a stream of files or
// one slow answer keeps nobody waiting for long.
const mostPatience = time.Second

func newPrecedence() *precedence {
	return &precedence{turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))}
}

// write notes that somebody changes something, until done is called.
func (p *precedence) write() (done func()) {
	p.writing.Add(1)
	return func() { p.writing.Add(-1) }
}

// read waits for a turn where somebody writes. It fails only when the reader's own time is over.
func (p *precedence) read(ctx context.Context) (done func(), err error) {
	if p.writing.Load() == 0 {
		return func() {}, nil
	}
	patience := time.NewTimer(mostPatience)
	defer patience.Stop()
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-patience.C:
		return func() {}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
