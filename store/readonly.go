package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"caseload/store/fault"
)

// frozenParameters read a file as it lies there, without locks and without the index of the
// write-ahead log, for which SQLite would have to make a file beside it.
const frozenParameters = "&mode=ro&immutable=1"

// openReadOnly opens the file for reading, also in a folder that this account cannot write.
func (s *Store) openReadOnly(ctx context.Context, o Options) error {
	err := s.connectReader(ctx, readerParameters, o)
	switch primaryCode(err) {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
	default:
		return err
	}
	if s.frozen, err = freeze(s.path); err != nil {
		return err
	}
	return s.connectReader(ctx, readerParameters+frozenParameters, o)
}

func (s *Store) connectReader(ctx context.Context, parameters string, o Options) error {
	reader, err := connect(s.path, parameters, o.MaxReaders)
	if err != nil {
		return err
	}
	if err := refuseUnlessCurrent(ctx, reader, s.path); err != nil {
		return errors.Join(err, reader.Close())
	}
	s.reader = reader
	return s.prepare(ctx)
}

// frozen is a database file that is read without locks: what was read is worth something only if
// nobody wrote meanwhile.
type frozen struct {
	path     string
	size     int64
	modified time.Time
}

// refuseUnreadable names the file that this account may not read; to SQLite it looks like one that cannot be opened.
func refuseUnreadable(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return fault.New(fault.Unavailable, "%s may not be read by this account; check who owns it.", path).WithCode("unreadable")
	}
	if err != nil {
		return fmt.Errorf("open %q: %w", path, err)
	}
	return file.Close()
}

// freeze notes how the file stands. It refuses one with changes beside it that are not yet folded
// in: read without its log the database would lack its newest changes.
func freeze(path string) (*frozen, error) {
	if err := refuseUnreadable(path); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", path, err)
	}
	info, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("look at %q: %w", path, err)
	}
	if beside := logBeside(path); beside != "" {
		return nil, fault.New(fault.Unavailable,
			"%s has changes in %s that can be read only where its folder can be written: copy both into a folder of your own, and name the copy with --db.", path, beside).
			WithCode("log_beside")
	}
	return &frozen{path: path, size: info.Size(), modified: info.ModTime()}, nil
}

// logBeside names the file that holds changes of the database at path which are not in it yet.
func logBeside(path string) string {
	for _, suffix := range []string{"-wal", "-journal"} {
		if info, err := os.Stat(path + suffix); err == nil && info.Size() > 0 {
			return path + suffix
		}
	}
	return ""
}

// check refuses what was read when the file has changed since. A writer leaves a log beside the
// file until it has written to the file itself.
func (f *frozen) check() error {
	if f == nil {
		return nil
	}
	info, err := os.Stat(f.path)
	if err == nil && info.Size() == f.size && info.ModTime().Equal(f.modified) && logBeside(f.path) == "" {
		return nil
	}
	return fault.New(fault.Unavailable,
		"%s was changed while it was read, so what was read may be wrong: do it again.", f.path).WithCode("changed_meanwhile")
}
