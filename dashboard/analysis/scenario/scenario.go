// Package scenario answers what-if questions: what the division would require if it grew, opened a room,
// changed its hours or hired. It changes the inputs of today and asks package wisn again, so that a scenario
// that changes nothing equals today to the bit. It knows nothing of who asked, where scenarios are kept, or pages.
//
// Room hours do not move the hours of recovery bays or call: those keep today's until they are settings of their own.
package scenario

import (
	"fmt"
	"math"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// Error says what is wrong with a scenario, in a sentence for the person who made it.
type Error string

// Error returns the sentence.
func (e Error) Error() string { return string(e) }

func sentence(format string, args ...any) error { return Error(fmt.Sprintf(format, args...)) }

// GrowthUnit is what growth is stated in.
type GrowthUnit string

// The units of growth.
const (
	Percent            GrowthUnit = "percent"
	ProceduresPerMonth GrowthUnit = "procedures_per_month"
)

// Growth is a change of volume: 5 percent, or 20 procedures a month. Below 0 it is a decline; the zero value is none.
type Growth struct {
	Amount float64    `json:"amount"`
	Unit   GrowthUnit `json:"unit,omitempty"`
}

// Scenario is what is other than today. What is not set stays as it is; the zero Scenario is today. Growth and
// percentages are changes, of which 0 is none; the other numbers stand in place of today's.
type Scenario struct {
	// Growth is of all groups without a growth of their own in GrowthByGroup; procedures a month are spread
	// over them by their volume, so the mix stays.
	Growth        Growth                      `json:"growth"`
	GrowthByGroup map[caseload.GroupID]Growth `json:"growth_by_group,omitempty"`
	// MinutesPercent changes all minutes of the groups that are not in MinutesPercentByGroup: −10 is a tenth quicker.
	MinutesPercent        float64                      `json:"minutes_percent"`
	MinutesPercentByGroup map[caseload.GroupID]float64 `json:"minutes_percent_by_group,omitempty"`

	PeoplePerRoom    map[caseload.Role]float64   `json:"people_per_room,omitempty"` // at every site
	Rooms            map[caseload.SiteID]float64 `json:"rooms,omitempty"`
	RoomHoursPerDay  map[caseload.SiteID]float64 `json:"room_hours_per_day,omitempty"`
	LeaveDays        map[caseload.Role]float64   `json:"leave_days,omitempty"` // annual leave of one person
	FTE              map[caseload.Role]float64   `json:"fte,omitempty"`
	BaselinePerMonth *float64                    `json:"baseline_per_month,omitempty"`
}

// IsNeutral reports whether the scenario changes nothing.
func (s Scenario) IsNeutral() bool { return len(s.Query()) == 0 }

// Check refuses what no division can be: the error is a sentence.
func (s Scenario) Check() error {
	if err := s.Growth.check("Growth"); err != nil {
		return err
	}
	for _, group := range sorted(s.GrowthByGroup) {
		if err := s.GrowthByGroup[group].check("Growth of a group"); err != nil {
			return err
		}
	}
	if err := within("A change of minutes in percent", s.MinutesPercent, leastMinutesPercent, 1000); err != nil {
		return err
	}
	if err := each(s.MinutesPercentByGroup, "A change of minutes in percent", leastMinutesPercent, 1000); err != nil {
		return err
	}
	if err := each(s.PeoplePerRoom, "People per room", 0, 50); err != nil {
		return err
	}
	if err := each(s.Rooms, "The number of rooms", 0, 500); err != nil {
		return err
	}
	if err := each(s.RoomHoursPerDay, "Room hours a day", 0, 24); err != nil {
		return err
	}
	if err := each(s.LeaveDays, "Days of annual leave", 0, 366); err != nil {
		return err
	}
	if err := each(s.FTE, "FTE", 0, 10_000); err != nil {
		return err
	}
	if s.BaselinePerMonth != nil {
		return within("The baseline, in procedures a month,", *s.BaselinePerMonth, 1, 1_000_000)
	}
	return nil
}

// leastMinutesPercent stops short of minutes of zero, which would say that procedures take no time.
const leastMinutesPercent = -95

func (g Growth) check(name string) error {
	switch {
	case g.Amount == 0:
		return nil
	case g.Unit == Percent:
		return within(name+" in percent", g.Amount, -100, 1000)
	case g.Unit == ProceduresPerMonth:
		return within(name+" in procedures a month", g.Amount, -100_000, 100_000)
	}
	return sentence("%s has to be in percent or in procedures a month.", name)
}

func each[K ordered](values map[K]float64, name string, lo, hi float64) error {
	for _, key := range sorted(values) {
		if err := within(name, values[key], lo, hi); err != nil {
			return err
		}
	}
	return nil
}

func within(name string, x, lo, hi float64) error {
	if x >= lo && x <= hi {
		return nil
	}
	return sentence("%s must be between %s and %s.", name, wisn.CountText(lo), wisn.CountText(hi))
}

// Today is what the Staffing page computes from: one site, or all in view together.
type Today struct {
	BaselinePerMonth float64             // NaN while there is none to compare with
	Procedures       []Procedure         // of the year that the page names
	Volume           wisn.VolumeInterval // of a forecast year
	Sites            []Site
	Roles            []Role
}

// Procedure is a kind of procedure and its yearly volume at the sites in view.
type Procedure struct {
	ID      caseload.ProcedureID
	Group   caseload.GroupID
	Name    string
	PerYear float64
}

// Site is a site's rooms.
type Site struct {
	ID              caseload.SiteID
	Name            string
	Rooms           float64
	HoursPerDay     float64
	OpenDaysPerYear float64
}

// Role is a role's assumptions and roster.
type Role struct {
	Role          caseload.Role
	Time          wisn.WorkingTime
	Minutes       map[caseload.ProcedureID][]wisn.Activity // nothing for a procedure whose minutes nobody has entered
	Category      []wisn.CategoryAllowance
	Individual    []wisn.IndividualAllowance
	PeoplePerRoom map[caseload.SiteID]float64 // nothing for a site where nobody has entered it
	Recovery      []wisn.RecoveryBays
	Call          []wisn.Call
	Rounding      wisn.Rounding
	// RosteredFTE is the FTE on hand: available FTE, because working time does not count leave of over 30 days. NaN without a roster.
	RosteredFTE float64
	Confirmed   wisn.Confirmation
}

// isNumber reports whether x is neither missing nor infinite.
func isNumber(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
