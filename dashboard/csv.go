package dashboard

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/insight"
	"caseload/ingest/table"
	"caseload/store/calendar"
)

const (
	volumeCSVPath   = "/volume.csv"
	groupsCSVPath   = "/groups.csv"
	staffingCSVPath = "/staffing.csv"
)

// sendCSV answers with rows as a file. Numbers are bare, missing ones empty.
func sendCSV(c *fiber.Ctx, name string, rows [][]string) error {
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = table.Neutral(cell) // names come from coordinators' files, and a file is opened by a double click
		}
		if err := writer.Write(cells); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	writer.Flush()
	if err := writer.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(out.Bytes())
}

// bare writes a number for another program: at most so many decimals, "" for missing.
func bare(n float64, decimals int) string {
	if series.IsHidden(n) {
		return "hidden"
	}
	if math.IsNaN(n) {
		return ""
	}
	text := strconv.FormatFloat(n, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

// stamp are the last rows of a file: as of when, from which revision.
func stamp(scope insight.Scope) [][]string {
	if scope.AsOfText == "" {
		return nil
	}
	return [][]string{{}, {fmt.Sprintf("As of %s, revision %d", scope.AsOfText, scope.Revision)}}
}

// fileName is the name under which a figure's numbers are kept.
func fileName(what string, scope insight.Scope) string {
	name := what
	if scope.Site != nil {
		name += "-" + scope.Site.Slug
	}
	if scope.HasMonth {
		name += "-" + scope.Month.String()
	}
	return name + ".csv"
}

func volumeCSVRows(a insight.Volume) [][]string {
	head := []string{"month", "state"}
	for _, column := range a.Columns {
		head = append(head, column.Name)
	}
	head = append(head, "total", "working_days", "per_working_day", "year_before", "change", "percent_change", "year", "note", "events")
	if a.Ahead != nil {
		head = append(head, "expected", "expected_low_80", "expected_high_80")
	}
	rows := [][]string{head}
	for _, row := range a.Rows {
		cells := []string{row.Month.String(), string(row.State)}
		for i := range a.Columns {
			text := ""
			if i < len(row.Values) {
				text = bare(float64(row.Values[i].Value), 4)
			}
			cells = append(cells, text)
		}
		cells = append(cells,
			bare(float64(row.Total), 4), bare(float64(row.WorkingDays), 2), bare(float64(row.PerDay), 4),
			bare(float64(row.LastYear), 4), bare(float64(row.Change), 4), bare(float64(row.Percent), 2), row.YearLabel, row.Words, strings.Join(row.Events, "; "))
		if a.Ahead != nil {
			cells = append(cells, expectedCells(a, row.Month)...)
		}
		rows = append(rows, cells)
	}
	return append(append(rows, aheadCSVRows(a)...), stamp(a.Scope)...)
}

func (s *Server) groupsCSV(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Overview(c.UserContext(), v.Shared())
	if err != nil {
		return fmt.Errorf("groups: %w", err)
	}
	return sendCSV(c, fileName("groups", answer.Scope), groupsCSVRows(answer))
}

func groupsCSVRows(o insight.Overview) [][]string {
	g := o.Groups
	head := []string{"group", "value", "share", "year_before", "change", "percent_change", "mean_of_12", "usual_lower", "usual_upper", "mean", "percent_vs_mean", "variation"}
	for i := range g.Total.Series.Values {
		head = append(head, (g.Total.Series.First + calendar.Month(i)).String())
	}
	rows := [][]string{head}
	for _, row := range append([]insight.GroupRow{g.Total}, g.Rows...) {
		cells := []string{row.Name, bare(float64(row.Value), 4), bare(float64(row.Share), 4), bare(float64(row.LastYear), 4),
			bare(float64(row.Change), 4), bare(float64(row.Percent), 2), bare(float64(row.Mean12), 2)}
		if v := row.Verdict; v != nil {
			cells = append(cells, bare(float64(v.Lower), 4), bare(float64(v.Upper), 4), bare(float64(v.Mean), 4), bare(float64(v.VsMean), 2), v.Words)
		} else {
			cells = append(cells, "", "", "", "", "")
		}
		for i := range g.Total.Series.Values {
			cells = append(cells, bare(row.Series.At(g.Total.Series.First+calendar.Month(i)), 4))
		}
		rows = append(rows, cells)
	}
	return append(rows, stamp(o.Scope)...)
}

func (s *Server) staffingCSV(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Overview(c.UserContext(), v.Shared())
	if err != nil {
		return fmt.Errorf("staffing: %w", err)
	}
	return sendCSV(c, fileName("staffing", answer.Scope), staffingCSVRows(answer))
}

func staffingCSVRows(o insight.Overview) [][]string {
	rows := [][]string{{"month", "role", "headcount", "profile_headcount", "fte", "procedures_per_head", "procedures_per_fte"}}
	for _, role := range o.Staffing.Roles {
		for i := range role.Headcounts.Values {
			m := role.Headcounts.First + calendar.Month(i)
			rows = append(rows, []string{m.String(), string(role.Role), bare(role.Headcounts.At(m), 0), bare(role.Profiles.At(m), 0),
				bare(role.FTEs.At(m), 4), bare(role.PerHeads.At(m), 4), bare(role.PerFTEs.At(m), 4)})
		}
	}
	return append(rows, stamp(o.Scope)...)
}
