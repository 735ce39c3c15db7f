package insight

import (
	"caseload/dashboard/analysis/spc"
)

// RunsVerdict is what the Anhøj rules say of the limits in force: a lasting change that no single month shows.
type RunsVerdict struct {
	Useful       int    `json:"useful"`        // months that are there and not on the centre line
	Longest      int    `json:"longest"`       // of them in a row on one side
	LongestMax   int    `json:"longest_max"`   // as many may be chance
	Crossings    int    `json:"crossings"`     // of the centre line
	CrossingsMin int    `json:"crossings_min"` // fewer are hardly chance
	Signal       bool   `json:"signal"`
	Words        string `json:"words"`
}

// OnlyRuns reports whether no month but the runs of the series point to a change.
func (v SeriesVerdict) OnlyRuns() bool {
	return v.Alert == nil && !v.Provisional && v.Runs != nil && v.Runs.Signal
}

func (v *SeriesVerdict) runs(s spc.Segment) *RunsVerdict {
	r := s.Runs
	out := &RunsVerdict{Useful: r.Useful, Longest: r.Longest, LongestMax: r.LongestMax, Crossings: r.Crossings, CrossingsMin: r.CrossingsMin, Signal: r.Signal}
	line := "mean"
	if v.Kind == spc.Run {
		line = "median"
	}
	number := func(n int) string { return whole(float64(n)) }
	switch {
	case r.Useful < spc.ShortestBaseline:
		out.Signal = false
		out.Words = "Only " + number(r.Useful) + " " + plural(r.Useful, "month lies", "months lie") + " off the " + line + ": too few to judge runs."
		return out
	case r.Signal:
		out.Words = "A lasting change is likely: "
	default:
		out.Words = "No lasting change: "
	}
	longest := "the longest run on one side of the " + line + " is " + number(r.Longest) + " " + plural(r.Longest, "month", "months") + ", and up to " + number(r.LongestMax) + " would be chance"
	crossings := "the " + line + " is crossed " + number(r.Crossings) + " " + plural(r.Crossings, "time", "times") + " in " + number(r.Useful) + " months, and " +
		number(r.CrossingsMin) + " or more would be chance"
	out.Words += longest + "; " + crossings + "."
	return out
}
