package dashboard

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"caseload/dashboard/signin"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// provider is an OpenID Connect service on this machine that vouches for whomever the test says.
type provider struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	signs  *rsa.PrivateKey // key unless a test forges
	claims map[string]any
	grants map[string]url.Values // what was asked with each code
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key, signs: key, claims: map[string]any{}, grants: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, map[string]any{"issuer": p.server.URL, "authorization_endpoint": p.server.URL + "/authorize", "token_endpoint": p.server.URL + "/token",
			"jwks_uri": p.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": encoded(key.N.Bytes()), "e": encoded(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("/token", p.token)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *provider) answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		p.t.Error(err)
	}
}

// authorize is what the service's sign-in page does: it sends the browser back with a code.
func (p *provider) authorize(address string) (back string) {
	asked, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.server.URL+"/authorize?") {
		p.t.Fatalf("want to be sent to the service, got %q", address)
	}
	q := asked.Query()
	if q.Get("code_challenge_method") != "S256" || len(q.Get("nonce")) != 43 || len(q.Get("state")) != 43 || q.Get("response_type") != "code" {
		p.t.Errorf("want PKCE, nonce and state, got %v", q)
	}
	code, _, err := signin.NewSecret()
	if err != nil {
		p.t.Fatal(err)
	}
	p.grants[code] = q
	return q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		p.t.Error(err)
	}
	asked, ok := p.grants[r.Form.Get("code")]
	delete(p.grants, r.Form.Get("code"))
	challenge := sha256.Sum256([]byte(r.Form.Get("code_verifier")))
	if !ok || encoded(challenge[:]) != asked.Get("code_challenge") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{"iss": p.server.URL, "aud": "caseload", "sub": "u-17", "nonce": asked.Get("nonce"),
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
	for name, value := range p.claims {
		claims[name] = value
	}
	p.answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.sign(claims)})
}

