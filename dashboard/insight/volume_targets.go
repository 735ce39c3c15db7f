package insight

import (
	"context"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// targets returns what was budgeted for the narrowing at the sites in view, month by month from the first year with
// data to the end of the current one; nil where no site in view has a target.
//
// A site's target for all procedures is its own. What has none of its own, such as a group, has the sum of its
// procedures' targets, as long as every procedure that was done has one: a target of some is compared with nothing.
// All sites together have one where every active site has. No file splits targets by setting or state.
func (s *Service) targets(ctx context.Context, x *numbers) (*series.Monthly, error) {
	r := x.r
	if len(r.targets) == 0 || x.n.isSplit() || x.hours != nil {
		return nil, nil
	}
	inView := map[caseload.SiteID]bool{}
	for _, site := range r.sites {
		inView[site.ID] = true
	}
	type key struct {
		site      caseload.SiteID
		month     calendar.Month
		procedure caseload.ProcedureID
	}
	rows, needsKinds, found := map[key]float64{}, !x.n.isAll(), false
	for _, row := range r.targets {
		if inView[row.Site] {
			rows[key{row.Site, row.Month, row.Procedure}] = row.PerMonth
			needsKinds = needsKinds || row.Procedure != 0
			found = true
		}
	}
	if !found {
		return nil, nil
	}
	if x.counts == nil && needsKinds {
		if err := s.readKinds(ctx, x, r.facts.first, r.facts.last); err != nil {
			return nil, err
		}
	}
	kinds := r.kindsOf(x.n)
	line := series.New(r.yearStart(r.start), r.yearStart(r.month)+11)
	any := false
	for i := range line.Values {
		m := line.First + calendar.Month(i)
		sum, isWhole := 0.0, false
		for _, site := range r.sites {
			if !site.IsActive(m) {
				continue
			}
			v, ok := rows[key{site.ID, m, 0}]
			if !x.n.isAll() || !ok {
				v = series.Missing()
				for _, p := range kinds {
					target, has := rows[key{site.ID, m, p.ID}]
					if done := x.counts[p.ID][site.ID].At(m); !has && done > 0 {
						v = series.Missing()
						break
					}
					if has {
						if series.IsMissing(v) {
							v = 0
						}
						v += target
					}
				}
			}
			sum, isWhole = sum+v, true
		}
		if isWhole && !series.IsMissing(sum) {
			line.Values[i] = sum
			any = true
		}
	}
	if !any {
		return nil, nil
	}
	return &line, nil
}

// kindsOf returns the procedures of a narrowing.
func (r *reading) kindsOf(n narrowing) []caseload.Procedure {
	var kinds []caseload.Procedure
	for _, p := range r.kinds {
		if (n.group == nil || n.group.ID == p.Group) && (n.procedure == nil || n.procedure.ID == p.ID) {
			kinds = append(kinds, p)
		}
	}
	return kinds
}

// volumeTargets puts what was done beside what was budgeted, month by month in the year of the month in focus, and
// says how the year is going.
func (r *reading) volumeTargets(w window, whole volumeSlice, target *series.Monthly, ahead *Ahead) *VolumeTargets {
	if target == nil || w.perDay || w.hours {
		return nil
	}
	single, toDate := w, w
	single.span, toDate.span = SpanMonth, SpanYearToDate
	year := r.years.FiscalYear(r.month)
	t := &VolumeTargets{Year: year.Long(), WholeYear: Number(target.Between(year.First, year.First+11)), Needed: missing(), Landing: ahead.landing(r.calendar, year)}
	row := func(m calendar.Month, actual, budget float64, figure Figure) TargetRow {
		v := single.traced().WithMonth(m)
		return TargetRow{Month: m, Actual: Number(actual), Target: Number(budget), Expected: missing(), Difference: Number(actual - budget),
			Percent: Number(series.PercentChange(budget, actual)), TraceURL: TraceURL(TraceQuery{Figure: figure, View: v})}
	}
	for m := year.First; m <= year.First+11; m++ {
		one := row(m, single.at(whole, m), target.At(m), FigureTarget)
		one.Expected = ahead.expected(m)
		t.Rows = append(t.Rows, one)
	}
	t.ToDate = row(r.month, toDate.at(whole, r.month), target.Between(year.First, r.month), FigureTargetToDate)
	t.Remaining = int(year.First + 11 - r.month)
	if t.Remaining > 0 && t.WholeYear.Known() && t.ToDate.Actual.Known() {
		t.Needed = max(0, t.WholeYear-t.ToDate.Actual) / Number(t.Remaining)
	}
	r.targetWords(t, year)
	return t
}

func (r *reading) targetWords(t *VolumeTargets, year calendar.FiscalYear) {
	d := t.ToDate
	switch {
	case d.Target.IsMissing():
		t.Title = "No target is loaded for all months of " + year.Label() + " to " + r.month.Long()
	case d.Actual.IsMissing():
		t.Title = year.Label() + " to date cannot be held against its target: " + r.missingBetween(year.First, r.month)
	case whole(float64(d.Difference)) == "0":
		t.Title = year.Label() + " to " + r.month.Long() + " is level with its target of " + whole(float64(d.Target))
	default:
		t.Title = year.Label() + " to " + r.month.Long() + ": " + whole(abs(float64(d.Difference))) + " " + aboveOrBelow(float64(d.Difference)) +
			" the target of " + whole(float64(d.Target))
		if d.Percent.Known() {
			t.Title += " (" + percent(float64(d.Percent)) + ")"
		}
	}
	if t.Needed.Known() {
		t.Pace = whole(float64(t.Needed)) + " a month in the " + spelled(t.Remaining) + " " + plural(t.Remaining, "month", "months") + " to come would meet the year’s target of " +
			whole(float64(t.WholeYear))
		if t.WholeYear <= t.ToDate.Actual {
			t.Pace = "The year’s target of " + whole(float64(t.WholeYear)) + " is met already"
		}
	}
	if t.Landing.Known() {
		t.Pace = sentence(t.Pace) + " By the Outlook the year should end near " + whole(float64(t.Landing))
	}
	t.Summary = sentence("Procedures a month beside the target or budget that is loaded, "+year.Long(), t.Pace)
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}
