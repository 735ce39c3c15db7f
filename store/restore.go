package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"caseload/store/fault"
)

// Restore puts the backup at from in the place of the database at to. It verifies the backup
// first, refuses while anything has the old file open, and keeps the old file as
// to+".before-restore" (with a number when there is one already).
func Restore(ctx context.Context, from, to string, now func() time.Time) error {
	if err := refuseSameFile(from, to); err != nil {
		return err
	}
	draft, err := draftOf(ctx, from, to, now)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft) }() // gone already when all went well
	release, err := seize(ctx, to)
	if err != nil {
		return err
	}
	if err := errors.Join(replace(draft, to), release()); err != nil {
		return fmt.Errorf("put %q in place: %w", to, err)
	}
	return syncFolder(filepath.Dir(to))
}

// replace puts the draft in the database's place, but only once the old database is kept.
func replace(draft, to string) error {
	if err := setAside(to); err != nil {
		return err
	}
	return os.Rename(draft, to)
}

func refuseSameFile(from, to string) error {
	backup, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "There is no backup at %s.", from).WithCode("no_backup")
	}
	if err != nil {
		return fmt.Errorf("look at %q: %w", from, err)
	}
	if backup.IsDir() || backup.Size() == 0 {
		return fault.New(fault.Refused, "%s is not a Caseload database.", from).WithCode("foreign_database")
	}
	if target, err := os.Stat(to); err == nil && os.SameFile(backup, target) {
		return fault.New(fault.Invalid, "%s is the database itself, not a backup of it.", from).WithCode("same_file")
	}
	return nil
}

// draftOf makes a verified, migrated copy of the backup beside the place where it will go.
func draftOf(ctx context.Context, from, to string, now func() time.Time) (path string, err error) {
	doing := fmt.Sprintf("read backup %q", from)
	if err := refuseUnreadable(from); err != nil {
		return "", err
	}
	if err := verify(ctx, from); err != nil {
		return "", (&Store{path: from}).explain(doing, err)
	}
	file, err := createBeside(to, "restoring")
	if err != nil {
		return "", err
	}
	path = file.Name()
	err = errors.Join(file.Close(), explainCopy(doing, from, to, copyDatabase(ctx, from, path)))
	if err == nil {
		err = recordRestore(ctx, path, from, now)
	}
	if err == nil {
		err = syncFile(path)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}

// recordRestore opens the copy, which brings its schema up to date, and notes in its audit where
// it came from. Sessions and links that have ended since the backup would open again, so all of them go.
func recordRestore(ctx context.Context, path, from string, now func() time.Time) error {
	s, err := Open(ctx, path, Options{Now: now})
	if err != nil {
		return err
	}
	_, err = s.write(ctx, "record restore", "", func(w *work) error {
		if _, err := w.tx.ExecContext(ctx, `
			delete from sessions`); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from links`); err != nil {
			return fmt.Errorf("drop links: %w", err)
		}
		return w.audit(ctx, "restore", filepath.Base(from), "")
	})
	return errors.Join(err, s.Close())
}

// seize takes the database at path for this program alone and folds its write-ahead log in.
// Leaving WAL mode needs a lock that any other open connection prevents, idle or not. A damaged
// file cannot be locked and need not be: replacing it is what a backup is for.
func seize(ctx context.Context, path string) (release func() error, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return func() error { return nil }, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look at %q: %w", path, err)
	}
	db, err := connect(path, "_busy_timeout=0&_defensive=1", 1)
	if err != nil {
		return nil, err
	}
	err = lockAlone(ctx, db)
	switch primaryCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		_ = db.Close()
		return nil, fault.New(fault.Conflict, "Another program has %s open; stop it first. Nothing was changed.", path).WithCode("in_use")
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return db.Close, nil
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %q: %w", path, err), db.Close())
	}
	return db.Close, nil
}

// lockAlone holds the exclusive lock until the connection is closed.
func lockAlone(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, `pragma journal_mode = delete`); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, `begin exclusive`)
	return err
}

// setAside keeps the old database, and whatever SQLite had written beside it: a log left behind
// would be taken for the log of the file that comes in its place. The database itself gets a
// second name and keeps its own until the draft takes it: a power cut finds one or the other there,
// never nothing, which the next start would take for a division without data.
func setAside(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	aside := path + ".before-restore"
	for i := 2; exists(aside); i++ {
		aside = fmt.Sprintf("%s.before-restore-%d", path, i)
	}
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep %q: %w", path+suffix, err)
		}
	}
	if os.Link(path, aside) == nil {
		return nil
	}
	if err := os.Rename(path, aside); err != nil { // a file system without hard links
		return fmt.Errorf("keep %q: %w", path, err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
