package dashboard

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/caseload"
)

func TestTheEleventhTryWaitsWhateverHeadersClaimAndNobodyIsLockedOut(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	for i := range 10 {
		b := h.browser()
		b.header["X-Forwarded-For"] = fmt.Sprintf("198.51.100.%d", i)
		b.header["X-Real-Ip"] = fmt.Sprintf("198.51.100.%d", i)
		if response, _ := b.post(signInPath, "name", "dana", "password", "a wrong password"); response.StatusCode != http.StatusUnauthorized {
			t.Fatalf("try %d: status %d", i+1, response.StatusCode)
		}
	}
	response, page := h.browser().post(signInPath, "name", "dana", "password", rightPassword)
	if response.StatusCode != http.StatusTooManyRequests || response.Header.Get("Retry-After") != "300" || !strings.Contains(words(page), "too many tries. Wait 5 minutes") {
		t.Errorf("want 429 and how long to wait, got %d, %q: %s", response.StatusCode, response.Header.Get("Retry-After"), words(page))
	}
	h.now = h.now.Add(5 * time.Minute)
	h.as("dana")
}

func TestBehindAProxyAddressesAreToldApartByWhatTheProxyAdds(t *testing.T) {
	h := newHospital(t, func(c *Config) { c.TrustedProxies = []string{"0.0.0.0"} })
	h.add("dana", caseload.Admin)
	try := func(name, forwarded string) int {
		b := h.browser()
		b.header["X-Forwarded-For"] = forwarded
		response, _ := b.post(signInPath, "name", name, "password", "a wrong password")
		return response.StatusCode
	}
	for i := range 10 {
		try(fmt.Sprint("guess ", i), fmt.Sprintf("198.51.100.%d, 203.0.113.5", i)) // the first is the client's claim
	}
	if got := try("dana", "192.0.2.1, 203.0.113.5"); got != http.StatusTooManyRequests {
		t.Errorf("a forged first address gets another ten tries: %d", got)
	}
	if got := try("dana", "203.0.113.6"); got != http.StatusUnauthorized {
		t.Errorf("another client of the proxy is held up: %d", got)
	}
}

func TestGuessingTheOldPasswordIsLimitedToo(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	b := h.as("dana")
	status := 0
	for range 11 {
		response, _ := b.post("/account/password", "current", "a wrong password", "password", "another long secret", "again", "another long secret")
		status = response.StatusCode
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("want 429, got %d", status)
	}
}

func TestATokenIsShownOnceHasItsRoleAndCanBeRevoked(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	dana := h.as("dana")
	response, page := dana.post("/account/tokens/new", "name", "export", "access", "viewer", "days", "30")
	if response.StatusCode != http.StatusOK || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %q: %s", response.StatusCode, response.Header.Get("Cache-Control"), words(page))
	}
	_, after, _ := strings.Cut(page, `<code id="secret">`)
	secret, _, _ := strings.Cut(after, "<")
	if len(secret) != 43 {
		t.Fatalf("no token on the page:\n%s", words(page))
	}
	if _, again := dana.get(accountPath); strings.Contains(again, secret) {
		t.Error("the token is shown a second time")
	}
	program := func(method, path string) int {
		request := httptest.NewRequest(method, path, nil)
		request.Header.Set(fiber.HeaderAuthorization, "Bearer "+secret)
		response, _ := do(t, h.Server, request)
		return response.StatusCode
	}
	if got := program(http.MethodGet, "/api/v1/volume"); got != http.StatusOK {
		t.Errorf("want 200, got %d", got)
	}
	if got := program(http.MethodGet, usersPath); got != http.StatusForbidden {
		t.Errorf("an administrator's token for viewing sees users: %d", got)
	}
	if got := program(http.MethodPost, "/signals/event"); got != http.StatusForbidden {
		t.Errorf("want the role to refuse, not the origin: got %d", got)
	}
	tokens, err := h.store.Tokens(t.Context(), "")
	if err != nil || len(tokens) != 1 || tokens[0].UsedAt == 0 {
		t.Fatalf("want one used token, got %+v, %v", tokens, err)
	}
	h.now = h.now.Add(30 * 24 * time.Hour)
	if got := program(http.MethodGet, "/api/v1/volume"); got != http.StatusUnauthorized {
		t.Errorf("after its time: want 401, got %d", got)
	}
	h.now = h.now.Add(-time.Hour - 29*24*time.Hour)
	if response, _ := dana.post("/account/tokens/" + string(tokens[0].ID) + "/revoke"); response.StatusCode != http.StatusSeeOther {
		dana = h.as("dana") // the session has run out meanwhile
		dana.post("/account/tokens/" + string(tokens[0].ID) + "/revoke")
	}
	if got := program(http.MethodGet, "/api/v1/volume"); got != http.StatusUnauthorized {
		t.Errorf("revoked: want 401, got %d", got)
	}
}

