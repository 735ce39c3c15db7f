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
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"caseload/dashboard"
	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store/calendar"
)

// TestEveryNumberOnTheOverviewAgreesWithTheDatabase reads the page as a person does and works every number on it
// out again from queries of its own. A number that the page shows and this test does not expect fails it too.
func TestEveryNumberOnTheOverviewAgreesWithTheDatabase(t *testing.T) {
	db := loadedSample(t)
	server, err := dashboard.New(dashboard.Config{
		Store: db, Now: sampledata.Now, Ingest: ingest.New(db, sampledata.Now), BuildVersion: "test", Demo: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := recountOf(t, db.Path())
	r.needed = neededOf(t, db.Path(), r.focus())
	r.next = r.nextMonth(t, asked(t, server, "/api/v1/outlook"))
	page := asked(t, server, "/")
	want := said{}
	r.expectFrame(want)
	r.expectHeadline(want)
	r.expectNext(want)
	r.expectKeyFigures(want)
	r.expectMonths(want)
	r.expectGroups(want)
	r.expectSignals(want)
	r.expectFreshness(want)
	r.expectStaffing(want)
	got := numbersOf(t, string(page))
	onPaper := 0 // as many groups as leave room for the rest
	for _, g := range r.groups {
		if _, ok := got["content › print-only › sheet-part › "+g+" › "+calendarShort(r.focus())]; ok {
			onPaper++
		}
	}
	if onPaper < 4 {
		t.Fatalf("the printed page has %d groups", onPaper)
	}
	r.expectSheet(want, onPaper)
	if d := diff.Diff(map[string][]string(want), got); d != "" {
		t.Errorf("numbers by their places (-want +got)\n%s", d)
	}
	if len(got) < 700 {
		t.Errorf("only %d places on the page hold a number: the test reads another page", len(got))
	}
	r.checkChart(t, string(page))
}

// asked returns what the server answers.
func asked(t *testing.T, server *dashboard.Server, path string) []byte {
	t.Helper()
	response, err := server.App().Test(httptest.NewRequest(http.MethodGet, path, http.NoBody), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", path, response.StatusCode, err)
	}
	return body
}

// said is what a page has to say, by place.
type said map[string][]string

func (s said) at(place string, numbers ...string) {
	if len(numbers) > 0 {
		s["content › "+place] = append(s["content › "+place], numbers...)
	}
}

// focus is the newest month that all sites have declared complete.
func (r recount) focus() calendar.Month { return r.complete()[len(r.complete())-1] }

func (r recount) lastYear() calendar.Month { return r.focus() - 12 }

// asOf is the clock's day and time, as every source line tells it.
func (r recount) asOf() []string { return []string{"12", "2026", "08", "14"} }

func (r recount) asOfRevision() []string { return append(r.asOf(), whole(r.revision)) }

func (r recount) expectFrame(s said) {
	s["scope"] = []string{year(r.focus())}
	s["scope › a (aria-label)"] = []string{year(r.focus() - 1), year(r.focus() + 1)}
	s["scope › scope-status"] = append(r.asOfRevision(), whole(r.uploads))
	s["site-footer › p"] = append([]string{whole(r.revision)}, r.asOf()...)
}

func (r recount) headline() []string {
	m, total := r.focus(), r.total(r.focus())
	return []string{year(m), whole(total), whole(abs(total - r.baseline)), whole(r.baseline),
		signedPercent(total-r.baseline, r.baseline, 1), whole(r.site(m, university)), whole(r.site(m, va))}
}

// perDay is "33.5 in each of 21 working days, 2.7 % above the baseline's 32.6".
func (r recount) perDay() []string {
	rate, usual := r.rate(r.focus()), r.baselineRate(r.focus())
	apart := math.Abs(rate/usual-1) * 100
	percent := tenths(apart) + " %"
	if apart >= 9.95 {
		percent = fmt.Sprintf("%.0f %%", apart)
	}
	return []string{tenths(rate), whole(workdays(r.focus())), percent, tenths(usual)}
}

func (r recount) expectHeadline(s said) {
	s.at("headline › h1", r.headline()...)
	s.at("headline › second", slices.Concat(r.flagged(), r.perDay(), r.short(), []string{spelledNumbers[r.filesOf(r.focus())]})...)
	s.at("headline › headline-note", "one", whole(r.baseline)) // "What counts as one procedure is not stated for the 680 …"
}

// short is "Nurses are 0.8 FTE short …; the other three roles have room".
func (r recount) short() []string {
	tightest, others := tightestOf(r.needed)
	if gap := r.needed[tightest].gap(); gap < 0 {
		return []string{tenths(-gap), spelledNumbers[others]}
	}
	return nil
}

func (r recount) expectKeyFigures(s said) {
	m, total := r.focus(), r.total(r.focus())
	figure := func(label string, value, context, picture []string) {
		place := "keyfigures › keyfigure " + label
		s.at(place+" › keyfigure-value", value...)
		s.at(place+" › keyfigure-context", context...)
		s.at(place+" (aria-label)", picture...)
	}
	twoYears := []string{year(m - 23), year(m)}
	figure("Procedures", []string{whole(total)}, []string{whole(r.site(m, university)), whole(r.site(m, va))}, twoYears)
	figure("Against baseline", []string{signed(total - r.baseline), signedPercent(total-r.baseline, r.baseline, 1)}, []string{whole(r.baseline)}, twoYears)
	figure("Per working day", r.perDay()[:1], r.perDay()[1:], twoYears)
	before := r.total(r.lastYear())
	figure("Same month last year", []string{signed(total - before), signedPercent(total-before, before, 1)}, []string{whole(before), year(r.lastYear())}, twoYears)
	tightest, _ := tightestOf(r.needed)
	n := r.needed[tightest]
	stands := []string{tenths(n.available), tenths(n.required())}
	figure("Tightest role: "+tightest+"s", []string{gapTenths(n.gap())}, stands, stands)
	missing := "none"
	if n := r.missingFiles(m-23, m); n > 0 {
		missing = whole(n)
	}
	figure("Completeness", []string{whole(r.filesOf(m)), "4"}, []string{missing, "24"}, twoYears)
}

// finding is the title of the months: how many of the last eight stood above the baseline.
func (r recount) finding() []string {
	above, last := 0, r.complete()
	last = last[len(last)-8:]
	for _, m := range last {
		if r.total(m) > r.baseline {
			above++
		}
	}
	return []string{spelledNumbers[above], spelledNumbers[len(last)], whole(r.baseline)}
}

func (r recount) expectMonths(s said) {
	first, last := r.first(), r.focus()
	summary := []string{year(first), year(last)}
	for m := first; m <= last; m++ {
		row := "months › " + m.Long() + " › "
		s.at(row+"Month", year(m), year(m)) // the long name, and the short one of narrow pages
		s.at(row+"Month (title)", year(m))
		for _, site := range []string{university, va} {
			switch n := r.site(m, site); {
			case r.isComplete[m][site]:
				s.at(row+site, whole(n))
			case n > 0: // "VA for December 2019: not declared complete, 125 so far"
				s.at(row+site, whole(n))
				summary = append(summary, year(m), whole(n))
			default:
				summary = append(summary, year(m))
			}
		}
		if r.isWhole(m) {
			s.at(row+"All sites", whole(r.total(m)))
			s.at(row+"Per working day", tenths(r.rate(m)))
			s.at(row+"Against baseline", signed(r.total(m)-r.baseline))
		}
	}
	now := []string{year(last + 1), whole(r.total(last + 1)), "12"} // "November 2026 is not finished: 274 so far, to 12 November"
	summary = append(summary, now...)
	s.at("months › h2", r.finding()...)
	s.at("months › summary", summary...)
	s.at("months (aria-label)", slices.Concat(r.finding(), summary)...)
	s.at("months › table › unseen", r.finding()...)
	s.at("months › key › li", whole(r.baseline), year(last))
	s.at("months › figure-foot › p", r.source()...)
	s.at("print-only › h2", r.finding()...)
	s.at("print-only › p", append([]string{year(last - 35), year(last)}, now...)...)
}

// source counts the months of each site's files: "University (94 months) and VA (92 of 94 months)".
func (r recount) source() []string {
	var counted []string
	expected := int(r.focus()-r.first()) + 1
	for _, site := range []string{university, va} {
		n := 0
		for m := r.first(); m <= r.focus(); m++ {
			if r.isComplete[m][site] {
				n++
			}
		}
		if n != expected {
			counted = append(counted, whole(n))
		}
		counted = append(counted, whole(expected))
	}
	return append(counted, r.asOfRevision()...)
}

func (r recount) expectGroups(s said) {
	m, before := r.focus(), r.lastYear()
	s.at("groups › head", year(m-35), year(m))
	s.at("groups › All procedures › "+calendarShort(m), whole(r.total(m)))
	for _, g := range r.groups {
		s.at("groups › "+g+" › "+calendarShort(m), whole(r.group(m, g)))
	}
	changes := r.changes()
	finding := append(r.flagged(), whole(len(r.groups))) // "Two of 18 procedure groups are outside …"
	s.at("groups › h2", finding...)
	s.at("groups › table › unseen", finding...)
	s.at("groups › summary", year(m-35), year(m))
	s.at("groups › figure-foot › p", year(before))
	s.at("section › h2", year(before))
	for _, c := range changes[:6] {
		s.at("section › movers › li", signed(c.by()), whole(c.now), whole(c.then), signedPercent(c.by(), c.then, 0))
	}
}

func (r recount) expectFreshness(s said) {
	for _, site := range []string{university, va} {
		s.at("section › "+site+" procedures › Received", day(r.received[site]))
		s.at("section › "+site+" roster › Received", day(r.rosterReceived[site]))
	}
	s.at("section › summary", spelledNumbers[r.filesOf(r.focus())])
}

func (r recount) expectStaffing(s said) {
	m := r.focus()
	var profile []string
	for _, role := range roles {
		profile = append(profile, whole(r.profile[role.key]))
		heads, fte := r.heads(role.key, m), r.fte(role.key, m)
		perHead, usual := float64(r.total(m))/float64(heads), float64(r.baseline)/float64(r.profile[role.key])
		decimals := 1 // below ten
		if math.Abs(perHead/usual-1) >= 0.0995 {
			decimals = 0
		}
		percent := signedPercentOf(perHead/usual-1, decimals)
		place := "staffing › staff " + role.name
		s.at(place+" › caption", whole(heads), tenths(fte))
		gap := tenths(math.Abs(r.needed[role.key].gap()))
		s.at(place+" › staff-note", gap, whole(r.profile[role.key]))
		s.at(place+" › staff-value", tenths(perHead))
		s.at(place+" › staff-ratio", "36", tenths(usual), percent, tenths(float64(r.total(m))/fte))
		s.at(place+" › staff-bar › num", "0", "5", "10", "15") // the axis that all four share
		s.at(place+" (aria-label)", whole(heads), tenths(fte), gap, whole(r.profile[role.key]), tenths(perHead), strings.TrimLeft(percent, "+−"), tenths(usual))
		sheet := "print-only › sheet-part › " + role.name + " › "
		s.at(sheet+"People", whole(heads))
		s.at(sheet+"Profile", whole(r.profile[role.key]))
		s.at(sheet+"FTE", tenths(fte))
		s.at(sheet+"Per head", tenths(perHead))
	}
	s.at("staffing › h2", r.short()...)
	s.at("staffing › headline-note", profile...)
	s.at("staffing › summary", "31", year(m), "36")
	s.at("staffing › p", append([]string{day(r.rosterReceived[university]), day(r.rosterReceived[va])}, r.asOfRevision()...)...)
}

// expectSheet is what paper shows beside the months.
func (r recount) expectSheet(s said, groups int) {
	m, before := r.focus(), r.lastYear()
	toDate, rolling := r.sum(fiscalStart(m), m), r.sum(m-11, m)
	s.at("print-only › sheet-name", year(m))
	s.at("print-only › sheet-headline", r.headline()...)
	s.at("print-only › sheet-lines › dt", year(m), "12", year(m))
	s.at("print-only › sheet-lines › dd", whole(r.total(m)), whole(r.total(before)), whole(toDate), whole(rolling))
	s.at("print-only › sheet-lines › dd › small", tenths(r.rate(m)), whole(workdays(m)),
		signed(r.total(m)-r.total(before)), signedPercent(r.total(m)-r.total(before), r.total(before), 1),
		fiscalYear(m), year(fiscalStart(m)), fiscalYear(m), signed(toDate-r.sum(fiscalStart(m)-12, before)), signed(rolling-r.sum(before-11, before)))
	if target, ok := r.targets[m]; ok {
		s.at("print-only › sheet-lines › dd", whole(target))
		s.at("print-only › sheet-lines › dd › small", signed(r.total(m)-target))
	}
	told := slices.Concat(r.flagged(), r.perDay(), r.short(), []string{spelledNumbers[r.filesOf(m)], year(before)})
	for _, c := range r.changes()[:4] {
		told = append(told, whole(c.now), signed(c.by()))
	}
	var profile []string
	for _, role := range roles {
		profile = append(profile, whole(r.profile[role.key]))
	}
	s.at("print-only › section › p", slices.Concat(told, profile, r.leavers(), r.next)...)
	onPaper, hasSignal := r.onPaper(groups)
	if hasSignal {
		s.at("print-only › sheet-part › h2", year(before), year(m))
	} else {
		s.at("print-only › sheet-part › h2", whole(groups), year(before), year(m))
	}
	s.at("print-only › sheet-part › head", "36")
	for _, g := range onPaper {
		row := "print-only › sheet-part › " + g + " › "
		s.at(row+calendarShort(m), whole(r.group(m, g)))
		s.at(row+"Change", signed(r.group(m, g)-r.group(before, g)))
	}
	// "… what counts as one procedure …", "… one person once"
	s.at("print-only › sheet-words", slices.Concat([]string{whole(r.baseline), "one", whole(r.baseline), "twelve", year(m), "one"}, profile)...)
	s.at("print-only › sheet-foot", append(r.source(), "1", "1")...)
}

// onPaper is the largest groups, but those with a signal before any other, and whether there is one of these.
func (r recount) onPaper(groups int) (names []string, hasSignal bool) {
	for _, j := range r.series()[1:] {
		if j.words != "" {
			names = append(names, j.name)
		}
	}
	hasSignal = len(names) > 0
	m := r.focus()
	largest := slices.SortedStableFunc(slices.Values(r.groups), func(a, b string) int { return cmp.Compare(r.group(m, b), r.group(m, a)) })
	for _, g := range largest {
		if !slices.Contains(names, g) && len(names) < groups {
			names = append(names, g)
		}
	}
	return names, hasSignal
}

// day is the day of the month of an instant.
func day(at time.Time) string { return whole(at.Day()) }
