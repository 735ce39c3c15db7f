package insight_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"caseload/dashboard/insight"
	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

var _ insight.Source = (*store.Store)(nil)

// sampleFile is the database file of the sample division, made once: under the race detector that takes
// seconds. It never changes after.
var sampleFile = sync.OnceValues(makeSample)

// sample returns a database of its own with the sample division in it.
func sample(t testing.TB) *store.Store {
	t.Helper()
	file, err := sampleFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sample.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return storetest.Open(t, path, sampledata.Now)
}

// makeSample sends the sample's files through ingest, each received when its manifest says.
func makeSample() ([]byte, error) {
	dir, err := os.MkdirTemp("", "insight-sample")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	at := sampledata.Now()
	clock := func() time.Time { return at }
	s, err := store.Open(ctx, filepath.Join(dir, "making.db"), store.Options{Now: clock})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	files := ingest.New(s, clock)
	for _, load := range sampledata.Loads() {
		at = load.ReceivedAt
		raw, err := sampledata.Read(load.File)
		if err != nil {
			return nil, err
		}
		options := ingest.Options{Kind: load.Kind, Everything: &load.Everything}
		preview, err := files.Preview(ctx, ingest.File{Name: load.File, Bytes: raw}, options, caseload.LocalUser)
		if err != nil {
			return nil, fmt.Errorf("preview %s: %w", load.File, err)
		}
		if _, err := files.Commit(ctx, preview.Upload, ingest.CommitOptions{By: caseload.LocalUser}); err != nil {
			return nil, fmt.Errorf("commit %s: %w", load.File, err)
		}
	}
	at = sampledata.Now()
	if err := groupAndMark(ctx, s); err != nil {
		return nil, err
	}
	done := filepath.Join(dir, "done.db")
	if err := s.Backup(ctx, done); err != nil {
		return nil, err
	}
	return os.ReadFile(done)
}

// groupAndMark puts the sample's procedures in their groups and marks its events.
func groupAndMark(ctx context.Context, s *store.Store) error {
	procedures, err := s.Procedures(ctx)
	if err != nil {
		return err
	}
	byName := map[string]caseload.ProcedureID{}
	for _, p := range procedures {
		byName[p.Name] = p.ID
	}
	ids, dealt := map[string]caseload.GroupID{}, map[caseload.ProcedureID]caseload.GroupID{}
	for i, g := range sampledata.ProcedureGroups() {
		if ids[g.Group] == 0 {
			if ids[g.Group], err = s.SaveGroup(ctx, caseload.Group{Name: g.Group, Position: i}, caseload.LocalUser); err != nil {
				return err
			}
		}
		dealt[byName[g.Procedure]] = ids[g.Group]
	}
	if err := s.SetProcedureGroups(ctx, dealt, caseload.LocalUser); err != nil {
		return err
	}
	sites := map[string]caseload.SiteID{"University": storetest.University, "VA": storetest.VA}
	for _, a := range sampledata.Annotations() {
		if _, err := s.AddAnnotation(ctx, caseload.Annotation{Month: a.Month, Site: sites[a.Site], Text: a.Text, By: caseload.LocalUser}); err != nil {
			return err
		}
	}
	return nil
}
