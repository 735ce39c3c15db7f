package forecast

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// publicSeries reads a file of ../shared/corpus/forecast, beside the module. It skips the test where there is none.
func publicSeries(t testing.TB, name string) []series.Monthly {
	t.Helper()
	module, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(filepath.Dir(strings.TrimSpace(string(module))), "..", "shared", "corpus", "forecast", name)
	file, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skipf("%s is not there: the accuracy on public series is not tested", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // only read
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []series.Monthly
	before := ""
	for _, row := range rows[1:] {
		month, err := calendar.ParseMonth(row[1])
		if err != nil {
			t.Fatal(err)
		}
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if row[0] != before {
			all = append(all, series.Monthly{First: month})
			before = row[0]
		}
		s := &all[len(all)-1]
		s.Values = append(s.Values, value)
	}
	return all
}

// accuracy is the mean over series of what the public benchmark reports.
type accuracy struct{ mase, within80, within95, msis80, msis95 float64 }

// measure hides the months after the cut and the horizon beyond, and compares medians and bands with them.
func measure(all []series.Monthly, horizon int, cut func(n int) int) accuracy {
	var a accuracy
	n := float64(len(all) * horizon)
	for _, s := range all {
		known := series.Monthly{First: s.First, Values: s.Values[:cut(s.Len())]}
		scale := yearOnYear(known)
		for i, m := range Of(known, Options{Horizon: horizon, Point: Median}).Months {
			actual := s.Values[known.Len()+i]
			a.mase += math.Abs(actual-m.Point) / scale / n
			held, score := judgeBand(actual, m.Lo80, m.Hi80, 0.2)
			a.within80, a.msis80 = a.within80+held/n, a.msis80+score/scale/n
			held, score = judgeBand(actual, m.Lo95, m.Hi95, 0.05)
			a.within95, a.msis95 = a.within95+held/n, a.msis95+score/scale/n
		}
	}
	return a
}

// judgeBand returns the interval score of Gneiting & Raftery (2007).
func judgeBand(actual, low, high, alpha float64) (held, score float64) {
	if low <= actual && actual <= high {
		return 1, high - low
	}
	return 0, high - low + 2/alpha*math.Max(low-actual, actual-high)
}

func (a accuracy) String() string {
	return fmt.Sprintf("MASE %.4f, within 80 %%: %.3f, within 95 %%: %.3f, MSIS %.3f and %.3f", a.mase, a.within80, a.within95, a.msis80, a.msis95)
}

func TestHospitalSeriesAreForecastAsWellAsStated(t *testing.T) {
	got := measure(publicSeries(t, "hospital.csv"), 12, func(n int) int { return n - 12 })
	t.Log(got)
	// ../shared/spec/forecast.md: Theta 0.771, ETS 0.777, a mean of four 0.752.
	if got.mase > 0.733 || got.msis80 > 3.38 || got.msis95 > 4.77 {
		t.Errorf("want MASE 0.733, MSIS 3.38 and 4.77 at most, got %s", got)
	}
	if got.within80 < 0.78 || got.within80 > 0.84 || got.within95 < 0.93 || got.within95 > 0.97 {
		t.Errorf("want bands that hold 0.78 to 0.84 and 0.93 to 0.97, got %s", got)
	}
}

func TestShortHospitalHistoriesAreForecastWithHonestBands(t *testing.T) {
	all := publicSeries(t, "hospital.csv")
	mase, within80 := 0.0, 0.0
	for _, months := range []int{36, 48, 60, 72} {
		got := measure(all, 12, func(int) int { return months })
		t.Logf("after %d months: %s", months, got)
		mase, within80 = mase+got.mase/4, within80+got.within80/4
	}
	if mase > 0.848 || within80 < 0.77 {
		t.Errorf("want MASE 0.848 at most and 0.77 in the 80 %% bands at least, got %.4f and %.3f", mase, within80)
	}
}

// The constants were kept where odd and even series agreed: neither may owe its score to the other.
func TestBothHalvesOfTheHospitalSeriesAreForecastWell(t *testing.T) {
	all := publicSeries(t, "hospital.csv")
	for half := range 2 {
		var mine []series.Monthly
		for i := half; i < len(all); i += 2 {
			mine = append(mine, all[i])
		}
		naive, mase := 0.0, 0.0
		for _, s := range mine {
			known := series.Monthly{First: s.First, Values: s.Values[:72]}
			for i := range 12 {
				naive += math.Abs(s.Values[72+i]-s.Values[60+i]) / yearOnYear(known) / float64(12*len(mine))
			}
		}
		mase = measure(mine, 12, func(int) int { return 72 }).mase
		t.Logf("half %d: MASE %.4f, seasonal naive %.4f", half, mase, naive)
		if mase > 0.83*naive {
			t.Errorf("half %d: want 17 %% below seasonal naive (%.4f), got %.4f", half, naive, mase)
		}
	}
}

func TestSeriesOfOtherTradesAreForecastWell(t *testing.T) {
	got := measure(publicSeries(t, "m3_monthly.csv"), 18, func(n int) int { return n - 18 })
	t.Log(got)
	// Theta 0.8755, Forecast Pro 0.8712 (../shared/spec/forecast.md).
	if got.mase > 0.860 {
		t.Errorf("want MASE 0.860 at most, got %s", got)
	}
}

// The errors of a year's months go together; the bands of its total must know.
func TestBandsOfAYearHoldWhatTheyPromise(t *testing.T) {
	within, n := 0.0, 0.0
	for _, s := range publicSeries(t, "hospital.csv") {
		for _, months := range []int{42, 48, 54, 60, 72} {
			f := Of(series.Monthly{First: s.First, Values: s.Values[:months]}, Options{})
			landing, ok := f.Landing(f.Reported.Last()+1, f.Reported.Last()+12)
			if !ok {
				t.Fatal("want a landing")
			}
			actual := s.Between(landing.From, landing.To)
			n++
			if landing.Lo80 <= actual && actual <= landing.Hi80 {
				within++
			}
		}
	}
	t.Logf("%.3f of %.0f years within 80 %%", within/n, n)
	if within/n < 0.76 || within/n > 0.84 {
		t.Errorf("want 0.76 to 0.84 of the years in their 80 %% bands, got %.3f", within/n)
	}
}
