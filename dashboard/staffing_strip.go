package dashboard

import (
	"math"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
)

// newStaffingSection is the four roles: heads with heads, FTE beside them, procedures per head.
func newStaffingSection(staffing insight.Staffing, csv string) staffingSection {
	section := staffingSection{
		Title: staffing.Title, Summary: staffing.Summary,
		Empty: emptyOf(staffing.Empty), Source: staffing.Sources, Notes: staffing.Notes, CSV: csv,
	}
	if staffing.SitesCovered != "" {
		section.Notes = append([]string{staffing.SitesCovered}, section.Notes...)
	}
	if !staffing.Known {
		return section
	}
	most := 0.0 // one axis for all roles, so that bars compare
	for _, role := range staffing.Roles {
		for _, n := range []insight.Number{role.Headcount, role.Profile} {
			if n.Known() {
				most = math.Max(most, float64(n))
			}
		}
	}
	hasProfile := false
	for _, role := range staffing.Roles {
		section.Strip.Items = append(section.Strip.Items, staffItem(role, most))
		hasProfile = hasProfile || role.Profile.Known()
	}
	section.Key = []KeyEntry{{Class: "mark-heads", Text: "people employed on the last day of the month"}}
	if hasProfile {
		section.Key = append(section.Key, KeyEntry{Class: "mark-profile", Text: "division profile"})
	}
	return section
}

func staffItem(role insight.RoleStaffing, most float64) StaffItem {
	item := StaffItem{
		Role: role.Name, Href: role.HeadsURL, People: role.People,
		Note: role.Against, Strong: role.Difference.Known() && role.Difference < 0,
		RatioLabel: "Procedures per head, 36 months",
		RatioValue: formatDecimal(float64(role.PerHead), 1), RatioHref: role.PerHeadURL,
		RatioSays: role.Ratio, RatioNote: ratioNote(role),
	}
	item.Bar = chart.StaffBar(chart.StaffBarInput{Rostered: float64(role.Headcount), Profile: pointer(role.Profile), Max: most}, staffWidth)
	item.BarSays = role.Name + ": " + role.People
	if role.Against != "" {
		item.BarSays += ", " + role.Against
	}
	item.Ratio = chart.Sparkline(role.PerHeads.Values, staffWidth, staffSparkHigh, chart.SparkOptions{Baseline: pointer(role.BaselinePerHead)})
	return item
}

// ratioNote says what the ratio compares with, or why it does not.
func ratioNote(role insight.RoleStaffing) string {
	perFTE := ""
	if role.PerFTE.Known() {
		perFTE = formatDecimal(float64(role.PerFTE), 1) + " per FTE"
	}
	if role.BaselinePerHead.IsMissing() {
		return perFTE
	}
	note := "baseline " + formatDecimal(float64(role.BaselinePerHead), 1) + " per " + role.Singular
	if role.PerHeadPercent.Known() {
		note += " (" + formatSignedPercent(float64(role.PerHeadPercent), percentDecimals(float64(role.PerHeadPercent))) + ")"
	}
	if perFTE != "" {
		note += " · " + perFTE
	}
	return note
}
