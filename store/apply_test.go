package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestMissingZeroAndDeclaredZeroAreThreeThings(t *testing.T) {
	storetest.Each(t, "counts", func(t *testing.T, s *store.Store) {
		storetest.Commit(t, s, []storetest.Row{
			{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 0},
			{Month: "2026-09", Site: "VA", Procedure: "Drain", N: 0, Origin: c.DeclaredZero},
			{Month: "2026-09", Site: "University", Procedure: "Port", N: 3},
		}, true)
		biopsy, drain, port := c.ProcedureID(1), c.ProcedureID(2), c.ProcedureID(3)
		want := []c.Count{
			{Cell: c.Cell{Month: month("2026-09"), Site: 1, Procedure: port}, N: 3, Source: 1, Row: 4},
			{Cell: c.Cell{Month: month("2026-09"), Site: 2, Procedure: biopsy}, N: 0, Source: 1, Row: 2},
			{Cell: c.Cell{Month: month("2026-09"), Site: 2, Procedure: drain}, N: 0, Origin: c.DeclaredZero, Source: 1},
		}
		if diff := cmp.Diff(want, counts(t, s)); diff != "" {
			t.Error(diff)
		}
		for _, test := range []struct {
			name     string
			filter   store.CountFilter
			n, cells int
		}{
			{"a reported zero has a cell", store.CountFilter{Sites: []c.SiteID{2}, Procedures: []c.ProcedureID{biopsy}}, 0, 1},
			{"a declared zero has a cell", store.CountFilter{Sites: []c.SiteID{2}, Procedures: []c.ProcedureID{drain}}, 0, 1},
			{"a missing number has none", store.CountFilter{Sites: []c.SiteID{2}, Procedures: []c.ProcedureID{port}}, 0, 0},
		} {
			n, cells, err := s.CountTotals(context.Background(), test.filter)
			noError(t, err)
			if n != test.n || cells != test.cells {
				t.Errorf("%s: want %d in %d cells, got %d in %d", test.name, test.n, test.cells, n, cells)
			}
		}
		noProblems(t, s)
	})
}

func TestACommitStoresMonthsSourcesAndHistory(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	info := storetest.Commit(t, s, []storetest.Row{
		{Month: "2026-09", Site: "University", Procedure: "Biopsy", N: 12, Setting: c.Inpatient, State: "GA"},
		{Month: "2026-09", Site: "Riverside", Procedure: "  BIOPSY ", N: 5},
	}, true)
	if info.Revision != 1 || info.By != c.LocalUser || info.At != storetest.Now().UnixMilli() {
		t.Errorf("want revision 1 by the local user now, got %+v", info)
	}
	upload, err := s.UploadBySeq(ctx, 1)
	noError(t, err)
	if upload.State != c.UploadCommitted || upload.Revision != 1 || upload.Changed != 2 {
		t.Errorf("want the upload committed with 2 cells, got %+v", upload)
	}
	if diff := cmp.Diff([]c.SiteID{1, 3}, upload.Sites); diff != "" {
		t.Error(diff)
	}
	months, err := s.SiteMonths(ctx)
	noError(t, err)
	received := storetest.Now().UnixMilli()
	wantMonths := []c.SiteMonth{
		{Site: 1, Month: month("2026-09"), Complete: true, ReceivedAt: received, Source: 1},
		{Site: 3, Month: month("2026-09"), Complete: true, ReceivedAt: received, Source: 1},
	}
	if diff := cmp.Diff(wantMonths, months); diff != "" {
		t.Error(diff)
	}
	changes, err := s.CountChanges(ctx, 1, 0)
	noError(t, err)
	wantChanges := []c.CountChange{
		{Cell: c.Cell{Month: month("2026-09"), Site: 1, Procedure: 1, Setting: c.Inpatient, State: "GA"}, After: &c.CountValue{N: 12, Source: 1, Row: 2}},
		{Cell: c.Cell{Month: month("2026-09"), Site: 3, Procedure: 1}, After: &c.CountValue{N: 5, Source: 1, Row: 3}},
	}
	if diff := cmp.Diff(wantChanges, changes); diff != "" {
		t.Error(diff)
	}
	sites, err := s.Sites(ctx)
	noError(t, err)
	if diff := cmp.Diff(pointer(month("2026-09")), sites[0].FirstMonth); diff != "" || sites[1].FirstMonth != nil {
		t.Errorf("want the University from September 2026 and the VA from nothing: %s", diff)
	}
	noProblems(t, s)
}

