package dashboard

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// AssumptionRecords is what the staffing settings change; insight.Source reads them.
type AssumptionRecords interface {
	SaveAssumptions(ctx context.Context, all []caseload.Assumption, by caseload.UserID, lapse []caseload.Confirmation) error
	SaveProcedureMinutes(ctx context.Context, minutes []caseload.ProcedureMinutes, by caseload.UserID) error
	SaveAuthorisedPosition(ctx context.Context, p caseload.AuthorisedPosition, by caseload.UserID) error
	Confirm(ctx context.Context, role caseload.Role, parts []string, by caseload.UserID) error
	Unconfirm(ctx context.Context, role caseload.Role, parts []string, by caseload.UserID) error
	Undo(ctx context.Context, rev caseload.Revision, by caseload.UserID) (caseload.RevisionInfo, error)
}

const (
	assumptionsPath = "/settings/assumptions/:role"
	assumptionPath  = "/settings/assumption"
	minutesPath     = "/settings/minutes/:role"
	minutesOfPath   = "/settings/minutes/:role/:procedure"
	authorisedPath  = "/settings/authorised"
)

func (s *Server) assumptionRoutes() []Route {
	see := func(path string, action Action, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodGet, Path: path, Action: action, Handler: handler}
	}
	save := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodPost, Path: path, Action: ActionEditBaselines, Handler: handler}
	}
	return []Route{
		see(assumptionsPath, ActionSeePages, s.assumptionsPage),
		save(assumptionsPath, s.confirmAssumptions),
		see(assumptionPath, ActionEditBaselines, s.assumptionPage),
		save(assumptionPath, s.saveAssumption),
		see(minutesPath, ActionSeePages, s.minutesPage),
		see(minutesOfPath, ActionEditBaselines, s.minutesOfPage),
		save(minutesOfPath, s.saveMinutes),
		see(authorisedPath, ActionEditBaselines, s.authorisedPage),
		save(authorisedPath, s.saveAuthorised),
		save("/settings/history/:revision/undo", s.undoSetting),
	}
}

// staffRole reads the role of an address.
func staffRole(c *fiber.Ctx) (caseload.Role, error) {
	role := caseload.Role(c.Params("role"))
	if !slices.Contains(caseload.StaffRoles(), role) {
		return "", fault.New(fault.NotFound, "There is no such role. It is one of attending, app, technologist, nurse.").WithCode("unknown_role")
	}
	return role, nil
}

// assumptionSections are the staffing assumptions' part of Settings.
func (s *Server) assumptionSections(c *fiber.Ctx) ([]SettingsSection, error) {
	roles, err := s.answers.Assumptions(c.UserContext(), insight.View{})
	if err != nil {
		return nil, err
	}
	positions, err := s.config.Store.AuthorisedPositions(c.UserContext())
	if err != nil {
		return nil, err
	}
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return nil, err
	}
	return assumptionsSection(roles, positions, func(id caseload.SiteID) string { return siteNamed(sites, id) }, may(c, ActionEditBaselines)), nil
}

