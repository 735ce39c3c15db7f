package dashboard

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/fault"
)

func savedScenario(w insight.WhatIf, column insight.WhatIfColumn, isOwn bool) whatIfSaved {
	saved := whatIfSaved{Name: column.Name, Href: column.URL, Text: strings.Join(column.Changes, "; ")}
	switch {
	case column.Problem != "":
		saved.Text = column.Problem
	case column.Shared:
		saved.Text += " · shared with everybody"
	case isOwn:
		saved.Text += " · only you see it"
	}
	if !isOwn {
		return saved
	}
	id := strconv.FormatInt(column.ID, 10)
	back := append(whatIfKept(w), Field{Name: "here", Value: w.Query})
	share := Button{Label: "Share", Post: "/what-if/scenarios/" + id + "/share", Fields: append(slices.Clone(back), Field{Name: "shared", Value: "yes"}), Quiet: true, Small: true}
	if column.Shared {
		share.Label, share.Fields = "Make private", append(slices.Clone(back), Field{Name: "shared", Value: "no"})
	}
	saved.Buttons = []Button{share, {Label: "Delete", Post: "/what-if/scenarios/" + id + "/delete", Fields: back, Quiet: true, Small: true}}
	return saved
}

// saveScenario keeps what the address changes, under a name, for its author alone.
func (s *Server) saveScenario(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	q, err := url.ParseQuery(posted.text("query"))
	if err != nil || len(q) == 0 {
		return fault.New(fault.Invalid, "There is no change to save. Change something first.").WithCode("empty_scenario")
	}
	if posted.text("name") == "" {
		return fault.New(fault.Invalid, "A scenario needs a name under which you will find it again. Go back and type one; nothing was changed.").WithCode("scenario_name")
	}
	if _, err := s.config.Store.SaveScenario(c.UserContext(), caseload.Scenario{
		Name: posted.text("name"), Query: q.Encode(), Owner: userOf(c), Shared: posted.ticked("shared") != "",
	}); err != nil {
		return err
	}
	return s.backToWhatIf(c, posted)
}

func (s *Server) deleteScenario(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	id, err := scenarioID(c)
	if err != nil {
		return err
	}
	if err := s.config.Store.DeleteScenario(c.UserContext(), id, userOf(c)); err != nil {
		return err
	}
	return s.backToWhatIf(c, posted)
}

func (s *Server) shareScenario(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	id, err := scenarioID(c)
	if err != nil {
		return err
	}
	all, err := s.config.Store.Scenarios(c.UserContext())
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.ID == id && one.Owner == userOf(c) {
			one.Shared = posted.text("shared") == "yes"
			if _, err := s.config.Store.SaveScenario(c.UserContext(), one); err != nil {
				return err
			}
			return s.backToWhatIf(c, posted)
		}
	}
	return noScenario()
}

func scenarioID(c *fiber.Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, noScenario()
	}
	return id, nil
}

func noScenario() error {
	return fault.New(fault.NotFound, "There is no such scenario of yours.").WithCode("unknown_scenario")
}

// backToWhatIf leads back to what was looked at, on this server whatever the form says.
func (s *Server) backToWhatIf(c *fiber.Ctx, posted formValues) error {
	v, err := insight.ParseView(insight.QueryFunc(posted.text))
	if err != nil {
		return err
	}
	year := insight.VolumeYear(posted.text("year"))
	if year != insight.YearForecast {
		year = ""
	}
	w := insight.WhatIf{Scope: insight.Scope{View: v.Shared()}, Year: insight.StaffYear{Kind: year}}
	here, err := url.ParseQuery(posted.text("here"))
	if err != nil {
		here = nil
	}
	return seeOther(c, w.URL(here.Encode()))
}
