package insight

import (
	"strconv"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

func (x *tracer) count() {
	r := x.r
	if v := x.q.View; v.From != nil && v.To != nil {
		x.first, x.last = *v.From, min(*v.To, r.current)
	}
	x.t.Title = x.where() + ", " + period(x.first, max(x.first, x.last))
	sum := 0.0
	for m := x.first; m <= x.last; m++ {
		sum += x.month(m)
	}
	x.set(sum, whole(sum))
	if x.first == x.last && r.state(x.first) == MonthUnfinished {
		if p := r.partial(); p != nil && x.n.isAll() {
			x.t.Value = p.Label
		}
		x.t.Notes = append(x.t.Notes, x.first.Long()+" is not finished: its numbers are in no statistic.")
		return
	}
	if series.IsMissing(sum) {
		x.explainMissing(x.first, x.last)
	}
	x.t.Notes = append(x.t.Notes, r.unitNotes(r.month)...)
}

func (x *tracer) difference() {
	r, m := x.r, x.r.month
	x.t.Title = x.where() + ", " + m.Long() + ", against the baseline"
	now := x.month(m)
	b, ok := r.comparable(m)
	if !x.n.isAll() {
		x.t.Notes = append(x.t.Notes, "The baseline is of all procedures; none is known for "+x.n.name()+".")
		return
	}
	if !ok {
		x.t.Notes = append(x.t.Notes, r.whyNoBaseline(m))
		return
	}
	x.t.Notes = append(x.t.Notes, r.baselineNote(m))
	if series.IsMissing(now) {
		x.explainMissing(m, m)
		return
	}
	d := now - b.PerMonth
	x.set(d, signedWhole(d))
	x.t.Formula = []string{
		whole(now) + " − " + baselineText(b.PerMonth) + " = " + signedWhole(d),
		signedWhole(d) + " ÷ " + baselineText(b.PerMonth) + " = " + percent(series.PercentChange(b.PerMonth, now)),
	}
	x.input(m.Long(), now, x.link(m))
	x.t.Inputs = append(x.t.Inputs, TraceInput{Name: "Baseline in force since " + b.From.Long(), Value: baselineText(b.PerMonth), URL: "/settings"})
}

func (x *tracer) perDay() {
	r, m := x.r, x.r.month
	x.t.Title = x.where() + ", " + m.Long() + ", per working day"
	rate := window{r: r, span: SpanMonth, perDay: true}.at(x.whole, m)
	x.set(rate, oneDecimal(rate))
	x.t.Notes = append(x.t.Notes, r.holidayNotes(m)...)
	if series.IsMissing(rate) {
		x.explainMissing(m, m)
		return
	}
	var parts []string
	for _, s := range r.active(m) {
		values, ok := x.whole.raw[s.ID]
		if !ok || !values.Has(m) {
			continue
		}
		n, days := values.At(m), s.workingDays(m)
		x.t.Formula = append(x.t.Formula, s.Name+": "+whole(n)+" ÷ "+whole(days)+" working days = "+decimals(ratio(n, days), 2))
		parts = append(parts, decimals(ratio(n, days), 2))
		x.input(s.Name+", "+m.Long(), n, TraceURL(TraceQuery{Figure: FigureCount, View: r.pinnedTo(x.n).WithSite(s.ref.Slug)}))
	}
	if len(parts) > 1 {
		x.t.Formula = append(x.t.Formula, strings.Join(parts, " + ")+" = "+decimals(rate, 2)+" a working day")
	}
	if x.n.isAll() {
		x.baselineRateFormula(m, rate)
	}
}

// baselineRateFormula adds how the baseline comes to a rate, and how the two compare.
func (x *tracer) baselineRateFormula(m calendar.Month, rate float64) {
	r := x.r
	b, ok := r.comparable(m)
	usual := r.baselineRate(m)
	if !ok || series.IsMissing(usual) {
		x.t.Notes = append(x.t.Notes, r.whyNoBaseline(m))
		return
	}
	year := strconv.Itoa(m.Year())
	days, differ := r.yearDays(m)
	daysText := whole(days)
	if differ {
		var parts []string
		for _, s := range r.active(m) {
			parts = append(parts, s.Name+" "+whole(float64(s.yearDays(m.Year()))))
		}
		daysText = oneDecimal(days)
		x.t.Formula = append(x.t.Formula, "Working days of "+year+": mean of "+shortList(parts, 6)+" = "+daysText)
	}
	x.t.Formula = append(x.t.Formula,
		"Baseline: "+baselineText(b.PerMonth)+" × 12 ÷ "+daysText+" working days of "+year+" = "+decimals(usual, 2)+" a working day",
		oneDecimal(rate)+" is "+comparedTo(rate, usual)+" "+oneDecimal(usual))
	x.t.Notes = append(x.t.Notes, r.baselineNote(m))
}

func (x *tracer) lastYear() {
	m, before := x.r.month, x.r.month-12
	x.t.Title = x.where() + ", " + m.Long() + " against " + before.Long()
	now, then := x.month(m), x.month(before)
	x.set(now-then, signedWhole(now-then))
	x.input(m.Long(), now, x.link(m))
	x.input(before.Long(), then, x.link(before))
	if series.IsMissing(now) {
		x.explainMissing(m, m)
	}
	if series.IsMissing(then) {
		x.explainMissing(before, before)
	}
	if series.IsMissing(now - then) {
		return
	}
	x.t.Formula = []string{whole(now) + " − " + whole(then) + " = " + signedWhole(now-then)}
	if p := series.PercentChange(then, now); !series.IsMissing(p) {
		x.t.Formula = append(x.t.Formula, signedWhole(now-then)+" ÷ "+whole(then)+" = "+percent(p))
	}
	if !x.r.sameSites(m, before) {
		x.t.Notes = append(x.t.Notes, "Other sites were active in "+before.Long()+".")
	}
}

func (x *tracer) yearToDate() {
	year := x.r.years.FiscalYear(x.r.month)
	x.t.Title = x.where() + ", " + year.Long() + " to " + x.r.month.Long()
	x.addMonths(year.First, x.r.month)
}

func (x *tracer) rolling12() {
	x.t.Title = x.where() + ", 12 months to " + x.r.month.Long()
	x.addMonths(x.r.month-11, x.r.month)
}

// addMonths writes the sum month by month.
func (x *tracer) addMonths(first, last calendar.Month) float64 {
	x.first, x.last = first, last
	sum := 0.0
	var parts []string
	for m := first; m <= last; m++ {
		v := x.month(m)
		sum += v
		parts = append(parts, whole(v))
		x.input(m.Long(), v, x.link(m))
	}
	x.set(sum, whole(sum))
	if series.IsMissing(sum) {
		x.explainMissing(first, last)
		return sum
	}
	if len(parts) > 1 {
		x.t.Formula = append(x.t.Formula, strings.Join(parts, " + ")+" = "+whole(sum))
	}
	return sum
}

func (x *tracer) mean12() {
	m := x.r.month
	x.t.Title = x.where() + ", mean of the 12 months to " + m.Long()
	sum := x.addMonths(m-11, m)
	x.set(sum/12, oneDecimal(sum/12))
	if !series.IsMissing(sum) {
		x.t.Formula = append(x.t.Formula, whole(sum)+" ÷ 12 = "+oneDecimal(sum/12))
	}
}

func (x *tracer) share() {
	m := x.r.month
	x.t.Title = x.where() + ", share of all procedures, " + m.Long()
	part, all := x.month(m), x.r.total.At(m)
	x.input(x.n.name(), part, x.link(m))
	x.input("All procedures", all, TraceURL(TraceQuery{Figure: FigureCount, View: x.r.pinned()}))
	v := ratio(part, all)
	x.set(v, share(v))
	if series.IsMissing(v) {
		x.explainMissing(m, m)
		return
	}
	x.t.Formula = []string{whole(part) + " ÷ " + whole(all) + " = " + share(v)}
}

func (x *tracer) completeness() {
	r, m := x.r, x.r.month
	x.files = true
	x.t.Title = "Files, " + r.sitesText() + ", " + m.Long()
	for _, s := range r.filingSites() {
		for _, kind := range fileKinds() {
			if cell := r.file(s, kind, m); cell.expected() {
				x.t.Files = append(x.t.Files, cell)
			}
		}
	}
	in, expected := r.fileCount(m)
	x.t.Total = expected
	if expected > 0 {
		x.t.Number = Number(float64(in) / float64(expected))
		x.t.Value = whole(float64(in)) + " of " + whole(float64(expected))
	}
	x.t.Summary = capital(noneOr(in)) + " of " + spelled(expected) + " files " + plural(in, "is", "are") + " in and can be counted on."
	x.t.Notes = append(x.t.Notes,
		"A file is expected of a site from its first committed month to its last active one. A month is complete when every active site has sent its procedures and declared the file to be everything.",
		"A roster carries its dates: one that comes later speaks of all months before it.")
}