func TestASecondCommitOnTheSameRevisionIsToldWhatChanged(t *testing.T) {
	s := storetest.New(t)
	rows := []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12}}
	late := storetest.Batch(t, s, rows, true)
	storetest.Commit(t, s, rows, true)
	want := hashes(t, s)
	_, err := s.Apply(context.Background(), late)
	f := faultOf(t, err, fault.Conflict, "revision_conflict")
	if len(f.Details) != 1 || !strings.Contains(f.Details[0], "procedures.csv") {
		t.Errorf("want the other commit named, got %q", f.Details)
	}
	if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
		t.Errorf("the refused commit left traces: %s", diff)
	}
}

func TestABatchWithAWrongOldValueIsRefused(t *testing.T) {
	s := storetest.New(t)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 1200}}, true)
	batch := storetest.Batch(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 13}}, true)
	batch.Counts[0].Before = nil
	_, err := s.Apply(context.Background(), batch)
	f := faultOf(t, err, fault.Conflict, "revision_conflict")
	want := []string{"VA, September 2026, Biopsy: now 1,200, the preview said not reported"}
	if diff := cmp.Diff(want, f.Details); diff != "" {
		t.Error(diff)
	}
}

func TestABatchIsStoredWholeOrNotAtAll(t *testing.T) {
	s := storetest.New(t)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-08", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
	want := hashes(t, s)
	for name, spoil := range map[string]struct {
		kind fault.Kind
		code string
		edit func(*c.Batch)
	}{
		"a cell given twice":       {fault.Invalid, "cell_twice", func(b *c.Batch) { b.Counts = append(b.Counts, b.Counts[0]) }},
		"a negative count":         {fault.Invalid, "negative_count", func(b *c.Batch) { b.Counts[1].After.N = -1 }},
		"a site that is not there": {fault.NotFound, "unknown_site", func(b *c.Batch) { b.Counts[1].Site = 99 }},
		"an unknown procedure":     {fault.NotFound, "unknown_procedure", func(b *c.Batch) { b.Counts[1].Procedure = 99 }},
		"a state in small letters": {fault.Invalid, "unknown_state", func(b *c.Batch) { b.Counts[1].State = "ga" }},
		"a name that is taken":     {fault.Conflict, "name_taken", func(b *c.Batch) { b.NewProcedures = append(b.NewProcedures, "bIOPSY") }},
		"a complete month that hides numbers": {fault.Invalid, "suppressed_complete", func(b *c.Batch) {
			b.SiteMonths[0].Suppressed = 1
		}},
		"a person who is not there":   {fault.Invalid, "unknown_user", func(b *c.Batch) { b.By = "nobody" }},
		"an upload that is not there": {fault.NotFound, "unknown_upload", func(b *c.Batch) { b.Upload = "nothing" }},
	} {
		t.Run(name, func(t *testing.T) {
			batch := storetest.Batch(t, s, []storetest.Row{
				{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12},
				{Month: "2026-09", Site: "Riverside", Procedure: "Drain", N: 3},
			}, true)
			spoil.edit(&batch)
			_, err := s.Apply(context.Background(), batch)
			wantFault(t, err, spoil.kind, spoil.code)
			if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnEmptyBatchIsNotACommit(t *testing.T) {
	s := storetest.New(t)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
	for name, batch := range map[string]c.Batch{
		"nothing at all":            {Base: 1},
		"a month as it was already": {Base: 1, SiteMonths: []c.SiteMonthChange{{Site: 2, Month: month("2026-09"), Complete: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Apply(context.Background(), batch)
			wantFault(t, err, fault.Invalid, "no_changes")
		})
	}
}

func TestAnUploadIsCommittedOnce(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	upload := storetest.Upload(t, s, c.KindProcedures, "va.csv")
	batch := storetest.Batch(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
	batch.Upload = upload.ID
	_, err := s.Apply(ctx, batch)
	noError(t, err)
	again := storetest.Batch(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 13}}, true)
	again.Upload = upload.ID
	_, err = s.Apply(ctx, again)
	wantFault(t, err, fault.Conflict, "not_a_draft")
	wantFault(t, s.DiscardUpload(ctx, upload.ID, c.LocalUser), fault.Conflict, "not_a_draft")
}

func TestAClosedMonthTakesNoSilentChange(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	first := storetest.Commit(t, s, []storetest.Row{
		{Month: "2026-08", Site: "VA", Procedure: "Biopsy", N: 11},
		{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12},
	}, true)
	noError(t, s.CloseMonth(ctx, 2, month("2026-09"), c.LocalUser))
	want := hashes(t, s)

	correction := []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 13}}
	_, err := s.Apply(ctx, storetest.Batch(t, s, correction, true))
	f := faultOf(t, err, fault.Conflict, "closed_month")
	if diff := cmp.Diff([]string{"VA, September 2026"}, f.Details); diff != "" {
		t.Error(diff)
	}
	_, err = s.Undo(ctx, first.Revision, c.LocalUser)
	wantFault(t, err, fault.Conflict, "closed_month")
	_, err = s.Undo(ctx, first.Revision+1, c.LocalUser)
	wantFault(t, err, fault.Invalid, "not_undoable")
	wantFault(t, s.CloseMonth(ctx, 2, month("2026-09"), c.LocalUser), fault.Conflict, "already_closed")
	wantFault(t, s.CloseMonth(ctx, 1, month("2026-09"), c.LocalUser), fault.NotFound, "not_received")
	wantFault(t, s.ReopenMonth(ctx, 2, month("2026-09"), c.LocalUser, "  "), fault.Invalid, "reason_missing")
	if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
		t.Errorf("a refusal left traces: %s", diff)
	}

	storetest.Commit(t, s, []storetest.Row{{Month: "2026-08", Site: "VA", Procedure: "Biopsy", N: 10}}, true)
	noError(t, s.ReopenMonth(ctx, 2, month("2026-09"), c.LocalUser, "late cases"))
	_, err = s.Apply(ctx, storetest.Batch(t, s, correction, true))
	noError(t, err)
	infos, err := s.Revisions(ctx, 2)
	noError(t, err)
	entries, err := s.Audit(ctx, 2)
	noError(t, err)
	if got := entries[1].Subject; got != "Reopened VA, September 2026: late cases" {
		t.Errorf("want the reopening and its reason in the audit, got %q", got)
	}
	if got := infos[1].Reason; got != "Reopened VA, September 2026: late cases" {
		t.Errorf("want the reopening and its reason on record, got %q", got)
	}
	noProblems(t, s)
}

func TestOnlyACompleteMonthIsClosed(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	row := []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12}}
	storetest.Commit(t, s, row, false)
	f := faultOf(t, s.CloseMonth(ctx, 2, month("2026-09"), c.LocalUser), fault.Conflict, "incomplete_month")
	if want := "VA, September 2026 is not complete, so it cannot be closed: first commit a file that is everything for the month."; f.Message != want {
		t.Errorf("want %q, got %q", want, f.Message)
	}
	row[0].N = 13
	storetest.Commit(t, s, row, true)
	noError(t, s.CloseMonth(ctx, 2, month("2026-09"), c.LocalUser))
}

