package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/store/fault"
)

// Action is what a route lets somebody do; roles will be granted actions, not addresses.
type Action string

// The actions, in the words of the table of rights.
const (
	ActionPublic        Action = "reach the server"        // health and assets: nothing of the division in them
	ActionSeePages      Action = "see pages and totals"    // and export them
	ActionSeeNames      Action = "see names and raw files" // and individual dates and leave
	ActionSeeTraining   Action = "see individual training figures"
	ActionUpload        Action = "upload, commit, undo"
	ActionEditBaselines Action = "edit baselines" // and annotations, rebases, targets, staffing assumptions; close or reopen a month
	ActionScenarios     Action = "work with scenarios"
	ActionEditSettings  Action = "edit settings" // sites, procedure groups
	ActionAdminister    Action = "administer"    // users, roles, audit log, backup
	ActionPurge         Action = "purge uploads" // and with them their numbers, files and names, for good
	ActionOwnAccount    Action = "own account"   // password, tokens, sign-out: of whoever has signed in; a token only reads
)

// Route is one address and what it takes to use it.
type Route struct {
	Method  string
	Path    string
	Action  Action
	Handler fiber.Handler

	MaxBody  int64         // largest body in bytes; 1 MiB when zero. Streamed bodies of unknown length need it set
	Deadline time.Duration // of the handler's context; Config.RequestTimeout when zero
}

// aboutPath is where "How these numbers are made" leads from every footer, once a page registers it.
const aboutPath = "/about"

// defaultMaxBody is ample for any form on any page but the upload of a file.
const defaultMaxBody = 1 << 20

// routes is the whole table. A page adds a method that returns its own routes and a line here.
func (s *Server) routes() []Route {
	table := []Route{
		{Method: fiber.MethodGet, Path: "/healthz", Action: ActionPublic, Handler: s.health},
		{Method: fiber.MethodGet, Path: "/readyz", Action: ActionPublic, Handler: s.ready},
		{Method: fiber.MethodGet, Path: "/assets/*", Action: ActionPublic, Handler: s.asset},
	}
	table = append(table, s.overviewRoutes()...)
	table = append(table, s.briefRoutes()...)
	table = append(table, s.volumeRoutes()...)
	table = append(table, s.outlookRoutes()...)
	table = append(table, s.staffingRoutes()...)
	table = append(table, s.signalsRoutes()...)
	table = append(table, s.whatIfRoutes()...)
	table = append(table, s.trainingRoutes()...)
	table = append(table, s.trainingSettingsRoutes()...)
	table = append(table, s.traceRoutes()...)
	table = append(table, s.stillRoutes()...)
	table = append(table, s.apiRoutes()...)
	table = append(table, s.methodRoutes()...)
	table = append(table, s.dataRoutes()...)
	table = append(table, s.uploadRoutes()...)
	table = append(table, s.purgeRoutes()...)
	table = append(table, s.settingsRoutes()...)
	table = append(table, s.assumptionRoutes()...)
	table = append(table, s.accessRoutes()...)
	table = append(table, s.backupRoutes()...)
	table = append(table, s.accountRoutes()...)
	table = append(table, s.demoRoutes()...)
	table = append(table, s.metricsRoutes()...)
	if s.config.Dev {
		table = append(table, s.designRoutes()...)
	}
	return table
}

// register adds the table to the application and refuses a route that names no action.
func (s *Server) register(table []Route) error {
	seen := make(map[string]bool)
	for _, route := range table {
		name := route.Method + " " + route.Path
		switch {
		case route.Action == "":
			return fmt.Errorf("route %s names no action", name)
		case route.Handler == nil:
			return fmt.Errorf("route %s has no handler", name)
		case seen[name]:
			return fmt.Errorf("route %s is registered twice", name)
		}
		seen[name] = true
		s.rights.add(route)
		if route.Method == fiber.MethodGet {
			s.app.Get(route.Path, s.guarded(route)) // answers HEAD too
		} else {
			s.app.Add(route.Method, route.Path, s.guarded(route))
		}
	}
	for _, entry := range navigation() {
		if seen["GET "+entry.Href] {
			s.navigation = append(s.navigation, entry)
		}
	}
	if seen["GET "+aboutPath] {
		s.about = aboutPath
	}
	return nil
}

