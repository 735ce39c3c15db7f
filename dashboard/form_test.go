package dashboard

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// formRoute answers with the value "name" of the form it is sent.
func formRoute() Route {
	return Route{Method: fiber.MethodPost, Path: "/form", Action: ActionEditSettings, Handler: func(c *fiber.Ctx) error {
		posted, err := postedForm(c)
		if err != nil {
			return err
		}
		return c.SendString(posted.text("name"))
	}}
}

func formRequest(body []byte, kind string) *http.Request {
	request := httptest.NewRequest(http.MethodPost, "/form", bytes.NewReader(body))
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	request.Header.Set("Content-Type", kind)
	return request
}

func TestAFormIsReadOnlyInTheFormOfForms(t *testing.T) {
	s := newShell(t, nil, formRoute())
	if response, body := do(t, s, formRequest([]byte("name=Riverside"), "application/x-www-form-urlencoded; charset=utf-8")); response.StatusCode != 200 || body != "Riverside" {
		t.Errorf("a form: %d %q", response.StatusCode, body)
	}
	for _, kind := range []string{"text/plain", "multipart/form-data; boundary=x", "application/json"} {
		if response, body := do(t, s, formRequest([]byte("name=Riverside"), kind)); response.StatusCode != 400 || strings.Contains(body, "Riverside") {
			t.Errorf("%s: %d %s", kind, response.StatusCode, body)
		}
	}
}

func TestACompressedBodyIsNotUnpacked(t *testing.T) {
	s := newShell(t, nil, formRoute())
	const unpacked = 64 << 20
	packed := compress(make([]byte, unpacked), gzip.BestCompression)
	request := formRequest(packed, "text/plain")
	request.Header.Set("Content-Encoding", "gzip")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	response, _ := do(t, s, request)
	runtime.ReadMemStats(&after)
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d, want 400", response.StatusCode)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > unpacked/2 {
		t.Errorf("%d bytes were used to refuse %d", used, len(packed))
	}
}
