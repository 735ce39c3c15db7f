package dashboard

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
	"caseload/store/storetest"
)

const (
	septemberVA = "month,site,procedure,count\n2026-09,VA,Biopsy,12\n2026-09,VA,Drainage,7\n2026-09,VA,PICC placement,20\n"
	octoberVA   = "month,site,procedure,count\n2026-10,VA,Biopsy,14\n2026-10,VA,Drainage,9\n2026-10,VA,PICC placement,21\n"
)

func TestAFileIsReadCommittedUndoneAndRedone(t *testing.T) {
	d := newDivision(t)
	before := d.hashes()

	path := d.mustSend("va october.csv", octoberVA)
	page := d.get(path)
	d.says(page, "The VA file for October 2026 is read. All 3 rows are ready. Nothing is saved yet.",
		"Is this file everything for VA, October 2026?", "Answer what is asked above first.", "All 3 numbers are new", "va october.csv")

	if got := d.mustPost(path+"/answer", "everything", "yes"); got != path {
		t.Errorf("an answer leads to %s", got)
	}
	page = d.get(path)
	d.says(page, "Yes, this is everything", "Commit 3 numbers as revision 1.", "You can undo it as one step.")

	if got, want := d.commit(path, "base", "0"), path+"?done=committed"; got != want {
		t.Errorf("a commit leads to %s, want %s", got, want)
	}
	page = d.get(path)
	d.says(page, "The VA file for October 2026 is committed. Three numbers are new.", "Committed as revision 1.", "Undo this file")
	committed := d.hashes()

	d.mustPost(path + "/undo")
	page = d.get(path)
	d.says(page, "The VA file for October 2026 is undone. Every number is again what it was before this file.", "Undone as revision 2.", "Redo")
	undone := d.hashes()
	for _, table := range []string{"counts", "procedure_months", "site_months", "procedures", "sites"} {
		if before[table] != undone[table] {
			t.Errorf("after undo the table %s is not as it was", table)
		}
	}

	d.mustPost(path + "/redo")
	d.says(d.get(path+"?done=redone"), "is committed again.")
	if redone := d.hashes(); redone["procedure_months"] != committed["procedure_months"] {
		t.Error("redo did not bring the same sums back")
	}
}

func TestAnUnknownSiteIsAskedAndItsRowsWaitForTheAnswer(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", octoberVA+"2026-10,VA Annex,Biopsy,3\n2026-10,VA,Gastrostomy,1O\n")
	page := d.get(path)
	d.says(page, "3 of 5 rows are ready, 1 waits for an answer, 1 cannot be used. Nothing is saved yet.",
		"Which site is “VA Annex”?", "1 row waits for it.", "One row cannot be used", "Row 6, “count”", "“1O” is not a number.", "Letter O?",
		"Commit the 3 good rows")
	d.saysNot(page, "“VA Annex” is not a known site", "Is this file everything")

	d.mustPost(path+"/answer", "q:unknown_site:va annex", "add")
	page = d.get(path)
	d.says(page, "4 of 5 rows are ready, 1 cannot be used.", "Which site is “VA Annex”? A new site: add it Change")

	d.mustPost(path+"/answer", "q:unknown_site:va annex", "VA")
	d.says(d.get(path), "Which site is “VA Annex”? The same as VA Change")
}

