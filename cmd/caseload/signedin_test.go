package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/caseload"
)

const testPassword = "a long enough secret"

// addUser makes an account that signs in by its name and testPassword.
func addUser(t testing.TB, db, name string, access caseload.AccessRole, sites ...caseload.SiteID) caseload.Account {
	t.Helper()
	s, err := store.Open(t.Context(), db, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	hasher, err := signin.NewHasher()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := hasher.Hash(t.Context(), testPassword)
	if err != nil {
		t.Fatal(err)
	}
	account, err := s.CreateAccount(t.Context(), caseload.Account{User: caseload.User{Name: name}, SignIn: name, Access: access, Sites: sites}, hash, caseload.LocalUser)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// startSignedIn runs a server on the database, which gets an administrator, and signs in as that one: the
// process's url carries the session, which get and upload understand.
func startSignedIn(t *testing.T, env []string, db string, args ...string) *process {
	t.Helper()
	addUser(t, db, "admin", caseload.Admin)
	p := start(t, env, args...)
	address, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("session", signIn(t, p.url, "admin"))
	p.url = address.String()
	return p
}

// signIn signs in through the form and returns the session's secret.
func signIn(t testing.TB, base, name string) string {
	t.Helper()
	response := postForm(t, base+"/sign-in", url.Values{"name": {name}, "password": {testPassword}}, nil)
	for _, cookie := range response.Cookies() {
		if cookie.Name == "caseload" {
			return cookie.Value
		}
	}
	t.Fatalf("sign in as %s: status %d and no cookie", name, response.StatusCode)
	return ""
}

// postForm sends a form as a page of ours would, and follows no redirect.
func postForm(t testing.TB, address string, values url.Values, header map[string]string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range header {
		request.Header.Set(name, value)
	}
	client := http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(withSession(request))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response
}

// withSession turns the session that an address carries into the cookie that a browser would send.
func withSession(request *http.Request) *http.Request {
	if secret, ok := request.URL.User.Password(); ok {
		request.URL.User = nil
		request.AddCookie(&http.Cookie{Name: "caseload", Value: secret})
	}
	return request
}

// splitSession takes the session out of an address, for a browser's cookie.
func splitSession(t testing.TB, address string) (base, secret string) {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	secret, _ = at.User.Password()
	at.User = nil
	return at.String(), secret
}
