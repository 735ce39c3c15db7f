package dashboard

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	whatIfPath       = "/what-if"
	whatIfSavePath   = "/what-if/scenarios"
	whatIfDeletePath = "/what-if/scenarios/:id/delete"
	whatIfSharePath  = "/what-if/scenarios/:id/share"
)

// ScenarioRecords are the saved what-ifs.
type ScenarioRecords interface {
	Scenarios(ctx context.Context) ([]caseload.Scenario, error)
	SaveScenario(ctx context.Context, scenario caseload.Scenario) (caseload.Scenario, error)
	DeleteScenario(ctx context.Context, id int64, by caseload.UserID) error
}

func (s *Server) whatIfRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: whatIfPath, Action: ActionSeePages, Handler: s.whatIfPage},
		{Method: fiber.MethodGet, Path: "/api/v1/what-if", Action: ActionSeePages, Handler: s.whatIfAPI},
		{Method: fiber.MethodPost, Path: whatIfSavePath, Action: ActionScenarios, Handler: s.saveScenario},
		{Method: fiber.MethodPost, Path: whatIfDeletePath, Action: ActionScenarios, Handler: s.deleteScenario},
		{Method: fiber.MethodPost, Path: whatIfSharePath, Action: ActionScenarios, Handler: s.shareScenario},
	}
}

// whatIfBody is what templates/pages/what-if.html shows.
type whatIfBody struct {
	Empty    *Empty
	Headline Headline
	Problem  string
	Action   string
	Keep     []Field
	Sections []whatIfSection
	Reset    string      // address of today; "" when today is shown
	Brief    whatIfBrief // within reach of the form where the answer stands far below it
	Main     Figure
	Meanings []Definition // of each role, where the table has no room for them
	Notes    []string
	Basis    string      // address of the assumptions that today rests on
	Save     *whatIfSave // nil for who may not save, and while there is nothing to
	Columns  *Figure     // nil while there is only today
	Saved    []whatIfSaved
	Others   []Link
}

// whatIfSave is the form that keeps the scenario under a name.
type whatIfSave struct {
	Action string
	Keep   []Field
}

// whatIfSaved is a saved scenario with what its owner may do with it.
type whatIfSaved struct {
	Name, Href, Text string
	Buttons          []Button
}

// whatIfAnswer works out what the address asks for, with the saved scenarios that the asker may see.
func (s *Server) whatIfAnswer(c *fiber.Ctx) (insight.WhatIf, error) {
	v, err := askedView(c)
	if err != nil {
		return insight.WhatIf{}, err
	}
	asked, err := url.ParseQuery(string(c.Context().QueryArgs().QueryString()))
	if err != nil {
		return insight.WhatIf{}, fault.New(fault.Invalid, "The address is cut off or damaged. Start again from the What-if page.").WithCode("address")
	}
	year := insight.VolumeYear(asked.Get("year"))
	if year != insight.YearForecast {
		year = ""
	}
	saved, err := s.config.Store.Scenarios(c.UserContext())
	if err != nil {
		return insight.WhatIf{}, fmt.Errorf("what-if: %w", err)
	}
	saved = scenariosFor(userOf(c), saved)
	answer, err := s.answers.WhatIf(c.UserContext(), insight.StaffingView{View: v.Shared(), Year: year, MaySeeNames: may(c, ActionSeeNames), NamesAt: ownSites(askerOf(c))}, asked, saved)
	if err != nil {
		return insight.WhatIf{}, fmt.Errorf("what-if: %w", err)
	}
	return answer, nil
}

// scenariosFor leaves out what others keep to themselves.
func scenariosFor(asker caseload.UserID, all []caseload.Scenario) []caseload.Scenario {
	return slices.DeleteFunc(all, func(one caseload.Scenario) bool { return !one.Shared && one.Owner != asker })
}

