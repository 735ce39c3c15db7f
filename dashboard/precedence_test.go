package dashboard

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
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

// watched is a body of which each read notes how many are said to write at that moment.
type watched struct {
	body    io.Reader
	writing func() int32
	most    int32
}

func (w *watched) Read(into []byte) (int, error) {
	w.most = max(w.most, w.writing())
	return w.body.Read(into)
}

func TestNobodyCountsAsWritingBeforeAllOfItHasArrivedNorWithoutARight(t *testing.T) {
	uploadType := fiber.MIMEMultipartForm + "; boundary=x"
	upload := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + strings.Repeat("a,b\r\n", 100) + "\r\n--x--\r\n"
	for name, test := range map[string]struct {
		route      Route
		kind, body string
		read       func(*fiber.Ctx) error
		want       int32 // who write once it is read
	}{
		"a form":     {Route{Path: "/form", Action: ActionEditSettings}, fiber.MIMEApplicationForm, "name=Seven", nil, 1},
		"a stranger": {Route{Path: "/open", Action: ActionPublic, MaxBody: 16 << 10}, fiber.MIMEApplicationForm, "name=Seven", nil, 0},
		"a file": {Route{Path: "/file", Action: ActionUpload, MaxBody: 16 << 10}, uploadType, upload,
			func(c *fiber.Ctx) error { _, err := readUpload(c); return err }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var s *Server
			during := int32(-1)
			test.route.Method = fiber.MethodPost
			test.route.Handler = func(c *fiber.Ctx) error {
				read := test.read
				if read == nil {
					read = func(c *fiber.Ctx) error { _, err := postedForm(c); return err }
				}
				err := read(c)
				during = s.precedence.writing.Load()
				return err
			}
			s = newShell(t, nil, test.route)
			slow := &watched{body: strings.NewReader(test.body), writing: s.precedence.writing.Load}
			ctx := &fasthttp.RequestCtx{}
			ctx.Request.Header.SetMethod(fiber.MethodPost)
			ctx.Request.SetRequestURI("http://localhost" + test.route.Path)
			ctx.Request.Header.Set("Sec-Fetch-Site", "same-origin")
			ctx.Request.Header.SetContentType(test.kind)
			ctx.Request.SetBodyStream(slow, len(test.body))
			s.App().Handler()(ctx)
			if ctx.Response.StatusCode() != http.StatusOK {
				t.Fatalf("status %d: %s", ctx.Response.StatusCode(), ctx.Response.Body())
			}
			if slow.most != 0 {
				t.Errorf("%d counted as writing while it was arriving", slow.most)
			}
			if during != test.want {
				t.Errorf("want %d to count as writing afterwards, got %d", test.want, during)
			}
			if left := s.precedence.writing.Load(); left != 0 {
				t.Errorf("%d still count as writing", left)
			}
		})
	}
}
