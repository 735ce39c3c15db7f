package insight

import (
	"slices"
	"strings"

	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
)

// words says what the numbers mean.
func (x *trainer) words(out *Training) {
	out.Headline = x.headline()
	out.Second = x.second(*out)
	out.Notes = x.notes(*out)
	x.exposureWords(out)
	if !out.IsNamed {
		return
	}
	onService := 0
	for _, t := range out.Trainees {
		if t.OnService > 0 {
			onService++
		}
	}
	n := len(out.Trainees)
	out.TimelineTitle = capital(spelled(n)) + " " + plural(n, "trainee", "trainees") + " on the schedule of " + shortYear(out.Year) + ", " +
		spelled(onService) + " of them on IR at some time"
	if x.r.chosen != nil {
		out.TimelineTitle = strings.Replace(out.TimelineTitle, "on IR at", "on IR at "+x.r.chosen.Name+" at", 1)
	} else if onService == n && n > 1 {
		out.TimelineTitle = "All " + spelled(n) + " trainees on the schedule of " + shortYear(out.Year) + " are on IR at some time"
	}
	out.TimelineSummary = sentence("Where each trainee is, month by month from "+out.Year.First.Long()+" to "+out.Year.Last.Long(),
		"A thick line in the site’s colour is IR, the only rotation that shares in the volume; a thin one is elsewhere, its letters say where")
	out.TraineesTitle, out.TraineesSummary = x.traineesWords(*out)
	out.CurriculumTitle, out.CurriculumNote = x.curriculumWords(out.Trainees)
	out.ProjectionTitle, out.ProjectionSummary = x.projectionWords(*out)
	x.oneMoreWords(out.OneMore)
}

// shortYear names a training year in a title: "2026-27".
func shortYear(y TrainingYear) string { return strings.TrimPrefix(y.Label, "AY") }

// headline says who is on service in the month in focus, where, and what each shares in.
func (x *trainer) headline() Sentence {
	m := x.r.month
	first, last, _ := x.scheduled()
	if !x.r.hasMonth || m < first || m > last {
		return say("The schedule runs from " + first.Long() + " to " + last.Long() + ".")
	}
	type part struct {
		site  SiteRef
		month ExposureMonth
	}
	var here []part
	total := 0.0
	for _, site := range x.sitesShown() {
		if month := x.exposureMonth(site, m); month.Trainees > 0 {
			here = append(here, part{site.ref, month})
			total += month.Trainees
		}
	}
	where := ""
	if x.r.chosen != nil {
		where = " at " + x.r.chosen.Name
	}
	if len(here) == 0 {
		return say("No trainee is on IR" + where + " in " + m.Long() + ".")
	}
	s := Sentence{{Text: capital(traineesInWords(total)), Strong: true}, {Text: beOn(total) + " on IR" + where + " in " + m.Long() + ": "}}
	for i, p := range here {
		if i > 0 {
			s = append(s, Part{Text: map[bool]string{true: ", and ", false: ", "}[i == len(here)-1]})
		}
		text := traineesInWords(p.month.Trainees)
		if len(here) == 1 && x.r.chosen != nil {
			text = ""
		}
		s = append(s, x.shareParts(p.site, p.month, text)...)
	}
	return append(s, Part{Text: "."})
}

// shareParts says one site's part: "four at University, with an exposure of 74 procedures each".
func (x *trainer) shareParts(site SiteRef, month ExposureMonth, who string) Sentence {
	var s Sentence
	if who != "" {
		s = append(s, Part{Text: strings.Fields(who)[0] + " at "}, Part{Text: site.Name, Site: &site})
	}
	if month.PerTrainee.IsMissing() {
		why := month.Why
		if why == "" {
			why = "participation not stated"
		}
		return append(s, Part{Text: " (exposure not known: " + why + ")"})
	}
	join := ", with an exposure of "
	if who == "" {
		join = "an exposure of "
	}
	about := ""
	if month.Basis == BasisExpected {
		about = "about "
	}
	return append(s, Part{Text: join + about}, Part{Text: procedures(float64(month.PerTrainee)), Strong: true, URL: month.URL}, Part{Text: each(month)})
}

