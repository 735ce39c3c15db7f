package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"caseload/store/caseload"
)

func TestAnothersScenarioIsNotThereUntilItIsShared(t *testing.T) {
	h := newHospital(t, nil)
	kim := h.add("kim", caseload.Lead)
	h.add("lee", caseload.Lead)
	h.add("vic", caseload.Viewer)
	owner := h.as("kim")
	owner.commit(owner.sent("october.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,14\n"))
	_, err := h.store.SaveScenario(t.Context(), caseload.Scenario{Owner: kim.ID, Name: "Quiet plan", Query: "growth_percent=5"})
	noError(t, err)
	shows := func(who string) bool {
		_, page := h.as(who).get(whatIfPath)
		_, answer := h.as(who).get("/api/v1/what-if")
		if strings.Contains(page, "Quiet plan") != strings.Contains(answer, "Quiet plan") {
			t.Errorf("%s: the page and the answer for programs differ", who)
		}
		return strings.Contains(page, "Quiet plan")
	}
	if !shows("kim") || shows("lee") || shows("vic") {
		t.Errorf("private: the owner sees it %t, another lead %t, a viewer %t", shows("kim"), shows("lee"), shows("vic"))
	}
	for _, act := range []string{"share", "delete"} {
		if response, _ := h.as("lee").post("/what-if/scenarios/1/"+act, "shared", "yes"); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s by another lead: want 404, got %d", act, response.StatusCode)
		}
	}
	if response, _ := h.as("kim").post("/what-if/scenarios/1/share", "shared", "yes"); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("sharing: %d", response.StatusCode)
	}
	if !shows("lee") || !shows("vic") {
		t.Error("shared, and not shown to others")
	}
	if response, _ := h.as("lee").post("/what-if/scenarios/1/delete"); response.StatusCode != http.StatusNotFound {
		t.Errorf("deleting another's shared one: want 404, got %d", response.StatusCode)
	}
}
