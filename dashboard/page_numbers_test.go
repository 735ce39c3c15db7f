package dashboard

import (
	"context"
	"fmt"
	"html"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// tally is the database counted by hand: every stored cell, and which months can be counted on.
type tally struct {
	counts   map[caseload.SiteID]map[calendar.Month]int
	groups   map[string]map[calendar.Month]int // of complete months only
	complete map[caseload.SiteID]map[calendar.Month]bool
	sites    []caseload.Site
}

func countByHand(t *testing.T, db *store.Store) tally {
	t.Helper()
	ctx := context.Background()
	sites, err := db.Sites(ctx)
	noError(t, err)
	procedures, err := db.Procedures(ctx)
	noError(t, err)
	groups, err := db.Groups(ctx)
	noError(t, err)
	months, err := db.SiteMonths(ctx)
	noError(t, err)
	groupName := map[caseload.GroupID]string{}
	for _, g := range groups {
		groupName[g.ID] = g.Name
	}
	groupOf := map[caseload.ProcedureID]string{}
	for _, p := range procedures {
		groupOf[p.ID] = groupName[p.Group]
	}
	n := tally{counts: map[caseload.SiteID]map[calendar.Month]int{}, groups: map[string]map[calendar.Month]int{},
		complete: map[caseload.SiteID]map[calendar.Month]bool{}, sites: sites}
	for _, site := range sites {
		n.counts[site.ID], n.complete[site.ID] = map[calendar.Month]int{}, map[calendar.Month]bool{}
	}
	for _, m := range months {
		n.complete[m.Site][m.Month] = m.Complete && m.Suppressed == 0
	}
	noError(t, db.EachCount(ctx, store.CountFilter{}, func(c caseload.Count) error {
		n.counts[c.Site][c.Month] += c.N
		if n.groups[groupOf[c.Procedure]] == nil {
			n.groups[groupOf[c.Procedure]] = map[calendar.Month]int{}
		}
		n.groups[groupOf[c.Procedure]][c.Month] += c.N
		return nil
	}))
	return n
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// total is the month's sum, and whether every site has sent everything. Both sites of the sample are active throughout.
func (n tally) total(m calendar.Month) (sum int, isComplete bool) {
	for _, site := range n.sites {
		if !n.complete[site.ID][m] {
			return 0, false
		}
		sum += n.counts[site.ID][m]
	}
	return sum, true
}

func (n tally) perDay(m calendar.Month) float64 {
	rate := 0.0
	for _, site := range n.sites {
		rate += float64(n.counts[site.ID][m]) / float64(site.Calendar().WorkingDays(m))
	}
	return rate
}

var (
	hiddenPart  = regexp.MustCompile(`(?s)<svg.*?</svg>|<script.*?</script>|<span class="narrow">.*?</span>|<caption.*?</caption>|<noscript.*?</noscript>`)
	tableRow    = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	tableCell   = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	anyTag      = regexp.MustCompile(`<[^>]*>`)
	spaceRun    = regexp.MustCompile(`[ \t\n\r]+`)
	keyFigureOf = regexp.MustCompile(`(?s)<div class="keyfigure">\s*<h2>(.*?)</h2>\s*<p class="keyfigure-value">(.*?)</p>`)
)

// readText is what a reader sees of a piece of markup.
func readText(markup string) string {
	text := html.UnescapeString(anyTag.ReplaceAllString(hiddenPart.ReplaceAllString(markup, ""), ""))
	return strings.TrimSpace(spaceRun.ReplaceAllString(text, " "))
}

// rowsOf returns the cells of the body rows of the table in the element with the id.
func rowsOf(t *testing.T, page, id string) [][]string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `id="`+id+`"`)
	if !ok {
		t.Fatalf("the page has no element %q", id)
	}
	_, rest, _ = strings.Cut(rest, "<tbody>")
	body, _, ok := strings.Cut(rest, "</tbody>")
	if !ok {
		t.Fatalf("%q has no table", id)
	}
	var rows [][]string
	for _, row := range tableRow.FindAllStringSubmatch(hiddenPart.ReplaceAllString(body, ""), -1) {
		var cells []string
		for _, cell := range tableCell.FindAllStringSubmatch(row[1], -1) {
			cells = append(cells, readText(cell[1]))
		}
		rows = append(rows, cells)
	}
	return rows
}

func TestMonthsOfTheOverviewAreThoseOfTheDatabase(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	_, page := get(t, s, "/")
	checked := 0
	for _, cells := range rowsOf(t, page, "months") {
		stamp, err := time.Parse("January 2006", cells[0])
		noError(t, err)
		m := calendar.MonthAt(stamp)
		if m == november { // not over: said in words, and in no total
			continue
		}
		var want []string
		for _, site := range n.sites {
			if n.complete[site.ID][m] {
				want = append(want, fmt.Sprint(n.counts[site.ID][m]))
			} else {
				want = append(want, cells[len(want)+1]) // words, which insight's own tests hold
			}
		}
		sum, isComplete := n.total(m)
		if isComplete {
			want = append(want, fmt.Sprint(sum), tenths(n.perDay(m)), formatSigned(sum-680))
		} else {
			want = append(want, "—", "—", "—")
		}
		if diff := cmp.Diff(want, cells[1:len(want)+1]); diff != "" { // the last cell is of signals and events
			t.Errorf("%s (−want +got):\n%s", cells[0], diff)
		}
		checked++
	}
	if checked != 94 { // January 2019 to October 2026
		t.Errorf("the table has %d months that are over; want 94", checked)
	}
}

