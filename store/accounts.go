package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

const selectAccounts = `
	select id, name, login, access, sites, coalesce(subject, ''), case when password = '' then 0 else 1 end, disabled_at, created_at, signed_in_at
	from users`

// Accounts returns everybody who can sign in or could, by sign-in name. The local user is not among them.
func (s *Store) Accounts(ctx context.Context) ([]c.Account, error) {
	accounts, err := readAccounts(ctx, s.reader, `
		where id <> 'local'
		order by coalesce(login_key, subject, ''), id`)
	return accounts, s.explain("read accounts", err)
}

// Account returns the account with the id.
func (s *Store) Account(ctx context.Context, id c.UserID) (c.Account, error) {
	account, err := s.oneAccount(ctx, s.reader, `id`, string(id))
	if err == nil && account == nil {
		err = unknownAccount()
	}
	if err != nil {
		return c.Account{}, s.explain("read account", err)
	}
	return *account, nil
}

func unknownAccount() error {
	return fault.New(fault.NotFound, "There is no such account.").WithCode("unknown_account")
}

// AccountBySignIn returns the account with the sign-in name and the hash of its password; ok is false
// when there is none. Names that differ only in case or white space are the same.
func (s *Store) AccountBySignIn(ctx context.Context, name string) (account c.Account, password string, ok bool, err error) {
	found, err := s.oneAccount(ctx, s.reader, `login_key`, c.NameKey(name))
	if err == nil && found != nil {
		err = s.reader.QueryRowContext(ctx, `
			select password
			from users
			where id = $1`, found.ID).Scan(&password)
	}
	if err != nil || found == nil {
		return c.Account{}, "", false, s.explain("read account", err)
	}
	return *found, password, true, nil
}

// AccountBySubject returns the account that another sign-in service knows by the subject.
func (s *Store) AccountBySubject(ctx context.Context, subject string) (account c.Account, ok bool, err error) {
	if subject == "" {
		return c.Account{}, false, nil
	}
	found, err := s.oneAccount(ctx, s.reader, `subject`, subject)
	if err != nil || found == nil {
		return c.Account{}, false, s.explain("read account", err)
	}
	return *found, true, nil
}

// HasAccounts reports whether anybody can sign in, which a new database's first administrator changes.
func (s *Store) HasAccounts(ctx context.Context) (bool, error) {
	any, err := hasAccounts(ctx, s.reader)
	return any, s.explain("read accounts", err)
}

func hasAccounts(ctx context.Context, db queryer) (bool, error) {
	var n int
	err := db.QueryRowContext(ctx, `
		select count(*)
		from users
		where id <> 'local'`).Scan(&n)
	return n > 0, err
}

// CreateAccount makes an account with the hash of its password, which may be empty for somebody who
// gets a link or signs in elsewhere.
func (s *Store) CreateAccount(ctx context.Context, account c.Account, password string, by c.UserID) (c.Account, error) {
	_, err := s.write(ctx, "create account", by, func(w *work) error {
		var err error
		account, err = w.insertAccount(ctx, account, password)
		if err != nil {
			return err
		}
		sites, err := readSites(ctx, w.tx, 0)
		if err != nil {
			return err
		}
		return w.audit(ctx, "add user", account.Name, rightsText(account, sites))
	})
	return account, err
}

func (w *work) insertAccount(ctx context.Context, account c.Account, password string) (c.Account, error) {
	if err := checkAccount(&account); err != nil {
		return account, err
	}
	id, err := newID(w.at)
	if err != nil {
		return account, err
	}
	account.ID, account.CreatedAt, account.DisabledAt, account.SignedInAt, account.HasPass = c.UserID(id), w.at, 0, 0, password != ""
	sites, err := sitesText(account.Sites)
	if err != nil {
		return account, err
	}
	_, err = w.tx.ExecContext(ctx, `
		insert into users (id, name, login, login_key, access, sites, password, subject, created_at)
		values ($1, $2, $3, nullif($4, ''), $5, $6, $7, nullif($8, ''), $9)`,
		account.ID, account.Name, account.SignIn, c.NameKey(account.SignIn), account.Access, sites, password, account.Subject, w.at)
	if isUniqueViolation(err) {
		return account, fault.New(fault.Conflict, "There is already an account with the sign-in name %q.", account.SignIn).WithCode("name_taken")
	}
	if err != nil {
		return account, fmt.Errorf("write account: %w", err)
	}
	return account, nil
}

// SaveAccount changes an account's name, role, sites, and whether it is disabled. The local user and
// the rights of the last administrator who can sign in stay as they are. Sessions of an account whose
// rights change end.
func (s *Store) SaveAccount(ctx context.Context, account c.Account, by c.UserID) error {
	_, err := s.write(ctx, "save account", by, func(w *work) error {
		before, err := s.changeable(ctx, w.tx, account.ID)
		if err != nil {
			return err
		}
		account.SignIn, account.Subject = before.SignIn, before.Subject
		if err := checkAccount(&account); err != nil {
			return err
		}
		switch {
		case !account.IsDisabled():
			account.DisabledAt = 0
		case before.IsDisabled():
			account.DisabledAt = before.DisabledAt
		default:
			account.DisabledAt = w.at
		}
		sites, err := sitesText(account.Sites)
		if err != nil {
			return err
		}
		_, err = w.tx.ExecContext(ctx, `
			update users
			set name = $1, access = $2, sites = $3, disabled_at = $4
			where id = $5`, account.Name, account.Access, sites, account.DisabledAt, account.ID)
		if err != nil {
			return fmt.Errorf("write account: %w", err)
		}
		if err := refuseNoAdministrator(ctx, w.tx); err != nil {
			return err
		}
		return w.settleRights(ctx, before, account)
	})
	return err
}

