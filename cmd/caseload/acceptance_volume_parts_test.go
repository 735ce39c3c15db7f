//go:build !race

package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"caseload/store/calendar"
)

// expectChangePart is what changed against the year before, the mix, and why hours did.
func (p volumePages) expectChangePart(s said) {
	m, before := p.focus(), p.lastYear()
	now, then := p.total(m), p.total(before)
	changes := p.changes()
	byChange := slices.Clone(changes)
	slices.SortStableFunc(byChange, func(x, y change) int { return cmp.Or(cmp.Compare(y.by(), x.by()), cmp.Compare(y.now, x.now)) })
	up, down := byChange[0], byChange[len(byChange)-1]
	title := []string{signed(now - then), year(before), whole(up.by()), whole(-down.by())}
	rose, fell := 0, 0
	for _, c := range changes {
		if c.by() > 0 {
			rose++
		} else if c.by() < 0 {
			fell++
		}
	}
	s.at("change › h2", title...)
	s.at("change › table › unseen", title...)
	s.at("change › summary", year(m), year(before), whole(now), whole(then), spelledOr(rose), spelledOr(len(changes)), spelledOr(fell))
	s.at("change › figure-foot › p", p.source()...)
	s.at("change › head", year(m), year(before))
	nowHead, thenHead := shortMonth(m), shortMonth(before)
	row := func(name string, a, b int, isTotal bool) {
		place := "change › " + name + " › "
		s.at(place, signed(a-b))
		s.at(place+nowHead, whole(a))
		s.at(place+thenHead, whole(b))
		percent := percentWords(float64(b), float64(a))
		if a == b {
			percent = "0 %"
		}
		s.at(place+"%", percent)
		s.at(place+"Points of the total’s %", signedTenths(float64(a-b)/float64(then)*100))
		growth := float64(now)/float64(then) - 1
		s.at(place+"In step with all", signedTenths(float64(b)*growth))
		if !isTotal {
			s.at(place+"Its own", signedTenths(float64(a)-float64(b)*float64(now)/float64(then)))
		}
	}
	row("All procedures", now, then, true)
	share := func(n, of int) float64 { return float64(n) / float64(of) * 100 }
	most := changes[0]
	for _, c := range changes {
		row(c.name, c.now, c.then, false)
		place := "mix › " + c.name + " › "
		moved := share(c.now, now) - share(c.then, then)
		s.at(place+nowHead, tenths(share(c.now, now))+" %")
		s.at(place+thenHead, tenths(share(c.then, then))+" %")
		s.at(place+"Change, points", signedTenths(moved))
		if math.Abs(moved) > math.Abs(share(most.now, now)-share(most.then, then)) {
			most = c
		}
	}
	mix := []string{tenths(share(most.then, then)), tenths(share(most.now, now)) + " %"}
	s.at("mix › h2", mix...)
	s.at("mix › table › unseen", mix...)
	s.at("mix › summary", year(m), year(before), "twelve")
	s.at("mix › head", "12", year(m-35), year(m), year(m), year(before))
	s.at("mix › figure-foot › p", p.source()...)
	p.expectHours(s)
}

func shortMonth(m calendar.Month) string { return calendarShort(m) + " " + year(m) }

// expectHours adds up, kind by kind, why the hours changed.
func (p volumePages) expectHours(s said) {
	m, before := p.focus(), p.lastYear()
	now, then := p.hours(m, nil), p.hours(before, nil)
	counts := [2]map[string]float64{{}, {}}
	for i, month := range []calendar.Month{before, m} {
		for _, c := range p.c.months[month] {
			counts[i][c.procedure] += c.n
		}
	}
	growth := float64(p.total(m)) / float64(p.total(before))
	mix, minutes := 0.0, 0.0
	for procedure := range p.c.minutes {
		was, is := p.c.roomMinutes(procedure, before)/60, p.c.roomMinutes(procedure, m)/60
		mix += (counts[1][procedure] - growth*counts[0][procedure]) * was
		minutes += counts[1][procedure] * (is - was)
	}
	volume := (growth - 1) * then
	largest := slices.MaxFunc([]float64{volume, mix, minutes}, func(a, b float64) int { return cmp.Compare(math.Abs(a), math.Abs(b)) })
	rounded := func(x float64) string { return signed(int(math.Round(x))) }
	title := []string{percentWords(then, now), percentWords(float64(p.total(before)), float64(p.total(m))), year(before), rounded(largest), rounded(now - then)}
	s.at("hours › h2", title...)
	s.at("hours › table › unseen", title...)
	s.at("hours › summary", "60")
	s.at("hours › figure-foot › p", p.source()...)
	total := fmt.Sprintf("All together, %s to %s", tenths(then), tenths(now))
	s.at("hours › "+total+" › Why", tenths(then), tenths(now))
	s.at("hours › "+total+" › Why (title)", tenths(then), tenths(now))
	s.at("hours › "+total+" › Hours", signedTenths(now-then))
	s.at("hours › More or fewer procedures of the same mix › Hours", signedTenths(volume))
	s.at("hours › Another mix: longer or shorter procedures › Hours", signedTenths(mix))
	s.at("hours › Other minutes for the same procedures › Hours", signedTenths(minutes))
}