func TestAPartialFileLeavesTheFirstReceiptAndTakesTheSource(t *testing.T) {
	at := storetest.Now()
	s := storetest.NewAt(t, func() time.Time { return at })
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
	first := at.UnixMilli()
	at = at.Add(48 * time.Hour)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Drain", N: 2}}, false)
	months, err := s.SiteMonths(context.Background())
	noError(t, err)
	want := []c.SiteMonth{{Site: 2, Month: month("2026-09"), ReceivedAt: first, Source: 2}}
	if diff := cmp.Diff(want, months); diff != "" {
		t.Error(diff)
	}
}

func TestNamesAreOneWhateverTheirCaseAndSpaces(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	_, err := s.SaveGroup(ctx, c.Group{Name: "Venous  access"}, c.LocalUser)
	noError(t, err)
	_, err = s.SaveGroup(ctx, c.Group{Name: " VENOUS\u00a0ACCESS"}, c.LocalUser)
	wantFault(t, err, fault.Conflict, "name_taken")
	wantFault(t, s.SaveSite(ctx, c.Site{Name: "va", FiscalStart: 1, DueDay: 10, Holidays: c.HolidaysNone}, c.LocalUser), fault.Conflict, "name_taken")
	_, err = s.SaveGroup(ctx, c.Group{Name: "\u200b "}, c.LocalUser)
	wantFault(t, err, fault.Invalid, "empty_name")
	_, err = s.SaveGroup(ctx, c.Group{Name: strings.Repeat("é", c.MaxNameLength+1)}, c.LocalUser)
	wantFault(t, err, fault.Invalid, "long_name")
}