func TestATokenMakesNoOtherAndDoesNotChangeItsAccount(t *testing.T) {
	h := newHospital(t, nil)
	admin := h.tokenFor(caseload.Admin)
	tokens, err := h.store.Tokens(t.Context(), "")
	if err != nil || len(tokens) != 1 {
		t.Fatalf("want one token, got %+v, %v", tokens, err)
	}
	for path, form := range map[string]string{
		"/account/tokens/new": "name=more&access=viewer&days=366",
		"/account/tokens/" + string(tokens[0].ID) + "/revoke": "",
		"/account/password": "current=" + rightPassword + "&password=another+long+secret&again=another+long+secret",
		"/sign-out":         "",
	} {
		request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
		request.Header.Set(fiber.HeaderAuthorization, "bearer  "+admin)
		request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
		response, page := do(t, h.Server, request)
		if response.StatusCode != http.StatusForbidden || !strings.Contains(words(page), "A token cannot change its account") {
			t.Errorf("%s: want 403 in words, got %d: %s", path, response.StatusCode, words(page))
		}
	}
	after, err := h.store.Tokens(t.Context(), "")
	if err != nil || len(after) != 1 || after[0].RevokedAt != 0 {
		t.Errorf("the tokens are others now: %+v, %v", after, err)
	}
	entries, err := h.store.AuditLog(t.Context(), store.AuditFilter{Action: "refused"})
	if err != nil || len(entries) != 4 {
		t.Errorf("want four refusals on record, got %+v, %v", entries, err)
	}
}

func TestSomebodyElsesTokenCannotBeRevokedByItsID(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	h.add("vic", caseload.Viewer)
	h.as("dana").post("/account/tokens/new", "name", "export", "access", "viewer", "days", "30")
	tokens, _ := h.store.Tokens(t.Context(), "")
	if response, _ := h.as("vic").post("/account/tokens/" + string(tokens[0].ID) + "/revoke"); response.StatusCode != http.StatusNotFound {
		t.Errorf("want 404, got %d", response.StatusCode)
	}
}

func TestATrustedHeaderCountsFromTheProxysAddressOnly(t *testing.T) {
	for from, want := range map[string]int{"0.0.0.0/32": http.StatusOK, "203.0.113.1/32": http.StatusUnauthorized} {
		h := newHospital(t, func(c *Config) {
			c.SignIn.Header = &TrustedHeader{Name: "X-Remote-User", From: []netip.Prefix{netip.MustParsePrefix(from)}}
		})
		h.add("dana", caseload.Admin)
		b := h.browser()
		b.header["Accept"] = "*/*"
		b.header["X-Remote-User"] = "Dana"
		if got := b.status("/settings/users"); got != want {
			t.Errorf("proxy at %s: want %d, got %d", from, want, got)
		}
		b.header["X-Remote-User"] = "stranger"
		if got := b.status("/data"); got != http.StatusUnauthorized {
			t.Errorf("somebody without an account: want 401, got %d", got)
		}
	}
}

