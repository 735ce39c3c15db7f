package insight

import (
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// MeasureRow is one stored number of a measure.
type MeasureRow struct {
	Month  calendar.Month `json:"month"`
	Site   SiteRef        `json:"site"`
	Name   string         `json:"name"`
	Role   caseload.Role  `json:"role,omitempty"`
	Value  float64        `json:"value"`
	Origin TraceOrigin    `json:"origin"`
}

// measure lists what a month of a measure was made of, and what it was divided by.
func (x *tracer) measure() error {
	r := x.r
	m := r.facts.measure(strings.TrimPrefix(x.q.View.Series, measureSeries))
	if m == nil {
		return fault.New(fault.NotFound, "There is no measure %q. Choose one of those listed on the Signals page.", x.q.View.Series).WithCode("unknown_series")
	}
	x.measured = true
	one := r.measuredMeasure(m, x.q.View.Wish.Over, x.q.View.PerDay)
	month := r.month
	x.t.Title = one.name + ", " + r.sitesText() + ", " + month.Long()
	value := one.values.At(month)
	x.set(value, baselineText(value))
	if over := one.denominators.At(month); one.denominators.Len() > 0 && !series.IsMissing(value) {
		rate := value / over
		shown := decimals(rate, one.unit.decimals+1)
		if one.isShare {
			shown = decimals(rate*100, one.unit.decimals+1) + noBreak + "%"
		}
		x.t.Formula = append(x.t.Formula, baselineText(value)+" ÷ "+oneDecimal(over)+" = "+shown)
		x.set(rate, shown)
		if one.over == OverProcedures {
			x.t.Notes = append(x.t.Notes, "Procedures are those of the sites that report the measure, in hundreds.")
			x.input("Procedures, "+month.Long(), r.add(m, month, func(s *siteFacts) float64 { return r.values[s.ID].At(month) }),
				TraceURL(TraceQuery{Figure: FigureCount, View: r.pinned()}))
		}
	}
	if series.IsMissing(value) {
		x.t.Notes = append(x.t.Notes, "No figure: not every site that reports it has sent the number of "+month.Long()+".")
	}
	x.measureRows(m, month)
	if one.second != nil {
		x.measureRows(one.second, month)
	}
	x.t.Total = len(x.t.Measures)
	x.t.Summary = whole(float64(x.t.Total)) + " " + plural(x.t.Total, "row is", "rows are") + " stored."
	return nil
}

func (x *tracer) measureRows(m *measureFacts, month calendar.Month) {
	uploads := x.r.uploadsBySeq()
	for _, row := range m.rows {
		for _, s := range x.r.sites {
			if row.Site == s.ID && row.Month == month {
				x.t.Measures = append(x.t.Measures, MeasureRow{Month: row.Month, Site: s.ref, Name: m.label, Role: m.role, Value: row.Value,
					Origin: x.r.origin(uploads, row.Source, row.Row, false)})
			}
		}
	}
}
