package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// The words of series in an address.
const (
	allSeries   = "all"
	siteSeries  = "site-"
	groupSeries = "group-"

	procedureSeries = "procedure-"
)

// Signals answers "which series changed, and is it real?" for the view.
func (s *Service) Signals(ctx context.Context, v View) (Signals, error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return Signals{}, err
	}
	out := Signals{Scope: r.scope(), Empty: r.empty(), PerDay: v.PerDay, ByVolume: v.Sort == SortVolume}
	if out.Empty == nil && len(r.total.Present()) == 0 {
		out.Empty = &EmptyState{
			Title:  "No month is complete yet.",
			Text:   "A signal is judged on complete months only: every active site has sent its file and declared it complete. Signals need 13 of them.",
			Action: "See which files are missing", URL: "/data",
		}
	}
	if out.Empty != nil {
		return out, nil
	}
	how := judged{Judging: v.Judging, perDay: v.PerDay}
	out.Rules = v.Judging.words()
	out.Procedures = r.procedureNames()
	list, err := s.seriesToJudge(ctx, r, &out)
	if err != nil {
		return Signals{}, err
	}
	all := r.judgeAll(list, how)
	chosen, err := r.chosenSeries(all, list.usual)
	if err != nil {
		return Signals{}, err
	}
	out.Month, out.IsNewest = r.judgedTo(), r.isNewest()
	one := list.named(chosen.Key)
	if how.wish = v.Wish; how.wish != (SeriesWish{}) {
		if one.measure != nil {
			one = r.measuredMeasure(one.measure, v.Wish.Over, v.PerDay)
		}
		chosen = r.judge(one, how)
	}
	out.Chosen = r.depth(chosen, one, how)
	out.Headline, out.Second = r.signalsHeadline(all, out.Group)
	out.Series = inOrder(all, out.ByVolume)
	out.Sources = r.sources()
	if one.measure != nil {
		out.Sources = r.measureSources(one.measure)
	}
	return out, nil
}

// seriesList is what the page judges.
type seriesList struct {
	all              []measured
	sortFrom, sortTo int    // those from one to before the other stand by size
	usual            string // key of the series in depth without a wish; "" for the one with the longest signal
}

func (l seriesList) named(key string) measured {
	return l.all[slices.IndexFunc(l.all, func(one measured) bool { return one.key == key })]
}

// seriesToJudge lists all procedures, the sites, the groups and the measures; or, where the view is about one group or
// a procedure of it, that group and its procedures.
func (s *Service) seriesToJudge(ctx context.Context, r *reading, out *Signals) (seriesList, error) {
	group, err := r.signalsGroup()
	if err != nil {
		return seriesList{}, err
	}
	perDay := r.view.PerDay
	if group == nil {
		return r.everySeries(perDay), nil
	}
	procedures, err := s.measuredProcedures(ctx, r, group, perDay)
	if err != nil {
		return seriesList{}, err
	}
	own := r.measuredGroup(*group, perDay, r.otherSites())
	out.Group = &NamedSlug{Name: group.Name, Slug: r.groupSlug[group.ID]}
	return seriesList{all: append([]measured{own}, procedures...), sortFrom: 1, sortTo: 1 + len(procedures), usual: own.key}, nil
}

