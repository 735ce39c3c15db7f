package sampledata_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	sampledata "caseload/sample_data"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// records reads a file as lines that map header to cell.
func records(t *testing.T, name string) []map[string]string {
	t.Helper()
	content, err := sampledata.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var lines []map[string]string
	for _, row := range rows[1:] {
		line := map[string]string{}
		for i, cell := range row {
			line[rows[0][i]] = cell
		}
		lines = append(lines, line)
	}
	return lines
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// cell is the address of a count, by names.
type cell struct{ month, site, procedure, setting, state string }

func cellOf(line map[string]string) cell {
	return cell{line["month"], line["site"], line["procedure"], line["setting"], line["referral_state"]}
}

// counts applies the procedure files in their order of arrival, as the demo does.
func counts(t *testing.T) map[cell]int {
	t.Helper()
	all := map[cell]int{}
	for _, load := range sampledata.Loads() {
		if load.Kind != caseload.KindProcedures {
			continue
		}
		for _, line := range records(t, load.File) {
			all[cellOf(line)] = number(t, line["count"])
		}
	}
	return all
}

type siteMonth struct{ month, site string }

func totals(t *testing.T) map[siteMonth]int {
	t.Helper()
	sums := map[siteMonth]int{}
	for c, n := range counts(t) {
		sums[siteMonth{c.month, c.site}] += n
	}
	return sums
}

func TestMonthlyTotalsStayWithinTheirStatedRanges(t *testing.T) {
	sums := totals(t)
	mean := func(site, first, last string) int {
		from, to := month(t, first), month(t, last)
		sum, months := 0, 0
		for m := from; m <= to; m++ {
			if n, reported := sums[siteMonth{m.String(), site}]; reported {
				sum += n
				months++
			}
		}
		return sum / months
	}
	both := func(m string) int { return sums[siteMonth{m, "University"}] + sums[siteMonth{m, "VA"}] }
	for _, test := range []struct {
		name      string
		low, high int
		got       int
	}{
		{"October 2026, University", 510, 528, sums[siteMonth{"2026-10", "University"}]},
		{"October 2026, VA", 175, 190, sums[siteMonth{"2026-10", "VA"}]},
		{"October 2026, both", 690, 715, both("2026-10")},
		{"April 2020, both", 375, 395, both("2020-04")},
		{"November 2026 so far", 265, 285, both("2026-11")},
		{"University before Suite 4", 440, 475, mean("University", "2020-07", "2022-07")},
		{"University since", 485, 520, mean("University", "2022-08", "2026-10")},
		{"VA before the second room", 135, 160, mean("VA", "2020-07", "2024-02")},
		{"VA since", 170, 195, mean("VA", "2024-03", "2026-10")},
		{"both, last 24 months", 670, 690, mean("University", "2024-11", "2026-10") + mean("VA", "2024-11", "2026-10")},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.got < test.low || test.high < test.got {
				t.Errorf("want %d to %d, got %d", test.low, test.high, test.got)
			}
		})
	}
	for m := month(t, "2019-01"); m <= month(t, "2026-10"); m++ {
		if n := both(m.String()); m != month(t, "2023-08") && (n < 370 || n > 780) {
			t.Errorf("%v: %d procedures are not believable", m, n)
		}
	}
}

