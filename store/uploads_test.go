package store_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestADraftKeepsItsBytesUntilItIsDiscarded(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	upload := storetest.Upload(t, s, c.KindProcedures, "va.csv")
	raw, err := s.UploadBytes(ctx, upload.ID)
	noError(t, err)
	if string(raw) != "va.csv, the 1. upload\n" || upload.Seq != 1 || upload.State != c.UploadDraft {
		t.Errorf("want the first draft with its bytes, got %+v with %q", upload, raw)
	}
	upload.Choices = json.RawMessage(`{"everything":true}`)
	upload.Sites, upload.Rows, upload.BaseRevision = []c.SiteID{2}, 12, 3
	upload.OnBehalfOf = "VA office"
	upload.FirstMonth, upload.LastMonth = pointer(month("2026-08")), pointer(month("2026-09"))
	noError(t, s.UpdateDraft(ctx, upload, nil))
	wantFault(t, s.UpdateDraft(ctx, upload, nil), fault.Conflict, store.CodeDecidedMeanwhile)
	stored, err := s.Upload(ctx, upload.ID)
	noError(t, err)
	if diff := cmp.Diff(upload, stored); diff != "" {
		t.Error(diff)
	}
	noError(t, s.DiscardUpload(ctx, upload.ID, c.LocalUser))
	_, err = s.UploadBytes(ctx, upload.ID)
	wantFault(t, err, fault.NotFound, "no_bytes")
	wantFault(t, s.UpdateDraft(ctx, upload, upload.Choices), fault.Conflict, "not_a_draft")
	same, err := s.UploadsBySHA256(ctx, upload.SHA256)
	noError(t, err)
	if len(same) != 1 || same[0].State != c.UploadDiscarded {
		t.Errorf("want it on record as discarded, got %v", same)
	}
	_, err = s.Upload(ctx, "nothing")
	wantFault(t, err, fault.NotFound, "unknown_upload")
}

func TestAnUploadsHashMustBelongToItsBytes(t *testing.T) {
	s := storetest.New(t)
	_, err := s.CreateUpload(context.Background(), c.Upload{Kind: c.KindRoster, SHA256: "00", Size: 3}, []byte("abc"))
	if err == nil {
		t.Error("a wrong hash was stored")
	}
}

func TestAnswersAreRememberedPerSourceWithoutARevision(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	noError(t, s.SaveAnswers(ctx, "va", map[string]string{"setting:obs": "outpatient", "site:x": "VA"}, c.LocalUser))
	noError(t, s.SaveAnswers(ctx, "va", map[string]string{"setting:obs": "inpatient", "site:x": ""}, c.LocalUser))
	answers, err := s.Answers(ctx, "va")
	noError(t, err)
	if diff := cmp.Diff(map[string]string{"setting:obs": "inpatient"}, answers); diff != "" {
		t.Error(diff)
	}
	other, err := s.Answers(ctx, "university")
	noError(t, err)
	revision, err := s.Revision(ctx)
	noError(t, err)
	if len(other) != 0 || revision != 0 {
		t.Errorf("want no answers elsewhere and no revision, got %v and %d", other, revision)
	}
}

func TestGroupSumsAreThoseOfTheirProcedures(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	storetest.SeedMonths(t, s, month("2026-10"), 6, 7)
	storetest.SeedGroups(t, s, 3)
	procedures, err := s.Procedures(ctx)
	noError(t, err)
	groups := map[c.ProcedureID]c.GroupID{}
	for _, procedure := range procedures {
		groups[procedure.ID] = procedure.Group
	}
	filter := store.CountFilter{First: pointer(month("2026-07")), Last: pointer(month("2026-09"))}
	type key struct {
		month time.Month
		site  c.SiteID
		group c.GroupID
	}
	want := map[key]c.GroupMonth{}
	noError(t, s.EachCount(ctx, filter, func(count c.Count) error {
		at := key{count.Month.MonthOfYear(), count.Site, groups[count.Procedure]}
		sum := want[at]
		sum.Month, sum.Site, sum.Group = count.Month, count.Site, groups[count.Procedure]
		sum.N += count.N
		sum.Cells++
		want[at] = sum
		return nil
	}))
	sums, err := s.GroupMonths(ctx, filter)
	noError(t, err)
	got := map[key]c.GroupMonth{}
	for _, sum := range sums {
		got[key{sum.Month.MonthOfYear(), sum.Site, sum.Group}] = sum
	}
	if diff := cmp.Diff(want, got); diff != "" || len(sums) != 3*2*3 {
		t.Errorf("%d sums: %s", len(sums), diff)
	}
	one, err := s.GroupMonths(ctx, store.CountFilter{Groups: []c.GroupID{sums[0].Group}, Sites: []c.SiteID{1}, Last: filter.Last, First: filter.Last})
	noError(t, err)
	if len(one) != 1 || one[0].Group != sums[0].Group {
		t.Errorf("want one group's one month, got %v", one)
	}
}

func TestAListOfUploadsHasTheChoicesOfDraftsAlone(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	committed := commitFile(t, s, 1)
	draft := storetest.Upload(t, s, c.KindProcedures, "va.csv")
	draft.Choices, draft.Sites = json.RawMessage(`{"everything":true}`), []c.SiteID{1, 2}
	noError(t, s.UpdateDraft(ctx, draft, nil))
	listed, err := s.Uploads(ctx, 0)
	noError(t, err)
	if diff := cmp.Diff(draft, listed[0]); diff != "" {
		t.Errorf("the draft (-want +got)\n%s", diff)
	}
	if listed[1].ID != committed.ID || listed[1].Choices != nil {
		t.Errorf("want the committed file without choices, got %s with %s", listed[1].ID, listed[1].Choices)
	}
	whole, err := s.Upload(ctx, committed.ID)
	noError(t, err)
	if len(whole.Choices) < 900 {
		t.Errorf("want all that was decided about the committed file, got %s", whole.Choices)
	}
}
