package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/dashboard/insight"
)

// preparedSample is the sample's server once the outlook has been worked out.
func preparedSample(t *testing.T) *Server {
	t.Helper()
	s, _ := sampleServer(t)
	noError(t, s.answers.PrepareOutlook(t.Context()))
	return s
}

// answerOf reads what the API answers, as the addresses of pages have it.
func answerOf[T any](t *testing.T, s *Server, path string) T {
	t.Helper()
	var answer T
	_, body := get(t, s, "/api/v1"+path)
	noError(t, json.Unmarshal([]byte(body), &answer))
	return answer
}

// csvOf reads a file, without the lines after the last row.
func csvOf(t *testing.T, s *Server, path string) (head []string, rows [][]string) {
	t.Helper()
	_, file := get(t, s, path)
	reader := csv.NewReader(strings.NewReader(file))
	reader.FieldsPerRecord = -1
	all, err := reader.ReadAll()
	noError(t, err)
	for _, row := range all[1:] {
		if len(row) >= len(all[0]) {
			rows = append(rows, row)
		}
	}
	return all[0], rows
}

func TestTheMonthsAheadOnVolumeAreThoseOfTheOutlookToTheDigit(t *testing.T) {
	s := preparedSample(t)
	for _, view := range []string{"", "&site=va", "&group=dialysis-access", "&group=thermal-ablation&site=university"} {
		outlook := answerOf[insight.Outlook](t, s, "/outlook?"+view)
		volume := answerOf[insight.Volume](t, s, "/volume?ahead=shown"+view)
		if volume.Ahead == nil || len(outlook.Months) != 12 {
			t.Fatalf("%s: want twelve months ahead, got %q and %d months", view, volume.AheadNote, len(outlook.Months))
		}
		expected := map[string][]string{}
		for i, m := range outlook.Months {
			if diff := cmp.Diff(m.Month, volume.Ahead.Months[i]); diff != "" {
				t.Errorf("%s: the API's month (-outlook +volume)\n%s", view, diff)
			}
			expected[m.Month.Month.String()] = []string{bare(m.Point, 4), bare(m.Lo80, 4), bare(m.Hi80, 4)}
		}

		_, page := get(t, s, "/outlook?"+view)
		want := map[string][]string{}
		for _, cells := range rowsOf(t, page, "outlook") {
			want[cells[0]] = cells[1:3]
		}
		_, page = get(t, s, "/volume?by=site&show=table&ahead=shown"+view)
		got := map[string][]string{}
		for _, cells := range rowsOf(t, page, "volume-months") {
			if month, ok := strings.CutSuffix(cells[0], "expected"); ok {
				month = strings.TrimSpace(month)
				at := len(cells) - 7 // before working days, per working day, year before, change and percent
				got[month] = cells[at : at+2]
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the table (-outlook +volume)\n%s", view, diff)
		}

		head, rows := csvOf(t, s, "/volume.csv?by=site&ahead=shown"+view)
		filed := map[string][]string{}
		for _, row := range rows {
			if row[1] == "expected" {
				filed[row[0]] = row[len(head)-3:]
			}
		}
		if diff := cmp.Diff(expected, filed); diff != "" {
			t.Errorf("%s: the file (-outlook +volume)\n%s", view, diff)
		}
	}
}

func TestTheYearsTargetStandsBesideTheLandingOfTheOutlook(t *testing.T) {
	s := preparedSample(t)
	for _, view := range []string{"calendar=federal", "calendar=academic&site=va"} {
		landing := answerOf[insight.Outlook](t, s, "/outlook?"+view).Landings[0]
		targets := answerOf[insight.Volume](t, s, "/volume?ahead=shown&"+view).Targets
		if targets == nil || float64(targets.Landing) != landing.Total {
			t.Fatalf("%s: want the year to end near %v, got %+v", view, landing.Total, targets)
		}
		_, page := get(t, s, "/volume?ahead=shown&"+view)
		if want := "By the Outlook the year should end near " + formatDecimal(landing.Total, 0) + "."; !strings.Contains(readText(page), want) {
			t.Errorf("%s: the page does not say %q", view, want)
		}
	}
	if plain := answerOf[insight.Volume](t, s, "/volume").Targets; plain.Landing.Known() || plain.Rows[1].Expected.Known() {
		t.Error("want nothing expected beside the target unless the view asks for it")
	}
}

func TestMonthsAheadAreNeverAmongTheCounts(t *testing.T) {
	s := preparedSample(t)
	plain, ahead := answerOf[insight.Volume](t, s, "/volume?by=site"), answerOf[insight.Volume](t, s, "/volume?by=site&ahead=shown")
	if plain.Ahead != nil || ahead.Ahead == nil {
		t.Fatalf("want months ahead where they are asked for alone, got %v and %v", plain.Ahead, ahead.Ahead)
	}
	isSame := cmp.Comparer(func(a, b insight.Number) bool { return a == b || a.IsMissing() && b.IsMissing() })
	for name, pair := range map[string][2]any{
		"rows": {plain.Rows, ahead.Rows}, "totals": {plain.Total, ahead.Total}, "key figures": {plain.KeyFigures, ahead.KeyFigures},
		"the year's target": {plain.Targets.ToDate, ahead.Targets.ToDate}, "the last month": {plain.Last, ahead.Last},
	} {
		if diff := cmp.Diff(pair[0], pair[1], isSame, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s (-without +with months ahead)\n%s", name, diff)
		}
	}
	plainHead, plainRows := csvOf(t, s, "/volume.csv?by=site")
	head, rows := csvOf(t, s, "/volume.csv?by=site&ahead=shown")
	if diff := cmp.Diff(append(plainHead, "expected", "expected_low_80", "expected_high_80"), head); diff != "" {
		t.Errorf("head of the file (-want +got)\n%s", diff)
	}
	none := make([]string, len(head)-5)
	for i, row := range rows {
		switch {
		case i < len(plainRows):
			if diff := cmp.Diff(append(plainRows[i], "", "", ""), row); diff != "" {
				t.Errorf("a counted month (-want +got)\n%s", diff)
			}
		case row[1] != "expected" || cmp.Diff(none, row[2:len(row)-3]) != "":
			t.Errorf("want nothing but what is expected, got %q", row)
		}
	}
	if len(rows) != len(plainRows)+12 {
		t.Errorf("want twelve rows more, got %d and %d", len(plainRows), len(rows))
	}
	_, page := get(t, s, "/volume?by=site&show=table&ahead=shown")
	for _, cells := range rowsOf(t, page, "volume-months")[:12] {
		for i, cell := range cells[1:4] {
			if cell != missingText {
				t.Errorf("%s: column %d of counts says %q", cells[0], i+1, cell)
			}
		}
	}
}

func TestVolumeShowsMonthsAheadOnlyOfWhatTheOutlookSpeaksOf(t *testing.T) {
	s := preparedSample(t)
	const offer = "Months ahead"
	for path, want := range map[string]struct {
		note   string
		offers bool
	}{
		"/volume":                        {"", true},
		"/volume?group=dialysis-access":  {"", true},
		"/volume?show=years":             {"", false},
		"/volume?per=day":                {"", false},
		"/volume?span=rolling12":         {"", false},
		"/volume?as=hours":               {"", false},
		"/volume?setting=inpatient":      {"", false},
		"/volume?procedure=paracentesis": {"", false},

		"/volume?ahead=shown&setting=inpatient":      {"does not tell settings or referring states apart", true},
		"/volume?ahead=shown&state=GA":               {"does not tell settings or referring states apart", true},
		"/volume?ahead=shown&procedure=paracentesis": {"one procedure is too small to foretell", true},
		"/volume?ahead=shown&per=day":                {"not of sums, rates or hours", true},
		"/volume?ahead=shown&span=ytd":               {"not of sums, rates or hours", true},
		"/volume?ahead=shown&as=hours":               {"not of sums, rates or hours", true},
		"/volume?ahead=shown&month=2026-05":          {"they follow the newest month", true},
		"/volume?ahead=shown&to=2026-05":             {"they follow the newest month", true},
	} {
		response, page := get(t, s, path)
		text := readText(page)
		if response.StatusCode != http.StatusOK || strings.Contains(text, offer) != want.offers || !strings.Contains(text, want.note) {
			t.Errorf("%s: status %d, offered %v, want %v and %q", path, response.StatusCode, strings.Contains(text, offer), want.offers, want.note)
		}
		if strings.Contains(text, "are expected, not counted") {
			t.Errorf("%s: it speaks of expected months", path)
		}
	}
	_, page := get(t, s, "/volume?ahead=shown&site=va")
	text := readText(page)
	for _, want := range []string{"The twelve months from November 2026 are expected, not counted", "expected, with its 80\u00a0% range", "November 2026 should bring about"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page with months ahead does not say %q", want)
		}
	}
}

func TestAVolumePageWaitsForNoOutlook(t *testing.T) {
	s, db := sampleServer(t)
	revision, err := db.Revision(t.Context())
	noError(t, err)
	_, page := get(t, s, "/volume?ahead=shown")
	if !strings.Contains(readText(page), "being worked out") || s.answers.IsAheadReady(revision) {
		t.Error("want the page drawn before the outlook, saying so")
	}
	noError(t, s.answers.PrepareOutlook(t.Context()))
	if _, page = get(t, s, "/volume?ahead=shown"); !strings.Contains(readText(page), "are expected, not counted") {
		t.Error("want the page drawn again once the outlook is there")
	}
}
