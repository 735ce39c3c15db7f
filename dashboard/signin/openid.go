package signin

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"caseload/store/caseload"
)

// OpenID is a service that knows who somebody is, by OpenID Connect: authorization code with PKCE. It is
// asked for the first time when somebody wants to sign in, so that a server starts without it.
type OpenID struct {
	Name     string // "Hospital sign-in"; the issuer's host when empty
	Issuer   string
	ClientID string
	Secret   string
	Redirect string           // our own address that the service sends people back to
	Grants   map[string]Grant // what members of a group may do; who is in none may not sign in
	Claim    string           // that lists the groups; "groups" when empty

	mu       sync.Mutex
	provider *oidc.Provider
}

// Grant is what a group of the service stands for here.
type Grant struct {
	Access caseload.AccessRole
	Sites  []caseload.SiteID // of coordinators; empty for all
}

// Identity is whom the service vouches for.
type Identity struct {
	Subject string // the service and its own id of the person
	Name    string
	Grant   Grant
}

// openIDTimeout bounds every question to the service: a page of ours waits for it.
const openIDTimeout = 10 * time.Second

// Title is what the button says after "Sign in with".
func (o *OpenID) Title() string {
	if o.Name != "" {
		return o.Name
	}
	if issuer, err := url.Parse(o.Issuer); err == nil && issuer.Host != "" {
		return issuer.Host
	}
	return o.Issuer
}

// discover asks the service for its addresses and keys, once it has answered.
func (o *OpenID) discover(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	// The provider keeps the context for fetching keys later, so it must not end with the request.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), openIDClient()), o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s who it is: %w", o.Issuer, err)
	}
	o.provider = provider
	return provider, nil
}

func openIDClient() *http.Client {
	return &http.Client{
		Timeout:       openIDTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (o *OpenID) config(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: o.ClientID, ClientSecret: o.Secret, Endpoint: provider.Endpoint(), RedirectURL: o.Redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile"}}
}

// Address returns where to send somebody who wants to sign in.
func (o *OpenID) Address(ctx context.Context, state, nonce, verifier string) (string, error) {
	provider, err := o.discover(ctx)
	if err != nil {
		return "", err
	}
	return o.config(provider).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Verifier returns a new secret for PKCE.
func Verifier() string { return oauth2.GenerateVerifier() }

// Finish exchanges the code that somebody came back with for who it is. The zero role is for whoever the
// service knows but no group lets in.
func (o *OpenID) Finish(ctx context.Context, code, nonce, verifier string) (Identity, error) {
	provider, err := o.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	token, err := o.config(provider).Exchange(oidc.ClientContext(ctx, openIDClient()), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Identity{}, fmt.Errorf("exchange the code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("the answer holds no id_token")
	}
	idToken, err := provider.Verifier(&oidc.Config{ClientID: o.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("verify the id_token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(idToken.Nonce), []byte(nonce)) != 1 {
		return Identity{}, fmt.Errorf("the id_token was made for another sign-in")
	}
	var claims map[string]any
	if err := idToken.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("read the claims: %w", err)
	}
	return Identity{Subject: idToken.Issuer + "|" + idToken.Subject, Name: nameOf(claims, idToken.Subject), Grant: o.grant(claims)}, nil
}

// nameOf is what people call somebody, or the service's id for want of it.
func nameOf(claims map[string]any, subject string) string {
	for _, key := range []string{"name", "preferred_username", "email"} {
		if text, ok := claims[key].(string); ok && strings.TrimSpace(text) != "" {
			return text
		}
	}
	return subject
}

// grant is the most that one of the groups allows.
func (o *OpenID) grant(claims map[string]any) Grant {
	claim := o.Claim
	if claim == "" {
		claim = "groups"
	}
	var best Grant
	groups, _ := claims[claim].([]any)
	for _, group := range groups {
		name, _ := group.(string)
		if grant, ok := o.Grants[name]; ok {
			best = best.or(grant)
		}
	}
	return best
}

// or returns the more of two grants: of the same role, the sites of both, where no sites are all of them.
func (g Grant) or(other Grant) Grant {
	switch {
	case g.Access == "":
		return other
	case g.Access != other.Access && g.Access.Lower(other.Access) == g.Access:
		return other
	case g.Access != other.Access:
		return g
	case len(g.Sites) == 0 || len(other.Sites) == 0:
		return Grant{Access: g.Access}
	}
	return Grant{Access: g.Access, Sites: append(append([]caseload.SiteID{}, g.Sites...), other.Sites...)}
}