// signalsGroup returns the group whose procedures are to be judged, nil for none.
func (r *reading) signalsGroup() (*caseload.Group, error) {
	wanted := r.view.Group
	if slug, ok := strings.CutPrefix(r.view.Series, procedureSeries); ok {
		for _, p := range r.kinds {
			if r.kindSlug[p.ID] == slug {
				wanted = r.groupSlug[p.Group]
			}
		}
	}
	if wanted == "" {
		return nil, nil
	}
	for i, g := range r.groups {
		if r.groupSlug[g.ID] == wanted {
			return &r.groups[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "There is no procedure group %q. Choose one of those listed.", wanted).WithCode("unknown_group")
}

// procedureNames lists every procedure by name.
func (r *reading) procedureNames() []NamedSlug {
	names := make([]NamedSlug, 0, len(r.kinds))
	for _, p := range r.kinds {
		names = append(names, NamedSlug{p.Name, procedureSeries + r.kindSlug[p.ID]})
	}
	slices.SortFunc(names, func(a, b NamedSlug) int { return strings.Compare(a.Name, b.Name) })
	return names
}

// judgedTo returns the newest complete month up to the one in focus. Later months are in no limit and no rule,
// so that a page of last year says what could be known then. There must be a complete month.
func (r *reading) judgedTo() calendar.Month {
	for m := min(r.month, r.total.Last()); m >= r.total.First; m-- {
		if r.total.Has(m) {
			return m
		}
	}
	return r.total.Present()[0]
}

// isNewest reports whether the month judged is the newest complete one: only that month gives alerts. A
// stable chart carries some flag in one case of six, its newest point in one of seventy.
func (r *reading) isNewest() bool {
	newest := r.newestComplete()
	return newest != nil && *newest == r.judgedTo()
}

// judgedSeries judges counts of all procedures, each site where there are several, each group, and the loaded measures,
// by the division's own rules.
func (r *reading) judgedSeries() []SeriesVerdict {
	return r.judgeAll(r.everySeries(false), judged{})
}

// everySeries lists all procedures, the sites, the groups and the measures.
func (r *reading) everySeries(perDay bool) seriesList {
	all, groupsFrom := r.measuredSeries(perDay)
	groupsTo := len(all)
	for _, m := range r.measures {
		if one := r.measuredMeasure(m, "", perDay); len(one.values.Present()) > 0 {
			all = append(all, one)
		}
	}
	return seriesList{all: all, sortFrom: groupsFrom, sortTo: groupsTo}
}

// judgeAll judges the series, and puts groups or procedures by size.
func (r *reading) judgeAll(list seriesList, how judged) []SeriesVerdict {
	verdicts := make([]SeriesVerdict, len(list.all))
	eachBeside(len(list.all), func(i int) { verdicts[i] = r.judge(list.all[i], how) })
	slices.SortStableFunc(verdicts[list.sortFrom:list.sortTo], func(a, b SeriesVerdict) int { return larger(a.size, b.size) })
	return verdicts
}

// chosenSeries returns the series that the view asks for; without a wish the one with the longest signal.
func (r *reading) chosenSeries(all []SeriesVerdict, usual string) (SeriesVerdict, error) {
	wanted := r.view.Series
	if wanted == "" {
		wanted = usual
	}
	if r.chosen != nil && strings.HasPrefix(wanted, siteSeries) {
		wanted = allSeries // one site is in view, and its series is all of it
	}
	if wanted == "" {
		longest := all[0]
		for _, one := range all {
			if one.Alert != nil && (longest.Alert == nil || one.Alert.Months > longest.Alert.Months) {
				longest = one
			}
		}
		return longest, nil
	}
	for _, one := range all {
		if one.Key == wanted {
			return one, nil
		}
	}
	return SeriesVerdict{}, fault.New(fault.NotFound, "There is no series %q. Choose one of those listed.", r.view.Series).WithCode("unknown_series")
}

// inOrder puts the series with the newest signal first, or keeps them by size.
func inOrder(all []SeriesVerdict, byVolume bool) []SeriesVerdict {
	ordered := slices.Clone(all)
	if byVolume {
		return ordered
	}
	slices.SortStableFunc(ordered, func(a, b SeriesVerdict) int {
		if a.Alert == nil || b.Alert == nil {
			return cmp.Compare(b2i(b.Alert != nil), b2i(a.Alert != nil))
		}
		return cmp.Or(cmp.Compare(b.Alert.First, a.Alert.First), cmp.Compare(a.Alert.Months, b.Alert.Months))
	})
	return ordered
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// signalsHeadline counts the series with a signal and names the longest one.
func (r *reading) signalsHeadline(all []SeriesVerdict, group *NamedSlug) (headline, second Sentence) {
	month := r.judgedTo()
	flagged, fresh, unsure, running := 0, 0, 0, 0
	var longest *SeriesVerdict
	for i, one := range all {
		if one.Provisional {
			unsure++
		}
		if one.Alert == nil {
			running += b2i(one.OnlyRuns())
			continue
		}
		flagged++
		fresh += b2i(one.Alert.IsNew)
		if longest == nil || one.Alert.Months > longest.Alert.Months {
			longest = &all[i]
		}
	}
	if unsure == len(all) {
		return Sentence{{Text: "No series has 13 months yet", Strong: true}, {Text: ": limits to " + month.Long() + " are provisional."}},
			say("Signals begin with the 13th complete month. Until then the lines only show where the numbers have been.")
	}
	runs := ""
	if running > 0 {
		runs = " In " + spelled(running) + " more, runs about the mean point to a lasting change."
	}
	if r.view.Judging.Run {
		return r.runsHeadline(running, len(all))
	}
	if flagged == 0 && running > 0 {
		return Sentence{{Text: "No series is outside its limits in " + month.Long() + ".", Strong: true}, {Text: " Runs point to a lasting change in " + spelled(running) + "."}},
			say("Runs are judged over all months of the limits in force, so they do not say that something happened just now.")
	}
	ofGroup := ""
	if group != nil {
		ofGroup = " of " + group.Name
	}
	if flagged == 0 {
		return Sentence{{Text: "No series" + ofGroup + " carries a signal in " + month.Long() + ".", Strong: true}},
			say(capital(bothOrAll(len(all))) + " vary as they always have: nothing to explain.")
	}
	of := capital(spelled(flagged)) + " of " + spelled(len(all)) + " series" + ofGroup + " " + plural(flagged, "carries", "carry") + " a signal in " + month.Long() + "."
	headline = Sentence{{Text: of, Strong: true}}
	switch {
	case fresh == flagged:
		headline = append(headline, Part{Text: " " + plural(flagged, "It is", "All are") + " new."})
	case fresh > 0:
		headline = append(headline, Part{Text: " " + capital(spelled(fresh)) + " " + plural(fresh, "is", "are") + " new."})
	default:
		headline = append(headline, Part{Text: " None is new."})
	}
	if longest.Alert.Months > 1 {
		headline = append(headline, Part{Text: " The longest: "},
			Part{Text: longest.Name, Strong: true, URL: longest.URL, Site: longest.Site},
			Part{Text: ", " + lowerFirst(longest.Alert.Words) + "."})
	}
	rest := len(all) - flagged - running
	text := "A signal says that something changed, not whether it is good."
	if rest > 0 {
		others := " The other series varies as it always has"
		if rest > 1 {
			others = " The other " + spelled(rest) + " series vary as they always have"
		}
		text += others + ": nothing to explain."
	}
	return headline, say(text + runs)
}

// runsHeadline counts the series whose runs about the median point to a lasting change.
func (r *reading) runsHeadline(running, all int) (headline, second Sentence) {
	month := r.judgedTo()
	text := "Runs point to no lasting change in any of " + whole(float64(all)) + " series to " + month.Long() + "."
	if running > 0 {
		text = "Runs point to a lasting change in " + spelled(running) + " of " + whole(float64(all)) + " series to " + month.Long() + "."
	}
	return Sentence{{Text: text, Strong: true}},
		say("A run chart has a median and no limits: it tells a lasting change, not a month that stands out, and it does not say that something happened just now.")
}

// bothOrAll names all of n: "both", "all 29".
func bothOrAll(n int) string {
	if n == 2 {
		return "both"
	}
	return "all " + spelled(n)
}

func lowerFirst(text string) string {
	return caseload.LowerFirst(text)
}
