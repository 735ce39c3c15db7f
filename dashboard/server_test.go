package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
	"caseload/store/fault"
)

// revisionOnly is a store that knows its revision and nothing else, no setting
// either: enough for the shell, whose pages are tested with a real database elsewhere.
type revisionOnly struct {
	Store
	read func(context.Context) (caseload.Revision, error)
}

func (r revisionOnly) Revision(ctx context.Context) (caseload.Revision, error) { return r.read(ctx) }

func (r revisionOnly) Purges(context.Context) (int64, error) { return 0, nil }

func (r revisionOnly) Setting(context.Context, string) (string, bool, error) { return "", false, nil }

func fixedClock() time.Time { return time.Date(2026, time.November, 12, 8, 14, 0, 0, time.UTC) }

// newShell returns a server with the given routes beside its own.
func newShell(t testing.TB, change func(*Config), routes ...Route) *Server {
	t.Helper()
	config := Config{
		Store: revisionOnly{read: func(context.Context) (caseload.Revision, error) { return 412, nil }},
		Now:   fixedClock, BuildVersion: "1.0",
	}
	if change != nil {
		change(&config)
	}
	s, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.register(routes); err != nil {
		t.Fatal(err)
	}
	return s
}

func do(t testing.TB, s *Server, request *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := s.App().Test(request, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func get(t testing.TB, s *Server, path string) (*http.Response, string) {
	t.Helper()
	return do(t, s, httptest.NewRequest(http.MethodGet, path, nil))
}

func failing(path string, err error) Route {
	return Route{Method: fiber.MethodGet, Path: path, Action: ActionSeePages, Handler: func(*fiber.Ctx) error { return err }}
}

// agreedPolicy is DESIGN §4, "CSP that held with every chart open".
const agreedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func agreedHeaders() map[string]string {
	return map[string]string{
		"Content-Security-Policy":    agreedPolicy,
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy":         permissionsPolicy,
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := newShell(t, func(c *Config) { c.Dev = true },
		failing("/broken", errors.New("disk on fire")),
		failing("/api/broken", errors.New("disk on fire")),
		Route{Method: fiber.MethodPost, Path: "/change", Action: ActionUpload, Handler: func(c *fiber.Ctx) error { return c.SendString("done") }},
	)
	stylesheet, err := s.pages.loaded.assets.url("css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	foreign := httptest.NewRequest(http.MethodPost, "/change", nil)
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	requests := map[string]*http.Request{
		"a page":               httptest.NewRequest(http.MethodGet, "/design", nil),
		"no such page":         httptest.NewRequest(http.MethodGet, "/nowhere", nil),
		"a failure":            httptest.NewRequest(http.MethodGet, "/broken", nil),
		"a failure for JSON":   httptest.NewRequest(http.MethodGet, "/api/broken", nil),
		"an asset":             httptest.NewRequest(http.MethodGet, stylesheet, nil),
		"no such asset":        httptest.NewRequest(http.MethodGet, "/assets/css/tokens.000000000000.css", nil),
		"a refused change":     foreign,
		"a wrong method":       httptest.NewRequest(http.MethodDelete, "/change", nil),
		"an unknown method":    httptest.NewRequest("BREW", "/change", nil),
		"the liveness answer":  httptest.NewRequest(http.MethodGet, "/healthz", nil),
		"the readiness answer": httptest.NewRequest(http.MethodGet, "/readyz", nil),
	}
	want := agreedHeaders()
	want["Server"] = ""
	for name, request := range requests {
		t.Run(name, func(t *testing.T) {
			response, _ := do(t, s, request)
			got := make(map[string]string, len(want))
			for key := range want {
				got[key] = response.Header.Get(key)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("headers of %d (-want +got):\n%s", response.StatusCode, diff)
			}
			isAsset := strings.HasPrefix(response.Header.Get("Cache-Control"), "public")
			if isAsset != (name == "an asset") {
				t.Errorf("cache-control %q", response.Header.Get("Cache-Control"))
			}
		})
	}
}

func TestAnAnswerBeforeRoutingCarriesTheSecurityHeadersAndIsInTheLog(t *testing.T) {
	var logged logText
	s := newShell(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&logged, nil)) })
	address, stop := serve(t, s)
	defer stop()
	for name, c := range map[string]struct {
		request string
		want    int
	}{
		"a header larger than the read buffer": {"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + strings.Repeat("x", 16<<10) + "\r\n\r\n", 431},
		"an address larger than it":            {"GET /" + strings.Repeat("x", 16<<10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 431},
		"no request at all":                    {"forged msg=forged\r\n\r\n", 400},
		"no host":                              {"GET /forged HTTP/1.1\r\n\r\n", 400},
		"two hosts":                            {"GET /forged HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n", 400},
		"two lengths":                          {"POST /forged HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
		"an unknown method":                    {"FORGED / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
	} {
		t.Run(name, func(t *testing.T) {
			response := sendRaw(t, address, []byte(c.request))
			if response.StatusCode != c.want || response.Header.Get("Server") != "" || response.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("want %d, no server name and no-store, got %d, %v", c.want, response.StatusCode, response.Header)
			}
			for header, want := range agreedHeaders() {
				if got := response.Header.Get(header); got != want {
					t.Errorf("%s: want %q, got %q", header, want, got)
				}
			}
			id := response.Header.Get("X-Request-Id")
			if id == "" || !strings.Contains(logged.String(), "request="+id+" ") {
				t.Errorf("the request %q is not in the log:\n%s", id, logged.String())
			}
		})
	}
	if text := strings.ToLower(logged.String()); strings.Contains(text, "forged") {
		t.Errorf("what somebody sent is in the log:\n%s", text)
	}
}

// logText is a log that a server writes while a test reads it.
type logText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestAPanicCostsOnlyItsRequest(t *testing.T) {
	var logged strings.Builder
	s := newShell(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&logged, nil)) },
		Route{Method: fiber.MethodGet, Path: "/panic", Action: ActionSeePages, Handler: func(*fiber.Ctx) error { panic("index of secret.db out of range") }})
	response, body := get(t, s, "/panic")
	if response.StatusCode != http.StatusInternalServerError {
		t.Errorf("status %d, want 500", response.StatusCode)
	}
	if strings.Contains(body, "secret.db") || strings.Contains(body, "goroutine") {
		t.Error("the page shows the cause of the panic")
	}
	id := response.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(body, id) || !strings.Contains(logged.String(), id) {
		t.Errorf("request id %q must stand in the header, on the page and in the log", id)
	}
	if response, _ := get(t, s, "/healthz"); response.StatusCode != http.StatusOK {
		t.Errorf("afterwards /healthz answers %d", response.StatusCode)
	}
}

func TestAnUnknownPageSaysSoInWords(t *testing.T) {
	response, body := get(t, newShell(t, nil), "/nowhere")
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, want 404", response.StatusCode)
	}
	for _, want := range []string{"<!doctype html>", "There is no such page", `href="/"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestTheTextOfAnUnforeseenErrorIsNeverShown(t *testing.T) {
	secret := errors.New(`open /srv/division.db: near "selct": syntax error`)
	s := newShell(t, nil, failing("/broken", secret), failing("/api/broken", secret), failing("/charts/broken.svg", secret))
	for _, path := range []string{"/broken", "/api/broken", "/charts/broken.svg"} {
		response, body := get(t, s, path)
		if response.StatusCode != http.StatusInternalServerError {
			t.Errorf("%s: status %d, want 500", path, response.StatusCode)
		}
		if strings.Contains(body, "division.db") || strings.Contains(body, "selct") {
			t.Errorf("%s shows the error: %s", path, body)
		}
	}
}

func TestAFaultIsShownInTheFormThatTheAskerReads(t *testing.T) {
	closed := fault.New(fault.Conflict, "September 2026 is closed at the VA <b>.").WithCode("closed_month").WithDetails("VA, September 2026")
	s := newShell(t, nil, failing("/page", closed), failing("/api/page", closed), failing("/charts/page.svg", closed))

	response, body := get(t, s, "/page")
	if response.StatusCode != http.StatusConflict || !strings.Contains(body, "is closed at the VA &lt;b&gt;.") || !strings.Contains(body, "<li>VA, September 2026</li>") {
		t.Errorf("page: %d\n%s", response.StatusCode, body)
	}
	response, body = get(t, s, "/api/page")
	want := fmt.Sprintf(`{"error":{"code":"closed_month","details":["VA, September 2026"],"message":"September 2026 is closed at the VA \u003cb\u003e.","request":%q}}`, response.Header.Get("X-Request-Id"))
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	response, body = get(t, s, "/charts/page.svg")
	if diff := cmp.Diff("text/plain; charset=utf-8", response.Header.Get("Content-Type")); diff != "" {
		t.Errorf("type (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(closed.Message+"\n", body); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestEachKindOfFaultHasItsStatus(t *testing.T) {
	want := map[fault.Kind]int{
		fault.Invalid: 400, fault.NotFound: 404, fault.Conflict: 409, fault.Refused: 422, fault.TooLarge: 413, fault.Unavailable: 503,
	}
	got := make(map[fault.Kind]int)
	for kind := range want {
		response, _ := get(t, newShell(t, nil, failing("/fault", fault.New(kind, "No."))), "/fault")
		got[kind] = response.StatusCode
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestARouteThatNamesNoActionCannotBeRegistered(t *testing.T) {
	s := newShell(t, nil)
	handler := func(c *fiber.Ctx) error { return nil }
	for name, route := range map[string]Route{
		"no action":  {Method: fiber.MethodGet, Path: "/x", Handler: handler},
		"no handler": {Method: fiber.MethodGet, Path: "/x", Action: ActionSeePages},
	} {
		if err := s.register([]Route{route}); err == nil {
			t.Errorf("%s: registered", name)
		}
	}
	for _, route := range s.routes() {
		if route.Action == "" {
			t.Errorf("%s %s names no action", route.Method, route.Path)
		}
	}
}

// serve runs s on a free port of loopback.
func serve(t testing.TB, s *Server) (address string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	return listener.Addr().String(), func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	}
}

func TestARequestInFlightIsFinishedBeforeTheServerStops(t *testing.T) {
	started, release := make(chan struct{}), make(chan struct{})
	s := newShell(t, nil, Route{Method: fiber.MethodGet, Path: "/slow", Action: ActionSeePages, Handler: func(c *fiber.Ctx) error {
		close(started)
		<-release
		return c.SendString("finished")
	}})
	address, stop := serve(t, s)
	answer := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + address + "/slow")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer func() { _ = response.Body.Close() }()
		body, _ := io.ReadAll(response.Body)
		answer <- string(body)
	}()
	<-started
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	close(release)
	if diff := cmp.Diff("finished", <-answer); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	select {
	case <-stopped:
	case <-time.After(15 * time.Second): // the promise
		t.Error("the server did not stop within 15 s")
	}
}

func TestHandlersHaveADeadline(t *testing.T) {
	s := newShell(t, func(c *Config) { c.RequestTimeout = time.Millisecond },
		Route{Method: fiber.MethodGet, Path: "/slow", Action: ActionSeePages, Handler: func(c *fiber.Ctx) error {
			<-c.UserContext().Done()
			return fmt.Errorf("read counts: %w", c.UserContext().Err())
		}})
	response, body := get(t, s, "/slow")
	if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "took too long") {
		t.Errorf("status %d: %s", response.StatusCode, body)
	}
}

func TestReadinessFollowsTheDatabase(t *testing.T) {
	broken := errors.New("database disk image is malformed")
	s := newShell(t, func(c *Config) {
		c.Store = revisionOnly{read: func(context.Context) (caseload.Revision, error) { return 0, broken }}
	})
	if response, body := get(t, s, "/readyz"); response.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "malformed") {
		t.Errorf("ready: %d %s", response.StatusCode, body)
	}
	if response, _ := get(t, s, "/healthz"); response.StatusCode != http.StatusOK {
		t.Errorf("health: %d", response.StatusCode)
	}
}
