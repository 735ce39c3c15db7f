package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"caseload/store/fault"
)

//go:embed migration/*.sql
var migrationFiles embed.FS

// applicationID marks a SQLite file as Caseload's: "Csld" in the file's header.
const applicationID = 0x43736c64

// migration is one step of the schema; its place in the list is the version it leads to.
type migration struct{ name, text string }

// migrations returns the steps in order. They are part of the program, so a failure is a defect.
func migrations() []migration {
	names, err := fs.Glob(migrationFiles, "migration/*.sql")
	if err != nil {
		panic(err)
	}
	slices.Sort(names)
	steps := make([]migration, len(names))
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		if !strings.HasPrefix(filepath.Base(name), fmt.Sprintf("%04d_", i+1)) {
			panic("migration " + name + " is out of order")
		}
		steps[i] = migration{name: filepath.Base(name), text: string(text)}
	}
	return steps
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schemaVersion returns the version of a Caseload database, 0 for a file without any table yet,
// and refuses a file that belongs to something else.
func schemaVersion(ctx context.Context, db queryer, path string) (int, error) {
	var version, application, tables int
	err := db.QueryRowContext(ctx, `
		select
		  (select user_version from pragma_user_version),
		  (select application_id from pragma_application_id),
		  (select count(*) from sqlite_schema)`).Scan(&version, &application, &tables)
	if err != nil {
		return 0, err
	}
	if application != applicationID && (version != 0 || tables != 0) {
		return 0, fault.New(fault.Refused, "%s belongs to another program; it was left as it is: name another file with --db.", path).WithCode("foreign_database")
	}
	return version, nil
}

func refuseNewer(path string, version, known int) error {
	if version <= known {
		return nil
	}
	return fault.New(fault.Refused,
		"%s was written by a newer Caseload (schema %d, this program knows %d); it was left as it is: run the newer program.", path, version, known).
		WithCode("newer_schema")
}

func refuseUnlessCurrent(ctx context.Context, db *sql.DB, path string) error {
	known := len(migrations())
	version, err := schemaVersion(ctx, db, path)
	if err != nil {
		return err
	}
	if version < known {
		return fault.New(fault.Unavailable, "%s was written by an older Caseload and cannot be brought up to date here: open it once with an account that may write it and its folder, or a copy of it.", path).WithCode("older_schema")
	}
	return refuseNewer(path, version, known)
}

// migrate brings the schema up to date, each step in a transaction of its own, so that a step
// that fails leaves the version before it.
func migrate(ctx context.Context, db *sql.DB, path string, steps []migration) error {
	for {
		version, err := schemaVersion(ctx, db, path)
		if err != nil {
			return err
		}
		if version >= len(steps) {
			return refuseNewer(path, version, len(steps))
		}
		if err := migrateOnce(ctx, db, path, steps, version); err != nil {
			return fmt.Errorf("migrate to version %d (%s): %w", version+1, steps[version].name, err)
		}
	}
}

// migrateOnce takes one step on a connection of its own, without foreign keys: a table that others
// refer to can only be made anew while nobody watches. What they say is checked before the commit.
func migrateOnce(ctx context.Context, db *sql.DB, path string, steps []migration, from int) (err error) {
	connection, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	// SQLite ignores the switch within a transaction.
	if _, err := connection.ExecContext(ctx, "pragma foreign_keys = off"); err != nil {
		return err
	}
	defer func() {
		_, failure := connection.ExecContext(context.WithoutCancel(ctx), "pragma foreign_keys = on")
		err = errors.Join(err, failure)
	}()
	tx, err := connection.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx)
	// Another program may have taken the same step while this one waited for the lock.
	version, err := schemaVersion(ctx, tx, path)
	if err != nil || version != from {
		return err
	}
	if _, err := tx.ExecContext(ctx, steps[from].text); err != nil {
		return err
	}
	if err := refuseOrphans(ctx, tx, path); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("pragma application_id = %d", applicationID)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("pragma user_version = %d", from+1)); err != nil {
		return err
	}
	return tx.Commit()
}

// refuseOrphans refuses to commit rows that refer to rows that are not there.
func refuseOrphans(ctx context.Context, db queryer, path string) error {
	orphans, err := checkReferences(ctx, db)
	if err != nil || len(orphans) == 0 {
		return err
	}
	return fault.New(fault.Unavailable,
		"%[1]s is damaged and was not brought up to date; it was left as it is: put a backup in its place with \"caseload restore BACKUP --db %[1]s\".", path).
		WithCode("damaged").WithDetails(orphans...)
}

// rollback is for defer: after a commit there is nothing to roll back, and an error of the
// rollback itself would hide the error that led to it.
func rollback(tx *sql.Tx) { _ = tx.Rollback() }

// create makes a new database beside path and puts it there in one step, so that no other program
// ever sees an empty file at path, not even after a crash.
func create(ctx context.Context, path string) error {
	draft, err := createBeside(path, "new")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	if err := draft.Close(); err != nil {
		return fmt.Errorf("create %q: %w", path, err)
	}
	db, err := connect(draft.Name(), writerParameters, 1)
	if err != nil {
		return err
	}
	if err := errors.Join(migrate(ctx, db, path, migrations()), db.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		// A file system without hard links: the step is no longer safe against a second program
		// that starts in the same millisecond, but still against a crash.
		if err := os.Rename(draft.Name(), path); err != nil {
			return fmt.Errorf("create %q: %w", path, err)
		}
	}
	return syncFolder(filepath.Dir(path))
}

// createBeside makes an empty file in the folder of path, readable by its owner only, under the
// name of path and what the file is for.
func createBeside(path, purpose string) (*os.File, error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"."+purpose+"-*") // mode 0600
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.NotFound, "The folder of %s does not exist; make it first.", path).WithCode("no_folder")
	case errors.Is(err, fs.ErrPermission):
		return nil, fault.New(fault.Unavailable, "The folder of %s cannot be written; check who owns it.", path).WithCode("read_only")
	case err != nil:
		return nil, fmt.Errorf("create a file beside %q: %w", path, err)
	}
	return file, nil
}

// syncFolder makes a new or renamed entry of the folder survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open folder %q: %w", path, err)
	}
	// Some systems cannot sync a folder; the file's own content is safe either way.
	_ = folder.Sync()
	return folder.Close()
}
