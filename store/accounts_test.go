package store_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func hashOf(mark string) string { return strings.Repeat(mark, 64) }

// withAdmin is a database whose first administrator has been set up.
func withAdmin(t *testing.T) (*store.Store, c.Account) {
	t.Helper()
	s := storetest.New(t)
	noError(t, s.CreateLink(t.Context(), hashOf("0"), "", time.Hour, c.LocalUser))
	admin, err := s.SetUp(t.Context(), hashOf("0"), c.Account{User: c.User{Name: "Dana C."}, SignIn: "Dana"}, "secret")
	noError(t, err)
	return s, admin
}

func addAccount(t *testing.T, s *store.Store, name string, access c.AccessRole, sites ...c.SiteID) c.Account {
	t.Helper()
	account, err := s.CreateAccount(t.Context(), c.Account{User: c.User{Name: name}, SignIn: name, Access: access, Sites: sites}, "secret", c.LocalUser)
	noError(t, err)
	return account
}

func TestTheSetUpLinkMakesTheFirstAdministratorAndNoSecond(t *testing.T) {
	s, admin := withAdmin(t)
	ctx := t.Context()
	if admin.Access != c.Admin || admin.SignIn != "Dana" || !admin.HasPass {
		t.Errorf("want an administrator with a password, got %+v", admin)
	}
	_, err := s.SetUp(ctx, hashOf("0"), c.Account{User: c.User{Name: "Eve"}, SignIn: "eve"}, "secret")
	wantFault(t, err, fault.NotFound, "spent_link")
	wantFault(t, s.CreateLink(ctx, hashOf("1"), "", time.Hour, c.LocalUser), fault.NotFound, "spent_link")
	accounts, err := s.Accounts(ctx)
	noError(t, err)
	if len(accounts) != 1 {
		t.Errorf("want one account, got %+v", accounts)
	}
}

func TestALinkIsOverWhenItsTimeIs(t *testing.T) {
	now := storetest.Now()
	s, err := store.Open(t.Context(), t.TempDir()+"/x.db", store.Options{Now: func() time.Time { return now }})
	noError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	noError(t, s.CreateLink(t.Context(), hashOf("0"), "", time.Hour, c.LocalUser))
	now = now.Add(time.Hour)
	_, err = s.SetUp(t.Context(), hashOf("0"), c.Account{User: c.User{Name: "Dana C."}, SignIn: "Dana"}, "secret")
	wantFault(t, err, fault.NotFound, "spent_link")
}

func TestSignInNamesThatLookAlikeAreOne(t *testing.T) {
	s, _ := withAdmin(t)
	_, err := s.CreateAccount(t.Context(), c.Account{User: c.User{Name: "Other"}, SignIn: " DANA\u200b ", Access: c.Viewer}, "x", c.LocalUser)
	wantFault(t, err, fault.Conflict, "name_taken")
	account, password, ok, err := s.AccountBySignIn(t.Context(), "dAnA ")
	if err != nil || !ok || password != "secret" || account.Name != "Dana C." {
		t.Errorf("want Dana, got %+v, %q, %v, %v", account, password, ok, err)
	}
	if _, _, ok, err := s.AccountBySignIn(t.Context(), "local"); ok || err != nil {
		t.Errorf("nobody signs in as the command line, got %v, %v", ok, err)
	}
	if _, _, ok, err := s.AccountBySignIn(t.Context(), ""); ok || err != nil {
		t.Errorf("the empty name is nobody's, got %v, %v", ok, err)
	}
}

func TestSessionsEndWithAPasswordARoleOrAnAccount(t *testing.T) {
	for name, change := range map[string]func(*store.Store, c.Account) error{
		"password": func(s *store.Store, a c.Account) error {
			return s.SetPassword(context.Background(), a.ID, "other", a.ID)
		},
		"role": func(s *store.Store, a c.Account) error {
			a.Access = c.Lead
			return s.SaveAccount(context.Background(), a, c.LocalUser)
		},
		"sites": func(s *store.Store, a c.Account) error {
			a.Sites = []c.SiteID{2}
			return s.SaveAccount(context.Background(), a, c.LocalUser)
		},
		"deactivation": func(s *store.Store, a c.Account) error {
			a.DisabledAt = 1
			return s.SaveAccount(context.Background(), a, c.LocalUser)
		},
		"sign-out": func(s *store.Store, a c.Account) error {
			return s.EndSession(context.Background(), hashOf("a"), a.ID, "sign-out")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := withAdmin(t)
			account := addAccount(t, s, "kim", c.Coordinator)
			noError(t, s.OpenSession(t.Context(), hashOf("a"), account.ID, time.Hour, "password"))
			_, before, err := s.Versions(t.Context())
			noError(t, err)
			noError(t, change(s, account))
			if _, _, ok, err := s.Session(t.Context(), hashOf("a")); ok || err != nil {
				t.Errorf("the session goes on, %v", err)
			}
			if _, after, err := s.Versions(t.Context()); err != nil || after <= before {
				t.Errorf("servers are not told: version %d before, %d after, %v", before, after, err)
			}
		})
	}
}

