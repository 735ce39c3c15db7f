package dashboard

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/caseload"
)

// cookieName is the session's. The prefix makes a browser refuse it from another host or without TLS; a
// server on plain http, which means this machine, cannot use it.
func cookieName(isSecure bool) string {
	if isSecure {
		return "__Host-caseload"
	}
	return "caseload"
}

func (g *gate) isSecure(c *fiber.Ctx) bool {
	return c.Context().IsTLS() || within(g.proxies, remote(c)) && c.Protocol() == "https"
}

func setCookie(c *fiber.Ctx, isSecure bool, name, value string, until time.Time) {
	c.Cookie(&fiber.Cookie{
		Name: name, Value: value, Path: "/", Expires: until,
		Secure: isSecure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// open gives a browser a new session, and ends the one that it came with: nobody can plant an id beforehand.
func (g *gate) open(c *fiber.Ctx, account caseload.Account, means string) error {
	ctx := c.UserContext()
	isSecure := g.isSecure(c)
	if old := c.Cookies(cookieName(isSecure)); old != "" {
		if err := g.records.EndSession(ctx, signin.HashSecret(old), account.ID, ""); err != nil {
			return err
		}
	}
	secret, hash, err := signin.NewSecret()
	if err != nil {
		return err
	}
	if err := g.records.OpenSession(ctx, hash, account.ID, g.how.Lasts, means); err != nil {
		return err
	}
	setCookie(c, isSecure, cookieName(isSecure), secret, g.now().Add(g.how.Lasts))
	return nil
}

// end ends the browser's session.
func (g *gate) end(c *fiber.Ctx, means string) error {
	isSecure := g.isSecure(c)
	setCookie(c, isSecure, cookieName(isSecure), "", time.Unix(0, 0))
	secret := c.Cookies(cookieName(isSecure))
	if secret == "" {
		return nil
	}
	return g.records.EndSession(c.UserContext(), signin.HashSecret(secret), userOf(c), means)
}

// safeNext returns where to go after signing in: a path of this host, whatever the address asks for.
func safeNext(next string) string {
	to, err := url.Parse(next)
	if err != nil || to.Scheme != "" || to.Host != "" || to.User != nil || !isOwnAddress(next) || !strings.HasPrefix(to.Path, "/") ||
		strings.HasPrefix(to.Path, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(to.Path, signInPath) {
		return "/"
	}
	return to.RequestURI()
}

// authorise is the one door for rights: it finds out who asks and refuses what they may not do.
func (s *Server) authorise(c *fiber.Ctx, route Route) error {
	if err := s.identify(c); err != nil {
		return err
	}
	who := askerOf(c)
	switch {
	case route.Action == ActionOwnAccount && route.Method != fiber.MethodGet && isByToken(c) && who.ID != "":
		return s.refuseFor(c, route) // a token with few rights and not much time left would make one with all and a year
	case mayDo(who.Access, route.Action):
		return nil
	case who.ID == "":
		return errSignInFirst
	}
	return s.refuseFor(c, route)
}

func isByToken(c *fiber.Ctx) bool {
	_, is := bearer(c)
	return is
}

// refuseFor refuses and puts it on record.
func (s *Server) refuseFor(c *fiber.Ctx, route Route) error {
	err := refusal{action: route.Action}
	if s.access == nil {
		return err
	}
	if err := s.record(c, "refused", route.Method+" "+c.Path(), string(route.Action)); err != nil && !isUnwritable(err) {
		return err
	}
	err.ask = s.administrators(c)
	return err
}

// identify notes who asks, once a request.
func (s *Server) identify(c *fiber.Ctx) error {
	if s.access == nil {
		c.Locals(askerKey, s.openAsker(c))
		return nil
	}
	c.SetUserContext(store.WithOrigin(c.UserContext(), s.access.address(c)))
	who, err := s.access.asker(c)
	if err != nil {
		return err
	}
	c.Locals(askerKey, who)
	if revision, ok := c.Locals(revisionKey).(caseload.Revision); ok {
		s.meet(c.UserContext(), revision)
	}
	return nil
}

// revisionFor returns the newest revision, which was read already where accounts are looked up.
func (s *Server) revisionFor(c *fiber.Ctx) (caseload.Revision, error) {
	if revision, ok := c.Locals(revisionKey).(caseload.Revision); ok {
		return revision, nil
	}
	revision, err := s.revisions.now(c.UserContext())
	if err == nil {
		s.meet(c.UserContext(), revision)
	}
	return revision, err
}

// record notes an act in the audit log; a server without accounts keeps none of its own.
func (s *Server) record(c *fiber.Ctx, action, subject, detail string) error {
	if s.access == nil {
		return nil
	}
	return s.access.records.Record(c.UserContext(), caseload.AuditEntry{By: userOf(c), Action: action, Subject: subject, Detail: detail})
}

// namesShown marks an answer that names people, so that it is on record who has seen it.
func namesShown(c *fiber.Ctx) { c.Locals(namedKey, true) }

// recordReading notes answers that name people and files that leave. What cannot be noted is not shown.
func (s *Server) recordReading(c *fiber.Ctx, route Route) error {
	if s.access == nil || c.Response().StatusCode() >= 300 || route.Method != fiber.MethodGet {
		return nil
	}
	named, _ := c.Locals(namedKey).(bool)
	named = named || route.Action == ActionSeeNames || route.Action == ActionSeeTraining
	isFile := strings.HasPrefix(string(c.Response().Header.Peek(fiber.HeaderContentDisposition)), "attachment")
	query := string(c.Context().QueryArgs().QueryString())
	switch {
	case isFile && route.Action != ActionPublic:
		err := s.record(c, "export", c.Path(), query)
		if !named && isUnwritable(err) {
			return nil
		}
		return err
	case named:
		return s.record(c, "see names", c.Path(), query)
	}
	return nil
}

// administrators names whom to ask for a right.
func (s *Server) administrators(c *fiber.Ctx) string {
	accounts, err := s.access.records.Accounts(c.UserContext())
	if err != nil {
		return ""
	}
	var names []string
	for _, account := range accounts {
		if account.Access == caseload.Admin && !account.IsDisabled() && len(names) < 3 {
			names = append(names, account.Name)
		}
	}
	return strings.Join(names, " or ")
}
