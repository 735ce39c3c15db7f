//go:build !race

package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What a reader saves is drawn from what the page shows, or by the server where the page shows more than may leave.
func TestASavedPictureIsTheServersWhereSmallNumbersAreHidden(t *testing.T) {
	demo := start(t, []string{"TMPDIR=" + t.TempDir()}, "demo", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.view(t, 1440, "light")
	saved := func() string {
		t.Helper()
		b.do(t, chromedp.Navigate(demo.url+"/volume?procedure=paracentesis"))
		b.waitFor(t, `[...document.querySelectorAll('figure[data-chart]')].every(f => f.hasAttribute('data-drawn'))`)
		value[bool](t, b, `(() => {
			window.pictures = [];
			const draw = CanvasRenderingContext2D.prototype.drawImage;
			CanvasRenderingContext2D.prototype.drawImage = function (source, ...rest) { window.drew = source.src || "canvas"; return draw.call(this, source, ...rest); };
			HTMLCanvasElement.prototype.toBlob = function (take, kind) { window.pictures.push(window.drew); };
			document.querySelector('[data-png]').click();
			return true;
		})()`)
		b.waitFor(t, `window.pictures.length > 0`)
		return value[string](t, b, `window.pictures[0]`)
	}
	if got := saved(); got != "canvas" {
		t.Errorf("where nothing is hidden: want the page's own drawing, got %s", got)
	}
	b.do(t, chromedp.Navigate(demo.url+"/settings/small-numbers"))
	value[bool](t, b, `(() => { document.querySelector('input[value=hide]').checked = true; document.querySelector('form[action="/settings/small-numbers"]').submit(); return true; })()`)
	b.waitFor(t, `location.pathname === '/settings'`)
	if got := saved(); !strings.HasPrefix(got, demo.url+"/charts/volume.svg?") {
		t.Errorf("want the server's picture, got %s", got)
	}
	for _, problem := range b.complaints() {
		t.Error(problem)
	}
}
