package dashboard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
)

// proceduresPerPage keeps the form short enough to be read, and to be posted.
const proceduresPerPage = 100

// procedureList is which procedures the form shows.
type procedureList struct {
	group int // 0 for all
	page  int // from 1
}

func (l procedureList) address(page int) string {
	var parts []string
	if l.group != 0 {
		parts = append(parts, "group="+strconv.Itoa(l.group))
	}
	if page > 1 {
		parts = append(parts, "page="+strconv.Itoa(page))
	}
	if len(parts) == 0 {
		return "/settings/procedures"
	}
	return "/settings/procedures?" + strings.Join(parts, "&")
}

func askedProcedures(c *fiber.Ctx) procedureList {
	return procedureList{group: c.QueryInt("group"), page: max(1, c.QueryInt("page", 1))}
}

// ProceduresPage is what templates/pages/procedures.html shows.
type ProceduresPage struct {
	Form   FormPage
	Groups Select
	Older  *Link
	Newer  *Link
	Shown  string
}

func (s *Server) proceduresPage(c *fiber.Ctx) error {
	list := askedProcedures(c)
	page, body, err := s.proceduresView(c, list)
	if err != nil {
		return err
	}
	page.Body = body
	return s.render(c, page)
}

func (s *Server) proceduresView(c *fiber.Ctx, list procedureList) (Page, ProceduresPage, error) {
	ctx := c.UserContext()
	groups, err := s.config.Store.Groups(ctx)
	if err != nil {
		return Page{}, ProceduresPage{}, err
	}
	procedures, err := s.config.Store.Procedures(ctx)
	if err != nil {
		return Page{}, ProceduresPage{}, err
	}
	page, err := s.settingsFrame(ctx, "procedures", "Procedures and their groups")
	return page, procedureForm(list, groups, procedures), err
}

func procedureForm(list procedureList, groups []caseload.Group, procedures []caseload.Procedure) ProceduresPage {
	wanted := procedures[:0:0]
	for _, procedure := range procedures {
		if list.group == 0 || int(procedure.Group) == list.group {
			wanted = append(wanted, procedure)
		}
	}
	slices.SortStableFunc(wanted, func(a, b caseload.Procedure) int {
		return strings.Compare(caseload.NameKey(a.Name), caseload.NameKey(b.Name))
	})
	first := min((list.page-1)*proceduresPerPage, len(wanted))
	last := min(first+proceduresPerPage, len(wanted))
	body := ProceduresPage{
		Groups: Select{Label: "Show", Name: "group", Action: "/settings/procedures", Options: []Choice{{Value: "", Label: "All procedures", Chosen: list.group == 0}}},
		Shown:  shownWords(first, last, len(wanted)),
	}
	rows := &FormRows{Head: "Procedure", Choice: "Group", Empty: "No procedure is here. Procedures come with the files that name them."}
	for _, group := range groups {
		value := strconv.Itoa(int(group.ID))
		rows.Options = append(rows.Options, Choice{Value: value, Label: group.Name})
		body.Groups.Options = append(body.Groups.Options, Choice{Value: value, Label: group.Name, Chosen: list.group == int(group.ID)})
	}
	for _, procedure := range wanted[first:last] {
		rows.Rows = append(rows.Rows, FormRow{
			Label: procedure.Name, Name: "p" + strconv.Itoa(int(procedure.ID)), Value: strconv.Itoa(int(procedure.Group)),
		})
	}
	if first > 0 {
		body.Newer = &Link{Label: "Earlier in the alphabet", Href: list.address(list.page - 1)}
	}
	if last < len(wanted) {
		body.Older = &Link{Label: "Later in the alphabet", Href: list.address(list.page + 1)}
	}
	body.Form = FormPage{
		Title: "Procedures and their groups", Action: list.address(list.page),
		Text: "Moving a procedure changes no number, only the group it is added up in, for past months too.",
		Rows: rows, Submit: "Save the groups", Cancel: settingsPath + "#groups",
	}
	return body
}

// shownWords says which part of a list is on the page.
func shownWords(first, last, all int) string {
	switch {
	case all == 0:
		return ""
	case first == 0 && last == all:
		return plural(all, "procedure", "procedures")
	}
	return formatNumber(first+1) + "–" + formatNumber(last) + " of " + plural(all, "procedure", "procedures")
}

func (s *Server) saveProcedures(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	groups := map[caseload.ProcedureID]caseload.GroupID{}
	posted.each("p", func(rest, value string) {
		procedure, procedureErr := strconv.Atoi(rest)
		group, groupErr := strconv.Atoi(value)
		if procedureErr == nil && groupErr == nil {
			groups[caseload.ProcedureID(procedure)] = caseload.GroupID(group)
		}
	})
	if err := s.config.Store.SetProcedureGroups(c.UserContext(), groups, userOf(c)); err != nil {
		return err
	}
	return seeOther(c, "/settings?saved=procedures#groups")
}