// assumptionsSection leads from Settings to what required staff rests on.
func assumptionsSection(roles []insight.RoleAssumptions, positions []caseload.AuthorisedPosition, siteName func(caseload.SiteID) string, mayEdit bool) []SettingsSection {
	t := &Table{Caption: "Staffing assumptions", Columns: []Column{{Title: "Role"}, {Title: "State"}, {Title: "Still to confirm", WideOnly: true}}}
	for _, role := range roles {
		state, open := "confirmed", Cell{Text: "nothing", Quiet: true}
		if !role.Confirmed {
			state, open = "not confirmed", Cell{Text: listed(role.Open)}
		}
		t.Rows = append(t.Rows, TableRow{Cells: []Cell{{Text: role.Name, Name: true, Href: role.EditURL}, {Text: state, Strong: role.Confirmed}, open}})
	}
	authorised := &Table{Caption: "Authorised FTE", Columns: []Column{{Title: "Role"}, {Title: "Site"}, {Title: "From"}, {Title: "FTE", Numeric: true}, {Title: "Source", WideOnly: true}}, Empty: "None entered: the Staffing page leaves the column empty."}
	for _, role := range caseload.StaffRoles() {
		for _, p := range positions {
			if p.Role == role {
				authorised.Rows = append(authorised.Rows, TableRow{Cells: []Cell{{Text: role.Plural(), Name: true}, {Text: siteName(p.Site)}, {Text: p.From.Short()}, {Text: formatDecimalShort(p.FTE), Strong: true}, orNotStated(p.Source)}})
			}
		}
	}
	sections := []SettingsSection{
		{ID: "assumptions", Title: "Staffing assumptions", Table: t,
			Text: "What required staff is worked out from, by role and site, each with its source. Until a lead has confirmed all six parts of a role, its requirement is illustrative."},
		{ID: "authorised", Title: "Authorised FTE", Table: authorised, Text: "What a role may fill at a site from a day on."},
	}
	if mayEdit {
		sections[1].Buttons = []Button{{Label: "Add an authorised FTE", Href: authorisedPath}}
	}
	return sections
}

// assumptionsPage shows a role's assumptions part by part, where a lead confirms them.
func (s *Server) assumptionsPage(c *fiber.Ctx) error {
	role, err := staffRole(c)
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(c.UserContext(), "assumptions", role.Plural()) // before the numbers: they are of this revision or a newer one
	if err != nil {
		return err
	}
	body, err := s.assumptionsBody(c, role)
	if err != nil {
		return err
	}
	body.Seen = page.Revision
	body.Saved = savedBanner(c.Query("saved"), page.Revision)
	page.Body = body
	return s.render(c, page)
}

// assumptionsOnPage is what templates/pages/assumptions.html shows.
type assumptionsOnPage struct {
	Headline Headline
	Saved    *Banner
	Action   string
	Seen     caseload.Revision // a confirmation is of the numbers of this revision
	Parts    []partOnPage
	MayEdit  bool
	Open     int
}

type partOnPage struct {
	ID, Title, State, Text string
	Confirmed              bool
	Needs                  bool // nobody has confirmed it yet, and it can be
	Table                  *Table
	Add                    []Link
}

func (s *Server) assumptionsBody(c *fiber.Ctx, role caseload.Role) (assumptionsOnPage, error) {
	answer, err := s.answers.Assumptions(c.UserContext(), insight.View{})
	if err != nil {
		return assumptionsOnPage{}, err
	}
	mayEdit := may(c, ActionEditBaselines)
	body := assumptionsOnPage{Action: insight.AssumptionsURL(role), MayEdit: mayEdit}
	for _, one := range answer {
		if one.Role != role {
			continue
		}
		body.Open = len(one.Open)
		body.Headline.Sentence = Sentence{{Text: one.Name + ": "}, {Text: "all six parts are confirmed", Strong: true}, {Text: "."}}
		if !one.Confirmed {
			body.Headline.Sentence = Sentence{{Text: one.Name + ": "}, {Text: listed(one.Open), Strong: true}, {Text: " still to be confirmed."}}
			body.Headline.Second = Sentence{{Text: "Until then what the role requires is illustrative: no gap, ratio or verdict is shown anywhere."}}
		}
		for _, part := range one.Parts {
			body.Parts = append(body.Parts, s.partOnPage(role, part, mayEdit))
		}
	}
	return body, nil
}

func (s *Server) partOnPage(role caseload.Role, part insight.AssumptionsOfPart, mayEdit bool) partOnPage {
	shown := assumptionsPartOf(part, mayEdit)
	p := partOnPage{ID: string(part.Part), Title: shown.Title, State: shown.State, Confirmed: part.Confirmed, Needs: part.Part != "" && !part.Confirmed, Table: shown.Table, Text: partText(part.Part)}
	if !mayEdit {
		return p
	}
	for _, group := range itemGroups() {
		if group.part == part.Part {
			p.Add = append(p.Add, Link{Label: group.add, Href: insight.AssumptionURL(group.names[0], role, 0, "")})
		}
	}
	return p
}

