package insight

import (
	"strconv"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// targetKey is what a stored target is for.
type targetKey struct {
	site      caseload.SiteID
	procedure caseload.ProcedureID // 0 for all procedures of the site
	month     calendar.Month
}

func (f *facts) indexTargets() {
	f.targetAt = make(map[targetKey]float64, len(f.targets))
	for _, t := range f.targets {
		f.targetAt[targetKey{t.Site, t.Procedure, t.Month}] = t.PerMonth
	}
}

// targetOf returns what is stored as the series' target for the month: the sum over the active sites in view, and none
// unless each of them has one. A group's is the sum of its procedures', where every one of them has one. As a rate it
// is the sum over sites of target ÷ the site's own working days.
func (r *reading) targetOf(one measured, m calendar.Month, perDay bool) float64 {
	if len(r.targetAt) == 0 || one.of.measure != "" {
		return series.Missing()
	}
	sum, isAny := 0.0, false
	for _, s := range r.active(m) {
		if one.of.site != 0 && s.ID != one.of.site {
			continue
		}
		if values, ok := one.raw[s.ID]; one.of.procedure != 0 && (!ok || len(values.Present()) == 0) {
			continue // never done there
		}
		target := r.siteTarget(s, one.of, m)
		if perDay {
			target /= s.workingDays(m)
		}
		sum, isAny = sum+target, true
	}
	if !isAny {
		return series.Missing()
	}
	return sum
}

// siteTarget is the target of one site, missing where none is stored.
func (r *reading) siteTarget(s *siteFacts, of seriesOf, m calendar.Month) float64 {
	at := func(procedure caseload.ProcedureID) float64 {
		if n, ok := r.targetAt[targetKey{s.ID, procedure, m}]; ok {
			return n
		}
		return series.Missing()
	}
	switch {
	case of.procedure != 0:
		return at(of.procedure)
	case of.group != 0:
		if _, ok := s.groups[of.group]; !ok {
			return 0 // nothing of the group is done there
		}
	case !series.IsMissing(at(0)):
		return at(0)
	}
	sum, isAny := 0.0, false
	for _, p := range r.kinds {
		n := at(p.ID)
		if of.group == 0 && series.IsMissing(n) || of.group != 0 && p.Group != of.group {
			continue
		}
		sum, isAny = sum+n, true
	}
	if !isAny {
		return series.Missing()
	}
	return sum
}

// TargetPlace says where a target lies towards the limits in force, which is no judgement yet.
type TargetPlace string

// The places.
const (
	TargetAbove  TargetPlace = "above"
	TargetWithin TargetPlace = "within"
	TargetBelow  TargetPlace = "below"
)

// SeriesTarget is a target beside the limits in force.
type SeriesTarget struct {
	Value     Number        `json:"value"` // of the month judged
	Place     TargetPlace   `json:"place,omitempty"`
	Assurance spc.Assurance `json:"assurance,omitempty"` // where a direction is better
	Words     string        `json:"words"`
	IsTried   bool          `json:"is_tried"` // from the address, and not stored
}

// tried is the target that the address names for the series in depth.
func (w SeriesWish) tried() (float64, bool) {
	n, err := strconv.ParseFloat(w.Target, 64)
	return n, err == nil
}

// placeTarget compares the target with the newest limits of the last segment.
func (v *SeriesVerdict) placeTarget(target float64, isTried bool) {
	if series.IsMissing(target) {
		return
	}
	t := &SeriesTarget{Value: Number(target), Assurance: v.chart.Assurance, IsTried: isTried}
	v.Target = t
	name := "The target of " + v.text(target)
	if isTried {
		name = "A target of " + v.text(target)
	}
	lower, upper := v.newestLimits()
	switch {
	case v.Kind == spc.Run:
		t.Words = name + " is drawn as a line; a run chart has no limits to compare it with."
	case v.Provisional || series.IsMissing(upper):
		t.Words = name + " is not compared: the limits need 13 months."
	case target > upper:
		t.Place, t.Words = TargetAbove, name+" lies above the upper limit of "+v.text(upper)+": unless something changes, no usual month reaches it."
	case target < lower:
		t.Place, t.Words = TargetBelow, name+" lies below the lower limit of "+v.text(lower)+": unless something changes, every usual month is above it."
	default:
		t.Place, t.Words = TargetWithin, name+" lies between the limits, "+v.text(max(lower, v.least()))+" and "+v.text(upper)+": chance decides which months are above it."
	}
	if words := t.Assurance.Words(); words != "" && t.Place != "" {
		t.Words += " " + words + "."
	}
}

// newestLimits are those of the last segment's newest month that has some.
func (v *SeriesVerdict) newestLimits() (lower, upper float64) {
	points := v.chart.Points
	for i := len(points) - 1; i >= 0 && points[i].Segment == len(v.chart.Segments)-1; i-- {
		if !series.IsMissing(points[i].Upper) {
			return v.shown(points[i].Lower), v.shown(points[i].Upper)
		}
	}
	return series.Missing(), series.Missing()
}
