//go:build !race

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"caseload/dashboard"
	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
)

// TestEachNumberOfVolumeAgreesWithTheCells works out every number of the Volume page again, in each of its forms,
// by adding cells up one by one.
func TestEachNumberOfVolumeAgreesWithTheCells(t *testing.T) {
	t.Run("sample", func(t *testing.T) {
		db := loadedSample(t)
		c := volumeCheck{volumeCells: volumeCellsOf(t, db.Path(), calendar.MonthAt(sampledata.Now())), ask: volumeAsker(t, db)}
		for _, query := range []string{
			"by=site", "by=group", "by=procedure", "by=setting", "by=state", "by=site&span=ytd", "by=group&span=rolling12", "by=site&span=ytd&calendar=academic",
			"by=group&span=ytd&calendar=calendar&month=2026-07", "by=group&per=day", "by=site&per=day&span=rolling12", "by=procedure&per=day&span=ytd&calendar=calendar",
			"by=group&as=hours", "by=site&as=hours&span=rolling12", "by=procedure&as=hours&per=day", "by=setting&as=hours&span=ytd&calendar=calendar",
			"site=va&by=group", "site=university&by=state&span=rolling12", "group=image-guided-biopsy", "group=image-guided-biopsy&as=hours&by=setting",
			"procedure=picc-placement&by=site&span=rolling12", "setting=inpatient&by=group", "state=GA&by=procedure&month=2026-09", "state=none&setting=outpatient&by=site",
			"month=2023-09&by=site&span=rolling12", "month=2020-04&by=group", "from=2025-01&to=2026-03&by=group&calendar=calendar&span=ytd",
		} {
			t.Run(query, func(t *testing.T) { c.check(t, query) })
		}
	})
	t.Run("real", func(t *testing.T) {
		file := shared(t, "data/nhs_ae_attendances.csv")
		path := filepath.Join(t.TempDir(), "nhs.db")
		if code, _, stderr := runHere(t, fixedNow(), "import", file, "--db", path, "--map", nhsColumns, "--add-sites", "--everything", "--commit"); code != exitOK {
			t.Fatalf("exit code %d: %s", code, stderr)
		}
		db, err := store.Open(t.Context(), path, store.Options{Now: sampledata.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		c := volumeCheck{volumeCells: volumeCellsOf(t, path, calendar.MonthAt(sampledata.Now())), ask: volumeAsker(t, db)}
		if len(c.sites) < 20 {
			t.Fatalf("only %d sites", len(c.sites))
		}
		for _, query := range []string{"by=site", "by=procedure", "by=group&span=rolling12", "by=site&per=day", "by=procedure&span=ytd&calendar=academic", "site=" + strings.ToLower(c.sites[3]) + "&by=procedure&span=rolling12"} {
			t.Run(query, func(t *testing.T) { c.check(t, query) })
		}
	})
}

// volumeAsker asks the server for the page's numbers.
func volumeAsker(t *testing.T, db *store.Store) func(t *testing.T, query string) volumeSaid {
	t.Helper()
	server, err := dashboard.New(dashboard.Config{Store: db, Now: sampledata.Now, Ingest: ingest.New(db, sampledata.Now), BuildVersion: "test", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T, query string) volumeSaid {
		t.Helper()
		response, err := server.App().Test(httptest.NewRequest(http.MethodGet, "/api/v1/volume?"+query, http.NoBody), -1)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("status %d, %v: %.300s", response.StatusCode, err, body)
		}
		var said volumeSaid
		if err := json.Unmarshal(body, &said); err != nil {
			t.Fatal(err)
		}
		return said
	}
}

// optional is a number that can be null: missing.
type optional float64

func (o *optional) UnmarshalJSON(text []byte) error {
	*o = optional(math.NaN())
	if string(text) == "null" {
		return nil
	}
	return json.Unmarshal(text, (*float64)(o))
}

// volumeSaid is the part of the answer that has numbers in it.
type volumeSaid struct {
	Scope              struct{ Calendar string }
	First, Last, Focus calendar.Month
	By, Span           string
	PerDay             bool `json:"per_day"`
	Hours              bool
	Columns            []struct {
		Name, Slug string
		Sum, Share optional
	}
	Rows []struct {
		Month         calendar.Month
		Values        []struct{ Value optional }
		Total, Change optional
		PerDay        optional `json:"per_day"`
		LastYear      optional `json:"last_year"`
		Percent       optional `json:"percent_change"`
		WorkingDays   optional `json:"working_days"`
	}
	KeyFigures []struct {
		ID     string
		Number optional
	} `json:"key_figures"`
	Change struct {
		Reason  string
		Total   partSaid
		Parts   []partSaid
		Effects *struct {
			Now, Before, Volume, Mix, Minutes optional
			Percent                           optional `json:"percent_change"`
			Count                             optional `json:"count_percent_change"`
		}
	}
	Years struct {
		Years []struct {
			First calendar.Month
			Cells []struct {
				Month calendar.Month
				Value optional
			}
			Line        []optional
			Sum, Change optional
			Same        optional `json:"to_date"`
			Percent     optional `json:"percent_change"`
		}
		Season []optional
	}
	Targets *struct {
		Rows      []targetSaid
		ToDate    targetSaid `json:"to_date"`
		WholeYear optional   `json:"whole_year"`
		Needed    optional   `json:"needed_a_month"`
		Remaining int        `json:"remaining_months"`
	}
}

type partSaid struct {
	Name, Slug     string
	Now, Before    optional
	Change, Points optional
	Own            optional
	Percent        optional `json:"percent_change"`
	WithWhole      optional `json:"with_whole"`
	ShareNow       optional `json:"share_now"`
	ShareBefore    optional `json:"share_before"`
	ShareChange    optional `json:"share_change"`
	Shares         struct {
		First  calendar.Month
		Values []optional
	}
}

type targetSaid struct {
	Month                      calendar.Month
	Actual, Target, Difference optional
	Percent                    optional
}

// volumeCheck compares an answer with the cells.
type volumeCheck struct {
	volumeCells
	ask      func(t *testing.T, query string) volumeSaid
	compared *int
}

func (c volumeCheck) same(t *testing.T, what string, want float64, got optional) {
	t.Helper()
	*c.compared++
	if math.IsNaN(want) != math.IsNaN(float64(got)) || math.Abs(want-float64(got)) > 1e-6*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: want %v, got %v", what, want, float64(got))
	}
}

func slugOf(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(fields, "-")
}

// belongs tells by the words of an address which cells are a part.
func belongs(by, slug string) func(volumeCell) bool {
	return func(c volumeCell) bool {
		switch by {
		case "site":
			return c.slugs[0] == slug
		case "group":
			return c.slugs[1] == slug
		case "procedure":
			return c.slugs[2] == slug
		case "setting":
			return c.setting == slug
		}
		return c.state == slug
	}
}

// asked reads from the address what is asked for.
func (c volumeCheck) asked(query string, said volumeSaid) askedVolume {
	a := askedVolume{sites: c.sites, span: strings.TrimPrefix(said.Span, "month"), perDay: said.PerDay, hours: said.Hours,
		start: map[string]time.Month{"calendar": time.January, "academic": time.July, "federal": time.October}[said.Scope.Calendar]}
	var conditions []func(volumeCell) bool
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "site":
			a.sites = slices.DeleteFunc(slices.Clone(c.sites), func(site string) bool { return slugOf(site) != value })
		case "group", "procedure", "setting", "state":
			conditions = append(conditions, belongs(name, value))
		}
	}
	a.isPart = func(cell volumeCell) bool {
		return !slices.ContainsFunc(conditions, func(is func(volumeCell) bool) bool { return !is(cell) })
	}
	return a
}

