package insight

import (
	"slices"

	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
)

// OpenSignal is a series whose newest complete month carries a signal.
type OpenSignal struct {
	Name  string   `json:"name"`
	Site  *SiteRef `json:"site,omitempty"`
	Rule  spc.Rule `json:"rule"`
	Up    bool     `json:"up"`
	Text  string   `json:"text"`
	Since string   `json:"since"`
	URL   string   `json:"url"` // the series on the Signals page
}

// GroupVerdict is how a group stands against its own limits in the month in focus.
type GroupVerdict struct {
	Mean        Number       `json:"mean"`
	Lower       Number       `json:"lower"` // as shown, at least 0
	Upper       Number       `json:"upper"`
	VsMean      Number       `json:"percent_vs_mean"`
	Provisional bool         `json:"provisional"`
	Words       string       `json:"words"`
	Alert       *SeriesAlert `json:"alert,omitempty"`
	URL         string       `json:"url"`
}

// verdicts judges every series once. It is empty unless the month in focus is complete: whatever else is there
// belongs to another month.
func (r *reading) verdicts() []SeriesVerdict {
	if r.judged != nil || !r.hasMonth || !r.total.Has(r.month) {
		return r.judged
	}
	// The Overview and its printed brief ask for the same at the same time.
	view := r.pinned()
	if kept := r.facts.judged.Load(); kept != nil && kept.view == view.Query() && kept.current == r.current {
		r.judged = kept.series
		return r.judged
	}
	r.judged = r.judgedSeries()
	r.facts.judged.Store(&judgement{view: view.Query(), current: r.current, series: r.judged})
	return r.judged
}

// judgement is what was judged last. Nobody changes the series in it.
type judgement struct {
	view    string
	current calendar.Month
	series  []SeriesVerdict
}

// totalVerdict is that of all procedures of the sites in view, nil where there is none.
func (r *reading) totalVerdict() *SeriesVerdict {
	if all := r.verdicts(); len(all) > 0 {
		return &all[0]
	}
	return nil
}

// variation says after the comparison with the baseline whether the month is more than chance.
func (r *reading) variation(isLong bool) Sentence {
	v := r.totalVerdict()
	if v == nil || v.Provisional {
		return nil
	}
	opening := ", "
	if isLong { // the rate was named last, and the count is what is judged
		opening = "; the count is "
	}
	if v.Alert == nil {
		return Sentence{{Text: opening + "within normal variation"}}
	}
	words := lowerFirst(v.Alert.Words)
	if isLong && v.Alert.Months > 1 {
		opening = "; of the counts, "
	}
	return Sentence{{Text: opening}, {Text: words, Alert: r.isNewest(), URL: v.URL}}
}

// signalSentence names what changed: the longest signal of a site or of all, and the groups that carry one.
func (r *reading) signalSentence() Sentence {
	if len(r.verdicts()) == 0 || !r.isNewest() {
		return nil
	}
	var longest *SeriesVerdict
	var groups []string
	for i, v := range r.verdicts() {
		switch {
		case v.Alert == nil, v.Measure != "": // the sentence is of procedures; the list names measures too
		case v.Group != 0:
			groups = append(groups, v.Name)
		case i > 0 && (longest == nil || v.Alert.Months > longest.Alert.Months): // the headline tells of all together
			longest = &r.judged[i]
		}
	}
	var s Sentence
	if longest != nil {
		when := " in " + r.month.MonthOfYear().String()
		if longest.Alert.Months > 1 {
			when = " since " + longest.Alert.First.Long()
		}
		s = append(s, Part{Text: longest.Name + ": " + lowerFirst(longest.Alert.Words), Alert: true, URL: longest.URL},
			Part{Text: when + ": that is a change, not noise. "})
	}
	if n := len(groups); n > 0 {
		s = append(s, Part{Text: capital(spelled(n)) + " procedure " + plural(n, "group carries", "groups carry") + " a signal", Alert: true,
			URL: r.pinned().URL("/signals")}, Part{Text: ": " + shortList(groups, 3) + ". "})
	}
	return s
}

// openSignals lists the series that carry a signal, newest first, and says why when there is none.
func (r *reading) openSignals() (open []OpenSignal, note string) {
	all := r.verdicts()
	switch {
	case len(all) == 0:
		return nil, "Signals are judged on complete months; " + r.month.Long() + " is not one."
	case !r.isNewest():
		return nil, "Signals are told of the newest complete month only, " + r.newestComplete().Long() + "."
	case !slices.ContainsFunc(all, func(v SeriesVerdict) bool { return !v.Provisional }):
		return nil, "Signals need 13 complete months; until then limits are provisional."
	}
	for _, v := range inOrder(all, false) {
		if v.Alert != nil {
			open = append(open, OpenSignal{Name: v.Name, Site: v.Site, Rule: v.Alert.Rule, Up: v.Alert.Up, Text: v.Alert.Text, Since: v.Alert.Since, URL: v.URL})
		}
	}
	if len(open) == 0 {
		note = "None: all " + whole(float64(len(all))) + " series vary as they always have."
	}
	return open, note
}

// groupVerdict returns how a group's series stands, by its key; nil where nothing is judged.
func (r *reading) groupVerdict(key string) *GroupVerdict {
	for _, v := range r.verdicts() {
		if v.Key == key {
			return &GroupVerdict{Mean: v.Mean, Lower: v.Lower, Upper: v.Upper, VsMean: v.VsMean,
				Provisional: v.Provisional, Words: v.Words, Alert: v.Alert, URL: v.URL}
		}
	}
	return nil
}

// monthLimits are the limits and signals of the total, for the chart of months.
func (r *reading) monthLimits(c *MonthlyChart, first, last calendar.Month) {
	v := r.totalVerdict()
	if v == nil {
		return
	}
	c.Excluded = r.exclusions(v.OfSite, first, last)
	for _, s := range v.Segments {
		if s.Upper.Known() && s.Last >= first {
			c.Limits = append(c.Limits, s)
		}
	}
	for _, m := range v.told() {
		if m.Month >= first && m.Month <= last {
			c.Signals = append(c.Signals, m)
		}
	}
	for _, b := range r.rebasesOf(seriesOf{site: v.of.site}) {
		if b.Month >= first && b.Month <= last {
			c.Rebases = append(c.Rebases, b)
		}
	}
}
