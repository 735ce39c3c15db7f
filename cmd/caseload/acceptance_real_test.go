//go:build !race

package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	sampledata "caseload/sample_data"
	"caseload/store"
)

// nhsColumns says which of the file's columns are ours.
const nhsColumns = "period=month,org_code=site,type=procedure,attendances=count"

// TestRealCountsOfManySitesComeOutAsTheyWentIn takes the attendances of 27 hospitals in England, which
// nobody made for this program.
func TestRealCountsOfManySitesComeOutAsTheyWentIn(t *testing.T) {
	file := shared(t, "data/nhs_ae_attendances.csv")
	byMonth, bySite := addUp(t, file)
	path := filepath.Join(t.TempDir(), "nhs.db")
	code, stdout, stderr := runHere(t, fixedNow(), "import", file, "--db", path, "--map", nhsColumns, "--add-sites", "--everything", "--commit")
	if code != exitOK || !strings.Contains(stdout, "Committed as revision 1.") {
		t.Fatalf("want it committed, got exit code %d: %s\n%.2000s", code, stderr, stdout)
	}

	t.Run("totals by month and by site", func(t *testing.T) {
		gotMonths, gotSites := storedTotals(t, path)
		if diff := cmp.Diff(byMonth, gotMonths); diff != "" {
			t.Errorf("by month (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff(bySite, gotSites); diff != "" {
			t.Errorf("by site (-want +got)\n%s", diff)
		}
	})

	p := startSignedIn(t, []string{"CASELOAD_NOW=2026-11-12T08:14:00Z"}, path, "serve", "--db", path, "--listen", "127.0.0.1:0")
	newest := newestComplete(t, file)
	t.Run("the Overview shows the total of the newest month that every site reported", func(t *testing.T) {
		_, page := get(t, p.url+"/")
		if want := thousands(byMonth[newest]); !strings.Contains(page, want) {
			t.Errorf("the page does not show %s, the total of %s", want, newest)
		}
	})
	t.Run("every site's page shows its total", func(t *testing.T) {
		_, page := get(t, p.url+"/volume")
		links := regexp.MustCompile(`<option value="([^"]+)"[^>]*>([A-Z0-9]+)</option>`).FindAllStringSubmatch(page, -1)
		found := map[string]string{}
		for _, link := range links {
			found[link[2]] = link[1]
		}
		for site := range bySite {
			if found[site] == "" {
				t.Errorf("no choice of the site %s", site)
				continue
			}
			want := thousands(siteMonth(t, file, site, newest))
			if status, page := get(t, p.url+"/?site="+found[site]+"&month="+newest); status != http.StatusOK || !strings.Contains(page, want) {
				t.Errorf("%s, %s: want 200 and %s, got %d", site, newest, want, status)
			}
		}
	})
	t.Run("charts show at most six sites and the others as one", func(t *testing.T) {
		for _, path := range []string{"/", "/volume"} {
			_, page := get(t, p.url+path)
			options := regexp.MustCompile(`(?s)data-option>(.*?)</script>`).FindAllStringSubmatch(page, -1)
			if len(options) == 0 {
				t.Errorf("%s: no chart", path)
			}
			for _, option := range options {
				shown := map[string]bool{}
				for site := range bySite {
					if strings.Contains(option[1], `"name":"`+site+`"`) {
						shown[site] = true
					}
				}
				others := regexp.MustCompile(`"name":"(Other \([0-9]+\))"`).FindAllStringSubmatch(option[1], -1)
				named := map[string]bool{}
				for _, other := range others {
					named[other[1]] = true
				}
				want := map[string]bool{fmt.Sprintf("Other (%d)", len(bySite)-len(shown)): true}
				if diff := cmp.Diff(want, named); len(shown) > 6 || diff != "" {
					t.Errorf("%s: want at most six sites and one Other, got %v and (-want +got)\n%s", path, slices.Sorted(maps.Keys(shown)), diff)
				}
			}
		}
	})
	t.Run("every page answers", func(t *testing.T) {
		for path, status := range crawl(t, p.url, 150) {
			if status != http.StatusOK {
				t.Errorf("%s: status %d", path, status)
			}
		}
	})
	if code := p.stop(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code: want 0, got %d\n%s", code, p.stderr)
	}
	if strings.Contains(p.stderr.String(), "level=ERROR") || strings.Contains(p.stderr.String(), "level=WARN") {
		t.Errorf("the log holds errors:\n%s", p.stderr)
	}
}

// shared returns a path in the folder beside the repository, or skips the test where it is not there.
func shared(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("there is no ../shared/%s beside the repository", name)
	}
	return path
}

