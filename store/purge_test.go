package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// plantedUpload sends a file that should never have come in: its name, bytes, choices and answers hold
// the mark "Zebra", and nothing may after a purge.
func plantedUpload(t *testing.T, s *store.Store, kind c.UploadKind) c.Upload {
	t.Helper()
	ctx := t.Context()
	raw := []byte(strings.Repeat("mrn,Zebra Jane,12345678\n", 400))
	sum := sha256.Sum256(raw)
	upload, err := s.CreateUpload(ctx, c.Upload{
		Kind: kind, FileName: "Zebra Jane " + string(kind) + ".csv", OnBehalfOf: "Dr. Zebra", SHA256: hex.EncodeToString(sum[:]), Size: len(raw),
		Choices: json.RawMessage(`{"map":{"Zebra Jane":"procedure"}}`),
	}, raw)
	noError(t, err)
	noError(t, s.SaveAnswers(ctx, "zebra/Zebra", map[string]string{"procedure:Zebra Jane": "Zebra"}, c.LocalUser))
	return upload
}

// plantedCounts commits numbers of a procedure that is called by the mark, and of one that others use too.
func plantedCounts(t *testing.T, s *store.Store) (c.Upload, c.RevisionInfo) {
	t.Helper()
	upload := plantedUpload(t, s, c.KindProcedures)
	batch := storetest.Batch(t, s, []storetest.Row{
		{Month: "2026-09", Site: "VA", Procedure: "Zebra Jane 12345678", N: 31415926},
		{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 9},
	}, false)
	batch.Upload, batch.Reason = upload.ID, upload.FileName+": 2 numbers"
	info, err := s.Apply(t.Context(), batch)
	noError(t, err)
	return upload, info
}

func plantedRoster(t *testing.T, s *store.Store) c.Upload {
	t.Helper()
	upload := plantedUpload(t, s, c.KindRoster)
	base, err := s.Revision(t.Context())
	noError(t, err)
	_, err = s.Apply(t.Context(), c.Batch{
		Upload: upload.ID, Base: base, Reason: upload.FileName,
		Appointments: []c.AppointmentChange{{After: &c.Appointment{
			AppointmentKey: c.AppointmentKey{Staff: "Zebra-1", Site: storetest.VA, Role: "nurse", From: day("2026-01-01")},
			Name:           "Zebra Jane", FTE: 1, Status: "active", ClinicalShare: 1, Employment: "staff", Row: 2,
		}}},
		RosterMonths: []c.RosterMonth{{Site: storetest.VA, Month: month("2026-09")}},
	})
	noError(t, err)
	return upload
}

// holders names the files under the folders, the database's own included, that hold the mark.
func holders(t *testing.T, folders ...string) []string {
	t.Helper()
	var found []string
	for _, folder := range folders {
		noError(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			lower := bytes.ToLower(content)
			if bytes.Contains(lower, []byte("zebra")) {
				found = append(found, entry.Name())
			}
			return err
		}))
	}
	return found
}

