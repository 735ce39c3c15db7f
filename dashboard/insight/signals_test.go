package insight_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func signals(t *testing.T, s *store.Store, v insight.View) insight.Signals {
	t.Helper()
	answer, err := insight.New(s, sampledata.Now).Signals(context.Background(), v)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func verdict(t *testing.T, a insight.Signals, key string) insight.SeriesVerdict {
	t.Helper()
	for _, one := range a.Series {
		if one.Key == key {
			return one
		}
	}
	t.Fatalf("there is no series %q", key)
	return insight.SeriesVerdict{}
}

func signalMonth(t *testing.T, text string) calendar.Month {
	t.Helper()
	m, err := calendar.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func rebase(t *testing.T, s *store.Store, month string, site caseload.SiteID, reason string) {
	t.Helper()
	if _, err := s.SaveRebase(context.Background(), caseload.Rebase{Month: signalMonth(t, month), Site: site, Reason: reason}); err != nil {
		t.Fatal(err)
	}
}

// limitsBySteps works out mean, limits and moving ranges of months in order, NaN for a gap, without package spc.
func limitsBySteps(values []float64) (mean, lower, upper float64) {
	var sum, ranges, n, pairs float64
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		sum, n = sum+v, n+1
		if i > 0 && !math.IsNaN(values[i-1]) {
			ranges, pairs = ranges+math.Abs(v-values[i-1]), pairs+1
		}
	}
	mean = sum / n
	return mean, mean - 2.66*ranges/pairs, mean + 2.66*ranges/pairs
}

// siteCounts adds up the stored cells of one site by month, for the months its file is declared complete.
func siteCounts(t *testing.T, s *store.Store, site caseload.SiteID, first, last calendar.Month) []float64 {
	t.Helper()
	ctx := context.Background()
	values := make([]float64, last-first+1)
	for i := range values {
		values[i] = math.NaN()
	}
	months, err := s.SiteMonths(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range months {
		if m.Site == site && m.Complete && m.Suppressed == 0 && m.Month >= first && m.Month <= last {
			values[m.Month-first] = 0
		}
	}
	cells, err := s.Counts(ctx, store.CountFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range cells {
		if cell.Site == site && cell.Month >= first && cell.Month <= last {
			values[cell.Month-first] += float64(cell.N)
		}
	}
	return values
}

func TestLimitsOfEverySegmentEqualARecomputationFromTheCells(t *testing.T) {
	s := sample(t)
	rebase(t, s, "2024-03", storetest.VA, "Second VA room")
	first, last := signalMonth(t, "2019-01"), signalMonth(t, "2026-10")
	va, university := siteCounts(t, s, storetest.VA, first, last), siteCounts(t, s, storetest.University, first, last)
	all := make([]float64, len(va))
	for i := range all {
		all[i] = va[i] + university[i]
	}
	split := signalMonth(t, "2024-03") - first
	a := signals(t, s, insight.View{})
	for name, test := range map[string]struct {
		key   string
		parts [][]float64
	}{
		"the total":               {"all", [][]float64{all}},
		"University":              {"site-university", [][]float64{university}},
		"the VA, from its rebase": {"site-va", [][]float64{va[:split], va[split:]}},
	} {
		t.Run(name, func(t *testing.T) {
			got := verdict(t, a, test.key)
			if len(got.Segments) != len(test.parts) {
				t.Fatalf("want %d segments, got %d", len(test.parts), len(got.Segments))
			}
			for i, part := range test.parts {
				mean, lower, upper := limitsBySteps(part)
				want := []float64{mean, lower, upper}
				have := []float64{float64(got.Segments[i].Mean), float64(got.Segments[i].Lower), float64(got.Segments[i].Upper)}
				if diff := cmp.Diff(want, have, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
					t.Errorf("segment %d: %s", i, diff)
				}
			}
		})
	}
}

func TestTheUnfinishedMonthAndGapsAreInNoLimit(t *testing.T) {
	a := signals(t, sample(t), insight.View{Series: "site-va"})
	if want := signalMonth(t, "2026-10"); a.Month != want || a.Chosen.Values.Last() != want {
		t.Errorf("want October 2026 as the last month judged, got %s and %s", a.Month, a.Chosen.Values.Last())
	}
	gap := signalMonth(t, "2023-08")
	for _, p := range a.Chosen.Points {
		isGap := p.Month == gap
		if isGap && p.Value.Known() {
			t.Errorf("want August 2023 missing, got %v", p.Value)
		}
		if (isGap || p.Month == gap+1) && p.Range.Known() {
			t.Errorf("want no moving range across the gap, got %v in %s", p.Range, p.Month)
		}
	}
}

func TestARebaseBelongsToItsSeriesAlone(t *testing.T) {
	s := sample(t)
	before := signals(t, s, insight.View{})
	rebase(t, s, "2024-03", storetest.VA, "Second VA room")
	after := signals(t, s, insight.View{})
	for _, old := range before.Series {
		now := verdict(t, after, old.Key)
		want := len(old.Segments)
		if old.Key == "site-va" {
			want++
		}
		if len(now.Segments) != want {
			t.Errorf("%s: want %d segments, got %d", old.Key, want, len(now.Segments))
		}
	}
	if now := verdict(t, after, "site-va"); now.Alert != nil {
		t.Errorf("want the explained step to be no signal any more, got %q", now.Alert.Words)
	}
	atVA := signals(t, s, insight.View{Site: "va"})
	if got := verdict(t, atVA, "all"); len(got.Segments) != 2 {
		t.Errorf("want the rebase of the VA where the VA alone is in view too, got %d segments", len(got.Segments))
	}
}

func TestAShiftSuggestsARebaseThatNobodyHasMade(t *testing.T) {
	s := sample(t)
	a := signals(t, s, insight.View{Series: "site-va"})
	if a.Chosen.Suggestion == nil {
		t.Fatal("want a suggestion for the months above the mean")
	}
	if len(a.Chosen.Segments) != 1 {
		t.Errorf("want one segment until somebody rebases, got %d", len(a.Chosen.Segments))
	}
	if want := "Rebase from August 2025?"; a.Chosen.Suggestion.Title != want {
		t.Errorf("want %q, got %q", want, a.Chosen.Suggestion.Title)
	}
}

func TestOnlyTheNewestCompleteMonthAsksForAttention(t *testing.T) {
	s := sample(t)
	older := signalMonth(t, "2026-07")
	a := signals(t, s, insight.View{Month: &older, Series: "site-va"})
	if a.IsNewest || a.Month != older {
		t.Errorf("want July 2026 judged as an older month, got %s, newest %t", a.Month, a.IsNewest)
	}
	if a.Chosen.Suggestion != nil {
		t.Error("want no suggestion from an older month")
	}
	if got := a.Chosen.Values.Last(); got != older {
		t.Errorf("want nothing later than July 2026 in the limits, got %s", got)
	}
}

func TestSeriesWithANewSignalComeFirst(t *testing.T) {
	a := signals(t, sample(t), insight.View{})
	flagged := 0
	for i, one := range a.Series {
		if one.Alert == nil {
			continue
		}
		if i != flagged {
			t.Errorf("%s stands at %d, after series without a signal", one.Key, i)
		}
		if flagged > 0 && a.Series[i-1].Alert.First < one.Alert.First {
			t.Errorf("%s has a newer signal than the series before it", one.Key)
		}
		flagged++
	}
	if want := "Five of 29 series carry a signal in October 2026."; !strings.HasPrefix(a.Headline.String(), want) || flagged != 5 {
		t.Errorf("want %q and five flagged, got %q and %d", want, a.Headline.String(), flagged)
	}
	if want := "Venous thrombosis & PE"; a.Series[0].Name != want {
		t.Errorf("want %s first, got %s", want, a.Series[0].Name)
	}
}

func TestRatesOfTheSignalsAreThoseOfTheVolumePage(t *testing.T) {
	s := sample(t)
	service := insight.New(s, sampledata.Now)
	volume, err := service.Volume(context.Background(), insight.View{PerDay: true})
	if err != nil {
		t.Fatal(err)
	}
	all := verdict(t, signals(t, s, insight.View{PerDay: true}), "all")
	if all.Values.Len() < 90 {
		t.Fatalf("want all months, got %d", all.Values.Len())
	}
	for i, got := range all.Values.Values {
		m := all.Values.First + calendar.Month(i)
		want := volume.Total.At(m)
		if math.IsNaN(want) != math.IsNaN(got) || math.Abs(want-got) > 1e-9 {
			t.Errorf("%s: want %v a working day, got %v", m, want, got)
		}
	}
}

func TestUnderThirteenMonthsThereIsNoVerdict(t *testing.T) {
	s := storetest.New(t)
	var rows []storetest.Row
	for i := range 12 {
		n := 30 + i%3
		if i == 11 {
			n = 300
		}
		rows = append(rows, storetest.Row{Month: (signalMonth(t, "2026-08") - 11 + calendar.Month(i)).String(), Site: "University", Procedure: "Biopsy", N: n})
	}
	storetest.Commit(t, s, rows, true)
	a, err := insight.New(s, storetest.Now).Signals(context.Background(), insight.View{})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Chosen; !got.Provisional || got.Alert != nil || got.Words != "Provisional limits" {
		t.Errorf("want provisional limits and no alert, got %q, %v", got.Words, got.Alert)
	}
	if !strings.Contains(a.Headline.String(), "13 months") {
		t.Errorf("want the headline to say what is missing, got %q", a.Headline.String())
	}
}

func TestASeriesThatIsNotThereIsAFault(t *testing.T) {
	if _, err := insight.New(sample(t), sampledata.Now).Signals(context.Background(), insight.View{Series: "group-nowhere"}); err == nil {
		t.Error("want a fault for a series nobody knows")
	}
}
