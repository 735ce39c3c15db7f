package dashboard

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"caseload/store/caseload"
	"caseload/store/storetest"
)

const twoSitesFile = "month,site,procedure,count\n2026-09,University,Paracentesis,41\n2026-09,VA,Paracentesis,12\n2026-09,University,Drainage,7\n"

const rosterFile = "staff_id,name,role,site,fte,start_date\nN-1,Ada Byron,nurse,University,1,2021-03-01\nN-2,Bea Curie,nurse,VA,0.8,2021-03-01\n"

// send uploads a file and returns its page's address.
func (b *browser) send(name, content string) (status int, location, page string) {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	response, text := b.do(http.MethodPost, "/uploads", form.FormDataContentType(), body.String())
	return response.StatusCode, response.Header.Get("Location"), words(text)
}

// sent uploads a file that has to be read.
func (b *browser) sent(name, content string) (path string) {
	b.t.Helper()
	status, location, page := b.send(name, content)
	if status != http.StatusSeeOther {
		b.t.Fatalf("upload: status %d\n%s", status, page)
	}
	return location
}

func (b *browser) commit(path string) {
	b.t.Helper()
	if response, page := b.post(path + "/commit"); response.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("commit: status %d\n%s", response.StatusCode, words(page))
	}
}

func TestACoordinatorOfOneSiteCannotWriteRowsOfAnotherWhateverTheFormSays(t *testing.T) {
	h := newHospital(t, nil)
	h.add("kim", caseload.Coordinator, storetest.University)
	kim := h.as("kim")
	path := kim.sent("both.csv", twoSitesFile)
	_, page := kim.get(path)
	for _, want := range []string{"1 row is refused: row 3 of VA, and you send files for University.", "Paracentesis", "Drainage"} {
		if !strings.Contains(words(page), want) {
			t.Errorf("the page does not say %q:\n%s", want, words(page))
		}
	}
	kim.post(path+"/answer", "add_sites", "yes", "only_sites", "2", "OnlySites", "[2]", "q:only_sites", "2", "everything", "yes")
	kim.commit(path)
	months, err := h.store.SiteMonths(t.Context())
	if err != nil || len(months) != 1 || months[0].Site != storetest.University || !months[0].Complete {
		t.Errorf("want University's month alone, complete, got %+v, %v", months, err)
	}
	if status, _, page := kim.send("va.csv", "month,site,procedure,count\n2026-09,VA,Paracentesis,12\n"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Every row of this file is of VA") {
		t.Errorf("a file of another site alone: want a refusal, got %d\n%s", status, page)
	}
}

func TestAnothersDraftIsNotThere(t *testing.T) {
	h := newHospital(t, nil)
	for name, sites := range map[string][]caseload.SiteID{"kim": {storetest.University}, "lee": {storetest.University}, "all": nil} {
		h.add(name, caseload.Coordinator, sites...)
	}
	h.add("dana", caseload.Lead)
	kim := h.as("kim")
	path := kim.sent("both.csv", twoSitesFile)
	for _, name := range []string{"lee", "all"} {
		other := h.as(name)
		for _, suffix := range []string{"", "/raw", "/changes.csv", "/findings.csv"} {
			if got := other.status(path + suffix); got != http.StatusNotFound {
				t.Errorf("%s, %s: want 404, got %d", name, suffix, got)
			}
		}
		for _, verb := range []string{"answer", "commit", "undo", "redo", "discard"} {
			if response, _ := other.post(path + "/" + verb); response.StatusCode != http.StatusNotFound {
				t.Errorf("%s, %s: want 404, got %d", name, verb, response.StatusCode)
			}
		}
		if _, page := other.get("/data"); strings.Contains(page, path) || strings.Contains(page, "both.csv") {
			t.Errorf("%s: the list names another's draft", name)
		}
	}
	if got := h.as("dana").status(path); got != http.StatusOK {
		t.Errorf("a lead: want 200, got %d", got)
	}
	if got := kim.status(path); got != http.StatusOK {
		t.Errorf("its sender: want 200, got %d", got)
	}
}

func TestACommittedFileBelongsToTheCoordinatorsOfItsSites(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Lead)
	h.add("va", caseload.Coordinator, storetest.VA)
	h.add("all", caseload.Coordinator)
	h.add("vic", caseload.Viewer)
	dana := h.as("dana")
	path := dana.sent("roster.csv", rosterFile)
	dana.commit(path)
	for name, want := range map[string]int{"va": http.StatusForbidden, "vic": http.StatusForbidden, "all": http.StatusOK} {
		b := h.as(name)
		for _, suffix := range []string{"", "/raw", "/changes.csv"} {
			response, page := b.get(path + suffix)
			if response.StatusCode != want {
				t.Errorf("%s, %s: want %d, got %d", name, suffix, want, response.StatusCode)
			}
			if want == http.StatusForbidden && strings.Contains(page, "Ada") {
				t.Errorf("%s, %s: the refusal names somebody", name, suffix)
			}
		}
	}
	if response, _ := h.as("va").post(path + "/undo"); response.StatusCode != http.StatusForbidden {
		t.Errorf("undo by a coordinator of one of its sites: want 403, got %d", response.StatusCode)
	}
	if _, page := h.as("va").get("/settings/history/1"); strings.Contains(page, "Ada") || !strings.Contains(page, "N-2") && !strings.Contains(page, "Bea") {
		t.Errorf("the history shows another site's people, or not the own:\n%s", words(page))
	}
}