// part narrows what is asked for to one column.
func (a askedVolume) part(by, slug string) askedVolume {
	whole, is := a.isPart, belongs(by, slug)
	a.isPart = func(cell volumeCell) bool { return whole(cell) && is(cell) }
	if by == "site" { // a site's number needs its own files only
		a.sites = slices.DeleteFunc(slices.Clone(a.sites), func(site string) bool { return slugOf(site) != slug })
	}
	return a
}

func percentOf(before, now float64) float64 {
	if before == 0 {
		return math.NaN()
	}
	return (now - before) / before * 100
}

func (c volumeCheck) check(t *testing.T, query string) {
	c.compared = new(int)
	said := c.ask(t, query)
	whole := c.asked(query, said)
	if len(said.Rows) == 0 || len(said.Columns) == 0 {
		t.Fatal("nothing is answered")
	}
	c.checkRows(t, said, whole)
	c.checkKeyFigures(t, said, whole)
	c.checkChange(t, said, whole)
	c.checkYears(t, said, whole)
	c.checkTargets(t, said, whole)
	if t.Logf("%d numbers", *c.compared); *c.compared < 300 {
		t.Errorf("only %d numbers were compared", *c.compared)
	}
}

func (c volumeCheck) checkRows(t *testing.T, said volumeSaid, whole askedVolume) {
	total := c.number(whole, said.Focus, true)
	sums := make([]float64, len(said.Columns))
	known := make([]int, len(said.Columns))
	for _, row := range said.Rows {
		m := row.Month
		now, before := c.number(whole, m, true), c.number(whole, m-12, true)
		c.same(t, m.String()+" total", now, row.Total)
		c.same(t, m.String()+" a year before", before, row.LastYear)
		c.same(t, m.String()+" change", now-before, row.Change)
		c.same(t, m.String()+" percent", percentOf(before, now), row.Percent)
		rate := whole
		rate.perDay = true
		c.same(t, m.String()+" per working day", c.number(rate, m, true), row.PerDay)
		for i, column := range said.Columns {
			want := c.number(whole.part(said.By, column.Slug), m, true)
			c.same(t, m.String()+" "+column.Name, want, row.Values[i].Value)
			if !math.IsNaN(want) {
				sums[i] += want
				known[i]++
			}
		}
	}
	if first, last := said.Rows[0].Month, said.Rows[len(said.Rows)-1].Month; first != said.First || last != said.Last {
		t.Errorf("the rows go from %s to %s, not from %s to %s", first, last, said.First, said.Last)
	}
	for i, column := range said.Columns {
		if known[i] > 0 {
			c.same(t, column.Name+" sum", sums[i], column.Sum)
		}
		share := math.NaN()
		if total > 0 {
			share = c.number(whole.part(said.By, column.Slug), said.Focus, true) / total
		}
		c.same(t, column.Name+" share", share, column.Share)
	}
}

