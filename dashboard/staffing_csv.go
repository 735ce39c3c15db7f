package dashboard

import (
	"caseload/dashboard/insight"
)

// staffingNeedsRows is the answer as a file: a role and site a line, then the months ahead.
func staffingNeedsRows(a insight.StaffingAnswer) [][]string {
	rows := [][]string{{"month", "site", "role", "headcount", "authorised_fte", "filled_fte", "available_fte", "workload_fte", "workload_lo", "workload_hi",
		"coverage_fte", "coverage_lo", "coverage_hi", "decides", "required_fte", "gap_fte", "ratio", "state"}}
	month := a.Scope.Month.String()
	add := func(site string, n insight.RoleNeed) {
		row := []string{month, site, string(n.Role), bare(float64(n.Headcount), 0), bare(float64(n.Authorised), 4), bare(float64(n.Filled), 4), bare(float64(n.Available), 4)}
		for _, e := range []*[3]float64{workloadOf(n), coverageOf(n)} {
			if e == nil {
				row = append(row, "", "", "")
				continue
			}
			row = append(row, bare(e[0], 4), bare(e[1], 4), bare(e[2], 4))
		}
		state := "confirmed"
		if !n.Need.Confirmed {
			state = "illustrative, assumptions not confirmed"
		}
		rows = append(rows, append(row, string(n.Lens), bare(float64(n.Required), 4), bare(float64(n.Gap), 4), bare(float64(n.Ratio), 4), state))
	}
	if a.Empty == nil {
		for _, n := range a.Roles {
			add(a.Scope.SitesText(), n)
		}
		for _, site := range a.Sites {
			for _, n := range site.Roles {
				add(site.Site.Name, n)
			}
		}
	}
	if len(a.Ahead.Roles) > 0 {
		rows = append(rows, []string{}, []string{"month_ahead", "site", "role", "required_fte", "lo80", "hi80", "available_fte"})
		for _, role := range a.Ahead.Roles {
			for _, m := range role.Months {
				rows = append(rows, []string{m.Month.String(), a.Scope.SitesText(), string(role.Role), bare(m.RequiredFTE, 4), bare(m.Lo80FTE, 4), bare(m.Hi80FTE, 4), bare(m.RosteredFTE, 4)})
			}
		}
	}
	if a.Year.Words != "" {
		rows = append(rows, []string{}, []string{"Workload over " + a.Year.Words})
	}
	return append(rows, stamp(a.Scope)...)
}

func workloadOf(n insight.RoleNeed) *[3]float64 {
	if e := n.Need.Workload; e != nil {
		return &[3]float64{e.RequiredFTE, e.Range.LoFTE, e.Range.HiFTE}
	}
	return nil
}

func coverageOf(n insight.RoleNeed) *[3]float64 {
	if e := n.Need.Coverage; e != nil {
		return &[3]float64{e.RequiredFTE, e.Range.LoFTE, e.Range.HiFTE}
	}
	return nil
}
