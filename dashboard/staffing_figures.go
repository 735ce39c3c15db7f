package dashboard

import (
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

const (
	staffWideWidth   = 1264.0 // the page's own
	staffNarrowWidth = 358.0  // a phone's
	staffPaperWidth  = 704.0  // a sheet's
)

// barsFigure is rostered FTE with what both lenses need.
func barsFigure(a insight.StaffingAnswer, csv string) staffFigure {
	in := chart.StaffNeedsInput{Title: a.Title + ". " + a.Summary}
	for _, n := range rolesByGap(a) {
		in.Rows = append(in.Rows, needsRow(n))
	}
	f := staffFigure{Wide: chart.StaffNeeds(in, staffWideWidth), Narrow: chart.StaffNeeds(in, staffNarrowWidth), Paper: chart.StaffNeeds(in, staffPaperWidth)}
	f.Figure = Figure{ID: "needs", Title: a.Title, Summary: a.Summary, Key: keyEntries(chart.StaffNeedsKey(in)), Table: needsTable(a), Source: needsSource(a), Rows: a.Year.TraceURL, CSV: csv}
	return f
}

// rolesByGap puts the tightest role first; the others keep their order.
func rolesByGap(a insight.StaffingAnswer) []insight.RoleNeed {
	roles := make([]insight.RoleNeed, 0, len(a.Roles))
	for _, n := range a.Roles {
		if n.Role == a.Tightest {
			roles = append(roles, n)
		}
	}
	for _, n := range a.Roles {
		if n.Role != a.Tightest {
			roles = append(roles, n)
		}
	}
	return roles
}

func needsRow(n insight.RoleNeed) chart.StaffNeedsRow {
	row := chart.StaffNeedsRow{Name: n.Name, People: n.People, Rostered: float64(n.Available), IsIllustrative: !n.Need.Confirmed}
	if n.Need.Workload != nil {
		row.Workload = &n.Need.Workload.RequiredFTE
	}
	if n.Need.Coverage != nil {
		row.Coverage = &n.Need.Coverage.RequiredFTE
	}
	switch {
	case !n.Need.Confirmed:
		row.Gap, row.Note = "illustrative", "not confirmed"
	case n.Gap.Known():
		row.Gap, row.Note = formatSignedDecimal(float64(n.Gap), 1)+" FTE", string(n.Lens)+" decides"
	case n.Lens != "":
		row.Gap, row.Note = missingText, "no roster"
	default:
		row.Gap, row.Note = missingText, "one lens only"
	}
	return row
}

// needsSource says what the bars rest on, from the assumptions in force.
func needsSource(a insight.StaffingAnswer) string {
	seen := map[string]bool{}
	var sources []string
	for _, role := range a.Assumptions {
		for _, part := range role.Parts {
			for _, line := range part.Lines {
				if line.Source != "" && line.Known && !seen[line.Source] && !strings.HasPrefix(strings.ToLower(line.Source), "local estimate") && len(sources) < 4 {
					seen[line.Source] = true
					sources = append(sources, line.Source)
				}
			}
		}
	}
	if len(sources) == 0 {
		return a.Sources
	}
	return "Sources of assumptions: " + strings.Join(sources, "; ") + "; the others are local estimates. " + a.Sources
}

// needsTable is the bars in numbers, with the range of each lens.
func needsTable(a insight.StaffingAnswer) *Table {
	t := &Table{Caption: a.Title, Columns: []Column{{Title: "Role"}, {Title: "Available", Numeric: true}, {Title: "Workload", Numeric: true}, {Title: "Range", Numeric: true, WideOnly: true},
		{Title: "Coverage", Numeric: true}, {Title: "Range", Numeric: true, WideOnly: true}, {Title: "Gap", Numeric: true}, {Title: "In words", WideOnly: true}}}
	for _, n := range rolesByGap(a) {
		t.Rows = append(t.Rows, TableRow{Cells: append(lensCells(n), gapCell(n), Cell{Text: n.Verdict, Quiet: true})})
	}
	return t
}

func lensCells(n insight.RoleNeed) []Cell {
	cells := []Cell{{Text: n.Name, Name: true, Href: n.RequiredURL}, {Text: formatDecimal(float64(n.Available), 1), Href: n.RosterURL}}
	if n.Heading != "" {
		cells[0].Under = strings.ToLower(n.Heading)
	}
	lens := func(required *float64, lo, hi float64, problem, url string, decides bool) {
		if required == nil {
			cells = append(cells, Cell{Text: missingText, Quiet: true, Why: problem, Href: url}, Cell{Text: missingText, Quiet: true})
			return
		}
		cells = append(cells, Cell{Text: formatDecimal(*required, 1), Strong: decides, Href: url}, Cell{Text: formatDecimal(lo, 1) + "–" + formatDecimal(hi, 1), Quiet: true})
	}
	if w := n.Need.Workload; w != nil {
		lens(&w.RequiredFTE, w.Range.LoFTE, w.Range.HiFTE, "", n.WorkloadURL, n.Lens == "workload")
	} else {
		lens(nil, 0, 0, n.WorkloadProblem, n.WorkloadURL, false)
	}
	if c := n.Need.Coverage; c != nil {
		lens(&c.RequiredFTE, c.Range.LoFTE, c.Range.HiFTE, "", n.CoverageURL, n.Lens == "coverage")
	} else {
		lens(nil, 0, 0, n.CoverageProblem, n.CoverageURL, false)
	}
	return cells
}

// gapCell is a gap, or why there is none.
func gapCell(n insight.RoleNeed) Cell {
	if n.Gap.IsMissing() {
		return Cell{Text: missingText, Quiet: true, Why: n.Verdict}
	}
	return Cell{Text: formatSignedDecimal(float64(n.Gap), 1), Strong: true, Href: n.GapURL}
}

// chainFigure sets authorised, filled, available and required in a row.
func chainFigure(a insight.StaffingAnswer, csv string) Figure {
	t := &Table{Caption: "Authorised, filled, available and required FTE", Columns: []Column{{Title: "Role"}, {Title: "Authorised", Numeric: true}, {Title: "Filled", Numeric: true},
		{Title: "of them agency", Numeric: true, WideOnly: true}, {Title: "Available", Numeric: true}, {Title: "Required", Numeric: true}, {Title: "Between", Numeric: true, WideOnly: true},
		{Title: "Ratio", Numeric: true, WideOnly: true}, {Title: "As posts", Numeric: true, WideOnly: true}, {Title: "Decides", WideOnly: true}}}
	for _, n := range a.Roles {
		required, between, ratio, posts, lens := Cell{Text: missingText, Quiet: true, Why: n.Verdict}, Cell{Text: missingText, Quiet: true}, numberCellOf(n.Ratio, 2), numberCellOf(n.RequiredPosts, 1), Cell{Text: n.Verdict, Quiet: true}
		if n.Lens != "" {
			required, lens = Cell{Text: formatDecimal(float64(n.Required), 1), Strong: true, Href: n.RequiredURL}, Cell{Text: string(n.Lens)}
			if _, e, err := n.Need.Deciding(); err == nil {
				between = Cell{Text: formatDecimal(e.Range.LoFTE, 1) + "–" + formatDecimal(e.Range.HiFTE, 1)}
			}
		}
		agency := Cell{Text: formatDecimal(float64(n.Agency), 1), Quiet: n.Agency == 0}
		if n.Agency.IsMissing() {
			agency = Cell{Text: missingText, Quiet: true}
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{{Text: n.Name, Name: true}, numberCellOf(n.Authorised, 1), numberCellOf(n.Filled, 1), agency,
			{Text: formatDecimal(float64(n.Available), 1), Href: n.RosterURL, Quiet: n.Available.IsMissing()}, required, between, ratio, posts, lens}})
	}
	return Figure{ID: "chain", Title: chainTitle(a), Table: t, CSV: csv,
		Summary: "FTE. Available is filled × clinical share, less leave of over 30 days" + notAvailable(a) + ". Required is the lens that decides, between minutes 20\u00a0% off, one room fewer or more and the interval of the volume.",
		Source:  "Authorised FTE is a setting. Agency staff fill a vacancy without closing it. " + atWorkWords(a)}
}

