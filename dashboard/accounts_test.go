package dashboard

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/ingest"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// hospital is a server that people sign in to, with its clock.
type hospital struct {
	t     testing.TB
	store *store.Store
	now   time.Time
	*Server
}

const rightPassword = "a long enough secret"

func newHospital(t testing.TB, change func(*Config)) *hospital {
	t.Helper()
	h := &hospital{t: t, now: storetest.Now()}
	clock := func() time.Time { return h.now }
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "hospital.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	h.store = db
	config := Config{Store: db, Accounts: db, Now: clock, Ingest: ingest.New(db, clock), BuildVersion: "1.0"}
	if change != nil {
		change(&config)
	}
	if h.Server, err = New(config); err != nil {
		t.Fatal(err)
	}
	return h
}

// add makes an account that signs in by its name and rightPassword.
func (h *hospital) add(name string, access caseload.AccessRole, sites ...caseload.SiteID) caseload.Account {
	h.t.Helper()
	hash, err := h.access.hasher.Hash(h.t.Context(), rightPassword)
	if err != nil {
		h.t.Fatal(err)
	}
	account, err := h.store.CreateAccount(h.t.Context(), caseload.Account{
		User: caseload.User{Name: name}, SignIn: name, Access: access, Sites: sites}, hash, caseload.LocalUser)
	if err != nil {
		h.t.Fatal(err)
	}
	return account
}

// browser keeps cookies as a browser does.
type browser struct {
	*hospital
	cookies map[string]string
	header  map[string]string
}

func (h *hospital) browser() *browser {
	return &browser{hospital: h, cookies: map[string]string{}, header: map[string]string{"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}}
}

func (b *browser) do(method, path, contentType, body string) (*http.Response, string) {
	b.t.Helper()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	for name, value := range b.header {
		request.Header.Set(name, value)
	}
	if contentType != "" {
		request.Header.Set(fiber.HeaderContentType, contentType)
	}
	for name, value := range b.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	response, page := do(b.t, b.Server, request)
	for _, cookie := range response.Cookies() {
		if cookie.Expires.Before(b.now) && !cookie.Expires.IsZero() {
			delete(b.cookies, cookie.Name)
		} else {
			b.cookies[cookie.Name] = cookie.Value
		}
	}
	return response, page
}

func (b *browser) get(path string) (*http.Response, string) {
	b.t.Helper()
	return b.do(http.MethodGet, path, "", "")
}

func (b *browser) post(path string, pairs ...string) (*http.Response, string) {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, fiber.MIMEApplicationForm, values.Encode())
}

// as returns a browser in which the account has signed in.
func (h *hospital) as(name string) *browser {
	h.t.Helper()
	b := h.browser()
	response, page := b.post(signInPath, "name", name, "password", rightPassword)
	if response.StatusCode != http.StatusSeeOther || b.cookies["caseload"] == "" {
		h.t.Fatalf("sign in as %s: status %d, cookies %v\n%s", name, response.StatusCode, b.cookies, words(page))
	}
	return b
}

// status of a page for the browser.
func (b *browser) status(path string) int {
	b.t.Helper()
	response, _ := b.get(path)
	return response.StatusCode
}

func TestAStrangerIsSentToSignInAndBack(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	b := h.browser()
	response, _ := b.get("/volume?month=2026-09")
	if got := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || got != "/sign-in?next=%2Fvolume%3Fmonth%3D2026-09" {
		t.Fatalf("want to be sent to sign in, got %d, %q", response.StatusCode, got)
	}
	_, page := b.get(response.Header.Get("Location"))
	if !strings.Contains(page, `name="next" value="/volume?month=2026-09"`) {
		t.Errorf("the form forgets where to go:\n%s", page)
	}
	for _, path := range []string{"/volume.csv", "/api/v1/volume"} {
		b.header["Accept"] = "*/*"
		if got := b.status(path); got != http.StatusUnauthorized {
			t.Errorf("%s for a program: want 401, got %d", path, got)
		}
	}
	response, _ = b.post(signInPath, "name", " DANA", "password", rightPassword, "next", "/volume?month=2026-09")
	if got := response.Header.Get("Location"); got != "/volume?month=2026-09" {
		t.Errorf("want to go on where one was going, got %q", got)
	}
	if got := b.status("/data"); got != http.StatusOK {
		t.Errorf("signed in: want 200, got %d", got)
	}
}

func TestNextStaysOnThisHost(t *testing.T) {
	for next, want := range map[string]string{
		"/volume?month=2026-09":       "/volume?month=2026-09",
		"//evil.example/x":            "/",
		"/\\evil.example":             "/",
		"\\\\evil.example":            "/",
		"https://evil.example":        "/",
		"https:evil.example":          "/",
		"javascript:alert(1)":         "/",
		"/sign-in?next=/x":            "/",
		"/%2f/evil.example":           "/",
		"/\tevil.example":             "/",
		"///evil.example":             "/",
		"":                            "/",
		"evil.example":                "/",
		"/x\r\nSet-Cookie: a=b":       "/",
		"/..//evil.example":           "/..//evil.example", // a path, by which no browser leaves
		"/volume#//evil.example":      "/volume",
		"http:///evil.example":        "/",
		"/%5Cevil.example":            "/%5Cevil.example", // a browser takes only a bare backslash for a slash
		"/%09/evil.example":           "/%09/evil.example",
		"/%0d%0aSet-Cookie:a=b":       "/%0d%0aSet-Cookie:a=b", // stays encoded in the header
		"/;@evil.example":             "/;@evil.example",
		"/\x00/evil.example":          "/",
		"%2F%2Fevil.example":          "/",
		"/volume?next=//evil.example": "/volume?next=//evil.example",
	} {
		if got := safeNext(next); got != want {
			t.Errorf("%q: want %q, got %q", next, want, got)
		}
	}
}

func TestASessionIsARandomSecretKeptAsItsHash(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	b := h.browser()
	response, _ := b.post(signInPath, "name", "dana", "password", rightPassword)
	cookie := response.Header.Get("Set-Cookie")
	for _, want := range []string{"caseload=", "HttpOnly", "SameSite=Lax", "path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie lacks %q: %s", want, cookie)
		}
	}
	if strings.Contains(strings.ToLower(cookie), "domain") || len(b.cookies["caseload"]) != 43 {
		t.Errorf("want 32 random bytes for this host alone, got %s", cookie)
	}
	session, account, ok, err := h.store.Session(t.Context(), signin.HashSecret(b.cookies["caseload"]))
	if err != nil || !ok || account.Name != "dana" || session.ExpiresAt-session.CreatedAt != (12*time.Hour).Milliseconds() {
		t.Errorf("want the session under its hash, for 12 hours, got %+v, %+v, %v", session, account, err)
	}
}

