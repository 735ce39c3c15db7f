//go:build !race

package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"caseload/dashboard"
	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store/calendar"
)

// TestEveryNumberOnTheVolumePagesAgreesWithTheDatabase reads the three parts of the page as a person does. A number
// that a page shows and this test does not expect fails it too.
func TestEveryNumberOnTheVolumePagesAgreesWithTheDatabase(t *testing.T) {
	db := loadedSample(t)
	server, err := dashboard.New(dashboard.Config{Store: db, Now: sampledata.Now, Ingest: ingest.New(db, sampledata.Now), BuildVersion: "test", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	p := volumePages{recount: recountOf(t, db.Path()), c: volumeCellsOf(t, db.Path(), calendar.MonthAt(sampledata.Now()))}
	for path, part := range map[string]struct {
		expect func(said)
		places int
	}{"/volume": {p.expectMonthsPart, 900}, "/volume?show=change": {p.expectChangePart, 200}, "/volume?show=years": {p.expectYearsPart, 350}} {
		t.Run(path, func(t *testing.T) {
			response, err := server.App().Test(httptest.NewRequest(http.MethodGet, path, http.NoBody), -1)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			page, err := io.ReadAll(response.Body)
			if err != nil || response.StatusCode != http.StatusOK {
				t.Fatalf("status %d, %v", response.StatusCode, err)
			}
			want, got := said{}, numbersOf(t, string(page))
			p.expectTop(want)
			part.expect(want)
			if d := diff.Diff(map[string][]string(want), got); d != "" {
				t.Errorf("numbers by their places (-want +got)\n%s", d)
			}
			if len(got) < part.places {
				t.Errorf("only %d places on the page hold a number: the test reads another page", len(got))
			}
		})
	}
}

// volumePages knows what each part of the page has to say of the newest complete month of all sites.
type volumePages struct {
	recount
	c volumeCells
}

func (p volumePages) all() askedVolume {
	return askedVolume{sites: p.c.sites, start: time.October, isPart: func(volumeCell) bool { return true }}
}

// percentWords writes a change as sentences do, with one decimal below ten.
func percentWords(before, now float64) string {
	share := (now - before) / before
	if math.Abs(share) < 0.0995 {
		return signedPercentOf(share, 1)
	}
	return signedPercentOf(share, 0)
}

func signedTenths(x float64) string {
	text := tenths(math.Abs(x))
	switch {
	case text == "0.0":
		return text
	case x > 0:
		return "+" + text
	}
	return "−" + text
}

func (p volumePages) hours(m calendar.Month, is func(volumeCell) bool) float64 {
	return p.c.number(askedVolume{sites: p.c.sites, hours: true, isPart: is}, m, false)
}

// expectTop is what stands above the parts: frame, headline, key figures, controls.
func (p volumePages) expectTop(s said) {
	m := p.focus()
	before := p.lastYear()
	p.expectFrame(s)
	moved := p.changes()
	s.at("headline › h1", p.headline()...)
	s.at("headline › headline-note", "one", whole(p.baseline))
	s.at("headline › second", year(m), year(before), signed(p.total(m)-p.total(before)), signedPercent(p.total(m)-p.total(before), p.total(before), 1),
		signed(moved[0].by()), signed(moved[1].by()))
	years := []string{year(m - 23), year(m)}
	figure := func(label string, value, context, head, picture []string) {
		place := "keyfigures › keyfigure " + label
		s.at(place+" › keyfigure-value", value...)
		s.at(place+" › keyfigure-context", context...)
		s.at(place+" › h2", head...)
		s.at(place+" (aria-label)", picture...)
	}
	against := func(first, last calendar.Month) []string {
		now, then := p.sum(first, last), p.sum(first-12, last-12)
		return []string{signed(now - then), percentWords(float64(then), float64(now)), whole(then)}
	}
	figure(m.Long(), []string{whole(p.total(m))}, append(against(m, m), year(before)), []string{year(m)}, years)
	year1 := fiscalStart(m)
	// Two years of sums against the year before, of which those are known that no gap reaches into.
	known := 0
	for month := m - 23; month <= m; month++ {
		if a := p.toDate(); !math.IsNaN(p.c.number(a, month, true) - p.c.number(a, month-12, true)) {
			known++
		}
	}
	figure("Year to date", []string{whole(p.sum(year1, m)), fiscalYear(m)}, against(year1, m), nil, p.pictured(years, known))
	figure("12 months", []string{whole(p.sum(m-11, m))}, against(m-11, m), []string{"12"}, p.pictured(append([]string{"12"}, years...), p.knownRolling()))
	rate, usual := p.rate(m), p.rate(before)
	figure("Per working day", []string{tenths(rate)}, []string{signedTenths(rate - usual), percentWords(usual, rate), tenths(usual), year(before)}, nil, years)
	target, targets := p.c.target(p.c.sites, year1, m), 0
	for month := m - 23; month <= m; month++ {
		if !math.IsNaN(p.c.target(p.c.sites, month, month)) {
			targets++
		}
	}
	done := float64(p.sum(year1, m))
	figure("Against target to date", []string{signed(int(done - target)), percentWords(target, done)}, []string{whole(int(done)), whole(int(target)), fiscalYear(m)}, nil, p.pictured(years, targets))
	now, then := p.hours(m, nil), p.hours(before, nil)
	figure("Procedure hours", []string{whole(int(math.Round(now)))}, []string{percentWords(then, now), percentWords(float64(p.total(before)), float64(p.total(m))), year(before)}, nil, nil)

	s.at("volume-nav", "12") // "12 months"
	var months []string
	for month := m + 1; month >= p.first(); month-- { // the current month can be chosen
		months = append(months, year(month))
	}
	s.at("volume-nav › fold › field › select › option", append(months, months...)...)
}

func (p volumePages) toDate() askedVolume {
	a := p.all()
	a.span = "ytd"
	return a
}

// pictured adds how many of 24 months a small picture has, where some are missing.
func (p volumePages) pictured(years []string, known int) []string {
	switch {
	case known == 24:
		return years
	case known < len(spelledNumbers):
		return append(slices.Clone(years), spelledNumbers[known])
	}
	return append(slices.Clone(years), whole(known))
}

func (p volumePages) knownRolling() (n int) {
	a := p.all()
	a.span = "rolling12"
	for m := p.focus() - 23; m <= p.focus(); m++ {
		if !math.IsNaN(p.c.number(a, m, true)) {
			n++
		}
	}
	return n
}

// expectMonthsPart is the chart with its table, the groups and the target.
func (p volumePages) expectMonthsPart(s said) {
	first, m := p.first(), p.focus()
	completeOf := []string{whole(len(p.complete())), whole(int(m-first) + 1)}
	summary := append([]string{year(first), year(m)}, completeOf...)
	s.at("volume › h2", p.finding()...)
	s.at("volume › summary", summary...)
	s.at("volume (aria-label)", slices.Concat(p.finding(), summary)...)
	s.at("volume › table › unseen", p.finding()...)
	s.at("volume › figure-foot › p", p.source()...)
	s.at("volume › key › li", whole(p.baseline), year(m))
	for month := first; month <= m; month++ {
		row := "volume › " + month.Long() + " › "
		s.at(row+"Month", append([]string{year(month), year(month)}, p.events(month)...)...)
		s.at(row+"Month (title)", year(month))
		s.at(row+"Working days", whole(workdays(month)))
		for _, site := range []string{university, va} {
			switch n := p.site(month, site); {
			case p.isComplete[month][site]:
				s.at(row+site, whole(n))
			case n > 0: // "not declared complete, 125 so far"
				s.at(row+site+" (title)", whole(n))
			}
		}
		if p.isWhole(month) {
			s.at(row+"Total", whole(p.total(month)))
			s.at(row+"Per working day", tenths(p.rate(month)))
		}
		if !p.isWhole(month) {
			s.at(row+"Total (title)", p.known(month)...)
		}
		if p.isWhole(month - 12) {
			s.at(row+"Year before", whole(p.total(month-12)))
		}
		if p.isWhole(month) && p.isWhole(month-12) {
			s.at(row+"Change", signed(p.total(month)-p.total(month-12)))
			s.at(row+"%", signedPercent(p.total(month)-p.total(month-12), p.total(month-12), 0))
		}
	}
	p.expectParts(s)
	p.expectTargets(s)
}

// events is what is said of a month: "Elective work paused, spring 2020", "Suite 4 opens, University". Each lasting
// step of a site is a rebase too, for the same reason.
func (p volumePages) events(m calendar.Month) []string {
	var found []string
	for _, a := range sampledata.Annotations() {
		if a.Month == m {
			found = append(found, number.FindAllString(a.Text, -1)...)
			if a.Site != "" {
				found = append(found, number.FindAllString(a.Text, -1)...)
			}
		}
	}
	return found
}

// known is what has come of a month that is not complete: "VA not received; University 486".
func (p volumePages) known(m calendar.Month) []string {
	var said []string
	for _, isComplete := range []bool{false, true} { // what is lacking comes first
		for _, site := range []string{university, va} {
			if n := p.site(m, site); n > 0 && p.isComplete[m][site] == isComplete {
				said = append(said, whole(n))
			}
		}
	}
	return said
}

func (p volumePages) expectParts(s said) {
	m := p.focus()
	a := p.all()
	groups := slices.Clone(p.groups)
	size := map[string]int{}
	for month := p.first(); month <= m; month++ {
		for _, g := range groups {
			if p.isWhole(month) {
				size[g] += p.group(month, g)
			}
		}
	}
	slices.SortStableFunc(groups, func(x, y string) int { return cmp.Compare(size[y], size[x]) })
	var heads, says []string
	for _, g := range groups {
		n := p.c.number(a.part("group", slugOf(g)), m, true)
		share := n / float64(p.total(m)) * 100
		text := fmt.Sprintf("%.0f %%", math.Round(share))
		if share < 0.95 {
			text = tenths(share) + " %"
		}
		heads = append(heads, whole(int(n)), text)
		says = append(says, year(m-47), year(m))
	}
	s.at("parts", "one") // "One scale"
	s.at("parts (aria-label)", says...)
	s.at("parts › h2", append(p.flagged(), whole(len(groups)))...)
	s.at("parts › summary", year(m-47), year(m), year(m))
	s.at("parts › multiple-head", heads...)
	s.at("parts › p", p.source()...)
	var ticks []string
	for range groups {
		for y := (m - 47).Year() + 1; y <= m.Year(); y++ {
			ticks = append(ticks, whole4(y))
		}
	}
	s.at("parts › multiple › num", ticks...)
}

// whole4 writes a year, which has no comma.
func whole4(y int) string { return fmt.Sprint(y) }

func (p volumePages) expectTargets(s said) {
	m := p.focus()
	first := fiscalStart(m)
	row := func(name string, done, target float64) {
		place := "targets › " + name + " › "
		if !math.IsNaN(done) {
			s.at(place+"Done", whole(int(done)))
		}
		if !math.IsNaN(target) {
			s.at(place+"Target", whole(int(target)))
		}
		if !math.IsNaN(done - target) {
			s.at(place+"Difference", signed(int(done-target)))
			s.at(place+"%", percentWords(target, done))
		}
	}
	for month := first; month < first+12; month++ {
		s.at("targets › "+month.Long()+" › Month", year(month), year(month))
		s.at("targets › "+month.Long()+" › Month (title)", year(month))
		row(month.Long(), p.c.number(p.all(), month, true), p.c.target(p.c.sites, month, month))
	}
	done, target := p.c.number(p.toDate(), m, true), p.c.target(p.c.sites, first, m)
	row("Year to date", done, target)
	title := []string{fiscalYear(m), year(m), whole(abs(int(done - target))), whole(int(target)), percentWords(target, done)}
	s.at("targets › h2", title...)
	s.at("targets › table › unseen", title...)
	summary := []string{fiscalYear(m), year(first), fiscalYear(m)}
	if all := p.c.target(p.c.sites, first, first+11); !math.IsNaN(all) && m < first+11 {
		months := int(first + 11 - m)
		summary = append(summary, whole(int(math.Round((all-done)/float64(months)))), spelledOr(months), whole(int(all)))
	}
	s.at("targets › summary", summary...)
	s.at("targets › figure-foot › p", p.source()...)
}

func spelledOr(n int) string {
	if n < len(spelledNumbers) {
		return spelledNumbers[n]
	}
	return whole(n)
}
