package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

const overviewPath = "/"

func (s *Server) overviewRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: overviewPath, Action: ActionSeePages, Handler: s.overviewPage},
		{Method: fiber.MethodGet, Path: "/api/v1/overview", Action: ActionSeePages, Handler: s.overviewAPI},
		{Method: fiber.MethodGet, Path: groupsCSVPath, Action: ActionSeePages, Handler: s.groupsCSV},
		{Method: fiber.MethodGet, Path: staffingCSVPath, Action: ActionSeePages, Handler: s.staffingCSV},
	}
}

// overviewBody is what templates/pages/overview.html shows.
type overviewBody struct {
	Empty      *Empty
	Headline   Headline
	KeyFigures []KeyFigure
	Main       Figure
	Groups     Figure
	Open       []Signal
	OpenNote   string
	SignalsURL string
	Movers     []moverItem
	MoversHead string
	Freshness  insight.Freshness
	Files      *Table
	Staffing   staffingSection
	Sheet      briefSheet // what paper shows instead of all but the main figure
}

// moverItem is one procedure group that changed much.
type moverItem struct {
	Name, Href, Change, Text string
}

// staffingSection is the staff strip with its words.
type staffingSection struct {
	Title, Summary string
	Strip          StaffStrip
	Key            []KeyEntry
	Notes          []string
	Empty          *Empty
	Source         string
	CSV            string
	Link           *Link // to the Staffing page
}

func (s *Server) overviewPage(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	v = v.Shared()
	return s.cachedPage(c, v.URL(overviewPath), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		answer, err := s.answers.Overview(ctx, v)
		if err != nil {
			return Page{}, fmt.Errorf("overview: %w", err)
		}
		page := scopedPage(answer.Scope, overviewPath)
		page.Template, page.Title, page.Nav, page.Charts = "overview", "Overview", "overview", true
		if answer.Empty != nil {
			page.Body = overviewBody{Empty: emptyOf(answer.Empty, procedureTemplate())}
			return page, nil
		}
		page.Title = answer.Scope.Month.Long()
		page.Body, err = newOverviewBody(answer, insight.Beside(func() drawnSheet { return s.drawSheet(ctx, v) }))
		return page, err
	})
}

// drawnSheet is what paper shows, or why it could not be drawn.
type drawnSheet struct {
	sheet briefSheet
	err   error
}

func (s *Server) drawSheet(ctx context.Context, v insight.View) drawnSheet {
	v.Export = true // paper is handed on
	brief, err := s.answers.Brief(ctx, v)
	if err != nil {
		return drawnSheet{err: fmt.Errorf("brief: %w", err)}
	}
	sheet, err := newBriefSheet(brief, s.config.Demo)
	return drawnSheet{sheet, err}
}

// newOverviewBody draws the page while somebody else draws its sheet of paper.
func newOverviewBody(o insight.Overview, waitForSheet func() drawnSheet) (overviewBody, error) {
	v := o.Scope.View
	months := monthsInput("months", o.Main, o.Scope.Month, o.Scope.Today)
	months.For = chart.Screen
	main, err := chart.Volume(months)
	body := overviewBody{
		Headline:   Headline{Sentence: sentenceOf(o.Headline), Second: sentenceOf(o.Second), Notes: scopeNotes(o.Scope, o.Second.String())},
		KeyFigures: overviewFigures(o.KeyFigures),
		Groups:     groupsFigure(o.Groups, v.Shared().URL(groupsCSVPath)),
		Open:       openSignals(o.Open),
		OpenNote:   o.OpenNote,
		SignalsURL: v.Shared().URL(signalsPath),
		Movers:     moverItems(o.Movers),
		MoversHead: "Largest changes against " + o.Groups.LastYear.Long(),
		Freshness:  o.Freshness,
		Files:      freshnessTable(o.Freshness),
		Staffing:   newStaffingSection(o.Staffing, v.Shared().URL(staffingCSVPath)),
	}
	drawn := waitForSheet()
	if err = cmp.Or(err, drawn.err); err != nil {
		return overviewBody{}, fmt.Errorf("draw the months: %w", err)
	}
	// Paper shows the brief, whose months end with the one in focus.
	main.Print, main.PrintHeight = drawn.sheet.spec.Print, drawn.sheet.spec.PrintHeight
	body.Sheet = drawn.sheet
	body.Main = monthsFigure(main, o.Main, figureFiles{
		still: v.Shared().URL(monthsStillPath), source: o.Sources, rows: o.Main.TraceURL, csv: v.Shared().URL(volumeCSVPath)})
	return body, nil
}

// scopeNotes are the lines in small type under the headline, less what has been said already.
func scopeNotes(scope insight.Scope, said string) []string {
	notes := slices.Clone(scope.Notes)
	if scope.Staleness != "" && !strings.Contains(said, "newest complete month") && !strings.Contains(said, scope.Staleness) {
		notes = slices.Insert(notes, 0, scope.Staleness)
	}
	return notes
}

// maxOpenSignals is how many signals the Overview lists; the Signals page has them all.
const maxOpenSignals = 6

func openSignals(open []insight.OpenSignal) []Signal {
	var list []Signal
	for i, one := range open {
		if i == maxOpenSignals {
			break
		}
		list = append(list, Signal{Icon: ruleIcon(one.Rule, one.Up), Name: one.Name, Href: one.URL, Text: one.Text, Since: one.Since})
	}
	return list
}

