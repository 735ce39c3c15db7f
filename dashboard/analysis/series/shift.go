package series

// Shift is what one part of a whole had to do with the change of the whole.
//
// With b and a for the part before and now, and B and A for all parts together:
//
//	Change    = a − b             adds up over the parts to A − B
//	WithWhole = b × (A ÷ B − 1)   what the part would have changed by, had it kept its share; adds up to A − B
//	Own       = a − b × A ÷ B     the rest: how far it moved into or out of the mix; adds up to 0
//
// so that Change = WithWhole + Own for every part. Points is Change ÷ B in percent: the part's contribution to the
// percentage by which the whole changed. Where B is 0 there is no share to keep: WithWhole, Own and Points are missing.
type Shift struct {
	Before, Now            float64
	Change, WithWhole, Own float64
	Points                 float64
	ShareBefore, ShareNow  float64 // of the whole, 0..1; missing where the whole is 0
	ShareChange            float64 // in percentage points
	IsNew, IsGone          bool    // had nothing before, has nothing now
}

// ShiftShare takes the change of a whole apart into its parts: shift-share analysis with one region, exact for any
// numbers. Every part needs both its numbers; what is missing in one makes the parts no whole.
func ShiftShare(before, now []float64) []Shift {
	n := min(len(before), len(now))
	wholeBefore, wholeNow := 0.0, 0.0
	for i := range n {
		wholeBefore += before[i]
		wholeNow += now[i]
	}
	growth := quotient(wholeNow, wholeBefore)
	shifts := make([]Shift, n)
	for i := range n {
		b, a := before[i], now[i]
		s := Shift{
			Before: b, Now: a, Change: a - b, WithWhole: b * (growth - 1), Own: a - b*growth,
			Points: quotient(a-b, wholeBefore) * 100, ShareBefore: quotient(b, wholeBefore), ShareNow: quotient(a, wholeNow),
			IsNew: b == 0 && a != 0, IsGone: a == 0 && b != 0,
		}
		s.ShareChange = (s.ShareNow - s.ShareBefore) * 100
		shifts[i] = s
	}
	return shifts
}

// Weighted is a number of things and what each of them weighs, such as procedures and their minutes.
type Weighted struct{ Number, Each float64 }

// Effects takes the change of a weighted sum apart: Volume + Mix + Each = now − before, exactly.
//
// With n and m for a kind's number and weight before, N and M for them now, and g for Σ N ÷ Σ n:
//
//	Volume = (g − 1) × Σ n m      more or fewer of the same mix
//	Mix    = Σ (N − g n) × m      other kinds, at the weights of before
//	Each   = Σ N × (M − m)        other weights, for the numbers of now
type Effects struct {
	Before, Now       float64
	Volume, Mix, Each float64
}

// VolumeMixEach computes Effects. Before there must have been something, otherwise all three are missing.
func VolumeMixEach(before, now []Weighted) Effects {
	var numberBefore, numberNow float64
	var e Effects
	for i := range min(len(before), len(now)) {
		numberBefore += before[i].Number
		numberNow += now[i].Number
		e.Before += before[i].Number * before[i].Each
		e.Now += now[i].Number * now[i].Each
		e.Each += now[i].Number * (now[i].Each - before[i].Each)
	}
	growth := quotient(numberNow, numberBefore)
	e.Volume = (growth - 1) * e.Before
	e.Mix = e.Now - e.Each - growth*e.Before
	if IsMissing(growth) {
		e.Each = growth
	}
	return e
}

func quotient(a, b float64) float64 {
	if b == 0 {
		return Missing()
	}
	return a / b
}