func (c volumeCheck) checkKeyFigures(t *testing.T, said volumeSaid, whole askedVolume) {
	whole.perDay = false
	toDate := whole
	toDate.span = "ytd"
	for _, f := range said.KeyFigures {
		a, want := whole, 0.0
		switch f.ID {
		case "month", "per_day":
			a.span, a.perDay = "", f.ID == "per_day"
			want = c.number(a, said.Focus, true)
		case "year_to_date":
			want = c.number(toDate, said.Focus, true)
		case "rolling_12":
			a.span = "rolling12"
			want = c.number(a, said.Focus, true)
		case "target":
			want = c.number(toDate, said.Focus, true) - c.target(whole.sites, toDate.from(said.Focus), said.Focus)
		case "hours":
			a.hours = true
			want = c.number(a, said.Focus, false)
		default:
			t.Errorf("a key figure %q that nobody expects", f.ID)
		}
		c.same(t, "key figure "+f.ID, want, f.Number)
	}
	if len(said.KeyFigures) < 4 {
		t.Errorf("only %d key figures", len(said.KeyFigures))
	}
}

func (c volumeCheck) checkChange(t *testing.T, said volumeSaid, whole askedVolume) {
	m := said.Focus
	now, before := c.number(whole, m, true), c.number(whole, m-12, true)
	if math.IsNaN(now) || math.IsNaN(before) {
		if said.Change.Reason == "" {
			t.Error("there is nothing to compare, and no word on why")
		}
		return
	}
	c.checkPart(t, said.Change.Total, now, before, now, before)
	left := now - before
	for _, p := range said.Change.Parts {
		part := whole.part(said.By, p.Slug)
		part.sites = whole.sites // the whole is complete; a site not active yet adds nothing
		a, b := c.number(part, m, false), c.number(part, m-12, false)
		c.checkPart(t, p, a, b, now, before)
		left -= a - b
		for i, share := range p.Shares.Values {
			month := p.Shares.First + calendar.Month(i)
			twelve, all := part, whole
			twelve.span, all.span, twelve.perDay, all.perDay = "rolling12", "rolling12", false, false
			want := math.NaN()
			if sum := c.number(all, month, true); sum > 0 {
				want = c.number(twelve, month, false) / sum
			}
			c.same(t, p.Name+" share of 12 months to "+month.String(), want, share)
		}
	}
	if math.Abs(left) > 1e-6 {
		t.Errorf("the parts leave %v of the change unexplained", left)
	}
	if e := said.Change.Effects; e != nil {
		hours, counts := whole, whole
		hours.hours, hours.perDay, counts.hours, counts.perDay = true, false, false, false
		timed := counts
		timed.isPart = func(cell volumeCell) bool { return counts.isPart(cell) && c.minutes[cell.procedure] != nil }
		c.same(t, "hours", c.number(hours, m, false), e.Now)
		c.same(t, "hours before", c.number(hours, m-12, false), e.Before)
		nowCount, beforeCount := c.number(timed, m, false), c.number(timed, m-12, false)
		c.same(t, "count's percent", percentOf(beforeCount, nowCount), e.Count)
		c.same(t, "hours' percent", percentOf(float64(e.Before), float64(e.Now)), e.Percent)
		c.same(t, "by number", (nowCount/beforeCount-1)*float64(e.Before), e.Volume)
		c.same(t, "the reasons together", float64(e.Now-e.Before), e.Volume+e.Mix+e.Minutes)
	}
}

