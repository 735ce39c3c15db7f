package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// keyFigures returns the numbers under the headline, each with what stands behind it.
func (r *reading) keyFigures() []KeyFigure {
	return []KeyFigure{
		r.totalFigure(),
		r.baselineFigure(),
		r.perDayFigure(),
		r.lastYearFigure(),
		r.yearToDateFigure(),
		r.tightestFigure(),
		r.completenessFigure(),
	}
}

// picture returns the last 24 months of a series with what it is compared with.
func (r *reading) picture(kind PictureKind, s, reference series.Monthly, what string) Picture {
	p := Picture{Kind: kind, Series: s.Tail(r.month, figureMonths), Reference: reference.Tail(r.month, figureMonths)}
	from := r.month - figureMonths + 1
	p.Summary = what + ", " + period(max(from, min(r.start, r.month)), r.month)
	if n := len(p.Series.Present()); n < figureMonths {
		p.Summary += ", " + monthsIn(n) + " complete"
	}
	p.Summary += "."
	return p
}

func (r *reading) totalFigure() KeyFigure {
	m := r.month
	f := KeyFigure{ID: "procedures", Label: "Procedures", Value: whole(r.total.At(m)), Number: Number(r.total.At(m)), TraceURL: r.trace(FigureCount)}
	switch {
	case r.state(m) == MonthUnfinished && r.partial() != nil:
		f.Context = say(r.partial().Words)
	case !r.total.Has(m):
		f.Context = say(r.whyMissing(m))
	case r.chosen != nil || len(r.active(m)) == 1:
		f.Context = say(m.Long())
	default:
		f.Context = r.siteParts(m)
	}
	f.Note = joinSpace(r.unitNotes(m))
	f.Picture = r.picture(PictureLine, r.total, r.baselineSeries(m-figureMonths+1, m), "Procedures a month")
	return f
}

// whyMissing says why the month has no total.
func (r *reading) whyMissing(m calendar.Month) string {
	switch r.state(m) {
	case MonthIncomplete:
		return r.knownWords(m)
	case MonthUnfinished:
		return m.Long() + " is not finished"
	}
	return r.emptyMonth()
}

func (r *reading) baselineFigure() KeyFigure {
	m := r.month
	baseline := r.baselineSeries(m-figureMonths+1, m)
	difference := series.Subtract(r.total, baseline)
	f := KeyFigure{ID: "baseline", Label: "Against baseline", Value: signedWhole(difference.At(m)), Number: Number(difference.At(m)), TraceURL: r.trace(FigureDifference)}
	b, ok := r.comparable(m)
	switch {
	case !ok:
		f.Context = say(r.noBaselineShort(m))
	case b.Approximate:
		f.Context = say("baseline about " + baselineText(b.PerMonth) + " a month")
	default:
		f.Context = say("baseline " + baselineText(b.PerMonth) + " a month")
	}
	if difference.Has(m) {
		f.Unit = percent(series.PercentChange(b.PerMonth, r.total.At(m)))
	}
	f.Note = r.baselineNote(m)
	f.Picture = r.picture(PictureBars, difference, series.Monthly{}, "Procedures above or below the baseline")
	return f
}

// noBaselineShort says in few words why nothing is compared.
func (r *reading) noBaselineShort(m calendar.Month) string {
	if len(r.active(m)) == 0 {
		return "no site was active"
	}
	if b, ok := r.baseline(m); ok {
		return "the " + baselineText(b.PerMonth) + " covers other sites"
	}
	if r.chosen != nil {
		return "none entered for " + r.chosen.Name
	}
	return "none in force"
}

func (r *reading) perDayFigure() KeyFigure {
	m := r.month
	rates := r.rates()
	rate, usual := rates.At(m), r.baselineRate(m)
	f := KeyFigure{ID: "per_day", Label: "Per working day", Value: oneDecimal(rate), Number: Number(rate), TraceURL: r.trace(FigurePerDay)}
	context := r.workingDaysText(m)
	if !series.IsMissing(rate) && !series.IsMissing(usual) {
		context += "; " + comparedTo(rate, usual) + " the baseline’s " + oneDecimal(usual)
	}
	if series.IsMissing(rate) && r.total.Has(m) {
		context = "no working day in the month"
	}
	f.Context = say(context)
	for _, note := range r.holidayNotes(m) {
		f.Note = note
	}
	reference := series.New(m-figureMonths+1, m)
	for i := range reference.Values {
		reference.Values[i] = r.baselineRate(reference.First + calendar.Month(i))
	}
	f.Picture = r.picture(PictureLine, rates, reference, "Procedures a working day")
	return f
}

// workingDaysText says how many working days the month has: "21 working days", "21 at University, 20 at VA".
func (r *reading) workingDaysText(m calendar.Month) string {
	active := r.active(m)
	mean, differ := r.meanWorkingDays(m)
	switch {
	case len(active) == 0:
		return ""
	case !differ:
		return whole(mean) + " working " + plural(int(mean), "day", "days")
	case len(active) > 3:
		return oneDecimal(mean) + " working days on average"
	}
	parts := make([]string, len(active))
	for i, s := range active {
		parts[i] = whole(s.workingDays(m)) + " at " + s.Name
	}
	return "working days: " + joinComma(parts)
}

