// Package storetest makes real databases for tests: a fresh SQLite file each, a clock that
// stands still, and short ways to fill it.
package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
)

// The sites of a new database.
const (
	University c.SiteID = 1
	VA         c.SiteID = 2
)

// Now returns the instant at which tests happen: 12 November 2026, 08:14 UTC.
func Now() time.Time { return time.Date(2026, time.November, 12, 8, 14, 0, 0, time.UTC) }

// New returns a fresh database that is closed when the test ends. Its clock stands at Now.
func New(t testing.TB) *store.Store {
	t.Helper()
	return NewAt(t, Now)
}

// NewAt is New with another clock.
func NewAt(t testing.TB, now func() time.Time) *store.Store {
	t.Helper()
	return Open(t, filepath.Join(t.TempDir(), "caseload.db"), now)
}

// Open opens the database at path, which may exist, and closes it when the test ends.
func Open(t testing.TB, path string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), path, store.Options{Now: now})
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return s
}

// Each runs the test on a database of every kind that the product keeps. There is one: SQLite.
func Each(t *testing.T, name string, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run(name+"/sqlite", func(t *testing.T) { test(t, New(t)) })
}

// Row is one number of a procedures file.
type Row struct {
	Month     string // 2026-09
	Site      string // created when new
	Procedure string // created when new
	N         int
	Setting   c.Setting
	State     string
	Origin    c.Origin
}

// Upload stores a draft of the kind with some bytes of its own.
func Upload(t testing.TB, s *store.Store, kind c.UploadKind, fileName string) c.Upload {
	t.Helper()
	ctx := context.Background()
	uploads, err := s.Uploads(ctx, 0)
	must(t, "list uploads", err)
	raw := fmt.Appendf(nil, "%s, the %d. upload\n", fileName, len(uploads)+1)
	sum := sha256.Sum256(raw)
	upload, err := s.CreateUpload(ctx, c.Upload{
		Kind: kind, FileName: fileName, SHA256: hex.EncodeToString(sum[:]), Size: len(raw), By: c.LocalUser,
	}, raw)
	must(t, "create upload", err)
	return upload
}

// Commit commits the rows as one upload of a procedures file, on top of what is stored: cells
// with a row are set, others stay. complete declares every site-month of the rows to be everything.
func Commit(t testing.TB, s *store.Store, rows []Row, complete bool) c.RevisionInfo {
	t.Helper()
	upload := Upload(t, s, c.KindProcedures, "procedures.csv")
	batch := Batch(t, s, rows, complete)
	batch.Upload = upload.ID
	info, err := s.Apply(context.Background(), batch)
	must(t, "apply", err)
	return info
}

// Batch builds the batch that Commit applies, without an upload.
func Batch(t testing.TB, s *store.Store, rows []Row, complete bool) c.Batch {
	t.Helper()
	ctx := context.Background()
	base, err := s.Revision(ctx)
	must(t, "read revision", err)
	batch := c.Batch{By: c.LocalUser, Base: base, Reason: "procedures.csv"}
	ids := readIDs(t, s, &batch)
	stored := storedCounts(t, s)
	months := map[c.SiteMonthChange]bool{}
	for i, row := range rows {
		month, err := calendar.ParseMonth(row.Month)
		must(t, "read row", err)
		cell := c.Cell{Month: month, Site: ids.site(row.Site), Procedure: ids.procedure(row.Procedure), Setting: row.Setting, State: row.State}
		after := &c.CountValue{N: row.N, Origin: row.Origin}
		if row.Origin == c.Reported {
			after.Row = i + 2 // below the header
		}
		batch.Counts = append(batch.Counts, c.CountChange{Cell: cell, Before: stored[cell], After: after})
		if spoken := (c.SiteMonthChange{Site: cell.Site, Month: month, Complete: complete}); !months[spoken] {
			months[spoken] = true
			batch.SiteMonths = append(batch.SiteMonths, spoken)
		}
	}
	return batch
}

func storedCounts(t testing.TB, s *store.Store) map[c.Cell]*c.CountValue {
	t.Helper()
	stored := map[c.Cell]*c.CountValue{}
	must(t, "read counts", s.EachCount(context.Background(), store.CountFilter{}, func(count c.Count) error {
		stored[count.Cell] = &c.CountValue{N: count.N, Origin: count.Origin, Source: count.Source, Row: count.Row}
		return nil
	}))
	return stored
}

// idsByName finds sites and procedures, or has the batch create them.
type idsByName struct {
	batch      *c.Batch
	sites      map[string]c.SiteID
	procedures map[string]c.ProcedureID
}

func readIDs(t testing.TB, s *store.Store, batch *c.Batch) idsByName {
	t.Helper()
	ids := idsByName{batch: batch, sites: map[string]c.SiteID{}, procedures: map[string]c.ProcedureID{}}
	sites, err := s.Sites(context.Background())
	must(t, "read sites", err)
	for _, site := range sites {
		ids.sites[c.NameKey(site.Name)] = site.ID
	}
	procedures, err := s.Procedures(context.Background())
	must(t, "read procedures", err)
	for _, procedure := range procedures {
		ids.procedures[c.NameKey(procedure.Name)] = procedure.ID
	}
	return ids
}

func (ids idsByName) site(name string) c.SiteID {
	key := c.NameKey(name)
	if _, ok := ids.sites[key]; !ok {
		ids.batch.NewSites = append(ids.batch.NewSites, name)
		ids.sites[key] = c.SiteID(-len(ids.batch.NewSites))
	}
	return ids.sites[key]
}

func (ids idsByName) procedure(name string) c.ProcedureID {
	key := c.NameKey(name)
	if _, ok := ids.procedures[key]; !ok {
		ids.batch.NewProcedures = append(ids.batch.NewProcedures, name)
		ids.procedures[key] = c.ProcedureID(-len(ids.batch.NewProcedures))
	}
	return ids.procedures[key]
}

func must(t testing.TB, doing string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", doing, err)
	}
}
