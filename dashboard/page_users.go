package dashboard

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store/caseload"
)

const usersPath = "/settings/users"

// linkLasts is how long a link to choose a password works.
const linkLasts = time.Hour

// UsersPage is what templates/pages/users.html shows.
type UsersPage struct {
	Headline Headline
	Done     *Banner
	Table    Table
	Add      Button
	Tokens   []TokenLine
}

func (s *Server) usersPage(c *fiber.Ctx) error {
	page, err := s.settingsFrame(c.UserContext(), "users", "Users and roles")
	if err != nil {
		return err
	}
	accounts, err := s.access.records.Accounts(c.UserContext())
	if err != nil {
		return err
	}
	sites, err := s.siteNames(c)
	if err != nil {
		return err
	}
	tokens, err := s.access.records.Tokens(c.UserContext(), "")
	if err != nil {
		return err
	}
	names := map[caseload.UserID]string{}
	works := 0
	table := Table{Caption: "Users", Columns: []Column{{Title: "Name"}, {Title: "Role"}, {Title: "Signs in with", WideOnly: true}, {Title: "Last sign-in", Numeric: true}}}
	for _, account := range accounts {
		names[account.ID] = account.Name
		role := Cell{Text: caseload.UpperFirst(roleWords(account, sites))}
		if account.IsDisabled() {
			role = Cell{Text: "Disabled " + s.day(account.DisabledAt), Quiet: true}
		} else {
			works++
		}
		last := Cell{Text: "never", Quiet: true}
		if account.SignedInAt != 0 {
			last = Cell{Text: s.clockTime(account.SignedInAt), Narrow: s.day(account.SignedInAt)}
		}
		means := account.SignIn
		if account.Subject != "" {
			means = "another service"
		}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{{Text: account.Name, Name: true, Href: usersPath + "/" + string(account.ID)}, role, {Text: means}, last}})
	}
	page.Body = UsersPage{
		Headline: Headline{
			Sentence: Sentence{{Text: plural(works, "person", "people"), Strong: true}, {Text: " can sign in."}},
			Second:   Sentence{{Text: "A viewer sees pages and totals. A coordinator sends the files of some sites or all, and sees the names there. A lead sees all and sets what numbers are judged by. An administrator decides who may do what."}},
		},
		Done: userBanner(c.Query("done")), Table: table, Add: Button{Label: "Add a user", Href: usersPath + "/new", Primary: true},
		Tokens: s.tokenLines(tokens, names, tokensPath),
	}
	return s.render(c, page)
}

func userBanner(what string) *Banner {
	switch what {
	case "saved":
		return &Banner{Claim: "Saved.", Text: "Whose rights changed has to sign in again."}
	case "disabled":
		return &Banner{Claim: "Disabled.", Text: "The sessions and tokens of the account have ended. What it did stays on record."}
	case "enabled":
		return &Banner{Claim: "Enabled.", Text: "The account can sign in again."}
	}
	return nil
}

// UserPage is what templates/pages/user.html shows.
type UserPage struct {
	Form    FormPage
	Buttons []Button
	Link    string // to choose a password with, shown this once
	LinkOf  string
}

// newUser stands in the address for an account that is yet to be made.
const newUser = "new"

func (s *Server) userByID(c *fiber.Ctx) (caseload.Account, error) {
	if c.Params("id") == newUser {
		return caseload.Account{Access: caseload.Viewer}, nil
	}
	return s.access.records.Account(c.UserContext(), caseload.UserID(c.Params("id")))
}

func (s *Server) userFrame(c *fiber.Ctx, account caseload.Account) (Page, error) {
	title := account.Name
	if account.ID == "" {
		title = "Add a user"
	}
	page, err := s.settingsFrame(c.UserContext(), "user", title)
	page.Crumbs = []Link{{Label: "Settings", Href: settingsPath}, {Label: "Users and roles", Href: usersPath}, {Label: title}}
	return page, err
}

func (s *Server) userForm(c *fiber.Ctx, account caseload.Account) (FormPage, error) {
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return FormPage{}, err
	}
	form := FormPage{
		Title: account.Name, Action: usersPath + "/" + string(account.ID), Submit: "Save", Cancel: usersPath,
		Fields: []FormField{{Kind: fieldText, Name: "who", Label: "Name", Value: account.Name, Hint: "As others see it beside what this person changes."}},
	}
	if account.ID == "" {
		form.Title, form.Action, form.Submit = "Add a user", usersPath+"/"+newUser, "Add"
		form.Text = "You get a link to hand over, with which the new user chooses a password."
		form.Fields[0].First = true
		form.Fields = append(form.Fields, FormField{Kind: fieldText, Name: "name", Label: "Name to sign in with", Value: account.SignIn})
	}
	role := FormField{Kind: fieldRadio, Name: "access", Label: "Role", Value: string(account.Access)}
	for _, r := range caseload.AccessRoles() {
		role.Choices = append(role.Choices, Choice{Value: string(r), Label: r.Title()})
	}
	form.Fields = append(form.Fields, role)
	for i, site := range sites {
		field := FormField{Kind: fieldCheck, Name: siteField(site.ID), Label: "Coordinator of " + site.Name}
		if slices.Contains(account.Sites, site.ID) {
			field.Value = "yes"
		}
		if i == len(sites)-1 {
			field.Hint = "None ticked means every site. Only coordinators are limited so."
		}
		form.Fields = append(form.Fields, field)
	}
	if account.ID != "" {
		form.Text = "Signs in as " + account.SignIn + "."
		if account.Subject != "" {
			form.Text = "Signs in through another service, which may set the role at each sign-in."
		}
		form.Notes = []string{"A change of role or sites ends the account’s sessions at once."}
		if account.IsDisabled() {
			form.Text = "Disabled " + s.day(account.DisabledAt) + ": nobody can sign in as " + account.Name + " until the account is enabled."
			form.Notes = []string{"What the account did stays on record."}
		}
	}
	return form, nil
}

