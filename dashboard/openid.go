package dashboard

import (
	"crypto/subtle"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// OpenIDBack is where the other service sends people back to.
const OpenIDBack = openIDPath + "/back"

const (
	openIDPath = signInPath + "/openid"

	openIDLasts = 10 * time.Minute // between leaving for the service and coming back
	openIDLimit = 1000             // of people on their way at once
)

// openIDFlow remembers who has left for the other service and is expected back.
type openIDFlow struct {
	service *signin.OpenID
	now     func() time.Time

	mu   sync.Mutex
	away map[string]departure // by the hash of the state
}

type departure struct {
	nonce, verifier, next string
	until                 time.Time
}

func newOpenIDFlow(service *signin.OpenID, now func() time.Time) *openIDFlow {
	return &openIDFlow{service: service, now: now, away: map[string]departure{}}
}

func (f *openIDFlow) leave(state string, d departure) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	for key, other := range f.away {
		if !now.Before(other.until) || len(f.away) >= openIDLimit {
			delete(f.away, key)
		}
	}
	d.until = now.Add(openIDLasts)
	f.away[signin.HashSecret(state)] = d
}

// comeBack returns what was remembered, once.
func (f *openIDFlow) comeBack(state string) (departure, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := signin.HashSecret(state)
	d, ok := f.away[key]
	delete(f.away, key)
	return d, ok && f.now().Before(d.until)
}

func openIDCookie(isSecure bool) string { return cookieName(isSecure) + "-openid" }

// startOpenID sends somebody to the other service. The cookie ties the way back to this browser.
func (s *Server) startOpenID(c *fiber.Ctx) error {
	flow := s.access.openID
	state, _, err := signin.NewSecret()
	if err != nil {
		return err
	}
	nonce, _, err := signin.NewSecret()
	if err != nil {
		return err
	}
	verifier := signin.Verifier()
	address, err := flow.service.Address(c.UserContext(), state, nonce, verifier)
	if err != nil {
		s.log.Error("sign-in service does not answer", "request", requestID(c), "error", err)
		return fault.New(fault.Unavailable, "%s does not answer. Try again in a moment.", flow.service.Title()).WithCode("no_answer")
	}
	flow.leave(state, departure{nonce: nonce, verifier: verifier, next: safeNext(c.Query("next"))})
	isSecure := s.access.isSecure(c)
	setCookie(c, isSecure, openIDCookie(isSecure), state, s.config.Now().Add(openIDLasts))
	return seeOther(c, address)
}

// finishOpenID takes somebody back from the other service.
func (s *Server) finishOpenID(c *fiber.Ctx) error {
	isSecure := s.access.isSecure(c)
	state, own := c.Query("state"), c.Cookies(openIDCookie(isSecure))
	setCookie(c, isSecure, openIDCookie(isSecure), "", time.Unix(0, 0))
	d, ok := s.access.openID.comeBack(state)
	if !ok || own == "" || subtle.ConstantTimeCompare([]byte(state), []byte(own)) != 1 || c.Query("code") == "" {
		return s.refuseOpenID(c, "The sign-in did not come from this browser, took too long, or was given up.", "no such sign-in under way")
	}
	identity, err := s.access.openID.service.Finish(c.UserContext(), c.Query("code"), d.nonce, d.verifier)
	if err != nil {
		s.log.Warn("sign-in service was not believed", "request", requestID(c), "error", err)
		return s.refuseOpenID(c, s.access.openID.service.Title()+" could not say who you are.", "not believed")
	}
	account, err := s.accountOf(c, identity)
	if err != nil {
		return err
	}
	if account.ID == "" || account.IsDisabled() {
		return s.refuseOpenID(c, "You are known to "+s.access.openID.service.Title()+", but not let in here. Ask an administrator.", "no group or disabled")
	}
	if err := s.access.open(c, account, "OpenID Connect"); err != nil {
		return err
	}
	return seeOther(c, d.next)
}

func (s *Server) refuseOpenID(c *fiber.Ctx, text, why string) error {
	entry := caseload.AuditEntry{Action: "sign-in failed", Detail: "OpenID Connect: " + why}
	if err := s.access.records.Record(c.UserContext(), entry); err != nil && !isUnwritable(err) {
		return err
	}
	form := s.signInForm("", "/")
	form.Problem = text
	c.Status(fiber.StatusUnauthorized)
	return s.render(c, Page{Template: "form", Title: "Sign in", Body: form})
}

// accountOf returns the account of somebody the service vouches for, made at the first sign-in, with the
// rights that the groups give today. Nobody is tied to an account by a name or address alone, which
// the service may let people choose.
func (s *Server) accountOf(c *fiber.Ctx, identity signin.Identity) (caseload.Account, error) {
	records, ctx, grant := s.access.records, c.UserContext(), identity.Grant
	account, ok, err := records.AccountBySubject(ctx, identity.Subject)
	if err != nil || grant.Access == "" {
		return caseload.Account{}, err
	}
	if !ok {
		return records.CreateAccount(ctx, caseload.Account{
			User: caseload.User{Name: identity.Name}, Subject: identity.Subject, Access: grant.Access, Sites: grant.Sites,
		}, "", caseload.LocalUser)
	}
	if grant.Access == caseload.Coordinator && len(grant.Sites) == 0 {
		grant.Sites = account.Sites // the groups say nothing of sites: an administrator does
	}
	if account.Access == grant.Access && slices.Equal(account.Sites, grant.Sites) {
		return account, nil
	}
	account.Access, account.Sites = grant.Access, grant.Sites
	return account, records.SaveAccount(ctx, account, caseload.LocalUser)
}
