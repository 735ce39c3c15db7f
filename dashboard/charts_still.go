package dashboard

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/dashboard/chart/svg"
	"caseload/dashboard/insight"
	"caseload/store/fault"
)

// Still pictures of the charts, drawn on the server for browsers without script. They are embedded as images
// only: what ECharts writes would not pass the content policy inside the page.
const (
	stillsPath = "/charts/" // before all of them

	monthsStillPath = "/charts/months.svg"
	volumeStillPath = "/charts/volume.svg"
	yearsStillPath  = "/charts/years.svg"
	briefStillPath  = "/charts/brief.svg"

	signalsStillPath = "/charts/signals.svg"
)

const (
	stillWidth      = 1200
	stillNarrow     = 358 // a phone's
	stillPaperWidth = 704 // a Letter page inside its margins
)

func (s *Server) stillRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: monthsStillPath, Action: ActionSeePages, Handler: s.still(s.monthsSpec, stillWidth)},
		{Method: fiber.MethodGet, Path: volumeStillPath, Action: ActionSeePages, Handler: s.still(s.volumeSpec, stillWidth)},
		{Method: fiber.MethodGet, Path: yearsStillPath, Action: ActionSeePages, Handler: s.still(s.yearsSpec, stillWidth)},
		{Method: fiber.MethodGet, Path: signalsStillPath, Action: ActionSeePages, Handler: s.still(s.signalsSpec, stillWidth)},
		{Method: fiber.MethodGet, Path: briefStillPath, Action: ActionSeePages, Handler: s.still(s.briefSpec, stillPaperWidth)},
	}
}

// stillSize is the word in an address for another size of the picture.
const (
	stillSize      = "size"
	stillForPhones = "narrow"
)

// narrowStill is the address of the same picture as a phone draws it: fewer months, and text that can be read.
func narrowStill(address string) string {
	if strings.Contains(address, "?") {
		return address + "&" + stillSize + "=" + stillForPhones
	}
	return address + "?" + stillSize + "=" + stillForPhones
}

// specOf makes the chart of a view. A nil Spec is a chart that has nothing to show.
type specOf func(ctx context.Context, v insight.View) (*chart.Spec, error)

func (s *Server) monthsSpec(ctx context.Context, v insight.View) (*chart.Spec, error) {
	answer, err := s.answers.Overview(ctx, v.Shared())
	if err != nil || answer.Empty != nil {
		return nil, err
	}
	spec, err := chart.Volume(monthsInput("months", answer.Main, answer.Scope.Month, answer.Scope.Today))
	return &spec, err
}

func (s *Server) briefSpec(ctx context.Context, v insight.View) (*chart.Spec, error) {
	answer, err := s.answers.Brief(ctx, v.Shared())
	if err != nil || answer.Empty != nil {
		return nil, err
	}
	spec, err := chart.Volume(monthsInput("months", endingWith(answer.Main, answer.Month), answer.Month, answer.Scope.Today))
	spec.Option, spec.Height = spec.Print, spec.PrintHeight
	return &spec, err
}

func (s *Server) volumeSpec(ctx context.Context, v insight.View) (*chart.Spec, error) {
	answer, err := s.answers.Volume(ctx, v.WithShow(""))
	if err != nil || answer.Empty != nil {
		return nil, err
	}
	spec, err := chart.Volume(volumeInput(volumeMonths(answer), answer))
	return &spec, err
}

func (s *Server) yearsSpec(ctx context.Context, v insight.View) (*chart.Spec, error) {
	answer, err := s.answers.Volume(ctx, v.WithShow(insight.ShowYears))
	if err != nil || answer.Empty != nil {
		return nil, err
	}
	return yearsSpec(answer)
}

// still answers with the chart of the view as a picture, in the theme that the address asks for.
func (s *Server) still(make specOf, width int) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v, err := askedView(c)
		if err != nil {
			return err
		}
		theme := chart.Light // paper and most readers; the image cannot follow the page
		if c.Query("theme") == chart.Dark.String() {
			theme = chart.Dark
		}
		spec, err := make(c.UserContext(), v)
		if err != nil {
			return fmt.Errorf("still: %w", err)
		}
		if spec == nil {
			return fault.New(fault.NotFound, "There is nothing to draw yet.")
		}
		if c.Query(stillSize) == stillForPhones && len(spec.Narrow) > 0 {
			spec.Option, spec.Height = spec.Narrow, spec.NarrowHeight
			return s.sendDrawing(c, *spec, stillNarrow, theme)
		}
		return s.sendDrawing(c, *spec, width, theme)
	}
}

// sendDrawing answers with the picture and says in it what it shows.
func (s *Server) sendDrawing(c *fiber.Ctx, spec chart.Spec, width int, theme chart.Theme) error {
	drawing, err := s.drawer.Draw(c.UserContext(), spec.Option, width, spec.Height, theme)
	if err != nil {
		return fmt.Errorf("still: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "image/svg+xml; charset=utf-8")
	said, err := withWords(drawing, "title", spec.Title+"\n"+spec.Summary)
	if err != nil {
		return err
	}
	return c.Send(said)
}

// newDrawer draws with the same ECharts that is served to browsers.
func newDrawer(pages *renderer) (*svg.Drawer, error) {
	script, ok := pages.loaded.assets.byName["vendor/echarts/echarts.min.js"]
	if !ok {
		return nil, errors.New("the chart library is not among the assets")
	}
	return svg.New(svg.Config{Script: script.body}), nil
}
