package dashboard

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
)

const (
	signalsCSVPath = "/signals.csv"
	seriesCSVPath  = "/signals/series.csv"
)

func (s *Server) signalsAPI(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Signals(c.UserContext(), signalsView(v))
	if err != nil {
		return fmt.Errorf("signals: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}

// signalsCSV is the months of the series in depth.
func (s *Server) signalsCSV(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	a, err := s.answers.Signals(c.UserContext(), signalsView(v))
	if err != nil {
		return fmt.Errorf("signals: %w", err)
	}
	return sendCSV(c, fileName("signals-"+a.Chosen.Key, a.Scope), signalsCSVRows(a))
}

func signalsCSVRows(a insight.Signals) [][]string {
	rows := [][]string{{"series", "month", "value", "mean", "lower_limit", "upper_limit", "moving_range", "rule", "note"}}
	for _, p := range a.Chosen.Points {
		rows = append(rows, []string{a.Chosen.Name, p.Month.String(), bare(float64(p.Value), 4), bare(float64(p.Mean), 4),
			bare(float64(p.Lower), 4), bare(float64(p.Upper), 4), bare(float64(p.Range), 4), string(p.Rule), pointWords(a.Chosen, p)})
	}
	return append(rows, stamp(a.Scope)...)
}

// seriesCSV is how every series stands.
func (s *Server) seriesCSV(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	a, err := s.answers.Signals(c.UserContext(), signalsView(v))
	if err != nil {
		return fmt.Errorf("signals: %w", err)
	}
	rows := [][]string{{"series", "month", "value", "mean", "lower_limit", "upper_limit", "percent_vs_mean", "months", "rule", "since", "words"}}
	for _, one := range a.Series {
		rule, since := "", ""
		if one.Alert != nil {
			rule, since = string(one.Alert.Rule), one.Alert.First.String()
		}
		rows = append(rows, []string{one.Name, a.Month.String(), bare(float64(one.Value), 4), bare(float64(one.Mean), 4), bare(float64(one.Lower), 4),
			bare(float64(one.Upper), 4), bare(float64(one.VsMean), 2), fmt.Sprint(one.Months), rule, since, one.Words})
	}
	return sendCSV(c, fileName("series", a.Scope), append(rows, stamp(a.Scope)...))
}
