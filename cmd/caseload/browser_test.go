package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a headless Chromium that a test drives, one tab at a time.
type browser struct {
	ctx context.Context

	mu       sync.Mutex
	problems []string // console errors, exceptions, reports of the content security policy
	hosts    map[string]bool
}

// newBrowser starts Chromium, or skips the test where there is none and none is required.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	path := findChromium()
	if path == "" {
		if os.Getenv("CASELOAD_REQUIRE_CHROMIUM") != "" {
			t.Fatal("the browser tests must run here, and there is no Chromium")
		}
		t.Skip("there is no Chromium on this machine")
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.UserDataDir(t.TempDir()),
	)
	t.Cleanup(cancel)
	ctx, cancelTab := chromedp.NewContext(ctx)
	ctx, cancelTime := context.WithTimeout(ctx, 4*time.Minute) // far beyond what any test needs, even with -race
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits for the browser, so that its folder can be removed
		cancelTime()
		cancelTab()
	})

	b := &browser{ctx: ctx, hosts: map[string]bool{}}
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as the context of the first call
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, cdplog.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func findChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.problems = append(b.problems, fmt.Sprintf("console %s: %s", e.Type, argumentsOf(e)))
		}
	case *cdplog.EventEntryAdded: // refusals of the content security policy and failed requests arrive here
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Level == cdplog.EntryLevelWarning {
			b.problems = append(b.problems, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		if address, err := url.Parse(e.Request.URL); err == nil && address.Host != "" {
			b.hosts[address.Host] = true
		}
	}
}

func argumentsOf(e *runtime.EventConsoleAPICalled) string {
	var words []string
	for _, argument := range e.Args {
		words = append(words, string(argument.Value)+argument.Description)
	}
	return strings.Join(words, " ")
}

// do runs the steps, each of which waits for what it needs.
func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%v\nthe page said: %v", err, b.complaints())
	}
}

// value returns what the script evaluates to in the page.
func value[T any](t *testing.T, b *browser, script string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("evaluate %s: %v", script, err)
	}
	return got
}

// waitFor waits until the script is true, in this page or in one that it leads to.
func (b *browser) waitFor(t *testing.T, script string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](script))
		if err == nil {
			return
		}
		if ctx.Err() != nil { // else the page went away under the question: ask the next one
			t.Fatalf("the page never came to %s: %v\nthe page said: %v", script, err, b.complaints())
		}
	}
}

// complaints returns what the page has complained of so far.
func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.problems)
}

// otherHosts returns the hosts, beside the server's own, that pages asked for anything.
func (b *browser) otherHosts(base string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var others []string
	for host := range b.hosts {
		if "http://"+host != base {
			others = append(others, host)
		}
	}
	slices.Sort(others)
	return others
}

// view sets the width of the window and the theme that the reader's system prefers.
func (b *browser) view(t *testing.T, width int64, theme string) {
	t.Helper()
	b.do(t, chromedp.EmulateViewport(width, 900))
	params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, params); err != nil {
		t.Fatal(err)
	}
}
