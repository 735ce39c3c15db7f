package chart

import (
	"math"

	"caseload/store/calendar"
)

// niceTicks returns the ticks of an axis from zero that covers most, with three to five steps a person would choose.
func niceTicks(most float64) []float64 { return ticksBy(most, []float64{1, 2, 2.5, 5}) }

// ticksBy is niceTicks with the digits that a step may have.
func ticksBy(most float64, digits []float64) []float64 {
	if !(most > 0) || math.IsInf(most, 0) {
		return []float64{0, 1}
	}
	best, bestTop := 0.0, math.Inf(1)
	magnitude := math.Pow(10, math.Floor(math.Log10(most))-1)
	for _, m := range []float64{1, 10, 100} {
		for _, digit := range digits {
			step := digit * m * magnitude
			if step < 1 || step != math.Trunc(step) && most > 10 {
				continue // procedures are whole
			}
			n := math.Ceil(most / step)
			// On a tie the larger step: fewer lines say the same.
			if n >= 3 && n <= 5 && n*step <= bestTop {
				best, bestTop = step, n*step
			}
		}
	}
	if best == 0 { // a handful of procedures: one by one
		best, bestTop = 1, math.Ceil(most)
	}
	var all []float64
	for v := 0.0; v <= bestTop+best/2; v += best {
		all = append(all, v)
	}
	return all
}

// yearEdges returns the places, in months after first, where a calendar year begins in the window,
// and the year's number. A window that begins within a year has its tick at its own left edge
// when the year's name would still have room.
func yearEdges(first calendar.Month, from, to int) (edges []float64, years []int) {
	for i := from; i <= to; i++ {
		m := first + calendar.Month(i)
		startsYear := int(m)%12 == 0
		monthsLeft := 12 - int(m)%12
		if startsYear || i == from && monthsLeft > 5 {
			edges = append(edges, float64(i)-0.5)
			years = append(years, m.Year())
		}
	}
	return edges, years
}
