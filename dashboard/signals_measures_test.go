package dashboard

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// measureByHand adds up a stored measure of both sites by month. Only months that both sites report are there.
func measureByHand(t *testing.T, db *store.Store, name string) map[calendar.Month]float64 {
	t.Helper()
	rows, err := db.Measures(context.Background())
	noError(t, err)
	sums, sites := map[calendar.Month]float64{}, map[calendar.Month]int{}
	for _, row := range rows {
		if row.Name == name && row.Month <= october {
			sums[row.Month] += row.Value
			sites[row.Month]++
		}
	}
	for m, n := range sites {
		if n != 2 {
			delete(sums, m)
		}
	}
	return sums
}

// laney works out a U′ or P′ chart of the newest month by the book: centre, σz with large ranges screened out, limits.
func laney(counts, over []float64, isShare bool) (centre, lower, upper float64) {
	var sum, weight float64
	for i := range counts {
		sum, weight = sum+counts[i], weight+over[i]
	}
	centre = sum / weight
	sigma := func(n float64) float64 {
		if isShare {
			return math.Sqrt(centre * (1 - centre) / n)
		}
		return math.Sqrt(centre / n)
	}
	var ranges []float64
	for i := 1; i < len(counts); i++ {
		ranges = append(ranges, math.Abs((counts[i]/over[i]-centre)/sigma(over[i])-(counts[i-1]/over[i-1]-centre)/sigma(over[i-1])))
	}
	mean := func(limit float64) float64 {
		total, n := 0.0, 0.0
		for _, r := range ranges {
			if r < limit {
				total, n = total+r, n+1
			}
		}
		return total / n
	}
	wide := mean(3.267*mean(math.Inf(1))) / 1.128 * 3 * sigma(over[len(over)-1])
	return centre, math.Max(0, centre-wide), centre + wide
}

func TestARateOfAMeasureIsThatOfTheDatabase(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	cancelled, used, available := measureByHand(t, db, "cancellations"), measureByHand(t, db, "room hours used"), measureByHand(t, db, "room hours available")
	hundreds := map[calendar.Month]float64{}
	for m := range cancelled {
		if total, ok := n.total(m); ok {
			hundreds[m] = float64(total) / 100
		}
	}
	for name, test := range map[string]struct {
		path         string
		counts, over map[calendar.Month]float64
		isShare      bool
	}{
		"cancellations per 100 procedures": {"/signals?series=measure-cancellations", cancelled, hundreds, false},
		"room hours used of those there":   {"/signals?series=measure-room-hours-used", used, available, true},
		"the same per 100, without a part": {"/signals?series=measure-cancellations&over=procedures", cancelled, hundreds, false},
	} {
		t.Run(name, func(t *testing.T) {
			var counts, over []float64
			for m := calendar.MonthOf(2023, time.November); m <= october; m++ {
				if _, ok := test.counts[m]; !ok || test.over[m] == 0 {
					t.Fatalf("the sample has no number for %s", m)
				}
				counts, over = append(counts, test.counts[m]), append(over, test.over[m])
			}
			centre, lower, upper := laney(counts, over, test.isShare)
			scale, unit := 1.0, ""
			if test.isShare {
				scale, unit = 100, noBreakSpace+"%"
			}
			last := len(counts) - 1
			_, page := get(t, s, test.path)
			rows := rowsOf(t, page, "series")
			if len(rows) != len(counts) {
				t.Fatalf("want %d months, got %d", len(counts), len(rows))
			}
			want := []string{"October 2026", formatDecimal(counts[last]/over[last]*scale, 1) + unit, formatDecimal(centre*scale, 2) + unit,
				formatDecimal(lower*scale, 1) + "–" + formatDecimal(upper*scale, 1) + unit}
			if diff := cmp.Diff(want, rows[0][:4]); diff != "" {
				t.Errorf("(−want +got):\n%s", diff)
			}
		})
	}
}

func TestAMeasureWithoutAPairIsCountedAsItIs(t *testing.T) {
	s, db := sampleServer(t)
	available := measureByHand(t, db, "room hours available")
	var l limits
	for m := calendar.MonthOf(2023, time.November); m <= october; m++ {
		l.values = append(l.values, available[m])
	}
	l.work()
	_, page := get(t, s, "/signals?series=measure-room-hours-available")
	cells := rowsOf(t, page, "series")[0]
	want := []string{"October 2026", formatDecimal(available[october], 0), formatDecimal(l.mean, 1), formatDecimal(l.lower, 0) + "–" + formatDecimal(l.upper, 0)}
	if diff := cmp.Diff(want, cells[:4]); diff != "" {
		t.Errorf("(−want +got):\n%s", diff)
	}
}

