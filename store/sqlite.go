package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"caseload/store/fault"
)

// Every connection waits for another program's commit instead of failing, checks foreign keys,
// and takes a double-quoted word for a mistake, never for a text.
const commonParameters = "_busy_timeout=5000&_foreign_keys=1&_synchronous=FULL&_dqs=0&_defensive=1"

const (
	// Without immediate transactions a read that turns into a write fails at once when another
	// program writes; with them it waits.
	// The page cache (in KiB) keeps the upper levels of the trees at hand in a commit of a million rows.
	writerParameters = commonParameters + "&_journal_mode=WAL&_txlock=immediate&_pragma=cache_size(-16000)"
	readerParameters = commonParameters + "&_query_only=1"
)

// connect opens a pool of at most size connections that stay open. Connections held open also
// hold SQLite's shared lock, by which Restore in another program sees that the file is in use.
func connect(path, parameters string, size int) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the folder of %q: %w", path, err)
	}
	address := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(absolute), RawQuery: parameters}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", path, err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// resultCode returns SQLite's extended result code, or 0 when err is not SQLite's.
func resultCode(err error) int {
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		return failure.Code()
	}
	return 0
}

// primaryCode leaves out what the extended codes add.
func primaryCode(err error) int { return resultCode(err) & 0xff }

func isUniqueViolation(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

func isForeignKeyViolation(err error) bool {
	return resultCode(err) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

func isConstraintViolation(err error) bool {
	return primaryCode(err) == sqlite3.SQLITE_CONSTRAINT
}

// explain turns a failure of the machine that a person can do something about into a fault, and
// wraps any other with what the store was doing. A fault passes unchanged.
func (s *Store) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	switch primaryCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.New(fault.Unavailable, "Another program is writing to %s. Nothing was changed; try again in a moment.", s.path).WithCode("busy")
	case sqlite3.SQLITE_FULL:
		return fault.New(fault.Unavailable, "The disk of %s is full. Nothing was changed; make room and try again.", s.path).WithCode("disk_full")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return fault.New(fault.Unavailable, "%s cannot be written. Nothing was changed; check who owns the file and its folder.", s.path).WithCode("read_only")
	case sqlite3.SQLITE_IOERR:
		return fault.New(fault.Unavailable, "The disk of %s reports an error (%s). Nothing was changed; see whether it still takes writes.", s.path, err).WithCode("disk_error")
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return damaged(s.path)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func damaged(path string) error {
	return fault.New(fault.Unavailable,
		"%[1]s is damaged or not a Caseload database; it was left as it is: put a backup in its place with \"caseload restore BACKUP --db %[1]s\", or name another file with --db.", path).
		WithCode("damaged")
}
