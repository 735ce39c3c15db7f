package spc_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"caseload/dashboard/analysis/spc"
)

// poisson draws numbers of a Poisson distribution by inverting its cumulated probabilities.
type poisson []float64

func newPoisson(mean float64) poisson {
	p := make(poisson, int(mean+20*math.Sqrt(mean)))
	sum := 0.0
	for k := range p {
		logFactorial, _ := math.Lgamma(float64(k + 1))
		sum += math.Exp(float64(k)*math.Log(mean) - mean - logFactorial)
		p[k] = sum
	}
	return p
}

func (p poisson) draw(r *rand.Rand) float64 {
	k, _ := slices.BinarySearch(p, r.Float64())
	return float64(k)
}

func TestStableVolumeRarelyAlertsOnItsNewestMonth(t *testing.T) {
	// spec: on 24 stable months the newest point carries a flag on 1.4 % of charts, some point on 15–19 %.
	const charts, months = 20_000, 24
	r, volume := rand.New(rand.NewPCG(680, 24)), newPoisson(680)
	alerts, flagged := 0, 0
	for range charts {
		values := make([]float64, months)
		for i := range values {
			values[i] = volume.draw(r)
		}
		c := xmr(t, values...)
		if _, ok := c.Alert(); ok {
			alerts++
		}
		if slices.ContainsFunc(c.Points, func(p spc.Point) bool { return p.Signal.Fired() }) {
			flagged++
		}
	}
	newest, some := 100*float64(alerts)/charts, 100*float64(flagged)/charts
	t.Logf("newest point %.2f %%, any point %.1f %%", newest, some)
	if newest < 0.8 || newest > 1.8 {
		t.Errorf("want the newest month to alert on 0.8 to 1.8 %% of stable charts, got %.2f %%", newest)
	}
	if some < 15 || some > 19 {
		t.Errorf("want some month flagged on 15 to 19 %% of stable charts, got %.1f %%", some)
	}
}

func TestADropOfAFifthIsNoticed(t *testing.T) {
	const charts = 500
	r, before, after := rand.New(rand.NewPCG(680, 544)), newPoisson(680), newPoisson(544)
	noticed := 0
	for range charts {
		values := make([]float64, 25)
		for i := range values {
			values[i] = before.draw(r)
		}
		values[24] = after.draw(r)
		if _, ok := xmr(t, values...).Alert(); ok {
			noticed++
		}
	}
	if noticed < charts*9/10 {
		t.Errorf("want 9 of 10 drops from 680 to 544 noticed at once, got %d of %d", noticed, charts)
	}
}

func BenchmarkAnalyseTenYears(b *testing.B) {
	in, o := monthly(sawtooth(120)...), spc.Defaults(spc.XmR)
	o.Rebases = []string{in.Labels[40], in.Labels[80]}
	for b.Loop() {
		if _, err := spc.Analyse(in, o); err != nil {
			b.Fatal(err)
		}
	}
}
