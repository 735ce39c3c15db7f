package dashboard

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
)

// volumeTargetsCSVPath has the year against its target.
const volumeTargetsCSVPath = "/targets.csv"

// volumeCSV writes the part of the page that the address shows: the months, what changed, or the years.
func (s *Server) volumeCSV(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Volume(c.UserContext(), v)
	if err != nil {
		return fmt.Errorf("volume: %w", err)
	}
	switch {
	case answer.Change != nil:
		return sendCSV(c, fileName("volume-change", answer.Scope), changeCSVRows(answer))
	case answer.Years != nil:
		return sendCSV(c, fileName("volume-years", answer.Scope), yearsCSVRows(answer))
	}
	return sendCSV(c, fileName("volume", answer.Scope), volumeCSVRows(answer))
}

func (s *Server) targetsCSV(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Volume(c.UserContext(), v.WithShow(""))
	if err != nil {
		return fmt.Errorf("targets: %w", err)
	}
	rows := [][]string{{"month", "done", "target", "difference", "percent"}}
	if answer.Targets != nil {
		for _, row := range answer.Targets.Rows {
			rows = append(rows, []string{row.Month.String(), bare(float64(row.Actual), 4), bare(float64(row.Target), 4), bare(float64(row.Difference), 4), bare(float64(row.Percent), 2)})
		}
	}
	return sendCSV(c, fileName("targets", answer.Scope), append(rows, stamp(answer.Scope)...))
}

func changeCSVRows(a insight.Volume) [][]string {
	c := a.Change
	rows := [][]string{{"part", "now", "before", "change", "percent_change", "points", "with_whole", "own", "share_now", "share_before", "share_change"}}
	if c.Reason != "" {
		return append(append(rows, []string{c.Reason}), stamp(a.Scope)...)
	}
	for _, p := range append([]insight.ChangePart{c.Total}, c.Parts...) {
		rows = append(rows, []string{p.Name, bare(float64(p.Now), 4), bare(float64(p.Before), 4), bare(float64(p.Change), 4), bare(float64(p.Percent), 2),
			bare(float64(p.Points), 4), bare(float64(p.WithWhole), 4), bare(float64(p.Own), 4),
			bare(float64(p.ShareNow), 6), bare(float64(p.ShareBefore), 6), bare(float64(p.ShareChange), 4)})
	}
	if e := c.Effects; e != nil {
		rows = append(rows, []string{}, []string{"procedure_hours", bare(float64(e.Now), 4), bare(float64(e.Before), 4), bare(float64(e.Now-e.Before), 4), bare(float64(e.Percent), 2)},
			[]string{"of_number", "", "", bare(float64(e.Volume), 4)}, []string{"of_mix", "", "", bare(float64(e.Mix), 4)}, []string{"of_minutes", "", "", bare(float64(e.Minutes), 4)})
	}
	return append(append(rows, []string{}, []string{c.Now + " against " + c.Before + ", in " + a.Unit}), stamp(a.Scope)...)
}

func yearsCSVRows(a insight.Volume) [][]string {
	y := a.Years
	head := append([]string{"year"}, y.Months...)
	rows := [][]string{append(head, "twelve_months", "compared", "change", "percent_change", "name")}
	for _, year := range y.Years {
		cells := []string{year.Label}
		for _, cell := range year.Cells {
			cells = append(cells, bare(float64(cell.Value), 4))
		}
		rows = append(rows, append(cells, bare(float64(year.Sum), 4), bare(float64(year.Same), 4), bare(float64(year.Change), 4), bare(float64(year.Percent), 2), year.Name))
	}
	if y.SeasonYears > 0 {
		cells := []string{"usual"}
		for _, n := range y.Season {
			cells = append(cells, bare(float64(n), 6))
		}
		rows = append(rows, cells)
	}
	return append(append(rows, []string{}, []string{"compared: " + y.Compared}), stamp(a.Scope)...)
}
