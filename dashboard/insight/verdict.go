package insight

import (
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// measured is a series before it is judged.
type measured struct {
	key, name string
	values    series.Monthly // complete months
	days      series.Monthly // to divide by; empty for counts
	site      caseload.SiteID
	group     caseload.GroupID
	ref       *SiteRef
}

// judge draws the series' control chart up to the month judged: an XmR chart of counts, a U′ chart of rates per
// working day. Months before the first number belong to no segment.
func (r *reading) judge(one measured, perDay bool) SeriesVerdict {
	v := SeriesVerdict{Key: one.key, Name: one.name, Site: one.ref, Group: one.group, OfSite: one.site,
		Value: missing(), Mean: missing(), Lower: missing(), Upper: missing(), VsMean: missing(), size: -1, rules: spc.XmR}
	link := r.pinned()
	link.PerDay, link.Series = perDay, one.key
	v.URL = link.URL("/signals")
	last := r.judgedTo()
	present := one.values.Present()
	if len(present) == 0 || present[0] > last {
		v.Provisional, v.Words = true, provisionalWords
		return v
	}
	values := one.values.Slice(present[0], last)
	in := spc.OfMonths(values)
	if perDay {
		v.rules = spc.UPrime
		in = spc.OfMonthlyRates(values, one.days)
	}
	options := spc.Defaults(v.rules)
	for _, rebase := range r.rebasesOf(one.site, one.group) {
		if rebase.Month > values.First && rebase.Month <= last {
			options.Rebases = append(options.Rebases, rebase.Month.String())
		}
	}
	if r.chosen == nil && one.ref == nil {
		options.Rebases = append(options.Rebases, r.otherSites(values.First, last)...)
	}
	chart, err := spc.Analyse(in, options)
	if err != nil { // the labels and rebases are months of ours: only a number beyond computing is refused
		v.Provisional, v.Words = true, provisionalWords
		return v
	}
	v.chart = chart
	v.Values = series.New(values.First, last)
	for i, p := range chart.Points {
		v.Values.Values[i] = p.Value
	}
	v.fill(last)
	return v
}

// otherSites returns the months from which other sites report than in the month before. A total over other sites
// is another series, so its limits begin anew there: like is compared with like.
func (r *reading) otherSites(first, last calendar.Month) []string {
	var months []string
	for m := first + 1; m <= last; m++ {
		if !r.sameSites(m, m-1) {
			months = append(months, m.String())
		}
	}
	return months
}

const provisionalWords = "Provisional limits"

// fill writes the chart's numbers in the terms of the page.
func (v *SeriesVerdict) fill(last calendar.Month) {
	month := func(i int) calendar.Month { return v.Values.First + calendar.Month(i) }
	for _, s := range v.chart.Segments {
		v.Segments = append(v.Segments, SegmentLimits{
			First: month(s.First), Last: month(s.Last()), Mean: Number(s.Centre), Lower: Number(s.Lower), Upper: Number(s.Upper),
			AverageRange: Number(s.Computation.Ranges.Mean), RangeLimit: Number(3.267 * s.Computation.Ranges.Mean), Provisional: s.Provisional,
		})
	}
	newest := v.chart.Points[len(v.chart.Points)-1]
	v.Value, v.Mean = Number(newest.Value), Number(newest.Centre)
	v.Lower, v.Upper = atLeast0(newest.Lower), Number(newest.Upper)
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
			v.Marks = append(v.Marks, SignalMark{Month: month(i), Value: Number(p.Value), Rule: p.Signal.Rule(), Up: p.Signal.IsHigh()})
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
	}
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

// atLeast0 is a lower limit as it is shown: nobody does fewer than no procedures.
func atLeast0(limit float64) Number {
	if math.IsNaN(limit) {
		return missing()
	}
	return Number(max(0, limit))
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
		a.IsNew = n == 7
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
		a.IsNew = n == 7
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

// text writes a number of the series: counts whole, rates with one decimal.
func (v *SeriesVerdict) text(n float64) string {
	if v.rules == spc.UPrime {
		return oneDecimal(n)
	}
	return whole(n)
}

// usual is the range between the limits in force: "590 to 773".
func (v *SeriesVerdict) usual() string {
	return v.text(float64(v.Lower)) + " to " + v.text(float64(v.Upper))
}

// rebasesOf returns the rebases of one series, oldest first.
func (r *reading) rebasesOf(site caseload.SiteID, group caseload.GroupID) []caseload.Rebase {
	var found []caseload.Rebase
	for _, rebase := range r.rebases {
		if rebase.Site == site && rebase.Group == group {
			found = append(found, rebase)
		}
	}
	return found
}
