package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

const (
	progressAfter     = time.Second            // what is quicker needs no progress
	progressEvery     = 500 * time.Millisecond // on a terminal, where the line is drawn again
	progressLineEvery = 5 * time.Second        // elsewhere, where each is a line of a log
)

// progress says on standard error what is going on, once it has taken longer than a second.
// Its methods may be called from one goroutine only.
type progress struct {
	w          io.Writer
	isTerminal bool
	shown      bool // whether anything is to be said at all
}

func newProgress(w io.Writer, always bool) *progress {
	terminal := isTerminal(w)
	return &progress{w: w, isTerminal: terminal, shown: terminal || always}
}

// during runs work under a name such as "Reading counts.csv".
func (p *progress) during(name string, work func() error) error {
	if !p.shown {
		return work()
	}
	done, said := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(said)
		p.tell(name, done)
	}()
	err := work()
	close(done)
	<-said
	return err
}

// tell shows how long the work has taken until done closes: redrawn in place on a terminal, a line
// now and then elsewhere. Real time, not the program's clock: a fixed clock for tests must not stop it.
func (p *progress) tell(name string, done <-chan struct{}) {
	started := time.Now()
	wait := time.NewTimer(progressAfter)
	defer wait.Stop()
	start, end, every := "", "\n", progressLineEvery
	if p.isTerminal {
		start, end, every = "\r", "", progressEvery
	}
	drawn := false
	for {
		select {
		case <-done:
			if drawn && p.isTerminal {
				fmt.Fprint(p.w, "\r\x1b[K") // the result takes the line's place
			}
			return
		case <-wait.C:
			fmt.Fprintf(p.w, "%s%s … %d s%s", start, name, int(time.Since(started).Seconds()), end)
			drawn = true
			wait.Reset(every)
		}
	}
}

// isTerminal reports whether a person reads w as it is written.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