func TestAfterAPurgeNothingOfTheUploadIsLeftInTheDatabaseItsLogOrTheTemporaryFolder(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("SQLITE_TMPDIR", temporary)
	for name, send := range map[string]func(*testing.T, *store.Store) c.Upload{
		"committed counts": func(t *testing.T, s *store.Store) c.Upload { u, _ := plantedCounts(t, s); return u },
		"a roster":         plantedRoster,
		"a draft":          func(t *testing.T, s *store.Store) c.Upload { return plantedUpload(t, s, c.KindProcedures) },
		"undone": func(t *testing.T, s *store.Store) c.Upload {
			u, info := plantedCounts(t, s)
			_, err := s.Undo(t.Context(), info.Revision, c.LocalUser)
			noError(t, err)
			return u
		},
		"undone and redone": func(t *testing.T, s *store.Store) c.Upload {
			u, info := plantedCounts(t, s)
			for range 2 {
				var err error
				info, err = s.Undo(t.Context(), info.Revision, c.LocalUser)
				noError(t, err)
			}
			return u
		},
		"put in a group by hand": func(t *testing.T, s *store.Store) c.Upload {
			u, _ := plantedCounts(t, s)
			storetest.SeedGroups(t, s, 1)
			return u
		},
		"shown and refused meanwhile": func(t *testing.T, s *store.Store) c.Upload {
			u, _ := plantedCounts(t, s)
			noError(t, s.Record(t.Context(), c.AuditEntry{Action: "export", Subject: "counts", Detail: "with Zebra Jane 12345678 in it"}))
			noError(t, s.SaveDerived(t.Context(), "forecast", 1, []byte("Zebra")))
			return u
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			storetest.Commit(t, s, []storetest.Row{{Month: "2026-08", Site: "VA", Procedure: "Biopsy", N: 12}}, true)
			upload := send(t, s)
			folder := filepath.Dir(s.Path())
			if len(holders(t, folder)) == 0 {
				t.Fatal("nothing was planted")
			}
			done, err := s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
			noError(t, err)
			if found := holders(t, folder, temporary); len(found) > 0 || len(done.Kept) > 0 {
				t.Errorf("the mark is still in %v; kept: %v", found, done.Kept)
			}
			noProblems(t, s)
			n, _, err := s.CountTotals(t.Context(), store.CountFilter{})
			noError(t, err)
			if n != 12 {
				t.Errorf("want the 12 that were there before, got %d", n)
			}
			after, err := s.Upload(t.Context(), upload.ID)
			noError(t, err)
			if after.PurgedAt == 0 || after.FileName != "[purged]" || after.SHA256 != upload.SHA256 {
				t.Errorf("want a tombstone with the hash, got %+v", after)
			}
			entries, err := s.Audit(t.Context(), 1)
			noError(t, err)
			if entries[0].Action != "purge" || !strings.Contains(entries[0].Detail, upload.SHA256) || !strings.Contains(entries[0].Detail, "patient names in it") {
				t.Errorf("want the tombstone in the audit log, got %+v", entries[0])
			}
		})
	}
}

func TestAPurgeIsRefusedWithTheNamesWhenALaterChangeTouchedTheSameCells(t *testing.T) {
	s := storetest.New(t)
	upload, _ := plantedCounts(t, s)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 10}}, false)
	_, err := s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
	f := faultOf(t, err, fault.Conflict, "overtaken")
	if !slices.ContainsFunc(f.Details, func(d string) bool { return strings.Contains(d, "VA, September 2026, Biopsy") }) {
		t.Errorf("want the cell named, got %v", f.Details)
	}
	if _, err := s.UploadBytes(t.Context(), upload.ID); err != nil {
		t.Errorf("a refused purge destroyed the file: %v", err)
	}
	_, err = s.Purge(t.Context(), upload.ID, " ", c.LocalUser)
	wantFault(t, err, fault.Invalid, "no_reason")
}

func TestAPurgeKeepsAndNamesWhatAnotherFileUsesToo(t *testing.T) {
	s := storetest.New(t)
	upload, _ := plantedCounts(t, s)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-10", Site: "VA", Procedure: "Biopsy", N: 10}}, false)
	done, err := s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
	noError(t, err)
	if diff := cmp.Diff([]string{"the procedure Biopsy"}, done.Kept); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if found := holders(t, filepath.Dir(s.Path())); len(found) > 0 {
		t.Errorf("the mark is still in %v", found)
	}
	noProblems(t, s)
}

func TestAPurgedUploadCanBeNeitherRedoneNorCommittedAgain(t *testing.T) {
	s := storetest.New(t)
	upload, _ := plantedCounts(t, s)
	done, err := s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
	noError(t, err)
	_, err = s.Undo(t.Context(), done.Revision, c.LocalUser)
	wantFault(t, err, fault.Conflict, "purged")
	again, err := s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
	noError(t, err)
	if !again.Again || again.Revision != 0 {
		t.Errorf("want nothing but the file wiped again, got %+v", again)
	}
}

