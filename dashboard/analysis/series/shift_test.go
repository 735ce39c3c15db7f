package series_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/dashboard/analysis/series"
)

var nearly = cmpopts.EquateApprox(0, 1e-9)

func TestShiftShareOfAnExampleWorkedByHand(t *testing.T) {
	// 40 and 60 become 66 and 54: the whole grows by a fifth, so 40 would have become 48 and 60 would have become 72.
	got := series.ShiftShare([]float64{40, 60, 0}, []float64{66, 54, 0})
	want := []series.Shift{
		{Before: 40, Now: 66, Change: 26, WithWhole: 8, Own: 18, Points: 26, ShareBefore: 0.4, ShareNow: 0.55, ShareChange: 15},
		{Before: 60, Now: 54, Change: -6, WithWhole: 12, Own: -18, Points: -6, ShareBefore: 0.6, ShareNow: 0.45, ShareChange: -15},
		{},
	}
	if d := cmp.Diff(want, got, nearly); d != "" {
		t.Error(d)
	}
}

func TestShiftShareAddsUpExactlyToTheChangeOfTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 17))
	for range 500 {
		n := 1 + r.IntN(40)
		before, now := make([]float64, n), make([]float64, n)
		wholeBefore, wholeNow := 0.0, 0.0
		for i := range n {
			before[i], now[i] = float64(r.IntN(200)), float64(r.IntN(200))
			wholeBefore += before[i]
			wholeNow += now[i]
		}
		if wholeBefore == 0 {
			continue
		}
		var change, with, own, points, shares float64
		for i, s := range series.ShiftShare(before, now) {
			change, with, own, points, shares = change+s.Change, with+s.WithWhole, own+s.Own, points+s.Points, shares+s.ShareChange
			if math.Abs(s.Change-s.WithWhole-s.Own) > 1e-9 {
				t.Fatalf("part %d: %v is not %v and %v", i, s.Change, s.WithWhole, s.Own)
			}
			if (s.Own > 1e-9) != (s.ShareChange > 1e-9) && wholeNow > 0 {
				t.Fatalf("part %d moved by %v, its share by %v", i, s.Own, s.ShareChange)
			}
		}
		want := []float64{wholeNow - wholeBefore, wholeNow - wholeBefore, 0, (wholeNow - wholeBefore) / wholeBefore * 100, 0}
		if wholeNow == 0 {
			want[4], shares = 0, 0 // nothing has no shares
		}
		if d := cmp.Diff(want, []float64{change, with, own, points, shares}, cmpopts.EquateApprox(0, 1e-6)); d != "" {
			t.Fatalf("%v, %v: %s", before, now, d)
		}
	}
}

func TestPartsThatAllGrowAlikeHaveNoShiftOfTheirOwn(t *testing.T) {
	for _, s := range series.ShiftShare([]float64{10, 20, 30}, []float64{15, 30, 45}) {
		if math.Abs(s.Own) > 1e-9 || math.Abs(s.ShareChange) > 1e-9 {
			t.Errorf("%+v", s)
		}
	}
}

func TestAWholeThatWasNothingHasNoSharesToKeep(t *testing.T) {
	s := series.ShiftShare([]float64{0}, []float64{5})[0]
	if s.Change != 5 || !s.IsNew || !math.IsNaN(s.WithWhole) || !math.IsNaN(s.Own) || !math.IsNaN(s.Points) || !math.IsNaN(s.ShareBefore) {
		t.Errorf("%+v", s)
	}
}

func TestHoursFallWhileTheCountRisesByTheMix(t *testing.T) {
	// 10 long ones of 2 h and 10 short ones of 1 h become 4 and 20: 20 % more procedures, 28 hours instead of 30.
	got := series.VolumeMixEach(
		[]series.Weighted{{Number: 10, Each: 2}, {Number: 10, Each: 1}},
		[]series.Weighted{{Number: 4, Each: 2}, {Number: 20, Each: 1}})
	if d := cmp.Diff(series.Effects{Before: 30, Now: 28, Volume: 6, Mix: -8}, got, nearly); d != "" {
		t.Error(d)
	}
}

func TestEffectsAddUpToTheChange(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 4))
	for range 500 {
		n := 1 + r.IntN(30)
		before, now := make([]series.Weighted, n), make([]series.Weighted, n)
		sum := 0.0
		for i := range n {
			before[i] = series.Weighted{Number: float64(r.IntN(90)), Each: float64(10+r.IntN(200)) / 60}
			now[i] = series.Weighted{Number: float64(r.IntN(90)), Each: before[i].Each}
			if r.IntN(3) == 0 {
				now[i].Each *= 0.5 + r.Float64()
			}
			sum += before[i].Number
		}
		e := series.VolumeMixEach(before, now)
		if sum == 0 {
			continue
		}
		if math.Abs(e.Volume+e.Mix+e.Each-(e.Now-e.Before)) > 1e-6 {
			t.Fatalf("%+v", e)
		}
	}
	if e := series.VolumeMixEach([]series.Weighted{{Each: 1}}, []series.Weighted{{Number: 3, Each: 1}}); !math.IsNaN(e.Volume) || !math.IsNaN(e.Mix) || !math.IsNaN(e.Each) {
		t.Errorf("of nothing before: %+v", e)
	}
}
