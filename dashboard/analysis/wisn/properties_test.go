package wisn_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"caseload/dashboard/analysis/wisn"
)

// randomWork is a role with made-up assumptions that can be worked with.
func randomWork(r *rand.Rand) wisn.Work {
	between := func(lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }
	w := wisn.Work{
		Time: days(between(240, 312), between(0, 30), between(0, 12), between(0, 20), between(0, 10), between(6, 10)),
		Category: []wisn.CategoryAllowance{
			{Name: "a", Amount: between(0, 60), Per: wisn.MinutesADay},
			{Name: "b", Amount: between(0, 300), Per: wisn.MinutesAMonth},
		},
		Individual: []wisn.IndividualAllowance{{Name: "a", People: float64(r.IntN(3)), HoursPerYear: between(0, 900)}},
	}
	for range 1 + r.IntN(6) {
		p := wisn.Procedures{Name: "p", PerYear: float64(1 + r.IntN(3000))}
		for _, phase := range wisn.Phases() {
			p.Activities = append(p.Activities, wisn.Activity{Phase: phase, Minutes: between(1, 120), People: between(0, 2)})
		}
		w.Procedures = append(w.Procedures, p)
	}
	return w
}

func required(t *testing.T, w wisn.Work) wisn.Workload {
	t.Helper()
	got, err := w.Required()
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// mapped returns the work with every procedure changed.
func mapped(w wisn.Work, change func(p *wisn.Procedures)) wisn.Work {
	var all []wisn.Procedures
	for _, p := range w.Procedures {
		p.Activities = append([]wisn.Activity(nil), p.Activities...)
		change(&p)
		all = append(all, p)
	}
	w.Procedures = all
	return w
}

func TestWorkloadFollowsItsInputs(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for range 500 {
		w := randomWork(r)
		base := required(t, w)
		more := required(t, mapped(w, func(p *wisn.Procedures) { p.PerYear += float64(r.IntN(50)) }))
		if more.RequiredFTE < base.RequiredFTE {
			t.Fatalf("more volume needs fewer people: %v, then %v", base.RequiredFTE, more.RequiredFTE)
		}
		half := required(t, mapped(w, func(p *wisn.Procedures) {
			for i := range p.Activities {
				p.Activities[i].Minutes /= 2
			}
		}))
		if math.Abs(half.ProcedureFTE*2-base.ProcedureFTE) > 1e-12*base.ProcedureFTE {
			t.Fatalf("halving minutes does not halve N₁: %v, then %v", base.ProcedureFTE, half.ProcedureFTE)
		}
		share := r.Float64()
		one, other := w, mapped(w, func(p *wisn.Procedures) { p.PerYear *= 1 - share })
		one = mapped(one, func(p *wisn.Procedures) { p.PerYear *= share })
		other.Individual = nil // the people with allowances work at one of the two sites
		sum := wisn.Sum(
			wisn.Need{Workload: required(t, one).Estimate()}, wisn.Need{Workload: required(t, other).Estimate()},
		)
		if sum.Coverage != nil || math.Abs(sum.Workload.RequiredFTE-base.RequiredFTE) > 1e-9 || math.Abs(sum.Workload.Range.HiFTE-base.Range.HiFTE) > 1e-9 {
			t.Fatalf("two sites need %v, together %v", sum.Workload, base.Estimate())
		}
	}
}

func TestRangesHoldTheRequirement(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 2))
	for range 200 {
		w := randomWork(r)
		w.Volume = wisn.VolumeInterval{LoShare: 1 - r.Float64()/2, HiShare: 1 + r.Float64()}
		got := required(t, w)
		for name, inner := range map[string]wisn.Range{"minutes": got.ByMinutes, "volume": got.ByVolume} {
			if !inner.Holds(got.RequiredFTE) || !got.Range.Holds(inner.LoFTE) || !got.Range.Holds(inner.HiFTE) {
				t.Fatalf("%s: %v in %v of %v", name, inner, got.Range, got.RequiredFTE)
			}
		}
	}
	// 8,160 procedures and 105 minutes, both 20 % and 10 % up: N₁ × 1.2 × 1.1 × CAF + IAF.
	w := technologists()
	w.Volume = wisn.VolumeInterval{LoShare: 0.9, HiShare: 1.1}
	near(t, "upper", 8.7741935484*1.2*1.1*1.1494252874+0.5529953917, required(t, w).Range.HiFTE)
}

func TestAllowancesOfEveryPeriodAreSharesOfTheSameTime(t *testing.T) {
	time := technologists().Time // 217 days, 1,627.5 hours
	time.HoursPerWeek = 37.5
	for _, c := range []struct {
		per          wisn.Period
		amount, want float64
	}{
		{wisn.MinutesADay, 45, 0.1},
		{wisn.MinutesAWeek, 225, 0.1},
		{wisn.MinutesAMonth, 813.75, 0.1}, // 1,627.5 h × 60 ÷ 12 ÷ 10
		{wisn.MinutesAYear, 9765, 0.1},
		{wisn.ShareOfTime, 0.1, 0.1},
	} {
		got, err := wisn.CategoryAllowance{Name: "a", Amount: c.amount, Per: c.per}.ShareOf(time)
		if err != nil {
			t.Fatal(err)
		}
		near(t, string(c.per), c.want, got)
	}
}

