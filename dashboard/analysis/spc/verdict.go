package spc

import "math"

// Improvement is the direction in which a series gets better.
type Improvement string

// The directions. Volume has no good side, so Neutral is the default.
const (
	Neutral  Improvement = "neutral"
	Increase Improvement = "increase"
	Decrease Improvement = "decrease"
)

// Variation says in one word how the last point stands; each has an icon.
type Variation string

// The kinds of variation.
const (
	CommonCause     Variation = "common_cause"
	ImprovementHigh Variation = "improvement_high"
	ImprovementLow  Variation = "improvement_low"
	ConcernHigh     Variation = "concern_high"
	ConcernLow      Variation = "concern_low"
	NeutralHigh     Variation = "neutral_high"
	NeutralLow      Variation = "neutral_low"
)

// Words returns the variation as a page says it. Common cause is normal, never "good".
func (v Variation) Words() string {
	switch v {
	case ImprovementHigh:
		return "Higher than usual, an improvement"
	case ImprovementLow:
		return "Lower than usual, an improvement"
	case ConcernHigh:
		return "Higher than usual, a concern"
	case ConcernLow:
		return "Lower than usual, a concern"
	case NeutralHigh:
		return "Higher than usual"
	case NeutralLow:
		return "Lower than usual"
	}
	return "Normal"
}

// variation judges the last point by its main signal.
func variation(points []Point, better Improvement) Variation {
	if len(points) == 0 {
		return CommonCause
	}
	signal := points[len(points)-1].Signal
	if !signal.Fired() {
		return CommonCause
	}
	high := signal.IsHigh()
	switch {
	case better == Neutral && high:
		return NeutralHigh
	case better == Neutral:
		return NeutralLow
	case high && better == Increase:
		return ImprovementHigh
	case high:
		return ConcernHigh
	case better == Decrease:
		return ImprovementLow
	}
	return ConcernLow
}

// Assurance says whether the process as it is reaches its target; empty where that cannot be told.
type Assurance string

// The kinds of assurance.
const (
	NoAssurance  Assurance = ""
	Pass         Assurance = "pass"         // the limits lie wholly on the right side of the target
	Fail         Assurance = "fail"         // wholly on the wrong side
	Inconsistent Assurance = "inconsistent" // the target lies between them: chance decides
)

// Words returns the assurance as a page says it.
func (a Assurance) Words() string {
	switch a {
	case Pass:
		return "Reaches the target every month unless something changes"
	case Fail:
		return "Misses the target every month unless something changes"
	case Inconsistent:
		return "Reaches the target in some months and misses it in others, by chance"
	}
	return ""
}

// assurance compares the target with the limits of the last segment, of its last point where they differ.
// A target on a limit is inconsistent.
func assurance(points []Point, o Options) Assurance {
	if o.Target == nil || o.Improvement == Neutral || len(points) == 0 {
		return NoAssurance
	}
	segment := points[len(points)-1].Segment
	for i := len(points) - 1; i >= 0 && points[i].Segment == segment; i-- {
		p := points[i]
		switch {
		case math.IsNaN(p.Lower) || math.IsNaN(p.Upper):
			continue
		case *o.Target > p.Upper && o.Improvement == Decrease, *o.Target < p.Lower && o.Improvement == Increase:
			return Pass
		case *o.Target > p.Upper, *o.Target < p.Lower:
			return Fail
		}
		return Inconsistent
	}
	return NoAssurance
}
