package dashboard

import (
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store/caseload"
)

const accountPath = "/account"

// accountRoutes exist on a server with accounts.
func (s *Server) accountRoutes() []Route {
	if s.access == nil {
		return nil
	}
	own := func(method, path string, handler fiber.Handler) Route {
		return Route{Method: method, Path: path, Action: ActionOwnAccount, Handler: handler}
	}
	admin := func(method, path string, handler fiber.Handler) Route {
		return Route{Method: method, Path: path, Action: ActionAdminister, Handler: handler}
	}
	return append(s.signInRoutes(),
		own(fiber.MethodPost, "/sign-out", s.signOut),
		own(fiber.MethodGet, accountPath, s.accountPage),
		own(fiber.MethodGet, accountPath+"/password", s.passwordPage),
		own(fiber.MethodPost, accountPath+"/password", s.changePassword),
		own(fiber.MethodGet, accountPath+"/tokens/new", s.tokenPage),
		own(fiber.MethodPost, accountPath+"/tokens/new", s.createToken),
		own(fiber.MethodPost, accountPath+"/tokens/:id/revoke", s.revokeOwnToken),
		admin(fiber.MethodGet, usersPath, s.usersPage),
		admin(fiber.MethodGet, usersPath+"/:id", s.userPage),
		admin(fiber.MethodPost, usersPath+"/:id", s.saveUser),
		admin(fiber.MethodPost, usersPath+"/:id/link", s.linkUser),
		admin(fiber.MethodPost, usersPath+"/:id/disable", s.disableUser),
		admin(fiber.MethodPost, usersPath+"/:id/enable", s.enableUser),
		admin(fiber.MethodPost, tokensPath+"/:id/revoke", s.revokeToken),
		admin(fiber.MethodGet, auditPath, s.auditPage),
		admin(fiber.MethodGet, auditPath+".jsonl", s.auditExport),
	)
}

// AccountPage is what templates/pages/account.html shows.
type AccountPage struct {
	Headline Headline
	Done     *Banner
	Buttons  []Button
	Text     string
	Tokens   []TokenLine
	Add      *Button
	Secret   string // of a token or link that has just been made; it is shown this once
	SecretOf string
	Use      string // a command that uses the secret
}

func (s *Server) accountFrame(c *fiber.Ctx, title string) (Page, error) {
	page := Page{Template: "account", Title: title, Nav: "account"}
	if title != "Account" {
		page.Crumbs = []Link{{Label: "Account", Href: accountPath}, {Label: title}}
	}
	var err error
	page.Revision, page.AsOf, err = s.asOf(c.UserContext())
	return page, err
}

// accountPage says who has signed in and what that allows.
func (s *Server) accountPage(c *fiber.Ctx) error { return s.showAccount(c, "") }

func (s *Server) showAccount(c *fiber.Ctx, secret string) error {
	who := askerOf(c)
	page, err := s.accountFrame(c, "Account")
	if err != nil {
		return err
	}
	sites, err := s.siteNames(c)
	if err != nil {
		return err
	}
	tokens, err := s.access.records.Tokens(c.UserContext(), who.ID)
	if err != nil {
		return err
	}
	body := AccountPage{
		Headline: Headline{Sentence: Sentence{{Text: "You are "}, {Text: who.Name, Strong: true}, {Text: ", "}, {Text: roleWords(who, sites), Strong: true}, {Text: "."}},
			Second: Sentence{{Text: rightsWords(who.Access)}}},
		Text: "A token lets a program ask in your name, such as a script that fetches the monthly export. It is shown once, and can be revoked at any time.",
		Add:  &Button{Label: "Make a token", Href: accountPath + "/tokens/new"},
	}
	if c.Query("done") == "password" {
		body.Done = &Banner{Claim: "Saved.", Text: "Your other sessions have ended."}
	}
	if secret != "" {
		body.Secret, body.SecretOf = secret, "The token, shown this once. Copy it now; Caseload keeps only its hash."
		body.Use = `curl -H "Authorization: Bearer ` + secret + `" ` + s.baseAddress(c) + "/api/v1/overview"
	}
	if who.HasPass {
		body.Buttons = append(body.Buttons, Button{Label: "Change the password", Href: accountPath + "/password"})
	}
	body.Buttons = append(body.Buttons, Button{Label: "Sign out", Post: "/sign-out"})
	body.Tokens = s.tokenLines(tokens, nil, accountPath+"/tokens")
	page.Body = body
	return s.render(c, page)
}

