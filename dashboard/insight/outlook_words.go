package insight

import (
	"math"
	"strings"
	"time"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

func fiscalStarts() map[CalendarKind]time.Month {
	return map[CalendarKind]time.Month{CalendarYear: time.January, AcademicYear: time.July, FederalYear: time.October}
}

// about rounds an expected number as a person would say it: 648 is 650, 27.4 is 27.
func about(v float64) float64 {
	if v >= 200 {
		return math.Round(v/10) * 10
	}
	return math.Round(v)
}

// rangeWords says an 80 % range: "80 % between 610 and 690".
func rangeWords(lo, hi float64) string {
	if about(lo) == about(hi) {
		return "80" + noBreak + "% at " + whole(about(lo))
	}
	return "80" + noBreak + "% between " + whole(about(lo)) + " and " + whole(about(hi))
}

// words says what the numbers mean.
func (x *outlooker) words(out *Outlook) {
	who := x.who()
	if len(out.Months) == 0 {
		out.Headline = Sentence{{Text: "There is no outlook for " + who + " yet", Strong: true}, {Text: "."}}
		out.Second = say(out.Reason + " Twelve complete months give a level, 24 a season and a trend too.")
		out.Title, out.Summary = "No outlook yet", out.Reason
		return
	}
	next := out.Months[0]
	out.Headline = x.headline(out, next)
	out.Why = x.why(out, next)
	out.Second = say(out.Why.Sentence)
	out.Title, out.Summary = x.title(out), x.summary(out)
	out.LandingTitle = x.landingTitle(out)
	if out.Reason != "" {
		out.Notes = append(out.Notes, out.Reason)
	}
	out.Notes = append(out.Notes, x.endings()...)
	if left := leftOutWords(out.LeftOut); left != "" {
		out.Notes = append(out.Notes, left)
	}
	if out.Backtest != nil && out.Backtest.Rows[0].NaiveWins() {
		out.Notes = append(out.Notes, "For this series last year’s same month has been the better forecast; it stands beside each month in the table.")
	}
}

// endings says which sites end within the outlook, and what becomes of the forecast then.
func (x *outlooker) endings() []string {
	var notes []string
	sites := x.r.active(x.set.origin + 1)
	for _, end := range endsOf(sites, x.set.origin) {
		var over, open []string
		for _, s := range sites {
			switch {
			case s.LastMonth != nil && *s.LastMonth == end:
				over = append(over, s.Name)
			case s.LastMonth == nil || *s.LastMonth > end:
				open = append(open, s.Name)
			}
		}
		then := "nothing is expected after that"
		if len(open) > 0 {
			then = "from " + (end + 1).Long() + " on the forecast is of " + shortList(open, 3) + " alone"
		}
		notes = append(notes, shortList(over, 3)+" "+plural(len(over), "ends", "end")+" with "+end.Long()+": "+then+".")
	}
	return notes
}

// who names the series as a sentence does: "all sites", "Thermal ablation at the VA".
func (x *outlooker) who() string {
	if x.n.isAll() {
		return x.r.sitesText()
	}
	return x.n.name() + ", " + x.r.sitesText()
}

func (x *outlooker) headline(out *Outlook, next OutlookMonth) Sentence {
	var s Sentence
	if !x.n.isAll() || x.r.chosen != nil {
		who := x.n.name()
		if x.n.isAll() {
			who = "All procedures"
		}
		s = append(s, Part{Text: who})
		if x.r.chosen != nil {
			s = append(s, Part{Text: ", "}, Part{Text: x.r.chosen.Name, Site: &x.r.chosen.ref})
		}
		s = append(s, Part{Text: ": "})
	}
	s = append(s, Part{Text: next.Month.Month.Long(), Strong: true}, Part{Text: " should bring about "},
		Part{Text: procedures(about(next.Point)), Strong: true, URL: "#why"},
		Part{Text: " (" + rangeWords(next.Lo80, next.Hi80) + ")"})
	land := x.landingOf(out)
	if land == nil {
		return append(s, Part{Text: "."})
	}
	s = append(s, Part{Text: "; the " + yearWords(land.Name) + " should end near "}, Part{Text: whole(about(land.Total)), Strong: true, URL: "#landing"})
	if land.Reference.Known() {
		difference := about(land.Total) - float64(land.Reference)
		reference := whole(float64(land.Reference)) + " of the baseline"
		if land.Baseline.Known() {
			reference = "twelve months of " + baselineText(float64(land.Baseline))
		}
		if text := whole(math.Abs(difference)); text == "0" {
			s = append(s, Part{Text: ", level with " + reference})
		} else {
			s = append(s, Part{Text: ", " + text + " " + aboveOrBelow(difference) + " " + reference})
		}
	}
	return append(s, Part{Text: "."})
}

// yearWords names a year without its months: "federal year 2027".
func yearWords(name string) string {
	name, _, _ = strings.Cut(name, ",")
	return strings.Replace(name, "federal fiscal year", "federal year", 1)
}

// landingTitle says how far the chosen year's end is open.
func (x *outlooker) landingTitle(out *Outlook) string {
	l := x.landingOf(out)
	if l == nil {
		return "Where the years should end"
	}
	return "The " + yearWords(l.Name) + " should end between " + whole(about(l.Lo80)) + " and " + whole(about(l.Hi80)) + ", eight times in ten"
}

// landingOf is the landing of the chosen calendar's year that the first month falls in.
func (x *outlooker) landingOf(out *Outlook) *OutlookLanding {
	for i, l := range out.Landings {
		if l.Kind == x.r.calendar && l.Reason == "" && l.From <= out.Months[0].Month.Month && out.Months[0].Month.Month <= l.To {
			return &out.Landings[i]
		}
	}
	return nil
}

// why takes the first month apart, in lines and in a sentence.
func (x *outlooker) why(out *Outlook, next OutlookMonth) OutlookWhy {
	c := next.Components
	month := next.Month.Month
	why := OutlookWhy{Values: c}
	usual := x.usualDays(month)
	days := oneOrWhole(float64(next.WorkingDays)) + " working days"
	if float64(next.WorkingDays) == 1 {
		days = "1 working day"
	}
	why.Terms = []OutlookTerm{
		{"Level", Number(c.Level), "where the series stands now, in an average month"},
		{"Trend", Number(c.Trend), "where it is heading by then; a slope counts less the further it is carried"},
		{"Season", Number(c.Season), "what " + month.MonthOfYear().String() + " usually adds or takes, shrunk towards none where the history is not sure"},
		{"Working days", Number(c.WorkingDays), days + "; " + oneDecimal(usual) + " in an average month of the last year"},
		{"Adding up", Number(c.Reconciled), "what it took to make sites and groups add up"},
	}
	if out.Depth == forecast.DepthLevel {
		why.Terms = []OutlookTerm{why.Terms[0], why.Terms[4]}
	}
	said := []string{"the level now is about " + whole(about(c.Level)) + " a month"}
	effect := func(v float64, adds, takes string) {
		switch {
		case whole(math.Abs(v)) == "0":
		case v > 0:
			said = append(said, adds+" "+whole(v))
		default:
			said = append(said, takes+" "+whole(-v))
		}
	}
	effect(c.Trend, "the trend adds", "the trend takes")
	name := month.MonthOfYear().String()
	effect(c.Season, "a usual "+name+" adds", "a usual "+name+" takes")
	against := days + " against " + oneDecimal(usual) + " on average"
	effect(c.WorkingDays, against+" add", against+" take")
	effect(c.Reconciled, "making the parts add up adds", "making the parts add up takes")
	why.Sentence = "Why " + whole(about(next.Point)) + ": " + list(said) + "."
	if out.Backtest != nil && out.Backtest.Rows[0].Forecasts > 0 {
		why.Sentence += " The range is meant to hold eight times in ten; looking back, it would have held " + share(out.Backtest.Rows[0].Within80) + " of the time."
	}
	return why
}

// usualDays is the mean of the working days of the twelve months before m.
func (x *outlooker) usualDays(m calendar.Month) float64 {
	sum, n := 0.0, 0.0
	for before := m - outlookMonths; before < m; before++ {
		if days, _ := x.r.meanWorkingDays(before); !series.IsMissing(days) {
			sum, n = sum+days, n+1
		}
	}
	return sum / n
}

func oneOrWhole(v float64) string {
	if v == math.Trunc(v) {
		return whole(v)
	}
	return oneDecimal(v)
}

// title says what the year ahead should bring beside the one behind.
func (x *outlooker) title(out *Outlook) string {
	ahead := float64(out.Parts.Total.Next12)
	title := "The twelve months from " + out.Parts.First.Long() + " should bring about " + whole(about(ahead))
	if before := out.Parts.Total.Last12; before.Known() {
		return title + "; the twelve before brought " + whole(float64(before))
	}
	return title
}

func (x *outlooker) summary(out *Outlook) string {
	last := out.Months[len(out.Months)-1].Month.Month
	what := "Procedures a month"
	if !x.n.isAll() {
		what = x.n.name()
	}
	gaps := ""
	if n := len(out.Missing); n > 0 {
		var names []string
		for _, m := range out.Missing {
			names = append(names, m.Month.Month.Long())
		}
		gaps = shortList(names, 4) + " " + plural(n, "is missing and stays a gap", "are missing and stay gaps")
	}
	partial := ""
	if out.Partial != nil {
		partial = partialClause(out.Partial) + "; that is no part of this"
	}
	return sentence(what+", "+x.r.sitesText()+", known to "+out.Known.Last().Long()+" and expected to "+last.Long()+
		", with the ranges that should hold 80 and 95 times in 100", gaps, partial)
}
