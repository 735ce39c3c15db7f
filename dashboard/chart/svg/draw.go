// Package svg draws chart options without a browser, for pages without script and
// for files. It runs the same ECharts that the browser does, in a JavaScript engine
// written in Go, and hands back SVG that a strict content policy has nothing to
// object to: no style attributes, no style sheet, no script.
package svg

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/dop251/goja"

	"caseload/dashboard/chart"
)

// maxSize bounds a drawing in px: larger ones are a mistake, or an attempt to use up the server.
const maxSize = 4000

// Config says what a Drawer works with.
type Config struct {
	Script     []byte // echarts.min.js as it is served to browsers
	AtOnce     int    // drawings at the same time, each takes 70 to 90 MB; 0 for two
	CacheBytes int    // finished drawings kept; 0 for 8 MiB
}

// Drawer draws. It compiles ECharts at the first drawing, not before: most servers never need one.
type Drawer struct {
	slots   chan struct{}
	compile func() (*goja.Program, error)
	cache   *cache
}

// New returns a Drawer. It does no work yet.
func New(c Config) *Drawer {
	if c.AtOnce <= 0 {
		c.AtOnce = 2
	}
	if c.CacheBytes <= 0 {
		c.CacheBytes = 8 << 20
	}
	return &Drawer{
		slots: make(chan struct{}, c.AtOnce),
		cache: newCache(c.CacheBytes),
		compile: sync.OnceValues(func() (*goja.Program, error) {
			program, err := goja.Compile("echarts.min.js", string(c.Script), false)
			if err != nil {
				return nil, fmt.Errorf("compile echarts: %w", err)
			}
			return program, nil
		}),
	}
}

// Forget drops the drawings that are kept, and with them the names in them.
func (d *Drawer) Forget() { d.cache.forget() }

// Draw returns the option drawn at a size in a theme's colours, as an SVG document. The same arguments
// give the same bytes. It waits for a free slot, and gives up when ctx ends.
func (d *Drawer) Draw(ctx context.Context, option json.RawMessage, width, height int, theme chart.Theme) ([]byte, error) {
	if width < 1 || height < 1 || width > maxSize || height > maxSize {
		return nil, fmt.Errorf("draw chart: size %d × %d px is not between 1 and %d", width, height, maxSize)
	}
	key := keyOf(option, width, height, theme)
	if drawn, ok := d.cache.get(key); ok {
		return drawn, nil
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("draw chart: %w", ctx.Err())
	}
	// Somebody may have drawn the same while this one waited.
	if drawn, ok := d.cache.get(key); ok {
		return drawn, nil
	}
	coloured, err := resolve(option, theme)
	if err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	raw, err := d.run(ctx, coloured, width, height)
	if err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	drawn, err := clean(raw)
	if err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	d.cache.put(key, drawn)
	return drawn, nil
}

func keyOf(option json.RawMessage, width, height int, theme chart.Theme) [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %s ", width, height, theme)
	h.Write(option)
	return [sha256.Size]byte(h.Sum(nil))
}

// shims are the parts of a browser that ECharts asks for even when it draws to text. Timers are
// taken and never run: they serve animation and lazy updates, and a drawing is finished without.
const shims = `
var timers = 0;
function setTimeout() { return ++timers; }
function clearTimeout() {}
function setInterval() { return ++timers; }
function clearInterval() {}
`

const draw = `
(function (optionText, width, height) {
  var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: height });
  try {
    chart.setOption(JSON.parse(optionText));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
})`

// run draws in an engine of its own: one that has drawn before numbers its elements on, and
// the same chart would come out with other bytes.
func (d *Drawer) run(ctx context.Context, option []byte, width, height int) (string, error) {
	program, err := d.compile()
	if err != nil {
		return "", err
	}
	vm := goja.New()
	stop := context.AfterFunc(ctx, func() { vm.Interrupt(ctx.Err()) })
	defer stop()
	if _, err := vm.RunString(shims); err != nil {
		return "", fmt.Errorf("prepare engine: %w", err)
	}
	if _, err := vm.RunProgram(program); err != nil {
		return "", interrupted(ctx, fmt.Errorf("load echarts: %w", err))
	}
	value, err := vm.RunString(draw)
	if err != nil {
		return "", fmt.Errorf("prepare drawing: %w", err)
	}
	call, ok := goja.AssertFunction(value)
	if !ok {
		return "", errors.New("the drawing script is not a function")
	}
	result, err := call(goja.Undefined(), vm.ToValue(string(option)), vm.ToValue(width), vm.ToValue(height))
	if err != nil {
		return "", interrupted(ctx, fmt.Errorf("run echarts: %w", err))
	}
	return result.String(), nil
}

// interrupted prefers the reason why the engine was stopped to the engine's own words for it.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
