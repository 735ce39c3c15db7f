package ingest

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// countingStore counts how often the bytes of a file are fetched.
type countingStore struct {
	Store
	fetched atomic.Int64
}

func (c *countingStore) UploadBytes(ctx context.Context, id caseload.UploadID) ([]byte, error) {
	c.fetched.Add(1)
	return c.Store.UploadBytes(ctx, id)
}

func newCountingService(t *testing.T) (*Service, *countingStore) {
	t.Helper()
	c := &countingStore{Store: storetest.New(t)}
	return New(c, storetest.Now), c
}

// heavyFile is one that is large enough to take a turn.
func heavyFile(procedure string) string {
	return "month,site,procedure,count,remark\n2026-09,VA," + procedure + ",3," + strings.Repeat("x", turnBytes) + "\n"
}

func TestALargeDraftIsOpenedInTurnAndWhoeverWaitsHoldsNothing(t *testing.T) {
	s, c := newCountingService(t)
	first, second := mustPreview(t, s, heavyFile("PICC"), Options{}), mustPreview(t, s, heavyFile("Biopsy"), Options{})
	small := mustPreview(t, s, september, Options{})
	for range turnsAtOnce {
		s.turns <- struct{}{} // others are at it
	}
	for name, do := range map[string]func(context.Context) error{
		"open":   func(ctx context.Context) error { _, err := s.Open(ctx, first.Upload); return err },
		"answer": func(ctx context.Context) error { _, err := s.Answer(ctx, second.Upload, Options{}); return err },
		"upload": func(ctx context.Context) error {
			_, err := s.Preview(ctx, File{Name: "a.csv", Bytes: []byte(heavyFile("Drain"))}, Options{}, caseload.LocalUser)
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if err := do(ctx); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: want to be told to come again, got %v", name, err)
		}
		cancel()
	}
	if n := c.fetched.Load(); n != 0 {
		t.Errorf("a file was fetched %d times by those who wait", n)
	}
	if _, err := s.Open(context.Background(), small.Upload); err != nil {
		t.Errorf("a small file waits for large ones: %v", err)
	}
	<-s.turns
	if _, err := s.Open(context.Background(), first.Upload); err != nil {
		t.Errorf("when its turn has come: %v", err)
	}
}

func TestManyWhoOpenOneLargeDraftReadItOnce(t *testing.T) {
	s, c := newCountingService(t)
	p := mustPreview(t, s, heavyFile("PICC"), Options{})
	s.forget(p.Upload)
	for range turnsAtOnce - 1 {
		s.turns <- struct{}{} // one at a time
	}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if _, err := s.Open(context.Background(), p.Upload); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := c.fetched.Load(); n != 1 {
		t.Errorf("the file was read %d times for twelve who opened it", n)
	}
}
