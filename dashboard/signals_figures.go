package dashboard

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/spc"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
)

// chartRule is the chart's number for a rule.
func chartRule(rule spc.Rule) chart.SignalRule {
	switch rule {
	case spc.TrendRule:
		return chart.Trend
	case spc.TwoInThreeRule:
		return chart.TwoOfThree
	case spc.ShiftRule:
		return chart.Shift
	}
	return chart.OutsideLimit
}

func chartSignals(marks []insight.SignalMark) []chart.Signal {
	signals := make([]chart.Signal, len(marks))
	for i, m := range marks {
		signals[i] = chart.Signal{Month: m.Month, Rule: chartRule(m.Rule), Up: m.Up, Words: m.Words}
	}
	return signals
}

// percentSign is what a share is written with.
func percentSign(v insight.SeriesVerdict) string {
	if v.IsShare() {
		return "%"
	}
	return ""
}

// seriesNumber writes a number of a series as it is shown, with more decimals than the series has where asked.
func seriesNumber(v insight.SeriesVerdict, n insight.Number, more int) string {
	text := formatDecimal(float64(n), v.Decimals+more)
	if v.IsShare() && n.Known() {
		text += noBreakSpace + "%"
	}
	return text
}

func xmrSegments(d insight.SeriesDepth) []chart.XmRSegment {
	segments := make([]chart.XmRSegment, len(d.Segments))
	for i, s := range d.Segments {
		segments[i] = chart.XmRSegment{From: s.First, To: s.Last, Mean: float64(s.Mean), RangeMean: float64(s.AverageRange), RangeLimit: float64(s.RangeLimit)}
	}
	return segments
}

func xmrInput(a insight.Signals) chart.XmRInput {
	d := a.Chosen
	in := chart.XmRInput{
		ID: "series", Title: d.Title, Summary: d.Summary, First: d.Values.First, Values: d.Values.Values,
		Segments: xmrSegments(d), Decimals: d.Decimals, Suffix: percentSign(d.SeriesVerdict), Signals: chartSignals(d.Marks),
	}
	in.Trend, in.Shift = d.Lengths()
	if d.Kind == spc.Run {
		in.Centre = "Median"
	}
	for _, p := range d.Points {
		in.Lower, in.Upper = append(in.Lower, float64(p.Lower)), append(in.Upper, float64(p.Upper))
		in.Targets, in.Excluded = append(in.Targets, d.Targets.At(p.Month)), append(in.Excluded, p.Out)
	}
	if d.Alert != nil && d.Alert.Months > 1 {
		in.Run = &chart.Run{From: d.Alert.First, To: a.Month, Words: d.Alert.Words}
	}
	for _, mark := range d.Annotations {
		in.Annotations = append(in.Annotations, chart.Annotation{Month: mark.Month, Text: mark.Label})
	}
	for _, b := range d.Rebases {
		if b.Month > d.Values.First && b.Month <= d.Values.Last() {
			in.Rebases = append(in.Rebases, chart.Annotation{Month: b.Month, Text: b.Reason})
		}
	}
	return in
}

// seriesFigures are the control chart of the series in depth and, for counts, its moving ranges.
func seriesFigures(a insight.Signals) (Figure, *Figure, error) {
	d := a.Chosen
	v := signalsView(a.Scope.View).WithSeries(d.Key)
	figure := Figure{
		ID: "series", Title: d.Title, Summary: d.Summary, Size: "xmr", Table: seriesTable(a),
		Source: a.Sources, Rows: d.TraceURL, CSV: v.URL(signalsCSVPath),
	}
	if d.Values.Len() == 0 {
		return figure, nil, nil
	}
	spec, err := chart.XmR(xmrInput(a))
	if err != nil {
		return Figure{}, nil, fmt.Errorf("draw the series: %w", err)
	}
	figure.Payload, figure.Key, figure.PNG, figure.Still = spec.Payload(), keyEntries(spec.Key), true, v.URL(signalsStillPath)
	figure.Source += axisWords(spec, a)
	if d.Kind != spc.XmR { // a U′ chart takes its limits from ranges of z, which nobody reads in procedures
		return figure, nil, nil
	}
	ranges, isMoving := make([]float64, len(d.Points)), false
	for i, p := range d.Points {
		ranges[i] = float64(p.Range)
		isMoving = isMoving || p.Range > 0
	}
	if !isMoving {
		return figure, nil, nil
	}
	low, err := chart.Ranges(chart.RangesInput{
		ID: "ranges", Title: "Month-to-month change", First: d.Values.First, Values: ranges, Segments: xmrSegments(d), Decimals: d.Decimals})
	if err != nil {
		return Figure{}, nil, fmt.Errorf("draw the ranges: %w", err)
	}
	return figure, &Figure{ID: low.ID, Title: low.Title, Compact: true, Payload: low.Payload(), Size: "range"}, nil
}

