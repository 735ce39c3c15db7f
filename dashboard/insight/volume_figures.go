package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// volumeKeyFigures are the view's number as a month, to date, over twelve months and per working day, each against
// the same months a year before, and the target or the procedure hours where they are known.
func (r *reading) volumeKeyFigures(w window, all volumeSlice, c VolumeChange, target *series.Monthly) []KeyFigure {
	m := r.month
	w.perDay = false
	figures := []KeyFigure{}
	for _, one := range []struct {
		id, label string
		span      Span
	}{{"month", m.Long(), SpanMonth}, {"year_to_date", "Year to date", SpanYearToDate}, {"rolling_12", "12 months", SpanRolling12}} {
		w.span = one.span
		f := r.comparedFigure(w, all, one.id, one.label)
		if one.span == SpanYearToDate {
			if f.Unit != "" {
				f.Unit += ", "
			}
			f.Unit += r.years.FiscalYear(m).Label()
		}
		figures = append(figures, f)
	}
	w.span, w.perDay = SpanMonth, true
	rate := r.comparedFigure(w, all, "per_day", "Per working day")
	figures = append(figures, rate)
	w.perDay = false
	if target != nil && !w.hours {
		figures = append(figures, r.targetFigure(w, all, *target))
	}
	if e := c.Effects; e != nil && !w.hours {
		f := KeyFigure{ID: "hours", Label: "Procedure hours", Value: whole(float64(e.Now)), Number: e.Now, TraceURL: e.URL, Note: e.Note}
		f.Context = say(percent(float64(e.Percent)) + " while the count " + percent(float64(e.Count)) + ", against " + c.Before)
		if percent(float64(e.Percent)) == percent(float64(e.Count)) {
			f.Context = say(percent(float64(e.Percent)) + ", as the count, against " + c.Before)
		}
		figures = append(figures, f)
	}
	return figures
}

// comparedFigure is the window's number of the month in focus against the year before.
func (r *reading) comparedFigure(w window, part volumeSlice, id, label string) KeyFigure {
	m := r.month
	now, before := w.at(part, m), w.at(part, m-12)
	f := KeyFigure{ID: id, Label: label, Value: w.text(now), Number: Number(now), TraceURL: w.url(m)}
	if w.hours && !w.perDay {
		f.Unit = "hours"
	}
	since := "a year before"
	if w.span == SpanMonth {
		since = "in " + (m - 12).Long()
	}
	switch {
	case series.IsMissing(now):
		f.Context = say(w.why(part, m))
	case series.IsMissing(before):
		f.Context = say("nothing to compare with " + since)
	default:
		text := w.signedText(now - before)
		if p := series.PercentChange(before, now); !series.IsMissing(p) && now != before {
			text += " (" + percent(p) + ")"
		}
		f.Context = say(text + " against " + w.text(before) + " " + since)
	}
	if w.span == SpanYearToDate { // the sums themselves would only show where years begin
		change := series.New(m-figureMonths+1, m)
		for i := range change.Values {
			month := change.First + calendar.Month(i)
			change.Values[i] = w.at(part, month) - w.at(part, month-12)
		}
		f.Picture = r.picture(PictureBars, change, series.Monthly{}, "Year to date above or below the year before")
		return f
	}
	f.Picture = r.picture(PictureLine, w.series(part, m-figureMonths+1, m), series.Monthly{}, capital(w.unit()))
	return f
}

// why says why the window has no number of the month: a file that is missing, or no row of what is asked for.
func (w window) why(part volumeSlice, m calendar.Month) string {
	why := orElse(w.r.missingBetween(w.first(m), m), w.lacking(part, m))
	if w.span == SpanMonth {
		why = orElse(w.r.missingBetween(m, m), m.Long()+" "+w.lackingIn(part, m))
	}
	return why
}

// targetFigure is the year to date against its target.
func (r *reading) targetFigure(w window, part volumeSlice, target series.Monthly) KeyFigure {
	m := r.month
	w.span = SpanYearToDate
	first := w.first(m)
	now, budget := w.at(part, m), target.Between(first, m)
	f := KeyFigure{ID: "target", Label: "Against target to date", Value: signedWhole(now - budget), Number: Number(now - budget),
		TraceURL: TraceURL(TraceQuery{Figure: FigureTargetToDate, View: w.traced()})}
	switch {
	case series.IsMissing(budget):
		f.Context = say("no target for every month since " + first.Long())
	case series.IsMissing(now):
		f.Context = say(w.lacking(part, m))
	default:
		f.Unit = percent(series.PercentChange(budget, now))
		f.Context = say(whole(now) + " of " + whole(budget) + " in " + r.years.FiscalYear(m).Label())
	}
	single := w
	single.span = SpanMonth
	from := m - figureMonths + 1
	difference := series.New(from, m)
	for month := from; month <= m; month++ {
		difference.Set(month, single.at(part, month)-target.At(month))
	}
	f.Picture = r.picture(PictureBars, difference, series.Monthly{}, "Procedures above or below the target")
	return f
}
