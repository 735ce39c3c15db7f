package series

import "math"

// roundingSlack makes up for what binary numbers lack of a tie: 31.45 is stored a little below itself.
const roundingSlack = 1e-9

// Round rounds v to so many decimals, ties away from zero as on paper. Every number that is shown or written goes
// through it, so that 28.45 and 31.45 round the same way.
func Round(v float64, places int) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	scale := math.Pow(10, float64(places))
	return math.Copysign(math.Floor(math.Abs(v)*scale+0.5+roundingSlack)/scale, v)
}
