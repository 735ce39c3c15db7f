package dashboard

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func acceptingRoute(maxBody int64) Route {
	return Route{Method: fiber.MethodPost, Path: "/change", Action: ActionUpload, MaxBody: maxBody, Handler: func(c *fiber.Ctx) error {
		n := int64(len(c.Request().Body()))
		if stream := c.Context().RequestBodyStream(); stream != nil { // else the server has read it already
			var err error
			if n, err = io.Copy(io.Discard, stream); err != nil {
				return err
			}
		}
		return c.SendString(fmt.Sprint(n))
	}}
}

func TestAChangeIsTakenOnlyFromOurOwnPages(t *testing.T) {
	s := newShell(t, nil, acceptingRoute(1<<10)) // whose handler reads the body: a form is read before it
	cases := map[string]struct {
		header map[string]string
		want   int
	}{
		"from our page":                      {map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		"typed by the person":                {map[string]string{"Sec-Fetch-Site": "none"}, 200},
		"from another site":                  {map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		"from a sibling host":                {map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		"another site naming our origin":     {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "http://caseload.test"}, 403},
		"older browser, our origin":          {map[string]string{"Origin": "http://caseload.test"}, 200},
		"older browser, another origin":      {map[string]string{"Origin": "http://evil.test"}, 403},
		"older browser, our name as a path":  {map[string]string{"Origin": "http://evil.test/caseload.test"}, 403},
		"older browser, another port of us":  {map[string]string{"Origin": "http://caseload.test:81"}, 403},
		"a hidden origin":                    {map[string]string{"Origin": "null"}, 403},
		"nothing said":                       {nil, 403},
		"a forged proxy header changes none": {map[string]string{"Origin": "http://evil.test", "X-Forwarded-Host": "evil.test"}, 403},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodPost, "/change", strings.NewReader("a=1"))
			request.Host = "caseload.test"
			for key, value := range c.header {
				request.Header.Set(key, value)
			}
			if response, _ := do(t, s, request); response.StatusCode != c.want {
				t.Errorf("status %d, want %d", response.StatusCode, c.want)
			}
		})
	}
}

func TestALoopbackServerRefusesForeignHosts(t *testing.T) {
	s := newShell(t, func(c *Config) { c.Hosts = []string{"caseload.hospital.test"} })
	s.loopbackOnly.Store(true)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "LOCALHOST": 200, "caseload.hospital.test": 200,
		"evil.test": 403, "evil.test:8080": 403, "localhost.evil.test": 403, "127.0.0.1.evil.test": 403, "192.168.1.10:8080": 403,
	} {
		request := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		request.Host = host
		if response, _ := do(t, s, request); response.StatusCode != want {
			t.Errorf("host %q: status %d, want %d", host, response.StatusCode, want)
		}
	}
	s.loopbackOnly.Store(false)
	request := httptest.NewRequest(http.MethodGet, "/healthz", nil)
	request.Host = "anything.test"
	if response, _ := do(t, s, request); response.StatusCode != http.StatusOK {
		t.Errorf("on a public address: status %d", response.StatusCode)
	}
}

func TestABodyBeyondTheRoutesLimitIsRefusedInWords(t *testing.T) {
	s := newShell(t, nil, acceptingRoute(2<<20))
	address, stop := serve(t, s)
	defer stop()
	post := func(body io.Reader) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequest(http.MethodPost, "http://"+address+"/change", body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Sec-Fetch-Site", "same-origin")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(text)
	}
	if response, body := post(strings.NewReader(strings.Repeat("x", 2<<20))); response.StatusCode != 200 || body != fmt.Sprint(2<<20) {
		t.Errorf("at the limit: %d %q", response.StatusCode, body)
	}
	response, body := post(strings.NewReader(strings.Repeat("x", 3<<20)))
	if response.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(body, "at most 2\u00a0MB") {
		t.Errorf("beyond it: %d %s", response.StatusCode, body)
	}
}

func TestABodyOfUnknownLengthNeedsARouteThatExpectsOne(t *testing.T) {
	s := newShell(t, nil, acceptingRoute(0))
	address, stop := serve(t, s)
	defer stop()
	request, err := http.NewRequest(http.MethodPost, "http://"+address+"/change", io.MultiReader(strings.NewReader("a=1"))) // sent in chunks
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusLengthRequired {
		t.Errorf("status %d, want 411", response.StatusCode)
	}
}

func TestForwardedHeadersAreBelievedOnlyFromANamedProxy(t *testing.T) {
	hsts := func(trusted ...string) string {
		s := newShell(t, func(c *Config) { c.TrustedProxies = trusted })
		request := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		request.Header.Set("X-Forwarded-Proto", "https")
		response, _ := do(t, s, request)
		return response.Header.Get("Strict-Transport-Security")
	}
	if got := hsts(); got != "" {
		t.Errorf("without a proxy: %q", got)
	}
	if got := hsts("10.1.2.3"); got != "" {
		t.Errorf("from another address: %q", got)
	}
	if got := hsts("0.0.0.0"); got == "" { // the address that app.Test's connections have
		t.Error("from the proxy: no HSTS")
	}
}

func TestTheAccessLogHoldsNothingThatSomebodyTyped(t *testing.T) {
	var logged strings.Builder
	s := newShell(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&logged, nil)) },
		Route{Method: fiber.MethodGet, Path: "/uploads/:id", Action: ActionSeePages, Handler: func(c *fiber.Ctx) error { return c.SendString("ok") }})
	get(t, s, "/uploads/Jane%0ASmith?mrn=123456")
	get(t, s, "/JaneSmith")
	if text := logged.String(); strings.Contains(text, "Smith") || strings.Contains(text, "123456") {
		t.Errorf("the log repeats the address:\n%s", text)
	}
	if text := logged.String(); strings.Count(text, "msg=request") != 2 || !strings.Contains(text, "route=/uploads/:id") {
		t.Errorf("want one line a request:\n%s", text)
	}
}

func TestSlowConnectionsDoNotStopTheLivenessAnswer(t *testing.T) {
	address, stop := serve(t, newShell(t, nil))
	var open []net.Conn
	for range 200 {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(connection, "GET / HTTP/1.1\r\nHost: loc") // and never the rest
		open = append(open, connection)
	}
	response, err := http.Get("http://" + address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	for _, connection := range open {
		_ = connection.Close()
	}
	stop()
}
