package dashboard

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseload/ingest"
	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

const zebraFile = "month,site,procedure,count\n2026-09,VA,Zebra Jane biopsy,12\n2026-09,VA,Drainage,7\n"

// holdersOf names the files beside the database, itself included, that hold the mark.
func holdersOf(t *testing.T, db *store.Store, mark string) []string {
	t.Helper()
	paths, err := filepath.Glob(db.Path() + "*")
	noError(t, err)
	var found []string
	for _, path := range paths {
		content, err := os.ReadFile(path)
		noError(t, err)
		if bytes.Contains(bytes.ToLower(content), []byte(mark)) {
			found = append(found, filepath.Base(path))
		}
	}
	return found
}

func TestAPurgeByThePageDestroysTheUploadAndSaysWhatStaysAndWhereCopiesMayBe(t *testing.T) {
	h := newHospital(t, func(c *Config) {
		c.Copies = func(upload caseload.Upload) (Copies, error) {
			return Copies{Files: []string{"/backups/caseload-1.db", "/data/caseload.db.before-restore"}, KnowsBackups: true}, nil
		}
	})
	h.add("dana", caseload.Admin)
	dana := h.as("dana")
	path := dana.sent("zebra.csv", zebraFile)
	dana.commit(path)
	other := dana.sent("other.csv", "month,site,procedure,count\n2026-10,VA,Drainage,3\n") // uses what the first brought
	dana.commit(other)
	if len(holdersOf(t, h.store, "zebra")) == 0 {
		t.Fatal("nothing was planted")
	}

	_, page := dana.get(path)
	if !strings.Contains(page, `href="`+path+`/purge"`) {
		t.Error("the upload's page does not lead to its purge")
	}
	_, page = dana.get(path + "/purge")
	for _, want := range []string{"It cannot be undone.", "Two numbers or lines that it changed", "a purge does not reach them", "/backups/caseload-1.db", "zebra.csv"} {
		if !strings.Contains(words(page), want) {
			t.Errorf("before: want %q on the page:\n%s", want, words(page))
		}
	}
	response, page := dana.post(path+"/purge", "reason", "patient names in it", "number", "1")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", response.StatusCode, words(page))
	}
	for _, want := range []string{"Upload 1 is purged", "Kept, because something else uses it The procedure Drainage.", "These copies may still hold it /backups/caseload-1.db /data/caseload.db.before-restore"} {
		if !strings.Contains(words(page), want) {
			t.Errorf("after: want %q on the page:\n%s", want, words(page))
		}
	}
	if found := holdersOf(t, h.store, "zebra"); len(found) > 0 {
		t.Errorf("the mark is still in %v", found)
	}
	entries, err := h.store.AuditLog(t.Context(), store.AuditFilter{Action: "purge"})
	noError(t, err)
	if len(entries) != 1 || entries[0].By == "" || entries[0].From == "" || !strings.Contains(entries[0].Detail, "patient names in it") || !strings.Contains(entries[0].Detail, "sha256") {
		t.Errorf("want a tombstone with who, from where and why, got %+v", entries)
	}
	for _, shown := range []string{path, path + "/purge", dataPath, "/", "/settings/history"} {
		response, page := dana.get(shown)
		if response.StatusCode != http.StatusOK || strings.Contains(strings.ToLower(page), "zebra") {
			t.Errorf("%s: status %d, or the name is still there: %s", shown, response.StatusCode, words(page))
		}
		if strings.Contains(page, `action="`+path+`/redo"`) {
			t.Errorf("%s offers to redo what is gone", shown)
		}
	}
	response, page = dana.post(path + "/purge") // the button that writes the file anew
	if response.StatusCode != http.StatusOK || !strings.Contains(words(page), "Upload 1 is purged") {
		t.Errorf("again: status %d: %s", response.StatusCode, words(page))
	}
}

