package caseload

import "slices"

// AccessRole is what a person may do, in steps: each role may do all that the one before it may. It
// has nothing to do with Role, which is a kind of staff.
type AccessRole string

// The access roles.
const (
	Viewer      AccessRole = "viewer"      // pages and totals
	Coordinator AccessRole = "coordinator" // and files and names of the own sites
	Lead        AccessRole = "lead"        // and of every site, with what the numbers are judged by
	Admin       AccessRole = "admin"       // and sites, users, the audit log
)

// AccessRoles returns the roles, each followed by those that may do more.
func AccessRoles() []AccessRole { return []AccessRole{Viewer, Coordinator, Lead, Admin} }

// IsValid reports whether the role is one of the four.
func (r AccessRole) IsValid() bool { return slices.Contains(AccessRoles(), r) }

// Lower returns whichever of two roles may do less. What is not a role may do nothing, and is the lower.
func (r AccessRole) Lower(other AccessRole) AccessRole {
	if slices.Index(AccessRoles(), other) < slices.Index(AccessRoles(), r) {
		return other
	}
	return r
}

// Title returns the role as pages write it.
func (r AccessRole) Title() string {
	switch r {
	case Viewer:
		return "Viewer"
	case Coordinator:
		return "Coordinator"
	case Lead:
		return "Lead"
	case Admin:
		return "Administrator"
	}
	return string(r)
}

// Account is a user as administrators see it. The local user has no sign-in name: it stands for
// the command line, and nobody signs in as it.
type Account struct {
	User
	SignIn     string // as typed when the account was made; "" for nobody signs in by it
	Access     AccessRole
	Sites      []SiteID // that a coordinator sends files for; empty for all
	Subject    string   // who the account is to another sign-in service; "" for none
	HasPass    bool     // can sign in by password
	DisabledAt int64    // Unix milliseconds; 0 while the account works
	CreatedAt  int64
	SignedInAt int64 // 0 for never
}

// IsDisabled reports whether the account has been shut.
func (a Account) IsDisabled() bool { return a.DisabledAt != 0 }

// Covers reports whether the account's sites include the site. Only a coordinator is limited.
func (a Account) Covers(site SiteID) bool {
	return a.Access != Coordinator || len(a.Sites) == 0 || slices.Contains(a.Sites, site)
}

// IsLimited reports whether some sites are not the account's business.
func (a Account) IsLimited() bool { return a.Access == Coordinator && len(a.Sites) > 0 }

// Session is a browser that has signed in.
type Session struct {
	User      UserID
	CreatedAt int64 // Unix milliseconds, as are the others
	SeenAt    int64
	ExpiresAt int64 // whatever happens
}

// TokenID names an API token; it is not the token.
type TokenID string

// Token is a program's right to ask in the name of its account, with the rights of a role that the
// account has at least.
type Token struct {
	ID        TokenID
	User      UserID
	Name      string
	Access    AccessRole
	CreatedAt int64
	ExpiresAt int64
	RevokedAt int64 // 0 while it may be used
	UsedAt    int64 // 0 for never
}

// IsUsable reports whether the token opens anything at the instant.
func (t Token) IsUsable(at int64) bool { return t.RevokedAt == 0 && at < t.ExpiresAt }

// AuditEntry is one act on record, whether or not it made a revision.
type AuditEntry struct {
	ID       int64
	At       int64  // Unix milliseconds
	By       UserID // "" when nobody had signed in
	Action   string // such as "commit", "undo", "sign-in"
	Subject  string
	Detail   string
	From     string   // network address; "" for the command line
	Revision Revision // 0 for an act that changed no data
}
