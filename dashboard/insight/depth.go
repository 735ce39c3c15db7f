package insight

import (
	"math"
	"slices"
	"strings"

	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// mostRules is how many rules are told one by one; the marks on the chart show the others.
const mostRules = 4

// depth says everything of one series.
func (r *reading) depth(v SeriesVerdict) SeriesDepth {
	v.Marks = v.told()
	d := SeriesDepth{SeriesVerdict: v, TraceURL: r.seriesTrace(v)}
	first, last := r.start, r.judgedTo()
	if v.Values.Len() > 0 {
		first = v.Values.First
	}
	d.Rebases = r.rebasesOf(v.OfSite, v.Group)
	d.Annotations = r.seriesAnnotations(v, first, last)
	d.Events = r.seriesEvents(d)
	d.Title, d.Summary = r.depthTitle(&v), r.depthSummary(&v)
	if v.Values.Len() == 0 {
		return d
	}
	d.Points = r.depthPoints(&v)
	d.Warnings = slices.DeleteFunc(slices.Clone(v.chart.Warnings), func(text string) bool { return strings.Contains(text, "without a value") })
	segment := len(v.chart.Segments) - 1
	d.Steps = v.chart.Explain(segment, v.fine)
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

func (r *reading) seriesTrace(v SeriesVerdict) string {
	view := r.pinned()
	last := r.judgedTo()
	view.Month = &last
	if v.Site != nil {
		view.Site = v.Site.Slug
	}
	view.Group = r.groupSlug[v.Group]
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
	case v.Alert == nil:
		return v.Name + ": " + month.Long() + " is within normal variation"
	case v.Alert.Months > 1:
		return v.Name + ": " + lowerFirst(v.Alert.Words) + " since " + v.Alert.First.Long()
	}
	return v.Name + ": " + month.Long() + " is " + lowerFirst(v.Alert.Words)
}

func (r *reading) depthSummary(v *SeriesVerdict) string {
	what := "Procedures a month"
	if v.rules == spc.UPrime {
		what = "Procedures per working day"
	}
	if v.Group != 0 && r.chosen != nil {
		what += " at " + r.chosen.Name
	}
	if v.Values.Len() == 0 {
		return sentence(what)
	}
	what += " with mean and limits, " + period(v.Values.First, v.Values.Last())
	redrawn := ""
	if n := len(v.Segments); n > 1 {
		from := v.Segments[n-1].First
		redrawn = "Limits begin anew in " + from.Long() + ", when other sites began to report"
		for _, rebase := range r.rebasesOf(v.OfSite, v.Group) {
			if rebase.Month == from {
				redrawn = "Limits redrawn in " + from.Long() + ": " + strings.TrimSuffix(rebase.Reason, ".")
			}
		}
	}
	numbers := r.judgedTo().MonthOfYear().String() + ": " + v.text(float64(v.Value)) + ", mean " + v.text(float64(v.Mean))
	if v.Upper.Known() {
		numbers += ", limits " + v.usual()
	}
	floor := ""
	if current := v.Segments[len(v.Segments)-1]; current.Lower.Known() && current.Lower < 0 {
		floor = "The lower limit is computed as " + v.text(float64(current.Lower)) + " and shown as 0, since a count cannot be less"
	}
	return sentence(what, redrawn, numbers, floor)
}

func (r *reading) depthPoints(v *SeriesVerdict) []SeriesPoint {
	words := map[calendar.Month]string{}
	for _, mark := range v.Marks {
		words[mark.Month] = mark.Words
	}
	points := make([]SeriesPoint, len(v.chart.Points))
	for i, p := range v.chart.Points {
		m := v.Values.First + calendar.Month(i)
		point := SeriesPoint{Month: m, Value: Number(p.Value), Range: missing(), Mean: Number(p.Centre), Lower: atLeast0(p.Lower), Upper: Number(p.Upper),
			Rule: p.Signal.Rule(), Up: p.Signal.IsHigh(), Words: words[m]}
		if i > 0 && v.chart.Points[i-1].Segment == p.Segment {
			point.Range = Number(math.Abs(p.Value - v.chart.Points[i-1].Value))
		}
		if point.Value.IsMissing() {
			point.Words = "not reported"
			if state := r.state(m); state == MonthIncomplete {
				point.Words = r.knownWords(m)
			}
		}
		points[i] = point
	}
	return points
}

// fine writes a number of the computation: one decimal more than the series is shown with.
func (v *SeriesVerdict) fine(n float64) string {
	if v.rules == spc.UPrime {
		return decimals(n, 2)
	}
	return oneDecimal(n)
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
		{"Mean", v.fine(segment.Centre)},
	}
	if v.rules == spc.UPrime {
		return append(lines,
			LimitLine{"Variation against chance, σz", decimals(segment.Computation.SigmaZ, 2)},
			LimitLine{"Working days in the newest month", baselineText(newest.Denominator)},
			LimitLine{"Upper limit in the newest month", v.fine(newest.Upper)},
			LimitLine{"Lower limit in the newest month", v.fine(newest.Lower)})
	}
	return append(lines,
		LimitLine{"Average moving range", v.fine(segment.Computation.Ranges.Mean)},
		LimitLine{"Upper: mean + 2.66 × range", v.fine(segment.Upper)},
		LimitLine{"Lower: mean " + minus + " 2.66 × range", v.fine(segment.Lower)})
}

