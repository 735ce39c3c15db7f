//go:build !race

package main

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// sheets prints the page that is open and counts its sheets.
func sheets(t *testing.T, b *browser) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	asStyled := true // the sheet and its margins are the style sheet's
	file, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) { p.PreferCSSPageSize = &asStyled }))
	if err != nil {
		t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type /Page\b`).FindAll(file, -1))
}

func TestPagesForAMeetingPrintOnOneSheet(t *testing.T) {
	demo := start(t, []string{"TMPDIR=" + t.TempDir()}, "demo", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.view(t, 1440, "light")
	for path, want := range map[string]int{"/": 1, "/brief": 1, "/staffing": 1, "/volume?ahead=shown": 3} {
		b.do(t, chromedp.Navigate(demo.url+path))
		b.waitFor(t, `[...document.querySelectorAll('figure[data-chart]')].every(f => f.hasAttribute('data-drawn'))`)
		if got := sheets(t, b); got != want {
			t.Errorf("%s: want %d, got %d", path, want, got)
		}
	}
}
