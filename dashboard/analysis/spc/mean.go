package spc

import (
	"math"
	"slices"
)

// sum adds the numbers that are there, as a number and the part of it that a float64 cannot hold
// (Neumaier 1974). Whether a point lies on the mean decides about shifts, so the mean has to be right to
// the last digit: the published packages compute it in extended precision.
func sum(numbers []float64) (high, low float64, n int) {
	for _, x := range numbers {
		if math.IsNaN(x) {
			continue
		}
		n++
		total := high + x
		if math.Abs(high) >= math.Abs(x) {
			low += (high - total) + x
		} else {
			low += (x - total) + high
		}
		high = total
	}
	return high, low, n
}

// mean returns the mean of the numbers that are there, NaN if none is. The unit is theirs.
func mean(numbers []float64) float64 {
	high, low, n := sum(numbers)
	if n == 0 {
		return math.NaN()
	}
	divisor := float64(n)
	quotient := (high + low) / divisor
	// What the first division left over; FMA computes it without rounding, on every machine alike.
	remainder := math.FMA(-quotient, divisor, high) + low
	return quotient + remainder/divisor
}

// total returns the sum of the numbers that are there.
func total(numbers []float64) float64 {
	high, low, _ := sum(numbers)
	return high + low
}

// present counts the numbers that are there.
func present(numbers []float64) int {
	_, _, n := sum(numbers)
	return n
}

// median returns the median of the numbers that are there, NaN if none is.
func median(numbers []float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(numbers), math.IsNaN)
	slices.Sort(sorted)
	n := len(sorted)
	switch {
	case n == 0:
		return math.NaN()
	case n%2 == 1:
		return sorted[n/2]
	}
	return mean(sorted[n/2-1 : n/2+1])
}
