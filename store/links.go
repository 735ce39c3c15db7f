package store

import (
	"context"
	"fmt"
	"time"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// CreateLink keeps a link under the hash of its secret. It works once, for a time, and takes the place of
// every earlier one for the same user; the empty user is the first administrator of a new database.
func (s *Store) CreateLink(ctx context.Context, hash string, user c.UserID, lasts time.Duration, by c.UserID) error {
	_, err := s.write(ctx, "create link", by, func(w *work) error {
		name := "first administrator"
		if user == "" {
			if err := refuseSetUp(ctx, w.tx); err != nil {
				return err
			}
		} else {
			account, err := s.changeable(ctx, w.tx, user)
			if err != nil {
				return err
			}
			name = account.Name
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from links
			where coalesce(user_id, '') = $1
			or expires_at < $2`, user, w.at); err != nil {
			return fmt.Errorf("drop links: %w", err)
		}
		if _, err := w.tx.ExecContext(ctx, `
			insert into links (hash, user_id, created_at, expires_at)
			values ($1, nullif($2, ''), $3, $4)`, hash, user, w.at, w.at+lasts.Milliseconds()); err != nil {
			return fmt.Errorf("write link: %w", err)
		}
		return w.audit(ctx, "create link", name, "")
	})
	return err
}

// LinkedAccount returns whose password the link lets its bearer choose: the zero account is the first
// administrator's. A link that was used or has run out is one that never was.
func (s *Store) LinkedAccount(ctx context.Context, hash string) (c.Account, error) {
	account, err := s.linked(ctx, s.reader, hash, s.now().UnixMilli())
	return account, s.explain("read link", err)
}

func (s *Store) linked(ctx context.Context, db queryer, hash string, at int64) (c.Account, error) {
	rows, err := db.QueryContext(ctx, `
		select coalesce(user_id, '')
		from links
		where hash = $1
		and expires_at > $2`, hash, at)
	user, err := only(collect(rows, err, func(scan func(...any) error) (user string, err error) {
		err = scan(&user)
		return user, err
	}))
	if err != nil {
		return c.Account{}, err
	}
	if user == nil {
		return c.Account{}, fault.New(fault.NotFound, "This link was used already, or its time is over. Ask for another.").WithCode("spent_link")
	}
	if *user == "" {
		return c.Account{}, refuseSetUp(ctx, db)
	}
	account, err := s.oneAccount(ctx, db, `id`, *user)
	if err == nil && (account == nil || account.IsDisabled()) {
		err = unknownAccount()
	}
	if err != nil {
		return c.Account{}, err
	}
	return *account, nil
}

// refuseSetUp says no where somebody is administrator already.
func refuseSetUp(ctx context.Context, db queryer) error {
	any, err := hasAccounts(ctx, db)
	if err == nil && any {
		err = fault.New(fault.NotFound, "This link was used already, or its time is over. Ask for another.").WithCode("spent_link")
	}
	return err
}

// SetUp spends the link of a new database on its first administrator.
func (s *Store) SetUp(ctx context.Context, hash string, account c.Account, password string) (c.Account, error) {
	_, err := s.write(ctx, "set up", "", func(w *work) error {
		linked, err := s.linked(ctx, w.tx, hash, w.at)
		if err != nil {
			return err
		}
		if linked.ID != "" {
			return unknownAccount() // a link of somebody's makes no administrators
		}
		account.Access, account.Sites = c.Admin, nil
		if account, err = w.insertAccount(ctx, account, password); err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from links
			where hash = $1`, hash); err != nil {
			return fmt.Errorf("spend link: %w", err)
		}
		w.info.By = account.ID
		return w.audit(ctx, "set up", account.Name, "first administrator")
	})
	return account, err
}

// ResetPassword spends a link on the password of the account that it belongs to.
func (s *Store) ResetPassword(ctx context.Context, hash, password string) (c.Account, error) {
	var account c.Account
	_, err := s.write(ctx, "reset password", "", func(w *work) error {
		var err error
		if account, err = s.linked(ctx, w.tx, hash, w.at); err != nil {
			return err
		}
		if account.ID == "" {
			return unknownAccount()
		}
		w.info.By = account.ID
		return w.setPassword(ctx, account, password) // which drops the account's links
	})
	return account, err
}
