package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"caseload/store/fault"
)

// Backup writes a copy of the database as it stands now to path and checks it. Work goes on
// meanwhile. It refuses to overwrite a file.
func (s *Store) Backup(ctx context.Context, path string) error {
	// The empty file fixes the mode before any content is there, and claims the name.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fault.New(fault.Conflict, "%s exists already; a backup never overwrites a file.", path).WithCode("file_exists")
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.NotFound, "The folder of %s does not exist; make it first.", path).WithCode("no_folder")
	case err != nil:
		return fmt.Errorf("create backup %q: %w", path, err)
	}
	doing := fmt.Sprintf("back up to %q", path)
	err = errors.Join(file.Close(), explainCopy(doing, s.path, path, s.copyTo(ctx, path)))
	if err == nil {
		err = verify(ctx, path)
	}
	if err == nil {
		err = syncFile(path)
	}
	if err != nil {
		return errors.Join(s.explain(doing, err), os.Remove(path))
	}
	return syncFolder(filepath.Dir(path))
}

// copyTo copies the database as this store can read it.
func (s *Store) copyTo(ctx context.Context, path string) error {
	if s.frozen == nil {
		return copyDatabase(ctx, s.path, path)
	}
	return errors.Join(copyDatabaseWith(ctx, s.path, path, frozenParameters), s.frozen.check())
}

// copyDatabase writes a compact copy of one moment of the database at from into the empty or
// absent file at to. It has a connection of its own, since readers may not write, even elsewhere.
func copyDatabase(ctx context.Context, from, to string) error {
	return copyDatabaseWith(ctx, from, to, "&mode=ro")
}

func copyDatabaseWith(ctx context.Context, from, to, parameters string) error {
	db, err := connect(from, commonParameters+parameters, 1)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `
		vacuum into $1`, to)
	return errors.Join(err, db.Close())
}

// explainCopy explains an error of copyDatabase: what cannot be written is the copy, every other
// trouble is the original's.
func explainCopy(doing, from, to string, err error) error {
	path := from
	switch primaryCode(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		path = to
	}
	return (&Store{path: path}).explain(doing, err)
}

// verify refuses a file that is not a sound Caseload database of a version that this program knows.
func verify(ctx context.Context, path string) error {
	db, err := connect(path, commonParameters+"&mode=ro", 1)
	if err != nil {
		return err
	}
	err = verifyOpen(ctx, db, path)
	if code := primaryCode(err); code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB {
		err = unsound(path)
	}
	return errors.Join(err, db.Close())
}

func verifyOpen(ctx context.Context, db *sql.DB, path string) error {
	version, err := schemaVersion(ctx, db, path)
	if err != nil {
		return err
	}
	if version == 0 {
		return fault.New(fault.Refused, "%s is not a Caseload database.", path).WithCode("foreign_database")
	}
	if err := refuseNewer(path, version, len(migrations())); err != nil {
		return err
	}
	problems, err := checkFile(ctx, db)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return unsound(path).WithDetails(problems...)
	}
	return nil
}

func unsound(path string) *fault.Fault {
	return fault.New(fault.Refused, "%s is damaged or not a Caseload database; use another backup.", path).WithCode("damaged")
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open %q: %w", path, err)
	}
	return errors.Join(file.Sync(), file.Close())
}
