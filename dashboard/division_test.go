package dashboard

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"caseload/ingest"
	"caseload/store"
	"caseload/store/storetest"
)

// division is a server on a real database, used as a browser without script would.
type division struct {
	t     *testing.T
	store *store.Store
	*Server
}

func newDivision(t *testing.T) division {
	t.Helper()
	s := storetest.New(t)
	server, err := New(Config{Store: s, Now: storetest.Now, Ingest: ingest.New(s, storetest.Now), BuildVersion: "1.0"})
	if err != nil {
		t.Fatal(err)
	}
	return division{t: t, store: s, Server: server}
}

// get returns a page that must be there.
func (d division) get(path string) string {
	d.t.Helper()
	response, body := get(d.t, d.Server, path)
	if response.StatusCode != http.StatusOK {
		d.t.Fatalf("GET %s: status %d\n%s", path, response.StatusCode, words(body))
	}
	return words(body)
}

// post sends a form of name and value pairs and returns the status, where it leads, and the page.
func (d division) post(path string, pairs ...string) (status int, location, page string) {
	d.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, body := do(d.t, d.Server, request)
	return response.StatusCode, response.Header.Get(fiber.HeaderLocation), words(body)
}

// mustPost sends a form that has to succeed and returns where it leads.
func (d division) mustPost(path string, pairs ...string) string {
	d.t.Helper()
	status, location, page := d.post(path, pairs...)
	if status != http.StatusSeeOther {
		d.t.Fatalf("POST %s: status %d\n%s", path, status, page)
	}
	return location
}

// send uploads a file and returns the status, where it leads, and the page.
func (d division) send(name, content string, pairs ...string) (status int, location, page string) {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := form.WriteField(pairs[i], pairs[i+1]); err != nil {
			d.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		d.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		d.t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/uploads", &body)
	request.Header.Set(fiber.HeaderContentType, form.FormDataContentType())
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, answer := do(d.t, d.Server, request)
	return response.StatusCode, response.Header.Get(fiber.HeaderLocation), words(answer)
}

// mustSend uploads a file that has to be read and returns the path of its page.
func (d division) mustSend(name, content string, pairs ...string) string {
	d.t.Helper()
	status, location, page := d.send(name, content, pairs...)
	if status != http.StatusSeeOther {
		d.t.Fatalf("upload of %s: status %d\n%s", name, status, page)
	}
	return location
}

// commit commits a draft whose page has a button for it.
func (d division) commit(path string, pairs ...string) string {
	d.t.Helper()
	return d.mustPost(path+"/commit", pairs...)
}

var (
	tags   = regexp.MustCompile(`<(script|style)[^>]*>.*?</(script|style)>|<[^>]*>`)
	spaces = regexp.MustCompile(`[\s\x{a0}\x{2060}]+`)
	closer = regexp.MustCompile(` ([.,])( |$)`)
	values = regexp.MustCompile(`<(?:input|option)[^>]*value="([^"]*)"[^>]*>`)
)

// words is what a page says, with the values of its fields.
func words(page string) string {
	page = values.ReplaceAllString(page, " [$1] ")
	page = tags.ReplaceAllString(page, " ")
	page = spaces.ReplaceAllString(html.UnescapeString(page), " ")
	// Elements within a sentence leave a space before the full stop.
	return closer.ReplaceAllString(page, "$1$2")
}

// says fails unless the page holds every text.
func (d division) says(page string, texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			d.t.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
}

func (d division) saysNot(page string, texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if strings.Contains(page, text) {
			d.t.Errorf("the page says %q:\n%s", text, page)
		}
	}
}

func (d division) hashes() map[string]string {
	d.t.Helper()
	hashes, err := d.store.TableHashes(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return hashes
}
