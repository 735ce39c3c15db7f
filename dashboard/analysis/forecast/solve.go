package forecast

import "math"

// singular is the share of the largest entry below which a pivot counts as 0: sums that follow from others.
const singular = 1e-12

// solve solves a symmetric non-negative definite system by Gauss–Jordan elimination with pivots from the
// diagonal; the right-hand side is the last column. An unknown that the others determine already, or that
// nothing can move, is 0.
func solve(a [][]float64) []float64 {
	n := len(a)
	largest := 0.0
	for i := range a {
		largest = max(largest, a[i][i])
	}
	done := make([]bool, n)
	for range n {
		pivot := -1
		for i := range a {
			if !done[i] && (pivot < 0 || a[i][i] > a[pivot][pivot]) {
				pivot = i
			}
		}
		if math.Abs(a[pivot][pivot]) <= singular*largest {
			break
		}
		done[pivot] = true
		for i := range a {
			if i == pivot {
				continue
			}
			factor := a[i][pivot] / a[pivot][pivot]
			for j := range a[i] {
				a[i][j] -= factor * a[pivot][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		if done[i] {
			x[i] = a[i][n] / a[i][i]
		}
	}
	return x
}