func (v *SeriesVerdict) ruleMet(e spc.Episode) RuleMet {
	rule := RuleMet{Rule: e.Signal.Rule(), Up: e.Signal.IsHigh(), Text: capital(e.WordsWith(v.text)) + ".",
		From: v.Values.First + calendar.Month(e.First()), To: v.Values.First + calendar.Month(e.Last())}
	switch rule.Rule {
	case spc.OutsideRule:
		rule.Name = "Outside a limit"
	case spc.TrendRule:
		rule.Name = "Trend"
		rule.Text += " 7 are enough."
	case spc.TwoInThreeRule:
		rule.Name = "2 of 3 near a limit"
	case spc.ShiftRule:
		rule.Name = "Shift"
		rule.Text += " 7 are enough."
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
		v.text(float64(v.Mean)) + " to " + v.text(s.Since) + "."
	if s.IsShort {
		evidence += " The new limits would be provisional until they have 13 months."
	}
	return &RebaseSuggestion{Month: month, Title: "Rebase from " + month.Long() + "?", Evidence: evidence}
}

// seriesAnnotations returns the events that concern the series.
func (r *reading) seriesAnnotations(v SeriesVerdict, first, last calendar.Month) []AnnotationOnSite {
	var found []AnnotationOnSite
	for _, a := range r.annotations(first, last, v.Group) {
		if v.OfSite == 0 || a.Site == 0 || a.Site == v.OfSite {
			found = append(found, a)
		}
	}
	return found
}

// seriesEvents lists annotations and rebases of the series, newest first, with who said so and when.
func (r *reading) seriesEvents(d SeriesDepth) []SeriesEvent {
	var events []SeriesEvent
	add := func(id int64, isRebase bool, m calendar.Month, text string, site caseload.SiteID, group caseload.GroupID, by caseload.UserID, at int64) {
		name := r.users[by]
		if name == "" {
			name = string(by)
		}
		events = append(events, SeriesEvent{ID: id, IsRebase: isRebase, Month: m, Text: text, Concerns: r.concerns(site, group),
			By: name, When: shortDay(r.dateOf(at), r.today)})
	}
	for _, a := range d.Annotations {
		add(a.ID, false, a.Month, a.Text, a.Site, a.Group, a.By, a.At)
	}
	for _, b := range d.Rebases {
		add(b.ID, true, b.Month, b.Reason, b.Site, b.Group, b.By, b.At)
	}
	slices.SortStableFunc(events, func(a, b SeriesEvent) int { return int(b.Month - a.Month) })
	return events
}

// concerns names what an event is about: "VA", "all sites, Dialysis access".
func (r *reading) concerns(site caseload.SiteID, group caseload.GroupID) string {
	text := "all sites"
	for _, s := range r.facts.sites {
		if s.ID == site {
			text = s.Name
		}
	}
	for _, g := range r.groups {
		if g.ID == group && group != 0 {
			text += ", " + g.Name
		}
	}
	return text
}