// whatIfPage is drawn anew at each request: what is private to its owner must not lie in a shared cache.
func (s *Server) whatIfPage(c *fiber.Ctx) error {
	if short, isShorter := withoutEmptyBoxes(c); isShorter {
		return seeOther(c, short)
	}
	answer, err := s.whatIfAnswer(c)
	if err != nil {
		return err
	}
	page := scopedPage(answer.Scope, whatIfPath)
	page.Template, page.Title, page.Nav = "what-if", "What-if", "what-if"
	if answer.Empty != nil {
		page.Body = whatIfBody{Empty: emptyOf(answer.Empty)}
		return s.render(c, page)
	}
	page.Body = newWhatIfBody(answer, userOf(c), may(c, ActionScenarios))
	return s.render(c, page)
}

// withoutEmptyBoxes returns the page's address with what was filled in alone. A form sends all its boxes, and the
// address is what is passed on.
func withoutEmptyBoxes(c *fiber.Ctx) (address string, isShorter bool) {
	kept := url.Values{}
	for key, value := range c.Context().QueryArgs().All() {
		if len(value) == 0 {
			isShorter = true
			continue
		}
		kept.Add(string(key), string(value))
	}
	if address = whatIfPath; len(kept) > 0 {
		address += "?" + kept.Encode()
	}
	return address, isShorter
}

func (s *Server) whatIfAPI(c *fiber.Ctx) error {
	answer, err := s.whatIfAnswer(c)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}

func newWhatIfBody(w insight.WhatIf, asker caseload.UserID, maySave bool) whatIfBody {
	body := whatIfBody{
		Headline: Headline{Sentence: sentenceOf(w.Headline), Second: sentenceOf(w.Second), Notes: scopeNotes(w.Scope, "")},
		Problem:  w.Problem, Action: whatIfPath, Keep: whatIfKept(w), Sections: whatIfSections(w), Brief: newWhatIfBrief(w),
		Main:  Figure{ID: "roles", Title: w.Title, Summary: w.Summary, Table: whatIfTable(w), Source: w.Sources, Key: keyEntries(chart.StaffKey())},
		Notes: w.Warnings, Basis: w.Scope.View.URL(staffingPath) + "#assumptions",
	}
	for _, role := range w.Roles {
		body.Meanings = append(body.Meanings, Definition{Term: role.Name, Text: whatIfMeaning(role)})
	}
	if w.Query != "" {
		body.Reset = w.URL("")
		if maySave {
			body.Save = &whatIfSave{Action: whatIfSavePath, Keep: append(whatIfKept(w), Field{Name: "query", Value: w.SavedQuery()}, Field{Name: "here", Value: w.Query})}
		}
	}
	if len(w.Columns) > 1 {
		body.Columns = &Figure{ID: "side-by-side", Title: "Side by side", Summary: "What each scenario requires of every role, in FTE, and how that stands against the people on hand.",
			Table: whatIfColumns(w)}
	}
	for _, column := range w.Columns {
		if column.ID != 0 {
			body.Saved = append(body.Saved, savedScenario(w, column, column.Owner == asker && maySave))
		}
	}
	for _, other := range w.Elsewhere {
		body.Others = append(body.Others, Link{Label: other.Name, Href: other.URL})
	}
	return body
}

// whatIfKept is what the form sends along: the view, and the year that is counted.
func whatIfKept(w insight.WhatIf) []Field {
	kept := viewFields(w.Scope.View.Shared())
	if w.Year.Kind == insight.YearForecast {
		kept = append(kept, Field{Name: "year", Value: string(insight.YearForecast)})
	}
	return kept
}

// whatIfBarWidth is of the drawing in the table's cells.
const whatIfBarWidth = 250.0

