package wisn

import (
	"fmt"
	"math"
)

// averageNights is the nights of a month, as the burden of call counts them.
const averageNights = 30.4

// weeksPerYear is what WISN takes a year of call for.
const weeksPerYear = 52

// Rooms are procedure rooms that are open at the same hours.
type Rooms struct {
	Name            string  `json:"name"`
	Rooms           float64 `json:"rooms"`
	PeoplePerRoom   float64 `json:"people_per_room"` // of the role
	HoursPerDay     float64 `json:"hours_per_day"`
	OpenDaysPerYear float64 `json:"open_days_per_year"`
}

// RecoveryBays are occupied bays that nurses look after.
type RecoveryBays struct {
	Name             string  `json:"name"`
	Bays             float64 `json:"bays"`
	PatientsPerNurse float64 `json:"patients_per_nurse"`
	HoursPerDay      float64 `json:"hours_per_day"`
	OpenDaysPerYear  float64 `json:"open_days_per_year"`
}

// Call is a rota outside the opening hours, for one role at one site. Hours of call-back and rest are hours of
// people: two called back for three hours are six.
type Call struct {
	Name                 string  `json:"name"`
	TeamSize             float64 `json:"team_size"` // on call at the same time
	HoursCoveredPerWeek  float64 `json:"hours_covered_per_week"`
	CallBackHoursPerWeek float64 `json:"call_back_hours_per_week"`
	PaidRestHoursPerWeek float64 `json:"paid_rest_hours_per_week"`
	Takers               float64 `json:"takers"` // people who take call
	// StandbyCounts marks standby at home as working time. Call-back then lies inside it and is not counted again.
	StandbyCounts bool `json:"standby_counts"`
}

// Cover is everything that the coverage lens asks of a role in a year.
type Cover struct {
	Time     WorkingTime    `json:"time"`
	Rooms    []Rooms        `json:"rooms"`
	Recovery []RecoveryBays `json:"recovery"`
	Call     []Call         `json:"call"`
	Rounding Rounding       `json:"rounding"`
}

// CoverLine is one part of the coverage: a site's rooms, bays or call.
type CoverLine struct {
	Name  string  `json:"name"`
	Hours float64 `json:"hours"` // of people, a year
	FTE   float64 `json:"fte"`
}

// CallLine is a call rota with its burden.
type CallLine struct {
	CoverLine
	NightsPerTaker float64 `json:"nights_per_taker"` // a month
}

// Coverage is the requirement by coverage, with every number on the way to it.
type Coverage struct {
	Available   Available   `json:"available"`
	Rooms       []CoverLine `json:"rooms"`
	Recovery    []CoverLine `json:"recovery"`
	Call        []CallLine  `json:"call"`
	RoomsFTE    float64     `json:"rooms_fte"`
	RecoveryFTE float64     `json:"recovery_fte"`
	CallFTE     float64     `json:"call_fte"`
	RequiredFTE float64     `json:"required_fte"`
	RoundedFTE  float64     `json:"rounded_fte"`
	Rounding    Rounding    `json:"rounding"`
	Range       Range       `json:"range"` // one room fewer and one more
}

// Required returns what keeping the rooms, bays and call staffed takes.
func (c Cover) Required() (Coverage, error) {
	available, err := c.Time.Available()
	if err != nil {
		return Coverage{}, err
	}
	r := Coverage{Available: available, Rounding: c.Rounding}
	line := func(name string, hours float64) CoverLine {
		return CoverLine{Name: name, Hours: hours, FTE: hours / available.Hours}
	}
	fewer, more := 0.0, 0.0 // what a room less and a room more take at most
	for _, rooms := range c.Rooms {
		hours, err := rooms.hours()
		if err != nil {
			return Coverage{}, err
		}
		r.Rooms = append(r.Rooms, line(rooms.Name, hours))
		r.RoomsFTE += hours / available.Hours
		one := rooms.PeoplePerRoom * rooms.HoursPerDay * rooms.OpenDaysPerYear / available.Hours
		more, fewer = math.Max(more, one), math.Max(fewer, one*math.Min(rooms.Rooms, 1))
	}
	for _, bays := range c.Recovery {
		hours, err := bays.hours()
		if err != nil {
			return Coverage{}, err
		}
		r.Recovery = append(r.Recovery, line(bays.Name, hours))
		r.RecoveryFTE += hours / available.Hours
	}
	for _, call := range c.Call {
		hours, err := call.hours()
		if err != nil {
			return Coverage{}, err
		}
		nights, err := call.NightsPerTaker()
		if err != nil {
			return Coverage{}, err
		}
		r.Call = append(r.Call, CallLine{line(call.Name, hours), nights})
		r.CallFTE += hours / available.Hours
	}
	if len(c.Rooms)+len(c.Recovery)+len(c.Call) == 0 {
		return Coverage{}, sentence("No rooms, recovery bays or call have been entered for this role: its coverage cannot be worked out.")
	}
	r.RequiredFTE = r.RoomsFTE + r.RecoveryFTE + r.CallFTE
	r.Range = Range{r.RequiredFTE - fewer, r.RequiredFTE + more}
	if !isAmount(r.Range.HiFTE) {
		return Coverage{}, sentence("The rooms, bays or call are too many to work with.")
	}
	if r.RoundedFTE, err = c.Rounding.Round(r.RequiredFTE); err != nil {
		return Coverage{}, err
	}
	return r, nil
}

