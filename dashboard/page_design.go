package dashboard

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/store/calendar"
)

// designRoutes serve the design page, in development only: every component in
// its states, with made-up numbers, to be laid beside the pictures of the
// visual language.
func (s *Server) designRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: "/design", Action: ActionSeePages, Handler: s.designPage},
	}
}

func (s *Server) designPage(c *fiber.Ctx) error {
	body, err := designFixture()
	if err != nil {
		return err
	}
	return s.render(c, Page{
		Template: "design", Title: "Design", Nav: "overview", Scope: designScope(),
		Crumbs:   []Link{{"Data", "#"}, {"VA procedures, October 2026", ""}},
		Revision: 412, AsOf: "12 Nov 2026, 08:14", Charts: true, Body: body,
	})
}

// designBody is what templates/pages/design.html shows.
type designBody struct {
	Headline    Headline
	KeyFigures  []KeyFigure
	Months      Figure
	Groups      Figure
	Signals     []Signal
	Freshness   Table
	Staff       StaffStrip
	Steps       []Step
	Question    Question
	Findings    []Finding
	Differences []Difference
	Commit      CommitBar
	File        []Definition
	Drop        DropZone
	Grid        Figure
	Empty       Empty
	OneMonth    Empty
	Error       Empty
	NoRight     Empty
	Refused     Empty
	Note        Note
	Banner      Banner
	Fold        Fold
	Buttons     []Button
	Segments    Segments
	Select      Select
	LongNames   Table
	Icons       []KeyEntryIcon
	Colours     []string
}

// KeyEntryIcon is an icon with its words.
type KeyEntryIcon struct{ Icon, Text string }

func designScope() *ScopeBar {
	return &ScopeBar{
		Month:    "October 2026",
		Previous: &Link{"September 2026", "#earlier"},
		Sites:    designSites(),
		Calendar: &Select{Label: "Year", Name: "calendar", Action: "/design", Options: []Choice{
			{"federal", "Federal year, Oct–Sep", true}, {"academic", "Academic year, Jul–Jun", false}, {"calendar", "Calendar year", false},
		}},
		Status: []string{"Last complete month · as of 12 Nov 2026, 08:14", "revision 412, from 190 uploads"},
		Brief:  &Link{"Monthly brief", "#brief"},
	}
}

func designSites() Segments {
	return Segments{Label: "Site", Items: []Segment{
		{Label: "All sites", Href: "#all", Current: true},
		{Label: "University", Href: "#university", Slot: 1},
		{Label: "VA", Href: "#va", Slot: 2},
	}}
}

// designSeries is a wavering series without chance, so that the page is the same every day.
func designSeries(n int, mean, swing, phase float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		t := float64(i)
		values[i] = math.Round(mean + swing*(math.Sin(t*1.7+phase)+0.6*math.Sin(t*0.61+2*phase)+0.5*math.Cos(t*2.9+phase)))
	}
	return values
}

