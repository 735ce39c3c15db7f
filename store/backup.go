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

// DraftBackup stands in the name of a backup that is not finished, after the name that it will have.
const DraftBackup = "backing-up"

// Backup writes a copy of the database as it stands now to path and checks it. Work goes on
// meanwhile. It refuses to overwrite a file. The copy has its name only once it is whole and was
// checked: a program that is killed meanwhile leaves nothing that looks like a backup.
func (s *Store) Backup(ctx context.Context, path string) error {
	if exists(path) {
		return fileExists(path)
	}
	file, err := createBeside(path, DraftBackup) // which fixes the mode before any content is there
	if err != nil {
		return err
	}
	draft := file.Name()
	defer func() { _ = os.Remove(draft) }() // its second name, when all went well
	doing := fmt.Sprintf("back up to %q", path)
	err = errors.Join(file.Close(), explainCopy(doing, s.path, path, s.copyTo(ctx, draft)))
	if err == nil {
		err = verify(ctx, draft)
	}
	if err == nil {
		err = syncFile(draft)
	}
	if err == nil {
		err = giveName(draft, path)
	}
	if err != nil {
		return s.explain(doing, err)
	}
	return syncFolder(filepath.Dir(path))
}

func fileExists(path string) *fault.Fault {
	return fault.New(fault.Conflict, "%s exists already; a backup never overwrites a file.", path).WithCode("file_exists")
}

// giveName gives the finished draft its name, unless somebody else has taken it meanwhile.
func giveName(draft, path string) error {
	err := os.Link(draft, path)
	if errors.Is(err, fs.ErrExist) {
		return fileExists(path)
	}
	if err == nil {
		return nil
	}
	// A file system without hard links: the empty file claims the name.
	claim, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fileExists(path)
	}
	if err != nil {
		return fmt.Errorf("name the backup %q: %w", path, err)
	}
	return errors.Join(claim.Close(), os.Rename(draft, path))
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
