package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	excludePath = "/signals/exclude"
	includePath = "/signals/exclude/delete"
)

// The scopes of a month that is left out.
const (
	excludeSite = "site"
	excludeAll  = "all"
)

func newExcludedRow(e insight.Exclusion, v insight.View) eventRow {
	fields := append(viewFields(v), Field{Name: "excluded_month", Value: e.Month.String()}, Field{Name: "excluded_site", Value: strconv.Itoa(int(e.Site))})
	return eventRow{
		at: e.Month, Month: e.Month.Long(), What: "Left out of limits and forecasts, " + e.Concerns, Text: e.Reason, By: e.By + ", " + e.When,
		Remove: Button{Label: "Take it back in", Post: includePath, Fields: fields, Small: true, Quiet: true},
	}
}

func excludeForm(a insight.Signals, month, reason, scope string) FormPage {
	form := FormPage{
		Title: "Leave a month out of the limits", Action: excludePath, Submit: "Leave it out", Cancel: backToSeries(a),
		Text: "The month stays on every chart, drawn hollow, and in every total. It is left out of mean, limits and rules, and the outlook learns nothing from it.",
		Fields: append(viewInputs(a),
			FormField{Kind: fieldText, Name: "excluded_month", Label: "Month", Value: month, Hint: monthHint},
			FormField{Kind: fieldText, Name: "reason", Label: "Reason", Value: reason, Hint: "What made the month unlike any other, in the words that the charts will show."}),
		Notes: []string{"Leave out only what will not come again, such as a closed suite. A month that is merely high or low is what the limits are there to judge."},
	}
	if a.Chosen.OfSite != 0 {
		form.Fields = append(form.Fields, FormField{Kind: fieldRadio, Name: "scope", Label: "At", Value: scope, Choices: []Choice{
			{Value: excludeSite, Label: "This site"}, {Value: excludeAll, Label: "All sites"}}})
	}
	return form
}

func (s *Server) excludePage(c *fiber.Ctx) error {
	a, err := s.askedSeries(c.UserContext(), addressQuery(c))
	if err != nil {
		return err
	}
	page := signalsFrame(a, "Leave a month out")
	page.Body = excludeForm(a, "", "", excludeSite)
	return s.render(c, page)
}

func (s *Server) saveExcluded(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	a, err := s.askedSeries(c.UserContext(), insight.QueryFunc(posted.text))
	if err != nil {
		return err
	}
	wrong := problems{}
	typed, reason, scope := posted.text("excluded_month"), posted.text("reason"), posted.text("scope")
	e := caseload.ExcludedMonth{Month: wrong.month("excluded_month", typed), Reason: reason, By: userOf(c)}
	if scope != excludeAll {
		e.Site = a.Chosen.OfSite
	}
	if len(wrong) == 0 && (e.Month < a.Chosen.Values.First || e.Month > a.Chosen.Values.Last()) {
		wrong.add("excluded_month", "The series runs from "+a.Chosen.Values.First.Long()+" to "+a.Chosen.Values.Last().Long()+".")
	}
	if reason == "" {
		wrong.add("reason", "Leaving out a month needs a reason, which every chart will show.")
	}
	if len(wrong) == 0 {
		if err = s.config.Store.SaveExcludedMonth(c.UserContext(), e); err == nil {
			return seeOther(c, backToSeries(a))
		}
	}
	return s.answerForm(c, signalsFrame(a, "Leave a month out"), excludeForm(a, typed, reason, scope), wrong, err,
		map[string]string{"exclusion": "excluded_month", "exclusion_reason": "reason", "long_text": "reason"})
}

// deleteExcluded takes a month back into limits and forecasts.
func (s *Server) deleteExcluded(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	v, err := insight.ParseView(insight.QueryFunc(posted.text))
	if err != nil {
		return err
	}
	month, err := calendar.ParseMonth(posted.text("excluded_month"))
	site, siteErr := strconv.ParseInt(posted.text("excluded_site"), 10, 64)
	if err != nil || siteErr != nil {
		return fault.New(fault.NotFound, "There is no such entry.").WithCode("unknown_entry")
	}
	if err := s.config.Store.DeleteExcludedMonth(c.UserContext(), month, caseload.SiteID(site), userOf(c)); err != nil {
		return err
	}
	return seeOther(c, signalsView(v).URL(signalsPath))
}