// notAvailable says where the FTE went that are filled and not available: ": not clinical are 1.4 of attendings". What
// is not clinical is told as the difference of the numbers shown, so that the row can be added up.
func notAvailable(a insight.StaffingAnswer) string {
	var shares, leaves []string
	for _, n := range a.Roles {
		if !n.NonClinical.Known() {
			continue
		}
		share := asShown(n.Filled) - asShown(n.Available) - asShown(n.OnLeave)
		if text := formatDecimal(share, 1); text != "0.0" {
			shares = append(shares, text+" of "+caseload.LowerFirst(n.Name))
		}
		if text := formatDecimal(float64(n.OnLeave), 1); text != "0.0" {
			leaves = append(leaves, text+" of "+caseload.LowerFirst(n.Name))
		}
	}
	var said []string
	if len(shares) > 0 {
		said = append(said, "not clinical are "+listed(shares))
	}
	if len(leaves) > 0 {
		said = append(said, "on long leave "+listed(leaves))
	}
	if len(said) == 0 {
		return ""
	}
	return ": " + strings.Join(said, "; ")
}

// asShown is a number of FTE as it is shown, with one decimal.
func asShown(n insight.Number) float64 { return series.Round(float64(n), 1) }

// chainTitle says what is not filled of what is authorised.
func chainTitle(a insight.StaffingAnswer) string {
	authorised, filled, known := 0.0, 0.0, 0
	for _, n := range a.Roles {
		if n.Authorised.Known() && n.Filled.Known() {
			authorised, filled, known = authorised+float64(n.Authorised), filled+float64(n.Filled), known+1
		}
	}
	if known < len(a.Roles) {
		return "From authorised to required"
	}
	return formatDecimal(filled, 1) + " of " + formatDecimal(authorised, 1) + " authorised FTE are filled"
}

