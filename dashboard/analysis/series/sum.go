package series

import "caseload/store/calendar"

// Member is one part of a total, and the months in which the total needs it.
type Member struct {
	Values   Monthly
	IsActive func(calendar.Month) bool
}

// Align cuts every series to the same months, from the first month of any to the last month of any. Months
// that a series does not reach are missing in it.
func Align(all ...Monthly) []Monthly {
	var first, last calendar.Month
	found := false
	for _, s := range all {
		if s.Len() == 0 {
			continue
		}
		if !found || s.First < first {
			first = s.First
		}
		if !found || s.Last() > last {
			last = s.Last()
		}
		found = true
	}
	aligned := make([]Monthly, len(all))
	for i, s := range all {
		if found {
			aligned[i] = s.Slice(first, last)
		}
	}
	return aligned
}

// Total adds the members for each month from first to last. A month in which an active member is missing, or
// no member is active, is missing: a total of what happens to be there is not a total. Members that are not
// active in a month do not count in it, whatever they hold.
func Total(first, last calendar.Month, members []Member) Monthly {
	total := New(first, last)
	for i := range total.Values {
		m := first + calendar.Month(i)
		sum, active := 0.0, false
		for _, member := range members {
			if member.IsActive(m) {
				active = true
				sum += member.Values.At(m)
			}
		}
		if active {
			total.Values[i] = sum
		}
	}
	return total
}

// Add returns the sums of months that both series have; the months are those of a.
func Add(a, b Monthly) Monthly {
	return a.Map(func(m calendar.Month, v float64) float64 { return v + b.At(m) })
}

// Subtract returns a − b for months that both series have; the months are those of a.
func Subtract(a, b Monthly) Monthly {
	return a.Map(func(m calendar.Month, v float64) float64 { return v - b.At(m) })
}

// Divide returns a ÷ b for months that both series have and where b is not 0; the months are those of a.
func Divide(a, b Monthly) Monthly {
	return a.Map(func(m calendar.Month, v float64) float64 {
		if d := b.At(m); d != 0 {
			return v / d
		}
		return Missing()
	})
}

// Between returns the sum from first to last, both included: missing when any month is, or there is none.
func (s Monthly) Between(first, last calendar.Month) float64 {
	if last < first {
		return Missing()
	}
	sum := 0.0
	for m := first; m <= last; m++ {
		sum += s.At(m)
	}
	return sum
}

// MeanBetween returns the mean from first to last, missing when any month is.
func (s Monthly) MeanBetween(first, last calendar.Month) float64 {
	return s.Between(first, last) / float64(last-first+1)
}

// Rolling returns for each month the sum of the n months that end with it, where all n are there.
func (s Monthly) Rolling(n int) Monthly {
	return s.each(func(m calendar.Month) float64 { return s.Between(m-calendar.Month(n)+1, m) })
}

// YearToDate returns for each month the sum from the first month of its year on, where all are there.
func (s Monthly) YearToDate(yearStart func(calendar.Month) calendar.Month) Monthly {
	return s.each(func(m calendar.Month) float64 { return s.Between(yearStart(m), m) })
}

// YearBefore returns for each month the value of the same month a year before.
func (s Monthly) YearBefore() Monthly {
	return s.each(func(m calendar.Month) float64 { return s.At(m - 12) })
}

// each returns a series of the same months with f of each month.
func (s Monthly) each(f func(calendar.Month) float64) Monthly {
	out := Monthly{First: s.First, Values: make([]float64, len(s.Values))}
	for i := range out.Values {
		out.Values[i] = f(s.First + calendar.Month(i))
	}
	return out
}

// PercentChange returns the change from before to now in percent, missing when either is or before is 0.
func PercentChange(before, now float64) float64 {
	if before == 0 {
		return Missing()
	}
	return (now - before) / before * 100
}

// Present returns the months that have a value, oldest first.
func (s Monthly) Present() []calendar.Month {
	months := make([]calendar.Month, 0, len(s.Values))
	for i, v := range s.Values {
		if !IsMissing(v) {
			months = append(months, s.First+calendar.Month(i))
		}
	}
	return months
}
