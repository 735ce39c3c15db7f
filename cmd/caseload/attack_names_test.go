//go:build !race

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// hostile are texts that turn into something else where a page, a script, a chart or a spreadsheet takes them
// for its own.
func hostile() []string {
	return []string{
		`</script><script>alert('a')</script>`, `<img src=x onerror=alert('b')>`, `"><svg onload=alert('c')>`, `__f__function(){alert('d')}__f__`,
		`=cmd|'/c calc'!A0`, `+1+1`, `-2+3`, `@SUM(1,1)`, "\u202egnp.exe\u202c", `{{.}} ${alert('e')} {b|x}`, `'--; drop table users`,
		`javascript:alert('f')`, `</textarea></title><script>alert('g')</script>`,
	}
}

// long makes a text of a length, with the hostile part in front.
func long(text string, length int) string {
	return text + strings.Repeat("ж", max(0, length-len([]rune(text))))
}

// poison stores hostile texts wherever somebody may type or send one.
func poison(t *testing.T, db *store.Store, now func() time.Time) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bad := hostile()
	sites, err := db.Sites(ctx)
	must(err)
	for i, site := range sites {
		site.Name = long(bad[i], 200)
		must(db.SaveSite(ctx, site, caseload.LocalUser))
	}
	groups, err := db.Groups(ctx)
	must(err)
	for i, group := range groups {
		if group.ID != caseload.Ungrouped {
			group.Name = fmt.Sprintf("%s %d", bad[i%len(bad)], i)
			_, err := db.SaveGroup(ctx, group, caseload.LocalUser)
			must(err)
		}
	}
	must(db.SaveSetting(ctx, "division_name", long(bad[0], 2000), caseload.LocalUser))
	october, err := calendar.ParseMonth("2026-10")
	must(err)
	for i, text := range bad {
		_, err := db.AddAnnotation(ctx, caseload.Annotation{Month: october - 1, Text: long(text, 2000), By: caseload.LocalUser})
		must(err)
		_, err = db.CreateAccount(ctx, caseload.Account{User: caseload.User{Name: long(text, 200)}, SignIn: fmt.Sprintf("%d %.60s", i, text), Access: caseload.Viewer}, "", caseload.LocalUser)
		must(err)
	}
	_, err = db.SaveRebase(ctx, caseload.Rebase{Month: october - 10, Reason: long(bad[1], 2000), By: caseload.LocalUser})
	must(err)
	_, err = db.SaveScenario(ctx, caseload.Scenario{Name: long(bad[2], 100), Query: "growth_percent=5", Owner: caseload.LocalUser, Shared: true})
	must(err)

	service := ingest.New(db, now)
	send := func(name string, header []string, rows [][]string) {
		t.Helper()
		var text bytes.Buffer
		must(csv.NewWriter(&text).WriteAll(append([][]string{header}, rows...)))
		p, err := service.Preview(ctx, ingest.File{Name: name, Bytes: text.Bytes()}, ingest.Options{AddSites: true}, caseload.LocalUser)
		must(err)
		if p.Upload == "" {
			t.Fatalf("%.60s was refused: %s", name, p.Message)
		}
		_, err = service.Commit(ctx, p.Upload, ingest.CommitOptions{By: caseload.LocalUser, Partial: true})
		must(err)
	}
	var counts, people [][]string
	for i, text := range bad {
		counts = append(counts, []string{"2026-10", sitesName(t, db), long(text, 200), fmt.Sprint(30 + i), "inpatient", "GA"})
		people = append(people, []string{fmt.Sprintf("H-%d %.40s", i, text), long(text, 200), "nurse", sitesName(t, db), "1", "2021-03-01"})
	}
	send(long(bad[0], 900)+".csv", []string{"month", "site", "procedure", "count", "setting", "referral_state"}, counts)
	send(bad[4]+".csv", []string{"staff_id", "name", "role", "site", "fte", "start_date"}, people)
	// A draft shows names of its own, and bad rows show what was found.
	var text bytes.Buffer
	must(csv.NewWriter(&text).WriteAll([][]string{{"month", "site", "procedure", "count"}, {"2026-10", sitesName(t, db), bad[1], "12"}, {bad[0], bad[2], bad[1], bad[4]}}))
	_, err = service.Preview(ctx, ingest.File{Name: bad[2], Bytes: text.Bytes()}, ingest.Options{}, caseload.LocalUser)
	must(err)
}

// sitesName is the name of the first site as it is now.
func sitesName(t *testing.T, db *store.Store) string {
	t.Helper()
	sites, err := db.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sites[0].Name
}

