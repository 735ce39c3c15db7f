package dashboard

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// postForm sends a form as a page of this server does.
func postForm(t *testing.T, s *Server, path string, form url.Values) (status int, location, body string) {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, body := do(t, s, request)
	return response.StatusCode, response.Header.Get(fiber.HeaderLocation), body
}

func TestTheSignalsPageLeadsWithTheSeriesAndShowsAllOthers(t *testing.T) {
	s, _ := sampleServer(t)
	response, page := get(t, s, "/signals")
	status := response.StatusCode
	if status != http.StatusOK {
		t.Fatalf("want 200, got %d", status)
	}
	for _, want := range []string{
		"Five of 29 series carry a signal in October 2026.", "VA, all procedures: 15 months above the mean since August 2025",
		"Rebase from August 2025?", "Reason, shown on every chart", "series, newest signal first",
		"Month-to-month change", "Rules met here", "How the limits were made",
	} {
		if !strings.Contains(readText(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(page, `class="multiple signal-multiple"`); n != 28 {
		t.Errorf("want 28 small multiples, got %d", n)
	}
	if _, later := get(t, s, "/signals?suggestion=later"); strings.Contains(later, "Reason, shown on every chart") {
		t.Error("want no suggestion after “Not now”")
	}
}

func TestASeriesThatDoesNotExistIsNotFound(t *testing.T) {
	s, _ := sampleServer(t)
	for _, path := range []string{"/signals?series=group-nowhere", "/api/v1/signals?series=x", "/signals.csv?series=x", "/signals/rebase?series=x", "/charts/signals.svg?series=x"} {
		if response, _ := get(t, s, path); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: want 404, got %d", path, response.StatusCode)
		}
	}
}

func TestARebaseTakesAReasonAndIsDeletedAgain(t *testing.T) {
	s, db := sampleServer(t)
	form := url.Values{"series": {"site-va"}, "rebase_month": {"2025-08"}, "reason": {" Third anaesthesia day "}}
	status, header, body := postForm(t, s, "/signals/rebase", form)
	if want := "/signals?series=site-va"; status != http.StatusSeeOther || header != want {
		t.Fatalf("want 303 to %q, got %d to %q: %.200s", want, status, header, readText(body))
	}
	rebases, err := db.Rebases(t.Context())
	noError(t, err)
	if len(rebases) != 1 || rebases[0].Site != 2 || rebases[0].Reason != "Third anaesthesia day" || rebases[0].By != caseload.LocalUser {
		t.Fatalf("want the rebase of the VA stored, got %+v", rebases)
	}
	_, page := get(t, s, "/signals?series=site-va")
	for _, want := range []string{"Third anaesthesia day", "Rebase, VA", "Months since the rebase"} {
		if !strings.Contains(readText(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	status, header, _ = postForm(t, s, "/signals/rebase/"+formatNumber(int(rebases[0].ID))+"/delete", url.Values{"series": {"site-va"}})
	if status != http.StatusSeeOther || header != "/signals?series=site-va" {
		t.Errorf("want 303 back to the series, got %d to %q", status, header)
	}
	if rebases, err = db.Rebases(t.Context()); err != nil || len(rebases) != 0 {
		t.Errorf("want no rebase left, got %v, %v", rebases, err)
	}
}

func TestARebaseWithoutReasonOrMonthSaysWhatIsMissing(t *testing.T) {
	s, db := sampleServer(t)
	for name, test := range map[string]struct {
		form url.Values
		want string
	}{
		"no reason":        {url.Values{"series": {"site-va"}, "rebase_month": {"2025-08"}}, "A rebase needs a reason"},
		"no month":         {url.Values{"series": {"site-va"}, "reason": {"New room"}}, "A month is needed."},
		"the first month":  {url.Values{"series": {"site-va"}, "rebase_month": {"2019-01"}, "reason": {"New room"}}, "New limits begin after January 2019"},
		"a month to come":  {url.Values{"series": {"site-va"}, "rebase_month": {"2027-01"}, "reason": {"New room"}}, "at the latest in October 2026"},
		"a very long text": {url.Values{"series": {"site-va"}, "rebase_month": {"2025-08"}, "reason": {strings.Repeat("x", 2001)}}, "at most 2000 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, body := postForm(t, s, "/signals/rebase", test.form)
			if status != http.StatusUnprocessableEntity || !strings.Contains(readText(body), test.want) {
				t.Errorf("want 422 saying %q, got %d", test.want, status)
			}
		})
	}
	if rebases, err := db.Rebases(t.Context()); err != nil || len(rebases) != 0 {
		t.Errorf("want nothing stored, got %v, %v", rebases, err)
	}
}

func TestAnEventStandsOnItsSeriesOrOnAll(t *testing.T) {
	s, db := sampleServer(t)
	before, err := db.Annotations(t.Context())
	noError(t, err)
	post := func(text, scope string) {
		t.Helper()
		form := url.Values{"series": {"group-dialysis-access"}, "event_month": {"2026-05"}, "text": {text}, "scope": {scope}}
		if status, header, body := postForm(t, s, "/signals/event", form); status != http.StatusSeeOther {
			t.Fatalf("want 303, got %d to %q: %.200s", status, header, readText(body))
		}
	}
	post("Access clinic opens", "series")
	post("New <scheduler> & all", "all")
	_, dialysis := get(t, s, "/signals?series=group-dialysis-access")
	_, all := get(t, s, "/signals?series=all")
	if !strings.Contains(dialysis, "Access clinic opens") || strings.Contains(all, "Access clinic opens") {
		t.Error("want the event of a group on the group's chart alone")
	}
	for _, page := range []string{dialysis, all} {
		if !strings.Contains(page, "New &lt;scheduler&gt; &amp; all") || strings.Contains(page, "<scheduler>") {
			t.Error("want the event of all on every chart, as text")
		}
	}
	after, err := db.Annotations(t.Context())
	noError(t, err)
	if len(after) != len(before)+2 {
		t.Errorf("want two more events, got %d", len(after)-len(before))
	}
	if status, _, _ := postForm(t, s, "/signals/event", url.Values{"series": {"all"}, "event_month": {"2026-05"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("want 422 for an event without words, got %d", status)
	}
}

func TestSignalsLeaveTheProgramAsJSONAndCSV(t *testing.T) {
	s, _ := sampleServer(t)
	_, body := get(t, s, "/api/v1/signals?series=site-va")
	var answer insight.Signals
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Chosen.Key != "site-va" || len(answer.Series) != 29 || len(answer.Chosen.Points) != 94 {
		t.Errorf("want the VA with 94 months among 29 series, got %s, %d, %d", answer.Chosen.Key, len(answer.Chosen.Points), len(answer.Series))
	}
	_, months := get(t, s, "/signals.csv?series=site-va")
	if !strings.Contains(months, "\"VA, all procedures\",2026-10,183,") || !strings.Contains(months, ",2023-08,,") {
		t.Errorf("want October's 183 and an empty August 2023: %.300s", months)
	}
	_, series := get(t, s, "/signals/series.csv")
	if lines := strings.Count(series, ",2026-10,") - strings.Count(series, ",outside,2026-10,"); lines != 29 {
		t.Errorf("want 29 series, got %d", lines)
	}
}

func TestWithoutACompleteMonthTheSignalsPageSaysWhatToDo(t *testing.T) {
	s := serverOf(t, storetest.New(t))
	response, page := get(t, s, "/signals")
	status := response.StatusCode
	if status != http.StatusOK || !strings.Contains(readText(page), "No procedures have come yet.") {
		t.Errorf("want 200 and what to do, got %d: %.300s", status, readText(page))
	}
}

func TestOpenSignalsOfTheOverviewLeadToTheirSeries(t *testing.T) {
	s, _ := sampleServer(t)
	_, page := get(t, s, "/")
	for _, want := range []string{`/signals?month=2026-10&amp;series=group-venous-thrombosis-pe`, "New in October", "8 months above the mean"} {
		if !strings.Contains(page, want) {
			t.Errorf("the Overview does not have %q", want)
		}
	}
	if _, older := get(t, s, "/?month=2026-07"); !strings.Contains(readText(older), "Signals are told of the newest complete month only, October 2026.") {
		t.Error("want no open signal told of an older month")
	}
}