func TestWhatStoodOnAPurgedNumberIsNotRedoneInPart(t *testing.T) {
	s := storetest.New(t)
	upload, _ := plantedCounts(t, s)
	later, err := s.Apply(t.Context(), storetest.Batch(t, s, []storetest.Row{
		{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 11},
		{Month: "2026-09", Site: "VA", Procedure: "Drainage", N: 5},
	}, false))
	noError(t, err)
	undo, err := s.Undo(t.Context(), later.Revision, c.LocalUser)
	noError(t, err)
	_, err = s.Purge(t.Context(), upload.ID, "patients' names", c.LocalUser)
	noError(t, err)
	_, err = s.Undo(t.Context(), undo.Revision, c.LocalUser)
	wantFault(t, err, fault.Conflict, "purged")
}

func TestAnotherProgramsReadingIsNamedWhenTheFileCouldNotBeWiped(t *testing.T) {
	s := storetest.New(t)
	upload, _ := plantedCounts(t, s)
	other := storetest.Open(t, s.Path(), storetest.Now)
	err := other.EachCount(t.Context(), store.CountFilter{}, func(c.Count) error { // a reader in the middle of its work
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err := s.Purge(ctx, upload.ID, "patient names in it", c.LocalUser)
		wantFault(t, err, fault.Unavailable, "not_wiped")
		return nil
	})
	noError(t, err)
	again, err := s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
	noError(t, err)
	if found := holders(t, filepath.Dir(s.Path())); !again.Again || len(found) > 0 {
		t.Errorf("purged again: %v, the mark is still in %v", again.Again, found)
	}
}

func TestTheAuditLogTakesNoOtherTextThanThatOfAPurge(t *testing.T) {
	s := storetest.New(t)
	upload, _ := plantedCounts(t, s)
	before, err := s.Audit(t.Context(), 0)
	noError(t, err)
	_, err = s.Purge(t.Context(), upload.ID, "patient names in it", c.LocalUser)
	noError(t, err)
	after, err := s.Audit(t.Context(), 0)
	noError(t, err)
	for i, old := range before { // newest first: the purge wrote before them
		now := after[len(after)-len(before)+i]
		old.Subject, old.Detail, now.Subject, now.Detail = "", "", "", ""
		if diff := cmp.Diff(old, now); diff != "" {
			t.Errorf("who did what and when (-before +after)\n%s", diff)
		}
	}
}

func TestFilesExpireAndWhatWasReadFromThemStays(t *testing.T) {
	now := storetest.Now()
	s := storetest.NewAt(t, func() time.Time { return now })
	old, _ := plantedCounts(t, s)
	draft := storetest.Upload(t, s, c.KindProcedures, "draft.csv")
	now = now.AddDate(2, 0, 1)
	fresh := storetest.Upload(t, s, c.KindProcedures, "fresh.csv")
	before, err := s.TableHashes(t.Context())
	noError(t, err)
	gone, err := s.ExpireFiles(t.Context(), 24*31*24*time.Hour)
	noError(t, err)
	if gone != 0 {
		t.Errorf("want nothing gone before its time, got %d", gone)
	}
	gone, err = s.ExpireFiles(t.Context(), 2*365*24*time.Hour)
	noError(t, err)
	if gone != 1 {
		t.Errorf("want the bytes of one file gone, got %d", gone)
	}
	_, err = s.UploadBytes(t.Context(), old.ID)
	wantFault(t, err, fault.NotFound, "no_bytes")
	for _, kept := range []c.Upload{draft, fresh} {
		_, err := s.UploadBytes(t.Context(), kept.ID)
		noError(t, err)
	}
	after, err := s.TableHashes(t.Context())
	noError(t, err)
	for _, table := range []string{"upload_bytes", "audit"} {
		delete(before, table)
		delete(after, table)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("what was read from it (-before +after)\n%s", diff)
	}
	content, err := os.ReadFile(s.Path())
	noError(t, err)
	if bytes.Contains(content, []byte("mrn,Zebra Jane,12345678")) {
		t.Error("the bytes are still in the file")
	}
	noProblems(t, s)
}
