package dashboard

import (
	"math"

	"caseload/dashboard/analysis/training"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

// timelineTable is the schedule of the year in words.
func timelineTable(t insight.Training) *Table {
	table := &Table{Caption: t.TimelineTitle, Columns: []Column{{Title: "Trainee"}}}
	for m := t.Year.First; m <= t.Year.Last; m++ {
		table.Columns = append(table.Columns, Column{Title: m.Short()})
	}
	for _, trainee := range t.Trainees {
		cells := []Cell{{Text: trainee.ID, Href: trainee.URL, Name: true, Under: trainee.PathText}}
		for m := t.Year.First; m <= t.Year.Last; m++ {
			cell := Cell{Text: missingText, Quiet: true}
			for _, stay := range trainee.Months {
				if stay.Month != m {
					continue
				}
				words := stayWords(stay)
				if stay.Share < 1 {
					words += " " + formatPercent(stay.Share*100, 0)
				}
				if !cell.Quiet || cell.Text != missingText {
					words = cell.Text + "; " + words
				}
				cell = Cell{Text: words, Quiet: stay.Rotation != training.IR && cell.Quiet}
			}
			cells = append(cells, cell)
		}
		table.Rows = append(table.Rows, TableRow{Cells: cells})
	}
	return table
}

// exposureTable is what each site offers, each number a link to what it is made of.
func exposureTable(t insight.Training) *Table {
	table := &Table{Caption: t.ExposureTitle, Columns: []Column{{Title: "Month"}}}
	shown, _ := shownColumns(len(t.Sites))
	for _, site := range t.Sites[:shown] {
		table.Columns = append(table.Columns, Column{Title: site.Site.Name + ", available", Numeric: true},
			Column{Title: "Learners", Numeric: true, WideOnly: true}, Column{Title: "For each", Numeric: true})
	}
	for m := t.Year.First; m <= t.Year.Last; m++ {
		cells := []Cell{monthCell(m)}
		for _, site := range t.Sites[:shown] {
			month := site.Months[m-t.Year.First]
			cells = append(cells, availableCell(month), learnersCell(month), decimalCell(month.PerTrainee, 0, month.URL))
		}
		table.Rows = append(table.Rows, TableRow{Cells: cells})
	}
	return table
}

func availableCell(m insight.ExposureMonth) Cell {
	switch {
	case m.Available.IsMissing() && m.Why != "":
		return Cell{Text: m.Why, Href: m.URL, Quiet: true}
	case m.Available.IsMissing():
		return Cell{Text: missingText, Quiet: true}
	case m.Basis == insight.BasisExpected:
		return Cell{Text: formatDecimal(float64(m.Available), 0) + " expected", Narrow: formatDecimal(float64(m.Available), 0), Href: m.URL}
	}
	return Cell{Text: formatDecimal(float64(m.Available), 0), Href: m.URL, Strong: true}
}

func learnersCell(m insight.ExposureMonth) Cell {
	text := formatDecimalShort(m.Trainees)
	if m.Others > 0 {
		text += " + " + formatDecimalShort(m.Others)
	}
	return Cell{Text: text, Quiet: m.Learners() == 0}
}

// decimalCell is a number that may be missing.
func decimalCell(n insight.Number, decimals int, address string) Cell {
	if n.IsMissing() {
		return Cell{Text: missingText, Quiet: true}
	}
	return Cell{Text: formatDecimal(float64(n), decimals), Href: address}
}

// traineesTable is each trainee's exposure in the year.
func traineesTable(t insight.Training) *Table {
	table := &Table{Caption: t.TraineesTitle, Columns: []Column{{Title: "Trainee"}, {Title: "Path", WideOnly: true},
		{Title: "Months on IR", Numeric: true}}}
	for _, site := range t.Sites {
		table.Columns = append(table.Columns, Column{Title: site.Site.Name, Numeric: true, WideOnly: true})
	}
	table.Columns = append(table.Columns, Column{Title: "Exposure in the year", Numeric: true}, Column{Title: "A month on IR", Numeric: true}, Column{Title: "Not known", WideOnly: true})
	for _, trainee := range t.Trainees {
		cells := []Cell{{Text: trainee.ID, Href: trainee.URL, Name: true}, {Text: trainee.PathText}, {Text: formatDecimalShort(trainee.OnService)}}
		for _, site := range t.Sites {
			months := 0.0
			for _, m := range trainee.Months {
				if m.Rotation == training.IR && m.Site.ID == site.Site.ID {
					months += m.Share
				}
			}
			cells = append(cells, Cell{Text: formatDecimalShort(months), Quiet: months == 0})
		}
		exposure := decimalCell(trainee.Exposure, 0, trainee.URL)
		each := decimalCell(trainee.PerMonth, 0, trainee.URL)
		each.Strong = !each.Quiet
		table.Rows = append(table.Rows, TableRow{Cells: append(cells, exposure, each, orMissing(trainee.MissingWords))})
	}
	table.Empty = "Nobody is on the schedule of this year."
	return table
}

// curriculumTable holds the months scheduled against those of the curriculum.
func curriculumTable(t insight.Training) *Table {
	table := &Table{Caption: t.CurriculumTitle, Columns: []Column{{Title: "Trainee"}, {Title: "Path", WideOnly: true}, {Title: "In words", WideOnly: true}},
		Empty: "Nobody is on the schedule of this year."}
	rotations := rotationsOf(t)
	for _, r := range rotations {
		table.Columns = append(table.Columns, Column{Title: caseload.UpperFirst(rotationName(r)), Numeric: true})
	}
	for _, trainee := range t.Trainees {
		cells := []Cell{{Text: trainee.ID, Href: trainee.URL, Name: true}, {Text: trainee.PathText}, {Text: trainee.Conforms, Strong: trainee.Differs}}
		for _, rotation := range rotations {
			cell := Cell{Text: "0", Quiet: true}
			for _, r := range trainee.Rotations {
				if r.Rotation != rotation {
					continue
				}
				cell = Cell{Text: formatDecimalShort(r.Scheduled)}
				if r.Curriculum != nil {
					cell.Text = formatDecimalShort(r.Scheduled) + " of " + formatDecimalShort(*r.Curriculum)
					cell.Strong = math.Abs(r.Scheduled-*r.Curriculum) > 1e-6
				}
			}
			cells = append(cells, cell)
		}
		table.Rows = append(table.Rows, TableRow{Cells: cells})
	}
	return table
}

// rotationsOf are the rotations that anybody has or should have in the year, in the order of the pages.
func rotationsOf(t insight.Training) []training.Rotation {
	seen := map[training.Rotation]bool{}
	var extra []training.Rotation
	for _, trainee := range t.Trainees {
		for _, r := range trainee.Rotations {
			if !seen[r.Rotation] {
				seen[r.Rotation] = true
				extra = append(extra, r.Rotation)
			}
		}
	}
	var ordered []training.Rotation
	for _, r := range training.Rotations() {
		if seen[r] {
			ordered = append(ordered, r)
			delete(seen, r)
		}
	}
	for _, r := range extra {
		if seen[r] {
			ordered = append(ordered, r)
		}
	}
	return ordered
}

// projectionsTable is where each trainee stands, by category.
func projectionsTable(t insight.Training) *Table {
	table := &Table{Caption: t.ProjectionTitle, Columns: []Column{{Title: "Trainee"}, {Title: "Category"}, {Title: "Logged", Numeric: true},
		{Title: "Exposure to come", Numeric: true, WideOnly: true}, {Title: "Capture rate", Numeric: true, WideOnly: true},
		{Title: "Projected", Numeric: true}, {Title: "80\u00a0% range", Numeric: true, WideOnly: true}, {Title: "Minimum", Numeric: true}, {Title: "In words", WideOnly: true}}}
	for _, trainee := range t.Trainees {
		p := trainee.Projection
		if p == nil {
			continue
		}
		if p.Problem != "" {
			table.Rows = append(table.Rows, TableRow{Cells: []Cell{{Text: trainee.ID, Href: p.URL, Name: true}, {Text: "no logged cases", Quiet: true}}})
			continue
		}
		lines := p.Categories
		if p.Total != nil && len(lines) > 1 {
			lines = append(append([]training.CategoryProjection{}, lines...), *p.Total)
		}
		for i, line := range lines {
			words := ""
			if p.Binding != nil && p.Binding.Category == line.Category {
				words = p.Words
			}
			if line.Problem != "" {
				words = line.Problem
			}
			table.Rows = append(table.Rows, projectionLine(trainee.ID, p.URL, line, words, i == len(lines)-1))
		}
	}
	return table
}

func projectionLine(id, address string, line training.CategoryProjection, words string, isLast bool) TableRow {
	category := line.Category
	if category == "" {
		category = "All cases"
	}
	minimum, projected, spread, rate := Cell{Text: missingText, Quiet: true}, Cell{Text: missingText, Quiet: true}, Cell{Text: missingText, Quiet: true}, Cell{Text: missingText, Quiet: true}
	if line.Minimum != nil {
		minimum = Cell{Text: formatDecimal(line.Minimum.Cases, 0)}
	}
	if line.Projected != nil {
		projected = Cell{Text: formatDecimal(*line.Projected, 0), Strong: true, Href: address}
		spread = Cell{Text: formatRange(*line.Lo80, *line.Hi80)}
	}
	if line.CaptureRate != nil {
		rate = Cell{Text: formatDecimal(*line.CaptureRate, 2)}
	}
	return TableRow{Total: isLast && line.Category == "", Cells: []Cell{{Text: id, Href: address, Name: true}, {Text: category}, {Text: formatDecimal(line.Logged, 0)},
		{Text: formatDecimal(line.FutureExposure, 0), Quiet: true}, rate, projected, spread, minimum, {Text: words}}}
}

// oneMoreTable is everybody without and with the one more.
func oneMoreTable(t insight.Training) *Table {
	table := &Table{Caption: t.OneMore.Title, Columns: []Column{{Title: "Trainee"}, {Title: "Exposure to come", Numeric: true}, {Title: "With one more", Numeric: true},
		{Title: "Projected", Numeric: true, WideOnly: true}, {Title: "With one more", Numeric: true}, {Title: "Minimum", Numeric: true}, {Title: "Then", WideOnly: true}},
		Empty: "Nobody else is on IR from then on."}
	projected := func(c *training.CategoryProjection) Cell {
		if c == nil || c.Projected == nil {
			return Cell{Text: missingText, Quiet: true}
		}
		return Cell{Text: formatDecimal(*c.Projected, 0), Why: formatRange(*c.Lo80, *c.Hi80)}
	}
	for _, e := range t.OneMore.Effects {
		minimum, then := Cell{Text: missingText, Quiet: true}, Cell{Text: missingText, Quiet: true}
		if e.After != nil && e.After.Minimum != nil {
			minimum = Cell{Text: formatDecimal(e.After.Minimum.Cases, 0)}
			then = Cell{Text: projectionStance(e.StanceAfter), Strong: e.StanceAfter != e.StanceBefore}
		}
		after := projected(e.After)
		after.Strong = !after.Quiet
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{{Text: e.Trainee, Name: true}, {Text: formatDecimal(e.ExposureBefore, 0)},
			{Text: formatDecimal(e.ExposureAfter, 0)}, projected(e.Before), after, minimum, then}})
	}
	return table
}

// sharesTable is what exposure is worked out with, group by group.
func sharesTable(t insight.Training) *Table {
	table := &Table{Caption: "How often trainees take part", Columns: []Column{{Title: "Group"}, {Title: "With a trainee", Numeric: true}, {Title: "Category of the case log"}, {Title: "Source", WideOnly: true}}}
	for _, g := range t.Shares {
		share := Cell{Text: notStated, Quiet: true}
		if g.Participation.Known() {
			share = Cell{Text: formatPercent(float64(g.Participation)*100, decimalsOfShare(float64(g.Participation))), Strong: true}
		}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{{Text: g.Name, Name: true}, share, orNotStated(g.Category), orNotStated(g.Source)}})
	}
	return table
}

// decimalsOfShare keeps 12.5 % apart from 13 %.
func decimalsOfShare(share float64) int {
	if percent := share * 100; math.Abs(percent-math.Round(percent)) > 1e-9 {
		return 1
	}
	return 0
}
