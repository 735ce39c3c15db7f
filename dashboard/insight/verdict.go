package insight

import (
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// judged says how series are judged, beside the division's own way.
type judged struct {
	Judging
	perDay bool
	wish   SeriesWish // of the series in depth alone
}

// kind is the chart of a series: of a share P′, of a rate U′, else XmR; or a run chart where one is asked for.
func (one measured) kind(how judged) spc.Kind {
	switch {
	case how.Run:
		return spc.Run
	case one.isShare:
		return spc.PPrime
	case one.denominators.Len() > 0:
		return spc.UPrime
	}
	return spc.XmR
}

// judge draws the series' control chart up to the month judged. Months before the first number belong to no segment.
func (r *reading) judge(one measured, how judged) SeriesVerdict {
	v := SeriesVerdict{Key: one.key, Name: one.name, Site: one.ref, Group: one.of.group, OfSite: one.of.site,
		Procedure: one.of.procedure, Measure: one.of.measure, Role: one.of.role, Kind: one.kind(how), Unit: one.unit.words, Decimals: one.unit.decimals,
		Value: missing(), Mean: missing(), Lower: missing(), Upper: missing(), VsMean: missing(), size: -1, of: one.of, unit: one.unit}
	link := r.pinned()
	link.PerDay, link.Series, link.Judging = how.perDay, one.key, how.Judging
	v.URL = link.URL("/signals")
	last := r.judgedTo()
	first, ok := firstPresent(one.values)
	if !ok || first > last {
		v.Provisional, v.Words = true, provisionalWords
		return v
	}
	values := one.values.Slice(first, last)
	in := spc.OfMonths(values)
	if one.denominators.Len() > 0 {
		in = spc.OfMonthlyRates(values, one.denominators)
	}
	options := r.options(one, v.Kind, how, first, last)
	v.rules = options.Rules
	chart, err := spc.Analyse(in, options)
	if err != nil { // the labels and rebases are months of ours: only a number beyond computing is refused
		v.Provisional, v.Words = true, provisionalWords
		return v
	}
	v.chart = chart
	v.Values = series.New(first, last)
	for i, p := range chart.Points {
		v.Values.Values[i] = v.shown(p.Value)
	}
	v.fill(last)
	target, isTried := how.wish.tried()
	if !isTried {
		target = r.targetOf(one, last, how.perDay)
	}
	v.placeTarget(target, isTried)
	return v
}

// options are the rebases and months left out of the series, and how it is judged.
func (r *reading) options(one measured, kind spc.Kind, how judged, first, last calendar.Month) spc.Options {
	o := how.Judging.options(kind)
	isWithin := func(m calendar.Month) bool { return m > first && m <= last }
	for _, rebase := range r.rebasesOf(one.of) {
		if isWithin(rebase.Month) {
			o.Rebases = append(o.Rebases, rebase.Month.String())
		}
	}
	for _, m := range one.breaks {
		if isWithin(m) {
			o.Rebases = append(o.Rebases, m.String())
		}
	}
	for _, e := range r.excludedOf(one.of.site, first, last) {
		o.Excluded = append(o.Excluded, e.Month.String())
	}
	if how.wish.Improve != "" {
		o.Improvement = how.wish.Improve
	}
	target, isTried := how.wish.tried()
	if !isTried && how.wish.Improve != "" {
		target = r.targetOf(one, last, how.perDay)
	}
	if !series.IsMissing(target) && (isTried || how.wish.Improve != "") {
		if one.unit.isShare {
			target /= 100
		}
		o.Target = &target
	}
	return o
}

func firstPresent(s series.Monthly) (calendar.Month, bool) {
	for i, v := range s.Values {
		if !series.IsMissing(v) {
			return s.First + calendar.Month(i), true
		}
	}
	return 0, false
}

const provisionalWords = "Provisional limits"

// fill writes the chart's numbers in the terms of the page.
func (v *SeriesVerdict) fill(last calendar.Month) {
	month := func(i int) calendar.Month { return v.Values.First + calendar.Month(i) }
	for _, s := range v.chart.Segments {
		v.Segments = append(v.Segments, SegmentLimits{
			First: month(s.First), Last: month(s.Last()), Mean: v.number(s.Centre), Lower: v.number(s.Lower), Upper: v.number(s.Upper),
			AverageRange: missing(), RangeLimit: missing(), Provisional: s.Provisional,
		})
		if v.Kind == spc.XmR { // elsewhere the ranges are not in the unit of the values
			current := &v.Segments[len(v.Segments)-1]
			current.AverageRange, current.RangeLimit = Number(s.Computation.Ranges.Mean), Number(3.267*s.Computation.Ranges.Mean)
		}
	}
	newest := v.chart.Points[len(v.chart.Points)-1]
	v.Value, v.Mean = v.number(newest.Value), v.number(newest.Centre)
	v.Lower, v.Upper = v.lowest(newest.Lower), v.number(newest.Upper)
	if newest.Centre > 0 {
		v.VsMean = Number((newest.Value - newest.Centre) / newest.Centre * 100)
	}
	v.size = newest.Centre
	current := v.chart.Segments[len(v.chart.Segments)-1]
	v.Months, v.Provisional = current.N, v.chart.Provisional()
	for i, p := range v.chart.Points {
		if p.Signal.Fired() {
			if v.Marks == nil {
				v.Marks = make([]SignalMark, 0, len(v.chart.Points)-i)
			}
			v.Marks = append(v.Marks, SignalMark{Month: month(i), Value: v.number(p.Value), Rule: p.Signal.Rule(), Up: p.Signal.IsHigh()})
		}
	}
	v.Words = "Normal"
	alert, isAlert := v.chart.Alert()
	switch {
	case v.Provisional:
		v.Words = provisionalWords
	case isAlert:
		v.Alert = v.alert(alert, last)
		v.Words = v.Alert.Words
	case v.Value.IsMissing():
		v.Words = "No number for " + last.Long()
	case newest.Excluded:
		v.Words = last.Long() + " is left out of the limits"
	}
	if v.Kind == spc.XmR {
		return
	}
	v.Runs = v.runs(v.chart.Segments[len(v.chart.Segments)-1])
	if v.Alert == nil && !v.Provisional && v.Runs.Signal {
		v.Words = "Runs point to a lasting change"
	}
}

// shown turns a number of the chart into the one that is shown: a share into percent.
func (v *SeriesVerdict) shown(n float64) float64 {
	if v.unit.isShare {
		return n * 100
	}
	return n
}

func (v *SeriesVerdict) number(n float64) Number { return Number(v.shown(n)) }

// MonthLimits returns the limits of each month from first to last as they are shown, missing where there are none.
func (v SeriesVerdict) MonthLimits(first, last calendar.Month) (lower, upper series.Monthly) {
	lower, upper = series.New(first, last), series.New(first, last)
	for i, p := range v.chart.Points {
		m := v.Values.First + calendar.Month(i)
		lower.Set(m, float64(v.lowest(p.Lower)))
		upper.Set(m, v.shown(p.Upper))
	}
	return lower, upper
}

// least is the least that the series can be.
func (v *SeriesVerdict) least() float64 {
	if v.unit.isSigned {
		return math.Inf(-1)
	}
	return 0
}

// told returns the series' marks with the rule of each in words, which only charts that show them need.
func (v *SeriesVerdict) told() []SignalMark {
	marks := slices.Clone(v.Marks)
	for _, e := range v.chart.Episodes() {
		text := capital(e.Words())
		for _, i := range e.Points {
			if v.chart.Points[i].Signal != e.Signal {
				continue
			}
			month := v.Values.First + calendar.Month(i)
			at, _ := slices.BinarySearchFunc(marks, month, func(mark SignalMark, m calendar.Month) int { return int(mark.Month - m) })
			marks[at].Words = text
		}
	}
	return marks
}

// lowest is a lower limit as it is shown: nobody does fewer than no procedures.
func (v *SeriesVerdict) lowest(limit float64) Number {
	if math.IsNaN(limit) {
		return missing()
	}
	return Number(max(v.least(), v.shown(limit)))
}

func (v *SeriesVerdict) alert(e spc.Episode, last calendar.Month) *SeriesAlert {
	n := len(e.Points)
	rule, up := e.Signal.Rule(), e.Signal.IsHigh()
	a := &SeriesAlert{Rule: rule, Up: up, First: v.Values.First + calendar.Month(e.First()), Months: n}
	side := "below"
	if up {
		side = "above"
	}
	limit, limitName := float64(v.Lower), "lower limit"
	if up {
		limit, limitName = float64(v.Upper), "upper limit"
	}
	value := v.text(float64(v.Value))
	switch rule {
	case spc.OutsideRule:
		a.IsNew = n == 1
		a.Words = capital(side) + " the " + limitName
		a.Text = value + " in " + last.MonthOfYear().String() + ", " + side + " its usual range of " + v.usual() + "."
		if n > 1 {
			a.Words = whole(float64(n)) + " months " + side + " the " + limitName
		}
	case spc.TrendRule:
		a.IsNew = n == v.rules.TrendLength
		direction := "falling"
		if up {
			direction = "rising"
		}
		a.Words = whole(float64(n)) + " months " + direction
		a.Text = whole(float64(n)) + " months " + direction + " in a row, to " + value + "."
	case spc.TwoInThreeRule:
		a.IsNew = n == 2
		a.Words = "2 of 3 near the " + limitName
		a.Text = "2 of the last 3 months near or " + side + " the " + limitName + " of " + v.text(limit) + "."
		if n > 2 {
			a.Words = whole(float64(n)) + " months near the " + limitName
			a.Text = whole(float64(n)) + " months near or " + side + " the " + limitName + " of " + v.text(limit) + "."
		}
	case spc.ShiftRule:
		a.IsNew = n == v.rules.ShiftLength
		a.Words = whole(float64(n)) + " months " + side + " the mean"
		a.Text = whole(float64(n)) + " months " + side + " the mean of " + v.text(float64(v.Mean)) + "."
	}
	a.Since = "Since " + a.First.Long()
	if a.First.Year() == last.Year() {
		a.Since = "Since " + a.First.MonthOfYear().String()
	}
	if a.IsNew {
		a.Since = "New in " + last.MonthOfYear().String()
	}
	return a
}

// text writes a number of the series as it is shown: counts whole, rates with one decimal.
func (v *SeriesVerdict) text(n float64) string {
	text := decimals(n, v.unit.decimals)
	if v.unit.isShare && !math.IsNaN(n) {
		text += noBreak + "%"
	}
	return text
}

// raw writes a number of the chart.
func (v *SeriesVerdict) raw(n float64) string { return v.text(v.shown(n)) }

// usual is the range between the limits in force: "590 to 773".
func (v *SeriesVerdict) usual() string {
	return v.text(float64(v.Lower)) + " to " + v.text(float64(v.Upper))
}

// rebasesOf returns the rebases of one series, oldest first.
func (r *reading) rebasesOf(of seriesOf) []caseload.Rebase {
	var found []caseload.Rebase
	for _, rebase := range r.rebases {
		if of.isOf(rebase) {
			found = append(found, rebase)
		}
	}
	return found
}
