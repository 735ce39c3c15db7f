package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// ofDrafts are the tables in which a file waits for a decision.
var ofDrafts = []string{"audit", "upload_bytes", "uploads"}

// ofHistory are the tables that only grow: what was done stays written down after it was undone.
var ofHistory = []string{"uploads", "upload_bytes", "revisions", "changes", "count_changes", "audit"}

// answered is what Caseload says about a file.
type answered struct {
	Outcome  ingest.Outcome
	Code     ingest.Code // of a rejected file
	Findings []string
	Asks     []string // the values that somebody has to decide about
}

// malformed says of every broken sample what sample_data/README.md promises: row, column, found, expected.
var malformed = map[string]answered{
	"bad_count.csv": {Outcome: ingest.OutcomePartial, Findings: []string{
		`row 2, count, invalid_count: "12O", expected a whole number from 0 on`,
		`row 4, count, non_integer_count: "12.5", expected a whole number from 0 on`,
		`row 5, count, negative_count: "-3", expected a whole number from 0 on`,
		`row 6, count, suppressed_count: "<11", expected the number itself; a hidden small number is left out and the month shows "at least"`,
		`row 7, count, missing_count: "", expected a whole number; write 0 where none was done`,
	}},
	"bad_month.csv": {Outcome: ingest.OutcomePartial, Findings: []string{
		`row 2, month, invalid_month: "2026-13", expected a month such as 2026-09 or Sep 2026`,
		`row 4, month, invalid_month: "Q3 2026", expected a month such as 2026-09 or Sep 2026`,
		`row 5, month, month_out_of_range: "1999-12", expected a month from January 2000 to December 2026`,
		`row 6, month, month_out_of_range: "2027-03", expected a month from January 2000 to December 2026`,
		`row 7, month, invalid_month: "2026", expected a month such as 2026-09 or Sep 2026`,
	}},
	"unknown_site.csv": {Outcome: ingest.OutcomePartial, Asks: []string{"Childrens", "Universty"}, Findings: []string{
		`row 3, site, unknown_site: "Childrens", expected a known site: University, VA`,
		`row 4, site, unknown_site: "Universty", expected a known site: University, VA`,
	}},
	"unknown_setting.csv": {Outcome: ingest.OutcomePartial, Asks: []string{"observation"}, Findings: []string{
		`row 4, setting, unknown_setting: "observation", expected inpatient or outpatient`,
	}},
	"duplicate_rows.csv": {Outcome: ingest.OutcomePartial, Findings: []string{
		`row 3, procedure, conflicting_duplicate: "Oct 2026, VA, Paracentesis, inpatient = 6", expected each month, site and procedure once`,
		`row 4, procedure, duplicate_row: "Oct 2026, VA, PICC placement, inpatient = 8", expected each month, site and procedure once`,
		`row 5, procedure, conflicting_duplicate: "Oct 2026, VA, Paracentesis, inpatient = 9", expected each month, site and procedure once`,
	}},
	"missing_column.csv": {Outcome: ingest.OutcomeReject, Code: ingest.CodeMissingColumn, Findings: []string{
		`row 1, count, missing_required_column: "\"month\", \"site\", \"procedure\", \"setting\"", expected a column named count`,
	}},
	"patient_identifier.csv": {Outcome: ingest.OutcomeReject, Code: ingest.CodePatientIdentifier},
	"total_row.csv": {Outcome: ingest.OutcomeAccept, Findings: []string{
		`row 5, count, total_differs: "19", expected 18`,
	}},
	"ragged.csv": {Outcome: ingest.OutcomePartial, Findings: []string{
		`row 3, F, ragged_row: "outpatient", expected 5 cells, as in the header`,
		`row 4, count, missing_count: "", expected a whole number; write 0 where none was done`,
	}},
	"roster_bad_fte.csv": {Outcome: ingest.OutcomePartial, Findings: []string{
		`row 2, fte, fte_out_of_range: "1.8", expected an FTE from 0 to 1.5, such as 0.8, 80% or 5/8`,
		`row 3, fte, invalid_fte: "full time", expected an FTE from 0 to 1.5, such as 0.8, 80% or 5/8`,
		`row 4, fte, fte_out_of_range: "-0.5", expected an FTE from 0 to 1.5, such as 0.8, 80% or 5/8`,
		`row 5, fte, missing_value: "", expected an FTE from 0 to 1.5, such as 0.8, 80% or 5/8`,
	}},
	"roster_bad_dates.csv": {Outcome: ingest.OutcomePartial, Findings: []string{
		`row 2, start_date, invalid_date: "2026-02-30", expected a date such as 2026-07-01`,
		`row 3, end_date, end_before_start: "2026-03-31", expected a day not before 2026-09-01`,
	}},
	"roster_unknown_role.csv": {Outcome: ingest.OutcomePartial, Asks: []string{"CRNA", "manager"}, Findings: []string{
		`row 2, role, unknown_role: "CRNA", expected attending, APP, technologist, nurse, resident or fellow`,
		`row 3, role, unknown_role: "manager", expected attending, APP, technologist, nurse, resident or fellow`,
	}},
}