// whatIfTable is a row for every role: both lenses, today and then.
func whatIfTable(w insight.WhatIf) *Table {
	t := &Table{Caption: w.Title, Columns: []Column{{Title: "Role"}, {Title: "People on hand and required", WideOnly: true}, {Title: "Today", Numeric: true}, {Title: "Scenario", Numeric: true}, {Title: "What that means", WideOnly: true}}}
	most := 0.0
	for _, role := range w.Roles {
		for _, n := range []insight.Number{role.Then.Rostered, role.Then.Workload, role.Then.Coverage} {
			if n.Known() {
				most = max(most, float64(n))
			}
		}
	}
	for _, role := range w.Roles {
		bar := chart.StaffBar(chart.StaffBarInput{Rostered: float64(role.Then.Rostered), Workload: pointer(role.Then.Workload), Coverage: pointer(role.Then.Coverage), Max: most, Undecided: role.Heading != ""}, whatIfBarWidth)
		meaning := Cell{Text: role.Balance, Under: role.Verdict}
		if role.Balance == "" || role.Problem != "" {
			meaning = Cell{Text: whatIfMeaning(role), Quiet: true}
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{
			{Text: role.Name, Name: true, Under: onHand(role.Then.Rostered)},
			{Picture: bar, Says: whatIfSays(role)},
			requiredCell(role.Today, role.Heading), requiredCell(role.Then, role.Heading), meaning,
		}})
	}
	return t
}

// whatIfMeaning is what follows for a role, in a sentence or two.
func whatIfMeaning(role insight.WhatIfRole) string {
	switch {
	case role.Problem != "":
		return role.Problem
	case role.Balance == "":
		return role.Verdict + "."
	}
	return role.Balance + " " + role.Verdict + "."
}

func onHand(n insight.Number) string {
	if n.IsMissing() {
		return "no roster"
	}
	return formatDecimal(float64(n), 1) + " FTE on hand"
}

// requiredCell is what decides, or both lenses where nothing may be decided.
func requiredCell(n insight.WhatIfNumbers, heading string) Cell {
	if n.Required.Known() {
		return Cell{Text: formatDecimal(float64(n.Required), 1), Strong: true, Under: string(n.Lens) + " decides"}
	}
	cell := Cell{Text: formatDecimal(float64(n.Workload), 1) + " / " + formatDecimal(float64(n.Coverage), 1), Quiet: true, Why: "Workload / coverage"}
	if heading != "" {
		cell.Under = "illustrative"
	}
	return cell
}

func whatIfSays(role insight.WhatIfRole) string {
	return fmt.Sprintf("%s: %s; workload %s, coverage %s", role.Name, onHand(role.Then.Rostered),
		formatDecimal(float64(role.Then.Workload), 1), formatDecimal(float64(role.Then.Coverage), 1))
}

// whatIfColumns puts the scenarios side by side: a column each, a row for every role.
func whatIfColumns(w insight.WhatIf) *Table {
	t := &Table{Caption: "Scenarios side by side", Columns: []Column{{Title: ""}}}
	shown := w.Columns[:min(len(w.Columns), maxTableColumns)]
	volume := TableRow{Cells: []Cell{{Text: "Procedures a month", Name: true}}}
	for _, column := range shown {
		t.Columns = append(t.Columns, Column{Title: column.Name, Numeric: true})
		volume.Cells = append(volume.Cells, Cell{Text: formatDecimal(float64(column.PerMonth), 0), Href: column.URL})
	}
	t.Rows = append(t.Rows, volume)
	for i, role := range w.Roles {
		row := TableRow{Cells: []Cell{{Text: role.Name, Name: true}}}
		for _, column := range shown {
			cell := requiredCell(column.Roles[i], role.Heading)
			if column.Roles[i].Gap.Known() {
				cell.Under = againstOnHand(column.Roles[i].Gap)
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// againstOnHand says a gap without calling anybody too many.
func againstOnHand(gap insight.Number) string {
	switch text := formatDecimal(max(float64(gap), -float64(gap)), 1); {
	case text == "0.0":
		return "in balance"
	case gap < 0:
		return text + " short"
	default:
		return text + " above"
	}
}
