package insight

import (
	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// baseline returns the baseline in force for the sites in view: the division's for all sites, the site's own
// for one. Nobody has stated how the division's splits, so no share of it is given to a site.
func (r *reading) baseline(m calendar.Month) (caseload.Baseline, bool) {
	var site caseload.SiteID
	if r.chosen != nil {
		site = r.chosen.ID
	}
	var found caseload.Baseline
	ok := false
	for _, b := range r.baselines {
		if b.Site == site && b.From <= m && (!ok || b.From >= found.From) {
			found, ok = b, true
		}
	}
	return found, ok
}

// comparable returns the baseline that the month may be compared with: the one in force, unless it states that
// it covers other sites than those active.
func (r *reading) comparable(m calendar.Month) (caseload.Baseline, bool) {
	b, ok := r.baseline(m)
	return b, ok && r.coversActive(b.SitesCovered, m)
}

// coversActive reports whether a statement of sites covered names exactly the sites active in view. A statement
// that says nothing, or that does not name known sites, decides nothing: the page repeats it beside the number.
func (r *reading) coversActive(statement string, m calendar.Month) bool {
	if r.chosen != nil {
		return true
	}
	covered := r.covered[statement]
	if covered == nil {
		return true
	}
	active := r.active(m)
	if len(covered) != len(active) {
		return false
	}
	for _, s := range active {
		if !covered[s.ID] {
			return false
		}
	}
	return true
}

// baselineSeries returns the comparable baseline of each month from first to last.
func (r *reading) baselineSeries(first, last calendar.Month) series.Monthly {
	line := series.New(first, last)
	for m := first; m <= last; m++ {
		if b, ok := r.comparable(m); ok {
			line.Set(m, b.PerMonth)
		}
	}
	return line
}

// yearDays returns the working days of m's calendar year: the mean of the active sites' when they differ.
func (r *reading) yearDays(m calendar.Month) (mean float64, differ bool) {
	active := r.active(m)
	if len(active) == 0 {
		return series.Missing(), false
	}
	sum, first := 0.0, 0
	for i, s := range active {
		days := s.yearDays(m.Year())
		if i == 0 {
			first = days
		}
		sum += float64(days)
		differ = differ || days != first
	}
	return sum / float64(len(active)), differ
}

// yearDays returns the site's working days in the calendar year.
func (s *siteFacts) yearDays(year int) int {
	days := 0
	for m := calendar.MonthOf(year, 1); m <= calendar.MonthOf(year, 12); m++ {
		days += int(s.workingDays(m))
	}
	return days
}

// baselineRate returns the comparable baseline per working day: 12 months of it spread over the year's working days.
func (r *reading) baselineRate(m calendar.Month) float64 {
	b, ok := r.comparable(m)
	days, _ := r.yearDays(m)
	if !ok || days == 0 {
		return series.Missing()
	}
	return b.PerMonth * 12 / days
}

// whyNoBaseline says why the month is compared with none; "" when it is compared.
func (r *reading) whyNoBaseline(m calendar.Month) string {
	b, ok := r.baseline(m)
	switch {
	case len(r.active(m)) == 0:
		return ""
	case !ok && r.chosen != nil:
		return "No baseline has been entered for " + r.chosen.Name + "; one can be added in Settings."
	case !ok:
		return "No baseline is in force in " + m.Long() + "; one can be added in Settings."
	case !r.coversActive(b.SitesCovered, m):
		names := make([]string, 0, 4)
		for _, s := range r.active(m) {
			names = append(names, s.Name)
		}
		return "The " + baselineText(b.PerMonth) + " baseline covers " + b.SitesCovered + "; this total covers " +
			shortList(names, 4) + ", so the two are not compared."
	}
	return ""
}

// baselineNote says what the baseline in force leaves open.
func (r *reading) baselineNote(m calendar.Month) string {
	return r.baselineTerms(m, "what counts as one procedure: not stated")
}

// baselineTerms is baselineNote with its own words for a unit that nobody has stated; none where a sentence
// beside it says so.
func (r *reading) baselineTerms(m calendar.Month, unit string) string {
	b, ok := r.comparable(m)
	if !ok {
		return r.whyNoBaseline(m)
	}
	covered := "sites covered: not stated"
	if b.SitesCovered != "" {
		covered = "covers " + b.SitesCovered
	}
	if r.chosen != nil {
		covered = "covers " + r.chosen.Name
	}
	if b.CountingUnit != caseload.UnitNotStated {
		unit = "counts " + unitText(b.CountingUnit)
	}
	about := baselineText(b.PerMonth)
	if b.Approximate {
		about = "about " + about
	}
	if unit != "" {
		unit = "; " + unit
	}
	return capital(about) + " a month (" + sourceText(b.Source) + "); " + covered + unit + "."
}

func sourceText(source string) string {
	if source == "" {
		return "source not stated"
	}
	return "source: " + source
}

// unitText says what a source counts.
func unitText(unit caseload.CountingUnit) string {
	switch unit {
	case caseload.UnitEncounter:
		return "encounters"
	case caseload.UnitExam:
		return "exams or accessions"
	case caseload.UnitCPT:
		return "CPT codes"
	case caseload.UnitOther:
		return "a unit of its own"
	}
	return "a unit not stated"
}

// notes says what is not stated, and what does not add up, for the sites in view in month m.
func (r *reading) notes(m calendar.Month) []string {
	var notes []string
	if silent := r.silentSites(); silent != "" {
		notes = append(notes, silent)
	}
	if why := r.whyNoBaseline(m); why != "" {
		notes = append(notes, why)
	}
	notes = append(notes, r.unitNotes(m)...)
	notes = append(notes, r.holidayNotes(m)...)
	var ended []string
	for _, s := range r.sites {
		if s.LastMonth != nil && r.reportsAfter(s, *s.LastMonth) {
			ended = append(ended, s.Name)
		}
	}
	if before := m - 12; r.total.Has(m) && r.total.Has(before) && !r.sameSites(m, before) {
		notes = append(notes, "Other sites were active in "+before.Long()+": changes since then are not of the same sites.")
	}
	if len(ended) > 0 {
		notes = append(notes, "Counts after the last active month of "+shortList(ended, 4)+" are left out.")
	}
	return notes
}

// silentSites names the sites in Settings of which nothing has ever come. They are not active, so totals stand
// without them, and whoever reads "all sites" should know.
func (r *reading) silentSites() string {
	if r.chosen != nil {
		return ""
	}
	var nothing, noCounts []string
	for _, s := range r.facts.sites {
		switch {
		case s.FirstMonth != nil || s.LastMonth != nil:
		case s.rosterFirst != nil:
			noCounts = append(noCounts, s.Name)
		default:
			nothing = append(nothing, s.Name)
		}
	}
	var said []string
	if len(nothing) > 0 {
		said = append(said, shortList(nothing, 4)+" "+plural(len(nothing), "has", "have")+" sent nothing yet.")
	}
	if len(noCounts) > 0 {
		said = append(said, shortList(noCounts, 4)+" "+plural(len(noCounts), "has", "have")+" sent no procedures yet.")
	}
	return joinSpace(said)
}

// holidayNotes says whose working days rest on an assumption.
func (r *reading) holidayNotes(m calendar.Month) []string {
	var assumed []string
	for _, s := range r.active(m) {
		if s.Holidays == caseload.HolidaysAssumed {
			assumed = append(assumed, s.Name)
		}
	}
	if len(assumed) == 0 {
		return nil
	}
	return []string{"Working days at " + shortList(assumed, 4) + " follow the federal holidays; nobody has confirmed that."}
}

func (r *reading) reportsAfter(s *siteFacts, last calendar.Month) bool {
	for m := last + 1; m <= r.facts.last; m++ {
		if s.counts.Has(m) {
			return true
		}
	}
	return false
}

// unitNotes says which sources have not stated what they count, and warns where their units differ.
func (r *reading) unitNotes(m calendar.Month) []string {
	var silent, stated []string
	units := map[caseload.CountingUnit]bool{}
	for _, s := range r.active(m) {
		if s.CountingUnit == caseload.UnitNotStated {
			silent = append(silent, s.Name)
			continue
		}
		units[s.CountingUnit] = true
		stated = append(stated, s.Name+" counts "+unitText(s.CountingUnit))
	}
	var notes []string
	if len(units) > 1 {
		notes = append(notes, capital(shortList(stated, 4))+": their sum mixes units.")
	}
	b, ok := r.comparable(m)
	if ok && b.CountingUnit == caseload.UnitNotStated {
		silent = append([]string{"the " + baselineText(b.PerMonth) + " baseline"}, silent...)
	}
	if len(silent) > 0 {
		notes = append(notes, "What counts as one procedure is not stated for "+shortList(silent, 5)+".")
	}
	if ok && b.CountingUnit != caseload.UnitNotStated {
		for unit := range units {
			if unit != b.CountingUnit {
				notes = append(notes, "The baseline counts "+unitText(b.CountingUnit)+"; "+list(stated)+".")
				break
			}
		}
	}
	return notes
}
