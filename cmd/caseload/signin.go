package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"caseload/dashboard"
	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// signInFlags say how people sign in. By password, unless more is asked for.
type signInFlags struct {
	Idle      time.Duration `env:"CASELOAD_IDLE" default:"30m" placeholder:"TIME" help:"End a session after this time without use (default: ${default})."`
	PublicURL string        `name:"public-url" env:"CASELOAD_PUBLIC_URL" placeholder:"URL" help:"Address under which people reach this server, such as https://caseload.example.edu."`

	OIDCIssuer string   `name:"oidc-issuer" env:"CASELOAD_OIDC_ISSUER" placeholder:"URL" help:"Let people sign in through this OpenID Connect service too. Needs --public-url, whose /sign-in/openid/back the service has to know."`
	OIDCClient string   `name:"oidc-client" env:"CASELOAD_OIDC_CLIENT" placeholder:"ID" help:"Name of this server at the service."`
	OIDCSecret string   `name:"oidc-secret" env:"CASELOAD_OIDC_SECRET" placeholder:"SECRET" help:"Secret of this server at the service; better given by the variable, which other users of the machine cannot see."`
	OIDCName   string   `name:"oidc-name" env:"CASELOAD_OIDC_NAME" placeholder:"NAME" help:"What the button calls the service."`
	OIDCGroup  []string `name:"oidc-group" env:"CASELOAD_OIDC_GROUP" placeholder:"GROUP=ROLE" help:"What members of a group may do: viewer, coordinator, lead or admin; coordinator:VA for one site. May be repeated; who is in no group may not sign in."`
	OIDCClaim  string   `name:"oidc-claim" env:"CASELOAD_OIDC_CLAIM" default:"groups" placeholder:"CLAIM" help:"Claim that lists the groups (default: ${default})."`

	TrustedHeader string `name:"trusted-header" env:"CASELOAD_TRUSTED_HEADER" placeholder:"NAME" help:"Header in which the proxy at --trusted-proxy names who has signed in there. Whoever else can reach this server directly must not be able to use that proxy's address."`
	BreakGlass    string `name:"password-only-for" env:"CASELOAD_PASSWORD_ONLY_FOR" placeholder:"SIGN-IN-NAME" help:"Let this one account alone sign in by password, for the day when the other service is down; everybody else signs in through it."`
}

// signIn turns the flags into what the pages need.
func (f signInFlags) signIn(ctx context.Context, db *store.Store, proxies []string) (dashboard.SignIn, error) {
	how := dashboard.SignIn{Idle: f.Idle, BreakGlass: f.BreakGlass}
	if f.Idle <= 0 {
		return how, fault.New(fault.Invalid, "--idle %s would end every session at once.", f.Idle)
	}
	if f.TrustedHeader != "" {
		if len(proxies) == 0 {
			return how, fault.New(fault.Refused, "--trusted-header needs --trusted-proxy: a header that anybody can send says nothing.")
		}
		how.Header = &dashboard.TrustedHeader{Name: f.TrustedHeader}
		for _, proxy := range proxies {
			how.Header.From = append(how.Header.From, prefixOf(proxy))
		}
	}
	if f.OIDCIssuer != "" {
		var err error
		if how.OpenID, err = f.openID(ctx, db); err != nil {
			return how, err
		}
	}
	if f.BreakGlass != "" && how.Header == nil && how.OpenID == nil {
		return how, fault.New(fault.Refused, "--password-only-for leaves everybody else without a way to sign in: it needs --oidc-issuer or --trusted-header.")
	}
	return how, f.checkBreakGlass(ctx, db)
}

// checkPublicURL refuses what would stand in front of every link that is handed over and lead nowhere.
func (f signInFlags) checkPublicURL() error {
	public, err := url.Parse(f.PublicURL)
	if f.PublicURL == "" || err == nil && (public.Scheme == "http" || public.Scheme == "https") && public.Hostname() != "" {
		return nil
	}
	return fault.New(fault.Invalid, "--public-url %s is not an address with http or https, such as https://caseload.example.edu.", f.PublicURL)
}

// checkBreakGlass refuses to serve with a door in the wall that has no key, which would show on the day when the other
// service is down. A new database gets its account by the set-up link.
func (f signInFlags) checkBreakGlass(ctx context.Context, db *store.Store) error {
	if f.BreakGlass == "" {
		return nil
	}
	any, err := db.HasAccounts(ctx)
	if err != nil || !any {
		return err
	}
	account, _, ok, err := db.AccountBySignIn(ctx, f.BreakGlass)
	if err == nil && (!ok || account.IsDisabled() || !account.HasPass || account.Access != caseload.Admin) {
		err = fault.New(fault.Refused, "--password-only-for %s: no administrator who works signs in by that name and a password, so nobody could mend anything while the other service is down; make one with \"caseload user add %s --role admin\".",
			f.BreakGlass, f.BreakGlass)
	}
	return err
}

