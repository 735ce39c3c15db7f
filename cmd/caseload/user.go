package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// userCommand looks after accounts where the database lies, which also helps whoever is locked out.
type userCommand struct {
	Add     userAddCommand     `cmd:"" help:"Make an account; its password is read from standard input."`
	Passwd  userPasswdCommand  `cmd:"" help:"Give an account a new password, read from standard input, and end its sessions."`
	Disable userDisableCommand `cmd:"" help:"Shut an account, and end its sessions and tokens at once."`
	List    userListCommand    `cmd:"" help:"List accounts, with role and last sign-in."`
}

type userAddCommand struct {
	databaseFlag
	SignIn string   `arg:"" placeholder:"SIGN-IN-NAME" help:"Name to sign in with."`
	Name   string   `placeholder:"NAME" help:"Name that others see (default: the sign-in name)."`
	Role   string   `default:"viewer" placeholder:"ROLE" help:"viewer, coordinator, lead or admin (default: ${default})."`
	Site   []string `placeholder:"SITE" help:"Site of a coordinator; may be repeated (default: every site)."`
}

func (u *userAddCommand) run(ctx context.Context, e environment) (int, error) {
	return exitOK, withStore(ctx, u.DB, e, func(db *store.Store) error {
		if !caseload.AccessRole(u.Role).IsValid() {
			return unknownRole(u.Role)
		}
		sites, err := sitesNamed(ctx, db, u.Site)
		if err != nil {
			return err
		}
		hash, err := readPassword(ctx, e)
		if err != nil {
			return err
		}
		account := caseload.Account{User: caseload.User{Name: u.Name}, SignIn: u.SignIn, Access: caseload.AccessRole(u.Role), Sites: sites}
		if account.Name == "" {
			account.Name = u.SignIn
		}
		if account, err = db.CreateAccount(ctx, account, hash, caseload.LocalUser); err != nil {
			return err
		}
		fmt.Fprintf(e.std.out, "Added %s, who signs in as %s.\n", oneLine(account.Name), oneLine(account.SignIn))
		return nil
	})
}

type userPasswdCommand struct {
	databaseFlag
	SignIn string `arg:"" placeholder:"SIGN-IN-NAME" help:"Name the account signs in with."`
}

func (u *userPasswdCommand) run(ctx context.Context, e environment) (int, error) {
	return exitOK, withStore(ctx, u.DB, e, func(db *store.Store) error {
		account, err := accountNamed(ctx, db, u.SignIn)
		if err != nil {
			return err
		}
		hash, err := readPassword(ctx, e)
		if err != nil {
			return err
		}
		if err := db.SetPassword(ctx, account.ID, hash, caseload.LocalUser); err != nil {
			return err
		}
		fmt.Fprintf(e.std.out, "%s has a new password; every session has ended.\n", oneLine(account.Name))
		if account.IsDisabled() {
			fmt.Fprintln(e.std.out, "The account is disabled all the same; an administrator enables it under Settings, Users and roles.")
		}
		return nil
	})
}

type userDisableCommand struct {
	databaseFlag
	SignIn string `arg:"" placeholder:"SIGN-IN-NAME" help:"Name the account signs in with."`
}

func (u *userDisableCommand) run(ctx context.Context, e environment) (int, error) {
	return exitOK, withStore(ctx, u.DB, e, func(db *store.Store) error {
		account, err := accountNamed(ctx, db, u.SignIn)
		if err != nil {
			return err
		}
		account.DisabledAt = e.now().UnixMilli()
		if err := db.SaveAccount(ctx, account, caseload.LocalUser); err != nil {
			return err
		}
		fmt.Fprintf(e.std.out, "%s can no longer sign in.\n", oneLine(account.Name))
		return nil
	})
}

type userListCommand struct{ databaseFlag }

func (u *userListCommand) run(ctx context.Context, e environment) (int, error) {
	db, err := openToRead(ctx, u.DB, e)
	if err != nil {
		return 0, err
	}
	accounts, err := db.Accounts(ctx)
	known, sitesErr := db.Sites(ctx)
	if err := errors.Join(err, sitesErr, db.Close()); err != nil {
		return 0, err
	}
	table := tabwriter.NewWriter(e.std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SIGN-IN\tNAME\tROLE\tSITES\tLAST SIGN-IN\tSTATE")
	for _, a := range accounts {
		last, state, sites := "never", "", "all"
		if a.SignedInAt != 0 {
			last = time.UnixMilli(a.SignedInAt).UTC().Format("2006-01-02 15:04 UTC")
		}
		if a.IsDisabled() {
			state = "disabled"
		}
		if a.IsLimited() {
			sites = siteNames(known, a.Sites)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", oneLine(a.SignIn), oneLine(a.Name), a.Access, sites, last, state)
	}
	return exitOK, table.Flush()
}

// siteNames writes the sites that an account is limited to.
func siteNames(known []caseload.Site, limits []caseload.SiteID) string {
	var names []string
	for _, site := range known {
		if slices.Contains(limits, site.ID) {
			names = append(names, oneLine(site.Name))
		}
	}
	return strings.Join(names, ", ")
}

func accountNamed(ctx context.Context, db *store.Store, name string) (caseload.Account, error) {
	account, _, ok, err := db.AccountBySignIn(ctx, name)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "Nobody signs in as %q.", name)
	}
	return account, err
}

// withStore runs a command that needs a database that is there already, and closes it.
func withStore(ctx context.Context, path string, e environment, do func(*store.Store) error) error {
	db, err := openToRead(ctx, path, e)
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

// readPassword reads one line of standard input, so that the password is in no list of processes and no
// shell's history, and returns its hash.
func readPassword(ctx context.Context, e environment) (string, error) {
	fmt.Fprintln(e.std.err, "Password, at least 12 characters, then Enter:")
	line, err := bufio.NewReader(e.std.in).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if err != nil && password == "" {
		return "", fault.New(fault.Invalid, "No password came from standard input.")
	}
	if err := signin.CheckNew(password); err != nil {
		return "", err
	}
	hasher, err := signin.NewHasher()
	if err != nil {
		return "", err
	}
	return hasher.Hash(ctx, password)
}
