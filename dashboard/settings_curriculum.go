package dashboard

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/training"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// openMonths is typed where a rotation is part of the year, and nobody has stated for how long.
const openMonths = "open"

// curriculumForm is a year of a path as it is typed.
type curriculumForm struct {
	path, year, source string
	months             map[string]string // "open" where nobody has stated them, "" where the rotation is no part of the year
	extra              []string          // rotations that only this division has
	isKnown            bool
}

// rotations are the product's own and those that the year has besides.
func (f curriculumForm) rotations() []string {
	var all []string
	for _, r := range training.Rotations() {
		all = append(all, string(r))
	}
	return append(all, f.extra...)
}

// monthsField names the field of a rotation.
func monthsField(rotation string) string {
	return "months_" + strings.ReplaceAll(rotation, " ", "_")
}

func (f curriculumForm) page() FormPage {
	form := FormPage{
		Title: "A year of a curriculum", Action: trainingCurriculum, Submit: "Save the year", Cancel: trainingSettings + "#curricula",
		Fields: []FormField{
			{Kind: fieldSelect, Name: "path", Label: "Path", Value: f.path, Choices: pathChoices(f.path)},
			{Kind: fieldNumber, Name: "year", Label: "Year of the path", Value: f.year},
		},
		Notes: []string{"Type the months of each rotation, “open” where it is part of the year and nobody has stated for how long, and nothing where it is no part of it. Open is not 0.",
			"A year has twelve months. What is entered takes the place of the whole year."},
	}
	if f.isKnown {
		form.Title = f.path + ", year " + f.year
		form.Fields[0].Kind, form.Fields[1].Kind = fieldHidden, fieldHidden
	}
	for _, rotation := range f.rotations() {
		name := rotationName(training.Rotation(rotation))
		form.Fields = append(form.Fields,
			FormField{Kind: fieldText, Name: monthsField(rotation), Label: caseload.UpperFirst(name), Value: f.months[rotation], Unit: "months", Optional: true})
	}
	form.Fields = append(form.Fields, FormField{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Optional: true,
		Hint: "The document that states it; “not verified” is said under the curriculum’s table."})
	return form
}

func newCurriculumForm() curriculumForm {
	return curriculumForm{months: map[string]string{}}
}

func (s *Server) curriculumPage(c *fiber.Ctx) error {
	q := addressQuery(c)
	form := newCurriculumForm()
	form.path, form.year = string(training.Integrated), "1"
	if q.Get("path") != "" {
		all, err := s.config.Store.Curriculum(c.UserContext())
		if err != nil {
			return err
		}
		form.path, form.year = q.Get("path"), q.Get("year")
		for _, row := range all {
			if row.Path != form.path || strconv.Itoa(row.Year) != form.year {
				continue
			}
			form.isKnown, form.source, form.months[row.Rotation] = true, row.Source, openMonths
			if row.Months != nil {
				form.months[row.Rotation] = typedNumber(*row.Months)
			}
			if !isRotation(row.Rotation) {
				form.extra = append(form.extra, row.Rotation)
			}
		}
		if !form.isKnown {
			return fault.New(fault.NotFound, "There is no such year of a curriculum.").WithCode("unknown_curriculum")
		}
	}
	return s.trainingFormPage(c, "Curriculum", form.page())
}

func isRotation(name string) bool {
	for _, r := range training.Rotations() {
		if string(r) == name {
			return true
		}
	}
	return false
}

func (s *Server) saveCurriculum(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	stored, err := s.config.Store.Curriculum(c.UserContext())
	if err != nil {
		return err
	}
	form := newCurriculumForm()
	form.path, form.year, form.source = posted.text("path"), posted.text("year"), posted.text("source")
	wrong := problems{}
	year := wrong.whole("year", form.year, "The year", 1, 20)
	for _, row := range stored {
		if row.Path == form.path && row.Year == year {
			form.isKnown = true
			if !isRotation(row.Rotation) {
				form.extra = append(form.extra, row.Rotation)
			}
		}
	}
	var rows []caseload.CurriculumMonths
	total := 0.0
	for _, rotation := range form.rotations() {
		field := monthsField(rotation)
		text := posted.text(field)
		form.months[rotation] = text
		row := caseload.CurriculumMonths{Path: form.path, Year: year, Rotation: rotation, Source: form.source}
		switch {
		case strings.EqualFold(text, openMonths):
			rows = append(rows, row)
		case text != "":
			months := wrong.number(field, text, "The number of months", 0)
			total += months
			row.Months = &months
			rows = append(rows, row)
		}
	}
	if form.path == "" {
		wrong.add("path", "Choose a path.")
	}
	if len(rows) == 0 {
		wrong.add("", "A year needs at least one rotation.")
	}
	if total > 12 {
		wrong.add("", "The months add up to "+formatDecimalShort(total)+"; a year has 12.")
	}
	if len(wrong) == 0 {
		err = s.config.Store.SaveCurriculum(c.UserContext(), rows, userOf(c))
	}
	return s.trainingSaved(c, "Curriculum", "curricula", form.page(), wrong, err, nil)
}
