package dashboard

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

// answerTraining is the answer to the address's question.
func (s *Server) answerTraining(c *fiber.Ctx) (insight.Training, error) {
	q, err := trainingQuery(c)
	if err != nil {
		return insight.Training{}, err
	}
	answer, err := s.answers.Training(c.UserContext(), q)
	if err != nil {
		return answer, fmt.Errorf("training: %w", err)
	}
	return answer, nil
}

// trainingExposureCSV is what the sites offer, without anybody's name in it.
func (s *Server) trainingExposureCSV(c *fiber.Ctx) error {
	q, err := insight.ParseTraining(addressQuery(c))
	if err != nil {
		return err
	}
	q.View.Export = true
	t, err := s.answers.Training(c.UserContext(), q)
	if err != nil {
		return fmt.Errorf("training: %w", err)
	}
	rows := [][]string{{"month", "site", "basis", "procedures", "available", "trainees_on_ir", "other_learners", "for_each", "note"}}
	for _, site := range t.Sites {
		for _, m := range site.Months {
			rows = append(rows, []string{m.Month.String(), site.Site.Name, string(m.Basis), bare(float64(m.Procedures), 4), bare(float64(m.Available), 4),
				bare(m.Trainees, 4), bare(m.Others, 4), bare(float64(m.PerTrainee), 4), m.Why})
		}
	}
	return sendCSV(c, fileName("training-exposure", t.Scope), append(rows, stamp(t.Scope)...))
}

// trainingScheduleCSV is the year's schedule with each trainee's exposure.
func (s *Server) trainingScheduleCSV(c *fiber.Ctx) error {
	t, err := s.answerTraining(c)
	if err != nil {
		return err
	}
	rows := [][]string{{"trainee", "month", "site", "rotation", "path", "year", "share", "exposure", "basis"}}
	for _, trainee := range t.Trainees {
		for _, m := range trainee.Months {
			year := ""
			if trainee.Year > 0 {
				year = fmt.Sprint(trainee.Year)
			}
			rows = append(rows, []string{trainee.ID, m.Month.String(), m.Site.Name, string(m.Rotation), string(trainee.Path), year,
				bare(m.Share, 4), bare(float64(m.Exposure), 4), string(m.Basis)})
		}
	}
	return sendCSV(c, fileName("training-schedule", t.Scope), append(rows, stamp(t.Scope)...))
}

// trainingProjectionCSV is where everybody's logged cases lead.
func (s *Server) trainingProjectionCSV(c *fiber.Ctx) error {
	t, err := s.answerTraining(c)
	if err != nil {
		return err
	}
	rows := [][]string{{"trainee", "category", "as_of", "logged", "elsewhere", "past_exposure", "future_exposure", "capture_rate", "projected", "lo80", "hi80", "minimum", "note"}}
	for _, trainee := range t.Trainees {
		p := trainee.Projection
		if p == nil {
			continue
		}
		if p.Problem != "" {
			rows = append(rows, []string{trainee.ID, "", "", "", "", "", "", "", "", "", "", "", p.Problem})
			continue
		}
		lines := p.Categories
		if p.Total != nil && len(lines) > 1 {
			lines = append(append(lines[:0:0], lines...), *p.Total)
		}
		for _, line := range lines {
			category, minimum := line.Category, ""
			if category == "" {
				category = "all cases"
			}
			if line.Minimum != nil {
				minimum = bare(line.Minimum.Cases, 4)
			}
			asOf := ""
			if line.Problem == "" || line.AsOf != 0 {
				asOf = line.AsOf.String()
			}
			rows = append(rows, []string{trainee.ID, category, asOf, bare(line.Logged, 4), bare(line.Elsewhere, 4), bare(line.PastExposure, 4),
				bare(line.FutureExposure, 4), bare(orNaN(line.CaptureRate), 6), bare(orNaN(line.Projected), 4), bare(orNaN(line.Lo80), 4),
				bare(orNaN(line.Hi80), 4), minimum, line.Problem})
		}
	}
	return sendCSV(c, fileName("training-projections", t.Scope), append(rows, stamp(t.Scope)...))
}

