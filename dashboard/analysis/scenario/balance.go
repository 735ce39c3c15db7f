package scenario

import (
	"math"

	"caseload/dashboard/analysis/wisn"
)

// Change is the smallest change that brings the deciding lens to a ratio of 1: in people or in volume, never
// in minutes, for quicker procedures are nobody's to decide.
type Change struct {
	FTE float64 `json:"fte"` // to add; below 0 is what could be absent
	// PerMonth is the change of volume, at the same mix, that does the same; nil when none can, which NoVolume explains.
	PerMonth *float64 `json:"per_month"`
	NoVolume string   `json:"no_volume,omitempty"`
}

// SmallestChange returns what restores balance. The error is a sentence: it needs confirmed assumptions, both
// lenses and a roster.
func (r RoleAnswer) SmallestChange() (Change, error) {
	gap, err := r.Need.FTEGap()
	if err != nil {
		return Change{}, err
	}
	c := Change{FTE: -gap}
	rostered := r.Need.RosteredFTE
	atMix := r.Workload.ProcedureFTE * r.Workload.Factor // what the procedures ask for, allowances of everybody included
	switch {
	case rostered < r.Need.Coverage.RequiredFTE:
		c.NoVolume = "No change of volume would: the rooms, bays and call need more people than are on hand."
	case atMix == 0:
		c.NoVolume = "Procedures take none of this role’s time."
	case rostered < r.Workload.IndividualFTE:
		c.NoVolume = "No change of volume would: work beside procedures needs more people than are on hand."
	default:
		perMonth := ((rostered-r.Workload.IndividualFTE)/atMix - 1) * r.Workload.PerYear / 12
		c.PerMonth = &perMonth
	}
	return c, nil
}

// slack keeps a whole number of procedures that the arithmetic missed by its last digit from being counted as one off.
const slack = 1e-9

// Words says the change: "0.8 FTE more, or 23 fewer procedures a month, would restore balance."
func (c Change) Words() string {
	people := wisn.FTEText(math.Abs(c.FTE))
	switch {
	case people == "0.0":
		return "In balance."
	case c.FTE > 0 && c.PerMonth == nil:
		return people + " FTE more would restore balance. " + c.NoVolume
	case c.FTE > 0:
		return people + " FTE more, or " + wisn.CountText(math.Ceil(-*c.PerMonth-slack)) + " fewer procedures a month, would restore balance."
	case c.PerMonth == nil:
		return people + " FTE fewer would still be in balance."
	}
	return people + " FTE fewer, or " + wisn.CountText(math.Floor(*c.PerMonth+slack)) + " more procedures a month, would still be in balance."
}