func siteField(id caseload.SiteID) string { return fmt.Sprintf("site_%d", id) }

func (s *Server) userPage(c *fiber.Ctx) error {
	account, err := s.userByID(c)
	if err != nil {
		return err
	}
	return s.showUser(c, account, "")
}

// showUser shows an account, with a link that has just been made for it.
func (s *Server) showUser(c *fiber.Ctx, account caseload.Account, link string) error {
	page, err := s.userFrame(c, account)
	if err != nil {
		return err
	}
	body := UserPage{Link: link}
	if body.Form, err = s.userForm(c, account); err != nil {
		return err
	}
	if link != "" {
		body.LinkOf = "Hand this link to " + account.Name + ". It works once, for an hour, and is shown only now."
	}
	if account.ID == "" {
		page.Template, page.Body = "form", body.Form
		return s.render(c, page)
	}
	at := usersPath + "/" + string(account.ID)
	if account.IsDisabled() {
		body.Buttons = append(body.Buttons, Button{Label: "Enable the account", Post: at + "/enable"})
	} else {
		if account.SignIn != "" {
			body.Buttons = append(body.Buttons, Button{Label: "Make a link to choose a password", Post: at + "/link"})
		}
		body.Buttons = append(body.Buttons, Button{Label: "Disable the account", Post: at + "/disable"})
	}
	page.Body = body
	return s.render(c, page)
}

func (s *Server) saveUser(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	account, err := s.userByID(c)
	if err != nil {
		return err
	}
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return err
	}
	account.Name, account.Access, account.Sites = posted.text("who"), caseload.AccessRole(posted.text("access")), nil
	for _, site := range sites {
		if posted.ticked(siteField(site.ID)) != "" {
			account.Sites = append(account.Sites, site.ID)
		}
	}
	isNew := account.ID == ""
	if isNew {
		account.SignIn = posted.text("name")
		var made caseload.Account
		if made, err = s.access.records.CreateAccount(c.UserContext(), account, "", userOf(c)); err == nil {
			return s.giveLink(c, made)
		}
	} else if err = s.access.records.SaveAccount(c.UserContext(), account, userOf(c)); err == nil {
		return seeOther(c, usersPath+"?done=saved")
	}
	page, frameErr := s.userFrame(c, account)
	if frameErr != nil {
		return frameErr
	}
	form, formErr := s.userForm(c, account)
	if formErr != nil {
		return formErr
	}
	return s.answerForm(c, page, form, problems{}, err, map[string]string{
		"empty_name": "who", "long_name": "who", "empty_sign_in": "name", "long_sign_in": "name", "name_taken": "name",
		"unknown_role": "access", "last_administrator": "access"})
}

// giveLink makes a link for the account and shows it, this once.
func (s *Server) giveLink(c *fiber.Ctx, account caseload.Account) error {
	secret, hash, err := signin.NewSecret()
	if err != nil {
		return err
	}
	if err := s.access.records.CreateLink(c.UserContext(), hash, account.ID, linkLasts, userOf(c)); err != nil {
		return err
	}
	return s.showUser(c, account, s.baseAddress(c)+choosePath+secret)
}

// baseAddress is how people reach this server, for addresses that are handed over.
func (s *Server) baseAddress(c *fiber.Ctx) string {
	return cmp.Or(strings.TrimSuffix(s.config.PublicURL, "/"), c.BaseURL())
}

func (s *Server) linkUser(c *fiber.Ctx) error {
	account, err := s.access.records.Account(c.UserContext(), caseload.UserID(c.Params("id")))
	if err != nil {
		return err
	}
	return s.giveLink(c, account)
}

func (s *Server) disableUser(c *fiber.Ctx) error { return s.shut(c, 1, "disabled") }

func (s *Server) enableUser(c *fiber.Ctx) error { return s.shut(c, 0, "enabled") }

func (s *Server) shut(c *fiber.Ctx, disabledAt int64, done string) error {
	account, err := s.access.records.Account(c.UserContext(), caseload.UserID(c.Params("id")))
	if err != nil {
		return err
	}
	account.DisabledAt = disabledAt
	if err := s.access.records.SaveAccount(c.UserContext(), account, userOf(c)); err != nil {
		return err
	}
	return seeOther(c, usersPath+"?done="+done)
}