func TestGoodRowsAreCommittedAloneWhenSomebodySaysSo(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", octoberVA+"2026-10,VA,Gastrostomy,<11\n")
	d.says(d.get(path), "“<11” hides the count.", "Commit the 3 good rows as revision 1.", "The 1 left out changes nothing: what is stored for it stays, and what is not stays missing.")

	status, _, page := d.post(path+"/commit", "base", "0")
	if status != http.StatusBadRequest {
		t.Errorf("status %d, want %d", status, http.StatusBadRequest)
	}
	d.says(page, "Nothing was committed.", "row 5")

	d.commit(path, "base", "0", "partial", "yes")
	d.says(d.get(path), "is committed. Three numbers are new.")
	months, err := d.store.SiteMonths(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []caseload.SiteMonth{{Site: storetest.VA, Month: months[0].Month, Suppressed: 1, ReceivedAt: months[0].ReceivedAt, Source: 1}}
	if diff := cmp.Diff(want, months); diff != "" {
		t.Errorf("site months (-want +got)\n%s", diff)
	}
}

func TestTheSameFileAgainSaysNoChanges(t *testing.T) {
	d := newDivision(t)
	first := d.mustSend("va.csv", octoberVA, "everything", "yes")
	d.commit(first)
	second := d.mustSend("va again.csv", octoberVA, "everything", "yes")
	page := d.get(second)
	d.says(page, "Everything in it is stored already. There is nothing to commit.", "No changes.", "The very same file was committed before")
	d.saysNot(page, "Commit 3 numbers")

	status, _, page := d.post(second+"/commit", "base", "1")
	if status != http.StatusBadRequest {
		t.Errorf("status %d, want %d", status, http.StatusBadRequest)
	}
	d.says(page, "Nothing was committed.", "nothing to commit")
}

func TestUndoIsRefusedNamingTheCellsThatALaterFileChanged(t *testing.T) {
	d := newDivision(t)
	first := d.mustSend("first.csv", octoberVA, "everything", "yes")
	d.commit(first)
	second := d.mustSend("second.csv", strings.Replace(octoberVA, "14", "16", 1), "everything", "yes")
	d.commit(second)

	status, _, page := d.post(first + "/undo")
	if status != http.StatusConflict {
		t.Errorf("status %d, want %d", status, http.StatusConflict)
	}
	d.says(page, "Nothing was undone.", "VA, October 2026, Biopsy: now 16")
}

func TestAClosedMonthTakesNoFileUntilItIsReopened(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("first.csv", octoberVA, "everything", "yes"))
	if got := d.mustPost("/data/close", "site", "2", "month", "2026-10"); got != "/data?done=closed#months" {
		t.Errorf("closing leads to %s", got)
	}
	second := d.mustSend("second.csv", strings.Replace(octoberVA, "14", "16", 1), "everything", "yes")
	status, _, page := d.post(second + "/commit")
	if status != http.StatusConflict {
		t.Errorf("status %d, want %d", status, http.StatusConflict)
	}
	d.says(page, "Nothing was committed.", "VA, October 2026", "See the closed months")
}

func TestAFileWithPatientIdentifiersIsRefusedAndLeavesNoTrace(t *testing.T) {
	d := newDivision(t)
	before := d.hashes()
	status, _, page := d.send("Smith list.csv", "month,site,procedure,count,MRN\n2026-10,VA,Biopsy,1,00123456\n")
	if status != http.StatusUnprocessableEntity {
		t.Errorf("status %d, want %d", status, http.StatusUnprocessableEntity)
	}
	d.says(page, "This file names patients, so it was refused", "MRN", "PivotTable", "Nothing from this file was kept, not even its name.", "Get the template")
	d.saysNot(page, "00123456", "Smith")
	if diff := cmp.Diff(before, d.hashes()); diff != "" {
		t.Errorf("the refused file left something (-before +after)\n%s", diff)
	}
}

func TestAFileThatCannotBeUsedSaysWhatItIsAndWhatToDo(t *testing.T) {
	for _, test := range []struct {
		name, file string
		status     int
		want       []string
	}{
		{"an old Excel file", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), 422, []string{"This is an old Excel file (.xls)", "save as .xlsx", "Choose another file"}},
		{"a web page", "<html><body><table></table></body></html>", 422, []string{"This is a web page or XML, not a spreadsheet"}},
		{"an empty file", "", 422, []string{"The file is empty"}},
		{"no columns that are known", "a,b\n1,2\n", 422, []string{"No row with column names was found", "template"}},
		{"more than 8 MB", strings.Repeat("2026-10,VA,Biopsy,1\n", 9<<20/20), 413, []string{"This file is larger than 8 MB", "Nothing from this file was kept"}},
		{"far more than 8 MB", strings.Repeat("2026-10,VA,Biopsy,1\n", 73<<20/20), 413, []string{"This file is larger than 8 MB", "Nothing from this file was kept"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDivision(t)
			status, _, page := d.send("file.csv", test.file)
			if status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
			d.says(page, test.want...)
			d.saysNot(page, "file.csv")
		})
	}
}

func TestAFormWithoutAFileAsksForOne(t *testing.T) {
	d := newDivision(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if _, err := form.CreateFormFile("file", ""); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/uploads", &body)
	request.Header.Set(fiber.HeaderContentType, form.FormDataContentType())
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, page := do(t, d.Server, request)
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d, want %d", response.StatusCode, http.StatusBadRequest)
	}
	d.says(words(page), "No file was chosen", "Choose a CSV or Excel file first")
}

func TestAnUploadFromAnotherSiteIsRefused(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("va.csv", octoberVA, "everything", "yes")
	request := httptest.NewRequest(http.MethodPost, path+"/commit", strings.NewReader("base=0"))
	request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	response, _ := do(t, d.Server, request)
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("status %d, want %d", response.StatusCode, http.StatusForbidden)
	}
}

