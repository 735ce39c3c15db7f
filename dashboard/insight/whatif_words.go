package insight

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"caseload/dashboard/analysis/scenario"
)

// changes says what of the scenario is other than today: "5 % more procedures", "VA: 3 rooms instead of 2".
func (w *WhatIf) changes(s scenario.Scenario) []string {
	var changes []string
	add := func(text string) {
		if text != "" {
			changes = append(changes, text)
		}
	}
	add(growthWords(s.Growth, "procedures"))
	for _, g := range w.Groups {
		add(growthWords(s.GrowthByGroup[g.ID], g.Name))
	}
	add(minutesWords(s.MinutesPercent, "minutes"))
	for _, g := range w.Groups {
		add(minutesWords(s.MinutesPercentByGroup[g.ID], "minutes of "+g.Name))
	}
	for _, site := range w.Today.Sites {
		if n, ok := s.Rooms[site.ID]; ok {
			add(amountWords(n) + " " + roomsWord(n) + " at " + site.Name + insteadOf(site.Rooms))
		}
		if n, ok := s.RoomHoursPerDay[site.ID]; ok {
			add("rooms open " + amountWords(n) + " hours a day at " + site.Name + insteadOf(site.HoursPerDay))
		}
	}
	for _, role := range w.Today.Roles {
		name := strings.ToLower(role.Role.Plural())
		if n, ok := s.FTE[role.Role]; ok {
			add(amountWords(n) + " FTE of " + name + insteadOf(role.RosteredFTE))
		}
		if n, ok := s.PeoplePerRoom[role.Role]; ok {
			add(amountWords(n) + " " + name + " per room" + insteadOf(peoplePerRoom(role, w.Today.Sites)))
		}
		if n, ok := s.LeaveDays[role.Role]; ok {
			add(amountWords(n) + " days of annual leave for " + name + insteadOf(role.Time.AnnualLeaveDays))
		}
	}
	if s.BaselinePerMonth != nil {
		add("a baseline of " + amountWords(*s.BaselinePerMonth) + insteadOf(w.Today.BaselinePerMonth))
	}
	return changes
}

// peoplePerRoom is the number that holds at every site in view, NaN where sites differ.
func peoplePerRoom(role scenario.Role, sites []scenario.Site) float64 {
	found := math.NaN()
	for i, site := range sites {
		people, ok := role.PeoplePerRoom[site.ID]
		if !ok || i > 0 && people != found {
			return math.NaN()
		}
		found = people
	}
	return found
}

func growthWords(g scenario.Growth, what string) string {
	if g.Amount == 0 {
		return ""
	}
	more := " more "
	if g.Amount < 0 {
		more = " fewer "
	}
	amount := amountWords(math.Abs(g.Amount))
	if g.Unit == scenario.ProceduresPerMonth {
		return amount + more + what + " a month"
	}
	return amount + "\u00a0%" + more + what
}

func minutesWords(percent float64, what string) string {
	switch {
	case percent > 0:
		return amountWords(percent) + "\u00a0% more " + what
	case percent < 0:
		return amountWords(-percent) + "\u00a0% fewer " + what
	}
	return ""
}

// amountWords writes a number as somebody typed it: 2, 1.5, 0.333.
func amountWords(x float64) string {
	for places := range 3 {
		if rounded := math.Round(x*math.Pow10(places)) / math.Pow10(places); rounded == x {
			return decimals(x, places)
		}
	}
	return strconv.FormatFloat(math.Round(x*1000)/1000, 'f', -1, 64)
}

func roomsWord(n float64) string {
	if n == 1 {
		return "room"
	}
	return "rooms"
}

func insteadOf(today float64) string {
	if math.IsNaN(today) {
		return ""
	}
	return " instead of " + amountWords(math.Round(today*10)/10)
}

