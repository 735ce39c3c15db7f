package dashboard

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// outlookTable is the expected months, the next one first.
func outlookTable(o insight.Outlook) *Table {
	hasBaseline := o.BaselineLabel != ""
	t := &Table{Caption: o.Title, Columns: []Column{{Title: "Month"}, {Title: "Expected", Numeric: true},
		{Title: "80\u00a0% range", Numeric: true}, {Title: "95\u00a0% range", Numeric: true, WideOnly: true}, {Title: "Year before", Numeric: true}}}
	if hasBaseline {
		t.Columns = append(t.Columns, Column{Title: "Against baseline", Numeric: true, WideOnly: true})
	}
	t.Columns = append(t.Columns, Column{Title: "Working days", Numeric: true, WideOnly: true})
	for _, m := range o.Months {
		cells := []Cell{monthCell(m.Month.Month), {Text: formatDecimal(m.Point, 0), Strong: true},
			{Text: formatRange(m.Lo80, m.Hi80)}, {Text: formatRange(m.Lo95, m.Hi95)}, {Text: formatDecimal(float64(m.LastYear), 0), Quiet: true}}
		if hasBaseline {
			cells = append(cells, Cell{Text: formatSignedDecimal(float64(m.Difference), 0)})
		}
		t.Rows = append(t.Rows, TableRow{Cells: append(cells, Cell{Text: formatWhole(float64(m.WorkingDays)), Quiet: true})})
	}
	return t
}

func landingSummary(o insight.Outlook) string {
	text := "What is reported, and what is expected of the months that are missing or still to come."
	for _, l := range o.Landings {
		if l.Probability.Known() {
			return text + " Chance above: of a hundred years that stood like this one, how many would end above the baseline’s twelve months."
		}
	}
	return text
}

// landingTable is where the years should end.
func landingTable(o insight.Outlook) *Table {
	hasBaseline := false
	for _, l := range o.Landings {
		hasBaseline = hasBaseline || l.Reference.Known()
	}
	t := &Table{Caption: o.LandingTitle, Columns: []Column{{Title: "Year"}, {Title: "Reported", Numeric: true, WideOnly: true},
		{Title: "Missing", WideOnly: true}, {Title: "To come", Numeric: true, WideOnly: true}, {Title: "Should end near", Numeric: true}, {Title: "80\u00a0% range", Numeric: true}}}
	if hasBaseline {
		t.Columns = append(t.Columns, Column{Title: "12 × baseline", Numeric: true, WideOnly: true}, Column{Title: "Difference", Numeric: true}, Column{Title: "Chance above", Numeric: true, WideOnly: true})
	}
	for _, l := range o.Landings {
		cells := []Cell{{Text: caseload.UpperFirst(l.Name), Narrow: l.Label, Name: true}}
		if l.Reason != "" {
			cells = append(cells, Cell{Text: missingText, Quiet: true}, Cell{Text: l.Reason, Quiet: true})
			for len(cells) < len(t.Columns) {
				cells = append(cells, Cell{Text: missingText, Quiet: true})
			}
			t.Rows = append(t.Rows, TableRow{Cells: cells})
			continue
		}
		cells = append(cells, Cell{Text: fmt.Sprintf("%s in %s", formatDecimal(l.Reported, 0), plural(l.ReportedMonths, "month", "months"))},
			missingCell(l.Missing), Cell{Text: plural(l.MonthsAhead, "month", "months")},
			Cell{Text: formatDecimal(l.Total, 0), Strong: true}, Cell{Text: formatRange(l.Lo80, l.Hi80)})
		if hasBaseline {
			cells = append(cells, Cell{Text: formatDecimal(float64(l.Reference), 0)}, Cell{Text: formatSignedDecimal(float64(l.Difference), 0)}, chanceCell(l.Probability))
		}
		t.Rows = append(t.Rows, TableRow{Cells: cells})
	}
	return t
}

func missingCell(months []calendar.Month) Cell {
	if len(months) == 0 {
		return Cell{Text: "none", Quiet: true}
	}
	names := make([]string, len(months))
	for i, m := range months {
		names[i] = m.Short()
	}
	return Cell{Text: strings.Join(names, ", ")}
}

// chanceCell never promises: what rounds to nothing or all is said as less or more.
func chanceCell(p insight.Number) Cell {
	switch {
	case p.IsMissing():
		return Cell{Text: missingText, Quiet: true}
	case p < 0.01:
		return Cell{Text: "under 1\u00a0%"}
	case p > 0.99:
		return Cell{Text: "over 99\u00a0%"}
	}
	return Cell{Text: formatPercent(float64(p)*100, 0)}
}

