package store

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestAMigrationThatFailsLeavesTheVersionBeforeIt(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "caseload.db"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	before, err := s.TableHashes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	known := migrations()
	broken := append(slices.Clip(known), migration{"9999_broken.sql", "create table rooms (id integer primary key);\ninsert into nowhere values (1);"})
	if err := migrate(ctx, s.writer, s.path, broken); err == nil {
		t.Fatal("want the broken step to fail")
	}
	version, err := schemaVersion(ctx, s.reader, s.path)
	if err != nil {
		t.Fatal(err)
	}
	after, err := s.TableHashes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if version != len(known) || len(after) != len(before) {
		t.Errorf("want version %d with %d tables, got %d with %d", len(known), len(before), version, len(after))
	}
	if err := migrate(ctx, s.writer, s.path, append(known, migration{"9999_rooms.sql", "create table rooms (id integer primary key);"})); err != nil {
		t.Fatal(err)
	}
	if version, err = schemaVersion(ctx, s.reader, s.path); err != nil || version != len(known)+1 {
		t.Errorf("want version %d, got %d, %v", len(known)+1, version, err)
	}
}
