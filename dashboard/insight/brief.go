package insight

import (
	"context"
	"strconv"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// Brief answers "what do I hand to the chair?" for the view.
func (s *Service) Brief(ctx context.Context, v View) (Brief, error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return Brief{}, err
	}
	b := Brief{Scope: r.scope(), Empty: r.empty(), Month: r.month, Title: r.division + ", monthly brief"}
	if b.Empty != nil {
		b.text = b.Empty.Title + " " + b.Empty.Text
		return b, nil
	}
	if err := s.staffed(ctx, r); err != nil {
		return Brief{}, err
	}
	groups := r.groupTable()
	b.Status = r.statusText()
	b.Headline, b.Second, b.Next = r.headline(), r.second(), s.expected(r)
	b.Lines = r.briefLines()
	b.Main = r.months(max(r.start, min(r.month, r.end)-tableMonths+1))
	b.Groups = briefGroups(groups.Rows, briefRows)
	b.Movers = r.movers(groups.Rows)
	b.MoversLine = r.moversLine(b.Movers)
	b.Staffing = r.staffing()
	b.Moves = leaversInWords(r.staffMoves(StaffingView{}).Rows)
	b.Definitions = r.definitions(b.Staffing)
	b.Footer = r.sources()
	b.text = b.sentences()
	return b, nil
}

// briefRows is how many groups a brief names where none beyond the largest carries a signal.
const briefRows = 8

// briefGroups are the largest groups and, smaller ones or not, all that carry a signal, in their own order.
func briefGroups(rows []GroupRow, most int) []GroupRow {
	var chosen []GroupRow
	for i, row := range rows {
		if i < most || row.HasSignal() {
			chosen = append(chosen, row)
		}
	}
	return chosen
}

// Fewer are the brief's groups where there is no room for all: those with a signal before others, then the largest.
func (b Brief) Fewer(most int) []GroupRow {
	flagged := 0
	for _, row := range b.Groups {
		flagged += b2i(row.HasSignal())
	}
	if len(b.Groups) <= most {
		return b.Groups
	}
	others := max(0, most-flagged)
	var chosen []GroupRow
	for _, row := range b.Groups {
		if len(chosen) == most {
			break
		}
		if !row.HasSignal() {
			if others == 0 {
				continue
			}
			others--
		}
		chosen = append(chosen, row)
	}
	return chosen
}

// HasSignal reports whether the group's month carries a signal.
func (g GroupRow) HasSignal() bool { return g.Verdict != nil && g.Verdict.Alert != nil }

// CopyText returns the brief in sentences, to be pasted into a message.
func (b Brief) CopyText() string { return b.text }

// statusText says whether the month's figures can still change: "preliminary", "closed", "not complete".
func (r *reading) statusText() string {
	switch {
	case r.state(r.month) == MonthUnfinished:
		return "month not finished"
	case r.month > r.current:
		return "not begun"
	case r.state(r.month) != MonthComplete:
		return "not complete"
	case r.isClosed(r.month):
		return "closed"
	}
	return "preliminary"
}

// briefLines returns the numbers of the brief, each as a line of its own.
func (r *reading) briefLines() []BriefLine {
	m := r.month
	var lines []BriefLine
	add := func(label, value, rest string) {
		text := label + ": " + value
		if rest != "" {
			text += ", " + rest
		}
		lines = append(lines, BriefLine{Label: label, Value: value, Text: text + "."})
	}
	total := r.total.At(m)
	if r.total.Has(m) {
		rest := ""
		if rate := r.rate(m, m); !series.IsMissing(rate) {
			rest = oneDecimal(rate) + " per working day (" + r.workingDaysText(m) + ")"
		}
		add(m.Long(), procedures(total), rest)
		if sites := r.siteParts(m); r.chosen == nil && len(sites) > 1 {
			add("Sites", sites.String(), "")
		}
	} else {
		add(m.Long(), dash, r.whyMissing(m))
	}
	if before := r.total.At(m - 12); !series.IsMissing(before) && r.total.Has(m) {
		change := signedWhole(total - before)
		if p := series.PercentChange(before, total); !series.IsMissing(p) {
			change += " (" + percent(p) + ")"
		}
		add("Same month last year", whole(before), change)
	} else {
		add("Same month last year", dash, r.lastYearFigure().Context.String())
	}
	year := r.years.FiscalYear(m)
	add("Year to date", r.sumText(year.First, m), r.sumContext(year.Long(), year.First, m))
	add("12 months to "+m.Long(), r.sumText(m-11, m), r.sumContext("", m-11, m))
	if target, ok := r.target(m); ok && r.total.Has(m) {
		add("Target", whole(target), signedWhole(total-target)+" against it")
	}
	return lines
}

