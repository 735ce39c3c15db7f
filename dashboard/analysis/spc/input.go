package spc

import (
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// largest is the largest number taken: squares and sums of it are still numbers.
const largest = 1e100

// Input is the series to judge, oldest first.
type Input struct {
	Labels       []string  // one a point, each different; a month as "2026-09" is written out in sentences
	Values       []float64 // counts or measurements; NaN is a point not reported
	Denominators []float64 // what the values are divided by; nil for nothing, NaN where not reported
}

// OfMonths returns the input for a monthly series.
func OfMonths(s series.Monthly) Input {
	in := Input{Labels: make([]string, s.Len()), Values: slices.Clone(s.Values)}
	ends, all := make([]int, s.Len()), make([]byte, 0, s.Len()*len("2026-09"))
	for i := range ends { // one string holds all of them: pages judge sixty series of ten years
		all = (s.First + calendar.Month(i)).Append(all)
		ends[i] = len(all)
	}
	text, from := string(all), 0
	for i, end := range ends {
		in.Labels[i], from = text[from:end], end
	}
	return in
}

// OfMonthlyRates returns the input for a count and what it is divided by, for the months of the count.
func OfMonthlyRates(counts, denominators series.Monthly) Input {
	in := OfMonths(counts)
	in.Denominators = denominators.Slice(counts.First, counts.Last()).Values
	return in
}

// part is one segment while it is computed.
type part struct {
	first    int
	y        []float64 // as plotted; NaN where missing
	count    []float64 // numerators; NaN where y is
	weight   []float64 // denominators; 1 where the series has none, NaN where a point has none
	excluded []bool
	freeze   int // how many of its points, from the first on, give the limits
}

// reading is an input that has been found sound, cut into its segments.
type reading struct {
	points       []Point
	parts        []part
	missing      int // points without a value
	undivided    int // points with a value and no denominator above 0
	denominators bool
}

func newReading(in Input, o Options) (reading, error) {
	var r reading
	if err := check(in, o); err != nil {
		return r, err
	}
	r.denominators = in.Denominators != nil && o.Kind != C
	place, err := placesOf(in.Labels)
	if err != nil {
		return r, err
	}
	starts := make([]bool, len(in.Values))
	for _, label := range o.Rebases {
		i, ok := place(label)
		if !ok {
			return r, inputError("The series cannot be rebased at %q: it has no such month.", label)
		}
		starts[i] = true
	}
	r.points = make([]Point, len(in.Values))
	for _, label := range o.Excluded {
		i, ok := place(label)
		if !ok {
			return r, inputError("%q cannot be excluded: the series has no such month.", label)
		}
		r.points[i].Excluded = true
	}
	// One piece of memory for the numbers of all parts.
	room, excluded := make([]float64, 0, 3*len(in.Values)), make([]bool, 0, len(in.Values))
	for i := range in.Values {
		if i == 0 || starts[i] {
			n := len(in.Values) - i
			if next := slices.Index(starts[i+1:], true); next >= 0 {
				n = next + 1
			}
			at, free := len(room), func(at int) []float64 { return room[at : at : at+n] }
			room = room[:at+3*n]
			r.parts = append(r.parts, part{first: i, freeze: o.Freeze, y: free(at), count: free(at + n), weight: free(at + 2*n),
				excluded: excluded[i : i : i+n]})
		}
		if err := r.add(i, in); err != nil {
			return r, err
		}
	}
	if o.Kind == MR {
		for i := range r.parts {
			r.parts[i].y = r.parts[i].movingRangePlot()
		}
	}
	return r, nil
}

// placesOf returns where each label stands. No label may stand twice.
func placesOf(labels []string) (place func(label string) (int, bool), err error) {
	if isRising(labels) { // months in order, as nearly always
		return func(label string) (int, bool) { return slices.BinarySearch(labels, label) }, nil
	}
	places := make(map[string]int, len(labels))
	for i, label := range labels {
		if before, ok := places[label]; ok {
			return nil, inputError("%q stands twice in the series, at points %d and %d.", label, before+1, i+1)
		}
		places[label] = i
	}
	return func(label string) (int, bool) {
		i, ok := places[label]
		return i, ok
	}, nil
}

func isRising(labels []string) bool {
	for i := 1; i < len(labels); i++ {
		if labels[i] <= labels[i-1] {
			return false
		}
	}
	return true
}

// add appends the point to the newest part.
func (r *reading) add(i int, in Input) error {
	p := &r.parts[len(r.parts)-1]
	y, count, weight := in.Values[i], in.Values[i], 1.0
	point := &r.points[i]
	point.Label, point.Denominator, point.Rules = in.Labels[i], math.NaN(), []Signal{}
	if math.IsNaN(y) {
		r.missing++
	}
	if r.denominators {
		weight = in.Denominators[i]
		if !(weight > 0) {
			weight = math.NaN()
			if !math.IsNaN(y) {
				r.undivided++
			}
		}
		point.Denominator = weight
		y = count / weight
		if math.IsNaN(y) {
			count = math.NaN()
		}
	}
	if math.Abs(in.Values[i]) > largest || math.Abs(weight) > largest || math.Abs(y) > largest {
		return inputError("%q has a number too large to compute with.", in.Labels[i])
	}
	p.y, p.count, p.weight = append(p.y, y), append(p.count, count), append(p.weight, weight)
	p.excluded = append(p.excluded, point.Excluded)
	return nil
}

func check(in Input, o Options) error {
	switch {
	case !slices.Contains(Kinds(), o.Kind):
		return inputError("There is no chart %q.", string(o.Kind))
	case len(in.Labels) != len(in.Values):
		return inputError("The series has %d labels for %d values.", len(in.Labels), len(in.Values))
	case in.Denominators != nil && len(in.Denominators) != len(in.Values):
		return inputError("The series has %d denominators for %d values.", len(in.Denominators), len(in.Values))
	case in.Denominators == nil && o.Kind.NeedsDenominators():
		return inputError("A %s needs a denominator for each month.", o.Kind.Title())
	case o.Freeze != 0 && o.Freeze < ShortestBaseline:
		return inputError("A frozen baseline needs at least %d points, not %d.", ShortestBaseline, o.Freeze)
	case o.Target != nil && (math.IsNaN(*o.Target) || math.Abs(*o.Target) > largest):
		return inputError("The target is not a number.")
	case !slices.Contains([]Improvement{Neutral, Increase, Decrease}, o.Improvement):
		return inputError("Improvement is increase, decrease or neutral, not %q.", string(o.Improvement))
	}
	return o.Rules.check()
}

// isBase reports whether the part's point i gives the centre and limits, if it has a value.
func (p part) isBase(i int) bool {
	return !p.excluded[i] && (p.freeze == 0 || i < p.freeze)
}

// base returns the given numbers of the points that give the centre and limits, for reading only. A missing one
// stays NaN in its place, so that it still parts its neighbours.
func (p part) base(numbers []float64) []float64 {
	if p.freeze == 0 && !slices.Contains(p.excluded, true) {
		return numbers
	}
	kept := make([]float64, 0, len(numbers))
	for i, x := range numbers {
		if p.isBase(i) {
			kept = append(kept, x)
		}
	}
	return kept
}

// monthName writes a label for a sentence: "2026-09" as "September 2026", anything else as it stands.
func monthName(label string) string {
	if m, err := calendar.ParseMonth(label); err == nil {
		return m.Long()
	}
	return label
}
