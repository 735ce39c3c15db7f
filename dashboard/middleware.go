package dashboard

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"caseload/store/fault"
)

// contentSecurityPolicy allows this origin's own files and nothing else: no
// inline script or style, no other host, no framing.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const permissionsPolicy = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"

// setSecurityHeaders belongs on every answer, errors and assets included.
func setSecurityHeaders(header *fasthttp.ResponseHeader) {
	header.Set("Content-Security-Policy", contentSecurityPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Permissions-Policy", permissionsPolicy)
}

type localKey int

const (
	requestIDKey localKey = iota
	askerKey              // caseload.Account
	revisionKey           // caseload.Revision, when it was read to know who asks
	sessionKey            // the hash of the session, when there is one
	namedKey              // that the answer names people
	bodyLimitKey          // int64: the most that the route takes
)

// edge is what surrounds every request: headers, a request id, the Host check,
// recovery from panics, errors turned into answers, and one log line.
func (s *Server) edge(c *fiber.Ctx) error {
	started := time.Now() // for a duration, not a date: the injected clock may stand still
	s.mark(c)
	err := s.checkHost(c)
	if err == nil {
		err = s.nextRecovered(c)
	}
	if err != nil {
		s.answerError(c, err)
	}
	s.logAccess(c, time.Since(started))
	return nil
}

// mark sets what every answer carries, and the name by which it is found in the log.
func (s *Server) mark(c *fiber.Ctx) {
	id := newRequestID()
	c.Locals(requestIDKey, id)
	header := &c.Context().Response.Header
	setSecurityHeaders(header)
	header.Set(fiber.HeaderXRequestID, id)
	if s.isHTTPS(c) {
		header.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
}

// nextRecovered runs the rest of the chain; a panic costs this request only.
func (s *Server) nextRecovered(c *fiber.Ctx) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			s.log.Error("panic in a handler", "request", requestID(c), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
			c.Context().Response.ResetBody()
			err = errPanicked
		}
	}()
	return c.Next()
}

// errPanicked stands for a panic that is in the log already.
var errPanicked = errors.New("the handler panicked")

// guardUnknownMethods answers what Fiber would answer by itself, without our
// headers, before any middleware: a method that it does not know.
func (s *Server) guardUnknownMethods() {
	server := s.app.Server()
	inner := server.Handler
	server.Handler = func(ctx *fasthttp.RequestCtx) {
		if !isKnownMethod(string(ctx.Method())) {
			c := s.app.AcquireCtx(ctx)
			defer s.app.ReleaseCtx(c)
			s.mark(c)
			ctx.Response.Header.Set(fiber.HeaderCacheControl, "no-store")
			ctx.SetContentType("text/plain; charset=utf-8")
			ctx.SetStatusCode(fasthttp.StatusNotImplemented)
			ctx.SetBodyString("This method is not known here.\n")
			s.logUnrouted(c)
			return
		}
		inner(ctx)
	}
}

func isKnownMethod(method string) bool {
	for _, known := range fiber.DefaultMethods {
		if method == known {
			return true
		}
	}
	return false
}

func (s *Server) logAccess(c *fiber.Ctx, took time.Duration) {
	status := c.Context().Response.StatusCode()
	// The route's pattern, not the address: parameters and queries may carry
	// what somebody typed, and what somebody typed may forge or leak.
	route := c.Route().Path
	if status == fiber.StatusNotFound || route == "/" && c.Path() != "/" {
		route = "(none)"
	}
	level := slog.LevelInfo
	if strings.HasPrefix(c.Path(), "/assets/") || c.Path() == "/healthz" || c.Path() == "/readyz" {
		level = slog.LevelDebug
	}
	s.logAnswer(c, level, route, c.Method(), took)
}

// logUnrouted is for what never reached a route, and whose method may be anything that somebody sent.
func (s *Server) logUnrouted(c *fiber.Ctx) { s.logAnswer(c, slog.LevelInfo, "(none)", "(none)", 0) }

func (s *Server) logAnswer(c *fiber.Ctx, level slog.Level, route, method string, took time.Duration) {
	ctx := c.Context()
	status := ctx.Response.StatusCode()
	s.metrics.observe(metricKey{route: route, method: method, status: status}, took)
	if !s.log.Enabled(ctx, level) {
		return
	}
	s.log.LogAttrs(ctx, level, "request",
		slog.String("request", requestID(c)),
		slog.String("method", method),
		slog.String("route", route),
		slog.Int("status", status),
		slog.Int("bytes", len(ctx.Response.Body())),
		slog.Int64("microseconds", took.Microseconds()),
		slog.String("from", ctx.RemoteIP().String()),
	)
}

// requestAlphabet has no letter that is read as another over the telephone (Crockford's base 32).
const requestAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newRequestID returns six characters: short enough to be read out, and with the
// time in the log enough to find one request among those of years. They are names, not secrets.
func newRequestID() string {
	var id [6]byte
	random := rand.Uint32() //nolint:gosec // see above
	for i := range id {
		id[i] = requestAlphabet[random%32]
		random /= 32
	}
	return string(id[:])
}

func requestID(c *fiber.Ctx) string {
	id, _ := c.Locals(requestIDKey).(string)
	return id
}

func (s *Server) isHTTPS(c *fiber.Ctx) bool {
	return c.Context().IsTLS() || s.behindProxy && c.Protocol() == "https"
}

// checkHost refuses foreign Host headers while the server listens on loopback
// only: a page elsewhere whose name was made to point here ("DNS rebinding")
// would otherwise read everything as the local user.
func (s *Server) checkHost(c *fiber.Ctx) error {
	if !s.loopbackOnly.Load() {
		return nil
	}
	host := hostName(string(c.Context().Request.Host()))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return nil
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return nil
	}
	for _, allowed := range s.config.Hosts {
		if strings.EqualFold(host, allowed) {
			return nil
		}
	}
	return fault.New(fault.Refused, "This server answers only to the computer it runs on.").WithCode("foreign_host")
}

// hostName returns a Host header without its port, in lower case.
func hostName(header string) string {
	host := header
	if name, _, err := net.SplitHostPort(header); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// checkSameOrigin lets a change through only from our own pages. The browser
// says where a request comes from; a request that says nothing is refused.
func (s *Server) checkSameOrigin(c *fiber.Ctx) error {
	refusal := fault.New(fault.Refused, "This change did not come from a Caseload page, so it was not made.").WithCode("foreign_origin")
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return nil
	case "": // an older browser, or plain http away from loopback, where it is not sent
	default:
		return refusal
	}
	origin, err := url.Parse(c.Get(fiber.HeaderOrigin))
	if err != nil || origin.Host == "" || !strings.EqualFold(origin.Host, c.Hostname()) {
		return refusal
	}
	return nil
}
