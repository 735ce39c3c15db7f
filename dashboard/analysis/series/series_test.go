package series_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

var nan = math.NaN()

func month(year int, m time.Month) calendar.Month { return calendar.MonthOf(year, m) }

func of(first calendar.Month, values ...float64) series.Monthly {
	return series.Monthly{First: first, Values: values}
}

func diff(want, got any) string { return cmp.Diff(want, got, cmpopts.EquateNaNs()) }

func always(calendar.Month) bool { return true }

func TestAlignMakesGapsExplicit(t *testing.T) {
	may := month(2026, time.May)
	got := series.Align(of(may, 1, 2), of(may+3, 4), series.Monthly{})
	want := []series.Monthly{of(may, 1, 2, nan, nan), of(may, nan, nan, nan, 4), of(may, nan, nan, nan, nan)}
	if d := diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAlignOfNothingIsEmpty(t *testing.T) {
	if d := diff([]series.Monthly{{}, {}}, series.Align(series.Monthly{}, series.Monthly{})); d != "" {
		t.Error(d)
	}
}

func TestATotalNeedsEveryActiveMember(t *testing.T) {
	m := month(2026, time.January)
	from := func(first calendar.Month) func(calendar.Month) bool {
		return func(m calendar.Month) bool { return first <= m }
	}
	until := func(last calendar.Month) func(calendar.Month) bool {
		return func(m calendar.Month) bool { return m <= last }
	}
	for name, test := range map[string]struct {
		members []series.Member
		want    series.Monthly
	}{
		"a missing month of one is missing in all": {
			[]series.Member{{of(m, 10, 20, 30), always}, {of(m, 1, nan, 3), always}}, of(m, 11, nan, 33)},
		"a member that starts later is not needed before": {
			[]series.Member{{of(m, 10, 20, 30), always}, {of(m+1, 2, 3), from(m + 1)}}, of(m, 10, 22, 33)},
		"a member that ended is not needed after, and does not count": {
			[]series.Member{{of(m, 10, 20, 30), always}, {of(m, 1, 2, 3), until(m + 1)}}, of(m, 11, 22, 30)},
		"zero is a number": {
			[]series.Member{{of(m, 0, 0, nan), always}}, of(m, 0, 0, nan)},
		"nobody active is missing, not zero": {nil, of(m, nan, nan, nan)},
	} {
		t.Run(name, func(t *testing.T) {
			if d := diff(test.want, series.Total(m, m+2, test.members)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRollingNeedsAllItsMonths(t *testing.T) {
	m := month(2026, time.January)
	got := of(m, 1, 2, 3, nan, 5, 6, 7).Rolling(3)
	if d := diff(of(m, nan, nan, 6, nan, nan, nan, 18), got); d != "" {
		t.Error(d)
	}
}

func TestYearToDateStartsAnewAndStopsAtAGap(t *testing.T) {
	september := month(2026, time.September)
	federal := calendar.Calendar{FiscalStart: time.October}
	got := of(september, 9, 10, 11, nan, 1).YearToDate(func(m calendar.Month) calendar.Month {
		return federal.FiscalYear(m).First
	})
	// September's year began in October 2025, before the series: not complete.
	if d := diff(of(september, nan, 10, 21, nan, nan), got); d != "" {
		t.Error(d)
	}
}

func TestYearBeforeAlignsTheSameMonths(t *testing.T) {
	values := make([]float64, 14)
	for i := range values {
		values[i] = float64(i)
	}
	got := of(month(2025, time.January), values...).YearBefore()
	if got.At(month(2026, time.January)) != 0 || got.At(month(2026, time.February)) != 1 || got.Has(month(2025, time.December)) {
		t.Errorf("same month last year is wrong: %v", got)
	}
}

func TestDivisionByZeroIsMissing(t *testing.T) {
	m := month(2026, time.January)
	if d := diff(of(m, 2, nan, nan), series.Divide(of(m, 4, 4, nan), of(m, 2, 0, 2))); d != "" {
		t.Error(d)
	}
	if !math.IsNaN(series.PercentChange(0, 5)) {
		t.Error("a change from zero has no percentage")
	}
}

func TestJSONHasNullForAMissingMonthAndComesBack(t *testing.T) {
	s := of(month(2026, time.September), 519, nan, 0)
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(`{"first":"2026-09","values":[519,null,0]}`, string(text)); d != "" {
		t.Error(d)
	}
	var back series.Monthly
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if d := diff(s, back); d != "" {
		t.Error(d)
	}
}

// randomSeries has a gap in about one month of eight.
func randomSeries(r *rand.Rand, n int) series.Monthly {
	s := series.New(month(2019, time.January), month(2019, time.January)+calendar.Month(n)-1)
	for i := range s.Values {
		if r.IntN(8) > 0 {
			s.Values[i] = float64(r.IntN(700))
		}
	}
	return s
}

func TestPropertiesOfSums(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		n := 1 + r.IntN(60)
		a, b := randomSeries(r, n), randomSeries(r, n)
		first, last := a.First, a.Last()
		total := series.Total(first, last, []series.Member{{a, always}, {b, always}})

		swapped := series.Total(first, last, []series.Member{{b, always}, {a, always}})
		if d := diff(total, swapped); d != "" {
			t.Fatalf("the order of members matters: %s", d)
		}
		if d := diff(total, series.Add(a, b)); d != "" {
			t.Fatalf("two active members are not their sum: %s", d)
		}
		for m := first; m <= last; m++ {
			if total.Has(m) != (a.Has(m) && b.Has(m)) {
				t.Fatalf("%s: a total of a gap", m)
			}
			wanted, whole := 0.0, true
			for k := m - 11; k <= m; k++ {
				whole = whole && a.Has(k)
				wanted += a.At(k)
			}
			if rolling := a.Rolling(12).At(m); whole && rolling != wanted || !whole && !math.IsNaN(rolling) {
				t.Fatalf("%s: rolling 12 is %v, want %v (whole %v)", m, rolling, wanted, whole)
			}
		}
	}
}

func TestASliceNeverInventsNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	for range 200 {
		s := randomSeries(r, 1+r.IntN(40))
		first := s.First + calendar.Month(r.IntN(80)-40)
		cut := s.Slice(first, first+calendar.Month(r.IntN(50)))
		for m := cut.First - 2; m <= cut.Last()+2; m++ {
			inside := cut.First <= m && m <= cut.Last()
			if inside && diff(s.At(m), cut.At(m)) != "" || !inside && cut.Has(m) {
				t.Fatalf("%s: %v in the series, %v in the slice", m, s.At(m), cut.At(m))
			}
		}
	}
}