// prefixOf reads what checkProxies has let through.
func prefixOf(proxy string) netip.Prefix {
	if prefix, err := netip.ParsePrefix(proxy); err == nil {
		return prefix
	}
	address, _ := netip.ParseAddr(proxy)
	return netip.PrefixFrom(address, address.BitLen())
}

func (f signInFlags) openID(ctx context.Context, db *store.Store) (*signin.OpenID, error) {
	public, err := url.Parse(f.PublicURL)
	if err != nil || public.Host == "" || public.Scheme != "https" && !isLoopback(public.Hostname()) {
		return nil, fault.New(fault.Invalid, "--oidc-issuer needs --public-url with https, such as https://caseload.example.edu; got %q.", f.PublicURL)
	}
	issuer, err := url.Parse(f.OIDCIssuer)
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !isLoopback(issuer.Hostname()) {
		return nil, fault.New(fault.Invalid, "--oidc-issuer %s is not an https address.", f.OIDCIssuer)
	}
	if f.OIDCClient == "" || len(f.OIDCGroup) == 0 {
		return nil, fault.New(fault.Invalid, "--oidc-issuer needs --oidc-client, and at least one --oidc-group, or nobody could sign in.")
	}
	service := &signin.OpenID{
		Name: f.OIDCName, Issuer: f.OIDCIssuer, ClientID: f.OIDCClient, Secret: f.OIDCSecret, Claim: f.OIDCClaim,
		Redirect: strings.TrimSuffix(public.String(), "/") + dashboard.OpenIDBack, Grants: map[string]signin.Grant{},
	}
	for _, text := range f.OIDCGroup {
		group, words, ok := strings.Cut(text, "=")
		if !ok || group == "" {
			return nil, fault.New(fault.Invalid, "--oidc-group %s is not GROUP=ROLE.", text)
		}
		role, site, _ := strings.Cut(words, ":")
		grant := signin.Grant{Access: caseload.AccessRole(role)}
		if !grant.Access.IsValid() {
			return nil, unknownRole(role)
		}
		if site != "" {
			if grant.Sites, err = sitesNamed(ctx, db, []string{site}); err != nil {
				return nil, err
			}
		}
		service.Grants[group] = grant
	}
	return service, nil
}

func unknownRole(role string) error {
	return fault.New(fault.Invalid, "%q is not a role: viewer, coordinator, lead or admin.", role)
}

// sitesNamed finds sites by their names.
func sitesNamed(ctx context.Context, db *store.Store, names []string) ([]caseload.SiteID, error) {
	sites, err := db.Sites(ctx)
	if err != nil {
		return nil, err
	}
	var found []caseload.SiteID
	for _, name := range names {
		before := len(found)
		for _, site := range sites {
			if caseload.NameKey(site.Name) == caseload.NameKey(name) {
				found = append(found, site.ID)
			}
		}
		if len(found) == before {
			known := make([]string, len(sites))
			for i, site := range sites {
				known[i] = site.Name
			}
			return nil, fault.New(fault.NotFound, "There is no site called %q; there are: %s.", name, strings.Join(known, ", "))
		}
	}
	return found, nil
}

// setUpLasts is how long the link for the first administrator works.
const setUpLasts = time.Hour

// printSetUpLink prints a link for the first administrator of a new database, once. There is no default
// account, and nothing else can be done without one.
func printSetUpLink(ctx context.Context, e environment, db *store.Store, base string) error {
	any, err := db.HasAccounts(ctx)
	if err != nil || any {
		return err
	}
	secret, hash, err := signin.NewSecret()
	if err != nil {
		return err
	}
	if err := db.CreateLink(ctx, hash, "", setUpLasts, caseload.LocalUser); err != nil {
		return fmt.Errorf("make the set-up link: %w", err)
	}
	fmt.Fprintf(e.std.out, "Nobody has an account yet. Make the first administrator's here, once, within 60 minutes:\n  %s%s%s\n", base, dashboard.SetUpPath, secret)
	return nil
}

// baseAddress is how this server is reached from this machine.
func baseAddress(listener net.Listener, how serving) string {
	if how.publicURL != "" {
		return strings.TrimSuffix(how.publicURL, "/")
	}
	return ownAddress(listener, how.isTLS)
}

// ownAddress is an address that a browser on this machine can open. A listener on every address of the machine, such
// as [::], has none of its own; localhost is one of them.
func ownAddress(listener net.Listener, isTLS bool) string {
	address, scheme := listener.Addr().String(), "http"
	if isTLS {
		scheme = "https"
	}
	if at, err := netip.ParseAddrPort(address); err == nil && at.Addr().IsUnspecified() {
		address = net.JoinHostPort("localhost", strconv.Itoa(int(at.Port())))
	}
	return scheme + "://" + address
}