func (r *reading) lastYearFigure() KeyFigure {
	m, before := r.month, r.month-12
	change := series.Subtract(r.total, r.total.YearBefore())
	f := KeyFigure{ID: "last_year", Label: "Same month last year", Value: signedWhole(change.At(m)), Number: Number(change.At(m)), TraceURL: r.trace(FigureLastYear)}
	switch {
	case change.Has(m):
		if p := series.PercentChange(r.total.At(before), r.total.At(m)); !series.IsMissing(p) {
			f.Unit = percent(p)
		}
		f.Context = say(whole(r.total.At(before)) + " in " + before.Long())
	case !r.total.Has(m):
		f.Context = say(r.whyMissing(m))
	case before < r.start:
		f.Context = say("the data start in " + r.start.Long())
	default:
		f.Context = say(before.Long() + ": " + r.whyMissing(before))
	}
	if change.Has(m) && !r.sameSites(m, before) {
		f.Note = "Other sites were active in " + before.Long() + "."
	}
	f.Picture = r.picture(PictureBars, change, series.Monthly{}, "Change against the same month a year before")
	return f
}

// sameSites reports whether the same sites were active in both months.
func (r *reading) sameSites(a, b calendar.Month) bool {
	for _, s := range r.sites {
		if s.IsActive(a) != s.IsActive(b) {
			return false
		}
	}
	return true
}

func (r *reading) yearToDateFigure() KeyFigure {
	m := r.month
	year := r.years.FiscalYear(m)
	sums := r.total.YearToDate(r.yearStart)
	f := KeyFigure{ID: "year_to_date", Label: "Year to date", Value: whole(sums.At(m)), Unit: year.Label(), Number: Number(sums.At(m)), TraceURL: r.trace(FigureYearToDate)}
	text := year.Long()
	switch {
	case !sums.Has(m):
		text += ": " + r.missingBetween(year.First, m)
	case sums.Has(m - 12):
		text += ": " + signedWhole(sums.At(m)-sums.At(m-12)) + " against the year before"
	}
	f.Context = Sentence{{Text: text}}
	rolling := r.total.Rolling(12)
	twelve := Part{Text: "12 months " + whole(rolling.At(m)), URL: r.trace(FigureRolling12)}
	if rolling.Has(m) {
		f.Context = append(f.Context, Part{Text: "; "}, twelve)
	} else if sums.Has(m) {
		f.Context = append(f.Context, Part{Text: "; 12 months " + dash + ": " + r.missingBetween(m-11, m)})
	}
	f.Picture = r.picture(PictureLine, rolling, series.Monthly{}, "Procedures in the 12 months to each month")
	return f
}

func (r *reading) completenessFigure() KeyFigure {
	in, expected := r.fileCount(r.month)
	from := max(r.month-figureMonths+1, min(r.start, r.month))
	f := KeyFigure{
		ID: "completeness", Label: "Completeness", Value: whole(float64(in)) + " of " + whole(float64(expected)),
		Unit: plural(expected, "file", "files"), Number: missing(), TraceURL: r.trace(FigureCompleteness),
	}
	if expected == 0 {
		f.Value = dash
	} else {
		f.Number = Number(float64(in) / float64(expected))
	}
	months := int(r.month-from) + 1
	names := r.missingFiles(from, r.month)
	outstanding, absent := r.outstanding(r.month), ""
	switch {
	case len(names) == 0 && outstanding != "": // "none missing" would sound as if all were there
	case len(names) == 0 && months == 1:
		absent = "none missing"
	case len(names) == 0:
		absent = "none missing in " + monthsIn(months)
	case len(names) == 1:
		absent = "missing in " + monthsIn(months) + ": " + names[0]
	default:
		absent = whole(float64(len(names))) + " missing in " + monthsIn(months)
	}
	if outstanding != "" && absent != "" {
		outstanding += "; "
	}
	f.Context = say(outstanding + absent)
	rows := r.fileRows(from, r.month)
	f.Picture = Picture{Kind: PictureGrid, Files: rows, Summary: "Files by site and kind, " + period(from, r.month) + "."}
	return f
}

// outstanding says what keeps files that are not late from being counted on: "1 not finished", "1 not declared
// complete". A month with nothing but files received says nothing.
func (r *reading) outstanding(m calendar.Month) string {
	words := map[FileState]string{
		FileIncomplete: "not declared complete", FileSuppressed: "with hidden counts",
		FileUnfinished: "received while the month runs", FileNotDue: "not due yet", FileInReview: "in review",
	}
	count := map[FileState]int{}
	for _, s := range r.filingSites() {
		for _, kind := range fileKinds() {
			count[r.fileCell(s, kind, m).State]++
		}
	}
	var parts []string
	for _, state := range []FileState{FileIncomplete, FileSuppressed, FileInReview, FileUnfinished, FileNotDue} {
		if count[state] > 0 {
			parts = append(parts, whole(float64(count[state]))+" "+words[state])
		}
	}
	return joinComma(parts)
}

func joinSpace(parts []string) string {
	text := ""
	for _, part := range parts {
		if text != "" {
			text += " "
		}
		text += part
	}
	return text
}