func (c volumeCheck) checkPart(t *testing.T, p partSaid, a, b, now, before float64) {
	t.Helper()
	if !math.IsNaN(float64(p.Now)) || a != 0 {
		c.same(t, p.Name+" now", a, p.Now)
	}
	if !math.IsNaN(float64(p.Before)) || b != 0 {
		c.same(t, p.Name+" before", b, p.Before)
	}
	c.same(t, p.Name+" change", a-b, p.Change)
	c.same(t, p.Name+" percent", percentOf(b, a), p.Percent)
	c.same(t, p.Name+" points", (a-b)/before*100, p.Points)
	c.same(t, p.Name+" in step", b*(now/before-1), p.WithWhole)
	c.same(t, p.Name+" own", a-b*now/before, p.Own)
	c.same(t, p.Name+" share", a/now, p.ShareNow)
	c.same(t, p.Name+" share before", b/before, p.ShareBefore)
	c.same(t, p.Name+" share's change", (a/now-b/before)*100, p.ShareChange)
}

func (c volumeCheck) checkYears(t *testing.T, said volumeSaid, whole askedVolume) {
	single := whole
	single.span = ""
	toDate := whole
	toDate.span, toDate.perDay = "ytd", false
	step := said.Focus - toDate.from(said.Focus)
	within := func(a askedVolume, m calendar.Month) float64 {
		if m < said.First || m > said.Last {
			return math.NaN()
		}
		return c.number(a, m, true)
	}
	sum := func(first, last calendar.Month) float64 {
		total := 0.0
		for m := first; m <= last; m++ {
			total += within(single, m)
		}
		return total
	}
	index, count := make([]float64, 12), 0.0
	for k, year := range said.Years.Years {
		for i, cell := range year.Cells {
			c.same(t, cell.Month.String()+" in its year", within(single, year.First+calendar.Month(i)), cell.Value)
			c.same(t, cell.Month.String()+" drawn", within(whole, cell.Month), year.Line[i])
		}
		all, same, before := sum(year.First, year.First+11), sum(year.First, year.First+step), sum(year.First-12, year.First-12+step)
		if !math.IsNaN(all) && all > 0 {
			count++
			for i := range index {
				index[i] += within(single, year.First+calendar.Month(i)) / (all / 12)
			}
		}
		if whole.perDay { // rates of months do not add up
			all, same, before = math.NaN(), math.NaN(), math.NaN()
		}
		name := fmt.Sprintf("year from %s", year.First)
		c.same(t, name, all, year.Sum)
		c.same(t, name+", same months", same, year.Same)
		if k > 0 {
			c.same(t, name+", change", same-before, year.Change)
			c.same(t, name+", percent", percentOf(before, same), year.Percent)
		}
	}
	for i, n := range said.Years.Season {
		want := math.NaN()
		if count > 0 {
			want = index[i] / count
		}
		c.same(t, fmt.Sprintf("season %d", i), want, n)
	}
}

func (c volumeCheck) checkTargets(t *testing.T, said volumeSaid, whole askedVolume) {
	if said.Targets == nil {
		return
	}
	single, toDate := whole, whole
	single.span, toDate.span = "", "ytd"
	row := func(name string, said targetSaid, actual, target float64) {
		c.same(t, name+" done", actual, said.Actual)
		c.same(t, name+" target", target, said.Target)
		c.same(t, name+" difference", actual-target, said.Difference)
		c.same(t, name+" percent", percentOf(target, actual), said.Percent)
	}
	first := toDate.from(said.Focus)
	for i, one := range said.Targets.Rows {
		m := first + calendar.Month(i)
		row("target of "+m.String(), one, c.number(single, m, true), c.target(whole.sites, m, m))
	}
	done, budget := c.number(toDate, said.Focus, true), c.target(whole.sites, first, said.Focus)
	row("target to date", said.Targets.ToDate, done, budget)
	year := c.target(whole.sites, first, first+11)
	c.same(t, "the year's target", year, said.Targets.WholeYear)
	if n := said.Targets.Remaining; n > 0 && !math.IsNaN(year-done) {
		c.same(t, "needed a month", math.Max(0, year-done)/float64(n), said.Targets.Needed)
	}
}
