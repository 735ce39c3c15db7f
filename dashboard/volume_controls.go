package dashboard

import (
	"caseload/dashboard/insight"
	"caseload/store/calendar"
)

// volumeTabs are the parts of the page, of which one is shown.
func volumeTabs(a insight.Volume) Segments {
	v := a.Scope.View
	tabs := Segments{Label: "Show"}
	for _, tab := range []struct {
		label string
		show  insight.Show
	}{{"Months", ""}, {"What changed", insight.ShowChange}, {"Years", insight.ShowYears}, {"Numbers", insight.ShowTable}} {
		tabs.Items = append(tabs.Items, Segment{Label: tab.label, Href: v.WithShow(tab.show).URL(volumePath), Current: a.Show == tab.show})
	}
	return tabs
}

// volumeSwitches choose what each number is, as far as it matters to the part that is shown.
func volumeSwitches(a insight.Volume) []Segments {
	v := a.Scope.View
	by := Segments{Label: "Broken down by"}
	for _, one := range []struct {
		label string
		by    insight.Dimension
	}{{"Site", insight.BySite}, {"Group", insight.ByGroup}, {"Procedure", insight.ByProcedure}, {"Setting", insight.BySetting}, {"State", insight.ByState}} {
		by.Items = append(by.Items, Segment{Label: one.label, Href: v.WithBy(one.by).URL(volumePath), Current: a.By == one.by})
	}
	span := Segments{Label: "Months in each number", Items: []Segment{
		{Label: "Month", Href: v.WithSpan(insight.SpanMonth).URL(volumePath), Current: a.Span == insight.SpanMonth || a.Span == ""},
		{Label: "Year to date", Href: v.WithSpan(insight.SpanYearToDate).URL(volumePath), Current: a.Span == insight.SpanYearToDate},
		{Label: "12 months", Href: v.WithSpan(insight.SpanRolling12).URL(volumePath), Current: a.Span == insight.SpanRolling12},
	}}
	rate := Segments{Label: "Count or rate", Items: []Segment{
		{Label: "Raw", Href: v.WithPerDay(false).URL(volumePath), Current: !a.PerDay},
		{Label: "Per working day", Href: v.WithPerDay(true).URL(volumePath), Current: a.PerDay},
	}}
	unit := Segments{Label: "Of", Items: []Segment{
		{Label: "Procedures", Href: v.WithHours(false).URL(volumePath), Current: !a.Hours},
		{Label: "Hours", Href: v.WithHours(true).URL(volumePath), Current: a.Hours},
	}}
	switches := []Segments{span, unit, rate}
	if a.CanHaveAhead || v.Ahead && a.AheadNote != "" {
		switches = append(switches, Segments{Label: "Months ahead", Items: []Segment{
			{Label: "Hidden", Href: v.WithAhead(false).URL(volumePath), Current: !v.Ahead},
			{Label: "Expected", Href: v.WithAhead(true).URL(volumePath), Current: v.Ahead},
		}})
	}
	if a.Show != insight.ShowYears {
		switches = append([]Segments{by}, switches...)
	}
	return switches
}

func newVolumeFilter(a insight.Volume) volumeFilter {
	v := a.Scope.View
	f := volumeFilter{
		Action: volumePath,
		Keep:   viewFields(v, "from", "to", "group", "procedure"),
		From:   monthChooser("From", "from", "First month", a.Scope, v.From),
		To:     monthChooser("To", "to", "Newest month", a.Scope, v.To),
		Group:  chooser("Procedure group", "group", "All groups", a.Groups, a.Group),
		IsUsed: v.From != nil || v.To != nil,
	}
	if a.Group != nil || len(a.Procedures) > 0 {
		f.Procedure = chooser("Procedure", "procedure", "All procedures", a.Procedures, a.Procedure)
	}
	if plain := v.Shared().URL(volumePath); plain != v.URL(volumePath) {
		f.Clear = &Link{Label: "Show everything", Href: plain}
	}
	return f
}

// monthChooser is a list of months, newest first. The first entry leaves that end of the range open.
func monthChooser(label, name, open string, scope insight.Scope, chosen *calendar.Month) *Select {
	list := &Select{Label: label, Name: name, Options: []Choice{{Label: open, Chosen: chosen == nil}}}
	for m := scope.Last; m >= scope.First; m-- {
		list.Options = append(list.Options, Choice{Value: m.String(), Label: m.Long(), Chosen: chosen != nil && *chosen == m})
	}
	return list
}

// chooser is a list of groups or procedures with "all" first.
func chooser(label, name, all string, options []insight.NamedSlug, chosen *insight.NamedSlug) *Select {
	list := &Select{Label: label, Name: name, Options: []Choice{{Label: all, Chosen: chosen == nil}}}
	for _, option := range options {
		list.Options = append(list.Options, Choice{Value: option.Slug, Label: option.Name, Chosen: chosen != nil && chosen.Slug == option.Slug})
	}
	return list
}
