package wisn

import "fmt"

// Phase is a part of a procedure, in the order a patient passes through them.
type Phase string

// The phases. Room minutes run from patient in to room ready.
const (
	Pre      Phase = "pre"
	Room     Phase = "room"
	Turnover Phase = "turnover"
	Recovery Phase = "recovery"
	Post     Phase = "post"
)

// Phases returns the phases in order.
func Phases() []Phase { return []Phase{Pre, Room, Turnover, Recovery, Post} }

// Activity is how long people of the role are busy with one procedure in one phase.
type Activity struct {
	Phase   Phase   `json:"phase"`
	Minutes float64 `json:"minutes"`
	People  float64 `json:"people"` // of the role at the same time; ⅓ for one nurse to three patients in recovery
}

// Procedures is a kind of procedure, or a group of them, with its yearly volume and what it asks of the role.
// No activity at all means that nobody has entered minutes; an activity of 0 people says that the role has no
// part in it.
type Procedures struct {
	Name       string     `json:"name"`
	PerYear    float64    `json:"per_year"`
	Activities []Activity `json:"activities"`
}

// StaffMinutes returns minutes × people of one procedure, added up over its phases.
func (p Procedures) StaffMinutes() (float64, error) {
	minutes := 0.0
	for _, a := range p.Activities {
		what := fmt.Sprintf("%s, %s", p.Name, a.Phase)
		if err := firstError(amount("Minutes of "+what, a.Minutes), amount("People in "+what, a.People)); err != nil {
			return 0, err
		}
		minutes += a.Minutes * a.People
	}
	return minutes, nil
}

// Work is everything that the workload lens asks of a role in a year.
type Work struct {
	Time       WorkingTime           `json:"time"`
	Procedures []Procedures          `json:"procedures"`
	Category   []CategoryAllowance   `json:"category"`
	Individual []IndividualAllowance `json:"individual"`
	Rounding   Rounding              `json:"rounding"`
	// Volume is how far the yearly volume may lie from the one given; the zero value says that it is counted, not estimated.
	Volume VolumeInterval `json:"volume"`
}

// VolumeInterval is an interval of the volume as shares of the point: 0.93 to 1.08.
type VolumeInterval struct {
	LoShare float64 `json:"lo_share"`
	HiShare float64 `json:"hi_share"`
}

// shares returns the interval around 1, refusing one that does not hold it.
func (v VolumeInterval) shares() (lo, hi float64, err error) {
	if v == (VolumeInterval{}) {
		return 1, 1, nil
	}
	if !isAmount(v.LoShare) || !isAmount(v.HiShare) || v.LoShare > 1 || v.HiShare < 1 {
		return 0, 0, sentence("The interval of the volume does not hold the volume itself.")
	}
	return v.LoShare, v.HiShare, nil
}

// ProcedureLoad is one line of the workload: what one kind of procedure asks of the role.
type ProcedureLoad struct {
	Name         string  `json:"name"`
	PerYear      float64 `json:"per_year"`
	StaffMinutes float64 `json:"staff_minutes"` // of one procedure
	StaffHours   float64 `json:"staff_hours"`   // of the year
	FTE          float64 `json:"fte"`           // its part of N₁
}

// Workload is the requirement by workload, with every number on the way to it.
type Workload struct {
	Available     Available       `json:"available"`
	Lines         []ProcedureLoad `json:"lines"`
	PerYear       float64         `json:"per_year"`      // procedures
	ProcedureFTE  float64         `json:"procedure_fte"` // N₁
	CategoryShare float64         `json:"category_share"`
	Factor        float64         `json:"factor"`         // CAF
	IndividualFTE float64         `json:"individual_fte"` // IAF
	RequiredFTE   float64         `json:"required_fte"`   // N₁ × CAF + IAF
	RoundedFTE    float64         `json:"rounded_fte"`
	Rounding      Rounding        `json:"rounding"`
	ByMinutes     Range           `json:"by_minutes"` // minutes ± 20 %
	ByVolume      Range           `json:"by_volume"`  // the volume's interval
	Range         Range           `json:"range"`      // both at once
	Warnings      []string        `json:"warnings,omitempty"`
}

// Required returns N₁ × CAF + IAF.
func (w Work) Required() (Workload, error) {
	available, err := w.Time.Available()
	if err != nil {
		return Workload{}, err
	}
	r := Workload{Available: available, Rounding: w.Rounding}
	if err := r.addProcedures(w.Procedures); err != nil {
		return Workload{}, err
	}
	if r.CategoryShare, r.Factor, err = CategoryFactor(w.Time, w.Category); err != nil {
		return Workload{}, err
	}
	if r.IndividualFTE, err = IndividualFTE(w.Time, w.Individual); err != nil {
		return Workload{}, err
	}
	lo, hi, err := w.Volume.shares()
	if err != nil {
		return Workload{}, err
	}
	with := func(share float64) float64 { return r.ProcedureFTE*share*r.Factor + r.IndividualFTE }
	r.RequiredFTE = with(1)
	r.ByMinutes = Range{with(1 - minutesUncertainty), with(1 + minutesUncertainty)}
	r.ByVolume = Range{with(lo), with(hi)}
	r.Range = Range{with(lo * (1 - minutesUncertainty)), with(hi * (1 + minutesUncertainty))}
	if !isAmount(r.Range.HiFTE) {
		return Workload{}, sentence("The minutes, volume or allowances are too large to work with.")
	}
	if r.RoundedFTE, err = w.Rounding.Round(r.RequiredFTE); err != nil {
		return Workload{}, err
	}
	return r, nil
}

// addProcedures fills in the lines and N₁.
func (r *Workload) addProcedures(procedures []Procedures) error {
	unstated, hasMinutes := 0.0, false
	for _, p := range procedures {
		if err := amount("Procedures a year, "+p.Name, p.PerYear); err != nil {
			return err
		}
		minutes, err := p.StaffMinutes()
		if err != nil {
			return err
		}
		line := ProcedureLoad{Name: p.Name, PerYear: p.PerYear, StaffMinutes: minutes, StaffHours: p.PerYear * minutes / 60}
		line.FTE = line.StaffHours / r.Available.Hours
		r.Lines = append(r.Lines, line)
		r.PerYear += p.PerYear
		r.ProcedureFTE += line.FTE
		if len(p.Activities) > 0 {
			hasMinutes = true
		} else if p.PerYear > 0 {
			unstated += p.PerYear
			r.Warnings = append(r.Warnings, fmt.Sprintf("No minutes have been entered for %s: its %s procedures a year are not in the workload.", p.Name, CountText(p.PerYear)))
		}
	}
	switch {
	case r.PerYear == 0:
		return sentence("There are no procedures in the year to work out a workload from.")
	case !hasMinutes || unstated == r.PerYear:
		return sentence("No minutes have been entered for this role: its workload cannot be worked out.")
	}
	return nil
}
