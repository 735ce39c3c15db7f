package dashboard

import (
	"context"
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

const (
	trainingPath          = insight.TrainingPath
	trainingScheduleCSV   = "/training/schedule.csv"
	trainingExposureCSV   = "/training/exposure.csv"
	trainingProjectionCSV = "/training/projections.csv"
	trainingStillPath     = "/charts/training.svg"
	trainingTimelineStill = "/charts/training-schedule.svg"
)

func (s *Server) trainingRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: trainingPath, Action: ActionSeePages, Handler: s.trainingPage},
		{Method: fiber.MethodGet, Path: insight.TrainingRowsPath, Action: ActionSeePages, Handler: s.trainingRowsPage},
		{Method: fiber.MethodGet, Path: trainingExposureCSV, Action: ActionSeePages, Handler: s.trainingExposureCSV},
		{Method: fiber.MethodGet, Path: trainingScheduleCSV, Action: ActionSeeTraining, Handler: s.trainingScheduleCSV},
		{Method: fiber.MethodGet, Path: trainingProjectionCSV, Action: ActionSeeTraining, Handler: s.trainingProjectionCSV},
		{Method: fiber.MethodGet, Path: trainingStillPath, Action: ActionSeePages, Handler: s.trainingStill(exposureSpec, insight.ParseTraining)},
		{Method: fiber.MethodGet, Path: trainingTimelineStill, Action: ActionSeeTraining, Handler: s.trainingStill(scheduleSpec, parseNamedTraining)},
		{Method: fiber.MethodGet, Path: insight.TrainingPathAPI, Action: ActionSeePages, Handler: s.trainingAPI},
	}
}

// trainingBody is what templates/pages/training.html shows. Of one trainee it holds only what the reader may see.
type trainingBody struct {
	Empty       *Empty
	Headline    Headline
	Timeline    *Figure
	Exposure    Figure
	Projections *Figure
	Know        *Fold // what limits the projections
	Trainees    *Figure
	Curriculum  *Figure
	OneMore     *trainingOneMore
	Shares      Figure
}

// trainingOneMore is the question about one more trainee with its answer.
type trainingOneMore struct {
	Figure Figure
	Filter volumeFilter
	Like   Select
	From   Select
}

// trainingQuery reads the question from the address, and the right to individual figures from who is asking.
func trainingQuery(c *fiber.Ctx) (insight.TrainingQuery, error) {
	q, err := insight.ParseTraining(addressQuery(c))
	q.Named = maySeeTrainees(c)
	q.View.Export = isExport(c.Path())
	return q, err
}

// maySeeTrainees reports whether the answer may hold individual figures. It is then on record who has seen them.
func maySeeTrainees(c *fiber.Ctx) bool {
	if !may(c, ActionSeeTraining) {
		return false
	}
	namesShown(c)
	return true
}

// trainingKey is what a drawn page depends on: two readers with different rights see different pages.
func trainingKey(address string, named bool) string {
	if named {
		return address + " individual"
	}
	return address
}

func (s *Server) trainingPage(c *fiber.Ctx) error {
	q, err := trainingQuery(c)
	if err != nil {
		return err
	}
	return s.cachedPage(c, trainingKey(q.URL(trainingPath), q.Named), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		answer, err := s.answers.Training(ctx, q)
		if err != nil {
			return Page{}, fmt.Errorf("training: %w", err)
		}
		page := scopedPage(answer.Scope, trainingPath)
		page.Template, page.Title, page.Nav, page.Charts = "training", "Training", "training", true
		page.Body, err = newTrainingBody(answer, q)
		return page, err
	})
}