// roleWords names a role with its sites: "coordinator of VA".
func roleWords(account caseload.Account, sites map[caseload.SiteID]string) string {
	words := strings.ToLower(account.Access.Title())
	if account.Access != caseload.Coordinator {
		return words
	}
	if !account.IsLimited() {
		return words + " of all sites"
	}
	var names []string
	for _, site := range account.Sites {
		name, ok := sites[site]
		if !ok {
			name = fmt.Sprintf("site %d", site)
		}
		names = append(names, name)
	}
	return words + " of " + listed(names)
}

// rightsWords says in a sentence what a role allows.
func rightsWords(role caseload.AccessRole) string {
	switch role {
	case caseload.Viewer:
		return "You can see every page and total, and export them."
	case caseload.Coordinator:
		return "You can see every page, names at your sites, and send, commit and undo files for them."
	case caseload.Lead:
		return "You can see everything, send files for every site, and set baselines, events, assumptions and scenarios."
	case caseload.Admin:
		return "You can see and change everything, and decide who else may."
	}
	return ""
}

func (s *Server) siteNames(c *fiber.Ctx) (map[caseload.SiteID]string, error) {
	sites, err := s.config.Store.Sites(c.UserContext())
	names := make(map[caseload.SiteID]string, len(sites))
	for _, site := range sites {
		names[site.ID] = site.Name
	}
	return names, err
}

func passwordForm() FormPage {
	return FormPage{
		Title: "Change the password", Text: "Every other session of yours ends.", Action: accountPath + "/password", Submit: "Save", Cancel: accountPath,
		Fields: append([]FormField{{Kind: fieldPassword, Name: "current", Label: "Password until now", Completes: "current-password", First: true}}, passwordFields()...),
	}
}

func (s *Server) passwordPage(c *fiber.Ctx) error {
	page, err := s.accountFrame(c, "Change the password")
	if err != nil {
		return err
	}
	page.Template, page.Body = "form", passwordForm()
	return s.render(c, page)
}

func (s *Server) changePassword(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	page, err := s.accountFrame(c, "Change the password")
	if err != nil {
		return err
	}
	who, form, g := askerOf(c), passwordForm(), s.access
	// Whoever sits down at an open browser must not be able to guess on.
	byAccount, byAddress := signin.AccountKey(caseload.NameKey(who.SignIn)), signin.AddressKey(g.address(c))
	if wait := g.limiter.Attempt(byAccount, byAddress); wait > 0 {
		return s.tooMany(c, form, wait)
	}
	_, ok, err := g.check(c, who.SignIn, posted.exactly("current"))
	if err != nil {
		return err
	}
	wrong := problems{}
	if !ok {
		wrong.add("current", "This is not your password.")
		return s.answerForm(c, page, form, wrong, nil, nil)
	}
	g.limiter.Forgive(byAccount, byAddress)
	hash, err := g.newPassword(c, posted, wrong)
	if err != nil || len(wrong) > 0 {
		return s.answerForm(c, page, form, wrong, err, nil)
	}
	if err := g.records.SetPassword(c.UserContext(), who.ID, hash, who.ID); err != nil {
		return err
	}
	if err := g.open(c, who, "new password"); err != nil {
		return err
	}
	return seeOther(c, accountPath+"?done=password")
}

// day writes the day of an instant in the division's own time.
func (s *Server) day(at int64) string {
	return time.UnixMilli(at).In(s.config.Now().Location()).Format("2 Jan 2006")
}