func designFixture() (designBody, error) {
	months, err := designMonths()
	if err != nil {
		return designBody{}, err
	}
	return designBody{
		Headline:   designHeadline(),
		KeyFigures: designKeyFigures(),
		Months:     months,
		Groups: Figure{
			ID: "groups", Title: "Four of 18 procedure groups are outside their usual range or drifting",
			Summary: "Each line on its own scale over the same 36 months; the band is the group’s usual range.",
			Choices: &Segments{Label: "Order", Items: []Segment{{Label: "By volume", Href: "#volume", Current: true}, {Label: "By signal", Href: "#signal"}}},
			Table:   designGroups(), Source: "“vs mean” compares with the mean of the current limits.", Rows: "#rows", CSV: "#csv",
		},
		Signals: []Signal{
			{"outside-above", "Thermal ablation", "#", "27 in October, above its usual range of 10 to 26.", "New in October"},
			{"near-above", "Venous thrombosis & PE", "", "2 of the last 3 months near the upper limit.", "New in October"},
			{"shift-below", "Dialysis access", "", "8 months below the mean of 28.", "Since March"},
			{"shift-above", "VA, all procedures", "", "9 months above the mean of 178. Rebase from February?", "Since February · suggestion waiting"},
		},
		Freshness: Table{Caption: "Data freshness", Columns: []Column{{Title: "Site and file"}, {Title: "Through"}, {Title: "Received", Numeric: true}},
			Rows: []TableRow{
				{Cells: []Cell{{Text: "University procedures", Slot: 1, Name: true}, {Text: "October"}, {Text: "3 Nov"}}},
				{Cells: []Cell{{Text: "VA procedures", Slot: 2, Name: true}, {Text: "October"}, {Text: "9 Nov, late"}}},
				{Cells: []Cell{{Text: "Outpatient center", Slot: 3, Name: true}, {Text: missingText}, {Text: "missing since 10 Nov"}}},
			}},
		Staff: designStaff(),
		Steps: []Step{{"Choose a file", "done"}, {"Review", "current"}, {"Commit", "todo"}},
		Question: Question{Title: "Which site is “VA Annex”?", Text: "4 rows, 11 procedures. Your answer is remembered for files from this source.", Name: "site",
			Choices: []Choice{{"va", "VA", true}, {"university", "University", false}, {"new", "A new site", false}, {"out", "Leave these rows out", false}}},
		Findings: []Finding{
			{true, "Row 27, “count”", "“1O” is not a number.", "Expected a whole number from 0 on. Letter O?", designRow(), []Button{{Label: "Use 10"}, {Label: "Leave out this row"}}},
			{true, "Row 41, column D", "“<11” hides the count.", "Ask for the exact number, or leave the row out: it stays a gap.", nil, []Button{{Label: "Leave out this row"}}},
			{false, "Row 33, column D", "61 is far above the usual 22 to 36", "for central venous access at the VA.", nil, []Button{{Label: "It is right"}}},
			{false, "Row 190, total", "The file’s total is 184; its rows add up to 183.", "Rows are kept, totals never are.", nil, nil},
		},
		Differences: []Difference{
			{"September 2026", "Sep ’26", "Image-guided biopsy", "Inpatient", "9", "10", "+1"},
			{"September 2026", "Sep ’26", "Drainage & tube exchange", "Outpatient", "14", "13", minusSign + "1"},
			{"August 2026", "Aug ’26", "Paracentesis & thoracentesis", "Inpatient", missingText, "1", "new"},
		},
		Commit: CommitBar{"Commit 180 numbers as revision 413.", "You can undo it as one step.",
			[]Button{{Label: "Discard"}, {Label: "Commit 180 numbers", Primary: true}}},
		File: []Definition{
			{Term: "Name", Text: "VA_IR_volumes_2026-10 (final).csv"},
			{Term: "Sent by", Text: "R. M., VA coordinator, 9 Nov 2026, 16:02"},
			{Term: "Columns", Text: "“Facility” is site, “Proc Desc” is procedure, “Qty” is count", Link: &Link{"change", "#"}},
			{Term: "Fingerprint", Text: "3f9a 41c7 … 08be"},
		},
		Drop: DropZone{ID: "drop", Action: "/design", Title: "Drop another file here", Accept: ".csv", Hint: ".csv, up to 8" + noBreakSpace + "MB", Button: "Upload"},
		Grid: designGrid(),
		Empty: Empty{Title: "No procedures yet", Text: "Send the first monthly file and this page fills itself. One month is enough to start; signals need 13, a forecast 12.",
			Buttons: []Button{{Label: "Upload a file", Href: "#", Primary: true}, {Label: "Get the template", Href: "#"}}},
		OneMonth: Empty{Title: "October 2026: 702 procedures", Text: "22 above the 680 baseline. Whether that is usual shows after 13 months: 12 to go."},
		Error:    Empty{Title: "This page could not be drawn", Text: "The numbers are safe: nothing was changed. Try again, or give the code 7F3K9Q to whoever runs Caseload.", Buttons: []Button{{Label: "Try again", Href: "#"}}},
		NoRight:  Empty{Title: "Rosters with names are for managers", Text: "You can see counts by role. Ask an administrator (D. C.) if you need more.", Buttons: []Button{{Label: "See counts by role", Href: "#"}}},
		Refused:  Empty{Title: "This is an old .xls file", Text: "Open it in Excel, choose Save As, then “Excel Workbook (.xlsx)”, and send that. Nothing from this file was kept.", Buttons: []Button{{Label: "Choose another file", Href: "#"}}},
		Note: Note{"Rebase from February 2026?", "The last 9 months sit above the mean. Redrawing the limits there would move the mean from 178 to 186.",
			[]Button{{Label: "Rebase", Primary: true}, {Label: "Not now"}}},
		Banner:   Banner{Claim: "VA not received for October.", Text: "University 519; there is no total for all sites until the file is in.", Link: &Link{"Go to Data", "#"}},
		Fold:     Fold{"What counts as a procedure", []string{"The counting unit of the baseline is not stated. Each site’s own files say what they count."}},
		Buttons:  []Button{{Label: "Discard"}, {Label: "Commit", Primary: true}, {Label: "Commit", Off: true}, {Label: "Quiet", Quiet: true}, {Label: "Small", Small: true}, {Label: "Print", Prints: true}, {Label: "Copy as text", Copies: "design-copy"}},
		Segments: designSites(),
		Select:   *designScope().Calendar,
		LongNames: Table{Caption: "Edge cases", Columns: []Column{{Title: "Group"}, {Title: "36 months", WideOnly: true}, {Title: "Oct", Numeric: true}, {Title: "vs mean", Numeric: true}},
			Rows: []TableRow{
				{Cells: []Cell{{Text: "Percutaneous transhepatic cholangiography with biliary drainage and stent exchange", Name: true}, {Picture: chart.Sparkline(designSeries(36, 28, 4, 1), 110, 24, chart.SparkOptions{})}, {Text: "24", Strong: true}, {Text: formatSignedPercent(-15, 0)}}},
				{Cells: []Cell{{Text: "Not reported", Name: true}, {Picture: chart.Sparkline(append(designSeries(34, 28, 4, 2), math.NaN(), math.NaN()), 110, 24, chart.SparkOptions{})}, {Text: missingText, Quiet: true}, {Text: missingText, Quiet: true}}},
				{Cells: []Cell{{Text: "True zero", Name: true}, {Picture: chart.Sparkline(make([]float64, 36), 110, 24, chart.SparkOptions{})}, {Text: "0", Strong: true}, {Text: formatSignedPercent(0, 0)}}},
			}},
		Icons: []KeyEntryIcon{{"normal", "normal"}, {"outside-above", "outside, above"}, {"outside-below", "outside, below"}, {"rising", "rising"}, {"falling", "falling"},
			{"near-above", "2 of 3, high"}, {"near-below", "2 of 3, low"}, {"shift-above", "shift, above"}, {"shift-below", "shift, below"}},
		Colours: strings.Fields("ground surface raised rule rule-2 control ink-3 ink-2 ink accent accent-tint university va site-3 alert"),
	}, nil
}