func TestEveryMalformedSampleIsAnsweredWithRowColumnFoundAndExpected(t *testing.T) {
	entries, err := fs.ReadDir(sampledata.FS(), "malformed")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, entry := range entries {
		files = append(files, entry.Name())
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(malformed)), files); diff != "" {
		t.Fatalf("files whose answer is known, and files (-want +got)\n%s", diff)
	}
	// What stands in the file is judged beside a new database, where no stored numbers raise questions of their own.
	alone := ingest.New(storetest.NewAt(t, sampledata.Now), sampledata.Now)
	db := loadedSample(t)
	service := ingest.New(db, sampledata.Now)
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			content, err := sampledata.Read("malformed/" + file)
			if err != nil {
				t.Fatal(err)
			}
			sent := ingest.File{Name: file, Bytes: content}
			preview, err := alone.Preview(t.Context(), sent, ingest.Options{}, caseload.LocalUser)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(malformed[file], answer(preview)); diff != "" {
				t.Errorf("answer (-want +got)\n%s", diff)
			}
			before := hashes(t, db)
			if preview, err = service.Preview(t.Context(), sent, ingest.Options{}, caseload.LocalUser); err != nil {
				t.Fatal(err)
			}
			touched := differing(before, hashes(t, db))
			if preview.Outcome == ingest.OutcomeReject {
				if len(touched) > 0 || preview.Upload != "" {
					t.Errorf("a rejected file left something in %v, upload %q", touched, preview.Upload)
				}
				return
			}
			if diff := cmp.Diff(ofDrafts, touched); diff != "" {
				t.Errorf("tables that a draft touches (-want +got)\n%s", diff)
			}
			if preview.BadRows > 0 {
				if _, err := service.Commit(t.Context(), preview.Upload, ingest.CommitOptions{By: caseload.LocalUser}); err == nil {
					t.Error("a file with bad rows was committed as if they were not there")
				}
				if diff := cmp.Diff(ofDrafts, differing(before, hashes(t, db))); diff != "" {
					t.Errorf("tables touched by the refused commit (-want +got)\n%s", diff)
				}
			}
		})
	}
}

// answer leaves out of a preview what concerns the division's own counts and not the trouble in the file.
func answer(p ingest.Preview) answered {
	a := answered{Outcome: p.Outcome, Code: p.Code}
	for _, f := range p.Findings {
		if f.Row == 0 {
			continue
		}
		where := fmt.Sprintf("row %d", f.Row)
		if f.Column != "" {
			where += ", " + f.Column
		}
		a.Findings = append(a.Findings, fmt.Sprintf("%s, %s: %q, expected %s", where, f.Code, f.Found, f.Expected))
	}
	for _, q := range p.Questions {
		if strings.HasPrefix(string(q.Code), "unknown_") {
			a.Asks = append(a.Asks, q.Value)
		}
	}
	return a
}

func hashes(t *testing.T, db *store.Store) map[string]string {
	t.Helper()
	all, err := db.TableHashes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// differing names the tables that do not hold the same rows.
func differing(a, b map[string]string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	return names
}

func TestAnIdentifierNeverReachesTheDiskOrTheLog(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "division.db")
	temporary := t.TempDir()
	p := startSignedIn(t, []string{"CASELOAD_NOW=2026-11-12T08:14:00Z", "TMPDIR=" + temporary}, path, "serve", "--db", path, "--listen", "127.0.0.1:0")
	content, err := sampledata.Read("malformed/patient_identifier.csv")
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Now: sampledata.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	before := hashes(t, db)
	const name = "list-of-jane-roe.csv"
	status, page := upload(t, p.url, name, content)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "MRN") {
		t.Errorf("want a refusal (422) that names the column, got %d:\n%.3000s", status, page)
	}
	if touched := differing(before, hashes(t, db)); len(touched) > 0 {
		t.Errorf("the refused file left something in %v", touched)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	secrets := []string{"INVENTED-000", name, "jane-roe"}
	look := func(when string) {
		for _, root := range []string{folder, temporary} {
			eachFile(t, root, func(file string, bytes []byte) {
				holdsNone(t, when+", "+filepath.Base(file), string(bytes), secrets)
			})
		}
	}
	look("while serving")
	holdsNone(t, "the page", page, secrets)
	if code := p.stop(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code: want 0, got %d", code)
	}
	look("after the end")
	holdsNone(t, "the log", p.stderr.String(), secrets)
	if !strings.Contains(p.stderr.String(), "status=422") {
		t.Errorf("the log does not know of the refusal:\n%s", p.stderr)
	}
}

