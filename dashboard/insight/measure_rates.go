package insight

import (
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// measurePair is a measure and what it is usually divided by.
type measurePair struct {
	measure string
	over    string // a measure, or OverProcedures
	isPart  bool   // the measure is a part of what it is divided by: a share
}

// knownPairs are the rates that nobody has to ask for. The first one whose parts are both loaded is shown; any other
// rate is for the reader to choose.
func knownPairs() []measurePair {
	return []measurePair{
		{"room hours used", "room hours available", true},
		{"cancellations", "scheduled procedures", true},
		{"cancellations", OverProcedures, false},
		{"no shows", "scheduled procedures", true},
		{"no shows", OverProcedures, false},
		{"add ons", OverProcedures, true},
		{"call backs", OverProcedures, false},
		{"overtime hours", "worked hours", true},
		{"agency hours", "worked hours", false},
		{"worked hours", "paid hours", true},
	}
}

// usualOver returns the key of what the measure is usually divided by, OverNothing where none is known or loaded.
func (f *facts) usualOver(m *measureFacts) (key string, isPart bool) {
	for _, pair := range knownPairs() {
		if plainName(m.name) != plainName(pair.measure) {
			continue
		}
		if pair.over == OverProcedures {
			return OverProcedures, pair.isPart
		}
		if over := f.measureNamed(pair.over, m.role); over != nil && over != m {
			return over.key, pair.isPart
		}
	}
	return OverNothing, false
}

// OverChoice is one thing that a measure can be divided by.
type OverChoice struct {
	Key    string `json:"key"`
	Name   string `json:"name"` // "100 procedures"
	Usual  bool   `json:"usual"`
	Chosen bool   `json:"chosen"`
}

// overChoices lists what the measure can be divided by.
func (f *facts) overChoices(m *measureFacts, chosen string) []OverChoice {
	usual, _ := f.usualOver(m)
	var choices []OverChoice
	add := func(key, name string) {
		choices = append(choices, OverChoice{Key: key, Name: name, Usual: key == usual, Chosen: key == chosen})
	}
	add(OverNothing, "nothing")
	add(OverDays, "working days")
	add(OverProcedures, "100 procedures")
	for _, other := range f.measures {
		if other != m {
			add(other.key, "100 "+lowerFirst(other.label))
		}
	}
	return choices
}

// measuredMeasure is a measure as it is to be judged: as reported, or divided by what is chosen. An unknown word
// divides by nothing.
func (r *reading) measuredMeasure(m *measureFacts, over string, perDay bool) measured {
	isPart := false
	if over == "" {
		if over, isPart = r.usualOver(m); over == OverNothing && perDay {
			over = OverDays
		}
	} else if usual, part := r.usualOver(m); usual == over {
		isPart = part
	}
	one := measured{
		key: measureSeries + m.key, name: m.label, values: r.measureTotal(m), of: seriesOf{measure: m.name, role: m.role},
		breaks: r.otherReporters(m), measure: m, over: over,
		unit: unit{words: m.label + " a month", isSigned: m.isSigned},
	}
	one.values = r.shown(one.values, func(month calendar.Month) bool { return r.hidesMeasure(m, month) })
	if !m.isWhole {
		one.unit.decimals = 1
	}
	if r.chosen != nil {
		one.of.site, one.breaks = r.chosen.ID, nil
	}
	r.divide(&one, m, isPart)
	return one
}

// divide gives the measure its denominators, over the very sites that report the measure: like by like.
func (r *reading) divide(one *measured, m *measureFacts, isPart bool) {
	var number func(s *siteFacts, month calendar.Month) float64
	what := ""
	switch other := r.measure(one.over); {
	case one.over == OverDays:
		one.denominators = one.values.Map(func(month calendar.Month, total float64) float64 {
			rate := r.add(m, month, func(s *siteFacts) float64 { return m.sites[s.ID].At(month) / s.workingDays(month) })
			if rate == 0 {
				days, _ := r.meanWorkingDays(month)
				return days
			}
			return total / rate
		})
		one.name += " per working day"
		one.unit = unit{words: one.name, decimals: 1, over: "Working days", scale: 1}
		return
	case one.over == OverProcedures:
		what = "procedures"
		number = func(s *siteFacts, month calendar.Month) float64 { return r.values[s.ID].At(month) }
	case other != nil && other != m:
		what = lowerFirst(other.label)
		number = func(s *siteFacts, month calendar.Month) float64 { return other.sites[s.ID].At(month) }
		if len(other.sites) == 0 {
			return
		}
		one.second = other
	default:
		one.over = OverNothing
		return
	}
	denominators := one.values.Map(func(month calendar.Month, _ float64) float64 {
		return r.add(m, month, func(s *siteFacts) float64 {
			n := number(s, month)
			if n == 0 { // nothing to divide by is no rate of 0
				return series.Missing()
			}
			return n
		})
	})
	denominators = r.shown(denominators, func(month calendar.Month) bool {
		return isSmall(denominators.At(month)) || one.second != nil && r.hidesMeasure(one.second, month)
	})
	isPart = isPart && !slices.ContainsFunc(one.values.Present(), func(month calendar.Month) bool { return one.values.At(month) > denominators.At(month) })
	if isPart {
		one.denominators, one.isShare = denominators, true
		one.name += " as a share of " + what
		one.unit = unit{words: one.name, decimals: 1, isShare: true, over: capital(what), scale: 1}
		return
	}
	// A U′ chart is the same whatever the scale, so that a rate of 0.03 may be read as 3 in a hundred.
	one.denominators = denominators.Map(func(_ calendar.Month, n float64) float64 { return n / 100 })
	one.name += " per 100 " + what
	one.unit = unit{words: one.name, decimals: 1, over: capital(what), scale: 100}
}

// hidesMeasure reports whether the month's number is a few of something, or a sum that holds one.
func (r *reading) hidesMeasure(m *measureFacts, month calendar.Month) bool {
	if !m.isWhole || m.isSigned {
		return false
	}
	return isSmall(r.measureTotal(m).At(month)) || slices.ContainsFunc(r.sites, func(s *siteFacts) bool { return isSmall(m.sites[s.ID].At(month)) })
}

// ofMeasure reports whether a rebase is of the measure.
func (o seriesOf) ofMeasure(b caseload.Rebase) bool {
	return plainName(b.Measure) == plainName(o.measure) && b.Role == o.role
}
