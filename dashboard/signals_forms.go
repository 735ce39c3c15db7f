package dashboard

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	rebasePath = "/signals/rebase"
	eventPath  = "/signals/event"
)

// signalsFrame is the frame of a form that belongs to the Signals page.
func signalsFrame(a insight.Signals, title string) Page {
	v := signalsView(a.Scope.View)
	return Page{Template: "form", Title: title, Nav: "signals", Revision: a.Scope.Revision, AsOf: a.Scope.AsOfText,
		Crumbs: []Link{{Label: "Signals", Href: v.URL(signalsPath)}, {Label: title}}}
}

// askedSeries answers for the series that an address or a form names. Without months there is nothing to edit.
func (s *Server) askedSeries(ctx context.Context, q insight.Query) (insight.Signals, error) {
	v, err := insight.ParseView(q)
	if err != nil {
		return insight.Signals{}, err
	}
	answer, err := s.answers.Signals(ctx, signalsView(v))
	if err != nil {
		return insight.Signals{}, fmt.Errorf("signals: %w", err)
	}
	if answer.Empty != nil {
		return insight.Signals{}, fault.New(fault.NotFound, "There is no series yet. %s", answer.Empty.Title).WithCode("no_series")
	}
	return answer, nil
}

// viewInputs are the hidden fields that lead a form back to its series.
func viewInputs(a insight.Signals) []FormField {
	var fields []FormField
	for _, f := range viewFields(signalsView(a.Scope.View).WithSeries(a.Chosen.Key)) {
		fields = append(fields, FormField{Kind: fieldHidden, Name: f.Name, Value: f.Value})
	}
	return fields
}

// backToSeries is where a form of the series leads when it is done.
func backToSeries(a insight.Signals) string {
	return signalsView(a.Scope.View).WithSeries(a.Chosen.Key).URL(signalsPath)
}

func rebaseForm(a insight.Signals, month, reason string) FormPage {
	return FormPage{
		Title: "New limits for " + a.Chosen.Name, Action: rebasePath, Submit: "Rebase", Cancel: backToSeries(a),
		Text: "The mean and the limits begin anew with the month. Nothing stored changes, and deleting the rebase brings the old lines back.",
		Fields: append(viewInputs(a),
			FormField{Kind: fieldText, Name: "rebase_month", Label: "First month of the new limits", Value: month, Hint: monthHint},
			FormField{Kind: fieldText, Name: "reason", Label: "Reason", Value: reason, Hint: "What changed, in the words that every chart of the series will show."}),
		Notes: []string{"Rebase only when somebody knows why the level changed and expects it to last. A signal that nobody can explain is better left as it is."},
	}
}

func (s *Server) rebasePage(c *fiber.Ctx) error {
	a, err := s.askedSeries(c.UserContext(), addressQuery(c))
	if err != nil {
		return err
	}
	page := signalsFrame(a, "Rebase")
	month := ""
	if a.Chosen.Suggestion != nil {
		month = a.Chosen.Suggestion.Month.Long()
	}
	page.Body = rebaseForm(a, month, "")
	return s.render(c, page)
}

func (s *Server) saveRebase(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	a, err := s.askedSeries(c.UserContext(), insight.QueryFunc(posted.text))
	if err != nil {
		return err
	}
	wrong := problems{}
	typed, reason := posted.text("rebase_month"), posted.text("reason")
	month := wrong.month("rebase_month", typed)
	if len(wrong) == 0 && (month <= a.Chosen.Values.First || month > a.Chosen.Values.Last()) {
		wrong.add("rebase_month", "New limits begin after "+a.Chosen.Values.First.Long()+" and at the latest in "+a.Chosen.Values.Last().Long()+".")
	}
	if reason == "" {
		wrong.add("reason", "A rebase needs a reason, which every chart of the series will show.")
	}
	if len(wrong) == 0 {
		_, err = s.config.Store.SaveRebase(c.UserContext(), caseload.Rebase{
			Month: month, Site: a.Chosen.OfSite, Group: a.Chosen.Group, Procedure: a.Chosen.Procedure,
			Measure: a.Chosen.Measure, Role: a.Chosen.Role, Reason: reason, By: userOf(c)})
		if err == nil {
			return seeOther(c, backToSeries(a))
		}
	}
	return s.answerForm(c, signalsFrame(a, "Rebase"), rebaseForm(a, typed, reason), wrong, err,
		map[string]string{"rebase": "rebase_month", "rebase_reason": "reason", "long_text": "reason"})
}

