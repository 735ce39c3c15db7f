package dashboard

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// AccountRecords is what signing in and administering users ask of the database.
type AccountRecords interface {
	Versions(ctx context.Context) (revision caseload.Revision, access int64, err error)

	HasAccounts(ctx context.Context) (bool, error)
	Accounts(ctx context.Context) ([]caseload.Account, error)
	Account(ctx context.Context, id caseload.UserID) (caseload.Account, error)
	AccountBySignIn(ctx context.Context, name string) (account caseload.Account, password string, ok bool, err error)
	AccountBySubject(ctx context.Context, subject string) (caseload.Account, bool, error)
	CreateAccount(ctx context.Context, account caseload.Account, password string, by caseload.UserID) (caseload.Account, error)
	SaveAccount(ctx context.Context, account caseload.Account, by caseload.UserID) error
	SetPassword(ctx context.Context, id caseload.UserID, password string, by caseload.UserID) error

	OpenSession(ctx context.Context, hash string, user caseload.UserID, lasts time.Duration, means string) error
	Session(ctx context.Context, hash string) (caseload.Session, caseload.Account, bool, error)
	TouchSession(ctx context.Context, hash string) error
	EndSession(ctx context.Context, hash string, user caseload.UserID, means string) error
	NoteSignIn(ctx context.Context, user caseload.UserID, means string) error

	CreateToken(ctx context.Context, token caseload.Token, hash string, by caseload.UserID) (caseload.Token, error)
	Tokens(ctx context.Context, user caseload.UserID) ([]caseload.Token, error)
	Token(ctx context.Context, hash string) (caseload.Token, caseload.Account, bool, error)
	TouchToken(ctx context.Context, id caseload.TokenID) error
	RevokeToken(ctx context.Context, id caseload.TokenID, owner, by caseload.UserID) error

	CreateLink(ctx context.Context, hash string, user caseload.UserID, lasts time.Duration, by caseload.UserID) error
	LinkedAccount(ctx context.Context, hash string) (caseload.Account, error)
	SetUp(ctx context.Context, hash string, account caseload.Account, password string) (caseload.Account, error)
	ResetPassword(ctx context.Context, hash, password string) (caseload.Account, error)

	Record(ctx context.Context, entry caseload.AuditEntry) error
	EachAudit(ctx context.Context, filter store.AuditFilter, yield func(caseload.AuditEntry) error) error
	AuditLog(ctx context.Context, filter store.AuditFilter) ([]caseload.AuditEntry, error)
	AuditActions(ctx context.Context) ([]string, error)
}

// SignIn says how people sign in, beside or instead of by password.
type SignIn struct {
	Idle  time.Duration // after which an unused session ends; 30 min when zero
	Lasts time.Duration // after which any session ends; 12 h when zero

	OpenID *signin.OpenID // another service that knows who somebody is; nil for none
	Header *TrustedHeader // a reverse proxy that does; nil for none

	// BreakGlass is the one sign-in name that may use a password where everybody else signs in by OpenID or
	// the header; "" lets everybody use theirs.
	BreakGlass string
}

// TrustedHeader is a header in which a reverse proxy names whoever has signed in there.
type TrustedHeader struct {
	Name string
	From []netip.Prefix // the proxy's own addresses; from any other the header means nothing
}

const (
	defaultIdle  = 30 * time.Minute
	defaultLasts = 12 * time.Hour

	// touchEvery bounds how often the use of a session or token is written down.
	touchEvery = time.Minute

	knownLimit = 4096 // sessions and tokens that are kept at hand
)

// gate finds out who asks. What it has found it keeps at hand until the database says that somebody's
// rights changed or a session ended.
type gate struct {
	records  AccountRecords
	now      func() time.Time
	how      SignIn
	hasher   *signin.Hasher
	limiter  *signin.Limiter
	versions *sharedReader[versions]
	openID   *openIDFlow
	proxies  []netip.Prefix // whose X-Forwarded-For is believed

	mu      sync.Mutex
	version int64
	known   map[string]*pass
}

// versions are what every request has to know first.
type versions struct {
	revision caseload.Revision
	access   int64
}

// pass is what a cookie, a token or a header opens.
type pass struct {
	account caseload.Account // with the rights of the pass, which may be fewer than the account's
	session bool
	token   caseload.TokenID
	until   int64 // Unix milliseconds
	seen    int64
	touched int64
}

func newGate(config Config) (*gate, error) {
	hasher, err := signin.NewHasher()
	if err != nil {
		return nil, err
	}
	g := &gate{
		records: config.Accounts, now: config.Now, how: config.SignIn, hasher: hasher,
		limiter: signin.NewLimiter(config.Now), known: map[string]*pass{},
	}
	g.versions = &sharedReader[versions]{read: func(ctx context.Context) (v versions, err error) {
		v.revision, v.access, err = g.records.Versions(ctx)
		return v, err
	}}
	if g.how.Idle == 0 {
		g.how.Idle = defaultIdle
	}
	if g.how.Lasts == 0 {
		g.how.Lasts = defaultLasts
	}
	if g.how.OpenID != nil {
		g.openID = newOpenIDFlow(g.how.OpenID, config.Now)
	}
	for _, proxy := range config.TrustedProxies {
		if prefix, ok := parsePrefix(proxy); ok {
			g.proxies = append(g.proxies, prefix)
		}
	}
	return g, nil
}

// parsePrefix reads an address or a range.
func parsePrefix(text string) (netip.Prefix, bool) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix, true
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(address, address.BitLen()), true
}

