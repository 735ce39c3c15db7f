package spc

import (
	"fmt"
	"math"
	"strings"

	"caseload/store/caseload"
)

// warn says what weakens the chart, the input first, then each segment.
func (c Chart) warn(r reading, o Options) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if len(c.Points) == 0 {
		say("There are no months to judge.")
		return found
	}
	if r.missing > 0 {
		say("%s without a value: no moving range or signal reaches across %s.", many(r.missing, "month"), pronoun(r.missing))
	}
	if r.undivided > 0 {
		say("%s left out, having no denominator above 0.", many(r.undivided, "month"))
	}
	if names := excludedNames(c.Points); len(names) > 0 {
		say("Left out of the centre line, limits and rules by choice: %s.", strings.Join(names, ", "))
	}
	if o.Screen && !o.Kind.Screens() {
		say("A %s has no moving ranges to screen.", o.Kind.Title())
	}
	if o.Target != nil && o.Improvement == Neutral {
		say("The target is not judged: that needs a direction of improvement.")
	}
	for i, s := range c.Segments {
		for _, text := range c.warnOfSegment(s, r.parts[i], o) {
			if len(c.Segments) > 1 {
				text = "From " + monthName(c.Points[s.First].Label) + ": " + caseload.LowerFirst(text)
			}
			found = append(found, text)
		}
	}
	return found
}

func (c Chart) warnOfSegment(s Segment, p part, o Options) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	how := s.Computation
	if how.Points == 0 {
		say("No month has a value to draw a centre line from.")
		return found
	}
	if p.freeze > len(p.y) {
		say("The frozen baseline of %d months is not complete: all %d give the limits so far.", p.freeze, len(p.y))
	}
	switch {
	case o.Kind == Run: // has no limits to be provisional
	case s.Provisional:
		say("Limits are provisional, with only %s.", many(s.N, "month"))
	case how.Points < ShortSegment && !(how.Frozen && how.Points >= ShortestBaseline):
		say("The limits are weak: only %s with a value gave them.", many(how.Points, "month"))
	}
	if how.Ranges.FellBack {
		say("Screening would have left no variation at all: every moving range was used.")
	}
	if text := s.withoutLimits(o.Kind); text != "" {
		say("%s", text)
	}
	if text := impossible(p, o.Kind); text != "" {
		say("%s", text)
	}
	return found
}

// withoutLimits says why a segment has no limits that could judge a point, or nothing if it has or needs none.
func (s Segment) withoutLimits(k Kind) string {
	switch ranges := s.Computation.Ranges; {
	case s.HasLimits() || k == Run:
		return ""
	case k != C && k != P && k != U && ranges.Total == 0:
		return "No two neighbouring months have values: there are no limits yet."
	case k == XmR && ranges.Unscreened == 0:
		return "Every month has the same value as the one before: there are no limits."
	case math.IsNaN(s.Lower) || s.Lower != s.Upper:
		return "The limits cannot be computed from these numbers."
	case k == C || k == P || k == U:
		return "Every month that gave the limits is at the end of what it can be: the limits fall on the centre line and judge nothing."
	}
	return "The moving ranges that gave the limits are all 0: the limits fall on the centre line and judge nothing."
}

// impossible names numbers that the chart's distribution cannot produce.
func impossible(p part, k Kind) string {
	proportion := k == P || k == PPrime
	for i, count := range p.count {
		switch {
		case count < 0 && (proportion || k == C || k == U || k == UPrime):
			return fmt.Sprintf("A %s is for counts, but some are below 0.", k.Title())
		case proportion && count > p.weight[i]:
			return fmt.Sprintf("A %s is for parts of a whole, but some parts exceed it.", k.Title())
		}
	}
	return ""
}

func excludedNames(points []Point) []string {
	var names []string
	for _, p := range points {
		if p.Excluded {
			names = append(names, monthName(p.Label))
		}
	}
	return names
}

// many counts in words: "1 month", "9 months".
func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func pronoun(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