func (r *reading) sumText(first, last calendar.Month) string {
	return whole(r.total.Between(first, last))
}

// sumContext compares a sum with the same months a year before, or says why there is none.
func (r *reading) sumContext(name string, first, last calendar.Month) string {
	now, before := r.total.Between(first, last), r.total.Between(first-12, last-12)
	text := ""
	switch {
	case series.IsMissing(now):
		text = r.missingBetween(first, last)
	case !series.IsMissing(before):
		text = signedWhole(now-before) + " against the same months a year before"
	}
	switch {
	case name == "":
		return text
	case text == "":
		return name
	}
	return name + "; " + text
}

// target returns what was budgeted for the sites in view: for each active site its target for all procedures,
// or the sum of those by procedure. Without one for every active site there is none.
func (r *reading) target(m calendar.Month) (float64, bool) {
	sum, active := 0.0, r.active(m)
	for _, s := range active {
		whole, parts, hasWhole, hasParts := 0.0, 0.0, false, false
		for _, t := range r.targets {
			if t.Site != s.ID || t.Month != m {
				continue
			}
			if t.Procedure == 0 {
				whole, hasWhole = t.PerMonth, true
			} else {
				parts, hasParts = parts+t.PerMonth, true
			}
		}
		switch {
		case hasWhole:
			sum += whole
		case hasParts:
			sum += parts
		default:
			return 0, false
		}
	}
	return sum, len(active) > 0
}

// moversLine says the largest changes in one sentence.
func (r *reading) moversLine(movers []Mover) string {
	if len(movers) == 0 {
		return ""
	}
	var parts []string
	for _, mover := range movers[:min(len(movers), 4)] {
		parts = append(parts, mover.Name+" "+whole(float64(mover.Value))+" ("+signedWhole(float64(mover.Change))+")")
	}
	return "Largest changes against " + (r.month - 12).Long() + ": " + list(parts) + "."
}

// definitions says what the numbers are, and what nobody has stated.
func (r *reading) definitions(s Staffing) []string {
	m := r.month
	lines := []string{r.baselineTerms(m, "")}
	lines = append(lines, r.unitNotes(m)...)
	lines = append(lines, "Per working day: the sum over sites of count ÷ the site’s own working days (weekdays less holidays). The baseline’s is twelve months of it ÷ the working days of "+strconv.Itoa(m.Year())+".")
	lines = append(lines, r.holidayNotes(m)...)
	if s.Known {
		lines = append(lines, "Headcount: people employed on the month’s last day, one person once. FTE: full-time equivalents by days employed, leave included.")
		if s.SitesCovered != "" {
			lines = append(lines, s.SitesCovered)
		}
	}
	return lines
}

// sentences writes the brief as plain text.
func (b Brief) sentences() string {
	paragraphs := []string{b.Title + ", " + b.Scope.SitesText() + ".", b.Headline.String()}
	if second := b.Second.then(b.Next).String(); second != "" {
		paragraphs = append(paragraphs, second)
	}
	var lines []string
	for _, line := range b.Lines {
		lines = append(lines, line.Text)
	}
	paragraphs = append(paragraphs, strings.Join(lines, "\n"))
	if b.MoversLine != "" {
		paragraphs = append(paragraphs, b.MoversLine)
	}
	if b.Staffing.Known {
		staff := []string{b.Staffing.Line}
		if b.Moves != "" {
			staff = append(staff, b.Moves)
		}
		paragraphs = append(paragraphs, joinSpace(append(staff, b.Staffing.Notes...)))
	}
	paragraphs = append(paragraphs, strings.Join(b.Definitions, " "), capital(b.Status)+". "+b.Footer)
	return strings.Join(paragraphs, "\n\n") + "\n"
}
