package dashboard

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// The addresses of signing in. A secret stands in the path, which no log holds, and not in the query.
const (
	signInPath = "/sign-in"
	SetUpPath  = "/set-up/" // where the first administrator begins
	choosePath = "/choose-password/"
)

// signInRoutes are open to strangers: they are how one ceases to be one.
func (s *Server) signInRoutes() []Route {
	get := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodGet, Path: path, Action: ActionPublic, Handler: handler}
	}
	post := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodPost, Path: path, Action: ActionPublic, Handler: handler, MaxBody: 16 << 10}
	}
	table := []Route{
		get(signInPath, s.signInPage), post(signInPath, s.signIn),
		get(SetUpPath+":secret", s.setUpPage), post(SetUpPath+":secret", s.setUp),
		get(choosePath+":secret", s.choosePage), post(choosePath+":secret", s.choosePassword),
	}
	if s.access.openID != nil {
		table = append(table, get(openIDPath, s.startOpenID), get(OpenIDBack, s.finishOpenID))
	}
	return table
}

// sendToSignIn sends a browser that wants a page to sign in first, and back afterwards.
func (s *Server) sendToSignIn(c *fiber.Ctx) bool {
	if c.Method() != fiber.MethodGet || !strings.Contains(c.Get(fiber.HeaderAccept), "text/html") || strings.HasPrefix(c.Path(), "/api/") {
		return false
	}
	address := signInPath
	if c.OriginalURL() != "/" {
		address += "?next=" + url.QueryEscape(c.OriginalURL())
	}
	return seeOther(c, address) == nil
}

