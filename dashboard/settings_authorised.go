package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// authorisedForm is an authorised FTE as it is typed.
type authorisedForm struct {
	role, site, from, fte, source string
	sites                         []caseload.Site
}

func (f authorisedForm) siteChoices() []Choice {
	var choices []Choice
	for _, site := range f.sites {
		choices = append(choices, Choice{Value: strconv.Itoa(int(site.ID)), Label: site.Name})
	}
	return choices
}

func (f authorisedForm) page() FormPage {
	return FormPage{
		Title: "Authorised FTE from a day on", Action: authorisedPath, Submit: "Save the authorised FTE", Cancel: settingsPath + "#authorised",
		Fields: []FormField{
			{Kind: fieldSelect, Name: "role", Label: "Role", Value: f.role, Choices: roleChoices()},
			{Kind: fieldSelect, Name: "site", Label: "Site", Value: f.site, Choices: f.siteChoices()},
			{Kind: fieldText, Name: "from", Label: "From", Value: f.from, Hint: "A day, such as 2026-07-01. It holds until the next one of the role and site."},
			{Kind: fieldNumber, Name: "fte", Label: "FTE", Value: f.fte, Unit: "full-time equivalents"},
			{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Optional: true},
		},
	}
}

func (f authorisedForm) read() (caseload.AuthorisedPosition, problems) {
	wrong := problems{}
	from, err := calendar.ParseDate(f.from)
	if err != nil {
		wrong.add("from", "A day is needed, such as 2026-07-01.")
	}
	if !isChoice(roleChoices(), f.role) {
		wrong.add("role", "Choose one of the four roles.")
	}
	if !isChoice(f.siteChoices(), f.site) {
		wrong.add("site", "Choose a site.")
	}
	site, _ := strconv.Atoi(f.site)
	return caseload.AuthorisedPosition{Role: caseload.Role(f.role), Site: caseload.SiteID(site), From: from,
		FTE: wrong.number("fte", f.fte, "The FTE", 0), Source: f.source}, wrong
}

func (s *Server) authorisedPage(c *fiber.Ctx) error {
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(c.UserContext(), "form", "Authorised FTE")
	if err != nil {
		return err
	}
	page.Body = authorisedForm{role: string(caseload.Nurse), sites: sites, from: calendar.DateAt(s.config.Now()).String()}.page()
	return s.render(c, page)
}

func (s *Server) saveAuthorised(c *fiber.Ctx) error {
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form := authorisedForm{role: posted.text("role"), site: posted.text("site"), from: posted.text("from"), fte: posted.text("fte"), source: posted.text("source"), sites: sites}
	position, wrong := form.read()
	if len(wrong) == 0 {
		if err = s.config.Store.SaveAuthorisedPosition(c.UserContext(), position, userOf(c)); err == nil {
			return seeOther(c, settingsPath+"?saved=authorised#authorised")
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Authorised FTE")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(), wrong, err, map[string]string{"authorised_position": "fte", "no_changes": "fte"})
}
