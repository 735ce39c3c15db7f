package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// load is what many askers of a server met.
type load struct {
	mu     sync.Mutex
	took   []time.Duration
	failed []error
}

func (l *load) add(took time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed = append(l.failed, err)
		return
	}
	l.took = append(l.took, took)
}

// percentile returns the time that the share of the answers did not exceed.
func (l *load) percentile(share float64) time.Duration {
	if len(l.took) == 0 {
		return 0
	}
	slices.Sort(l.took)
	return l.took[min(len(l.took)-1, int(share*float64(len(l.took))))]
}

func (l *load) report(t *testing.T, what string) {
	t.Helper()
	t.Logf("%s: %d done, %d failed, p50 %v, p95 %v, p99 %v, longest %v", what, len(l.took), len(l.failed),
		l.percentile(0.5).Round(time.Millisecond/10), l.percentile(0.95).Round(time.Millisecond/10), l.percentile(0.99).Round(time.Millisecond/10), l.percentile(1).Round(time.Millisecond/10))
	for _, err := range l.failed[:min(5, len(l.failed))] {
		t.Errorf("%s: %v", what, err)
	}
	if len(l.took) == 0 {
		t.Errorf("%s: nothing was done", what)
	}
}

// fetch asks for a page as a program with a token, and wants it whole.
func fetch(ctx context.Context, client *http.Client, address, token string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %d: %.500s", request.URL.Path, response.StatusCode, text)
	}
	return nil
}

// TestManyWritersAndReadersNeverMeetALockedDatabase runs 8 people who upload and commit 40 rows each time beside 32
// who read, for 4 s; by `make soak` for a minute, with the time that a write may take.
func TestManyWritersAndReadersNeverMeetALockedDatabase(t *testing.T) {
	lasts, isSoak := soak()
	if !isSoak {
		lasts = 4 * time.Second
	}
	db := filepath.Join(t.TempDir(), "division.db")
	k := &killed{t: t, folder: filepath.Dir(db), db: db, acknowledged: map[int]bool{}}
	k.token = addToken(t, db, addUser(t, db, "admin", caseload.Admin))
	p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var writes, reads load
	var people sync.WaitGroup
	end := time.Now().Add(lasts)
	for range 8 {
		people.Go(func() {
			for time.Now().Before(end) {
				n := k.take()
				name, content := fileOf(n)
				began := time.Now()
				err := uploadAndCommit(t.Context(), p.url, k.token, name, content)
				if err == nil {
					k.acknowledge(n)
				}
				writes.add(time.Since(began), err)
			}
		})
	}
	pages := []string{"/", "/volume", "/data", "/signals", "/api/v1/overview", "/api/v1/volume"}
	for reader := range 32 {
		people.Go(func() {
			for i := reader; time.Now().Before(end); i++ {
				began := time.Now()
				err := fetch(t.Context(), client, p.url+pages[i%len(pages)], k.token)
				reads.add(time.Since(began), err)
				time.Sleep(100 * time.Millisecond) // people read what they asked for
			}
		})
	}
	people.Wait()
	writes.report(t, "uploads with commit")
	reads.report(t, "pages read")
	if limit := 500 * time.Millisecond; isSoak && writes.percentile(0.99) > limit {
		t.Errorf("p99 of a write is %v, promised are %v", writes.percentile(0.99), limit)
	}
	if code := p.stop(t, syscall.SIGTERM); code != exitOK || strings.Contains(p.stderr.String(), "locked") {
		t.Errorf("exit code %d\n%.3000s", code, p.stderr)
	}
	k.examine(0)
}

// TestFiftyReadersOfTenYearsAreAnsweredAtOnce has 50 people ask for a page a second, 9 of 10 for one that was drawn
// before, on ten years of two sites with 40 procedures.
func TestFiftyReadersOfTenYearsAreAnsweredAtOnce(t *testing.T) {
	lasts, isSoak := soak()
	if !isSoak {
		t.Skip("takes a minute: make soak")
	}
	db := filepath.Join(t.TempDir(), "division.db")
	seeded := storetest.Open(t, db, storetest.Now)
	storetest.SeedMonths(t, seeded, calendar.MonthOf(2026, time.October), 120, 40)
	storetest.SeedGroups(t, seeded, 18)
	token := addToken(t, db, addUser(t, db, "admin", caseload.Admin))
	p := start(t, []string{"CASELOAD_NOW=" + storetest.Now().Format(time.RFC3339)}, "serve", "--db", db, "--listen", "127.0.0.1:0")
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	common := []string{"/", "/volume", "/signals", "/outlook", "/staffing", "/brief"}
	for _, page := range common {
		if err := fetch(t.Context(), client, p.url+page, token); err != nil {
			t.Fatal(err)
		}
	}
	var reads load
	var people sync.WaitGroup
	for reader := range 50 {
		people.Go(func() {
			chance := rand.New(rand.NewPCG(uint64(reader), 412))
			time.Sleep(time.Duration(chance.Int64N(int64(time.Second)))) // nobody agrees on the second
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for end := time.Now().Add(lasts); time.Now().Before(end); <-tick.C {
				page := common[chance.IntN(len(common))]
				if chance.IntN(10) == 0 { // months that hardly anybody else looks at
					page = fmt.Sprintf("/volume?month=%d-%02d", 2017+chance.IntN(9), 1+chance.IntN(12))
				}
				began := time.Now()
				err := fetch(t.Context(), client, p.url+page, token)
				reads.add(time.Since(began), err)
			}
		})
	}
	people.Wait()
	reads.report(t, "pages read")
	if limit := 100 * time.Millisecond; reads.percentile(0.95) > limit {
		t.Errorf("p95 is %v, promised are %v", reads.percentile(0.95), limit)
	}
	p.stop(t, syscall.SIGTERM)
}
