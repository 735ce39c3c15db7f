package insight_test

import (
	"context"
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

// sample returns a database with the sample division in it, each file received when its manifest says.
func sample(t testing.TB) *store.Store {
	t.Helper()
	ctx := context.Background()
	at := sampledata.Now()
	clock := func() time.Time { return at }
	s := storetest.NewAt(t, clock)
	files := ingest.New(s, clock)
	for _, load := range sampledata.Loads() {
		at = load.ReceivedAt
		raw, err := sampledata.Read(load.File)
		if err != nil {
			t.Fatal(err)
		}
		preview, err := files.Preview(ctx, ingest.File{Name: load.File, Bytes: raw}, ingest.Options{Kind: load.Kind, Everything: &load.Everything}, caseload.LocalUser)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := files.Commit(ctx, preview.Upload, ingest.CommitOptions{By: caseload.LocalUser}); err != nil {
			t.Fatalf("%s: %v", load.File, err)
		}
	}
	at = sampledata.Now()
	ids := map[string]caseload.GroupID{}
	dealt := map[caseload.ProcedureID]caseload.GroupID{}
	procedures, err := s.Procedures(ctx)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]caseload.ProcedureID{}
	for _, p := range procedures {
		byName[p.Name] = p.ID
	}
	for i, g := range sampledata.ProcedureGroups() {
		if ids[g.Group] == 0 {
			id, err := s.SaveGroup(ctx, caseload.Group{Name: g.Group, Position: i}, caseload.LocalUser)
			if err != nil {
				t.Fatal(err)
			}
			ids[g.Group] = id
		}
		dealt[byName[g.Procedure]] = ids[g.Group]
	}
	if err := s.SetProcedureGroups(ctx, dealt, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	sites, err := s.Sites(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range sampledata.Annotations() {
		mark := caseload.Annotation{Month: a.Month, Text: a.Text, By: caseload.LocalUser}
		for _, site := range sites {
			if site.Name == a.Site {
				mark.Site = site.ID
			}
		}
		if _, err := s.AddAnnotation(ctx, mark); err != nil {
			t.Fatal(err)
		}
	}
	return s
}
