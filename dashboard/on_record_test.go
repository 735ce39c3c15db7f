package dashboard

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestEveryActIsOnRecordWithWhoWhenAndWhat(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	h.add("vic", caseload.Viewer)
	mustSee := func(response *http.Response, page string) {
		t.Helper()
		if response.StatusCode >= 400 {
			t.Fatalf("%s: status %d: %s", response.Request.URL, response.StatusCode, words(page))
		}
	}
	h.browser().post(signInPath, "name", "dana", "password", "a wrong password")
	dana := h.as("dana")
	path := dana.sent("october.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,14\n")
	dana.commit(path)
	mustSee(dana.post(path+"/undo", "reason", "wrong file"))
	mustSee(dana.post("/settings/division", "name", "Interventional radiology", "calendar", "academic"))
	mustSee(dana.post(usersPath+"/new", "who", "Kim L.", "name", "kim", "access", "lead"))
	mustSee(dana.get("/volume.csv"))
	h.as("vic").get(usersPath)
	mustSee(dana.post("/sign-out"))

	type act struct{ By, Action, Subject string }
	var got []act
	_, text := h.as("dana").get(auditPath + ".jsonl")
	for line := range strings.Lines(text) {
		var entry struct {
			At                          time.Time
			Name, Action, Subject, From string
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%q is no line of JSON: %v", line, err)
		}
		if !entry.At.Equal(h.now) || entry.At.Location() != time.UTC {
			t.Errorf("%s: want %s in UTC, got %s", entry.Action, h.now, entry.At)
		}
		if entry.From == "" && entry.Action != "add user" { // the first two were added without a browser
			t.Errorf("%s is on record without the address that it came from", entry.Action)
		}
		got = append(got, act{entry.Name, entry.Action, entry.Subject})
	}
	slices.Reverse(got) // the newest was first
	want := []act{
		{"Local user", "add user", "dana"}, {"Local user", "add user", "vic"},
		{"dana", "sign-in failed", ""}, {"dana", "sign-in", ""},
		{"dana", "upload", "october.csv"}, {"dana", "commit", "october.csv"}, {"dana", "undo", "october.csv"},
		{"dana", "save setting", "Setting calendar, division name"}, {"dana", "add user", "Kim L."}, {"dana", "create link", "Kim L."},
		{"dana", "export", "/volume.csv"}, {"vic", "sign-in", ""}, {"vic", "refused", "GET " + usersPath}, {"dana", "sign-out", ""}, {"dana", "sign-in", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("acts (-want +got)\n%s", diff)
	}
}

// TestAGETChangesNothing asks every address, and HEAD of it, as somebody who may do everything.
func TestAGETChangesNothing(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	dana := h.as("dana")
	dana.commit(dana.sent("october.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,14\n"))
	dana.commit(dana.sent("roster.csv", rosterFile))
	draft := dana.sent("september.csv", "month,site,procedure,count\n2026-09,VA,Biopsy,9\n")
	id := strings.TrimPrefix(draft, "/uploads/")
	accounts, err := h.store.Accounts(t.Context())
	if err != nil || len(accounts) != 1 {
		t.Fatal(accounts, err)
	}
	before := h.lastingHashes()
	for _, route := range h.routes() {
		if route.Method != http.MethodGet {
			continue
		}
		for _, of := range []string{id, string(accounts[0].ID), "1"} {
			path := strings.NewReplacer(":id", of, ":revision", "1", ":role", "nurse", ":procedure", "1", ":secret", "x", "*", "x").Replace(route.Path)
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if response, page := dana.do(method, path+"?everything=yes&confirm=yes&role=nurse&month=2026-10&reason=x", "", ""); response.StatusCode == http.StatusInternalServerError {
					t.Errorf("%s %s: status 500: %s", method, path, words(page))
				}
			}
			if !strings.Contains(route.Path, ":id") {
				break
			}
		}
		if diff := cmp.Diff(before, h.lastingHashes()); diff != "" {
			t.Fatalf("GET %s changed something (-before +after)\n%s", route.Path, diff)
		}
	}
}

// lastingHashes are of what people have stored: not of the log, of who was last seen when, and of what was worked out.
func (h *hospital) lastingHashes() map[string]string {
	h.t.Helper()
	hashes, err := h.store.TableHashes(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, table := range []string{"audit", "sessions", "derived"} {
		delete(hashes, table)
	}
	return hashes
}
