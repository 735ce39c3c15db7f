//go:build !race

package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// everyPage lists the addresses a reader can come to in the demo, upload pages aside.
func everyPage() []string {
	return []string{
		"/", "/?site=va", "/?month=2023-08", "/?month=2026-11", "/brief",
		"/volume", "/volume?by=group&per=day&from=2024-01", "/volume?span=rolling12&site=university",
		"/signals", "/signals?series=site-va", "/signals?series=group-dialysis-access&per=day", "/signals?site=va&sort=volume",
		"/signals/rebase?series=site-va", "/signals/event?series=all",
		"/outlook", "/outlook?site=va&calendar=academic", "/outlook?group=thermal-ablation", "/outlook?month=2019-08",
		"/trace?figure=count&month=2026-10", "/trace?figure=headcount&role=nurse&month=2026-10",
		"/data", "/settings", "/about", "/no-such-page",
	}
}

// TestEveryPageIsQuietInBothThemesAndWidths opens each page as a reader would and holds it to what no
// page may do: complain in the console, break the content security policy, ask another host for
// anything, scroll sideways, or leave a chart undrawn.
func TestEveryPageIsQuietInBothThemesAndWidths(t *testing.T) {
	demo := start(t, []string{"TMPDIR=" + t.TempDir()}, "demo", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	for _, width := range []int64{1440, 390} {
		for _, theme := range []string{"light", "dark"} {
			b.view(t, width, theme)
			for _, path := range everyPage() {
				before := len(b.complaints())
				b.do(t, chromedp.Navigate(demo.url+path))
				b.waitFor(t, `[...document.querySelectorAll('figure[data-chart]')].every(f => f.hasAttribute('data-drawn'))`)
				if got := value[int](t, b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); got > 0 {
					t.Errorf("%s at %d px, %s: the page is %d px wider than the window", path, width, theme, got)
				}
				if got := value[int](t, b, `[...document.querySelectorAll('h1')].filter(h => h.getClientRects().length).length`); got != 1 {
					t.Errorf("%s: want one h1, got %d", path, got)
				}
				if path == "/" {
					ground := value[string](t, b, `getComputedStyle(document.documentElement).backgroundColor`)
					if want := map[string]string{"light": "rgb(251, 251, 250)", "dark": "rgb(18, 20, 23)"}[theme]; ground != want {
						t.Errorf("%s: want the ground %s, got %s", theme, want, ground)
					}
				}
				for _, problem := range b.complaints()[before:] {
					if path == "/no-such-page" && strings.Contains(problem, "404") {
						continue // Chromium writes every 404 into the log
					}
					t.Errorf("%s at %d px, %s: %s", path, width, theme, problem)
				}
			}
		}
	}
	if others := b.otherHosts(demo.url); others != nil {
		t.Errorf("pages asked other hosts: %v", others)
	}
}

// TestTheOverviewAnswersEachOfItsLinks follows every link of the page once.
func TestTheOverviewAnswersEachOfItsLinks(t *testing.T) {
	demo := start(t, []string{"TMPDIR=" + t.TempDir()}, "demo", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.view(t, 1440, "light")
	b.do(t, chromedp.Navigate(demo.url+"/"))
	links := value[[]string](t, b, `[...new Set([...document.querySelectorAll('a[href], noscript')].map(a => a.href).filter(Boolean))]`)
	if len(links) < 20 {
		t.Fatalf("want the figures of the overview to be links, got only %d links", len(links))
	}
	for _, link := range links {
		address, err := url.Parse(link)
		if err != nil || "http://"+address.Host != demo.url {
			t.Errorf("link leaves the server: %s", link)
			continue
		}
		if status, _ := get(t, link); status != 200 {
			t.Errorf("%s: want 200, got %d", link, status)
		}
	}
}
