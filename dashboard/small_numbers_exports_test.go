//go:build !race

package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// swapped is a division with a few small numbers at the VA. Two of them differ only in which procedure has 3 and which
// 8, and every sum is the same: by procedure, by site, by setting, by state. What an export shows of one and not of
// the other gives a small number away.
func swapped(t *testing.T, few [2]int, together bool) *browser {
	t.Helper()
	h := newHospital(t, nil)
	h.add("ann", caseload.Admin)
	admin := h.as("ann")
	var file strings.Builder
	file.WriteString("month,site,procedure,count,setting,referral_state\n")
	last := calendar.MonthAt(h.now) - 1
	for m := last - 26; m <= last; m++ {
		for i, p := range []string{"Paracentesis", "Drainage", "Biopsy", "Thoracentesis", "Ablation"} {
			if i < 2 && (m == last || m == last-12 || m == last-13) {
				fmt.Fprintf(&file, "%s,University,%s,%d,inpatient,GA\n%s,VA,%s,%d,inpatient,GA\n", m, p, 60-few[i], m, p, few[i])
				continue
			}
			university, va := 40+10*i+int(m)%7, 20+5*i+int(m)%5
			fmt.Fprintf(&file, "%s,University,%s,%d,inpatient,GA\n%s,VA,%s,%d,inpatient,GA\n", m, p, university, m, p, va)
			fmt.Fprintf(&file, "%s,University,%s,%d,outpatient,AL\n%s,VA,%s,%d,outpatient,FL\n", m, p, 25+i, m, p, 30+i)
		}
	}
	path := admin.sent("months.csv", file.String())
	admin.post(path+"/answer", "everything", "yes")
	admin.commit(path)
	fluid, err := h.store.SaveGroup(t.Context(), caseload.Group{Name: "Fluid"}, caseload.LocalUser)
	noError(t, err)
	tubes, err := h.store.SaveGroup(t.Context(), caseload.Group{Name: "Tubes"}, caseload.LocalUser)
	noError(t, err)
	kinds, err := h.store.Procedures(t.Context())
	noError(t, err)
	groups := map[caseload.ProcedureID]caseload.GroupID{}
	for _, p := range kinds {
		switch {
		case p.Name == "Drainage", together && p.Name == "Paracentesis", together && p.Name == "Biopsy":
			groups[p.ID] = fluid
		case p.Name == "Paracentesis", p.Name == "Thoracentesis" && together:
			groups[p.ID] = tubes
		}
	}
	noError(t, h.store.SetProcedureGroups(t.Context(), groups, caseload.LocalUser))
	return admin
}

// exportQueries are the ways of looking that a number of one procedure at one site in one month goes into.
func exportQueries(path string) []string {
	var queries []string
	hows := []string{"", "by=procedure", "by=group", "by=site", "by=setting", "by=state", "by=procedure&show=change", "show=years", "by=procedure&show=all&span=rolling12", "by=procedure&span=ytd&per=day", "per=day&by=site"}
	wheres := []string{"", "site=va", "site=university"}
	if !strings.Contains(path, "volume") {
		hows = []string{"", "per=day"}
	}
	whats := []string{"", "group=fluid", "group=tubes", "procedure=paracentesis", "procedure=drainage", "setting=inpatient", "state=GA", "series=group-fluid", "series=procedure-drainage", "series=site-va"}
	for _, where := range wheres {
		for _, what := range whats {
			for _, how := range hows {
				queries = append(queries, strings.Trim(strings.Join([]string{where, what, how}, "&"), "&"))
			}
		}
	}
	return queries
}

// foretells are the exports in which a forecast stands, which every month goes into and nobody can take apart. What is
// known in them is looked at by itself.
var foretells = regexp.MustCompile(`outlook`)

var (
	anyUploadID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	emptyRuns   = regexp.MustCompile(`&&+`)
)

func TestNoExportGivesASmallNumberAway(t *testing.T) {
	for name, together := range map[string]bool{"of one group": true, "of two groups": false} {
		t.Run(name, func(t *testing.T) {
			givesNothingAway(t, swapped(t, [2]int{3, 8}, together), swapped(t, [2]int{8, 3}, together), together)
		})
	}
}