// axisWords says what the drawing leaves out: the month that is not finished, and the part of the axis below its start.
func axisWords(spec chart.Spec, a insight.Signals) string {
	words := ""
	if next := a.Month + 1; next == calendar.MonthOf(a.Scope.Today.Year(), a.Scope.Today.Month().MonthOfYear()) {
		words = " " + next.MonthOfYear().String() + " is not finished and stays out."
	}
	if spec.Start > 0 {
		words += " The axis starts at " + formatDecimalShort(spec.Start) + "."
	}
	return words
}

// seriesChooser lists every series, as the page orders them by size.
func seriesChooser(a insight.Signals) *Select {
	v := otherSeries(a.Scope.View)
	list := &Select{Label: "Series", Name: "series", Action: signalsPath, Keep: viewFields(v, "series")}
	if a.Group != nil {
		list.Keep = viewFields(v.WithGroup(""), "series")
		list.Options = append(list.Options, Choice{Value: "all", Label: "All procedures, sites and groups"})
	}
	named := slices.Clone(a.Series)
	slices.SortStableFunc(named, func(x, y insight.SeriesVerdict) int { return seriesRank(x) - seriesRank(y) })
	for _, one := range named {
		list.Options = append(list.Options, Choice{Value: one.Key, Label: one.Name, Chosen: one.Key == a.Chosen.Key})
	}
	return list
}

// seriesRank puts all procedures before the sites, and these before the groups.
func seriesRank(v insight.SeriesVerdict) int {
	switch {
	case v.Key == "all":
		return 0
	case v.Measure != "":
		return 4
	case v.Procedure != 0:
		return 3
	case v.Group == 0:
		return 1
	}
	return 2
}

// seriesTable is the months of the series, newest first.
func seriesTable(a insight.Signals) *Table {
	d := a.Chosen.SeriesVerdict
	centre := "Mean"
	if d.Kind == spc.Run {
		centre = "Median"
	}
	t := &Table{Caption: a.Chosen.Title, Columns: []Column{
		{Title: "Month"}, {Title: "Value", Numeric: true}, {Title: centre, Numeric: true, WideOnly: true},
		{Title: "Limits", Numeric: true}, {Title: "Change to month before", Numeric: true, WideOnly: true}, {Title: "Rule, event"},
	}, Empty: "No complete month yet."}
	for _, p := range slices.Backward(a.Chosen.Points) {
		limits := Cell{Text: missingText, Quiet: true}
		if p.Upper.Known() {
			limits = Cell{Text: formatDecimal(float64(p.Lower), d.Decimals) + "–" + seriesNumber(d, p.Upper, 0)}
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{
			monthCell(p.Month), {Text: seriesNumber(d, p.Value, 0), Strong: p.Value.Known(), Quiet: p.Value.IsMissing()},
			{Text: seriesNumber(d, p.Mean, 1)}, limits, {Text: seriesNumber(d, p.Range, 0)},
			{Text: pointWords(a.Chosen, p), Alert: p.Rule != spc.NoRule},
		}})
	}
	return t
}

// pointWords are the rule, the events and the rebase of one month.
func pointWords(d insight.SeriesDepth, p insight.SeriesPoint) string {
	var words []string
	if p.Words != "" {
		words = append(words, p.Words)
	}
	for _, b := range d.Rebases {
		if b.Month == p.Month {
			words = append(words, "Rebased: "+b.Reason)
		}
	}
	for _, mark := range d.Annotations {
		if mark.Month == p.Month {
			words = append(words, mark.Label)
		}
	}
	return strings.Join(words, "; ")
}

