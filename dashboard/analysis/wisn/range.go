package wisn

import "math"

// minutesUncertainty is how far minutes per procedure may be off, as a share. They are local estimates: no
// source measures a division's own.
const minutesUncertainty = 0.2

// Range is where a requirement lies when its assumptions are a little off.
type Range struct {
	LoFTE float64 `json:"lo_fte"`
	HiFTE float64 `json:"hi_fte"`
}

// Holds reports whether the FTE lies in the range.
func (r Range) Holds(fte float64) bool { return r.LoFTE <= fte && fte <= r.HiFTE }

// Words says the range: "12.9 to 16.3".
func (r Range) Words() string { return FTEText(r.LoFTE) + " to " + FTEText(r.HiFTE) }

func (r Range) plus(other Range) Range {
	return Range{r.LoFTE + other.LoFTE, r.HiFTE + other.HiFTE}
}

// higher is the range of the higher of two requirements.
func (r Range) higher(other Range) Range {
	return Range{math.Max(r.LoFTE, other.LoFTE), math.Max(r.HiFTE, other.HiFTE)}
}