// addUp reads the file's cells and adds them up, without any of this program's code.
func addUp(t *testing.T, path string) (byMonth, bySite map[string]int) {
	t.Helper()
	byMonth, bySite = map[string]int{}, map[string]int{}
	eachAttendance(t, path, func(month, site string, n int) {
		byMonth[month] += n
		bySite[site] += n
	})
	return byMonth, bySite
}

// newestComplete is the last month with a number of every site that had begun to send any.
func newestComplete(t *testing.T, path string) string {
	t.Helper()
	first, sent := map[string]string{}, map[string]map[string]bool{}
	eachAttendance(t, path, func(month, site string, _ int) {
		if first[site] == "" || month < first[site] {
			first[site] = month
		}
		if sent[month] == nil {
			sent[month] = map[string]bool{}
		}
		sent[month][site] = true
	})
	for _, month := range slices.Backward(slices.Sorted(maps.Keys(sent))) {
		complete := true
		for site, began := range first {
			complete = complete && (sent[month][site] || began > month)
		}
		if complete {
			return month
		}
	}
	t.Fatal("no month of the file is complete")
	return ""
}

func siteMonth(t *testing.T, path, site, month string) (sum int) {
	t.Helper()
	eachAttendance(t, path, func(m, s string, n int) {
		if m == month && s == site {
			sum += n
		}
	})
	return sum
}

func eachAttendance(t *testing.T, path string, take func(month, site string, n int)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"period", "org_code", "type", "attendances"}, rows[0]); diff != "" {
		t.Fatalf("the file's columns (-want +got)\n%s", diff)
	}
	for _, row := range rows[1:] {
		n, err := strconv.Atoi(row[3])
		if err != nil {
			t.Fatal(err)
		}
		take(row[0][:len("2016-04")], row[1], n)
	}
}

// storedTotals adds up the stored cells.
func storedTotals(t *testing.T, path string) (byMonth, bySite map[string]int) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{Now: sampledata.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	sites, err := db.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := map[int]string{}
	for _, site := range sites {
		names[int(site.ID)] = site.Name
	}
	counts, err := db.Counts(t.Context(), store.CountFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	byMonth, bySite = map[string]int{}, map[string]int{}
	for _, count := range counts {
		byMonth[count.Month.String()] += count.N
		bySite[names[int(count.Site)]] += count.N
	}
	return byMonth, bySite
}

// crawl follows links from the Overview, each once and no more than limit, and returns the answers' status.
func crawl(t *testing.T, url string, limit int) map[string]int {
	t.Helper()
	link := regexp.MustCompile(`(?:href|src)="(/[^"#]*)`)
	visited := map[string]int{}
	for queue := []string{"/", "/volume", "/data", "/settings"}; len(queue) > 0 && len(visited) < limit; queue = queue[1:] {
		path := queue[0]
		if _, ok := visited[path]; ok {
			continue
		}
		status, page := get(t, url+path)
		visited[path] = status
		for _, found := range link.FindAllStringSubmatch(page, -1) {
			next := strings.ReplaceAll(found[1], "&amp;", "&")
			if !strings.HasPrefix(next, "/assets/") && !strings.HasPrefix(next, "/charts/") {
				queue = append(queue, next)
			}
		}
	}
	return visited
}