// atWorkWords turns FTE paid into FTE at work where the share of paid time off is known, and else asks for it.
func atWorkWords(a insight.StaffingAnswer) string {
	var said []string
	for _, n := range a.Roles {
		if n.AtWork.Known() {
			said = append(said, strings.ToLower(n.Name)+" "+formatDecimal(float64(n.Required), 1)+" paid are "+formatDecimal(float64(n.AtWork), 1)+" at work")
		}
	}
	if len(said) == 0 {
		return "FTE are paid ones; enter the share of paid time off, and whether of paid or of worked hours, to see FTE at work."
	}
	return "Paid and worked: " + strings.Join(said, "; ") + "."
}

func numberCellOf(n insight.Number, decimals int) Cell {
	if n.IsMissing() {
		return Cell{Text: missingText, Quiet: true}
	}
	return Cell{Text: formatDecimal(float64(n), decimals)}
}

// sitesFigure is the gap by role and site.
func sitesFigure(a insight.StaffingAnswer) *Figure {
	if len(a.Sites) == 0 {
		return nil
	}
	t := &Table{Caption: "Gap by role and site", Columns: []Column{{Title: "Role"}, {Title: "Site"}, {Title: "Available", Numeric: true},
		{Title: "Workload", Numeric: true, WideOnly: true}, {Title: "Coverage", Numeric: true, WideOnly: true}, {Title: "Gap", Numeric: true}, {Title: "In words", WideOnly: true}}}
	for i, role := range a.Roles {
		for _, site := range a.Sites {
			n := site.Roles[i]
			cells := lensCells(n)
			name := cells[0]
			if site.Site != a.Sites[0].Site {
				name = Cell{Says: role.Name, Name: true}
			}
			t.Rows = append(t.Rows, TableRow{Cells: []Cell{name, {Text: site.Site.Name, Slot: site.Site.Slot, Href: a.Scope.View.WithSite(site.Site.Slug).URL(staffingPath)},
				cells[1], cells[2], cells[4], gapCell(n), {Text: n.Verdict, Quiet: true}}})
		}
	}
	return &Figure{ID: "by-site", Title: sitesTitle(a), Table: t,
		Summary: "Each site with its own procedures, rooms and roster; people at two sites are split by their appointments. The lens that decides at a site need not be the one that decides for all.",
		Source:  a.Sources}
}

