package dashboard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
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
	Lines                []briefLine
	Columns              [][]briefWords // each from the top
	ChartTitle           string
	ChartSummary         string
	GroupsTitle          string
	Groups               *Table
	StaffTitle           string
	Staff                *Table
	Definitions          string
	Footer               string

	spec chart.Spec
}

// briefLine is one number of the brief with what it compares with.
type briefLine struct{ Label, Value, Detail string }

// briefWords are a paragraph in a column under the headline.
type briefWords struct {
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
			Revision: brief.Scope.Revision, AsOf: brief.Scope.AsOfText, View: brief.Scope.View,
		}
		if brief.Empty != nil {
			page.Body = briefBody{Empty: emptyOf(brief.Empty)}
			return page, nil
		}
		page.Title = "Monthly brief, " + brief.Month.Long()
		page.Body, err = newBriefBody(brief, s.config.Demo)
		return page, err
	})
}

func newBriefBody(brief insight.Brief, isDemo bool) (briefBody, error) {
	sheet, err := newBriefSheet(brief, isDemo)
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

func newBriefSheet(brief insight.Brief, isDemo bool) (briefSheet, error) {
	months := monthsInput("months", endingWith(brief.Main, brief.Month), brief.Month, brief.Scope.Today)
	months.For = chart.Paper
	spec, err := chart.Volume(months)
	if err != nil {
		return briefSheet{}, fmt.Errorf("draw the brief's months: %w", err)
	}
	sheet := briefSheet{
		Title: brief.Title, Month: brief.Month.Long(), Status: brief.Status,
		Headline: sentenceOf(brief.Headline), Lines: briefLines(brief.Lines),
		ChartTitle: spec.Title, ChartSummary: spec.Summary,
		GroupsTitle: "Procedure groups",
		StaffTitle:  "Staff, " + brief.Month.Long(), Staff: briefStaff(brief.Staffing),
		Definitions: strings.Join(brief.Definitions, " "), Footer: brief.Footer,
		spec: spec,
	}
	if isDemo {
		sheet.Footer += " Synthetic sample data: no patient, no person, no hospital’s figures."
	}
	column := func(paragraphs ...briefWords) {
		said := slices.DeleteFunc(paragraphs, func(w briefWords) bool { return w.Text.text() == "" })
		if len(said) > 0 {
			sheet.Columns = append(sheet.Columns, said)
		}
	}
	column(briefWords{"What matters", sentenceOf(brief.Second)})
	column(briefWords{"What changed", Sentence{{Text: brief.MoversLine}}})
	next := briefWords{Title: "What comes next"}
	if brief.Next != nil {
		next.Text = sentenceOf(brief.Next.Sentence)
	}
	column(briefWords{"People", Sentence{{Text: strings.TrimSpace(sentenceEnd(brief.Staffing.Heads) + " " + brief.Moves)}}}, next)
	brief.Groups = brief.Fewer(groupRowsThatFit(sheet))
	sheet.Groups = briefGroups(brief)
	if n := len(brief.Groups); n > 1 {
		sheet.GroupsTitle = fmt.Sprintf("The largest %d groups, change since %s", n, (brief.Month - 12).Short())
		if slices.ContainsFunc(brief.Groups, insight.GroupRow.HasSignal) {
			sheet.GroupsTitle = "Largest groups, or with a signal; since " + (brief.Month - 12).Short()
		}
	}
	return sheet, nil
}

// briefLines take from each line's sentence what its label and value do not say. The sites stand in the headline.
func briefLines(lines []insight.BriefLine) []briefLine {
	out := make([]briefLine, 0, len(lines))
	for _, line := range lines {
		if line.Label == "Sites" {
			continue
		}
		detail := strings.TrimPrefix(strings.TrimPrefix(line.Text, line.Label+": "), line.Value)
		detail = strings.Replace(detail, "against the same months a year before", "on a year before", 1) // the column is narrow
		out = append(out, briefLine{Label: line.Label, Value: line.Value, Detail: strings.Trim(detail, ",;. ")})
	}
	return out
}

// endingWith cuts the months after m, but for the unfinished one right after it.
func endingWith(c insight.MonthlyChart, m calendar.Month) insight.MonthlyChart {
	if c.Partial != nil && c.Partial.Month <= m+1 {
		m = c.Partial.Month
	}
	if c.Last > m {
		c.Last = max(c.First, m)
		c.Summary = "Procedures a month, " + c.First.Long() + " to " + c.Last.Long() + "."
	}
	return c
}

// sentenceEnd makes a title a sentence.
func sentenceEnd(title string) string {
	if title == "" {
		return ""
	}
	return strings.TrimSuffix(title, ".") + "."
}

func briefGroups(brief insight.Brief) *Table {
	t := &Table{
		Caption: "Procedure groups",
		Columns: []Column{
			{Title: "Group"}, {Title: "36 months"}, {Title: brief.Month.Short()[:3], Numeric: true},
			{Title: "Change", Numeric: true},
		},
	}
	for _, row := range brief.Groups {
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{
			{Text: row.Name, Name: true},
			{Picture: chart.Sparkline(row.Series.Values, printSparkWidth, printSparkHigh, signalRun(row.Verdict))},
			{Text: formatDecimal(float64(row.Value), 0), Strong: true},
			{Text: formatSignedDecimal(float64(row.Change), 0)},
		}})
	}
	return t
}

// signalRun marks the current signal on a sparkline, and nothing where there is none.
func signalRun(v *insight.GroupVerdict) chart.SparkOptions {
	if v == nil || v.Alert == nil {
		return chart.SparkOptions{}
	}
	return chart.SparkOptions{Run: v.Alert.Months, Rule: chartRule(v.Alert.Rule), Up: v.Alert.Up}
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
