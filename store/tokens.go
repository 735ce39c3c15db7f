package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// CreateToken keeps an API token under the hash of its secret and returns it with its id.
func (s *Store) CreateToken(ctx context.Context, token c.Token, hash string, by c.UserID) (c.Token, error) {
	name, err := cleanName("token", token.Name)
	if err != nil {
		return c.Token{}, err
	}
	token.Name = name
	_, err = s.write(ctx, "create token", by, func(w *work) error {
		owner, err := s.changeable(ctx, w.tx, token.User)
		if err != nil {
			return err
		}
		if owner.IsDisabled() {
			return fault.New(fault.Invalid, "The account of %s is disabled, so no token of it would work; enable it first.", owner.Name).WithCode("disabled")
		}
		if !token.Access.IsValid() || token.Access.Lower(owner.Access) != token.Access {
			return fault.New(fault.Invalid, "A token cannot have more rights than its account, which is that of %s.", owner.Access).WithCode("too_much")
		}
		id, err := newID(w.at)
		if err != nil {
			return err
		}
		token.ID, token.CreatedAt = c.TokenID(id), w.at
		if token.ExpiresAt <= w.at {
			return fault.New(fault.Invalid, "A token needs a day in the future on which it ends.").WithCode("no_expiry")
		}
		_, err = w.tx.ExecContext(ctx, `
			insert into tokens (id, user_id, name, hash, access, created_at, expires_at)
			values ($1, $2, $3, $4, $5, $6, $7)`,
			token.ID, token.User, token.Name, hash, token.Access, token.CreatedAt, token.ExpiresAt)
		if err != nil {
			return fmt.Errorf("write token: %w", err)
		}
		return w.audit(ctx, "create token", token.Name, fmt.Sprintf("%s, of %s", token.Access, owner.Name))
	})
	return token, err
}

const selectTokens = `
	select id, user_id, name, access, created_at, expires_at, revoked_at, used_at
	from tokens`

// Tokens returns the tokens of the user, or of everybody for the empty user, newest first.
func (s *Store) Tokens(ctx context.Context, user c.UserID) ([]c.Token, error) {
	tokens, err := readTokens(ctx, s.reader, `
		where $1 = ''
		or user_id = $1
		order by id desc`, user)
	return tokens, s.explain("read tokens", err)
}

// Token returns the token under the hash and its account; ok is false when there is none.
func (s *Store) Token(ctx context.Context, hash string) (token c.Token, account c.Account, ok bool, err error) {
	found, err := only(readTokens(ctx, s.reader, `
		where hash = $1`, hash))
	if err != nil || found == nil {
		return c.Token{}, c.Account{}, false, s.explain("read token", err)
	}
	account, err = s.Account(ctx, found.User)
	return *found, account, err == nil, err
}

// TouchToken notes that a token was used. It is no act for the log: what is done with it is.
func (s *Store) TouchToken(ctx context.Context, id c.TokenID) error {
	_, err := s.write(ctx, "touch token", "", func(w *work) error {
		_, err := w.tx.ExecContext(ctx, `
			update tokens
			set used_at = $1
			where id = $2`, w.at, id)
		return err
	})
	return err
}

// RevokeToken ends a token at once; owner limits it to one account's, and empty to nobody's.
func (s *Store) RevokeToken(ctx context.Context, id c.TokenID, owner, by c.UserID) error {
	_, err := s.write(ctx, "revoke token", by, func(w *work) error {
		found, err := only(readTokens(ctx, w.tx, `
			where id = $1`, id))
		if err != nil {
			return err
		}
		if found == nil || owner != "" && found.User != owner {
			return fault.New(fault.NotFound, "There is no such token.").WithCode("unknown_token")
		}
		if found.RevokedAt != 0 {
			return nil
		}
		if _, err := w.tx.ExecContext(ctx, `
			update tokens
			set revoked_at = $1
			where id = $2`, w.at, id); err != nil {
			return fmt.Errorf("revoke token: %w", err)
		}
		return w.audit(ctx, "revoke token", found.Name, "")
	})
	return err
}

func readTokens(ctx context.Context, db queryer, rest string, args ...any) ([]c.Token, error) {
	rows, err := db.QueryContext(ctx, selectTokens+rest, args...)
	tokens, err := collect(rows, err, func(scan func(...any) error) (one c.Token, err error) {
		err = scan(&one.ID, &one.User, &one.Name, &one.Access, &one.CreatedAt, &one.ExpiresAt, &one.RevokedAt, &one.UsedAt)
		return one, err
	})
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	return tokens, nil
}