// groupsFigure is the table of procedure groups with their sparklines, each against its own limits.
func groupsFigure(g insight.GroupTable, csv string) Figure {
	years := g.First.Short() + " – " + g.Month.Short()
	t := &Table{
		Caption: g.Title,
		Columns: []Column{
			{Title: "Group"}, {Title: years}, {Title: g.Month.Short()[:3], Numeric: true},
			{Title: "Usual range", Numeric: true, WideOnly: true}, {Title: "vs mean", Numeric: true}, {Title: "Variation", Icons: true},
		},
		Empty: "No procedure groups in this month.",
	}
	if len(g.Rows) != 1 {
		total := groupRow(g.Total)
		total.Total = true
		t.Rows = append(t.Rows, total)
	}
	for _, row := range g.Rows {
		t.Rows = append(t.Rows, groupRow(row))
	}
	return Figure{ID: "groups", Title: g.Title, Summary: g.Summary, Table: t, CSV: csv,
		Source: "“vs mean” compares with the mean of the limits in force, the usual range lies between them. The change against " +
			g.LastYear.Long() + " is in the file."}
}

func groupRow(row insight.GroupRow) TableRow {
	o := sparkLimits(row.Verdict)
	cells := []Cell{
		{Text: row.Name, Href: row.VolumeURL, Name: true},
		// Two drawings, of which the style sheet shows one: squeezed to a phone's width the wide one would lie flat.
		{Picture: chart.Sparkline(row.Series.Values, tableSparkWidth, tableSparkHigh, o) +
			chart.Sparkline(row.Series.Values, phoneSparkWidth, tableSparkHigh, o)},
		{Text: formatDecimal(float64(row.Value), 0), Href: row.TraceURL, Strong: true},
	}
	v := row.Verdict
	if v == nil {
		return TableRow{Cells: append(cells, Cell{Text: missingText, Quiet: true}, Cell{Text: missingText, Quiet: true}, Cell{Text: missingText, Quiet: true})}
	}
	usual := Cell{Text: missingText, Quiet: true}
	if v.Upper.Known() && !v.Provisional {
		usual = Cell{Text: formatDecimal(float64(v.Lower), 0) + "–" + formatDecimal(float64(v.Upper), 0)}
	}
	variation := Cell{Text: v.Words, Href: v.URL, Quiet: true}
	switch {
	case v.Provisional || row.Value.IsMissing():
	case v.Alert != nil:
		variation.Icon, variation.Alert, variation.Quiet = ruleIcon(v.Alert.Rule, v.Alert.Up), true, false
	default:
		variation.Icon = "normal"
	}
	return TableRow{Cells: append(cells, usual, Cell{Text: formatSignedPercent(float64(v.VsMean), 0)}, variation)}
}

// sparkLimits puts the usual range behind a line and marks the months of the signal in force.
func sparkLimits(v *insight.GroupVerdict) chart.SparkOptions {
	if v == nil || v.Provisional {
		return chart.SparkOptions{}
	}
	o := chart.SparkOptions{}
	if v.Upper.Known() {
		o.Band = &chart.Range{Min: float64(v.Lower), Max: float64(v.Upper)}
	}
	if v.Alert != nil {
		o.Run, o.Rule, o.Up = v.Alert.Months, chartRule(v.Alert.Rule), v.Alert.Up
		if o.Rule == chart.TwoOfThree { // the month between two flagged ones is none itself
			o.Run = 1
		}
	}
	return o
}

func moverItems(movers []insight.Mover) []moverItem {
	out := make([]moverItem, len(movers))
	for i, m := range movers {
		out[i] = moverItem{Name: m.Name, Href: m.TraceURL, Change: formatSignedDecimal(float64(m.Change), 0), Text: moverText(m)}
	}
	return out
}

// moverText gives the two numbers that the change lies between.
func moverText(m insight.Mover) string {
	text := formatDecimal(float64(m.Value), 0) + ", was " + formatDecimal(float64(m.LastYear), 0)
	if m.Percent.Known() {
		text += " (" + formatSignedPercent(float64(m.Percent), 0) + ")"
	}
	return text
}

// maxFreshnessRows is how many files the Overview lists; beyond, the Data page has them all.
const maxFreshnessRows = 12

func freshnessTable(f insight.Freshness) *Table {
	t := &Table{
		Caption: f.Title,
		Columns: []Column{{Title: "Site and file"}, {Title: "Through"}, {Title: "Received", Numeric: true}},
		Empty:   "No file is expected from these sites.",
	}
	for i, row := range f.Rows {
		if i == maxFreshnessRows {
			more := fmt.Sprintf("%d more on the Data page", len(f.Rows)-i)
			t.Rows = append(t.Rows, TableRow{Cells: []Cell{{Text: more, Href: "/data", Name: true}, {}, {}}})
			break
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{
			{Text: row.Name, Slot: row.Site.Slot, Name: true, Href: row.TraceURL},
			{Text: row.ThroughText},
			{Text: row.Text, Strong: row.Overdue},
		}})
	}
	return t
}

// procedureTemplate is the button beside "Upload a file" while there is nothing to show.
func procedureTemplate() Button {
	return Button{Label: "Get the template", Href: "/templates/procedures.csv"}
}
