// Package store keeps the division's data in one SQLite file: sites, procedures,
// counts, rosters, uploads, the history of every change, and settings. All SQL is
// here. It keeps and gives back numbers; what they mean is the business of the
// packages above it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"caseload/store/fault"
)

// Options say how a database is opened.
type Options struct {
	Now        func() time.Time // the clock; required
	ReadOnly   bool             // refuse every change, and leave an older schema alone; the folder need not be writable
	MaxReaders int              // connections for reading; 4 when zero
}

// Store is an open database. It is safe for concurrent use, and other programs may
// have the same file open.
type Store struct {
	path   string
	now    func() time.Time
	writer *sql.DB // one connection, so that writers of this program queue here; nil when read-only
	reader *sql.DB
	frozen *frozen // set when the file is read without locks

	// revision is asked at every request, and preparing it is half of what asking costs.
	revision *sql.Stmt
	versions *sql.Stmt // asked instead of it by a server with accounts

	sums    atomic.Pointer[sums] // the newest that were asked for
	summing sync.Mutex           // held by the one who reads them

	uploads *uploadList // at the newest revision that was asked for; nil at first
	listing sync.Mutex  // guards uploads, and is held while they are read
}

// Open opens the database at path and brings its schema up to date. A file that does
// not exist is created, readable by its owner only. A damaged file, another program's
// file and one made by a newer Caseload are refused and left alone.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Now == nil {
		return nil, errors.New("open store: no clock given")
	}
	if o.MaxReaders <= 0 {
		o.MaxReaders = 4
	}
	s := &Store{path: path, now: o.Now}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(s.explain(fmt.Sprintf("open %q", path), err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.ReadOnly:
		return fault.New(fault.NotFound, "There is no database at %s.", s.path).WithCode("no_database")
	case errors.Is(err, fs.ErrNotExist):
		if err := create(ctx, s.path); err != nil {
			return err
		}
	case err != nil:
		return fmt.Errorf("look at %q: %w", s.path, err)
	case info.IsDir():
		return fault.New(fault.Invalid, "%s is a folder; name a file in it with --db.", s.path).WithCode("folder")
	case info.Size() == 0:
		// SQLite would take it for a new database, and a lost one would look like a fresh start.
		return fault.New(fault.Unavailable,
			"%[1]s is empty, so whatever it held is gone; put a backup in its place with \"caseload restore BACKUP --db %[1]s\", or delete it to start afresh.", s.path).
			WithCode("damaged")
	}
	if o.ReadOnly {
		return s.openReadOnly(ctx, o)
	}
	if s.reader, err = connect(s.path, readerParameters, o.MaxReaders); err != nil {
		return err
	}
	// Read before the first write: the writer would change a foreign file's journal mode.
	if _, err := schemaVersion(ctx, s.reader, s.path); err != nil {
		return err
	}
	if s.writer, err = connect(s.path, writerParameters, 1); err != nil {
		return err
	}
	if err := migrate(ctx, s.writer, s.path, migrations()); err != nil {
		return err
	}
	return s.prepare(ctx)
}

// prepare prepares what is asked too often to be parsed each time. It needs the tables to be there.
func (s *Store) prepare(ctx context.Context) error {
	var err error
	if s.revision, err = s.reader.PrepareContext(ctx, selectRevision); err != nil {
		return fmt.Errorf("prepare the question for the revision: %w", err)
	}
	if s.versions, err = s.reader.PrepareContext(ctx, selectVersions); err != nil {
		return fmt.Errorf("prepare the question for the versions: %w", err)
	}
	return nil
}

// Close releases the file. The last program to close it folds the write-ahead log back in. Of a
// file that had to be read without locks it reports a change that was made meanwhile.
func (s *Store) Close() error {
	var failures []error
	for _, statement := range []*sql.Stmt{s.revision, s.versions} {
		if statement != nil {
			failures = append(failures, statement.Close())
		}
	}
	// Readers first: the last connection to close tidies up, and readers may not write.
	for _, pool := range []*sql.DB{s.reader, s.writer} {
		if pool != nil {
			failures = append(failures, pool.Close())
		}
	}
	failures = append(failures, s.frozen.check())
	return errors.Join(failures...)
}

// Path returns the path the database was opened by.
func (s *Store) Path() string { return s.path }