func TestUploadsNeverTouchTheTempFolder(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	d := newDivision(t)
	d.mustSend("large.csv", octoberVA+strings.Repeat("\n", 6<<20)) // far beyond what a multipart reader keeps in memory
	left, err := filepath.Glob(filepath.Join(folder, "multipart-*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("the upload was spilled to %v", left)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Fatal(err)
	}
}

func TestADiscardedFileIsGone(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("va.csv", octoberVA)
	if got := d.mustPost(path + "/discard"); got != "/data?done=discarded" {
		t.Errorf("discarding leads to %s", got)
	}
	d.says(d.get("/data?done=discarded"), "Nothing from that file was saved")
	d.says(d.get(path), "was discarded. Nothing from it was saved")
	response, _ := get(t, d.Server, path+"/raw")
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("the bytes of a discarded file: status %d", response.StatusCode)
	}
}

func TestTheSwitchShowsOneKindOfDifferenceAtATime(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("va.csv", septemberVA+strings.TrimPrefix(octoberVA, "month,site,procedure,count\n"), "everything", "yes"))
	path := d.mustSend("new.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,15\n2026-10,VA,Drainage,9\n2026-10,VA,Kyphoplasty,2\n", "everything", "no")
	page := d.get(path)
	d.says(page, "One stored number would change, by +1 in all", "Changed 1", "New 1", "Not in the file 1", "Same 1", "October 2026 Oct ’26 Biopsy 14 15 +1")
	d.saysNot(page, "Kyphoplasty — 2 new")
	d.says(d.get(path+"?show=new"), "Kyphoplasty — 2 new")
	d.says(d.get(path+"?show=absent"), "PICC placement 21 — stays")
	d.says(d.get(path+"?show=same"), "One number is stored as the file has it.")
	d.says(d.get(path+"?show=nonsense"), "Biopsy 14 15 +1")

	d.mustPost(path+"/answer", "everything", "yes")
	d.says(d.get(path+"?show=zero"), "Zeros 1", "PICC placement 21 0 −21")
}

func TestAColumnCanBeGivenAnotherMeaning(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("odd.csv", strings.Replace(octoberVA, "procedure", "Proc Desc", 1))
	d.says(d.get(path), "Which column holds the procedure?", "Column C")
	d.mustPost(path+"/answer", "q:column:procedure", "C")
	d.says(d.get(path), "All 3 rows are ready.", "“Proc Desc” is the procedure")
	d.mustPost(path+"/answer", "header:C", "Proc Desc", "field:C", "procedure")
	d.says(d.get(path), "All 3 rows are ready.")

	status, _, page := d.post(path+"/answer", "header:D", "count", "field:D", "ignore", "kind", "roster")
	if status != http.StatusBadRequest {
		t.Errorf("status %d, want %d", status, http.StatusBadRequest)
	}
	d.says(page, "That choice was not kept.", "All 3 rows are ready.")
}

func TestTheFileWithNotesIsTheFileAndAColumn(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,1O\n2026-10,VA,Drainage,9\n")
	_, body := get(t, d.Server, path+"/findings.csv")
	got, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"month", "site", "procedure", "count", "caseload note"},
		{"2026-10", "VA", "Biopsy", "1O", "“1O” is not a number. Expected a whole number from 0 on. Letter O?"},
		{"2026-10", "VA", "Drainage", "9", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	corrected := strings.Replace(body, "1O", "10", 1)
	d.says(d.get(d.mustSend("corrected.csv", corrected)), "Both rows are ready.")
}

func TestDifferencesAndTheFileItselfCanBeDownloaded(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend(`..\"evil".csv`, octoberVA, "everything", "yes")
	_, body := get(t, d.Server, path+"/changes.csv")
	d.says(body, "added,2026-10,VA,Biopsy,,,,14,2")

	response, body := get(t, d.Server, path+"/raw")
	if body != octoberVA {
		t.Errorf("the file came back as %q", body)
	}
	if got, want := response.Header.Get(fiber.HeaderContentType), fiber.MIMEOctetStream; got != want {
		t.Errorf("content type %s, want %s", got, want)
	}
	if got := response.Header.Get(fiber.HeaderContentDisposition); strings.Count(got, `"`) != 2 || strings.ContainsAny(got, `\/`) {
		t.Errorf("disposition %s", got)
	}
}

