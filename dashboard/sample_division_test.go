package dashboard

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// sampleFile is the sample division as a database file, made once: under the race detector that takes seconds.
var sampleFile = sync.OnceValues(makeSampleFile)

// sampleServer serves a database of its own with the sample division in it.
func sampleServer(t testing.TB) (*Server, *store.Store) {
	t.Helper()
	file, err := sampleFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sample.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, path, sampledata.Now)
	return serverOf(t, db), db
}

// serverOf serves the database on the day on which the sample stands still.
func serverOf(t testing.TB, db *store.Store) *Server {
	t.Helper()
	s, err := New(Config{Store: db, Now: sampledata.Now, BuildVersion: "1.0"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// makeSampleFile sends the sample's files through ingest, each at the moment it arrived.
func makeSampleFile() ([]byte, error) {
	dir, err := os.MkdirTemp("", "dashboard-sample")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	at := sampledata.Now()
	clock := func() time.Time { return at }
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(dir, "making.db"), store.Options{Now: clock})
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	service := ingest.New(db, clock)
	for _, load := range sampledata.Loads() {
		at = load.ReceivedAt
		if err := sendSample(ctx, service, load); err != nil {
			return nil, fmt.Errorf("send %s: %w", load.File, err)
		}
	}
	at = sampledata.Now()
	if err := groupSampleProcedures(ctx, db); err != nil {
		return nil, err
	}
	done := filepath.Join(dir, "done.db")
	if err := db.Backup(ctx, done); err != nil {
		return nil, err
	}
	return os.ReadFile(done)
}

func sendSample(ctx context.Context, service *ingest.Service, load sampledata.Load) error {
	raw, err := sampledata.Read(load.File)
	if err != nil {
		return err
	}
	options := ingest.Options{Kind: load.Kind, Everything: &load.Everything}
	preview, err := service.Preview(ctx, ingest.File{Name: load.File, Bytes: raw}, options, caseload.LocalUser)
	if err != nil {
		return err
	}
	_, err = service.Commit(ctx, preview.Upload, ingest.CommitOptions{By: caseload.LocalUser})
	return err
}

func groupSampleProcedures(ctx context.Context, db *store.Store) error {
	procedures, err := db.Procedures(ctx)
	if err != nil {
		return err
	}
	groups := map[string]caseload.GroupID{}
	groupOf := map[string]string{}
	for _, g := range sampledata.ProcedureGroups() {
		groupOf[g.Procedure] = g.Group
		if _, ok := groups[g.Group]; ok {
			continue
		}
		if groups[g.Group], err = db.SaveGroup(ctx, caseload.Group{Name: g.Group, Position: len(groups) + 1}, caseload.LocalUser); err != nil {
			return err
		}
	}
	members := map[caseload.ProcedureID]caseload.GroupID{}
	for _, p := range procedures {
		members[p.ID] = groups[groupOf[p.Name]]
	}
	return db.SetProcedureGroups(ctx, members, caseload.LocalUser)
}
