package dashboard

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/wisn"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// minutesInForce is the newest minutes of each phase that began by the month.
func minutesInForce(all []caseload.ProcedureMinutes, procedure caseload.ProcedureID, role caseload.Role, m calendar.Month) map[string]caseload.ProcedureMinutes {
	found := map[string]caseload.ProcedureMinutes{}
	for _, one := range all {
		if one.Procedure != procedure || one.Role != role || one.From > m {
			continue
		}
		if now, ok := found[one.Phase]; !ok || one.From >= now.From {
			found[one.Phase] = one
		}
	}
	return found
}

// minutesPage lists what each procedure asks of the role.
func (s *Server) minutesPage(c *fiber.Ctx) error {
	role, err := staffRole(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	procedures, err := s.config.Store.Procedures(ctx)
	if err != nil {
		return err
	}
	all, err := s.config.Store.ProcedureMinutes(ctx)
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(ctx, "settings", "Minutes")
	if err != nil {
		return err
	}
	page.Crumbs = []Link{{Label: "Settings", Href: settingsPath}, {Label: role.Plural(), Href: insight.AssumptionsURL(role)}, {Label: "Minutes"}}
	t := &Table{Caption: "Minutes by procedure, " + role.Plural(), Columns: []Column{{Title: "Procedure"}}, Empty: "No procedures have come yet."}
	for _, phase := range wisn.Phases() {
		t.Columns = append(t.Columns, Column{Title: caseload.UpperFirst(string(phase)), Numeric: true, WideOnly: true})
	}
	t.Columns = append(t.Columns, Column{Title: "Staff minutes", Numeric: true}, Column{Title: "Source", WideOnly: true})
	with := 0
	now := calendar.MonthAt(s.config.Now())
	slices.SortFunc(procedures, func(a, b caseload.Procedure) int { return strings.Compare(a.Name, b.Name) })
	for _, p := range procedures {
		row, has := minutesRow(p, role, minutesInForce(all, p.ID, role, now), may(c, ActionEditBaselines))
		if has {
			with++
		}
		t.Rows = append(t.Rows, row)
	}
	page.Body = SettingsPage{
		Headline: Headline{
			Sentence: Sentence{{Text: role.Plural() + ": "}, {Text: fmt.Sprintf("%s of %s", formatNumber(with), plural(len(procedures), "procedure", "procedures")), Strong: true}, {Text: plainVerb(with) + " minutes."}},
			Second:   Sentence{{Text: "A file of minutes is the quickest way to enter them: procedure, role, phase, minutes, people and, if you like, source. "}, {Text: "Get the template", URL: "/templates/minutes.csv"}, {Text: " and upload it on the Data page."}},
		},
		Saved: savedBanner(c.Query("saved"), page.Revision),
		Sections: []SettingsSection{{ID: "minutes", Title: "By procedure", Table: t,
			Text: "Minutes × people of the role at the same time; one nurse to three recovery patients is 0.33 people. Room minutes run from patient in to room ready."}},
	}
	return s.render(c, page)
}

func plainVerb(n int) string {
	if n == 1 {
		return " has"
	}
	return " have"
}

func minutesRow(p caseload.Procedure, role caseload.Role, inForce map[string]caseload.ProcedureMinutes, mayEdit bool) (TableRow, bool) {
	name := Cell{Text: p.Name, Name: true}
	if mayEdit {
		name.Href = fmt.Sprintf("/settings/minutes/%s/%d", role, p.ID)
	}
	row := TableRow{Cells: []Cell{name}}
	total := 0.0
	var sources []string
	for _, phase := range wisn.Phases() {
		one, ok := inForce[string(phase)]
		if !ok {
			row.Cells = append(row.Cells, Cell{Text: missingText, Quiet: true})
			continue
		}
		text := formatDecimalShort(one.Minutes)
		if one.People != 1 {
			text += " × " + formatDecimalShort(one.People)
		}
		total += one.Minutes * one.People
		if one.Stated != "" && !slices.Contains(sources, one.Stated) {
			sources = append(sources, one.Stated)
		}
		row.Cells = append(row.Cells, Cell{Text: text})
	}
	if len(inForce) == 0 {
		row.Cells = append(row.Cells, Cell{Text: missingText, Quiet: true}, Cell{Text: "not entered", Quiet: true})
		return row, false
	}
	row.Cells = append(row.Cells, Cell{Text: formatDecimal(total, 0), Strong: true}, orNotStated(strings.Join(sources, "; ")))
	return row, true
}

// minutesForm is one procedure's minutes for a role as they are typed.
type minutesForm struct {
	role      caseload.Role
	procedure caseload.Procedure
	from      string
	source    string
	minutes   map[string]string
	people    map[string]string
	facts     []Definition
}

func (s *Server) askedMinutes(c *fiber.Ctx) (minutesForm, error) {
	role, err := staffRole(c)
	if err != nil {
		return minutesForm{}, err
	}
	f := minutesForm{role: role, minutes: map[string]string{}, people: map[string]string{}}
	procedures, err := s.config.Store.Procedures(c.UserContext())
	if err != nil {
		return f, err
	}
	id, _ := strconv.Atoi(c.Params("procedure"))
	for _, p := range procedures {
		if int(p.ID) == id {
			f.procedure = p
		}
	}
	if f.procedure.ID == 0 {
		return f, fault.New(fault.NotFound, "There is no such procedure.").WithCode("unknown_procedure")
	}
	all, err := s.config.Store.ProcedureMinutes(c.UserContext())
	if err != nil {
		return f, err
	}
	now := calendar.MonthAt(s.config.Now())
	f.from = now.Long()
	inForce := minutesInForce(all, f.procedure.ID, role, now)
	for _, phase := range wisn.Phases() {
		if one, ok := inForce[string(phase)]; ok {
			f.minutes[one.Phase], f.people[one.Phase], f.source = typedNumber(one.Minutes), typedNumber(math.Round(one.People*1e6)/1e6), one.Stated
		}
	}
	for _, one := range all {
		if one.Procedure == f.procedure.ID && one.Role == role {
			since := "always"
			if one.From > caseload.AlwaysFrom {
				since = "from " + one.From.Long()
			}
			f.facts = append(f.facts, Definition{Term: one.Phase + ", " + since, Text: formatDecimalShort(one.Minutes) + " min × " + formatDecimalShort(one.People) + ". " + statedBy(one.Stated)})
		}
	}
	return f, nil
}

func (f minutesForm) path() string {
	return fmt.Sprintf("/settings/minutes/%s/%d", f.role, f.procedure.ID)
}

func (f minutesForm) page() FormPage {
	p := FormPage{Title: f.procedure.Name + ": minutes of " + caseload.LowerFirst(f.role.Plural()), Action: f.path(), Submit: "Save", Cancel: "/settings/minutes/" + string(f.role), Facts: f.facts,
		Notes: []string{"Leave both boxes of a phase empty where nobody has said anything. A role without a part in a procedure has 0 people."},
		Fields: []FormField{
			{Kind: fieldText, Name: "from", Label: "From", Value: f.from, Hint: monthHint + " Write always for minutes that hold for all months so far."},
		}}
	for _, phase := range wisn.Phases() {
		title := caseload.UpperFirst(string(phase))
		p.Fields = append(p.Fields, FormField{Kind: fieldNumber, Name: "minutes-" + string(phase), Label: title, Value: f.minutes[string(phase)], Unit: "minutes", Optional: true},
			FormField{Kind: fieldNumber, Name: "people-" + string(phase), Label: title + ": people at the same time", Value: f.people[string(phase)], Unit: "people", Optional: true})
	}
	p.Fields = append(p.Fields, FormField{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Hint: "Local estimate, where nobody has measured."})
	return p
}

func (f minutesForm) read() ([]caseload.ProcedureMinutes, problems) {
	wrong := problems{}
	from := caseload.AlwaysFrom
	if f.from != "always" {
		from = wrong.month("from", f.from)
	}
	var rows []caseload.ProcedureMinutes
	for _, phase := range wisn.Phases() {
		minutes, people := f.minutes[string(phase)], f.people[string(phase)]
		if minutes == "" && people == "" {
			continue
		}
		rows = append(rows, caseload.ProcedureMinutes{
			Procedure: f.procedure.ID, Role: f.role, Phase: string(phase), From: from, Stated: f.source,
			Minutes: wrong.number("minutes-"+string(phase), minutes, "The minutes", 0), People: wrong.number("people-"+string(phase), people, "The number of people", 0),
		})
	}
	if len(rows) == 0 {
		wrong.add("minutes-"+string(wisn.Room), "Enter the minutes of one phase at least.")
	}
	return rows, wrong
}

func (s *Server) minutesOfPage(c *fiber.Ctx) error {
	form, err := s.askedMinutes(c)
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(c.UserContext(), "form", "Minutes")
	if err != nil {
		return err
	}
	page.Body = form.page()
	return s.render(c, page)
}

func (s *Server) saveMinutes(c *fiber.Ctx) error {
	form, err := s.askedMinutes(c)
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form.from, form.source = posted.text("from"), posted.text("source")
	for _, phase := range wisn.Phases() {
		form.minutes[string(phase)], form.people[string(phase)] = posted.text("minutes-"+string(phase)), posted.text("people-"+string(phase))
	}
	rows, wrong := form.read()
	if len(wrong) == 0 {
		if err = s.config.Store.SaveProcedureMinutes(c.UserContext(), rows, userOf(c)); err == nil {
			return seeOther(c, "/settings/minutes/"+string(form.role)+"?saved=minutes")
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Minutes")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(), wrong, err, map[string]string{"minutes": "minutes-room", "no_changes": "source"})
}