func partText(part insight.AssumptionPart) string {
	switch part {
	case insight.PartRooms:
		return "How many rooms are open, and how many people of the role stand in each."
	case insight.PartHours:
		return "When the rooms are open, and how long a person works."
	case insight.PartMinutes:
		return "What each procedure asks of the role, and work that no procedure counts."
	case insight.PartAbsence:
		return "Working days of a year, and what is taken off them."
	case insight.PartCall:
		return "Rotas outside the opening hours. A role without call is confirmed as having none."
	case insight.PartRecovery:
		return "Recovery bays that nurses look after. Other roles are confirmed as having none."
	}
	return "How the numbers are written; no verdict hangs on it."
}

// confirmAssumptions confirms the parts that are ticked, or takes one back.
func (s *Server) confirmAssumptions(c *fiber.Ctx) error {
	role, err := staffRole(c)
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	var parts []string
	for _, part := range insight.AssumptionParts() {
		if posted.ticked("part-"+string(part)) != "" {
			parts = append(parts, string(part))
		}
	}
	if len(parts) == 0 {
		return fault.New(fault.Invalid, "Tick the parts first. Nothing was changed.").WithCode("no_parts")
	}
	if posted.text("do") == "withdraw" {
		err = s.config.Store.Unconfirm(c.UserContext(), role, parts, userOf(c))
	} else {
		if posted.text("seen") == "" { // nobody can stand by numbers that are not named
			return fault.New(fault.Invalid, "The form does not say which numbers it confirms. Open the page again; nothing was changed.").WithCode("not_seen")
		}
		err = s.config.Store.Confirm(c.UserContext(), role, parts, userOf(c))
	}
	if err != nil {
		return err
	}
	return seeOther(c, insight.AssumptionsURL(role)+"?saved=confirmed")
}

// undoSetting takes back a revision that was made by hand in the staffing settings.
func (s *Server) undoSetting(c *fiber.Ctx) error {
	number, err := strconv.ParseInt(c.Params("revision"), 10, 64)
	if err != nil || number <= 0 {
		return fault.New(fault.NotFound, "There is no such revision.").WithCode("unknown_revision")
	}
	revision := caseload.Revision(number)
	changes, err := s.config.Store.Changes(c.UserContext(), revision, 0)
	if err != nil {
		return err
	}
	if !canTakeBack(changes) {
		return fault.New(fault.Invalid, "This revision is not taken back here. A file is undone on its own page.").WithCode("not_here")
	}
	info, err := s.config.Store.Undo(c.UserContext(), revision, userOf(c))
	if err != nil {
		return err
	}
	// What a lead confirmed after the change was confirmed with the change.
	for role, parts := range voided(changes) {
		if err := s.config.Store.Unconfirm(c.UserContext(), role, parts, userOf(c)); err != nil {
			return err
		}
	}
	return seeOther(c, fmt.Sprintf("/settings/history/%d", info.Revision))
}

// canTakeBack reports whether the changes are all of the staffing settings, which leads may edit.
func canTakeBack(changes []caseload.Change) bool {
	for _, change := range changes {
		switch change.Kind {
		case caseload.ChangeAssumption, caseload.ChangeConfirmation, caseload.ChangeMinutes, caseload.ChangeAuthorised, caseload.ChangeStaffingBaseline, caseload.ChangeBaseline:
		default:
			return false
		}
	}
	return len(changes) > 0
}

// siteNamed returns how a site is called.
func siteNamed(sites []caseload.Site, id caseload.SiteID) string {
	for _, site := range sites {
		if site.ID == id {
			return site.Name
		}
	}
	return "All sites"
}