func designHeadline() Headline {
	return Headline{
		Sentence: Sentence{
			{Text: "October 2026: ", Strong: true}, {Text: "702 procedures", Strong: true, URL: "#"}, {Text: ", 22 above the 680 baseline (+3.2" + noBreakSpace + "%), within normal variation; "},
			{Text: "University 519", Strong: true, URL: "#", Slot: 1}, {Text: ", "}, {Text: "VA 183", Strong: true, URL: "#", Slot: 2}, {Text: "."},
		},
		Second: Sentence{
			{Text: "VA has run above its mean for 9 months", Alert: true}, {Text: ", since February 2026: that is a change, not noise. "},
			{Text: "Nurses are 0.8 FTE short", Strong: true}, {Text: " of what keeping every room covered needs; the other three roles have room. All four October files are in."},
		},
	}
}

func designKeyFigures() []KeyFigure {
	const width, height = 170, 32
	baseline := 680.0
	line := func(phase float64, o chart.SparkOptions) SVG {
		return chart.Sparkline(designSeries(24, 690, 28, phase), width, height, o)
	}
	differences := designSeries(24, 8, 22, 3)
	files := make([][]chart.Receipt, 4)
	for i := range files {
		for range 24 {
			files[i] = append(files[i], chart.Received)
		}
	}
	say := func(text string) Sentence { return Sentence{{Text: text}} }
	return []KeyFigure{
		{Label: "Procedures", Value: "702", Href: "#", Context: say("University 519, VA 183"), Picture: line(1, chart.SparkOptions{Baseline: &baseline})},
		{Label: "Against baseline", Value: "+22", Unit: "+3.2" + noBreakSpace + "%", Context: say("baseline 680 a month"), Picture: chart.DifferenceBars(differences, width, height, "")},
		{Label: "Per working day", Value: "31.9", Href: "#", Context: say("22 days; baseline 32.6"), Picture: line(2, chart.SparkOptions{})},
		{Label: "Same month last year", Value: "+18", Unit: "+2.6" + noBreakSpace + "%", Context: say("684 in October 2025"), Picture: line(4, chart.SparkOptions{Baseline: &baseline})},
		{Label: "Nurses on the roster", Value: "14", Unit: "people", Context: say("13.8 FTE; profile 14"), Picture: chart.HeadcountLine(designSeries(24, 14, 0.6, 2), ptr(14.0), width, height, "")},
		{Label: "Completeness", Value: "4 of 4", Unit: "files", Context: say("none missing in 24 months"), Picture: chart.CompletenessMini(files, width, height, "")},
	}
}

