package dashboard

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofiber/fiber/v2"
)

func TestReadersHoldEachOtherUpOnlyWhileSomebodyWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &precedence{turns: make(chan struct{}, 1)}
		waits := func(ctx context.Context) (time.Duration, func(), error) {
			began := time.Now()
			done, err := p.read(ctx)
			return time.Since(began), done, err
		}
		for range 3 {
			if waited, _, err := waits(t.Context()); err != nil || waited != 0 {
				t.Fatalf("nobody writes: waited %v, %v", waited, err)
			}
		}

		written := p.write()
		_, done, err := waits(t.Context())
		noError(t, err)
		time.AfterFunc(40*time.Millisecond, done)
		waited, second, err := waits(t.Context())
		if err != nil || waited != 40*time.Millisecond {
			t.Errorf("want the second reader to wait for the first, waited %v, %v", waited, err)
		}
		if waited, _, err := waits(t.Context()); err != nil || waited != mostPatience {
			t.Errorf("want the third to go ahead when its patience ends, waited %v, %v", waited, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), mostPatience/2)
		defer cancel()
		if _, _, err := waits(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("want a request whose time is over to end, got %v", err)
		}
		second()

		written()
		if waited, _, err := waits(t.Context()); err != nil || waited != 0 {
			t.Errorf("the writer is done: waited %v, %v", waited, err)
		}
	})
}

func TestAHandlerThatPanicsLeavesNobodyWaiting(t *testing.T) {
	torn := func(method string) Route {
		return Route{Method: method, Path: "/panic", Action: ActionSeePages, Handler: func(*fiber.Ctx) error { panic("torn") }}
	}
	s := newShell(t, nil, torn(fiber.MethodGet), torn(fiber.MethodPost))
	hold := s.precedence.write() // so that the reader takes a turn
	request := httptest.NewRequest(fiber.MethodPost, "/panic", http.NoBody)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	if response, _ := do(t, s, request); response.StatusCode != http.StatusInternalServerError {
		t.Fatalf("status %d", response.StatusCode)
	}
	get(t, s, "/panic")
	hold()
	if n := s.precedence.writing.Load(); n != 0 {
		t.Errorf("%d writers are still said to write", n)
	}
	if n := len(s.precedence.turns); n != 0 {
		t.Errorf("%d turns were never given back", n)
	}
}