// settleRights ends the sessions of an account whose rights have changed, and notes what changed.
func (w *work) settleRights(ctx context.Context, before, after c.Account) error {
	if before.Access != after.Access || !slices.Equal(before.Sites, after.Sites) || before.IsDisabled() != after.IsDisabled() {
		if err := w.endSessions(ctx, after.ID); err != nil {
			return err
		}
	}
	if before.IsDisabled() != after.IsDisabled() {
		action := "disable user"
		if !after.IsDisabled() {
			action = "enable user"
		}
		if err := w.audit(ctx, action, after.Name, ""); err != nil {
			return err
		}
	}
	sites, err := readSites(ctx, w.tx, 0)
	if err != nil {
		return err
	}
	if was, is := rightsText(before, sites), rightsText(after, sites); was != is || before.Name != after.Name {
		return w.audit(ctx, "save user", after.Name, before.Name+": "+was+" → "+is)
	}
	return nil
}

// rightsText is what the audit log says of an account's rights.
func rightsText(account c.Account, sites []c.Site) string {
	text := string(account.Access)
	if account.IsLimited() {
		var names []string
		for _, site := range sites {
			if slices.Contains(account.Sites, site.ID) {
				names = append(names, site.Name)
			}
		}
		text += " of " + strings.Join(names, ", ")
	}
	return text
}

// SetPassword stores the hash of a new password and ends every session of the account.
func (s *Store) SetPassword(ctx context.Context, id c.UserID, password string, by c.UserID) error {
	_, err := s.write(ctx, "set password", by, func(w *work) error {
		account, err := s.changeable(ctx, w.tx, id)
		if err != nil {
			return err
		}
		return w.setPassword(ctx, account, password)
	})
	return err
}

func (w *work) setPassword(ctx context.Context, account c.Account, password string) error {
	_, err := w.tx.ExecContext(ctx, `
		update users
		set password = $1
		where id = $2`, password, account.ID)
	if err != nil {
		return fmt.Errorf("write password: %w", err)
	}
	if err := w.endSessions(ctx, account.ID); err != nil {
		return err
	}
	_, err = w.tx.ExecContext(ctx, `
		delete from links
		where user_id = $1`, account.ID)
	if err != nil {
		return fmt.Errorf("drop links: %w", err)
	}
	return w.audit(ctx, "set password", account.Name, "")
}

// changeable returns an account that people may change, which the local user is not.
func (s *Store) changeable(ctx context.Context, tx *transaction, id c.UserID) (c.Account, error) {
	account, err := s.oneAccount(ctx, tx, `id`, string(id))
	if err != nil {
		return c.Account{}, err
	}
	if account == nil || account.ID == c.LocalUser {
		return c.Account{}, unknownAccount()
	}
	return *account, nil
}

// refuseNoAdministrator keeps a division from locking itself out.
func refuseNoAdministrator(ctx context.Context, tx *transaction) error {
	var n int
	err := tx.QueryRowContext(ctx, `
		select count(*)
		from users
		where access = 'admin'
		and disabled_at = 0
		and id <> 'local'`).Scan(&n)
	if err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This is the last administrator; make somebody else one first.").WithCode("last_administrator")
	}
	return nil
}

// maxSignInLength is the greatest number of characters in a sign-in name.
const maxSignInLength = 100

func checkAccount(account *c.Account) error {
	var err error
	if account.Name, err = cleanName("person", account.Name); err != nil {
		return err
	}
	account.SignIn = c.CleanName(account.SignIn)
	if account.SignIn == "" && account.Subject == "" {
		return fault.New(fault.Invalid, "An account needs a sign-in name.").WithCode("empty_sign_in")
	}
	if utf8.RuneCountInString(account.SignIn) > maxSignInLength {
		return fault.New(fault.Invalid, "A sign-in name has at most %d characters.", maxSignInLength).WithCode("long_sign_in")
	}
	if !account.Access.IsValid() {
		return fault.New(fault.Invalid, "%q is not a role: viewer, coordinator, lead or admin.", account.Access).WithCode("unknown_role")
	}
	if account.Access != c.Coordinator {
		account.Sites = nil // other roles are not limited, and a list kept for later would surprise
	}
	slices.Sort(account.Sites)
	account.Sites = slices.Compact(account.Sites)
	return nil
}

func (s *Store) oneAccount(ctx context.Context, db queryer, column, value string) (*c.Account, error) {
	return only(readAccounts(ctx, db, `
		where `+column+` = $1`, value))
}

func readAccounts(ctx context.Context, db queryer, rest string, args ...any) ([]c.Account, error) {
	rows, err := db.QueryContext(ctx, selectAccounts+rest, args...)
	accounts, err := collect(rows, err, scanAccount)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	return accounts, nil
}

func scanAccount(scan func(...any) error) (account c.Account, err error) {
	var sites string
	err = scan(&account.ID, &account.Name, &account.SignIn, &account.Access, &sites, &account.Subject, &account.HasPass,
		&account.DisabledAt, &account.CreatedAt, &account.SignedInAt)
	if err != nil {
		return account, err
	}
	return account, json.Unmarshal([]byte(sites), &account.Sites)
}
