package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"caseload/store/caseload"
)

// countedPage is a cached page that counts how often it is drawn.
func countedPage(s **Server, drawn *atomic.Int32) Route {
	return Route{Method: fiber.MethodGet, Path: "/counted", Action: ActionSeePages, Handler: func(c *fiber.Ctx) error {
		return (*s).cachedPage(c, "/counted?month="+c.Query("month"), func(context.Context, caseload.Revision) (Page, error) {
			drawn.Add(1)
			return Page{Template: "error", Title: "Month " + c.Query("month"), Body: ErrorPage{Next: Button{Label: "Overview", Href: "/"}}}, nil
		})
	}}
}

func TestAPageIsDrawnOnceForEachRevisionDayAndView(t *testing.T) {
	var s *Server
	var drawn atomic.Int32
	revision, now := caseload.Revision(1), fixedClock()
	s = newShell(t, func(c *Config) {
		c.Store = revisionOnly{read: func(context.Context) (caseload.Revision, error) { return revision, nil }}
		c.Now = func() time.Time { return now }
	}, countedPage(&s, &drawn))
	steps := []struct {
		name   string
		change func()
		path   string
		want   int32
	}{
		{"first", func() {}, "/counted?month=2026-10", 1},
		{"again", func() {}, "/counted?month=2026-10", 1},
		{"again, with noise in the address", func() {}, "/counted?month=2026-10&utm=1", 1},
		{"another month", func() {}, "/counted?month=2026-09", 2},
		{"a commit by the command line", func() { revision = 2 }, "/counted?month=2026-10", 3},
		{"the next day", func() { now = now.Add(24 * time.Hour) }, "/counted?month=2026-10", 4},
		{"the same day", func() {}, "/counted?month=2026-10", 4},
	}
	for _, step := range steps {
		step.change()
		_, plain := get(t, s, step.path)
		if got := drawn.Load(); got != step.want {
			t.Errorf("%s: drawn %d times, want %d", step.name, got, step.want)
		}
		request := httptest.NewRequest(http.MethodGet, step.path, nil)
		request.Header.Set("Accept-Encoding", "gzip")
		response, packed := do(t, s, request)
		if response.Header.Get("Content-Encoding") != "gzip" || gunzip(t, packed) != plain {
			t.Errorf("%s: the compressed form differs", step.name)
		}
		if response.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: cache-control %q", step.name, response.Header.Get("Cache-Control"))
		}
	}
}

func TestSeveralAskersOfAnUndrawnPageShareOneDrawing(t *testing.T) {
	cache := newPageCache(1 << 20)
	var drawn atomic.Int32
	release := make(chan struct{})
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			page, err := cache.page(context.Background(), pageKey{view: "/"}, func() (*drawnPage, error) {
				drawn.Add(1)
				<-release
				return &drawnPage{plain: []byte("page")}, nil
			})
			if err != nil || string(page.plain) != "page" {
				t.Errorf("page %v, error %v", page, err)
			}
		})
	}
	close(release)
	group.Wait()
	if got := drawn.Load(); got != 1 {
		t.Errorf("drawn %d times, want 1", got)
	}
}

func TestAFailedOrPanickingDrawingIsNotKept(t *testing.T) {
	cache := newPageCache(1 << 20)
	key := pageKey{view: "/"}
	wrong := errors.New("wrong")
	if _, err := cache.page(context.Background(), key, func() (*drawnPage, error) { return nil, wrong }); !errors.Is(err, wrong) {
		t.Errorf("error %v, want %v", err, wrong)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = cache.page(context.Background(), key, func() (*drawnPage, error) { panic("torn") })
	}()
	page, err := cache.page(context.Background(), key, func() (*drawnPage, error) { return &drawnPage{plain: []byte("good")}, nil })
	if err != nil || string(page.plain) != "good" {
		t.Errorf("afterwards: page %v, error %v", page, err)
	}
}

