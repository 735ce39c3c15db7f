package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// siteMonthOf reads which site and month a form is about.
func siteMonthOf(site, month string) (caseload.SiteID, calendar.Month, error) {
	id, err := strconv.Atoi(site)
	if err != nil || id <= 0 {
		return 0, 0, fault.New(fault.NotFound, "There is no such site.").WithCode("unknown_site")
	}
	m, err := calendar.ParseMonth(month)
	if err != nil {
		return 0, 0, fault.New(fault.NotFound, "There is no such month.").WithCode("unknown_month")
	}
	return caseload.SiteID(id), m, nil
}

func (s *Server) closeMonth(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	site, month, err := siteMonthOf(posted.text("site"), posted.text("month"))
	if err != nil {
		return err
	}
	if err := s.config.Store.CloseMonth(c.UserContext(), site, month, userOf(c)); err != nil {
		return err
	}
	return seeOther(c, "/data?done=closed#months")
}

// reopenForm asks why a closed month has to change.
func (s *Server) reopenForm(c *fiber.Ctx, site caseload.SiteID, month calendar.Month, reason string) (Page, FormPage, error) {
	found, err := s.siteByID(c, int64(site))
	if err != nil {
		return Page{}, FormPage{}, err
	}
	name := found.Name + ", " + month.Long()
	page := Page{Template: "form", Title: "Reopen " + name, Nav: "data", Crumbs: []Link{{Label: "Data", Href: dataPath}, {Label: "Reopen a month"}}}
	if page.Revision, page.AsOf, err = s.asOf(c.UserContext()); err != nil {
		return Page{}, FormPage{}, err
	}
	return page, FormPage{
		Title: "Reopen " + name + "?", Text: "Its numbers may have been handed out. The reason goes into the history, with your name and the time.",
		Action: "/data/reopen", Submit: "Reopen the month", Cancel: "/data#months",
		Fields: []FormField{
			{Kind: fieldHidden, Name: "site", Value: strconv.Itoa(int(site))},
			{Kind: fieldHidden, Name: "month", Value: month.String()},
			{Kind: fieldLines, Name: "reason", Label: "Why it has to change", Value: reason, Hint: "Such as “Two dialysis cases were posted late”."},
		},
	}, nil
}

func (s *Server) reopenPage(c *fiber.Ctx) error {
	site, month, err := siteMonthOf(c.Query("site"), c.Query("month"))
	if err != nil {
		return err
	}
	page, form, err := s.reopenForm(c, site, month, "")
	if err != nil {
		return err
	}
	page.Body = form
	return s.render(c, page)
}

func (s *Server) reopenMonth(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	site, month, err := siteMonthOf(posted.text("site"), posted.text("month"))
	if err != nil {
		return err
	}
	reason := posted.text("reason")
	wrong := problems{}
	if reason == "" {
		wrong.add("reason", "A closed month is reopened only with a reason.")
	}
	if len(wrong) == 0 {
		if err = s.config.Store.ReopenMonth(c.UserContext(), site, month, userOf(c), reason); err == nil {
			return seeOther(c, "/data?done=reopened#months")
		}
	}
	page, form, formErr := s.reopenForm(c, site, month, reason)
	if formErr != nil {
		return formErr
	}
	return s.answerForm(c, page, form, wrong, err, map[string]string{"reason_missing": "reason", "long_text": "reason"})
}
