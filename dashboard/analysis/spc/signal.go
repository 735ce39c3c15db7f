package spc

// Signal is a rule that fired at a point, with the direction.
type Signal string

// The signals. None is a point within normal variation.
const (
	None            Signal = "none"
	AboveUpper      Signal = "above_upper"
	BelowLower      Signal = "below_lower"
	TrendIncreasing Signal = "trend_increasing"
	TrendDecreasing Signal = "trend_decreasing"
	TwoInThreeAbove Signal = "two_in_three_above"
	TwoInThreeBelow Signal = "two_in_three_below"
	ShiftAbove      Signal = "shift_above"
	ShiftBelow      Signal = "shift_below"
)

// Rule is what a signal breaks, whichever the direction. Each has a shape of its own on charts.
type Rule string

// The rules, in their order of precedence.
const (
	NoRule         Rule = ""
	OutsideRule    Rule = "outside"
	TrendRule      Rule = "trend"
	TwoInThreeRule Rule = "two_in_three"
	ShiftRule      Rule = "shift"
)

// Rule returns the rule that fired, NoRule for None.
func (s Signal) Rule() Rule {
	switch s {
	case AboveUpper, BelowLower:
		return OutsideRule
	case TrendIncreasing, TrendDecreasing:
		return TrendRule
	case TwoInThreeAbove, TwoInThreeBelow:
		return TwoInThreeRule
	case ShiftAbove, ShiftBelow:
		return ShiftRule
	}
	return NoRule
}

// Fired reports whether the signal is one.
func (s Signal) Fired() bool { return s.Rule() != NoRule }

// IsHigh reports whether the signal points up: above a line, or rising.
func (s Signal) IsHigh() bool {
	return s == AboveUpper || s == TrendIncreasing || s == TwoInThreeAbove || s == ShiftAbove
}

// precedence is less for a rule that goes before another as the main one of a point.
func (s Signal) precedence() int {
	switch s.Rule() {
	case OutsideRule:
		return 0
	case TrendRule:
		return 1
	case TwoInThreeRule:
		return 2
	case ShiftRule:
		return 3
	}
	return 4
}