func TestWithPasswordsForOneAloneNobodyElsesOpens(t *testing.T) {
	h := newHospital(t, func(c *Config) {
		c.SignIn.BreakGlass = "Emergency"
		c.SignIn.Header = &TrustedHeader{Name: "X-Remote-User"}
	})
	h.add("dana", caseload.Admin)
	h.add("emergency", caseload.Admin)
	h.as("emergency")
	if response, _ := h.browser().post(signInPath, "name", "dana", "password", rightPassword); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("want 401, got %d", response.StatusCode)
	}
}

func TestWithPasswordsForOneAloneTheFirstAdministratorIsThatOne(t *testing.T) {
	h := newHospital(t, func(c *Config) {
		c.SignIn.BreakGlass = "Emergency"
		c.SignIn.Header = &TrustedHeader{Name: "X-Remote-User"}
	})
	secret, hash, err := signin.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.CreateLink(t.Context(), hash, "", linkLasts, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	setUp := func(name string, want int) {
		response, page := h.browser().post("/set-up/"+secret, "who", "Dana C.", "name", name, "password", rightPassword, "again", rightPassword)
		if response.StatusCode != want {
			t.Errorf("%q: want %d, got %d: %s", name, want, response.StatusCode, words(page))
		}
	}
	setUp("dana", http.StatusUnprocessableEntity)
	setUp(" EMERGENCY", http.StatusSeeOther)
	h.as("emergency")
}

func TestEverySignInGoodOrBadIsOnRecordAndAnUnknownNameIsNot(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	b := h.browser()
	b.post(signInPath, "name", "dana", "password", "a wrong password")
	b.post(signInPath, "name", "my secret in the wrong field", "password", "a wrong password")
	b.post(signInPath, "name", "dana", "password", rightPassword)
	b.post("/sign-out")
	entries, err := h.store.Audit(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprintf("%s %q by known %v from %s", e.Action, e.Detail, e.By != "", e.From))
		if strings.Contains(e.Subject+e.Detail, "secret") {
			t.Errorf("what was typed is on record: %+v", e)
		}
	}
	want := []string{`sign-out "" by known true from 0.0.0.0`, `sign-in "password" by known true from 0.0.0.0`,
		`sign-in failed "unknown name" by known false from 0.0.0.0`, `sign-in failed "password" by known true from 0.0.0.0`}
	if !slices.Equal(want, got) {
		t.Errorf("want %q\ngot  %q", want, got)
	}
}

func TestTheAuditPageFiltersAndExportsJSONLinesAndPutsThatOnRecord(t *testing.T) {
	h := newHospital(t, func(c *Config) { c.KeepAudit = 6 })
	h.add("dana", caseload.Admin)
	h.add("vic", caseload.Viewer)
	h.as("vic").get(usersPath)
	dana := h.as("dana")
	_, page := dana.get(auditPath + "?action=refused")
	if !strings.Contains(words(page), "kept for 6 years") {
		t.Errorf("want how long it is kept:\n%s", words(page))
	}
	if !strings.Contains(words(page), "GET /settings/users") || strings.Contains(words(page), "add user vic") {
		t.Errorf("want the refusal alone:\n%s", words(page))
	}
	response, text := dana.get(auditPath + ".jsonl?text=settings/users")
	if response.Header.Get("Content-Type") != "application/x-ndjson" || strings.Count(text, "\n") != 1 || !strings.Contains(text, `"action":"refused"`) || !strings.Contains(text, `"at":"2026-11-12T`) {
		t.Errorf("want one line, in UTC, got %q:\n%s", response.Header.Get("Content-Type"), text)
	}
	if _, page := dana.get(auditPath + "?action=export"); !strings.Contains(words(page), auditPath+".jsonl text=settings") {
		t.Errorf("the export is not on record:\n%s", words(page))
	}
	if got := h.as("vic").status(auditPath + ".jsonl"); got != http.StatusForbidden {
		t.Errorf("a viewer exports the log: %d", got)
	}
}

