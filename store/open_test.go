package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func open(path string) (*store.Store, error) {
	return store.Open(context.Background(), path, store.Options{Now: storetest.Now})
}

// wantFault fails the test unless err is a fault with the code.
func wantFault(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	_ = faultOf(t, err, kind, code)
}

// faultOf fails the test unless err is a fault with the code, and returns it.
func faultOf(t *testing.T, err error, kind fault.Kind, code string) *fault.Fault {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Code != code {
		t.Fatalf("want a fault of kind %d with code %q, got %v", kind, code, err)
	}
	return f
}

func TestANewDatabaseHoldsTheDivisionProfileAndNothingElse(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	sites, err := s.Sites(ctx)
	noError(t, err)
	want := []c.Site{
		{ID: 1, Name: "University", FiscalStart: 7, Holidays: c.HolidaysAssumed, DueDay: 10},
		{ID: 2, Name: "VA", FiscalStart: 10, Holidays: c.HolidaysFederal, DueDay: 10},
	}
	if diff := cmp.Diff(want, sites); diff != "" {
		t.Error(diff)
	}
	baselines, err := s.Baselines(ctx)
	noError(t, err)
	wantBaselines := []c.Baseline{{
		ID: 1, From: month("2000-01"), PerMonth: 680, Approximate: true, SitesCovered: "University and VA", Source: "Division profile",
	}}
	if diff := cmp.Diff(wantBaselines, baselines); diff != "" {
		t.Error(diff)
	}
	staffing, err := s.StaffingBaselines(ctx)
	noError(t, err)
	heads := map[c.Role]int{}
	for _, b := range staffing {
		heads[b.Role] = b.Headcount
		if b.SitesCovered != "" || b.FTE != nil || b.Source != "Division profile" {
			t.Errorf("the profile states neither sites nor FTE for staff, got %+v", b)
		}
	}
	if diff := cmp.Diff(map[c.Role]int{c.Attending: 9, c.APP: 3, c.Technologist: 15, c.Nurse: 14}, heads); diff != "" {
		t.Error(diff)
	}
	groups, err := s.Groups(ctx)
	noError(t, err)
	if len(groups) != 1 || groups[0].ID != c.Ungrouped || groups[0].Name != "Ungrouped" {
		t.Errorf("want only the group Ungrouped, got %v", groups)
	}
	users, err := s.Users(ctx)
	noError(t, err)
	if diff := cmp.Diff([]c.User{{ID: c.LocalUser, Name: "Local user"}}, users); diff != "" {
		t.Error(diff)
	}
	calendar, ok, err := s.Setting(ctx, "calendar")
	noError(t, err)
	if calendar != "federal" || !ok {
		t.Errorf("want the calendar federal, got %q, %v", calendar, ok)
	}
	revision, err := s.Revision(ctx)
	noError(t, err)
	if revision != 0 {
		t.Errorf("want revision 0, got %d", revision)
	}
	problems, err := s.Check(ctx)
	noError(t, err)
	if len(problems) > 0 {
		t.Errorf("a new database has problems: %v", problems)
	}
}

func TestANewDatabaseIsReadableByItsOwnerOnly(t *testing.T) {
	s := storetest.New(t)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 1}}, true)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(s.Path() + suffix)
		noError(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("want mode 0600 of the file with suffix %q, got %o", suffix, info.Mode().Perm())
		}
	}
}

func TestOpeningAgainChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload ?#%41.db") // characters that mean something in a URI
	s, err := open(path)
	noError(t, err)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 1}}, true)
	want := hashes(t, s)
	noError(t, s.Close())
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the database is not where it was asked for: %v", err)
	}
	if diff := cmp.Diff(want, hashes(t, storetest.Open(t, path, storetest.Now))); diff != "" {
		t.Error(diff)
	}
	left, err := filepath.Glob(filepath.Dir(path) + "/*.new-*")
	noError(t, err)
	if len(left) > 0 {
		t.Errorf("making the database left %v behind", left)
	}
}

