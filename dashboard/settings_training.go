package dashboard

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/training"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// TrainingRecords is what the training settings change; insight.Source reads them.
type TrainingRecords interface {
	SaveTrainingGroups(ctx context.Context, groups []caseload.TrainingGroup, by caseload.UserID) error
	SaveCaseMinimum(ctx context.Context, m caseload.CaseMinimum, by caseload.UserID) error
	DeleteCaseMinimum(ctx context.Context, path, category string, by caseload.UserID) error
	SaveCurriculum(ctx context.Context, rows []caseload.CurriculumMonths, by caseload.UserID) error
	SaveOtherLearners(ctx context.Context, o caseload.OtherLearners, by caseload.UserID) error
	DeleteOtherLearners(ctx context.Context, site caseload.SiteID, from calendar.Month, by caseload.UserID) error
}

const (
	trainingSettings   = "/settings/training"
	trainingGroupPath  = trainingSettings + "/groups/:id"
	trainingMinimums   = trainingSettings + "/minimum"
	trainingCurriculum = trainingSettings + "/curriculum"
	trainingOthers     = trainingSettings + "/others"
)

func (s *Server) trainingSettingsRoutes() []Route {
	see := func(path string, action Action, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodGet, Path: path, Action: action, Handler: handler}
	}
	save := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodPost, Path: path, Action: ActionEditBaselines, Handler: handler}
	}
	return []Route{
		see(trainingSettings, ActionSeePages, s.trainingSettingsPage),
		see(trainingGroupPath, ActionEditBaselines, s.trainingGroupPage),
		save(trainingGroupPath, s.saveTrainingGroup),
		see(trainingMinimums, ActionEditBaselines, s.minimumPage),
		save(trainingMinimums, s.saveMinimum),
		see(trainingCurriculum, ActionEditBaselines, s.curriculumPage),
		save(trainingCurriculum, s.saveCurriculum),
		see(trainingOthers, ActionEditBaselines, s.othersPage),
		save(trainingOthers, s.saveOthers),
	}
}

// trainingSection leads from Settings to what training rests on.
func trainingSection() SettingsSection {
	return SettingsSection{
		ID: "training", Title: "Training",
		Text:    "How often trainees take part in each group, the categories of their case log, minimums by path, curricula, and other learners.",
		Buttons: []Button{{Label: "Training settings", Href: trainingSettings}},
	}
}

// trainingSet is everything that training rests on beside files.
type trainingSet struct {
	groups   []caseload.Group
	sites    []caseload.Site
	shares   map[caseload.GroupID]caseload.TrainingGroup
	minimums []caseload.CaseMinimum
	months   []caseload.CurriculumMonths
	others   []caseload.OtherLearners
}

func (s *Server) readTrainingSet(ctx context.Context) (trainingSet, error) {
	all := trainingSet{shares: map[caseload.GroupID]caseload.TrainingGroup{}}
	var err error
	store := s.config.Store
	if all.groups, err = store.Groups(ctx); err != nil {
		return all, err
	}
	if all.sites, err = store.Sites(ctx); err != nil {
		return all, err
	}
	shares, err := store.TrainingGroups(ctx)
	if err != nil {
		return all, err
	}
	for _, g := range shares {
		all.shares[g.Group] = g
	}
	if all.minimums, err = store.CaseMinimums(ctx); err != nil {
		return all, err
	}
	if all.months, err = store.Curriculum(ctx); err != nil {
		return all, err
	}
	all.others, err = store.OtherLearners(ctx)
	return all, err
}

func (s *Server) trainingSettingsPage(c *fiber.Ctx) error {
	all, err := s.readTrainingSet(c.UserContext())
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(c.UserContext(), "settings", "Training")
	if err != nil {
		return err
	}
	page.Body = SettingsPage{Headline: all.headline(), Saved: savedBanner(c.Query("saved"), page.Revision),
		Sections: []SettingsSection{all.sharesSection(), all.minimumsSection(), all.curriculumSection(), all.othersSection()}}
	return s.render(c, page)
}

func (all trainingSet) headline() Headline {
	stated, open := 0, 0
	for _, g := range all.groups {
		switch share, ok := all.shares[g.ID]; {
		case ok && share.Participation != nil:
			stated++
		case g.ID != caseload.Ungrouped:
			open++
		}
	}
	h := Headline{Sentence: Sentence{{Text: "For "}, {Text: plural(stated, "procedure group", "procedure groups"), Strong: true}, {Text: " it is stated how often trainees take part."}}}
	if open > 0 {
		h.Second = Sentence{{Text: plural(open, "group is", "groups are") + " still open: they are in no exposure until somebody says."}}
	}
	return h
}

