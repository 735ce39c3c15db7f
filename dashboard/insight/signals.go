package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// The words of series in an address.
const (
	allSeries   = "all"
	siteSeries  = "site-"
	groupSeries = "group-"
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
	all := r.judgedSeries(v.PerDay)
	chosen, err := r.chosenSeries(all)
	if err != nil {
		return Signals{}, err
	}
	out.Month, out.IsNewest = r.judgedTo(), r.isNewest()
	out.Chosen = r.depth(chosen)
	out.Headline, out.Second = r.signalsHeadline(all)
	out.Series = inOrder(all, out.ByVolume)
	out.Sources = r.sources()
	return out, nil
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

// judgedSeries judges all procedures, each site where there are several, and each group.
func (r *reading) judgedSeries(perDay bool) []SeriesVerdict {
	var site caseload.SiteID
	if r.chosen != nil {
		site = r.chosen.ID
	}
	all := []measured{r.measuredTotal(perDay)}
	if r.chosen == nil && len(r.sites) > 1 {
		for _, s := range r.sites {
			one := measured{key: siteSeries + s.ref.Slug, name: s.Name + ", all procedures", values: r.values[s.ID], site: s.ID, ref: &s.ref}
			if perDay {
				one.days = r.values[s.ID].Map(func(m calendar.Month, _ float64) float64 { return s.workingDays(m) })
			}
			all = append(all, one)
		}
	}
	groupsFrom := len(all)
	for _, g := range r.groups {
		one := measured{key: groupSeries + r.groupSlug[g.ID], name: g.Name, values: r.groupTotal(g.ID), site: site, group: g.ID}
		if len(one.values.Present()) == 0 {
			continue
		}
		if perDay {
			one.days = r.weighedDays(one.values, func(s *siteFacts) series.Monthly { return s.groups[g.ID] })
		}
		all = append(all, one)
	}
	verdicts := make([]SeriesVerdict, len(all))
	eachBeside(len(all), func(i int) { verdicts[i] = r.judge(all[i], perDay) })
	slices.SortStableFunc(verdicts[groupsFrom:], func(a, b SeriesVerdict) int { return larger(a.size, b.size) })
	return verdicts
}

// measuredTotal is all procedures of the sites in view.
func (r *reading) measuredTotal(perDay bool) measured {
	one := measured{key: allSeries, name: "All procedures", values: r.total}
	if r.chosen != nil {
		one.site, one.ref, one.name = r.chosen.ID, &r.chosen.ref, r.chosen.Name+", all procedures"
	}
	if perDay {
		one.days = r.weighedDays(r.total, func(s *siteFacts) series.Monthly { return s.counts })
	}
	return one
}

// weighedDays returns what the months' counts have to be divided by to give the sum over sites of count ÷ the
// site's own working days: the days of one site, or of several weighed by their counts.
func (r *reading) weighedDays(values series.Monthly, of func(*siteFacts) series.Monthly) series.Monthly {
	return values.Map(func(m calendar.Month, total float64) float64 {
		rate := 0.0
		for _, s := range r.sites {
			if n := of(s).At(m); s.IsActive(m) && !series.IsMissing(n) {
				rate += n / s.workingDays(m)
			}
		}
		if rate == 0 {
			mean, _ := r.meanWorkingDays(m)
			return mean
		}
		return total / rate
	})
}

// chosenSeries returns the series that the view asks for; without a wish the one with the longest signal.
func (r *reading) chosenSeries(all []SeriesVerdict) (SeriesVerdict, error) {
	wanted := r.view.Series
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
func (r *reading) signalsHeadline(all []SeriesVerdict) (headline, second Sentence) {
	month := r.judgedTo()
	flagged, fresh, unsure := 0, 0, 0
	var longest *SeriesVerdict
	for i, one := range all {
		if one.Provisional {
			unsure++
		}
		if one.Alert == nil {
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
	if flagged == 0 {
		return Sentence{{Text: "No series carries a signal in " + month.Long() + ".", Strong: true}},
			say("All " + whole(float64(len(all))) + " vary as they always have: nothing to explain.")
	}
	of := capital(spelled(flagged)) + " of " + whole(float64(len(all))) + " series " + plural(flagged, "carries", "carry") + " a signal in " + month.Long() + "."
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
	rest := len(all) - flagged
	text := "A signal says that something changed, not whether it is good."
	if rest > 0 {
		text += " The other " + whole(float64(rest)) + " " + plural(rest, "series varies as it always has", "series vary as they always have") + ": nothing to explain."
	}
	return headline, say(text)
}

func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
