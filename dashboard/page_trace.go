package dashboard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

func (s *Server) traceRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: insight.TracePath, Action: ActionSeePages, Handler: s.tracePage},
	}
}

// traceBody is what templates/pages/trace.html shows.
type traceBody struct {
	Title, Value string
	Formula      []string
	Notes        []string
	Summary      string
	Inputs       *Table
	Table        *Table
	TableTitle   string
	Page, Pages  int
	Previous     *Link
	Next         *Link
	Back         Link
}

func (s *Server) tracePage(c *fiber.Ctx) error {
	q, err := insight.ParseTrace(addressQuery(c))
	if err != nil {
		return err
	}
	who := askerOf(c)
	if q.Role != "" && may(c, ActionSeeNames) {
		namesShown(c)
	}
	return s.cachedPage(c, insight.TraceURL(q), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		trace, err := s.answers.Trace(ctx, q)
		if err != nil {
			return Page{}, fmt.Errorf("trace: %w", err)
		}
		trace = withoutOthersPeople(trace, who)
		hides, err := s.hidesSmall(ctx)
		if err != nil {
			return Page{}, err
		}
		back := traceBack(trace)
		return Page{
			Template: "trace", Title: trace.Title, Nav: strings.ToLower(back.Label),
			Crumbs:   []Link{back, {Label: "Behind the number"}},
			Revision: trace.Scope.Revision, View: trace.Scope.View, AsOf: trace.Scope.AsOfText,
			Body: newTraceBody(trace, hides),
		}, nil
	})
}

// traceBack is the page that the figure stands on.
func traceBack(t insight.Trace) Link {
	if strings.HasPrefix(t.BackURL, staffingPath) {
		return Link{Label: "Staffing", Href: t.BackURL}
	}
	if strings.HasPrefix(t.BackURL, volumePath) {
		return Link{Label: "Volume", Href: t.BackURL}
	}
	return Link{Label: "Overview", Href: t.BackURL}
}

// withoutOthersPeople leaves out the roster lines that the reader may not see: each is a person's, with its days.
func withoutOthersPeople(t insight.Trace, who caseload.Account) insight.Trace {
	if len(t.People) == 0 {
		return t
	}
	all := mayDo(who.Access, ActionSeeNames)
	if all && !who.IsLimited() {
		return t
	}
	lines := t.People
	t.People = slices.DeleteFunc(slices.Clone(lines), func(p insight.PersonRow) bool { return !all || !who.Covers(p.Site.ID) })
	left := len(lines) - len(t.People)
	if left == 0 {
		return t
	}
	if t.Figure == insight.FigureFTE { // the sum line by line tells who works part time, and since when
		t.Formula = []string{"The FTE of each roster line × days employed ÷ days in the month, added up: " + t.Value}
	}
	why := "are at other sites, and are seen by their coordinators and by leads."
	if !all {
		why = "name people, and are seen by coordinators and leads."
	}
	t.Notes = append(slices.Clone(t.Notes), capitalised(plural(left, "roster line", "roster lines"))+" behind it "+why)
	return t
}

func newTraceBody(t insight.Trace, hidesSmall bool) traceBody {
	body := traceBody{
		Title: t.Title, Value: t.Value, Formula: t.Formula, Notes: t.Notes, Summary: t.Summary,
		Page: t.Page, Pages: t.Pages,
		Back: Link{Label: "Back to the Overview", Href: t.BackURL},
	}
	if back := traceBack(t); back.Label != "Overview" {
		body.Back.Label = "Back to " + back.Label
	}
	if t.PrevURL != "" {
		body.Previous = &Link{Label: "Earlier rows", Href: t.PrevURL}
	}
	if t.NextURL != "" {
		body.Next = &Link{Label: "More rows", Href: t.NextURL}
	}
	if len(t.Inputs) > 1 { // one number alone is the figure's own rows
		body.Inputs = inputRows(t)
	}
	switch {
	case len(t.Rows) > 0:
		body.Table, body.TableTitle = countRows(t, hidesSmall), rowsTitle(t)
	case len(t.People) > 0:
		body.Table, body.TableTitle = peopleRows(t), "The roster lines behind it"
	case len(t.Measures) > 0:
		body.Table, body.TableTitle = measureRows(t), rowsTitle(t)
	case len(t.Files) > 0:
		body.Table, body.TableTitle = fileRows(t), "The files behind it"
	}
	return body
}

// inputRows are the numbers that the figure is made of, each a link to its own rows.
func inputRows(t insight.Trace) *Table {
	table := &Table{Caption: "Numbers in " + t.Title, Columns: []Column{{Title: "Number"}, {Title: "Value", Numeric: true}}}
	for _, in := range t.Inputs {
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{{Text: in.Name, Href: in.URL, Name: true, Under: in.Note}, {Text: in.Value, Href: in.URL, Strong: true}}})
	}
	return table
}