// expectYearsPart lays the months out by federal years, October to September.
func (p volumePages) expectYearsPart(s said) {
	m := p.focus()
	start := fiscalStart(m)
	now, then := p.sum(start, m), p.sum(start-12, p.lastYear())
	title := []string{fiscalYear(m), whole(now), whole(then), percentWords(float64(then), float64(now))}
	s.at("years › h2", title...)
	s.at("years › table › unseen", title...)
	s.at("years › summary", fiscalYear(m))
	s.at("years (aria-label)", append(title, fiscalYear(m))...)
	s.at("years › head", "12")
	s.at("seasons › head", "12")
	var index [12]float64
	count, low, high := 0.0, math.MaxInt, 0
	sumOf := func(first, last calendar.Month) (sum int, isWhole bool) {
		for month := first; month <= last; month++ {
			if !p.isWhole(month) {
				return 0, false
			}
			sum += p.total(month)
		}
		return sum, true
	}
	for first := fiscalStart(p.first()); first <= m; first += 12 {
		label := "FFY" + fiscalYear(first)
		line, cells := "years › "+label+" › ", "seasons › "+label+" › "
		s.at(line+"Year", fiscalYear(first))
		s.at(line+"Year (title)", fiscalYear(first))
		s.at(cells+"Year (title)", fiscalYear(first), year(first), fiscalYear(first))
		s.at(cells+"Year", fiscalYear(first))
		all, isWhole := sumOf(first, first+11)
		if isWhole {
			count++
			s.at(line+"12 months", whole(all))
			s.at(cells+"12 months", whole(all))
		}
		for i := range calendar.Month(12) {
			month := first + i
			name := calendarShort(month)
			switch {
			case p.isWhole(month):
				n := p.total(month)
				low, high = min(low, n), max(high, n)
				s.at(line+name, whole(n))
				s.at(cells+name, whole(n))
				s.at(cells+name+" (title)", append([]string{year(month), whole(n)}, p.events(month)...)...)
				if isWhole {
					index[i] += float64(n) / (float64(all) / 12)
				}
			case month <= m && len(p.known(month)) > 0:
				s.at(cells+name+" (title)", append([]string{year(month)}, p.known(month)...)...)
			case month == m+1: // "November 2026: 274 so far, to 12 November"
				s.at(cells+name, whole(p.total(month)))
				s.at(cells+name+" (title)", year(month), whole(p.total(month)), "12")
			}
		}
		same, isSame := sumOf(first, first+m-start)
		was, isWas := sumOf(first-12, first-12+m-start)
		_ = was
		if isSame {
			s.at(line+calendarShort(m), whole(same)) // the months compared: October alone
		}
		if isSame && isWas && first > fiscalStart(p.first()) {
			s.at(line+"Change", signed(same-was))
			s.at(line+"%", percentWords(float64(was), float64(same)))
		}
	}
	busiest, quietest := index[0]/count, index[0]/count
	for i, sum := range index {
		n := sum / count
		busiest, quietest = max(busiest, n), min(quietest, n)
		s.at("seasons › Usual › "+calendarShort(start+calendar.Month(i)), signedPercentOf(n-1, 0))
	}
	s.at("seasons › h2", percentWords(1, busiest), percentWords(1, quietest))
	s.at("seasons › heat › unseen", percentWords(1, busiest), percentWords(1, quietest))
	s.at("seasons › summary", spelledOr(int(count)), "twelve")
	s.at("seasons › heat-key", whole(low), whole(high))
	s.at("seasons › p", p.source()...)
	s.at("years › figure-foot › p", append(p.source(), p.axisStart())...)
}

// axisStart is the fifty below the least month of the five years that are drawn.
func (p volumePages) axisStart() string {
	least := math.MaxInt
	for m := fiscalStart(p.focus()) - 48; m <= p.focus(); m++ {
		if p.isWhole(m) {
			least = min(least, p.total(m))
		}
	}
	return whole(least / 50 * 50)
}