func (p *provider) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	text := encoded([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + encoded(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.signs, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + encoded(signature)
}

// withOpenID is a hospital that lets people in whom the provider vouches for.
func withOpenID(t *testing.T) (*hospital, *provider) {
	t.Helper()
	p := newProvider(t)
	h := newHospital(t, func(c *Config) {
		c.SignIn.OpenID = &signin.OpenID{Name: "the hospital", Issuer: p.server.URL, ClientID: "caseload", Secret: "s", Redirect: "http://caseload.example" + OpenIDBack,
			Grants: map[string]signin.Grant{
				"ir-staff": {Access: caseload.Viewer}, "ir-va": {Access: caseload.Coordinator, Sites: []caseload.SiteID{storetest.VA}}, "ir-leads": {Access: caseload.Lead},
			}}
	})
	h.add("ann", caseload.Admin)
	return h, p
}

// through signs in through the provider and returns the answer to coming back.
func (b *browser) through(p *provider, next string) *http.Response {
	b.t.Helper()
	response, _ := b.get(openIDPath + "?next=" + url.QueryEscape(next))
	back, err := url.Parse(p.authorize(response.Header.Get("Location")))
	if err != nil {
		b.t.Fatal(err)
	}
	b.header["Sec-Fetch-Site"] = "cross-site" // as a browser says when another host sends it back
	answer, _ := b.get(back.RequestURI())
	b.header["Sec-Fetch-Site"] = "same-origin"
	return answer
}

func TestSomebodySignsInThroughAnotherServiceWithTheRightsOfTheGroups(t *testing.T) {
	h, p := withOpenID(t)
	p.claims = map[string]any{"name": "Kim L.", "groups": []string{"everybody", "ir-staff", "ir-va"}}
	b := h.browser()
	if _, page := b.get(signInPath); !strings.Contains(words(page), "Sign in with the hospital") {
		t.Errorf("no button:\n%s", words(page))
	}
	response := b.through(p, "/volume?month=2026-09")
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/volume?month=2026-09" {
		t.Fatalf("want to go on, got %d, %q", response.StatusCode, response.Header.Get("Location"))
	}
	if _, page := b.get(accountPath); !strings.Contains(words(page), "You are Kim L., coordinator of VA.") {
		t.Errorf("another account:\n%s", words(page))
	}
	p.claims["groups"] = []string{"ir-leads", "ir-va"}
	again := h.browser()
	again.through(p, "//evil.example")
	if _, page := again.get(accountPath); !strings.Contains(words(page), "You are Kim L., lead.") {
		t.Errorf("the role is not the groups' of today:\n%s", words(page))
	}
	if b.status("/data") == http.StatusOK {
		t.Error("a session outlived the change of role")
	}
	accounts, err := h.store.Accounts(t.Context())
	if err != nil || len(accounts) != 2 {
		t.Errorf("want one account beside the administrator's, got %+v, %v", accounts, err)
	}
}

func TestTheOtherServiceIsNotBelievedWhenAnythingIsWrong(t *testing.T) {
	forger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(p *provider){
		"in no group":        func(p *provider) { p.claims["groups"] = []string{"everybody"} },
		"groups of no kind":  func(p *provider) { p.claims["groups"] = "ir-leads" },
		"a forged signature": func(p *provider) { p.signs = forger },
		"another nonce":      func(p *provider) { p.claims["nonce"] = "x" },
		"another audience":   func(p *provider) { p.claims["aud"] = "payroll" },
		"another issuer":     func(p *provider) { p.claims["iss"] = "https://evil.example" },
		"over":               func(p *provider) { p.claims["exp"] = time.Now().Add(-time.Hour).Unix() },
	} {
		t.Run(name, func(t *testing.T) {
			h, p := withOpenID(t)
			p.claims = map[string]any{"name": "Kim L.", "groups": []string{"ir-leads"}}
			change(p)
			b := h.browser()
			if response := b.through(p, "/"); response.StatusCode != http.StatusUnauthorized {
				t.Errorf("want 401, got %d", response.StatusCode)
			}
			if b.status("/data") == http.StatusOK {
				t.Error("somebody is signed in")
			}
			if entries, _ := h.store.Audit(t.Context(), 1); entries[0].Action != "sign-in failed" {
				t.Errorf("not on record: %+v", entries[0])
			}
		})
	}
}

func TestTheWayBackBelongsToTheBrowserThatLeft(t *testing.T) {
	h, p := withOpenID(t)
	p.claims = map[string]any{"groups": []string{"ir-leads"}}
	leaves := h.browser()
	response, _ := leaves.get(openIDPath)
	back, err := url.Parse(p.authorize(response.Header.Get("Location")))
	if err != nil {
		t.Fatal(err)
	}
	other := h.browser()
	if response, _ := other.get(back.RequestURI()); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("another browser came back: %d", response.StatusCode)
	}
	if response, _ := leaves.get(back.RequestURI()); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("one state was used twice: %d", response.StatusCode)
	}
	late := h.browser()
	response, _ = late.get(openIDPath)
	back, _ = url.Parse(p.authorize(response.Header.Get("Location")))
	h.now = h.now.Add(openIDLasts)
	if response, _ := late.get(back.RequestURI()); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("after ten minutes: %d", response.StatusCode)
	}
}

func TestAServiceThatDoesNotAnswerLeavesPasswordsWorking(t *testing.T) {
	h, p := withOpenID(t)
	p.server.Close()
	if got := h.browser().status(openIDPath); got != http.StatusServiceUnavailable {
		t.Errorf("want 503, got %d", got)
	}
	h.as("ann")
}

func TestWithoutASetUpThereIsNoOpenIDRoute(t *testing.T) {
	h := newHospital(t, nil)
	if got := h.browser().status(openIDPath); got != http.StatusNotFound {
		t.Errorf("want 404, got %d", got)
	}
}
