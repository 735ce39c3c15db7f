package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/storetest"
)

// onlySeries serves one site with one procedure: a number for each of the months that end with October 2026, −1 for a
// month that was not sent.
func onlySeries(t testing.TB, values []int) (*Server, *store.Store) {
	t.Helper()
	db := storetest.New(t)
	var rows []storetest.Row
	for i, n := range values {
		if n >= 0 {
			rows = append(rows, storetest.Row{Month: (october - calendar.Month(len(values)-1-i)).String(), Site: "University", Procedure: "Biopsy", N: n})
		}
	}
	storetest.Commit(t, db, rows, true)
	return serverOf(t, db), db
}

// around is n months that go up and down a little.
func around(n, level, swing int) []int {
	values := make([]int, n)
	for i := range values {
		values[i] = level + []int{0, swing, -swing, swing / 2, -swing / 3}[i%5]
	}
	return values
}

// oddSeries are the series that charts are most easily wrong about.
func oddSeries() map[string][]int {
	spike, gaps := around(40, 60, 5), around(40, 60, 5)
	spike[30] = 160
	gaps[12], gaps[13], gaps[25] = -1, -1, -1
	return map[string][]int{
		"one month": {42}, "two months": {42, 47}, "twelve months": around(12, 40, 4), "thirteen months": around(13, 40, 4),
		"constant": around(24, 30, 0), "zeros": around(24, 0, 0), "a low count": around(30, 4, 4),
		"a single spike": spike, "gaps": gaps, "ten years": around(120, 680, 40),
	}
}

func TestOddSeriesAreToldAsTheyAre(t *testing.T) {
	odd := oddSeries()
	for name, want := range map[string][]string{
		"one month":       {"No series has 13 months yet", "one month under these limits, too few to judge", "Provisional limits"},
		"twelve months":   {"No series has 13 months yet", "twelve months under these limits, too few to judge"},
		"thirteen months": {"No series carries a signal in October 2026."},
		"constant":        {"30 in October 2026, with no limits to judge it by", "Every month has the same value as the one before: there are no limits."},
		"zeros":           {"Every month has the same value as the one before: there are no limits."},
		"a low count":     {"shown as 0, since a count cannot be less"},
		"a single spike":  {"January 2026 is 160, above the upper limit"},
		"gaps":            {"University not received"},
		"ten years":       {"No series carries a signal in October 2026.", "November 2016 to October 2026"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := onlySeries(t, odd[name])
			for _, path := range []string{"/signals?series=all", "/signals?series=all&per=day", "/signals?series=all&chart=run", "/signals?series=procedure-biopsy", "/signals?series=all&target=45&improve=decrease"} {
				response, page := get(t, s, path)
				if response.StatusCode != http.StatusOK {
					t.Fatalf("%s: want 200, got %d: %.300s", path, response.StatusCode, readText(page))
				}
				for _, nonsense := range []string{"NaN", "Inf", "%!", "&lt;nil", "−0 ", ">1 months"} {
					if strings.Contains(page, nonsense) {
						t.Errorf("%s says %q", path, nonsense)
					}
				}
			}
			_, page := get(t, s, "/signals?series=all")
			for _, sentence := range want {
				if !strings.Contains(readText(page), sentence) {
					t.Errorf("the page does not say %q", sentence)
				}
			}
		})
	}
}
