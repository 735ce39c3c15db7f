package insight

import (
	"math"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// mostRules is how many rules are told one by one; the marks on the chart show the others.
const mostRules = 4

// depth says everything of one series.
func (r *reading) depth(v SeriesVerdict, one measured, how judged) SeriesDepth {
	v.Marks = v.told()
	d := SeriesDepth{SeriesVerdict: v, TraceURL: r.seriesTrace(v, one)}
	first, last := r.start, r.judgedTo()
	if v.Values.Len() > 0 {
		first = v.Values.First
	}
	d.Rebases = r.rebasesOf(v.of)
	d.Annotations = r.seriesAnnotations(v, first, last)
	d.Excluded = r.exclusions(v.OfSite, first, last)
	d.Events = r.seriesEvents(d)
	d.Title, d.Summary = r.depthTitle(&v), r.depthSummary(&v)
	if one.measure != nil {
		d.Over = r.overChoices(one.measure, one.over)
	}
	if d.TargetSite = one.of.site; d.TargetSite == 0 && len(r.sites) == 1 {
		d.TargetSite = r.sites[0].ID
	}
	d.CanTarget = one.of.measure == "" && one.of.group == 0 && d.TargetSite != 0
	d.ProcedureGroup = r.procedureGroup(v.Procedure)
	if v.Group != 0 {
		d.GroupSlug = r.groupSlug[v.Group]
	}
	if v.Values.Len() == 0 {
		return d
	}
	d.Points = r.depthPoints(&v, d.Excluded)
	d.Targets = r.targetLine(one, how, first, last)
	d.Warnings = slices.DeleteFunc(slices.Clone(v.chart.Warnings), func(text string) bool {
		return strings.Contains(text, "without a value") || strings.Contains(text, "target is not judged")
	})
	segment := len(v.chart.Segments) - 1
	d.Steps = v.chart.Explain(segment, v.fine)
	if v.unit.scale == 100 {
		d.Steps = append([]string{v.unit.over + " are counted in hundreds, so that the rate is one per 100."}, d.Steps...)
	}
	d.Limits = v.limitLines()
	for _, e := range v.chart.Episodes() {
		if e.Segment == segment && len(d.RuleList) < mostRules {
			d.RuleList = append(d.RuleList, v.ruleMet(e))
		}
	}
	if s, ok := v.chart.SuggestRebase(); ok && r.isNewest() && v.Alert != nil {
		d.Suggestion = v.suggestion(s)
	}
	return d
}

// targetLine is the target of each month: the one tried, or those stored.
func (r *reading) targetLine(one measured, how judged, first, last calendar.Month) series.Monthly {
	line := series.New(first, last)
	tried, isTried := how.wish.tried()
	for m := first; m <= last; m++ {
		if isTried {
			line.Set(m, tried)
		} else {
			line.Set(m, r.targetOf(one, m, how.perDay))
		}
	}
	return line
}

func (r *reading) seriesTrace(v SeriesVerdict, one measured) string {
	view := r.pinned()
	last := r.judgedTo()
	view.Month = &last
	if v.Site != nil {
		view.Site = v.Site.Slug
	}
	if one.measure != nil {
		view.Series, view.Wish.Over = one.key, one.over
		return TraceURL(TraceQuery{Figure: FigureMeasure, View: view})
	}
	view.Group, view.Procedure = r.groupSlug[v.Group], r.kindSlug[v.Procedure]
	return TraceURL(TraceQuery{Figure: FigureCount, View: view})
}

// depthTitle says as a finding how the series stands: "VA: 9 months above the mean since February 2026".
func (r *reading) depthTitle(v *SeriesVerdict) string {
	month := r.judgedTo()
	switch {
	case v.Values.Len() == 0:
		return v.Name + ": no complete month yet"
	case v.Provisional:
		return v.Name + ": " + monthsIn(v.Months) + " under these limits, too few to judge"
	case v.Value.IsMissing():
		return v.Name + ": no number for " + month.Long()
	case v.Kind != spc.Run && !v.hasLimits():
		return v.Name + ": " + v.text(float64(v.Value)) + " in " + month.Long() + ", with no limits to judge it by"
	case v.Alert != nil && v.Alert.Months > 1:
		return v.Name + ": " + lowerFirst(v.Alert.Words) + " since " + v.Alert.First.Long()
	case v.Alert != nil:
		return v.Name + ": " + month.Long() + " is " + lowerFirst(v.Alert.Words)
	case v.isOut(month):
		return v.Name + ": " + month.Long() + " is left out of the limits"
	case v.Runs != nil && v.Runs.Signal && v.Kind == spc.Run:
		return v.Name + ": runs about the median point to a lasting change"
	case v.Runs != nil && v.Runs.Signal:
		return v.Name + ": " + month.Long() + " is within its limits, but runs point to a lasting change"
	case v.Kind == spc.Run:
		return v.Name + ": runs about the median are those of chance"
	}
	return v.Name + ": " + month.Long() + " is within normal variation"
}

// isOut reports whether the month is left out of the limits.
func (v *SeriesVerdict) isOut(m calendar.Month) bool {
	i := int(m - v.Values.First)
	return i >= 0 && i < len(v.chart.Points) && v.chart.Points[i].Excluded
}

// hasLimits reports whether a month of the limits in force could lie outside them.
func (v *SeriesVerdict) hasLimits() bool {
	return v.chart.Segments[len(v.chart.Segments)-1].HasLimits()
}

func (v *SeriesVerdict) centreName() string {
	if v.Kind == spc.Run {
		return "median"
	}
	return "mean"
}

func (r *reading) depthSummary(v *SeriesVerdict) string {
	what := v.unit.words
	if v.Site == nil && r.chosen != nil {
		what += " at " + r.chosen.Name
	}
	if v.Values.Len() == 0 {
		return sentence(what)
	}
	lines := "mean and limits"
	switch {
	case v.Kind == spc.Run:
		lines = "median"
	case !v.hasLimits():
		lines = "mean"
	}
	what += " with " + lines + ", " + period(v.Values.First, v.Values.Last())
	redrawn := ""
	if n := len(v.Segments); n > 1 {
		from := v.Segments[n-1].First
		lines := "Limits"
		if v.Kind == spc.Run {
			lines = "Median"
		}
		redrawn = lines + " begin anew in " + from.Long() + ", when other sites began to report"
		for _, rebase := range r.rebasesOf(v.of) {
			if rebase.Month == from {
				redrawn = lines + " redrawn in " + from.Long() + ": " + strings.TrimSuffix(rebase.Reason, ".")
			}
		}
	}
	numbers := r.judgedTo().MonthOfYear().String() + ": " + v.text(float64(v.Value)) + ", " + v.centreName() + " " + v.text(float64(v.Mean))
	if v.Upper.Known() {
		numbers += ", limits " + v.usual()
	}
	floor := ""
	if current := v.Segments[len(v.Segments)-1]; current.Lower.Known() && float64(current.Lower) < v.least() {
		what := "a count"
		if v.Measure != "" {
			what = "this"
		}
		floor = "The lower limit is computed as " + v.text(float64(current.Lower)) + " and shown as 0, since " + what + " cannot be less"
	}
	none := ""
	if v.Kind != spc.Run && !v.hasLimits() && !v.Provisional {
		for _, text := range v.chart.Warnings {
			if strings.Contains(text, "there are no limits") || strings.Contains(text, "judge nothing") {
				none = strings.TrimSuffix(text, ".")
			}
		}
	}
	left := ""
	if n := len(v.LeftOut()); n > 0 {
		left = capital(spelled(n)) + " " + plural(n, "month is", "months are") + " left out of the limits by choice"
	}
	return sentence(what, redrawn, numbers, floor, none, left)
}

// LeftOut returns the months that are left out of the limits by choice.
func (v SeriesVerdict) LeftOut() (months []calendar.Month) {
	for i, p := range v.chart.Points {
		if p.Excluded {
			months = append(months, v.Values.First+calendar.Month(i))
		}
	}
	return months
}

func (r *reading) depthPoints(v *SeriesVerdict, out []Exclusion) []SeriesPoint {
	words := map[calendar.Month]string{}
	for _, mark := range v.Marks {
		words[mark.Month] = mark.Words
	}
	for _, e := range out {
		words[e.Month] = "left out of the limits: " + e.Reason
	}
	points := make([]SeriesPoint, len(v.chart.Points))
	before := -1 // the last month not left out, whose neighbour the next one is
	for i, p := range v.chart.Points {
		m := v.Values.First + calendar.Month(i)
		point := SeriesPoint{Month: m, Value: v.number(p.Value), Range: missing(), Mean: v.number(p.Centre), Lower: v.lowest(p.Lower), Upper: v.number(p.Upper),
			Over: Number(p.Denominator), Rule: p.Signal.Rule(), Up: p.Signal.IsHigh(), Out: p.Excluded, Words: words[m]}
		if !p.Excluded {
			if before >= 0 && v.chart.Points[before].Segment == p.Segment {
				point.Range = v.number(math.Abs(p.Value - v.chart.Points[before].Value))
			}
			before = i
		}
		if point.Value.IsMissing() && v.Measure != "" {
			point.Words = "not reported by every site that reports it"
		} else if point.Value.IsMissing() {
			point.Words = "not reported"
			if state := r.state(m); state == MonthIncomplete {
				point.Words = r.knownWords(m)
			}
		}
		points[i] = point
	}
	return points
}

// fine writes a number of the computation: one decimal more than the series is shown with. On a chart of shares both
// shares and what they are made of are written.
func (v *SeriesVerdict) fine(n float64) string {
	if v.Kind == spc.PPrime && math.Abs(n) < 1.5 {
		return decimals(n, 3)
	}
	return decimals(n, v.unit.decimals+1)
}

// limitLines are the numbers that the limits in force are made of.
func (v *SeriesVerdict) limitLines() []LimitLine {
	segment := v.chart.Segments[len(v.chart.Segments)-1]
	months := "Months in these limits"
	if len(v.chart.Segments) > 1 {
		months = "Months since the rebase"
	}
	newest := v.chart.Points[len(v.chart.Points)-1]
	lines := []LimitLine{
		{months, whole(float64(segment.Computation.Points))},
		{capital(v.centreName()), v.finely(segment.Centre)},
	}
	switch {
	case v.Kind == spc.Run:
		return append(lines, LimitLine{"Limits", "none on a run chart"})
	case v.IsRate():
		return append(lines,
			LimitLine{"Variation against chance, σz", decimals(segment.Computation.SigmaZ, 2)},
			LimitLine{v.unit.over + " in the newest month", baselineText(math.Round(newest.Denominator*v.unit.scale*100) / 100)},
			LimitLine{"Upper limit in the newest month", v.finely(newest.Upper)},
			LimitLine{"Lower limit in the newest month", v.finely(newest.Lower)})
	}
	return append(lines,
		LimitLine{"Average moving range", v.finely(segment.Computation.Ranges.Mean)},
		LimitLine{"Upper: mean + 2.66 × range", v.finely(segment.Upper)},
		LimitLine{"Lower: mean " + minus + " 2.66 × range", v.finely(segment.Lower)})
}

// finely writes a number of the chart as it is shown, with one decimal more.
func (v *SeriesVerdict) finely(n float64) string {
	text := decimals(v.shown(n), v.unit.decimals+1)
	if v.unit.isShare && !math.IsNaN(n) {
		text += noBreak + "%"
	}
	return text
}

func (v *SeriesVerdict) ruleMet(e spc.Episode) RuleMet {
	rule := RuleMet{Rule: e.Signal.Rule(), Up: e.Signal.IsHigh(), Text: capital(e.WordsWith(v.raw)) + ".",
		From: v.Values.First + calendar.Month(e.First()), To: v.Values.First + calendar.Month(e.Last())}
	switch rule.Rule {
	case spc.OutsideRule:
		rule.Name = "Outside a limit"
	case spc.TrendRule:
		rule.Name = "Trend"
		rule.Text += " " + whole(float64(v.rules.TrendLength)) + " are enough."
	case spc.TwoInThreeRule:
		rule.Name = "2 of 3 near a limit"
	case spc.ShiftRule:
		rule.Name = "Shift"
		rule.Text += " " + whole(float64(v.rules.ShiftLength)) + " are enough."
	}
	return rule
}

func (v *SeriesVerdict) suggestion(s spc.Suggestion) *RebaseSuggestion {
	month := v.Values.First
	for i, p := range v.chart.Points {
		if p.Label == s.At {
			month += calendar.Month(i)
		}
	}
	side := "below"
	if s.IsAbove {
		side = "above"
	}
	evidence := "The last " + whole(float64(s.Months)) + " months sit " + side + " the mean. Redrawing the limits there would move the mean from " +
		v.text(float64(v.Mean)) + " to " + v.raw(s.Since) + "."
	if s.IsShort {
		evidence += " The new limits would be provisional until they have 13 months."
	}
	return &RebaseSuggestion{Month: month, Title: "Rebase from " + month.Long() + "?", Evidence: evidence}
}

// seriesAnnotations returns the events that concern the series.
func (r *reading) seriesAnnotations(v SeriesVerdict, first, last calendar.Month) []AnnotationOnSite {
	var found []AnnotationOnSite
	for _, a := range r.annotations(first, last, v.of) {
		if v.OfSite == 0 || a.Site == 0 || a.Site == v.OfSite {
			found = append(found, a)
		}
	}
	return found
}

// seriesEvents lists annotations and rebases of the series, newest first, with who said so and when.
func (r *reading) seriesEvents(d SeriesDepth) []SeriesEvent {
	var events []SeriesEvent
	add := func(id int64, isRebase bool, m calendar.Month, text string, of seriesOf, by caseload.UserID, at int64) {
		name := r.users[by]
		if name == "" {
			name = string(by)
		}
		events = append(events, SeriesEvent{ID: id, IsRebase: isRebase, Month: m, Text: text, Concerns: r.concerns(of),
			By: name, When: shortDay(r.dateOf(at), r.today)})
	}
	for _, a := range d.Annotations {
		add(a.ID, false, a.Month, a.Text, seriesOf{a.Site, a.Group, a.Procedure, a.Measure, a.Role}, a.By, a.At)
	}
	for _, b := range d.Rebases {
		add(b.ID, true, b.Month, b.Reason, seriesOf{b.Site, b.Group, b.Procedure, b.Measure, b.Role}, b.By, b.At)
	}
	slices.SortStableFunc(events, func(a, b SeriesEvent) int { return int(b.Month - a.Month) })
	return events
}

// concerns names what an event is about: "VA", "all sites, Dialysis access", "University, Room hours used".
func (r *reading) concerns(of seriesOf) string {
	text := "all sites"
	for _, s := range r.facts.sites {
		if s.ID == of.site {
			text = s.Name
		}
	}
	for _, g := range r.groups {
		if g.ID == of.group && of.group != 0 {
			text += ", " + g.Name
		}
	}
	for _, p := range r.kinds {
		if p.ID == of.procedure {
			text += ", " + p.Name
		}
	}
	if of.measure != "" {
		text += ", " + measureLabel(of.measure, of.role)
	}
	return text
}