func (r Rooms) hours() (float64, error) {
	if err := firstError(
		amount("Rooms, "+r.Name, r.Rooms),
		amount("People per room, "+r.Name, r.PeoplePerRoom),
		opening(r.Name, r.HoursPerDay, r.OpenDaysPerYear),
	); err != nil {
		return 0, err
	}
	if r.Rooms > 0 && (r.HoursPerDay == 0 || r.OpenDaysPerYear == 0) {
		return 0, sentence("The rooms of %s are open for 0 hours: enter their hours and open days.", r.Name)
	}
	return r.Rooms * r.PeoplePerRoom * r.HoursPerDay * r.OpenDaysPerYear, nil
}

func (b RecoveryBays) hours() (float64, error) {
	if err := firstError(
		amount("Recovery bays, "+b.Name, b.Bays),
		amount("Patients per nurse, "+b.Name, b.PatientsPerNurse),
		opening(b.Name, b.HoursPerDay, b.OpenDaysPerYear),
	); err != nil {
		return 0, err
	}
	if b.PatientsPerNurse == 0 {
		return 0, sentence("Enter how many recovery patients of %s one nurse looks after: it cannot be 0.", b.Name)
	}
	if b.Bays > 0 && (b.HoursPerDay == 0 || b.OpenDaysPerYear == 0) {
		return 0, sentence("The recovery bays of %s are open for 0 hours: enter their hours and open days.", b.Name)
	}
	return b.Bays / b.PatientsPerNurse * b.HoursPerDay * b.OpenDaysPerYear, nil
}

func (c Call) hours() (float64, error) {
	if err := firstError(
		amount("The call team, "+c.Name, c.TeamSize),
		amount("Hours of call a week, "+c.Name, c.HoursCoveredPerWeek),
		amount("Call-back hours a week, "+c.Name, c.CallBackHoursPerWeek),
		amount("Paid rest after call-back, "+c.Name, c.PaidRestHoursPerWeek),
	); err != nil {
		return 0, err
	}
	covered := c.TeamSize * c.HoursCoveredPerWeek
	switch {
	case c.HoursCoveredPerWeek > 168:
		return 0, sentence("A week has 168 hours; call at %s covers %s.", c.Name, number(c.HoursCoveredPerWeek))
	case c.CallBackHoursPerWeek > covered:
		return 0, sentence("Call-back at %s takes %s hours a week, more than the %s that the team is on call.", c.Name, number(c.CallBackHoursPerWeek), number(covered))
	case c.StandbyCounts:
		return (covered + c.PaidRestHoursPerWeek) * weeksPerYear, nil
	}
	return (c.CallBackHoursPerWeek + c.PaidRestHoursPerWeek) * weeksPerYear, nil
}

// NightsPerTaker returns the burden of call: nights a month for each person who takes it.
func (c Call) NightsPerTaker() (float64, error) {
	if err := firstError(amount("The call team, "+c.Name, c.TeamSize), amount("People who take call, "+c.Name, c.Takers)); err != nil {
		return 0, err
	}
	switch {
	case c.TeamSize == 0:
		return 0, nil
	case c.Takers == 0:
		return 0, sentence("Nobody takes call at %s, though %s at a time should.", c.Name, number(c.TeamSize))
	case c.Takers < c.TeamSize:
		return 0, sentence("Call at %s needs %s at a time, but only %s take it.", c.Name, number(c.TeamSize), number(c.Takers))
	}
	return c.TeamSize * averageNights / c.Takers, nil
}

func opening(name string, hoursPerDay, daysPerYear float64) error {
	if err := firstError(
		amount(fmt.Sprintf("Hours a day, %s", name), hoursPerDay),
		amount(fmt.Sprintf("Open days a year, %s", name), daysPerYear),
	); err != nil {
		return err
	}
	if hoursPerDay > 24 {
		return sentence("A day has no %s hours, as entered for %s.", number(hoursPerDay), name)
	}
	if daysPerYear > 366 {
		return sentence("A year has no %s days, as entered for %s.", number(daysPerYear), name)
	}
	return nil
}