func within(prefixes []netip.Prefix, address netip.Addr) bool {
	for _, prefix := range prefixes {
		if prefix.Contains(address.Unmap()) {
			return true
		}
	}
	return false
}

// remote is the address at the other end of the connection, which nobody can forge.
func remote(c *fiber.Ctx) netip.Addr {
	address, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	return address.Unmap()
}

// address returns where a request comes from. Behind a trusted proxy that is the last address which the
// proxies have added themselves; what a client claims stands before it and counts for nothing.
func (g *gate) address(c *fiber.Ctx) string {
	at := remote(c)
	if !within(g.proxies, at) {
		return at.String()
	}
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop.Unmap()
		if !within(g.proxies, at) {
			break
		}
	}
	return at.String()
}

// asker finds out who asks; the zero account is nobody.
func (g *gate) asker(c *fiber.Ctx) (caseload.Account, error) {
	ctx := c.UserContext()
	v, err := g.versions.now(ctx)
	if err != nil {
		return caseload.Account{}, err
	}
	c.Locals(revisionKey, v.revision)
	if secret, ok := bearer(c); ok {
		return g.byToken(ctx, v.access, signin.HashSecret(secret))
	}
	if name := g.header(c); name != "" {
		return g.byHeader(ctx, v.access, name)
	}
	secret := c.Cookies(cookieName(g.isSecure(c)))
	if secret == "" {
		return caseload.Account{}, nil
	}
	hash := signin.HashSecret(secret)
	account, err := g.bySession(ctx, v.access, hash)
	if account.ID != "" {
		c.Locals(sessionKey, hash)
	}
	return account, err
}

// bearer returns the token that a program sends.
func bearer(c *fiber.Ctx) (secret string, ok bool) {
	scheme, secret, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// header returns whom a trusted proxy names.
func (g *gate) header(c *fiber.Ctx) string {
	if g.how.Header == nil || !within(g.how.Header.From, remote(c)) {
		return ""
	}
	return strings.TrimSpace(c.Get(g.how.Header.Name))
}

// recall returns the pass that is at hand, while nothing has changed since it was found.
func (g *gate) recall(key string, version int64) *pass {
	g.mu.Lock()
	defer g.mu.Unlock()
	if version != g.version {
		if version > g.version { // an older reading says nothing new
			clear(g.known)
			g.version = version
		}
		return nil
	}
	return g.known[key]
}

func (g *gate) remember(key string, version int64, found *pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if version != g.version {
		return
	}
	if len(g.known) >= knownLimit {
		clear(g.known)
	}
	g.known[key] = found
}

// use notes that the pass was used and reports whether that has to be written down.
func (g *gate) use(p *pass, now int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	p.seen = max(p.seen, now)
	if now-p.touched < touchEvery.Milliseconds() {
		return false
	}
	p.touched = now
	return true
}

func (g *gate) lastSeen(p *pass) int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return p.seen
}

func (g *gate) bySession(ctx context.Context, version int64, hash string) (caseload.Account, error) {
	p := g.recall(hash, version)
	if p == nil {
		session, account, ok, err := g.records.Session(ctx, hash)
		if err != nil || !ok || account.IsDisabled() {
			return caseload.Account{}, err
		}
		p = &pass{account: account, session: true, until: session.ExpiresAt, seen: session.SeenAt, touched: session.SeenAt}
		g.remember(hash, version, p)
	}
	now := g.now().UnixMilli()
	// A clock that was set back must not prolong a session that it saw in what is now the future.
	if unused := now - g.lastSeen(p); now >= p.until || max(unused, -unused) >= g.how.Idle.Milliseconds() {
		return caseload.Account{}, g.records.EndSession(ctx, hash, p.account.ID, "")
	}
	if g.use(p, now) {
		if err := g.records.TouchSession(ctx, hash); err != nil && !isUnwritable(err) {
			return caseload.Account{}, err
		}
	}
	return p.account, nil
}

// isUnwritable reports that nothing can be stored just now, which must not keep anybody from reading.
func isUnwritable(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.Unavailable
}

func (g *gate) byToken(ctx context.Context, version int64, hash string) (caseload.Account, error) {
	p := g.recall(hash, version)
	if p == nil {
		token, account, ok, err := g.records.Token(ctx, hash)
		if err != nil || !ok || token.RevokedAt != 0 || account.IsDisabled() {
			return caseload.Account{}, err
		}
		account.Access = token.Access.Lower(account.Access)
		p = &pass{account: account, token: token.ID, until: token.ExpiresAt, touched: token.UsedAt}
		g.remember(hash, version, p)
	}
	now := g.now().UnixMilli()
	if now >= p.until {
		return caseload.Account{}, nil
	}
	if g.use(p, now) {
		if err := g.records.TouchToken(ctx, p.token); err != nil && !isUnwritable(err) {
			return caseload.Account{}, err
		}
	}
	return p.account, nil
}

func (g *gate) byHeader(ctx context.Context, version int64, name string) (caseload.Account, error) {
	key := "header " + caseload.NameKey(name)
	p := g.recall(key, version)
	if p == nil {
		account, _, ok, err := g.records.AccountBySignIn(ctx, name)
		if err != nil || !ok || account.IsDisabled() {
			return caseload.Account{}, err
		}
		p = &pass{account: account}
		g.remember(key, version, p)
		if g.now().UnixMilli()-account.SignedInAt >= g.how.Idle.Milliseconds() {
			if err := g.records.NoteSignIn(ctx, account.ID, "trusted header"); err != nil && !isUnwritable(err) {
				return caseload.Account{}, err
			}
		}
	}
	return p.account, nil
}