// newSignalsGrid is every other series as a small multiple over the same months.
func newSignalsGrid(a insight.Signals) signalsGrid {
	v := signalsView(a.Scope.View)
	others := len(a.Series) - 1
	g := signalsGrid{
		Title:   "The other " + plural(others, "series", "series") + ", newest signal first",
		Summary: "Four years to " + a.Month.Long() + ", each on its own scale over the same months. Band: limits. Line: mean.",
		Order: Segments{Label: "Order", Items: []Segment{
			{Label: "By signal", Href: v.WithSort(insight.SortSignal).URL(signalsPath) + "#grid", Current: !a.ByVolume},
			{Label: "By volume", Href: v.WithSort(insight.SortVolume).URL(signalsPath) + "#grid", Current: a.ByVolume},
		}},
		Key:    keyEntries(chart.RulesKey(a.Chosen.Lengths())),
		Source: "Icons show the newest complete month only. 1.4" + noBreakSpace + "% of stable series would show one by chance.",
		CSV:    v.URL(seriesCSVPath),
	}
	if a.Group != nil {
		g.Title = a.Group.Name + " and its procedures, newest signal first"
	}
	if others == 1 {
		g.Title = "The other series"
	}
	if a.ByVolume && others > 1 {
		g.Title = "The other " + plural(others, "series", "series") + ", largest first"
	}
	for _, one := range a.Series {
		if one.Key != a.Chosen.Key {
			part := newSignalsPart(one, a)
			g.Parts, g.HasTarget = append(g.Parts, part), g.HasTarget || part.TargetIcon != ""
		}
	}
	if slug := a.Chosen.GroupSlug; slug != "" && a.Group == nil {
		g.Group = &Link{Label: "Procedures of " + a.Chosen.Name, Href: otherSeries(a.Scope.View).WithSeries("").WithGroup(slug).URL(signalsPath)}
	}
	return g
}

func newSignalsPart(one insight.SeriesVerdict, a insight.Signals) signalsPart {
	p := signalsPart{Name: one.Name, Href: one.URL, Value: seriesNumber(one, one.Value, 0), Icon: verdictIcon(one), Words: one.Words}
	usual := formatDecimal(float64(one.Lower), one.Decimals) + " to " + seriesNumber(one, one.Upper, 0)
	switch {
	case one.Alert != nil && one.Alert.Months > 1:
		p.Alert, p.Words = true, one.Words+", since "+one.Alert.First.Short()
	case one.Alert != nil:
		p.Alert, p.Words = true, one.Words+", "+a.Month.Long()
	case one.Upper.Known() && !one.Provisional:
		p.Words = one.Words + ", usually " + usual
	}
	if t := one.Target; t != nil && t.Place != "" {
		p.TargetIcon, p.TargetWords = "target-"+string(t.Place), targetShort(one)
	}
	p.Says = one.Name + ", four years to " + a.Month.Long()
	p.Picture = chart.Multiple(multipleOf(one, a.Month, multipleMonths), multipleWidth, multipleHeight)
	return p
}

// multipleOf is a series over the months that end with last, with its limits and signals. Months before the
// series begins are empty, so that all pictures share one axis.
func multipleOf(one insight.SeriesVerdict, last calendar.Month, months int) chart.MultipleInput {
	first := last - calendar.Month(months) + 1
	shown := series.New(first, last)
	if one.Values.Len() > 0 {
		shown = one.Values.Slice(first, last)
	}
	in := chart.MultipleInput{First: first, Values: shown.Values}
	for _, s := range one.Segments {
		from, to := max(int(s.First-first), 0), min(int(s.Last-first), months-1)
		if from > to {
			continue
		}
		lower := float64(s.Lower)
		if one.Lower >= 0 { // shown as at least 0
			lower = math.Max(0, lower)
		}
		in.Limits = append(in.Limits, chart.MultipleLimits{From: from, To: to, Mean: float64(s.Mean), Lower: lower, Upper: float64(s.Upper)})
	}
	for _, m := range one.Marks {
		if m.Month >= first {
			in.Marks = append(in.Marks, chart.MultipleMark{Index: int(m.Month - first), Rule: chartRule(m.Rule), Up: m.Up})
		}
	}
	if one.IsRate() {
		lower, upper := one.MonthLimits(first, last)
		in.Lower, in.Upper = lower.Values, upper.Values
	}
	for _, m := range one.LeftOut() {
		in.Hollow = append(in.Hollow, int(m-first))
	}
	if one.Target != nil && one.Target.Value.Known() {
		target := float64(one.Target.Value)
		in.Target = &target
	}
	return in
}

// signalsSpec is the control chart for browsers without script.
func (s *Server) signalsSpec(ctx context.Context, v insight.View) (*chart.Spec, error) {
	answer, err := s.answers.Signals(ctx, signalsView(v))
	if err != nil || answer.Empty != nil || answer.Chosen.Values.Len() == 0 {
		return nil, err
	}
	spec, err := chart.XmR(xmrInput(answer))
	return &spec, err
}