func TestARosterIsShownByPerson(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("roster.csv", "staff_id,name,role,site,fte,start_date\nS1,A. B.,attending,VA,1.0,2020-07-01\nS2,C. D.,nurse,VA,0.5,2021-01-04\n")
	page := d.get(path)
	d.says(page, "The VA roster is read. Both lines are ready. Nothing is saved yet.", "Both roster lines are new", "A. B.", "Commit 2 roster lines as revision 1.")
	d.saysNot(page, "Is this file everything")
	d.commit(path, "base", "0")
	d.says(d.get(path), "is committed. Two roster lines are new.")
}

func TestAnUnknownUploadIsNotFound(t *testing.T) {
	d := newDivision(t)
	for _, path := range []string{"/uploads/nothing", "/uploads/nothing/raw", "/uploads/nothing/findings.csv"} {
		response, _ := get(t, d.Server, path)
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, response.StatusCode)
		}
	}
	if status, _, _ := d.post("/uploads/nothing/commit"); status != http.StatusNotFound {
		t.Errorf("commit: status %d", status)
	}
}

func TestFileNamesAndCellsAreShownAsText(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("<script>alert(1)</script>.csv", "month,site,procedure,count\n2026-10,VA,<img src=x onerror=alert(1)>,1\n")
	_, body := get(t, d.Server, path)
	for _, live := range []string{"<script>alert", "<img src=x"} {
		if strings.Contains(body, live) {
			t.Errorf("the page holds %q", live)
		}
	}
}

func TestManyUnknownSitesCanBeAddedAtOnce(t *testing.T) {
	d := newDivision(t)
	var file strings.Builder
	file.WriteString("month,site,procedure,count\n")
	for site := range 9 {
		fmt.Fprintf(&file, "2026-10,Clinic %c,Biopsy,%d\n", 'A'+site, site+1)
	}
	path := d.mustSend("clinics.csv", file.String())
	d.says(d.get(path), "The file is read. All 9 rows wait for an answer.", "Which site is “Clinic A”?", "Three questions follow when these are answered.", "Add all 9 as new sites")
	d.mustPost(path+"/answer", "add_sites", "yes")
	d.says(d.get(path), "The file of 9 sites for October 2026 is read. All 9 rows are ready.", "5 more answers", "Is this file everything for 9 sites, October 2026?")
}

func TestATotalThatDoesNotAddUpNamesBothNumbers(t *testing.T) {
	d := newDivision(t)
	page := d.get(d.mustSend("total.csv", octoberVA+"Total,,,45\n"))
	d.says(page, "Row 5", "The file’s total is 45; its rows add up to 44. Rows are kept, totals never are.", "All 3 rows are ready.")
	d.saysNot(page, "cannot be used")
}

func TestOneRowIsSpokenOfAsOne(t *testing.T) {
	d := newDivision(t)
	page := d.get(d.mustSend("one.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,3\n2026-10,VA,Drainage,x\n"))
	d.says(page, "1 of 2 rows is ready, 1 cannot be used.", "Commit the 1 good row as revision 1.", "One number is new")
	d.saysNot(page, "1 good rows", "All 1")
}

func TestTheNameOfAFileIsNeverAPathOrAHeader(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	dana := h.as("dana")
	folder := filepath.Dir(h.store.Path())
	before, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"../../evil.csv", "/etc/evil.csv", `C:\evil\..\evil.csv`, "evil\r\nSet-Cookie: a=b.csv", `evil"; filename=evil.html`, "..", "evil.csv\x00.html", "\u202egnp.csv"} {
		status, path, page := dana.send(name, fmt.Sprintf("month,site,procedure,count\n2026-%02d,VA,Biopsy,14\n", i+1))
		if status == http.StatusBadRequest && strings.Contains(name, "\x00") {
			continue // no name at all
		}
		if status != http.StatusSeeOther {
			t.Errorf("%q: status %d: %s", name, status, page)
			continue
		}
		response, _ := dana.get(path + "/raw")
		got := response.Header.Get("Content-Disposition")
		inside, ok := strings.CutPrefix(strings.TrimSuffix(got, `"`), `attachment; filename="`)
		if !ok || strings.ContainsAny(inside, "/\\\"\r\n;\x00") || strings.HasPrefix(inside, ".") || response.Header.Get("Set-Cookie") != "" {
			t.Errorf("%q comes back as %q", name, got)
		}
		if response.Header.Get("Content-Type") != "application/octet-stream" || response.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q may be shown as a page: %v", name, response.Header)
		}
	}
	after, err := os.ReadDir(folder)
	if err != nil || len(after) != len(before) {
		t.Errorf("files beside the database: %v before, %v after, %v", before, after, err)
	}
}
