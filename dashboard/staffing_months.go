package dashboard

import (
	"fmt"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
)

// headcountSection is people and ratios by month, a role a column.
type headcountSection struct {
	Title, Summary string
	Notes          []string
	Roles          []headcountRole
	Source, CSV    string
	Table          *Table
}

type headcountRole struct {
	Name, People, PeopleHref string
	Heads                    SVG
	HeadsSays                string
	RatioLabel, RatioValue   string
	RatioHref, RatioNote     string
	Ratio                    SVG
	RatioSays                string
}

const (
	historyWidth  = 284.0
	headsHigh     = 74.0
	ratioHigh     = 84.0
	fewPeopleNote = "fewer than three people: no ratio"
)

func newHeadcountSection(a insight.StaffingAnswer) headcountSection {
	h := headcountSection{Title: a.Heads.Title, Summary: a.Heads.Summary, Notes: a.Heads.Notes, Source: a.Sources, CSV: a.Scope.View.URL(staffingCSVPath)}
	t := &Table{Caption: a.Heads.Title, Columns: []Column{{Title: "Month"}}}
	for _, role := range a.Heads.Roles {
		h.Roles = append(h.Roles, headcountOf(role))
		t.Columns = append(t.Columns, Column{Title: role.Name + ", people", Numeric: true}, Column{Title: "FTE", Numeric: true, WideOnly: true}, Column{Title: "per head", Numeric: true, WideOnly: true})
	}
	for m := a.Heads.Last; m >= a.Heads.First; m-- {
		cells := []Cell{monthCell(m)}
		for _, role := range a.Heads.Roles {
			cells = append(cells, Cell{Text: formatDecimal(role.Headcounts.At(m), 0), Strong: true}, Cell{Text: formatDecimal(role.FTEs.At(m), 1)}, Cell{Text: formatDecimal(role.PerHeads.At(m), 1), Quiet: true})
		}
		t.Rows = append(t.Rows, TableRow{Cells: cells})
	}
	h.Table = t
	return h
}

func headcountOf(role insight.RoleStaffing) headcountRole {
	first := role.Headcounts.First
	one := headcountRole{
		Name: role.Name, People: role.People, PeopleHref: role.HeadsURL, RatioLabel: "Procedures per head",
		RatioValue: formatDecimal(float64(role.PerHead), 1), RatioHref: role.PerHeadURL, RatioNote: ratioNote(role),
		HeadsSays: role.Name + ": " + role.People, RatioSays: role.Ratio,
	}
	if role.Profile.Known() {
		one.People = fmt.Sprintf("%s of %s", formatDecimal(float64(role.Headcount), 0), plural(int(role.Profile), "person", "people"))
		if role.Headcount.Known() && role.Profile.Known() && role.Headcount != role.Profile {
			one.People = formatDecimal(float64(role.Headcount), 0) + " people, profile " + formatDecimal(float64(role.Profile), 0)
		}
	}
	if role.Few && role.PerHead.IsMissing() {
		one.RatioNote = fewPeopleNote
	}
	one.Heads = chart.StaffHistory(chart.StaffHistoryInput{First: first, Values: role.Headcounts.Values, Reference: pointer(role.Profile), IsSteps: true}, historyWidth, headsHigh)
	if len(role.PerHeads.Present()) > 0 {
		one.Ratio = chart.StaffHistory(chart.StaffHistoryInput{First: first, Values: role.PerHeads.Values, Reference: pointer(role.BaselinePerHead), Decimals: 1}, historyWidth, ratioHigh)
	}
	return one
}

// aheadSection is what the forecast requires beside what the roster can carry.
type aheadSection struct {
	Title, Summary, Reason string
	Notes                  []string
	Roles                  []aheadRole
	Table                  *Table
	Key                    []KeyEntry
}

type aheadRole struct {
	Name, Words, Gap string
	Picture          SVG
}

func newAheadSection(a insight.StaffingAnswer) aheadSection {
	s := aheadSection{Title: a.Ahead.Title, Summary: a.Ahead.Summary, Reason: a.Ahead.Reason, Notes: a.Ahead.Notes}
	if len(a.Ahead.Roles) == 0 {
		return s
	}
	t := &Table{Caption: s.Title, Columns: []Column{{Title: "Month"}}}
	for _, role := range a.Ahead.Roles {
		s.Roles = append(s.Roles, aheadOf(role))
		t.Columns = append(t.Columns, Column{Title: role.Name + ", required", Numeric: true}, Column{Title: "80\u00a0% range", Numeric: true, WideOnly: true}, Column{Title: "available", Numeric: true})
	}
	for i := range a.Ahead.Roles[0].Months {
		cells := []Cell{monthCell(a.Ahead.Roles[0].Months[i].Month)}
		for _, role := range a.Ahead.Roles {
			m := role.Months[i]
			cells = append(cells, Cell{Text: formatDecimal(m.RequiredFTE, 1), Strong: m.RequiredFTE > m.RosteredFTE}, Cell{Text: formatDecimal(m.Lo80FTE, 1) + "–" + formatDecimal(m.Hi80FTE, 1), Quiet: true}, Cell{Text: formatDecimal(m.RosteredFTE, 1)})
		}
		t.Rows = append(t.Rows, TableRow{Cells: cells})
	}
	s.Table = t
	return s
}

func aheadOf(role insight.RoleAhead) aheadRole {
	in := chart.CarryInput{Title: role.Name + ": " + role.Words}
	for i, m := range role.Months {
		if i == 0 {
			in.First = m.Month
		}
		in.Required, in.Lo, in.Hi = append(in.Required, m.RequiredFTE), append(in.Lo, m.Lo80FTE), append(in.Hi, m.Hi80FTE)
		in.Rostered = append(in.Rostered, m.RosteredFTE)
	}
	if role.Gap >= 0 {
		in.Crossing = role.Crossing.Expected
	}
	gap := missingText
	if role.LastGap.Known() {
		gap = formatSignedDecimal(float64(role.LastGap), 1) + " FTE"
	}
	return aheadRole{Name: role.Name, Words: role.Words, Gap: gap, Picture: chart.Carry(in, historyWidth, 110)}
}