func ptr[T any](value T) *T { return &value }

// designMonths is the main chart on made-up months.
func designMonths() (Figure, error) {
	const n = 95
	first := calendar.MonthOf(2019, time.January)
	university, va := designSeries(n, 490, 22, 1), designSeries(n, 165, 11, 2)
	va[55] = math.NaN()
	university[n-1], va[n-1] = 212, 63
	spec, err := chart.Volume(chart.VolumeInput{
		ID: "months", Title: "Six of the last eight months were above 680",
		Summary: "Procedures a month by site, January 2019 to October 2026. Two lasting steps up: Suite 4 at the University in August 2022 and the second VA room in March 2024.",
		First:   first, Months: n, Focus: first + n - 2,
		Sites:       []chart.Site{{Name: "University", Slot: 0, Values: university}, {Name: "VA", Slot: 1, Values: va}},
		Partial:     &chart.Partial{Through: calendar.DateOf(2026, time.November, 12)},
		Baselines:   []chart.Baseline{{From: first, PerMonth: 680}},
		Annotations: []chart.Annotation{{Month: first + 43, Text: "Suite 4 opens, University"}, {Month: first + 62, Text: "Second VA room opens"}},
	})
	if err != nil {
		return Figure{}, fmt.Errorf("draw the design page's chart: %w", err)
	}
	table := &Table{Caption: spec.Title}
	for _, column := range spec.Table.Columns {
		table.Columns = append(table.Columns, Column{Title: column.Title, Numeric: column.Numeric})
	}
	for _, texts := range spec.Table.Rows {
		var row TableRow
		for i, text := range texts {
			row.Cells = append(row.Cells, Cell{Text: text, Name: i == 0})
		}
		table.Rows = append(table.Rows, row)
	}
	figure := Figure{ID: spec.ID, Title: spec.Title, Summary: spec.Summary, Payload: spec.Payload(), Table: table, PNG: true,
		Source: "Source: monthly procedure files, University (94 months) and VA (93 of 94). As of 12 Nov 2026.", Rows: "#rows", CSV: "#csv"}
	for _, entry := range spec.Key {
		figure.Key = append(figure.Key, KeyEntry{Mark: entry.Mark, Text: entry.Text, NarrowOnly: entry.NarrowOnly})
	}
	return figure, nil
}

func designGroups() *Table {
	table := &Table{Caption: "Procedure groups", Columns: []Column{
		{Title: "Group"}, {Title: "Nov 2023 – Oct 2026", WideOnly: true}, {Title: "Oct", Numeric: true}, {Title: "Usual range", Numeric: true, WideOnly: true}, {Title: "vs mean", Numeric: true}, {Title: "Variation", Icons: true},
	}}
	add := func(isTotal bool, name, value, usual string, change float64, icon, words string, phase float64) {
		o := chart.SparkOptions{Band: &chart.Range{Min: 18, Max: 42}}
		isSignal := icon != "normal"
		if isSignal {
			o.Run, o.Up = 6, true
		}
		variation := Cell{Icon: icon, Text: words, Alert: isSignal, Quiet: !isSignal}
		table.Rows = append(table.Rows, TableRow{Total: isTotal, Cells: []Cell{
			{Text: name, Name: true, Href: "#"}, {Picture: chart.Sparkline(designSeries(36, 30, 5, phase), 200, 24, o)}, {Text: value, Strong: true, Href: "#"}, {Text: usual}, {Text: formatSignedPercent(change, 0)}, variation,
		}})
	}
	add(true, "All procedures", "702", "590–773", 3, "normal", "Normal", 1)
	add(false, "Central venous access & ports", "133", "104–161", 0.2, "normal", "Normal", 2)
	add(false, "Drainage & tube exchange", "93", "73–113", -4, "normal", "Normal", 3)
	add(false, "Dialysis access", "24", "17–40", -15, "shift-below", "8 months below the mean", 4)
	add(false, "Chemoembolization & Y-90", "38", "19–35", 42, "outside-above", "Above the upper limit", 5)
	return table
}