func TestOnlyTheVAsAugust2023IsMissing(t *testing.T) {
	sums := totals(t)
	var missing []siteMonth
	for m := month(t, "2019-01"); m <= month(t, "2026-11"); m++ {
		for _, site := range []string{"University", "VA"} {
			if _, reported := sums[siteMonth{m.String(), site}]; !reported {
				missing = append(missing, siteMonth{m.String(), site})
			}
		}
	}
	if diff := cmp.Diff([]siteMonth{{"2023-08", "VA"}}, missing, cmp.AllowUnexported(siteMonth{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(2*95-1, len(sums)); diff != "" {
		t.Errorf("site-months (-want +got)\n%s", diff)
	}
}

func TestNoCellIsReportedTwiceWithinAFile(t *testing.T) {
	rows := 0
	for _, load := range sampledata.Loads() {
		if load.Kind != caseload.KindProcedures {
			continue
		}
		seen := map[cell]bool{}
		for _, line := range records(t, load.File) {
			rows++
			if c := cellOf(line); seen[c] {
				t.Errorf("%s: %v stands twice", load.File, c)
			} else {
				seen[c] = true
			}
			if number(t, line["count"]) <= 0 {
				t.Errorf("%s: %v lists %s", load.File, cellOf(line), line["count"])
			}
		}
	}
	if rows > 25000 {
		t.Errorf("want at most 25,000 rows, got %d", rows)
	}
}

// A total beside its own split would be counted twice.
func TestAMonthsProcedureIsEitherSplitByStateOrNot(t *testing.T) {
	type key struct{ month, site, procedure string }
	split := map[key]map[bool]bool{}
	for c := range counts(t) {
		k := key{c.month, c.site, c.procedure}
		if split[k] == nil {
			split[k] = map[bool]bool{}
		}
		split[k][c.state != ""] = true
		if c.setting == "" {
			t.Errorf("%v: no setting", c)
		}
	}
	for k, kinds := range split {
		if len(kinds) != 1 {
			t.Errorf("%v has counts with a state and without", k)
		}
	}
}

func TestEveryProcedureHasOneOfEighteenGroups(t *testing.T) {
	group := map[string]string{}
	var groups []string
	for _, g := range sampledata.ProcedureGroups() {
		group[g.Procedure] = g.Group
		if !slices.Contains(groups, g.Group) {
			groups = append(groups, g.Group)
		}
	}
	if diff := cmp.Diff(18, len(groups)); diff != "" {
		t.Errorf("groups (-want +got)\n%s", diff)
	}
	used := map[string]bool{}
	for c := range counts(t) {
		used[c.procedure] = true
		if group[c.procedure] == "" {
			t.Errorf("%q has no group", c.procedure)
		}
	}
	if diff := cmp.Diff(len(group), len(used)); diff != "" {
		t.Errorf("procedures (-want +got)\n%s", diff)
	}
}

func TestLoadsArriveInOrderAfterTheirMonthsAndCoverEveryFile(t *testing.T) {
	loads := sampledata.Loads()
	if !slices.IsSortedFunc(loads, func(a, b sampledata.Load) int { return a.ReceivedAt.Compare(b.ReceivedAt) }) {
		t.Error("loads are out of order")
	}
	listed := map[string]bool{}
	for _, load := range loads {
		if listed[load.File] {
			t.Errorf("%s is loaded twice", load.File)
		}
		listed[load.File] = true
		if load.ReceivedAt.After(sampledata.Now()) {
			t.Errorf("%s arrives after the sample's now", load.File)
		}
		if load.Kind != caseload.KindProcedures {
			continue
		}
		received := calendar.MonthAt(load.ReceivedAt)
		for _, line := range records(t, load.File) {
			m := month(t, line["month"])
			if m > received || (m == received && load.Everything) {
				t.Fatalf("%s: %v cannot be everything on %v", load.File, m, load.ReceivedAt)
			}
		}
	}
	names, err := fs.Glob(sampledata.FS(), "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		isSetting := name == "manifest.csv" || name == "annotations.csv" || strings.HasSuffix(name, "_groups.csv") ||
			name == "staffing_assumptions.csv" || name == "authorised_positions.csv" || name == "other_learners.csv"
		isData := !isSetting
		if isData != listed[name] {
			t.Errorf("%s: want in the manifest %v, got %v", name, isData, listed[name])
		}
	}
}

func TestCorrectionsChangeAFewCellsAndDropNone(t *testing.T) {
	for _, test := range []struct {
		first, corrected string
		low, high        int
	}{
		{"university_2026-09.csv", "university_2026-09_corrected.csv", 3, 6},
		{"va_2026-03.csv", "va_2026-03_corrected.csv", 2, 4},
	} {
		t.Run(test.corrected, func(t *testing.T) {
			before, procedures := map[cell]string{}, map[string]bool{}
			for _, line := range records(t, test.first) {
				before[cellOf(line)] = line["count"]
				procedures[line["procedure"]] = true
			}
			changed := 0
			for _, line := range records(t, test.corrected) {
				c := cellOf(line)
				if before[c] != line["count"] {
					changed++
				}
				// A procedure that the first file left out was declared zero; a split of it would be a question.
				if !procedures[c.procedure] {
					t.Errorf("%q stands in the correction only", c.procedure)
				}
				delete(before, c)
			}
			if changed < test.low || test.high < changed {
				t.Errorf("want %d to %d changed cells, got %d", test.low, test.high, changed)
			}
			if len(before) > 0 {
				t.Errorf("cells vanish: %v", before)
			}
		})
	}
}

func TestLevelShiftsCarryAnAnnotation(t *testing.T) {
	want := []sampledata.Annotation{
		{Month: month(t, "2020-03"), Text: "Elective work paused, spring 2020"},
		{Month: month(t, "2022-08"), Site: "University", Text: "Suite 4 opens, University"},
		{Month: month(t, "2024-03"), Site: "VA", Text: "Second VA room opens"},
	}
	if diff := cmp.Diff(want, sampledata.Annotations()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryMalformedFileIsExplained(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(sampledata.FS(), "malformed/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("no malformed files")
	}
	for _, name := range names {
		if base := strings.TrimPrefix(name, "malformed/"); !bytes.Contains(readme, []byte("`"+base+"`")) {
			t.Errorf("README.md does not say what %s shows", base)
		}
	}
}

// The import asks about new names that are close to known ones; the sample's own names must not raise that.
func TestNoTwoProceduresAreCalledNearlyTheSame(t *testing.T) {
	groups := sampledata.ProcedureGroups()
	for i, a := range groups {
		for _, b := range groups[:i] {
			x, y := strings.ToLower(a.Procedure), strings.ToLower(b.Procedure)
			// Paracentesis and thoracentesis, three letters apart, are the closest that medicine allows.
			if distance := edits(x, y); distance < 3 {
				t.Errorf("%q and %q differ by %d letters", a.Procedure, b.Procedure, distance)
			}
		}
	}
}

// edits is Levenshtein's distance.
func edits(a, b string) int {
	previous := make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := range len(a) {
		current := []int{i + 1}
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			current = append(current, min(previous[j]+cost, previous[j+1]+1, current[j]+1))
		}
		previous = current
	}
	return previous[len(b)]
}

func TestTheSampleStandsStillInItsPartialMonth(t *testing.T) {
	if diff := cmp.Diff("12 November 2026", calendar.DateAt(sampledata.Now()).Long()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if sampledata.Now().Location() != time.UTC {
		t.Error("want UTC")
	}
}

func month(t *testing.T, text string) calendar.Month {
	t.Helper()
	m, err := calendar.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
