package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	sampledata "caseload/sample_data"
)

// correctedFile writes the sample's VA file for October 2026 with its first count raised by ten, and returns
// its path.
func correctedFile(t *testing.T) string {
	t.Helper()
	raw, err := sampledata.Read("va_2026-10.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for i, name := range rows[0] {
		if name == "count" {
			at = i
		}
	}
	n, err := strconv.Atoi(rows[1][at])
	if err != nil {
		t.Fatal(err)
	}
	rows[1][at] = strconv.Itoa(n + 10)
	path := filepath.Join(t.TempDir(), "va_2026-10_corrected.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(file).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// tabTo reaches the control that carries the words by the Tab key alone.
func (b *browser) tabTo(t *testing.T, words string) {
	t.Helper()
	const carries = `(e => e && (e.matches('input') ? e.labels[0] : e).textContent.trim().startsWith(%q))(document.activeElement)`
	for range 400 { // more stops than any page has
		b.do(t, chromedp.KeyEvent(kb.Tab))
		if value[bool](t, b, `document.activeElement.matches('button, a, summary, input[type=radio]') && `+fmt.Sprintf(carries, words)) {
			return
		}
	}
	t.Fatalf("no press of Tab came to %q; the page says %.1500s", words, value[string](t, b, `document.querySelector('main').innerText`))
}

// press reaches the button with the words and presses Enter on it.
func (b *browser) press(t *testing.T, words string) {
	t.Helper()
	b.tabTo(t, words)
	b.do(t, chromedp.KeyEvent(kb.Enter))
}

// headline returns the figure at the head of the overview of October 2026, for all sites.
func (b *browser) headline(t *testing.T, base string) string {
	t.Helper()
	b.do(t, chromedp.Navigate(base+"/?month=2026-10"))
	return value[string](t, b, `document.querySelector('h1').innerText`)
}

func TestAFileGoesInChangesTheFigureAndIsUndoneByKeyboardAlone(t *testing.T) {
	for _, width := range []int64{1440, 390} {
		t.Run(fmt.Sprint(width, " px"), func(t *testing.T) {
			demo := start(t, []string{"TMPDIR=" + t.TempDir()}, "demo", "--listen", "127.0.0.1:0")
			b := newBrowser(t)
			b.view(t, width, "light")

			before := b.headline(t, demo.url)
			if !strings.Contains(before, "703 procedures") {
				t.Fatalf("want the sample's 703 procedures, got %q", before)
			}

			b.do(t, chromedp.Navigate(demo.url+"/data"),
				chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]`), []string{correctedFile(t)}))
			b.waitFor(t, `location.pathname.startsWith('/uploads/')`)
			upload := value[string](t, b, `location.href`)
			if said := value[string](t, b, `document.querySelector('main').innerText`); !strings.Contains(said, "Nothing is saved yet") {
				t.Errorf("want the preview to say that nothing is saved, got:\n%s", said)
			}
			if got := b.headline(t, demo.url); got != before {
				t.Errorf("a preview changed the overview: %q, then %q", before, got)
			}
			b.do(t, chromedp.Navigate(upload))
			b.tabTo(t, "Yes, this is everything")
			b.do(t, chromedp.KeyEvent(" "))
			b.press(t, "Use this answer")
			b.waitFor(t, `document.querySelector('main').innerText.includes('You can undo it')`)
			b.press(t, "Commit")
			b.waitFor(t, `document.querySelector('main').innerText.includes('Undo this file')`)

			if got := b.headline(t, demo.url); !strings.Contains(got, "713 procedures") {
				t.Errorf("want 713 procedures after the commit, got %q", got)
			}
			b.do(t, chromedp.Navigate(upload))
			b.press(t, "Undo this file")
			b.waitFor(t, `document.querySelector('main').innerText.includes('Redo')`)
			if got := b.headline(t, demo.url); got != before {
				t.Errorf("want the overview as it was after the undo:\n%q, got\n%q", before, got)
			}
			if complaints := b.complaints(); complaints != nil {
				t.Errorf("the pages complained: %v", complaints)
			}
		})
	}
}
