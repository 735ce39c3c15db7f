package chart

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// figurePage is the least page that charts.js documents.
const figurePage = `<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8"><title>Chart</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css"><body>
<figure data-chart="{{.ID}}"><h2 data-title>{{.Title}}</h2><p data-summary>{{.Summary}}</p>
<button type="button" data-view="chart" aria-pressed="true">Chart</button><button type="button" data-view="table" aria-pressed="false">Table</button>
<div data-picture><div class="plot" tabindex="0" role="group" aria-roledescription="chart" aria-label="{{.Title}}"></div><p data-live aria-live="polite"></p></div>
<div data-table><table>{{range .Table.Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>{{end}}</table></div>
<p data-source>Source</p><button type="button" data-png>PNG</button>
<script type="application/json" data-option>{{.Payload}}</script></figure>
<script src="/echarts.min.js"></script><script src="/charts.js"></script></body></html>`

const strictPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func customProperties(theme Theme) string {
	var b strings.Builder
	names := make([]string, 0, len(theme.Tokens()))
	for name := range theme.Tokens() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "--%s:%s;", name, theme.Tokens()[name])
	}
	return b.String()
}

func serveFigure(t *testing.T, spec Spec) string {
	t.Helper()
	page := template.Must(template.New("").Parse(figurePage))
	mux := http.NewServeMux()
	file := func(route, path string) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		mux.HandleFunc(route, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(content)
		})
	}
	file("/echarts.min.js", "../assets/vendor/echarts/echarts.min.js")
	file("/charts.js", "../assets/js/charts.js")
	mux.HandleFunc("/page.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprintf(w, ":root{%s}:root[data-theme=dark]{%s}body{background:var(--ground)}", customProperties(Light), customProperties(Dark))
	})
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", strictPolicy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(w, spec)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// browser opens a page and gathers everything that Chromium complains of.
func browser(t *testing.T) (ctx context.Context, complaints func() []string) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CASELOAD_REQUIRE_CHROMIUM") != "" {
			t.Fatal("the browser tests must run here, and there is no Chromium")
		}
		t.Skip("there is no Chromium on this machine")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	var mu sync.Mutex
	var all []string
	listen := func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			all = append(all, e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			for _, a := range e.Args {
				all = append(all, string(a.Value))
			}
		case *runtime.EventExceptionThrown:
			all = append(all, e.ExceptionDetails.Text)
			if e.ExceptionDetails.Exception != nil {
				all = append(all, e.ExceptionDetails.Exception.Description)
			}
		}
	}
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(listen))
	ctx, cancelTime := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(func() { cancelTime(); cancel(); cancelAllocator() })
	return ctx, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

func ask(ctx context.Context, t *testing.T, script string) string {
	t.Helper()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+script+")"))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return answer
}

// expect waits until the page answers as wanted: redrawing follows a change of theme or size by a frame or two.
func expect(ctx context.Context, t *testing.T, what, script, want string) {
	t.Helper()
	var got string
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
		if got = ask(ctx, t, script); got == want {
			return
		}
	}
	t.Errorf("%s: want %q, got %q", what, want, got)
}

func TestChartWorksInABrowserUnderAStrictPolicy(t *testing.T) {
	ctx, complaints := browser(t)
	spec := mustVolume(t, hostileInput(hostile[0]))
	url := serveFigure(t, spec)
	run := func(actions ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, actions...); err != nil {
			t.Fatal(err)
		}
	}
	run(chromedp.EmulateViewport(1440, 1000), chromedp.Navigate(url), chromedp.WaitVisible(`figure[data-drawn] svg`))
	media := func(name string) {
		t.Helper()
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: name}); err != nil {
			t.Fatal(err)
		}
	}
	const bars = `document.querySelectorAll('.plot svg path[fill="%s"]').length`
	light, dark := fmt.Sprintf(bars, "rgb(43,95,151)"), fmt.Sprintf(bars, "rgb(91,149,206)")
	expect(ctx, t, "University bars of 35 whole months", light+" + "+fmt.Sprintf(bars, "rgb(43, 95, 151)"), "35")

	// Keyboard: the newest month first, then back; said aloud as well as shown.
	run(chromedp.Focus(".plot"), chromedp.KeyEvent(kb.ArrowLeft))
	expect(ctx, t, "first key", `document.querySelector('[data-live]').textContent.split(',')[0]`, "November 2026")
	run(chromedp.KeyEvent(kb.ArrowLeft))
	expect(ctx, t, "second key", `document.querySelector('[data-live]').textContent.includes('October 2026')`, "true")
	expect(ctx, t, "tooltip", `document.querySelector('.chart-tooltip').textContent.includes('All sites702')`, "true")
	expect(ctx, t, "no markup from names", `document.querySelectorAll('.chart-tooltip script').length`, "0")
	run(chromedp.KeyEvent(kb.Home))
	expect(ctx, t, "home", `document.querySelector('[data-live]').textContent.split(',')[0]`, "December 2023")
	run(chromedp.KeyEvent(kb.Escape))
	expect(ctx, t, "escape", `document.querySelector('.chart-tooltip').hidden`, "true")

	// Pointer.
	run(chromedp.MouseEvent("mouseMoved", 700, 330))
	expect(ctx, t, "pointer", `document.querySelector('.chart-tooltip').hidden`, "false")

	run(chromedp.Click(`[data-view="table"]`))
	expect(ctx, t, "table shown", `document.querySelector('[data-table]').hidden + ' ' + document.querySelector('[data-picture]').hidden`, "false true")
	run(chromedp.Click(`[data-view="chart"]`))
	expect(ctx, t, "chart shown", `document.querySelector('[data-table]').hidden + ' ' + document.querySelector('[data-picture]').hidden`, "true false")

	ask(ctx, t, `document.documentElement.dataset.theme = "dark"`)
	expect(ctx, t, "dark bars", dark+" + "+fmt.Sprintf(bars, "rgb(91, 149, 206)"), "35")

	// Paper is light and has its own window of months and height.
	media("print")
	expect(ctx, t, "height on paper", `document.querySelector('.plot svg').getAttribute('height')`, "214")
	expect(ctx, t, "light bars on paper", fmt.Sprintf(bars, "#2B5F97"), "35")
	media("screen")
	expect(ctx, t, "height on screen again", `document.querySelector('.plot svg').getAttribute('height')`, "372")

	run(chromedp.EmulateViewport(390, 800))
	expect(ctx, t, "height when narrow", `document.querySelector('.plot svg').getAttribute('height')`, "300")
	expect(ctx, t, "bars when narrow", dark+" + "+fmt.Sprintf(bars, "rgb(91, 149, 206)"), "23")
	expect(ctx, t, "no sideways scrolling", `document.documentElement.scrollWidth <= 390`, "true")

	ask(ctx, t, `URL.createObjectURL = (blob) => { window.saved = blob.type + (blob.size > 5000); return "#"; }`)
	run(chromedp.Click(`[data-png]`))
	expect(ctx, t, "picture saved", `window.saved`, "image/pngtrue")

	if got := complaints(); len(got) > 0 {
		t.Errorf("want a quiet console, got %q", got)
	}
}