func TestKeyFiguresOfTheOverviewAreThoseOfTheDatabase(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	now, _ := n.total(october)
	before, _ := n.total(october - 12)
	want := map[string]string{
		"Procedures":       formatNumber(now),
		"Against baseline": formatSigned(now-680) + " " + formatSignedPercent(float64(now-680)/6.8, 1),
		"Per working day":  tenths(n.perDay(october)),
		"Same month last year": formatSigned(now-before) + " " +
			formatSignedPercent(float64(now-before)/float64(before)*100, 1),
		"Required staff": "—", // nobody has entered or confirmed an assumption
		"Completeness":   "4 of 4 files",
	}
	_, page := get(t, s, "/")
	got := map[string]string{}
	for _, match := range keyFigureOf.FindAllStringSubmatch(page, -1) {
		got[readText(match[1])] = readText(match[2])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("key figures (−want +got):\n%s", diff)
	}
	for _, figure := range []string{formatNumber(now) + " procedures", fmt.Sprintf("University %d", n.counts[1][october]), fmt.Sprintf("VA %d", n.counts[2][october])} {
		if headline, _, _ := strings.Cut(page, "</h1>"); !strings.Contains(readText(headline), figure) {
			t.Errorf("the headline does not say %q", figure)
		}
	}
}

func TestGroupsOfTheOverviewAreThoseOfTheDatabase(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	_, page := get(t, s, "/")
	rows := rowsOf(t, page, "groups")
	if len(rows) != len(n.groups)+1 {
		t.Fatalf("%d rows for %d groups and their total", len(rows), len(n.groups))
	}
	totals := map[calendar.Month]int{}
	for m := calendar.MonthOf(2019, time.January); m <= october; m++ {
		totals[m], _ = n.total(m)
	}
	all := append([]string{"All procedures", "", formatNumber(totals[october])}, byHand(n, totals).cells()...)
	if diff := cmp.Diff(all, rows[0]); diff != "" {
		t.Errorf("all procedures (−want +got):\n%s", diff)
	}
	for _, cells := range rows[1:] {
		counts, ok := n.groups[cells[0]]
		if !ok {
			t.Errorf("there is no group %q", cells[0])
			continue
		}
		want := append([]string{cells[0], "", formatNumber(counts[october])}, byHand(n, counts).cells()...)
		if diff := cmp.Diff(want, cells); diff != "" {
			t.Errorf("%s (−want +got):\n%s", cells[0], diff)
		}
	}
}

func TestStaffOfTheOverviewIsThatOfTheRoster(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	total, _ := n.total(october)
	appointments, err := db.Appointments(context.Background())
	noError(t, err)
	heads, fte := map[caseload.Role]map[caseload.StaffID]bool{}, map[caseload.Role]float64{}
	for _, a := range appointments {
		if heads[a.Role] == nil {
			heads[a.Role] = map[caseload.StaffID]bool{}
		}
		if a.IsEmployed(october.Last()) {
			heads[a.Role][a.Staff] = true
		}
		for day := october.First(); day <= october.Last(); day++ {
			if a.IsEmployed(day) {
				fte[a.Role] += a.FTE / float64(october.Days())
			}
		}
	}
	_, page := get(t, s, "/")
	_, strip, _ := strings.Cut(page, `class="staffstrip"`)
	for _, role := range caseload.StaffRoles() {
		people := float64(len(heads[role]))
		for _, want := range []string{
			fmt.Sprintf("%.0f people · %s FTE", people, tenths(fte[role])),
			"36 months" + tenths(float64(total)/people),
		} {
			if !strings.Contains(readText(strip), want) {
				t.Errorf("%s: the strip does not say %q", role, want)
			}
		}
	}
}

func TestVolumePageAndItsFileSayWhatTheDatabaseSays(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	_, file := get(t, s, "/volume.csv?by=site")
	_, page := get(t, s, "/volume")
	shown := map[string][]string{}
	for _, cells := range rowsOf(t, page, "volume") {
		month := strings.Join(strings.Fields(cells[0])[:2], " ") // what happened in it stands below
		shown[month] = cells
	}
	lines := strings.Split(file, "\n")
	for m := calendar.MonthOf(2019, time.January); m <= october; m++ {
		sum, isComplete := n.total(m)
		if !isComplete {
			continue
		}
		if got := shown[m.Long()]; len(got) < 4 || got[3] != formatNumber(sum) {
			t.Errorf("%s: the page's total is not %d: %v", m, sum, got)
		}
		want := fmt.Sprintf("%s,complete,%d,%d,%d,", m, n.counts[1][m], n.counts[2][m], sum)
		if i := int(m-calendar.MonthOf(2019, time.January)) + 1; !strings.HasPrefix(lines[i], want) {
			t.Errorf("%s: the file does not begin with %q: %q", m, want, lines[i])
		}
	}
}

// tenths rounds ties away from zero, as on paper: 31.45 is stored a little below itself.
func tenths(x float64) string {
	return fmt.Sprintf("%.1f", math.Copysign(math.Floor(math.Abs(x)*10+0.5+1e-9)/10, x))
}
