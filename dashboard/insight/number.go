package insight

import (
	"encoding/json"
	"math"

	"caseload/dashboard/analysis/series"
)

// Number is a number that can be missing. It is null in JSON and "—" on a page, never 0.
type Number float64

// missing returns a Number that is not known.
func missing() Number { return Number(series.Missing()) }

// IsMissing reports whether the number is not known.
func (n Number) IsMissing() bool { return math.IsNaN(float64(n)) }

// Known reports whether the number is known; templates ask it.
func (n Number) Known() bool { return !n.IsMissing() }

// MarshalJSON writes null for a missing number.
func (n Number) MarshalJSON() ([]byte, error) {
	if n.IsMissing() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Number) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*n = missing()
		return nil
	}
	return json.Unmarshal(text, (*float64)(n))
}
