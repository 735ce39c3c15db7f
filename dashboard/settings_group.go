package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
	"caseload/store/fault"
)

// proceduresNamed is how many procedures the list of groups names before it counts the rest.
const proceduresNamed = 4

func (all settings) groupSection() SettingsSection {
	table := &Table{Caption: "Procedure groups", Columns: []Column{{Title: "Group"}, {Title: "Procedures", WideOnly: true}, {Title: "Number", Numeric: true}}}
	members := map[caseload.GroupID][]string{}
	for _, procedure := range all.procedures {
		members[procedure.Group] = append(members[procedure.Group], procedure.Name)
	}
	for _, group := range all.groups {
		names := members[group.ID]
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: group.Name, Name: true, Href: rowPath("groups", int64(group.ID))},
			{Text: fewNames(names), Quiet: len(names) == 0},
			{Text: formatNumber(len(names)), Href: "/settings/procedures?group=" + strconv.Itoa(int(group.ID))},
		}})
	}
	return SettingsSection{
		ID: "groups", Title: "Procedure groups",
		Text:  "Leadership speaks of groups. A procedure that a file brings for the first time waits in “Ungrouped”; moving it changes no number, only where it is added up.",
		Table: table,
		Buttons: []Button{
			{Label: "Put procedures in groups", Href: "/settings/procedures"},
			{Label: "Add a group", Href: rowPath("groups", 0)},
		},
	}
}

// fewNames lists the first few names and counts the rest.
func fewNames(names []string) string {
	if len(names) == 0 {
		return "none yet"
	}
	if len(names) <= proceduresNamed {
		return listed(names)
	}
	return listed(append(append([]string{}, names[:proceduresNamed]...), plural(len(names)-proceduresNamed, "other", "others")))
}

// groupForm is a group as it is typed.
type groupForm struct {
	id             int64
	name, position string
}

func (f groupForm) page() FormPage {
	form := FormPage{
		Title: "A new group", Action: rowPath("groups", f.id), Submit: "Save the group", Cancel: settingsPath + "#groups",
		Fields: []FormField{
			{Kind: fieldText, Name: "name", Label: "Name", Value: f.name},
			{Kind: fieldNumber, Name: "position", Label: "Place in the order", Value: f.position,
				Hint: "Groups with a smaller number come first, where volume does not decide the order."},
		},
	}
	if f.id != 0 {
		form.Title = f.name
		form.Notes = []string{"Renaming a group renames it everywhere, past months included; no number changes."}
	}
	return form
}

func (s *Server) groupPage(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	groups, err := s.config.Store.Groups(c.UserContext())
	if err != nil {
		return err
	}
	form, title := groupForm{position: strconv.Itoa(nextPosition(groups))}, "New group"
	if id != 0 {
		found := false
		for _, group := range groups {
			if int64(group.ID) == id {
				form, title, found = groupForm{id: id, name: group.Name, position: strconv.Itoa(group.Position)}, group.Name, true
			}
		}
		if !found {
			return fault.New(fault.NotFound, "There is no such group.").WithCode("unknown_group")
		}
	}
	page, err := s.settingsFrame(c.UserContext(), "form", title)
	if err != nil {
		return err
	}
	page.Body = form.page()
	return s.render(c, page)
}

// nextPosition puts a new group after the others and before "Ungrouped".
func nextPosition(groups []caseload.Group) int {
	next := 10
	for _, group := range groups {
		if group.ID != caseload.Ungrouped && group.Position+10 > next {
			next = group.Position + 10
		}
	}
	return next
}

func (s *Server) saveGroup(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form := groupForm{id: id, name: posted.text("name"), position: posted.text("position")}
	wrong := problems{}
	position := wrong.whole("position", form.position, "The place", 0, 1_000_000)
	if caseload.CleanName(form.name) == "" {
		wrong.add("name", "A group needs a name.")
	}
	if len(wrong) == 0 {
		_, err = s.config.Store.SaveGroup(c.UserContext(), caseload.Group{ID: caseload.GroupID(id), Name: form.name, Position: position}, userOf(c))
		if err == nil {
			return seeOther(c, "/settings?saved=groups#groups")
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Group")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(), wrong, err, map[string]string{"name_taken": "name", "empty_name": "name", "long_name": "name"})
}