func designStaff() StaffStrip {
	item := func(role, people, against string, heads, profile float64, ratio, ratioNote string, phase float64) StaffItem {
		mean := 70.0
		return StaffItem{
			Role: role, Href: "#", People: people, Note: against,
			Bar:        chart.StaffBar(chart.StaffBarInput{Rostered: heads, Profile: &profile, Max: 16}, 280),
			RatioLabel: "Procedures per head, 36 months", RatioValue: ratio, RatioHref: "#",
			Ratio: chart.Sparkline(designSeries(36, 72, 5, phase), 280, 32, chart.SparkOptions{Baseline: &mean}), RatioNote: ratioNote,
		}
	}
	strip := StaffStrip{Items: []StaffItem{
		item("Attendings", "9 people · 8.6 FTE", "as the profile’s 9", 9, 9, "78.0", "baseline 75.6 per attending", 1),
		item("Advanced practice", "3 people · 3.0 FTE", "as the profile’s 3", 3, 3, "234.0", "baseline 226.7 per APP", 2),
		item("Technologists", "15 people · 14.6 FTE", "as the profile’s 15", 15, 15, "46.8", "baseline 45.3 per technologist", 3),
		item("Nurses", "13 people · 12.8 FTE", "1 below the profile’s 14", 13, 14, "54.0", "baseline 48.6 per nurse", 4),
	}}
	strip.Items[3].Strong = true
	return strip
}

func designGrid() Figure {
	const n = 47
	first := calendar.MonthOf(2023, time.January)
	grid := &CompletenessGrid{Caption: "Files by month"}
	for year := 2023; year <= 2026; year++ {
		grid.Years = append(grid.Years, GridYear{fmt.Sprint(year), min(12, n-(year-2023)*12)})
	}
	for i := range n {
		month := first + calendar.Month(i)
		grid.Months = append(grid.Months, GridMonth{Initial: month.MonthOfYear().String()[:1], Name: month.Long(), Focus: i == n-2, Recent: i >= n-13})
	}
	special := map[[2]int]string{{0, 24}: "late", {0, 46}: "unfinished", {1, 19}: "incomplete", {1, 46}: "not_due", {2, 4}: "late", {2, 7}: "missing", {2, 29}: "suppressed", {2, 45}: "in_review", {2, 46}: "unfinished", {3, 13}: "late", {3, 46}: "not_due"}
	for r, name := range []string{"University procedures", "University roster", "VA procedures", "VA roster"} {
		row := GridRow{Name: name, Slot: 1 + r/2}
		for i := range n {
			state, ok := special[[2]int{r, i}]
			if !ok {
				state = "received"
			}
			row.Cells = append(row.Cells, GridCell{State: state, Says: name + ", " + (first + calendar.Month(i)).Long() + ": " + state, Href: "#", Recent: i >= n-13})
		}
		grid.Rows = append(grid.Rows, row)
	}
	return Figure{
		ID: "files", Title: "One file since January 2023 is missing: VA procedures, August 2023",
		Summary: "Each square is one monthly file. A missing month stays a gap in every chart; it is never counted as zero.", Grid: grid,
		Key: []KeyEntry{{Class: "cell cell-received", Text: "received"}, {Class: "cell cell-late", Text: "late"}, {Class: "cell cell-incomplete", Text: "not everything"}, {Class: "cell cell-suppressed", Text: "counts hidden"},
			{Class: "cell cell-missing", Text: "missing"}, {Class: "cell cell-in_review", Text: "in review"}, {Class: "cell cell-unfinished", Text: "month not finished"}, {Class: "cell cell-not_due", Text: "not due yet"}},
		Table:  &Table{Caption: "Files", Columns: []Column{{Title: "File"}, {Title: "Month"}, {Title: "State"}}, Rows: []TableRow{{Cells: []Cell{{Text: "VA procedures", Slot: 2, Name: true}, {Text: "August 2023"}, {Text: "missing"}}}}},
		Source: "From 190 uploads, revision 412. As of 12 Nov 2026.",
	}
}

// designRow is a row of a file with the cell that a finding is about.
func designRow() *RowInPlace {
	return &RowInPlace{Cells: []CellInPlace{{"month", "2026-10", false}, {"site", "VA", false}, {"procedure", "Biopsy", false}, {"count", "1O", true}}}
}
