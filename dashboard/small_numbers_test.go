package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

const statesFile = "month,site,procedure,count,setting,referral_state\n" +
	"2026-09,University,Paracentesis,41,inpatient,GA\n2026-09,University,Paracentesis,3,inpatient,AL\n" +
	"2026-09,University,Drainage,7,inpatient,GA\n2026-09,VA,Drainage,30,inpatient,GA\n"

func smallDivision(t *testing.T) (h *hospital, admin *browser) {
	t.Helper()
	h = newHospital(t, nil)
	h.add("ann", caseload.Admin)
	admin = h.as("ann")
	path := admin.sent("states.csv", statesFile)
	admin.post(path+"/answer", "everything", "yes")
	admin.commit(path)
	return h, admin
}

func TestExportsSayInternalUseOrHideSmallNumbers(t *testing.T) {
	_, admin := smallDivision(t)
	_, open := admin.get("/volume.csv?by=procedure&month=2026-09")
	if !strings.Contains(open, "Internal use: small numbers are not hidden.") || !strings.Contains(open, ",44,37,81,") {
		t.Errorf("want every number and the words, got\n%s", open)
	}
	if response, page := admin.post(smallPath, "small", "hide"); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", response.StatusCode, words(page))
	}
	_, hidden := admin.get("/volume.csv?by=state&group=ungrouped&month=2026-09")
	for line := range strings.Lines(hidden) {
		if strings.HasPrefix(line, "2026-09") && (strings.Contains(line, ",3,") || strings.Contains(line, ",7,")) {
			t.Errorf("a small number left in %q", line)
		}
	}
	if !strings.Contains(hidden, "Numbers from 1 to 10 are hidden, and others that would give them away.") {
		t.Errorf("the file does not say what was done:\n%s", hidden)
	}
}

func TestSmallNumbersAreHiddenWhereAStateMeetsAProcedure(t *testing.T) {
	_, admin := smallDivision(t)
	const cut = "/volume?by=state&procedure=paracentesis&month=2026-09"
	_, page := admin.get(cut)
	if !strings.Contains(words(page), "Internal use: small numbers by state and procedure are shown.") || !strings.Contains(words(page), "Alabama") {
		t.Errorf("the page does not say that it is for internal use:\n%s", words(page))
	}
	admin.post(smallPath, "small", "hide")
	_, page = admin.get(cut)
	if !strings.Contains(words(page), "Numbers from 1 to 10 are hidden here") {
		t.Errorf("the page does not say that numbers are hidden:\n%s", words(page))
	}
	_, answer := admin.get("/api/v1/volume?by=state&procedure=paracentesis&month=2026-09")
	if strings.Contains(answer, `"value":3,`) || strings.Contains(answer, `:3}`) || strings.Contains(answer, `[3]`) || strings.Contains(answer, `,3,`) {
		t.Errorf("the hidden number is in the answer:\n%s", answer)
	}
	_, trace := admin.get("/trace?figure=count&month=2026-09")
	if !strings.Contains(words(trace), hiddenNumber) {
		t.Errorf("the rows show small numbers:\n%s", words(trace))
	}
}

func TestWhereASmallNumberIsHiddenTheRestOfItsRowDoesNotGiveItAway(t *testing.T) {
	rows := [][]string{
		{"month", "Biopsy", "Drainage", "total", "working_days", "per_working_day", "percent_change", "note"},
		{"2026-09", "10", "41", "51", "9", "5.6667", "4.1", "7"},
		{"2026-10", "11", "0", "11", "10", "1.1", "", ""},
	}
	hideSmall(rows)
	want := [][]string{
		{"month", "Biopsy", "Drainage", "total", "working_days", "per_working_day", "percent_change", "note"},
		{"2026-09", hiddenNumber, "41", "", "9", "", "", hiddenNumber},
		{"2026-10", "11", "0", "11", "10", "1.1", "", ""},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestWhatIsSummedFromAHiddenNumberIsHiddenToo(t *testing.T) {
	_, admin := smallDivision(t)
	says := func(query, want string) {
		t.Helper()
		if _, answer := admin.get("/api/v1/volume?month=2026-09&" + query); !strings.Contains(answer, want) {
			t.Errorf("%s does not say %s", query, want)
		}
	}
	says("state=GA&group=ungrouped", `"title":"Ungrouped, referred from Georgia: 78 procedures in September 2026"`)
	admin.post(smallPath, "small", "hide")
	says("state=GA&group=ungrouped", `"title":"Ungrouped, referred from Georgia: no complete number in the months shown"`)
	says("by=state&procedure=paracentesis", `"title":"Paracentesis: no complete number in the months shown"`)
	says("by=setting&state=AL&procedure=paracentesis", `"name":"Inpatient","slug":"inpatient","count":1,"sum":null`)
}

func TestAProcedureBrokenDownByStateOrSettingKeepsItsOwnTotal(t *testing.T) {
	_, admin := smallDivision(t)
	for _, by := range []string{"state", "setting", "site"} {
		_, answer := admin.get("/api/v1/volume?month=2026-09&procedure=paracentesis&by=" + by)
		if !strings.Contains(answer, `"title":"Paracentesis: 44 procedures in September 2026"`) {
			t.Errorf("by %s: the total is not that of the procedure", by)
		}
	}
}
