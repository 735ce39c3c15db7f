package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseload/store/caseload"
)

// lineOf returns the next line that begins so, of a server that is being started.
func lineOf(t *testing.T, p *process, beginning string) string {
	t.Helper()
	for {
		select {
		case line, ok := <-p.later:
			if !ok {
				t.Fatalf("no line begins with %q\n%s", beginning, p.stderr)
			}
			if strings.HasPrefix(line, beginning) {
				return line
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no line begins with %q within ten seconds", beginning)
		}
	}
}

func TestTheFirstStartPrintsASetUpLinkAndTheNextOneDoesNot(t *testing.T) {
	db := filepath.Join(t.TempDir(), "division.db")
	p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
	link := strings.TrimSpace(lineOf(t, p, "  http://"))
	if !strings.HasPrefix(link, p.url+"/set-up/") {
		t.Fatalf("want a link to %s, got %q", p.url, link)
	}
	if status, page := get(t, p.url+"/"); status != http.StatusUnauthorized || strings.Contains(page, "baseline") {
		t.Errorf("want nothing for strangers, got %d:\n%s", status, page)
	}
	form := url.Values{"who": {"Dana C."}, "name": {"dana"}, "password": {testPassword}, "again": {testPassword}}
	if got := postForm(t, link, form, nil); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("set-up: status %d", got.StatusCode)
	}
	if got := postForm(t, link, form, nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("set-up a second time: want 404, got %d", got.StatusCode)
	}
	if status, _ := get(t, link); status != http.StatusNotFound {
		t.Errorf("the link afterwards: want 404, got %d", status)
	}
	if signIn(t, p.url, "dana") == "" {
		t.Error("the administrator cannot sign in")
	}
	secret := link[strings.LastIndex(link, "/")+1:]
	p.stop(t, syscall.SIGTERM)
	if strings.Contains(p.stderr.String(), secret) {
		t.Error("the link's secret is in the log")
	}
	if raw, err := os.ReadFile(db); err != nil || strings.Contains(string(raw), secret) || strings.Contains(string(raw), testPassword) {
		t.Errorf("a secret is in the database (%v)", err)
	}
	p = start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
	p.stop(t, syscall.SIGTERM)
	for line := range p.later {
		if strings.Contains(line, "set-up") {
			t.Errorf("a second link was printed: %s", line)
		}
	}
}

func TestTenFailuresHoldTheEleventhUpWhateverProxyHeadersClaim(t *testing.T) {
	for name, header := range map[string]func(i int) map[string]string{
		"plain": func(int) map[string]string { return nil },
		"forged": func(i int) map[string]string {
			address := fmt.Sprintf("203.0.113.%d", i)
			return map[string]string{"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": "for=" + address,
				"X-Client-IP": address, "CF-Connecting-IP": address, "True-Client-IP": address}
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := filepath.Join(t.TempDir(), "division.db")
			addUser(t, db, "dana", caseload.Admin)
			p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
			statuses := map[int]int{}
			for i := range 12 {
				// Another name each time: what is held up is the address.
				got := postForm(t, p.url+"/sign-in", url.Values{"name": {fmt.Sprintf("guess %d", i)}, "password": {"a wrong password"}}, header(i))
				statuses[got.StatusCode]++
				if got.StatusCode == http.StatusTooManyRequests && got.Header.Get("Retry-After") == "" {
					t.Error("429 does not say when to come back")
				}
			}
			if statuses[http.StatusUnauthorized] != 10 || statuses[http.StatusTooManyRequests] != 2 {
				t.Errorf("want ten times 401 and then 429, got %v", statuses)
			}
			if got := postForm(t, p.url+"/sign-in", url.Values{"name": {"dana"}, "password": {testPassword}}, header(99)); got.StatusCode != http.StatusTooManyRequests {
				t.Errorf("the right password from the same address: want 429, got %d", got.StatusCode)
			}
		})
	}
}

func TestServeIsReachableByTLSOnlyAndTakesARenewedCertificate(t *testing.T) {
	folder := t.TempDir()
	db, certificate, key := filepath.Join(folder, "division.db"), filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	addUser(t, db, "dana", caseload.Admin)
	writeCertificate(t, certificate, key, "first.example")
	p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key)
	if !strings.HasPrefix(p.url, "https://") {
		t.Fatalf("want https, got %s", p.url)
	}
	response := overTLS(t, p.url+"/sign-in", nil)
	if response.TLS.PeerCertificates[0].Subject.CommonName != "first.example" {
		t.Errorf("another certificate: %v", response.TLS.PeerCertificates[0].Subject)
	}
	if response.Header.Get("Strict-Transport-Security") == "" || response.Header.Get("Server") != "" {
		t.Errorf("want HSTS and no server name, got %v", response.Header)
	}
	if early := garbageOverTLS(t, strings.TrimPrefix(p.url, "https://")); early.StatusCode != http.StatusBadRequest || early.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("what is no request: want 400 with HSTS, got %d, %v", early.StatusCode, early.Header)
	}
	plain, err := http.Get("http://" + strings.TrimPrefix(p.url, "https://") + "/healthz")
	if err != nil {
		t.Fatalf("plain http: want the sentence that says how to ask, got %v", err)
	}
	said, err := io.ReadAll(plain.Body)
	_ = plain.Body.Close()
	if want := "This server speaks https: write https:// in front of its address.\n"; err != nil || plain.StatusCode != http.StatusBadRequest || string(said) != want {
		t.Errorf("plain http: want 400 and %q alone, got %d %q, %v", want, plain.StatusCode, said, err)
	}
	if _, err := tryTLS(t.Context(), p.url+"/healthz", tls11()); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	writeCertificate(t, certificate, key, "second.example")
	for {
		response := overTLS(t, p.url+"/healthz", nil)
		if response.TLS.PeerCertificates[0].Subject.CommonName == "second.example" {
			break
		}
		select {
		case <-ctx.Done():
			t.Fatal("the renewed certificate is not served")
		case <-time.After(500 * time.Millisecond):
		}
	}
}
