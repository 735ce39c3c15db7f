package wisn

import (
	"caseload/store/calendar"
)

// MonthAhead is a coming month: what the forecast volume requires, with its 80 % interval, and who is on the
// roster by the first and last days that are known.
type MonthAhead struct {
	Month       calendar.Month `json:"month"`
	RequiredFTE float64        `json:"required_fte"`
	Lo80FTE     float64        `json:"lo80_fte"`
	Hi80FTE     float64        `json:"hi80_fte"`
	RosteredFTE float64        `json:"rostered_fte"`
}

// Crossing says when the requirement first exceeds the roster: at the forecast's point, and as early as its
// upper bound has it. A nil month is not reached in the months given.
type Crossing struct {
	Expected *calendar.Month `json:"expected,omitempty"`
	Earliest *calendar.Month `json:"earliest,omitempty"`
	Last     calendar.Month  `json:"last"` // how far was looked
}

// Crosses finds the month in which the requirement and the roster cross. That is a verdict, so it needs
// confirmed assumptions.
func Crosses(ahead []MonthAhead, confirmed bool) (Crossing, error) {
	if !confirmed {
		return Crossing{}, sentence("No verdict: %s.", NotConfirmed)
	}
	if len(ahead) == 0 {
		return Crossing{}, sentence("There is no forecast to compare the roster with.")
	}
	if err := rostered(ahead[0].RosteredFTE); err != nil {
		return Crossing{}, err
	}
	var c Crossing
	for i := range ahead {
		m := ahead[i]
		if err := firstError(
			amount("The roster of "+m.Month.Long(), m.RosteredFTE), amount("The required FTE of "+m.Month.Long(), m.RequiredFTE), amount("The upper bound of "+m.Month.Long(), m.Hi80FTE),
		); err != nil {
			return Crossing{}, err
		}
		if c.Expected == nil && m.RequiredFTE > m.RosteredFTE {
			c.Expected = &ahead[i].Month
		}
		if c.Earliest == nil && m.Hi80FTE > m.RosteredFTE {
			c.Earliest = &ahead[i].Month
		}
		c.Last = m.Month
	}
	return c, nil
}

// Words says the crossing in a sentence.
func (c Crossing) Words() string {
	switch {
	case c.Expected != nil:
		return "From " + c.Expected.Long() + " on the forecast needs more people than the roster has."
	case c.Earliest != nil:
		return "The roster carries the forecast to " + c.Last.Long() + ", but from " + c.Earliest.Long() + " on not the upper end of its 80\u00a0% interval."
	}
	return "The roster carries the forecast to " + c.Last.Long() + ", the upper end of its 80\u00a0% interval included."
}
