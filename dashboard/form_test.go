package dashboard

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
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

// sendRaw writes a request as it stands and returns the answer.
func sendRaw(t *testing.T, address string, request []byte) *http.Response {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	go func() { _, _ = connection.Write(request) }() // a server that has read enough does not read the rest
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

const chunkedForm = "POST /form HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n" +
	"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"

func TestAFormWithoutALengthIsReadNoFurtherThanItsRouteTakes(t *testing.T) {
	route := formRoute()
	route.MaxBody = 16 << 10
	address, stop := serve(t, newShell(t, nil, route))
	defer stop()
	if response := sendRaw(t, address, []byte(chunkedForm+"a\r\nname=Seven\r\n0\r\n\r\n")); response.StatusCode != http.StatusOK {
		t.Errorf("a small form in chunks: status %d", response.StatusCode)
	}
	const megabyte, sent = 1 << 20, 48
	chunk := fmt.Sprintf("%x\r\n%s\r\n", megabyte, strings.Repeat("a", megabyte))
	large := []byte(chunkedForm + strings.Repeat(chunk, sent) + "0\r\n\r\n")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	response := sendRaw(t, address, large)
	runtime.ReadMemStats(&after)
	if response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d MB in chunks: want 413, got %d", sent, response.StatusCode)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8*megabyte {
		t.Errorf("%d MB were used to refuse %d", used/megabyte, sent)
	}
}

func TestAFormThatDoesNotArriveWholeChangesNothing(t *testing.T) {
	var read atomic.Int64
	route := Route{Method: fiber.MethodPost, Path: "/form", Action: ActionEditSettings, MaxBody: 16 << 10, Handler: func(c *fiber.Ctx) error {
		if _, err := postedForm(c); err != nil {
			return err
		}
		read.Add(1)
		return nil
	}}
	address, stop := serve(t, newShell(t, nil, route))
	if response := sendRaw(t, address, []byte(chunkedForm+"zz\r\nname=Seven\r\n")); response.StatusCode != http.StatusBadRequest {
		t.Errorf("a chunk that is none: want 400, got %d", response.StatusCode)
	}
	// Whoever leaves in the middle gets no answer; what counts is that nothing is done.
	for _, head := range []string{chunkedForm + "ff\r\nname=Seven", strings.Replace(chunkedForm, "Transfer-Encoding: chunked", "Content-Length: 12000", 1) + "name=Seven"} {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(connection, head)
		_ = connection.Close()
	}
	stop()
	if read.Load() != 0 {
		t.Errorf("%d forms that broke off were taken", read.Load())
	}
}