// explainStranger is for programs, and for a form that was sent after its session had ended.
func explainStranger(c *fiber.Ctx, p problem) problem {
	p.Status, p.Word, p.Title = fiber.StatusUnauthorized, "sign_in", "Sign in first"
	p.Text = "You are not signed in, or your session has ended."
	p.Next = Button{Label: "Sign in", Href: signInPath, Primary: true}
	if strings.HasPrefix(c.Path(), "/api/") {
		p.Text = "No token came that works. Send one in the header Authorization, after the word Bearer; one that has ended or was revoked is replaced under Account."
	}
	c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="caseload"`)
	return p
}

func (s *Server) signInForm(name, next string) FormPage {
	form := FormPage{
		Title: "Sign in", Text: "Procedure volume and staffing of the division, for those who look after them.", Claim: "Not signed in.",
		Action: signInPath, Submit: "Sign in",
		Fields: []FormField{
			{Kind: fieldText, Name: "name", Label: "Name", Value: name, Completes: "username", First: name == ""},
			{Kind: fieldPassword, Name: "password", Label: "Password", Completes: "current-password", First: name != ""},
			{Kind: fieldHidden, Name: "next", Value: next},
		},
		Notes: []string{"Forgotten? An administrator can give you a link with which you choose a new password."},
	}
	if s.access.openID != nil {
		form.Other = &Button{Label: "Sign in with " + s.access.how.OpenID.Title(), Href: openIDPath + "?next=" + url.QueryEscape(next)}
	}
	return form
}

func (s *Server) signInPage(c *fiber.Ctx) error {
	if err := s.identify(c); err != nil {
		return err
	}
	next := safeNext(c.Query("next"))
	if askerOf(c).ID != "" {
		return seeOther(c, next)
	}
	any, err := s.access.records.HasAccounts(c.UserContext())
	if err != nil {
		return err
	}
	form := s.signInForm("", next)
	if !any {
		form.Notes = []string{"Nobody has an account yet. Caseload printed a link for the first administrator where it was started."}
	}
	if next != "/" {
		form.Notes = append(form.Notes, "You come back to the page you asked for.")
	}
	return s.render(c, Page{Template: "form", Title: "Sign in", Body: form})
}

// wrongSignIn is the one answer to every sign-in that fails.
const wrongSignIn = "The name or the password is wrong."

func (s *Server) signIn(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	if err := s.identify(c); err != nil {
		return err
	}
	name, password, next := posted.text("name"), posted.exactly("password"), safeNext(posted.text("next"))
	g := s.access
	byAccount, byAddress := signin.AccountKey(caseload.NameKey(name)), signin.AddressKey(g.address(c))
	if wait := g.limiter.Attempt(byAccount, byAddress); wait > 0 {
		return s.tooMany(c, s.signInForm(name, next), wait)
	}
	account, ok, err := g.check(c, name, password)
	if err != nil {
		return err
	}
	if !ok {
		// A name that is not known may be a password typed in the wrong field: it is not written down.
		entry := caseload.AuditEntry{By: account.ID, Action: "sign-in failed", Detail: "unknown name"}
		if account.ID != "" {
			entry.Detail = "password"
		}
		if err := g.records.Record(c.UserContext(), entry); err != nil && !isUnwritable(err) {
			return err
		}
		form := s.signInForm(name, next)
		form.Problem = wrongSignIn
		c.Status(fiber.StatusUnauthorized)
		return s.render(c, Page{Template: "form", Title: "Sign in", Body: form})
	}
	g.limiter.Forgive(byAccount, byAddress)
	if err := g.open(c, account, "password"); err != nil {
		return err
	}
	return seeOther(c, next)
}

// check finds the account and checks its password. Whoever is not known, or may not sign in so, is
// checked against nobody's password, which takes as long.
func (g *gate) check(c *fiber.Ctx, name, password string) (account caseload.Account, ok bool, err error) {
	account, hash, known, err := g.records.AccountBySignIn(c.UserContext(), name)
	if err != nil {
		return caseload.Account{}, false, err
	}
	if !known || account.IsDisabled() || !g.mayUsePassword(account) {
		hash = ""
	}
	ok, err = g.hasher.Verify(c.UserContext(), password, hash)
	return account, ok, err
}

// mayUsePassword reports whether the account's password opens anything here.
func (g *gate) mayUsePassword(account caseload.Account) bool {
	return g.how.BreakGlass == "" || caseload.NameKey(account.SignIn) == caseload.NameKey(g.how.BreakGlass)
}

// tooMany answers who has tried too often. It is nobody's right to know whether the name exists.
func (s *Server) tooMany(c *fiber.Ctx, form FormPage, wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
	c.Status(fiber.StatusTooManyRequests)
	form.Problem = fmt.Sprintf("There were too many tries. Wait %s, then try again.", plural((seconds+59)/60, "minute", "minutes"))
	return s.render(c, Page{Template: "form", Title: form.Title, Body: form})
}

func (s *Server) signOut(c *fiber.Ctx) error {
	if err := s.access.end(c, "sign-out"); err != nil {
		return err
	}
	c.Set("Clear-Site-Data", `"cache"`)
	return seeOther(c, signInPath)
}

// passwordFields ask for a new password, twice because nobody sees what is typed.
func passwordFields() []FormField {
	return []FormField{
		{Kind: fieldPassword, Name: "password", Label: "New password", Completes: "new-password",
			Hint: fmt.Sprintf("At least %d characters. Several words are easier to remember than signs.", signin.MinPassword)},
		{Kind: fieldPassword, Name: "again", Label: "The same again", Completes: "new-password"},
	}
}

// newPassword reads and hashes what was typed, or says what is wrong with it.
func (g *gate) newPassword(c *fiber.Ctx, posted formValues, wrong problems) (hash string, err error) {
	password := posted.exactly("password")
	if f, ok := fault.As(signin.CheckNew(password)); ok {
		wrong.add("password", f.Message)
	} else if password != posted.exactly("again") {
		wrong.add("again", "This is not the same password.")
	}
	if len(wrong) > 0 {
		return "", nil
	}
	return g.hasher.Hash(c.UserContext(), password)
}

func setUpForm(name, signInName string) FormPage {
	return FormPage{
		Title: "Set Caseload up", Text: "You are the first administrator. You can add others afterwards.",
		Submit: "Make the account",
		Fields: append([]FormField{
			{Kind: fieldText, Name: "who", Label: "Your name", Value: name, Hint: "As others will see it beside what you change.", First: true},
			{Kind: fieldText, Name: "name", Label: "Name to sign in with", Value: signInName, Completes: "username"},
		}, passwordFields()...),
	}
}

// setUpPage is there until somebody has used the link.
func (s *Server) setUpPage(c *fiber.Ctx) error {
	if err := s.checkLink(c, true); err != nil {
		return err
	}
	form := setUpForm("", "")
	form.Action = SetUpPath + c.Params("secret")
	return s.render(c, Page{Template: "form", Title: form.Title, Body: form})
}

// checkLink answers as if there were no such page when the link is of the other kind, or for setting up what is set up.
func (s *Server) checkLink(c *fiber.Ctx, setUp bool) error {
	linked, err := s.access.records.LinkedAccount(c.UserContext(), signin.HashSecret(c.Params("secret")))
	if err == nil && (linked.ID == "") != setUp {
		err = fiber.ErrNotFound
	}
	if f, ok := fault.As(err); ok && f.Code == "spent_link" && setUp {
		if any, err := s.access.records.HasAccounts(c.UserContext()); err != nil || any {
			return cmp.Or(err, error(fiber.ErrNotFound))
		}
		return fault.New(fault.NotFound, "The time of this link is over, or it was not copied whole. Start Caseload again: it prints another.").WithCode("spent_link")
	}
	return err
}

func (s *Server) setUp(c *fiber.Ctx) error {
	if err := s.checkLink(c, true); err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	who, name := posted.text("who"), posted.text("name")
	form, wrong := setUpForm(who, name), problems{}
	form.Action = SetUpPath + c.Params("secret")
	if who == "" {
		wrong.add("who", "Others have to know who you are.")
	}
	if name == "" {
		wrong.add("name", "You need a name to sign in with.")
	} else if !s.access.mayUsePassword(caseload.Account{SignIn: name}) {
		wrong.add("name", "This server takes a password from one name alone, which it was started with: "+s.access.how.BreakGlass+".")
	}
	hash, err := s.access.newPassword(c, posted, wrong)
	if err == nil && len(wrong) == 0 {
		var account caseload.Account
		account, err = s.access.records.SetUp(c.UserContext(), signin.HashSecret(c.Params("secret")),
			caseload.Account{User: caseload.User{Name: who}, SignIn: name}, hash)
		if err == nil {
			if err := s.access.open(c, account, "set-up link"); err != nil {
				return err
			}
			return seeOther(c, "/")
		}
	}
	return s.answerForm(c, Page{Title: form.Title}, form, wrong, err, map[string]string{
		"empty_name": "who", "long_name": "who", "empty_sign_in": "name", "long_sign_in": "name", "name_taken": "name"})
}

func (s *Server) chooseForm(c *fiber.Ctx, account caseload.Account) FormPage {
	return FormPage{
		Title: "Choose a password", Text: fmt.Sprintf("For %s, who signs in as %s.", account.Name, account.SignIn),
		Action: choosePath + c.Params("secret"), Submit: "Save the password",
		Fields: append([]FormField{{Kind: fieldHidden, Name: "username", Value: account.SignIn}}, passwordFields()...),
	}
}

func (s *Server) choosePage(c *fiber.Ctx) error {
	if err := s.checkLink(c, false); err != nil {
		return err
	}
	account, err := s.access.records.LinkedAccount(c.UserContext(), signin.HashSecret(c.Params("secret")))
	if err != nil {
		return err
	}
	form := s.chooseForm(c, account)
	return s.render(c, Page{Template: "form", Title: form.Title, Body: form})
}

func (s *Server) choosePassword(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	if err := s.checkLink(c, false); err != nil {
		return err
	}
	linkHash := signin.HashSecret(c.Params("secret"))
	account, err := s.access.records.LinkedAccount(c.UserContext(), linkHash)
	if err != nil {
		return err
	}
	wrong := problems{}
	hash, err := s.access.newPassword(c, posted, wrong)
	if err == nil && len(wrong) == 0 {
		if account, err = s.access.records.ResetPassword(c.UserContext(), linkHash, hash); err == nil {
			if !s.access.mayUsePassword(account) {
				return seeOther(c, signInPath)
			}
			if err := s.access.open(c, account, "link"); err != nil {
				return err
			}
			return seeOther(c, "/")
		}
	}
	form := s.chooseForm(c, account)
	return s.answerForm(c, Page{Title: form.Title}, form, wrong, err, nil)
}