func TestADamagedOrForeignFileIsRefusedAndLeftAlone(t *testing.T) {
	good := storetest.New(t)
	storetest.SeedMonths(t, good, month("2026-10"), 12, 20)
	copied := filepath.Join(t.TempDir(), "copy.db")
	noError(t, good.Backup(context.Background(), copied))
	content, err := os.ReadFile(copied)
	noError(t, err)

	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	noError(t, err)
	_, err = db.Exec("create table theirs (id integer)")
	noError(t, err)
	noError(t, db.Close())
	theirs, err := os.ReadFile(foreign)
	noError(t, err)

	for _, test := range []struct {
		name    string
		content []byte
		kind    fault.Kind
		code    string
	}{
		{"a text file", []byte(strings.Repeat("month,site,procedure,count\n", 100)), fault.Unavailable, "damaged"},
		{"a short text file", []byte("hello"), fault.Unavailable, "damaged"},
		{"an empty file", nil, fault.Unavailable, "damaged"},
		{"a database cut in half", content[:len(content)/2], fault.Unavailable, "damaged"},
		{"a database with a destroyed header", append(make([]byte, 100), content[100:]...), fault.Unavailable, "damaged"},
		{"a database with a destroyed schema", append(append(bytes.Clone(content[:100]), bytes.Repeat([]byte{0xff}, 3000)...), content[3100:]...), fault.Unavailable, "damaged"},
		{"another program's database", theirs, fault.Refused, "foreign_database"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "caseload.db")
			noError(t, os.WriteFile(path, test.content, 0o600))
			s, err := open(path)
			if err == nil {
				t.Fatalf("it was opened as %v", s)
			}
			f := faultOf(t, err, test.kind, test.code)
			if !strings.Contains(f.Message, path) || !strings.Contains(f.Message, "--db") && !strings.Contains(f.Message, "restore") {
				t.Errorf("the sentence names neither the file nor a way out: %s", f.Message)
			}
			after, err := os.ReadFile(path)
			noError(t, err)
			if !bytes.Equal(test.content, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestADatabaseOfANewerProgramIsRefusedAndLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	s, err := open(path)
	noError(t, err)
	noError(t, s.Close())
	db, err := sql.Open("sqlite", path)
	noError(t, err)
	_, err = db.Exec("pragma user_version = 9999")
	noError(t, err)
	noError(t, db.Close())
	_, err = open(path)
	wantFault(t, err, fault.Refused, "newer_schema")
	_, err = store.Open(context.Background(), path, store.Options{Now: storetest.Now, ReadOnly: true})
	wantFault(t, err, fault.Refused, "newer_schema")
}

func TestAFolderThatIsMissingIsNamed(t *testing.T) {
	_, err := open(filepath.Join(t.TempDir(), "nowhere", "caseload.db"))
	wantFault(t, err, fault.NotFound, "no_folder")
	_, err = open(t.TempDir())
	wantFault(t, err, fault.Invalid, "folder")
}

func TestAReadOnlyStoreReadsAndRefusesChanges(t *testing.T) {
	s := storetest.New(t)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 7}}, true)
	ctx := context.Background()
	readOnly, err := store.Open(ctx, s.Path(), store.Options{Now: storetest.Now, ReadOnly: true})
	noError(t, err)
	defer func() { noError(t, readOnly.Close()) }()
	n, cells, err := readOnly.CountTotals(ctx, store.CountFilter{})
	noError(t, err)
	if n != 7 || cells != 1 {
		t.Errorf("want 7 in 1 cell, got %d in %d", n, cells)
	}
	wantFault(t, readOnly.SaveSetting(ctx, "division_name", "Other", c.LocalUser), fault.Unavailable, "read_only")
	_, err = store.Open(ctx, filepath.Join(t.TempDir(), "none.db"), store.Options{Now: storetest.Now, ReadOnly: true})
	wantFault(t, err, fault.NotFound, "no_database")
}