func TestARefusedPurgeSaysWhyAndLosesNothingTyped(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("zebra.csv", zebraFile)
	d.commit(path)
	d.commit(d.mustSend("later.csv", "month,site,procedure,count\n2026-09,VA,Drainage,8\n"))
	for name, test := range map[string]struct {
		reason, number string
		status         int
		want           []string
	}{
		"no reason":      {"", "1", http.StatusUnprocessableEntity, []string{"Say why.", `value="1"`}},
		"no number":      {"names in it", "", http.StatusUnprocessableEntity, []string{"Type 1, the number of this upload.", `value="names in it"`}},
		"another number": {"names in it", "2", http.StatusUnprocessableEntity, []string{"“2” is not the number of this upload, which is 1.", `value="names in it"`, `value="2"`}},
		"too long":       {strings.Repeat("x", 1001), "1", http.StatusBadRequest, []string{"The reason has at most 1000 characters.", strings.Repeat("x", 1001)}},
		"a later change": {"names in it", "1", http.StatusConflict, []string{"Nothing was purged.", "take the later one back first", "VA, September 2026, Drainage", `value="names in it"`, `value="1"`}},
	} {
		t.Run(name, func(t *testing.T) {
			response, page := postRaw(t, d.Server, path+"/purge", "reason="+test.reason+"&number="+test.number)
			if response.StatusCode != test.status {
				t.Errorf("want status %d, got %d", test.status, response.StatusCode)
			}
			for _, want := range test.want {
				if !strings.Contains(page, want) {
					t.Errorf("want %q on the page:\n%s", want, words(page))
				}
			}
		})
	}
	if _, err := d.store.UploadBytes(t.Context(), uploadOf(path)); err != nil {
		t.Errorf("a refused purge destroyed the file: %v", err)
	}
}

func TestOnlyAnAdministratorMayPurgeAndIsOfferedIt(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	path := h.as("dana").sent("october.csv", zebraFile)
	h.as("dana").commit(path)
	for _, role := range []caseload.AccessRole{caseload.Viewer, caseload.Coordinator, caseload.Lead} {
		h.add(string(role), role)
		b := h.as(string(role))
		if got := b.status(path + "/purge"); got != http.StatusForbidden {
			t.Errorf("%s: want the form refused, got %d", role, got)
		}
		if response, _ := b.post(path+"/purge", "reason", "mischief", "number", "1"); response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: want the purge refused, got %d", role, response.StatusCode)
		}
		if _, page := b.get(path); strings.Contains(page, path+"/purge") {
			t.Errorf("%s is offered what would be refused", role)
		}
	}
	if response, _ := h.browser().post(path+"/purge", "reason", "mischief", "number", "1"); response.StatusCode < 300 {
		t.Errorf("a stranger: status %d", response.StatusCode)
	}
	dana := h.as("dana")
	dana.header["Sec-Fetch-Site"] = "cross-site"
	if response, _ := dana.post(path+"/purge", "reason", "mischief", "number", "1"); response.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: want 403, got %d", response.StatusCode)
	}
	if upload, err := h.store.Upload(t.Context(), uploadOf(path)); err != nil || upload.PurgedAt != 0 {
		t.Errorf("the upload was touched: %+v, %v", upload, err)
	}
}

func TestAServerThatOnlyReadsRefusesAPurgeWithoutLosingTheReason(t *testing.T) {
	db := storetest.New(t)
	upload := storetest.Upload(t, db, caseload.KindProcedures, "october.csv")
	reading, err := store.Open(t.Context(), db.Path(), store.Options{Now: storetest.Now, ReadOnly: true})
	noError(t, err)
	defer func() { _ = reading.Close() }()
	server, err := New(Config{Store: reading, Now: storetest.Now, Ingest: ingest.New(reading, storetest.Now)})
	noError(t, err)
	response, page := postRaw(t, server, purgePath(upload.ID), "reason=names+in+it&number=1")
	if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(page, "cannot be written") || !strings.Contains(page, `value="names in it"`) || strings.Contains(page, db.Path()) {
		t.Errorf("status %d: %s", response.StatusCode, words(page))
	}
}