// rowsTitle says which month's rows stand below, where the figure is made of two.
func rowsTitle(t insight.Trace) string {
	if t.Figure == insight.FigureLastYear {
		return "The rows behind " + t.Scope.Month.Long()
	}
	return "The rows behind it"
}

func countRows(t insight.Trace, hidesSmall bool) *Table {
	table := &Table{
		Caption: t.Title,
		Columns: []Column{
			{Title: "Month", WideOnly: true}, {Title: "Site"}, {Title: "Procedure"}, {Title: "Group", WideOnly: true},
			{Title: "Setting", WideOnly: true}, {Title: "State", WideOnly: true}, {Title: "Count", Numeric: true},
			{Title: "File"}, {Title: "Row", Numeric: true}, {Title: "Sent by", WideOnly: true}, {Title: "Stored", WideOnly: true},
		},
	}
	for _, row := range t.Rows {
		count := Cell{Text: formatNumber(row.N), Strong: true}
		if hidesSmall && row.State != "" && row.N > 0 && row.N <= 10 {
			count = Cell{Text: hiddenNumber, Quiet: true, Why: "Small numbers are hidden"}
		}
		if row.Declared {
			count = Cell{Text: "0, declared", Narrow: "0", Quiet: true}
		}
		table.Rows = append(table.Rows, TableRow{Cells: append([]Cell{
			{Text: row.Month.Short(), Name: true},
			{Text: row.Site.Name, Slot: row.Site.Slot},
			{Text: row.Procedure},
			{Text: row.Group},
			orMissing(row.Setting), orMissing(row.State), count,
		}, originCells(row.Origin)...)})
	}
	return table
}

// orMissing shows that a file did not say.
func orMissing(text string) Cell {
	if text == "" {
		return Cell{Text: missingText, Quiet: true}
	}
	return Cell{Text: text}
}

func originCells(o insight.TraceOrigin) []Cell {
	file := Cell{Text: o.File, Href: o.URL}
	if o.File == "" {
		file = Cell{Text: "entered by hand"}
	}
	row := Cell{Text: missingText, Quiet: true}
	if o.Row > 0 {
		row = Cell{Text: formatNumber(o.Row)}
	}
	return []Cell{file, row, {Text: o.By}, {Text: o.At}}
}

func peopleRows(t insight.Trace) *Table {
	table := &Table{
		Caption: t.Title,
		Columns: []Column{
			{Title: "Staff"}, {Title: "Role", WideOnly: true}, {Title: "Site"}, {Title: "FTE", Numeric: true},
			{Title: "From"}, {Title: "To"}, {Title: "Status", WideOnly: true}, {Title: "Days in month", Numeric: true, WideOnly: true},
			{Title: "Adds to FTE", Numeric: true}, {Title: "Head"},
			{Title: "File"}, {Title: "Row", Numeric: true}, {Title: "Sent by", WideOnly: true}, {Title: "Stored", WideOnly: true},
		},
	}
	for _, person := range t.People {
		head := Cell{Text: "no", Quiet: true}
		if person.Head {
			head = Cell{Text: "yes"}
		}
		table.Rows = append(table.Rows, TableRow{Cells: append([]Cell{
			{Text: person.Staff, Name: true},
			{Text: person.Role},
			{Text: person.Site.Name, Slot: person.Site.Slot},
			{Text: formatDecimal(person.FTE, 2)},
			{Text: person.From},
			orMissing(person.To),
			{Text: person.Status},
			{Text: formatNumber(person.DaysEmployed)},
			{Text: formatDecimal(float64(person.Contribution), 2), Strong: true},
			head,
		}, originCells(person.Origin)...)})
	}
	return table
}

func measureRows(t insight.Trace) *Table {
	table := &Table{
		Caption: t.Title,
		Columns: []Column{
			{Title: "Month", WideOnly: true}, {Title: "Site"}, {Title: "Measure"}, {Title: "Value", Numeric: true},
			{Title: "File"}, {Title: "Row", Numeric: true}, {Title: "Sent by", WideOnly: true}, {Title: "Stored", WideOnly: true},
		},
	}
	for _, row := range t.Measures {
		table.Rows = append(table.Rows, TableRow{Cells: append([]Cell{
			{Text: row.Month.Short(), Name: true}, {Text: row.Site.Name, Slot: row.Site.Slot}, {Text: row.Name}, {Text: formatDecimalShort(row.Value), Strong: true},
		}, originCells(row.Origin)...)})
	}
	return table
}

func fileRows(t insight.Trace) *Table {
	table := &Table{Caption: t.Title, Columns: []Column{{Title: "Month"}, {Title: "File"}}}
	for _, file := range t.Files {
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{monthCell(file.Month), {Text: file.Text, Href: file.URL}}})
	}
	return table
}
