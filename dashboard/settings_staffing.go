package dashboard

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// headWords writes a headcount with its role: "9 attendings", "3 advanced practice providers".
func headWords(role caseload.Role, n int) string {
	names := map[caseload.Role][2]string{
		caseload.Attending:    {"attending", "attendings"},
		caseload.APP:          {"advanced practice provider", "advanced practice providers"},
		caseload.Technologist: {"technologist", "technologists"},
		caseload.Nurse:        {"nurse", "nurses"},
	}
	return plural(n, names[role][0], names[role][1])
}

func roleChoices() []Choice {
	var choices []Choice
	for _, role := range caseload.StaffRoles() {
		choices = append(choices, Choice{Value: string(role), Label: role.Plural()})
	}
	return choices
}

func (all settings) staffingSection() SettingsSection {
	table := &Table{Caption: "Staffing baselines", Columns: []Column{
		{Title: "Role"}, {Title: "From"}, {Title: "Heads", Numeric: true}, {Title: "FTE", Numeric: true},
		{Title: "Sites covered", WideOnly: true}, {Title: "Source", WideOnly: true},
	}, Empty: "No staffing baseline yet."}
	for _, role := range caseload.StaffRoles() { // the order of the pages, which is not the alphabet's
		for _, b := range all.staffing {
			if b.Role != role {
				continue
			}
			fte := Cell{Text: missingText, Quiet: true}
			if b.FTE != nil {
				fte = Cell{Text: formatDecimal(*b.FTE, 1)}
			}
			table.Rows = append(table.Rows, TableRow{Cells: []Cell{
				{Text: role.Plural(), Name: true, Href: rowPath("staffing", b.ID)},
				{Text: b.From.Long(), Narrow: b.From.Short()},
				{Text: formatNumber(b.Headcount), Strong: true}, fte, orNotStated(b.SitesCovered), orNotStated(b.Source),
			}})
		}
	}
	return SettingsSection{
		ID: "staffing", Title: "Baselines of staff",
		Text:    "Heads are compared with heads. Procedures per FTE stand without a comparison until an FTE is entered here.",
		Table:   table,
		Buttons: []Button{{Label: "Add a staffing baseline", Href: rowPath("staffing", 0)}},
	}
}

// staffingForm is a staffing baseline as it is typed.
type staffingForm struct {
	id                                      int64
	role, from, heads, fte, covered, source string
}

func (f staffingForm) page() FormPage {
	form := FormPage{
		Title: "A staffing baseline from a month on", Action: rowPath("staffing", f.id), Submit: "Save the staffing baseline", Cancel: settingsPath + "#staffing",
		Fields: []FormField{
			{Kind: fieldSelect, Name: "role", Label: "Role", Value: f.role, Choices: roleChoices()},
			{Kind: fieldText, Name: "from", Label: "From", Value: f.from, Hint: monthHint + " It holds until the next one of this role starts."},
			{Kind: fieldNumber, Name: "heads", Label: "Heads", Value: f.heads, Unit: "people"},
			{Kind: fieldNumber, Name: "fte", Label: "FTE", Value: f.fte, Unit: "full-time equivalents", Optional: true,
				Hint: "Heads and FTE are different numbers. Leave it empty until somebody states it."},
			{Kind: fieldText, Name: "covered", Label: "Sites covered", Value: f.covered, Optional: true,
				Hint: "Which sites these people work at, as the source puts it. Ratios say that it is not stated until it is."},
			{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Optional: true},
		},
	}
	if f.id != 0 {
		form.Title = caseload.Role(f.role).Plural() + " from " + f.from
	}
	return form
}

func formOfStaffing(b caseload.StaffingBaseline) staffingForm {
	f := staffingForm{id: b.ID, role: string(b.Role), from: b.From.Long(), heads: strconv.Itoa(b.Headcount), covered: b.SitesCovered, source: b.Source}
	if b.FTE != nil {
		f.fte = typedNumber(*b.FTE)
	}
	return f
}

func (f staffingForm) read() (caseload.StaffingBaseline, problems) {
	wrong := problems{}
	b := caseload.StaffingBaseline{
		ID: f.id, Role: caseload.Role(f.role), From: wrong.month("from", f.from),
		Headcount: wrong.whole("heads", f.heads, "The headcount", 0, 10_000), SitesCovered: f.covered, Source: f.source,
	}
	if f.fte != "" {
		fte := wrong.number("fte", f.fte, "The FTE", 0)
		b.FTE = &fte
	}
	if !isChoice(roleChoices(), f.role) {
		wrong.add("role", "Choose one of the four roles.")
	}
	return b, wrong
}

func (s *Server) staffingBaselinePage(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	form := staffingForm{role: string(caseload.Attending), from: calendar.MonthAt(s.config.Now()).Long()}
	if id != 0 {
		all, err := s.config.Store.StaffingBaselines(c.UserContext())
		if err != nil {
			return err
		}
		found := false
		for _, b := range all {
			if b.ID == id {
				form, found = formOfStaffing(b), true
			}
		}
		if !found {
			return fault.New(fault.NotFound, "There is no such staffing baseline.").WithCode("unknown_staffing_baseline")
		}
	}
	page, err := s.settingsFrame(c.UserContext(), "form", "Staffing baseline")
	if err != nil {
		return err
	}
	page.Body = form.page()
	return s.render(c, page)
}

func (s *Server) saveStaffingBaseline(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form := staffingForm{
		id: id, role: posted.text("role"), from: posted.text("from"), heads: posted.text("heads"), fte: posted.text("fte"),
		covered: posted.text("covered"), source: posted.text("source"),
	}
	baseline, wrong := form.read()
	if len(wrong) == 0 {
		if err = s.config.Store.SaveStaffingBaseline(c.UserContext(), baseline, userOf(c)); err == nil {
			return seeOther(c, fmt.Sprintf("%s?saved=staffing#staffing", settingsPath))
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Staffing baseline")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(), wrong, err, map[string]string{"baseline_taken": "from", "baseline": "heads"})
}
