package dashboard

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/storetest"
)

var (
	href        = regexp.MustCompile(`href="(/[^"]*)"`)
	chosenValue = regexp.MustCompile(`(month|group|procedure)=[^&]*`)
)

func TestEmptyDatabaseSaysWhatToDoOnEveryPage(t *testing.T) {
	s := serverOf(t, storetest.New(t))
	for _, path := range []string{"/", "/volume", "/brief"} {
		response, page := get(t, s, path)
		if response.StatusCode != http.StatusOK || !strings.Contains(page, `class="empty"`) {
			t.Errorf("%s: status %d, or no word on what to do", path, response.StatusCode)
		}
		if !strings.Contains(page, `href="/data"`) {
			t.Errorf("%s does not lead to the upload", path)
		}
	}
	response, text := get(t, s, "/brief.txt")
	if response.StatusCode != http.StatusOK || strings.TrimSpace(text) == "" {
		t.Errorf("/brief.txt: status %d, text %q", response.StatusCode, text)
	}
	if response, _ := get(t, s, monthsStillPath); response.StatusCode != http.StatusNotFound {
		t.Errorf("a picture of nothing: status %d", response.StatusCode)
	}
}

func TestOneMonthIsEnoughForEveryPage(t *testing.T) {
	db := storetest.New(t)
	storetest.SeedMonths(t, db, october, 1, 3)
	s := serverOf(t, db)
	for _, path := range []string{"/", "/volume", "/volume?by=group", "/volume?span=rolling12", "/volume?per=day", "/brief", "/brief.txt", "/trace?figure=rolling_12", "/volume.csv", "/groups.csv", "/staffing.csv"} {
		response, page := get(t, s, path)
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d\n%s", path, response.StatusCode, page)
		}
		for _, nonsense := range []string{"NaN", "Inf", "%!", "&lt;nil"} {
			if strings.Contains(page, nonsense) {
				t.Errorf("%s says %q", path, nonsense)
			}
		}
	}
	_, page := get(t, s, "/")
	if want := "October 2026 (preliminary): 49 procedures"; !strings.Contains(readText(page), want) { // 10+11+12, and half of each rounded down
		t.Errorf("the Overview does not say %q", want)
	}
}