// The scopes of an event.
const (
	eventOfSeries = "series"
	eventOfGroup  = "group" // of the procedure
	eventOfAll    = "all"
)

func eventForm(a insight.Signals, month, text, scope string) FormPage {
	form := FormPage{
		Title: "An event on the charts", Action: eventPath, Submit: "Save the event", Cancel: backToSeries(a),
		Text: "An event is a dated remark, such as “Second room opened”. It changes no number and no limit.",
		Fields: append(viewInputs(a),
			FormField{Kind: fieldText, Name: "event_month", Label: "Month", Value: month, Hint: monthHint},
			FormField{Kind: fieldText, Name: "text", Label: "What happened", Value: text, Hint: "A few words: they stand above the plot. No names of patients."}),
	}
	if choices := eventScopes(a); len(choices) > 1 {
		form.Fields = append(form.Fields, FormField{Kind: fieldRadio, Name: "scope", Label: "Shown on", Value: scope, Choices: choices})
	}
	return form
}

// eventScopes are what an event of the series can be about: the series, a procedure's group, or everything.
func eventScopes(a insight.Signals) []Choice {
	d, choices := a.Chosen, []Choice{}
	isPart := d.Group != 0 || d.Procedure != 0 || d.Measure != ""
	switch {
	case isPart && a.Scope.Site != nil:
		choices = append(choices, Choice{Value: eventOfSeries, Label: "Charts of " + d.Name + " at " + a.Scope.Site.Name})
	case isPart:
		choices = append(choices, Choice{Value: eventOfSeries, Label: "Charts of " + d.Name})
	case d.Site != nil:
		choices = append(choices, Choice{Value: eventOfSeries, Label: "Every chart of " + d.Site.Name})
	}
	if d.Procedure != 0 && a.Group != nil {
		choices = append(choices, Choice{Value: eventOfGroup, Label: "Charts of " + a.Group.Name + " and its procedures"})
	}
	return append(choices, Choice{Value: eventOfAll, Label: "Every chart"})
}

func (s *Server) eventPage(c *fiber.Ctx) error {
	a, err := s.askedSeries(c.UserContext(), addressQuery(c))
	if err != nil {
		return err
	}
	page := signalsFrame(a, "Event")
	page.Body = eventForm(a, a.Month.Long(), "", eventOfSeries)
	return s.render(c, page)
}

func (s *Server) saveEvent(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	a, err := s.askedSeries(c.UserContext(), insight.QueryFunc(posted.text))
	if err != nil {
		return err
	}
	wrong := problems{}
	typed, text, scope := posted.text("event_month"), posted.text("text"), posted.text("scope")
	mark := caseload.Annotation{Month: wrong.month("event_month", typed), Text: text, By: userOf(c)}
	switch d := a.Chosen; {
	case scope == eventOfGroup && d.Procedure != 0:
		mark.Site, mark.Group = d.OfSite, d.ProcedureGroup
	case scope != eventOfAll:
		mark.Site, mark.Group, mark.Procedure, mark.Measure, mark.Role = d.OfSite, d.Group, d.Procedure, d.Measure, d.Role
	}
	if text == "" {
		wrong.add("text", "An event needs a few words.")
	}
	if len(wrong) == 0 {
		if _, err = s.config.Store.AddAnnotation(c.UserContext(), mark); err == nil {
			return seeOther(c, backToSeries(a))
		}
	}
	return s.answerForm(c, signalsFrame(a, "Event"), eventForm(a, typed, text, scope), wrong, err, map[string]string{"annotation": "text", "long_text": "text"})
}

func (s *Server) deleteRebase(c *fiber.Ctx) error {
	return s.deleteEntry(c, s.config.Store.DeleteRebase)
}

func (s *Server) deleteEvent(c *fiber.Ctx) error {
	return s.deleteEntry(c, s.config.Store.DeleteAnnotation)
}

// deleteEntry removes an event or a rebase. The history keeps it, and the revision can be taken back.
func (s *Server) deleteEntry(c *fiber.Ctx, remove func(ctx context.Context, id int64, by caseload.UserID) error) error {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id < 1 {
		return fault.New(fault.NotFound, "There is no such entry.").WithCode("unknown_entry")
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	v, err := insight.ParseView(insight.QueryFunc(posted.text))
	if err != nil {
		return err
	}
	if err := remove(c.UserContext(), id, userOf(c)); err != nil {
		return err
	}
	return seeOther(c, signalsView(v).URL(signalsPath))
}
