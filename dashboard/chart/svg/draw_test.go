package svg

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/chart"
	"caseload/store/calendar"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// shared is compiled once: under the race detector that takes seconds.
var shared = sync.OnceValues(func() (*Drawer, error) {
	script, err := os.ReadFile("../../assets/vendor/echarts/echarts.min.js")
	return New(Config{Script: script}), err
})

// newDrawer returns a Drawer that has drawn nothing yet.
func newDrawer(t *testing.T) *Drawer {
	t.Helper()
	d, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return &Drawer{slots: d.slots, compile: d.compile, cache: newCache(1 << 20)}
}

// year is a small division with a gap, an unfinished month and a hatched third site.
func year(t *testing.T, university string) json.RawMessage {
	t.Helper()
	first := calendar.MonthOf(2026, time.June)
	spec, err := chart.Volume(chart.VolumeInput{
		ID: "volume", First: first, Months: 6, Focus: first + 4,
		Sites: []chart.Site{
			{Name: university, Values: []float64{500, 510, 498, 505, 519, 215}},
			{Name: "VA", Slot: 1, Values: []float64{170, math.NaN(), 181, 176, 183, 60}},
			{Name: "Annex", Slot: 2, Values: []float64{20, 22, 19, 25, 21, 8}},
		},
		Partial:     &chart.Partial{Through: calendar.DateOf(2026, time.November, 12)},
		Baselines:   []chart.Baseline{{From: first - 12, PerMonth: 680}},
		Annotations: []chart.Annotation{{Month: first + 2, Text: "Second VA room opens"}},
		Bands:       []chart.VolumeBand{{From: first, To: first + 4, Lower: 590, Upper: 773}},
		Signals:     []chart.Signal{{Month: first + 3, Rule: chart.OutsideLimit, Words: "Above"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return spec.Option
}

func mustDraw(t *testing.T, d *Drawer, option json.RawMessage, theme chart.Theme) []byte {
	t.Helper()
	drawn, err := d.Draw(t.Context(), option, 1200, 372, theme)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func TestDrawingIsAsReviewedInBothThemes(t *testing.T) {
	d := newDrawer(t)
	for _, theme := range []chart.Theme{chart.Light, chart.Dark} {
		got := mustDraw(t, d, year(t, "University"), theme)
		path := filepath.Join("testdata", "volume_"+theme.String()+".svg")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestTheSameChartDrawnAfreshGivesTheSameBytes(t *testing.T) {
	d := newDrawer(t)
	option := year(t, "University")
	first := mustDraw(t, d, option, chart.Light)
	d.cache = newCache(0) // nothing kept: the second is drawn, not remembered
	if second := mustDraw(t, d, option, chart.Light); !bytes.Equal(first, second) {
		t.Error("want the same bytes twice")
	}
}

func TestDrawingCarriesNothingThatAContentPolicyForbids(t *testing.T) {
	d := newDrawer(t)
	drawn := mustDraw(t, d, year(t, `</text><script>alert(1)</script>" onload="x`), chart.Light)
	decoder := xml.NewDecoder(bytes.NewReader(drawn))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("want XML: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local == "style" || start.Name.Local == "script" || start.Name.Local == "image" {
			t.Errorf("want no <%s>", start.Name.Local)
		}
		for _, a := range start.Attr {
			if a.Name.Local == "style" || a.Name.Local == "class" || strings.HasPrefix(a.Name.Local, "on") {
				t.Errorf("want no attribute %s", a.Name.Local)
			}
		}
	}
	for _, words := range []string{"VA: no file", "680 baseline", "Second VA room opens"} {
		if !bytes.Contains(drawn, []byte(words)) && !bytes.Contains(drawn, []byte(strings.ReplaceAll(words, " ", "\u00a0"))) {
			t.Errorf("want %q written", words)
		}
	}
	if bytes.Contains(drawn, []byte("token:")) {
		t.Error("want every colour resolved")
	}
}

func TestTextThatLooksLikeAColourTokenStaysText(t *testing.T) {
	drawn := mustDraw(t, newDrawer(t), year(t, "token:alert"), chart.Light)
	if !bytes.Contains(drawn, []byte("token:alert")) {
		t.Error("want the name as it is")
	}
}

func TestAnUnknownColourIsAnError(t *testing.T) {
	_, err := newDrawer(t).Draw(t.Context(), json.RawMessage(`{"textStyle":{"color":"token:mauve"}}`), 100, 100, chart.Light)
	if err == nil || !strings.Contains(err.Error(), "mauve") {
		t.Errorf("want an error that names the colour, got %v", err)
	}
}

func TestDrawingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newDrawer(t).Draw(ctx, year(t, "University"), 1200, 372, chart.Light)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("want context.Canceled, got %v", err)
	}
}

func TestSizesOutOfReasonAreRefused(t *testing.T) {
	for _, size := range [][2]int{{0, 10}, {10, -1}, {maxSize + 1, 10}} {
		if _, err := newDrawer(t).Draw(t.Context(), json.RawMessage(`{}`), size[0], size[1], chart.Light); err == nil {
			t.Errorf("want %v refused", size)
		}
	}
}

func TestManyAskingAtOnceGetTheSameDrawing(t *testing.T) {
	d := newDrawer(t)
	option := year(t, "University")
	var wait sync.WaitGroup
	drawings := make([][]byte, 3)
	for i := range drawings {
		wait.Go(func() { drawings[i], _ = d.Draw(t.Context(), option, 600, 300, chart.Light) })
	}
	wait.Wait()
	for i, drawn := range drawings {
		if len(drawn) == 0 || !bytes.Equal(drawn, drawings[0]) {
			t.Errorf("drawing %d differs from the first", i)
		}
	}
}
