package series

import "caseload/store/calendar"

// Year is twelve months that belong together: a calendar, academic or federal year.
type Year struct {
	First  calendar.Month
	Values [12]float64 // missing where not reported
}

// At returns the value of the year's month of that number, counted from 0.
func (y Year) At(i int) float64 { return y.Values[i] }

// Between returns the sum of the months from first to last, counted from 0, missing when any month is.
func (y Year) Between(first, last int) float64 {
	return Monthly{First: y.First, Values: y.Values[:]}.Between(y.First+calendar.Month(first), y.First+calendar.Month(last))
}

// Sum returns the sum of all twelve months, missing when any month is.
func (y Year) Sum() float64 { return y.Between(0, 11) }

// Years lays the series out as one year below the other, oldest first, from the year of its first month to that of
// its last. yearStart is the calendar's first month of the year in which a month lies.
func (s Monthly) Years(yearStart func(calendar.Month) calendar.Month) []Year {
	if s.Len() == 0 {
		return nil
	}
	var years []Year
	for first := yearStart(s.First); first <= s.Last(); first += 12 {
		y := Year{First: first}
		for i := range y.Values {
			y.Values[i] = s.At(first + calendar.Month(i))
		}
		years = append(years, y)
	}
	return years
}

// SameMonths adds up, from first to last, only the months that are there both in this year and in the year before,
// so that like is compared with like. Without such a month both sums are missing.
func (s Monthly) SameMonths(first, last calendar.Month) (now, before float64, months []calendar.Month) {
	for m := first; m <= last; m++ {
		if s.Has(m) && s.Has(m-12) {
			now += s.At(m)
			before += s.At(m - 12)
			months = append(months, m)
		}
	}
	if len(months) == 0 {
		return Missing(), Missing(), nil
	}
	return now, before, months
}

// Season returns for each month of the year, counted from the year's first, its usual size beside an average month
// of its own year: 1.04 is 4 % above. Only years with all twelve months are in it, so that a gap tilts nothing, and
// each year counts alike, however large. It also returns how many years these are; with none all are missing.
func Season(years []Year) (index [12]float64, whole int) {
	for _, y := range years {
		sum := y.Sum()
		if IsMissing(sum) || sum == 0 {
			continue
		}
		whole++
		for i, v := range y.Values {
			index[i] += v / (sum / 12)
		}
	}
	for i := range index {
		index[i] = quotient(index[i], float64(whole))
	}
	return index, whole
}
