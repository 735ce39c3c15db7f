package dashboard

import "caseload/dashboard/insight"

// whatIfBrief is the answer in a few words for a phone, where it stays in sight while the form is filled in.
type whatIfBrief struct {
	Title string // "This scenario, 717 procedures a month"
	Roles []whatIfBriefRole
}

// whatIfBriefRole is a role: "Nurses", "0.8 short", "14.6 of 13.8 FTE".
type whatIfBriefRole struct{ Name, Stands, Numbers string }

func newWhatIfBrief(w insight.WhatIf) whatIfBrief {
	brief := whatIfBrief{Title: "Today"}
	if w.Query != "" {
		brief.Title = "This scenario"
	}
	if w.PerMonth.Known() {
		brief.Title += ", " + formatDecimal(float64(w.PerMonth), 0) + " procedures a month"
	}
	for _, role := range w.Roles {
		required := requiredCell(role.Then, role.Heading)
		one := whatIfBriefRole{Name: role.Name, Stands: required.Text, Numbers: required.Under}
		if role.Then.Gap.Known() {
			one.Stands, one.Numbers = againstOnHand(role.Then.Gap), required.Text+" required"
		}
		brief.Roles = append(brief.Roles, one)
	}
	return brief
}
