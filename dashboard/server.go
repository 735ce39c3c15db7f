// Package dashboard is the web face of Caseload: routes, pages and the few
// answers for machines. It is the only package that knows Fiber. Handlers parse,
// authorise, ask and render; arithmetic lives in the packages below it.
package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart/svg"
	"caseload/dashboard/insight"
	"caseload/ingest"
	"caseload/store/caseload"
)

// Store is what the server asks of the database: its revision, read at each
// request since the command line may commit beside the server, and what the
// answers are made from.
type Store interface {
	insight.Source
	SettingsRecords
	AssumptionRecords
	UploadRecords
	SignalRecords
	ScenarioRecords
	TrainingRecords
}

// Config says what a server serves and how.
type Config struct {
	Store        Store            // required
	Now          func() time.Time // required: the clock, in the division's own location
	Ingest       *ingest.Service  // reads and commits files; nil for a server that takes none
	Accounts     AccountRecords   // who may sign in; nil, for the demo and tests, lets everybody who reaches the server do everything
	SignIn       SignIn           // how, where there are accounts
	Logger       *slog.Logger     // nil discards
	BuildVersion string           // shown in the footer and part of every cache key

	Dev  bool // serves /design, and reads templates and assets anew at each request
	Demo bool // says on every page that the data are synthetic

	ReadOnly bool // the store takes no change, and is not meant to

	Metrics      bool   // answers monitors at /metrics
	DatabasePath string // whose size they are told

	// Copies lists the files that may still hold an upload; nil where the database is in no place of its own.
	Copies func(upload caseload.Upload) (Copies, error)

	Backups Backups // nil where none are made

	KeepAudit int // years that the audit log is kept, for saying so; 0 for good

	Prepare bool // works out slow answers in the background as soon as a request meets a new revision

	TrustedProxies []string // addresses or ranges whose X-Forwarded-… headers are believed; none by default
	PublicURL      string   // under which people reach the server, for links that are handed over; that of the request when empty
	Hosts          []string // names, besides those of loopback, that a server listening on loopback answers to

	RequestTimeout time.Duration // deadline of a handler's context; 30 s when zero
	CacheBytes     int           // bound of the page cache; 8 MiB when zero
}

const (
	// bodyLimit only bounds what fasthttp itself buffers, and past it a client
	// sees a reset; the polite limits are Route.MaxBody and that of package ingest.
	bodyLimit = 256 << 20

	defaultRequestTimeout = 30 * time.Second
	defaultCacheBytes     = 8 << 20 // the collector lets the heap grow to twice what is kept

	readTimeout     = 2 * time.Minute // a large file over a slow line
	writeTimeout    = 2 * time.Minute
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 12 * time.Second // the promise is 15 s, and the store has to close too
)

// Server is a configured dashboard. It is safe for use by many requests at once.
type Server struct {
	config       Config
	log          *slog.Logger
	app          *fiber.App
	pages        *renderer
	rights       *routeRights
	cache        *pageCache
	revisions    *sharedReader[caseload.Revision]
	access       *gate       // who may sign in; nil lets everybody do everything
	loopbackOnly atomic.Bool // set by Serve: refuse Host headers that are not loopback's
	behindProxy  bool
	answers      *insight.Service
	drawer       *svg.Drawer // of still pictures, for browsers without script
	navigation   []NavEntry  // the pages that exist
	prepared     preparation // of the answers that take long
	memory       memory      // of what must be forgotten
	precedence   *precedence // of who writes over who reads
	metrics      *metrics    // nil unless asked for
	about        string      // where "How these numbers are made" leads; empty until it exists
}

// New returns a server with all its routes, ready for Serve.
func New(config Config) (*Server, error) {
	if config.Store == nil || config.Now == nil {
		return nil, errors.New("dashboard: a store and a clock are required")
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError + 1}))
	}
	if config.RequestTimeout == 0 {
		config.RequestTimeout = defaultRequestTimeout
	}
	if config.CacheBytes == 0 {
		config.CacheBytes = defaultCacheBytes
	}

	rights := &routeRights{}
	pages, err := newRenderer(sourceFiles(config.Dev), config.Dev, rights)
	if err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	s := &Server{
		config:      config,
		log:         config.Logger,
		pages:       pages,
		rights:      rights,
		cache:       newPageCache(config.CacheBytes),
		revisions:   &sharedReader[caseload.Revision]{read: config.Store.Revision},
		behindProxy: len(config.TrustedProxies) > 0,
		precedence:  newPrecedence(),
	}
	if config.Accounts != nil {
		if s.access, err = newGate(config); err != nil {
			return nil, fmt.Errorf("dashboard: %w", err)
		}
	}
	if config.Metrics {
		s.metrics = &metrics{asked: map[metricKey]*metricCount{}}
	}
	s.answers = insight.New(config.Store, config.Now)
	if s.drawer, err = newDrawer(pages); err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	s.app = fiber.New(fiber.Config{
		Immutable:                    true, // else kept parameters are overwritten by later requests
		CaseSensitive:                true,
		EnableTrustedProxyCheck:      true, // else everyone's X-Forwarded-… is believed
		TrustedProxies:               config.TrustedProxies,
		DisablePreParseMultipartForm: true, // else fasthttp spills files to the temp folder before any check
		StreamRequestBody:            true,
		BodyLimit:                    bodyLimit,
		ReadTimeout:                  readTimeout,
		WriteTimeout:                 writeTimeout,
		IdleTimeout:                  idleTimeout,
		DisableStartupMessage:        true,
		ErrorHandler:                 s.answerEarly,
	})
	s.guardUnknownMethods()
	s.app.Use(s.edge)
	if err := s.register(s.routes()); err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	return s, nil
}

// sourceFiles returns the embedded templates and assets or, in development from
// the top of the repository, the files themselves, so that an edit shows on reload.
func sourceFiles(dev bool) fs.FS {
	if dev {
		if _, err := os.Stat("dashboard/templates/layouts"); err == nil {
			return os.DirFS("dashboard")
		}
	}
	return embedded
}

// App returns the Fiber application, for tests and benchmarks.
func (s *Server) App() *fiber.App { return s.app }

// Serve answers requests on the listener until the context ends, then lets the
// requests in flight finish. It returns nil after such an orderly end.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	s.loopbackOnly.Store(isLoopback(listener.Addr()))
	if revision, err := s.revisions.now(ctx); err == nil { // or the first request meets the same error and says so
		s.prepare(revision)
	}
	served := make(chan error, 1)
	go func() { served <- s.app.Listener(listener) }()
	select {
	case err := <-served:
		if err != nil {
			return fmt.Errorf("serve %s: %w", listener.Addr(), err)
		}
		return nil
	case <-ctx.Done():
	}
	if err := s.app.ShutdownWithTimeout(shutdownTimeout); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

func isLoopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