func TestTheTotalOfAMeasureNeedsEverySiteThatReportsIt(t *testing.T) {
	s, db := sampleServer(t)
	rows, err := db.Measures(context.Background())
	noError(t, err)
	newest := calendar.Month(0)
	for _, row := range rows {
		if row.Site == 2 && row.Name == "cancellations" {
			newest = max(newest, row.Month)
		}
	}
	if newest < october {
		t.Fatalf("the sample's measures end in %s", newest)
	}
	// A measure that the VA began to send and then did not.
	var more []caseload.Measure
	for m := october - 20; m <= october; m++ {
		more = append(more, caseload.Measure{Month: m, Site: 1, Name: "late starts", Value: 10})
		if m != october && m != october-5 {
			more = append(more, caseload.Measure{Month: m, Site: 2, Name: "late starts", Value: 4})
		}
	}
	noError(t, db.SaveMeasures(context.Background(), more, caseload.LocalUser))
	_, page := get(t, s, "/signals?series=measure-late-starts")
	table := rowsOf(t, page, "series")
	for at, want := range map[int]string{0: "—", 1: "14", 5: "—", 6: "14"} {
		if got := table[at][1]; got != want {
			t.Errorf("%s: want %s, got %s", table[at][0], want, got)
		}
	}
	_, university := get(t, s, "/signals?series=measure-late-starts&site=university")
	if got := rowsOf(t, university, "series")[0][1]; got != "10" {
		t.Errorf("want the University's own 10 where it alone is in view, got %s", got)
	}
}

func TestOneProcedureIsJudgedAsTheDatabaseHasIt(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	procedures, err := db.Procedures(context.Background())
	noError(t, err)
	var paracentesis caseload.Procedure
	for _, p := range procedures {
		if p.Name == "Paracentesis" {
			paracentesis = p
		}
	}
	months, err := db.ProcedureMonths(context.Background(), store.CountFilter{Procedures: []caseload.ProcedureID{paracentesis.ID}})
	noError(t, err)
	counts := map[calendar.Month]int{}
	for _, pm := range months {
		counts[pm.Month] += pm.N
	}
	l := byHand(n, counts)
	_, page := get(t, s, "/signals?series=procedure-paracentesis")
	cells := rowsOf(t, page, "series")[0]
	newest := l.values[len(l.values)-1]
	want := []string{"October 2026", formatDecimal(newest, 0), formatDecimal(l.mean, 1), formatDecimal(math.Max(0, l.lower), 0) + "–" + formatDecimal(l.upper, 0)}
	if diff := cmp.Diff(want, cells[:4]); diff != "" || paracentesis.ID == 0 {
		t.Errorf("(−want +got):\n%s", diff)
	}
	if !strings.Contains(page, "group="+strings.ToLower(strings.ReplaceAll("Paracentesis & thoracentesis", " & ", "-"))) {
		t.Error("want a way back to its group")
	}
}

func TestAMeasureAndAProcedureTakeARebase(t *testing.T) {
	s, db := sampleServer(t)
	for _, series := range []string{"measure-cancellations", "procedure-paracentesis"} {
		form := url.Values{"series": {series}, "rebase_month": {"2025-08"}, "reason": {"New list for " + series}}
		if status, location, body := postForm(t, s, "/signals/rebase", form); status != http.StatusSeeOther || location != "/signals?series="+series {
			t.Fatalf("%s: want 303 back to it, got %d to %q: %.200s", series, status, location, readText(body))
		}
		_, page := get(t, s, "/signals?series="+series)
		if text := readText(page); !strings.Contains(text, "New list for "+series) || !strings.Contains(text, "Months since the rebase") {
			t.Errorf("%s: the page does not tell of its rebase", series)
		}
	}
	rebases, err := db.Rebases(t.Context())
	noError(t, err)
	if len(rebases) != 2 || rebases[0].Measure+rebases[1].Measure != "cancellations" || rebases[0].Procedure+rebases[1].Procedure == 0 {
		t.Errorf("want one rebase of a measure and one of a procedure, got %+v", rebases)
	}
	if _, all := get(t, s, "/signals?series=all"); strings.Contains(all, "New list for") {
		t.Error("want neither on the chart of all procedures")
	}
}

func TestTheRowsBehindAMeasureAreThoseOfItsParts(t *testing.T) {
	s, db := sampleServer(t)
	used, available := measureByHand(t, db, "room hours used"), measureByHand(t, db, "room hours available")
	_, page := get(t, s, "/trace?figure=measure&month=2026-10&series=measure-room-hours-used")
	rows := rowsOf(t, page, "rows")
	if len(rows) != 4 {
		t.Fatalf("want two sites' used and available hours, got %d rows", len(rows))
	}
	if want := formatDecimal(used[october]/available[october]*100, 2) + noBreakSpace + "%"; !strings.Contains(page, want) {
		t.Errorf("want the share of %s", want)
	}
	for _, cells := range rows {
		if cells[4] == "entered by hand" || cells[5] == "—" {
			t.Errorf("want file and row, got %q", cells)
		}
	}
	if response, _ := get(t, s, "/trace?figure=measure&series=measure-nothing"); response.StatusCode != http.StatusNotFound {
		t.Errorf("want 404 for a measure nobody knows, got %d", response.StatusCode)
	}
}