func (s *Server) trainingAPI(c *fiber.Ctx) error {
	q, err := trainingQuery(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Training(c.UserContext(), q)
	if err != nil {
		return fmt.Errorf("training: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}

// parseNamedTraining is for routes that only who may see individual figures can reach.
func parseNamedTraining(q insight.Query) (insight.TrainingQuery, error) {
	t, err := insight.ParseTraining(q)
	t.Named = true
	return t, err
}

// trainingStill draws one of the page's pictures for browsers without script.
func (s *Server) trainingStill(make func(insight.Training) (chart.Spec, error), parse func(insight.Query) (insight.TrainingQuery, error)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q, err := parse(addressQuery(c))
		if err != nil {
			return err
		}
		q.View.Export = true
		return s.still(func(ctx context.Context, _ insight.View) (*chart.Spec, error) {
			answer, err := s.answers.Training(ctx, q)
			if err != nil || answer.Empty != nil {
				return nil, err
			}
			spec, err := make(answer)
			return &spec, err
		}, stillWidth)(c)
	}
}

func newTrainingBody(t insight.Training, q insight.TrainingQuery) (trainingBody, error) {
	if t.Empty != nil {
		return trainingBody{Empty: emptyOf(t.Empty, Button{Label: "Template", Href: templatePath(caseload.KindSchedule)})}, nil
	}
	body := trainingBody{
		Headline: Headline{Sentence: sentenceOf(t.Headline), Second: sentenceOf(t.Second), Notes: t.Notes},
		Shares: Figure{ID: "shares", Title: "How often trainees take part, by group", Table: sharesTable(t),
			Summary: "Of a group’s procedures, the share in which a trainee takes part, and the category of the case log that they count in.",
			Source:  "Dated settings, each with its source; change them under Settings, Training."},
	}
	if t.Scope.Staleness != "" {
		body.Headline.Notes = append(body.Headline.Notes, t.Scope.Staleness)
	}
	var err error
	if body.Exposure, err = exposureFigure(t, q); err != nil || !t.IsNamed {
		return body, err
	}
	if len(t.Trainees) > 0 {
		timeline, err := timelineFigure(t, q)
		if err != nil {
			return trainingBody{}, err
		}
		body.Timeline = &timeline
	}
	body.Trainees = &Figure{ID: "trainees", Title: t.TraineesTitle, Summary: t.TraineesSummary, Table: traineesTable(t),
		Source: t.Sources, Rows: t.TraceURL, CSV: q.URL(trainingScheduleCSV)}
	body.Curriculum = &Figure{ID: "curriculum", Title: t.CurriculumTitle, Table: curriculumTable(t), Rows: t.TraceURL,
		Summary: "Months scheduled in " + t.Year.Name + " of those that the curriculum gives. A number alone: the curriculum does not state the months.", Source: t.CurriculumNote}
	projections := projectionsFigure(t, q)
	body.Projections = &projections
	if know := projectionWarnings(t); len(know) > 0 {
		body.Know = &Fold{Title: "What limits these projections", Lines: know}
	}
	body.OneMore = oneMoreOf(t, q)
	return body, nil
}

func exposureSpec(t insight.Training) (chart.Spec, error) { return chart.Exposure(exposureInput(t)) }
func scheduleSpec(t insight.Training) (chart.Spec, error) { return chart.Schedule(scheduleInput(t)) }

func exposureFigure(t insight.Training, q insight.TrainingQuery) (Figure, error) {
	spec, err := exposureSpec(t)
	if err != nil {
		return Figure{}, fmt.Errorf("draw the exposure: %w", err)
	}
	figure := Figure{ID: spec.ID, Title: spec.Title, Summary: spec.Summary, Payload: spec.Payload(), Still: q.URL(trainingStillPath),
		Key: keyEntries(spec.Key), Table: exposureTable(t), Source: t.Sources, CSV: q.URL(trainingExposureCSV), PNG: true}
	if !t.IsNamed { // the year is chosen above the first picture
		figure.Choices = yearChoices(t)
	}
	return figure, nil
}

func timelineFigure(t insight.Training, q insight.TrainingQuery) (Figure, error) {
	spec, err := scheduleSpec(t)
	if err != nil {
		return Figure{}, fmt.Errorf("draw the schedule: %w", err)
	}
	return Figure{ID: spec.ID, Title: spec.Title, Summary: spec.Summary, Payload: spec.Payload(), Still: q.URL(trainingTimelineStill),
		Choices: yearChoices(t), Key: keyEntries(spec.Key), Table: timelineTable(t), Source: t.Sources, Rows: t.TraceURL,
		CSV: q.URL(trainingScheduleCSV), PNG: true}, nil
}

// yearChoices offers the training years of which the schedule says something.
func yearChoices(t insight.Training) *Segments {
	if len(t.Years) < 2 {
		return nil
	}
	choices := &Segments{Label: "Training year"}
	for _, year := range t.Years {
		choices.Items = append(choices.Items, Segment{Label: year.Label, Href: year.URL, Current: year.First == t.Year.First})
	}
	return choices
}

func projectionsFigure(t insight.Training, q insight.TrainingQuery) Figure {
	figure := Figure{ID: "projections", Title: t.ProjectionTitle, Summary: t.ProjectionSummary}
	rows := projectionRows(t)
	if len(rows) == 0 {
		return figure
	}
	figure.Picture = chart.Projections(rows, chart.ProjectionsWide, t.ProjectionTitle) +
		chart.Projections(rows, chart.ProjectionsNarrow, t.ProjectionTitle) + chart.Projections(rows, chart.ProjectionsPrint, t.ProjectionTitle)
	for _, entry := range chart.ProjectionKey() {
		figure.Key = append(figure.Key, KeyEntry{Mark: entry.Mark, Text: entry.Text})
	}
	figure.Table, figure.Source = projectionsTable(t), t.Sources
	figure.CSV = q.URL(trainingProjectionCSV)
	return figure
}

// projectionWarnings gathers what a reader has to know of the projections, each once.
func projectionWarnings(t insight.Training) []string {
	var all []string
	for _, trainee := range t.Trainees {
		if trainee.Projection == nil {
			continue
		}
		for _, warning := range trainee.Projection.Warnings {
			if !slices.Contains(all, warning) {
				all = append(all, warning)
			}
		}
	}
	return all
}

// oneMoreOf is the form and its answer.
func oneMoreOf(t insight.Training, q insight.TrainingQuery) *trainingOneMore {
	o := t.OneMore
	if o == nil {
		return nil
	}
	out := &trainingOneMore{Figure: Figure{ID: "one-more", Title: o.Title, Summary: o.Summary}}
	if o.Problem != "" && len(o.Likes) == 0 {
		return out
	}
	kept := q
	kept.Like, kept.From = "", nil
	out.Filter = volumeFilter{Action: trainingPath + "#one-more", Keep: queryPairs(kept.Query())}
	out.Like = Select{Label: "With the months of", Name: "like"}
	for _, id := range o.Likes {
		out.Like.Options = append(out.Like.Options, Choice{Value: id, Label: id, Chosen: id == o.Like})
	}
	out.From = Select{Label: "From", Name: "start"}
	for _, m := range o.Froms {
		out.From.Options = append(out.From.Options, Choice{Value: m.String(), Label: m.Long(), Chosen: m == o.From})
	}
	if o.Problem == "" {
		out.Figure.Table, out.Figure.Source = oneMoreTable(t), t.Sources
	}
	return out
}