// givesNothingAway compares every export of two divisions.
func givesNothingAway(t *testing.T, one, other *browser, onlyVolume bool) {
	look := func(path string) (string, bool) {
		response, a := one.get(path)
		_, b := other.get(path)
		kind := response.Header.Get(fiber.HeaderContentType)
		if response.StatusCode >= http.StatusInternalServerError {
			t.Fatalf("%s: status %d", path, response.StatusCode)
		}
		return kind, response.StatusCode != http.StatusOK || anyUploadID.ReplaceAllString(a, "") == anyUploadID.ReplaceAllString(b, "")
	}
	walk := func(check func(path, kind string, same bool)) {
		for _, route := range one.routes() {
			if route.Method != http.MethodGet || strings.ContainsAny(route.Path, ":*") || route.Action == ActionAdminister {
				continue
			}
			response, _ := one.get(route.Path)
			kind := response.Header.Get(fiber.HeaderContentType)
			isPage := strings.HasPrefix(kind, fiber.MIMETextHTML)
			if !isPage && kind != "" && route.Action != ActionPublic && !isExport(route.Path) {
				t.Errorf("%s answers %s and is not known as an export", route.Path, kind)
			}
			if !isExport(route.Path) || foretells.MatchString(route.Path) || onlyVolume && !strings.Contains(route.Path, "volume") {
				continue
			}
			queries := exportQueries(route.Path)
			if strings.HasPrefix(kind, "image/svg") || response.StatusCode != http.StatusOK {
				queries = []string{"", "site=va&group=fluid", "site=va&show=years&procedure=drainage", "site=university&series=group-tubes"} // drawing takes long
			}
			if route.Path == briefPath || strings.Contains(route.Path, "staffing") || strings.Contains(route.Path, "training") || route.Path == "/api/v1/what-if" {
				queries = []string{"", "site=va", "site=university"}
			}
			for _, query := range queries {
				path := route.Path + "?" + emptyRuns.ReplaceAllString(query, "&")
				kind, same := look(path)
				check(path, kind, same)
			}
		}
	}
	ways := []string{"/volume.csv?site=va&by=procedure", "/api/v1/volume?site=va&by=procedure", "/groups.csv?site=va", "/api/v1/overview?site=va", "/api/v1/counts?site=va", "/charts/volume.svg?site=va&procedure=drainage", "/signals.csv?site=va&series=group-fluid", "/signals/series.csv?site=va"}
	if onlyVolume { // the groups are not small, and the rest shows groups
		ways = ways[:2]
	}
	for _, way := range ways {
		if _, same := look(way); same {
			t.Errorf("%s shows no difference where small numbers are shown, so this test proves nothing of it", way)
		}
	}
	for _, admin := range []*browser{one, other} {
		if response, _ := admin.post(smallPath, "small", "hide"); response.StatusCode != http.StatusSeeOther {
			t.Fatal("not hidden")
		}
	}
	walked := map[string]bool{}
	walk(func(path, kind string, same bool) {
		walked[strings.Split(path, "?")[0]] = true
		if !same {
			t.Errorf("%s (%s) gives a small number away", path, kind)
		}
	})
	for _, way := range ways {
		if !walked[strings.Split(way, "?")[0]] {
			t.Errorf("%s was not looked at", way)
		}
	}
}

func TestHidingKeepsSumsThatGiveNothingAway(t *testing.T) {
	admin := swapped(t, [2]int{3, 8}, true)
	admin.post(smallPath, "small", "hide")
	_, text := admin.get("/volume.csv?by=procedure")
	last := (calendar.MonthAt(admin.now) - 1).String()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, last) && (!strings.Contains(line, ",60,60,") || strings.Contains(line, "hidden")) {
			t.Errorf("over both sites nothing is few, got %q", line)
		}
	}
	_, text = admin.get("/volume.csv?by=procedure&site=va")
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, last) && strings.Count(line, "hidden") != 0 {
			return
		}
	}
	t.Errorf("no hidden number is marked as one:\n%s", text)
}

func TestTheOutlookHidesWhatIsKnownAndSmall(t *testing.T) {
	admin := swapped(t, [2]int{3, 8}, true)
	admin.post(smallPath, "small", "hide")
	for _, group := range []string{"fluid", "tubes"} {
		_, text := admin.get("/api/v1/outlook?site=va&group=" + group)
		var answer insight.Outlook
		noError(t, json.Unmarshal([]byte(text), &answer))
		for _, v := range answer.Known.Values {
			if v > 0 && v <= 10 {
				t.Errorf("%s: %v is shown", group, v)
			}
		}
	}
}

func TestCountsForProgramsTellAHiddenNumberFromAMissingOne(t *testing.T) {
	admin := swapped(t, [2]int{3, 8}, true)
	admin.post(smallPath, "small", "hide")
	last := (calendar.MonthAt(admin.now) - 1).String()
	_, text := admin.get("/api/v1/counts?site=va&from=" + last + "&to=" + last)
	var list insight.CountList
	noError(t, json.Unmarshal([]byte(text), &list))
	if list.Sum != nil {
		t.Errorf("the sum of all would give the hidden ones away: %d", *list.Sum)
	}
	hidden := 0
	for _, cell := range list.Counts {
		if cell.Hidden != (cell.N == nil) || cell.N != nil && *cell.N > 0 && *cell.N <= 10 {
			t.Errorf("got %+v", cell)
		}
		if cell.Hidden {
			hidden++
		}
	}
	if hidden < 2 || hidden == len(list.Counts) {
		t.Errorf("want some of %d hidden and some not, got %d", len(list.Counts), hidden)
	}
}

func TestEveryExportSaysWhatBecameOfSmallNumbers(t *testing.T) {
	admin := swapped(t, [2]int{3, 8}, true)
	ways := []string{"/volume.csv", "/api/v1/volume", "/api/v1/overview", "/api/v1/signals", "/api/v1/outlook", "/charts/volume.svg", "/brief", "/brief.txt", "/groups.csv", "/signals.csv"}
	for _, choice := range []string{smallOff, smallHide} {
		admin.post(smallPath, "small", choice)
		for _, way := range ways {
			if _, text := admin.get(way); !strings.Contains(text, insight.SmallNumberWords(choice == smallHide)) {
				t.Errorf("%s does not say %q", way, insight.SmallNumberWords(choice == smallHide))
			}
		}
	}
}
