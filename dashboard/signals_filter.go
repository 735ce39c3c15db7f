package dashboard

import (
	"strconv"

	"caseload/dashboard/analysis/spc"
	"caseload/dashboard/insight"
)

// filterItem is one choice above the charts: a list or a switch.
type filterItem struct {
	Label    string
	Select   *Select
	Segments *Segments
}

// otherSeries is the view without what was wished for the one series in depth.
func otherSeries(v insight.View) insight.View {
	return signalsView(v).WithWish(insight.SeriesWish{})
}

// signalsFilter chooses the series and how it is drawn.
func signalsFilter(a insight.Signals) []filterItem {
	v := signalsView(a.Scope.View).WithSeries(a.Chosen.Key)
	items := []filterItem{{Label: "Series", Select: seriesChooser(a)}, {Label: "One procedure", Select: procedureChooser(a)}}
	if len(a.Chosen.Over) > 0 {
		list := &Select{Label: "Divided by", Name: "over", Action: signalsPath, Keep: viewFields(v, "over")}
		for _, choice := range a.Chosen.Over {
			label := choice.Name
			if choice.Usual && choice.Key != insight.OverNothing {
				label += " (usual)"
			}
			list.Options = append(list.Options, Choice{Value: choice.Key, Label: label, Chosen: choice.Chosen})
		}
		items = append(items, filterItem{Label: "Divided by", Select: list})
	} else {
		items = append(items, filterItem{Label: "Unit", Segments: &Segments{Label: "Unit", Items: []Segment{
			{Label: "Count", Href: v.WithPerDay(false).URL(signalsPath), Current: !a.PerDay},
			{Label: "Per working day", Href: v.WithPerDay(true).URL(signalsPath), Current: a.PerDay},
		}}})
	}
	limits, run := v.Judging, v.Judging
	limits.Run, run.Run = false, true
	return append(items, filterItem{Label: "Chart", Segments: &Segments{Label: "Chart", Items: []Segment{
		{Label: "Limits", Href: v.WithJudging(limits).URL(signalsPath), Current: a.Chosen.Kind != spc.Run},
		{Label: "Run chart", Href: v.WithJudging(run).URL(signalsPath), Current: a.Chosen.Kind == spc.Run},
	}}})
}

// procedureChooser lists every procedure of the division.
func procedureChooser(a insight.Signals) *Select {
	v := otherSeries(a.Scope.View).WithGroup("")
	list := &Select{Label: "One procedure", Name: "series", Action: signalsPath, Keep: viewFields(v, "series")}
	first := Choice{Value: a.Chosen.Key, Label: "Choose one", Chosen: a.Chosen.Procedure == 0}
	if a.Chosen.Procedure == 0 {
		list.Options = append(list.Options, first)
	}
	for _, p := range a.Procedures {
		list.Options = append(list.Options, Choice{Value: p.Slug, Label: p.Name, Chosen: p.Slug == a.Chosen.Key})
	}
	return list
}

// signalsCrumbs lead back from a group's procedures.
func signalsCrumbs(a insight.Signals) []Link {
	if a.Group == nil {
		return nil
	}
	v := otherSeries(a.Scope.View).WithSeries("")
	crumbs := []Link{{Label: "All series", Href: v.WithGroup("").URL(signalsPath)}, {Label: a.Group.Name, Href: v.WithGroup(a.Group.Slug).URL(signalsPath)}}
	if a.Chosen.Procedure != 0 {
		return append(crumbs, Link{Label: a.Chosen.Name})
	}
	crumbs[1].Href = ""
	return crumbs
}

// rulesForm switches the rules; what is chosen stands in the address and is stored nowhere.
type rulesForm struct {
	Action string
	Keep   []Field
	Lists  []*Select
	Words  string // what is other than usual
	Usual  string // address with the division's own rules
	Open   bool
}

func newRulesForm(a insight.Signals) rulesForm {
	v := signalsView(a.Scope.View).WithSeries(a.Chosen.Key)
	j := v.Judging
	list := func(label, name, chosen string, options ...Choice) *Select {
		s := &Select{Label: label, Name: name}
		for i, o := range options {
			o.Chosen = o.Value == chosen || chosen == "" && i == 0
			s.Options = append(s.Options, o)
		}
		return s
	}
	lengths := func(usual int) []Choice {
		options := []Choice{{Value: strconv.Itoa(usual), Label: strconv.Itoa(usual) + " months (usual)"}}
		for n := 5; n <= 12; n++ {
			if n != usual {
				options = append(options, Choice{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " months"})
			}
		}
		return append(options, Choice{Value: "off", Label: "off"})
	}
	usual := spc.MakingDataCount()
	plain := insight.Judging{Run: j.Run}
	return rulesForm{
		Action: signalsPath, Keep: viewFields(v, "outside", "trend", "near", "shift", "screen"),
		Lists: []*Select{
			list("Outside a limit", "outside", j.Outside, Choice{Value: "on", Label: "on (usual)"}, Choice{Value: "off", Label: "off"}),
			list("Trend", "trend", j.Trend, lengths(usual.TrendLength)...),
			list("Two in three near a limit", "near", j.Near, Choice{Value: "all", Label: "points outside count (usual)"},
				Choice{Value: "package", Label: "points outside do not count"}, Choice{Value: "off", Label: "off"}),
			list("Shift", "shift", j.Shift, lengths(usual.ShiftLength)...),
			list("Large changes between months", "screen", j.Screen, Choice{Value: "usual", Label: "as usual for the chart"},
				Choice{Value: "on", Label: "left out of the limits"}, Choice{Value: "off", Label: "kept in the limits"}),
		},
		Words: a.Rules, Usual: v.WithJudging(plain).URL(signalsPath), Open: !j.IsUsual(),
	}
}
