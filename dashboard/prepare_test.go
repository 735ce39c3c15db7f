package dashboard

import (
	"net/http"
	"testing"
	"time"

	sampledata "caseload/sample_data"
)

func TestAPreparedOutlookIsTheSamePage(t *testing.T) {
	plain, db := sampleServer(t)
	s, err := New(Config{Store: db, Now: sampledata.Now, BuildVersion: "1.0", Prepare: true})
	noError(t, err)
	response, _ := get(t, s, "/about") // any page sets it off
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	_, want := get(t, plain, outlookPath)
	if _, got := get(t, s, outlookPath); got != want {
		t.Error("the page differs from that of a server that prepares nothing")
	}
	if s.prepared.revision.Load() == 0 {
		t.Error("nothing was prepared")
	}
}

// Slow machines included: a prepared page is hundreds of times faster than its back-test.
func TestAPreparedOutlookIsDrawnWithinItsPromise(t *testing.T) {
	_, db := sampleServer(t)
	s, err := New(Config{Store: db, Now: sampledata.Now, BuildVersion: "1.0"})
	noError(t, err)
	noError(t, s.answers.PrepareOutlook(t.Context()))
	fastest := time.Hour
	for range 3 {
		s.cache = newPageCache(defaultCacheBytes)
		started := time.Now()
		get(t, s, outlookPath)
		fastest = min(fastest, time.Since(started))
	}
	if fastest > 150*time.Millisecond {
		t.Errorf("want at most 150 ms uncached, got %v", fastest)
	}
}