func TestEveryLinkOfTheFigurePagesLeadsSomewhere(t *testing.T) {
	s, _ := sampleServer(t)
	seen := map[string]bool{}
	for _, path := range []string{"/", "/?site=va&month=2020-04", "/volume", "/volume?by=procedure&group=image-guided-biopsy", "/brief", "/about"} {
		response, page := get(t, s, path)
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", path, response.StatusCode)
		}
		for _, match := range href.FindAllStringSubmatch(page, -1) {
			target := strings.ReplaceAll(match[1], "&amp;", "&")
			kind := chosenValue.ReplaceAllString(target, "$1=") // one of each kind: months differ in nothing but the month
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

func TestTraceListsTheRowsThatAddUpToTheNumber(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	total, _ := n.total(october)
	path, sum, pages := "/trace?figure=count&month=2026-10", 0, 0
	for path != "" && pages < 50 {
		_, page := get(t, s, path)
		pages++
		if !strings.Contains(readText(page), fmt.Sprintf("add up to %d", total)) {
			t.Errorf("page %d does not say what its rows add up to", pages)
		}
		for _, cells := range rowsOf(t, page, "rows") {
			var count int
			if _, err := fmt.Sscan(cells[6], &count); err != nil {
				t.Fatalf("count %q: %v", cells[6], err)
			}
			sum += count
			if cells[7] == "" || cells[9] == "" || cells[10] == "" {
				t.Errorf("a row without file, sender or time: %q", cells)
			}
		}
		path = ""
		for _, match := range regexp.MustCompile(`rel="next" href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			path = strings.ReplaceAll(match[1], "&amp;", "&")
		}
	}
	if sum != total {
		t.Errorf("the rows of %d pages add up to %d; the Overview says %d", pages, sum, total)
	}
}

func TestBriefCarriesNoNames(t *testing.T) {
	s, db := sampleServer(t)
	appointments, err := db.Appointments(context.Background())
	noError(t, err)
	_, page := get(t, s, "/brief")
	_, overview := get(t, s, "/")
	_, text := get(t, s, "/brief.txt")
	for _, a := range appointments {
		for where, said := range map[string]string{"page": page, "text": text, "Overview's print": overview} {
			if strings.Contains(said, a.Name) || strings.Contains(said, string(a.Staff)) {
				t.Errorf("the %s names %s (%s)", where, a.Name, a.Staff)
			}
		}
	}
	if !strings.Contains(page, strings.TrimSpace(strings.Split(text, "\n")[0])) {
		t.Error("the page's text and /brief.txt differ")
	}
}

func TestOverviewOnPaperIsTheBrief(t *testing.T) {
	s, _ := sampleServer(t)
	_, overview := get(t, s, "/")
	_, brief := get(t, s, "/brief")
	for _, part := range []string{"sheet-lines", "sheet-columns", "sheet-pair", "sheet-words", "sheet-foot"} {
		if diff := cmp.Diff(partOf(t, brief, part), partOf(t, overview, part)); diff != "" {
			t.Errorf("%s (−brief +overview):\n%s", part, diff)
		}
	}
}

// partOf returns what an element of the class says, up to the next of the sheet's parts.
func partOf(t *testing.T, page, class string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `class="`+class+`"`)
	if !ok {
		t.Fatalf("the page has no %s", class)
	}
	part, _, _ := strings.Cut(rest, `class="sheet-`)
	part, _, _ = strings.Cut(part, "</main>")
	part, _, _ = strings.Cut(part, "</article>")
	return readText("<" + part)
}

func TestNamesFromFilesAreNeverMarkup(t *testing.T) {
	const hostile = `</script><img src=x onerror=alert(1)>{{7*7}}`
	db := storetest.New(t)
	storetest.Commit(t, db, []storetest.Row{
		{Month: "2026-10", Site: hostile, Procedure: hostile + " p", N: 4},
		{Month: "2026-10", Site: "University", Procedure: "=1+1", N: 5},
	}, true)
	s := serverOf(t, db)
	for _, path := range []string{"/", "/volume", "/volume?by=procedure", "/brief", "/trace"} {
		_, page := get(t, s, path)
		if strings.Contains(page, "<img src=x") || strings.Contains(page, "</script><img") {
			t.Errorf("%s carries a name as markup", path)
		}
	}
	_, file := get(t, s, "/volume.csv?by=procedure")
	if !strings.Contains(file, "'=1+1") {
		t.Errorf("the file lets a spreadsheet run a name: %q", strings.SplitN(file, "\n", 2)[0])
	}
}

func TestAnswersForMachinesAreThoseOfThePages(t *testing.T) {
	s, db := sampleServer(t)
	total, _ := countByHand(t, db).total(october)
	response, body := get(t, s, "/api/v1/overview")
	var overview struct {
		Scope      struct{ Month string }
		KeyFigures []struct {
			ID     string
			Number *float64
		} `json:"key_figures"`
	}
	noError(t, json.Unmarshal([]byte(body), &overview))
	if got := response.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	if overview.Scope.Month != "2026-10" || len(overview.KeyFigures) == 0 || *overview.KeyFigures[0].Number != float64(total) {
		t.Errorf("overview: want %d in 2026-10, got %+v", total, overview)
	}
	_, body = get(t, s, "/api/v1/volume?site=va&from=2026-09&to=2026-10")
	var volume struct{ Rows []struct{ Total *float64 } }
	noError(t, json.Unmarshal([]byte(body), &volume))
	if len(volume.Rows) != 2 || *volume.Rows[1].Total != float64(countByHand(t, db).counts[2][october]) {
		t.Errorf("volume: %s", body)
	}
}

func TestWrongAddressesAreExplained(t *testing.T) {
	s, _ := sampleServer(t)
	for path, status := range map[string]int{
		"/?month=October":                  http.StatusBadRequest,
		"/?site=nowhere":                   http.StatusNotFound,
		"/volume?from=2026-10&to=2026-01":  http.StatusBadRequest,
		"/volume?by=weekday":               http.StatusBadRequest,
		"/trace?figure=guess":              http.StatusBadRequest,
		"/trace?figure=count&page=x":       http.StatusBadRequest,
		"/api/v1/overview?site=nowhere":    http.StatusNotFound,
		"/volume.csv?span=week":            http.StatusBadRequest,
		"/charts/months.svg?month=2026-13": http.StatusBadRequest,
	} {
		if response, _ := get(t, s, path); response.StatusCode != status {
			t.Errorf("%s: want status %d, got %d", path, status, response.StatusCode)
		}
	}
}

func TestStillPictureIsACleanImage(t *testing.T) {
	s, _ := sampleServer(t)
	response, body := get(t, s, monthsStillPath+"?theme=dark")
	if got := response.Header.Get("Content-Type"); got != "image/svg+xml; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
	for _, unwanted := range []string{"<style", "style=", "<script", "token:"} {
		if strings.Contains(body, unwanted) {
			t.Errorf("the picture has %q", unwanted)
		}
	}
	if !strings.Contains(body, "680 baseline") {
		t.Error("the picture does not name the baseline")
	}
}

func TestTurningToAnotherMonthShowsThatMonth(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	_, first := get(t, s, "/?month=2026-09")
	_, again := get(t, s, "/?month=2026-09") // from the cache
	if first != again {
		t.Error("the page from the cache differs")
	}
	total, _ := n.total(september)
	if want := fmt.Sprintf("September 2026 (preliminary): %d procedures", total); !strings.Contains(readText(first), want) {
		t.Errorf("the page does not say %q", want)
	}
	storetest.Commit(t, db, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "PICC placement", N: 1000}}, true)
	if _, changed := get(t, s, "/?month=2026-09"); changed == first {
		t.Error("the page did not change with the data")
	}
}
