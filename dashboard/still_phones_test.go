//go:build !race

package dashboard

import (
	"html"
	"net/http"
	"regexp"
	"testing"
)

func TestWithoutScriptPhonesAreSentAPictureDrawnForThem(t *testing.T) {
	s, _ := sampleServer(t)
	source := regexp.MustCompile(`<noscript><picture><source media="\(max-width: 899\.98px\)" srcset="([^"]*)"><img src="([^"]*)"`)
	size := regexp.MustCompile(`^<svg[^>]* width="(\d+)"`)
	for _, path := range []string{overviewPath, volumePath, "/volume?show=years", signalsPath, outlookPath} {
		_, page := get(t, s, path)
		found := source.FindStringSubmatch(page)
		if found == nil {
			t.Errorf("%s has no picture for a phone", path)
			continue
		}
		for i, want := range map[int]string{1: "358", 2: "1200"} {
			response, body := get(t, s, html.UnescapeString(found[i]))
			drawn := size.FindStringSubmatch(body)
			if response.StatusCode != http.StatusOK || drawn == nil || drawn[1] != want {
				t.Errorf("%s: want a picture %s px wide, got status %d and %.80q", found[i], want, response.StatusCode, body)
			}
		}
	}
}