// guarded puts the checks that hang on the route before its handler.
func (s *Server) guarded(route Route) fiber.Handler {
	maxBody := route.MaxBody
	if maxBody == 0 {
		maxBody = defaultMaxBody
	}
	deadline := route.Deadline
	if deadline == 0 {
		deadline = s.config.RequestTimeout
	}
	isSafe := route.Method == fiber.MethodGet
	return func(c *fiber.Ctx) error {
		if !isSafe {
			if !isByToken(c) { // a browser never adds a token by itself, and with one no cookie is read
				if err := s.checkSameOrigin(c); err != nil {
					return err
				}
			}
			if err := checkBodySize(c, maxBody, route.MaxBody > 0); err != nil {
				return err
			}
			c.Locals(bodyLimitKey, maxBody)
		}
		// Nothing tells Fiber that a browser has left: only the deadline ends abandoned work.
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		c.SetUserContext(ctx)
		if err := s.authorise(c, route); err != nil {
			return err
		}
		if strings.HasPrefix(route.Path, oneUpload) {
			if err := s.checkUpload(c, route); err != nil {
				return err
			}
		}
		if err := s.handle(c, route); err != nil {
			if r, ok := errors.AsType[refusal](err); ok { // a right that hangs on more than the address
				return s.refuseFor(c, Route{Method: route.Method, Path: route.Path, Action: r.action})
			}
			return err
		}
		if err := s.guardExport(c); err != nil {
			return err
		}
		return s.recordReading(c, route)
	}
}

// handle runs the route's handler when it is its turn. Health checks, assets and pictures, which have a queue of
// their own, wait for none. Whoever changes something goes before readers from when all of it has arrived, and
// nobody does who has no right to: else a stranger could slow everybody by sending slowly.
func (s *Server) handle(c *fiber.Ctx, route Route) error {
	switch {
	case route.Action == ActionPublic, route.MaxBody > 0: // the handler reads the body, and says when it is there
	case route.Method != fiber.MethodGet:
		if _, err := formBody(c); err != nil {
			return err
		}
		defer s.precedence.write()()
	case !strings.HasPrefix(route.Path, stillsPath):
		done, err := s.precedence.read(c.UserContext())
		if err != nil {
			return err
		}
		defer done()
	}
	return route.Handler(c)
}

// checkBodySize refuses a body that is declared too large before any of it is
// kept. What fits the server's own limit is read and dropped, because a client
// that is still sending when the answer comes sees a reset instead of the answer.
func checkBodySize(c *fiber.Ctx, limit int64, mayStream bool) error {
	length := int64(c.Request().Header.ContentLength())
	if length <= limit && (length >= 0 || mayStream || c.Request().BodyStream() == nil) {
		return nil
	}
	if body := c.Context().RequestBodyStream(); body != nil {
		_, _ = io.CopyN(io.Discard, body, bodyLimit) // only courtesy: the refusal stands either way
	}
	c.Context().SetConnectionClose()
	if length < 0 {
		return fault.New(fault.TooLarge, "What was sent does not say how long it is, so it was not read.").WithCode("length_required")
	}
	return fault.New(fault.TooLarge, "What was sent is %s; at most %s can be taken here.", megabytes(length), megabytes(limit)).WithCode("too_large")
}

func (s *Server) health(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString("ok\n")
}

// ready answers 503 when the database cannot be read.
func (s *Server) ready(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	revision, err := s.config.Store.Revision(c.UserContext())
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			s.log.Error("not ready", "request", requestID(c), "error", err)
		}
		return c.Status(fiber.StatusServiceUnavailable).SendString("the database cannot be read\n")
	}
	return c.SendString(fmt.Sprintf("ready, revision %d\n", revision))
}
