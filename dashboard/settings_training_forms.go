package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// trainingFormPage draws a form below the training settings.
func (s *Server) trainingFormPage(c *fiber.Ctx, title string, form FormPage) error {
	page, err := s.trainingFrame(c, title)
	if err != nil {
		return err
	}
	page.Body = form
	return s.render(c, page)
}

func (s *Server) trainingFrame(c *fiber.Ctx, title string) (Page, error) {
	page, err := s.settingsFrame(c.UserContext(), "form", title)
	page.Crumbs = []Link{{Label: "Settings", Href: settingsPath}, {Label: "Training", Href: trainingSettings}, {Label: title}}
	return page, err
}

// trainingSaved ends a save, or shows the form again with what is wrong in it.
func (s *Server) trainingSaved(c *fiber.Ctx, title, section string, form FormPage, wrong problems, err error, fields map[string]string) error {
	if err == nil && len(wrong) == 0 {
		return seeOther(c, trainingSettings+"?saved=training#"+section)
	}
	page, frameErr := s.trainingFrame(c, title)
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form, wrong, err, fields)
}

// shareForm is how often trainees take part in a group, as it is typed.
type shareForm struct {
	group                   caseload.Group
	percent, category, from string
	known                   []string // categories in use
}

func (f shareForm) page() FormPage {
	form := FormPage{
		Title: f.group.Name, Text: "What training needs to know of the group.", Action: trainingSettings + "/groups/" + strconv.Itoa(int(f.group.ID)),
		Submit: "Save the group", Cancel: trainingSettings + "#participation",
		Fields: []FormField{
			{Kind: fieldNumber, Name: "percent", Label: "Procedures with a trainee", Value: f.percent, Unit: "%", Optional: true,
				Hint: "From 0 to 100. Leave it empty while nobody has stated it: the group is then in no exposure."},
			{Kind: fieldText, Name: "category", Label: "Category of the case log", Value: f.category, Optional: true, Hint: "As the logged cases name it."},
			{Kind: fieldText, Name: "source", Label: "Source", Value: f.from, Optional: true, Hint: "“Local estimate” where nobody has published one."},
		},
	}
	if len(f.known) > 0 {
		form.Notes = []string{"Categories in use: " + listed(f.known) + "."}
	}
	return form
}

func (s *Server) shareFormOf(c *fiber.Ctx) (shareForm, error) {
	id, err := rowID(c)
	if err != nil {
		return shareForm{}, err
	}
	all, err := s.readTrainingSet(c.UserContext())
	if err != nil {
		return shareForm{}, err
	}
	var form shareForm
	seen := map[string]bool{}
	for _, g := range all.groups {
		if category := all.shares[g.ID].Category; category != "" && !seen[category] {
			seen[category] = true
			form.known = append(form.known, category)
		}
		if int64(g.ID) == id {
			form.group = g
		}
	}
	if form.group.ID == 0 {
		return form, fault.New(fault.NotFound, "There is no such group.").WithCode("unknown_group")
	}
	share := all.shares[form.group.ID]
	if share.Participation != nil {
		form.percent = typedNumber(*share.Participation * 100)
	}
	form.category, form.from = share.Category, share.Source
	return form, nil
}

func (s *Server) trainingGroupPage(c *fiber.Ctx) error {
	form, err := s.shareFormOf(c)
	if err != nil {
		return err
	}
	return s.trainingFormPage(c, form.group.Name, form.page())
}

func (s *Server) saveTrainingGroup(c *fiber.Ctx) error {
	form, err := s.shareFormOf(c)
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form.percent, form.category, form.from = posted.text("percent"), posted.text("category"), posted.text("source")
	wrong := problems{}
	share := caseload.TrainingGroup{Group: form.group.ID, Category: form.category, Source: form.from}
	if form.percent != "" {
		percent := wrong.number("percent", form.percent, "The share", 0)
		if percent > 100 {
			wrong.add("percent", "A share is at most 100\u00a0%.")
		}
		participation := percent / 100
		share.Participation = &participation
	}
	if len(wrong) == 0 {
		err = s.config.Store.SaveTrainingGroups(c.UserContext(), []caseload.TrainingGroup{share}, userOf(c))
	}
	return s.trainingSaved(c, form.group.Name, "participation", form.page(), wrong, err, map[string]string{"participation": "percent"})
}

// minimumForm is a minimum as it is typed.
type minimumForm struct {
	path, category, cases, isSet, source string
	isKnown                              bool
}

func pathChoices(also string) []Choice {
	var choices []Choice
	for _, p := range training.Paths() {
		choices = append(choices, Choice{Value: string(p), Label: string(p)})
	}
	if also != "" && !isChoice(choices, also) {
		choices = append(choices, Choice{Value: also, Label: also})
	}
	return choices
}

func (f minimumForm) page() FormPage {
	form := FormPage{
		Title: "A minimum of cases", Action: trainingMinimums, Submit: "Save the minimum", Cancel: trainingSettings + "#minimums",
		Fields: []FormField{
			{Kind: fieldSelect, Name: "path", Label: "Path", Value: f.path, Choices: pathChoices(f.path)},
			{Kind: fieldText, Name: "category", Label: "Category of the case log", Value: f.category, Optional: true, Hint: "Leave it empty for all cases together."},
			{Kind: fieldNumber, Name: "cases", Label: "Cases", Value: f.cases},
			{Kind: fieldCheck, Name: "is_set", Label: "Compare projections with it; otherwise it is only a hint", Value: f.isSet},
			{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Optional: true, Hint: "The rule or document that asks for it."},
		},
		Notes: []string{"A new number for the same path and category takes the old one’s place; the history keeps both."},
	}
	if f.isKnown {
		form.Title = "The minimum of " + f.path + ", " + categoryName(f.category)
		form.Fields = append(form.Fields, FormField{Kind: fieldCheck, Name: "remove", Label: "Take this minimum away"})
	}
	return form
}

