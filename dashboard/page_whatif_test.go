package dashboard

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

func TestTheWhatIfPageCarriesAScenarioInItsAddress(t *testing.T) {
	s, _ := sampleServer(t)
	response, page := get(t, s, whatIfPath+"?site=va&growth_percent=5")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	text := readText(page)
	for _, want := range []string{"With 5\u00a0% more procedures", "Nothing stored changes", "Side by side", "Today", "This scenario", "VA rooms"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, want := range []string{
		`<input type="hidden" name="site" value="va">`, `name="growth_percent" value="5"`, `href="/what-if?site=va"`, `href="/staffing?site=va#assumptions"`,
		`data-rest="0" tabindex="-1"`, `value="5" data-rest="0"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
	if strings.Contains(page, "University rooms") {
		t.Error("a site that is not in view can be changed")
	}
}

func TestTheWhatIfPageShowsTodayAndSaysWhyAScenarioCannotBe(t *testing.T) {
	s, _ := sampleServer(t)
	response, page := get(t, s, whatIfPath+"?growth_percent=5&growth_per_month=7")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	if text := readText(page); !strings.Contains(text, "This scenario cannot be.") || !strings.Contains(text, "not in both") || strings.Contains(text, "This scenario Procedures") {
		t.Error("the page does not say why, or shows a scenario all the same")
	}
}

func TestAScenarioIsSavedSharedAndDeletedByItsOwnerAlone(t *testing.T) {
	s, db := sampleServer(t)
	_, page := get(t, s, whatIfPath+"?growth_percent=5")
	form := url.Values{}
	_, saving, _ := strings.Cut(page, "whatif-save")
	for _, field := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(saving, 2) {
		form.Set(field[1], field[2])
	}
	form.Set("name", "Five more")
	if status, location, _ := postForm(t, s, whatIfSavePath, form); status != http.StatusSeeOther || location != "/what-if?growth_percent=5" {
		t.Fatalf("saving: %d to %q", status, location)
	}
	saved, err := db.Scenarios(t.Context())
	noError(t, err)
	if len(saved) != 1 || saved[0].Name != "Five more" || saved[0].Query != "growth_percent=5" || saved[0].Shared {
		t.Fatalf("stored: %+v", saved)
	}
	if _, page = get(t, s, whatIfPath); !strings.Contains(readText(page), "Five more") {
		t.Error("the page does not show the saved scenario")
	}

	if status, _, _ := postForm(t, s, "/what-if/scenarios/1/share", url.Values{"shared": {"yes"}}); status != http.StatusSeeOther {
		t.Fatalf("sharing: %d", status)
	}
	if saved, _ = db.Scenarios(t.Context()); !saved[0].Shared {
		t.Error("the scenario is not shared")
	}
	if status, _, _ := postForm(t, s, "/what-if/scenarios/99/delete", url.Values{}); status != http.StatusNotFound {
		t.Errorf("deleting what is not there: %d", status)
	}
	if _, location, _ := postForm(t, s, "/what-if/scenarios/1/delete", url.Values{"here": {"growth_percent=5"}, "site": {"va"}}); location != "/what-if?site=va&growth_percent=5" {
		t.Errorf("deleting leads to %q", location)
	}
	if saved, _ = db.Scenarios(t.Context()); len(saved) != 0 {
		t.Errorf("still stored: %+v", saved)
	}
}

func TestAPrivateScenarioOfSomebodyElseIsNotShown(t *testing.T) {
	private := []caseload.Scenario{{ID: 1, Owner: "a", Name: "Mine"}, {ID: 2, Owner: "b", Name: "Theirs"}, {ID: 3, Owner: "b", Name: "Shared", Shared: true}}
	var names []string
	for _, one := range scenariosFor("a", private) {
		names = append(names, one.Name)
	}
	if got := strings.Join(names, ", "); got != "Mine, Shared" {
		t.Errorf("want Mine, Shared, got %s", got)
	}
}

func TestTheWhatIfAnswerForProgramsSaysWhatThePageSays(t *testing.T) {
	s, _ := sampleServer(t)
	_, body := get(t, s, "/api/v1/what-if?growth_percent=10")
	var answer struct {
		Query         string
		PerMonth      float64 `json:"per_month"`
		TodayPerMonth float64 `json:"today_per_month"`
		Roles         []struct{ Name string }
		Columns       []struct{ Name string }
	}
	noError(t, json.Unmarshal([]byte(body), &answer))
	if answer.Query != "growth_percent=10" || len(answer.Roles) != 4 || len(answer.Columns) != 2 {
		t.Errorf("got %+v", answer)
	}
	if ratio := answer.PerMonth / answer.TodayPerMonth; ratio < 1.0999999 || ratio > 1.1000001 {
		t.Errorf("want a tenth more, got %v", ratio)
	}
}

func TestTheFormOfTheWhatIfPageHoldsTheAnswerInBrief(t *testing.T) {
	s, db := sampleServer(t)
	_, page := get(t, s, whatIfPath)
	if brief := readText(whatIfBriefOf(t, page)); strings.Count(brief, "illustrative") != 4 || strings.Contains(brief, "short") {
		t.Errorf("want no verdict before the assumptions are confirmed, got %q", brief)
	}
	assumeSample(t, db)
	confirmSample(t, db)
	for _, query := range []string{"", "?growth_percent=5&fte.nurse=12"} {
		_, page := get(t, s, whatIfPath+query)
		brief := readText(whatIfBriefOf(t, page))
		var answer struct {
			PerMonth float64 `json:"per_month"`
			Roles    []struct {
				Name string
				Then struct {
					Required float64 `json:"required_fte"`
					Gap      float64 `json:"gap_fte"`
				}
			}
		}
		_, body := get(t, s, "/api/v1/what-if"+query)
		noError(t, json.Unmarshal([]byte(body), &answer))
		want := []string{formatDecimal(answer.PerMonth, 0) + " procedures a month"}
		for _, role := range answer.Roles {
			want = append(want, role.Name+" "+againstOnHand(insight.Number(role.Then.Gap))+" "+formatDecimal(role.Then.Required, 1)+" required")
		}
		for _, words := range want {
			if !strings.Contains(strings.Join(strings.Fields(brief), " "), words) {
				t.Errorf("%s: the brief does not say %q: %q", query, words, brief)
			}
		}
	}
}

// whatIfBriefOf returns the part of the form before its first box.
func whatIfBriefOf(t *testing.T, page string) string {
	t.Helper()
	_, form, _ := strings.Cut(page, "data-whatif ")
	_, brief, ok := strings.Cut(form, `data-whatif-part="brief"`)
	brief, _, ends := strings.Cut(brief, `<section class="whatif-section">`)
	if !ok || !ends {
		t.Fatal("the form does not begin with the answer in brief")
	}
	return "<div" + brief
}