// upload sends a file as a browser does.
func upload(t *testing.T, url, name string, content []byte) (status int, page string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/uploads", &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := http.DefaultClient.Do(withSession(request))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func eachFile(t *testing.T, root string, look func(path string, bytes []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		look(path, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func holdsNone(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds %q", where, secret)
		}
	}
}

// lastOf returns the newest of the sample's files of the kind.
func lastOf(t *testing.T, kind caseload.UploadKind) sampledata.Load {
	t.Helper()
	for _, load := range slices.Backward(sampledata.Loads()) {
		if load.Kind == kind {
			return load
		}
	}
	t.Fatalf("the sample has no file of the kind %s", kind)
	return sampledata.Load{}
}

func TestTheSameGoodFileTwiceSaysNoChanges(t *testing.T) {
	db := loadedSample(t)
	service := ingest.New(db, sampledata.Now)
	for _, kind := range []caseload.UploadKind{caseload.KindProcedures, caseload.KindRoster} {
		load := lastOf(t, kind)
		content, err := sampledata.Read(load.File)
		if err != nil {
			t.Fatal(err)
		}
		before := hashes(t, db)
		options := ingest.Options{Kind: kind, Everything: &load.Everything}
		preview, err := service.Preview(t.Context(), ingest.File{Name: load.File, Bytes: content}, options, caseload.LocalUser)
		if err != nil {
			t.Fatal(err)
		}
		if !preview.NoChanges || preview.CanCommit() {
			t.Errorf("%s: want no changes and nothing to commit, got %v, %v", load.File, preview.NoChanges, preview.CanCommit())
		}
		if diff := cmp.Diff(ofDrafts, differing(before, hashes(t, db))); diff != "" {
			t.Errorf("%s: tables touched (-want +got)\n%s", load.File, diff)
		}
	}
}

func TestUndoRestoresTheHashOfEveryTableThatTheUploadTouched(t *testing.T) {
	db := loadedSample(t)
	service := ingest.New(db, sampledata.Now)
	for name, c := range map[string]struct {
		text    string
		options ingest.Options
		want    []string // tables, beside those of the history
	}{
		"new and changed counts, a new site and a new procedure": {
			"month,site,procedure,count,setting\n2026-10,VA,Paracentesis,99,inpatient\n2026-10,Clinic,Paracentesis,7,outpatient\n2026-10,VA,Bronchial stent,1,inpatient\n",
			ingest.Options{AddSites: true},
			[]string{"counts", "procedure_months", "procedures", "site_months", "sites"},
		},
		"a whole month declared complete, with zeros": {
			"month,site,procedure,count,setting\n2026-09,VA,Paracentesis,1,inpatient\n",
			ingest.Options{Everything: new(true)},
			[]string{"counts", "procedure_months", "site_months"},
		},
		"a roster": {
			"staff_id,name,role,site,fte,start_date,end_date,status,clinical_share,employment\nA-01,Z. Z.,attending,University,0.5,2019-01-01,,active,1,staff\nN-99,Y. Y.,nurse,VA,1,2026-11-02,,active,1,staff\n",
			ingest.Options{Kind: caseload.KindRoster},
			[]string{"appointments", "roster_months"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := hashes(t, db)
			preview, err := service.Preview(t.Context(), ingest.File{Name: "file.csv", Bytes: []byte(c.text)}, c.options, caseload.LocalUser)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := service.Commit(t.Context(), preview.Upload, ingest.CommitOptions{By: caseload.LocalUser}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, withoutHistory(differing(before, hashes(t, db)))); diff != "" {
				t.Errorf("tables that the upload touched (-want +got)\n%s", diff)
			}
			if _, err := service.Undo(context.Background(), preview.Upload, caseload.LocalUser); err != nil {
				t.Fatal(err)
			}
			if left := withoutHistory(differing(before, hashes(t, db))); len(left) > 0 {
				t.Errorf("after undo these tables differ: %v", left)
			}
		})
	}
}

func withoutHistory(tables []string) []string {
	return slices.DeleteFunc(tables, func(name string) bool { return slices.Contains(ofHistory, name) })
}