func TestBehindTLSTheCookieIsTheHostsAndSecure(t *testing.T) {
	h := newHospital(t, func(c *Config) { c.TrustedProxies = []string{"0.0.0.0"} }) // what app.Test calls itself
	h.add("dana", caseload.Admin)
	b := h.browser()
	b.header["X-Forwarded-Proto"] = "https"
	response, _ := b.post(signInPath, "name", "dana", "password", rightPassword)
	cookie := response.Header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-caseload=") || !strings.Contains(cookie, "secure") || !strings.Contains(cookie, "path=/;") {
		t.Errorf("want a cookie of this host alone, got %s", cookie)
	}
	if b.status("/data") != http.StatusOK {
		t.Error("the cookie is not taken back")
	}
	planted := h.browser()
	planted.header["X-Forwarded-Proto"] = "https"
	planted.cookies["caseload"] = b.cookies["__Host-caseload"]
	if planted.status("/data") == http.StatusOK {
		t.Error("a cookie that another host could have set is taken")
	}
}

func TestASessionEndsWhenIdleAndAfterTwelveHours(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	b := h.as("dana")
	for range 24 { // nearly twelve hours, never idle for long
		h.now = h.now.Add(29*time.Minute + 50*time.Second)
		if b.status("/data") != http.StatusOK {
			t.Fatalf("ended at %v while it was in use", h.now)
		}
	}
	h.now = storetest.Now().Add(12*time.Hour - time.Minute)
	if b.status("/data") != http.StatusOK {
		t.Error("ended before twelve hours were over")
	}
	h.now = storetest.Now().Add(12 * time.Hour)
	if b.status("/data") != http.StatusSeeOther {
		t.Error("goes on after twelve hours")
	}
	b = h.as("dana")
	h.now = h.now.Add(30 * time.Minute)
	if b.status("/data") != http.StatusSeeOther {
		t.Error("goes on after half an hour without use")
	}
}

func TestAClockSetBackEndsSessionsRatherThanProlongThem(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	b := h.as("dana")
	h.now = h.now.Add(-10 * time.Second)
	if b.status("/data") != http.StatusOK {
		t.Error("a correction by seconds ends a session")
	}
	h.now = h.now.Add(-24 * time.Hour)
	if b.status("/data") != http.StatusSeeOther {
		t.Error("a session of tomorrow goes on for a day and twelve hours")
	}
	h.as("dana")
}

func TestTheIdleTimeIsConfigurable(t *testing.T) {
	h := newHospital(t, func(c *Config) { c.SignIn.Idle = 5 * time.Minute })
	h.add("dana", caseload.Admin)
	b := h.as("dana")
	h.now = h.now.Add(5 * time.Minute)
	if b.status("/data") != http.StatusSeeOther {
		t.Error("goes on after five minutes without use")
	}
}

