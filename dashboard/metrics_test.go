package dashboard

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseload/store/caseload"
	"caseload/store/storetest"
)

func monitored(c *Config) { c.Metrics = true }

func TestMetricsAreOffUnlessAskedFor(t *testing.T) {
	if response, _ := get(t, newShell(t, nil), "/metrics"); response.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, want 404", response.StatusCode)
	}
}

func TestMetricsAreForAdministratorsAndForThisMachineAlone(t *testing.T) {
	h := newHospital(t, monitored)
	for role, want := range map[caseload.AccessRole]int{"": 401, caseload.Viewer: 403, caseload.Lead: 403, caseload.Admin: 200} {
		request := httptest.NewRequest(http.MethodGet, "/metrics", nil) // from 0.0.0.0
		if role != "" {
			request.Header.Set("Authorization", "Bearer "+h.tokenFor(role))
		}
		if response, _ := do(t, h.Server, request); response.StatusCode != want {
			t.Errorf("%q: status %d, want %d", role, response.StatusCode, want)
		}
	}

	ask := func(s *Server, header ...string) int {
		t.Helper()
		address, stop := serve(t, s)
		defer stop()
		request, err := http.NewRequest(http.MethodGet, "http://"+address+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		return response.StatusCode
	}
	if got := ask(newHospital(t, monitored).Server); got != 200 {
		t.Errorf("on this machine: status %d, want 200", got)
	}
	if got := ask(newHospital(t, monitored).Server, "X-Forwarded-For", "127.0.0.1"); got != 401 {
		t.Errorf("by way of a proxy nobody named: status %d, want 401", got)
	}
	behind := newHospital(t, func(c *Config) { c.Metrics, c.TrustedProxies = true, []string{"127.0.0.1"} })
	if got := ask(behind.Server); got != 401 {
		t.Errorf("by way of a trusted proxy: status %d, want 401", got)
	}
}

func TestMetricsCountByRouteAndHoldNoNames(t *testing.T) {
	h := newHospital(t, nil)
	config := h.config // the same hospital, monitored
	config.Metrics, config.DatabasePath = true, h.store.Path()
	s, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Commit(t, h.store, []storetest.Row{{Month: "2026-10", Site: "VA", Procedure: "Zebra biopsy", N: 12}}, true)
	token := h.tokenFor(caseload.Admin)
	ask := func(path string) (int, string) {
		request := httptest.NewRequest(http.MethodGet, path, nil)
		request.Header.Set("Authorization", "Bearer "+token)
		response, body := do(t, s, request)
		return response.StatusCode, body
	}
	for _, path := range []string{"/volume", "/volume", "/uploads/zebra", "/zebra?zebra=1", "/settings/users/zebra"} {
		ask(path)
	}
	status, text := ask("/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, text)
	}
	if strings.Contains(strings.ToLower(text), "zebra") || strings.Contains(text, filepath.Dir(h.store.Path())) {
		t.Errorf("a name is in it:\n%s", text)
	}
	for _, want := range []string{
		`caseload_http_request_duration_seconds_count{route="/volume",method="GET",status="200"} 2`,
		`caseload_http_request_duration_seconds_bucket{route="/volume",method="GET",status="200",le="+Inf"} 2`,
		`caseload_http_request_duration_seconds_count{route="(none)",method="GET",status="404"}`,
		"caseload_revision 1\n", "caseload_page_cache_hits_total 1\n", "caseload_page_cache_misses_total 1\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %s in\n%s", want, text)
		}
	}
	line := regexp.MustCompile(`^(#.*|[a-z_]+(\{[^}]*\})? [0-9.e+-]+)$`)
	for _, one := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if !line.MatchString(one) || strings.Contains(one, "bytes 0") && strings.HasPrefix(one, "caseload_database_bytes") {
			t.Errorf("not a line of the format: %q", one)
		}
	}
}

// backupsAt are backups of which one was made at each of the instants, newest first.
type backupsAt []time.Time

func (b backupsAt) Folder() string                       { return "/backups" }
func (b backupsAt) Keep() int                            { return 14 }
func (b backupsAt) Make(context.Context) (string, error) { return "", nil }
func (b backupsAt) Trouble() string                      { return "" }
func (b backupsAt) List() (listed []Backup, err error) {
	for _, at := range b {
		listed = append(listed, Backup{At: at})
	}
	return listed, nil
}

func TestMetricsTellWhenTheNewestBackupWasMade(t *testing.T) {
	const name = "caseload_newest_backup_timestamp_seconds"
	for title, row := range map[string]struct {
		backups Backups
		want    string
	}{
		"two":          {backupsAt{storetest.Now().Add(time.Hour), storetest.Now()}, "\n" + name + " 1794471240\n"}, // 2026-11-12T08:14:00Z; the other is of the future
		"none yet":     {backupsAt{}, "\n" + name + " 0\n"},
		"none is made": {nil, ""},
	} {
		h := newHospital(t, func(c *Config) { c.Metrics, c.Backups = true, row.backups })
		request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		request.Header.Set("Authorization", "Bearer "+h.tokenFor(caseload.Admin))
		_, text := do(t, h.Server, request)
		if !strings.Contains(text, row.want) || row.want == "" && strings.Contains(text, name) {
			t.Errorf("%s: want %q in\n%s", title, row.want, text)
		}
	}
}
