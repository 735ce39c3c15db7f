package insight

import (
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// backToVolume leads from a number of the Volume page to where it stands.
func (x *tracer) backToVolume() {
	v := x.r.pinnedTo(x.n).WithSpan(x.q.View.Span)
	v.PerDay, v.Hours = x.q.View.PerDay, x.q.View.Hours
	if x.q.Figure == FigureShift {
		v = v.WithShow(ShowChange)
	}
	x.t.BackURL = v.URL("/volume")
}

// window is how the Volume page adds up the view's numbers.
func (x *tracer) window() window {
	span := x.q.View.Span
	if span == "" {
		span = SpanMonth
	}
	return window{r: x.r, span: span, perDay: x.q.View.PerDay, hours: x.q.View.Hours, since: x.numbers.since()}
}

// volume explains a number of the Volume page in whatever span and unit it stands there.
func (x *tracer) volume() {
	r, w, m := x.r, x.window(), x.r.month
	x.first, x.last = w.first(m), m
	x.t.Title = x.where() + ", " + w.spanText(m) + ", " + w.thing()
	if w.perDay {
		x.t.Title += " per working day"
	}
	v := w.at(x.whole, m)
	x.set(v, w.text(v))
	if note := x.numbers.hoursNote(); note != "" {
		x.t.Notes = append(x.t.Notes, note)
	}
	if w.perDay {
		x.t.Notes = append(x.t.Notes, r.holidayNotes(m)...)
	}
	if series.IsMissing(v) {
		x.t.Notes = append(x.t.Notes, "No figure: "+orElse(w.lacking(x.whole, m), "no row is stored for "+x.n.name())+".")
		return
	}
	if w.hours {
		x.hoursFormula(w)
	}
	if w.perDay {
		x.rateFormula(w)
	} else if w.span != SpanMonth {
		x.monthsFormula(w)
	}
}

// hoursFormula writes the hours of each procedure: count × minutes ÷ 60.
func (x *tracer) hoursFormula(w window) {
	m := x.r.month
	w.perDay = false
	plain := *x.numbers
	plain.hours = nil
	for _, p := range x.r.kindsOf(x.n) {
		part := x.numbers.kind(p.ID)
		if part == nil {
			continue
		}
		hours, isListed := w.added(x.numbers.slice(p.Name, part), m)
		if !isListed {
			continue
		}
		n, _ := w.added(plain.slice(p.Name, plain.kind(p.ID)), m)
		step := p.Name + ": " + whole(n) + " × " + baselineText(x.numbers.hours.each(p.ID, m)*60) + " minutes ÷ 60 = " + oneDecimal(hours) + " hours"
		if w.first(m) < m && len(x.numbers.hours.minutes[p.ID]) > 1 { // the minutes may have changed on the way
			step = p.Name + ": " + whole(n) + ", by the minutes in force in each month, = " + oneDecimal(hours) + " hours"
		}
		x.t.Formula = append(x.t.Formula, step)
		view := x.r.pinnedTo(x.n).WithProcedure(x.r.kindSlug[p.ID]).WithRange(w.first(m), m)
		x.t.Inputs = append(x.t.Inputs, TraceInput{Name: p.Name, Value: whole(n), URL: TraceURL(TraceQuery{Figure: FigureCount, View: view})})
	}
	all := w.at(x.whole, m)
	x.t.Formula = append(x.t.Formula, "Together "+oneDecimal(all)+" hours")
}

// rateFormula divides each site's sum by its own working days.
func (x *tracer) rateFormula(w window) {
	m := x.r.month
	var parts []string
	rate := w
	w.perDay = false
	for _, s := range x.r.sites {
		values, ok := x.whole.raw[s.ID]
		if !ok {
			continue
		}
		one := volumeSlice{sites: []*siteFacts{s}, raw: bySite{s.ID: values}}
		n, isListed := w.added(one, m)
		if !isListed {
			continue
		}
		days := 0.0
		for month := w.first(m); month <= m; month++ {
			if s.IsActive(month) {
				days += s.workingDays(month)
			}
		}
		x.t.Formula = append(x.t.Formula, s.Name+": "+w.text(n)+" ÷ "+whole(days)+" working days = "+decimals(ratio(n, days), 2))
		parts = append(parts, decimals(ratio(n, days), 2))
	}
	if len(parts) > 1 {
		x.t.Formula = append(x.t.Formula, strings.Join(parts, " + ")+" = "+decimals(rate.at(x.whole, m), 2)+" a working day")
	}
}

// monthsFormula adds up the months of a span.
func (x *tracer) monthsFormula(w window) {
	m := x.r.month
	single := w
	single.span = SpanMonth
	var parts []string
	for month := w.first(m); month <= m; month++ {
		parts = append(parts, w.text(single.at(x.whole, month)))
	}
	x.t.Formula = append(x.t.Formula, strings.Join(parts, " + ")+" = "+w.text(w.at(x.whole, m)))
}

// shift explains one part's share in a change against the year before.
func (x *tracer) shift() {
	w, m := x.window(), x.r.month
	x.first, x.last = w.first(m), m
	x.t.Title = x.where() + ", " + w.spanText(m) + " against " + w.spanText(m-12)
	if note := x.numbers.hoursNote(); note != "" {
		x.t.Notes = append(x.t.Notes, note)
	}
	all := x.all
	wholeNow, wholeBefore := w.at(all, m), w.at(all, m-12)
	if series.IsMissing(wholeNow) || series.IsMissing(wholeBefore) {
		when := m
		if !series.IsMissing(wholeNow) {
			when = m - 12
		}
		x.t.Notes = append(x.t.Notes, "No figure: "+orElse(w.lacking(all, when), "no complete total")+".")
		return
	}
	now, _ := w.added(x.whole, m)
	before, _ := w.added(x.whole, m-12)
	x.set(now-before, w.signedText(now-before))
	x.t.Formula = append(x.t.Formula, w.text(now)+" − "+w.text(before)+" = "+w.signedText(now-before))
	if p := series.PercentChange(before, now); !series.IsMissing(p) {
		x.t.Formula = append(x.t.Formula, w.signedText(now-before)+" ÷ "+w.text(before)+" = "+percent(p))
	}
	if wholeBefore > 0 && x.q.View.By != "" {
		growth := wholeNow / wholeBefore
		x.t.Formula = append(x.t.Formula,
			"Everything together: "+w.text(wholeBefore)+" became "+w.text(wholeNow)+", × "+decimals(growth, 4),
			"In step with it: "+w.text(before)+" × ("+decimals(growth, 4)+" − 1) = "+signed(oneDecimal(before*(growth-1)), before*(growth-1)),
			"Its own: "+w.text(now)+" − "+w.text(before)+" × "+decimals(growth, 4)+" = "+signed(oneDecimal(now-before*growth), now-before*growth),
			"Share: "+share(before/wholeBefore)+" became "+share(ratio(now, wholeNow)),
			"Of the change of everything together: "+w.signedText(now-before)+" ÷ "+w.text(wholeBefore)+" = "+percent((now-before)/wholeBefore*100))
	}
	base := w.traced()
	for _, one := range []struct {
		month calendar.Month
		v     float64
	}{{m, now}, {m - 12, before}} {
		x.t.Inputs = append(x.t.Inputs, TraceInput{Name: capital(w.spanText(one.month)), Value: w.text(one.v),
			URL: TraceURL(TraceQuery{Figure: w.figure(), View: base.WithMonth(one.month)})})
	}
}

// target holds a month, or the year to date, against what was budgeted.
func (x *tracer) target(w window) {
	m := x.r.month
	x.first, x.last = w.first(m), m
	x.t.Title = x.where() + ", " + w.spanText(m) + ", against its target"
	if x.targets == nil {
		x.t.Notes = append(x.t.Notes, "No target is loaded for "+x.n.name()+" at "+x.r.sitesText()+".")
		return
	}
	actual, budget := w.at(x.whole, m), x.targets.Between(w.first(m), m)
	x.set(actual-budget, signedWhole(actual-budget))
	if w.span != SpanMonth {
		var parts []string
		for month := w.first(m); month <= m; month++ {
			parts = append(parts, baselineText(x.targets.At(month)))
		}
		x.t.Formula = append(x.t.Formula, "Target: "+strings.Join(parts, " + ")+" = "+whole(budget))
		if !series.IsMissing(actual) {
			x.monthsFormula(w)
		}
	}
	if series.IsMissing(actual - budget) {
		why := w.lacking(x.whole, m)
		if series.IsMissing(budget) {
			why = "not every month has a target"
		}
		x.t.Notes = append(x.t.Notes, "No figure: "+why+".")
		return
	}
	x.t.Formula = append(x.t.Formula, whole(actual)+" − "+whole(budget)+" = "+signedWhole(actual-budget))
	if p := series.PercentChange(budget, actual); !series.IsMissing(p) {
		x.t.Formula = append(x.t.Formula, signedWhole(actual-budget)+" ÷ "+whole(budget)+" = "+percent(p))
	}
}