func each(month ExposureMonth) string {
	if month.Trainees > 1 {
		return " each"
	}
	return ""
}

func beOn(n float64) string {
	if sameMonths(n, 1) {
		return " is"
	}
	return " are"
}

// traineesInWords counts trainees: "six trainees", "1.5 trainees".
func traineesInWords(n float64) string {
	if !sameMonths(n, float64(int(n+0.5))) {
		return oneDecimal(n) + " trainees"
	}
	return spelled(int(n+0.5)) + " " + plural(int(n+0.5), "trainee", "trainees")
}

// second says what to act on: the projection that stands worst, or what is missing for one.
func (x *trainer) second(out Training) Sentence {
	switch {
	case !x.hasShares():
		return say("Nobody has entered how often trainees take part in each procedure group, so no exposure is known: enter it in Settings.")
	case !out.IsNamed:
		return say("Individual figures are for the programme’s leads; here are the totals.")
	case !out.HasLogs:
		return say("No logged cases are loaded, so nothing is said about a minimum.")
	}
	worst := x.worst(out.Trainees)
	if worst == nil {
		return say("No minimum is set for the path of anybody who is still in training and has logged cases, so nothing is compared.")
	}
	p := worst.Projection
	text := worst.ID + " " + stanceWords(p.Stance)
	if p.Shown.Category != "" {
		text += ", and " + p.Shown.Category + " binds"
	}
	s := Sentence{{Text: text, Strong: p.Stance == StanceBelow || p.Stance == StanceOpen}, {Text: ": "},
		{Text: whole(*p.Shown.Projected) + " " + categoryWords(p.Shown.Category) + " projected by " + p.Through.Long(), URL: p.URL},
		{Text: " (80" + noBreak + "% between " + whole(*p.Shown.Lo80) + " and " + whole(*p.Shown.Hi80) + ") against a minimum of " + whole(p.Shown.Minimum.Cases) + "."}}
	if p.Stance == StanceOver {
		s = append(Sentence{{Text: "Everybody with a minimum is projected to reach it. Nearest to it: "}}, s...)
	}
	if o := out.OneMore; o != nil && o.Problem == "" {
		s = append(s, Part{Text: " " + oneMoreVerdict(*o)})
	}
	return s
}

// notes say what is not stated and what does not add up.
func (x *trainer) notes(out Training) []string {
	notes := []string{"Exposure is what is available to somebody on service, not what anybody has done."}
	if names := x.unstated(); len(names) > 0 && x.hasShares() {
		notes = append(notes, "Not in the exposure, for nobody has entered how often trainees take part: "+shortList(names, 4)+".")
	}
	notes = append(notes, x.volumeNotes(out)...)
	if !out.IsNamed {
		return notes
	}
	if x.r.chosen != nil {
		notes = append(notes, "Exposure is that of "+x.r.chosen.Name+" alone; projections and one more trainee are of all sites.")
	}
	return append(notes, x.plan.Schedule.Overbooked()...)
}

// volumeNotes name the months of the year that are not known although somebody is on service.
func (x *trainer) volumeNotes(out Training) []string {
	var places []training.Place
	for _, site := range out.Sites {
		for _, month := range site.Months {
			if month.Basis == BasisMissing && month.Trainees > 0 {
				places = append(places, training.Place{Month: month.Month, Site: site.Site.ID})
			}
		}
	}
	if len(places) == 0 {
		return nil
	}
	return []string{"A trainee is on service, and the volume is not known: " + x.missingWords(places) + ". These months are in no sum."}
}

