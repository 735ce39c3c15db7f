package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
)

// assumeSample enters the sample's assumptions, of which nobody has confirmed any.
func assumeSample(t testing.TB, db *store.Store) {
	t.Helper()
	ids := map[string]caseload.SiteID{"": 0, "University": 1, "VA": 2}
	var rows []caseload.Assumption
	for _, a := range sampledata.Assumptions() {
		rows = append(rows, caseload.Assumption{Name: a.Name, Role: a.Role, Site: ids[a.Site], Label: a.Label, From: caseload.AlwaysFrom, Value: &a.Value, Per: a.Per, Source: a.Source})
	}
	if err := db.SaveAssumptions(context.Background(), rows, caseload.LocalUser, nil); err != nil {
		t.Fatal(err)
	}
}

// confirmSample confirms all parts of every role but those left out.
func confirmSample(t testing.TB, db *store.Store, but ...insight.AssumptionPart) {
	t.Helper()
	var parts []string
	for _, part := range insight.AssumptionParts() {
		left := false
		for _, one := range but {
			left = left || one == part
		}
		if !left {
			parts = append(parts, string(part))
		}
	}
	for _, role := range caseload.StaffRoles() {
		if err := db.Confirm(context.Background(), role, parts, caseload.LocalUser); err != nil {
			t.Fatal(err)
		}
	}
}

// verdicts are what only confirmed assumptions may say: a gap, a ratio of rostered to required, a verdict, or a mark that
// draws one.
func verdicts() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, pattern := range []string{
		`FTE short`, `FTE above`, `roles? have room`, `one has room`, `is the tightest|are the tightest|Tightest role`, `(coverage|workload) decides`, `two decides`, `Short already`, `has been short`,
		`would restore balance`, `grows from [0-9]`, `needed to keep the rooms covered`, `needed for the procedures`, `The roster carries`, `needs more people than the roster has`,
		`"(fte_gap|gap_fte|gap_at_end_fte)":\s*-?[0-9]`, `"(deciding|lens)":\s*"[a-z]`, `"ratio":\s*[0-9]`, `class="staff-[a-z]+"[^>]*>.*stroke-dasharray="2 2"`,
		`(?m)^2026-10,[^,]*,(attending|app|technologist|nurse),.*,(coverage|workload),`,
	} {
		all = append(all, regexp.MustCompile(pattern))
	}
	return all
}

// staffAddresses is every address that can be asked for without a name, with the views that staffing knows.
func staffAddresses(s *Server) []string {
	var addresses []string
	for _, route := range s.routes() {
		if route.Method != fiber.MethodGet || strings.ContainsAny(route.Path, ":*") || route.Action == ActionAdminister || route.Path == insight.TracePath ||
			route.Path == apiDescriptionPath || strings.HasPrefix(route.Path, "/charts/") { // a description says what could be said; the stills draw volume alone
			continue
		}
		addresses = append(addresses, route.Path, route.Path+"?site=university&year=forecast")
	}
	for _, role := range caseload.StaffRoles() {
		for _, figure := range []insight.Figure{insight.FigureRequired, insight.FigureGap, insight.FigureWorkload, insight.FigureCoverage, insight.FigureAvailable} {
			addresses = append(addresses, insight.TraceURL(insight.TraceQuery{Figure: figure, Role: role}))
		}
		addresses = append(addresses, insight.AssumptionsURL(role))
	}
	return append(addresses, whatIfAddress)
}

const whatIfAddress = "/what-if?growth_percent=10&rooms.1=5"

func TestUntilAssumptionsAreConfirmedNothingSaysAGapRatioOrVerdict(t *testing.T) {
	s, db := sampleServer(t)
	assumeSample(t, db)
	confirmSample(t, db, insight.PartCall) // all but one: a part that is forgotten holds everything back
	seen := 0
	for _, address := range staffAddresses(s) {
		response, body := get(t, s, address)
		if response.StatusCode == http.StatusOK {
			seen++
		}
		for _, verdict := range verdicts() {
			if found := verdict.FindStringIndex(body); found != nil {
				t.Errorf("%s says %q", address, body[max(0, found[0]-60):min(len(body), found[1]+60)])
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d addresses answered: the test reads something else", seen)
	}
	_, page := get(t, s, staffingPath)
	for _, wanted := range []string{"assumptions not confirmed", "illustrative", "call open"} {
		if !strings.Contains(strings.ToLower(page), wanted) {
			t.Errorf("the page does not say %q", wanted)
		}
	}
}

func TestOnceConfirmedTheSameAddressesSayIt(t *testing.T) {
	s, db := sampleServer(t)
	assumeSample(t, db)
	confirmSample(t, db)
	for _, address := range []string{"/", "/brief", staffingPath, staffingPath + "?site=university", staffingNeedsCSVPath, "/api/v1/staffing", "/api/v1/overview",
		"/trace?figure=gap&role=nurse", "/trace?figure=required&role=nurse", whatIfAddress} {
		_, body := get(t, s, address)
		said := false
		for _, verdict := range verdicts() {
			said = said || verdict.MatchString(body)
		}
		if !said {
			t.Errorf("%s says no verdict, so the test of the unconfirmed would not notice one", address)
		}
	}
}

func TestTheWordSurplusIsNowhere(t *testing.T) {
	s, db := sampleServer(t)
	assumeSample(t, db)
	confirmSample(t, db)
	for _, address := range []string{"/", staffingPath, "/api/v1/staffing", whatIfAddress, "/trace?figure=gap&role=technologist"} {
		if _, body := get(t, s, address); strings.Contains(strings.ToLower(body), "surplus") {
			t.Errorf("%s speaks of a surplus", address)
		}
	}
}

func TestAChangeOfAnAssumptionTakesItsConfirmationAwayAndTakingItBackRestoresIt(t *testing.T) {
	s, db := sampleServer(t)
	assumeSample(t, db)
	confirmSample(t, db)
	status, _, body := postForm(t, s, "/settings/assumption?name=annual_leave_days&role=nurse",
		url.Values{"from": {"October 2026"}, "value-annual_leave_days": {"25"}, "source": {"contract"}})
	if status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, body)
	}
	_, page := get(t, s, "/settings/assumptions/nurse")
	if !strings.Contains(page, "absence") || !strings.Contains(page, "still to be confirmed") || !strings.Contains(page, "25 days a year") {
		t.Error("the page does not say that the change waits for a confirmation")
	}
	if _, page := get(t, s, "/settings/assumptions/technologist"); !strings.Contains(page, "all six parts are confirmed") {
		t.Error("a change of the nurses' leave touched the technologists")
	}
	revision, err := db.Revision(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if status, _, body := postForm(t, s, fmt.Sprintf("/settings/history/%d/undo", revision), nil); status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, body)
	}
	if _, page := get(t, s, "/settings/assumptions/nurse"); !strings.Contains(page, "all six parts are confirmed") || !strings.Contains(page, "20 days a year") {
		t.Error("taking the change back did not bring back the number with its confirmation")
	}
}