func TestSignedInPagesAreNotStoredAndNoServerNamesItself(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	dana := h.as("dana")
	for _, path := range []string{"/", "/volume", "/data", "/settings", usersPath, auditPath, accountPath, "/api/v1/volume", "/volume.csv", "/nowhere"} {
		response, _ := dana.get(path)
		if got := response.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: want no-store, got %q", path, got)
		}
		if got := response.Header.Get("Server"); got != "" {
			t.Errorf("%s names its server: %q", path, got)
		}
	}
	if _, page := h.browser().get(signInPath); strings.Contains(page, "1.0") {
		t.Error("a stranger is told the version")
	}
	for _, route := range h.routes() {
		if route.Method != http.MethodGet || route.Action == ActionPublic {
			continue
		}
		response, _ := dana.get(strings.NewReplacer(":id", "1", ":revision", "1", ":role", "nurse", ":procedure", "1").Replace(route.Path))
		if got := response.Header.Get("Cache-Control"); got != "no-store" || response.Header.Get("Server") != "" || response.Header.Get("Content-Security-Policy") != agreedPolicy {
			t.Errorf("%s: want no-store, the policy and no server name, got %q", route.Path, got)
		}
	}
}

func TestLogLinesCannotBeForged(t *testing.T) {
	var log bytes.Buffer
	h := newHospital(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	h.add("dana", caseload.Admin)
	const forged = "x\nlevel=INFO msg=forged\r\n\u2028\x1b[31m"
	b := h.browser()
	b.header["User-Agent"] = "forged msg=forged"
	b.header["Referer"] = "http://example.com/msg=forged"
	b.post(signInPath, "name", forged, "password", forged)
	b.get("/%0Alevel=INFO%20msg=forged?x=%0Amsg=forged")
	b.get("/uploads/%0Amsg=forged")
	h.as("dana").get("/uploads/%0Amsg=forged")
	if text := log.String(); strings.Contains(text, "forged") || strings.ContainsAny(text, "\x1b\r") {
		t.Errorf("what somebody sent is in the log:\n%s", text)
	}
	for line := range strings.Lines(log.String()) {
		if !strings.HasPrefix(line, "time=") {
			t.Errorf("a line of somebody else's: %q", line)
		}
	}
}

func TestThePageOfOneReaderIsNeverAnothers(t *testing.T) {
	h := newHospital(t, nil)
	h.add("ann", caseload.Admin)
	h.add("vic", caseload.Viewer)
	_, admin := h.as("ann").get("/settings")
	for _, path := range []string{"/", "/volume", "/signals", "/trace?figure=count", "/outlook"} {
		h.as("ann").get(path)
		_, page := h.as("vic").get(path)
		h.now = h.now.Add(time.Second)
		h.cache = newPageCache(defaultCacheBytes)
		_, alone := h.as("vic").get(path)
		if page != alone {
			t.Errorf("%s: what a viewer gets depends on who came before", path)
		}
	}
	if !strings.Contains(admin, usersPath) {
		t.Error("the administrator's page was a viewer's")
	}
}

func TestTheDemoHasASwitchBetweenRolesAndNeedsNoSignIn(t *testing.T) {
	h := newHospital(t, func(c *Config) { c.Accounts, c.Demo = nil, true })
	b := h.browser()
	if _, page := b.get("/settings"); !strings.Contains(page, `value="viewer"`) || !strings.Contains(page, "/settings/sites/") {
		t.Errorf("want the switch, and an administrator to begin with:\n%s", words(page))
	}
	b.post(demoRolePath, "role", "viewer")
	if _, page := b.get("/settings"); strings.Contains(page, "/settings/sites/") || !strings.Contains(page, `value="viewer" aria-pressed="true"`) {
		t.Errorf("the switch does nothing:\n%s", words(page))
	}
	if response, page := b.get("/settings/division"); response.StatusCode != http.StatusForbidden || !strings.Contains(words(page), "Ask an administrator if you need more.") {
		t.Errorf("want a refusal, got %d: %s", response.StatusCode, words(page))
	}
	b.post(demoRolePath, "role", "emperor")
	if _, page := b.get("/settings"); !strings.Contains(page, `value="viewer" aria-pressed="true"`) {
		t.Error("a role that is none was taken")
	}
}
