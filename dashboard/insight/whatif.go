package insight

import (
	"context"
	"math"
	"net/url"
	"strings"

	"caseload/dashboard/analysis/scenario"
	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// WhatIf is what a scenario comes to beside today. Of a role whose assumptions no lead has confirmed it has both
// lenses, and no gap, ratio or verdict.
type WhatIf struct {
	Scope Scope       `json:"scope"`
	Empty *EmptyState `json:"empty,omitempty"` // nothing is in it below then

	Headline Sentence `json:"headline"`
	Second   Sentence `json:"second"`
	Title    string   `json:"title"`
	Summary  string   `json:"summary"`

	Year     StaffYear         `json:"year"`
	Scenario scenario.Scenario `json:"scenario"`
	Query    string            `json:"query"` // the scenario as an address carries it; "" for today
	Today    scenario.Today    `json:"-"`     // what the scenario changes
	Groups   []caseload.Group  `json:"-"`     // with procedures in the year, in the order of the pages

	// Problem says why the scenario asked for cannot be; what is answered then is today.
	Problem string `json:"problem,omitempty"`

	PerMonth            Number         `json:"per_month"`
	TodayPerMonth       Number         `json:"today_per_month"`
	BaselinePerMonth    Number         `json:"baseline_per_month"`
	PercentFromBaseline Number         `json:"percent_from_baseline"` // 0..100
	Roles               []WhatIfRole   `json:"roles"`
	Columns             []WhatIfColumn `json:"columns"` // today, this scenario, and the saved ones of the same sites
	Elsewhere           []WhatIfLink   `json:"elsewhere,omitempty"`
	Warnings            []string       `json:"warnings,omitempty"`
	Sources             string         `json:"sources"`
}

// WhatIfRole is one role today and in the scenario.
type WhatIfRole struct {
	Role    caseload.Role `json:"role"`
	Name    string        `json:"name"`
	Today   WhatIfNumbers `json:"today"`
	Then    WhatIfNumbers `json:"then"`
	Change  Number        `json:"change_fte"` // of what is required; missing until confirmed
	Verdict string        `json:"verdict"`    // of the scenario
	Balance string        `json:"balance"`    // the smallest change that restores balance; "" until it can be said
	Heading string        `json:"heading,omitempty"`
	Problem string        `json:"problem,omitempty"` // why a lens cannot be worked out
}

// WhatIfNumbers are a role's numbers in FTE. Lens, Required, Gap and Ratio are missing until they may be said.
type WhatIfNumbers struct {
	Workload Number    `json:"workload_fte"`
	Coverage Number    `json:"coverage_fte"`
	Rostered Number    `json:"rostered_fte"`
	Lens     wisn.Lens `json:"lens,omitempty"`
	Required Number    `json:"required_fte"`
	Gap      Number    `json:"gap_fte"`
	Ratio    Number    `json:"ratio"`
}

// WhatIfColumn is one scenario of those that stand side by side.
type WhatIfColumn struct {
	ID       int64           `json:"id,omitempty"` // of a saved one
	Name     string          `json:"name"`
	Owner    caseload.UserID `json:"-"`
	Shared   bool            `json:"shared,omitempty"`
	URL      string          `json:"url"`
	Changes  []string        `json:"changes"` // what is other than today, in words
	PerMonth Number          `json:"per_month"`
	Roles    []WhatIfNumbers `json:"roles"` // in the order of WhatIf.Roles
	Problem  string          `json:"problem,omitempty"`
}

// WhatIfLink is a saved scenario of other sites, with which this view cannot be compared.
type WhatIfLink struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// whatIfPath is the page that shows scenarios.
const whatIfPath = "/what-if"

// WhatIf answers what the scenario that the address asks for comes to. Saved are the scenarios that the reader may see.
func (s *Service) WhatIf(ctx context.Context, v StaffingView, asked url.Values, saved []caseload.Scenario) (WhatIf, error) {
	r, err := s.read(ctx, v.View.Shared())
	if err != nil {
		return WhatIf{}, err
	}
	w := WhatIf{
		Scope: r.scope(), PerMonth: missing(), TodayPerMonth: missing(), BaselinePerMonth: missing(), PercentFromBaseline: missing(),
		Today: scenario.Today{BaselinePerMonth: series.Missing()},
	}
	if !r.hasMonth {
		w.Empty = &EmptyState{Title: "There is nothing to change yet.", Action: "Upload a file", URL: "/data",
			Text: "A what-if starts from today: from procedure counts of twelve months, a roster, and the assumptions in Settings."}
		return w, nil
	}
	year, err := s.yearOf(ctx, r, v.Year)
	if err != nil {
		return WhatIf{}, err
	}
	w.Year, w.Today, w.Groups = year.StaffYear, r.staffToday(year), r.groupsOf(year)
	today, err := scenario.Scenario{}.Answer(w.Today)
	if err != nil {
		return WhatIf{}, err
	}
	then := today
	if w.Scenario, err = scenario.Decode(asked); err == nil {
		w.Scenario = w.Scenario.Beside(w.Today)
		then, err = w.Scenario.Answer(w.Today)
	}
	if err != nil {
		w.Problem, w.Scenario, then = err.Error(), scenario.Scenario{}, today
	}
	w.Query = w.Scenario.Encode()
	w.compare(today, then)
	w.addColumns(v, today, then, saved)
	if !v.seesRatiosOfFew(r) {
		w.hideRatiosOfFew(r)
	}
	w.say()
	return w, nil
}

// hideRatiosOfFew takes away the ratios of roles with so few people at the one site in view that they speak of persons.
func (w *WhatIf) hideRatiosOfFew(r *reading) {
	for i := range w.Roles {
		role := &w.Roles[i]
		if r.chosen == nil || r.rosteredAt(role.Role, r.month).heads >= fewPeople {
			continue
		}
		role.Today.Ratio, role.Then.Ratio = missing(), missing()
		for _, column := range w.Columns {
			column.Roles[i].Ratio = missing()
		}
	}
}

// groupsOf are the groups that have procedures in the year.
func (r *reading) groupsOf(year staffYear) []caseload.Group {
	has := map[caseload.GroupID]bool{}
	for _, kind := range r.kinds {
		if year.byProcedure[kind.ID] > 0 {
			has[kind.Group] = true
		}
	}
	var groups []caseload.Group
	for _, g := range r.groups {
		if has[g.ID] {
			groups = append(groups, g)
		}
	}
	return groups
}

// compare puts every role of the scenario beside today.
func (w *WhatIf) compare(today, then scenario.Answer) {
	w.PerMonth, w.TodayPerMonth = numberAt(then.PerMonth), numberAt(today.PerMonth)
	w.BaselinePerMonth, w.PercentFromBaseline = numberAt(then.BaselinePerMonth), numberAt(then.PercentFromBaseline)
	w.Warnings = then.Warnings
	for _, after := range then.Roles {
		before, _ := today.Role(after.Role)
		role := WhatIfRole{
			Role: after.Role, Name: after.Role.Plural(), Today: whatIfNumbers(before), Then: whatIfNumbers(after),
			Verdict: capital(after.Need.Verdict()), Heading: after.Need.Heading(), Problem: after.WorkloadProblem,
		}
		if role.Problem == "" {
			role.Problem = after.CoverageProblem
		}
		role.Change = role.Then.Required - role.Today.Required
		if change, err := after.SmallestChange(); err == nil {
			role.Balance = change.Words()
		}
		w.Roles = append(w.Roles, role)
	}
}

func whatIfNumbers(a scenario.RoleAnswer) WhatIfNumbers {
	n := WhatIfNumbers{Workload: missing(), Coverage: missing(), Rostered: Number(a.Need.RosteredFTE), Required: missing(), Gap: missing(), Ratio: missing()}
	if a.Need.Workload != nil {
		n.Workload = Number(a.Need.Workload.RequiredFTE)
	}
	if a.Need.Coverage != nil {
		n.Coverage = Number(a.Need.Coverage.RequiredFTE)
	}
	if lens, deciding, err := a.Need.Deciding(); err == nil {
		n.Lens, n.Required = lens, Number(deciding.RequiredFTE)
	}
	if gap, err := a.Need.FTEGap(); err == nil {
		n.Gap = Number(gap)
	}
	if ratio, err := a.Need.Ratio(); err == nil {
		n.Ratio = Number(ratio)
	}
	return n
}

func numberAt(x *float64) Number {
	if x == nil {
		return missing()
	}
	return Number(*x)
}

// URL is the address that reproduces a scenario in the view.
func (w *WhatIf) URL(query string) string {
	address := w.Scope.View.Shared().URL(whatIfPath)
	var parts []string
	if w.Year.Kind == YearForecast {
		parts = append(parts, "year="+string(YearForecast))
	}
	if query != "" {
		parts = append(parts, query)
	}
	if len(parts) == 0 {
		return address
	}
	if strings.Contains(address, "?") {
		return address + "&" + strings.Join(parts, "&")
	}
	return address + "?" + strings.Join(parts, "&")
}

// SavedQuery is what is stored of the scenario: what it changes, and of which site.
func (w *WhatIf) SavedQuery() string {
	q := w.Scenario.Query()
	if w.Scope.Site != nil {
		q.Set("site", w.Scope.Site.Slug)
	}
	return q.Encode()
}

// addColumns puts today, the scenario and the saved ones of the same sites side by side.
func (w *WhatIf) addColumns(v StaffingView, today, then scenario.Answer, saved []caseload.Scenario) {
	w.Columns = []WhatIfColumn{w.column("Today", "", today, scenario.Scenario{})}
	if w.Query != "" {
		w.Columns = append(w.Columns, w.column("This scenario", w.Query, then, w.Scenario))
	}
	for _, one := range saved {
		q, err := url.ParseQuery(one.Query)
		if err != nil {
			continue // nothing that was saved here reads so
		}
		if q.Get("site") != v.Site {
			other := v.View.Shared().WithSite(q.Get("site")).URL(whatIfPath)
			q.Del("site")
			w.Elsewhere = append(w.Elsewhere, WhatIfLink{Name: one.Name, URL: other + joint(other) + q.Encode()})
			continue
		}
		q.Del("site")
		kept, err := scenario.Decode(q)
		column := WhatIfColumn{Name: one.Name, PerMonth: missing()}
		if err == nil {
			var answer scenario.Answer
			if answer, err = kept.Answer(w.Today); err == nil {
				column = w.column(one.Name, q.Encode(), answer, kept)
			}
		}
		if err != nil {
			column.Problem, column.URL = err.Error(), w.URL(q.Encode())
			for range w.Roles {
				column.Roles = append(column.Roles, whatIfNumbers(scenario.RoleAnswer{Need: wisn.Need{RosteredFTE: math.NaN()}}))
			}
		}
		column.ID, column.Owner, column.Shared = one.ID, one.Owner, one.Shared
		w.Columns = append(w.Columns, column)
	}
}

func joint(address string) string {
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}

func (w *WhatIf) column(name, query string, answer scenario.Answer, s scenario.Scenario) WhatIfColumn {
	column := WhatIfColumn{Name: name, URL: w.URL(query), PerMonth: numberAt(answer.PerMonth), Changes: w.changes(s)}
	for _, role := range answer.Roles {
		column.Roles = append(column.Roles, whatIfNumbers(role))
	}
	return column
}