func TestHostileNamesStayTextOnEveryPageChartTooltipAndExport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hostile.db")
	sample := loadedSample(t)
	if err := sample.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Now: sampledata.Now})
	if err != nil {
		t.Fatal(err)
	}
	poison(t, db, sampledata.Now)
	uploads, err := db.Uploads(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	p := startSignedIn(t, []string{"CASELOAD_NOW=" + sampledata.Now().Format(time.RFC3339)}, path, "serve", "--db", path, "--listen", "127.0.0.1:0")
	paths := slices.DeleteFunc(everyPage(), func(path string) bool { // the sample's own sites and groups have other names now
		return strings.Contains(path, "site") || strings.Contains(path, "group=") || strings.Contains(path, "group-")
	})
	for from, link := range map[string]string{"/volume?by=site": `/volume\?[^"#]*site=[^"#]*`, "/signals": `/signals\?[^"#]*series=[^"#]*`, "/volume?by=procedure": `/volume\?[^"#]*procedure=[^"#]*`, "/volume?by=group": `/volume\?[^"#]*group=[^"#]*`} {
		_, raw := get(t, p.url+from)
		found := regexp.MustCompile(`href="(`+link+`)"`).FindAllStringSubmatch(raw, 5)
		if len(found) == 0 {
			t.Errorf("%s leads to no page of a hostile name", from)
		}
		for _, match := range found {
			paths = append(paths, html.UnescapeString(match[1]))
		}
	}
	paths = append(paths, "/settings/history", "/settings/history?page=2", "/settings/users", "/settings/audit", "/settings/sites/1", "/settings/procedures", "/settings/division",
		"/account", "/staffing", "/what-if", "/training", "/volume?by=procedure", "/volume?by=state", "/volume?by=procedure&show=table", "/trace?figure=headcount&role=nurse", "/trace?figure=count")
	for _, upload := range uploads {
		paths = append(paths, "/uploads/"+string(upload.ID), fmt.Sprintf("/settings/history/%d", max(upload.Revision, 1)))
	}
	t.Run("pages, charts and tooltips", func(t *testing.T) { openAll(t, p, paths) })
	t.Run("exports", func(t *testing.T) {
		exports := []string{"/volume.csv?by=procedure", "/volume.csv?by=group", "/volume.csv?by=site", "/groups.csv", "/signals.csv", "/signals/series.csv", "/outlook.csv", "/staffing.csv",
			"/staffing-needs.csv", "/targets.csv"}
		for _, upload := range uploads {
			exports = append(exports, "/uploads/"+string(upload.ID)+"/changes.csv", "/uploads/"+string(upload.ID)+"/findings.csv")
		}
		for _, path := range exports {
			noFormulas(t, p, path)
		}
	})
}

var spreadsheetNumber = regexp.MustCompile(`^[+-]?[0-9.]+$`)

// noFormulas fails when a cell of the file would be run by a spreadsheet that opens it.
func noFormulas(t *testing.T, p *process, path string) {
	t.Helper()
	status, text := get(t, p.url+path)
	if status == http.StatusNotFound || status == http.StatusConflict {
		return // a committed file has no findings
	}
	if status != http.StatusOK {
		t.Errorf("%s: status %d", path, status)
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !spreadsheetNumber.MatchString(cell) {
				t.Errorf("%s: a spreadsheet would run %.60q", path, cell)
			}
		}
	}
}

// openAll opens each page, shows the tooltip of every chart, and fails when anything of a name comes alive.
func openAll(t *testing.T, p *process, paths []string) {
	b := newBrowser(t)
	var dialogs atomic.Int32
	err := chromedp.Listen(b.ctx, func(event any) {
		if _, ok := event.(*page.EventJavascriptDialogOpening); ok {
			dialogs.Add(1)
			go func() {
				_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
			}()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	base, secret := splitSession(t, p.url)
	if _, err := chromedp.Call(b.ctx, page.Enable, page.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call[network.SetCookieParams, cdp.Empty](b.ctx, network.SetCookie, network.SetCookieParams{Name: "caseload", Value: secret, URL: base}); err != nil {
		t.Fatal(err)
	}
	b.view(t, 1440, "light")
	charts := 0
	for _, path := range paths {
		before := len(b.complaints())
		b.do(t, chromedp.Navigate(base+path))
		b.waitFor(t, `[...document.querySelectorAll('figure[data-chart]')].every(f => f.hasAttribute('data-drawn'))`)
		charts += value[int](t, b, `[...document.querySelectorAll('[_echarts_instance_]')].map(e => {
			const chart = echarts.getInstanceByDom(e);
			for (let s = 0; s < 6; s++) for (let d = 0; d < 3; d++) chart.dispatchAction({type: 'showTip', seriesIndex: s, dataIndex: d});
			return 1;
		}).length`)
		if got := value[int](t, b, `document.querySelectorAll('img[src="x"], svg[onload], script:not([src]):not([type="application/json"]), [onerror], [onload]').length`); got != 0 {
			t.Errorf("%s: %d elements of somebody else's", path, got)
		}
		if value[bool](t, b, `document.querySelector('main').innerText.trim() === ''`) {
			t.Errorf("%s is empty", path)
		}
		for _, problem := range b.complaints()[before:] {
			if path != "/no-such-page" || !strings.Contains(problem, "404") {
				t.Errorf("%s: %s", path, problem)
			}
		}
		if status, raw := get(t, p.url+path); status < 500 && strings.Contains(raw, "<img src=x") || strings.Contains(raw, "<script>alert") {
			t.Errorf("%s holds a name as markup", path)
		}
	}
	if n := dialogs.Load(); n != 0 {
		t.Errorf("%d dialogs were opened", n)
	}
	if charts < 10 {
		t.Errorf("only %d charts were drawn: the test looks in the wrong place", charts)
	}
	if others := b.otherHosts(base); others != nil {
		t.Errorf("pages asked other hosts: %v", others)
	}
	t.Logf("%d pages, %d charts, %d dialogs, %d complaints", len(paths), charts, dialogs.Load(), len(b.complaints())-1)
}