func TestTheCacheStaysWithinItsBound(t *testing.T) {
	const limit = 64 << 10
	cache := newPageCache(limit)
	add := func(revision caseload.Revision, i int) {
		_, err := cache.page(context.Background(), pageKey{revision: revision, view: fmt.Sprint(i)}, func() (*drawnPage, error) {
			return &drawnPage{plain: make([]byte, 8<<10)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		add(1, i)
		add(1, 0) // in use all the time
	}
	if cache.size > limit {
		t.Errorf("size %d, limit %d", cache.size, limit)
	}
	if _, ok := cache.entries[pageKey{revision: 1, view: "0"}]; !ok {
		t.Error("the page in use was dropped")
	}
	add(2, 0)
	if got := len(cache.entries); got != 1 {
		t.Errorf("after a new revision %d pages are kept, want 1", got)
	}
}

func TestASharedRevisionIsNeverOlderThanTheRequest(t *testing.T) {
	var stored atomic.Int64
	reader := &sharedReader[caseload.Revision]{read: func(context.Context) (caseload.Revision, error) {
		revision := stored.Load()
		time.Sleep(50 * time.Microsecond) // longer than it takes others to arrive
		return caseload.Revision(revision), nil
	}}
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for range 200 {
				committed := stored.Add(1)
				revision, err := reader.now(context.Background())
				if err != nil || int64(revision) < committed {
					t.Errorf("committed %d, then read %d, %v", committed, revision, err)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestAPanicInASharedReadIsItsWaitersErrorAndEndsNothingElse(t *testing.T) {
	entered, leave := make(chan struct{}, 1), make(chan struct{})
	var reads atomic.Int32
	reader := &sharedReader[caseload.Revision]{read: func(context.Context) (caseload.Revision, error) {
		if reads.Add(1) == 1 {
			entered <- struct{}{}
			<-leave
			return 1, nil
		}
		panic("page of the database out of range")
	}}
	go func() { _, _ = reader.now(context.Background()) }()
	<-entered
	waits := make(chan error, 1)
	go func() {
		_, err := reader.now(context.Background()) // shares the next read, which nobody's request makes
		waits <- err
	}()
	for { // until it waits
		reader.mu.Lock()
		isWaiting := reader.next != nil
		reader.mu.Unlock()
		if isWaiting {
			break
		}
		runtime.Gosched()
	}
	close(leave)
	if err := <-waits; err == nil || !strings.Contains(err.Error(), "out of range") {
		t.Errorf("want the panic as an error, got %v", err)
	}
}

// The cached page and a bare Fiber handler that sends the same bytes, over real
// connections: requests per second of the first are to be at least 60 % of the second's.
func BenchmarkCachedPage(b *testing.B) {
	var s *Server
	var drawn atomic.Int32
	filler := strings.Repeat("<li>September 2026</li>\n", 4000) // about the size of an Overview
	page := func(context.Context, caseload.Revision) (Page, error) {
		drawn.Add(1)
		return Page{Template: "error", Title: "Overview", Body: ErrorPage{Text: filler, Next: Button{Label: "Overview", Href: "/"}}}, nil
	}
	s = newShell(b, nil, Route{Method: fiber.MethodGet, Path: "/cached", Action: ActionSeePages, Handler: func(c *fiber.Ctx) error {
		return s.cachedPage(c, "/cached", page)
	}})
	_, body := get(b, s, "/cached")
	bare := fiber.New(fiber.Config{DisableStartupMessage: true})
	bare.Get("/cached", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
		return c.SendString(body)
	})
	b.Run("cached", func(b *testing.B) { benchmarkApp(b, s.App(), len(body)) })
	b.Run("bare", func(b *testing.B) { benchmarkApp(b, bare, len(body)) })
}

func benchmarkApp(b *testing.B, app *fiber.App, size int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = app.Listener(listener) }()
	defer func() { _ = listener.Close() }()
	client := &fasthttp.HostClient{Addr: listener.Addr().String(), MaxConns: 256}
	b.SetParallelism(16)
	b.SetBytes(int64(size))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		request.SetRequestURI("http://" + client.Addr + "/cached")
		for pb.Next() {
			if err := client.Do(request, response); err != nil || response.StatusCode() != http.StatusOK {
				b.Errorf("status %d, %v", response.StatusCode(), err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
