//go:build !race

package dashboard

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"caseload/store/caseload"
	"caseload/store/storetest"
)

// whose are the people of a walk: those of each site, and the trainees, by what names them.
var whose = map[string][]string{
	"University": {"Ada Byron", "N-1"},
	"VA":         {"Bea Curie", "N-2"},
	"trainees":   {"TR-77"},
}

// peopled is a division with a nurse at each site, a trainee, and months of procedures; the uploads and the revisions
// are in every address that names one.
func peopled(t *testing.T) (h *hospital, addresses []string) {
	t.Helper()
	h = newHospital(t, nil)
	h.add("ann", caseload.Admin)
	h.add("dana", caseload.Lead)
	h.add("va", caseload.Coordinator, storetest.VA)
	h.add("vic", caseload.Viewer)
	ann := h.as("ann")
	counts := ann.sent("both.csv", twoSitesFile)
	ann.post(counts+"/answer", "everything", "yes")
	ann.commit(counts)
	ann.commit(ann.sent("roster.csv", rosterFile))
	ann.commit(ann.sent("schedule.csv", "trainee,month,site,rotation,share,path,path_year\nTR-77,2026-09,VA,IR,1,integrated,5\nTR-77,2026-10,University,IR,1,integrated,5\n"))
	uploads, err := h.store.Uploads(t.Context(), 0)
	noError(t, err)
	for _, route := range h.routes() {
		if route.Method != http.MethodGet || route.Action == ActionPublic {
			continue
		}
		ids := []string{"1"}
		if strings.HasPrefix(route.Path, oneUpload) {
			ids = nil
			for _, u := range uploads {
				ids = append(ids, string(u.ID))
			}
		}
		for _, id := range ids {
			for _, revision := range []string{"1", "2", "3"} {
				path := strings.NewReplacer(":id", id, ":revision", revision, ":role", "nurse", ":procedure", "1").Replace(route.Path)
				for _, query := range []string{"", "?site=va", "?site=university", "?figure=headcount&role=nurse", "?figure=fte&role=nurse&site=university", "?rows=trainee&trainee=TR-77&month=2026-09"} {
					if query == "" || !strings.Contains(path, "/charts/") && !strings.Contains(path, "/templates/") {
						addresses = append(addresses, path+query)
					}
				}
			}
		}
	}
	slices.Sort(addresses)
	return h, slices.Compact(addresses)
}

func TestNoAddressNamesAPersonToWhoMayNotSeeThem(t *testing.T) {
	h, addresses := peopled(t)
	sees := map[string]map[string]bool{}
	for who, may := range map[string][]string{"vic": nil, "va": {"VA"}, "dana": {"VA", "University", "trainees"}} {
		b := h.as(who)
		sees[who] = map[string]bool{}
		for _, address := range addresses {
			response, text := b.get(address)
			if response.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s: status %d", address, response.StatusCode)
			}
			// What somebody has typed into the address comes back in links, and says nothing that they did not know.
			text = strings.ReplaceAll(text, "trainee=TR-77", "")
			for site, names := range whose {
				for _, name := range names {
					if !namesThem(text, name) {
						continue
					}
					if sees[who][site] = true; !slices.Contains(may, site) {
						t.Errorf("%s names %s to %s", address, name, who)
					}
				}
			}
		}
		for _, site := range may {
			if !sees[who][site] {
				t.Errorf("%s sees nobody of %s anywhere, so this test proves nothing", who, site)
			}
		}
	}
}

// namesThem reports whether the text holds the name as a word of its own.
func namesThem(text, name string) bool {
	return regexp.MustCompile(`(^|[^\w-])` + regexp.QuoteMeta(name) + `($|[^\w-])`).MatchString(text)
}

func TestEveryAnswerThatNamesAPersonIsOnRecord(t *testing.T) {
	h, addresses := peopled(t)
	named := 0
	for _, who := range []string{"dana", "va"} {
		b := h.as(who)
		for _, address := range addresses {
			before, err := h.store.Audit(t.Context(), 0)
			noError(t, err)
			response, text := b.get(address)
			path, _, _ := strings.Cut(address, "?")
			text = strings.ReplaceAll(text, "trainee=TR-77", "")
			isNamed := false
			for _, names := range whose {
				isNamed = isNamed || slices.ContainsFunc(names, func(name string) bool { return namesThem(text, name) })
			}
			if response.StatusCode != http.StatusOK || !isNamed {
				continue
			}
			named++
			after, err := h.store.Audit(t.Context(), 0)
			noError(t, err)
			if len(after) == len(before) || after[0].Subject != path || after[0].Action != "see names" && after[0].Action != "export" {
				t.Errorf("%s names somebody to %s and is not on record", address, who)
			}
		}
	}
	if named < 10 {
		t.Errorf("only %d answers name anybody, so this test proves little", named)
	}
}