// sitesTitle names the site and role that is shortest.
func sitesTitle(a insight.StaffingAnswer) string {
	worst, words := -0.05, ""
	for _, site := range a.Sites {
		for _, n := range site.Roles {
			if n.Gap.Known() && float64(n.Gap) < worst {
				worst, words = float64(n.Gap), n.Name+" at "+site.Site.Name
			}
		}
	}
	if words == "" {
		for _, n := range a.Roles {
			if n.Gap.IsMissing() {
				return "The roles site by site"
			}
		}
		return "No role is short at any one site"
	}
	return words + " are shortest, by " + formatDecimal(-worst, 1) + " FTE"
}

// callsFigure is how often call comes round.
func callsFigure(a insight.StaffingAnswer) *Figure {
	if len(a.Calls) == 0 {
		return nil
	}
	t := &Table{Caption: "Call", Columns: []Column{{Title: "Rota"}, {Title: "Nights a person a month", Numeric: true}, {Title: "In words", WideOnly: true}, {Title: "Hours a week", Numeric: true, WideOnly: true}, {Title: "FTE", Numeric: true}}}
	most, heaviest := 0.0, ""
	for _, call := range a.Calls {
		if call.Call == nil {
			t.Rows = append(t.Rows, TableRow{Cells: []Cell{{Text: call.Name, Name: true}, {Text: missingText, Quiet: true}, {Text: call.Error}, {Text: missingText, Quiet: true}, {Text: missingText, Quiet: true}}})
			continue
		}
		if call.Line.NightsPerTaker > most {
			most, heaviest = call.Line.NightsPerTaker, call.Role.Plural()
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{{Text: call.Name, Name: true}, {Text: formatDecimal(call.Line.NightsPerTaker, 1), Strong: true}, {Text: call.Words},
			{Text: formatDecimalShort(call.Call.HoursCoveredPerWeek)}, {Text: formatDecimal(call.Line.FTE, 1)}}})
	}
	title := "Call by role and site"
	if heaviest != "" {
		title = "Call weighs most on " + caseload.LowerFirst(heaviest) + ": " + formatDecimal(most, 1) + " nights a month each"
	}
	return &Figure{ID: "call", Title: title, Table: t, Summary: "Nights a month = people on call together × 30.4 ÷ people who take call. FTE count call-back and paid rest; standby at home only where it is marked as work.", Source: "Call is an assumption of each role and site; see below."}
}

// movesFigure is who is known to leave or start.
func movesFigure(a insight.StaffingAnswer) *Figure {
	f := &Figure{ID: "moves", Title: a.Moves.Title, Summary: "First and last days that the rosters give after " + a.Scope.Month.Long() + ".", Source: a.Sources}
	t := &Table{Caption: a.Moves.Title, Columns: []Column{{Title: "When"}, {Title: "Who"}, {Title: "FTE", Numeric: true}}, Empty: "No first or last day after " + a.Scope.Month.Long() + " stands in the rosters."}
	for _, m := range a.Moves.Rows {
		when, who := m.Day, m.Role.Singular()
		if when == "" {
			when = m.Month.Long()
		}
		if m.Staff != "" {
			who = m.Staff + ", " + who
		}
		what := "leaves"
		if m.IsStart {
			what = "starts"
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{{Text: when, Under: what, Name: true}, {Text: who, Under: m.Site.Name}, {Text: formatDecimal(m.FTE, 1)}}})
	}
	f.Table = t
	return f
}