// partsTable is the whole, its sites and its groups.
func partsTable(o insight.Outlook) *Table {
	next := o.Parts.First
	t := &Table{Caption: "What each part should bring", Columns: []Column{{Title: ""}, {Title: next.Short(), Numeric: true},
		{Title: "80\u00a0% range", Numeric: true}, {Title: "12 months ahead", Numeric: true}, {Title: "12 months before", Numeric: true, WideOnly: true},
		{Title: "Change", Numeric: true, WideOnly: true}, {Title: "Off by, in the past", Numeric: true, WideOnly: true}, {Title: "80\u00a0% range held", Numeric: true, WideOnly: true}}}
	tested := map[string]insight.OutlookScore{}
	if o.Backtest != nil {
		for _, row := range o.Backtest.Rows {
			tested[row.Name] = row
		}
	}
	add := func(part insight.OutlookPart, isTotal bool) {
		name := Cell{Text: part.Name, Href: part.URL, Name: true}
		if part.Site != nil {
			name.Slot = part.Site.Slot
		}
		spread := Cell{Text: missingText, Quiet: true}
		if part.NextLo.Known() {
			spread = Cell{Text: formatRange(float64(part.NextLo), float64(part.NextHi))}
		}
		change := series.Missing()
		if part.Last12 > 0 {
			change = (float64(part.Next12)/float64(part.Last12) - 1) * 100
		}
		off, held := Cell{Text: missingText, Quiet: true}, Cell{Text: missingText, Quiet: true}
		if score, ok := tested[part.Name]; ok {
			off, held = Cell{Text: formatDecimal(score.AbsoluteError, 1), Quiet: true}, Cell{Text: formatPercent(score.Within80*100, 0), Quiet: true}
		}
		t.Rows = append(t.Rows, TableRow{Total: isTotal, Cells: []Cell{name,
			{Text: formatDecimal(float64(part.Next), 0), Strong: true}, spread, {Text: formatDecimal(float64(part.Next12), 0), Strong: true},
			{Text: formatDecimal(float64(part.Last12), 0), Quiet: true}, {Text: formatSignedPercent(change, 0)}, off, held}})
	}
	add(o.Parts.Total, true)
	for _, part := range o.Parts.Sites {
		add(part, false)
	}
	for _, part := range o.Parts.Rows {
		add(part, false)
	}
	return t
}

// backtestTable judges the series shown and the sites; the groups' errors stand beside what they should bring.
func backtestTable(o insight.Outlook) *Table {
	b := o.Backtest
	t := &Table{Caption: b.Title, Columns: []Column{{Title: "Series"}, {Title: "Off by", Numeric: true}, {Title: "Last year’s month", Numeric: true},
		{Title: "MASE", Numeric: true, WideOnly: true}, {Title: "Last year’s MASE", Numeric: true, WideOnly: true}, {Title: "80\u00a0% held", Numeric: true},
		{Title: "95\u00a0% held", Numeric: true, WideOnly: true}}}
	shown := b.Rows
	if o.Parts.By == insight.ByGroup {
		shown = shown[:min(len(shown), 1+len(o.Parts.Sites))]
	}
	for i, row := range shown {
		ours, naive := Cell{Text: formatDecimal(row.MASE, 2), Strong: !row.NaiveWins()}, Cell{Text: formatDecimal(row.NaiveMASE, 2), Strong: row.NaiveWins()}
		t.Rows = append(t.Rows, TableRow{Total: i == 0 && len(shown) > 1, Cells: []Cell{{Text: row.Name, Name: true},
			{Text: formatDecimal(row.AbsoluteError, 1)}, {Text: formatDecimal(row.NaiveAbsoluteError, 1)}, ours, naive,
			{Text: formatPercent(row.Within80*100, 0)}, {Text: formatPercent(row.Within95*100, 0)}}})
	}
	return t
}

func (s *Server) outlookCSV(c *fiber.Ctx) error {
	v, err := outlookView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Outlook(c.UserContext(), v)
	if err != nil {
		return fmt.Errorf("outlook: %w", err)
	}
	return sendCSV(c, fileName("outlook", answer.Scope), outlookCSVRows(answer))
}

// outlookCSVRows are the known and the expected months of the series shown, then the expected ones of its parts.
func outlookCSVRows(o insight.Outlook) [][]string {
	rows := [][]string{{"series", "month", "state", "value", "lo80", "hi80", "lo95", "hi95",
		"level", "trend", "season", "working_days_effect", "adding_up", "year_before", "baseline", "working_days"}}
	expected := func(name, state string, months []insight.OutlookMonth) {
		for _, m := range months {
			c := m.Components
			cells := []string{name, m.Month.Month.String(), state}
			for _, n := range []float64{m.Point, m.Lo80, m.Hi80, m.Lo95, m.Hi95, c.Level, c.Trend, c.Season, c.WorkingDays, c.Reconciled,
				float64(m.LastYear), float64(m.Baseline), float64(m.WorkingDays)} {
				cells = append(cells, bare(n, 4))
			}
			rows = append(rows, cells)
		}
	}
	blank := make([]string, len(rows[0])-4)
	for i, n := range o.Known.Values {
		if !series.IsMissing(n) {
			month := o.Known.First + calendar.Month(i)
			rows = append(rows, append([]string{o.Name, month.String(), "reported", bare(n, 4)}, blank...))
		}
	}
	expected(o.Name, "missing, estimated", o.Missing)
	expected(o.Name, "expected", o.Months)
	for _, part := range append(append([]insight.OutlookPart{}, o.Parts.Sites...), o.Parts.Rows...) {
		expected(part.Name, "expected", part.Months)
		for i, n := range part.Implied.Values {
			if !series.IsMissing(n) {
				month := part.Implied.First + calendar.Month(i)
				rows = append(rows, append([]string{part.Name, month.String(), "left over by the others", bare(n, 4)}, blank...))
			}
		}
	}
	return append(rows, stamp(o.Scope)...)
}
