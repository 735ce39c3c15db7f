package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestTheOutlookSaysWhatIsExpectedHowSureAndWhy(t *testing.T) {
	s, _ := sampleServer(t)
	response, page := get(t, s, outlookPath)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	text := readText(page)
	for _, want := range []string{
		"November 2026 should bring about", "80\u00a0% between", "the federal year 2027 should end near", "twelve months of 680.",
		"Why ", "19 working days against", "November 2026 taken apart", "Adding up",
		"In the past it would have been off by", "Chance above", "Federal fiscal year 2027, Oct 2026–Sep 2027", "Sites and groups add up",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if got := strings.Count(page, `<div class="multiple">`); got != 18 {
		t.Errorf("want a panel for each of 18 groups, got %d", got)
	}
	if !strings.Contains(page, `aria-current="page"`) || !strings.Contains(page, `href="/outlook`) {
		t.Error("the navigation does not lead here")
	}
}

func TestTheOutlooksFileAndAPIAgreeWithThePage(t *testing.T) {
	s, _ := sampleServer(t)
	_, body := get(t, s, "/api/v1/outlook?site=va")
	var answer struct {
		Months []struct {
			Month string
			Point float64
			Lo80  float64
		}
		PointType string `json:"point_type"`
	}
	noError(t, json.Unmarshal([]byte(body), &answer))
	if len(answer.Months) != 12 || answer.Months[0].Month != "2026-11" || answer.PointType != "mean" {
		t.Fatalf("the API: %+v", answer)
	}
	_, file := get(t, s, "/outlook.csv?site=va")
	reader := csv.NewReader(strings.NewReader(file))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	noError(t, err)
	found := 0
	for _, row := range rows {
		if len(row) > 3 && row[0] == "All procedures" && row[2] == "expected" {
			if want := bare(answer.Months[found].Point, 4); row[3] != want {
				t.Errorf("%s: the file has %s, the API %s", row[1], row[3], want)
			}
			found++
		}
	}
	if found != 12 {
		t.Errorf("the file has %d expected months", found)
	}
	_, page := get(t, s, "/outlook?site=va")
	if want := strconv.FormatFloat(answer.Months[0].Point, 'f', 0, 64); !strings.Contains(page, ">"+want+"<") {
		t.Errorf("the page does not show %s", want)
	}
}

func TestTheOutlookOfAnEmptyAndOfAShortHistorySaysWhatItNeeds(t *testing.T) {
	s := serverOf(t, storetest.New(t))
	if response, page := get(t, s, outlookPath); response.StatusCode != http.StatusOK || !strings.Contains(page, `class="empty"`) {
		t.Errorf("empty: status %d, or no word on what to do", response.StatusCode)
	}
	db := storetest.New(t)
	storetest.SeedMonths(t, db, october, 7, 3)
	s = serverOf(t, db)
	for _, path := range []string{outlookPath, outlookPath + "?site=va", outlookCSVPath, "/api/v1/outlook"} {
		response, page := get(t, s, path)
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", path, response.StatusCode)
		}
		if path == outlookPath && !strings.Contains(readText(page), "There is no outlook for all sites yet. No forecast: only 7 months can be used, and it takes 12.") {
			t.Errorf("seven months: %s", readText(page))
		}
		for _, nonsense := range []string{"NaN", "Inf", "%!", "&lt;nil"} {
			if strings.Contains(page, nonsense) {
				t.Errorf("%s says %q", path, nonsense)
			}
		}
	}
	if response, _ := get(t, s, outlookStillPath); response.StatusCode != http.StatusNotFound {
		t.Errorf("a picture of nothing: status %d", response.StatusCode)
	}
}

func TestAMonthLeftOutStandsOnTheOutlookWithItsReason(t *testing.T) {
	s, db := sampleServer(t)
	if _, page := get(t, s, outlookPath); !strings.Contains(readText(page), "None: every complete month counts.") || !strings.Contains(page, excludePath) {
		t.Error("the page does not say that nothing is left out, or how to")
	}
	for _, month := range []string{"2025-12", "2026-01"} {
		m, err := calendar.ParseMonth(month)
		noError(t, err)
		noError(t, db.SaveExcludedMonth(t.Context(), caseload.ExcludedMonth{Month: m, Reason: "Both suites rebuilt", By: caseload.LocalUser}))
	}
	_, page := get(t, s, outlookPath)
	text := readText(page)
	for _, want := range []string{"December 2025 and January 2026 are left out: the forecast learns nothing from them.", "Both suites rebuilt", "left out: 2 months"} {
		if !strings.Contains(text, want) && !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestEveryLinkOfTheOutlookLeadsSomewhere(t *testing.T) {
	s, _ := sampleServer(t)
	seen := map[string]bool{}
	for _, path := range []string{outlookPath, outlookPath + "?site=va&group=thermal-ablation", outlookPath + "?month=2020-04", outlookPath + "?calendar=academic"} {
		response, page := get(t, s, path)
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", path, response.StatusCode)
		}
		for _, match := range href.FindAllStringSubmatch(page, -1) {
			target := strings.ReplaceAll(match[1], "&amp;", "&")
			kind := chosenValue.ReplaceAllString(target, "$1=")
			if seen[kind] || strings.HasPrefix(target, "/assets/") {
				continue
			}
			seen[kind] = true
			if response, _ := get(t, s, target); response.StatusCode != http.StatusOK {
				t.Errorf("%s leads to %s: status %d", path, target, response.StatusCode)
			}
		}
	}
}

func TestWrongOutlookAddressesAreExplained(t *testing.T) {
	s, _ := sampleServer(t)
	for path, status := range map[string]int{
		"/outlook?month=October":         http.StatusBadRequest,
		"/outlook?site=nowhere":          http.StatusNotFound,
		"/outlook?group=nothing":         http.StatusNotFound,
		"/outlook.csv?calendar=lunar":    http.StatusBadRequest,
		"/api/v1/outlook?group=nothing":  http.StatusNotFound,
		"/outlook?procedure=nonexistent": http.StatusOK, // another page's business
	} {
		if response, _ := get(t, s, path); response.StatusCode != status {
			t.Errorf("%s: want status %d, got %d", path, status, response.StatusCode)
		}
	}
}

// What is uncached here has the revision's back-test in it; a prepared page has not.
func BenchmarkOutlook(b *testing.B) { benchmarkPage(b, benchmarkDivision(b, 1), outlookPath) }
