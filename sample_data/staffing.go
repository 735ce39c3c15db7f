package sampledata

import (
	"fmt"
	"strconv"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Assumption is one number that the sample's staffing is worked out from. It holds from the start.
type Assumption struct {
	Name   string
	Role   caseload.Role // "" where it concerns no role
	Site   string        // "" for every site
	Label  string        // of one item of several
	Value  float64
	Per    string // of an allowance
	Source string
}

// Assumptions returns what the sample's staffing is worked out from.
func Assumptions() []Assumption {
	var all []Assumption
	for _, row := range table("staffing_assumptions.csv") {
		all = append(all, Assumption{row[0], caseload.Role(row[1]), row[2], row[3], mustNumber("staffing_assumptions.csv", row[4]), row[5], row[6]})
	}
	return all
}

// Position is the FTE that a role of the sample may fill at a site from a day on.
type Position struct {
	Role   caseload.Role
	Site   string
	From   calendar.Date
	FTE    float64
	Source string
}

// Positions returns the FTE that the sample's roles may fill.
func Positions() []Position {
	var all []Position
	for _, row := range table("authorised_positions.csv") {
		from, err := calendar.ParseDate(row[2])
		if err != nil {
			panic(fmt.Sprintf("authorised_positions.csv: %v", err))
		}
		all = append(all, Position{caseload.Role(row[0]), row[1], from, mustNumber("authorised_positions.csv", row[3]), row[4]})
	}
	return all
}

// mustNumber reads a number of the sample.
func mustNumber(file, text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", file, err))
	}
	return n
}