func (all trainingSet) sharesSection() SettingsSection {
	table := &Table{Caption: "Participation by group", Columns: []Column{{Title: "Group"}, {Title: "With a trainee", Numeric: true}, {Title: "Category of the case log"}, {Title: "Source", WideOnly: true}}}
	for _, g := range all.groups {
		share := all.shares[g.ID]
		participation := Cell{Text: notStated, Quiet: true}
		if share.Participation != nil {
			participation = Cell{Text: formatPercent(*share.Participation*100, decimalsOfShare(*share.Participation)), Strong: true}
		}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: g.Name, Name: true, Href: trainingSettings + "/groups/" + strconv.Itoa(int(g.ID))},
			participation, orNotStated(share.Category), orNotStated(share.Source),
		}})
	}
	return SettingsSection{ID: "participation", Title: "Participation and category", Table: table,
		Text: "The share of a group’s procedures in which a trainee takes part, and the category of the case log that they count in. “Local estimate” is an honest source where nobody has published one."}
}

func (all trainingSet) minimumsSection() SettingsSection {
	table := &Table{Caption: "Minimums", Columns: []Column{{Title: "Path"}, {Title: "Category"}, {Title: "Cases", Numeric: true}, {Title: "Compared"}, {Title: "Source", WideOnly: true}},
		Empty: "No minimum is set: projections are shown without a comparison."}
	for _, m := range all.minimums {
		compared := Cell{Text: "no, a hint", Quiet: true}
		if m.IsSet {
			compared = Cell{Text: "yes"}
		}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: m.Path, Name: true, Href: trainingMinimums + "?path=" + url.QueryEscape(m.Path) + "&category=" + url.QueryEscape(m.Category)},
			{Text: categoryName(m.Category)}, {Text: formatDecimalShort(m.Cases), Strong: m.IsSet}, compared, orNotStated(m.Source),
		}})
	}
	return SettingsSection{ID: "minimums", Title: "Minimums", Table: table,
		Text:    "How many cases a path asks for, in all or in a category. A hint is compared with nothing until somebody sets it.",
		Buttons: []Button{{Label: "Add a minimum", Href: trainingMinimums}}}
}

// categoryName is a category, or all of them.
func categoryName(category string) string {
	if category == "" {
		return "all cases"
	}
	return category
}

func (all trainingSet) curriculumSection() SettingsSection {
	table := &Table{Caption: "Curricula", Columns: []Column{{Title: "Path and year"}, {Title: "Months"}, {Title: "Source", WideOnly: true}},
		Empty: "No curriculum is entered."}
	for _, curriculum := range insight.Curricula(all.months) {
		for _, year := range curriculum.Years {
			table.Rows = append(table.Rows, TableRow{Cells: []Cell{
				{Text: string(curriculum.Path) + ", year " + formatNumber(year.Year), Name: true, Href: curriculumAddress(string(curriculum.Path), year.Year)},
				{Text: allotmentWords(year)}, orNotStated(all.sourceOf(string(curriculum.Path), year.Year)),
			}})
		}
	}
	return SettingsSection{ID: "curricula", Title: "Curricula", Table: table,
		Text:    "The months that a year of training gives to each rotation. What nobody has stated stays open, which is not 0.",
		Buttons: []Button{{Label: "Add a year", Href: trainingCurriculum}}}
}

func curriculumAddress(path string, year int) string {
	return trainingCurriculum + "?path=" + url.QueryEscape(path) + "&year=" + strconv.Itoa(year)
}

func (all trainingSet) sourceOf(path string, year int) string {
	for _, row := range all.months {
		if row.Path == path && row.Year == year {
			return row.Source
		}
	}
	return ""
}

// allotmentWords says a year: "IR 5, DR 4, surgical ICU 1", "IR not stated".
func allotmentWords(year training.CurriculumYear) string {
	var words []string
	for _, a := range year.Allotments {
		text := rotationName(a.Rotation) + " " + notStated
		if a.Months != nil {
			text = rotationName(a.Rotation) + " " + formatDecimalShort(*a.Months)
		}
		words = append(words, text)
	}
	return listed(words)
}

func (all trainingSet) othersSection() SettingsSection {
	table := &Table{Caption: "Other learners", Columns: []Column{{Title: "Site"}, {Title: "From"}, {Title: "Learners", Numeric: true}, {Title: "Source", WideOnly: true}},
		Empty: "None are entered: the trainees on the schedule share the volume among themselves."}
	for _, o := range all.others {
		name := fmt.Sprintf("site %d", o.Site)
		for _, site := range all.sites {
			if site.ID == o.Site {
				name = site.Name
			}
		}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: name, Name: true, Slot: int(o.Site), Href: trainingOthers + "?site=" + strconv.Itoa(int(o.Site)) + "&from=" + o.From.String()},
			{Text: o.From.Long(), Narrow: o.From.Short()}, {Text: formatDecimalShort(o.Learners), Strong: true}, orNotStated(o.Source),
		}})
	}
	return SettingsSection{ID: "others", Title: "Other learners", Table: table,
		Text:    "Learners on IR who are on no schedule here, such as visiting residents, in full months. They share the site’s volume from their month until the next entry.",
		Buttons: []Button{{Label: "Add other learners", Href: trainingOthers}}}
}
