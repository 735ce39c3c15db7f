package dashboard

import (
	"math"
	"strings"

	"caseload/dashboard/analysis/training"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
)

// rotationLetters are the letters of a rotation; one that only this division has keeps its first four.
func rotationLetters(r training.Rotation) string {
	switch r {
	case training.SICU:
		return "ICU"
	case training.SurgicalOncology:
		return "SO"
	case training.Research:
		return "Res"
	case training.Clinic:
		return "Clin"
	case training.Away:
		return "Away"
	}
	letters := []rune(string(r))
	return string(letters[:min(len(letters), 4)])
}

// rotationName is how a rotation stands in a table.
func rotationName(r training.Rotation) string {
	if r == training.SICU {
		return "surgical ICU"
	}
	return string(r)
}

// stayWords says where somebody is: "IR, University", "research".
func stayWords(m insight.TraineeMonth) string {
	if m.Rotation == training.IR {
		return "IR, " + m.Site.Name
	}
	return rotationName(m.Rotation)
}

func scheduleInput(t insight.Training) chart.ScheduleInput {
	in := chart.ScheduleInput{ID: "schedule", Title: t.TimelineTitle, Summary: t.TimelineSummary,
		First: t.Year.First, Months: int(t.Year.Last-t.Year.First) + 1, Focus: t.Scope.Month}
	for _, trainee := range t.Trainees {
		row := chart.ScheduleRow{Name: trainee.ID, Under: trainee.PathText, End: irMonths(trainee)}
		row.Short = strings.TrimSuffix(strings.Replace(row.End, " of ", "/", 1), " IR")
		for _, m := range trainee.Months {
			isOn := m.Rotation == training.IR
			part := chart.SchedulePart{Month: m.Month, Share: m.Share, Letters: rotationLetters(m.Rotation), Words: stayWords(m), IsOn: isOn}
			if isOn {
				part.Slot = chartSlot(m.Site.Slot)
			}
			row.Parts = append(row.Parts, part)
		}
		in.Rows = append(in.Rows, row)
	}
	return in
}

// irMonths says the months on IR, of those that the curriculum gives: "5 of 5 IR", "11 IR".
func irMonths(t insight.Trainee) string {
	for _, r := range t.Rotations {
		if r.Rotation == training.IR && r.Curriculum != nil {
			return formatDecimalShort(r.Scheduled) + " of " + formatDecimalShort(*r.Curriculum) + " IR"
		}
		if r.Rotation == training.IR {
			return formatDecimalShort(r.Scheduled) + " IR"
		}
	}
	return "0 IR"
}

func exposureInput(t insight.Training) chart.ExposureInput {
	in := chart.ExposureInput{ID: "exposure", Title: t.ExposureTitle, Summary: t.ExposureSummary, First: t.Year.First, Focus: t.Scope.Month}
	for _, site := range t.Sites {
		layer := chart.ExposureSite{Name: site.Site.Name, Slot: chartSlot(site.Site.Slot)}
		for _, m := range site.Months {
			layer.Months = append(layer.Months, chart.ExposureMonth{
				Available: float64(m.Available), Each: float64(m.PerTrainee), Learners: m.Learners(),
				IsExpected: m.Basis == insight.BasisExpected, Why: m.Why,
			})
		}
		in.Sites = append(in.Sites, layer)
	}
	return in
}

// projectionRows are the trainees of whom something is projected.
func projectionRows(t insight.Training) []chart.ProjectionRow {
	var rows []chart.ProjectionRow
	for _, trainee := range t.Trainees {
		p := trainee.Projection
		if p == nil || p.Shown == nil || p.Shown.Projected == nil {
			continue
		}
		c := p.Shown
		row := chart.ProjectionRow{Name: trainee.ID, Under: trainee.PathText, Logged: c.Logged, Projected: *c.Projected,
			Lo80: *c.Lo80, Hi80: *c.Hi80, Words: projectionStance(p.Stance)}
		if p.Ended {
			row.Words = endedStance(p.Stance)
		}
		row.Value = formatDecimal(*c.Projected, 0)
		if c.Minimum != nil {
			minimum := c.Minimum.Cases
			row.Minimum = &minimum
			row.Value += " of " + formatDecimal(minimum, 0)
		}
		if c.Category != "" {
			row.Value = c.Category + ": " + row.Value
		}
		rows = append(rows, row)
	}
	return rows
}

// projectionStance says how a projection stands to its minimum.
func projectionStance(s insight.Stance) string {
	switch s {
	case insight.StanceBelow:
		return "projected to fall short"
	case insight.StanceOpen:
		return "open: the minimum lies in the range"
	case insight.StanceOver:
		return "projected to reach it"
	}
	return "no minimum is set"
}

// endedStance says how what was logged stood to its minimum when the schedule was over.
func endedStance(s insight.Stance) string {
	switch s {
	case insight.StanceOver:
		return "schedule over: reached it"
	case insight.StanceNone:
		return "schedule over; no minimum is set"
	}
	return "schedule over: below it by the last log"
}

// orNaN is a number that may not be there.
func orNaN(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}
