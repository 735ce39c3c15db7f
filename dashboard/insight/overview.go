package insight

import (
	"context"
	"strings"

	"caseload/store/calendar"
)

// Lengths of the small series, in months.
const (
	figureMonths = 24 // a key figure's picture
	tableMonths  = 36 // a group's or a role's line
)

// Overview answers "how do we stand?" for the view.
func (s *Service) Overview(ctx context.Context, v View) (Overview, error) {
	r, err := s.read(ctx, v)
	if err != nil {
		return Overview{}, err
	}
	if err := s.staffed(ctx, r); err != nil {
		return Overview{}, err
	}
	return r.overview(s.expected(r)), nil
}

// overview answers; next is what the month after the newest known one should bring, nil while nobody has worked that out.
func (r *reading) overview(next *Expectation) Overview {
	o := Overview{Scope: r.scope(), Empty: r.empty()}
	if o.Empty != nil {
		return o
	}
	o.Headline = r.headline()
	o.Second = r.second().then(next)
	o.Next = next
	o.KeyFigures = r.keyFigures()
	o.Main = r.months(r.start)
	o.Groups = r.groupTable()
	o.Movers = r.movers(o.Groups.Rows)
	o.Open, o.OpenNote = r.openSignals()
	o.Staffing = r.staffing()
	o.Freshness = r.freshness()
	o.Sources = r.sources()
	return o
}

// sources names the files the numbers come from: "Source: monthly procedure files, University (93 months) and
// VA (92 of 93). As of 12 Nov 2026."
func (r *reading) sources() string {
	var parts []string
	for _, s := range r.sites {
		complete := len(r.values[s.ID].Present())
		expected := 0
		for m := r.start; m <= min(r.end, r.current-1); m++ {
			if s.IsActive(m) {
				expected++
			}
		}
		text := s.Name + " (" + whole(float64(complete)) + " of " + whole(float64(expected)) + " months)"
		if complete == expected {
			text = s.Name + " (" + whole(float64(complete)) + " " + plural(complete, "month", "months") + ")"
		}
		parts = append(parts, text)
	}
	return "Source: monthly procedure files, " + shortList(parts, 6) + ". " + r.asOf()
}

// asOf says when the data were last changed: "As of 12 Nov 2026, revision 412."
func (r *reading) asOf() string {
	if r.newest == nil {
		return "Nothing has been committed yet."
	}
	text := "As of " + instant(r.at(r.newest.At)) + ", revision " + whole(float64(r.revision)) + "."
	if r.view.Export {
		text += " " + SmallNumberWords(r.hidesSmall)
	}
	return text
}

// period names months as a summary does: "January 2019 to October 2026".
func period(first, last calendar.Month) string {
	if first == last {
		return first.Long()
	}
	return first.Long() + " to " + last.Long()
}

// sentence joins clauses to a summary, each with its own full stop.
func sentence(clauses ...string) string {
	var said []string
	for _, clause := range clauses {
		if clause = strings.TrimSpace(clause); clause != "" {
			said = append(said, strings.TrimSuffix(clause, ".")+".")
		}
	}
	return strings.Join(said, " ")
}
