//go:build !race

package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"caseload/store/calendar"
)

// judged is the newest month of a series against limits worked out here, without the program's own statistics.
type judged struct {
	name                string
	newest, mean        float64
	lower, upper        float64
	words, text         string // "" within normal variation
	start               calendar.Month
	run, rising, fallen int
	near                int
}

// judge works out the limits of a series from its newest rebase on, and what its newest month is.
func (r recount) judge(name string, count func(calendar.Month) int) judged {
	from := r.first()
	for _, m := range r.rebases[name] {
		from = max(from, m)
	}
	return r.judgeFrom(name, from, func(m calendar.Month) float64 {
		if r.isWhole(m) {
			return float64(count(m))
		}
		return math.NaN()
	})
}

// judgeFrom judges values of which some are missing.
func (r recount) judgeFrom(name string, from calendar.Month, value func(calendar.Month) float64) judged {
	var values []float64
	for m := from; m <= r.focus(); m++ {
		values = append(values, value(m))
	}
	j := judged{name: name, newest: values[len(values)-1]}
	var sum, n, ranges, pairs float64
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		sum, n = sum+v, n+1
		if i > 0 && !math.IsNaN(values[i-1]) {
			ranges, pairs = ranges+math.Abs(v-values[i-1]), pairs+1
		}
	}
	wide := 2.66 * ranges / pairs
	j.mean, j.lower, j.upper = sum/n, sum/n-wide, sum/n+wide
	sign := func(v float64) float64 { return math.Copysign(1, v-j.mean) }
	last := len(values) - 1
	for i := last; i >= 0 && !math.IsNaN(values[i]) && sign(values[i]) == sign(j.newest); i-- {
		j.run++
	}
	j.rising, j.fallen = 1, 1
	for i := last; i > 0 && values[i] > values[i-1]; i-- {
		j.rising++
	}
	for i := last; i > 0 && values[i] < values[i-1]; i-- {
		j.fallen++
	}
	for i := last; i > last-3 && j.run >= 3 && math.Abs(j.newest-j.mean) > wide*2/3; i-- {
		if math.Abs(values[i]-j.mean) > wide*2/3 {
			j.near++
		}
	}
	j.say(r.focus())
	return j
}

// say puts the newest month's signal in words, by precedence.
func (j *judged) say(m calendar.Month) {
	side, limit := "below", "lower"
	if j.newest > j.mean {
		side, limit = "above", "upper"
	}
	shown := func(x float64) string { return fmt.Sprintf("%.0f", math.Max(0, x)) }
	month, _, _ := strings.Cut(m.Long(), " ")
	switch {
	case j.newest > j.upper, j.newest < j.lower:
		j.words = strings.ToUpper(side[:1]) + side[1:] + " the " + limit + " limit"
		j.text = fmt.Sprintf("%.0f in %s, %s its usual range of %s to %s.", j.newest, month, side, shown(j.lower), shown(j.upper))
		j.start = m
	case j.rising >= 7 || j.fallen >= 7:
		j.words = fmt.Sprintf("%d months", max(j.rising, j.fallen))
		j.text, j.start = fmt.Sprintf("%s in a row, to %.0f.", j.words, j.newest), m-calendar.Month(max(j.rising, j.fallen)-1)
	case j.near >= 2:
		j.words, j.text, j.start = "2 of 3 near the "+limit+" limit", "2 of the last 3 months "+limit+" "+shown(j.upper), m-2
	case j.run >= 7:
		j.words = fmt.Sprintf("%d months %s the mean", j.run, side)
		j.text, j.start = fmt.Sprintf("%s of %.0f.", j.words, j.mean), m-calendar.Month(j.run-1)
	}
}

// series are all procedures and each group.
func (r recount) series() []judged {
	all := []judged{r.judge("", r.total)}
	for _, g := range r.groups {
		all = append(all, r.judge(g, func(m calendar.Month) int { return r.group(m, g) }))
	}
	return all
}

// measured are the measures that nothing is divided by: hours that agencies and overtime bring.
func (r recount) measured() []judged {
	var all []judged
	for name, byMonth := range r.measures {
		if !strings.HasPrefix(name, "agency") && !strings.HasPrefix(name, "overtime") {
			continue
		}
		first := slices.Min(slices.Collect(maps.Keys(byMonth)))
		all = append(all, r.judgeFrom(name, first, func(m calendar.Month) float64 {
			if n, ok := byMonth[m]; ok {
				return n
			}
			return math.NaN()
		}))
	}
	slices.SortFunc(all, func(a, b judged) int { return cmp.Compare(a.name, b.name) })
	return all
}

// remarks are the numbers in what the months' table says of the chart's marks: months outside the limits,
// rebases, and events that no rebase of the month repeats.
func (r recount) remarks(s said) {
	limits := append([]calendar.Month{r.first()}, r.rebases[""]...)
	slices.Sort(limits)
	outside := map[calendar.Month]string{}
	for i, from := range limits {
		to := r.focus()
		if i+1 < len(limits) {
			to = limits[i+1] - 1
		}
		j := r.judgeFrom("", from, func(m calendar.Month) float64 {
			if m <= to && r.isWhole(m) {
				return float64(r.total(m))
			}
			return math.NaN()
		})
		for m := from; m <= to; m++ {
			switch n := float64(r.total(m)); {
			case r.isWhole(m) && n > j.upper:
				outside[m] = "upper"
			case r.isWhole(m) && n < j.lower:
				outside[m] = "lower"
			}
		}
	}
	for m, side := range outside {
		first, last := m, m
		for outside[first-1] == side {
			first--
		}
		for outside[last+1] == side {
			last++
		}
		at := "months › " + m.Long() + " › Rule, event"
		if first < last {
			s.at(at, whole(int(last-first)+1), year(first), year(last))
		}
	}
	for m, texts := range r.events {
		at := "months › " + m.Long() + " › Rule, event"
		for _, text := range texts {
			s.at(at, number.FindAllString(text, -1)...)
		}
	}
}

// flagged is how many groups carry a signal, as a sentence says it; the sample has some.
func (r recount) flagged() []string {
	n := 0
	for _, j := range r.series()[1:] {
		if j.words != "" {
			n++
		}
	}
	return []string{spelledNumbers[n]}
}

// expectSignals is what the Overview says of signals: the groups' usual ranges and variation, the list, the
// numbers in its sentences.
func (r recount) expectSignals(s said) {
	var flagged []judged
	for _, j := range r.series() {
		row := "groups › " + j.name + " › "
		if j.name == "" {
			row = "groups › All procedures › "
		}
		s.at(row+"Usual range", fmt.Sprintf("%.0f", math.Max(0, j.lower)), fmt.Sprintf("%.0f", j.upper))
		s.at(row+"vs mean", signedPercentOf(j.newest/j.mean-1, 0))
		s.at(row+"Variation", number.FindAllString(j.words, -1)...)
		if j.words != "" {
			flagged = append(flagged, j)
		}
	}
	for _, j := range r.measured() {
		if j.words != "" {
			flagged = append(flagged, j)
		}
	}
	r.remarks(s)
	slices.SortStableFunc(flagged, func(a, b judged) int { return cmp.Compare(b.start, a.start) })
	for _, j := range flagged {
		s.at("open-signals › signals › li › p", number.FindAllString(j.text, -1)...)
	}
}
