package ingest

import (
	"context"
	"runtime/debug"

	"caseload/store/fault"
)

// A file through the browser may take up to 512 MB while it is read; a page that is looked at again reads its
// file again. turnsAtOnce of those with turnBytes or more are read at once, and the others wait.
const (
	turnBytes   = 128 << 10 // a workbook of this size may hold ten times as much
	turnsAtOnce = 2
)

// takeTurn waits until a file of the size may be read.
func (s *Service) takeTurn(ctx context.Context, size int) (done func(), err error) {
	if size < turnBytes {
		return func() {}, nil
	}
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "Other large files are being read. Try again in a minute.").WithCode("busy")
	}
}

// frugalBytes is the size from which a file is worked on with memory before time. No upload through
// the browser reaches it; the command line takes files of any size.
const frugalBytes = 16 << 20

// frugal makes the collector run more often while a large file is worked on: its cells, records and
// changes follow each other, and each would otherwise wait in memory for as much again to gather. It
// lets one such file in at a time, so that the setting is restored as it was.
func (s *Service) frugal(size int) (restore func()) {
	if size < frugalBytes {
		return func() {}
	}
	s.large.Lock()
	before := debug.SetGCPercent(35)
	return func() {
		debug.SetGCPercent(before)
		s.large.Unlock()
	}
}