func (s *Server) minimumPage(c *fiber.Ctx) error {
	q := addressQuery(c)
	form := minimumForm{path: string(training.Integrated), isSet: "yes"}
	if q.Get("path") != "" {
		all, err := s.config.Store.CaseMinimums(c.UserContext())
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.Path == q.Get("path") && m.Category == q.Get("category") {
				form = minimumForm{path: m.Path, category: m.Category, cases: typedNumber(m.Cases), source: m.Source, isKnown: true}
				if m.IsSet {
					form.isSet = "yes"
				}
			}
		}
		if !form.isKnown {
			return fault.New(fault.NotFound, "There is no such minimum.").WithCode("unknown_minimum")
		}
	}
	return s.trainingFormPage(c, "Minimum", form.page())
}

func (s *Server) saveMinimum(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form := minimumForm{path: posted.text("path"), category: posted.text("category"), cases: posted.text("cases"), isSet: posted.ticked("is_set"), source: posted.text("source")}
	wrong := problems{}
	if posted.ticked("remove") != "" {
		err = s.config.Store.DeleteCaseMinimum(c.UserContext(), form.path, form.category, userOf(c))
		return s.trainingSaved(c, "Minimum", "minimums", form.page(), wrong, err, nil)
	}
	if form.path == "" {
		wrong.add("path", "Choose a path.")
	}
	m := caseload.CaseMinimum{Path: form.path, Category: form.category, Cases: wrong.number("cases", form.cases, "The number of cases", 1), Source: form.source, IsSet: form.isSet != ""}
	if len(wrong) == 0 {
		err = s.config.Store.SaveCaseMinimum(c.UserContext(), m, userOf(c))
	}
	return s.trainingSaved(c, "Minimum", "minimums", form.page(), wrong, err, map[string]string{"case_minimum": "cases"})
}

// othersForm is other learners as they are typed.
type othersForm struct {
	site, from, learners, source string
	isKnown                      bool
}

func (f othersForm) page(sites []caseload.Site) FormPage {
	var choices []Choice
	for _, site := range sites {
		choices = append(choices, Choice{Value: strconv.Itoa(int(site.ID)), Label: site.Name})
	}
	form := FormPage{
		Title: "Other learners on IR", Action: trainingOthers, Submit: "Save the other learners", Cancel: trainingSettings + "#others",
		Fields: []FormField{
			{Kind: fieldSelect, Name: "site", Label: "Site", Value: f.site, Choices: choices},
			{Kind: fieldText, Name: "from", Label: "From", Value: f.from, Hint: monthHint + " They share the site’s volume until the next entry for the site."},
			{Kind: fieldNumber, Name: "learners", Label: "Learners", Value: f.learners, Unit: "in full months", Hint: "Two who are there every other week are 1. Enter 0 for none from then on."},
			{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Optional: true},
		},
	}
	if f.isKnown {
		form.Fields = append(form.Fields, FormField{Kind: fieldCheck, Name: "remove", Label: "Take this entry away"})
	}
	return form
}

func (s *Server) othersPage(c *fiber.Ctx) error {
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return err
	}
	q := addressQuery(c)
	form := othersForm{from: calendar.MonthAt(s.config.Now()).Long()}
	if q.Get("site") != "" {
		all, err := s.config.Store.OtherLearners(c.UserContext())
		if err != nil {
			return err
		}
		for _, o := range all {
			if strconv.Itoa(int(o.Site)) == q.Get("site") && o.From.String() == q.Get("from") {
				form = othersForm{site: q.Get("site"), from: o.From.Long(), learners: typedNumber(o.Learners), source: o.Source, isKnown: true}
			}
		}
		if !form.isKnown {
			return fault.New(fault.NotFound, "There is no such entry of other learners.").WithCode("unknown_others")
		}
	}
	return s.trainingFormPage(c, "Other learners", form.page(sites))
}

func (s *Server) saveOthers(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return err
	}
	form := othersForm{site: posted.text("site"), from: posted.text("from"), learners: posted.text("learners"), source: posted.text("source")}
	wrong := problems{}
	id, idErr := strconv.Atoi(form.site)
	isSite := false
	for _, site := range sites {
		isSite = isSite || idErr == nil && int(site.ID) == id
	}
	if !isSite {
		wrong.add("site", "Choose one of the sites.")
	}
	from := wrong.month("from", form.from)
	if posted.ticked("remove") != "" && len(wrong) == 0 {
		err = s.config.Store.DeleteOtherLearners(c.UserContext(), caseload.SiteID(id), from, userOf(c))
		return s.trainingSaved(c, "Other learners", "others", form.page(sites), wrong, err, nil)
	}
	o := caseload.OtherLearners{Site: caseload.SiteID(id), From: from, Learners: wrong.number("learners", form.learners, "The number of learners", 0), Source: form.source}
	if len(wrong) == 0 {
		err = s.config.Store.SaveOtherLearners(c.UserContext(), o, userOf(c))
	}
	return s.trainingSaved(c, "Other learners", "others", form.page(sites), wrong, err, map[string]string{"other_learners": "learners"})
}
