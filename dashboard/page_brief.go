package dashboard

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

const (
	briefPath     = "/brief"
	briefTextPath = "/brief.txt"
)

func (s *Server) briefRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: briefPath, Action: ActionSeePages, Handler: s.briefPage},
		{Method: fiber.MethodGet, Path: briefTextPath, Action: ActionSeePages, Handler: s.briefText},
	}
}

// briefBody is what templates/pages/brief.html shows.
type briefBody struct {
	Empty   *Empty
	Sheet   briefSheet
	Figure  Figure
	Text    string // the same in sentences
	TextURL string
	Print   Button
	Copy    Button
	Back    Link
}

// briefSheet is partial "sheet-top" and "sheet-bottom": the page of paper around its figure.
type briefSheet struct {
	Title, Month, Status string
	Headline             Sentence
	Lines                []insight.BriefLine
	Columns              []briefColumn
	ChartTitle           string
	ChartSummary         string
	GroupsTitle          string
	Groups               *Table
	StaffTitle           string
	Staff                *Table
	StaffNote            string
	Definitions          []string
	Footer               string

	spec chart.Spec
}

// briefColumn is one of the columns of text under the headline.
type briefColumn struct {
	Title string
	Text  Sentence
}

func (s *Server) briefPage(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	v = v.Shared()
	return s.cachedPage(c, v.URL(briefPath), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		brief, err := s.answers.Brief(ctx, v)
		if err != nil {
			return Page{}, fmt.Errorf("brief: %w", err)
		}
		page := Page{
			Template: "brief", Title: "Monthly brief", Nav: "overview", Charts: true,
			Revision: brief.Scope.Revision, AsOf: brief.Scope.AsOfText,
		}
		if brief.Empty != nil {
			page.Body = briefBody{Empty: emptyOf(brief.Empty)}
			return page, nil
		}
		page.Title = "Monthly brief, " + brief.Month.Long()
		page.Body, err = newBriefBody(brief)
		return page, err
	})
}

func newBriefBody(brief insight.Brief) (briefBody, error) {
	sheet, err := newBriefSheet(brief)
	if err != nil {
		return briefBody{}, err
	}
	v := brief.Scope.View.Shared()
	payload := sheet.spec.Payload()
	// The sheet is as wide on the screen as on paper.
	payload.Option, payload.Height = sheet.spec.Print, sheet.spec.PrintHeight
	return briefBody{
		Sheet: sheet,
		Figure: Figure{
			ID: sheet.spec.ID, Title: sheet.spec.Title, Summary: sheet.spec.Summary, Compact: true,
			Payload: payload, Still: v.URL(briefStillPath), Size: "brief", Key: keyEntries(sheet.spec.Key),
		},
		Text:    brief.CopyText(),
		TextURL: v.URL(briefTextPath),
		Print:   Button{Label: "Print", Prints: true, Primary: true},
		Copy:    Button{Label: "Copy as text", Copies: "brief-text"},
		Back:    Link{Label: "Overview", Href: v.URL(overviewPath)},
	}, nil
}

func newBriefSheet(brief insight.Brief) (briefSheet, error) {
	spec, err := chart.Volume(monthsInput("months", brief.Main, brief.Month, brief.Scope.Today))
	if err != nil {
		return briefSheet{}, fmt.Errorf("draw the brief's months: %w", err)
	}
	sheet := briefSheet{
		Title: brief.Title, Month: brief.Month.Long(), Status: brief.Status,
		Headline: sentenceOf(brief.Headline), Lines: brief.Lines,
		ChartTitle: spec.Title, ChartSummary: spec.Summary,
		GroupsTitle: "Procedure groups", Groups: briefGroups(brief),
		StaffTitle: "Staff, " + brief.Month.Long(), Staff: briefStaff(brief.Staffing), StaffNote: brief.Staffing.SitesCovered,
		Definitions: brief.Definitions, Footer: brief.Footer,
		spec: spec,
	}
	if n := len(brief.Groups); n > 1 {
		sheet.GroupsTitle = fmt.Sprintf("Procedure groups: the largest %d", n)
	}
	add := func(title string, text Sentence) {
		if len(text) > 1 || len(text) == 1 && text[0].Text != "" {
			sheet.Columns = append(sheet.Columns, briefColumn{Title: title, Text: text})
		}
	}
	add("What matters", sentenceOf(brief.Second))
	add("What changed", Sentence{{Text: brief.MoversLine}})
	add("People", Sentence{{Text: brief.Staffing.Line}})
	return sheet, nil
}

func briefGroups(brief insight.Brief) *Table {
	t := &Table{
		Caption: "Procedure groups",
		Columns: []Column{
			{Title: "Group"}, {Title: "36 months"}, {Title: brief.Month.Short()[:3], Numeric: true},
			{Title: (brief.Month - 12).Short(), Numeric: true}, {Title: "Change", Numeric: true},
		},
	}
	for _, row := range brief.Groups {
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{
			{Text: row.Name, Name: true},
			{Picture: chart.Sparkline(row.Series.Values, printSparkWidth, tableSparkHigh, chart.SparkOptions{})},
			{Text: formatDecimal(float64(row.Value), 0), Strong: true},
			{Text: formatDecimal(float64(row.LastYear), 0)},
			{Text: formatSignedDecimal(float64(row.Change), 0)},
		}})
	}
	return t
}

// briefStaff sets heads beside the profile's heads, and FTE beside neither. Nil when no roster has come.
func briefStaff(staffing insight.Staffing) *Table {
	if !staffing.Known {
		return nil
	}
	t := &Table{
		Caption: "Staff",
		Columns: []Column{
			{Title: "Role"}, {Title: "People", Numeric: true}, {Title: "Profile", Numeric: true},
			{Title: "FTE", Numeric: true}, {Title: "Per head", Numeric: true},
		},
	}
	for _, role := range staffing.Roles {
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{
			{Text: role.Name, Name: true},
			{Text: formatDecimal(float64(role.Headcount), 0), Strong: true},
			{Text: formatDecimal(float64(role.Profile), 0)},
			{Text: formatDecimal(float64(role.FTE), 1)},
			{Text: formatDecimal(float64(role.PerHead), 1)},
		}})
	}
	return t
}

// briefText is the brief in sentences, for a mail or a slide.
func (s *Server) briefText(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	brief, err := s.answers.Brief(c.UserContext(), v.Shared())
	if err != nil {
		return fmt.Errorf("brief: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
	if brief.Empty != nil {
		return c.SendString(brief.Empty.Title + ". " + brief.Empty.Text + "\n")
	}
	return c.SendString(brief.CopyText() + "\n")
}