// say writes the headline, and the title of the comparison.
func (w *WhatIf) say() {
	w.Sources = "Counted are " + w.Year.Words + "."
	if w.Year.Problem != "" {
		w.Sources = w.Year.Problem
	}
	changes := w.changes(w.Scenario)
	switch {
	case len(changes) == 0:
		w.Headline = say("Nothing is changed: this is today.")
		w.Title = "Today, by both lenses"
	default:
		opening := "With " + openingOf(changes)
		w.Headline = append(say(opening+": "), w.outcome()...)
		w.Title = "Today and the scenario, by both lenses"
	}
	w.Second = w.second(len(changes) > 0)
	w.Summary = "Full-time equivalents. Workload: people the procedures need (WISN). Coverage: people the open rooms need. "
	open := w.unconfirmed()
	switch {
	case len(open) == len(w.Roles):
		w.Summary += "Illustrative: no lead has confirmed the assumptions, so nothing is compared."
	case len(open) > 0:
		w.Summary += "Illustrative for " + list(open) + ": no lead has confirmed the assumptions, so nothing is compared there."
	default:
		w.Summary += "The higher of the two decides."
	}
}

// outcome names the roles that the scenario leaves short, the worst first.
func (w *WhatIf) outcome() Sentence {
	var short []WhatIfRole
	isKnown := false
	for _, role := range w.Roles {
		if role.Then.Gap.IsMissing() {
			continue
		}
		isKnown = true
		if oneDecimal(float64(role.Then.Gap)) != "0.0" && role.Then.Gap < 0 {
			short = append(short, role)
		}
	}
	slices.SortFunc(short, func(a, b WhatIfRole) int {
		return cmp.Compare(a.Then.Gap/a.Then.Required, b.Then.Gap/b.Then.Required)
	})
	switch {
	case !isKnown:
		return Sentence{{Text: "what each role would require stands below; whether that is enough cannot be said before a lead confirms the assumptions."}}
	case len(short) == 0:
		return Sentence{{Text: "every role that can be compared has the people it requires."}}
	}
	worst := short[0]
	s := Sentence{
		{Text: strings.ToLower(worst.Name) + " need "}, {Text: oneDecimal(float64(worst.Then.Required)) + " FTE", Strong: true},
		{Text: ", "}, {Text: oneDecimal(float64(-worst.Then.Gap)) + " more", Strong: true}, {Text: " than are on hand"},
	}
	if worst.isAsToday() {
		s = append(s, Part{Text: ", as today"})
	}
	var others []string
	for _, role := range short[1:] {
		others = append(others, strings.ToLower(role.Name)+" "+oneDecimal(float64(-role.Then.Gap)))
	}
	if len(others) > 0 {
		s = append(s, Part{Text: "; also short: " + list(others)})
	}
	return append(s, Part{Text: "."})
}

// isAsToday reports that the scenario asks neither more nor fewer people of the role.
func (r WhatIfRole) isAsToday() bool {
	return !r.Today.Gap.IsMissing() && oneDecimal(float64(r.Today.Gap)) == oneDecimal(float64(r.Then.Gap)) &&
		oneDecimal(float64(r.Today.Required)) == oneDecimal(float64(r.Then.Required))
}

// second says the volume, and against the baseline where sites may be compared.
func (w *WhatIf) second(isChanged bool) Sentence {
	if w.Year.Problem != "" {
		return say(w.Year.Problem)
	}
	if w.PerMonth.IsMissing() {
		return nil
	}
	text := procedures(float64(w.PerMonth)) + " a month"
	if isChanged && whole(float64(w.TodayPerMonth)) != whole(float64(w.PerMonth)) {
		text += " instead of " + whole(float64(w.TodayPerMonth))
	}
	if w.PercentFromBaseline.Known() {
		if whole(float64(w.PercentFromBaseline)) == "0" {
			text += ", at the baseline of " + whole(float64(w.BaselinePerMonth))
		} else {
			text += ", " + whole(math.Abs(float64(w.PercentFromBaseline))) + "\u00a0% " + aboveOrBelow(float64(w.PercentFromBaseline)) +
				" the baseline of " + whole(float64(w.BaselinePerMonth))
		}
	}
	return say(text + ", by " + w.Year.Words + ". Nothing stored changes.")
}

func (w *WhatIf) unconfirmed() []string {
	var open []string
	for _, role := range w.Roles {
		if role.Heading != "" {
			open = append(open, strings.ToLower(role.Name))
		}
	}
	return open
}

// openingOf names the first three changes: a longer sentence is not read.
func openingOf(changes []string) string {
	const named = 3
	if rest := len(changes) - named; rest > 0 {
		changes = append(slices.Clone(changes[:named]), spelled(rest)+" more "+plural(rest, "change", "changes"))
	}
	return list(changes)
}
