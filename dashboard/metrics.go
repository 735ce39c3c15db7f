package dashboard

import (
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

const metricsPath = "/metrics"

// metricsRoutes exist only where they were asked for.
func (s *Server) metricsRoutes() []Route {
	if s.metrics == nil {
		return nil
	}
	return []Route{{Method: fiber.MethodGet, Path: metricsPath, Action: ActionPublic, Handler: s.metricsAnswer}}
}

// metrics counts requests for monitors. Nothing that somebody typed is in it: an address counts under its route's
// pattern, and one that is not there under "(none)".
type metrics struct {
	mu    sync.Mutex
	asked map[metricKey]*metricCount
}

type metricKey struct {
	route, method string
	status        int
}

type metricCount struct {
	requests uint64
	seconds  float64
	within   [6]uint64 // requests that took no longer, not counted in the bounds before
}

// metricBounds are the upper ends in seconds. The promises are 100 ms a page and 500 ms a commit.
func metricBounds() [6]float64 { return [6]float64{0.005, 0.025, 0.1, 0.5, 2, 10} }

func (m *metrics) observe(key metricKey, took time.Duration) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	count := m.asked[key]
	if count == nil {
		count = &metricCount{}
		m.asked[key] = count
	}
	count.requests++
	count.seconds += took.Seconds()
	for i, bound := range metricBounds() {
		if took.Seconds() <= bound {
			count.within[i]++
			break
		}
	}
}

// write writes what was counted in the text format of Prometheus 0.0.4.
func (m *metrics) write(out io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := slices.SortedFunc(maps.Keys(m.asked), func(a, b metricKey) int {
		return strings.Compare(a.labels(), b.labels())
	})
	fmt.Fprint(out, "# HELP caseload_http_request_duration_seconds Requests by route, method and status.\n# TYPE caseload_http_request_duration_seconds histogram\n")
	for _, key := range keys {
		count, labels, so := m.asked[key], key.labels(), uint64(0)
		for i, bound := range metricBounds() {
			so += count.within[i]
			fmt.Fprintf(out, "caseload_http_request_duration_seconds_bucket{%s,le=\"%g\"} %d\n", labels, bound, so)
		}
		fmt.Fprintf(out, "caseload_http_request_duration_seconds_bucket{%s,le=\"+Inf\"} %d\n", labels, count.requests)
		fmt.Fprintf(out, "caseload_http_request_duration_seconds_sum{%s} %g\n", labels, count.seconds)
		fmt.Fprintf(out, "caseload_http_request_duration_seconds_count{%s} %d\n", labels, count.requests)
	}
}

func (k metricKey) labels() string {
	return fmt.Sprintf("route=%q,method=%q,status=\"%d\"", k.route, k.method, k.status)
}

// metricsAnswer is for a monitor on this machine, or one with an administrator's token. A request that came by way of
// a proxy is from this machine only in appearance.
func (s *Server) metricsAnswer(c *fiber.Ctx) error {
	isHere := remote(c).IsLoopback() && !s.behindProxy &&
		c.Get(fiber.HeaderXForwardedFor) == "" && c.Get("Forwarded") == ""
	if !isHere {
		if err := s.authorise(c, Route{Method: fiber.MethodGet, Path: metricsPath, Action: ActionAdminister}); err != nil {
			return err
		}
	}
	revision, err := s.revisions.now(c.UserContext())
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/plain; version=0.0.4; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store")
	out := c.Response().BodyWriter()
	s.metrics.write(out)
	found, drawn, size := s.cache.counts()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	type metric struct {
		name, kind, help string
		value            float64
	}
	all := []metric{
		{"caseload_revision", "gauge", "Newest revision of the data.", float64(revision)},
		{"caseload_page_cache_hits_total", "counter", "Pages answered from the cache.", float64(found)},
		{"caseload_page_cache_misses_total", "counter", "Pages that had to be drawn.", float64(drawn)},
		{"caseload_page_cache_bytes", "gauge", "Size of the page cache.", float64(size)},
		{"caseload_database_bytes", "gauge", "Size of the database file.", fileSize(s.config.DatabasePath)},
		{"caseload_database_log_bytes", "gauge", "Size of the write-ahead log.", fileSize(s.config.DatabasePath + "-wal")},
		{"caseload_goroutines", "gauge", "Goroutines of the process.", float64(runtime.NumGoroutine())},
		{"caseload_memory_bytes", "gauge", "Memory that the process holds from the system, as the runtime sees it.", float64(memory.Sys - memory.HeapReleased)},
	}
	if at, ok := s.newestBackupTime(); ok {
		all = append(all, metric{"caseload_newest_backup_timestamp_seconds", "gauge", "When the newest backup was made, 0 while there is none.", at})
	}
	for _, one := range all {
		fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.0f\n", one.name, one.help, one.name, one.kind, one.name, one.value)
	}
	return nil
}

// newestBackupTime is in seconds of Unix, 0 while there is no backup. On a server that makes none there is nothing to
// say, nor while their folder cannot be read: what a monitor misses it reports.
func (s *Server) newestBackupTime() (seconds float64, known bool) {
	if s.config.Backups == nil {
		return 0, false
	}
	kept, err := s.config.Backups.List()
	if err != nil {
		return 0, false
	}
	if newest, ok := s.newestBackup(kept); ok {
		seconds = float64(newest.At.Unix())
	}
	return seconds, true
}

// fileSize is 0 for a file that is not there, such as a log that was folded in.
func fileSize(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return float64(info.Size())
}
