package dashboard

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestAnErrorPageNeverSaysWhereTheDatabaseLies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	storetest.Open(t, path, storetest.Now)
	// A store that may not write gives the same kind of answer as one whose disk is full.
	s, err := store.Open(t.Context(), path, store.Options{Now: storetest.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	server, err := New(Config{Store: s, Now: storetest.Now})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/settings/division", strings.NewReader("name=Interventional&calendar=federal"))
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	response, body := do(t, server, request)
	if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "The database cannot be written.") {
		t.Errorf("status %d: %s", response.StatusCode, words(body))
	}
	if strings.Contains(body, filepath.Dir(path)) || strings.Contains(body, filepath.Base(path)) {
		t.Errorf("the page names the file: %s", words(body))
	}
}

func TestAPageThatCannotBeReadDoesNotSpeakOfChanges(t *testing.T) {
	s := newShell(t, func(c *Config) {
		c.Store = revisionOnly{read: func(context.Context) (caseload.Revision, error) {
			return 0, fault.New(fault.Unavailable, "/srv/caseload.db is damaged.").WithCode("damaged")
		}}
	})
	response, body := get(t, s, "/?site=va")
	text := words(body)
	if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, "This page cannot be drawn just now") || strings.Contains(text, "/srv") {
		t.Errorf("status %d: %s", response.StatusCode, text)
	}
	if !strings.Contains(body, `href="/?site=va"`) {
		t.Error("want the same page offered again")
	}
}
