package insight

import (
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Shades is how many steps of grey the months of all years are told apart by.
const Shades = 7

// volumeYears lays the months out year by year in the calendar chosen: single months as cells, and for the lines
// whatever the view adds up.
func (r *reading) volumeYears(w window, whole volumeSlice, out Volume, n narrowing) VolumeYears {
	single := w
	single.span = SpanMonth
	y := VolumeYears{Years: []YearOfMonths{}}
	months := single.series(whole, out.First, out.Last)
	drawn := w.series(whole, out.First, out.Last)
	base := single.traced()
	low, high := extent(months)
	y.Low, y.High = Number(low), Number(high)
	last := r.month
	step := int(last - r.yearStart(last)) // of the month in focus within its year, from 0
	for i := range 12 {
		y.Months = append(y.Months, (r.yearStart(last) + calendar.Month(i)).MonthOfYear().String()[:3])
	}
	y.Compared = y.Months[step]
	if step > 0 {
		y.Compared = y.Months[0] + "–" + y.Months[step]
	}
	years := months.Years(r.yearStart)
	for _, one := range years {
		fiscal := r.years.FiscalYear(one.First)
		year := YearOfMonths{Label: fiscal.Label(), Name: fiscal.Long(), First: one.First, Sum: Number(one.Sum()), Same: Number(one.Between(0, step)),
			Change: missing(), Percent: missing()}
		for i := range 12 {
			m := one.First + calendar.Month(i)
			year.Cells = append(year.Cells, r.yearCell(single, whole, months, m, base, low, high))
			year.Cells[i].Events = out.eventsOf(m)
			year.Line = append(year.Line, Number(drawn.At(m)))
			if p := out.Partial; p != nil && p.Month == m {
				year.Cells[i].Partial = p.Total
				year.Cells[i].Text = p.Label
			}
		}
		if k := len(y.Years); k > 0 {
			before := y.Years[k-1].Same
			year.Change, year.Percent = year.Same-before, Number(series.PercentChange(float64(before), float64(year.Same)))
		}
		if w.perDay { // rates of months do not add up
			year.Sum, year.Same, year.Change, year.Percent = missing(), missing(), missing(), missing()
		}
		toDate := single
		toDate.span = SpanYearToDate
		year.SumURL, year.SameURL = toDate.url(one.First+11), toDate.url(one.First+calendar.Month(step))
		y.Years = append(y.Years, year)
	}
	index, count := series.Season(years)
	for _, v := range index {
		y.Season = append(y.Season, Number(v))
	}
	y.SeasonYears = count
	r.yearsWords(&y, w, n, months)
	return y
}

func rebased(b caseload.Rebase) string { return "Rebased: " + b.Reason }

func (r *reading) yearCell(single window, whole volumeSlice, months series.Monthly, m calendar.Month, base View, low, high float64) YearCell {
	cell := YearCell{Month: m, Value: Number(months.At(m)), Shade: -1, Partial: missing()}
	switch {
	case m < months.First || m > months.Last():
		return cell
	case cell.Value.IsMissing():
		if cell.Text = r.knownWords(m); r.state(m) == MonthComplete || cell.Text == "" {
			cell.Text = single.lackingIn(whole, m)
		}
	case high > low:
		cell.Shade = min(Shades-1, int(Shades*(float64(cell.Value)-low)/(high-low)))
	default:
		cell.Shade = 0
	}
	cell.TraceURL = TraceURL(TraceQuery{Figure: single.figure(), View: base.WithMonth(m)})
	return cell
}

// extent returns the least and the largest number, both missing when there is none.
func extent(s series.Monthly) (low, high float64) {
	low, high = series.Missing(), series.Missing()
	for _, v := range s.Values {
		if series.IsMissing(v) {
			continue
		}
		if series.IsMissing(low) || v < low {
			low = v
		}
		if series.IsMissing(high) || v > high {
			high = v
		}
	}
	return low, high
}

// yearsWords titles the years and the seasons.
func (r *reading) yearsWords(y *VolumeYears, w window, n narrowing, months series.Monthly) {
	who := n.name()
	if r.chosen != nil {
		who += " at " + r.chosen.Name
	}
	year := r.years.FiscalYear(r.month)
	now, before, same := months.SameMonths(year.First, r.month)
	lines := map[Span]string{SpanMonth: "each month", SpanYearToDate: "the sum since the year began", SpanRolling12: "the 12 months to each month"}[w.span]
	unit := w.thing()
	if w.perDay {
		unit += " per working day"
	}
	y.Summary = sentence(capital(unit)+", "+lines+", year by year in "+string(r.calendar)+" years; "+year.Label()+" in ink", r.comparedNote(same))
	switch {
	case len(same) == 0:
		y.Title = who + ": no month of " + year.Label() + " can be compared with the year before"
	case w.perDay:
		y.Title = who + ": " + w.text(months.At(r.month)) + " per working day in " + r.month.Long() + ", " + w.text(months.At(r.month-12)) + " a year before"
		if !months.Has(r.month) || !months.Has(r.month-12) {
			y.Title = who + " per working day, year by year"
		}
	default:
		y.Title = year.Label() + ", " + monthList(same) + ": " + w.text(now) + " against " + w.text(before) + " in the same months a year before"
		if p := series.PercentChange(before, now); !series.IsMissing(p) {
			y.Title += " (" + percent(p) + ")"
		}
	}
	if y.SeasonYears == 0 {
		y.SeasonTitle = "Month by year: no year has all its months yet"
		if len(months.Present()) == 0 {
			y.SeasonTitle = "Month by year: no complete month yet"
		}
	} else {
		high, low := 0, 0
		for i, v := range y.Season {
			if v > y.Season[high] {
				high = i
			}
			if v < y.Season[low] {
				low = i
			}
		}
		y.SeasonTitle = "Usually the busiest month is " + FullMonth(y.Months[high]) + " (" + percent((float64(y.Season[high])-1)*100) + " beside its year’s mean), the quietest " +
			FullMonth(y.Months[low]) + " (" + percent((float64(y.Season[low])-1)*100) + ")"
	}
	y.SeasonNote = sentence(capital(unit)+" of each month, the stronger the shade the more. Each number opens its rows",
		"“Usual” is the month’s mean distance from its own year’s mean, over "+spelled(y.SeasonYears)+" "+plural(y.SeasonYears, "year that has", "years that have")+" all twelve months")
	if y.SeasonYears == 0 {
		y.SeasonNote = sentence(capital(unit) + " of each month, the stronger the shade the more. Each number opens its rows")
	}
}

// comparedNote says which months are compared where a gap leaves some out.
func (r *reading) comparedNote(same []calendar.Month) string {
	expected := int(r.month-r.yearStart(r.month)) + 1
	if len(same) == 0 || len(same) == expected {
		return ""
	}
	return "Only months that both years have are compared: " + spelled(len(same)) + " of " + spelled(expected)
}

// monthList names months in short: "Oct", "Jan–Aug", "Jan, Mar–Aug".
func monthList(months []calendar.Month) string {
	var parts []string
	for i := 0; i < len(months); i++ {
		first := months[i]
		for i+1 < len(months) && months[i+1] == months[i]+1 {
			i++
		}
		text := first.MonthOfYear().String()[:3]
		if months[i] > first {
			text += "–" + months[i].MonthOfYear().String()[:3]
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// FullMonth writes a month's name in full: "Oct" is "October".
func FullMonth(short string) string {
	for m := calendar.Month(0); m < 12; m++ {
		if name := m.MonthOfYear().String(); name[:3] == short {
			return name
		}
	}
	return short
}

// YearInFocus returns the place among the years of the one with the month in focus.
func (v Volume) YearInFocus() int {
	if v.Years != nil {
		for i, year := range v.Years.Years {
			if year.First <= v.Focus && v.Focus < year.First+12 {
				return i
			}
		}
	}
	return -1
}