func TestNamesAndIndividualDaysAreHiddenFromViewers(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Lead)
	h.add("va", caseload.Coordinator, storetest.VA)
	h.add("vic", caseload.Viewer)
	dana := h.as("dana")
	dana.commit(dana.sent("roster.csv", rosterFile))
	counts := dana.sent("both.csv", twoSitesFile)
	dana.post(counts+"/answer", "everything", "yes")
	dana.commit(counts)
	people := []string{"Ada", "Byron", "N-1", "Bea", "Curie", "N-2", "1 Mar 2021", "2021-03-01"}
	paths := []string{"/staffing", "/staffing.csv", "/staffing-needs.csv", "/api/v1/staffing", "/trace?figure=headcount&role=nurse", "/trace?figure=fte&role=nurse", "/what-if",
		"/", "/data", "/settings", "/settings/history", "/brief", "/brief.txt", "/api/v1/overview", "/api/v1/what-if", "/training", "/api/v1/training"}
	for _, path := range paths {
		h.as("dana").get(path) // the lead's page is in the cache, and must not be handed to others
		response, page := h.as("vic").get(path)
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: want 200 for a viewer, got %d", path, response.StatusCode)
		}
		for _, text := range people {
			if strings.Contains(page, text) {
				t.Errorf("%s names people to a viewer: %q", path, text)
			}
		}
		_, page = h.as("va").get(path)
		for _, text := range people[:3] {
			if strings.Contains(page, text) {
				t.Errorf("%s names another site's people to a coordinator: %q", path, text)
			}
		}
	}
	if _, page := h.as("dana").get("/trace?figure=headcount&role=nurse"); !strings.Contains(page, "N-1") {
		t.Errorf("the lead sees no roster line:\n%s", words(page))
	}
	if _, page := h.as("va").get("/trace?figure=headcount&role=nurse"); !strings.Contains(page, "N-2") || !strings.Contains(words(page), "One roster line behind it are at other sites") && !strings.Contains(words(page), "at other sites") {
		t.Errorf("the coordinator does not see the own:\n%s", words(page))
	}
}

func TestViewsAndExportsOfNamesAreOnRecord(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Lead)
	h.add("vic", caseload.Viewer)
	dana := h.as("dana")
	path := dana.sent("roster.csv", rosterFile)
	dana.commit(path)
	for address, want := range map[string]string{
		path: "see names", path + "/raw": "export", "/trace?figure=headcount&role=nurse": "see names", "/staffing": "see names", "/volume.csv": "export", "/settings/history/1": "see names",
	} {
		if got := dana.status(address); got != http.StatusOK {
			t.Errorf("%s: status %d", address, got)
		}
		entries, err := h.store.Audit(t.Context(), 1)
		asked, _, _ := strings.Cut(address, "?")
		if err != nil || entries[0].Action != want || entries[0].Subject != asked || entries[0].From == "" {
			t.Errorf("%s: want %q on record, got %+v, %v", address, want, entries, err)
		}
	}
	vic := h.as("vic")
	before, _ := h.store.Audit(t.Context(), 0)
	vic.get("/staffing") // without a name in it
	if after, _ := h.store.Audit(t.Context(), 0); len(after) != len(before) {
		t.Errorf("totals are on record as names: %+v", after[0])
	}
	vic.get(path)
	if entries, _ := h.store.Audit(t.Context(), 1); entries[0].Action != "refused" || entries[0].Subject != "GET "+path {
		t.Errorf("want the refusal on record, got %+v", entries[0])
	}
}

func TestWhatIsRefusedSaysWhatCanBeSeenAndWhomToAsk(t *testing.T) {
	h := newHospital(t, nil)
	h.add("Dana C.", caseload.Admin)
	h.add("vic", caseload.Viewer)
	response, page := h.as("vic").get("/settings/history/1")
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", response.StatusCode)
	}
	for _, want := range []string{"Names and files are for coordinators", "You can see counts by role. Ask an administrator (Dana C.) if you need more.", "See counts by role"} {
		if !strings.Contains(words(page), want) {
			t.Errorf("the page does not say %q:\n%s", want, words(page))
		}
	}
}

func TestWhatSomebodyMayNotDoIsNotOffered(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Lead)
	h.add("ann", caseload.Admin)
	h.add("vic", caseload.Viewer)
	dana := h.as("dana")
	text := "month,site,procedure,count\n"
	for month := 1; month <= 9; month++ {
		text += fmt.Sprintf("2026-%02d,University,Paracentesis,%d\n2026-%02d,VA,Drainage,%d\n", month, 40+month, month, 20-month)
	}
	path := dana.sent("months.csv", text)
	dana.post(path+"/answer", "everything", "yes")
	dana.commit(path)
	offered := map[string][]string{
		"/data":     {`action="/uploads"`, `action="/data/close"`},
		"/signals":  {`/signals/event`, `/signals/rebase`},
		"/settings": {`/settings/sites/`, `/settings/baselines/`, `/settings/users`, `/settings/audit`, `/settings/division`},
	}
	for path, marks := range offered {
		_, admin := h.as("ann").get(path)
		_, viewer := h.as("vic").get(path)
		for _, mark := range marks {
			if strings.Contains(viewer, mark) {
				t.Errorf("%s offers %s to a viewer", path, mark)
			}
			if !strings.Contains(admin, mark) {
				t.Errorf("%s does not offer %s to an administrator", path, mark)
			}
		}
	}
}
