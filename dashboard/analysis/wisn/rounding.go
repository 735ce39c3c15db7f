package wisn

import "math"

// Rounding is how a requirement is rounded where it is read as posts. The raw number always stands beside it.
type Rounding string

// The roundings. The empty one does not round.
const (
	Unrounded    Rounding = ""
	NearestWhole Rounding = "nearest_whole"
	UpToWhole    Rounding = "up_to_whole"
	UpToHalf     Rounding = "up_to_half"
	UpToTenth    Rounding = "up_to_tenth"
)

// Roundings returns the choices, in the order a form lists them.
func Roundings() []Rounding {
	return []Rounding{Unrounded, NearestWhole, UpToWhole, UpToHalf, UpToTenth}
}

// roundingSlack keeps a whole number that the arithmetic missed by its last digit from being rounded up to the next one.
const roundingSlack = 1e-9

// Round returns the FTE rounded.
func (r Rounding) Round(fte float64) (float64, error) {
	switch r {
	case Unrounded:
		return fte, nil
	case NearestWhole:
		return math.Floor(fte + 0.5 + roundingSlack), nil
	case UpToWhole:
		return math.Ceil(fte - roundingSlack), nil
	case UpToHalf:
		return math.Ceil(fte*2-roundingSlack) / 2, nil
	case UpToTenth:
		return math.Ceil(fte*10-roundingSlack) / 10, nil
	}
	return 0, sentence("%q is not a way of rounding.", string(r))
}
