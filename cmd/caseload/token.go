package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// tokenCommand looks after the tokens of programs.
type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token for a program, and print it this once."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a token at once."`
	List   tokenListCommand   `cmd:"" help:"List tokens."`
}

type tokenCreateCommand struct {
	databaseFlag
	Name string `arg:"" placeholder:"NAME" help:"What the token is for."`
	For  string `required:"" placeholder:"SIGN-IN-NAME" help:"Account in whose name the program asks."`
	Role string `default:"viewer" placeholder:"ROLE" help:"Rights of the token, at most those of the account (default: ${default})."`
	Days int    `default:"90" placeholder:"N" help:"Days it works, at most 366 (default: ${default})."`
}

func (t *tokenCreateCommand) run(ctx context.Context, e environment) (int, error) {
	return exitOK, withStore(ctx, t.DB, e, func(db *store.Store) error {
		if t.Days < 1 || t.Days > 366 {
			return fault.New(fault.Invalid, "--days %d is not between 1 and 366.", t.Days)
		}
		if !caseload.AccessRole(t.Role).IsValid() {
			return unknownRole(t.Role)
		}
		account, err := accountNamed(ctx, db, t.For)
		if err != nil {
			return err
		}
		secret, hash, err := signin.NewSecret()
		if err != nil {
			return err
		}
		token := caseload.Token{User: account.ID, Name: t.Name, Access: caseload.AccessRole(t.Role), ExpiresAt: e.now().AddDate(0, 0, t.Days).UnixMilli()}
		if token, err = db.CreateToken(ctx, token, hash, caseload.LocalUser); err != nil {
			return err
		}
		fmt.Fprintf(e.std.err, "Token %s of %s. It is printed this once; Caseload keeps only its hash.\n", token.ID, oneLine(account.Name))
		fmt.Fprintln(e.std.out, secret)
		return nil
	})
}

type tokenRevokeCommand struct {
	databaseFlag
	ID string `arg:"" placeholder:"ID" help:"Id of the token, as the list shows it."`
}

func (t *tokenRevokeCommand) run(ctx context.Context, e environment) (int, error) {
	return exitOK, withStore(ctx, t.DB, e, func(db *store.Store) error {
		if err := db.RevokeToken(ctx, caseload.TokenID(t.ID), "", caseload.LocalUser); err != nil {
			return err
		}
		fmt.Fprintln(e.std.out, "Revoked.")
		return nil
	})
}

type tokenListCommand struct{ databaseFlag }

func (t *tokenListCommand) run(ctx context.Context, e environment) (int, error) {
	db, err := openToRead(ctx, t.DB, e)
	if err != nil {
		return 0, err
	}
	tokens, err := db.Tokens(ctx, "")
	accounts, accountsErr := db.Accounts(ctx)
	if err := errors.Join(err, accountsErr, db.Close()); err != nil {
		return 0, err
	}
	names := map[caseload.UserID]string{}
	for _, account := range accounts {
		names[account.ID] = account.Name
	}
	table := tabwriter.NewWriter(e.std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tOF\tROLE\tENDS\tSTATE")
	for _, token := range tokens {
		state := "works"
		switch {
		case token.RevokedAt != 0:
			state = "revoked"
		case !token.IsUsable(e.now().UnixMilli()):
			state = "over"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", token.ID, oneLine(token.Name), oneLine(names[token.User]), token.Access,
			time.UnixMilli(token.ExpiresAt).UTC().Format(time.DateOnly), state)
	}
	return exitOK, table.Flush()
}
