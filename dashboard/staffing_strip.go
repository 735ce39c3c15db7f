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
	byNeed := showsNeed(staffing)
	most := 0.0 // one axis for all roles, so that bars compare
	for _, role := range staffing.Roles {
		numbers := []insight.Number{role.Headcount, role.Profile}
		if byNeed {
			numbers = []insight.Number{role.Available, workloadNumber(role), coverageNumber(role)}
		}
		for _, n := range numbers {
			if n.Known() {
				most = math.Max(most, float64(n))
			}
		}
	}
	hasProfile := false
	for _, role := range staffing.Roles {
		section.Strip.Items = append(section.Strip.Items, staffItem(role, most, byNeed))
		hasProfile = hasProfile || role.Profile.Known()
	}
	section.Link = &Link{Label: "Staffing", Href: staffingPath}
	if byNeed {
		section.Key = needKey(staffing)
		return section
	}
	section.Key = []KeyEntry{{Class: "mark-heads", Text: "people employed on the last day of the month"}}
	if hasProfile {
		section.Key = append(section.Key, KeyEntry{Class: "mark-profile", Text: "division profile"})
	}
	return section
}

// showsNeed reports whether the bars are FTE against what is needed; without any requirement they are heads against the
// division profile.
func showsNeed(staffing insight.Staffing) bool {
	for _, role := range staffing.Roles {
		if workloadNumber(role).Known() || coverageNumber(role).Known() {
			return true
		}
	}
	return false
}

func workloadNumber(role insight.RoleStaffing) insight.Number {
	if role.Need == nil || role.Need.Need.Workload == nil {
		return insight.Number(math.NaN())
	}
	return insight.Number(role.Need.Need.Workload.RequiredFTE)
}

func coverageNumber(role insight.RoleStaffing) insight.Number {
	if role.Need == nil || role.Need.Need.Coverage == nil {
		return insight.Number(math.NaN())
	}
	return insight.Number(role.Need.Need.Coverage.RequiredFTE)
}

// needKey explains the marks of FTE against what is needed.
func needKey(staffing insight.Staffing) []KeyEntry {
	var in chart.StaffNeedsInput
	for _, role := range staffing.Roles {
		if role.Need != nil {
			in.Rows = append(in.Rows, needsRow(*role.Need))
		}
	}
	return keyEntries(chart.StaffNeedsKey(in))
}

func staffItem(role insight.RoleStaffing, most float64, byNeed bool) StaffItem {
	item := StaffItem{
		Role: role.Name, Href: role.HeadsURL, People: role.People,
		Note: role.Against, Strong: role.Difference.Known() && role.Difference < 0,
		RatioLabel: "Procedures per head, 36 months",
		RatioValue: formatDecimal(float64(role.PerHead), 1), RatioHref: role.PerHeadURL,
		RatioSays: role.Ratio, RatioNote: ratioNote(role),
	}
	item.Bar = chart.StaffBar(chart.StaffBarInput{Rostered: float64(role.Headcount), Profile: pointer(role.Profile), Max: most}, staffWidth)
	item.BarSays = role.Name + ": " + role.People
	if byNeed {
		item.Bar = chart.StaffBar(chart.StaffBarInput{Rostered: float64(role.Available), Workload: pointer(workloadNumber(role)), Coverage: pointer(coverageNumber(role)),
			IsIllustrative: role.Need == nil || !role.Need.Need.Confirmed, Max: most}, staffWidth)
		item.Note = role.Standing
		item.Strong = role.Need != nil && role.Need.Gap < 0
		if role.Against != "" {
			item.Note += "; " + role.Against
		}
		item.BarSays += ", " + role.Standing
	}
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
