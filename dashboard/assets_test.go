package dashboard

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnAssetIsImmutableAndCompressed(t *testing.T) {
	s := newShell(t, nil)
	for name, contentType := range map[string]string{
		"css/base.css":                  "text/css; charset=utf-8",
		"js/theme.js":                   "text/javascript; charset=utf-8",
		"vendor/echarts/echarts.min.js": "text/javascript; charset=utf-8",
		"img/favicon.svg":               "image/svg+xml; charset=utf-8",
		"vendor/inter/inter-latin-wght-normal.woff2": "font/woff2",
	} {
		t.Run(name, func(t *testing.T) {
			url, err := s.pages.loaded.assets.url(name)
			if err != nil {
				t.Fatal(err)
			}
			if !regexp.MustCompile(`^/assets/.+\.[0-9a-f]{12}\.[a-z0-9]+$`).MatchString(url) {
				t.Errorf("address %q carries no hash", url)
			}
			_, plain := get(t, s, url)
			request := httptest.NewRequest(http.MethodGet, url, nil)
			request.Header.Set("Accept-Encoding", "br, gzip")
			response, packed := do(t, s, request)
			if diff := cmp.Diff("public, max-age=31536000, immutable", response.Header.Get("Cache-Control")); diff != "" {
				t.Errorf("cache-control (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(contentType, response.Header.Get("Content-Type")); diff != "" {
				t.Errorf("type (-want +got):\n%s", diff)
			}
			if strings.HasSuffix(name, ".woff2") {
				if response.Header.Get("Content-Encoding") != "" || packed != plain {
					t.Error("a font is compressed already and must be sent as it is")
				}
				return
			}
			if response.Header.Get("Content-Encoding") != "gzip" || response.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("not sent as gzip: %v", response.Header)
			}
			if got := gunzip(t, packed); got != plain {
				t.Error("unpacked, the two forms differ")
			}
		})
	}
}

func gunzip(t testing.TB, packed string) string {
	t.Helper()
	reader, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestGzipIsSentOnlyWhereItIsAccepted(t *testing.T) {
	s := newShell(t, func(c *Config) { c.Dev = true })
	for accept, want := range map[string]string{
		"": "", "br": "", "gzip": "gzip", "deflate, GZIP;q=0.5": "gzip", "gzip;q=0": "", "gzip; q=0.0, br": "", "x-gzip": "",
	} {
		request := httptest.NewRequest(http.MethodGet, "/nowhere", nil)
		request.Header.Set("Accept-Encoding", accept)
		if response, _ := do(t, s, request); response.Header.Get("Content-Encoding") != want {
			t.Errorf("accept-encoding %q: got %q, want %q", accept, response.Header.Get("Content-Encoding"), want)
		}
	}
}

func TestStyleSheetsNameFontsByTheirHash(t *testing.T) {
	set := newShell(t, nil).pages.loaded.assets
	css := set.byName["css/base.css"].body
	matches := cssURL.FindAllSubmatch(css, -1)
	if len(matches) == 0 {
		t.Fatal("base.css names no font")
	}
	for _, match := range matches {
		if set.byURL[string(match[1])] == nil {
			t.Errorf("%s is not an asset", match[1])
		}
	}
}

func TestOnlyWebFilesAreServed(t *testing.T) {
	set := newShell(t, nil).pages.loaded.assets
	for name := range set.byName {
		if bytes.Contains([]byte(name), []byte("LICENSE")) || strings.HasSuffix(name, ".md") {
			t.Errorf("%s is served", name)
		}
	}
}