func TestSigningInGivesANewIDAndEndsThePlantedOne(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	h.add("kim", caseload.Viewer)
	b := h.as("dana")
	before := b.cookies["caseload"]
	if response, _ := b.post(signInPath, "name", "kim", "password", rightPassword); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", response.StatusCode)
	}
	if b.cookies["caseload"] == before {
		t.Error("the id stayed the same")
	}
	old := h.browser()
	old.cookies["caseload"] = before
	if old.status("/data") == http.StatusOK {
		t.Error("the id from before still works")
	}
}

func TestASessionEndsAtOnceWithItsReason(t *testing.T) {
	for name, end := range map[string]func(h *hospital, b *browser, kim caseload.Account){
		"sign-out": func(_ *hospital, b *browser, _ caseload.Account) { b.post("/sign-out") },
		"a new password": func(h *hospital, _ *browser, _ caseload.Account) {
			other := h.as("kim")
			response, page := other.post("/account/password", "current", rightPassword, "password", "another long secret", "again", "another long secret")
			if response.StatusCode != http.StatusSeeOther {
				h.t.Fatalf("status %d: %s", response.StatusCode, words(page))
			}
			if other.status("/data") != http.StatusOK {
				h.t.Error("the browser that changed the password has to sign in again")
			}
		},
		"another role": func(h *hospital, _ *browser, kim caseload.Account) {
			if response, page := h.as("dana").post(usersPath+"/"+string(kim.ID), "who", "kim", "access", "lead"); response.StatusCode != http.StatusSeeOther {
				h.t.Fatalf("status %d: %s", response.StatusCode, words(page))
			}
		},
		"deactivation": func(h *hospital, _ *browser, kim caseload.Account) {
			h.as("dana").post(usersPath + "/" + string(kim.ID) + "/disable")
		},
		"a new password from the command line": func(h *hospital, _ *browser, kim caseload.Account) {
			if err := h.store.SetPassword(h.t.Context(), kim.ID, "$", caseload.LocalUser); err != nil {
				h.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHospital(t, nil)
			h.add("dana", caseload.Admin)
			kim := h.add("kim", caseload.Viewer)
			b := h.as("kim")
			if b.status("/data") != http.StatusOK {
				t.Fatal("not signed in")
			}
			secret := b.cookies["caseload"]
			end(h, b, kim)
			b.cookies["caseload"] = secret // whatever the browser was told
			if got := b.status("/data"); got != http.StatusSeeOther {
				t.Errorf("the session goes on: %d", got)
			}
		})
	}
}

func TestTheSetUpLinkWorksOnceForAnHourAndTheRouteIsGoneAfterwards(t *testing.T) {
	h := newHospital(t, nil)
	secret, hash, err := signin.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.CreateLink(t.Context(), hash, "", linkLasts, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	if _, page := b.get("/sign-in"); !strings.Contains(words(page), "Nobody has an account yet") {
		t.Errorf("the sign-in page does not say how to begin:\n%s", words(page))
	}
	if b.status("/set-up/"+secret+"x") != http.StatusNotFound {
		t.Error("a wrong secret opens the page")
	}
	h.now = h.now.Add(time.Hour)
	if b.status("/set-up/"+secret) != http.StatusNotFound {
		t.Error("the link works after an hour")
	}
	if _, page := b.get("/set-up/" + secret); !strings.Contains(words(page), "Start Caseload again: it prints another.") {
		t.Errorf("nobody can begin, and the page does not say how to get another link:\n%s", words(page))
	}
	h.now = h.now.Add(-time.Minute)
	if b.status("/set-up/"+secret) != http.StatusOK {
		t.Error("the link does not work within the hour")
	}
	if response, page := b.post("/set-up/"+secret, "who", "Dana C.", "name", "dana", "password", "q1w2e3r4t5y6", "again", "q1w2e3r4t5y6"); response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "among the commonest") {
		t.Errorf("a common password is taken: %d %s", response.StatusCode, words(page))
	}
	response, page := b.post("/set-up/"+secret, "who", "Dana C.", "name", "dana", "password", rightPassword, "again", rightPassword)
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", response.StatusCode, words(page))
	}
	if b.status(usersPath) != http.StatusOK {
		t.Error("the first administrator is not signed in")
	}
	stranger := h.browser()
	goneStatus, gone := stranger.get("/set-up/" + secret)
	neverStatus, never := stranger.get("/no-such-page")
	if goneStatus.StatusCode != http.StatusNotFound || neverStatus.StatusCode != http.StatusNotFound || words(gone) != words(never) {
		t.Errorf("the route is not gone: %d %s", goneStatus.StatusCode, words(gone))
	}
	if response, _ := stranger.post("/set-up/"+secret, "who", "Eve", "name", "eve", "password", rightPassword, "again", rightPassword); response.StatusCode != http.StatusNotFound {
		t.Errorf("a second administrator was set up: %d", response.StatusCode)
	}
}
