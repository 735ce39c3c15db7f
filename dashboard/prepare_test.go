package dashboard

import (
	"net/http"
	"strings"
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
	if s.prepared.asked.Load() == 0 {
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

func TestAnOverviewDrawnBeforeTheOutlookWasReadyIsDrawnAgain(t *testing.T) {
	s, _ := sampleServer(t)
	const sentence = "November 2026 should bring"
	if _, page := get(t, s, overviewPath); strings.Contains(page, sentence) {
		t.Fatal("the outlook was ready before anybody asked for it: this test sees nothing")
	}
	noError(t, s.answers.PrepareOutlook(t.Context()))
	for _, path := range []string{overviewPath, briefPath} {
		if _, page := get(t, s, path); !strings.Contains(readText(page), sentence) {
			t.Errorf("%s does not say what comes next", path)
		}
	}
	if _, page := get(t, s, overviewPath+"?month=2026-07"); strings.Contains(page, sentence) {
		t.Error("an older month foresees what followed the newest one")
	}
}
