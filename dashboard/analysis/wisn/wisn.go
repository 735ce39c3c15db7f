// Package wisn estimates how many full-time people a role needs, by two lenses. Workload is WHO's method
// (Workload Indicators of Staffing Need, 2010): the time that the procedures take. Coverage is the time for
// which rooms, recovery bays and the call rota have to be staffed. The higher of the two decides.
//
// It knows procedures, minutes, rooms and working days; it does not know sites, dates or people. Whatever
// cannot be answered with a sensible number is answered with an Error, a sentence for the person who entered
// the assumptions. Comparisons of a requirement with a roster are given by Need alone, and only once a lead
// has confirmed the assumptions behind it.
//
// The form of 1998, which adds the allowances to each activity, gives other numbers and is not offered.
package wisn

import (
	"fmt"
	"math"
)

// Error says why there is no number. Its text is a sentence for the person who entered the assumptions.
type Error string

// Error returns the sentence.
func (e Error) Error() string { return string(e) }

func sentence(format string, args ...any) error { return Error(fmt.Sprintf(format, args...)) }

// isAmount reports whether x can stand for a quantity: a finite number that is not below 0.
func isAmount(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

// amount returns an error naming the quantity when it is missing, infinite or below 0.
func amount(name string, x float64) error {
	if isAmount(x) {
		return nil
	}
	if math.IsNaN(x) {
		return sentence("%s: no number has been entered.", name)
	}
	return sentence("%s cannot be %s.", name, number(x))
}

// firstError returns the first error there is.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