// trainingRowsPage shows what stands behind a figure of training.
func (s *Server) trainingRowsPage(c *fiber.Ctx) error {
	q, err := insight.ParseTrainingRows(addressQuery(c))
	if err != nil {
		return err
	}
	q.Named = maySeeTrainees(c)
	return s.cachedPage(c, trainingKey(q.URL(), q.Named), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		rows, err := s.answers.TrainingRows(ctx, q)
		if err != nil {
			return Page{}, fmt.Errorf("training rows: %w", err)
		}
		return Page{
			Template: "trace", Title: rows.Title, Nav: "training",
			Crumbs:   []Link{{Label: "Training", Href: rows.BackURL}, {Label: "Behind the number"}},
			Revision: rows.Scope.Revision, View: rows.Scope.View, AsOf: rows.Scope.AsOfText,
			Body: trainingRowsBody(rows),
		}, nil
	})
}

func trainingRowsBody(t insight.TrainingRows) traceBody {
	body := traceBody{Title: t.Title, Value: t.Value, Formula: t.Formula, Notes: t.Notes, Summary: t.Summary,
		Page: 1, Pages: 1, Back: Link{Label: "Back to Training", Href: t.BackURL}}
	if len(t.Inputs) > 0 {
		body.Inputs = inputRows(insight.Trace{Title: t.Title, Inputs: t.Inputs})
	}
	switch {
	case len(t.Logs) > 0:
		body.Table, body.TableTitle = logRows(t), "The logged cases behind it"
	case len(t.Lines) > 0:
		body.Table, body.TableTitle = scheduleRows(t), "The lines of the schedule behind it"
	}
	return body
}

func scheduleRows(t insight.TrainingRows) *Table {
	table := &Table{Caption: t.Title, Columns: []Column{
		{Title: "Trainee"}, {Title: "Month"}, {Title: "Site"}, {Title: "Rotation"}, {Title: "Path", WideOnly: true}, {Title: "Share", Numeric: true, WideOnly: true},
		{Title: "Exposure", Numeric: true}, {Title: "File"}, {Title: "Row", Numeric: true}, {Title: "Sent by", WideOnly: true}, {Title: "Stored", WideOnly: true},
	}}
	for _, line := range t.Lines {
		table.Rows = append(table.Rows, TableRow{Cells: append([]Cell{
			{Text: line.Trainee, Name: true}, {Text: line.Month.Short()}, {Text: line.Site.Name, Slot: line.Site.Slot}, {Text: line.Rotation}, {Text: line.PathText},
			{Text: formatDecimal(line.Share, 2)}, decimalCell(line.Exposure, 1, ""),
		}, originCells(line.Origin)...)})
	}
	return table
}

func logRows(t insight.TrainingRows) *Table {
	table := &Table{Caption: t.Title, Columns: []Column{
		{Title: "Category"}, {Title: "As of"}, {Title: "Logged", Numeric: true}, {Title: "Of them elsewhere", Numeric: true}, {Title: "Used"},
		{Title: "File"}, {Title: "Row", Numeric: true}, {Title: "Sent by", WideOnly: true}, {Title: "Stored", WideOnly: true},
	}}
	for _, line := range t.Logs {
		category, used := line.Category, Cell{Text: "no, a newer one is", Quiet: true}
		if category == "" {
			category = "All cases"
		}
		if line.IsUsed {
			used = Cell{Text: "yes"}
		}
		table.Rows = append(table.Rows, TableRow{Cells: append([]Cell{
			{Text: category, Name: true}, {Text: line.AsOf}, {Text: formatDecimal(line.Count, 0), Strong: true}, {Text: formatDecimal(line.Elsewhere, 0)}, used,
		}, originCells(line.Origin)...)})
	}
	return table
}