func TestAPurgeWhoseTracesCouldNotBeWipedSaysSoWithoutPaths(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("zebra.csv", zebraFile)
	d.commit(path)
	other := storetest.Open(t, d.store.Path(), storetest.Now)
	isFirst := true
	err := other.EachCount(t.Context(), store.CountFilter{}, func(caseload.Count) error { // a reader in the middle of its work
		if !isFirst {
			return nil
		}
		isFirst = false
		response, page := postRaw(t, d.Server, path+"/purge", "reason=names&number=1")
		if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(words(page), "Upload 1 is purged") || !strings.Contains(page, "Traces may be left") || strings.Contains(page, d.store.Path()) {
			t.Errorf("status %d: %s", response.StatusCode, words(page))
		}
		return nil
	})
	noError(t, err)
	if status, _, page := d.post(path + "/purge"); status != http.StatusOK || strings.Contains(page, "Traces may be left") {
		t.Errorf("again: status %d: %s", status, page)
	}
	if found := holdersOf(t, d.store, "zebra"); len(found) > 0 {
		t.Errorf("the mark is still in %v", found)
	}
}

func TestWhenCopiesCannotBeListedThePurgeIsToldAllTheSame(t *testing.T) {
	d := newDivision(t)
	d.config.Copies = func(caseload.Upload) (Copies, error) { return Copies{}, errors.New("open /secret: permission denied") }
	path := d.mustSend("zebra.csv", zebraFile)
	twin := d.mustSend("copy of zebra.csv", zebraFile)
	response, page := postRaw(t, d.Server, path+"/purge", "reason=names&number=1")
	if response.StatusCode != http.StatusOK || !strings.Contains(words(page), "Look there for copies.") || strings.Contains(page, "/secret") {
		t.Errorf("status %d: %s", response.StatusCode, words(page))
	}
	if !strings.Contains(page, `href="`+twin+`/purge"`) {
		t.Error("the very same file, sent twice, is not pointed out")
	}
}

// rowLevelFile is of single procedures: of its rows the store gets nothing, and the server keeps them in memory.
func rowLevelFile() string {
	var file strings.Builder
	file.WriteString("date,site,procedure\n")
	for _, day := range []string{"03", "04", "05", "06", "07"} {
		file.WriteString("2026-09-" + day + ",VA,Zebra biopsy\n2026-09-" + day + ",VA,Drainage\n")
	}
	return file.String()
}

func TestADraftInMemoryIsForgottenAtAPurgeByThePageAndByAnotherProgram(t *testing.T) {
	anHourBack := func() time.Time { return storetest.Now().Add(-time.Hour) }
	elsewhere := func(now func() time.Time) func(division, string) {
		return func(d division, path string) {
			_, err := storetest.Open(d.t, d.store.Path(), now).Purge(d.t.Context(), uploadOf(path), "names in it", caseload.LocalUser)
			noError(d.t, err)
			d.get("/volume") // whatever is asked next
		}
	}
	for name, purge := range map[string]func(d division, path string){
		"page": func(d division, path string) {
			if status, _, page := d.post(path+"/purge", "reason", "names in it", "number", "2"); status != http.StatusOK {
				d.t.Fatalf("status %d: %s", status, page)
			}
		},
		"another program":                          elsewhere(storetest.Now),
		"another program whose clock was set back": elsewhere(anHourBack),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDivision(t)
			_, err := d.store.Purge(t.Context(), uploadOf(d.mustSend("first.csv", "month,site,procedure,count\n2026-09,VA,PICC,3\n")), "an earlier one", caseload.LocalUser)
			noError(t, err)
			path := d.mustSend("zebra.csv", rowLevelFile())
			d.get(path)
			d.get("/volume")
			if len(d.config.Ingest.Remembered()) == 0 {
				t.Fatal("the draft is not in memory, so there is nothing to forget")
			}
			purge(d, path)
			if left := d.config.Ingest.Remembered(); len(left) > 0 {
				t.Errorf("still in memory: %v", left)
			}
			d.cache.mu.Lock()
			defer d.cache.mu.Unlock()
			for key, element := range d.cache.entries {
				if bytes.Contains(bytes.ToLower(element.Value.(*cacheEntry).page.plain), []byte("zebra")) {
					t.Errorf("the name is on a page that is kept: %+v", key)
				}
			}
		})
	}
}

func uploadOf(path string) caseload.UploadID {
	return caseload.UploadID(strings.TrimPrefix(path, "/uploads/"))
}

// postRaw sends a form of our own pages and returns the page as it is written.
func postRaw(t *testing.T, s *Server, path, form string) (*http.Response, string) {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return do(t, s, request)
}
