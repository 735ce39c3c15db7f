// Package series does arithmetic on monthly numbers in which a month can be
// missing. Missing is NaN and stays missing through every sum: nothing here
// turns a gap into a zero. It knows months and numbers, not sites or procedures.
package series

import (
	"encoding/json"
	"math"

	"caseload/store/calendar"
)

// Missing is the value of a month that was not reported.
func Missing() float64 { return math.NaN() }

// Hidden is the value of a month that was reported and may not be shown. It is missing in every sum.
func Hidden() float64 { return math.Float64frombits(hiddenBits) }

// hiddenBits are those of a NaN that no arithmetic makes.
const hiddenBits = 0x7ff8_0000_0000_00c1

// IsHidden reports whether v itself stands for a number that may not be shown.
func IsHidden(v float64) bool { return math.Float64bits(v) == hiddenBits }

// IsMissing reports whether v stands for a month that was not reported.
func IsMissing(v float64) bool { return math.IsNaN(v) }

// Monthly is a number for each of the consecutive months from First on. NaN marks a month not reported.
type Monthly struct {
	First  calendar.Month
	Values []float64
}

// New returns a series of missing months from first to last, both included; it is empty when last lies before first.
func New(first, last calendar.Month) Monthly {
	n := max(int(last-first)+1, 0)
	values := make([]float64, n)
	for i := range values {
		values[i] = Missing()
	}
	return Monthly{First: first, Values: values}
}

// Len returns the number of months, gaps included.
func (s Monthly) Len() int { return len(s.Values) }

// Last returns the last month of the series. Of an empty series it is the month before First.
func (s Monthly) Last() calendar.Month { return s.First + calendar.Month(len(s.Values)) - 1 }

// At returns the month's value, missing when the month lies outside the series.
func (s Monthly) At(m calendar.Month) float64 {
	i := int(m - s.First)
	if i < 0 || i >= len(s.Values) {
		return Missing()
	}
	return s.Values[i]
}

// Has reports whether the month has a value.
func (s Monthly) Has(m calendar.Month) bool { return !IsMissing(s.At(m)) }

// Set stores the month's value. Months outside the series are left alone.
func (s Monthly) Set(m calendar.Month, v float64) {
	if i := int(m - s.First); i >= 0 && i < len(s.Values) {
		s.Values[i] = v
	}
}

// Slice returns the months from first to last, missing where the series does not reach: a view of any
// length can be cut from a series of any length without inventing numbers.
func (s Monthly) Slice(first, last calendar.Month) Monthly {
	cut := New(first, last)
	for i := range cut.Values {
		cut.Values[i] = s.At(first + calendar.Month(i))
	}
	return cut
}

// Tail returns the n months that end with last.
func (s Monthly) Tail(last calendar.Month, n int) Monthly {
	return s.Slice(last-calendar.Month(n)+1, last)
}

// Map returns the series of f applied to each month that has a value.
func (s Monthly) Map(f func(m calendar.Month, v float64) float64) Monthly {
	mapped := New(s.First, s.Last())
	for i, v := range s.Values {
		if !IsMissing(v) {
			mapped.Values[i] = f(s.First+calendar.Month(i), v)
		}
	}
	return mapped
}

// monthlyJSON is the form in which a series leaves the program: JSON has no NaN.
type monthlyJSON struct {
	First  calendar.Month `json:"first"`
	Values []*float64     `json:"values"`
}

// MarshalJSON writes {"first":"2026-09","values":[519,null]}.
func (s Monthly) MarshalJSON() ([]byte, error) {
	out := monthlyJSON{First: s.First, Values: make([]*float64, len(s.Values))}
	for i, v := range s.Values {
		if !IsMissing(v) {
			out.Values[i] = &v
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Monthly) UnmarshalJSON(text []byte) error {
	var in monthlyJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*s = Monthly{First: in.First, Values: make([]float64, len(in.Values))}
	for i, v := range in.Values {
		s.Values[i] = Missing()
		if v != nil {
			s.Values[i] = *v
		}
	}
	return nil
}