func (x *trainer) exposureWords(out *Training) {
	var parts, gaps []string
	lastCounted := calendar.Month(0)
	for _, site := range out.Sites {
		if site.Known > 0 {
			offer := " one of " + whole(site.Available/float64(site.Known))
			if len(parts) == 0 {
				offer = " offers trainees an exposure of " + whole(site.Available/float64(site.Known)) + " a month"
			}
			parts = append(parts, site.Site.Name+offer)
		}
		for _, m := range site.Months {
			if m.Basis == BasisCounted {
				lastCounted = max(lastCounted, m.Month)
			}
			if m.Basis == BasisMissing {
				gaps = append(gaps, site.Site.Name+" "+m.Month.Long()+", "+m.Why)
			}
		}
	}
	out.ExposureTitle = "What the sites offer is not known yet"
	if x.hasShares() && len(parts) > 0 {
		out.ExposureTitle = list(parts)
	}
	what := "Each group’s procedures × the share with a trainee, " + period(out.Year.First, out.Year.Last)
	later := ""
	if lastCounted != 0 && lastCounted < out.Year.Last {
		later = "Counted to " + lastCounted.Long() + ", then the outlook’s expected months, hollow"
	}
	missing := ""
	if len(gaps) > 0 {
		missing = "Not known: " + shortList(gaps, 3)
	}
	below := "Below the months what each trainee on service all month shares in"
	out.ExposureSummary = sentence(what, later, below, missing)
}

func (x *trainer) traineesWords(out Training) (title, summary string) {
	low, high := missing(), missing()
	for _, t := range out.Trainees {
		if t.PerMonth.IsMissing() {
			continue
		}
		if low.IsMissing() || t.PerMonth < low {
			low = t.PerMonth
		}
		if high.IsMissing() || t.PerMonth > high {
			high = t.PerMonth
		}
	}
	summary = sentence("Per month on service: what is available at the site ÷ all learners on IR there, other learners too",
		"A trainee at one site draws on that site’s volume only, and no procedure is counted for two")
	switch {
	case low.IsMissing():
		return "Exposure for each trainee is not known yet", summary
	case whole(float64(low)) == whole(float64(high)):
		return "A month on IR brings an exposure of " + procedures(float64(low)), summary
	}
	return "A month on IR brings an exposure of " + whole(float64(low)) + " to " + procedures(float64(high)) + ", by site and by who shares it", summary
}

// curriculumWords says whose year is as the curriculum has it, and which curriculum nobody has checked.
func (x *trainer) curriculumWords(trainees []Trainee) (title, note string) {
	var differ, unverified []string
	stated := 0
	for _, c := range Curricula(x.r.training.curriculum) {
		isUsed := slices.ContainsFunc(trainees, func(t Trainee) bool { return t.Path == c.Path })
		if isUsed && !c.Verified {
			unverified = append(unverified, string(c.Path))
		}
	}
	for _, t := range trainees {
		if slices.ContainsFunc(t.Rotations, func(r training.RotationMonths) bool { return r.Curriculum != nil }) {
			stated++
		}
		if t.Differs {
			differ = append(differ, t.ID)
		}
	}
	note = "Curriculum: settings with their source."
	if len(unverified) > 0 {
		note += " That of " + list(unverified) + " is not verified."
	}
	switch {
	case stated == 0:
		return "The curriculum states no months for these years", note
	case len(differ) == 0:
		return "Every year whose months the curriculum states is scheduled as it says", note
	}
	return list(differ) + " " + plural(len(differ), "has", "have") + " a year that is not as the curriculum says", note
}

// sources names the files: "Source: trainee schedule, logged cases and monthly procedure files."
func (x *trainer) sources() string {
	files := []string{"trainee schedule"}
	if len(x.plan.Logged) > 0 {
		files = append(files, "logged cases")
	}
	files = append(files, "monthly procedure files")
	text := "Source: " + list(files)
	if x.set != nil {
		text += "; months to come from the outlook of " + x.set.origin.Long()
	}
	return text + ". " + x.r.asOf()
}