func TestANewNameEndsNoSession(t *testing.T) {
	s, admin := withAdmin(t)
	noError(t, s.OpenSession(t.Context(), hashOf("a"), admin.ID, time.Hour, "password"))
	admin.Name = "D. C."
	noError(t, s.SaveAccount(t.Context(), admin, admin.ID))
	_, account, ok, err := s.Session(t.Context(), hashOf("a"))
	if err != nil || !ok || account.Name != "D. C." || account.SignedInAt != storetest.Now().UnixMilli() {
		t.Errorf("want the session with the new name, got %+v, %v, %v", account, ok, err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	s, admin := withAdmin(t)
	for name, change := range map[string]func(*c.Account){
		"disabled": func(a *c.Account) { a.DisabledAt = 1 },
		"a viewer": func(a *c.Account) { a.Access = c.Viewer },
	} {
		changed := admin
		change(&changed)
		if f, ok := fault.As(s.SaveAccount(t.Context(), changed, admin.ID)); !ok || f.Code != "last_administrator" {
			t.Errorf("%s: want a refusal, got %v", name, f)
		}
	}
	second := addAccount(t, s, "kim", c.Admin)
	admin.Access = c.Viewer
	noError(t, s.SaveAccount(t.Context(), admin, second.ID))
}

func TestTheLocalUserCannotBeChanged(t *testing.T) {
	s, _ := withAdmin(t)
	wantFault(t, s.SetPassword(t.Context(), c.LocalUser, "x", c.LocalUser), fault.NotFound, "unknown_account")
	wantFault(t, s.SaveAccount(t.Context(), c.Account{User: c.User{ID: c.LocalUser, Name: "x"}, SignIn: "x", Access: c.Admin}, c.LocalUser), fault.NotFound, "unknown_account")
	wantFault(t, s.CreateLink(t.Context(), hashOf("7"), c.LocalUser, time.Hour, c.LocalUser), fault.NotFound, "unknown_account")
}

func TestAResetLinkWorksOnceAndEndsSessions(t *testing.T) {
	s, admin := withAdmin(t)
	account := addAccount(t, s, "kim", c.Lead)
	noError(t, s.OpenSession(t.Context(), hashOf("a"), account.ID, time.Hour, "password"))
	noError(t, s.CreateLink(t.Context(), hashOf("1"), account.ID, time.Hour, admin.ID))
	noError(t, s.CreateLink(t.Context(), hashOf("2"), account.ID, time.Hour, admin.ID))
	_, err := s.ResetPassword(t.Context(), hashOf("1"), "new")
	wantFault(t, err, fault.NotFound, "spent_link") // a later link took its place
	if linked, err := s.LinkedAccount(t.Context(), hashOf("2")); err != nil || linked.Name != "kim" {
		t.Errorf("want kim, got %+v, %v", linked, err)
	}
	_, err = s.ResetPassword(t.Context(), hashOf("2"), "new")
	noError(t, err)
	_, err = s.ResetPassword(t.Context(), hashOf("2"), "newer")
	wantFault(t, err, fault.NotFound, "spent_link")
	if _, password, _, err := s.AccountBySignIn(t.Context(), "kim"); err != nil || password != "new" {
		t.Errorf("want the new password, got %q, %v", password, err)
	}
	if _, _, ok, _ := s.Session(t.Context(), hashOf("a")); ok {
		t.Error("the session outlived the password")
	}
}

func TestATokenHasNoMoreRightsThanItsAccount(t *testing.T) {
	s, _ := withAdmin(t)
	account := addAccount(t, s, "kim", c.Coordinator)
	until := storetest.Now().Add(time.Hour).UnixMilli()
	_, err := s.CreateToken(t.Context(), c.Token{User: account.ID, Name: "export", Access: c.Lead, ExpiresAt: until}, hashOf("5"), account.ID)
	wantFault(t, err, fault.Invalid, "too_much")
	_, err = s.CreateToken(t.Context(), c.Token{User: account.ID, Name: "export", Access: c.Viewer}, hashOf("5"), account.ID)
	wantFault(t, err, fault.Invalid, "no_expiry")
	token, err := s.CreateToken(t.Context(), c.Token{User: account.ID, Name: "export", Access: c.Viewer, ExpiresAt: until}, hashOf("5"), account.ID)
	noError(t, err)
	found, owner, ok, err := s.Token(t.Context(), hashOf("5"))
	noError(t, err)
	if diff := cmp.Diff(token, found); diff != "" || !ok || owner.ID != account.ID {
		t.Errorf("-want +got\n%s", diff)
	}
	wantFault(t, s.RevokeToken(t.Context(), token.ID, "somebody else", account.ID), fault.NotFound, "unknown_token")
	noError(t, s.RevokeToken(t.Context(), token.ID, account.ID, account.ID))
	if found, _, _, err := s.Token(t.Context(), hashOf("5")); err != nil || found.IsUsable(storetest.Now().UnixMilli()) {
		t.Errorf("the token works on: %+v, %v", found, err)
	}
}

func TestADisabledAccountGetsNoToken(t *testing.T) {
	s, _ := withAdmin(t)
	account := addAccount(t, s, "kim", c.Lead)
	account.DisabledAt = 1
	noError(t, s.SaveAccount(t.Context(), account, c.LocalUser))
	until := storetest.Now().Add(time.Hour).UnixMilli()
	_, err := s.CreateToken(t.Context(), c.Token{User: account.ID, Name: "export", Access: c.Viewer, ExpiresAt: until}, hashOf("5"), c.LocalUser)
	wantFault(t, err, fault.Invalid, "disabled")
}

func TestTheAuditLogNamesTheSitesOfACoordinator(t *testing.T) {
	s, _ := withAdmin(t)
	sites, err := s.Sites(t.Context())
	noError(t, err)
	addAccount(t, s, "kim", c.Coordinator, sites[1].ID)
	entries, err := s.Audit(t.Context(), 1)
	noError(t, err)
	if want := "coordinator of " + sites[1].Name; len(entries) != 1 || entries[0].Detail != want {
		t.Errorf("want %q, got %+v", want, entries)
	}
}

func TestTheAuditLogCanOnlyGrow(t *testing.T) {
	s, admin := withAdmin(t)
	ctx := store.WithOrigin(t.Context(), "192.0.2.7")
	noError(t, s.Record(ctx, c.AuditEntry{Action: "sign-in failed", Detail: "unknown name"}))
	entries, err := s.Audit(ctx, 2)
	noError(t, err)
	want := []c.AuditEntry{
		{ID: 3, At: storetest.Now().UnixMilli(), Action: "sign-in failed", Detail: "unknown name", From: "192.0.2.7"},
		{ID: 2, At: storetest.Now().UnixMilli(), By: admin.ID, Action: "set up", Subject: "Dana C.", Detail: "first administrator"},
	}
	if diff := cmp.Diff(want, entries); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	refuseForgery(t, s, `update audit set detail = ''`, `delete from audit`, `delete from audit where id = 1`, `update audit_kept set since = -1`)
}

// refuseForgery wants the database itself to refuse the statements, whoever opens the file.
func refuseForgery(t *testing.T, s *store.Store, forgeries ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", s.Path())
	noError(t, err)
	defer func() { _ = db.Close() }()
	for _, forgery := range forgeries {
		if _, err := db.ExecContext(t.Context(), forgery); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: want a refusal, got %v", forgery, err)
		}
	}
}

func TestTheAuditFilterFindsByWhoWhatWhenAndText(t *testing.T) {
	s, admin := withAdmin(t)
	account := addAccount(t, s, "kim", c.Lead)
	noError(t, s.Record(t.Context(), c.AuditEntry{By: account.ID, Action: "export", Subject: "/volume.csv"}))
	at := storetest.Now().UnixMilli()
	for name, row := range map[string]struct {
		filter store.AuditFilter
		want   int
	}{
		"who":      {store.AuditFilter{By: admin.ID}, 1},
		"what":     {store.AuditFilter{Action: "export"}, 1},
		"text":     {store.AuditFilter{Text: "VOLUME"}, 1},
		"the act":  {store.AuditFilter{Text: "export"}, 1},
		"no such":  {store.AuditFilter{Text: "%"}, 0},
		"since":    {store.AuditFilter{From: at + 1}, 0},
		"until":    {store.AuditFilter{Until: at}, 0},
		"the rest": {store.AuditFilter{Before: 2}, 1},
	} {
		got, err := s.AuditLog(t.Context(), row.filter)
		if err != nil || len(got) != row.want {
			t.Errorf("%s: want %d entries, got %+v, %v", name, row.want, got, err)
		}
	}
}
