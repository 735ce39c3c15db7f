package ingest

import "runtime/debug"

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