func TestRoundingIsASetting(t *testing.T) {
	w := technologists() // 10.638
	for rounding, want := range map[wisn.Rounding]float64{
		wisn.Unrounded: 10.6382753, wisn.NearestWhole: 11, wisn.UpToWhole: 11, wisn.UpToHalf: 11, wisn.UpToTenth: 10.7,
	} {
		w.Rounding = rounding
		got := required(t, w)
		near(t, string(rounding), want, got.RoundedFTE)
		near(t, "raw", 10.6382753, got.RequiredFTE)
	}
	for _, c := range []struct {
		rounding  wisn.Rounding
		fte, want float64
	}{{wisn.UpToWhole, 3.0000000000001, 3}, {wisn.UpToHalf, 3.2, 3.5}, {wisn.NearestWhole, 2.5, 3}, {wisn.UpToTenth, 0.1 + 0.2, 0.3}} {
		got, err := c.rounding.Round(c.fte)
		if err != nil {
			t.Fatal(err)
		}
		near(t, string(c.rounding), c.want, got)
	}
}

func TestStandbyAtHomeCostsTimeOnlyWhenMarked(t *testing.T) {
	call := wisn.Call{Name: "VA", TeamSize: 2, HoursCoveredPerWeek: 100, CallBackHoursPerWeek: 12, PaidRestHoursPerWeek: 4, Takers: 15}
	cover := wisn.Cover{Time: technologists().Time, Call: []wisn.Call{call}}
	got, err := cover.Required()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "call-back and rest", 16*52/1627.5, got.CallFTE)
	cover.Call[0].StandbyCounts = true
	if got, err = cover.Required(); err != nil {
		t.Fatal(err)
	}
	near(t, "standby and rest", 204*52/1627.5, got.CallFTE)
}

func TestTheRangeOfCoverageTakesTheCostliestRoom(t *testing.T) {
	c := sixRooms()
	c.Rooms = append(c.Rooms, wisn.Rooms{Name: "VA", Rooms: 1, PeoplePerRoom: 1, HoursPerDay: 8, OpenDaysPerYear: 250})
	got, err := c.Required()
	if err != nil {
		t.Fatal(err)
	}
	room := 1.5 * 10 * 250 / 1627.5
	near(t, "upper", got.RequiredFTE+room, got.Range.HiFTE)
	near(t, "lower", got.RequiredFTE-room, got.Range.LoFTE)
}

func TestRecoveryAtOneNurseToThreePatientsCountsAThird(t *testing.T) {
	w := technologists()
	w.Category, w.Individual = nil, nil
	w.Procedures = []wisn.Procedures{{Name: "Biopsy", PerYear: 1000, Activities: []wisn.Activity{
		{Phase: wisn.Pre, Minutes: 15, People: 1}, {Phase: wisn.Room, Minutes: 60, People: 2}, {Phase: wisn.Recovery, Minutes: 90, People: 1.0 / 3},
	}}}
	got := required(t, w)
	near(t, "minutes of one", 15+120+30, got.Lines[0].StaffMinutes)
	near(t, "N₁", 1000*165.0/60/1627.5, got.RequiredFTE)
}

func TestThereIsAnAnswerOrASentenceWhateverIsEntered(t *testing.T) {
	values := []float64{0, 1, 0.5, 8, 100, 260, -1, 1e308, 5e-324, math.NaN(), math.Inf(1), math.Inf(-1)}
	r := rand.New(rand.NewPCG(6, 4))
	mostly := func(usual float64) float64 {
		if r.IntN(6) > 0 {
			return usual
		}
		return values[r.IntN(len(values))]
	}
	sensible := func(what string, err error, numbers ...float64) {
		t.Helper()
		for _, x := range numbers {
			if err == nil && !(x >= 0 && x <= math.MaxFloat64) {
				t.Fatalf("%s: %v", what, numbers)
			}
		}
	}
	for range 5_000 {
		w := wisn.Work{
			Time:       days(mostly(260), mostly(11), mostly(10), mostly(8), mostly(4), mostly(7.5)),
			Procedures: []wisn.Procedures{one("p", mostly(8000), mostly(100))},
			Category:   []wisn.CategoryAllowance{{Name: "a", Amount: mostly(30), Per: wisn.MinutesADay}},
			Individual: []wisn.IndividualAllowance{{Name: "b", People: mostly(1), HoursPerYear: mostly(100)}},
			Rounding:   wisn.UpToHalf, Volume: wisn.VolumeInterval{LoShare: mostly(0.9), HiShare: mostly(1.1)},
		}
		load, err := w.Required()
		sensible("workload", err, load.RequiredFTE, load.RoundedFTE, load.Range.LoFTE, load.Range.HiFTE, load.Factor, load.IndividualFTE, load.ByMinutes.HiFTE, load.ByVolume.HiFTE)
		c := wisn.Cover{
			Time:     w.Time,
			Rooms:    []wisn.Rooms{{Name: "r", Rooms: mostly(6), PeoplePerRoom: mostly(1.5), HoursPerDay: mostly(10), OpenDaysPerYear: mostly(250)}},
			Recovery: []wisn.RecoveryBays{{Name: "b", Bays: mostly(6), PatientsPerNurse: mostly(3), HoursPerDay: mostly(10), OpenDaysPerYear: mostly(250)}},
			Call:     []wisn.Call{{Name: "c", TeamSize: mostly(1), HoursCoveredPerWeek: mostly(100), CallBackHoursPerWeek: mostly(8), PaidRestHoursPerWeek: mostly(2), Takers: mostly(9)}},
		}
		cover, err := c.Required()
		sensible("coverage", err, cover.RequiredFTE, cover.Range.LoFTE, cover.Range.HiFTE)
		for _, call := range cover.Call {
			sensible("burden", err, call.NightsPerTaker)
		}
	}
}
